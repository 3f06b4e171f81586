#!/usr/bin/env bats
# The documents against the program: the manual's form, its options, defaults
# and names, the keys it describes, and every command that it or the README
# shows.

bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
RNNFC=${RNNFC:-$root/rnnfc}

setup() {
	unset RNNFC_MODEL NO_COLOR
	cd "$BATS_TEST_TMPDIR" || return
}

# The commands that the program's own table has.
commands() {
	"$RNNFC" --help | awk '
		/^Commands:/ { inside = 1; next }
		inside && NF == 0 { exit }
		inside { print $1 }'
}

# The options of a help, each in one line, without its examples.
option_lines() {
	sed -E ':more; N; s/\n {32}/ /; t more; P; D' | grep -E '^  (-.,|   ) --'
}

# The options of a help, short and long.
options_of_help() { # COMMAND
	"$RNNFC" "$1" --help | option_lines | awk '{
		for (i = 1; $i ~ /^-/; i++)
			print $i
		if (sub(/.*\(also /, "") && sub(/\).*/, ""))
			print
	}' | tr -d ,
}

# The options that a page defines.
options_of_page() { # PAGE
	awk '/^\.It Fl / {
		for (i = 3; i <= NF; i++)
			if ($(i - 1) == "Fl")
				print "-" $i
	}' "$1"
}

# "option|range|default" of each option in a help that has a default.
defaults() {
	option_lines | awk 'sub(/\)$/, "") {
		value = range = $0
		sub(/.*\(/, "", value)
		sub(/ \([^(]*$/, "", range)
		if (!sub(/.*; /, "", range) || range !~ /^[-+0-9.e]+ to [-+0-9.e]+$/)
			range = ""
		sub(/^  (-.,|   ) --/, "")
		print $1 "|" range "|" value
	}'
}

# The paragraph that defines one option of a page.
item() { # PAGE OPTION
	awk -v option="$2" '
		/^\.(It|El)/ { inside = 0 }
		/^\.It Fl/ {
			for (i = 1; i <= NF; i++)
				if ($i == "-" option)
					inside = 1
		}
		inside' "$1"
}

# Whether every line of WANTED is a line of THERE.
has_all() { # WANTED THERE WORDS
	local missing

	missing=$(comm -23 <(sort -u <<<"$1") <(sort -u <<<"$2"))
	[ -z "$missing" ] || {
		printf '%s: %s\n' "$3" "${missing//$'\n'/, }"
		return 1
	}
}

# The choices of an option, or the names of another table.
names() { # KIND
	"$RNNFC" list "$1" | awk '{ print $1 }'
}

# Fresh data under the names that the manual's examples use, and what the
# README expects in its folder.
furnish() {
	mkdir here bin
	cd here || return
	ln -s "$root/datasets" datasets
	ln -s "$RNNFC" ../bin/rnnfc
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	head -n 2001 datasets/electricity-load.csv | tee data.csv >load.csv
}

# Runs the commands on standard input, one a paragraph.  A reader that ends
# before its writer, as head does, is no failure.
run_commands() {
	local command count=0 status

	while IFS= read -r -d '' command; do
		echo "$command"
		status=0
		bash -o pipefail -c "$command" </dev/null || status=$?
		[ "$status" -eq 0 ] || [ "$status" -eq 141 ] || return 1
		count=$((count + 1))
	done
	[ "$count" -gt 0 ]
}

@test "every page is without fault" {
	for page in "$root"/man/*.[157]; do
		run mandoc -T lint -W warning "$page"
		echo "$output"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}

@test "every command has a page, and every page a command" {
	[ -f "$root/man/rnnfc.1" ]
	[ -f "$root/man/rnnfc-model.5" ]
	[ -n "$(commands)" ]
	[ "$(commands | sort)" = "$(cd "$root/man" &&
		printf '%s\n' rnnfc-*.1 | sed 's/^rnnfc-//; s/\.1$//' | sort)" ]
	for command in $(commands); do
		grep -qx "\.It Cm $command" "$root/man/rnnfc.1"
		grep -q "^\.Xr rnnfc-$command 1" "$root/man/rnnfc.1"
	done
}

@test "a page and its help have the same options" {
	for command in $(commands); do
		help=$(options_of_help "$command")
		manual=$(options_of_page "$root/man/rnnfc-$command.1")
		[ -n "$help" ]
		has_all "$help" "$manual" "not in the page of $command"
		has_all "$manual" "$help" "not in the help of $command"
	done
}

@test "the pages give the ranges and defaults that the help gives" {
	count=0
	for command in $(commands); do
		page=$root/man/rnnfc-$command.1
		while IFS='|' read -r option range default; do
			text=$(item "$page" "$option")
			echo "$command --$option: $range ($default)"
			[[ $text == *$'\n'"Default: $default"[.\ ]* ]]
			[[ ${text//$'\n'/ } == *"$range"* ]]
			count=$((count + 1))
		done < <("$RNNFC" "$command" --help | sed '/^\(Other o\|O\)ptions:/,$d' |
			defaults)
	done
	[ "$count" -gt 30 ]
}

@test "the page of train names every choice" {
	page=$root/man/rnnfc-train.1
	while read -r kind option; do
		[ -n "$(names "$kind")" ]
		for name in $(names "$kind"); do
			echo "--$option $name"
			item "$page" "$option" | grep -qx "\.Cm $name\( [.,;:]\)\?"
		done
	done <<-END
		archs arch
		attentions attention
		cells cell
		skips layer-skip
		norms norm
		losses loss
		optimizers optimizer
		schedules schedule
		inits init
		combinations ensemble-by
		scalers scaler
		windownorms window-norm
		bases base
		missing missing
		calendar calendar
		presets preset
	END
	for name in $(names baselines) $(names guesses); do
		grep -q "^\.It Cm $name\(-\|$\)" "$page"
	done
	for name in $(names metrics); do
		grep -qix "\.It $name" "$page"
	done
}

@test "rnnfc-cells(7) forgets no cell, no source and no option" {
	page=$root/man/rnnfc-cells.7
	"$RNNFC" list cells --json >cells.json
	[ "$(jq -r '.cells[].name' cells.json | sort)" = \
		"$(sed -n '/^\.Ss The cells/,/^\.Ss What/s/^\.It Cm //p' "$page" | sort)" ]
	jq -r '.cells[] | .name as $cell | .options[] | "\($cell) \(.name)"' \
		cells.json >options
	[ "$(wc -l <options)" -ge 15 ]
	while read -r cell option; do
		echo "$cell --$option"
		awk -v cell="$cell" -v option="$option" '
			/^\.(It|El)/ { inside = $0 == ".It Cm " cell }
			inside && $1 == ".Fl" && $2 == "-" option { found = 1 }
			END { exit !found }' "$page"
	done <options
	tr '\n' ' ' <"$page" >text
	while read -r source; do
		echo "$source"
		grep -qF "$source" text
	done < <(jq -r '.cells[].source' cells.json | sed 's/, /\n/g')
}

@test "rnnfc-cells(7) has what lies around a cell, too" {
	for option in $("$RNNFC" train --help |
		sed -n '/^Network:/,/^$/s/^[ a-z,-]\{6\}--\([^ ]*\).*/\1/ip'); do
		echo "--$option"
		grep -q "Fl -$option\( \|$\)" "$root/man/rnnfc-cells.7"
	done
}

@test "the pages name every key of the JSON documents" {
	furnish
	"$RNNFC" train data.csv -q --json --layers 4 --epochs 1 >train.json
	"$RNNFC" evaluate data.csv --json >evaluate.json
	"$RNNFC" inspect data.csv --json >inspect.json
	"$RNNFC" info --json >info.json
	for command in train evaluate inspect info; do
		keys=$(jq -r 'del(.spec?) | .. | objects | keys[]' "$command.json")
		named=$(grep -hE '^\.(It )?Li ' "$root/man/rnnfc-train.1" \
			"$root/man/rnnfc-$command.1" | sed -E 's/^\.(It )?Li //; s/ .*//')
		has_all "$keys" "$named" "keys of $command"
	done
}

@test "rnnfc-model(5) has every entry of a model file, and no other" {
	furnish
	# A row is missing, so there are places.
	awk -F, -v OFS=, 'NR == 1 { print "id", $0, "past", "ahead" }
		NR > 1 && NR != 9 { print "one", $1 "+01:00", $2, NR, 1 / NR }' data.csv >long.csv
	"$RNNFC" train long.csv -q --layers 4,4 --epochs 1 --time-col ds \
		--target-col load --id-col id --past-cols past --future-cols ahead \
		--calendar hour --missing drop --na off --freq auto \
		--time-format "%F %R%z" --min -100 --max 1e6
	# One of numbers has no symbols.
	printf '%s\n' s a b a b a b a b a b a b >symbols.csv
	"$RNNFC" train symbols.csv -q --layers 4 --epochs 1 -o symbols.safetensors \
		--target-type categorical --embedding 2 \
		--ensemble 3 --ensemble-by median --ensemble-keep 2
	# What lies around the cells.
	"$RNNFC" train data.csv -q --layers 4,4 --epochs 1 --bidirectional \
		--layer-skip highway --norm batch --conv 4,3 --dilations 2 \
		--linear-skip -o around.safetensors
	"$RNNFC" train data.csv -q --layers 4 --epochs 1 \
		--arch seq2seq -H 2 --attention additive -o decoder.safetensors
	"$RNNFC" train data.csv -q --layers 4 --epochs 1 --base ridge \
		--arch seq2seq -H 2 --attention general -o luong.safetensors
	"$RNNFC" train data.csv -q --layers 4 --epochs 1 --input-size 4 \
		--arch segment --segment 2 -o segment.safetensors
	"$RNNFC" train data.csv -q --layers 4 --epochs 1 \
		--series-embedding 2 -o series.safetensors
	# Losses with a list of their own.
	"$RNNFC" train data.csv -q --layers 4 --epochs 1 --loss quantiles \
		--quantiles 0.2,0.8 -o shares.safetensors
	"$RNNFC" train data.csv -q --layers 4 --epochs 1 --loss sum \
		--loss-sum mae,mse -o sum.safetensors
	for model in model symbols around decoder luong segment series shares sum; do
		length=$(od -An -tu8 -N8 $model.safetensors | tr -d ' ')
		tail -c +9 $model.safetensors | head -c "$length"
	done >header
	entries=$(jq -r '.__metadata__, del(.__metadata__) | keys[]' header |
		sed -E 's/^net\.[0-9]\.//; s/^(season|verdict)\.[0-9]/\1.i/; s/rnn\.[0-9]/rnn.k/
			s/^(norm|skip)\.[0-9]/\1.k/; s/_reverse$//; s/^(dec\.rnn\.k\.).*/\1weight_ih_l0/')
	named=$(sed -n '/^\.Ss Metadata/,/^\.Ss What/p' "$root/man/rnnfc-model.5" |
		sed -nE 's/^\.(It )?Li //p' | sed -E 's/ No .*//; s/ [.,;]$//
			s/ Ns (Ar|Li) //g; /^GH?$/d')
	has_all "$entries" "$named" "not in the page"
	has_all "$named" "$entries" "not in the file"
}

@test "rnnfc(1) has every exit status" {
	sed -n '/RN_OK = 0/,/^}/p' "$root/lib/base/error.h" |
		grep -oE '= [0-9]+' | tr -d '= ' >statuses
	[ -s statuses ]
	while read -r status; do
		grep -qx "\.It $status" "$root/man/rnnfc.1"
	done <statuses
}

@test "the examples of the manual work" {
	furnish
	for page in rnnfc-train rnnfc rnnfc-predict rnnfc-plot rnnfc-evaluate \
		rnnfc-inspect rnnfc-info rnnfc-list rnnfc-cells; do
		awk '
			/^\.Ed/ { if (open) printf "%c", 0; inside = open = 0 }
			inside && /^\$ / {
				if (open)
					printf "%c", 0
				sub(/^\$ /, "")
				open = 1
			}
			inside && open { gsub(/\\e/, "\\"); print }
			/^\.Bd -literal/ { inside = 1 }
		' "$root/man/$page."* >commands
		run_commands <commands
	done
}

@test "the commands of the README work" {
	[ -f "$root/README.md" ] || skip "there is no README.md"
	furnish
	awk '
		/^```/ { inside = !inside }
		inside && sub(/^\$ /, "") && !/^(sudo|apt-get|make|git) / {
			printf "%s%c", $0, 0
		}
	' "$root/README.md" >commands
	run_commands <commands
}
