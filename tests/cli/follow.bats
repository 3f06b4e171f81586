#!/usr/bin/env bats
# rnnfc predict --follow: the numbers of predict, row by row, at once.

load common

# What predict prints for every beginning of a file that has enough rows,
# without the headers between.
beginnings() { # FILE ARGUMENT...
	local file=$1 rows n

	shift
	rows=$(wc -l <"$file")
	rnnfc predict "$@" --follow - </dev/null
	for n in $(seq "$rows"); do
		head -n "$n" "$file" | rnnfc predict "$@" - 2>err | tail -n +2
		[ ! -s err ] || grep -q "data rows\?, at least" err
	done
}

# Whether following FILE gives the same bytes as all of its beginnings.
follows() { # FILE ARGUMENT...
	local file=$1

	shift
	beginnings "$file" "$@" >want
	works predict "$@" --follow "$file"
	[ -z "$stderr" ] || report
	rnnfc predict "$@" --follow - <"$file" | cmp - want
	[ "$(wc -l <want)" -gt "${least:-5}" ]
}

# Trains on FILE and follows its last 12 rows, with its header and without.
trained_follows() { # FILE OPTION...
	local file=$1

	shift
	rnnfc train "$file" -q "${small[@]}" "$@"
	{ head -n 1 "$file"; tail -n 12 "$file"; } >new.csv
	follows new.csv -H 3
	tail -n 12 "$file" >bare.csv
	follows bare.csv -H 1
}

# Starts to follow a named pipe: descriptor 8 writes rows, 9 reads forecasts.
begin() { # ARGUMENT...
	mkfifo in out
	"$RNNFC" predict "$@" --follow in >out 2>err 3>&- &
	pid=$!
	exec 9<out 8<>in # which does not wait for a reader
}

# The next line that was printed, or a failure where none comes.
next() {
	IFS= read -r -t 20 -u 9 line
}

silent() {
	run ! read -r -t 0.3 -u 9 line
}

# Ends the input; the rest of the output must be empty.
finish() { # STATUS
	exec 8>&-
	status=0
	wait $pid || status=$?
	[ "$status" -eq "$1" ]
	run ! read -r -t 1 -u 9 line
	exec 9<&-
}

@test "the numbers of predict: leads and horizons" {
	quarters d.csv
	trained_follows d.csv
	trained_follows d.csv -H 3
	trained_follows d.csv --lead 2
	trained_follows d.csv --lead 3 -H 2 --cell gru
}

@test "the numbers of predict: without a horizon, it is the usual one" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" -H 4
	head -n 9 d.csv >new.csv
	follows new.csv
	[ "$(wc -l <want)" -eq 17 ]
}

@test "the numbers of predict: from the first row on" {
	series d.csv 60 "2024-03-01 00:00" 900 "%FT%H:%M:%S"
	trained_follows d.csv --input-size 1
	[ "$(sed -n 2p want | cut -d, -f 1)" = 2024-03-01T12:15:00 ]
}

@test "the numbers of predict: row numbers, an index, days, months" {
	{ echo y; values 60; } >d.csv
	trained_follows d.csv
	{ echo n,y; paste -d, <(seq 1000 5 1295) <(values 60); } >d.csv
	trained_follows d.csv --time-col n
	{
		echo n,y
		paste -d, <(seq 1700000000000000000 3 1700000000000000177) \
			<(values 60)
	} >d.csv
	trained_follows d.csv --time-col n
	series d.csv 60 2024-01-01 86400 %F
	trained_follows d.csv
	trained_follows "$root/datasets/air-passengers.csv"
	trained_follows "$root/datasets/air-passengers.csv" --input-size 1
	sed 's/^\([0-9-]*\),/\1-15,/' "$root/datasets/air-passengers.csv" >d.csv
	trained_follows d.csv --input-size 1
}

@test "the numbers of predict: steps of 31 days are no months" {
	series d.csv 60 2019-12-02 $((31 * 86400)) %F
	rnnfc train d.csv -q "${small[@]}" --input-size 1
	series new.csv 5 2024-07-01 $((31 * 86400)) %F
	least=4 follows new.csv -H 1
	[ "$(cut -d, -f 1 want | tr '\n' ' ')" = \
		"ds 2024-08-01 2024-09-01 2024-10-02 2024-11-02 2024-12-03 " ]
}

@test "the numbers of predict: several targets, other columns, any order" {
	{
		echo 'ds,"a,b",plain'
		paste -d, <(seq 60) <(values 60) <(values 60 | tac)
	} >d.csv
	trained_follows d.csv --target-col all
	[[ $(sed -n 2p want) == '"a,b",54,'* ]]
	[[ $(sed -n 3p want) == 'plain,54,'* ]]
	awk -F, -v OFS=, 'NR == 1 { print "plain", "text", "\"a,b\"", "ds" }
		NR > 1 { print $3, "\"x\ny\"", $2, $1 }' d.csv >turned.csv
	rnnfc predict --follow turned.csv -H 2 >got
	rnnfc predict --follow d.csv -H 2 | cmp - got
}

@test "line ends: CRLF, blank lines at the end, none at the end" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	head -n 12 d.csv >new.csv
	rnnfc predict --follow new.csv -H 2 >want
	sed 's/$/\r/' new.csv | rnnfc predict --follow - -H 2 | cmp - want
	tr '\n' '\r' <new.csv | rnnfc predict --follow - -H 2 | cmp - want
	head -c -1 new.csv | rnnfc predict --follow - -H 2 | cmp - want
	{ cat new.csv; printf '\n\n'; } | rnnfc predict --follow - -H 2 |
		cmp - want
	{ printf '\xef\xbb\xbf'; cat new.csv; } |
		rnnfc predict --follow - -H 2 | cmp - want
}

@test "too few rows, or none: a header and status 0" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	for n in 0 1 2 5; do
		head -n $n d.csv >new.csv
		works predict --follow new.csv
		[ "$output" = ds,yhat ]
		[ -z "$stderr" ]
	done
	works predict --follow - </dev/null
	[ "$output" = ds,yhat ]
	run -0 timeout 20 bash -c '"$RNNFC" predict --follow - <&-'
	[ "$output" = ds,yhat ]
	head -n 6 d.csv >new.csv
	works predict --follow new.csv -H 1
	[ "${#lines[@]}" -eq 2 ]
}

@test "a forecast is there before the next row is written" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}" --lead 2
	rnnfc predict d.csv -H 2 --follow >want
	begin -H 2
	head -n 6 d.csv >&8
	silent
	n=0
	while read -r row; do
		echo "$row" >&8
		for _ in $(seq $((n > 0 ? 2 : 3))); do # the first with the header
			next
			n=$((n + 1))
			[ "$line" = "$(sed -n ${n}p want)" ]
		done
		silent
	done < <(sed -n 7,9p d.csv)
	finish 0
	[ ! -s err ]
}

@test "a row is a row when its line ends" {
	{ echo y; values 60; } >d.csv
	rnnfc train d.csv -q "${small[@]}" --input-size 1
	begin -H 1
	printf 5 >&8
	silent
	printf '\n' >&8 # the second byte of all
	next
	[ "$line" = ds,yhat ]
	next
	[[ $line == 1,* ]]
	printf '"6\r\n' >&8
	silent
	printf '"' >&8
	silent
	exec 8>&-
	status=0
	wait $pid || status=$?
	[ "$status" -eq 3 ]
	grep -q 'in:2: column 1: "6\\x0a" is not a number' err
	exec 9<&-
}

@test "what cannot be a row ends it with status 3, after all before" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	head -n 10 d.csv >good.csv
	rnnfc predict --follow good.csv -H 2 >want
	while IFS='|' read -r row words; do
		{ cat good.csv; printf '%b\n' "$row"; sed -n '12,20p' d.csv; } >bad.csv
		run --separate-stderr rnnfc predict --follow bad.csv -H 2
		[ "$status" -eq 3 ] || report
		cmp <(echo "$output") want
		[ "${#stderr_lines[@]}" -eq 1 ] || report
		[[ $stderr == "rnnfc predict: bad.csv"*"$words"* ]] ||
			report
		[[ $stderr != *" --"* ]] || report
	done <<-'END'
		2024-03-01 02:15,12x|:11: column 2 ("y"): "12x" is not a number
		2024-03-01 02:15,|:11: column 2 ("y"): missing value
		2024-03-01 02:15,1e999|:11: column 2 ("y"): "1e999" is out of range
		2024-03-01 02:15|:11: 1 field, expected 2 as in line 1
		2024-03-01 02:15,1,2|:11: 3 fields, expected 2 as in line 1
		2024-03-01 02:00,1|:11: column 1 ("ds"): same time as line 10
		2024-03-01 01:45,1|:11: column 1 ("ds"): earlier than line 10
		2024-03-01 02:30,1|30min after line 10, but the model was trained on steps of 15min
		2024-03-01 02:20,1|20min after line 10, but the model was trained on steps of 15min
		2024-03-01T02:15,1|it is not that of line 2; write all times in one format
		2024-03-01 02:60,1|"2024-03-01 02:60": no such minute
		,1|:11: column 1 ("ds"): missing time
		|:11: blank line
		2024-03-01 02:15,"1|:11: column 2: the quote is never closed
		2024-03-01 02:15,\0377|:11: byte 18 is not UTF-8
		2024-03-01 02:15,1\r2024-03-01 02:30,2|a carriage return (CR) alone
	END
}

@test "the first row must be one for the model" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	while IFS='|' read -r text words; do
		printf '%b' "$text" >bad.csv
		run --separate-stderr rnnfc predict --follow bad.csv
		[ "$status" -eq 3 ] || report
		[ -z "$output" ] || report
		[[ $stderr == *"$words"* ]] || report
	done <<-'END'
		ds,y\n17,1\n|no time for a model that was trained on steps of 15min
		ds,y\n2024-03,1\n|no time for a model
		ds,z\n2024-03-01 00:00,1\n|no column "y"
		2024-03-01 00:00,1,2\n|3 fields and no header
		\0377\0376d\0000|UTF-16 text
	END
}

@test "a bad row in the midst of a stream is told at once" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	begin -H 1
	head -n 6 d.csv >&8
	next
	next
	echo "2024-03-01 01:15,?" >&8
	status=0
	wait $pid || status=$?
	[ "$status" -eq 3 ]
	grep -q 'in:7: column 2 ("y"): "?" is not a number' err
	exec 8>&- 9<&-
}

@test "memory does not grow with the rows" {
	{ echo n,y; paste -d, <(seq 200) <(values 200); } >d.csv
	rnnfc train d.csv -q --layers 2 --epochs 1 --time-col n
	mkfifo in
	"$RNNFC" predict -H 1 --follow - <in >out 2>err 3>&- &
	pid=$!
	exec 8<>in
	for n in 1000 101000; do
		seq -f '%.0f,5' $((n > 1000 ? 1001 : 1)) $n >&8
		for _ in $(seq 600); do
			[ "$(wc -l <out)" -lt $((n - 3)) ] || break
			sleep 0.1
		done
		[ "$(wc -l <out)" -eq $((n - 3)) ]
		peak="${peak-} $(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
			/proc/$pid/status)"
	done
	exec 8>&-
	wait $pid
	echo "KiB:$peak"
	read -r before after <<<"$peak"
	[ $((after - before)) -lt 500 ]
}

@test "signals and readers that stop end it as they end others" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	begin -H 1
	head -n 6 d.csv >&8
	next
	next
	kill -TERM $pid
	status=0
	wait $pid 2>/dev/null || status=$?
	[ "$status" -eq 143 ]
	exec 8>&- 9<&-
	[ ! -s err ]
	# A shell's background jobs ignore INT, so another program sends it.
	run -130 timeout --foreground --preserve-status -s INT 1 \
		"$RNNFC" predict --follow <(cat d.csv; sleep 5) -H 1
	[ "${#lines[@]}" -eq 117 ]
	run -0 bash -c '
		"$RNNFC" predict --follow d.csv -H 5000 2>err | head -n 3'
	[ "${#lines[@]}" -eq 3 ]
	[ ! -s err ]
}

@test "an output that cannot be written: status 5" {
	[ -c /dev/full ] || skip "there is no /dev/full"
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	run -5 bash -c '"$RNNFC" predict --follow d.csv >/dev/full'
	[ "$output" = "rnnfc predict: cannot write \"standard output\": No space \
left on device" ]
}

@test "what --follow cannot go with, and what it can" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	fails 2 "or - for the standard input" predict --follow
	fails 2 "no --follow" predict --follow --holdout
	fails 2 "no --follow" predict --follow --holdout d.csv
	fails 2 "use > FILE" predict --follow d.csv -o f.csv
	fails 2 "at most one" predict --follow d.csv d.csv
	fails 5 "cannot open" predict --follow missing.csv
	fails 5 "cannot read" predict --follow d.csv -m missing
	holds d.csv model.safetensors
	rnnfc predict --follow d.csv -H 1 >want
	rnnfc predict --follow d.csv -H 1 -o - | cmp - want
}
