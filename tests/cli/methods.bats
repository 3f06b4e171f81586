#!/usr/bin/env bats
# rnnfc train: carried state, online learning and read-outs.

load common

# Runs of 15 equal values, up and down, a little rough: when the next one
# begins is known to who counts, not to who sees 5 rows.
runs() { # FILE [N]
	LC_ALL=C awk -v n="${2:-900}" 'BEGIN {
		print "y"
		for (i = 0; i < n; i++)
			printf "%.3f\n", (int(i / 15) % 2 ? 5 : 7) + i * 7919 % 101 / 500
	}' >"$1"
}

# The RMSE on test windows: of a model, or of what it is judged beside.
rmse() { # FILE [NAME]
	rnnfc info -m "$1" --json | jq --arg name "${2:-model}" \
		'.verdict.forecasts[] | select(.name == $name) | .rmse'
}

below() { # A B
	echo "$1 < $2"
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a + 0 < b + 0) }'
}

train() { # MODEL OPTION...
	local model=$1

	shift
	rnnfc train d.csv -q --time-col none -o "$model" --seed 2 --dropout 0 "$@"
}

carried=(--stateful --layers 12 --optimizer adam --lr 0.01 --epochs 60
	--bptt 30)
chunks=(--chunk 90 --warm-up 20 --epoch-steps 8 --layers 12 --optimizer adam
	--lr 0.01 --epochs 40 --batch-size 8)

@test "a carried state knows what a window of 5 rows cannot" {
	runs d.csv
	train windows.st --layers 12 --optimizer adam --lr 0.01 --epochs 60
	train carried.st "${carried[@]}"
	below "$(rmse carried.st)" 0.3
	below 0.4 "$(rmse windows.st)"
}

@test "chunks teach it, too, and are judged with the state carried on" {
	runs d.csv
	train m.st "${chunks[@]}"
	below "$(rmse m.st)" 0.3
	rnnfc predict -m m.st -H 40 >model.csv
	rnnfc predict -m m.st -H 40 d.csv | cmp - model.csv
	rnnfc predict -m m.st -H 40 --follow d.csv | tail -n 40 |
		cmp - <(tail -n +2 model.csv)
	awk -F, 'NR > 1 && NR <= 14 && $2 < 6.5 { exit 1 }
		NR >= 20 && NR <= 28 && $2 > 5.8 { exit 1 }' model.csv
	rnnfc evaluate d.csv -m m.st --json |
		jq '.verdict.forecasts[0].rmse' >evaluated
	rmse m.st | cmp - evaluated
}

@test "what is drawn is told by the model, and drawn again" {
	runs d.csv 400
	for how in "--chunk 50 --warm-up 9" "--epoch-steps 7" \
		"--chunk 50 --epoch-steps 7"; do
		# shellcheck disable=SC2086 # several words
		train m.st --layers 5 --epochs 3 $how
		rnnfc info -m m.st --spec >spec
		for word in $how; do
			grep -qe "$word" spec
		done
		eval "$(sed "s|DATA.csv|d.csv|" spec) -q -o again.st"
		cmp m.st again.st
		# shellcheck disable=SC2086 # several words
		train other.st --layers 5 --epochs 3 $how --seed 3
		run ! cmp -s m.st other.st
	done
}

@test "an epoch has the steps that are asked for, whatever the data" {
	for n in 300 900; do
		runs d.csv $n
		for how in "" "--chunk 50"; do
			# shellcheck disable=SC2086 # several words
			train m.st --layers 5 --epoch-steps 6 --epochs 4 $how
			[ "$(rnnfc info -m m.st --json | jq '.epochs | length')" -eq 4 ]
		done
	done
}

@test "chunks come from several series, of which a short one makes them short" {
	LC_ALL=C awk 'BEGIN {
		print "ds,id,y"
		for (i = 0; i < 700; i++)
			printf "%d,long,%.3f\n", i, int(i / 15) % 2 + i * 31 % 7 / 50
		for (i = 0; i < 150; i++)
			printf "%d,short,%.3f\n", i, 100 * (int(i / 15) % 2) + i % 3
	}' >d.csv
	rnnfc train d.csv -q -o m.st --id-col id --time-col ds --seed 2 \
		--dropout 0 --chunk 5000 --warm-up 1000 --epoch-steps 8 --layers 12 \
		--optimizer adam --lr 0.01 --epochs 40 --batch-size 8
	rnnfc predict -m m.st -H 5 >out.csv
	[ "$(wc -l <out.csv)" -eq 11 ]
	# Low values come next in both.
	awk -F, '/long/ && ($3 < -0.5 || $3 > 1.5) || /short/ && $3 > 50 {
		print; exit 1 }' out.csv
}

@test "the number of threads changes no model that carries its state" {
	runs d.csv 500
	for how in "${carried[*]}" "--cell esn --layers 40" \
		"--online --cell elman --layers 6 --epochs 2" \
		"--targets every --layers 5" "--epoch-steps 4 --layers 5" \
		"${chunks[*]} --batch-size 70"; do
		# shellcheck disable=SC2086 # several words
		train 1.st $how --threads 1
		# shellcheck disable=SC2086 # several words
		train 2.st $how --threads 2
		cmp 1.st 2.st
	done
}

@test "a carried state goes on: from the model, a file and a stream alike" {
	runs d.csv
	train m.st "${carried[@]}"
	rnnfc predict -m m.st -H 40 >model.csv
	rnnfc predict -m m.st -H 40 d.csv | cmp - model.csv
	rnnfc predict -m m.st -H 40 --follow d.csv | tail -n 40 |
		cmp - <(tail -n +2 model.csv)
	# 900 rows are 60 runs: 15 high rows come next, then 15 low ones.
	awk -F, 'NR > 1 && NR <= 14 && $2 < 6.5 { exit 1 }
		NR >= 20 && NR <= 28 && $2 > 5.8 { exit 1 }' model.csv
	# Fewer rows warm it up less.
	(echo y && tail -n 8 d.csv) >few.csv
	rnnfc predict -m m.st -H 40 few.csv >few
	run ! cmp -s few model.csv
}

@test "evaluate judges a model that carries its state as train did" {
	runs d.csv
	train m.st "${carried[@]}"
	rnnfc evaluate d.csv -m m.st --json >e.json
	jq '.verdict.forecasts[0].rmse' e.json >evaluated
	rmse m.st | cmp - evaluated
}

@test "a carried state has columns known ahead, and horizons, and several series" {
	LC_ALL=C awk 'BEGIN {
		print "ds,a,b,f"
		for (i = 0; i < 600; i++) {
			f = int(i / 7) * 31 % 10
			printf "%d,%.3f,%.3f,%d\n", i, 2 * f + i % 5 / 10,
				50 - 3 * f + i % 3 / 10, f
		}
	}' >all.csv
	head -n 501 all.csv >d.csv
	(echo ds,f && tail -n 100 all.csv | cut -d, -f1,4) >future.csv
	rnnfc train d.csv -q -o m.st --target-col a,b --future-cols f \
		--time-col ds --seed 2 --dropout 0 --stateful --horizon 4 \
		--layers 16 --optimizer adam --lr 0.01 --epochs 80 --batch-size 4
	below "$(rmse m.st)" 3
	below "$(rmse m.st)" "$(rmse m.st ridge)"
	rnnfc predict -m m.st --future future.csv -H 8 >out.csv
	[ "$(wc -l <out.csv)" -eq 17 ]
	rnnfc predict -m m.st --future future.csv -H 8 d.csv | cmp - out.csv
}

# A NARMA system of order 10 (A. Atiya, A. Parlos 2000).
narma() { # FILE N
	LC_ALL=C awk -v n="$2" 'BEGIN {
		x = 12345
		print "u,y"
		for (t = 0; t < n; t++) {
			x = (x * 69069 + 1) % 4294967296
			u[t] = x / 8589934592
			y[t] = 0
			if (t > 9) {
				sum = 0
				for (k = 1; k <= 10; k++)
					sum += y[t - k]
				y[t] = 0.3 * y[t - 1] + 0.05 * y[t - 1] * sum \
					+ 1.5 * u[t - 10] * u[t - 1] + 0.1
			}
			printf "%.6f,%.6f\n", u[t], y[t]
		}
	}' >"$1"
}

@test "an echo state network forecasts NARMA-10" {
	narma d.csv 3000
	for ridge in "" "--ridge 1e-7"; do
		# shellcheck disable=SC2086 # several words or none
		train m.st --target-col y --past-cols u --cell esn --layers 200 \
			--rho 0.9 --leak 1 $ridge
		# NRMSE below 0.4: the target has a deviation of 0.11.
		below "$(rmse m.st)" 0.044
	done
	[ "$(rnnfc info -m m.st --json | jq '.epochs | length')" -eq 1 ]
}

@test "who carries a state and loses is not sent for longer inputs" {
	awk 'BEGIN { print "y"; for (i = 0; i < 300; i++) print 1.02 ^ i }' >d.csv
	works train d.csv --cell esn --layers 8
	complains "does not beat" \
		"help: --preset auto; or another --leak or --rho"
	works train d.csv --stateful --layers 8 --epochs 1
	complains "does not beat" "help: --preset auto; or more --epochs"
	rnnfc info 2>&1 | grep -q "help: --preset auto; or more --epochs (now 1)"
}

@test "online learning follows a wave" {
	quarters d.csv 600
	rnnfc train d.csv -q -o m.st --online --cell elman --layers 8 \
		--epochs 40 --optimizer sgd --lr 0.03
	below "$(rmse m.st)" "$(rmse m.st repeat-last)"
}

@test "targets at every step train another network than at the last" {
	runs d.csv 300
	train last.st --layers 5
	train every.st --layers 5 --targets every
	run ! cmp -s last.st every.st
	rnnfc predict -m every.st -H 3
}

@test "what does not go together with a method is refused" {
	runs d.csv 300
	while read -r text; do
		args=${text%%:*}
		echo "$args"
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr train m.st $args
		[[ "$stderr" == *"${text#*: }"* ]] || report
		[ ! -e m.st ]
	done <<-'END'
		--bptt 20: --bptt belongs to --stateful; give that, too
		--warm-up 5: --warm-up belongs to --chunk; give that, too
		--warm-up 50 --chunk 50: --warm-up 50 leaves nothing to learn from of --chunk 50
		--chunk 50 --stateful: --chunk draws what is learnt from, but --stateful goes through the rows in their order; leave out one
		--chunk 50 --bptt 20: --bptt belongs to --stateful
		--chunk 50 --online --cell elman --layers 4: but --online goes
		--chunk 50 --cell esn: but --cell esn goes
		--epoch-steps 5 --stateful: --epoch-steps draws
		--chunk 50 --bidirectional: --chunk carries a state from row to row, which --bidirectional cannot; leave out
		--chunk 50 --arch seq2seq: which --arch cannot
		--chunk 50 --conv 4,3: which --conv cannot
		--chunk 50 --dilations 2: which --dilations cannot
		--stateful --bidirectional: --stateful carries a state from row to row, which --bidirectional cannot; leave out
		--stateful --arch seq2seq: which --arch cannot
		--stateful --conv 4,3: which --conv cannot
		--stateful --dilations 2: which --dilations cannot
		--cell esn --bidirectional: --cell esn carries a state
		--online --cell elman --layers 4 --bidirectional: --online carries a state
		--cell esn --target-type categorical: which is not for --target-type categorical
		--cell esn --loss mae: --loss is mse, not mae
		--cell esn --learn-state: --cell esn is not trained
		--online: --online is for --cell elman
		--online --cell elman --act relu: --online is for --cell elman
		--online --cell elman --layers 33: at most 32 units
		--online --cell elman --layers 4,4: one layer
		--online --cell elman --layers 4 --norm layer: a plain layer
		--online --cell elman --layers 4 --target-type categorical --embedding 3: a plain layer
		--online --cell elman --layers 4 --stateful: carries the state
	END
}
