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
	fails 2 "drawn as it is" plot d.csv -m model.safetensors
	fails 2 "not of both" plot h.csv --kind errors -m model.safetensors
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

# Draws as text and in every format, which has to work.
draws() { # ARGUMENT...
	local suffix

	for suffix in png svg pdf gp; do
		works plot "$@" -o "k.$suffix"
		[ -s "k.$suffix" ]
	done
	works plot "$@"
	[ "$(awk 'length > 80' <<<"$output")" = "" ]
}

@test "--kind: what the held-out rows of a model show" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" -H 6
	draws --kind folds
	says "y: forecasts of 6 rows from 5 starts" measured "last row known"
	draws --kind errors
	says "y: errors of 39 forecasts by rows ahead" "error of y" \
		"model, RMSE" "model, MAE" "seasonal-naive-24, RMSE"
	draws --kind residuals
	says "y: autocorrelation of 39 residuals" "lag in rows" "95 %"
	draws --kind histogram
	says "y: 39 residuals, mean" normal
	[ "$(rnnfc plot --kind forecast)" = "$(rnnfc plot)" ]
	fails 2 "--horizon is of --kind forecast" plot --kind errors -H 3
	fails 2 "name a CSV file" plot --kind importance
	rnnfc train d.csv -q "${small[@]}"
	draws --kind folds
	says "y: forecasts of one row" "forecast of each row"
	rnnfc train d.csv -q "${small[@]}" --test-size 0 --val-size 0
	fails 4 "holds no held-out rows; train with a --test-size" \
		plot --kind errors
	rnnfc train d.csv -q "${small[@]}" --test-size 5
	fails 3 "at least 8" plot --kind residuals
}

@test "the errors drawn are those of the predictions" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" -H 6
	rnnfc plot --kind errors -o e.gp
	rnnfc predict --holdout >p.csv
	awk -F, 'NR > 1 { k = (NR - 2) % 6; s[k] += ($3 - $4) ^ 2; n[k]++ }
		END { for (k = 0; k < 6; k++)
			printf "%d %.5g\n", k + 1, sqrt(s[k] / n[k]) }' p.csv >want
	awk '/^EOD/ { exit } NR > 2 { printf "%d %.5g\n", $1, $2 }' e.gp >got
	diff want got
}

@test "rows ahead of a file are counted from its cutoffs" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" -H 4 --lead 3
	rnnfc plot --kind errors -o m.gp
	rnnfc evaluate d.csv --predictions -q >p.csv
	rnnfc plot p.csv --kind errors -o f.gp
	for picture in m f; do
		awk '/^EOD/ { exit } NR > 2 { printf "%s ", $1 }' $picture.gp
	done >got
	[ "$(cat got)" = "3 4 5 6 3 4 5 6 " ]
	# Without a cutoff, nobody knows.
	rnnfc train d.csv -q "${small[@]}" --lead 3
	rnnfc predict --holdout >p.csv
	draws p.csv --kind errors
	says "forecasts by rows from the first"
}

@test "a file of predictions is drawn as its model's held-out rows" {
	quarters d.csv 400
	rnnfc train d.csv -q "${small[@]}" -H 6
	rnnfc evaluate d.csv --predictions -q >p.csv
	draws p.csv
	says "p.csv: forecasts of 6 rows from 5 starts" "last row known"
	[ "$(rnnfc plot p.csv --kind folds)" = "$output" ]
	for kind in folds histogram; do
		rnnfc plot --kind $kind -o m.gp
		rnnfc plot p.csv --kind $kind -o f.gp
		diff <(sed '/^EOD/q' m.gp) <(sed '/^EOD/q' f.gp)
	done
	# How many lags there are follows from the season, which a file lacks.
	rnnfc plot --kind residuals -o m.gp
	rnnfc plot p.csv --kind residuals -o f.gp
	[ "$(grep -A 9 'curve1 <<' m.gp)" = "$(grep -A 9 'curve1 <<' f.gp)" ]
	works plot - --kind errors <p.csv
	says "standard input: errors of 38 forecasts" "repeat-last, RMSE"
	fails 3 'no column "y"' plot <(rnnfc predict) --kind errors
	fails 3 'no column "yhat"' plot d.csv --kind folds
}

@test "predictions of several series" {
	{ echo ds,a,b; paste -d, <(seq 300) <(values 300) <(values 300); } >d.csv
	rnnfc train d.csv -q "${small[@]}" -H 4 --target-col all
	rnnfc evaluate d.csv --predictions -q >p.csv
	draws p.csv
	says "p.csv (the first of 2 series): forecasts of 4 rows"
	works plot p.csv --kind errors
	says "errors of 56 forecasts by rows ahead, of 2 series"
	works plot --kind errors
	says "errors of 58 forecasts by rows ahead, of 2 series"
	rnnfc predict -H 5 | rnnfc plot - >out
	grep -q "(the first of 2 series)" out
}

@test "intervals of several levels, and draws, as bands" {
	quarters d.csv 300
	rnnfc train d.csv -q "${small[@]}" --loss gaussian -H 6
	rnnfc predict --level 80,95,50 >f.csv
	draws f.csv
	says "95 % interval" "80 % interval" "50 % interval" forecast
	# The widest first, so that each is seen.
	rnnfc plot f.csv -o f.gp
	[ "$(grep -o "title '[0-9]*" f.gp | tr -d "a-z '\n")" = 958050 ]
	[ "$(rnnfc predict --level 90 | rnnfc plot - | grep -c interval)" = 1 ]
	rnnfc predict --samples 50 >s.csv
	draws s.csv
	says "95 % of draws" "median of 50 draws"
	rnnfc predict --samples 3 >s.csv
	draws s.csv
	says "3 draws"
	[[ $output != *median* ]]
	{ echo ds,a,b; paste -d, <(seq 300) <(values 300) <(seq 300); } >d.csv
	rnnfc train d.csv -q "${small[@]}" --loss gaussian --target-col all
	rnnfc predict --samples 30 | rnnfc plot - >out
	grep -q "median of 30 draws" out
	# With its model, what was measured before: of series b, where that is
	# the one.
	rnnfc predict -H 9 --level 80,95 | rnnfc plot - -m model.safetensors >out
	grep -q measured out
	grep -q "a: forecast of 9 rows" out
	rnnfc predict -H 9 --samples 30 | grep -v ^a, |
		rnnfc plot - -m model.safetensors -o b.gp
	grep -A 2 'curve0 <<' b.gp | grep -qx '263 263'
	grep -A 48 'curve0 <<' b.gp | grep -qx '300 300'
}

@test "--kind importance: bars, the most important input first" {
	{ echo ds,y,up,noise; paste -d, <(seq 400) <(values 400) \
		<(values 401 | tail -n 400) <(seq 400 | awk '{ print $1 * 37 % 11 }')
	} >d.csv
	rnnfc train d.csv -q --layers 8 --epochs 30 --lr 0.01 --dropout 0 \
		--past-cols up,noise
	draws --kind importance d.csv
	says "y: what each input is worth" " up " " noise " \
		"where the input comes from other times"
	rnnfc evaluate d.csv --importance >i.csv
	[ "$(head -n 1 i.csv)" = input,rmse,increase,percent ]
	[ "$(sed -n 2p i.csv | cut -d, -f 1)" = up ]
	[ "$(wc -l <i.csv)" = 4 ]
	# What is drawn is what is printed.
	rnnfc plot --kind importance d.csv -o i.gp
	diff <(tail -n +2 i.csv | awk -F, '{ printf "%.6g %d\n", $3, NR - 1 }') \
		<(sed -n '/curve0 <</,/^EOD/p' i.gp |
			awk 'NF == 2 && !/EOD/ { printf "%.6g %d\n", $1, $2 }')
	[ "$(rnnfc evaluate d.csv --importance --threads 1)" = "$(cat i.csv)" ]
	fails 2 "no options that choose data" plot d.csv --kind importance \
		--rows 0:9
	fails 2 "--importance is of a model" evaluate d.csv --importance --naive
	for more in "--folds 2" "--step 2" "--folds 2 --refit" "--level 50" \
		"--metrics mae" "-H 2" "--season 7"; do
		# shellcheck disable=SC2086 # some words
		fails 2 "it takes no --" evaluate d.csv --importance $more
	done
	fails 5 "train one" plot d.csv --kind importance -m none
}

@test "of symbols there are no errors to draw" {
	{ echo ds,y; seq 200 | awk '{ print $1 "," ($1 % 3 ? "a" : "b") }'; } >d.csv
	rnnfc train d.csv -q "${small[@]}" --target-type categorical
	for kind in folds errors residuals histogram; do
		fails 4 symbols plot --kind $kind
	done
	fails 2 symbols plot --kind importance d.csv
}

@test "of very many intervals the widest are drawn" {
	awk 'BEGIN {
		printf "ds,yhat"
		for (i = 1; i <= 40; i++) printf ",yhat-lo-%d,yhat-hi-%d", i, i
		for (k = 0; k < 9; k++) {
			printf "\n%d,%d", k, k
			for (i = 1; i <= 40; i++) printf ",%d,%d", k - i, k + i
		}
		print ""
	}' >f.csv
	rnnfc plot f.csv -o f.gp
	grep -q "40 % interval" f.gp
	[ "$(grep -c "% interval" f.gp)" -le 13 ]
}

@test "residuals beyond all numbers are refused" {
	{
		echo ds,y,yhat
		seq 9 | awk '{ print $1 "," $1 "," $1 + $1 % 2 }'
		echo 10,1.7e308,-1.7e308
	} >p.csv
	fails 7 "too large to draw" plot p.csv --kind histogram
}
