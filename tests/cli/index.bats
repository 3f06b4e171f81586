#!/usr/bin/env bats
# One command for each system and technique of the chapters that the project
# grew from, in their order, each looked at for what it should do, in numbers.

load common

# A training of a second at most.
tiny=(-q --json --layers 8 --input-size 24 --epochs 15 --optimizer adam
	--lr 0.02 --dropout 0 --batch-size 16 --threads 1)

# Trains on FILE; what it says is kept for the functions below.
learns() { # FILE [ARGUMENT...]
	works train "$1" "${tiny[@]}" "${@:2}"
	trained=$output
}

# Prints KEY of a forecast in the verdict.
of() { # NAME KEY
	jq ".verdict.forecasts[] | select(.name == \"$1\") | .$2" <<<"$trained"
}

rmse() {
	of model rmse
}

parameters() {
	rnnfc info --json | jq .parameters
}

# The loss of an epoch, counted from 0; -1 is the last.
loss() { # EPOCH
	jq ".epochs[$1].loss" <<<"$trained"
}

# The forecasts of the next 3 rows, in one line.
ahead() { # [ARGUMENT...]
	rnnfc predict -H 3 "$@" | tail -n +2 | cut -d, -f 2 | paste -s -d ' '
}

# Does a sum hold?  Each word is one of awk's.
holds_that() { # EXPRESSION
	awk "BEGIN { exit !($*) }" </dev/null || {
		echo "not so: $*"
		return 1
	}
}

beats() { # NAME
	holds_that "$(rmse) < $(of "$1" rmse)"
}

seasonal() { # [ROWS]
	values "${1:-240}" | sed 1iy >d.csv
}

# What each value is comes from the one 6 steps before; no other tells of it.
lagged() { # ROWS
	LC_ALL=C awk -v n="$1" 'BEGIN {
		print "y"
		for (i = 0; i < n; i++) {
			x = (x ? x : 7) * 16807 % 2147483647
			y[i] = 0.95 * y[i - 6] + x / 2147483647 - 0.5
			print y[i]
		}
	}' >d.csv
}

@test "why order matters: the same rows in another order" {
	seasonal
	learns d.csv
	tail -n 24 d.csv | sed 1iy >as-it-is.csv
	tail -n 24 d.csv | sort -n | sed 1iy >sorted.csv
	holds_that "$(ahead as-it-is.csv | cut -d ' ' -f 1) <" \
		"$(ahead sorted.csv | cut -d ' ' -f 1) - 5"
}

@test "simple RNN, Elman, SRN: H (D + H + 1) weights learn a season" {
	seasonal
	learns d.csv --cell elman
	beats repeat-last
	[ "$(parameters)" -eq $((8 * (1 + 8 + 1) + 8 + 1)) ]
}

@test "feedback from output back to hidden: a forecast is the next input" {
	seasonal
	learns d.csv
	read -r first second third < <(ahead)
	{ cat d.csv && echo "$first"; } >e.csv
	{ cat e.csv && echo "$second"; } >f.csv
	[ "$(ahead e.csv | cut -d ' ' -f 1)" = "$second" ]
	[ "$(ahead f.csv | cut -d ' ' -f 1)" = "$third" ]
}

@test "BPTT: a network learns from what lies 6 steps back" {
	lagged 600
	learns d.csv --cell elman --input-size 3
	short=$(rmse)
	learns d.csv --cell elman --input-size 6
	holds_that "$(rmse) < 0.6 * $short"
}

@test "truncated BPTT: pieces of 5 rows, whose state is carried" {
	seasonal
	learns d.csv --stateful --bptt 5
	beats repeat-last
	five=$(rmse)
	learns d.csv --stateful --bptt 24
	beats repeat-last
	holds_that "$(rmse) != $five"
}

@test "RTRL (real-time recurrent learning): row by row, and it learns" {
	seasonal
	learns d.csv --cell elman --online
	beats repeat-last
	online=$(rmse)
	learns d.csv --cell elman --stateful
	holds_that "$(rmse) != $online"
	fails 2 "--online" train d.csv --cell lstm --layers 8 --online
}

@test "vanishing and exploding gradients: what reaches the first step" {
	seasonal
	# The gradient at the first step over that at the last.
	reaches() { # ARGUMENT...
		learns d.csv --epochs 1 --diagnose "$@"
		jq '.epochs[0].flow[0].gradient | .[0] / .[-1]' <<<"$trained"
	}
	logistic=$(reaches --cell elman --act logistic)
	tanh=$(reaches --cell elman --init uniform)
	gated=$(reaches --cell lstm --init chrono)
	holds_that "$logistic < 1e-9 && $tanh < 1e-5"
	holds_that "$gated > 1e-3"
}

@test "gradient clipping by value: no step is longer than its limit" {
	seasonal
	for limit in 0 1e-6; do
		learns d.csv --optimizer sgd --lr 0.1 --clip-value "$limit"
		echo "$(loss 0) $(loss -1)" >"$limit"
	done
	# 15 epochs of 1e-7 a weight and step change nothing; without, they do.
	holds_that "$(sed 's/ / < 1.001 * /' 1e-6) && $(sed 's/ / > 2 * /' 0)"
}

@test "gradient clipping by global norm 5.0: smaller gradients stay" {
	seasonal
	learns d.csv
	free=$(ahead)
	learns d.csv --clip-norm 5 --diagnose
	holds_that "$(jq '[.epochs[].gradient_norm_max] | max' <<<"$trained") < 5"
	[ "$(jq '[.epochs[].clipped] | add' <<<"$trained")" = 0 ]
	[ "$(ahead)" = "$free" ]
	learns d.csv --clip-norm 0.0001 --diagnose
	[ "$(jq '[.epochs[].clipped] | min' <<<"$trained")" = 1 ]
	[ "$(ahead)" != "$free" ]
}

@test "ReLU, batch norm, gated structures: each learns the season" {
	seasonal
	learns d.csv --cell elman --act relu --init identity --lr 0.005
	beats repeat-last
	learns d.csv --cell elman --norm batch
	beats repeat-last
	learns d.csv --cell gru
	beats repeat-last
}

@test "Xavier init, momentum: momentum 0.9 is faster than none" {
	seasonal
	learns d.csv --init keras --optimizer sgd --lr 0.01
	slow=$(loss -1)
	learns d.csv --init keras --optimizer sgd --lr 0.01 --momentum 0.9
	holds_that "$(loss -1) < $slow / 2"
}

@test "leaky units: what leaks more forgets sooner" {
	seasonal 600
	learns d.csv --cell scrn --alpha 0.5
	half=$(rmse)
	learns d.csv --cell scrn --alpha 0.99
	holds_that "$(rmse) != $half"
	learns d.csv --cell scrn --alpha learn
	beats repeat-last
}

@test "LSTM: 4 H (D + H + 1) weights" {
	seasonal
	learns d.csv --cell lstm
	beats repeat-last
	[ "$(parameters)" -eq $((4 * 8 * (1 + 8 + 1) + 9)) ]
}

@test "peephole LSTM: 3 H more" {
	seasonal
	learns d.csv --cell lstm --peephole
	beats repeat-last
	[ "$(parameters)" -eq $((4 * 8 * (1 + 8 + 1) + 3 * 8 + 9)) ]
}

@test "coupled input/forget gate: three quarters of an LSTM" {
	seasonal
	learns d.csv --cell cifg
	beats repeat-last
	[ "$(parameters)" -eq $((3 * 8 * (1 + 8 + 1) + 9)) ]
}

@test "GRU: reset after the product, or before it" {
	seasonal
	learns d.csv --cell gru
	beats repeat-last
	after=$(rmse)
	[ "$(parameters)" -eq $((3 * 8 * (1 + 8 + 1) + 8 + 9)) ]
	learns d.csv --cell gru --gru-reset before
	beats repeat-last
	[ "$(parameters)" -eq $((3 * 8 * (1 + 8 + 1) + 9)) ]
	holds_that "$(rmse) != $after"
}

@test "LSTM versus GRU comparison: 4 to 3, and both beat repeating" {
	seasonal
	for cell in lstm gru; do
		learns d.csv --cell "$cell" --layers 32
		beats repeat-last
		parameters >"$cell"
	done
	holds_that "$(cat gru) / $(cat lstm) > 0.74 &&" \
		"$(cat gru) / $(cat lstm) < 0.77"
}

@test "bidirectional RNN, bidirectional LSTM: twice the weights" {
	seasonal
	learns d.csv --cell elman --bidirectional
	beats repeat-last
	[ "$(parameters)" -eq $((2 * 8 * (1 + 8 + 1) + 16 + 1)) ]
	learns d.csv --cell lstm --bidirectional
	beats repeat-last
	[ "$(parameters)" -eq $((2 * 4 * 8 * (1 + 8 + 1) + 16 + 1)) ]
}

@test "deep, stacked RNN and LSTM; deep bidirectional" {
	seasonal
	learns d.csv --cell elman --layers 8,8,8 --layer-skip residual
	beats repeat-last
	learns d.csv --cell lstm --layers 8,8
	beats repeat-last
	[ "$(parameters)" -eq $((4 * 8 * (1 + 8 + 1) + 4 * 8 * (8 + 8 + 1) + 9)) ]
	learns d.csv --cell lstm --layers 8,8 --bidirectional
	beats repeat-last
	[ "$(parameters)" -eq $((8 * 8 * (1 + 8 + 1) + 8 * 8 * (16 + 8 + 1) + 17)) ]
}

@test "deep transition RNN: layers from state to state" {
	seasonal
	learns d.csv --cell dtrnn --depth 3 --lr 0.003 --epochs 40 \
		--clip-norm 1
	beats repeat-last
	[ "$(parameters)" -eq $((8 * 1 + 3 * (64 + 8) + 9)) ]
	learns d.csv --cell dtrnn --depth 3 --lr 0.003 --epochs 40 \
		--clip-norm 1 --shortcut
	beats repeat-last
	[ "$(parameters)" -eq $((8 * 1 + 3 * (64 + 8) + 64 + 9)) ]
}

@test "highway network principle: transform gate, carry gate" {
	seasonal
	learns d.csv --layers 8,8 --layer-skip highway
	beats repeat-last
	gated=$(parameters)
	learns d.csv --layers 8,8
	# A matrix and a bias where a layer is as wide as what it reads.
	[ $((gated - $(parameters))) -eq $((64 + 8)) ]
}

@test "recurrent highway network: it learns where a transition does not" {
	seasonal
	learns d.csv --cell rhn --depth 8
	beats repeat-last
	[ "$(parameters)" -eq $((2 * 8 * 1 + 8 * 2 * (64 + 8) + 9)) ]
	rhn=$(rmse)
	learns d.csv --cell dtrnn --depth 8
	holds_that "$rhn < $(rmse)"
	learns d.csv --cell rhn --depth 3 --uncoupled
	[ "$(parameters)" -eq $((3 * 8 * 1 + 3 * 3 * (64 + 8) + 9)) ]
}

@test "variational dropout, tied and untied noise, and none in a forecast" {
	seasonal
	learns d.csv
	none=$(ahead)
	for noise in "" --variational "--variational --untied"; do
		# shellcheck disable=SC2086
		learns d.csv --dropout 0.3 --input-dropout 0.1 $noise
		[ "$(ahead)" = "$(ahead)" ]
		ahead >>forecasts
	done
	[ "$(sort -u forecasts | wc -l)" -eq 3 ]
	run ! grep -qxF "$none" forecasts
}

@test "sticky, stateful hidden state: it knows what a window does not show" {
	seasonal
	{ head -n 200 d.csv && tail -n 5 d.csv; } >same-end.csv
	learns d.csv --input-size 5
	[ "$(ahead d.csv)" = "$(ahead same-end.csv)" ]
	learns d.csv --stateful --bptt 5
	[ "$(ahead d.csv)" != "$(ahead same-end.csv)" ]
}

@test "state reset operations: a series does not see the one before it" {
	seasonal
	{
		echo id,y
		tail -n +2 d.csv | sed 's/^/a,/'
		tail -n +2 d.csv | tac | sed 's/^/b,/'
	} >two.csv
	learns two.csv --id-col id --stateful --bptt 12
	rnnfc predict -H 3 two.csv | grep ^b >both
	rnnfc predict -H 3 <(sed -n '1p;/^b/p' two.csv) | grep ^b >alone
	diff both alone
}

@test "learning-rate decay variable: a divided rate changes nothing more" {
	seasonal
	learns d.csv --optimizer sgd --lr 0.1 --schedule decay --lr-decay 1000 \
		--lr-start 4
	holds_that "$(loss 1) < 0.9 * $(loss 0)"
	holds_that "$(loss -1) > 0.99 * $(loss -2) && $(loss -1) < 1.01 * $(loss -2)"
}

@test "RNN with context features (RNN-CF = SCRN)" {
	seasonal
	learns d.csv --cell scrn --context-size 4 --alpha 0.9
	beats repeat-last
	# To h and s, s to h, h to h, biases, and a linear layer that sees both.
	[ "$(parameters)" -eq $((12 + 4 * 8 + 64 + 12 + 13)) ]
}

@test "echo state network: no gradient, no epochs, and a season" {
	seasonal 600
	learns d.csv --cell esn --layers 60 --epochs 1
	beats repeat-last
	once=$(ahead)
	learns d.csv --cell esn --layers 60 --epochs 9
	[ "$(ahead)" = "$once" ]
}

@test "clockwork RNN: k^2 g (g + 1) / 2 recurrent weights" {
	seasonal
	learns d.csv --cell cwrnn --periods 1,4,12,24
	beats repeat-last
	[ "$(parameters)" -eq $((8 + 2 * 2 * 4 * 5 / 2 + 8 + 9)) ]
}

@test "CNN-LSTM: a convolution first" {
	seasonal
	learns d.csv --cell lstm --conv 4,3,2
	beats repeat-last
	[ "$(parameters)" -eq $((4 * 3 + 4 + 4 * 8 * (4 + 8 + 1) + 9)) ]
}

@test "sequence shapes: 1-1, N-1, N-N, N-M" {
	seasonal
	learns d.csv --input-size 1
	one=$(rmse)
	learns d.csv
	holds_that "$(rmse) < $one"
	learns d.csv --targets every
	beats repeat-last
	learns d.csv -H 12
	beats repeat-last
	[ "$(parameters)" -eq $((4 * 8 * (1 + 8 + 1) + 12 * 9)) ]
}

@test "1-N, N-M, encoder-decoder: its end as first state, or at every step" {
	seasonal
	learns d.csv --arch seq2seq -H 12 --input-size 1
	beats repeat-last
	one=$(rmse)
	for context in init every; do
		learns d.csv --arch seq2seq -H 12 --decoder-context "$context"
		beats seasonal-naive-24
		holds_that "$(rmse) < $one"
		parameters >"$context"
	done
	# An encoder and a decoder that read one number, and one linear row.
	[ "$(cat init)" -eq $((2 * 4 * 8 * (1 + 8 + 1) + 9)) ]
	[ "$(cat every)" -eq $(($(cat init) + 4 * 8 * 8)) ]
}

@test "attention: additive, general, dot" {
	seasonal
	for attention in none additive general dot; do
		learns d.csv --arch seq2seq -H 12 --attention "$attention"
		beats seasonal-naive-24
		rmse >>errors
	done
	[ "$(sort -u errors | wc -l)" -eq 4 ]
}

@test "softmax and cross-entropy, perplexity: what chance leaves, and no more" {
	LC_ALL=C awk 'BEGIN { print "s"; x = 7
		for (i = 0; i < 800; i++) {
			x = x * 16807 % 2147483647
			print i % 2 ? "tick" : x / 2147483647 < 0.5 ? "a" : "b"
		}
	}' >s.csv
	learns s.csv --target-type categorical --input-size 2 --epochs 8
	# Every other one is one of two: the root of 2.
	holds_that "$(of model perplexity) > 1.38 && $(of model perplexity) < 1.47"
	holds_that "$(of uniform perplexity) > 2.999 && $(of model accuracy) > 0.6"
	holds_that "log($(of model perplexity)) - $(of model nll) < 1e-9"
}

@test "mean squared error: what is printed is what is made small" {
	seasonal
	learns d.csv --loss mse
	printed=$(jq '[.epochs[].val_loss] | min' <<<"$trained")
	holds_that "$printed / $(jq .scaled.val_mse <<<"$trained") > 0.99999 &&" \
		"$printed / $(jq .scaled.val_mse <<<"$trained") < 1.00001"
}

@test "SGD, momentum, RMSprop, Adam: each makes the loss smaller, its own way" {
	seasonal
	for how in "sgd --lr 0.1" "sgd --lr 0.1 --momentum 0.5" \
		"rmsprop --lr 0.01" "adam --lr 0.01"; do
		# shellcheck disable=SC2086
		learns d.csv --epochs 8 --optimizer $how
		holds_that "$(loss -1) < 0.8 * $(loss 0)"
		loss -1 >>losses
	done
	[ "$(sort -u losses | wc -l)" -eq 4 ]
}

@test "electricity-load forecasting recipe: 211,401 weights, naive ones beside" {
	works train "$root/datasets/electricity-load.csv" --rows 0:700 -q --json \
		--preset classic --epochs 1
	trained=$output
	[ "$(parameters)" -eq 211401 ]
	[ "$(rnnfc info --json | jq -r '.spec.lead')" = 2 ]
	holds_that "$(of repeat-last rmse) > 0 && $(of ridge rmse) > 0"
}

@test "fairy-tale text generation: half the words are words at once" {
	"$root/datasets/fairy-tale.sh" 8000 >tale.csv 2>/dev/null
	learns tale.csv --target-type categorical --stateful --bptt 50 --cell gru \
		--layers 24 --epochs 12
	holds_that "$(of model perplexity) < 2 && $(of markov perplexity) > 4"
	rnnfc predict --samples 1 -H 3000 --temperature 0.5 | tail -n +2 |
		cut -d, -f 3 | tr -d '"\n' | "$root/datasets/fairy-tale.sh" --check >told
	holds_that "$(cut -d ' ' -f 1 told) > 0.5"
}

@test "next-letter SRN demo: c, d; f g, h i" {
	{
		echo letter
		for _ in {1..80}; do
			printf '%s\n' a b c d e f g h i
		done
	} >letters.csv
	learns letters.csv --target-type categorical --cell elman --layers 10 \
		--input-size 2 --optimizer sgd --lr 0.1 --epochs 20
	holds_that "$(of model perplexity) < 1.1"
	printf '%s\n' letter b c >bc.csv
	[ "$(ahead bc.csv)" = "d e f" ]
	printf '%s\n' letter f g >fg.csv
	[ "$(ahead fg.csv)" = "h i a" ]
}

@test "MNIST row-by-row LSTM and BiLSTM: as many weights as PyTorch counts" {
	LC_ALL=C awk 'BEGIN {
		for (i = 0; i < 60; i++)
			for (k = 0; k < 28; k++)
				printf "%s%s", i ? sin(i * k) : "c" k, k < 27 ? "," : "\n"
	}' >rows.csv
	for way in "" --bidirectional; do
		# shellcheck disable=SC2086
		works train rows.csv -q --layers 128,128 --epochs 1 --input-size 4 \
			-H 10 --target-col c0 --test-size 2 --val-size 2 --season none \
			--past-cols "$(seq -s, -f c%.0f 27)" $way
		rnnfc info --json | jq .parameters_torch >>counts
	done
	[ "$(tr '\n' ' ' <counts)" = "214282 559626 " ]
}

@test "reading list: dropout between layers changes training, not a forecast" {
	seasonal
	learns d.csv --layers 8,8
	sure=$(loss -1)
	learns d.csv --layers 8,8 --dropout 0.5
	holds_that "$(loss -1) > 1.5 * $sure"
	[ "$(ahead)" = "$(ahead)" ]
}

@test "stacks of five: RNN, LSTM and RHN, by the formulas of a language model" {
	seasonal 100
	read -r rnn lstm rhn < <(
		for cell in "elman" "lstm" "rhn --depth 10"; do
			# shellcheck disable=SC2086
			learns d.csv --layers 8,8,8,8,8 --epochs 1 --cell $cell
			# The first layer reads one number, not 8; and what reads the last.
			echo $(($(parameters) - 9))
		done | paste -s -d ' '
	)
	[ "$rnn" -eq $((5 * (2 * 64 + 8) - 7 * 8)) ]
	[ "$lstm" -eq $((4 * (5 * (2 * 64 + 8) - 7 * 8))) ]
	[ "$rhn" -eq $((5 * (2 * 64 + 10 * 2 * 64 + 20 * 8) - 2 * 7 * 8)) ]
}

@test "every cell trains, predicts and evaluates on the data sets that ship" {
	for cell in $(rnnfc list cells --json | jq -r '.cells[].name'); do
		for data in air-passengers electricity-load; do
			echo "$cell on $data"
			works train "$root/datasets/$data.csv" -q --json --rows 0:2000 \
				--cell "$cell" --layers 8,8 --epochs 2 --input-size 12
			trained=$output
			holds_that "$(rmse) > 0 && $(rmse) < 1000"
			rnnfc predict -H 24 | all_finite 24
			works evaluate "$root/datasets/$data.csv" --rows 0:2000
			[ "$(rnnfc evaluate "$root/datasets/$data.csv" --json --rows 0:2000 |
				jq '.verdict.forecasts[0].rmse > 0')" = true ]
		done
	done
}
