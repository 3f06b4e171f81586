#!/usr/bin/env bats
# rnnfc train: what it takes, what it says, what it writes.

load common

# The names that rnnfc list prints.
names() { # KIND
	rnnfc list "$1" | cut -d ' ' -f 1
}

@test "every cell, loss, optimizer, scaler, init and schedule forecasts" {
	quarters data.csv
	for kind in cells:cell losses:loss optimizers:optimizer \
		scalers:scaler inits:init schedules:schedule; do
		for name in $(names "${kind%:*}"); do
			[ "$name" != cross-entropy ] || continue # is of symbols
			[ "$name" != sum ] || continue # of others, in losses.bats
			echo "--${kind#*:} $name"
			works train data.csv -q "${small[@]}" "--${kind#*:}" "$name"
			rnnfc predict -H 5 | all_finite 5
			rnnfc info --json |
				jq -e ".spec[\"${kind#*:}\"] == \"$name\"" >/dev/null
		done
	done
}

@test "dropout, variational dropout, clipping and decay forecast" {
	quarters data.csv
	for more in "--dropout 0" "--dropout 0.5 --variational" \
		"--clip-norm 0.1" "--clip-value 0.1" \
		"--optimizer adamw --weight-decay 0.1" \
		"--optimizer sgd --momentum 0.9 --lr 0.01" "--keep last" \
		"--scaler-rows all" "--loss huber --huber-delta 0.1" \
		"--batch-size 7" "--layers 3" "--layers 3,4,5" \
		"--preset classic --layers 4,4"; do
		echo "$more"
		# shellcheck disable=SC2086 # several words
		works train data.csv -q "${small[@]}" $more
		rnnfc predict -H 3 | all_finite 3
	done
}

@test "the verdict stands on standard error, with every naive forecast" {
	quarters data.csv 400
	works train data.csv "${small[@]}"
	[ -z "$output" ]
	complains "Judged on 39 held-out test windows" MAE RMSE MASE skill \
		"  model " "  repeat-last " "  seasonal-naive-24 " "  drift " \
		"  ridge " "Wrote model.safetensors; next: rnnfc predict"
}

@test "seasons are found in the data, whatever the step says" {
	quarters data.csv 400
	works train data.csv "${small[@]}"
	complains "seasonal-naive-24 "
	[[ $stderr != *seasonal-naive-96* ]]
	# The same rows without times, and rows that repeat nothing.
	cut -d, -f2 data.csv >rows.csv
	works train rows.csv "${small[@]}"
	complains "seasonal-naive-24 "
	{ echo y; seq 100 300; } >straight.csv
	works train straight.csv "${small[@]}"
	[[ $stderr != *seasonal-naive* ]]
}

@test "the verdict names each season that was given" {
	quarters data.csv 200
	works train data.csv "${small[@]}" --season 4,24
	complains "seasonal-naive-4 " "seasonal-naive-24 "
	works train data.csv "${small[@]}" --season none
	[[ $stderr != *seasonal-naive* ]]
}

@test "a model that beats no naive forecast is told so, with a remedy" {
	quarters data.csv 400
	works train data.csv --layers 2 --epochs 1 --learning-rate 0
	[[ $stderr =~ The\ model\ does\ not\ beat\ [a-z0-9-]+:.*help:\ -- ]]
	[[ $stderr != *"beats every naive"* ]]
	complains "ridge autoregression on the same inputs is better"
}

@test "a model that beats the naive forecasts is told so" {
	quarters data.csv 600
	works train data.csv --layers 8 --epochs 40 --learning-rate 0.01 \
		--dropout 0 --batch-size 32 --input-size 24 --season 24
	complains "The model beats every naive forecast: RMSE "
	[[ $stderr != *"does not beat"* ]]
}

@test "with nothing held out there is no verdict" {
	quarters data.csv
	works train data.csv "${small[@]}" --test-size 0 --val-size 0
	complains "Nothing was held out"
	[ "$(rnnfc predict --holdout)" = ds,y,yhat ]
	works train data.csv "${small[@]}" --test-size 0
	complains "held-out validation windows"
}

@test "--quiet says nothing, -v a line for each epoch" {
	quarters data.csv
	works train data.csv "${small[@]}" --quiet
	[ -z "$output$stderr" ]
	works train data.csv "${small[@]}" -v
	[ -z "$output" ]
	complains "120 rows" "step 15min" "epoch 1: loss" "epoch 2: loss"
	works train data.csv "${small[@]}"
	[[ $stderr != *"epoch 1"* ]]
}

@test "--json: one document, keys in order, nothing else on stdout" {
	quarters data.csv
	run --separate-stderr rnnfc train data.csv "${small[@]}" --json -o m
	[ "$status" -eq 0 ]
	keys='keys_unsorted | join(" ")'
	get() { jq -r "$1" <<<"$output"; }
	[ "$(jq -s length <<<"$output")" -eq 1 ]
	[ "$(get "$keys")" = "rnnfc command model seed threads data network \
epochs seconds scaled verdict" ]
	[ "$(get ".data | $keys")" = "file rows targets train_windows \
val_windows test_windows" ]
	[ "$(get ".network | $keys")" = "cell layers parameters" ]
	[ "$(get ".epochs[0] | $keys")" = "epoch loss val_loss seconds" ]
	[ "$(get ".seconds | $keys")" = "load train total" ]
	[ "$(get ".scaled | $keys")" = "val_mse test_mse test_mae" ]
	[ "$(get ".verdict | $keys")" = "rows forecasts beats_naive intervals" ]
	[ "$(get ".verdict.forecasts[] | $keys" | sort -u)" = \
		"name mae rmse mase skill" ]
	[ "$(get '[.command, .model, .seed, .threads, .data.file, .data.rows,
		(.data.targets | join(" ")), .network.cell,
		(.network.layers | join(" ")), (.epochs | length),
		.verdict.rows] | join(",")')" = \
		"train,m,1,2,data.csv,120,y,lstm,4 4,2,test" ]
	[ "$(get '.data | .train_windows + .val_windows + .test_windows')" \
		-eq 115 ]
	[ "$(get '[.verdict.forecasts[].name] | join(" ")')" = \
		"model repeat-last seasonal-naive-24 drift ridge" ]
}

@test "--json: skill is 1 - RMSE over the best naive RMSE" {
	quarters data.csv 400
	rnnfc train data.csv -q "${small[@]}" --json >doc
	jq -e '
		.verdict.forecasts as $f
		| ([$f[] | select(.name | test("^(repeat|seasonal)")).rmse] | min)
			as $naive
		| all($f[]; .skill - (1 - .rmse / $naive) | fabs < 1e-9)
			and .verdict.beats_naive == ($f[0].rmse < $naive)
	' doc >/dev/null
}

@test "--json with --quiet has an empty standard error" {
	quarters data.csv
	works train data.csv "${small[@]}" --json --quiet
	[ -z "$stderr" ]
	jq . <<<"$output" >/dev/null
}

@test "--json: an odd file name and odd columns stay valid JSON" {
	{
		printf 'ds,"he said ""\\n"", \303\251"\n'
		paste -d, <(seq 60) <(values 60)
	} >$'a "b\\\tc.csv'
	works train $'a "b\\\tc.csv' "${small[@]}" --json
	[ "$(jq -r .data.file <<<"$output")" = $'a "b\\\tc.csv' ]
	[ "$(jq -r '.data.targets[0]' <<<"$output")" = 'he said "\n", é' ]
}

@test "--log holds the learning curve that --json has" {
	quarters data.csv
	rnnfc train data.csv -q --layers 4 --epochs 5 --log log.csv --json >doc
	[ "$(head -n 1 log.csv)" = epoch,loss,val_loss ]
	[ "$(wc -l <log.csv)" -eq 6 ]
	jq -r '.epochs[] | [.epoch, .loss, .val_loss] | join(" ")' doc >want
	tail -n +2 log.csv | tr , ' ' | awk '
		{ getline line <"want"; split(line, w) }
		{
			for (i = 1; i <= 3; i++)
				if (($i - w[i])^2 > 1e-24)
					bad = 1
		}
		END { exit bad || NR != 5 }
	'
	works inspect log.csv
}

@test "--patience stops, and the best weights are kept" {
	quarters data.csv
	works train data.csv --layers 4 --epochs 50 --learning-rate 0 \
		--patience 3 --log log.csv
	[ "$(wc -l <log.csv)" -eq 5 ]
	works info
	says "training    4 epochs of 50, weights of epoch 1"
	works train data.csv --layers 4 --epochs 6 --learning-rate 0 --keep last
	works info
	says "weights of epoch 6"
}

@test "--time-limit cuts a training short and says so" {
	cp "$root/datasets/electricity-load.csv" data.csv
	works train data.csv --layers 8 --epochs 100000 --time-limit 0.5
	complains "Cut short by --time-limit" "depends on this machine"
	works info
	says "cut short"
	rnnfc predict -H 4 | all_finite 4
	works train data.csv --rows 0:200 "${small[@]}" --time-limit 500
	[[ $stderr != *"Cut short"* ]]
}

@test "--init-model starts from the weights of a model" {
	quarters data.csv
	rnnfc train data.csv -q --layers 4 --epochs 5 -o a
	rnnfc train data.csv -q --layers 4 --epochs 1 --learning-rate 0 \
		--init-model a -o b
	[ "$(rnnfc predict -m a)" = "$(rnnfc predict -m b)" ]
	rnnfc train data.csv -q --layers 4 --epochs 1 --learning-rate 0 -o c
	[ "$(rnnfc predict -m a)" != "$(rnnfc predict -m c)" ]
}

@test "--init-model: a model may be trained on in place" {
	quarters data.csv
	rnnfc train data.csv -q --layers 4 --epochs 1
	cp model.safetensors old
	works train data.csv -q --layers 4 --epochs 1 --init-model \
		model.safetensors
	run ! cmp -s model.safetensors old
}

@test "--init-model: another network is refused" {
	quarters data.csv
	rnnfc train data.csv -q --layers 4 --epochs 1 -o a
	fails 2 "model to start from" train data.csv --layers 5 --init-model a
	fails 2 "model to start from" train data.csv --layers 4 --cell gru \
		--init-model a
	fails 2 "model to start from" train data.csv --layers 4 -H 2 \
		--init-model a
	holds a data.csv
}

@test "the split counts windows, in time order and disjoint" {
	quarters data.csv 200
	windows() {
		rnnfc train data.csv -q "${small[@]}" --json "$@" | jq -r \
			'.data | [.train_windows, .val_windows, .test_windows] | join(" ")'
	}
	[ "$(windows)" = "157 19 19" ]
	[ "$(windows --test-size 30 --val-size 20)" = "145 20 30" ]
	[ "$(windows --train-size 50 --val-size 20 --test-size 10)" = "50 20 10" ]
	rnnfc train data.csv -q "${small[@]}" --train-size 50 --val-size 20 \
		--test-size 10
	# The first target is row 5; what is left over at the end is not used.
	[ "$(rnnfc predict --holdout | sed -n '2s/,.*//p')" = \
		"$(sed -n "$((2 + 5 + 70))s/,.*//p" data.csv)" ]
	rnnfc train data.csv -q "${small[@]}" --test-size 30
	[ "$(rnnfc predict --holdout | wc -l)" -eq 31 ]
	[ "$(rnnfc predict --holdout | sed -n '$s/,.*//p')" = \
		"$(sed -n '$s/,.*//p' data.csv)" ]
}

@test "rows left over at the end are counted, and not used" {
	quarters data.csv 200
	works train data.csv "${small[@]}" --train-size 50 --val-size 20 \
		--test-size 10
	complains "not used"
}

@test "--rows takes a part of the file" {
	quarters data.csv 200
	rnnfc train data.csv -q "${small[@]}" --rows 20:120 -o a
	{ head -n 1 data.csv; sed -n '22,121p' data.csv; } >part.csv
	rnnfc train part.csv -q "${small[@]}" -o b
	[ "$(rnnfc predict -m a)" = "$(rnnfc predict -m b)" ]
	works train data.csv "${small[@]}" --rows 50:
}

@test "columns: the target is y, target or value, else the only number" {
	target() { # HEADER
		{ echo "$1"; paste -d, <(seq 60) <(values 60) <(values 60); } >d.csv
		rnnfc train d.csv -q "${small[@]}" --json |
			jq -r '.data.targets | join(" ")'
	}
	[ "$(target ds,a,y)" = y ]
	[ "$(target ds,target,a)" = target ]
	[ "$(target ds,a,value)" = value ]
	[ "$(target ds,value,y)" = y ]
	{ echo ds,load,name; values 60 | sed 's/.*/&,&,text/; =' |
		paste -d, - - | cut -d, -f 1,2,4; } >d.csv
	works train d.csv "${small[@]}" --json
	says '"load"'
	{ echo ds,a,b; paste -d, <(seq 60) <(values 60) <(values 60); } >d.csv
	fails 3 '"a", "b"' train d.csv "${small[@]}"
	complains --target-col
}

@test "columns: several targets by repeating, a list, or all" {
	{ echo ds,a,b,c; paste -d, <(seq 60) <(values 60) <(values 60) \
		<(values 60); } >d.csv
	targets() {
		rnnfc train d.csv -q "${small[@]}" --json "$@" |
			jq -r '.data.targets | join(" ")'
	}
	[ "$(targets --target-col a --target-col c)" = "a c" ]
	[ "$(targets --target-col a,b)" = "a b" ]
	[ "$(targets --target-col all)" = "a b c" ]
	fails 3 'no column "d"' train d.csv --target-col d
	fails 3 'no column "x"' train d.csv --time-col x --target-col a
}

@test "--no-header calls the columns 1, 2, ..." {
	values 60 >d.csv
	fails 3 "--no-header" train d.csv "${small[@]}"
	works train d.csv "${small[@]}" --no-header --json
	[ "$(jq -r '.data.rows, .data.targets[0]' <<<"$output")" = $'60\n1' ]
}

@test "a model may go to standard output" {
	quarters data.csv
	rnnfc train data.csv -q "${small[@]}" -o - >m
	rnnfc train data.csv -q "${small[@]}"
	cmp m model.safetensors
}

@test "a constant series is forecast as it is" {
	{ echo y; yes 5 | head -n 60; } >d.csv
	works train d.csv "${small[@]}"
	rnnfc predict -H 3 | all_finite 3
	[ "$(rnnfc predict -H 1 | tail -n 1)" = 60,5 ]
}

@test "the real load: classic preset, the windows of the chapter" {
	[ -f "$real/elec_load.csv" ] || skip "the real data sets are not here"
	works train "$real/elec_load.csv" --preset classic --layers 2 \
		--epochs 1 --json
	[ "$(jq -c '.data | [.rows, .train_windows, .val_windows,
		.test_windows]' <<<"$output")" = "[140256,11960,1040,1000]" ]
	[ "$(jq -r '.data.targets[0]' <<<"$output")" = Load ]
	[ "$(rnnfc predict --holdout | wc -l)" -eq 1001 ]
}

@test "an index of very large integers is written and read" {
	awk 'BEGIN { print "ds,y"; for (i = 0; i < 60; i++)
		printf "17000%05d00000000,%d\n", i, i % 7 }' >ns.csv
	works train ns.csv -q "${small[@]}"
	works predict -H 2
	[[ $output == *$'\n'170000006000000000,* ]]
}

@test "a log that cannot be written does not cost the model" {
	quarters d.csv
	ln -s /dev/full log
	run -5 --separate-stderr rnnfc train d.csv "${small[@]}" --log log
	[[ $stderr == *'cannot write "log"'*"the model is written"* ]]
	works predict -H 1
	# What fails says nothing on the standard output.
	run -5 --separate-stderr rnnfc train d.csv "${small[@]}" --log log --json
	[ -z "$output" ]
	[[ $stderr == *'cannot write'*'log'* ]]
	works predict -H 1
}

@test "a listener that goes does not end the training" {
	quarters d.csv
	rnnfc train d.csv "${small[@]}" --epochs 50 -v 2>&1 | head -n 1
	works predict -H 1
}

@test "a network too large for a file is refused at once" {
	quarters d.csv
	fails 6 "parameters" train d.csv --layers \
		4096,4096,4096,4096,4096,4096,4096,4096
}

@test "a row far beyond the training rows is the data's fault" {
	{ echo y; values 60; echo 1e200; } >d.csv
	fails 3 "too large" train d.csv "${small[@]}"
}
