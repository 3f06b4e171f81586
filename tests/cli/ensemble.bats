#!/usr/bin/env bats
# Several networks in one model file that forecast together.

load common

start() { # OPTION...
	quarters d.csv 200
	rnnfc train d.csv -q "${small[@]}" --ensemble 3 --seed 5 "$@"
}

# The held-out rows of three networks trained alone, combined.
alone() { # mean|median OPTION...
	local how=$1

	shift
	for seed in 5 6 7; do
		rnnfc train d.csv -q "${small[@]}" --seed $seed "$@" -o "alone$seed"
	done
	paste -d, <(rnnfc predict -m alone5 --holdout) \
		<(rnnfc predict -m alone6 --holdout) \
		<(rnnfc predict -m alone7 --holdout) |
		awk -F, -v how="$how" 'NR > 1 {
			a = $3; b = $6; c = $9
			most = a > b ? (a > c ? a : c) : b > c ? b : c
			least = a < b ? (a < c ? a : c) : b < c ? b : c
			mean = (a + b + c) / 3
			printf "%.12g\n", how == "mean" ? mean : 3 * mean - most - least
		}'
}

# Whether two lists of numbers are equal but for the last bits of a float.
same() { # FILE FILE
	paste "$1" "$2" | awk '
		($1 - $2) ^ 2 > 1e-8 { bad = 1 }
		END { exit bad || NR < 10 }'
}

@test "held-out rows are the mean of what each network says alone, or the median" {
	for how in mean median; do
		start --ensemble-by $how
		rnnfc predict --holdout | tail -n +2 | cut -d, -f3 >together
		alone $how >apart
		same together apart
		rnnfc predict -m alone5 --holdout | tail -n +2 | cut -d, -f3 >first
		run ! same together first
	done
}

@test "one network is the model that it was without the option" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" -o plain
	rnnfc train d.csv -q "${small[@]}" --ensemble 1 -o one
	cmp plain one
	run ! grep -q ensemble one
	rnnfc info one --spec | grep -q -- "--ensemble 1"
}

@test "every command takes an ensemble" {
	start --loss gaussian --log log.csv
	works predict -H 30
	all_finite 30 <<<"$output"
	rnnfc predict d.csv -H 3 >/dev/null
	[ "$(rnnfc predict --samples 7 -H 2 | wc -l)" -eq 15 ]
	rnnfc predict --level 80 | head -1 | grep -q yhat_upper
	[ "$(rnnfc predict --follow d.csv -H 1 | tail -1)" = \
		"$(rnnfc predict d.csv -H 1 | tail -1)" ]
	works evaluate d.csv
	says model seasonal-naive
	[ "$(head -1 log.csv)" = member,epoch,loss,val_loss ]
	[ "$(cut -d, -f1,2 log.csv | tail -n +2 | tr '\n' ' ')" = \
		"1,1 1,2 2,1 2,2 3,1 3,2 " ]
}

@test "info shows each network, and the spec rebuilds the model" {
	start --ensemble-keep 2
	works info
	says "2 networks of" "validation loss" "--ensemble 3 --ensemble-keep 2"
	rnnfc info --json | jq -e '(.members | length == 2)
		and (.members[0].seed < .members[1].seed)
		and (.members[0].seed >= 5) and (.members[1].seed <= 7)
		and (.members[0].kept_epoch <= 2)' >/dev/null
	cp model.safetensors want
	eval "$(rnnfc info --spec | sed 's/^rnnfc train DATA.csv/rnnfc train d.csv/') \
		-q -o got"
	cmp got want
}

@test "the state of each network is carried" {
	start --stateful --bptt 10
	rnnfc predict -H 5 | all_finite 5
	rnnfc predict --holdout | tail -n +2 | cut -d, -f3 >together
	alone mean --stateful --bptt 10 >apart
	same together apart
}

@test "training says which network it is at" {
	quarters d.csv
	works train d.csv "${small[@]}" --ensemble 2 -v --json
	complains "member 1, epoch 1" "member 2, epoch 2"
	jq -e '[.epochs[] | "\(.member).\(.epoch)"]
		== ["1.1", "1.2", "2.1", "2.2"]' <<<"$output" >/dev/null
	works train d.csv "${small[@]}" -v --json
	[[ $stderr != *member* ]]
	jq -e '[.epochs[] | has("member")] | any | not' <<<"$output" >/dev/null
}

@test "a limit of time is one of all networks" {
	quarters d.csv 2000
	works train d.csv --layers 40 --epochs 100000 --ensemble 3 --time-limit 1
	complains "whole epochs" "depends on this machine"
	rnnfc info | grep -q "cut short"
	# How many come to their end depends on the machine.
	works train d.csv --layers 8 --epochs 200 --ensemble 64 --time-limit 2
	complains "Cut short by --time-limit; whole"
	rnnfc info --json | jq -e '.cut_short
		and (.members | length) >= 1 and (.members | length) < 64' >/dev/null
}

@test "an ensemble begins from a model, or from an ensemble" {
	start
	cp model.safetensors three
	rnnfc train d.csv -q "${small[@]}" -o one
	for from in one three; do
		rnnfc train d.csv -q "${small[@]}" --ensemble 3 --lr 0 \
			--init-model $from
	done
	rnnfc predict -m three | cmp - <(rnnfc predict)
}

@test "what means nothing is refused" {
	quarters d.csv
	fails 2 "--ensemble is 1" train d.csv --ensemble-by median
	fails 2 "--ensemble is 2" train d.csv --ensemble 2 --ensemble-keep 3
	fails 2 "--val-size is 0" train d.csv --ensemble 2 --ensemble-keep 1 \
		--val-size 0
	fails 2 "1 to 64" train d.csv --ensemble 65
	fails 6 "do not fit into a model file" train d.csv --ensemble 64 \
		--bidirectional --layers 4,4,4,4,4,4,4,4
	[ ! -e model.safetensors ]
}
