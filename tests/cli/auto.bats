#!/usr/bin/env bats
# rnnfc train --preset auto: what it tries, what it keeps, what it says.

load common

auto() { # FILE ARGUMENT...
	works train "$1" --preset auto --budget small --threads 2 "${@:2}"
}

chosen() {
	jq -r .auto.chosen <<<"$output"
}

# A random walk of steps that follow from their number alone.
walk() { # FILE N SEED
	LC_ALL=C awk -v n="$2" -v seed="$3" 'BEGIN {
		srand(seed)
		print "y"
		for (i = 0; i < n; i++) {
			step = 0
			for (k = 0; k < 12; k++)
				step += rand()
			x += step - 6
			printf "%.4f\n", 50 + x
		}
	}' >"$1"
}

@test "a random walk is forecast by its last value" {
	for seed in 1 2 3; do
		walk walk.csv 200 $seed
		auto walk.csv --explain
		complains "Chose last: nothing" "The model is a naive forecast"
		rnnfc info --spec | grep -q -- "--arch none .*--base last"
	done
}

@test "what repeats itself is forecast better than by its last season" {
	quarters d.csv 300
	auto d.csv --json -q
	[ "$(chosen)" != last ]
	jq -e '.verdict.beats_naive
		and (.auto.candidates[] | select(.name == "seasonal").error < 1)
		and .auto.seasons == [24]' <<<"$output" >/dev/null
	rnnfc predict -H 30 | all_finite 30
}

@test "of several seasons, the best one is repeated" {
	# Days of one shape, which the weeks' days differ from as much.
	LC_ALL=C awk 'BEGIN {
		srand(3)
		for (i = 0; i < 24; i++)
			day[i] = 6 * sin(i * 6.2831853 / 24)
		for (i = 0; i < 168; i++)
			week[i] = 6 * rand()
		print "y"
		for (i = 0; i < 1500; i++)
			printf "%.3f\n", 20 + day[i % 24] + week[i % 168] + rand()
	}' >w.csv
	auto w.csv -q --json
	jq -e '.auto.seasons[:2] == [24, 168]
		and (.auto.candidates[] | select(.name == "seasonal").error < 0.3)' \
		<<<"$output" >/dev/null
	auto w.csv -q --arch none --base seasonal
	rnnfc info --spec | grep -q -- "--season 168,24"
	for given in auto 24,168; do
		auto w.csv -q --arch none --base seasonal --season $given
		rnnfc info --spec | grep -q -- "--season 168,24"
	done
}

@test "seasons whose lags meet leave no recipe out" {
	LC_ALL=C awk 'BEGIN {
		srand(5)
		print "y"
		for (i = 0; i < 300; i++)
			printf "%.3f\n", 3 * (i % 2) + 2 * sin(i / 9) + rand()
	}' >d.csv
	for season in 2 12,24 4,7; do
		auto d.csv -q --json --season $season
		jq -e '[.auto.candidates[] | select(.error == null)] == []' \
			<<<"$output" >/dev/null
	done
}

@test "the model is the same for any number of threads, and from its spec" {
	quarters d.csv 700
	auto d.csv -q -H 2 --ensemble 2 -o one --threads 1
	auto d.csv -q -H 2 --ensemble 2 -o two
	cmp one two
	rnnfc info one --spec >spec
	cat spec
	eval "$(sed "s/DATA.csv/d.csv/; s/\$/ -q -o again/" spec)"
	cmp one again
}

@test "what is given wins, and the held-out rows are those of the plain command" {
	quarters d.csv 300
	auto d.csv -q --json --input-size 7 --layers 5 --cell lstm --seed 9
	rnnfc info --json | jq -e '.spec["input-size"] == "7"' >/dev/null ||
		rnnfc info --json | jq -e '.spec["input-size"] == 7' >/dev/null
	for sizes in "" "--train-size 100 --val-size 50 --test-size 20" "-H 3 --lead 2"; do
		# shellcheck disable=SC2086 # several words
		auto d.csv -q -o chosen $sizes
		# shellcheck disable=SC2086
		works train d.csv -q "${small[@]}" -o plain $sizes
		rnnfc predict -m chosen --holdout | cut -d, -f1,2 >chosen.csv
		rnnfc predict -m plain --holdout | cut -d, -f1,2 >plain.csv
		cmp chosen.csv plain.csv
	done
}

@test "a recipe that what is given contradicts is left out" {
	quarters d.csv 300
	auto d.csv -q --json --base seasonal
	jq -e '.auto.candidates[] | select(.name == "last").left_out' \
		<<<"$output" >/dev/null
	auto d.csv -q --json --layers 5,5 --epochs 2
	jq -e '[.auto.candidates[] | select(.updates > 0)] | length == 1' \
		<<<"$output" >/dev/null
}

@test "what does not go with it is refused before the work" {
	quarters d.csv
	fails 2 "belongs to --preset auto" train d.csv --budget small
	fails 2 "belongs to --preset auto" train d.csv --explain
	fails 2 "is not one of small, medium, large" train d.csv \
		--preset auto --budget huge
	fails 2 "--val-size is 0" train d.csv --preset auto --val-size 0
	fails 2 "--target-type is categorical" train d.csv --preset auto \
		--target-type categorical
	rnnfc train d.csv -q "${small[@]}" -o start
	fails 2 "--init-model" train d.csv --preset auto --init-model start
}

@test "a limit of time keeps the best until then" {
	quarters d.csv 700
	auto d.csv -q --json --time-limit 0.000001
	jq -e '.auto.cut_short and (.auto.chosen == "last"
		or .auto.chosen == "seasonal")' <<<"$output" >/dev/null
	rnnfc predict | all_finite 24
}

@test "several series, and the log of all candidates" {
	paste -d, <(echo ds; times 300 "2024-03-01 00:00" 3600 "%F %H:%M") \
		<(echo a; values 300) <(echo b; values 300 | awk '{ print 9 - $1 / 7 }') >two.csv
	auto two.csv -q --json --target-col a,b --log log.csv -H 12
	[ "$(chosen)" != last ]
	[ "$(head -n 1 log.csv)" = candidate,member,epoch,loss,val_loss ]
	rnnfc predict -H 12 | all_finite 24
}
