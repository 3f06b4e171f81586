#!/bin/sh
# fetch.sh - puts a data set that this project may not ship into the current
# folder.
#
#   datasets/fetch.sh NAME        download it from its publisher
#   datasets/fetch.sh NAME DIR    copy it from DIR, where it already lies
#
# NAME is elec_load, ETTh1, m4_hourly or LD2011_2014; README.md beside this
# script says what each of them is.  What arrives is checked before it gets
# its name, so a file that is there is whole and is the one that was meant.
#
# Exit status: 0 done, 2 usage, 3 the data is not what was expected, 5 it
# could not be fetched or written.

set -u

names="elec_load ETTh1 m4_hourly LD2011_2014"
github=https://raw.githubusercontent.com
uci=https://archive.ics.uci.edu/static/public

fail()
{
	echo "fetch.sh: $2" >&2
	exit "$1"
}

# download URL FILE
download()
{
	echo "fetch.sh: fetching $1" >&2
	if command -v curl >/dev/null; then
		curl -fsSL --retry 2 -o "$2" "$1"
	elif command -v wget >/dev/null; then
		wget -nv -O "$2" "$1"
	else
		fail 5 "neither curl nor wget is installed; install one of them"
	fi || fail 5 "cannot fetch $1"
}

# obtain FILE URL: into $tmp, from $dir when there is one.
obtain()
{
	if [ -z "$dir" ]; then
		download "$2" "$tmp/$1"
	elif [ -f "$dir/$1" ]; then
		# Not cp: the copy of a read-only file should be writable.
		cat <"$dir/$1" >"$tmp/$1" || fail 5 "cannot copy \"$dir/$1\""
	else
		fail 5 "there is no \"$1\" in \"$dir\""
	fi
}

# check_sum FILE SHA256
check_sum()
{
	sum=$(sha256sum <"$tmp/$1") || fail 5 "cannot compute a checksum"
	sum=${sum%% *}
	[ "$sum" = "$2" ] ||
		fail 3 "$1: its SHA-256 is $sum, not $2: not the file that was meant"
}

# No checksum of the original is on record here, so its form is checked: the
# columns, the first and the last row, the number of rows and the size.
check_form()
{
	awk -F ';' '
		{ time = $1; gsub(/"/, "", time) }
		NR == 1 && NF == 371 && $2 ~ /^"?MT_001"?$/ { header = 1 }
		NR == 2 && time == "2011-01-01 00:15:00" { first = 1 }
		NF != 371 { odd = 1 }
		{ last = time == "2015-01-01 00:00:00" }
		END { exit !(header && first && last && !odd && NR == 140257) }
	' "$tmp/$1" || fail 3 "$1: not a header and 140256 rows of 371 fields"
	size=$(wc -c <"$tmp/$1")
	if [ "$size" -lt 700000000 ] || [ "$size" -gt 720000000 ]; then
		fail 3 "$1: $size bytes, where about 711 million were expected"
	fi
}

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
	fail 2 "usage: fetch.sh NAME [DIR], where NAME is one of: $names"
fi
name=$1
dir=${2-}
if [ $# -eq 2 ] && [ ! -d "$dir" ]; then
	fail 5 "\"$dir\" is not a folder"
fi
case $name in
elec_load | ETTh1 | m4_hourly | LD2011_2014) ;;
*) fail 2 "there is no data set \"$name\"; choose one of: $names" ;;
esac

# In the current folder, so that the last step is a rename.
tmp=$(mktemp -d ./.fetch.XXXXXX) || fail 5 "cannot write to this folder"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

case $name in
elec_load)
	obtain elec_load.csv "$github/PacktPublishing/\
Machine-Learning-for-Developers/HEAD/Chapter07/data/elec_load.csv"
	check_sum elec_load.csv \
		61bec0ef983046e0bb44babee1ddb97f843975ba06dd3cf8c38014b9ab10ba45
	;;
ETTh1)
	obtain ETTh1.csv "$github/zhouhaoyi/ETDataset/HEAD/ETT-small/ETTh1.csv"
	check_sum ETTh1.csv \
		f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066
	;;
m4_hourly)
	m4=$github/Mcompetitions/M4-methods/HEAD/Dataset
	obtain m4_hourly_train.csv "$m4/Train/Hourly-train.csv"
	check_sum m4_hourly_train.csv \
		ea59b7783573c49077a835ab6465c7d66f1474783360f310988a9a737fbca62f
	obtain m4_hourly_test.csv "$m4/Test/Hourly-test.csv"
	check_sum m4_hourly_test.csv \
		71a57fccb15e534d973626ada4fb87febf789e9317715b7cc6dd3b5f90db6f42
	;;
LD2011_2014)
	if [ -z "$dir" ]; then
		command -v unzip >/dev/null || fail 5 "unzip is not installed"
		zip=electricityloaddiagrams20112014.zip
		download "$uci/321/$zip" "$tmp/$zip"
		unzip -p "$tmp/$zip" LD2011_2014.txt >"$tmp/LD2011_2014.txt" ||
			fail 5 "cannot unpack $zip"
		rm -f "$tmp/$zip"
	else
		obtain LD2011_2014.txt ""
	fi
	check_form LD2011_2014.txt
	;;
esac

for file in "$tmp"/*; do
	mv -f "$file" . || fail 5 "cannot write \"${file##*/}\""
	echo "${file##*/}"
done
