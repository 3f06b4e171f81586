#!/bin/sh
# Remakes the pictures that the README shows.
# usage: RNNFC=PROGRAM plots/make.sh
set -eu
cd "$(dirname "$0")"
program=${RNNFC:-../rnnfc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" train ../datasets/air-passengers.csv --preset auto -q \
	-o "$work/auto.safetensors"
"$program" plot -m "$work/auto.safetensors" -H 24 -o air-passengers.png
"$program" train ../datasets/air-passengers.csv --input-size 12 --epochs 100 \
	-q -o "$work/air.safetensors"
"$program" plot -m "$work/air.safetensors" --kind loss \
	-o air-passengers-loss.png
"$program" train ../datasets/electricity-load.csv --preset auto -H 96 \
	--budget small -q -o "$work/load.safetensors"
"$program" plot -m "$work/load.safetensors" -H 96 -o electricity-load.png
RNNFC=$program ./cells.sh --draw
