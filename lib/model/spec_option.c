/*
 * spec_option.c - the options that variants declare, from text and back.
 */
#include "model/spec_option.h"

#include "data/field.h"
#include "model/spec_number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The place of a word among an option's, from `first` on; -1: it is none. */
static int find_word(const struct rn_option *o, const char *text)
{
	for (int i = 0; i < 4 && o->word[i]; i++)
		if (strcmp(o->word[i], text) == 0)
			return i;
	return -1;
}

void rn_option_describe(const struct rn_option *o, char *buf, size_t size)
{
	size_t at = 0;

	buf[0] = '\0';
	if (o->kind == RN_OPTION_INT || o->kind == RN_OPTION_REAL)
		at = (size_t)snprintf(buf, size, "a %snumber from %.10g to "
		                      "%.10g", o->kind == RN_OPTION_INT ? "whole " : "",
		                      o->min, o->max);
	else if (o->kind == RN_OPTION_LIST)
		at = (size_t)snprintf(buf, size, "a comma list of up to %d whole "
		                      "numbers from %.10g to %.10g", RN_MAX_LIST,
		                      o->min, o->max);
	for (int i = 0; i < 4 && o->word[i] && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s",
		                       at ? " or " : "", o->word[i]);
}

bool rn_option_read(struct rn_option_value *to, const struct rn_option *o,
                    const char *text)
{
	const int word = find_word(o, text);
	int list[RN_MAX_LIST];

	to->n = 1;
	switch (o->kind) {
	case RN_OPTION_FLAG:
		to->x[0] = 1;
		return strcmp(text, "true") == 0;
	case RN_OPTION_WORD:
		to->x[0] = word;
		return word >= 0;
	case RN_OPTION_INT:
	case RN_OPTION_REAL:
		if (word >= 0) {
			to->x[0] = -1;
			return true;
		}
		return rn_text_real(text, &to->x[0]) && to->x[0] >= o->min
		       && to->x[0] <= o->max
		       && (o->kind == RN_OPTION_REAL
		           || to->x[0] == floor(to->x[0]));
	case RN_OPTION_LIST:
		if (!rn_text_list(text, RN_MAX_LIST, (uint64_t)o->max, list, &to->n))
			return false;
		for (int i = 0; i < to->n; i++)
			to->x[i] = list[i];
		return true;
	}
	return false;
}

const char *rn_option_write(char *buf, size_t size,
                            const struct rn_option_value *value,
                            const struct rn_option *o)
{
	int list[RN_MAX_LIST];

	if (value->n == 0)
		return NULL;
	if (o->kind == RN_OPTION_FLAG)
		return "true";
	if (o->kind == RN_OPTION_WORD)
		return o->word[(int)value->x[0]];
	if (o->kind != RN_OPTION_LIST) {
		if (value->x[0] < 0)
			return o->word[0];
		rn_number_text(buf, value->x[0]);
		return buf;
	}
	for (int i = 0; i < value->n; i++)
		list[i] = (int)value->x[i];
	rn_list_write(buf, size, list, value->n);
	return buf;
}

const char *rn_option_argument(const struct rn_option *o)
{
	switch (o->kind) {
	case RN_OPTION_FLAG:
		return NULL;
	case RN_OPTION_INT:
		return "N";
	case RN_OPTION_REAL:
		return o->word[0] ? "X|NAME" : "X";
	case RN_OPTION_WORD:
		return "NAME";
	case RN_OPTION_LIST:
		return "N[,N]";
	}
	return NULL;
}
