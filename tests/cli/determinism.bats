#!/usr/bin/env bats
# The same data, options and seed give the same bytes, wherever and however.

load common

# Trains as it stands in the environment, into the file OUT.
train_to() { # OUT ARGUMENT...
	local out=$1

	shift
	"$RNNFC" train "$@" -q --layers 6,5 --epochs 3 --batch-size 64 -o "$out"
}

start() {
	quarters d.csv 400
	train_to want d.csv
	"$RNNFC" predict -m want -H 20 >forecast
}

@test "twice" {
	start
	train_to got d.csv
	cmp got want
	"$RNNFC" predict -m got -H 20 | cmp - forecast
}

@test "with any number of threads" {
	start
	for n in 1 2 3 4 7; do
		train_to got d.csv --threads $n
		cmp got want
	done
	for cell in elman gru; do
		train_to one d.csv --cell $cell --threads 1 --variational
		train_to four d.csv --cell $cell --threads 4 --variational
		cmp one four
	done
}

@test "with other threads, a batch of many shards" {
	cp "$root/datasets/electricity-load.csv" d.csv
	for n in 1 3; do
		"$RNNFC" train d.csv -q --rows 0:3000 --layers 12 --epochs 2 \
			--threads $n -o "m$n"
	done
	cmp m1 m3
}

@test "another seed gives another model" {
	start
	train_to got d.csv --seed 2
	run ! cmp -s got want
	train_to again d.csv --seed 2
	cmp got again
}

@test "in another time zone" {
	start
	for zone in America/New_York Asia/Kathmandu :nowhere; do
		TZ=$zone train_to got d.csv
		cmp got want
		TZ=$zone "$RNNFC" predict -m want -H 20 | cmp - forecast
	done
}

@test "in another language, with a decimal comma" {
	start
	if command -v localedef >/dev/null; then
		mkdir locales
		localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 2>/dev/null || true
		export LOCPATH=$PWD/locales
	fi
	LC_ALL=de_DE.UTF-8 train_to got d.csv --learning-rate 0.001
	cmp got want
	LC_ALL=de_DE.UTF-8 "$RNNFC" predict -m want -H 20 | cmp - forecast
	LC_ALL=de_DE.UTF-8 "$RNNFC" inspect d.csv >german
	"$RNNFC" inspect d.csv | cmp - german
	LC_ALL=de_DE.UTF-8 "$RNNFC" plot -m want -o german.gp
	"$RNNFC" plot -m want -o plain.gp
	cmp german.gp plain.gp
}

@test "from another folder, under another name, by another path" {
	start
	mkdir sub
	(cd sub && train_to got ../d.csv)
	cmp sub/got want
	cp d.csv sub/other.csv
	train_to got "$PWD/sub/other.csv"
	cmp got want
}

@test "from standard input, a pipe, and with CRLF" {
	start
	train_to got - <d.csv
	cmp got want
	# shellcheck disable=SC2002 # a pipe cannot be sought in
	cat d.csv | train_to got -
	cmp got want
	sed 's/$/\r/' d.csv >crlf.csv
	train_to got crlf.csv
	cmp got want
	printf '\357\273\277' | cat - d.csv >bom.csv
	train_to got bom.csv
	cmp got want
}

@test "whatever the options that only speak" {
	start
	train_to got d.csv --json >/dev/null
	cmp got want
	train_to got d.csv -v 2>/dev/null
	cmp got want
	train_to got d.csv --log log.csv --time-limit 1000
	cmp got want
	OPENBLAS_NUM_THREADS=3 OMP_NUM_THREADS=3 train_to got d.csv
	cmp got want
}

@test "pictures too" {
	start
	for suffix in svg gp txt; do
		"$RNNFC" plot -m want -o "a.$suffix"
		(mkdir -p sub && cd sub && TZ=Asia/Tokyo "$RNNFC" plot -m ../want \
			-o "../b.$suffix")
		cmp "a.$suffix" "b.$suffix"
	done
}
