# What every file of command-line tests shares.
#
# A test starts in an empty folder of its own.  The program is $RNNFC, the
# real data sets are in $RNNFC_DATA; both have defaults beside this checkout.

bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
RNNFC=${RNNFC:-$root/rnnfc}
export RNNFC
real=${RNNFC_DATA:-$root/../shared/datasets}
nasty=$root/../shared/nasty
small=(--layers 4,4 --epochs 2 --threads 2)

setup() {
	unset RNNFC_MODEL NO_COLOR OPENBLAS_CORETYPE
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here" || return
}

rnnfc() {
	"$RNNFC" "$@"
}

# Prints N values, one a line: a day of 24 steps, and some roughness.
values() { # N
	LC_ALL=C awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			rough = i * 7919 % 101 / 20
			printf "%.2f\n", 100 + 30 * sin(i * 0.2617993878) + rough
		}
	}'
}

# Prints N times; FORMAT is that of date(1).
times() { # N START SECONDS FORMAT
	local start

	start=$(date -u -d "$2" +%s)
	seq -f '@%.0f' "$start" "$3" $((start + ($1 - 1) * $3)) |
		date -u -f - "+$4"
}

# Writes a CSV of N values on a time axis.
series() { # FILE N START SECONDS FORMAT
	{
		echo ds,y
		paste -d, <(times "$2" "$3" "$4" "$5") <(values "$2")
	} >"$1"
}

# Writes a day of quarter-hours, the file that most tests use.
quarters() { # FILE [N]
	series "$1" "${2:-120}" "2024-03-01 00:00" 900 "%F %H:%M"
}

report() {
	printf 'status %s\nstdout: %s\nstderr: %s\n' "$status" "$output" \
		"${stderr-}"
	return 1
}

# Runs the program, which has to succeed.
works() { # ARGUMENT...
	run --separate-stderr rnnfc "$@"
	[ "$status" -eq 0 ] || report
}

# Runs the program, which has to fail with one line on standard error that
# holds WORDS, and nothing on standard output.
fails() { # STATUS WORDS COMMAND ARGUMENT...
	local want=$1 words=$2

	shift 2
	run --separate-stderr rnnfc "$@"
	failed "$want" "$words" "rnnfc $1"
}

# The same of what was run already.
failed() { # STATUS WORDS COMMAND
	[ "$status" -eq "$1" ] || report
	[ -z "$output" ] || report
	[ "${#stderr_lines[@]}" -eq 1 ] || report
	[[ $stderr == "$3: "*"$2"* ]] || report
}

# The standard output of what was run holds every one of these.
says() { # WORDS...
	local words

	for words; do
		[[ $output == *"$words"* ]] || report
	done
}

# The same of standard error.
complains() { # WORDS...
	local words

	for words; do
		[[ $stderr == *"$words"* ]] || report
	done
}

# The folder holds these files, in this order, and no other.
holds() { # FILE...
	[ "$(LC_ALL=C ls -A)" = "$(printf '%s\n' "$@")" ] || {
		ls -lA
		return 1
	}
}

# Every yhat of a forecast on standard input is a finite number.
all_finite() { # COUNT
	awk -F, -v n="$1" '
		NR == 1 { if ($NF != "yhat") bad = 1; next }
		$NF !~ /^-?[0-9]+([.][0-9]+)?(e[+-][0-9]+)?$/ { bad = 1 }
		END { exit bad || NR - 1 != n }
	'
}
