#!/usr/bin/env bats
# Losses that describe a distribution: what is drawn from them, and intervals.

load common

# Prints N values of a walk whose steps are even from -1 to 1.
walk() { # N
	LC_ALL=C awk -v n="$1" 'BEGIN {
		seed = 7
		for (i = 0; i < n; i++) {
			seed = seed * 16807 % 2147483647
			x += 2 * seed / 2147483647 - 1
			printf "%.4f\n", x
		}
	}'
}

# Trains on 600 rows of a walk.
train_walk() { # ARGUMENT...
	{ echo y; walk 600; } >walk.csv
	rnnfc train walk.csv -q --cell elman --layers 8 --dropout 0 --epochs 60 \
		--batch-size 64 --optimizer adam --lr 0.01 --scaler standard \
		--season none "$@"
}

# Of paths on standard input: the mean and the spread of each row.
spread() {
	awk -F, 'NR > 1 { n[$2]++; s[$2] += $3; q[$2] += $3 * $3 }
		END {
			for (t in n)
				print t, s[t] / n[t], sqrt(q[t] / n[t] - (s[t] / n[t]) ^ 2)
		}' | sort -n
}

@test "paths of a walk: about the forecast, and wider the further" {
	for loss in gaussian student; do
		train_walk --loss "$loss"
		rnnfc predict --samples 2000 -H 25 >paths.csv
		[ "$(head -n 1 paths.csv)" = sample,ds,yhat ]
		[ "$(wc -l <paths.csv)" -eq 50001 ]
		paste -d ' ' <(spread <paths.csv) \
			<(rnnfc predict -H 25 | sed 1d | cut -d, -f 2) >rows
		cat rows
		# A step has a spread of 0.58, and 25 steps five times that.
		awk '{ off = $2 - $4; if (off < 0) off = -off }
			NR == 1 { one = $3; bad = off > 0.1 || one < 0.4 || one > 1.4 }
			NR == 9 { nine = $3; bad = bad || nine < 1.5 * one }
			NR == 25 { bad = bad || $3 < 1.1 * nine || $3 > 8 * one }
			END { exit bad || NR != 25 }' rows
	done
}

@test "intervals hold what they say, and lie within each other" {
	train_walk --loss gaussian
	works predict -H 12 --level 50,90
	[ "${lines[0]}" = "ds,yhat,yhat-lo-50,yhat-hi-50,yhat-lo-90,yhat-hi-90" ]
	awk -F, 'NR > 1 && !($5 < $3 && $3 < $2 && $2 < $4 && $4 < $6) { bad = 1 }
		END { exit bad || NR != 13 }' <<<"$output"
	# A normal distribution: 0.674 and 1.645 deviations.
	awk -F, 'NR == 2 { ratio = ($6 - $5) / ($4 - $3) }
		END { exit !(ratio > 2.2 && ratio < 2.7) }' <<<"$output"
	works predict -H 1 --level 80
	[ "${lines[0]}" = ds,yhat,yhat_lower,yhat_upper ]
	# Of the next rows, one by one: four fifths lie inside.
	{ echo y; walk 1000; } >longer.csv
	rnnfc predict --follow --level 80 -H 1 longer.csv >each.csv
	paste -d, each.csv <(sed 1,6d longer.csv | sed '1i y') |
		awk -F, 'NR > 600 && NR < 996 { n++; hit += $3 < $5 && $5 < $4 }
			END { print hit / n; exit !(hit / n > 0.7 && hit / n < 0.9) }'
}

@test "the same bytes for a seed, however many paths and workers" {
	train_walk --loss student --dof 3 --epochs 3 --horizon 2
	rnnfc predict --samples 200 -H 7 --threads 1 >one.csv
	rnnfc predict --samples 200 -H 7 --threads 4 >four.csv
	cmp one.csv four.csv
	rnnfc predict --samples 200 -H 7 --seed 1 | cmp one.csv
	for n in 1 64 65; do
		rnnfc predict --samples "$n" -H 7 >some.csv
		head -n $((7 * n + 1)) one.csv | cmp - some.csv
	done
	rnnfc predict --samples 3 -H 5 | grep ^2, >short
	grep ^2, one.csv | head -n 5 | cmp - short
	! rnnfc predict --samples 200 -H 7 --seed 2 | cmp -s one.csv
	[ "$(cut -d, -f 3 one.csv | sort -u | wc -l)" -eq 1401 ]
}

@test "temperature: 0 is the forecast, more is wider" {
	train_walk --loss gaussian --epochs 3
	rnnfc predict --samples 2 -H 6 --temperature 0 >cold.csv
	{ rnnfc predict -H 6; sed 1d cold.csv; } | awk -F, '
		NR > 1 && NR < 8 { yhat[$1] = $2 }
		NR > 7 { n++; off = $3 - yhat[$2]; sum += off * off }
		END { exit n != 12 || sum > 1e-8 }'
	for t in 0.5 1 2; do
		rnnfc predict --samples 1000 -H 1 --temperature "$t" | spread
	done | awk '{ s[NR] = $3 } END {
		exit !(s[2] / s[1] > 1.99 && s[2] / s[1] < 2.01 &&
			s[3] / s[2] > 1.99 && s[3] / s[2] < 2.01) }'
}

@test "several series: each has an id, and draws of its own" {
	{ echo a,b; paste -d, <(walk 200) <(walk 200); } >two.csv
	rnnfc train two.csv -q --target-col all --layers 4 --epochs 2 \
		--dropout 0 --loss gaussian
	works predict --samples 2 -H 3
	[ "${lines[0]}" = unique_id,sample,ds,yhat ]
	[ "$(cut -d, -f 1-3 <<<"$output" | sed 1d | tr '\n' ' ')" = \
		"a,1,200 a,1,201 a,1,202 a,2,200 a,2,201 a,2,202 b,1,200 b,1,201 "\
"b,1,202 b,2,200 b,2,201 b,2,202 " ]
	# The two are the same walk: only the draws can differ.
	[ "$(rnnfc predict -H 3 | sed 1d | cut -d, -f 2,3 | sort -u | wc -l)" -eq 3 ]
	[ "$(cut -d, -f 4 <<<"$output" | sort -u | wc -l)" -eq 13 ]
}

@test "a loss below 0 is trained on, kept and drawn" {
	quarters d.csv 200
	rnnfc train d.csv -q --loss gaussian --layers 8 --dropout 0 --epochs 80 \
		--batch-size 32 --optimizer adam --lr 0.02 --patience 40
	rnnfc info --json >info.json
	jq -e '[.epochs[].val_loss] | min < -0.1' info.json
	works plot --what loss -o loss.gp
	grep -q "title 'validation'\|title \"validation\"" loss.gp
	# Points, and errors of points, are what they are of any loss.
	jq -e '.spec.loss == "gaussian"' info.json
	rnnfc predict -H 8 | all_finite 8
	works predict --holdout
	[ "${lines[0]}" = ds,y,yhat ]
}

@test "what cannot be drawn, and what does not go together" {
	quarters d.csv
	rnnfc train d.csv -q "${small[@]}"
	fails 2 "gaussian, student or quantiles" predict --samples 3 --interval model
	fails 2 "gaussian, student or quantiles" predict --level 80 --interval model
	fails 2 "not one of conformal" predict --level 80 --interval x
	fails 2 "give --samples or --level" predict --interval conformal
	fails 2 "conformal alone" predict --holdout --level 80 --interval dropout
	rnnfc train d.csv -q "${small[@]}" --dropout 0 -o n.safetensors
	fails 2 "--dropout" predict -m n.safetensors --level 80 --interval dropout
	rnnfc train d.csv -q "${small[@]}" --val-size 0 -o v.safetensors
	fails 2 "--val-size above 1" predict -m v.safetensors --level 80
	fails 2 "--val-size above 1" predict -m v.safetensors --samples 2
	fails 2 "give --samples or --level" predict --seed 3
	fails 2 "give --samples or --level" predict --temperature 0.5
	fails 2 "give one" predict --samples 3 --level 80
	fails 2 "no --samples" predict --holdout --samples 3
	fails 2 "whole number from 1" predict --samples 0
	for level in 0 100 x 80, 1,2,3,4,5,6,7,8,9,10; do
		fails 2 "--level" predict --level "$level"
	done
	fails 2 "twice" predict --level 80,80.0
	fails 2 "--dof belongs to --loss student" train d.csv --dof 3
	fails 2 "symbols" train d.csv --loss cross-entropy
	rnnfc train d.csv -q "${small[@]}" --loss gaussian -o g.safetensors
	fails 6 "too many" predict -m g.safetensors --samples 100000 -H 100000
	rnnfc train d.csv -q "${small[@]}" --loss student -o s.safetensors
	fails 2 "another kind" train d.csv "${small[@]}" \
		--init-model model.safetensors --loss gaussian
}

@test "quantile: what it says of even noise is where its share is below" {
	LC_ALL=C awk 'BEGIN {
		print "y"
		for (seed = 7; n++ < 1500;) {
			seed = seed * 16807 % 2147483647
			print 2 * seed / 2147483647 - 1
		}
	}' >noise.csv
	for quantile in 0.1 0.5 0.9; do
		works train noise.csv -q --cell elman --layers 2 --dropout 0 \
			--epochs 60 --batch-size 32 --optimizer adam --lr 0.01 \
			--season none --loss pinball --quantile "$quantile"
		rnnfc info --spec | grep -q -- "--quantile $quantile\|--loss pinball"
		rnnfc predict --follow -H 1 noise.csv >each.csv
		paste -d, each.csv <(sed 1,6d noise.csv | sed '1i y') |
			awk -F, -v q="$quantile" 'NR > 1 && NR < 1495 {
					n++
					hit += $3 < $2
				}
				END {
					print q, hit / n
					exit !((hit / n - q) ^ 2 < 0.05 ^ 2)
				}'
	done
	fails 2 "pinball" predict --samples 2 --interval model
	fails 2 "belongs to --loss pinball" train noise.csv --quantile 0.1
}
