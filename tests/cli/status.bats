#!/usr/bin/env bats
# Exit statuses and messages; what a failure leaves behind.

load common

# Every case starts with data and a model that must stay as it is.
prepare() {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	cp model.safetensors "$BATS_TEST_TMPDIR/model"
}

untouched() { # FURTHER-FILE...
	holds d.csv "$@" model.safetensors
	cmp model.safetensors "$BATS_TEST_TMPDIR/model"
}

@test "2: no such command or option, a missing or a surplus argument" {
	prepare
	for word in frob trai -x --frob ''; do
		run --separate-stderr rnnfc "$word"
		failed 2 "$word" rnnfc
	done
	run --separate-stderr rnnfc help frob
	failed 2 'no command "frob"' rnnfc
	for command in train predict plot evaluate inspect info list; do
		fails 2 "unknown option --frob" "$command" --frob
		fails 2 "unknown option -Z" "$command" -Z
	done
	fails 2 "needs an argument" train d.csv --input-size
	fails 2 "needs an argument" predict -m
	fails 2 "one CSV file" train
	fails 2 "one CSV file" train d.csv d.csv
	fails 2 "one CSV file" predict d.csv d.csv
	fails 2 "one CSV file" inspect
	fails 2 "one model file" info a b
	untouched
}

@test "2: a bad number names the range" {
	prepare
	while read -r option value range; do
		fails 2 "$range" train d.csv "--$option" "$value"
		complains "--$option: \"$value\""
	done <<-'END'
		epochs 0 from 1 to 100000
		epochs -1 from 1 to 100000
		epochs 1.5 from 1 to 100000
		epochs 1e99 from 1 to 100000
		epochs ten from 1 to 100000
		epochs 0x10 from 1 to 100000
		epochs 99999999999999999999 from 1 to 100000
		batch-size 0 from 1 to 65536
		dropout 1 from 0 to 0.99
		dropout nan from 0 to 0.99
		dropout 0,5 from 0 to 0.99
		learning-rate -1 from 0 to 1e+30
		learning-rate inf from 0 to 1e+30
		horizon 0 from 1 to 10000
		input-size 0 from 1 to 100000
		lead 0 from 1 to 100000
		threads 0 from 1 to 1024
		threads 2000 from 1 to 1024
		time-limit -1 from 0 to 1000000000
		momentum 1 from 0 to 0.9999
		layers 0 from 1 to 4096
		layers 4,,4 from 1 to 4096
		layers 5000 from 1 to 4096
	END
	fails 2 "from 1 to" predict -H 0
	fails 2 "from 1 to" plot -H x
	fails 2 "--seed" train d.csv --seed -1
	fails 2 "--seed" train d.csv --seed x
	untouched
}

@test "2: a name that is not in the table lists the table" {
	prepare
	for option in cell loss optimizer schedule init scaler; do
		fails 2 "\"frob\" is not one of " train d.csv "--$option" frob
	done
	fails 2 "elman, lstm, cifg" train d.csv --cell LSTM
	fails 2 "classic" train d.csv --preset frob
	fails 2 "auto, always, never" train d.csv --color often
	fails 2 "best or last" train d.csv --keep first
	fails 2 "--season" train d.csv --season sometimes
	fails 2 "--season" train d.csv --season 0
	fails 2 "--rows" train d.csv --rows 9:3
	fails 2 "--rows" train d.csv --rows 3
	fails 2 "--test-size" train d.csv --test-size 1.5
	fails 2 "--test-size" train d.csv --test-size -1
	untouched
}

@test "2: contradictions" {
	prepare
	run --separate-stderr rnnfc train d.csv --json -o -
	[ "$status" -eq 2 ]
	fails 2 "--holdout" predict --holdout -H 3
	fails 2 "--holdout" predict --holdout d.csv
	run --separate-stderr rnnfc evaluate d.csv --json --predictions
	[ "$status" -eq 2 ]
	fails 2 "windows" train d.csv --train-size 100 --val-size 100
	fails 2 "windows" train d.csv --train-size 0.9 --test-size 0.9
	untouched
}

@test "2: an output that is an input is refused" {
	prepare
	cp d.csv before
	ln -s d.csv link
	fails 2 "d.csv" train d.csv -o d.csv
	fails 2 "link" train link -o d.csv
	fails 2 "overwrite" train d.csv -o ./link
	cmp d.csv before
	fails 2 "d.csv" train d.csv --log d.csv
	fails 2 "m" train d.csv -o m --log m
	cmp d.csv before
}

@test "2: a forecast or a picture does not overwrite what it is made of" {
	prepare
	cp d.csv before
	cp model.safetensors m.txt
	cp d.csv d.txt
	fails 2 "d.csv" predict d.csv -o d.csv
	cmp d.csv before
	fails 2 "model.safetensors" predict -o model.safetensors
	cmp model.safetensors "$BATS_TEST_TMPDIR/model"
	fails 2 "m.txt" plot -m m.txt -o m.txt
	cmp m.txt "$BATS_TEST_TMPDIR/model"
	fails 2 "d.txt" plot d.txt -o d.txt
	cmp d.txt before
}

@test "2: a mistake is found before the data are read" {
	for more in "--epochs 0" "--cell frob" "--layers 0" "--frob" \
		"--season x" "--json -o -"; do
		# shellcheck disable=SC2086 # two words
		run --separate-stderr rnnfc train missing.csv $more
		[ "$status" -eq 2 ] || report
	done
}

@test "3: CSV files that cannot be used name the place and the remedy" {
	prepare
	bad() { # WORDS, and the file on standard input
		cat >bad.csv
		fails 3 "$1" train bad.csv "${small[@]}"
		[[ $stderr == "rnnfc train: bad.csv:"* ]]
		fails 3 "$1" train - <bad.csv
		run --separate-stderr rnnfc inspect bad.csv
		[ "$status" -eq 3 ] || report
		[[ $stderr == *"$1"* ]] || report
	}
	printf '' | bad "empty"
	printf '\n' | bad "no header"
	printf 'ds,y\n' | bad "no data rows"
	printf 'ds,y\n1,2\n' | bad "1 data row"
	printf 'ds,y\n1,2\n2,3\n' | bad "2 data rows"
	printf 'ds,y\n1,2\n2\n3,4\n' | bad "1 field, expected 2"
	printf 'ds,y\n1,2\n2,3,4\n3,4\n' | bad "3 fields, expected 2"
	printf 'ds,y\n1,2\n\n2,3\n3,4\n' | bad "blank line"
	printf 'ds,y\n1,"2\n2,3\n' | bad "quote is never closed"
	printf 'ds,y\n1,2"3\n2,3\n3,3\n' | bad "quote inside"
	printf 'ds,y,y\n1,2,3\n2,3,3\n3,3,3\n' | bad "same name"
	printf 'ds,y\n1,2\n2,\n3,3\n' | bad "missing value"
	printf 'ds,y\n1,2\n2,NA\n3,3\n' | bad "missing value"
	printf 'ds,y\n1,2\n2,1,5\n3,3\n' | bad "expected 2"
	printf 'ds,y\n1,2\n2,0x10\n3,3\n' | bad "not a number"
	printf 'ds,y\n1,2\n2,inf\n3,3\n' | bad "not a number"
	printf 'ds,y\n1,2\n2,1e999\n3,3\n' | bad "out of range"
	printf 'ds,y\n1,2\n1,3\n2,3\n' | bad "same time"
	printf 'ds,y\n1,2\n2,3\n4,3\n5,3\n' | bad "missing"
	printf 'ds,y\n1,2\n3,3\n2,3\n' | bad "earlier than line 3"
	printf 'ds,y\n2024-02-30,2\n2024-03-01,3\n2024-03-02,3\n' |
		bad "no such day"
	printf 'ds,y\n2024-13-01,2\n2024-03-01,3\n2024-03-02,3\n' |
		bad "no such month"
	printf 'ds,y\n1,\377\n2,3\n3,4\n' | bad "UTF-8"
	printf 'ds,y\n1,2\n2,\0003\n3,4\n' | bad "NUL"
	printf '1,2\n2,3\n3,4\n' | bad "--no-header"
	holds bad.csv d.csv model.safetensors
	cmp model.safetensors "$BATS_TEST_TMPDIR/model"
}

@test "3: a file under a long path is named whole" {
	local place=$(printf '%0120d' 0)

	mkdir "$place"
	printf 'ds,y\n1,2\n1,3\n2,4\n3,5\n' >"$place/x.csv"
	fails 3 "$place/x.csv:3: column 1" train "$place/x.csv"
	run --separate-stderr rnnfc inspect "$place/x.csv"
	[ "$status" -eq 3 ]
	says "$place/x.csv"
	complains "$place/x.csv:3: column 1"
}

@test "3: too few rows for one window in each part says how many" {
	prepare
	head -n 10 d.csv >few.csv
	fails 3 "9 rows" train few.csv --input-size 20
	complains "need" "smaller --input-size"
	fails 3 "y" train d.csv -H 100
	untouched few.csv
}

@test "4: model files that cannot be used" {
	prepare
	size=$(stat -c %s model.safetensors)
	for n in 0 1 7 8 9 100 1000 $((size / 2)) $((size - 1)); do
		head -c "$n" model.safetensors >bad
		fails 4 bad info bad
		fails 4 bad predict -m bad
	done
	for at in 0 3 9 40 500 $((size / 2)) $((size - 1)); do
		cp model.safetensors bad
		byte=$(od -An -t u1 -j "$at" -N 1 bad | tr -d ' ')
		# shellcheck disable=SC2059 # an octal escape
		printf "\\$(printf %o $((byte ^ 1)))" |
			dd of=bad bs=1 seek="$at" conv=notrunc status=none
		fails 4 bad predict -m bad
	done
	cp model.safetensors bad
	echo more >>bad
	fails 4 bad info bad
	fails 4 "not a model file" info d.csv
	fails 4 "d.csv" plot -m d.csv
	fails 4 "d.csv" evaluate d.csv -m d.csv
	fails 4 "d.csv" train d.csv --init-model d.csv
	head -c 1000 /dev/zero >bad
	fails 4 bad info bad
	holds bad d.csv model.safetensors
}

@test "5: files and folders that are not there or cannot be written" {
	prepare
	fails 5 "missing.csv" train missing.csv
	fails 5 "missing.csv" predict missing.csv
	fails 5 "missing.csv" plot missing.csv
	fails 5 "missing.csv" evaluate missing.csv
	fails 5 "missing.csv" inspect missing.csv
	fails 5 "missing" info missing
	fails 5 "missing" train d.csv --init-model missing
	fails 5 '"."' train .
	fails 5 '"."' predict .
	fails 5 "no/m" train d.csv -o no/m
	fails 5 "d.csv/m" train d.csv -o d.csv/m
	fails 5 "/proc/m" train d.csv -o /proc/m
	fails 5 "no/f" predict -o no/f
	fails 5 "no/f.png" plot -o no/f.png
	fails 5 "no/l" train d.csv --log no/l "${small[@]}"
	untouched
}

@test "5: the place of the model is tried before the training" {
	quarters d.csv 2000
	run --separate-stderr timeout 20 "$RNNFC" train d.csv --epochs 100000 \
		-o no/m
	failed 5 "no/m" "rnnfc train"
}

@test "5: a full disk under standard output" {
	[ -c /dev/full ] || skip "no /dev/full"
	prepare
	while read -r arguments; do
		echo "$arguments"
		# shellcheck disable=SC2086 # a command line
		run -5 bash -c '"$RNNFC" "$@" >/dev/full' sh $arguments
		[[ $output == *"No space left"* ]]
	done <<-END
		predict
		predict --holdout
		predict d.csv
		info
		info --json
		info --spec
		help
		--help
		--version
		help train
		train --help
		list cells
		list cells --json
		plot
		plot --what loss
		inspect d.csv
		inspect d.csv --json
		evaluate
		evaluate --json
		evaluate d.csv
		evaluate d.csv --predictions
		evaluate d.csv --naive
		train d.csv --layers 2 --epochs 1 -q --json -o m
		train d.csv --layers 2 --epochs 1 -q -o -
	END
	cmp model.safetensors "$BATS_TEST_TMPDIR/model"
}

@test "5: a limit on file size keeps the old model, and no temporary" {
	prepare
	run bash -c 'ulimit -f 1; "$RNNFC" train d.csv -q --layers 40 --epochs 1'
	[ "$status" -eq 5 ] || report
	untouched
}

@test "6: too little address space is said, not hung on" {
	if grep -aq __asan_init "$RNNFC"; then
		skip "the address sanitizer itself needs more"
	fi
	prepare
	for kib in 500000 300000 100000; do
		echo "$kib KiB"
		run -6 timeout 5 bash -c \
			"ulimit -v $kib; exec \"\$RNNFC\" predict"
		[[ $output == *"ulimit -v"* ]]
	done
	run -6 timeout 5 bash -c \
		'ulimit -v 600000; exec "$RNNFC" train d.csv --threads 3'
	[[ $output == *"less than 768 MiB of address space left for the products of 3 threads; raise ulimit -v, or"* ]]
	untouched
}

@test "8: training that diverges at once keeps the old model" {
	prepare
	fails 8 "--learning-rate" train d.csv --layers 4 --epochs 3 \
		--optimizer sgd --lr 1e30 --batch-size 4
	untouched
	rm model.safetensors
	fails 8 "epoch 1" train d.csv --layers 4 --epochs 3 \
		--optimizer sgd --lr 1e30 --batch-size 4
	holds d.csv
}

@test "8: training that diverges later writes the last good model" {
	quarters d.csv
	run --separate-stderr rnnfc train d.csv --layers 4 --epochs 100 \
		--optimizer sgd --lr 1000 --batch-size 512 --dropout 0 -o m
	[ "$status" -eq 8 ]
	[ -z "$output" ]
	complains "Wrote m with the weights of epoch 1" "rnnfc train: the loss"
	rnnfc predict -m m -H 3 | all_finite 3
}

@test "--json: an error is one JSON document on standard error" {
	prepare
	wrong() { # STATUS ARGUMENT...
		local want=$1

		shift
		run --separate-stderr rnnfc "$@" --json
		[ "$status" -eq "$want" ] || report
		[ -z "$output" ] || report
		[ "$(jq -c '[keys_unsorted, (.error | keys_unsorted),
			.error.status, (.error.message | length > 3)]' \
			<<<"$stderr")" = \
			'[["error"],["status","message","hint"],'"$want"',true]' ] ||
			report
	}
	wrong 2 train d.csv --frob
	wrong 2 train d.csv --epochs 0
	wrong 2 train d.csv -o -
	wrong 2 train
	printf 'ds,"a""\\b"\n1,x\n2,y\n3,z\n' >bad.csv
	wrong 3 train bad.csv
	wrong 4 train d.csv --init-model d.csv
	wrong 5 train missing.csv
	wrong 8 train d.csv --layers 4 --epochs 2 -q --optimizer sgd --lr 1e30 \
		--batch-size 4
	wrong 4 info d.csv
	wrong 5 info missing
	wrong 5 inspect missing.csv
	wrong 2 list frob
	wrong 4 evaluate -m d.csv
}
