#!/bin/bash
# source-rules.sh - the rules of the sources that no compiler checks.
#
#   tests/source-rules.sh [ROOT]
#
# Looks at the .c and .h files under ROOT (this checkout, if not given) and
# checks that
#
#   - each folder of lib includes only what stands before it in the pipeline,
#     cmd sees only rnnfc.h, and a library has one file that knows it
#   - nothing under lib prints, exits or calls a function that cannot be
#     used safely or that asks the locale or the time zone
#   - every header compiles alone, in both precisions
#   - lines have at most 80 columns, with tabs of 4
#   - nothing is left to be done
#   - no two folders of lib have a file of the same name
#
# Prints what is wrong as file:line and exits 1, or prints one line.  CC is
# the compiler.

set -u
export LC_ALL=C

root=${1:-$(dirname "$0")/..}
cd "$root" || exit 2

# Which folders of lib each folder may include.
declare -A may_see=(
	[base]="base"
	[data]="base data"
	[nn]="base nn"
	[train]="base data nn train"
	[model]="base data nn train model"
	[forecast]="base data nn train model forecast"
	[select]="base data nn train model forecast select"
	[plot]="base data forecast plot"
)

# Which files alone include a header of another library.
declare -A only_in=(
	[csv.h]="lib/data/csv.c tests/bench/tokens.c"
	[cblas.h]=lib/base/blas.c
)

banned='(system|popen|atoi|atof|sprintf|vsprintf|strcpy|strcat|strtok|gets'
banned+='|scanf|fscanf|sscanf|setlocale|alloca|strptime|mktime|localtime|exit'
banned+='|abort|printf|vprintf|puts|putchar|perror)'
stream='(fprintf|vfprintf|fputs|fputc|putc)'

flags=(-std=c11 -D_GNU_SOURCE -pedantic -Wall -Wextra -Wshadow -Wvla
	-Wwrite-strings -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes
	-Wformat=2 -Wundef -Wimplicit-fallthrough -Werror)

n_wrong=0

# Reads lines "file:line: what is wrong".
complain()
{
	local line

	while IFS= read -r line; do
		echo "$line"
		n_wrong=$((n_wrong + 1))
	done
}

# What git knows or would know; everything where there is no git.
list_sources()
{
	git ls-files -co --exclude-standard -- '*.[ch]' 2>/dev/null ||
		find . -name '*.[ch]' -not -path './build/*' | sed 's|^\./||'
}

# under FOLDER...: the sources in these folders.
under()
{
	local file folder

	for file in "${sources[@]}"; do
		for folder; do
			[[ $file == "$folder"/* ]] && echo "$file"
		done
	done
}

# Prints "file:line:code" with comments, strings and characters emptied.
bare_code()
{
	awk '
		FNR == 1 { in_comment = 0 }
		{
			out = ""
			rest = $0
			while (rest != "") {
				if (in_comment) {
					if (!(at = index(rest, "*/")))
						break
					rest = substr(rest, at + 2)
					in_comment = 0
				} else if (match(rest, /^"([^"\\]|\\.)*"/)) {
					out = out "\"\""
					rest = substr(rest, RLENGTH + 1)
				} else if (match(rest, /^\047([^\047\\]|\\.)+\047/)) {
					out = out "0"
					rest = substr(rest, RLENGTH + 1)
				} else if (substr(rest, 1, 2) == "//") {
					break
				} else if (substr(rest, 1, 2) == "/*") {
					out = out " "
					rest = substr(rest, 3)
					in_comment = 1
				} else {
					match(rest, /^.[^"\047\/]*/)
					out = out substr(rest, 1, RLENGTH)
					rest = substr(rest, RLENGTH + 1)
				}
			}
			print FILENAME ":" FNR ":" out
		}
	' "$@"
}

# Prints "file line included", included with its quotes or brackets.
list_includes()
{
	awk '
		match($0, /^[ \t]*#[ \t]*include[ \t]*/) {
			rest = substr($0, RLENGTH + 1)
			if (match(rest, /^("[^"]*"|<[^>]*>)/))
				print FILENAME, FNR, substr(rest, 1, RLENGTH)
		}
	' "$@"
}

check_includes()
{
	local file line included name layer

	while read -r file line included; do
		name=${included:1:-1}
		case $included in
		\<*)
			[[ -z ${only_in[$name]-} ||
				" ${only_in[$name]} " == *" $file "* ]] ||
				echo "$file:$line: only ${only_in[$name]} may include <$name>"
			continue
			;;
		esac
		case $file in
		lib/*/*)
			layer=${file#lib/}
			layer=${layer%%/*}
			if [[ -z ${may_see[$layer]-} ]]; then
				echo "$file:$line: lib/$layer has no place in the order"
			elif [[ " ${may_see[$layer]} " != *" ${name%/*} "* ]]; then
				echo "$file:$line: lib/$layer may not include \"$name\""
			fi
			;;
		cmd/*)
			[[ $name == rnnfc.h || ($name != */* && -f cmd/$name) ]] ||
				echo "$file:$line: cmd sees only rnnfc.h, not \"$name\""
			;;
		esac
	done < <(list_includes "${sources[@]}")
}

check_calls()
{
	bare_code "$@" | grep -E \
		-e "(^|[^[:alnum:]_>.])${banned}[[:space:]]*\(" \
		-e "(^|[^[:alnum:]_])${stream}[[:space:]]*\(.*\<(stdout|stderr)\>" |
		sed -E 's/^([^:]*:[0-9]*):[[:space:]]*/\1: not in lib: /'
}

check_headers()
{
	local header precision said

	for header; do
		for precision in -URN_DOUBLE -DRN_DOUBLE; do
			# shellcheck disable=SC2086 # CC may hold options
			said=$(printf '#include "%s"\nint not_empty;\n' "$header" |
				${CC:-cc} "${flags[@]}" -Ilib -I. "$precision" \
					-fsyntax-only -x c - 2>&1) && continue
			said=$(grep -m 1 -E '(error|fatal)' <<<"$said")
			echo "$header:1: does not compile alone: $said"
			break
		done
	done
}

check_width()
{
	awk '
		{
			width = 0
			line = $0
			gsub(/[\200-\277]/, "", line) # one column a UTF-8 character
			n = split(line, piece, "\t")
			for (i = 1; i <= n; i++) {
				width += length(piece[i])
				if (i < n)
					width += 4 - width % 4
			}
			if (width > 80)
				print FILENAME ":" FNR ": " width " columns"
		}
	' "$@"
}

check_left_over()
{
	grep -HnwE 'TODO|FIXME|XXX' "$@" |
		sed -E 's/^([^:]*:[0-9]*):.*/\1: something is left to be done/'
}

# A .c and its .h share a name; two folders may not.
check_names()
{
	printf '%s\n' "$@" | awk '{
		folder = name = $0
		sub(/\/[^\/]*$/, "", folder)
		sub(/.*\//, "", name)
		sub(/\.[ch]$/, "", name)
		if (name in first && first[name] != folder)
			print $0 ":1: " first[name] " has a file of that name too"
		first[name] = folder
	}'
}

sources=()
while IFS= read -r file; do
	[[ -f $file ]] && sources+=("$file")
done < <(list_sources | sort -u)
mapfile -t library < <(under lib)
mapfile -t headers < <(under lib cmd | grep '\.h$')
mapfile -t written < <(under cmd lib tests/unit)
if [[ ${#library[@]} -eq 0 ]]; then
	echo "source-rules: no sources under $root/lib" >&2
	exit 2
fi

complain < <(check_includes)
complain < <(check_calls "${library[@]}")
complain < <(check_headers "${headers[@]}")
complain < <(check_width "${written[@]}")
complain < <(check_left_over "${sources[@]}")
complain < <(check_names "${library[@]}")

if [[ $n_wrong -gt 0 ]]; then
	echo "source-rules: $n_wrong found" >&2
	exit 1
fi
echo "source-rules: ${#sources[@]} files keep the rules"
