#!/usr/bin/env bats
# rnnfc info: what a model file is, and the command that rebuilds it.

load common

# Runs what info --spec prints, with FILE for the data, and compares.
rebuilds() { # FILE
	local command

	command=$(rnnfc info --spec)
	[[ $command == "rnnfc train DATA.csv "* ]]
	command=${command/DATA.csv/"'$1'"}
	eval "$command -q -o again"
	cmp again model.safetensors
}

@test "the report names network, data, scaler, training and verdict" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" --cell gru -H 2 --lead 3
	works info
	says "gru, layers 4,4" parameters "5 rows in, 2 out, lead 3" \
		"target      y" "step 15min" "last row    2024-03-05 03:45" \
		"24 steps" "center-max" "2 epochs of 2" "seed 1" "scaled mse" \
		"Judged on" repeat-last
	[ -z "$stderr" ]
}

@test "the report has the options that are not as by default, and no others" {
	quarters d.csv 400
	rnnfc train d.csv -q --cell scrn --layers 6 --context-size 2 --stateful \
		--bptt 9 --epochs 3 --loss mae
	works info
	[ "$(sed -n '/^options/,/^target/p' <<<"$output")" = \
		"options     --cell scrn --layers 6 --loss mae --stateful --bptt 9 --epochs 3
            --context-size 2
target      y" ]
	rnnfc train d.csv -q
	works info
	[[ $output != *options* ]]
}

@test "the classic network has 211,401 parameters, PyTorch counts more" {
	quarters d.csv 60
	rnnfc train d.csv -q --layers 50,200 --epochs 1
	works info
	says "211,401 parameters (212,401 as PyTorch counts"
	[ "$(rnnfc info --json | jq '.parameters, .parameters_torch')" = \
		$'211401\n212401' ]
}

@test "--spec rebuilds the same bytes" {
	quarters d.csv 200
	rnnfc train d.csv -q "${small[@]}"
	rebuilds d.csv
	rnnfc train d.csv -q --layers 3 --epochs 3 --cell gru --loss huber \
		--huber-delta 0.3 --optimizer adamw --weight-decay 0.01 --lr 0.003 \
		--schedule cosine --scaler robust --scaler-rows all --init uniform \
		--dropout 0.1 --variational --clip-norm 0.5 --keep last --seed 77 \
		--input-size 7 --horizon 3 --lead 2 --test-size 20 --val-size 0.2 \
		--rows 10:190 --season 12,24 --batch-size 16 --patience 9
	rebuilds d.csv
	rnnfc train d.csv -q "${small[@]}" --preset classic --layers 3
	rebuilds d.csv
}

@test "--spec rebuilds from odd names" {
	{
		printf '"it'\''s; $(touch PWNED)","`touch PWNED`","a ""b"", c"\n'
		paste -d, <(seq 60) <(values 60) <(values 60)
	} >"my data.csv"
	rnnfc train "my data.csv" -q "${small[@]}" \
		--time-col "it's; \$(touch PWNED)" --target-col '`touch PWNED`'
	rebuilds "my data.csv"
	[ ! -e PWNED ]
}

@test "--json is one document with the spec, the curve and the verdict" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" -H 2
	rnnfc info --json >doc
	jq -e '
		.command == "info" and .targets == ["y"]
		and .spec.horizon == "2" and .spec.layers == "4,4"
		and (.epochs | length) == 2 and .epochs[1].epoch == 2
		and (.kept_epoch == 1 or .kept_epoch == 2)
		and .cut_short == false
		and .verdict.forecasts[0].name == "model"
	' doc >/dev/null
}

@test "the model file names no path, no time of day and no machine" {
	quarters d.csv
	rnnfc train "$PWD/d.csv" -q "${small[@]}" -o "$PWD/m"
	run ! grep -aq -e "$PWD" -e "$(hostname)" -e d.csv m
}

@test "the model file is a safetensors file" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	n=$(od -An -t u8 -N 8 model.safetensors | tr -d ' ')
	tail -c +9 model.safetensors | head -c "$n" >head.json
	jq -e '.__metadata__.format_version and ."rnn.0.weight_ih_l0".shape ==
		[16, 1] and ."out.weight".shape == [1, 4]' head.json >/dev/null
	jq -e '[.. | .data_offsets? | select(.) | .[1]] | max == '$((
		$(stat -c %s model.safetensors) - 8 - n)) head.json >/dev/null
}
