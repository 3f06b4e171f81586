#!/usr/bin/env bats
# rnnfc predict: which rows, which columns, how times and numbers are written.

load common

# Trains on a series and checks the times of the first three rows forecast.
continues() { # N START SECONDS FORMAT TIME TIME TIME
	series d.csv "$1" "$2" "$3" "$4"
	rnnfc train d.csv -q "${small[@]}"
	works predict -H 3
	shift 4
	[ "$(cut -d, -f 1 <<<"$output")" = "$(printf '%s\n' ds "$@")" ] ||
		report
}

@test "times continue: quarter-hours" {
	continues 60 "2024-12-31 08:45" 900 "%F %H:%M" \
		"2024-12-31 23:45" "2025-01-01 00:00" "2025-01-01 00:15"
}

@test "times continue: hours, with T and seconds" {
	continues 60 "2023-12-29 10:00" 3600 "%FT%H:%M:%S" \
		"2023-12-31T22:00:00" "2023-12-31T23:00:00" "2024-01-01T00:00:00"
}

@test "times continue: days, over a leap day and over none" {
	continues 59 2024-01-01 86400 %F 2024-02-29 2024-03-01 2024-03-02
	continues 58 2023-01-01 86400 %F 2023-02-28 2023-03-01 2023-03-02
	continues 58 2100-01-01 86400 %F 2100-02-28 2100-03-01 2100-03-02
}

@test "times continue: weeks" {
	continues 50 2024-01-01 604800 %F 2024-12-16 2024-12-23 2024-12-30
}

@test "times continue: months, as YYYY-MM and as dates" {
	rnnfc train "$root/datasets/air-passengers.csv" -q "${small[@]}"
	[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = $'ds\n1961-01\n1961-02' ]
	sed 's/^\([0-9-]*\),/\1-15,/' "$root/datasets/air-passengers.csv" >d.csv
	rnnfc train d.csv -q "${small[@]}"
	[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = \
		$'ds\n1961-01-15\n1961-02-15' ]
}

@test "times continue: hours where clocks change in summer" {
	TZ=Europe/Berlin continues 50 "2024-03-29 00:00" 3600 "%F %H:%M" \
		"2024-03-31 02:00" "2024-03-31 03:00" "2024-03-31 04:00"
}

@test "times continue: an integer index by its step, and row numbers" {
	{ echo ds,y; paste -d, <(seq 1000 5 1295) <(values 60); } >d.csv
	rnnfc train d.csv -q "${small[@]}"
	[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = $'ds\n1300\n1305' ]
	{ echo y; values 60; } >d.csv
	rnnfc train d.csv -q "${small[@]}"
	[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = $'ds\n60\n61' ]
	[ "$(rnnfc predict --holdout | sed -n '$s/,.*//p')" = 59 ]
	series d.csv 60 2024-01-01 86400 %F
	rnnfc train d.csv -q "${small[@]}" --time-col none
	[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = $'ds\n60\n61' ]
}

@test "an integer index may begin below zero" {
	{ echo ds,y; paste -d, <(seq -60 -1) <(values 60); } >d.csv
	rnnfc train d.csv -q "${small[@]}"
	[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = $'ds\n0\n1' ]
}

@test "how many rows: the trained horizon, one season, or 10" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}"
	rnnfc predict | all_finite 24
	rnnfc train d.csv -q "${small[@]}" --season 12
	rnnfc predict | all_finite 12
	rnnfc train d.csv -q "${small[@]}" --season none
	rnnfc predict | all_finite 10
	rnnfc train d.csv -q "${small[@]}" -H 4
	rnnfc predict | all_finite 4
	rnnfc predict -H 1 | all_finite 1
	rnnfc predict --horizon 11 | all_finite 11
}

@test "-H gives the rows after the last one known, whatever the lead" {
	quarters d.csv 80
	for lead in 1 2 5; do
		rnnfc train d.csv -q "${small[@]}" --lead $lead
		rnnfc predict -H 7 | all_finite 7
		[ "$(rnnfc predict -H 2 | cut -d, -f 1)" = \
			$'ds\n2024-03-01 20:00\n2024-03-01 20:15' ]
	done
}

@test "a longer horizon begins with the rows of a shorter one" {
	quarters d.csv
	for more in "-H 1" "-H 4" "-H 1 --lead 3" "-H 4 --lead 2"; do
		# shellcheck disable=SC2086 # two words
		rnnfc train d.csv -q "${small[@]}" $more
		rnnfc predict -H 13 >long
		[ "$(rnnfc predict -H 6)" = "$(head -n 7 long)" ]
	done
}

@test "--holdout: ds, y, yhat of the held-out rows" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" --test-size 20
	works predict --holdout
	[ "${lines[0]}" = ds,y,yhat ]
	[ "${#lines[@]}" -eq 21 ]
	rnnfc predict --holdout | all_finite 20
	# Times and truth are those of the file, to the letter.
	[ "$(tail -n +2 <<<"$output" | cut -d, -f 1,2)" = \
		"$(tail -n 20 d.csv | sed 's/\([.][0-9]*[1-9]\)0*$/\1/; s/[.]0*$//')" ]
}

@test "--holdout: a cutoff where the horizon is more than one" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" -H 4 --test-size 5
	works predict --holdout
	[ "${lines[0]}" = ds,cutoff,y,yhat ]
	[ "${#lines[@]}" -eq 21 ]
	[[ ${lines[1]} == "2024-03-02 04:00,2024-03-02 03:45,"* ]]
	[[ ${lines[4]} == "2024-03-02 04:45,2024-03-02 03:45,"* ]]
	[[ ${lines[5]} == "2024-03-02 04:15,2024-03-02 04:00,"* ]]
	[[ ${lines[20]} == "2024-03-02 05:45,2024-03-02 04:45,"* ]]
	rnnfc train d.csv -q "${small[@]}" -H 2 --lead 3 --test-size 5
	works predict --holdout
	[[ ${lines[1]} == "2024-03-02 04:30,2024-03-02 03:45,"* ]]
}

@test "several targets: unique_id is the column's name, quoted if odd" {
	{
		printf 'ds,"a,b","q""x",plain, \n' | sed 's/, $/,"two words"/'
		paste -d, <(seq 60) <(values 60) <(values 60) <(values 60) \
			<(values 60)
	} >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col all
	works predict -H 2
	[ "$(cut -d, -f 1 <<<"$output" | head -n 1)" = unique_id ]
	[ "${lines[0]}" = unique_id,ds,yhat ]
	[ "${#lines[@]}" -eq 9 ]
	[[ ${lines[1]} == '"a,b",61,'* ]]
	[[ ${lines[3]} == '"q""x",61,'* ]]
	[[ ${lines[5]} == 'plain,61,'* ]]
	[[ ${lines[8]} == 'two words,62,'* ]]
	works predict --holdout
	[ "${lines[0]}" = unique_id,ds,y,yhat ]
	rnnfc train d.csv -q "${small[@]}" --target-col all -H 2
	works predict --holdout
	[ "${lines[0]}" = unique_id,ds,cutoff,y,yhat ]
}

@test "from the context, the file, standard input: the same bytes" {
	quarters d.csv
	for more in "" "-H 3" "--lead 2" "--cell gru --horizon 3 --lead 2"; do
		# shellcheck disable=SC2086 # some words
		rnnfc train d.csv -q "${small[@]}" $more
		rnnfc predict -H 9 >context
		rnnfc predict d.csv -H 9 | cmp - context
		rnnfc predict -H 9 - <d.csv | cmp - context
		# shellcheck disable=SC2002 # a pipe cannot be sought in
		cat d.csv | rnnfc predict -H 9 - | cmp - context
		tail -n 40 d.csv | rnnfc predict - -H 9 | cmp - context
		{ head -n 1 d.csv; tail -n 40 d.csv; } | rnnfc predict - -H 9 |
			cmp - context
	done
}

@test "a file's columns are found by name" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	awk -F, -v OFS=, '{ print $2, "text", $1, NR }' d.csv |
		sed 's/^y,text,ds,1$/y,text,ds,n/' >turned.csv
	[ "$(rnnfc predict turned.csv -H 3)" = "$(rnnfc predict -H 3)" ]
	cut -d, -f 2 d.csv >less.csv
	fails 3 'no column "ds"' predict less.csv
	sed 's/^ds,y/ds,z/' d.csv >other.csv
	fails 3 'no column "y"' predict other.csv
}

@test "newer rows must have the model's step, and be enough" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	series other.csv 50 "2024-03-01 00:00" 3600 "%F %H:%M"
	fails 3 "step is 1h, but the model was trained on 15min" \
		predict other.csv
	head -n 5 d.csv >few.csv
	fails 3 "4 data rows, at least 5 are needed" predict few.csv
	head -n 6 d.csv >enough.csv
	works predict enough.csv -H 1
}

@test "numbers parse back: the truth is written as it was read" {
	for number in 0.1 0.30000000000000004 123456789.12345679 100 -7.25 \
		1e-07 0.0001 5e-324 1e+15 1.2345678901234567e+19 1e+22 0 -0; do
		echo "$number"
	done >want
	{ echo y; values 30; cat want want; } >d.csv
	works train d.csv -q "${small[@]}" --test-size "$(wc -l <want)" \
		--scaler none
	rnnfc predict --holdout | tail -n +2 | cut -d, -f 2 | cmp - want
}

@test "-o writes the forecast into a file, whole or not at all" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	works predict -o f.csv -H 5
	[ -z "$output$stderr" ]
	[ "$(cat f.csv)" = "$(rnnfc predict -H 5)" ]
	[ "$(rnnfc predict -H 5 -o -)" = "$(cat f.csv)" ]
	cp f.csv old
	head -n 3 d.csv >few.csv
	fails 3 "at least 5" predict few.csv -o f.csv
	cmp f.csv old
	holds d.csv f.csv few.csv model.safetensors old
}

@test "a forecast is itself a CSV that inspect and plot can read" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	rnnfc predict -H 9 >f.csv
	works inspect f.csv
	says "9 rows" yhat "step 15min"
	works plot f.csv
}

@test "the real ETTh1: hours continue, all channels" {
	[ -f "$real/ETTh1.csv" ] || skip "the real data sets are not here"
	rnnfc train "$real/ETTh1.csv" -q --target-col OT,HUFL --layers 4 \
		--epochs 1 --rows 0:2000
	works predict -H 1
	[[ ${lines[1]} == "OT,2016-09-22 08:00:00,"* ]]
	[[ ${lines[2]} == "HUFL,2016-09-22 08:00:00,"* ]]
}
