#!/bin/bash
# Fuzzes the targets, two at a time, FUZZ_SECONDS each: from their seeds and
# from what earlier runs in FOLDER found worth keeping.  Prints a line for each
# with its executions, and fails where an input broke a promise; the input is
# then kept in FOLDER/found, to be tried again with FOLDER/bin/TARGET INPUT.
# usage: RNNFC=PROGRAM run.sh FOLDER [TARGET]
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd) || exit 1
seconds=${FUZZ_SECONDS:-600}

# The longest input, and the most MiB that it may ask for at once.  Unpacking
# zstd takes a window of up to 128 MiB.
declare -A limits=(
	[csv]='-max_len=4096 -malloc_limit_mb=192'
	[dialect]='-max_len=2048 -malloc_limit_mb=64'
	[model]='-max_len=16384 -malloc_limit_mb=16'
	[number]='-max_len=1100 -malloc_limit_mb=1'
	[rows]='-max_len=4096 -malloc_limit_mb=192'
	[time]='-max_len=1024 -malloc_limit_mb=1'
	[unpack]='-max_len=1024 -malloc_limit_mb=192'
)

# What a model file is made of beside the cell; a seed of each.
model_options=(
	'--cell elman --act relu --bidirectional --learn-state'
	'--cell lstm --peephole --layers 2,2 --layer-skip highway --norm layer'
	'--cell gru --gru-reset before --conv 2,3,1 --layers 2,2 --dilations 1,2'
	'--cell rhn --depth 2 --uncoupled --dropout 0.1 --variational --untied'
	'--cell dtrnn --depth 3 --shortcut --layer-skip residual --layers 2,2'
	'--cell cwrnn --layers 4 --periods 1,3'
	'--cell scrn --context-size 3 --alpha learn --norm batch'
	'--cell esn --rho 0.8 --leak 0.5'
	'--arch seq2seq --attention additive --decoder-context every -H 2'
	'--arch seq2seq --attention general --conv 2 -H 2'
	'--loss gaussian --targets every'
	'--loss student --stateful --bptt 3 --init chrono --memory 9'
	'--base ridge --lags 2,5 --diffs 1 --window-norm mean-scale --linear-skip'
	'--base seasonal --season 4 --chunk 6 --warm-up 2 --ensemble 3'
	'--arch segment --segment 3 --series-embedding 1 -H 2 --ensemble 2'
	'--arch none --base last --nonneg --max 99 --calendar 5'
	'--loss quantiles --quantiles 0.1,0.5,0.9 --ensemble 2 --ensemble-by median'
	'--loss sum --loss-sum mae:1,smape:0.1 --epoch-steps 2 --first-target 6'
)

# Model files are made by the program, packed files by their programs.
make_seeds() { # TARGET CORPUS
	local seeds=$here/seeds/$1 seed cell i

	case $1 in
	model)
		cp "$here/../vectors/model-v1.safetensors" "$2"
		"$RNNFC" train "$seeds/inputs.csv" --input-size 3 --id-col id \
			--time-col ds --target-col y --past-cols a --future-cols b \
			--calendar hour --missing drop --layers 2 --epochs 1 \
			-o "$2/inputs" 2>"$folder/log/train" || return 1
		for cell in $("$RNNFC" list cells | awk '{ print $1 }'); do
			for seed in "$seeds"/[!i]*.csv; do
				"$RNNFC" train "$seed" --target-col all --input-size 3 \
					--cell "$cell" --layers 2 --epochs 2 \
					-o "$2/$cell-$(basename "$seed" .csv)" \
					2>"$folder/log/train" || return 1
			done
		done
		for i in "${!model_options[@]}"; do
			# shellcheck disable=SC2086 # an option is two words
			"$RNNFC" train "$seeds/rows.csv" --target-col b \
				--input-size 3 --layers 2 --epochs 1 \
				${model_options[i]} -o "$2/options-$i" \
				2>"$folder/log/train" || return 1
		done
		"$RNNFC" train "$seeds/inputs.csv" --time-col none --target-col id \
			--target-type categorical --embedding 2 --input-size 3 \
			--layers 2 --epochs 1 -o "$2/symbols" \
			2>"$folder/log/train" || return 1
		;;
	unpack)
		for seed in "$seeds"/*; do
			gzip -nc "$seed" >"$2/$(basename "$seed").gz" &&
				zstd -qc "$seed" >"$2/$(basename "$seed").zst" || return 1
		done
		cat "$2"/*.gz >"$2/all.gz" && cat "$2"/*.zst >"$2/all.zst"
		;;
	*)
		cp "$seeds"/* "$2"
		;;
	esac
}

fuzz() { # TARGET
	local corpus=$folder/corpus/$1 log=$folder/log/$1 status runs

	mkdir -p "$corpus" "$folder/found" "$folder/log"
	if ! make_seeds "$1" "$corpus"; then
		echo "$1: its seeds could not be made"
		return 1
	fi
	# The limits are meant to be split into words.
	# shellcheck disable=SC2086
	"$folder/bin/$1" ${limits[$1]-} -max_total_time="$seconds" -timeout=30 \
		-print_final_stats=1 -artifact_prefix="$folder/found/$1-" \
		-dict="$here/$1.dict" "$corpus" >"$log" 2>&1
	status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	if [ "$status" -ne 0 ]; then
		echo "$1: FAILED after ${runs:-no} executions (status $status)"
		grep -E 'ERROR|broken:|runtime error|written to|SUMMARY' "$log"
		return 1
	fi
	echo "$1: $runs executions in $seconds s," \
		"$(find "$corpus" -type f | wc -l) inputs kept, nothing found"
}

if [ "$#" -eq 2 ]; then
	fuzz "$2"
	exit
fi
for target in "$here"/*.c; do
	basename "$target" .c
done | grep -vx fuzz | xargs -n 1 -P 2 "$here/run.sh" "$folder"
