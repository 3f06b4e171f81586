#!/usr/bin/env bats
# rnnfc train: what may stand around the recurrent layers.

load common

# A training that is short and learns.
learn() { # ARGUMENT...
	rnnfc train d.csv -o m.safetensors -q --input-size 24 --layers 8,8 \
		--cell gru --optimizer adam --lr 0.01 --batch-size 32 --dropout 0 \
		--epochs 20 --json "$@"
}

around=(
	"--bidirectional"
	"--bidirectional --norm layer --dilations 1,2"
	"--dilations 3"
	"--dilations 1,4 --layer-skip residual"
	"--layer-skip highway --layers 8,8,8"
	"--conv 6"
	"--linear-skip"
	"--linear-skip --targets every"
	"--linear-skip --stateful"
	"--conv 6,3,2 --layer-skip residual"
)

@test "every layer around the cells learns, better than repeating" {
	quarters d.csv 600
	for more in "${around[@]}"; do
		echo "$more"
		# shellcheck disable=SC2086 # several words
		learn $more >doc
		jq -e '[.verdict.forecasts[] | {(.name): .rmse}] | add |
			.model < 0.8 * .["repeat-last"]' doc
	done
}

@test "a normalised network learns" {
	quarters d.csv 600
	for norm in layer batch; do
		learn --norm "$norm" >doc
		jq -e '.epochs | .[-1].loss < 0.5 * .[0].loss' doc
	done
}

@test "a model with layers around its cells forecasts as it did, rebuilt" {
	quarters d.csv 200
	for more in "${around[@]}" "--norm batch" "--norm layer"; do
		echo "$more"
		# shellcheck disable=SC2086 # several words
		learn --epochs 1 $more >doc
		rnnfc predict -m m.safetensors -H 3 >first
		rnnfc predict -m m.safetensors -H 3 d.csv | cmp - first
		spec=$(rnnfc info -m m.safetensors --spec)
		# shellcheck disable=SC2086 # several words
		rnnfc ${spec/rnnfc train DATA.csv/train d.csv} -q -o again
		rnnfc predict -m again -H 3 | cmp - first
	done
}

@test "the number of threads does not matter to running averages" {
	quarters d.csv 900
	for threads in 1 2 3; do
		rnnfc train d.csv -q --layers 4 --norm batch --epochs 2 \
			--batch-size 300 --threads "$threads" -o "m$threads"
	done
	cmp m1 m2
	cmp m1 m3
}

@test "what is wrong with an option is said" {
	quarters d.csv
	while IFS='|' read -r args message; do
		echo "$args"
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr rnnfc train d.csv $args
		[ "$output" = "" ]
		[[ $stderr == *"$message"* ]]
	done <<-'END'
		--dilations 1,2,3|--dilations: give one for all layers
		--dilations 0|--dilations: "0" is not
		--conv 4,3,2,1|--conv: there is nothing behind
		--conv 4,0|--conv: "4,0" is not
		--conv 5000|--conv: "5000" is not
		--norm group|--norm: "group" is not one of none, layer, batch
		--target-type categorical --linear-skip|--linear-skip multiplies numbers
		--arch seq2seq --linear-skip|--linear-skip: a decoder is fed
		--cell esn --linear-skip|there is no --variational
		--online --cell elman --layers 4 --linear-skip|--online is for a plain
		--layer-skip dense|--layer-skip: "dense" is not one of
	END
}
