/*
 * help.h - what the tests of numbers share: numbers that look random, a
 * comparison with a tolerance, and panels made in memory.
 */
#ifndef HELP_H
#define HELP_H

#include "base/error.h"
#include "data/panel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A number in [-1, 1) that follows from i alone; exact in a double, and the
 * same as noise() of tests/vectors/make-vectors.py (hash: lowbias32 of C.
 * Wellons). */
static inline double noise(uint32_t i)
{
	i ^= i >> 16;
	i *= 0x7feb352du;
	i ^= i >> 15;
	i *= 0x846ca68bu;
	i ^= i >> 16;
	return (double)i * 0x1p-31 - 1;
}

/* x[k] = size * noise(from + k) */
static inline void fill_noise(double *x, size_t n, uint32_t from, double size)
{
	for (size_t k = 0; k < n; k++)
		x[k] = size * noise(from + (uint32_t)k);
}

/* Equal but for `tolerance`, relative where the numbers are above 1. */
#define assert_near(a, b, tolerance) \
	assert_near_at((a), (b), (tolerance), #a " = " #b, __FILE__, __LINE__)

static inline void assert_near_at(double a, double b, double tolerance,
                                  const char *what, const char *file, int line)
{
	const double size = fmax(1, fmax(fabs(a), fabs(b)));

	if (fabs(a - b) <= tolerance * size)
		return;
	print_error("%s: %.17g and %.17g differ by %.3g\n", what, a, b,
	            fabs(a - b));
	_fail(file, line);
}

/* A status that should be RN_OK, with the message where it is not. */
#define assert_ok(status, err) \
	assert_ok_at((status), (err), __FILE__, __LINE__)

static inline void assert_ok_at(enum rn_status status,
                                const struct rn_error *err, const char *file,
                                int line)
{
	if (status == RN_OK)
		return;
	print_error("status %d: %s\n", (int)status, err->msg);
	_fail(file, line);
}

#define assert_contains(text, part) \
	assert_contains_at((text), (part), __FILE__, __LINE__)

static inline void assert_contains_at(const char *text, const char *part,
                                      const char *file, int line)
{
	if (strstr(text, part))
		return;
	print_error("\"%s\" does not hold \"%s\"\n", text, part);
	_fail(file, line);
}

static inline void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

/* A window without inputs beside the target. */
#define SHAPE(n_in_, lead_, n_out_) \
	{ .n_in = (n_in_), .lead = (lead_), .n_out = (n_out_) }

static inline double *numbers(size_t n)
{
	return must(calloc(n ? n : 1, sizeof(double)));
}

/* A panel of n_series columns of n_row zeros, with row numbers for times.
 * Released with rn_panel_release. */
static inline void make_panel(struct rn_panel *panel, int n_series,
                              size_t n_row)
{
	const size_t n = (size_t)n_series;
	struct rn_columns *c = &panel->columns;
	struct rn_column_list *targets = &c->role[RN_TARGET];

	*panel = (struct rn_panel)RN_PANEL_INIT;
	c->n_column = targets->n = panel->n_series = n_series;
	targets->name = must(calloc(n, sizeof(*targets->name)));
	targets->at = must(calloc(n, sizeof(*targets->at)));
	panel->series = must(calloc(n, sizeof(*panel->series)));
	for (int i = 0; i < n_series; i++) {
		struct rn_series *s = &panel->series[i];
		char name[16];

		snprintf(name, sizeof(name), "s%d", i);
		targets->name[i] = must(strdup(name));
		targets->at[i] = i;
		s->name = must(strdup(name));
		s->axis = (struct rn_axis)RN_AXIS_ROWS;
		s->n_row = n_row;
		s->x = numbers(n_row);
	}
}

/* Series of a wave with some noise: x = 10 + i + sin(2 pi t / period). */
static inline void make_waves(struct rn_panel *panel, int n_series,
                              size_t n_row, double period, double size)
{
	make_panel(panel, n_series, n_row);
	for (int i = 0; i < n_series; i++)
		for (size_t t = 0; t < n_row; t++)
			panel->series[i].x[t] = 10 + i
				+ sin(6.283185307179586 * (double)t / period)
				+ size * noise((uint32_t)t + 1000000u * (uint32_t)i);
}

#endif
