#!/usr/bin/env bats
# rnnfc plot: formats, what is drawn, and names that try to be commands.

load common

trained() { # OPTION...
	quarters d.csv 200
	rnnfc train d.csv -q "${small[@]}" "$@"
}

@test "every suffix makes its format" {
	trained
	for suffix in png svg pdf txt gp; do
		works plot -o "x.$suffix"
		[ -z "$output$stderr" ]
	done
	[ "$(head -c 4 x.png | od -An -t x1 | tr -d ' ')" = 89504e47 ]
	[ "$(tail -c 8 x.png | head -c 4)" = IEND ]
	[ "$(head -c 5 x.pdf)" = %PDF- ]
	[[ $(tail -c 7 x.pdf) == *%%EOF* ]]
	grep -q '<svg' x.svg
	grep -q '</svg>' x.svg
	grep -q '^ *plot ' x.gp
	grep -q 'y: forecast of' x.txt
	holds d.csv model.safetensors x.gp x.pdf x.png x.svg x.txt
}

@test "another suffix is refused, and the known ones are named" {
	trained
	for name in x.jpg x png .png. x.PNGx; do
		fails 2 ".png, .svg, .pdf, .txt and .gp" plot -o "$name"
	done
	holds d.csv model.safetensors
}

@test "without -o, or with -o -, a text chart on standard output" {
	trained
	works plot
	says "y: forecast of 24 rows" measured "prediction of held-out rows" \
		forecast "ds (step 15min)"
	[ -z "$stderr" ]
	[ "$(awk 'length > 80' <<<"$output")" = "" ]
	[ "$(rnnfc plot -o -)" = "$output" ]
}

@test "the gnuplot script is a picture for gnuplot itself" {
	trained
	command -v gnuplot >/dev/null || skip "no gnuplot"
	rnnfc plot -o x.gp
	LC_ALL=C.UTF-8 gnuplot x.gp >x.out 2>err
	[ ! -s err ]
	[ -s x.out ]
}

@test "-H is the number of rows forecast" {
	trained
	works plot -H 7
	says "forecast of 7 rows"
	trained -H 5
	works plot
	says "forecast of 5 rows"
}

@test "--what: the learning curve, the data" {
	trained
	works plot --what loss
	says "learning curve" epoch training validation
	works plot --what data
	says "rows" measured
	[[ $output != *forecast* ]]
	works plot --what loss -o loss.png
	[ -s loss.png ]
	fails 2 "forecast, loss, data" plot --what nothing
}

@test "the learning curve without validation" {
	trained --val-size 0 --test-size 0
	works plot --what loss
	[[ $output != *validation* ]]
	works plot
	[[ $output != *"held-out"* ]]
}

@test "a CSV is drawn as data, one with yhat as a forecast" {
	trained
	works plot d.csv
	says "d.csv: y" measured
	[[ $output != *forecast* ]]
	rnnfc predict -H 9 >f.csv
	works plot f.csv
	says "f.csv: forecast"
	rnnfc predict --holdout >h.csv
	works plot h.csv
	says measured prediction
	works plot - <f.csv
	says "standard input: forecast"
	[[ $output != *interval* ]]
	awk -F, -v OFS=, 'NR == 1 { print $0, "yhat_lower", "yhat_upper"; next }
		{ print $0, $2 - 1, $2 + 1 }' f.csv >i.csv
	works plot i.csv
	says "i.csv: forecast" interval
	rnnfc predict -H 9 | rnnfc plot - -o next.png
	[ "$(head -c 4 next.png | od -An -t x1 | tr -d ' ')" = 89504e47 ]
	fails 2 "drawn as it is" plot f.csv -H 3
	fails 2 "drawn as it is" plot f.csv --what loss
	fails 2 "drawn as it is" plot f.csv -m model.safetensors
}

@test "several targets, a forecast of them" {
	{ echo ds,a,b; paste -d, <(seq 60) <(values 60) <(values 60); } >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-col all
	works plot
	works plot -o x.png
	rnnfc predict -H 5 >f.csv
	run --separate-stderr rnnfc plot f.csv
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || report
}

@test "column names that try to be commands run nothing" {
	for name in '`touch PWNED`' "'; system(\"touch PWNED\"); '" \
		'"; !touch PWNED' '| touch PWNED' '< touch PWNED' \
		'@touch' '$(touch PWNED)' "''x" 'a{b}_c^d' '%s%n' '\' \
		'EOD' ']]>&#x;<script>' '$data << EOD' '-' '../../up'; do
		echo "$name"
		{
			printf 'ds,"%s"\n' "${name//\"/\"\"}"
			paste -d, <(seq 60) <(values 60)
		} >d.csv
		rnnfc train d.csv -q "${small[@]}"
		for suffix in png svg txt; do
			works plot -o "x.$suffix"
		done
		works plot d.csv -o x.svg
		if command -v xmllint >/dev/null; then
			xmllint --noout x.svg
		fi
		holds d.csv model.safetensors x.png x.svg x.txt
	done
}

@test "the nasty names of other people leave no file PWNED" {
	[ -d "$nasty/files" ] || skip "the nasty files are not here"
	for file in "$nasty"/files/e*.csv; do
		rnnfc plot "$file" -o x.png 2>/dev/null || true
		rnnfc plot "$file" >out 2>&1 || true
		holds out x.png || holds out
	done
}

@test "without gnuplot: status 7, and no file" {
	trained
	mkdir bin
	run --separate-stderr env PATH="$PWD/bin" "$RNNFC" plot -o x.png
	failed 7 "gnuplot is not installed" "rnnfc plot"
	run --separate-stderr env PATH="$PWD/bin" "$RNNFC" plot
	failed 7 "apt install gnuplot" "rnnfc plot"
	PATH=$PWD/bin "$RNNFC" plot -o x.gp
	holds bin d.csv model.safetensors x.gp
}

@test "a gnuplot that fails: status 7, and the old file stays" {
	trained
	mkdir bin
	printf '%s\n' '#!/bin/sh' 'echo boom >&2' 'exit 3' >bin/gnuplot
	chmod +x bin/gnuplot
	echo old >x.png
	PATH=$PWD/bin:$PATH fails 7 boom plot -o x.png
	[ "$(cat x.png)" = old ]
	printf '%s\n' '#!/bin/sh' 'echo half a picture' >bin/gnuplot
	PATH=$PWD/bin:$PATH fails 7 gnuplot plot -o x.png
	printf '%s\n' '#!/bin/sh' 'kill -9 $$' >bin/gnuplot
	PATH=$PWD/bin:$PATH fails 7 "signal 9" plot -o x.png
	[ "$(cat x.png)" = old ]
	holds bin d.csv model.safetensors x.png
}

@test "gnuplot is not taken from the folder where one happens to be" {
	trained
	printf '%s\n' '#!/bin/sh' 'touch PWNED' >gnuplot
	chmod +x gnuplot
	PATH=.:$PATH works plot
	PATH=:$PATH works plot
	[ ! -e PWNED ]
}

@test "a model of several series says that the first is drawn" {
	{
		echo ds,a,b
		seq 0 119 | awk '{ printf "%d,%d,%d\n", $1, $1 % 7, $1 % 5 }'
	} >two.csv
	works train two.csv --target-col a,b -q --layers 4 --epochs 1
	works plot
	says "a (the first of 2 series): forecast of 10 rows"
}
