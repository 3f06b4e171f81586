#!/usr/bin/env bats
# rnnfc evaluate: the verdict again, on other rows, and without a model.

load common

@test "on the training file: the verdict of train, to the letter" {
	quarters d.csv 400
	for more in "" "-H 3" "--lead 2" "--train-size 200 --val-size 50" \
		"--test-size 30 --season 24,12" "--rows 0:400"; do
		# shellcheck disable=SC2086 # some words
		rnnfc train d.csv "${small[@]}" $more 2>said
		grep -v -e '^Wrote ' -e 'not used' said >want
		echo "$more"
		works evaluate d.csv
		[ "$output" = "$(cat want)" ] || report
		works evaluate
		[ "$output" = "$(cat want)" ] || report
		[ -z "$stderr" ]
	done
}

@test "--json has the verdict of train --json" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" --json >t
	rnnfc evaluate d.csv --json >e
	[ "$(jq .verdict t)" = "$(jq .verdict e)" ]
	[ "$(rnnfc evaluate --json | jq .verdict)" = "$(jq .verdict t)" ]
	[ "$(rnnfc info --json | jq .verdict)" = "$(jq .verdict t)" ]
}

@test "--predictions on the training file are the held-out rows" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" -H 3
	works evaluate d.csv --predictions
	[ "${lines[0]}" = ds,cutoff,y,yhat ]
	[ "$output" = "$(rnnfc predict --holdout)" ]
	complains "Judged on"
	works evaluate d.csv --predictions --quiet
	[ -z "$stderr" ]
	rnnfc train d.csv -q "${small[@]}" --lead 2
	[ "$(rnnfc evaluate d.csv --predictions -q | cut -d, -f 1,3,4)" = \
		"$(rnnfc predict --holdout)" ]
}

@test "--predictions: the cutoff is the last row known" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" --lead 3
	works evaluate d.csv --predictions --test-size 1
	[[ ${lines[1]} == "2024-03-02 05:45,2024-03-02 05:00,"* ]]
}

@test "--predictions of several targets have a unique_id" {
	{ echo ds,a,b; paste -d, <(seq 60) <(values 60) <(values 60); } >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col all
	works evaluate d.csv --predictions
	[ "${lines[0]}" = unique_id,ds,cutoff,y,yhat ]
	[ "$(tail -n +2 <<<"$output" | cut -d, -f 1 | sort -u)" = $'a\nb' ]
}

@test "other rows and another share may be judged" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" --rows 0:200
	works evaluate d.csv --rows 200:400 --test-size 0.5
	says "Judged on 97 held-out test windows"
	works evaluate d.csv --test-size 7
	says "Judged on 7 held-out test windows"
	works evaluate - --test-size 7 <d.csv
	says "Judged on 7 held-out test windows"
}

@test "--naive judges the naive forecasts alone" {
	quarters d.csv 400
	works evaluate d.csv --naive
	says repeat-last seasonal-naive-24 drift
	[[ $output != *"  model "* ]]
	works evaluate d.csv --naive --season 12 --horizon 4 --json
	[ "$(jq -r '.model' <<<"$output")" = null ]
	[[ "$(jq -r '[.verdict.forecasts[].name] | join(" ")' <<<"$output")" == \
		"repeat-last seasonal-naive-12 drift"* ]]
}

@test "the seasons are those of the model, or found where there is none" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" --season 7
	works evaluate d.csv --test-size 0.5
	says seasonal-naive-7
	[[ $output != *seasonal-naive-24* ]]
	works evaluate d.csv --season 24
	says seasonal-naive-24
}

@test "the naive scores are those of arithmetic" {
	# Rises by 1: the last value is 1 too low, drift is right.
	{ echo y; seq 60; } >d.csv
	rnnfc evaluate d.csv --naive --season 4 --json >doc
	jq -e '
		[.verdict.forecasts[] | {(.name): .}] | add
		| ."repeat-last".mae == 1 and ."repeat-last".rmse == 1
			and ."seasonal-naive-4".mae == 4
			and ."repeat-last".mase == 0.25
			and (.drift.rmse | fabs < 1e-9)
			and ."repeat-last".skill == 0
			and ."seasonal-naive-4".skill == -3
	' doc >/dev/null
}

@test "what cannot be asked together is refused" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	fails 2 "without a CSV file" evaluate --naive
	fails 2 "without a CSV file" evaluate --predictions
	fails 2 "without a CSV file" evaluate --test-size 0.5
	fails 2 "--naive" evaluate d.csv --naive --predictions
	fails 2 "--naive" evaluate d.csv --naive -m model.safetensors
	fails 2 "the model decides this" evaluate d.csv --horizon 3
	fails 2 "the model decides this" evaluate d.csv --input-size 3
	fails 2 "one CSV file" evaluate d.csv d.csv
}
