#!/bin/bash
# run.sh - how fast it is: one table and, with JSON=FILE, one document.
#
#   RNNFC=PROGRAM BENCH=FOLDER [JSON=FILE] [FORCE=1] [FULL=1] \
#       run.sh [--quick|--reading]
#
# Every figure is the median of ROUNDS rounds (5), in which rnnfc, the limit
# and PyTorch take turns.  --quick does less of all of it, in under a minute;
# --reading measures CSV alone; with FULL=1 the quoted file is as large as
# UCI's LD2011_2014.txt, 711 MB.
# The lines:
#
#   training      seconds of the training loop with validation.  classic is
#                 `--preset classic`; the others name inputs (T), units of
#                 both layers (H) and windows in a batch (B), without the
#                 first epoch, which meets memory for the first time, as
#                 PyTorch's first batch is left out.  Under each, the same
#                 training as a process: seconds from start to end, for rnnfc
#                 with reading and the verdict, and peak memory
#   inference     windows a second, the classic network, on all processors
#   one window    microseconds from the rows of one window to its forecast
#   --follow      microseconds a row of `rnnfc predict --follow`: 100,000
#                 rows, less the time of a start
#   --version     milliseconds of a process
#   CSV           megabytes of CSV a second: see reading.bash
#
# The limit is the training's matrix products alone, each one call of OpenBLAS,
# with the weights in the faster of two layouts (limit.c); "of limit" is the
# share of its speed.  "products in pieces" are the same products as rnnfc cuts
# them (lib/base/gemm.c), which nothing that is cut so can beat.  With --version
# the limit is an empty process.
# PyTorch (package python3-torch, peer.py) runs at the best of the settings
# that a short run of each finds; "faster" is how many times rnnfc is faster,
# or smaller.  Reading is compared with pandas (python3-pandas).
#
# OpenBLAS with forced kernels says nothing about a machine: no ratio is
# printed where OPENBLAS_CORETYPE or OPENBLAS_L2_SIZE is set, unless FORCE=1.
# PYTHON is the interpreter to use.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/bench/common.bash
. tests/bench/common.bash
# shellcheck source=tests/bench/reading.bash
. tests/bench/reading.bash

only=
[ "${1-}" != --reading ] || only=reading
if [ "${1-}" = --quick ]; then
	quick=true rounds=${ROUNDS:-2} searches=1 starts=50 seconds=0.4 epochs=2
	deep_batch=64 n_deep=64 n_small=1024 n_follow=10000
	n_narrow=200000 n_wide=2000 n_quoted=2000
else
	quick=false rounds=${ROUNDS:-5} searches=3 starts=200 seconds=2 epochs=10
	deep_batch=512 n_deep=512 n_small=4096 n_follow=100000
	n_narrow=1000000 n_wide=20000 n_quoted=20000
fi
[ -z "${FULL-}" ] || n_quoted=140256
data=datasets/electricity-load.csv
facts=$work/facts
read -r core threads <<<"$("$bench/engine" about)"
forced=${OPENBLAS_CORETYPE:-${OPENBLAS_L2_SIZE:-}}
[ "${FORCE-}" != 1 ] || forced=

# --- facts and the table

# Notes a fact for the JSON document, under a path with dots.
fact() { # PATH VALUE
	printf '%s\t%s\n' "$1" "$2" >>"$facts"
}

# The median of a column of a file, noted with all rounds; nothing without.
figure() { # PATH C FILE [FACTOR]
	local value rounds_of

	[ -s "$3" ] || return 0
	value=$(calc "$(median "$2" "$3") * ${4:-1}")
	rounds_of=$(awk -v c="$2" -v f="${4:-1}" \
		'{ printf "%s%.6g", (NR > 1 ? "," : ""), $c * f }' "$3")
	fact "$1.median" "$value"
	fact "$1.rounds" "[$rounds_of]"
	echo "$value"
}

short() { # VALUE
	awk -v x="$1" 'BEGIN {
		print x == "" ? "-" : sprintf(x >= 1000 ? "%.0f" : x >= 100 ? "%.1f" \
			: x >= 10 ? "%.2f" : "%.3f", x)
	}'
}

# How many times A is better than B, noted too; nothing where one is unknown.
ratio() { # FACT smaller|bigger A B
	local value

	if [ -n "$forced" ] || [ -z "$3" ] || [ -z "$4" ]; then
		return 0
	fi
	value="$4 / $3"
	[ "$2" = smaller ] || value="$3 / $4"
	value=$(calc "$value")
	fact "$1" "$value"
	echo "$value"
}

# A line of the table.
row() { # PATH NAME UNIT smaller|bigger RNNFC LIMIT PEER
	local of times

	of=$(ratio "$1.of_limit" "$4" "$5" "$6")
	times=$(ratio "$1.faster" "$4" "$5" "$7")
	[ -z "$of" ] || of=$(awk -v x="$of" 'BEGIN { printf "%.1f %%", 100 * x }')
	[ -z "$times" ] || times=$(awk -v x="$times" 'BEGIN { printf "%.2fx", x }')
	note ''
	printf '%-26s %-10s%9s%9s%9s%9s%8s\n' "$2" "$3" "$(short "$5")" \
		"$(short "$6")" "$(short "$7")" "${of:--}" "${times:--}"
}

heading() { # PEER
	printf '\n%-26s %-10s%9s%9s%9s%9s%8s\n' "medians of $rounds rounds" '' \
		rnnfc limit "$1" 'of limit' faster
}

# --- PyTorch

find_python() {
	local p

	for p in ${PYTHON:-python3 /usr/bin/python3}; do
		! "$p" -c "import $1" 2>/dev/null || { echo "$p"; return; }
	done
}

# Runs the peer at a setting "OMP BLAS THREADS CAPABILITY [OPTIONS]".
peer() { # KEY SETTING ARGUMENT...
	local omp blas n capability option

	read -r omp blas n capability option <<<"$2"
	local -x OMP_NUM_THREADS=$omp OPENBLAS_NUM_THREADS=$blas
	[ "$capability" = - ] || local -x ATEN_CPU_CAPABILITY=$capability
	# Options are meant to be split into words.
	# shellcheck disable=SC2086
	cost "$1" "$torch" tests/bench/peer.py --threads "$n" $option "${@:3}"
}

# The settings worth a try: threads of PyTorch, of OpenBLAS, and the vector
# width of PyTorch's own loops, which it does not choose at its best itself.
list_settings() {
	local capability capabilities=- s

	! grep -qs avx2 /proc/cpuinfo || capabilities=avx2
	! grep -qs avx512f /proc/cpuinfo || capabilities='avx512 avx2'
	for capability in $capabilities; do
		for s in "1 $threads 1" "$threads 1 $threads" '1 1 1' \
			"$threads $threads $threads"; do
			echo "$s $capability"
		done
		! $quick || break
	done | awk '!seen[$0]++' | if $quick; then head -n 2; else cat; fi
}

# Runs the peer once at each setting on standard input, stopping those that
# take three times as long as another, and prints the best.  A quick run
# searches once for all.
find_best() { # smaller|bigger ARGUMENT...
	local setting value better best='' best_value='' allowed=300

	if [ -n "$quick_setting" ]; then
		echo "$quick_setting"
		return
	fi
	while read -r setting; do
		note "PyTorch: looking for its best setting: $setting"
		export -f peer cost
		export torch bench work
		rm -f "$work/search.cost"
		# The function is meant to expand in the other shell.
		# shellcheck disable=SC2016
		value=$(timeout "$allowed" bash -c 'peer search "$@"' peer \
			"$setting" "${@:2}" </dev/null 2>/dev/null) || continue
		# mawk and gawk print 1 for what is true.
		better="($value < $best_value)"
		[ "$1" = smaller ] || better="($value > $best_value)"
		if [ -z "$best" ] || [ "$(calc "$better")" = 1 ]; then
			best=$setting best_value=$value
			allowed=$(awk '{ print int(3 * $1 + 2) }' "$work/search.cost")
		fi
	done
	echo "$best"
}

# --- what is measured

# The faster layout of weights for products in one call: see limit.c.
find_limit() { # T LAYERS BATCH N_TRAIN
	local i layout

	for ((i = 0; i < searches; i++)); do
		for layout in torch turned; do
			note "the limit: looking for it: $layout"
			echo "$("$bench/limit" $layout whole "$@" 0 1 "$threads")" \
				"$layout"
		done
	done | sort -g | sed -n '1s/[^ ]* [^ ]* //p'
}

# One training.  SECONDS says which of rnnfc's are compared.  Options of rnnfc
# follow; the others get them as arguments.
training() { # KEY NAME SECONDS T LAYERS BATCH N_TRAIN N_VALID EPOCHS N_SEARCH...
	local key=$1 name=$2 which=$3 best='' i ours limit pieces theirs
	local path=training.$1 layout

	shift
	local shape=("$3" "$4" "$5" "$6" "$7" "$8")
	layout=$(find_limit "$3" "$4" "$5" $(($5 > $9 ? $5 : $9)))
	fact "$path.limit.layout" "\"$layout\""
	[ -z "$torch" ] || best=$(list_settings |
		find_best smaller train "$3" "$4" "$5" "$9" 32 1)
	! $quick || quick_setting=$best
	for ((i = 1; i <= rounds; i++)); do
		note "training, $name: round $i of $rounds"
		cost "$key.limit" "$bench/limit" "$layout" whole "${shape[@]}" \
			"$threads" >>"$work/$key.limit"
		cost "$key.rnnfc" "$rnnfc" train --json -q "${@:10}" \
			-o "$work/$key.safetensors" "$data" |
			jq "$which" >>"$work/$key.rnnfc"
		cost "$key.pieces" "$bench/limit" turned pieces "${shape[@]}" \
			"$threads" >>"$work/$key.pieces"
		[ -z "$best" ] ||
			peer "$key.torch" "$best" train "${shape[@]}" \
				>>"$work/$key.torch"
	done
	fact "$path.shape" "$(printf '{"T":%s,"layers":[%s],"batch":%s,' \
		"${shape[@]:0:3}"; printf '"train":%s,"valid":%s,"epochs":%s}' \
		"${shape[@]:3}")"
	[ -z "$best" ] || fact "$path.torch.setting" "\"$best\""
	ours=$(figure "$path.rnnfc.seconds" 1 "$work/$key.rnnfc")
	limit=$(figure "$path.limit.seconds" 1 "$work/$key.limit")
	theirs=$(figure "$path.torch.seconds" 1 "$work/$key.torch")
	pieces=$(figure "$path.pieces.seconds" 1 "$work/$key.pieces")
	row "$path" "training, $name" s smaller "$ours" "$limit" "$theirs"
	row "$path.in_pieces" '  products in pieces' s smaller "$ours" "$pieces" ''
	processes "$key" "$path"
}

# The same as processes: seconds and peak memory.
processes() { # KEY PATH
	local i unit name factor values who

	for i in 1 3; do
		name=wall unit=s factor=1 values=()
		[ $i = 1 ] || name=peak unit=MB factor=0.001024
		for who in rnnfc limit torch; do
			values+=("$(figure "$2.$who.process_$name" $i \
				"$work/$1.$who.cost" "$factor")")
		done
		# A process of the limit alone is no limit of another.
		row "$2.process_$name" "  as a process, $name" "$unit" smaller \
			"${values[0]}" '' "${values[2]}"
	done
}

inference() {
	local best='' i

	if [ -n "$torch" ]; then
		best=$(list_settings |
			find_best bigger --seconds 0.5 infer 5 50,200 20000)
		best=$(printf '%s\n' "$best" "$best --batch 64" \
			"$best --batch 128" "$best --batch 512" "$best --batch 1024" \
			"$best --batch 4096" "$best --jit" |
			find_best bigger --seconds 1 infer 5 50,200 20000)
	fi
	for ((i = 1; i <= rounds; i++)); do
		note "inference: round $i of $rounds"
		cost infer.rnnfc "$bench/engine" infer "$work/classic.safetensors" \
			"$data" "$threads" "$seconds" >>"$work/infer.rnnfc"
		[ -z "$best" ] || peer infer.torch "$best" --seconds "$seconds" \
			infer 5 50,200 20000 >>"$work/infer.torch"
	done
	[ -z "$best" ] || fact inference.torch.setting "\"$best\""
	row inference inference windows/s bigger \
		"$(figure inference.rnnfc.windows_a_second 1 "$work/infer.rnnfc")" '' \
		"$(figure inference.torch.windows_a_second 1 "$work/infer.torch")"
	row inference.process_peak '  as a process, peak' MB smaller \
		"$(figure inference.rnnfc.process_peak 3 "$work/infer.rnnfc.cost" \
			0.001024)" '' \
		"$(figure inference.torch.process_peak 3 "$work/infer.torch.cost" \
			0.001024)"
}

one_window() {
	local best='' i n=3000

	[ -z "$torch" ] || best=$(list_settings | grep '^1 ' |
		sed 'p;s/$/ --jit/' | find_best smaller latency 5 50,200 1000)
	for ((i = 1; i <= rounds; i++)); do
		note "one window: round $i of $rounds"
		cost latency.rnnfc "$bench/engine" latency \
			"$work/classic.safetensors" $n >>"$work/latency.rnnfc"
		[ -z "$best" ] || peer latency.torch "$best" latency 5 50,200 $n \
			>>"$work/latency.torch"
	done
	[ -z "$best" ] || fact one_window.torch.setting "\"$best\""
	row one_window 'one window' us smaller \
		"$(figure one_window.rnnfc.us 1 "$work/latency.rnnfc")" '' \
		"$(figure one_window.torch.us 1 "$work/latency.torch")"
}

# The time of the rows alone: many, less few.
follow() {
	local i n us=

	if "$rnnfc" help predict | grep -q -e --follow; then
		make_series $((n_follow + 10)) >"$work/many.csv"
		head -n 11 "$work/many.csv" >"$work/few.csv"
		for ((i = 1; i <= rounds; i++)); do
			note "--follow: round $i of $rounds"
			for n in many few; do
				cost follow.$n "$rnnfc" predict --follow -q -H 1 \
					-m "$work/classic.safetensors" "$work/$n.csv" >"$work/out"
			done
		done
		paste "$work/follow.many.cost" "$work/follow.few.cost" |
			awk -v n="$n_follow" '{ print 1e6 * ($1 - $4) / n }' >"$work/follow"
		us=$(figure follow.rnnfc.us_a_row 1 "$work/follow")
	fi
	row follow 'predict --follow' us/row smaller "$us" '' ''
}

start_up() {
	local i

	note 'start-up'
	for ((i = 0; i < starts; i++)); do
		cost start.empty "$bench/empty"
		cost start.rnnfc "$rnnfc" --version >"$work/out"
	done
	row start_up 'start-up, --version' ms smaller \
		"$(figure start_up.rnnfc.ms 1 "$work/start.rnnfc.cost" 1000)" \
		"$(figure start_up.empty.ms 1 "$work/start.empty.cost" 1000)" ''
}

engine() {
	local all=.seconds.train rest='[.epochs[1:][].seconds] | add'

	training classic classic "$all" 5 50,200 512 11960 1040 $epochs 5120 \
		--preset classic --epochs $epochs
	training deep "T=96 H=512 B=$deep_batch" "$rest" 96 512,512 $deep_batch \
		$n_deep 0 1 128 --input-size 96 --layers 512,512 \
		--batch-size $deep_batch --train-size $n_deep --val-size 0 \
		--test-size 0 --epochs 2
	training small 'T=96 H=64 B=64' "$rest" 96 64,64 64 $n_small 0 1 512 \
		--input-size 96 --layers 64,64 --batch-size 64 \
		--train-size $n_small --val-size 0 --test-size 0 --epochs 2
	inference
	one_window
	follow
	start_up
}

# --- the table

torch=$(find_python torch)
version=$("$rnnfc" --version | sed -n '1s/.* //p')
fact rnnfc "\"$version\""
fact quick $quick
fact rounds "$rounds"
fact threads "$threads"
fact openblas.core "\"$core\""
fact openblas.forced "$([ -n "${OPENBLAS_CORETYPE-}${OPENBLAS_L2_SIZE-}" ] &&
	echo true || echo false)"
echo "rnnfc $version, OpenBLAS with kernels for $core, $threads threads"
if [ -n "$torch" ]; then
	torch_version=$("$torch" tests/bench/peer.py version)
	fact torch "\"$torch_version\""
	echo "PyTorch $torch_version, at the best of its settings"
else
	echo 'PyTorch is not here: install the package python3-torch'
fi
if [ -n "$forced" ]; then
	echo 'no ratios: OPENBLAS_CORETYPE or OPENBLAS_L2_SIZE is set;' \
		'unset it, or FORCE=1'
fi
! $quick || echo 'quick: less work and fewer rounds; see make bench'

quick_setting=
if [ -z "$only" ]; then
	heading PyTorch
	engine
fi
heading pandas
reading

if [ -n "${JSON-}" ]; then
	jq -Rn '[inputs | split("\t")] | reduce .[] as [$path, $value]
		({}; setpath($path | split("."); $value | fromjson))' \
		"$facts" >"$JSON"
fi
