#!/usr/bin/env bats
# rnnfc inspect: the report, its defects, and CSV files that are nasty.

load common

@test "the report: rows, time, step, season, target, columns, next step" {
	quarters d.csv 1000
	works inspect d.csv
	says "1,000 rows, 2 columns" "ds, step 15min, written as" \
		"2024-03-01 00:00 to 2024-03-11 09:45" "season    24 rows" \
		"target    y" min mean max \
		"next: rnnfc train d.csv --input-size 24"
	[ -z "$stderr" ]
	holds d.csv
}

@test "it fits on a screen of 80 columns and 24 lines" {
	quarters d.csv 1000
	works inspect d.csv
	[ "${#lines[@]}" -le 24 ]
	awk '{ if (length > 80) exit 1 }' <<<"$output"
	{
		echo ds,"$(seq -s, -f 'meter-%.0f-of-a-very-long-name-that-goes-on' 371)"
		for k in {1..30}; do
			echo "2024-01-$(printf %02d "$k"),$(seq -s, "$k" $((k + 370)))"
		done
	} >wide.csv
	works inspect wide.csv
	says "30 rows, 372 columns" "... and 360 more (360 numbers); --json lists all"
	[ "${#lines[@]}" -le 24 ]
	awk '{ if (length > 80 && !/^next/) exit 1 }' <<<"$output"
	rnnfc inspect wide.csv --json | jq -e '.columns | length == 372' >/dev/null
}

# Runs what the report suggests, with a small network.
follows() { # INSPECT-ARGUMENT...
	local command

	command=$(rnnfc inspect "$@" 2>/dev/null | sed -n 's/^next: rnnfc //p')
	[ -n "$command" ]
	eval "works $command ${small[*]}"
}

@test "the next command that it names works" {
	quarters d.csv 1000
	follows d.csv
	# Missing values and gaps.
	sed '500s/,.*/,NA/; 700,705d' d.csv >'holes here.csv'
	follows 'holes here.csv'
	rnnfc inspect 'holes here.csv' 2>/dev/null | grep -F -- \
		"next: rnnfc train 'holes here.csv' --missing interpolate"
	# Several columns, one of which needs quotes.
	awk -F, -v OFS=, '{ $3 = NR == 1 ? "it'"'"'s $x" : NR; print }' d.csv |
		sed '1s/,y,/,a,/' >-t.csv
	follows ./-t.csv
	# Rows that are not quite in time, and no header.
	awk -F, -v OFS=, 'NR % 50 == 0 { sub(/:15|:30/, ":16", $1) } 1' d.csv \
		>uneven.csv
	follows uneven.csv
	rnnfc inspect uneven.csv 2>/dev/null |
		grep -- "--freq 15min --missing interpolate"
	tail -n +2 d.csv >bare.csv
	follows bare.csv
	rnnfc inspect bare.csv 2>/dev/null | grep -- --no-header
	# What was given is kept.
	follows d.csv --rows 100:500 --time-col none
	rnnfc inspect d.csv --rows 100:500 --time-col none |
		grep -- "--time-col none --rows 100:500"
}

@test "a time format is suggested where only one fits" {
	series d.csv 100 2024-01-01 86400 %d/%m/%Y
	run --separate-stderr rnnfc inspect d.csv
	[ "$status" -eq 3 ]
	says "next: rnnfc train d.csv --time-format %d/%m/%Y"
	complains "time format not known"
	follows d.csv
	# January 2nd, or the 1st of February?
	head -8 d.csv >short.csv
	run --separate-stderr rnnfc inspect short.csv
	[[ $output != *next:* ]]
	series d.csv 100 "2024-01-01 00:00" 3600 "%m/%d/%Y %I:%M %p"
	run --separate-stderr rnnfc inspect d.csv
	[[ $output != *next:* ]] || report
	series d.csv 500 "2024-01-01 00:00" 3600 "%m/%d/%Y %I:%M %p"
	follows d.csv
	series d.csv 100 "2024-01-01 00:00" 3600 %s
	works inspect d.csv
	says "an integer" "next: rnnfc train d.csv --time-format s"
	follows d.csv
}

@test "an id column is suggested where times repeat, and never assumed" {
	{
		echo shop,ds,y,note
		for shop in north south; do
			paste -d, <(times 100 2024-01-01 86400 %F) <(values 100) |
				sed "s/^/$shop,/; s/\$/,x/"
		done
	} >long.csv
	run --separate-stderr rnnfc inspect long.csv
	[ "$status" -eq 3 ]
	says "back      1 row is earlier than the row before, line 102" \
		"next: rnnfc train long.csv --id-col shop"
	follows long.csv
	works inspect long.csv --id-col shop
	says "series    2 by shop, 100 rows each" "constant: note"
	sed '150d' long.csv >gap.csv
	run --separate-stderr rnnfc inspect gap.csv --id-col shop
	[ "$status" -eq 3 ]
	says "of 99 (south) to 100 rows (north)" \
		"gaps      1 place, 1 missing step, between lines 149 and 150"
	complains 'line 149 (series "south")'
}

@test "what --missing and --freq would repair is reported and no defect" {
	quarters d.csv 1000
	sed '500s/,.*/,NA/; 501s/,.*/,nan/; 700,705d' d.csv >holes.csv
	run --separate-stderr rnnfc inspect holes.csv
	[ "$status" -eq 3 ]
	says "gaps      1 place, 6 missing steps, between lines 699 and 700" \
		"2 defects:" "missing value, the first of 2"
	works inspect holes.csv --missing interpolate
	says "repaired  2 missing values filled" "6 rows added for missing steps"
	[[ $output != *defect* ]]
	works inspect d.csv --freq 1h
	says "step 1h" "rows merged into others"
	works inspect d.csv --freq 1h --json
	jq -e '.repairs == { filled: 0, added: 0, dropped: 0, merged: 750 }
		and .time.regular' <<<"$output" >/dev/null
}

@test "constant, equal and spoilt columns are named" {
	printf 'a,y,b,c,t\n1,1,1,4,x\n2,2,2,4,x\nx,3,x,4,x\n5,4,5,4,x\n' >d.csv
	works inspect d.csv
	says "constant: c, t" "not all numbers: a (line 4), b (line 4)"
	printf 'a,y,b\n1,7,1.0\n2,8,2\n3,9,3\n' >d.csv
	works inspect d.csv
	says "same values: b as a"
	rnnfc inspect d.csv --json | jq -e '.columns[2].same_as == "a"' >/dev/null
}

@test "a pipe gives the same report but for the name" {
	for file in "$root"/datasets/*.csv "$real"/elec_load.csv \
		"$real"/ETTh1.csv; do
		[ -f "$file" ] || continue
		rnnfc inspect "$file" >of_file
		# shellcheck disable=SC2002 # a pipe is what is tested
		cat "$file" | rnnfc inspect - >of_pipe
		sed -e "1s|$file|standard input|" -e "s|^\(next: rnnfc train\) $file|\1 -|" \
			of_file | cmp - of_pipe
		rnnfc inspect "$file" --json | jq 'del(.file)' >of_file
		rnnfc inspect - --json <"$file" | jq 'del(.file)' >of_pipe
		cmp of_file of_pipe
		gzip -c "$file" | rnnfc inspect - --json |
			jq 'del(.file, .compression, .bytes)' >of_gzip
		jq 'del(.compression, .bytes)' of_file | cmp - of_gzip
	done
}

@test "--json says the same" {
	quarters d.csv 1000
	rnnfc inspect d.csv --json >doc
	jq -e '
		.rows == 1000 and .target == "y" and .time.column == "ds"
		and .time.step == "15min" and .time.season == 96
		and .time.regular and .defects == 0
		and [.columns[].name] == ["ds", "y"]
		and [.columns[].type] == ["time", "number"]
		and (.columns[1] | .min <= .mean and .mean <= .max)
	' doc >/dev/null
	rnnfc inspect - --json <d.csv >piped
	[ "$(jq 'del(.file)' doc)" = "$(jq 'del(.file)' piped)" ]
	jq -e '.compression == null and .bytes == '"$(wc -c <d.csv)"' and
		.dialect == { delimiter: ",", decimal: ".", line_end: "LF",
			bom: false }' doc >/dev/null
}

@test "no target is needed" {
	printf 'ds,a,b\n1,1,2\n2,1,2\n3,1,2\n' >d.csv
	works inspect d.csv
	says "not decided among 2 columns" --target-col "constant: a, b"
}

@test "where rows are bad the report is printed, with every defect" {
	printf 'ds,y\n2024-01-01,1\n2024-01-02,x\n2024-01-03,3\n' >d.csv
	printf '2024-01-04,\n2024-01-06,5\n' >>d.csv
	run --separate-stderr rnnfc inspect d.csv
	[ "$status" -eq 3 ]
	says "5 rows, 2 columns" 'line 3: column 2 ("y"): "x"' \
		'line 5: column 2 ("y"): missing value' "line 6: column 1"
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == 'rnnfc inspect: d.csv:3: column 2 ("y"): "x" is not a '* ]]
	holds d.csv
	run --separate-stderr rnnfc inspect d.csv --json
	[ "$status" -eq 3 ]
	[ "$(jq .defects <<<"$output")" -ge 3 ]
	[ "$(jq .error.status <<<"$stderr")" -eq 3 ]
}

@test "--time-col, --no-header and --rows are obeyed" {
	quarters d.csv 60
	works inspect d.csv --time-col none
	says "row numbers, 0 to 59"
	tail -n +2 d.csv >n.csv
	works inspect n.csv --no-header
	says "60 rows" "1, step 15min"
	works inspect d.csv --rows 10:20
	says "10 rows" "2024-03-01 02:30"
	fails 2 "--rows" inspect d.csv --rows 20:10
}

@test "untrusted text is escaped in the report and in messages" {
	printf 'ds,\033[31mred\n1,1\n2,2\n3,3\n' >d.csv
	run --separate-stderr rnnfc inspect d.csv
	[[ $output$stderr != *$'\033'* ]]
	says '\x1b[31mred'
	printf 'ds,y\n1,1\n2,\033[31m\n3,3\n' >d.csv
	run --separate-stderr rnnfc inspect d.csv
	[ "$status" -eq 3 ]
	[[ $output$stderr != *$'\033'* ]]
	printf 'ds,y\n1,1\n' >$'a\033[31m.csv'
	run --separate-stderr rnnfc inspect $'a\033[31m.csv'
	[[ $output$stderr != *$'\033'* ]]
}
