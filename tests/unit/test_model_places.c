/*
 * test_model_places.c - a model of rows that leave steps out keeps where they
 * lie, and a file whose places are none is refused.
 */
#include "model_help.h"

#include "base/safetensors.h"
#include "forecast/outlook.h"

/* A model whose second series leaves every third step out. */
static void make_gaps(struct rn_model *m)
{
	struct rn_model_series *s;

	make_model(m, plain);
	s = &m->series[1];
	s->place = must(calloc(s->n_row, sizeof(*s->place)));
	for (size_t k = 0; k < s->n_row; k++)
		s->place[k] = (int64_t)(k + k / 2);
	s->axis.place = s->place;
	s->axis.n_place = s->n_row;
}

static void test_kept(void **state)
{
	struct scratch *s = *state;
	struct rn_model a, b;
	struct rn_error err;

	make_gaps(&a);
	assert_ok(rn_model_save(&a, s->path, &err), &err);
	assert_ok(rn_model_load(&b, s->path, &err), &err);
	for (int i = 0; i < 2; i++) {
		const struct rn_series context = rn_model_context(&b, i, NULL);
		const size_t n = b.series[i].n_row;
		char one[RN_TIME_TEXT], two[RN_TIME_TEXT];

		for (int64_t k = 0; k < (int64_t)n + 20; k++)
			assert_string_equal(rn_axis_text(one, &a.series[i].axis, k),
			                    rn_axis_text(two, &b.series[i].axis, k));
		/* A forecast goes on after the last place. */
		snprintf(one, sizeof(one), "%zu", i ? n - 1 + (n - 1) / 2 + 1 : n);
		assert_string_equal(rn_axis_text(two, &context.axis,
		                                 (int64_t)context.n_row), one);
	}
	rn_model_release(&a);
	rn_model_release(&b);
}

/* Places [180]: those of the first series, which has none of its own, are
 * 0, 1, 2 ... */
enum { N_ROW = 90, SECOND = N_ROW };

static const struct { int at; int64_t place; } faults[] = {
	{ 0, 1 }, { 0, -1 }, { 0, INT64_MIN }, { 1, 0 }, { 1, 2 }, { 5, -5 },
	{ 5, INT64_MAX }, { N_ROW - 1, INT64_MAX }, { N_ROW - 1, 0 },
	{ SECOND, 1 }, { SECOND + 1, 0 }, { SECOND + 7, 9 }, { SECOND + 7, 12 },
	{ SECOND + N_ROW - 1, INT64_MAX }, { SECOND + N_ROW - 1, INT64_MIN },
	{ SECOND + N_ROW - 1, INT64_MAX / 4 + 1 },
};

static struct rn_safetensors open_file(struct scratch *s)
{
	struct rn_safetensors st;
	struct rn_error err;

	assert_ok(rn_safetensors_load(&st, s->path, &err), &err);
	return st;
}

/* Saves the container in the place of the model and tries to read it. */
static enum rn_status try(struct scratch *s, struct rn_safetensors *st,
                          struct rn_error *err)
{
	struct rn_model model;
	enum rn_status status;
	char path[600];

	snprintf(path, sizeof(path), "%s/fault", s->dir);
	assert_ok(rn_safetensors_save(st, path, err), err);
	rn_safetensors_release(st);
	status = rn_model_load(&model, path, err);
	unlink(path);
	rn_model_release(&model);
	return status;
}

static void test_faults(void **state)
{
	struct scratch *s = *state;
	struct rn_safetensors st;
	struct rn_error err;

	for (size_t i = 0; i < COUNT(faults); i++) {
		struct rn_tensor *t;
		int64_t *place;
		char said[40];

		st = open_file(s);
		t = rn_safetensors_find(&st, "series.place");
		assert_non_null(t);
		assert_int_equal(rn_tensor_n(t), 2 * N_ROW);
		place = t->data;
		place[faults[i].at] = faults[i].place;
		if (try(s, &st, &err) != RN_EMODEL)
			fail_msg("place %d: %lld", faults[i].at,
			         (long long)faults[i].place);
		snprintf(said, sizeof(said), "series %d: its places",
		         1 + (faults[i].at >= SECOND));
		assert_contains(err.msg, said);
	}
	/* The largest that is one: what follows is still counted. */
	st = open_file(s);
	((int64_t *)rn_safetensors_find(&st, "series.place")->data)
		[2 * N_ROW - 1] = INT64_MAX / 4;
	assert_ok(try(s, &st, &err), &err);
}

static void test_sizes(void **state)
{
	struct scratch *s = *state;
	struct rn_safetensors st;
	struct rn_error err;
	struct rn_tensor *t;

	st = open_file(s);
	rn_safetensors_find(&st, "series.place")->shape[0]--;
	assert_int_equal(try(s, &st, &err), RN_EMODEL);
	assert_contains(err.msg, "series.place");
	st = open_file(s);
	t = rn_safetensors_find(&st, "series.place");
	t->dtype = RN_F64;
	memset(t->data, 0, rn_tensor_n(t) * 8);
	assert_int_equal(try(s, &st, &err), RN_EMODEL);
	assert_contains(err.msg, "series.place");
	/* More rows than any file has room for the places of. */
	for (int shift = 28; shift < 62; shift++) {
		st = open_file(s);
		t = rn_safetensors_find(&st, "series.info");
		((int64_t *)t->data)[1] = ((int64_t)1 << shift) + 1;
		assert_int_equal(try(s, &st, &err), RN_EMODEL);
		assert_contains(err.msg, "series 1: more rows than places");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept), /* leaves the model's file */
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests_name("model_places", tests, scratch_make,
	                                   scratch_remove);
}
