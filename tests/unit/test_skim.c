/*
 * test_skim.c - lines without the fields that nobody asks for: what is left
 * reads as before.
 */
#include "data/skim.h"

#include "data/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

/* Columns 1 and 3 are needed; 0 is always kept, 4 and what follows never. */
static const bool odd[] = { false, true, false, true };

static void test_lines(void **state)
{
	static const struct { const char *line, *left; } cases[] = {
		{ "a,b,c,d\n", "a,b,,d\n" },
		{ "a,b,c,d,e,f\n", "a,b,,d,,\n" },
		{ "a\n", "a\n" }, { "\n", "\n" }, { " \t\n", " \t\n" },
		{ ",,,\n", ",,,\n" }, { ",\n", ",\n" },
		{ "a, b ,cccc,\n", "a, b ,,\n" },
		{ "a,b,\"c\",d,e\n", "a,b,\"c\",d,\n" },
		{ "\"a\",b,c,d\n", "\"a\",b,,d\n" },
		{ "a,b, \"c,c\" ,d,e\n", "a,b, \"c,c\" ,d,\n" },
		{ "a,b,\"c\"\",\"\"c\",d,e\n", "a,b,\"c\"\",\"\"c\",d,\n" },
		{ "a,b,\"\",d,e\n", "a,b,\"\",d,\n" },
		{ "a,b,c,d,e,\"f\n", "a,b,,d,,\"f\n" },
		{ "a,b,\"c,d,e\n", "a,b,\"c,d,e\n" },
		{ "a,b,\"c,d,\"e,f,g\n", "a,b,\"c,d,\"e,f,\n" },
		{ "a,b,c\"c,d\"d,e,f\n", "a,b,c\"c,d\"d,e,\n" },
		{ "a,b,c;c,d\n", "a,b,,d\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t n = strlen(cases[i].line);
		char *to = malloc(n + 1);

		assert_non_null(to);
		to[rn_skim(to, cases[i].line, n, ',', odd, 4)] = '\0';
		assert_string_equal(to, cases[i].left);
		free(to);
	}
}

static void test_delimiter(void **state)
{
	const char *line = "a;b;c,c;d,d\n";
	char to[32];

	(void)state;
	to[rn_skim(to, line, strlen(line), ';', odd, 4)] = '\0';
	assert_string_equal(to, "a;b;;d,d\n");
}

static unsigned noise(uint64_t *s)
{
	*s = *s * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*s >> 33);
}

enum { N_COLUMN = 6 };

/* A header and some records, of which some are not well-formed. */
static size_t random_file(char *text, uint64_t *seed)
{
	static const char *const fields[] = {
		"", "1", "-22.5", " 3 ", "xyz", "\"q\"", "\"a,b\"", "\"c\"\"d\"",
		"\"e\nf\"", " \"g\" ", "1", "2.25", "\xc3\xa9", "333333333",
		"h\"", "\"i\"j", "\"k"
	};
	/* Two files of three are well-formed. */
	const unsigned n_kind = noise(seed) % 3 ? 14 : 17;
	size_t n = (size_t)sprintf(text, "a,b,c,d,e,f\n");

	for (int k = 0; k < 12; k++) {
		const int n_field = N_COLUMN + (noise(seed) % 100 == 0);

		for (int c = 0; c < n_field; c++)
			n += (size_t)sprintf(text + n, "%s%s", c ? "," : "",
			                     fields[noise(seed) % n_kind]);
		n += (size_t)sprintf(text + n, "\n");
	}
	return n;
}

/* Is every field the same that is needed, and the first? */
static void assert_same(const struct rn_csv_row *whole,
                        const struct rn_csv_row *part, const bool *needed)
{
	assert_int_equal(part->n_field, whole->n_field);
	assert_int_equal(part->at.line, whole->at.line);
	for (int c = 0; c < part->n_field; c++) {
		const struct rn_field *f = &part->field[c];

		if (c == 0 || needed[c])
			assert_string_equal(f->text, whole->field[c].text);
		assert_int_equal(strlen(f->text), f->len);
	}
}

/* Any file reads the same, whatever is needed of it: the same fields there,
 * the same end, the same words for what is wrong. */
static void test_same(void **state)
{
	uint64_t seed = 1;
	int n_bad = 0;

	for (int round = 0; round < 2000; round++) {
		static const struct rn_csv_opts plain = { .dialect = { ',', '.' } };
		char text[4096];
		bool needed[N_COLUMN];
		struct rn_csv *whole, *part;
		struct rn_csv_row a, b;
		struct rn_error err = { .msg = "" }, err2 = { .msg = "" };
		enum rn_status status;
		const char *path =
			scratch_bytes(state, text, random_file(text, &seed));

		for (int c = 0; c < N_COLUMN; c++)
			needed[c] = noise(&seed) % 3 == 0;
		assert_int_equal(rn_csv_open(&whole, path, &plain, &err), RN_OK);
		assert_int_equal(rn_csv_open(&part, path, &plain, &err), RN_OK);
		do {
			status = rn_csv_next(whole, &a, &err);
			assert_int_equal(rn_csv_next(part, &b, &err2), status);
			if (!status)
				assert_same(&a, &b, needed);
			rn_csv_need(part, needed);
		} while (!status && a.n_field > 0);
		assert_string_equal(err2.msg, err.msg);
		n_bad += status != RN_OK;
		rn_csv_close(whole);
		rn_csv_close(part);
	}
	/* Both kinds of file were tried. */
	assert_in_range(n_bad, 500, 1500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_delimiter),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
