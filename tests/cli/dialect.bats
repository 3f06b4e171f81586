#!/usr/bin/env bats
# Dialects and compression: found, told, refused; the same numbers in all.

load common

# Writes a CSV of commas and points with another delimiter, and decimal commas.
german() { # [DELIMITER] <CSV
	tr ',.' "${1:-;},"
}

# The report without what may differ.
report_of() { # ARGUMENT...
	rnnfc inspect --json "$@" | jq 'del(.file, .compression, .bytes)'
}

@test "every command reads every dialect, with the same result" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	rnnfc predict -H 3 d.csv >forecast
	rnnfc evaluate d.csv >verdict
	rnnfc plot d.csv -o d.txt
	n=0
	for delimiter in ';' $'\t' '|' ','; do
		if [ "$delimiter" = , ]; then cat d.csv; else
			german "$delimiter" <d.csv
		fi | sed 's/$/\r/' >x.csv
		for pack in cat gzip zstd; do
			mkdir x
			$pack <x.csv >x/d.csv
			cd x
			rnnfc train d.csv -q "${small[@]}"
			cmp model.safetensors ../model.safetensors
			rnnfc train - -q "${small[@]}" -o m <d.csv
			cmp m ../model.safetensors
			rnnfc predict -H 3 d.csv | cmp - ../forecast
			rnnfc predict -H 3 --follow d.csv | tail -n 3 |
				cmp - <(tail -n 3 ../forecast)
			rnnfc evaluate d.csv | cmp - ../verdict
			rnnfc plot d.csv -o d.txt
			cmp d.txt ../d.txt
			cd ..
			rm -r x
			n=$((n + 1))
		done
	done
	[ $n -eq 12 ]
}

@test "inspect: a file, a pipe and compressed files give one report" {
	quarters d.csv 1000
	german <d.csv >g.csv
	{ printf '\xef\xbb\xbf'; sed 's/$/\r/' g.csv; } >bom.csv
	printf 'ds;y\n2024-01-01;1,5\n2024-01-02;x\n2024-01-03\n' >bad.csv
	for file in d.csv g.csv bom.csv bad.csv; do
		report_of $file >want || [ $file = bad.csv ]
		[ -s want ]
		gzip -c $file >packed.1
		zstd -qc $file >packed.2
		{ head -c 20 $file | gzip; tail -c +21 $file | gzip; } >packed.3
		for packed in $file packed.[123]; do
			report_of "$packed" 2>err | cmp - want
			# shellcheck disable=SC2002 # a pipe is the point
			cat "$packed" | report_of - 2>err | cmp - want
		done
	done
	jq -e '.dialect == { delimiter: ";", decimal: ",", line_end: "CRLF",
		bom: true }' <(report_of bom.csv) >/dev/null
	[ "$(rnnfc inspect --json packed.2 2>err | jq -r .compression)" = zstd ]
	[ "$(rnnfc inspect --json packed.1 2>err | jq .bytes)" = \
		"$(wc -c <packed.1)" ]
	[ "$(jq -c '[.first_defects[].line]' want)" = '[3,4]' ]
	works inspect bom.csv
	says "semicolon between fields, decimal comma, CRLF, byte order mark"
}

@test "-v tells the dialect on standard error" {
	quarters d.csv
	german '|' <d.csv | gzip >g.csv
	rnnfc train d.csv -q "${small[@]}"
	words="g.csv: bar between fields, decimal comma, LF, gzip"
	for arguments in "train g.csv ${small[*]} -o m" "predict g.csv" \
		"predict --follow g.csv" "evaluate g.csv" "plot g.csv"; do
		# shellcheck disable=SC2086 # a command line
		works $arguments -v
		complains "$words"
		# shellcheck disable=SC2086
		works $arguments
		[[ $stderr != *"$words"* ]] || report
	done
}

@test "--delimiter and --decimal decide what is ambiguous" {
	printf 'a;b,c\n1;2,3\n4;5,6\n7;8,9\n' >d.csv
	works inspect d.csv
	says "semicolon between fields, decimal comma"
	printf 'a,b;c\n1,x;5\n2,x;6\n3,y;7\n' >d.csv
	fails 3 "d.csv:1: fields may be separated by a comma or by a semicolon; \
tell which with --delimiter" train d.csv
	run -3 rnnfc inspect d.csv
	works inspect d.csv --delimiter ';'
	works inspect d.csv --decimal ,
	says "semicolon between fields, decimal comma"
	printf 'a;b\n1,5;2.5\n3;4\n5;6\n' >d.csv
	fails 3 "d.csv:2: a number with a decimal comma, but line 2 has one with \
a point; tell the decimal mark with --decimal" train d.csv
	works inspect d.csv --decimal ,
	says "text" "decimal comma"
	printf 'a\tb\n1\t2\n3\t4\n5\t6\n' >d.csv
	for word in tab '\t' $'\t' auto; do
		works inspect d.csv --delimiter "$word"
		says "tab between fields" "3 rows, 2 columns"
	done
	tr '\t' ';' <d.csv >s.csv
	fails 3 "separated by a semicolon, not by a bar; leave out --delimiter" \
		train s.csv --delimiter '|'
	printf 'y\n1,5\n2,5\n3,5\n' >d.csv
	fails 3 "2 fields, expected 1" train d.csv
	works inspect d.csv --decimal ,
	says "nothing between fields" "3.5"
}

@test "thousands separators and decimal commas in a comma file: never" {
	printf 'ds,y\n1,"1,5"\n2,"2,5"\n3,"3,5"\n' >d.csv
	fails 3 "column 2" train d.csv --target-col y
	printf 'ds;y\n1;1.234,5\n2;2\n3;3\n' >d.csv
	fails 3 "" train d.csv --target-col y
	printf 'a;y\n1;1,234\n2;2,5\n3;3\n' >d.csv
	works inspect d.csv
	says "1.234"
	printf 'a;y\n1;5\n2;2,5\n3;3.5\n' >d.csv
	fails 3 "a decimal comma, but line 4 has one with a point" train d.csv
}

@test "options: values, contradictions, and where they mean nothing" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	for command in train predict evaluate inspect plot; do
		fails 2 '"x" is not one of , ; | tab auto' $command d.csv --delimiter x
		fails 2 "is not one of . , auto" $command d.csv --decimal ';'
		fails 2 'are both ","' $command d.csv --delimiter , --decimal ,
	done
	for command in predict evaluate plot; do
		fails 2 "" $command --delimiter ,
		fails 2 "" $command --decimal .
	done
	works predict d.csv --delimiter , --decimal . -H 2
	german <d.csv >g.csv
	fails 3 "separated by a semicolon, not by a comma" predict g.csv \
		--delimiter ,
	works predict g.csv --delimiter ';' --decimal , -H 2
	fails 3 "" predict g.csv --decimal . -H 2
	complains "see --decimal"
}

@test "--follow: the first line alone tells the delimiter" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	head -n 9 d.csv >new.csv
	rnnfc predict --follow new.csv -H 1 >want
	for delimiter in ';' $'\t' '|'; do
		german "$delimiter" <new.csv | rnnfc predict --follow - -H 1 |
			cmp - want
		german "$delimiter" <new.csv | tail -n +2 |
			rnnfc predict --follow - -H 1 | cmp - want
	done
	mkfifo in out
	"$RNNFC" predict --follow - -H 1 <in >out 2>err 3>&- &
	exec 8>in 9<out
	german <new.csv | head -n 6 >&8
	for k in 1 2; do
		read -r -t 20 -u 9 line # while there are less than 64 KiB
	done
	[ "$line" = "$(sed -n 2p want)" ]
	exec 8>&- 9<&-
	printf 'ds;y,z\n2024-03-01 00:00;1,2\n' >new.csv
	run -3 rnnfc predict --follow new.csv
	[[ $output == *"tell which with --delimiter"* ]]
}

@test "compressed files that are cut or damaged: status 3" {
	quarters d.csv 2000
	gzip -c d.csv >a
	zstd -qc d.csv >b
	for file in a b; do
		head -c 1000 $file >short.gz
		fails 3 "short.gz: the compressed file is cut short; copy" train short.gz
		fails 3 "standard input: the compressed file is cut" train - <short.gz
		{ head -c 500 $file; printf xxxxxxxx; tail -c +509 $file; } >bad
		fails 3 "bad: the" train bad
		complains "data are damaged"
		cat $file $file | gzip >twice
		fails 3 "more than once" train twice
	done
	head -c 1000 a >short.gz
	run -3 rnnfc inspect short.gz
	[[ $output == *"rows read, 2 columns"* ]]
}

@test "what unpacks to far too much: status 6, in little memory" {
	if grep -aq __asan_init "$RNNFC"; then
		skip "the address sanitizer itself needs more"
	fi
	{ echo y; yes 1 | head -c 100000000; } | gzip >bomb
	run --separate-stderr bash -c 'ulimit -v 600000; "$RNNFC" inspect bomb'
	[ "$status" -eq 6 ]
	[[ $stderr == *"bomb: unpacks to more than 256 times its size"* ]]
}

@test "what is no text names the command that converts it" {
	quarters d.csv
	iconv -t UTF-16 d.csv >u.csv
	fails 3 "iconv -f UTF-16 -t UTF-8" train u.csv
	gzip <u.csv >u.gz
	fails 3 "iconv -f UTF-16 -t UTF-8" train u.gz
	xz -c d.csv >d.xz
	fails 3 "xzcat FILE |" train d.xz
	bzip2 -c d.csv >d.bz2
	fails 3 "bzcat FILE |" train d.bz2
	printf 'PK\3\4xxxx' >d.xlsx
	fails 3 "soffice --headless --convert-to csv FILE" train d.xlsx
	cp "$RNNFC" binary
	fails 3 "is NUL" train binary
}
