#!/bin/bash
# Does each cell learn what it is made for?  The last line is "N passed, N
# failed".
# usage: RNNFC=PROGRAM run.sh LEARN [PATTERN]
#
# After the checks of learn.c, three more with the program itself, of three
# seeds each, by their medians: series of symbols made of phrases, and the
# echo state network on NARMA-10.
set -u
learn=$1 pattern=${2-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

judge() { # NAME VALUE COMPARISON...
	local name=$1 value=$2
	shift 2
	if awk -v x="$value" "BEGIN { exit !($*) }"; then
		passed=$((passed + 1))
		printf 'ok   %-60s %s (%s)\n' "$name" "$value" "$*"
	else
		failed=$((failed + 1))
		printf 'FAIL %-60s %s (%s)\n' "$name" "$value" "$*"
	fi
}

median() {
	sort -g | sed -n 2p
}

# Phrases of 12 out of 8 symbols, one of 20 after the other at random: a
# perplexity of exp(log(20) / 12) = 1.284 is all that can be had.
phrases() { # SEED
	LC_ALL=C awk -v seed="$1" 'BEGIN {
		srand(seed)
		print "s"
		for (p = 0; p < 20; p++)
			for (i = 0; i < 12; i++)
				symbol[p, i] = substr("abcdefgh", int(rand() * 8) + 1, 1)
		for (n = 0; n < 20000; n++) {
			p = int(rand() * 20)
			for (i = 0; i < 12; i++)
				print symbol[p, i]
		}
	}'
}

# S. B. Atiya, A. G. Parlos 2000: y of the tenth order, driven by u.  The
# target of a row is known one step ahead, from u and y up to it.
narma() { # SEED
	LC_ALL=C awk -v seed="$1" 'BEGIN {
		srand(seed)
		print "u,y"
		for (t = 0; t < 4200; t++) {
			u[t] = rand() / 2
			sum = 0
			for (i = 0; i < 10; i++)
				sum += y[t - i]
			y[t + 1] = 0.3 * y[t] + 0.05 * y[t] * sum \
				+ 1.5 * u[t - 9] * u[t] + 0.1
			if (t >= 200)
				printf "%.9g,%.9g\n", u[t], y[t]
		}
	}'
}

perplexity() { # SEED CELL
	phrases "$1" >"$work/phrases.csv"
	"$RNNFC" train "$work/phrases.csv" --target-type categorical \
		--cell "$2" --layers 64 --stateful --bptt 50 --batch-size 64 \
		--epochs 30 --optimizer adam --clip-norm 5 --dropout 0 \
		--seed "$1" --json -q -o "$work/model" |
		jq '.verdict.forecasts[0].perplexity'
}

# The root of the mean squared error over the deviation of what is forecast.
nrmse() { # SEED
	narma "$1" >"$work/narma.csv"
	"$RNNFC" train "$work/narma.csv" --target-col y --past-cols u --cell esn \
		--layers 200 --rho 0.9 --leak 1 --ridge 1e-7 --seed "$1" -q \
		-o "$work/model"
	"$RNNFC" predict -m "$work/model" --holdout |
		awk -F, 'NR > 1 {
			e += ($2 - $3) ^ 2; s += $2; q += $2 ^ 2; n++
		} END { print sqrt(e / (q - s * s / n)) }'
}

if [ -z "$pattern" ]; then
	for cell in elman:1.40 gru:1.35; do
		value=$(for seed in 1 2 3; do perplexity "$seed" "${cell%:*}"; done |
			median)
		judge "perplexity of phrases, ${cell%:*}, 30 epochs" "$value" \
			"x < ${cell#*:} && x > 1.27"
	done
	value=$(for seed in 1 2 3; do nrmse "$seed"; done | median)
	judge "NARMA-10, esn of 200 units: NRMSE" "$value" "x < 0.4"
fi
"$learn" ${pattern:+"$pattern"} >"$work/learn"
sed '$d' "$work/learn"
read -r ok _ not _ < <(tail -n 1 "$work/learn")
echo "$((passed + ok)) passed, $((failed + not)) failed"
[ $((failed + not)) -eq 0 ]
