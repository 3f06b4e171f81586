#!/usr/bin/env bash
# records.sh - trains what README.md compares with published records.
#
#   tests/bench/records.sh DIR [RECORD...]
#
# DIR holds elec_load.csv, ETTh1.csv, m4_hourly_train.csv and
# m4_hourly_test.csv, as datasets/fetch.sh puts them there.  RECORD is one of
# load load-best load-auto ett-96 ett-192 ett-336 ett-720 m4, else all.
# SEEDS (1 2 3) are the seeds, RNNFC is the program.
#
# Prints for each seed a line: the record, the seed, what is measured, and the
# seconds of the whole command; then their mean and range.  The load's measure
# is the mean squared error on the test rows in units of the largest value of
# the series, ETTh1's MSE and MAE of standardised values, M4's sMAPE, MASE, OWA
# and MSIS; a window of each of its series is kept back for the last.

set -eu

rnnfc=$(realpath "${RNNFC:-./rnnfc}")
here=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
model=$work/model.safetensors

load=("$dir/elec_load.csv" --lead 2 --train-size 11960 --val-size 1040
	--test-size 1000)
rows=(--scaler standard --base last --lags auto --diffs 24 --calendar "96,672"
	--cell lstm --layers 64 --init uniform --dropout 0.2 --chunk 288
	--warm-up 48 --epoch-steps 25 --epochs 20 --batch-size 32
	--optimizer adamw --learning-rate 0.003 --weight-decay 0.0001
	--clip-norm 1 --schedule one-cycle)
segments=(--scaler standard --arch segment --segment 24 --input-size 720
	--window-norm last --series-embedding 64 --cell gru --layers 128
	--init uniform --dropout 0.1 --loss mae --optimizer adam
	--learning-rate 0.001 --schedule one-cycle --batch-size 256 --epochs 3)
panel=(--arch segment --segment 24 --input-size 336 --window-norm last
	--linear-skip --zero-output --scaler standard --cell gru --layers 192
	--dropout 0 --loss sum --loss-sum "mase:1,smape:0.1" --optimizer adam
	--learning-rate 0.003 --schedule one-cycle --batch-size 128
	--epoch-steps 1000 --epochs 8)

train() { "$rnnfc" train "$@" -q --json -o "$model" >"$work/train.json"; }

of_load()
{
	train "${load[@]}" "$@"
	jq -r '.verdict.forecasts[0].rmse / 338.21 | . * .' "$work/train.json"
}

# 12, 4 and 4 months of hours, of all windows that fit into them.
of_ett()
{
	local H=$1
	shift
	train "$dir/ETTh1.csv" --target-col all --horizon "$H" \
		--train-size $((8640 - 720 - H + 1)) --val-size $((2880 - H + 1)) \
		--test-size $((2880 - H + 1)) "${segments[@]}" "$@"
	jq -r '.scaled | "\(.test_mse) \(.test_mae)"' "$work/train.json"
}

of_m4()
{
	[ -e "$work/m4.csv" ] ||
		"$here/datasets/m4-long.sh" "$dir/m4_hourly_train.csv" >"$work/m4.csv"
	train "$work/m4.csv" --id-col unique_id --season 24 --horizon 48 \
		--test-size 0 "${panel[@]}" "$@"
	RNNFC=$rnnfc "$here/datasets/m4-score.sh" "$dir/m4_hourly_train.csv" \
		"$dir/m4_hourly_test.csv" "$model" 2>/dev/null |
		awk '/MASE/ { for (i = 1; i <= NF; i++) at[$i] = i + 1 }
			$1 == "model" { print $at["sMAPE"] + 0, $at["MASE"], $at["OWA"],
				$at["MSIS"] }'
}

measure()
{
	case $1 in
	load) of_load "${rows[@]}" --seed "$2" ;;
	load-best) of_load "${rows[@]}" --seed "${2}1" --ensemble 5 ;;
	load-auto) of_load --preset auto --seed "$2" ;;
	ett-*) of_ett "${1#ett-}" --seed "${2}1" --ensemble 3 ;;
	m4) of_m4 --seed "$2" --val-size 1 ;;
	*) echo "records.sh: there is no record $1" >&2 && return 2 ;;
	esac
}

[ $# -gt 0 ] || set -- load load-best load-auto ett-96 ett-192 ett-336 \
	ett-720 m4
for record; do
	for seed in ${SEEDS:-1 2 3}; do
		begin=$(date +%s)
		got=$(measure "$record" "$seed")
		echo "$record $seed $got $(($(date +%s) - begin))"
	done | tee "$work/lines"
	awk '{ for (i = 3; i <= NF; i++) {
			sum[i] += $i
			if (NR == 1 || $i < least[i]) least[i] = $i
			if (NR == 1 || $i > most[i]) most[i] = $i
		} }
		END { printf "%s mean", $1
			for (i = 3; i <= NF; i++)
				printf " %.6g (%.6g to %.6g)", sum[i] / NR, least[i], most[i]
			print "" }' "$work/lines"
done
