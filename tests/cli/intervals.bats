#!/usr/bin/env bats
# Intervals around points, and bounds that no forecast passes.

load common

# Prints N values of a walk back to 100 with steps that are even from -1 to 1.
wander() { # N
	LC_ALL=C awk -v n="$1" 'BEGIN {
		print "y"
		for (seed = 7; n-- > 0;) {
			seed = seed * 16807 % 2147483647
			x = 0.95 * x + 2 * seed / 2147483647 - 1
			printf "%.4f\n", 100 + x
		}
	}'
}

# Prints N loads of a day of 24 steps, at rest half of the time.
load_of() { # N
	LC_ALL=C awk -v n="$1" 'BEGIN {
		print "y"
		for (seed = 7; t < n; t++) {
			seed = seed * 16807 % 2147483647
			x = 10 * sin(t * 0.2617993878) + 2 * seed / 2147483647 - 1
			printf "%.3f\n", (x > 0 ? x : 0)
		}
	}'
}

quick=(-q --cell elman --layers 8 --dropout 0 --batch-size 64 --optimizer adam
	--lr 0.01 --scaler standard --season none)

# Do all numbers of the columns from COLUMN on lie in MIN .. MAX?
inside() { # COLUMN MIN MAX
	awk -F, -v c="$1" -v min="$2" -v max="$3" '
		NR > 1 { for (i = c; i <= NF; i++) bad += $i < min || $i > max }
		END { print NR, bad; exit bad || NR < 2 }'
}

@test "a model of points has intervals that hold what they promise" {
	wander 3000 >w.csv
	rnnfc train w.csv "${quick[@]}" --epochs 20 --json >train.json
	jq -e '.verdict.intervals | map(.level) == [80, 95]' train.json
	jq -e '.verdict.intervals | .[0].coverage > 0.74 and .[0].coverage < 0.86
		and .[1].coverage > 0.91 and .[1].mean_width > .[0].mean_width' \
		train.json
	# The file, the verdict again, and other rows agree.
	works evaluate
	[[ $output == *"Conformal intervals: 80% hold "*"; 95% hold "* ]]
	rnnfc evaluate --json | jq -e --slurpfile t train.json \
		'.verdict.intervals == $t[0].verdict.intervals'
	rnnfc evaluate w.csv --json | jq -e --slurpfile t train.json \
		'.verdict.intervals == $t[0].verdict.intervals'
	rnnfc predict --holdout --level 80 >held.csv
	[ "$(head -n 1 held.csv)" = ds,y,yhat,yhat_lower,yhat_upper ]
	awk -F, 'NR > 1 { n++; hit += $4 <= $2 && $2 <= $5 }
		END { print hit / n }' held.csv >share
	jq -e --slurpfile s share '(.verdict.intervals[0].coverage - $s[0]) as $d
		| $d * $d < 1e-8' train.json
}

@test "no intervals around the rows that they are made of" {
	wander 300 >w.csv
	rnnfc train w.csv "${quick[@]}" --epochs 2 --test-size 0
	fails 2 "train with a --test-size above 0" predict --holdout --level 80
	works predict --holdout
	works predict --level 80
}

@test "intervals of a long forecast widen, and lie within each other" {
	wander 3000 >w.csv
	rnnfc train w.csv "${quick[@]}" --epochs 20
	works predict -H 40 --level 50,95
	[ "${lines[0]}" = "ds,yhat,yhat-lo-50,yhat-hi-50,yhat-lo-95,yhat-hi-95" ]
	awk -F, 'NR > 1 && !($5 < $3 && $3 < $4 && $4 < $6) { bad = 1 }
		NR == 2 { one = $6 - $5 }
		NR > 30 { late += ($6 - $5) / 11 }
		END { print one, late; exit bad || late < 2 * one || late > 6 * one }' \
		<<<"$output"
	# A walk that comes back has a spread of 1.85 in the end: 7.2 wide.
	rnnfc predict -H 40 --samples 500 | cut -d, -f 2,3 | awk -F, '
		$1 > 3029 { n++; s += $2 - 100; q += ($2 - 100) ^ 2 }
		END { sd = sqrt(q / n - (s / n) ^ 2); print sd; exit !(sd > 1.3 && sd < 3.3) }'
	rnnfc predict -H 40 --level 80 --threads 1 >one.csv
	rnnfc predict -H 40 --level 80 --threads 3 | cmp one.csv
}

@test "dropout can stay on, and widens what may come" {
	wander 1000 >w.csv
	rnnfc train w.csv "${quick[@]}" --dropout 0.3 --epochs 5
	rnnfc predict -H 3 --samples 300 --interval dropout --temperature 0 >d.csv
	[ "$(grep -c . d.csv)" -eq 901 ]
	[ "$(cut -d, -f 3 d.csv | sort -u | wc -l)" -gt 100 ]
	works predict -H 3 --level 80 --interval dropout
	inside 3 90 110 <<<"$output"
	rnnfc list intervals | cut -d ' ' -f 1 | tr '\n' ' ' >names
	[ "$(cat names)" = "conformal dropout model " ]
}

@test "what drops nothing has no intervals by dropout" {
	wander 300 >w.csv
	for more in "--arch none --base last" "--cell esn" "--layers 8 --dropout 0"
	do
		# shellcheck disable=SC2086 # some words
		rnnfc train w.csv -q --epochs 2 $more
		fails 2 "dropout" predict --interval dropout --level 80
		fails 2 "dropout" predict --interval dropout --samples 2
		works predict --level 80
	done
	rnnfc train w.csv -q --epochs 2 --layers 8 --dropout 0 --input-dropout 0.2
	works predict --interval dropout --level 80
}

@test "nothing passes a bound: points, intervals and paths" {
	load_of 1500 >l.csv
	for bounds in --nonneg "--min 0" "--min 0 --max 11.2"; do
		most=1000
		[[ $bounds != *--max* ]] || most=11.2
		# shellcheck disable=SC2086
		rnnfc train l.csv "${quick[@]}" --input-size 24 --epochs 8 $bounds \
			-H 3 --json >train.json
		jq -e '.verdict.beats_naive' train.json
		rnnfc predict -H 60 --level 80,99 | inside 2 0 $most
		rnnfc predict -H 60 --samples 50 | inside 3 0 $most
		rnnfc predict --holdout --level 95 | inside 3 0 $most
		rnnfc evaluate l.csv --predictions 2>/dev/null | inside 4 0 $most
	done
	rnnfc info --spec | grep -q -- "--min 0 --max 11.2"
	rnnfc train l.csv "${quick[@]}" --input-size 24 --epochs 8 -H 3
	! rnnfc predict --holdout --level 95 | inside 3 0 11.2
}

@test "a network that says how likely values are is asked for its quantiles" {
	wander 3000 >w.csv
	for loss in gaussian quantiles student; do
		rnnfc train w.csv "${quick[@]}" --epochs 12 -H 3 --loss $loss --json \
			>train.json
		jq -e '.verdict.intervals | .[0].coverage > 0.72
			and .[0].coverage < 0.88 and .[1].coverage > 0.9' train.json
		rnnfc evaluate w.csv --json | jq -e --slurpfile t train.json \
			'.verdict.intervals == $t[0].verdict.intervals'
		works evaluate w.csv
		[[ $output == *"The network's own intervals: 80% hold"* ]]
		# No draws within the horizon; beyond it, paths go on.
		rnnfc predict -H 3 --level 80,95 >here.csv
		rnnfc predict -H 3 --level 80,95 --seed 9 | cmp here.csv
		rnnfc predict -H 5 --level 80,95 >far.csv
		head -n 4 far.csv | cmp here.csv
		inside 3 90 110 <far.csv
		# They are about where those of paths are.
		rnnfc predict -H 3 --samples 4000 | awk -F, '
			FNR == NR { if (FNR > 1) { low[$1] = $3; high[$1] = $4 }; next }
			FNR > 1 { n++; hit += low[$2] <= $3 && $3 <= high[$2] }
			END { print hit / n; exit !(hit / n > 0.78 && hit / n < 0.82) }' \
			here.csv -
	done
}

@test "values beyond a bound, and bounds that cannot be" {
	load_of 300 >l.csv
	fails 3 "row 4, counted from 0, is" train l.csv --max 7
	echo "$stderr" | grep -q "maximum is 7"
	fails 2 "not above the least value" train l.csv --min 3 --max 3
	fails 2 "--nonneg is --min 0" train l.csv --nonneg --min -2
	fails 2 "categorical" train l.csv --nonneg --target-type categorical
	fails 2 "smape is of values as they are" train l.csv --nonneg --loss smape
	fails 2 "bend" train l.csv --min 0 --loss sum --loss-sum mae:1,smape:1
	rnnfc train l.csv "${quick[@]}" --epochs 1 --nonneg --loss mase
	rnnfc train l.csv "${quick[@]}" --epochs 1 --nonneg
	{ echo y; seq -3 1 9; } >less.csv
	fails 3 "minimum is 0" evaluate less.csv
}

@test "a picture of a forecast has a fan where the model can draw one" {
	wander 300 >w.csv
	rnnfc train w.csv "${quick[@]}" --epochs 2
	rnnfc plot -o with.gp
	[ "$(grep -c "95 %\|80 %" with.gp)" -ge 2 ]
	rnnfc train w.csv "${quick[@]}" --epochs 2 --val-size 0
	rnnfc plot -o without.gp
	! grep -q "95 %\|80 %" without.gp
}
