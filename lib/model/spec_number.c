/*
 * spec_number.c - numbers of options, from text and back.
 */
#include "model/spec_number.h"

#include "data/field.h"

#include <stdio.h>
#include <string.h>

bool rn_text_real(const char *text, double *x)
{
	const struct rn_field field = { text, strlen(text) };

	return rn_number_parse(&field, x);
}

const char *rn_text_count(const char *text, uint64_t max, uint64_t *n)
{
	const char *at = text;

	for (*n = 0; *at >= '0' && *at <= '9'; at++) {
		const uint64_t digit = (uint64_t)(*at - '0');

		if (*n > (max - digit) / 10)
			return NULL;
		*n = *n * 10 + digit;
	}
	return at > text ? at : NULL;
}

bool rn_text_list(const char *text, int most, uint64_t max, int *to, int *n)
{
	for (*n = 0; *n < most; text++) {
		uint64_t x;

		text = rn_text_count(text, max, &x);
		if (!text || x == 0)
			return false;
		to[(*n)++] = (int)x;
		if (!*text)
			return true;
		if (*text != ',')
			return false;
	}
	return false;
}

void rn_list_write(char *buf, size_t size, const int *x, int n)
{
	size_t at = 0;

	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%d", i ? "," : "",
		                       x[i]);
}
