#!/usr/bin/env bats
# Losses: of what is minded, in the units of the data, series by series.

load common

# A training of a second at most.
small=(-q --json --layers 8 --input-size 12 --epochs 8 --optimizer adam
	--lr 0.02 --dropout 0 --batch-size 16 --test-size 0 --val-size 0.3)

# Two series of 200 rows: a wave of 12 at 50 and one of 300 at 4000.
two() {
	LC_ALL=C awk 'BEGIN {
		print "a,b"
		for (i = 0; i < 200; i++)
			printf "%.3f,%.3f\n",
				50 + 12 * sin(i / 2) + i * 7919 % 101 / 50,
				4000 + 300 * cos(i / 3) + i * 104729 % 997
	}' >two.csv
}

# The best validation loss.
best() { # JSON
	jq '[.epochs[].val_loss] | min' <<<"$1"
}

# MAE and sMAPE of the model, on the same rows.
judged() {
	rnnfc info --json | jq '.verdict.forecasts[] | select(.name == "model").mae'
	rnnfc info | sed -n 's/^  model .* \([0-9.]*\)% .*/\1/p'
}

# Are two numbers the same, but for rounding to what a table shows?
alike() { # A B
	echo "$1 $2"
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(b > 0 && (a - b) / b < 2e-3 &&
		(b - a) / b < 2e-3) }'
}

# Is the best validation loss the measure of the verdict?
compare() { # MEASURE JSON
	if [ "$1" = smape ]; then
		alike "$(best "$2")" "$(judged | sed 1d)"
	else
		alike "$(best "$2")" "$(jq '.verdict.forecasts[] |
			select(.name == "model").mase' <<<"$2")"
	fi
}

@test "what training makes small is what the verdict measures" {
	two
	for how in "" "--stateful --bptt 20" "--targets every"; do
		for loss in smape mase; do
			# shellcheck disable=SC2086 # several words
			works train two.csv --target-col all --season none -H 3 \
				"${small[@]}" --loss "$loss" $how
			compare "$loss" "$output"
		done
	done
	works train two.csv --target-col all --season 12 -H 1 "${small[@]}" \
		--loss mase
	compare mase "$output"
	works train two.csv --target-col a --season none "${small[@]}" --loss mase \
		--online --cell elman --layers 4 --epochs 2
	compare mase "$output"
}

@test "a sum of losses, by weight, is kept and shown" {
	two
	works train two.csv --target-col a "${small[@]}" --loss sum \
		--loss-sum mae:2,smape:0.01 --season none
	sum=$(best "$output")
	scale=$(rnnfc info | sed -n 's/^scaler .* \/ //p')
	alike "$sum" "$(judged | paste -s -d ' ' | awk -v scale="$scale" '{
		print 2 * $1 / scale + 0.01 * $2 }')"
	works info --spec
	says "--loss sum" "--loss-sum mae:2,smape:0.01"
	works predict -H 5
	fails 2 "--loss-sum belongs to --loss sum, not mse" train two.csv \
		--loss-sum mae
	fails 2 "1 to 4 of mse, mae" train two.csv --loss sum --loss-sum gaussian
	fails 2 "--loss-sum mae:1,smape:0.1" train two.csv --target-col a \
		--loss sum
}

@test "quantiles: one model, as many below each as there should be" {
	{
		echo y
		LC_ALL=C awk 'BEGIN {
			s = 7
			for (i = 0; i < 2400; i++) {
				s = s * 16807 % 2147483647
				printf "%.4f\n", 10 * sin(i / 4) + s / 2147483647 * (i % 2 ? 1 : 5)
			}
		}'
	} >d.csv
	rnnfc train d.csv -q --layers 16 --input-size 12 --epochs 40 \
		--optimizer adam --lr 0.01 --dropout 0 --batch-size 64 \
		--season none --loss quantiles --quantiles 0.1,0.25,0.5,0.75,0.9
	works info --spec
	says "--loss quantiles" "--quantiles 0.1,0.25,0.5,0.75,0.9"
	rnnfc predict --follow --level 80 -H 1 d.csv >each.csv
	paste -d, each.csv <(sed 1,13d d.csv | sed '1i y') |
		awk -F, 'NR > 1 && $5 != "" {
				n++; hit += $3 < $5 && $5 < $4; bad = bad || !($3 <= $2 && $2 <= $4)
			}
			END { print hit / n; exit bad || !(hit / n > 0.72 && hit / n < 0.88) }'
	works predict -H 20 --level 50,80,95
	awk -F, 'NR > 1 && !($7 <= $5 && $5 <= $3 && $3 <= $4 && $4 <= $6 &&
		$6 <= $8) { bad = 1 } END { exit bad || NR != 21 }' <<<"$output"
}

@test "quantiles go with every architecture" {
	two
	for how in "--arch seq2seq" "--arch segment --segment 4 --layers 8" \
		"--stateful" "--targets every"; do
		# shellcheck disable=SC2086 # several words
		works train two.csv --target-col all -H 4 "${small[@]}" \
			--loss quantiles $how
		works predict -H 4 --level 80
		[ "${#lines[@]}" -eq 9 ]
	done
	fails 2 "ascending" train two.csv --loss quantiles --quantiles 0.9,0.1
	fails 2 "--quantiles belongs to --loss quantiles" train two.csv \
		--quantiles 0.1,0.9
}
