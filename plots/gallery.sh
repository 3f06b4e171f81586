#!/bin/bash
# Makes the pictures of the gallery from the data sets that ship: every kind
# that rnnfc plot knows.  About a minute.
# usage: RNNFC=PROGRAM plots/gallery.sh [--draw]
#
# --draw: the model is there already, in $MODEL.
set -euo pipefail
cd "$(dirname "$0")"
program=$(realpath "${RNNFC:-../rnnfc}")
data=../datasets/electricity-load.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
model=${MODEL:-$work/load.safetensors}

# A day ahead from the day before, with what the clock says, as a distribution.
if [ "${1-}" != --draw ]; then
	"$program" train "$data" --input-size 96 --horizon 96 --cell gru \
		--layers 32 --dropout 0 --calendar hour,weekday --loss gaussian \
		--optimizer adam --lr 0.003 --schedule cosine --clip-norm 1 \
		--batch-size 64 --epochs 12 -q -o "$model"
fi

# Draws into gallery-NAME.png, in a size that is kind to who fetches it.
draw() { # NAME ARGUMENT...
	local name=$1

	shift
	"$program" plot "$@" -o "$work/$name.gp"
	sed -i 's/size 900,500/size 720,400/' "$work/$name.gp"
	LC_ALL=C.UTF-8 gnuplot "$work/$name.gp" >"gallery-$name.png"
}

"$program" predict -m "$model" --level 50,80,95 |
	draw fan - -m "$model"
"$program" predict -m "$model" --samples 5 | draw draws - -m "$model"
for kind in folds errors residuals histogram; do
	draw "$kind" -m "$model" --kind "$kind"
done
draw importance -m "$model" --kind importance "$data"

# The last chart of README.md is text.
sed -i '/^    rnnfc plot --kind errors$/q' README.md
{
	echo
	"$program" plot -m "$model" --kind errors | sed 's/^/    /'
} >>README.md
