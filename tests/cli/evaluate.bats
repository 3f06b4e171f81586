#!/usr/bin/env bats
# rnnfc evaluate: the verdict again, on other rows, and without a model.

load common

# The verdict that train prints, in what evaluate prints.
as_train() {
	grep -v -e '^  naive2 ' -e '^  theta ' <<<"$output"
}

@test "on the training file: the verdict of train, to the letter" {
	quarters d.csv 400
	for more in "" "-H 3" "--lead 2" "--train-size 200 --val-size 50" \
		"--test-size 30 --season 24,12" "--rows 0:400"; do
		# shellcheck disable=SC2086 # some words
		rnnfc train d.csv "${small[@]}" $more 2>said
		grep -v -e '^Wrote ' -e 'not used' said >want
		echo "$more"
		works evaluate d.csv
		says naive2 theta
		[ "$(as_train)" = "$(cat want)" ] || report
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
	[ "$(jq -r '[.verdict.forecasts[].name] | join(" ")' <<<"$output")" = \
		"repeat-last seasonal-naive-12 drift ridge" ]
	[ "$(jq -r '[.forecasts[].name] | join(" ")' <<<"$output")" = \
		"repeat-last seasonal-naive-12 drift ridge naive2 theta" ]
}

# The cutoffs of --predictions, as the last rows known, counted from 0.
cutoffs() {
	tail -n +2 <<<"$output" | cut -d, -f 2 | sort -nu | paste -sd ' '
}

@test "--folds and --step choose the cutoffs" {
	{ echo y; values 200; } >d.csv
	rnnfc train d.csv -q "${small[@]}" -H 3 --test-size 20
	works evaluate d.csv -q --predictions --folds 3
	[ "$(cutoffs)" = "177 187 196" ] || report
	[ "${#lines[@]}" -eq 10 ]
	works evaluate d.csv -q --predictions --folds 3 --step 4
	[ "$(cutoffs)" = "188 192 196" ] || report
	works evaluate d.csv -q --predictions --step 6
	[ "$(cutoffs)" = "178 184 190 196" ] || report
	works evaluate d.csv -q --predictions --folds 1
	[ "$(cutoffs)" = 196 ] || report
	works evaluate d.csv --folds 4
	says "Judged on 4 held-out test windows"
	works evaluate d.csv --naive --folds 4 --test-size 20
	says "Judged on 4 held-out test windows"
	fails 2 "21 folds ask for 21 held-out windows" evaluate d.csv --folds 21
}

@test "of very many windows naive2 and theta are left out, and that is said" {
	{ echo y; values 100100; } >d.csv
	works evaluate d.csv --naive --season 24 --test-size 100001 --val-size 0
	complains "naive2 and theta are left out"
	[[ $output != *naive2* ]] || report
	works evaluate d.csv --naive --season 24 --test-size 100001 --val-size 0 \
		--step 500
	says naive2 theta
	[ -z "$stderr" ]
}

@test "a fold's forecasts are those among all windows" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" -H 3
	rnnfc evaluate d.csv -q --predictions >all
	rnnfc evaluate d.csv -q --predictions --folds 2 >some
	[ "$(wc -l <some)" -eq 7 ]
	[ "$(grep -cxFf all some)" -eq 7 ]
}

@test "another horizon: the model goes on from its forecasts" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" --test-size 12
	works evaluate d.csv -q --predictions -H 5 --folds 1
	[ "${#lines[@]}" -eq 6 ]
	# The same rows, the last five of them unknown.
	head -n -5 d.csv | rnnfc predict - -H 5 >ahead
	[ "$(cut -d, -f 1,4 <<<"$output")" = "$(cat ahead)" ] || report
	awk -F, -v OFS=, 'NR == 1 { print $0, "past"; next }
		{ print $0, NR % 7 }' d.csv >past.csv
	rnnfc train past.csv -q "${small[@]}" --target-col y --past-cols past \
		-o past.safetensors
	fails 2 "known no farther" evaluate past.csv -m past.safetensors -H 5
	rnnfc train past.csv -q "${small[@]}" --target-col y --future-cols past \
		-H 2 -o ahead.safetensors
	fails 2 "whole horizons of 2 rows" evaluate past.csv \
		-m ahead.safetensors -H 5
	works evaluate past.csv -m ahead.safetensors -H 4 --folds 2
}

@test "--refit: each fold is forecast by what its own past teaches" {
	{ echo y; values 150; } >d.csv
	rnnfc train d.csv -q "${small[@]}" -H 2 --season 24
	works evaluate d.csv --predictions --folds 2 --refit --verbose
	complains "training fold 1 of 2" "training fold 2 of 2"
	says ds,cutoff,y,yhat
	last=$(cutoffs | sed 's/.* //')
	head -n $((last + 2)) d.csv |
		rnnfc train - -q "${small[@]}" -H 2 --season 24 --test-size 0 \
			-o past.safetensors
	[ "$(tail -n 2 <<<"$output" | cut -d, -f 1,4)" = \
		"$(rnnfc predict -m past.safetensors -H 2 | tail -n 2)" ] || report
	works evaluate d.csv --folds 2 --refit --json
	[ "$(jq .refit <<<"$output")" = true ]
}

@test "--metrics chooses what is shown" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}"
	works evaluate d.csv --metrics owa,crps,coverage
	[[ ${lines[1]} =~ ^\ +OWA\ +CRPS\ +coverage\ +skill$ ]] || report
	works evaluate d.csv --metrics owa --json
	[ "$(jq -c '.forecasts[0] | keys' <<<"$output")" = '["name","owa"]' ]
	works evaluate d.csv --metrics rmse,mae --by step
	[ "${lines[0]}" = step,forecast,rmse,mae ]
	fails 2 '"mad"' evaluate d.csv --metrics mae,mad
	fails 2 '"nll"' evaluate d.csv --metrics nll
	fails 2 "--metrics" evaluate d.csv --metrics ,
}

@test "--per-series and --by step: details that make up the whole" {
	{ echo ds,a,b; paste -d, <(seq 90) <(values 90) <(values 90 | tac); } >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col all -H 3
	works evaluate d.csv --json --per-series --by step
	jq -e '
		def mae(f): [f[] | select(.name == "model").mae] | add / length;
		([.forecasts[]] | mae(.)) as $all
		| ($all - ([.series[].forecasts[]] | mae(.)) | fabs < 1e-9)
			and ($all - ([.steps[].forecasts[]] | mae(.)) | fabs < 1e-9)
			and [.series[].unique_id] == ["a", "b"]
			and [.steps[].step] == [1, 2, 3]
	' <<<"$output" >/dev/null || report
	works evaluate d.csv --per-series
	[[ ${lines[0]} == unique_id,forecast,mae,rmse,mse,mase,* ]] || report
	[ "$(grep -c '^b,' <<<"$output")" -ge 6 ]
	complains "Judged on"
	works evaluate d.csv --by step -q --metrics mae
	[ "$(tail -n +2 <<<"$output" | cut -d, -f 1 | sort -u | paste -sd ' ')" = \
		"1 2 3" ] || report
	[ -z "$stderr" ]
}

@test "the errors in scaled units are those of train" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" --json >t
	jq -e '.scaled.test_mse > 0 and .scaled.test_mae > 0' t
	[ "$(rnnfc evaluate d.csv --json | jq .scaled)" = \
		"$(jq '.scaled | {test_mse, test_mae}' t)" ]
	[ "$(rnnfc evaluate --json | jq .scaled)" = \
		"$(jq '.scaled | {test_mse, test_mae}' t)" ]
	[ "$(rnnfc info --json | jq .scaled)" = "$(jq .scaled t)" ]
}

@test "the yardsticks of M4 are the official ones to the last digit" {
	train=$real/m4_hourly_train.csv
	[ -f "$train" ] || skip "the data are not here"
	bash "$root/datasets/m4-score.sh" "$train" "$real/m4_hourly_test.csv" >out
	cat out
	[ "$(awk '$1 == "seasonal-naive-24" { print $2, $3, $4 }' out)" = \
		"13.91% 1.193 0.628" ]
	[ "$(awk '$1 == "theta" { print $2, $3, $4, $5 }' out)" = \
		"18.14% 2.455 1.006 -" ]
	bash "$root/datasets/m4-long.sh" "$train" "$real/m4_hourly_test.csv" |
		rnnfc evaluate - --naive --id-col unique_id --season 24 \
			--input-size 48 -H 48 --val-size 0 --test-size 1 --json >doc
	jq -e '
		def at(n; k): .forecasts[] | select(.name == n) | .[k] * 1000 | round;
		at("naive2"; "smape") == 18383 and at("naive2"; "mase") == 2395
			and at("seasonal-naive-24"; "smape") == 13912
			and at("seasonal-naive-24"; "mase") == 1193
			and at("naive2"; "owa") == 1000
	' doc >/dev/null
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

# MSIS and mean pinball loss of the middle and of the 95 % interval, by their
# definitions, of the held-out rows; the rows before them are those to train on.
by_definition() { # CSV N_TRAIN SEASON
	rnnfc predict --holdout --level 95 >held.csv
	awk -F, -v n="$2" -v m="$3" '
		function pinball(y, q, tau) {
			return y >= q ? tau * (y - q) : (1 - tau) * (q - y)
		}
		NR == FNR { if (FNR > 1) x[FNR - 2] = $NF; next }
		FNR == 1 { next }
		{
			y = $3; f = $4; l = $5; u = $6
			msis += u - l + (y < l ? 40 * (l - y) : y > u ? 40 * (y - u) : 0)
			pin += pinball(y, f, 0.5) + pinball(y, l, 0.025) \
				+ pinball(y, u, 0.975)
			rows++
		}
		END {
			for (t = m; t < n; t++) {
				d = x[t] - x[t - m]
				scale += (d < 0 ? -d : d) / (n - m)
			}
			printf "%.9g %.9g\n", msis / rows / scale, pin / rows / 3
		}' "$1" held.csv
}

@test "the intervals of a model are judged: MSIS, pinball, coverage" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" -H 3 --season 24 --test-size 40 \
		--val-size 60
	works evaluate d.csv --level 95 --json
	# 400 rows less 40 windows, 60 and twice the 2 between the parts.
	by_definition d.csv 296 24 >theirs
	jq -r '.forecasts[0] | "\(.msis) \(.pinball)"' <<<"$output" >ours
	paste -d ' ' ours theirs | awk '
		{ a = $1 / $3 - 1; b = $2 / $4 - 1; print
			exit !(a * a < 1e-12 && b * b < 1e-12) }' || report
	jq -e '.forecasts[0] as $m | .verdict.intervals
		| length == 1 and .[0].level == 95
			and (100 * .[0].coverage - $m.coverage | fabs < 1e-9)' \
		<<<"$output"
	jq -e '[.forecasts[1:][] | .msis, .coverage] | all(. == null)' \
		<<<"$output"
	works evaluate d.csv --metrics coverage,msis --level 50,90
	says "Conformal intervals: 50% hold" "; 90% hold"
	works evaluate d.csv --folds 3 --step 5 --json
	jq -e '.forecasts[0].msis > 0' <<<"$output"
	works evaluate d.csv -H 2 --json
	jq -e '.forecasts[0].msis > 0' <<<"$output"
	works evaluate d.csv -H 5 --json
	jq -e '.forecasts[0].msis == null and .verdict.intervals == null' \
		<<<"$output"
	works evaluate d.csv --folds 2 --refit --json
	jq -e '.forecasts[0].msis > 0 and .forecasts[0].coverage >= 0' \
		<<<"$output"
	fails 2 '"101"' evaluate d.csv --level 101
	fails 2 "--naive" evaluate d.csv --naive --level 80
	fails 2 "without a CSV file" evaluate --level 80
	rnnfc train d.csv -q "${small[@]}" --val-size 0 --test-size 9
	works evaluate d.csv --json
	jq -e '.forecasts[0].msis == null' <<<"$output"
}

@test "what cannot be asked together is refused" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	fails 2 "without a CSV file" evaluate --naive
	fails 2 "without a CSV file" evaluate --predictions
	fails 2 "without a CSV file" evaluate --test-size 0.5
	fails 2 "--naive" evaluate d.csv --naive --predictions
	fails 2 "--naive" evaluate d.csv --naive -m model.safetensors
	fails 2 "the model decides this" evaluate d.csv --lead 3
	fails 2 "the model decides this" evaluate d.csv --input-size 3
	fails 2 "one CSV file" evaluate d.csv d.csv
	fails 2 "without a CSV file" evaluate --folds 2
	fails 2 "--folds" evaluate d.csv --refit
	fails 2 "--refit" evaluate d.csv --naive --refit --folds 2
	fails 2 "standard output" evaluate d.csv --per-series --predictions
	fails 2 "standard output" evaluate d.csv --per-series --by step
	fails 2 "--by" evaluate d.csv --by day
	printf '%s\n' s a b a b a b a b a b a b a b a b >symbols.csv
	rnnfc train symbols.csv -q --layers 4 --epochs 1 --target-type categorical
	fails 2 "symbols are judged" evaluate symbols.csv --folds 1
}

@test "what a model decides is no remedy: --first-target, --min" {
	quarters d.csv 300
	head -n 91 d.csv >short.csv
	head -n 6 d.csv >tiny.csv
	sed '$s/,.*/,-9/' d.csv >low.csv
	rnnfc train d.csv -q "${small[@]}" --first-target 100 --min 0
	works evaluate short.csv
	works evaluate short.csv --importance
	works evaluate short.csv --folds 2 --refit
	fails 3 "give more rows: how many a window takes" evaluate tiny.csv
	[[ $stderr != *"smaller --"* ]] || report
	fails 3 "train with another --min" evaluate low.csv
	# In the data of the training they count as they did.
	works evaluate d.csv --json
	[ "$(jq .verdict <<<"$output")" = "$(rnnfc info --json | jq .verdict)" ]
}

@test "windows that the model learnt from are told of" {
	quarters d.csv 300
	rnnfc train d.csv -q "${small[@]}" --test-size 30
	works evaluate d.csv
	[ -z "$stderr" ] || report
	works evaluate d.csv --test-size 50
	[[ $stderr == *"learnt from rows of 20 of these windows"* ]] || report
	works evaluate d.csv --test-size 50 --rows 9:
	[[ $stderr == *"learnt from rows of 20 of these windows"* ]] || report
	works evaluate d.csv --test-size 50 --folds 2 --refit
	[ -z "$stderr" ] || report
	sed '$s/,.*/,9/' d.csv >other.csv
	works evaluate other.csv --test-size 50
	[ -z "$stderr" ] || report
}
