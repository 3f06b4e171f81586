#!/usr/bin/env bats
# rnnfc train --arch segment: windows and horizons in segments.

load common

# A day of 24 steps on a level that wanders, in noise.
daily() { # FILE
	LC_ALL=C awk 'BEGIN {
		print "y,x"
		state = 7
		for (i = 0; i < 1500; i++) {
			state = state * 16807 % 2147483647
			u = state / 2147483647 - 0.5
			level += 0.2 * u
			state = state * 16807 % 2147483647
			noise = state / 2147483647 - 0.5
			printf "%.4f,%d\n", 10 + level + 3 * sin(i * 0.2617993878) \
				+ cos(i * 0.5235987756) + noise, i % 5
		}
	}' >"$1"
}

segments=(--arch segment --cell gru --layers 32 --dropout 0 --input-size 96
	--segment 12 --epochs 15 --batch-size 32 --optimizer adam --lr 0.003
	--season 24)

score() { # NAME
	rnnfc info --json | jq ".verdict.forecasts[] | select(.name == \"$1\").rmse"
}

below() { # X LIMIT
	awk -v x="$1" -v limit="$2" 'BEGIN { exit !(x < limit) }' || {
		echo "$1 is not below $2"
		return 1
	}
}

@test "24 rows at once: it beats the last value by far, and the last season" {
	daily data.csv
	works train data.csv -q --target-col y "${segments[@]}" -H 24 --epochs 30 \
		--lr 0.005
	below "$(score model)" "$(awk -v x="$(score repeat-last)" \
		'BEGIN { print 0.25 * x }')"
	below "$(score model)" "$(score seasonal-naive-24)"
	rnnfc predict -H 24 | all_finite 24
	rnnfc predict -H 60 | all_finite 60
	[ "$(rnnfc predict data.csv)" = "$(rnnfc predict)" ]
	rnnfc info --spec | grep -q -- "--arch segment"
	rnnfc info --spec | grep -q -- "--segment 12"
	rnnfc evaluate data.csv --json >e.json
	[ "$(jq '.verdict.forecasts[0].rmse' e.json)" = "$(score model)" ]
}

@test "a forecast follows its window up and down" {
	daily data.csv
	works train data.csv -q --target-col y "${segments[@]}" --epochs 2 -H 5
	awk -F, 'NR > 1 { $1 += 50 } { print $1 "," $2 }' data.csv >higher.csv
	paste -d, <(rnnfc predict data.csv) <(rnnfc predict higher.csv) |
		awk -F, 'NR > 1 {
				off = $4 - $2 - 50
				bad = bad || off ^ 2 > 1e-6
			}
			END { exit bad || NR != 6 }'
}

@test "a window keeps its level where that is asked for" {
	daily data.csv
	works train data.csv -q --target-col y "${segments[@]}" --epochs 1 -H 5
	rnnfc info --spec | grep -q -- "--window-norm last"
	rnnfc predict >last
	works train data.csv -q --target-col y "${segments[@]}" --epochs 1 -H 5 \
		--window-norm none
	rnnfc info --spec | grep -q -- "--window-norm none"
	rnnfc predict >none
	run ! cmp -s none last
	rnnfc predict data.csv | cmp - none
	spec=$(rnnfc info --spec)
	# shellcheck disable=SC2086 # several words
	rnnfc ${spec/rnnfc train DATA.csv/train data.csv} -q -o again
	rnnfc predict -m again | cmp - none
}

@test "every cell, other columns, two outputs a row, a horizon of odd length" {
	daily data.csv
	{ echo x; seq 17; } >ahead.csv
	for cell in $(rnnfc list cells | awk '$1 != "esn" { print $1 }'); do
		works train data.csv -q --target-col y --future-cols x \
			"${segments[@]}" --cell "$cell" --layers 8 --epochs 1 -H 17 \
			--dropout 0.1 --loss gaussian
		rnnfc predict --future ahead.csv | all_finite 17
		below "$(score model)" 100
	done
}

@test "the number of threads does not change the model" {
	daily data.csv
	for n in 1 2 3; do
		works train data.csv -q --target-col y "${segments[@]}" --epochs 2 \
			-H 24 --dropout 0.2 --threads $n -o "$n.safetensors"
	done
	cmp 1.safetensors 2.safetensors
	cmp 1.safetensors 3.safetensors
}

@test "what segments cannot be or do is refused at once" {
	daily data.csv
	fails 2 "whole segments" train data.csv "${segments[@]}" --segment 7
	fails 2 "one recurrent layer" train data.csv "${segments[@]}" \
		--layers 8,8
	fails 2 "--stateful" train data.csv "${segments[@]}" \
		--stateful
	fails 2 "belongs to --arch segment" train data.csv --segment 4
	rnnfc list archs | grep -q "^segment "
}
