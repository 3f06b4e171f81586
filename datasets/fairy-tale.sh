#!/bin/sh
# fairy-tale.sh - sentences of a small grammar, as a series of letters.
#
#   datasets/fairy-tale.sh LETTERS [SEED] >tale.csv
#   datasets/fairy-tale.sh --check <sampled.txt
#
# The first form writes the column `letter`, one letter, blank or full stop a
# row: whole sentences, at least LETTERS rows of them.  Each sentence is drawn
# from the grammar below, so the least perplexity that a forecast of the next
# letter can have is known; it goes to standard error.
#
# The second form reads text, and prints which share of its words are words of
# the grammar and which share of its sentences it could have written.  What
# comes before the first full stop and after the last one does not count.
#
# Exit status: 0 done, 2 usage.

set -u

usage()
{
	echo "usage: fairy-tale.sh LETTERS [SEED] >tale.csv" >&2
	echo "       fairy-tale.sh --check <sampled.txt" >&2
	exit 2
}

check=0 n=0 seed=${2:-1}
case ${1-} in
--check) check=1 seed=1 ;;
'' | *[!0-9]*) usage ;;
*) n=$1 ;;
esac
case $seed in
*[!0-9]*) usage ;;
esac
[ $# -le 2 ] || usage

# A rule, its weight among the rules of that name, and what it becomes; names
# of rules are capital.  No rule leads back to itself, and no two ways lead to
# the same sentence, so the entropy of a sentence is that of its choices.
grammar='
S      1 START WHO DOES WHOM WHERE
START  6
START  2 one day
START  1 once upon a time
WHO    3 the PERSON
WHO    2 the KIND PERSON
WHOM   3 the PERSON
WHOM   1 a THING
WHOM   1 a GOLDEN THING
PERSON 3 king
PERSON 3 queen
PERSON 2 fox
PERSON 2 wolf
PERSON 2 witch
PERSON 1 miller
PERSON 1 princess
KIND   2 old
KIND   2 little
KIND   1 hungry
KIND   1 wise
GOLDEN 2 golden
GOLDEN 1 broken
THING  2 ring
THING  2 key
THING  1 mirror
DOES   3 saw
DOES   2 found
DOES   2 followed
DOES   1 wanted
DOES   1 feared
WHERE  4
WHERE  2 in the PLACE
WHERE  1 near the PLACE
PLACE  3 forest
PLACE  2 castle
PLACE  1 mill
'

LC_ALL=C exec awk -v grammar="$grammar" -v check="$check" -v n="$n" \
	-v seed="$seed" '
function is_rule(word) {
	return word in total
}

function read_grammar(   line, field, i, m) {
	m = split(grammar, line, "\n")
	for (i = 1; i <= m; i++) {
		if (split(line[i], field, " ") < 2)
			continue
		weight[field[1], ++rules[field[1]]] = field[2]
		total[field[1]] += field[2]
		sub(/^[^ ]+ +[^ ]+ ?/, "", line[i])
		text[field[1], rules[field[1]]] = line[i]
	}
}

# The mean of what follows from a rule: of its nats, or of its letters with a
# blank behind each word.
function mean(rule, of_letters,   i, k, m, p, sum, word) {
	for (i = 1; i <= rules[rule]; i++) {
		p = weight[rule, i] / total[rule]
		if (!of_letters)
			sum -= p * log(p)
		m = split(text[rule, i], word, " ")
		for (k = 1; k <= m; k++)
			if (is_rule(word[k]))
				sum += p * mean(word[k], of_letters)
			else if (of_letters)
				sum += p * (length(word[k]) + 1)
	}
	return sum
}

# Park and Miller: the same numbers with every awk.
function uniform() {
	state = state * 16807 % 2147483647
	return state / 2147483647
}

function draw(rule,   i, k, m, at, out, word) {
	at = uniform() * total[rule]
	for (i = 1; i < rules[rule] && at >= weight[rule, i]; i++)
		at -= weight[rule, i]
	m = split(text[rule, i], word, " ")
	for (k = 1; k <= m; k++)
		out = out (is_rule(word[k]) ? draw(word[k]) : word[k] " ")
	return out
}

# All that a rule can become, as a regular expression.
function pattern(rule,   i, k, m, out, word) {
	for (i = 1; i <= rules[rule]; i++) {
		out = out (i > 1 ? "|" : "")
		m = split(text[rule, i], word, " ")
		for (k = 1; k <= m; k++)
			if (is_rule(word[k]))
				out = out pattern(word[k])
			else {
				known[word[k]]
				out = out word[k] " "
			}
	}
	return "(" out ")"
}

function write_tale(   i, rows, sentence) {
	printf "at best a perplexity of %.4f\n",
		exp(mean("S", 0) / (mean("S", 1) + 1)) >"/dev/stderr"
	print "letter"
	state = seed % 2147483646 + 1
	for (i = 0; i < 10; i++)
		uniform() # the first ones are small where the seed is
	while (rows < n) {
		sentence = draw("S")
		sub(/ $/, ". ", sentence)
		for (i = 1; i <= length(sentence); i++)
			print substr(sentence, i, 1) == " " ? "\" \"" \
				: substr(sentence, i, 1)
		rows += length(sentence)
	}
}

function check_text(all,   i, k, m, count, sentence, whole, words, word, valid) {
	whole = pattern("S")
	count = split(all, sentence, ".")
	for (i = 2; i < count; i++) {
		m = split(sentence[i], word, " ")
		for (k = 1; k <= m; k++)
			valid += word[k] in known
		words += m
		right += sentence[i] " " ~ "^ " whole "$"
	}
	if (count < 3) {
		print "no whole sentence"
		exit
	}
	printf "%.3f of %d words, %.3f of %d sentences\n", valid / words, words,
		right / (count - 2), count - 2
}

BEGIN {
	read_grammar()
	if (!check) {
		write_tale()
		exit
	}
	while ((getline line) > 0)
		all = all line
	check_text(all)
}'
