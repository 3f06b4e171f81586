#!/bin/sh
# Installs the Debian packages that are missing of those named: as root or
# through sudo; elsewhere it names them and fails.
# usage: install-packages.sh PACKAGE...
set -eu

missing=
for package; do
	if ! command -v dpkg-query >/dev/null; then
		exit 0 # not Debian: the compiler will say what is not there
	fi
	status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
	case $status in
	*' ok installed') ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
	as_root=
elif command -v sudo >/dev/null; then
	as_root=sudo
else
	echo "these packages are missing; install them as root:$missing" >&2
	exit 1
fi

install() {
	# The list of packages is meant to be split into words.
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends $missing
}

echo "installing:$missing"
install || { $as_root apt-get update -q && install; }
