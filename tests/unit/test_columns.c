/*
 * test_columns.c - lists of columns: order, names, copies, counts.
 */
#include "data/columns.h"

#include "help.h"

enum { N_COLUMN = 100 };

static char **make_names(void)
{
	char **name = must(calloc(N_COLUMN, sizeof(*name)));

	for (int c = 0; c < N_COLUMN; c++) {
		name[c] = must(malloc(16));
		snprintf(name[c], 16, "c%d", c);
	}
	return name;
}

static void free_names(char **name)
{
	for (int c = 0; c < N_COLUMN; c++)
		free(name[c]);
	free(name);
}

/* Column 3 is the time, 90 the id, 91 the part; every third from 0 on a
 * target, from 1 on past, from 2 on ahead, the last ones first. */
static void make_columns(struct rn_columns *columns)
{
	struct rn_error err;

	*columns = (struct rn_columns)RN_COLUMNS_INIT;
	columns->n_column = N_COLUMN;
	columns->time_at = 3;
	columns->id_at = 90;
	columns->part_at = 91;
	for (int c = 60; c-- > 6;)
		assert_ok(rn_column_list_add(&columns->role[c % RN_N_ROLE], c, &err),
		          &err);
}

static void test_lists(void **state)
{
	struct rn_columns columns;

	(void)state;
	make_columns(&columns);
	for (int r = 0; r < RN_N_ROLE; r++) {
		assert_int_equal(columns.role[r].n, 18);
		for (int i = 0; i < 18; i++)
			assert_int_equal(columns.role[r].at[i], 57 - 3 * i + r);
		for (int c = -1; c <= N_COLUMN; c++)
			assert_int_equal(rn_column_list_has(&columns.role[r], c),
			                 c >= 6 && c < 60 && c % RN_N_ROLE == r);
	}
	for (int c = 0; c < N_COLUMN; c++)
		assert_int_equal(rn_columns_use(&columns, c),
		                 c == 3 || c == 90 || c == 91 || (c >= 6 && c < 60));
	assert_int_equal(rn_columns_n_input(&columns), 36);
	assert_int_equal(rn_columns_n_value(&columns), 54);
	rn_columns_release(&columns);
	assert_int_equal(rn_columns_n_value(&columns), 0);
	assert_int_equal(columns.time_at, -1);
	assert_int_equal(columns.id_at, -1);
	assert_int_equal(columns.part_at, -1);
	rn_columns_release(&columns);
}

static void assert_same(const struct rn_columns *a, const struct rn_columns *b,
                        bool has_names)
{
	assert_int_equal(a->has_header, b->has_header);
	assert_int_equal(a->n_column, b->n_column);
	assert_int_equal(a->time_at, b->time_at);
	assert_int_equal(a->id_at, b->id_at);
	assert_int_equal(a->part_at, b->part_at);
	assert_int_equal(!a->time, !b->time);
	assert_int_equal(!a->id, !b->id);
	assert_int_equal(!a->part, !b->part);
	if (a->time)
		assert_string_equal(a->time, b->time);
	if (a->id)
		assert_string_equal(a->id, b->id);
	if (a->part)
		assert_string_equal(a->part, b->part);
	for (int r = 0; r < RN_N_ROLE; r++) {
		assert_int_equal(a->role[r].n, b->role[r].n);
		assert_int_equal(b->role[r].name != NULL, has_names);
		for (int i = 0; i < a->role[r].n; i++) {
			assert_int_equal(a->role[r].at[i], b->role[r].at[i]);
			if (has_names)
				assert_string_equal(a->role[r].name[i], b->role[r].name[i]);
		}
	}
}

/* Names are copies, and so is all of a copy. */
static void test_names(void **state)
{
	char **name = make_names();
	struct rn_columns columns, copy;
	struct rn_error err;

	(void)state;
	make_columns(&columns);
	columns.has_header = false;
	assert_ok(rn_columns_copy(&copy, &columns, &err), &err);
	assert_same(&columns, &copy, false);
	rn_columns_release(&copy);

	assert_ok(rn_columns_name(&columns, name, &err), &err);
	free_names(name);
	assert_string_equal(columns.time, "c3");
	assert_string_equal(columns.id, "c90");
	assert_string_equal(columns.part, "c91");
	assert_string_equal(columns.role[RN_TARGET].name[17], "c6");
	assert_string_equal(columns.role[RN_PAST].name[0], "c58");
	assert_string_equal(columns.role[RN_AHEAD].name[1], "c56");
	assert_ok(rn_columns_copy(&copy, &columns, &err), &err);
	assert_same(&columns, &copy, true);
	rn_columns_release(&columns);
	assert_string_equal(copy.role[RN_AHEAD].name[1], "c56");
	rn_columns_release(&copy);
}

/* Without a time and an id there are no names of them. */
static void test_few(void **state)
{
	char **name = make_names();
	struct rn_columns columns = RN_COLUMNS_INIT, copy;
	struct rn_error err;

	(void)state;
	assert_ok(rn_column_list_add(&columns.role[RN_TARGET], 9, &err), &err);
	assert_ok(rn_columns_name(&columns, name, &err), &err);
	assert_null(columns.time);
	assert_null(columns.id);
	assert_ok(rn_columns_copy(&copy, &columns, &err), &err);
	assert_null(copy.time);
	assert_null(copy.id);
	assert_string_equal(copy.role[RN_TARGET].name[0], "c9");
	assert_int_equal(copy.role[RN_PAST].n, 0);
	rn_columns_release(&columns);
	rn_columns_release(&copy);
	free_names(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_few),
	};

	return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
