#!/usr/bin/env bats
# rnnfc inspect: the report, its defects, and CSV files that are nasty.

load common

@test "the report: rows, time, step, season, target, columns, next step" {
	quarters d.csv 1000
	works inspect d.csv
	says "1,000 rows, 2 columns" "ds, step 15min" \
		"2024-03-01 00:00 to 2024-03-11 09:45" "96 steps" \
		"target      y" min mean max "next: rnnfc train d.csv"
	[ -z "$stderr" ]
	holds d.csv
}

@test "the next command that it names works" {
	quarters d.csv 1000
	command=$(rnnfc inspect d.csv | sed -n 's/^next: rnnfc //p')
	# shellcheck disable=SC2086 # a command line
	works $command "${small[@]}"
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
	says "not decided" --target-col
}

@test "where rows are bad the report is printed, with every defect" {
	printf 'ds,y\n2024-01-01,1\n2024-01-02,x\n2024-01-03,3\n' >d.csv
	printf '2024-01-04,\n2024-01-06,5\n' >>d.csv
	run --separate-stderr rnnfc inspect d.csv
	[ "$status" -eq 3 ]
	says "5 rows, 2 columns" 'd.csv:3: column 2 ("y"): "x"' \
		'd.csv:5: column 2 ("y"): missing value' "d.csv:6: column 1"
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
	says "row numbers, step 1, 0 to 59"
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

@test "the nasty files: each is accepted or refused as it should be" {
	[ -f "$nasty/expected.tsv" ] || skip "the nasty files are not here"
	: >wrong
	cd "$nasty/files"
	while IFS=$'\t' read -r file class _; do
		[ "$file" != file ] || continue # the head
		run --separate-stderr rnnfc inspect "$file"
		case $class in OK) want=0 ;; DATA) want=3 ;; esac
		if [ "$status" -ne "$want" ] ||
			{ [ "$want" -eq 3 ] && { [ "${#stderr_lines[@]}" -ne 1 ] ||
				[[ $stderr != "rnnfc inspect: $file:"* ]]; }; }; then
			echo "$file: $status, not $want: $stderr" >>"$OLDPWD/wrong"
		fi
	done <../expected.tsv
	cd "$OLDPWD"
	cat wrong
	[ ! -s wrong ]
	holds wrong
}

@test "the nasty files: train refuses what inspect refuses, in one line" {
	[ -f "$nasty/expected.tsv" ] || skip "the nasty files are not here"
	: >wrong
	while IFS=$'\t' read -r file class _; do
		[ "$class" = DATA ] || continue
		run --separate-stderr rnnfc train "$nasty/files/$file" \
			"${small[@]}" -o model
		if [ "$status" -ne 3 ] || [ -n "$output" ] || [ -e model ] ||
			[ "${#stderr_lines[@]}" -ne 1 ]; then
			echo "$file: $status: $output $stderr" >>wrong
		fi
	done <"$nasty/expected.tsv"
	cat wrong
	[ ! -s wrong ]
	holds wrong
}
