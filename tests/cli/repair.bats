# Rows that are not regular: left out, filled, gathered; and what is said of it.

load common.bash

# Hours of some days, all of them, and less a few: line 30 and lines 41 to 43
# are gone, and the values of lines 60 and 61 are missing.
hours() {
	series full.csv 120 "2024-03-01 00:00" 3600 "%F %H:%M"
	sed -e '60,61s/,.*/,/' -e '30d;41,43d' full.csv >holes.csv
}

quick=("${small[@]}" -q --season 24)

# The times of a file's rows, in order.
times_of() { # FILE
	tail -n +2 "$1" | cut -d, -f 1
}

# Every row "ds,y" of the first file is one of the second.
rows_of() { # FILE FILE
	awk -F, '
		FNR == 1 { next }
		NR == FNR { y[$1] = $2 + 0; next }
		!($1 in y) || y[$1] != $2 + 0 { bad = 1 }
		END { exit bad }' "$2" "$1"
}

# The model forecasts from its context as from the file, whole and piped.
same_again() { # FILE ARGUMENT...
	local file=$1

	shift
	works predict "$@"
	cmp <(printf '%s\n' "$output") <(rnnfc predict "$file" -q "$@")
	cmp <(printf '%s\n' "$output") <(rnnfc predict - -q "$@" <"$file")
}

@test "rows are left out, and every time stays right" {
	hours
	rnnfc train full.csv "${quick[@]}" -o full.safetensors
	works train holes.csv --missing drop "${small[@]}" --season 24
	complains "holes.csv: 2 rows with missing values left out" \
		"holes.csv: 4 steps without a row passed over"
	rnnfc predict -H 30 | cut -d, -f 1 >here
	rnnfc predict -m full.safetensors -H 30 | cut -d, -f 1 | cmp - here
	same_again holes.csv -H 30
	# Held-out rows, before and after the hole, are rows of the whole file.
	rnnfc train holes.csv --missing drop --test-size 80 --val-size 5 "${quick[@]}"
	rnnfc predict --holdout >held.csv
	[ "$(wc -l <held.csv)" -eq 81 ]
	rows_of held.csv full.csv
	rows_of held.csv holes.csv
	times_of held.csv | cmp - <(grep -v ',$' holes.csv | tail -n 80 |
		cut -d, -f 1)
	rnnfc evaluate holes.csv --test-size 80 --val-size 5 --predictions -q |
		cut -d, -f 1,3 >e.csv
	cmp e.csv <(cut -d, -f 1,2 held.csv)
	works evaluate holes.csv
	complains "2 rows with missing values left out"
	works plot
	works plot holes.csv --missing drop
}

@test "rows and values are filled, by lines or by the value before" {
	hours
	for how in interpolate ffill; do
		works train holes.csv --missing $how "${small[@]}" --season 24
		complains "holes.csv: 6 missing values filled" \
			"holes.csv: 4 rows added for missing steps"
		same_again holes.csv -H 30
		rnnfc predict -H 30 | times_of - | cmp - \
			<(times 30 "2024-03-06 00:00" 3600 "%F %H:%M")
	done
	rnnfc train holes.csv --missing ffill --test-size 95 --val-size 5 \
		"${quick[@]}"
	rnnfc predict --holdout >held.csv
	times_of held.csv | cmp - <(times_of full.csv | tail -n 95)
	# The hole after line 40 has its value.
	grep -F "$(sed -n 41p full.csv | cut -d, -f 1),$(sed -n 40p full.csv |
		cut -d, -f 2)," held.csv
	rnnfc train holes.csv --missing ffill "${quick[@]}" -o 2.safetensors \
		--log log.csv 2>said
	[ ! -s said ]
}

@test "a series ends where its values end" {
	hours
	sed -e '2,4s/,.*/,NA/' -e '114,$s/,.*/,NA/' holes.csv >ends.csv
	for how in interpolate ffill drop; do
		rnnfc train ends.csv --missing $how "${quick[@]}"
		rnnfc predict -H 3 | times_of - | cmp - \
			<(times 3 "2024-03-05 20:00" 3600 "%F %H:%M")
		same_again ends.csv -H 3
	done
}

@test "words and numbers that stand for a missing value" {
	hours
	sed -e '60s/,.*/,-999/' -e '61s/,.*/,off/' full.csv >words.csv
	fails 3 'words.csv:61: column 2 ("y"): "off" is not a number' train \
		words.csv
	complains --na
	fails 3 'words.csv:60: column 2 ("y"): missing value, the first of 2' \
		train words.csv --na=-999,off
	works train words.csv --na=-999,off --missing ffill "${small[@]}" \
		--season 24
	complains "words.csv: 2 missing values filled"
	same_again words.csv -H 4
	works evaluate words.csv
	works evaluate words.csv --naive --na=-999,off --missing drop
	works plot words.csv --na=-999,off --missing drop
}

@test "rows are gathered into steps" {
	series minutes.csv 4000 "2024-03-01 00:07" 97 "%F %H:%M:%S"
	works train minutes.csv --freq 1h "${small[@]}" --season 24
	complains "minutes.csv: 3,892 rows merged into others"
	same_again minutes.csv -H 3
	rnnfc predict -H 2 | times_of - | cmp - \
		<(printf '%s\n' "2024-03-05 12:00:00" "2024-03-05 13:00:00")
	# Held-out rows are the means of their hours.
	rnnfc predict --holdout | cut -d, -f 1,2 >held.csv
	tail -n +2 minutes.csv | awk -F, -v OFS=, '
		BEGIN { print "ds,y" }
		{ ds = substr($1, 1, 13) ":00:00"; sum[ds] += $2; n[ds]++ }
		END { for (ds in n) print ds, sprintf("%.9f", sum[ds] / n[ds]) }
	' >means.csv
	awk -F, -v OFS=, 'NR > 1 { $2 = sprintf("%.9f", $2) } 1' held.csv >h.csv
	rows_of h.csv means.csv
	works evaluate minutes.csv --freq 2h --naive
	works plot minutes.csv --freq 1h
	works train minutes.csv --freq 1h "${quick[@]}"
	[ -z "$stderr" ] || report
}

@test "weeks of new rows are those of the model" {
	series days.csv 700 2022-01-03 86400 %F
	rnnfc train days.csv --freq w "${small[@]}" -q --season none
	# The first day of what follows is no Monday.
	works predict -H 3
	cmp <(printf '%s\n' "$output" | cut -d, -f 1) \
		<({ head -n 1 days.csv; tail -n 100 days.csv; } |
			rnnfc predict -H 3 - -q | cut -d, -f 1)
}

@test "what cannot be repaired names both lines" {
	hours
	cp holes.csv bad.csv
	sed -n 20p bad.csv >>bad.csv
	for how in interpolate ffill drop; do
		fails 3 'bad.csv:118: column 1 ("ds"): earlier than line 117' train \
			bad.csv --missing $how
	done
	sed 50p holes.csv >bad.csv
	fails 3 'bad.csv:51: column 1 ("ds"): same time as line 50' train bad.csv \
		--missing drop
	works train bad.csv --freq 1h --missing drop "${small[@]}" --season 24
	complains "1 row merged into another"
	fails 3 'holes.csv:56: column 2 ("y"): missing value, the first of 2' \
		train holes.csv --freq 1h
	sed '56,57d' holes.csv >bad.csv
	fails 3 'bad.csv:30: column 1 ("ds"): 1 step of 1h missing after line 29' \
		train bad.csv --freq 1h
	complains "--missing" "--freq"
	fails 3 'steps of 1h missing after line 39' train bad.csv --freq 1h \
		--rows 31:
	echo 9999-12-31 23:00,1 >>bad.csv
	fails 3 'too many to fill, missing after line' train bad.csv \
		--missing ffill
	works train bad.csv --missing drop "${small[@]}" --season 24
	fails 2 '--freq: "1x" is no step of time' train holes.csv --freq 1x
	fails 2 '--freq and --calendar need a time column' train holes.csv --freq 1h \
		--time-col none --missing drop
	fails 2 '--time-format, --freq and --calendar need a time column' train full.csv \
		--time-format %m.%d.%Y --time-col none
	fails 3 'cannot have steps of 1s' train full.csv --freq 1s
}

@test "a hint names only what the command has" {
	hours
	rnnfc train full.csv "${quick[@]}"
	for command in "predict -H 1" evaluate; do
		run --separate-stderr rnnfc $command holes.csv
		[ "$status" -eq 3 ] || report
		complains "correct the data"
		[[ $stderr != *--missing* && $stderr != *--rows* ]] || report
	done
	for command in plot "evaluate --naive"; do
		run --separate-stderr rnnfc $command holes.csv
		[ "$status" -eq 3 ] || report
		complains --missing
		works $command holes.csv --missing interpolate
	done
	fails 2 "--missing: the model decides this" evaluate full.csv \
		--missing drop
}

@test "a stream has neither gaps nor missing values, and is not gathered" {
	hours
	for how in drop ffill; do
		rnnfc train holes.csv --missing $how "${quick[@]}"
		run --separate-stderr rnnfc predict --follow holes.csv -H 1
		[ "$status" -eq 3 ] || report
		complains "holes.csv:30: " "2h after line 29, but the model was" \
			"every row must be one step after the row before"
		[ "${#lines[@]}" -eq $((1 + 28 - 4)) ] || report
		run --separate-stderr rnnfc predict --follow \
			<(head -n 1 holes.csv; tail -n 70 holes.csv) -H 1
		[ "$status" -eq 3 ] || report
		complains "missing value" "correct the data"
	done
	rnnfc train full.csv --freq 2h "${small[@]}" -q --season 12
	fails 2 "--follow: the model was trained with --freq" predict --follow \
		full.csv
}

@test "a choice of rows, and files without a header" {
	hours
	rnnfc train holes.csv --missing drop --rows 20:100 "${quick[@]}"
	rnnfc predict -H 1 | times_of - | cmp - <(sed -n 106p full.csv |
		cut -d, -f 1)
	tail -n +2 holes.csv >bare.csv
	works train bare.csv --no-header --time-col 1 --target-col 2 \
		--missing interpolate "${small[@]}" --season 24
	complains "4 rows added for missing steps"
	same_again bare.csv -H 3
	# Rows without times have no gaps, and numbers of their own.
	cut -d, -f 2 holes.csv | sed 's/^$/NA/' >y.csv
	rnnfc train y.csv --missing drop "${quick[@]}"
	[ "$(rnnfc predict -H 1 | times_of -)" = 116 ]
	same_again y.csv -H 3
}
