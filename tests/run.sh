#!/bin/bash
# Runs every test and counts: unit programs, rules of the source, command-line
# tests.  The last line is "N passed, N failed".
# usage: RNNFC=PROGRAM run.sh FOLDER-OF-UNIT-PROGRAMS
set -u
cd "$(dirname "$0")/.." || exit 1
units=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

# Adds up the TAP lines in the log; skipped tests count as neither, and a
# program that died without a failed line counts as one failure.
count() { # NAME EXIT-STATUS
	local ok not skipped
	skipped=$(grep -ciE '^(not )?ok .*# skip' "$log")
	ok=$(grep -viE '# skip' "$log" | grep -c '^ok ')
	not=$(grep -viE '# skip' "$log" | grep -c '^not ok ')
	if [ "$2" -ne 0 ] && [ "$not" -eq 0 ]; then
		not=1
	fi
	if [ "$not" -ne 0 ]; then
		echo "FAILED $1 (status $2)"
		grep -v '^ok ' "$log" | tail -n 60
	else
		echo "$1: $ok$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
	fi
	passed=$((passed + ok)) failed=$((failed + not))
}

for program in "$units"/test_*; do
	[ -x "$program" ] || continue
	CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$log" 2>&1
	status=$?
	count "unit/$(basename "$program")" $status
done

if tests/source-rules.sh >"$log" 2>&1; then
	echo 'ok 1 - source rules' >>"$log"
	count source-rules 0
else
	count source-rules 1
fi

for file in tests/cli/*.bats; do
	bats --tap "$file" >"$log" 2>&1
	status=$?
	count "cli/$(basename "$file")" $status
done

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
