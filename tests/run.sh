#!/bin/bash
# Runs every test and counts: unit programs, rules of the source, command-line
# tests, as many at a time as there are processors.  The last line is
# "N passed, N failed".
# usage: RNNFC=PROGRAM run.sh FOLDER-OF-UNIT-PROGRAMS
set -u
cd "$(dirname "$0")/.." || exit 1
units=$1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0

# Runs one of them: what it says goes to a file, its status to another.
run() { # LOGS NAME COMMAND...
	local log=$1/$2
	shift 2
	mkdir -p "${log%/*}"
	CMOCKA_MESSAGE_OUTPUT=TAP "$@" >"$log" 2>&1
	echo $? >"$log.status"
}
export -f run

rules() {
	tests/source-rules.sh && echo 'ok 1 - source rules'
}
export -f rules

# Adds up the TAP lines in a log; skipped tests count as neither, and a
# program that died without a failed line counts as one failure.
count() { # NAME
	local ok not skipped log=$logs/$1 status
	status=$(cat "$log.status")
	skipped=$(grep -ciE '^(not )?ok .*# skip' "$log")
	ok=$(grep -viE '# skip' "$log" | grep -c '^ok ')
	not=$(grep -viE '# skip' "$log" | grep -c '^not ok ')
	if [ "$status" -ne 0 ] && [ "$not" -eq 0 ]; then
		not=1
	fi
	if [ "$not" -ne 0 ]; then
		echo "FAILED $1 (status $status)"
		grep -v '^ok ' "$log" | tail -n 60
	else
		echo "$1: $ok$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
	fi
	passed=$((passed + ok)) failed=$((failed + not))
}

names=()
for program in "$units"/test_*; do
	[ -x "$program" ] && names+=("unit/$(basename "$program")")
done
names+=(source-rules)
for file in tests/cli/*.bats; do
	names+=("cli/$(basename "$file")")
done

# shellcheck disable=SC2016 # for the shell that is started
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I NAME bash -c '
	case $2 in
	unit/*) run "$1" "$2" "$3/${2#unit/}" ;;
	cli/*) run "$1" "$2" bats --tap "tests/$2" ;;
	*) run "$1" "$2" rules ;;
	esac' run "$logs" NAME "$units"

for name in "${names[@]}"; do
	count "$name"
done

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
