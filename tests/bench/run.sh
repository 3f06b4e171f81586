#!/bin/bash
# How fast it is, as whole processes: medians of five rounds.
# usage: RNNFC=PROGRAM tests/bench/run.sh [DATA.csv]
set -eu
cd "$(dirname "$0")/../.."
data=${1:-datasets/electricity-load.csv}
rounds=5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs a command `rounds` times and prints the median of the seconds.
measure() { # NAME COMMAND...
	local name=$1 i start
	shift
	for ((i = 0; i < rounds; i++)); do
		start=$(date +%s%N)
		"$@" >/dev/null 2>&1
		echo $((($(date +%s%N) - start) / 1000))
	done | sort -n | awk -v name="$name" '
		{ us[NR] = $1 }
		END { printf "%-34s %10.3f s\n", name, us[int((NR + 1) / 2)] / 1e6 }'
}

"$RNNFC" --version -v
echo "medians of $rounds runs, $data"
measure 'version' "$RNNFC" --version
measure 'inspect' "$RNNFC" inspect "$data"
measure 'train, classic recipe' "$RNNFC" train "$data" --preset classic -q \
	-o "$work/m.safetensors"
measure 'predict, 1 row' "$RNNFC" predict -m "$work/m.safetensors" -H 1
measure 'predict, 10,000 rows' "$RNNFC" predict -m "$work/m.safetensors" \
	-H 10000
