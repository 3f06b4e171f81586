# reading.bash - how fast CSV is read, as lines of the table of run.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154 # run.sh has set them
#
# Megabytes of a file a second, for a narrow file (a time stamp and a number),
# a wide one (a time stamp and 370 numbers) and the same in the form of UCI's
# LD2011_2014.txt (table.c): to load one column, to load all, the same of the
# file packed with gzip, to inspect.  The limit is libcsv alone, with callbacks
# that do nothing (tokens.c), which only leaving out columns can pass
# (lib/data/skim.h); the peer is pandas.read_csv of the same columns, which
# leaves times as text.  Of memory, the limit is the values themselves, 8 bytes
# each.

# Appends the seconds of one reading by each to $work/KEY.{rnnfc,limit,pandas}.
read_once() { # KEY FILE DELIMITER TARGET|all|inspect AT
	local point=. columns=all

	[ "$3" = , ] || point=,
	case $4 in
	inspect)
		cost "$1.rnnfc" "$rnnfc" inspect "$2" >"$work/out"
		tail -n 1 "$work/$1.rnnfc.cost" | cut -d ' ' -f 1 \
			>>"$work/$1.rnnfc"
		;;
	*)
		[ "$4" = all ] || columns=$5
		cost "$1.rnnfc" "$bench/engine" read "$2" "$4" >>"$work/$1.rnnfc"
		;;
	esac
	# Packed files have none: zlib's time would be most of it.
	[[ $2 == *.gz ]] || "$bench/tokens" "$2" "$3" >>"$work/$1.limit"
	[ -z "$pandas" ] || cost "$1.pandas" "$pandas" -c '
import sys, time, pandas
path, delimiter, point, column = sys.argv[1:]
columns = None if column == "all" else [0, int(column)]
start = time.perf_counter()
pandas.read_csv(path, sep=delimiter, decimal=point, usecols=columns)
print(time.perf_counter() - start)' "$2" "$3" "$point" "$columns" \
		>>"$work/$1.pandas"
}

# The line of one kind of reading, and of its memory.
read_rounds() { # FORM NAME VALUES FILE DELIMITER TARGET|all|inspect AT
	local kind=${2%%[ ,]*} i mb who values=()
	local key=read.$1.$kind path=reading.$1.$kind

	mb=$(calc "$(wc -c <"${4%.gz}") / 1e6") # of text, whatever its packing
	for ((i = 1; i <= rounds; i++)); do
		note "reading, $1, $2: round $i of $rounds"
		read_once "$key" "${@:4}"
	done
	for who in rnnfc limit pandas; do
		[ ! -s "$work/$key.$who" ] ||
			awk -v mb="$mb" '{ print mb / $1 }' "$work/$key.$who" \
				>"$work/$key.$who.speed"
		values+=("$(figure "$path.$who.mb_a_second" 1 \
			"$work/$key.$who.speed")")
	done
	row "$path" "$1 CSV, $2" MB/s bigger "${values[@]}"
	row "$path.process_peak" '  as a process, peak' MB smaller \
		"$(figure "$path.rnnfc.process_peak" 3 "$work/$key.rnnfc.cost" \
			0.001024)" "${3:+$(calc "8e-6 * $3")}" \
		"$(figure "$path.pandas.process_peak" 3 \
			"$work/$key.pandas.cost" 0.001024)"
}

# All kinds of reading of one form.
read_form() { # FORM ROWS DELIMITER TARGET AT
	local file=$work/$1.csv n_value=$2

	note "reading: writing the file, $1"
	"$bench/table" "$1" "$2" >"$file"
	if ! "$bench/engine" read "$file" "$4" >"$work/out" 2>&1; then
		row "reading.$1" "$1 CSV" MB/s bigger '' '' ''
		return
	fi
	gzip -1k "$file"
	if [ "$5" != 1 ]; then
		n_value=$(($2 * n_client))
		read_rounds "$1" "one of $((n_client + 1))" "$2" "$file" "$3" "$4" \
			"$5"
	fi
	read_rounds "$1" 'all columns' "$n_value" "$file" "$3" all "$5"
	read_rounds "$1" 'gzip, all' "$n_value" "$file.gz" "$3" all "$5"
	read_rounds "$1" inspect '' "$file" "$3" inspect "$5"
	rm "$file" "$file.gz"
}

reading() {
	local pandas n_client=370

	pandas=$(find_python pandas)
	read_form narrow "$n_narrow" , y 1
	read_form wide "$n_wide" , MT_185 185
	read_form quoted "$n_quoted" ';' MT_185 185
}
