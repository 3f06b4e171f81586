#!/usr/bin/env bats
# Progress and colour: on a terminal only.

load common

setup_file() {
	command -v script >/dev/null || skip "no script(1)"
}

# Runs a command line on a terminal; $output is what appears there.
on_terminal() { # COMMAND-LINE
	run env TERM="${TERM_HERE:-xterm}" script -qec "$1" /dev/null
	[ "$status" -eq 0 ] || report
}

bar=$'\r['

start() {
	cp "$root/datasets/electricity-load.csv" d.csv
	train="'$RNNFC' train d.csv --rows 0:4000 --layers 12 --epochs 3"
}

@test "the progress bar is on a terminal, and is wiped at the end" {
	start
	on_terminal "$train"
	says "$bar" "epoch 1/3" "windows/s" " left" $'\r\033[K''Wrote'
}

@test "no bar in a pipe or a file" {
	start
	on_terminal "$train 2>err"
	[[ $output != *"$bar"* ]]
	run ! grep -q "$bar" err
	works train d.csv --rows 0:2000 --layers 12 --epochs 2
	[[ $stderr != *"$bar"* ]]
}

@test "no bar when it is not wanted" {
	start
	on_terminal "$train --no-progress"
	[[ $output != *"$bar"* ]]
	on_terminal "$train --quiet"
	[ -z "$output" ]
	TERM_HERE=dumb on_terminal "$train"
	[[ $output != *"$bar"* ]]
	[[ $output != *$'\033'* ]]
}

@test "at most 10 redraws a second" {
	start
	began=$(date +%s%N)
	on_terminal "$train --epochs 100000 --time-limit 1"
	took=$((($(date +%s%N) - began) / 1000000))
	redraws=$(grep -o $'\r\\[' <<<"$output" | wc -l)
	[ "$redraws" -ge 3 ]
	[ "$redraws" -le $((took / 100 + 2)) ]
}

@test "colour: on a terminal, unless NO_COLOR or --color never" {
	start
	rnnfc train d.csv -q --rows 0:500 --layers 2 --epochs 1
	bold=$'\033[1m'
	on_terminal "'$RNNFC' evaluate"
	says "$bold"
	on_terminal "'$RNNFC' evaluate --color never"
	[[ $output != *$'\033'* ]]
	on_terminal "NO_COLOR=1 '$RNNFC' evaluate"
	[[ $output != *$'\033'* ]]
	TERM_HERE=dumb on_terminal "'$RNNFC' evaluate"
	[[ $output != *$'\033'* ]]
	works evaluate
	[[ $output != *$'\033'* ]]
	works evaluate --color always
	says "$bold"
}

@test "predict and plot write the same on a terminal, but for its width" {
	start
	rnnfc train d.csv -q --rows 0:500 --layers 2 --epochs 1
	on_terminal "'$RNNFC' predict -H 5"
	[ "${output//$'\r'/}" = "$(rnnfc predict -H 5)" ]
	on_terminal "'$RNNFC' plot"
	[[ $output != *$'\033'* ]]
}
