#!/bin/bash
# Compares all cells on the data sets that ship, under equal budgets: two
# layers of one width, as many weights as fit into 6,000, the same windows, the
# same updates, three seeds, the last weights.  Writes cells.csv and draws
# cells.png; about 20 minutes.
# usage: RNNFC=PROGRAM plots/cells.sh [--draw]
#
# --draw: cells.csv is there already.
#
# An echo state network has one layer and no updates, and windows to choose the
# penalty of its read-out by.  What counts is the RMSE on the test windows over
# that of the best naive forecast.
set -euo pipefail
cd "$(dirname "$0")"
program=${RNNFC:-../rnnfc}
budget=6000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What both data sets are trained with, and each of them.
common=(--optimizer adam --schedule cosine --lr 0.002 --dropout 0
	--clip-norm 1 --val-size 0 --keep last --threads 1 -q --json -o "$work/model")
air=(../datasets/air-passengers.csv --input-size 12 --epochs 300
	--batch-size 16)
load=(../datasets/electricity-load.csv --rows 0:8064 --input-size 96
	--epochs 6 --batch-size 64)

# The layers of a cell that is H wide.
layers() { # CELL H
	case $1 in
	esn) echo "$2" ;;
	*) echo "$2,$2" ;;
	esac
}

# The widest layers whose weights are within the budget.  Groups of a clockwork
# want a width that can be divided.
widest() { # CELL
	local step=1 low=1 high=256 H

	[ "$1" != cwrnn ] || step=8 high=32
	while [ $((high - low)) -gt 1 ]; do
		H=$(((low + high) / 2))
		"$program" train "${air[@]}" "${common[@]}" --cell "$1" --epochs 1 \
			--layers "$(layers "$1" $((H * step)))" >/dev/null
		if [ "$("$program" info "$work/model" --json | jq .parameters)" \
			-le "$budget" ]; then
			low=$H
		else
			high=$H
		fi
	done
	echo $((low * step))
}

# One line of the table.
compare() { # DATA CELL LAYERS SEED OPTION...
	local own=()

	[ "$2" != esn ] || own=(--val-size 0.1)
	"$program" train "${@:5}" "${common[@]}" --cell "$2" --layers "$3" \
		--seed "$4" "${own[@]}" >"$work/report"
	jq -r --arg data "$1" --arg cell "$2" --arg layers "${3/,/+}" \
		--arg seed "$4" \
		--arg n "$("$program" info "$work/model" --json | jq .parameters)" '
		def round4: . * 10000 | round / 10000;
		.verdict.forecasts
		| (map(select(.name | . != "model" and . != "ridge").rmse) | min)
			as $naive
		| [$data, $cell, $layers, $n, $seed, (.[0].rmse | round4),
			(.[0].rmse / $naive | round4),
			((map(select(.name == "ridge"))[0].rmse // null) / $naive
				| round4)]
		| join(",")' "$work/report"
}

measure() {
	local cell H seed

	echo data,cell,layers,parameters,seed,rmse,over_naive,ridge_over_naive
	for cell in $("$program" list cells --json | jq -r '.cells[].name'); do
		H=$(widest "$cell")
		for seed in 1 2 3; do
			compare air-passengers "$cell" "$(layers "$cell" "$H")" $seed \
				"${air[@]}"
			compare electricity-load "$cell" "$(layers "$cell" "$H")" $seed \
				"${load[@]}"
		done
	done
}

if [ "${1-}" != --draw ]; then
	measure >"$work/cells.csv"
	mv "$work/cells.csv" cells.csv
fi
gnuplot cells.gp
