#!/usr/bin/env bats
# The first minute: three bare commands, where the model lies, help.

load common

@test "three bare commands work in one folder" {
	cp "$root/datasets/electricity-load.csv" data.csv
	works train data.csv --rows 0:2000 --threads 2
	[ -z "$output" ]
	holds data.csv model.safetensors
	works predict
	[ "${lines[0]}" = ds,yhat ]
	[ "${#lines[@]}" -eq 97 ]
	[ -z "$stderr" ]
	works plot
	says "load: forecast of 96 rows" measured forecast
	[ -z "$stderr" ]
	holds data.csv model.safetensors
}

@test "the model file carries all that predict and plot need" {
	quarters data.csv
	rnnfc train data.csv -q "${small[@]}"
	rm data.csv
	works predict
	works predict --holdout
	works plot
	works plot --what loss
	works plot --what data
	works info
	works evaluate
}

@test "-o and -m name the model" {
	quarters data.csv
	rnnfc train data.csv -q "${small[@]}" -o a.bin
	holds a.bin data.csv
	works predict -m a.bin
	works predict --model=a.bin
	works plot -m a.bin
	works info a.bin
	works info -m a.bin
	works evaluate -m a.bin
	fails 5 "model.safetensors" predict
}

@test "RNNFC_MODEL names the model, and an option wins over it" {
	quarters data.csv
	export RNNFC_MODEL=env.bin
	works train data.csv "${small[@]}"
	complains "Wrote env.bin"
	holds data.csv env.bin
	works predict
	works info
	works plot
	works evaluate
	works train data.csv "${small[@]}" --seed 2 -o given.bin
	[ "$(rnnfc predict -m given.bin)" != "$(rnnfc predict)" ]
}

@test "an empty RNNFC_MODEL is none" {
	quarters data.csv
	export RNNFC_MODEL=
	works train data.csv "${small[@]}"
	holds data.csv model.safetensors
}

@test "without a model the message says how to make one" {
	for command in predict plot info evaluate; do
		fails 5 "rnnfc train DATA.csv" "$command"
		complains '"model.safetensors"'
	done
}

@test "rnnfc alone gives short help on standard error, status 2" {
	run --separate-stderr rnnfc
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	complains "usage: rnnfc" "rnnfc train data.csv"
}

@test "help and version answer on standard output, status 0" {
	for words in --help -h help; do
		works "$words"
		says "usage: rnnfc" train predict plot evaluate inspect info list
		[ -z "$stderr" ]
	done
	works --version
	[[ $output =~ ^rnnfc\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	works --version -v
	says OpenBLAS
}

@test "every command has help, the same by three ways" {
	for command in train predict plot evaluate inspect info list; do
		works help "$command"
		says "usage: rnnfc $command" "Examples:" "--help" \
			"rnnfc-$command(1)"
		[ "$output" = "$(rnnfc "$command" --help)" ]
		[ "$output" = "$(rnnfc "$command" -h)" ]
	done
}

@test "the help of train gives ranges and defaults" {
	works train --help
	output=$(tr -s ' \n' ' ' <<<"$output")
	says "--epochs N" "1 to 100000 (10)" "(50,200)" "(0.001)" \
		"elman, lstm, cifg" "1 to 10; dtrnn, rhn" "0 to 0.9999 or learn; scrn"
}

@test "no line of a help is wider than a terminal" {
	for command in "" train predict plot evaluate inspect info list; do
		# shellcheck disable=SC2086 # or none
		rnnfc $command --help | awk 'length($0) > 80 { print; bad = 1 }
			END { exit bad }'
	done
}

@test "list names what the options take" {
	for kind in cells archs attentions skips norms losses optimizers \
		schedules inits combinations scalers windownorms bases missing \
		calendar baselines guesses metrics presets; do
		works list "$kind"
		[ "${#lines[@]}" -ge 1 ]
		[ -z "$stderr" ]
		rnnfc list "$kind" --json |
			jq -e ".$kind | length == ${#lines[@]}" >/dev/null
	done
	works list cells -v
	says lstm "Hochreiter & Schmidhuber 1997" "10400 parameters"
	fails 2 "cells, archs, attentions, skips, norms" list
	fails 2 "cells, archs, attentions, skips, norms" list nothing
}

@test "list counts the parameters of a cell as the network has them" {
	values 40 | sed 1iy >d.csv
	for cell in $(rnnfc list cells | cut -d ' ' -f 1); do
		works train d.csv -q --cell "$cell" --layers 50 --epochs 1
		# With the linear layer: a weight a column of the state, and a bias.
		counted=$(rnnfc list cells --json | jq --arg cell "$cell" \
			'.cells[] | select(.name == $cell) | .parameters + .states[0] + 1')
		echo "$cell: $counted"
		[ "$(rnnfc info --json | jq .parameters)" -eq "$counted" ]
	done
}
