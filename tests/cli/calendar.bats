# Times of every kind go on in forecasts, in the input's own format.

load common.bash

# Trains on the times of standard input, and compares the next ones.
goes_on() { # WANT...
	local n

	cat >times
	n=$(wc -l <times)
	{
		echo 'ds;y'
		paste -d ';' times <(values "$n")
	} >d.csv
	rnnfc train d.csv -q --layers 2 --epochs 1 --season none
	rnnfc predict -H $# >out.csv
	diff out.csv - < <(
		paste -d, <(printf '%s\n' ds "$@") <(cut -d, -f 2- <out.csv)
	)
	# The file itself, and its end alone, go on like the model.
	rnnfc predict d.csv -H $# | cmp - out.csv
	{ head -n 1 d.csv; tail -n 8 d.csv; } | rnnfc predict - -H $# |
		cut -d, -f 1 | cmp - <(cut -d, -f 1 out.csv)
	rnnfc predict --follow d.csv -H $# | tail -n $# | cut -d, -f 1 |
		cmp - <(printf '%s\n' "$@")
}

# Prints a list of dates, one for each WORD of date(1).
dates() { # FORMAT WORD...
	local format=$1

	shift
	printf '%s\n' "$@" | date -u -f - "+$format"
}

@test "fractions of a second" {
	seq -f '2024-02-29T23:59:%05.2f' 40 0.25 59.75 |
		goes_on 2024-03-01T00:00:00.00 2024-03-01T00:00:00.25
}

@test "UTC, and offsets over the change to daylight saving" {
	times 60 2024-02-28 3600 %FT%TZ |
		goes_on 2024-03-01T12:00:00Z 2024-03-01T13:00:00Z
	times 60 "2024-03-28 20:00" 3600 %s | sed 's/^/@/' |
		TZ=Europe/Berlin date -f - "+%F %R%:z" |
		goes_on "2024-03-31 10:00+02:00" "2024-03-31 11:00+02:00"
}

@test "days of a local clock with an offset" {
	seq -f '2024-03-0%.0fT00:00-0500' 1 9 >head
	{ cat head; echo 2024-03-10T00:00-0500
	  seq -f '2024-03-%.0fT00:00-0400' 11 28; } |
		goes_on 2024-03-29T00:00-0400 2024-03-30T00:00-0400
}

@test "business days" {
	dates %F $(times 60 2024-01-01 86400 "%F/%u" | grep -v '/[67]' |
		cut -d / -f 1) | goes_on 2024-03-01 2024-03-04
}

@test "weeks and quarters of a year" {
	times 40 2020-04-06 604800 %G-W%V | goes_on 2021-W02 2021-W03
	for year in 2015 2016 2017 2018 2019 2020 2021; do
		printf "$year%s\n" Q1 Q2 Q3 Q4
	done | goes_on 2022Q1 2022Q2
}

@test "the last days of months" {
	for i in $(seq 1 25); do
		date -u -d "2022-01-01 + $i month - 1 day" +%F
	done | goes_on 2024-02-29 2024-03-31
}

@test "an hour that the clock repeats is no row of its own" {
	{ echo ds,y; printf '%s,1\n' 2024-10-27T01:00+02:00 \
		2024-10-27T02:00+02:00 2024-10-27T02:00+01:00 \
		2024-10-27T03:00+01:00 2024-10-27T03:00+01:00; } >d.csv
	fails 3 "d.csv:6: column 1 (\"ds\"): same time as line 5" train d.csv
}

@test "a local clock is not taken for UTC" {
	{ echo ds,y; printf '%s,1\n' "2024-03-31 00:00" "2024-03-31 01:00" \
		"2024-03-31 03:00" "2024-03-31 04:00"; } >d.csv
	for zone in UTC Europe/Berlin; do
		TZ=$zone fails 3 "1 step of 1h missing after line 3" train d.csv
		complains "daylight saving"
	done
}
