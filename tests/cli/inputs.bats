#!/usr/bin/env bats
# Inputs beside the target: columns known up to the last row, columns known
# ahead, and the calendar.

load common

# Prints hourly rows A to B - 1 of a file with the columns ds, y, f and g, the
# same whenever they are asked for.  f and g are noise in -1 to 1; y follows f
# of the same row, or with LAG of so many rows before.
noisy() { # A B [LAG]
	LC_ALL=C awk -v a="$1" -v b="$2" -v lag="${3-0}" '
		function noise(k) {
			k = (k * 7919 + 104729) % 65537
			return (k * k % 65537) / 32768.5 - 1
		}
		BEGIN {
			print "ds,y,f,g"
			for (k = a + 0; k < b; k++)
				printf "2024-%02d-%02d %02d:00,%.6f,%.6f,%.6f\n",
					1 + int(k / 672), 1 + int(k % 672 / 24), k % 24,
					50 + 10 * noise(k - lag), noise(k), noise(3 * k + 50000)
		}'
}

# The mean absolute difference of the forecast in FILE from y in FILE.
error_of() { # FORECAST TRUTH
	awk -F, 'NR == FNR { y[$1] = $2; next }
		FNR > 1 { e = $2 - y[$1]; s += e < 0 ? -e : e; n++ }
		END { if (n == 0) exit 1; printf "%.3f\n", s / n }' "$2" "$1"
}

below() { # A B
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 < b + 0) }' || {
		echo "$1 is not below $2"
		return 1
	}
}

learn=(--layers 8 --dropout 0 --optimizer adam --lr 0.01 --batch-size 32
	--season none -q)

@test "a series that follows a column known ahead is forecast nearly exactly" {
	noisy 0 400 >d.csv
	noisy 400 412 >next.csv
	cut -d, -f 1,3 next.csv >future.csv
	rnnfc train d.csv "${learn[@]}" --epochs 40 --future-cols f -H 4 \
		--target-col y
	works predict --future future.csv -H 12
	all_finite 12 <<<"$output"
	below "$(error_of <(echo "$output") next.csv)" 0.7
	# The mean distance of such noise from its middle is 5.
	rnnfc train d.csv "${learn[@]}" --epochs 5 --target-col y -H 4 -o alone
	works predict -m alone -H 12
	below 3 "$(error_of <(echo "$output") next.csv)"
	rnnfc train d.csv "${learn[@]}" --epochs 5 --target-col y -H 12 \
		--past-cols f -o past
	works predict -m past -H 12
	below 3 "$(error_of <(echo "$output") next.csv)"
}

@test "a series that follows a past column a row later is, one row ahead" {
	noisy 0 400 1 >d.csv
	noisy 400 401 1 >next.csv
	rnnfc train d.csv "${learn[@]}" --epochs 40 --past-cols f --target-col y
	works predict
	all_finite 1 <<<"$output"
	below "$(error_of <(echo "$output") next.csv)" 0.7
	rnnfc evaluate d.csv --json >doc
	jq -e '.verdict | .beats_naive and .forecasts[0].mae < 0.7' doc
}

@test "the calendar tells what a short input cannot" {
	# A value that only the hour of the day decides, without an order.
	{
		echo ds,y
		paste -d, <(times 720 "2024-03-01" 3600 "%F %H:00") \
			<(for k in $(seq 0 719); do echo $((k % 24 * 7 % 24)); done)
	} >all.csv
	head -n 697 all.csv >d.csv
	rnnfc train d.csv "${learn[@]}" --epochs 60 --input-size 1 -o alone
	rnnfc train d.csv "${learn[@]}" --epochs 60 --input-size 1 \
		--calendar hour -o hour
	works predict -m hour -H 24
	hour=$(error_of <(echo "$output") all.csv)
	works predict -m alone -H 24
	below "$hour" 2.5
	below "$hour" "$(error_of <(echo "$output") all.csv)"
	works info -m hour
	says "calendar    hour"
}

@test "predict DATA goes on with the inputs of the data" {
	noisy 0 300 >d.csv
	noisy 300 310 | cut -d, -f 1,3,4 >future.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --past-cols g \
		--future-cols f --calendar weekday,hour -H 3
	rnnfc predict --future future.csv >want
	works predict d.csv --future future.csv
	[ "$output" = "$(cat want)" ]
	works predict <(tail -n 8 d.csv) --future future.csv
	[ "$output" = "$(cat want)" ]
	awk -F, -v OFS=, '{ print $4, "x" NR, $3, $2, $1 }' d.csv |
		sed '1s/x1/other/' >turned.csv
	works predict turned.csv --future future.csv
	[ "$output" = "$(cat want)" ]
	works predict --future - <future.csv
	[ "$output" = "$(cat want)" ]
	gzip -k future.csv
	works predict d.csv --future future.csv.gz
	[ "$output" = "$(cat want)" ]
	# It may begin before the rows end, have more columns, other delimiters,
	# or no header at all.
	noisy 290 330 | tr , ';' >more.csv
	works predict --future more.csv
	[ "$output" = "$(cat want)" ]
	works predict --future <(noisy 300 303 | tail -n +2)
	[ "$output" = "$(cat want)" ]
	# Other values ahead give another forecast.
	sed 's/,[^,]*,/,0.5,/' future.csv | sed '1s/.*/ds,f,g/' >other.csv
	works predict --future other.csv
	[ "$output" != "$(cat want)" ]
}

@test "without a time column the future is the rows that follow" {
	noisy 0 200 | cut -d, -f 2- >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --future-cols f,g -H 2
	noisy 200 204 | cut -d, -f 3- >future.csv
	works predict --future future.csv -H 4
	[ "$(cut -d, -f 1 <<<"$output")" = $'ds\n200\n201\n202\n203' ]
	fails 3 'no row for 204, 205 of series "y"; --future needs every row up to 205' \
		predict --future future.csv -H 5
}

@test "a future that lacks rows names the first of them" {
	noisy 0 100 >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --future-cols f -H 6
	fails 2 'the model wants "f" for the rows ahead, 2024-01-05 04:00 to 2024-01-05 09:00; name a file that has them with --future' \
		predict
	fails 2 "name a file that has them with --future" predict d.csv
	noisy 100 103 >future.csv
	fails 3 'no row for 2024-01-05 07:00, 2024-01-05 08:00, 2024-01-05 09:00 of series "y"' \
		predict --future future.csv
	complains "--future needs every row up to 2024-01-05 09:00"
	# Six rows at a time are seen, however few are asked for.
	fails 3 "no row for 2024-01-05 07:00, 2024-01-05 08:00, 2024-01-05 09:00" \
		predict --future future.csv -H 1
	fails 3 "2024-01-05 10:00, 2024-01-05 11:00, 2024-01-05 12:00, ..." \
		predict --future <(noisy 100 106) -H 7
	fails 3 "no row for 2024-01-05 04:00, 2024-01-05 05:00 of" \
		predict --future <(noisy 102 120)
	fails 3 "no row for 2024-01-05 04:00, " predict --future d.csv
	fails 3 'no column "f"; the columns are "ds", "y", "g"' \
		predict --future <(cut -d, -f 1,2,4 future.csv)
	fails 3 '"x" is not a number' \
		predict --future <(awk -F, -v OFS=, 'NR == 3 { $3 = "x" } 1' future.csv)
	fails 3 'missing value' \
		predict --future <(awk -F, -v OFS=, 'NR == 3 { $3 = "" } 1' future.csv)
	fails 5 "No such file" predict --future none.csv
	[ -z "$(ls -A | grep -v -e d.csv -e future.csv -e model.safetensors)" ]
}

# Prints rows A to B - 1, hourly over the night to 2024-03-31, when clocks in
# Paris go forward; f counts them.
summer() { # A B
	seq -f '@%.0f' $((1711843200 + $1 * 3600)) 3600 \
		$((1711843200 + $2 * 3600 - 1)) |
		TZ=Europe/Paris date -f - +%FT%H:%M%:z |
		awk -v k="$1" -v OFS=, 'BEGIN { print "ds", "y", "f" }
			{ print $1, k % 7, k; k++ }'
}

@test "a future that ends with another offset has the same times" {
	summer -60 0 >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --future-cols f -H 4
	works predict --future <(summer 0 4)
	[[ ${lines[1]} == 2024-03-31T01:00+01:00,* ]]
	want=$output
	works predict --future <(summer -9 40)
	[ "$output" = "$want" ]
	# The same in UTC, and not where the file begins an hour later.
	works predict --future <(summer 0 4 | cut -d, -f 3 | paste -d, \
		<(echo ds; seq -f '@%.0f' 1711843200 3600 1711854000 |
			date -u -f - +%FT%H:%MZ) -)
	[ "$output" = "$want" ]
	fails 3 "no row for 2024-03-31T01:00+01:00 of" \
		predict --future <(summer 1 40)
}

@test "--follow with past columns and a calendar says what predict says" {
	noisy 0 60 >d.csv
	noisy 60 72 >more.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --past-cols g,f \
		--calendar hour -H 2 --lead 2
	works predict --follow more.csv
	followed=$output
	{
		echo ds,yhat
		# 5 inputs and a lead of 2 need 6 rows.
		for n in $(seq 7 13); do
			head -n "$n" more.csv | rnnfc predict - | tail -n +2
		done
	} >want
	[ "$followed" = "$(cat want)" ]
	# A missing value ends it, for what comes next is not known.
	awk -F, -v OFS=, 'NR == 9 { $4 = "" } 1' more.csv >hole.csv
	run --separate-stderr rnnfc predict --follow hole.csv
	[ "$status" -eq 3 ]
	complains 'hole.csv:9: column 4 ("g"): missing value'
	[ "$output" = "$(head -n 5 want)" ]
}

@test "past columns are known as far as one window reaches" {
	noisy 0 100 >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --past-cols g -H 3 \
		--lead 2
	works predict
	all_finite 3 <<<"$output"
	works predict -H 4
	all_finite 4 <<<"$output"
	fails 2 "5 rows ahead are more than the 4 for which the model's past columns are known; train with a longer --horizon" \
		predict -H 5
	fails 2 "more than the 4" predict d.csv -H 5
	# The usual number of rows is never too many.
	series e.csv 100 2024-01-01 3600 "%F %H:00"
	paste -d, e.csv <(echo p; values 100) >f.csv
	rnnfc train f.csv -q "${small[@]}" --target-col y --past-cols p \
		--season 24
	works predict
	all_finite 1 <<<"$output"
	works plot
	says "forecast of 1 row"
}

@test "what a model has is shown, and what cannot be drawn" {
	noisy 0 100 >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --past-cols g \
		--future-cols f --calendar hour,yearday
	works info
	says "inputs      g: known up to the last row" \
		"inputs      f: known ahead" "calendar    hour,yearday"
	works plot
	says "y: no forecast without the columns known ahead" measured \
		"prediction of held-out rows"
	rnnfc plot -o p.svg
	works plot --what data
	says "y: the last 100 rows"
	works predict --future <(noisy 100 101) -H 1
	rnnfc predict --future <(noisy 100 101) -H 1 | rnnfc plot - >/dev/null
	works evaluate d.csv
	[ "$(grep -v -e "^  naive2 " -e "^  theta " <<<"$output")" = \
		"$(rnnfc evaluate)" ]
	works evaluate <(noisy 200 260)
	says "Judged on 5 held-out test windows"
	works predict --holdout
	all_finite 9 <<<"$output"
}

@test "inputs of a long file: each series its own" {
	for id in b a; do
		noisy 0 60 | sed "s/^/$id,/; 1s/^$id,/id,/" |
			if [ $id = a ]; then tail -n +2; else cat; fi
	done >d.csv
	for id in a b; do
		noisy 60 62 | sed "s/^/$id,/; 1s/^$id,/id,/" |
			if [ $id = b ]; then tail -n +2; else cat; fi
	done >future.csv
	rnnfc train d.csv -q "${small[@]}" --id-col id --target-col y \
		--future-cols f
	works predict --future future.csv -H 2
	[ "$(cut -d, -f 1,2 <<<"$output")" = "unique_id,ds
b,2024-01-03 12:00
b,2024-01-03 13:00
a,2024-01-03 12:00
a,2024-01-03 13:00" ]
	grep -v ^b, future.csv >one.csv
	fails 3 'no row for 2024-01-03 12:00, 2024-01-03 13:00 of series "b"' \
		predict --future one.csv -H 2
	works predict <(grep -v ^b, d.csv) --future one.csv -H 2
	[ "$output" = "$(rnnfc predict --future future.csv -H 2 | grep -v ^b,)" ]
}

@test "what contradicts itself is refused before any work" {
	noisy 0 60 >d.csv
	fails 2 'past column "ds" is the time column' train d.csv --past-cols ds
	fails 2 'target column "y" is named as an input, too' train d.csv \
		--target-col y --past-cols y
	fails 2 'future column "f" is named twice' train d.csv --target-col y \
		--future-cols f,f
	fails 3 'no column "h"; the columns are "ds", "y", "f", "g"' train d.csv \
		--target-col y --future-cols h
	fails 2 '--calendar: "hours" is no part of the calendar; a comma list of minute, hour,' \
		train d.csv --calendar hours
	fails 2 '--calendar: "hour" is named twice' train d.csv \
		--calendar hour,month --calendar hour
	fails 2 "need a time column" train d.csv --time-col none \
		--target-col y --calendar hour
	fails 2 "--calendar needs dates" train \
		<(noisy 0 60 | awk -F, '{ print (NR > 1 ? NR : "ds") "," $2 }') \
		--calendar hour
	fails 3 "no numeric column to forecast" train <(cut -d, -f 1,2 d.csv) \
		--past-cols y
	awk -F, -v OFS=, 'NR == 5 { $3 = "x" } 1' d.csv >e.csv
	fails 3 'e.csv:5: column 3 ("f"): "x" is not a number' train e.csv \
		--target-col y --past-cols f
	[ ! -e model.safetensors ]
	rnnfc train d.csv -q "${small[@]}" --target-col y
	fails 2 "--future: the model has no columns that are known ahead" \
		predict --future d.csv
	fails 2 "no --future" predict --holdout --future d.csv
	fails 2 "it takes no --future" predict --follow d.csv --future d.csv
	fails 2 "both the standard input" predict - --future -
	rnnfc train d.csv -q "${small[@]}" --target-col y --future-cols f
	fails 2 "a stream has none" predict --follow d.csv
	fails 2 "would overwrite d.csv" predict --future d.csv -o d.csv
}

@test "the same bytes for any number of threads, and after saving" {
	noisy 0 400 >d.csv
	for threads in 1 2 3; do
		rnnfc train d.csv -q --layers 8,8 --epochs 2 --target-col y \
			--past-cols g --future-cols f --calendar hour,month -H 7 \
			--threads "$threads" -o "m$threads"
	done
	cmp m1 m2
	cmp m1 m3
}

@test "places among so many steps are inputs without a time column" {
	quarters data.csv 200
	cut -d, -f 2 data.csv >y.csv
	works train y.csv -q --layers 3 --epochs 1 --calendar 96,7
	[ "$(rnnfc info --json | jq -r .spec.calendar)" = 96,7 ]
	rnnfc predict -H 9 >out.csv
	all_finite 9 <out.csv
	rnnfc predict y.csv -H 9 | cmp - out.csv
	rnnfc predict --follow y.csv -H 9 | tail -n 9 | cmp - <(tail -n 9 out.csv)
	# Times are counted wherever the file begins.
	works train data.csv -q --layers 3 --epochs 1 --calendar 96,7
	rnnfc predict -H 9 >out.csv
	sed 2,100d data.csv | rnnfc predict - -H 9 | cmp - out.csv
	fails 2 '"1" is no part of the calendar' train y.csv --calendar 1
}
