#!/bin/sh
# m4-long.sh - turns files of the M4 competition, one series a row, into long
# format, one value a row.
#
#   datasets/m4-long.sh FILE... >OUT.csv
#
# Writes the columns unique_id, ds and y; ds counts the values of a series
# from 1.  Of several files, those after the first continue the series of the
# same name: the training file and then the test file give whole series, in
# the order of the first file.  Empty fields at the end of a row are padding.
# Values stay the text that they are.
#
# Exit status: 0 done, 2 usage, 3 the data is not what was expected, 5 it
# could not be read or written.

set -u

fail()
{
	echo "m4-long.sh: $2" >&2
	exit "$1"
}

[ $# -gt 0 ] || fail 2 "usage: m4-long.sh FILE... >OUT.csv"
for file; do
	if [ ! -r "$file" ] || [ -d "$file" ]; then
		fail 5 "cannot read \"$file\""
	fi
done

# A name of a file may hold a "=", which awk would take for an assignment.
for file; do
	shift
	case $file in
	/*) set -- "$@" "$file" ;;
	*) set -- "$@" "./$file" ;;
	esac
done

LC_ALL=C awk '
	function refuse(what)
	{
		print "m4-long.sh: " FILENAME ":" FNR ": " what >"/dev/stderr"
		failed = 3
		exit
	}
	BEGIN { FS = "," }
	{
		sub(/\r$/, "")
		gsub(/"/, "")
	}
	FNR == 1 {
		n_file++
		if ($1 != "V1")
			refuse("the header does not begin with V1")
		next
	}
	{
		if ($1 == "")
			refuse("a series without a name")
		if (($1, n_file) in seen)
			refuse("the series " $1 " is there twice")
		seen[$1, n_file] = 1
		if (!($1 in count)) {
			if (n_file > 1)
				refuse("the series " $1 " is not in the first file")
			name[++n_name] = $1
			count[$1] = 0
		}
		n = NF
		while (n > 1 && $n == "")
			n--
		for (i = 2; i <= n; i++) {
			if ($i == "")
				refuse("a value is missing in the series " $1)
			value[$1, ++count[$1]] = $i
		}
	}
	END {
		if (failed)
			exit failed
		print "unique_id,ds,y"
		for (s = 1; s <= n_name; s++)
			for (i = 1; i <= count[name[s]]; i++)
				print name[s] "," i "," value[name[s], i]
	}
' "$@"
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || fail 5 "cannot read or write"
exit $status
