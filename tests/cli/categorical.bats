#!/usr/bin/env bats
# Series of symbols: read, learnt, judged by their probability, written.

load common

symbols=(--target-type categorical --layers 16 --epochs 20 --lr 0.01
	--dropout 0 --batch-size 32 --threads 2)

# Writes N symbols, the given ones again and again, under a header.
cycle() { # FILE N SYMBOL...
	local file=$1 n=$2

	shift 2
	printf '%s\n' "$@" | awk -v n="$n" '
		{ symbol[NR - 1] = $0 }
		END {
			print "state"
			for (i = 0; i < n; i++)
				print symbol[i % NR]
		}' >"$file"
}

# Prints KEY of the forecast NAME in the verdict of the model file.
score() { # NAME KEY
	rnnfc evaluate --json |
		jq ".verdict.forecasts[] | select(.name == \"$1\") | .$2"
}

# Is a number between two others?
between() { # LOW X HIGH
	awk -v a="$1" -v x="$2" -v b="$3" 'BEGIN { exit !(a <= x && x <= b) }' || {
		echo "$2 is not between $1 and $3"
		return 1
	}
}

@test "a cycle is learnt, and so it is by counting pairs" {
	cycle s.csv 1200 a b c d
	works train s.csv "${symbols[@]}"
	complains "accuracy" "perplexity" "beats every naive forecast"
	between 1 "$(score model perplexity)" 1.01
	between 1 "$(score model accuracy)" 1
	between 3.9999 "$(score uniform perplexity)" 4.0001
	between 3.99 "$(score most-frequent perplexity)" 4.01
	between 1 "$(score markov perplexity)" 1.02
	between 1 "$(score markov accuracy)" 1
	works predict -H 6
	[ "${output//$'\n'/ }" = "ds,yhat 1200,a 1201,b 1202,c 1203,d 1204,a 1205,b" ]
	works predict --holdout
	says "ds,y,yhat" $'\n1081,b,b\n'
	works info
	says "symbols     4: a, b, c, d"
	[ "$(rnnfc info --json | jq -c .symbols)" = '["a","b","c","d"]' ]
}

# After an a comes an a as often as a b: the last symbol does not tell.
@test "what pairs cannot tell is learnt from longer inputs" {
	cycle s.csv 1200 a a b b
	for embedding in 0 3; do
		works train s.csv "${symbols[@]}" --embedding "$embedding"
		between 1 "$(score model perplexity)" 1.05
		between 1.9 "$(score markov perplexity)" 2.1
		[ "$(rnnfc evaluate --json | jq .verdict.beats_naive)" = true ]
	done
	works info
	[ "$(rnnfc predict -H 4 | tail -n +2 | cut -d, -f 2 | tr -d '\n')" = aabb ]
}

@test "what cannot be known is not" {
	LC_ALL=C awk 'BEGIN { print "y"; x = 7
		for (i = 0; i < 4000; i++) {
			x = (x * 16807) % 2147483647
			print x / 2147483647 < 0.7 ? "sun" : "rain"
		}
	}' >s.csv
	works train s.csv "${symbols[@]}" --epochs 3
	# Two symbols of 0.7 and 0.3 are as hard to guess as 1.84 equal ones.
	between 1.75 "$(score most-frequent perplexity)" 1.95
	between 0.99 "$(jq -n "$(score model perplexity) /
		$(score most-frequent perplexity)")" 1.1
	works predict -H 3
	says "4000,sun"
}

@test "several rows ahead, and a lead" {
	cycle s.csv 600 a b c
	works train s.csv "${symbols[@]}" -H 3 --lead 2
	between 1 "$(score model perplexity)" 1.02
	between 1 "$(score markov perplexity)" 1.03
	[ "$(rnnfc predict -H 7 | tail -n +2 | cut -d, -f 2 | tr -d '\n')" = abcabca ]
	works predict --holdout
	says "ds,cutoff,y,yhat"
}

@test "symbols of any text come out as they went in" {
	cycle s.csv 600 '" "' '","' '"a ""word"""' ä '" a"' 10 2024-01-01
	works train s.csv "${symbols[@]}"
	rnnfc predict -H 7 >p.csv
	cut -d, -f 2- p.csv | tail -n +2 >out
	# 600 rows end within the cycle of 7.
	{ sed -n 2,8p s.csv && sed -n 2,8p s.csv; } | tail -n +6 | head -7 >want
	diff want out
	works predict p.csv -H 1 || true
	works train p.csv --target-type categorical "${small[@]}" --target-col yhat \
		--input-size 1 --test-size 1 --val-size 0
}

@test "series with ids, and series side by side, share their symbols" {
	{
		echo id,s
		for i in {0..199}; do
			echo "u,$((i % 2 ? 0 : 1))"
			echo "v,$((i % 2))"
		done
	} >long.csv
	works train long.csv "${symbols[@]}" --id-col id --target-col s
	[ "$(rnnfc predict -H 2 | tr '\n' ' ')" = \
		"unique_id,ds,yhat u,200,1 u,201,0 v,200,0 v,201,1 " ]
	{
		echo t,p,q
		for i in {0..199}; do
			echo "$i,$((i % 2)),$((i % 2 ? 0 : 1))"
		done
	} >wide.csv
	works train wide.csv "${symbols[@]}" --target-col p,q --time-col t
	[ "$(rnnfc predict -H 1 | tr '\n' ' ')" = \
		"unique_id,ds,yhat p,200,0 q,200,1 " ]
	[ "$(rnnfc info --json | jq -c .symbols)" = '["0","1"]' ]
}

# The next symbol is told by a number of the row before.
@test "numbers are inputs beside symbols" {
	LC_ALL=C awk 'BEGIN { print "s,x"; v = 7; was = 0
		for (i = 0; i < 1500; i++) {
			v = (v * 16807) % 2147483647
			print (was > 0.5 ? "up" : "down") "," v / 2147483647
			was = v / 2147483647
		}
	}' >s.csv
	works train s.csv "${symbols[@]}" --past-cols x --target-col s
	between 1 "$(score model perplexity)" 1.3
	between 1.9 "$(score markov perplexity)" 2.1
}

@test "from pipes, packed, without a header, of some rows" {
	cycle s.csv 600 a b c
	works train s.csv "${symbols[@]}" -o want
	for how in "cat s.csv" "gzip -c s.csv" "sed s/\$/\\r/ s.csv"; do
		works train <($how) "${symbols[@]}" -o got
		cmp want got
	done
	tail -n +2 s.csv >n.csv
	works train n.csv "${symbols[@]}" --no-header -o n
	[ "$(rnnfc predict -m n -H 2 | tr '\n' ' ')" = "ds,yhat 600,a 601,b " ]
	[ "$(rnnfc predict -m n -H 2 n.csv | tr '\n' ' ')" = "ds,yhat 600,a 601,b " ]
	works train s.csv "${symbols[@]}" --rows 1:500
	[ "$(rnnfc info --json | jq -c .symbols)" = '["b","c","a"]' ]
}

@test "other data has the model's symbols, and no others" {
	cycle s.csv 600 a b c
	works train s.csv "${symbols[@]}"
	cycle t.csv 50 c a b
	[ "$(rnnfc predict -H 3 t.csv | tr '\n' ' ')" = "ds,yhat 50,b 51,c 52,a " ]
	works evaluate t.csv
	says "perplexity" "markov"
	run --separate-stderr rnnfc evaluate t.csv --predictions
	says "ds,cutoff,y,yhat" ",b,b"
	sed 's/b/x/' t.csv >u.csv
	fails 3 'u.csv:4: column 1 ("state"): symbol "x" is not known to the model' \
		predict u.csv
	complains "train again"
	fails 3 "is not known to the model" evaluate u.csv
	fails 3 "is not known to the model" train u.csv "${symbols[@]}" \
		--init-model model.safetensors
	works train t.csv "${symbols[@]}" --epochs 1 --init-model model.safetensors
	between 1 "$(score model accuracy)" 1
	works evaluate t.csv --naive --target-type categorical
	says "most-frequent"
}

@test "a stream is forecast as its rows come" {
	cycle s.csv 600 a b c
	works train s.csv "${symbols[@]}"
	cycle t.csv 12 c a b
	rnnfc predict -H 2 --follow - <t.csv >got
	for n in {5..12}; do
		head -$((n + 1)) t.csv | rnnfc predict -H 2 - | tail -n +2
	done >want
	diff want <(tail -n +2 got)
	{ cat t.csv && echo z; } >u.csv
	run --separate-stderr rnnfc predict --follow u.csv
	[ "$status" -eq 3 ]
	complains 'u.csv:14: column 1 ("state"): symbol "z" is not known'
}

@test "paths are drawn of symbols" {
	cycle s.csv 600 a a b b
	works train s.csv "${symbols[@]}"
	works predict --samples 3 -H 4
	says "sample,ds,yhat" $'\n3,603,b'
	# What is hot enough is as good as chance.
	rnnfc predict --samples 100 -H 10 --temperature 100 | grep -c ',a$' >n
	between 400 "$(cat n)" 600
	fails 2 "--level: the model forecasts symbols" predict --level 80
}

@test "missing symbols are refused, repeated or left out" {
	cycle s.csv 300 a b c
	printf '%s\n' '""' NA c >>s.csv
	fails 3 's.csv:302: column 1 ("state"): missing value, the first of 2' \
		train s.csv "${symbols[@]}"
	for missing in ffill drop; do
		works train s.csv "${symbols[@]}" --missing "$missing"
		[ "$(rnnfc info --json | jq -c .symbols)" = '["a","b","c"]' ]
	done
	fails 2 "--missing interpolate" train s.csv "${symbols[@]}" \
		--missing interpolate
	complains "ffill"
}

@test "what means nothing for symbols is refused" {
	cycle s.csv 100 a b c
	fails 3 "no numeric column to forecast" train s.csv
	complains "--target-type categorical"
	fails 3 '"a" is not a number' train s.csv --target-col state
	complains "--target-type categorical"
	fails 2 "--loss mse is for a target of numbers" train s.csv \
		"${symbols[@]}" --loss mse
	fails 2 "--loss cross-entropy is for a target of symbols" train s.csv \
		--loss cross-entropy
	fails 2 "--freq makes means" train s.csv "${symbols[@]}" --freq 1h
	fails 2 "--embedding is of symbols" train s.csv --embedding 4
	works train s.csv "${symbols[@]}" --epochs 1
	fails 2 "symbols have no curve" plot
	fails 2 "symbols have no curve" plot --what data -o p.png
	works plot --what loss
	says "cross-entropy, in nats"
	fails 2 "--target-type: the model decides this" evaluate s.csv \
		--target-type real
	run --separate-stderr rnnfc inspect s.csv
	[ "$status" -eq 3 ]
	complains "--target-type categorical"
}

@test "what inspect says of symbols is how to train on them" {
	cycle s.csv 300 on off
	run -3 --separate-stderr rnnfc inspect s.csv
	[[ $stderr == *"a column of symbols is forecast with --target-type"* ]]
	says "next: rnnfc train s.csv --target-type categorical"
	cycle s.csv 300 on off NA
	sed -i 1s/state/y/ s.csv
	run -3 --separate-stderr rnnfc inspect s.csv
	[[ $stderr == *"forecast symbols with --target-type categorical"* ]]
	says "next: rnnfc train s.csv --target-type categorical --missing ffill"
	works train s.csv --target-type categorical --missing ffill --epochs 1
	printf 'y\n2\nfoo\n4\n%s' "$(seq 20)" >d.csv
	run -3 --separate-stderr rnnfc inspect d.csv
	[[ $output != *next:* ]]
	sed 's/2/bar/' d.csv >e.csv
	run -3 --separate-stderr rnnfc inspect e.csv
	[[ $output != *next:* ]]
}

@test "who does not beat pairs is not sent for longer inputs" {
	cycle s.csv 300 a b c
	works train s.csv "${symbols[@]}" --epochs 1
	complains "does not beat markov" "most likely to help: more --epochs (now 1)"
}

@test "the same training gives the same bytes, with any number of threads" {
	cycle s.csv 1200 a b b c a
	works train s.csv "${symbols[@]}" --embedding 3 -o want
	works train s.csv "${symbols[@]}" --embedding 3 --threads 1 -o got
	cmp want got
	eval "$(rnnfc info --spec want | sed "s|^rnnfc train DATA.csv|\"$RNNFC\" train s.csv -q -o got|")"
	cmp want got
}
