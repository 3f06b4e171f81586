#!/bin/sh
# m4-score.sh - scores a model, or the benchmarks alone, on the hourly series
# of the M4 competition as its official evaluation does.
#
#   datasets/m4-score.sh TRAIN.csv TEST.csv [MODEL]
#
# The files are those of the competition, one series a row.  Each series is
# forecast once, from the end of its training rows; sMAPE, MASE, OWA and MSIS
# are the means over the series, MASE and MSIS in units of all training rows,
# season 24, MSIS that of the model's intervals of 95 percent.  MODEL has been
# trained on m4-long.sh TRAIN.csv with the horizon of 48, and --val-size 1 or
# more where it is to have intervals.
#
# RNNFC is the program.  Exit status: its own, or 2, usage; 5, no such file.

set -u

rnnfc=${RNNFC:-rnnfc}
here=$(dirname "$0")

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
	echo "m4-score.sh: usage: m4-score.sh TRAIN.csv TEST.csv [MODEL]" >&2
	exit 2
fi
for file; do
	if [ ! -r "$file" ] || [ -d "$file" ]; then
		echo "m4-score.sh: cannot read \"$file\"" >&2
		exit 5
	fi
done
if [ $# -eq 3 ]; then
	set -- "$1" "$2" --model "$3"
else
	set -- "$1" "$2" --naive --id-col unique_id --input-size 48 --horizon 48
fi
train=$1
test=$2
shift 2
"$here/m4-long.sh" "$train" "$test" |
	"$rnnfc" evaluate - "$@" --season 24 --train-size 0 --val-size 0 \
		--test-size 1 --metrics smape,mase,owa,msis,coverage,mae,rmse
