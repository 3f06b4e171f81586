#!/usr/bin/env bats
# rnnfc train: optimizers, schedules of the learning rate, and what --diagnose
# says of the gradients.

load common

# The training losses of a training, one a line.
losses() { # ARGUMENT...
	rnnfc train d.csv -q --layers 4 --batch-size 16 --seed 3 --json "$@" |
		jq '.epochs[].loss'
}

@test "every optimizer at a rate of its own learns" {
	quarters d.csv 400
	while read -r name rate more; do
		echo "$name"
		# shellcheck disable=SC2086 # several words or none
		losses --optimizer "$name" --lr "$rate" --epochs 15 $more >curve
		awk 'NR == 1 { first = $1 } { last = $1 }
			END { exit !(NR == 15 && last < 0.8 * first) }' curve
		echo "$name" >>tried
	done <<-'END'
		sgd 0.1
		sgd 0.05 --momentum 0.9
		nesterov 0.05
		rmsprop 0.01
		adam 0.01
		adamw 0.01 --weight-decay 0.01
	END
	[ "$(sort -u tried)" = "$(rnnfc list optimizers | cut -d ' ' -f 1 |
		sort)" ]
}

@test "nesterov takes 0.9 unless --momentum says otherwise" {
	quarters d.csv
	losses --optimizer nesterov --lr 0.01 >want
	losses --optimizer nesterov --lr 0.01 --momentum 0.9 | cmp - want
	losses --optimizer nesterov --lr 0.01 --momentum 0.5 >other
	run ! cmp -s other want
}

# The epoch, from 1, with which two curves part: an epoch's loss shows the rate
# of its own steps.
parts() { # ONE OTHER
	paste "$1" "$2" | awk '$1 != $2 { print NR; exit }'
}

@test "a schedule changes the rate in the epoch that it says" {
	quarters d.csv
	losses --epochs 8 >constant
	losses --epochs 8 --schedule decay >decay
	cmp decay constant
	losses --epochs 8 --schedule decay --lr-start 4 >decay
	[ "$(parts constant decay)" -eq 5 ]
	losses --epochs 8 --schedule step --lr-start 4 >step
	[ "$(parts constant step)" -eq 5 ]
	losses --epochs 8 --schedule step --lr-start 4 --lr-decay 1.02 >mild
	[ "$(parts decay mild)" -eq 6 ]
	losses --epochs 8 --schedule one-cycle >cycle
	[ "$(parts constant cycle)" -eq 1 ]
}

@test "plateau waits for validation losses that do not improve" {
	quarters d.csv 200
	# So high a rate that an epoch soon is no better than one before.
	rnnfc train d.csv -q --layers 4 --batch-size 16 --lr 0.1 --epochs 20 \
		--json | jq -r '.epochs[] | [.loss, .val_loss] | @tsv' >constant
	rnnfc train d.csv -q --layers 4 --batch-size 16 --lr 0.1 --epochs 20 \
		--schedule plateau --lr-patience 2 --json |
		jq -r '.epochs[] | [.loss, .val_loss] | @tsv' >plateau
	want=$(awk 'NR == 1 || $2 < best { best = $2; worse = 0; next }
		++worse == 2 { print NR + 1; exit }' constant)
	[ -n "$want" ]
	[ "$(parts <(cut -f 1 constant) <(cut -f 1 plateau))" -eq "$want" ]
}

@test "options that do not go together say which do" {
	quarters d.csv
	fails 2 "--schedule decay, step and plateau, not constant" \
		train d.csv --lr-decay 2
	fails 2 "--schedule decay and step, not cosine" \
		train d.csv --schedule cosine --lr-start 3
	fails 2 "--schedule plateau, not step" \
		train d.csv --schedule step --lr-patience 3
	fails 2 "0.5 would raise it; give 2" \
		train d.csv --schedule step --lr-decay 0.5
	fails 2 "needs validation windows" \
		train d.csv --schedule plateau --val-size 0
	fails 2 "--patience 3 ends the training before --lr-patience 5" \
		train d.csv --schedule plateau --patience 3
	fails 2 "sgd and nesterov, not adam" \
		train d.csv --optimizer adam --momentum 0.9
	holds d.csv
}

@test "the options of a schedule are in the model" {
	quarters d.csv
	works train d.csv -q "${small[@]}" --schedule plateau --lr-decay 3 \
		--lr-patience 2
	[ "$(rnnfc info --json | jq -r '.spec | [."schedule", ."lr-decay",
		."lr-start", ."lr-patience"] | join(" ")')" = "plateau 3 20 2" ]
	mv model.safetensors want
	mv d.csv DATA.csv
	eval "$(rnnfc info -m want --spec) -q"
	cmp model.safetensors want
}

@test "--diagnose: a line for each epoch, and the same model" {
	quarters d.csv
	works train d.csv "${small[@]}" -o want
	[[ $stderr != *gradient* ]]
	works train d.csv "${small[@]}" --diagnose
	cmp model.safetensors want
	[ "$(grep -cE '^epoch [12]: gradient norm [0-9.e-]+, at most [0-9.e-]+; 0 % of the updates clipped$' <<<"$stderr")" -eq 2 ]
	works train d.csv "${small[@]}" --diagnose -q
	[ -z "$stderr" ]
}

@test "--diagnose: the share of clipped updates" {
	quarters d.csv
	for clip in "--clip-norm 1e-6" "--clip-value 1e-6"; do
		# shellcheck disable=SC2086 # two words
		works train d.csv "${small[@]}" --diagnose $clip
		complains "epoch 2: gradient norm" "; 100 % of the updates clipped"
	done
	works train d.csv "${small[@]}" --diagnose --clip-norm 1e6
	complains "; 0 % of the updates clipped"
}

@test "--diagnose --json: norms and share of each epoch" {
	quarters d.csv
	works train d.csv "${small[@]}" --batch-size 16 --diagnose -q --json \
		--clip-norm 1e-6
	[ "$(jq -r '.epochs[1] | keys_unsorted | join(" ")' <<<"$output")" = \
		"epoch loss val_loss seconds gradient_norm gradient_norm_max clipped flow" ]
	jq -e 'all(.epochs[]; .gradient_norm > 0 and .clipped == 1
		and .gradient_norm_max > .gradient_norm)' <<<"$output" >/dev/null
}

@test "--diagnose: how far back in time the gradient reaches" {
	local steps="epoch 2: gradient at steps 1 .. 24 of"
	local sizes='( [0-9.e-]+){8}$'

	quarters d.csv
	works train d.csv --input-size 24 --epochs 2 --layers 4 --init small \
		--cell elman --diagnose --bidirectional
	grep -qE "^$steps layer 1:$sizes" <<<"$stderr"
	grep -qE "^$steps layer 1 in reverse:$sizes" <<<"$stderr"
	works train d.csv --input-size 24 --epochs 2 --layers 4 --init small \
		--cell elman --diagnose -q --json
	jq -e '.epochs[1].flow | length == 1 and (.[0] | .layer == 1
		and (.decoder or .reverse | not)
		and .steps == [1, 4, 7, 10, 14, 17, 20, 24]
		and .gradient[0] < 1e-6 * .gradient[7])' <<<"$output" >/dev/null
}
