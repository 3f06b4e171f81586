#!/usr/bin/env bats
# rnnfc train --series-embedding: one network that tells the series apart.

load common

# Two series of one step's memory: the next value of a has the sign of this
# one, that of b the other.  Who sees one value cannot know which.
pair() { # FILE
	LC_ALL=C awk 'BEGIN {
		print "a,b"
		state = 11
		for (i = 0; i < 1200; i++) {
			state = state * 16807 % 2147483647
			a = 0.9 * a + state / 2147483647 - 0.5
			state = state * 16807 % 2147483647
			b = -0.9 * b + state / 2147483647 - 0.5
			printf "%.5f,%.5f\n", a, b
		}
	}' >"$1"
}

learn() { # ARGUMENT...
	works train pair.csv -q --time-col none --season none \
		--cell gru --layers 8 --dropout 0 --optimizer adam --lr 0.01 \
		--batch-size 64 --epochs 15 --input-size 1 "$@"
}

score() {
	rnnfc info --json | jq '.verdict.forecasts[0].rmse'
}

below() { # X SHARE Y
	awk -v x="$1" -v share="$2" -v y="$3" 'BEGIN { exit !(x < share * y) }' || {
		echo "$1 is not below $2 of $3"
		return 1
	}
}

@test "it learns what one network for all cannot" {
	pair pair.csv
	learn --target-col all
	alone=$(score)
	learn --target-col all --series-embedding 2
	below "$(score)" 0.6 "$alone"
	rnnfc info --spec | grep -q -- "--series-embedding 2"
	{ head -n 1000 pair.csv; echo 1,1; } >cut.csv
	rnnfc predict -H 1 cut.csv | awk -F, '$1 == "a" { a = $3 }
		$1 == "b" { b = $3 } END { exit !(a > 0.5 && b < -0.5) }'
	learn --target-col all --series-embedding 2 --stateful --epochs 60
	below "$(score)" 0.6 "$alone"
}

@test "series are known by their names, in files that have others or fewer" {
	pair wide.csv
	awk -F, 'NR > 1 { print "b," $2 }' wide.csv >b
	awk -F, 'NR > 1 { print "a," $1 }' wide.csv >a
	{ echo id,y; cat a b; } >pair.csv
	{ echo id,y; cat b a; } >turned.csv
	{ echo id,y; cat b; } >only.csv
	for more in "" "--stateful" "--arch segment --segment 1"; do
		# shellcheck disable=SC2086 # several words
		learn --series-embedding 3 --epochs 3 --target-col y --id-col id $more
		rnnfc predict -H 4 >want
		rnnfc predict -H 4 pair.csv | cmp - want
		rnnfc predict -H 4 turned.csv | sort >turned
		sort want | cmp - turned
		rnnfc predict -H 4 only.csv | tail -n +2 >only
		grep '^b,' want | cmp - only
		rnnfc evaluate turned.csv --json | jq '.verdict.forecasts[0].rmse' \
			>turned
		rnnfc evaluate pair.csv --json | jq '.verdict.forecasts[0].rmse' |
			paste - turned >both
		awk '{ exit !(($1 - $2) ^ 2 < 1e-12 * $1 ^ 2) }' both
	done
}

@test "a model starts from one of the same series alone" {
	pair pair.csv
	learn --target-col all --series-embedding 2 --epochs 1 -o first.safetensors
	learn --target-col all --series-embedding 2 --epochs 1 \
		--init-model first.safetensors
	awk -F, '{ print $2 "," $1 }' pair.csv >turned.csv
	fails 2 "knows other series" train turned.csv -q --target-col all \
		--time-col none --season none --cell gru --layers 8 --input-size 1 \
		--epochs 1 --series-embedding 2 --init-model first.safetensors
}

@test "the number of threads does not change the model" {
	pair pair.csv
	for n in 1 2 3; do
		learn --target-col all --series-embedding 2 --epochs 2 \
			--threads $n -o $n.safetensors
	done
	cmp 1.safetensors 2.safetensors
	cmp 1.safetensors 3.safetensors
}

@test "who cannot have it says so" {
	pair pair.csv
	fails 2 "leaves no unit" train pair.csv --target-col all --time-col none \
		--arch segment --segment 1 --layers 4 --series-embedding 4
	fails 2 "not trained" train pair.csv --target-col all --time-col none \
		--cell esn --series-embedding 4
	fails 2 "plain layer" train pair.csv --target-col all --time-col none \
		--online --cell elman --layers 4 --series-embedding 4
}
