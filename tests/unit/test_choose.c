/*
 * test_choose.c - which columns are read, in which role.
 */
#include "data/choose.h"

#include "help.h"

enum { MOST = 12 };

/* A table of columns "name:type,...", of type t(ime), n(umber), x (text) or
 * e(mpty so far), as a file of that header has it after its first row. */
static void make_table(struct rn_table *table, const char *columns)
{
	static const char letters[] = "entx";
	const char *at = columns;

	*table = (struct rn_table){ .has_header = true, .file = "f.csv" };
	table->name = must(calloc(MOST, sizeof(*table->name)));
	table->type = must(calloc(MOST, sizeof(*table->type)));
	while (*at) {
		const size_t n = strcspn(at, ":");
		const int c = table->n_column++;

		table->name[c] = must(strndup(at, n));
		table->type[c] = (enum rn_column_type)
			(strchr(letters, at[n + 1]) - letters);
		at += n + 2 + (at[n + 2] == ';');
	}
}

static void describe(char *buf, size_t size, const struct rn_columns *c)
{
	static const char *const role[] = { "target", "past", "ahead" };
	size_t n = 0;

	if (c->time_at >= 0)
		n += (size_t)snprintf(buf + n, size - n, "time %d; ", c->time_at);
	if (c->id_at >= 0)
		n += (size_t)snprintf(buf + n, size - n, "id %d; ", c->id_at);
	if (c->part_at >= 0)
		n += (size_t)snprintf(buf + n, size - n, "part %d; ", c->part_at);
	for (int r = 0; r < RN_N_ROLE; r++) {
		for (int i = 0; i < c->role[r].n; i++)
			n += (size_t)snprintf(buf + n, size - n, "%s %d",
			                      i ? "" : role[r], c->role[r].at[i]);
		if (c->role[r].n)
			n += (size_t)snprintf(buf + n, size - n, "; ");
	}
	buf[n < 2 ? 0 : n - 2] = '\0';
}

static const struct {
	const char *columns;
	struct rn_panel_opts opts;
	const char *roles;
	enum rn_choice choice;
} goods[] = {
	{ "ds:t;id:x;y:n", { .id_col = "id" }, "time 0; id 1; target 2",
	  RN_CHOICE_NAMED },
	/* An id may be a number, and is then no target. */
	{ "ds:t;id:n;a:n", { .id_col = "id" }, "time 0; id 1; target 2",
	  RN_CHOICE_ONLY },
	{ "id:n;a:n", { .id_col = "id" }, "id 0; target 1", RN_CHOICE_ONLY },
	{ "id:e;a:n", { .id_col = "id" }, "id 0; target 1", RN_CHOICE_ONLY },
	/* An id may look like a time, and the time is then another. */
	{ "id:t;a:n", { .id_col = "id" }, "id 0; target 1", RN_CHOICE_ONLY },
	{ "id:t;date:t;a:n", { .id_col = "id" }, "time 1; id 0; target 2",
	  RN_CHOICE_ONLY },
	{ "id:t;when:t;a:n", { .id_col = "id", .time_col = "when" },
	  "time 1; id 0; target 2", RN_CHOICE_ONLY },
	/* A column with a use is not the only numeric one that is left. */
	{ "ds:t;a:n;b:n", { .past_cols = "b" }, "time 0; target 1; past 2",
	  RN_CHOICE_ONLY },
	{ "ds:t;a:n;b:n;c:n", { .past_cols = "c", .future_cols = "a" },
	  "time 0; target 2; past 3; ahead 1", RN_CHOICE_ONLY },
	{ "ds:t;y:n;b:n;c:n", { .past_cols = "c,b" },
	  "time 0; target 1; past 3 2", RN_CHOICE_NAMED },
	{ "ds:t;y:n;b:n;c:n", { .future_cols = "c,b" },
	  "time 0; target 1; ahead 3 2", RN_CHOICE_NAMED },
	/* Both uses of one column: its rows up to the last, and those ahead. */
	{ "ds:t;y:n;b:n", { .past_cols = "b", .future_cols = "b" },
	  "time 0; target 1; past 2; ahead 2", RN_CHOICE_NAMED },
	{ "ds:t;y:n;b,c:n;b:n", { .past_cols = "b,c" },
	  "time 0; target 1; past 2", RN_CHOICE_NAMED },
	{ "ds:t;a:n;b:n;c:n;d:x", { .target_col = "all", .past_cols = "b" },
	  "time 0; target 1 3; past 2", RN_CHOICE_ALL },
	{ "ds:t;i:n;b:n;c:n", { .target_col = "all", .id_col = "i" },
	  "time 0; id 1; target 2 3", RN_CHOICE_ALL },
	/* Those whose first value is late may be numbers, if holes are filled. */
	{ "ds:t;a:n;b:e;c:x", { .target_col = "all" }, "time 0; target 1",
	  RN_CHOICE_ALL },
	{ "ds:t;a:n;b:e;c:x", { .target_col = "all",
	  .missing = &rn_missing_error }, "time 0; target 1", RN_CHOICE_ALL },
	{ "ds:t;a:n;b:e;c:x", { .target_col = "all",
	  .missing = &rn_missing_ffill }, "time 0; target 1 2", RN_CHOICE_ALL },
	{ "ds:t;a:n;b:e;c:x", { .target_col = "all",
	  .missing = &rn_missing_drop }, "time 0; target 1 2", RN_CHOICE_ALL },
	{ "ds:t;a:n;b:e;c:e", { .target_col = "all", .past_cols = "c",
	  .missing = &rn_missing_ffill }, "time 0; target 1 2; past 3",
	  RN_CHOICE_ALL },
	{ "ds:t;a:n;b:n", { .target_col = "b,a" }, "time 0; target 2 1",
	  RN_CHOICE_NAMED },
	/* What a command wants comes before what is guessed, not after it was
	 * named; an input is no such thing. */
	{ "ds:t;yhat:n;y:n;z:n", { .wants = { "yhat", "y" } },
	  "time 0; target 1 2", RN_CHOICE_NAMED },
	{ "ds:t;yhat:n;y:n;z:n", { .wants = { "yhat", "y" },
	  .past_cols = "y" }, "time 0; target 1; past 2", RN_CHOICE_NAMED },
	{ "ds:t;a:n;y:n", { .wants = { "yhat", "y" } }, "time 0; target 2",
	  RN_CHOICE_NAMED },
	{ "ds:t;yhat:n;z:n", { .wants = { "yhat", "y" }, .target_col = "z" },
	  "time 0; target 2", RN_CHOICE_NAMED },
	/* A star is any end; draws or windows are told apart in forecasts only,
	 * unless the column has another use. */
	{ "ds:t;yhat-lo-80:n;yhat:n;yhat-lo-95:n", { .wants = { "yhat",
	  "yhat-lo-*" } }, "time 0; target 2 1 3", RN_CHOICE_NAMED },
	{ "unique_id:x;sample:n;ds:t;yhat:n", { .wants = { "yhat", "y" } },
	  "time 2; id 0; part 1; target 3", RN_CHOICE_NAMED },
	{ "ds:t;cutoff:t;y:n;yhat:n", { .wants = { "yhat", "y" } },
	  "time 0; part 1; target 3 2", RN_CHOICE_NAMED },
	{ "sample:n;ds:t;yhat:n", { .wants = { "yhat" }, .id_col = "sample" },
	  "time 1; id 0; target 2", RN_CHOICE_NAMED },
	{ "ds:t;sample:n;y:n", { .wants = { "yhat" } }, "time 0; target 2",
	  RN_CHOICE_NAMED },
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(goods); i++) {
		struct rn_columns columns = RN_COLUMNS_INIT;
		enum rn_choice choice;
		struct rn_table table;
		struct rn_error err;
		char text[200];

		make_table(&table, goods[i].columns);
		if (rn_choose(&columns, &choice, &table, &goods[i].opts, &err))
			fail_msg("%zu: %s", i, err.msg);
		describe(text, sizeof(text), &columns);
		assert_string_equal(text, goods[i].roles);
		assert_int_equal(choice, goods[i].choice);
		rn_columns_release(&columns);
		rn_table_release(&table);
	}
}

static const struct {
	struct rn_panel_opts opts;
	enum rn_status status;
	const char *said;
} bads[] = {
	{ { .id_col = "no" }, RN_EDATA,
	  "no column \"no\"; the columns are \"ds\", \"id\", \"y\", \"b\"" },
	{ { .past_cols = "no" }, RN_EDATA, "no column \"no\"" },
	{ { .future_cols = "b,no" }, RN_EDATA, "no column \"no\"" },
	{ { .past_cols = "" }, RN_EDATA, "no column \"\"" },
	{ { .past_cols = "b," }, RN_EDATA, "no column \"\"" },
	{ { .id_col = "ds" }, RN_EUSAGE,
	  "f.csv: the id column is the time column, too" },
	{ { .time_col = "id", .id_col = "id" }, RN_EUSAGE,
	  "the id column is the time column" },
	{ { .past_cols = "ds" }, RN_EUSAGE,
	  "f.csv: past column \"ds\" is the time column" },
	{ { .future_cols = "ds" }, RN_EUSAGE,
	  "future column \"ds\" is the time column" },
	{ { .target_col = "ds" }, RN_EUSAGE,
	  "target column \"ds\" is the time column" },
	{ { .id_col = "id", .past_cols = "id" }, RN_EUSAGE,
	  "past column \"id\" is the id column" },
	{ { .id_col = "id", .target_col = "id" }, RN_EUSAGE,
	  "target column \"id\" is the id column" },
	{ { .past_cols = "b,b" }, RN_EUSAGE, "past column \"b\" is named twice" },
	{ { .future_cols = "b,b" }, RN_EUSAGE,
	  "future column \"b\" is named twice" },
	{ { .target_col = "y", .past_cols = "y" }, RN_EUSAGE,
	  "target column \"y\" is named as an input, too" },
	{ { .target_col = "b,y", .future_cols = "y" }, RN_EUSAGE,
	  "target column \"y\" is named as an input, too" },
	{ { .past_cols = "y,b" }, RN_EDATA, "no numeric column to forecast" },
	{ { .past_cols = "y" }, RN_OK, NULL }, /* b is left */
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bads); i++) {
		struct rn_columns columns = RN_COLUMNS_INIT;
		enum rn_choice choice;
		struct rn_table table;
		struct rn_error err = { .status = RN_OK };
		enum rn_status status;

		make_table(&table, "ds:t;id:x;y:n;b:n");
		status = rn_choose(&columns, &choice, &table, &bads[i].opts, &err);
		/* Whether there is a target at all is known when all rows are. */
		if (status == RN_OK && columns.role[RN_TARGET].n == 0)
			status = rn_table_fail_target(&table, &columns, &err);
		if (status != bads[i].status)
			fail_msg("%zu: %d, %s", i, (int)status, err.msg);
		if (status)
			assert_contains(err.msg, bads[i].said);
		rn_columns_release(&columns);
		rn_table_release(&table);
	}
}

/* The columns of a model: by name where there is a header, in whatever order
 * they stand, else by place; options do not count. */
static void test_known(void **state)
{
	static const struct {
		const char *columns;
		bool has_header;
		const char *roles, *said;
	} cases[] = {
		{ "ds:t;id:x;y:n;b:n;c:n;d:n", true,
		  "time 0; id 1; target 2; past 3 4; ahead 5", NULL },
		{ "z:n;d:n;c:n;b:n;y:n;id:n;ds:t", true,
		  "time 6; id 5; target 4; past 3 2; ahead 1", NULL },
		{ "1:t;2:x;3:n;4:n;5:n;6:n", false,
		  "time 0; id 1; target 2; past 3 4; ahead 5", NULL },
		{ "ds:t;y:n;b:n;c:n;d:n", true, NULL, "no column \"id\"" },
		{ "ds:t;id:x;y:n;b:n;c:n", true, NULL, "no column \"d\"" },
		{ "ds:t;id:x;y:n;b:n;d:n", true, NULL, "no column \"c\"" },
		{ "ds:t;id:x;z:n;b:n;c:n;d:n", true, NULL, "no column \"y\"" },
	};
	const struct rn_panel_opts first = { .id_col = "id", .past_cols = "b,c",
		.future_cols = "d", .target_col = "y" };
	struct rn_columns known = RN_COLUMNS_INIT;
	enum rn_choice choice;
	struct rn_table table;
	struct rn_error err;

	(void)state;
	make_table(&table, cases[0].columns);
	assert_ok(rn_choose(&known, &choice, &table, &first, &err), &err);
	assert_ok(rn_columns_name(&known, table.name, &err), &err);
	rn_table_release(&table);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_panel_opts opts = { .known = &known,
			.target_col = "ignored", .id_col = "ignored",
			.past_cols = "ignored", .future_cols = "ignored" };
		struct rn_columns columns = RN_COLUMNS_INIT;
		enum rn_status status;
		char text[200];

		make_table(&table, cases[i].columns);
		table.has_header = cases[i].has_header;
		status = rn_choose(&columns, &choice, &table, &opts, &err);
		if (cases[i].said) {
			assert_int_equal(status, RN_EDATA);
			assert_contains(err.msg, cases[i].said);
		} else {
			assert_ok(status, &err);
			describe(text, sizeof(text), &columns);
			assert_string_equal(text, cases[i].roles);
		}
		rn_columns_release(&columns);
		rn_table_release(&table);
	}
	rn_columns_release(&known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests_name("choose", tests, NULL, NULL);
}
