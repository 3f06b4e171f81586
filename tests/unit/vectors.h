/*
 * vectors.h - reads the text vectors of tests/vectors: arrays of numbers with
 * names, which make-vectors.py there has written.
 */
#ifndef VECTORS_H
#define VECTORS_H

#include "help.h"

struct vector {
	char name[40];
	size_t n;
	double *x;
};

struct vectors {
	struct vector array[96];
	int n;
};

/* Tests run in the root of the checkout. */
static inline void vectors_read(struct vectors *v, const char *name)
{
	char path[200], line[80], *end;
	FILE *f;

	snprintf(path, sizeof(path), "tests/vectors/%s", name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: run the tests in the root", path);
	v->n = 0;
	while (fgets(line, sizeof(line), f)) {
		struct vector *a = &v->array[v->n++];
		const size_t len = strcspn(line, " ");

		assert_true(v->n < (int)COUNT(v->array));
		assert_true(len < sizeof(a->name) && line[len] == ' ');
		memset(a->name, 0, sizeof(a->name));
		for (size_t k = 0; k < len && k + 1 < sizeof(a->name); k++)
			a->name[k] = line[k];
		a->n = strtoul(line + len, NULL, 10);
		a->x = numbers(a->n);
		for (size_t k = 0; k < a->n; k++) {
			assert_non_null(fgets(line, sizeof(line), f));
			a->x[k] = strtod(line, &end);
			assert_int_equal(*end, '\n');
		}
	}
	fclose(f);
	assert_true(v->n > 0);
}

static inline void vectors_release(struct vectors *v)
{
	for (int i = 0; i < v->n; i++)
		free(v->array[i].x);
	v->n = 0;
}

/* The array `of.what`, which must have n numbers. */
static inline const double *vectors_get(const struct vectors *v,
                                        const char *of, const char *what,
                                        size_t n)
{
	char name[80];

	snprintf(name, sizeof(name), "%s%s%s", of, *what ? "." : "", what);
	for (int i = 0; i < v->n; i++)
		if (strcmp(v->array[i].name, name) == 0) {
			assert_int_equal(v->array[i].n, n);
			return v->array[i].x;
		}
	fail_msg("no vector %s", name);
	return NULL;
}

/* Every `every`th of ours against n theirs. */
static inline void assert_vector(const double *ours, const double *theirs,
                                 size_t n, size_t every, double tolerance)
{
	for (size_t k = 0; k < n; k++)
		assert_near(ours[k * every], theirs[k], tolerance);
}

#endif
