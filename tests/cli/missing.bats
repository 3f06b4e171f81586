#!/usr/bin/env bats
# Missing values: refused with their number and the first place, or filled and
# reported.

load common

# Prints N days, at most 56, from February 2023 on: y counts them, p is half
# of it.  SCRIPT is a pattern of awk over k, which leaves rows out, or an action,
# which changes their fields.
days() { # N SCRIPT
	LC_ALL=C awk -v n="$1" 'BEGIN { OFS = ","; print "ds", "y", "p"
		for (k = 1; k <= n; k++)
			printf "2023-%02d-%02d,%d,%.1f\n", 2 + int((k - 1) / 28),
				1 + (k - 1) % 28, k, k / 2
	}' | awk -F, -v OFS=, "NR == 1 { print; next } { k = NR - 1 } $2 { print }"
}

# Says what was done, and nothing else but the usual.
reports() { # LINE...
	[ "$(grep -E 'filled|added|left out' <<<"$stderr")" = \
		"$(printf '%s\n' "$@")" ] || report
}

@test "by default a missing value is an error: the first, and how many" {
	days 28 'k == 3 || k == 9 { $2 = "" } k == 12 { $3 = "NA" }' >d.csv
	fails 3 'd.csv:4: column 2 ("y"): missing value, the first of 2; fill them in, or say how with --missing' \
		train d.csv --target-col y
	fails 3 'd.csv:4: column 2 ("y"): missing value, the first of 3; fill' \
		train d.csv --target-col y --past-cols p
	fails 3 'd.csv:4: column 2 ("y"): missing value, the first of 3' \
		train d.csv --target-col all --missing error
	# A column without a use may have holes.
	fails 3 'd.csv:13: column 3 ("p"): missing value; fill it in, or say' \
		train d.csv --target-col p
	days 28 'k == 7 { $2 = "nan" }' | cut -d, -f 1,2 >d.csv
	for word in nan NaN NA null NULL ""; do
		sed "s/nan/$word/" d.csv >e.csv
		fails 3 'e.csv:8: column 2 ("y"): missing value; fill it in, or say how with --missing' \
			train e.csv
	done
	fails 3 '"missing" is not a number' train <(sed 's/nan/missing/' d.csv)
	# A fault before the first of them comes first, and one behind it after.
	fails 3 'column 2 ("y"): missing value' train <(sed '9s/,.*/,x/' d.csv)
	fails 3 ':3: column 2 ("y"): "x" is not' train <(sed '3s/,.*/,x/' d.csv)
	[ ! -e model.safetensors ]
}

@test "interpolate: a straight line across each hole" {
	days 56 '' | cut -d, -f 1,2 >whole.csv
	days 56 '(k > 3 && k < 9) || k == 40 { $2 = "" }' |
		cut -d, -f 1,2 >d.csv
	rnnfc train whole.csv -q "${small[@]}" -o whole
	works train d.csv "${small[@]}" --missing interpolate
	reports "d.csv: 6 missing values filled"
	# What is missing lies on the line, so nothing was lost.
	cmp <(rnnfc predict -q) <(rnnfc predict -q -m whole)
	works predict d.csv
	reports "d.csv: 6 missing values filled"
	[ "$output" = "$(rnnfc predict -m whole)" ]
	works evaluate d.csv
	reports "d.csv: 6 missing values filled"
	[ "$output" = "$(rnnfc evaluate whole.csv -m whole)" ]
	works predict -q d.csv
	[ -z "$stderr" ]
	works train d.csv -q "${small[@]}" --missing interpolate
	[ -z "$stderr" ]
	works info
	says "missing     interpolate"
}

@test "ffill: the value before, again" {
	days 56 'k > 3 && k < 9 { $2 = "" }' | cut -d, -f 1,2 >d.csv
	days 56 'k > 3 && k < 9 { $2 = 3 }' | cut -d, -f 1,2 >same.csv
	rnnfc train same.csv -q "${small[@]}" -o same
	works train d.csv "${small[@]}" --missing ffill
	reports "d.csv: 5 missing values filled"
	cmp <(rnnfc predict) <(rnnfc predict -m same)
	works predict d.csv
	[ "$output" = "$(rnnfc predict -m same)" ]
}

@test "one value: in words" {
	days 56 'k == 9 { $2 = "" }' | cut -d, -f 1,2 >d.csv
	works train d.csv "${small[@]}" --missing ffill
	reports "d.csv: 1 missing value filled"
}

@test "at its ends a series has nothing made up" {
	days 56 'k < 4 || k > 50 { $2 = "" }' | cut -d, -f 1,2 >d.csv
	days 50 'k > 3' | cut -d, -f 1,2 >inner.csv
	rnnfc train inner.csv -q "${small[@]}" -o inner
	works train d.csv "${small[@]}" --missing interpolate
	reports "d.csv: 9 missing values at the ends of series left out"
	works predict -H 2
	# The row after the last value, though the file goes on.
	says "2023-03-23," "2023-03-24,"
	[ "$output" = "$(rnnfc predict -H 2 -m inner)" ]
	works predict --holdout
	[ "$output" = "$(rnnfc predict --holdout -m inner)" ]
}

@test "targets with other ends, and their inputs" {
	days 56 'k < 11 { $2 = "" } k == 20 { $3 = "" }' >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col all --missing ffill
	works predict -H 1
	[ "$(cut -d, -f 1,2 <<<"$output")" = "unique_id,ds
y,2023-03-29
p,2023-03-29" ]
	# An input is as long as its series, whatever lies before it.
	days 56 'k > 10' >inner.csv
	rnnfc train inner.csv -q "${small[@]}" --target-col y --past-cols p \
		-o inner
	days 56 'k < 11 { $2 = "" }' >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --past-cols p \
		--missing ffill
	cmp <(rnnfc predict) <(rnnfc predict -m inner)
	days 56 '{ $3 = "" }' >d.csv
	fails 3 "no row has a value" train d.csv --target-col y --past-cols p \
		--missing ffill
}

@test "drop: rows that lack a value are left out" {
	days 56 'k == 9 || k == 30 { $2 = "" }' | cut -d, -f 1,2 >d.csv
	works train d.csv "${small[@]}" --missing drop
	reports "d.csv: 2 rows with missing values left out"
	works predict -H 1
	says "2023-03-29,"
	rnnfc predict --holdout >h.csv
	all_finite "$(($(wc -l <h.csv) - 1))" <h.csv
}

@test "a step without a row is filled as a missing value is" {
	days 56 'k != 9 && k != 10' | cut -d, -f 1,2 >gap.csv
	days 56 '' | cut -d, -f 1,2 >whole.csv
	fails 3 'gap.csv:10: column 1 ("ds"): 2 steps of 1d missing after line 9' \
		train gap.csv
	rnnfc train whole.csv -q "${small[@]}" -o whole
	works train gap.csv "${small[@]}" --missing interpolate
	reports "gap.csv: 2 missing values filled" \
		"gap.csv: 2 rows added for missing steps"
	cmp <(rnnfc predict) <(rnnfc predict -m whole)
}

@test "a stream cannot wait for the next value" {
	days 56 'k == 9 { $2 = "" }' | cut -d, -f 1,2 >d.csv
	rnnfc train d.csv -q "${small[@]}" --missing interpolate
	run --separate-stderr rnnfc predict --follow -H 1 d.csv
	[ "$status" -eq 3 ]
	complains 'd.csv:10: column 2 ("y"): missing value'
	[ "${#lines[@]}" -eq 5 ] # the header, and rows 5 to 8
}

@test "the columns known ahead are filled, too, as far as they go" {
	days 56 '' >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col y --future-cols p \
		--missing interpolate
	future() { # VALUE...
		echo ds,p
		printf '2023-03-%s,%s\n' 29 "$1" 30 "$2" 31 "$3"
	}
	works predict -H 3 --future <(future 28.5 29 29.5)
	whole=$output
	works predict -H 3 --future <(future 28.5 "" 29.5)
	[ "$output" = "$whole" ]
	fails 3 "no row for 2023-03-31 of" predict -H 3 \
		--future <(future 28.5 29 "")
	fails 3 "no row for 2023-03-29 of" predict -H 3 \
		--future <(future "" 29 29.5)
	rnnfc train d.csv -q "${small[@]}" --target-col y --future-cols p
	fails 3 'column 2 ("p"): missing value' predict -H 3 \
		--future <(future 28.5 "" 29.5)
}

@test "an unknown remedy is refused with those that there are" {
	days 28 '' >d.csv
	fails 2 '--missing: "guess" is not one of error, interpolate, ffill, drop' \
		train d.csv --missing guess
	works list missing
	[ "$(cut -d' ' -f 1 <<<"$output")" = $'error\ninterpolate\nffill\ndrop' ]
	works list calendar
	says "hour " "weekday "
}
