#!/bin/bash
# growth.sh - how time and memory grow with rows, epochs and inputs.
#
#   RNNFC=PROGRAM BENCH=FOLDER tests/bench/growth.sh
#
# Trains the classic network, with the plain options, on a series that it
# makes up, and prints for each training the median of ROUNDS rounds (3):
#
#   seconds      of the training loop with validation
#   us/step      the same for each row of the file, epoch and input: it stays
#                as it is where time is linear in them
#   peak MB      resident memory of the process
#   batch MB     what the activations of one batch take, by the sum below
#   other MB     the rest: it does not grow with the inputs, and with the rows
#                by 8 bytes a value and what a window's number takes
#
# Activations, as numbers of 4 bytes, of B windows of T rows: for each of them
# the input; for a layer of H units below another its gates 4H, state 2H,
# output's gradient H, mask H, masked output H and that one's gradient H; for
# the last layer, of which only the last step is used, gates and state: 6H.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/bench/common.bash
. tests/bench/common.bash
rounds=${ROUNDS:-3}

make_series 140000 >"$work/140000.csv"
for rows in 20000 40000 80000; do
	head -n $((rows + 1)) "$work/140000.csv" >"$work/$rows.csv"
done

# One training, as a line of the table.
growth() { # ROWS EPOCHS INPUTS BATCH
	local key=$1-$2-$3-$4 i seconds peak activations

	for ((i = 1; i <= rounds; i++)); do
		note "$1 rows, $2 epochs, $3 inputs: round $i of $rounds"
		cost "$key" "$rnnfc" train --json -q --epochs "$2" \
			--input-size "$3" --batch-size "$4" -o "$work/m.safetensors" \
			"$work/$1.csv" | jq .seconds.train >>"$work/$key"
	done
	seconds=$(median 1 "$work/$key")
	peak=$(calc "$(median 3 "$work/$key.cost") * 0.001024")
	activations=$(calc "4e-6 * $4 * $3 * (1 + 10 * 50 + 6 * 200)")
	note ''
	printf '%7d %7d %7d %7d %9.2f %9.2f %9.1f %9.1f %9.1f\n' "$@" "$seconds" \
		"$(calc "1e6 * $seconds / $1 / $2 / $3")" "$peak" "$activations" \
		"$(calc "$peak - $activations")"
}

"$rnnfc" --version | head -n 1
printf '%7s %7s %7s %7s %9s %9s %9s %9s %9s\n' rows epochs inputs batch \
	seconds us/step 'peak MB' 'batch MB' 'other MB'
for rows in 20000 40000 80000 140000; do
	growth $rows 1 5 512
done
for epochs in 2 4; do
	growth 20000 $epochs 5 512
done
for batch in 512 128; do
	for inputs in 5 24 96; do
		growth 20000 1 $inputs $batch
	done
done
