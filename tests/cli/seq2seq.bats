#!/usr/bin/env bats
# rnnfc train --arch seq2seq: encoder, decoder and attention.

load common

# A day of 24 steps in noise, whose standard deviation is 0.6.
noisy() { # FILE
	LC_ALL=C awk 'BEGIN {
		print "y"
		state = 7
		for (i = 0; i < 1200; i++) {
			sum = 0
			for (k = 0; k < 12; k++) {
				state = (state * 16807) % 2147483647
				sum += state / 2147483647
			}
			printf "%.4f\n", 10 + 3 * sin(i * 0.2617993878) + 0.6 * (sum - 6)
		}
	}' >"$1"
}

decoder=(--arch seq2seq --cell gru --layers 24 --dropout 0 --input-size 24
	--horizon 12 --epochs 15 --batch-size 32 --optimizer adam --lr 0.005)

score() { # NAME
	rnnfc info --json | jq ".verdict.forecasts[] | select(.name == \"$1\").rmse"
}

below() { # X LIMIT
	awk -v x="$1" -v limit="$2" 'BEGIN { exit !(x < limit) }' || {
		echo "$1 is not below $2"
		return 1
	}
}

@test "with every attention and context, 12 rows at once, it beats the naive" {
	noisy data.csv
	for more in "" "--decoder-context every" "--attention additive" \
		"--attention general" "--attention dot" "--teacher-forcing 0.5" \
		"--teacher-forcing 1 --attention additive --decoder-context every"; do
		echo "$more"
		# shellcheck disable=SC2086 # several words
		works train data.csv -q "${decoder[@]}" $more
		below "$(score model)" 0.68
		below 1.5 "$(score repeat-last)"
	done
}

@test "predict, evaluate and the model file agree with what was trained" {
	noisy data.csv
	works train data.csv -q "${decoder[@]}" --attention general
	rnnfc predict | all_finite 12
	rnnfc predict -H 30 | all_finite 30
	[ "$(rnnfc predict -H 30 | head -n 13)" = "$(rnnfc predict -H 12)" ]
	[ "$(rnnfc predict data.csv)" = "$(rnnfc predict)" ]
	rnnfc evaluate data.csv --json >e.json
	below "$(jq '.verdict.forecasts[0].rmse' e.json)" 0.68
	rnnfc info --spec | grep -q -- "--arch seq2seq"
	rnnfc info --spec | grep -q -- "--attention general"
}

@test "the number of threads does not change the model" {
	noisy data.csv
	for n in 1 2 3; do
		works train data.csv -q "${decoder[@]}" --epochs 2 --threads $n \
			--attention additive --dropout 0.2 --teacher-forcing 0.5 \
			-o "$n.safetensors"
	done
	cmp 1.safetensors 2.safetensors
	cmp 1.safetensors 3.safetensors
}

@test "from one row on: a decoder makes a sequence of a single value" {
	# A saw tooth: its value alone says what follows.
	{ echo y; for i in {1..400}; do echo $((i % 8)); done; } >saw.csv
	works train saw.csv -q --arch seq2seq --cell lstm --layers 24 \
		--input-size 1 --horizon 8 --dropout 0 --epochs 40 --batch-size 16 \
		--optimizer adam --lr 0.01
	below "$(score model)" 0.3
}

@test "what is known ahead reaches the decoder row by row" {
	# The column is the target itself.
	LC_ALL=C awk 'BEGIN {
		print "y,x"
		for (i = 0; i < 600; i++) {
			y = i * 7919 % 101
			print y "," y
		}
	}' >data.csv
	works train data.csv -q "${decoder[@]}" --input-size 6 --horizon 8 \
		--target-col y --future-cols x
	below "$(score model)" 10
	below 25 "$(score repeat-last)"
}

@test "a distribution's mean is fed back, and paths can be drawn" {
	noisy data.csv
	works train data.csv -q "${decoder[@]}" --loss gaussian
	below "$(score model)" 0.68
	rnnfc predict --samples 3 | all_finite 36
}

@test "what a decoder cannot do is refused at once" {
	noisy data.csv
	fails 2 "--bidirectional" train data.csv "${decoder[@]}" --bidirectional
	fails 2 "--dilations" train data.csv "${decoder[@]}" --dilations 2
	fails 2 "--norm batch" train data.csv "${decoder[@]}" --norm batch
	fails 2 "belongs to --arch seq2seq" train data.csv --attention dot
	fails 2 "belongs to --arch seq2seq" train data.csv --teacher-forcing 1
	fails 2 "belongs to --arch seq2seq" train data.csv \
		--decoder-context every
	fails 2 "from 0 to 1" train data.csv "${decoder[@]}" --teacher-forcing 2
}

@test "archs and attentions are listed" {
	rnnfc list archs | grep -q "^seq2seq "
	rnnfc list attentions -v | grep -q "Bahdanau"
}
