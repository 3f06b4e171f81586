#!/usr/bin/env bats
# CSV files that are nasty: each is accepted or refused as it should be, and
# for the reason that it should be.
#
# They lie beside this checkout, or beside the real data sets; without them
# there is nothing to test.

load common

needs_files() {
	local folder

	# A short path, whatever the checkout's is.
	NASTY=../nasty
	for folder in "${RNNFC_DATA:+$RNNFC_DATA/../nasty}" \
		"$BATS_TEST_DIRNAME/../../../shared/nasty"; do
		if [ -f "$folder/expected.tsv" ]; then
			ln -s "$folder" "$NASTY"
			return 0
		fi
	done
	skip "the nasty files are not here"
}

# The files of a class, a line each with the note.
each() { # CLASS
	awk -F'\t' -v class="$1" '$2 == class { print $1 "\t" $4 }' \
		"$NASTY/expected.tsv"
}

# Fails where any wrong was noted.
none_wrong() {
	cat wrong
	[ ! -s wrong ]
	holds wrong
}

@test "what is fine is accepted in silence, and reported" {
	needs_files
	: >wrong
	while IFS=$'\t' read -r file note; do
		run --separate-stderr rnnfc inspect "$NASTY/files/$file"
		[ "$status" -eq 0 ] && [ -z "$stderr" ] &&
			[[ $output == *"decimal"*"rows"*"column"* ]] ||
			echo "$file: $status: $stderr" >>wrong
		[[ ! $note =~ ^([0-9]+)\ rows ]] ||
			[[ $output == *" ${BASH_REMATCH[1]} rows, "* ]] ||
			echo "$file: not ${BASH_REMATCH[1]} rows: $output" >>wrong
	done < <(each OK)
	none_wrong
}

@test "what is not is refused in one line that names the file" {
	needs_files
	: >wrong
	while IFS=$'\t' read -r file note; do
		run --separate-stderr rnnfc inspect "$NASTY/files/$file"
		[ "$status" -eq 3 ] && [ "${#stderr_lines[@]}" -eq 1 ] &&
			[[ $stderr == "rnnfc inspect: $NASTY/files/$file:"* ]] ||
			echo "$file: $status: $stderr" >>wrong
		# "line 3 column 2" in the note, or "line 3 byte 2"; a second place is
		# another reason.
		[[ ! $note =~ line\ ([0-9]+) || $note == *"and line"* ]] ||
			[[ $stderr == *"$file:${BASH_REMATCH[1]}:"* ]] ||
			echo "$file: not line ${BASH_REMATCH[1]}: $stderr" >>wrong
		[[ ! $note =~ ^line\ [0-9]+\ column\ ([0-9]+) ]] ||
			[[ $stderr == *"column ${BASH_REMATCH[1]}"* ]] ||
			echo "$file: not column ${BASH_REMATCH[1]}: $stderr" >>wrong
		# "hint --missing", "hint iconv -f LATIN1".
		[[ ! $note =~ hint\ (--[a-z-]+|iconv\ -f\ [A-Z0-9-]+) ]] ||
			[[ $stderr == *"; "*"${BASH_REMATCH[1]}"* ]] ||
			echo "$file: no hint at ${BASH_REMATCH[1]}: $stderr" >>wrong
	done < <(each DATA)
	none_wrong
}

@test "train refuses them in the same words" {
	needs_files
	: >wrong
	while IFS=$'\t' read -r file _; do
		run --separate-stderr rnnfc inspect "$NASTY/files/$file"
		want=${stderr#rnnfc inspect}
		run --separate-stderr rnnfc train "$NASTY/files/$file" \
			"${small[@]}" -o model
		if [ "$status" -ne 3 ] || [ -n "$output" ] || [ -e model ] ||
			{ [ "${stderr#rnnfc train}" != "$want" ] &&
				[[ $stderr != *"several numeric columns"* ]]; }; then
			echo "$file: $status: $output $stderr" >>wrong
		fi
	done < <(each DATA)
	none_wrong
}

@test "a report shows their names and values as a terminal can bear them" {
	needs_files
	: >wrong
	while IFS=$'\t' read -r file _; do
		rnnfc inspect "$NASTY/files/$file" >report 2>&1 || :
		! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" report &&
			! grep -q "$(printf '\342\200\256')" report ||
			echo "$file" >>wrong
	done < <(each DATA; each OK)
	rm report
	none_wrong
}
