#!/usr/bin/env bats
# Many series: long files with an id column, and wide ones.

load common

# Prints a long file of hourly rows, those of all ids one below the other: each
# a wave of its own level, of N rows; columns id, ds, load, temp.
long_file() { # N ID...
	local n=$1

	shift
	LC_ALL=C awk -v n="$n" -v ids="$*" 'BEGIN {
		count = split(ids, id, " ")
		print "id,ds,load,temp"
		for (k = 0; k < n; k++)
			for (i = 1; i <= count; i++)
				printf "%s,2024-01-%02d %02d:00,%.3f,%.3f\n", id[i],
					1 + int(k / 24), k % 24,
					100 * i + 10 * sin(k * 0.2617993878) + k * 7919 % 101 / 50,
					20 + cos(k * 0.2617993878 + i)
	}'
}

# The rows of one series of a CSV with a header.
only() { # FILE ID
	awk -F, -v id="$2" 'NR == 1 || $1 == id' "$1"
}

@test "a long file: train, forecast every series, judge, show" {
	long_file 100 b a 07 >d.csv
	rnnfc train d.csv "${small[@]}" --id-col id --target-col load -H 3 \
		2>said
	grep -q "Judged on .* held-out test windows" said
	works predict
	[ "${lines[0]}" = unique_id,ds,yhat ]
	# Series in the order of the file, each after its own last row.
	[ "$(tail -n +2 <<<"$output" | cut -d, -f 1,2)" = "$(
		for id in b a 07; do
			printf "$id,2024-01-05 %s\n" 04:00 05:00 06:00
		done)" ]
	all_finite 9 <<<"$output"
	# Each has a scaler of its own: no series is at the level of another.
	[ "$(awk -F, 'NR > 1 { print int($3 / 100 + 0.5) }' <<<"$output" |
		uniq | tr '\n' ' ')" = "1 2 3 " ]
	works info
	says "target      load" "series      3 by id: b, a, 07"
	[ "$(rnnfc info --json | jq -c '.targets, .series')" = \
		$'["load"]\n["b","a","07"]' ]
	works evaluate d.csv
	[ "$(grep -v -e '^  naive2 ' -e '^  theta ' <<<"$output")" = \
		"$(grep -v '^Wrote' said)" ]
	works evaluate
	[ "$output" = "$(grep -v '^Wrote' said)" ]
}

@test "predict DATA: some of the series, in any order, rows of all mixed" {
	long_file 100 b a c >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load -H 2
	rnnfc predict >all
	works predict d.csv
	[ "$output" = "$(cat all)" ]
	{ only d.csv c; only d.csv b | tail -n +2; } >some.csv
	works predict some.csv
	[ "$output" = "$(only all c; only all b | tail -n +2)" ]
	works predict - <some.csv
	[ "$output" = "$(only all c; only all b | tail -n +2)" ]
	# Rows enough for one forecast, and one less.
	only d.csv a | awk 'NR == 1 || NR > 96' >few.csv
	works predict few.csv
	[ "$output" = "$(only all a)" ]
	only d.csv a | awk 'NR == 1 || NR > 97' >few.csv
	fails 3 "4 data rows, at least 5" predict few.csv
	sed 's/^b,/new,/' some.csv >new.csv
	fails 3 'series "new" is not known to the model' predict new.csv
	complains "info --json lists the series"
}

@test "series of unequal length, and one that is too short" {
	{
		long_file 100 long
		long_file 30 short | tail -n +2
	} >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load --json \
		>doc
	[ "$(jq -c '.data | [.rows, .targets]' doc)" = '[100,["load"]]' ]
	works predict -H 1
	says "long,2024-01-05 04:00," "short,2024-01-02 06:00,"
	{
		cat d.csv
		long_file 7 tiny | tail -n +2
	} >e.csv
	fails 3 'series "tiny" has 7 rows, but' train e.csv --id-col id \
		--target-col load
}

@test "several targets of each id are called id/target" {
	long_file 60 b a >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load,temp
	works predict -H 1
	[ "$(cut -d, -f 1 <<<"$output")" = \
		$'unique_id\nb/load\nb/temp\na/load\na/temp' ]
	works predict d.csv -H 1
	[ "$output" = "$(rnnfc predict -H 1)" ]
	works info
	says "target      load, temp" "series      4 by id: b/load, b/temp, a/load"
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col all -o other
	cmp <(rnnfc predict -m other -H 1) <(rnnfc predict -H 1)
}

@test "of many series info and train name a few" {
	# shellcheck disable=SC2046 # words
	long_file 30 $(seq -f 'M%g' 40) >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load
	works info
	says "series      40 by id: M1, M2, M3, M4 and 36 more"
	[ "$(wc -l <<<"$output")" -lt 30 ]
	[ "$(rnnfc info --json | jq '.series | length')" = 40 ]
	works predict -H 2
	all_finite 80 <<<"$output"
}

@test "--holdout and --predictions have the id" {
	long_file 60 b a >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load -H 2
	works predict --holdout
	[ "${lines[0]}" = unique_id,ds,cutoff,y,yhat ]
	[ "$(tail -n +2 <<<"$output" | cut -d, -f 1 | uniq)" = $'b\na' ]
	[ "$output" = "$(rnnfc evaluate d.csv --predictions -q)" ]
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load
	works predict --holdout
	[ "${lines[0]}" = unique_id,ds,y,yhat ]
}

@test "evaluate: other data, --naive, a series of another step" {
	long_file 80 b a >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load
	only d.csv a >a.csv
	works evaluate a.csv
	says "Judged on 7 held-out test windows"
	works evaluate d.csv --naive --id-col id --target-col load
	says repeat-last seasonal-naive-24
	[[ $output != *"  model "* ]]
	fails 2 "--id-col: the model decides this" evaluate d.csv --id-col id
	{ cat a.csv; only d.csv b | awk 'NR % 2 == 0'; } >mixed.csv
	fails 3 "the time step is 2h, but the model was trained on 1h" \
		evaluate mixed.csv
	fails 3 "the time step is 2h, but the model was trained on 1h" \
		predict mixed.csv
}

@test "plot draws the first series and says so" {
	long_file 60 b a >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load -H 4
	works plot
	says "b (the first of 2 series): forecast of 4 rows"
	works plot d.csv --id-col id --target-col load
	says "d.csv: b (the first of 2 series)"
	rnnfc predict >p.csv
	works plot p.csv --id-col unique_id
	says "p.csv: forecast (the first of 2 series)"
	[ "$(rnnfc plot p.csv)" = "$output" ]
	rnnfc predict --holdout | awk -F, '!seen[$1, $2]++' >h.csv
	works plot h.csv --id-col unique_id
	says "h.csv (the first of 2 series): forecasts of 4 rows from 5 starts" \
		measured
	works plot d.csv --id-col id --target-col temp,load
	says "d.csv: b/temp (the first of 2 series)"
}

@test "an id is what it is called: quotes, numbers, times, no guesses" {
	{
		echo 'id,y'
		for k in $(seq 30); do
			printf '"x, ""y""",%s\n2024-01-01,%s\n-7,%s\n' \
				"$k" "$((k * k % 17))" "$((k % 5))"
		done
	} >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id
	works predict -H 1
	[[ ${lines[1]} == '"x, ""y""",30,'* ]]
	[[ ${lines[2]} == 2024-01-01,30,* ]]
	[[ ${lines[3]} == -7,30,* ]]
	# Without the option it is a column of no use here, or ends in an error.
	rnnfc train d.csv -q "${small[@]}" --time-col none --target-col y -o m
	[ "$(rnnfc predict -m m -H 1 | head -n 1)" = ds,yhat ]
}

@test "faults of an id column name their place" {
	fails 3 'no column "nobody"; the columns are "id", "ds"' train \
		<(long_file 30 a) --id-col nobody
	long_file 30 a b >d.csv
	fails 2 "the id column is the time column, too" train d.csv --id-col ds
	fails 2 'target column "id" is the id column' train d.csv --id-col id \
		--target-col id
	fails 2 'past column "id" is the id column' train d.csv --id-col id \
		--past-cols id
	sed '6s/^[^,]*//' d.csv >e.csv
	fails 3 'e.csv:6: column 1 ("id"): missing id; fill it in' train e.csv \
		--id-col id --target-col load
	sed '6s/^[^,]*/a\x01/' d.csv >e.csv
	fails 3 'e.csv:6: column 1 ("id"): control character' train e.csv \
		--id-col id --target-col load
	sed 8d d.csv >e.csv # a row of a
	fails 3 'e.csv:9: column 2 ("ds"): 1 step of 1h missing after line 6' \
		train e.csv --id-col id --target-col load
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load
	fails 2 "a stream is one series" predict --follow d.csv
	cut -d, -f 2- d.csv >e.csv
	fails 3 'no column "id"' predict e.csv
}

@test "a model of many series is the same for any number of threads" {
	long_file 200 b a c >d.csv
	for threads in 1 2 3; do
		rnnfc train d.csv -q --layers 8,8 --epochs 2 --batch-size 256 \
			--id-col id --target-col load --past-cols temp -H 3 \
			--calendar hour --threads "$threads" -o "m$threads"
	done
	cmp m1 m2
	cmp m1 m3
	OPENBLAS_NUM_THREADS=2 rnnfc train - -q --layers 8,8 --epochs 2 \
		--batch-size 256 --id-col id --target-col load --past-cols temp -H 3 \
		--calendar hour -o m4 <d.csv
	cmp m1 m4
}

@test "info --spec rebuilds a model of a long file" {
	long_file 60 b a >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col load \
		--past-cols temp --calendar hour,weekday --missing ffill
	command=$(rnnfc info --spec)
	[[ $command == *"--id-col id "* ]]
	[[ $command == *"--past-cols temp --calendar hour,weekday "* ]]
	eval "${command/DATA.csv/d.csv} -q -o again"
	cmp again model.safetensors
}

@test "a series that does not change takes no MASE from the others" {
	{
		echo unique_id,ds,y
		values 120 | awk '{ print "b," NR "," $1 }'
		seq 120 | awk '{ print "still," NR "," ($1 > 110 ? $1 : 7) }'
	} >d.csv
	rnnfc train d.csv -q "${small[@]}" --id-col unique_id --season none
	rnnfc evaluate d.csv --per-series --json >doc
	jq -e '.forecasts[0] as $all | .series | map(.forecasts[0])
		| .[0].mase != null and .[1].mase == null and .[1].owa == null
		and .[0].mase == $all.mase and .[0].rmsse == $all.rmsse
		and .[0].msis == $all.msis and $all.owa != null' doc
	jq -e '.forecasts[0].mase != null' doc
}
