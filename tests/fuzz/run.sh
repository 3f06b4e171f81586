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

# Model files are made by the program, packed files by their programs.
make_seeds() { # TARGET CORPUS
	local seeds=$here/seeds/$1 seed cell

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
