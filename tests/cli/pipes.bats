#!/usr/bin/env bats
# Streams: what goes where, pipelines, closed and broken ends.

load common

trained() { # OPTION...
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" "$@"
}

@test "the pipelines of the manual" {
	quarters d.csv 400
	# shellcheck disable=SC2002 # as a user would
	cat d.csv | rnnfc train - -q "${small[@]}" -o load.safetensors
	tail -n 50 d.csv | rnnfc predict -m load.safetensors -H 96 - |
		rnnfc plot - -o next_day.png
	[ "$(head -c 4 next_day.png | od -An -t x1 | tr -d ' ')" = 89504e47 ]
	rnnfc train d.csv -q "${small[@]}" --json | jq -e .verdict >/dev/null
	rnnfc predict -m load.safetensors | rnnfc inspect - >/dev/null
}

@test "a reader that stops early ends the writer without a word" {
	trained
	for arguments in "predict -H 100000" "predict -H 100000 d.csv" \
		"predict --holdout" "info" "help train" "plot"; do
		# shellcheck disable=SC2086 # a command line
		rnnfc $arguments 2>err | head -n 1 >out
		[ ! -s err ]
		[ -s out ]
	done
	rnnfc predict -H 100000 2>err | head -n 1 >out
	[ "$(cat out)" = ds,yhat ]
}

@test "no file argument never means standard input" {
	trained
	mkfifo fifo
	exec 9<>fifo # a pipe that says nothing and does not end
	for command in predict plot info evaluate; do
		run --separate-stderr timeout 20 "$RNNFC" "$command" <&-
		[ "$status" -eq 0 ] || report
		run --separate-stderr timeout 20 "$RNNFC" "$command" <fifo
		[ "$status" -eq 0 ] || report
	done
	exec 9>&-
	run --separate-stderr timeout 10 "$RNNFC" train <&-
	failed 2 "one CSV file" "rnnfc train"
	run --separate-stderr timeout 10 "$RNNFC" inspect <d.csv
	failed 2 "one CSV file" "rnnfc inspect"
}

@test "closed standard streams harm no file" {
	trained
	cp model.safetensors old
	works train d.csv "${small[@]}" -q -o m <&-
	cmp m old
	"$RNNFC" train d.csv "${small[@]}" -o m2 2>&-
	cmp m2 old
	"$RNNFC" train d.csv "${small[@]}" -q -o m3 >&-
	cmp m3 old
	run -3 timeout 10 bash -c '"$RNNFC" inspect - <&-'
	[[ $output == *"is empty"* ]]
}

@test "a name that begins with a dash is given after --" {
	quarters ./-d.csv
	works train "${small[@]}" -- -d.csv
	works predict -H 2 -- -d.csv
	works inspect -- -d.csv
}

@test "options may follow the operand" {
	trained
	[ "$(rnnfc predict d.csv -H 2)" = "$(rnnfc predict -H 2 d.csv)" ]
	[ "$(rnnfc predict d.csv -H2)" = "$(rnnfc predict --horizon=2 d.csv)" ]
}

@test "data from a named pipe and from a process" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	rnnfc train <(cat d.csv) -q "${small[@]}" -o m
	cmp m model.safetensors
	rnnfc predict <(tail -n 30 d.csv) -H 3 >f
	[ "$(cat f)" = "$(rnnfc predict -H 3)" ]
}

@test "nothing on standard output when a command fails" {
	trained
	for arguments in "train missing.csv --json" "predict missing.csv" \
		"predict -m d.csv" "plot missing.csv" "evaluate missing.csv" \
		"info d.csv" "info d.csv --json" "list frob" \
		"inspect missing.csv" "evaluate missing.csv --predictions"; do
		# shellcheck disable=SC2086 # a command line
		run --separate-stderr rnnfc $arguments
		[ "$status" -ne 0 ]
		[ -z "$output" ] || report
		[ -n "$stderr" ]
	done
	printf 'ds,y\n1,1\n2,x\n3,3\n' >bad.csv
	fails 3 '"x"' predict bad.csv
	fails 3 '"x"' evaluate bad.csv
	fails 3 '"x"' plot bad.csv
	fails 3 '"x"' train bad.csv
}
