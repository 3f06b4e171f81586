#!/usr/bin/env bats
# What a network sees and corrects beside its window: lags, changes, levels and
# base forecasts, with all that is done with a model.

load common

# A wave of a day with a trend and a column known ahead, by quarters of a day.
waves() { # A B
	LC_ALL=C awk -v a="$1" -v b="$2" 'BEGIN {
		print "ds,y,f"
		split("31 29 31 30", days)
		month = day = 1
		for (k = 0; k < b; k++) {
			f = (k * 7919 + 104729) % 65537 / 65537
			if (k >= a + 0)
				printf "2024-%02d-%02d %02d:00,%.6f,%.6f\n", month, day,
					k % 4 * 6, 20 + 0.02 * k + 5 * sin(k * 1.5707963) + f, f
			if (k % 4 == 3 && ++day > days[month]) {
				month++
				day = 1
			}
		}
	}'
}

# Everything that is said of a model agrees.
agrees() { # OPTION...
	local n=${ahead:-6} spec

	echo "$@"
	rnnfc train d.csv -q --target-col y --layers 4 --epochs 2 -H 3 "$@" \
		--json >train.json
	rnnfc predict -H $n "${future[@]}" >out.csv
	all_finite $n <out.csv
	# The file itself, and its end.
	rnnfc predict d.csv -H $n "${future[@]}" | cmp - out.csv
	{ head -n 1 d.csv; tail -n 150 d.csv; } |
		rnnfc predict - -H $n "${future[@]}" | cmp - out.csv
	# The verdict, once more.
	rnnfc evaluate d.csv --json >evaluate.json
	jq -e --slurpfile was train.json '
		[.verdict.forecasts[0] | .mae, .rmse] as $is
		| [$was[0].verdict.forecasts[0] | .mae, .rmse] as $was
		| [range(2) | ($is[.] - $was[.]) / $was[.] | fabs < 1e-5] | all' \
		evaluate.json
	# The same options make the same model.
	spec=$(rnnfc info --spec)
	eval "${spec/DATA.csv/d.csv} -q -o again"
	cmp again model.safetensors
}

@test "bases, lags and levels, whatever is done with the model" {
	waves 0 360 >d.csv
	future=()
	for options in "--base last" "--base seasonal --season 4" \
		"--base ridge" "--base ridge --ridge-size 12 --stateful --bptt 12" \
		"--base ridge --lags auto --window-norm mean" \
		"--base seasonal --lags 8,4,12 --diffs 2 --window-norm mean-scale" \
		"--base last --targets every --diffs 1" \
		"--base ridge --chunk 12 --warm-up 4 --lags 4" \
		"--lags auto --first-target 60 --ensemble 2 --linear-skip" \
		"--base ridge --arch none --input-size 8"; do
		# shellcheck disable=SC2086 # several words
		agrees $options
		rnnfc predict --follow d.csv -H 6 | tail -n 6 |
			cmp - <(tail -n 6 out.csv)
	done
}

@test "and with columns known ahead and the calendar" {
	waves 0 360 >d.csv
	waves 360 380 | cut -d, -f 1,3 >future.csv
	future=(--future future.csv)
	for options in "--base ridge --calendar hour,4" \
		"--base seasonal --season 4 --lags 3,4 --window-norm last"; do
		# shellcheck disable=SC2086 # several words
		agrees --future-cols f $options
	done
	ahead=3 agrees --past-cols f --future-cols f --base last --targets every
}

@test "what --lags auto found is recorded" {
	waves 0 360 | cut -d, -f 2 >d.csv
	rnnfc train d.csv -q --layers 4 --epochs 1 --season 4 --lags auto
	[ "$(rnnfc info --json | jq -r .spec.lags)" = \
		3,4,5,7,8,9,27,28,29,56 ]
	rnnfc train d.csv -q --layers 4 --epochs 1 --season 4 --lags auto \
		--train-size 200
	[ "$(rnnfc info --json | jq -r .spec.lags)" = 3,4,5,7,8,9 ]
}

@test "bases that cannot be are refused" {
	waves 0 360 >d.csv
	fails 3 "no season was found" train d.csv --target-col y --season none \
		--base seasonal
	fails 2 "--ridge-size belongs to --base ridge" train d.csv \
		--target-col y --ridge-size 7
}
