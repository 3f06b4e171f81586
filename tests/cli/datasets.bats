#!/usr/bin/env bats
# The data sets that ship, how they are made, and how the others are fetched.
#
# No test here uses the network.  The real files, when RNNFC_DATA or
# ../shared/datasets has them, are copied from there.

bats_require_minimum_version 1.5.0

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	fetch=$root/datasets/fetch.sh
	real=${RNNFC_DATA:-$root/../shared/datasets}
	mkdir "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/there"
	cd "$BATS_TEST_TMPDIR/here" || return
}

# A PATH with the tools that the script needs, and no downloader.
bare_path() {
	local tool

	mkdir "$BATS_TEST_TMPDIR/bin"
	for tool in awk cat mktemp mv rm sha256sum wc; do
		ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
	done
	echo "$BATS_TEST_TMPDIR/bin"
}

is_empty() {
	[ -z "$(ls -A "$1")" ]
}

@test "the generator writes the bytes that ship" {
	# shellcheck disable=SC2086 # CC may hold options
	${CC:-cc} -std=c11 -o "$BATS_TEST_TMPDIR/make" \
		"$root/datasets/make-electricity-load.c"
	"$BATS_TEST_TMPDIR/make" >made.csv
	cmp made.csv "$root/datasets/electricity-load.csv"
}

@test "the generator says when it cannot write" {
	# shellcheck disable=SC2086 # CC may hold options
	${CC:-cc} -std=c11 -o "$BATS_TEST_TMPDIR/make" \
		"$root/datasets/make-electricity-load.c"
	run sh -c '"$1" >/dev/full' sh "$BATS_TEST_TMPDIR/make"
	[ "$status" -ne 0 ]
	[[ $output == make-electricity-load:* ]]
}

@test "electricity-load.csv: 30 weeks of quarter-hours, none missing" {
	file=$root/datasets/electricity-load.csv
	[ "$(head -n 1 "$file")" = ds,load ]
	[ "$(sed -n '2s/,.*//p' "$file")" = "2023-01-02 00:00" ]
	[ "$(sed -n '$s/,.*//p' "$file")" = "2023-07-30 23:45" ]
	[ "$(wc -l <"$file")" -eq 20161 ]
	[ -z "$(tail -n +2 "$file" | LC_ALL=C sort -c -u 2>&1)" ]
	day='^2023-0[1-7]-[0-3][0-9]'
	run grep -Evc "$day "'[0-2][0-9]:(00|15|30|45),[0-9]+[.][0-9]{2}$' "$file"
	[ "$output" -eq 1 ]
}

@test "air-passengers.csv: 144 months, with the published total" {
	file=$root/datasets/air-passengers.csv
	[ "$(head -n 2 "$file")" = $'month,passengers\n1949-01,112' ]
	[ "$(tail -n 1 "$file")" = 1960-12,432 ]
	[ "$(awk -F , 'NR > 1 { n++; sum += $2 } END { print n, sum }' "$file")" \
		= "144 40363" ]
}

@test "fetch.sh: wrong usage is status 2" {
	run "$fetch"
	[ "$status" -eq 2 ]
	[[ $output == *"elec_load ETTh1 m4_hourly LD2011_2014"* ]]
	run "$fetch" elec_load . more
	[ "$status" -eq 2 ]
}

@test "fetch.sh: an unknown name lists the names" {
	for name in weather "elec_load ETTh1" "" -h '*'; do
		run "$fetch" "$name"
		[ "$status" -eq 2 ]
		[[ $output == *"\"$name\""*"elec_load ETTh1 m4_hourly LD2011_2014"* ]]
	done
	is_empty .
}

@test "fetch.sh: a folder that is not there, or lacks the file" {
	run "$fetch" elec_load ../nowhere
	[ "$status" -eq 5 ]
	[[ $output == *'"../nowhere" is not a folder'* ]]
	run "$fetch" elec_load ../there
	[ "$status" -eq 5 ]
	[[ $output == *'"elec_load.csv"'* ]]
	is_empty .
}

@test "fetch.sh: a file with another checksum is refused, nothing is left" {
	for pair in elec_load:elec_load.csv ETTh1:ETTh1.csv \
		m4_hourly:m4_hourly_train.csv; do
		echo "Load" >"../there/${pair#*:}"
		run "$fetch" "${pair%:*}" ../there
		[ "$status" -eq 3 ]
		[[ $output == *"${pair#*:}: its SHA-256 is"* ]]
	done
	is_empty .
}

@test "fetch.sh: a refused file leaves the old one as it was" {
	echo old >elec_load.csv
	echo new >../there/elec_load.csv
	run "$fetch" elec_load ../there
	[ "$status" -eq 3 ]
	[ "$(cat elec_load.csv)" = old ]
	[ "$(ls -A)" = elec_load.csv ]
}

@test "fetch.sh: LD2011_2014 is refused for its form" {
	printf '"";"MT_001"\n"2011-01-01 00:15:00";1,5\n' \
		>../there/LD2011_2014.txt
	run "$fetch" LD2011_2014 ../there
	[ "$status" -eq 3 ]
	[[ $output == *"140256 rows"* ]]
	is_empty .
}

@test "fetch.sh: says when there is no downloader" {
	path=$(bare_path)
	run env PATH="$path" /bin/sh "$fetch" ETTh1
	[ "$status" -eq 5 ]
	[[ $output == *"neither curl nor wget"* ]]
	is_empty .
}

@test "fetch.sh: what a downloader brings is checked too" {
	path=$(bare_path)
	# shellcheck disable=SC2016 # for the stand-in to expand
	printf '%s\n' '#!/bin/sh' 'echo "<html>" >"$5"' 'echo "$6" >>"$0.log"' \
		>"$path/curl"
	printf "%s\n" "#!/bin/sh" "echo form" >"$path/unzip"
	chmod +x "$path/curl" "$path/unzip"
	for name in elec_load ETTh1 m4_hourly LD2011_2014; do
		run env PATH="$path" /bin/sh "$fetch" "$name"
		[ "$status" -eq 3 ]
	done
	[ "$(grep -c '^https://.*[.]\(csv\|zip\)$' "$path/curl.log")" -eq 4 ]
	is_empty .
}

@test "fetch.sh: a download that fails is status 5" {
	path=$(bare_path)
	printf '%s\n' '#!/bin/sh' 'exit 22' >"$path/wget"
	chmod +x "$path/wget"
	run env PATH="$path" /bin/sh "$fetch" ETTh1
	[ "$status" -eq 5 ]
	[[ $output == *"cannot fetch https://"* ]]
	is_empty .
}

@test "fetch.sh: copies the real files, whole and writable" {
	[ -f "$real/elec_load.csv" ] || skip "the real data sets are not here"
	for name in elec_load ETTh1 m4_hourly; do
		"$fetch" "$name" "$real"
	done
	[ "$(echo *)" = \
		"ETTh1.csv elec_load.csv m4_hourly_test.csv m4_hourly_train.csv" ]
	for file in *; do
		cmp "$file" "$real/$file"
		[ -w "$file" ]
	done
}

# Two series, of 3 and 2 values, the second one padded.
write_m4() {
	printf '"V1","V2","V3","V4"\n"H1","1","2.50","3"\n"H2","4","5",""\n' \
		>train.csv
	printf '"V1","V2"\n"H2","6"\n"H1","7"\n' >test.csv
}

@test "m4-long.sh: a row for each value, numbered within its series" {
	write_m4
	"$root/datasets/m4-long.sh" train.csv >long.csv
	printf '%s\n' unique_id,ds,y H1,1,1 H1,2,2.50 H1,3,3 H2,1,4 H2,2,5 |
		cmp - long.csv
}

@test "m4-long.sh: a second file continues the series of the first" {
	write_m4
	sed 's/$/\r/' test.csv >test=dos.csv
	"$root/datasets/m4-long.sh" train.csv test=dos.csv >long.csv
	printf '%s\n' unique_id,ds,y H1,1,1 H1,2,2.50 H1,3,3 H1,4,7 H2,1,4 H2,2,5 \
		H2,3,6 | cmp - long.csv
}

@test "m4-long.sh: refuses what is no such file, and writes nothing then" {
	write_m4
	while IFS='|' read -r text said; do
		printf '%b' "$text" >odd.csv
		run --separate-stderr "$root/datasets/m4-long.sh" train.csv odd.csv
		[ "$status" -eq 3 ]
		[ -z "$output" ]
		# shellcheck disable=SC2154 # run sets it
		[[ $stderr == "m4-long.sh: "*odd.csv:$said ]]
	done <<-'END'
		ds,y\n1,2\n|1: the header does not begin with V1
		V1,V2\nH3,1\n|2: the series H3 is not in the first file
		V1,V2\nH1,1\nH1,2\n|3: the series H1 is there twice
		V1,V2,V3\nH1,,2\n|2: a value is missing in the series H1
		V1,V2\n,1\n|2: a series without a name
	END
}

@test "m4-long.sh: usage, files that are not there, a full disk" {
	write_m4
	run "$root/datasets/m4-long.sh"
	[ "$status" -eq 2 ]
	run "$root/datasets/m4-long.sh" nowhere.csv
	[ "$status" -eq 5 ]
	[[ $output == *'cannot read "nowhere.csv"'* ]]
	run "$root/datasets/m4-long.sh" .
	[ "$status" -eq 5 ]
	run sh -c '"$1" train.csv >/dev/full' sh "$root/datasets/m4-long.sh"
	[ "$status" -eq 5 ]
}

@test "m4-long.sh: the real files, whole" {
	[ -f "$real/m4_hourly_train.csv" ] || skip "the real data sets are not here"
	"$root/datasets/m4-long.sh" "$real/m4_hourly_train.csv" \
		"$real/m4_hourly_test.csv" >long.csv
	run awk -F , '
		NR == 1 { next }
		$1 != id { n++; id = $1; ds = 0 }
		$2 != ++ds || $3 == "" { wrong++ }
		END { print n, NR - 1, wrong + 0 }' long.csv
	[ "$output" = "414 373372 0" ]
	run "$root/datasets/m4-long.sh" "$real/m4_hourly_train.csv"
	[ "${#lines[@]}" -eq $((373372 - 414 * 48 + 1)) ]
}
