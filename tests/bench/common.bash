# common.bash - what the scripts of this folder share.
# shellcheck shell=bash

export LC_ALL=C
# shellcheck disable=SC2034 # used by whoever reads this file
rnnfc=${RNNFC:?the program to measure}
bench=${BENCH:?the folder of the helpers that make builds}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Says on a terminal what is going on.
note() { # TEXT
	[ ! -t 2 ] || printf '\r\033[K%.78s' "$1" >&2
}

# Runs a command; appends "WALL CPU PEAK" to $work/KEY.cost.
cost() { # KEY COMMAND...
	"$bench/spawn" "$work/$1.cost" "${@:2}"
}

# The median of column C of a file, of a list on standard input without one.
median() { # C [FILE]
	awk -v c="$1" '{ print $c }' "${2:--}" | sort -g | awk '
		{ x[NR] = $1 }
		END {
			i = int((NR + 1) / 2)
			if (NR)
				printf "%.9g\n", (x[i] + x[NR + 1 - i]) / 2
		}'
}

# Prints the value of an arithmetic expression.
calc() { # EXPRESSION
	awk "BEGIN { printf \"%.9g\\n\", $1 }"
}

# A series with a daily and a weekly wave, every 15 minutes.
make_series() { # ROWS
	TZ=UTC awk -v n="$1" 'BEGIN {
		print "ds,load"
		for (i = 0; i < n; i++)
			print strftime("%Y-%m-%d %H:%M", 1672531200 + 900 * i) "," \
				int(15000 + 6000 * sin(i * 0.06545) \
				+ 2000 * sin(i * 0.00935) + 1000 * sin(i * i * 0.37)) / 100
	}'
}
