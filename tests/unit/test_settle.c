/*
 * test_settle.c - rows that are not regular, as they are after they were
 * repaired: gaps, missing values, and steps that are asked for.
 */
#include "data/group.h"

#include "help.h"
#include "scratch.h"

#define FILL .missing = &rn_missing_interpolate
#define FFILL .missing = &rn_missing_ffill
#define DROP .missing = &rn_missing_drop

struct good {
	const char *text;
	struct rn_panel_opts opts;
	const char *rows; /* "ds=x ds=x > next > next; ..." of each series */
	struct rn_repairs repairs;
};

static const struct good gaps[] = {
	/* One step, and several. */
	{ "ds,y\n1,1\n2,2\n4,8\n5,5\n", { FILL }, "1=1 2=2 3=5 4=8 5=5 > 6 > 7",
	  { .n_added = 1, .n_filled = 1 } },
	{ "ds,y\n1,1\n2,2\n6,10\n7,5\n", { FILL },
	  "1=1 2=2 3=4 4=6 5=8 6=10 7=5 > 8 > 9",
	  { .n_added = 3, .n_filled = 3 } },
	{ "ds,y\n1,1\n2,2\n6,10\n7,5\n", { FFILL },
	  "1=1 2=2 3=2 4=2 5=2 6=10 7=5 > 8 > 9",
	  { .n_added = 3, .n_filled = 3 } },
	{ "ds,y\n1,1\n2,2\n6,10\n7,5\n", { DROP }, "1=1 2=2 6=10 7=5 > 8 > 9",
	  { 0 } },
	/* A missing value and a missing row are the same hole. */
	{ "ds,y\n1,1\n2,\n4,10\n5,5\n", { FILL }, "1=1 2=4 3=7 4=10 5=5 > 6 > 7",
	  { .n_added = 1, .n_filled = 2 } },
	{ "ds,y\n1,1\n2,\n4,10\n5,5\n", { DROP }, "1=1 4=10 5=5 > 6 > 7",
	  { .n_dropped = 1 } },
	/* The ends are not made up. */
	{ "ds,y\n1,\n2,2\n3,\n4,4\n5,6\n6,\n7,\n", { FILL },
	  "2=2 3=3 4=4 5=6 > 6 > 7", { .n_filled = 1, .n_trimmed = 3 } },
	{ "ds,y\n1,\n3,2\n4,3\n5,4\n", { FFILL }, "3=2 4=3 5=4 > 6 > 7",
	  { .n_added = 1, .n_trimmed = 2 } },
	{ "ds,y\n1,\n2,2\n3,\n4,4\n5,6\n6,\n7,\n", { DROP },
	  "2=2 4=4 5=6 > 6 > 7", { .n_dropped = 4 } },
	{ "y\n1\nNA\n3\n4\n\"\"\n", { DROP }, "0=1 2=3 3=4 > 4 > 5",
	  { .n_dropped = 2 } },
	{ "y\nNA\n1\nNA\n3\n4\n", { FILL }, "1=1 2=2 3=3 4=4 > 5 > 6",
	  { .n_filled = 1, .n_trimmed = 1 } },
	{ "y\n9\n1\nNA\n3\n4\n9\n", { DROP, .row_from = 1, .row_to = 5 },
	  "1=1 3=3 4=4 > 5 > 6", { .n_dropped = 1 } },
	{ "ds,y\n9,9\n1,1\n2,2\n4,4\n5,5\n9,9\n",
	  { FILL, .row_from = 1, .row_to = 5 }, "1=1 2=2 3=3 4=4 5=5 > 6 > 7",
	  { .n_added = 1, .n_filled = 1 } },
	{ "1,5\n2,6\n4,8\n", { FILL, .no_header = true, .time_col = "1",
	  .target_col = "2" }, "1=5 2=6 3=7 4=8 > 5 > 6",
	  { .n_added = 1, .n_filled = 1 } },
	/* Calendars. */
	{ "ds,y\n2023-11,1\n2023-12,2\n2024-03,5\n2024-04,6\n", { FILL },
	  "2023-11=1 2023-12=2 2024-01=3 2024-02=4 2024-03=5 2024-04=6 > 2024-05 "
	  "> 2024-06", { .n_added = 2, .n_filled = 2 } },
	{ "ds,y\n2023-11-30,1\n2023-12-31,2\n2024-03-31,5\n2024-04-30,6\n",
	  { FILL }, "2023-11-30=1 2023-12-31=2 2024-01-31=3 2024-02-29=4 "
	  "2024-03-31=5 2024-04-30=6 > 2024-05-31 > 2024-06-30",
	  { .n_added = 2, .n_filled = 2 } },
	{ "ds,y\n2023-11-30,1\n2023-12-31,2\n2024-03-31,\n2024-04-30,6\n",
	  { DROP }, "2023-11-30=1 2023-12-31=2 2024-04-30=6 > 2024-05-31 > "
	  "2024-06-30", { .n_dropped = 1 } },
	{ "ds,y\n2024-02-28,1\n2024-02-29,2\n2024-03-02,4\n", { FFILL },
	  "2024-02-28=1 2024-02-29=2 2024-03-01=2 2024-03-02=4 > 2024-03-03 > "
	  "2024-03-04", { .n_added = 1, .n_filled = 1 } },
	{ "ds,y\n2024-01-04,1\n2024-01-05,2\n2024-01-08,3\n2024-01-10,5\n"
	  "2024-01-11,6\n", { FILL }, "2024-01-04=1 2024-01-05=2 2024-01-08=3 "
	  "2024-01-09=4 2024-01-10=5 2024-01-11=6 > 2024-01-12 > 2024-01-15",
	  { .n_added = 1, .n_filled = 1 } },
	{ "ds,y\n2024-01-04,1\n2024-01-05,2\n2024-01-08,3\n2024-01-10,\n"
	  "2024-01-11,6\n2024-01-12,7\n", { DROP }, "2024-01-04=1 2024-01-05=2 "
	  "2024-01-08=3 2024-01-11=6 2024-01-12=7 > 2024-01-15 > 2024-01-16",
	  { .n_dropped = 1 } },
	{ "ds,y\n2024-W51,1\n2024-W52,2\n2025-W02,4\n", { FILL },
	  "2024-W51=1 2024-W52=2 2025-W01=3 2025-W02=4 > 2025-W03 > 2025-W04",
	  { .n_added = 1, .n_filled = 1 } },
	{ "ds,y\n2024-03-31T01:00+01:00,1\n2024-03-31T03:00+02:00,2\n"
	  "2024-03-31T05:00+02:00,4\n", { FILL }, "2024-03-31T02:00+02:00=1 "
	  "2024-03-31T03:00+02:00=2 2024-03-31T04:00+02:00=3 "
	  "2024-03-31T05:00+02:00=4 > 2024-03-31T06:00+02:00 > "
	  "2024-03-31T07:00+02:00", { .n_added = 1, .n_filled = 1 } },
	/* By the clock that is written, over a gap. */
	{ "ds,y\n2024-03-29T00:00+01:00,1\n2024-03-30T00:00+01:00,2\n"
	  "2024-04-01T00:00+02:00,4\n2024-04-02T00:00+02:00,5\n", { DROP },
	  "2024-03-29T00:00+02:00=1 2024-03-30T00:00+02:00=2 "
	  "2024-04-01T00:00+02:00=4 2024-04-02T00:00+02:00=5 > "
	  "2024-04-03T00:00+02:00 > 2024-04-04T00:00+02:00", { 0 } },
	/* Several series: each has gaps of its own, and ends where it ends. */
	{ "ds,id,y\n1,a,1\n1,b,5\n2,a,2\n2,b,6\n4,a,4\n3,b,7\n5,b,9\n",
	  { FILL, .id_col = "id" }, "1=1 2=2 3=3 4=4 > 5 > 6; 1=5 2=6 3=7 4=8 5=9 "
	  "> 6 > 7", { .n_added = 2, .n_filled = 2 } },
	{ "ds,id,y\n1,a,1\n1,b,5\n2,a,2\n2,b,\n4,a,4\n3,b,7\n5,b,9\n",
	  { DROP, .id_col = "id" }, "1=1 2=2 4=4 > 5 > 6; 1=5 3=7 5=9 > 6 > 7",
	  { .n_dropped = 1 } },
	{ "id,y\na,1\nb,5\na,2\nb,\na,4\nb,7\nb,9\n", { DROP, .id_col = "id" },
	  "0=1 1=2 2=4 > 3 > 4; 0=5 2=7 3=9 > 4 > 5", { .n_dropped = 1 } },
	{ "ds,a,b\n1,1,\n2,2,6\n3,,7\n4,4,8\n5,,9\n6,,10\n",
	  { FILL, .target_col = "all" }, "1=1 2=2 3=3 4=4 > 5 > 6; "
	  "2=6 3=7 4=8 5=9 6=10 > 7 > 8", { .n_filled = 1, .n_trimmed = 3 } },
	/* Rows that lack one target are left out of all. */
	{ "ds,a,b\n1,1,\n2,2,6\n3,,7\n4,4,8\n5,5,9\n",
	  { DROP, .target_col = "all" }, "2=2 4=4 5=5 > 6 > 7; 2=6 4=8 5=9 > 6 > "
	  "7", { .n_dropped = 2 } },
	/* The words of --na, numbers among them. */
	{ "ds,y\n1,1\n2,-999\n3,3\n4,off\n5,5\n", { FILL, .na = "-999,off" },
	  "1=1 2=2 3=3 4=4 5=5 > 6 > 7", { .n_filled = 2 } },
	/* What could overflow does not. */
	{ "y\n-1.6e308\n\"\"\n\"\"\n1.6e308\n", { FILL },
	  "0=-1.6e+308 1=-5.33333e+307 2=5.33333e+307 3=1.6e+308 > 4 > 5",
	  { .n_filled = 2 } },
};

static const struct good steps[] = {
	/* Regular rows stay as they are. */
	{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", { .freq = "1d" },
	  "2024-01-01=1 2024-01-02=2 2024-01-03=3 > 2024-01-04 > 2024-01-05",
	  { 0 } },
	/* Means, whatever the number of rows in a step. */
	{ "ds,y\n2024-01-01T05:10,1\n2024-01-01T05:50,4\n2024-01-01T06:00,7\n"
	  "2024-01-01T07:59,1\n2024-01-01T07:59,2\n2024-01-01T07:59,6\n",
	  { .freq = "1h" }, "2024-01-01T05:00=2.5 2024-01-01T06:00=7 "
	  "2024-01-01T07:00=3 > 2024-01-01T08:00 > 2024-01-01T09:00",
	  { .n_merged = 3 } },
	{ "ds,y\n2024-01-30,1\n2024-01-31,3\n2024-02-10,5\n2024-03-01,7\n",
	  { .freq = "MS" }, "2024-01-01=2 2024-02-01=5 2024-03-01=7 > 2024-04-01 "
	  "> 2024-05-01", { .n_merged = 1 } },
	{ "ds,y\n2024-01-30,1\n2024-01-31,3\n2024-02-10,5\n2024-03-01,7\n",
	  { .freq = "ME" }, "2024-01-31=2 2024-02-29=5 2024-03-31=7 > 2024-04-30 "
	  "> 2024-05-31", { .n_merged = 1 } },
	{ "ds,y\n2024-01-30,1\n2024-03-31,3\n2024-04-10,5\n2024-07-01,7\n",
	  { .freq = "QS" }, "2024-01-01=2 2024-04-01=5 2024-07-01=7 > 2024-10-01 "
	  "> 2025-01-01", { .n_merged = 1 } },
	/* A weekend belongs to its Friday. */
	{ "ds,y\n2024-01-04,1\n2024-01-05,2\n2024-01-06,4\n2024-01-07,6\n"
	  "2024-01-08,8\n", { .freq = "B" }, "2024-01-04=1 2024-01-05=4 "
	  "2024-01-08=8 > 2024-01-09 > 2024-01-10", { .n_merged = 2 } },
	{ "ds,y\n2024-01-03,1\n2024-01-09,3\n2024-01-10,5\n2024-01-23,7\n",
	  { .freq = "w", DROP }, "2024-01-03=2 2024-01-10=5 2024-01-17=7 > "
	  "2024-01-24 > 2024-01-31", { .n_merged = 1 } },
	/* NaN counts for nothing, unless there is nothing else. */
	{ "ds,y\n2024-01-01T00:00,1\n2024-01-01T00:20,\n2024-01-01T00:40,3\n"
	  "2024-01-01T01:00,\n2024-01-01T02:00,4\n2024-01-01T03:30,5\n",
	  { .freq = "1h", FILL }, "2024-01-01T00:00=2 2024-01-01T01:00=3 "
	  "2024-01-01T02:00=4 2024-01-01T03:00=5 > 2024-01-01T04:00 > "
	  "2024-01-01T05:00", { .n_merged = 2, .n_filled = 1 } },
	{ "ds,y\n2024-01-01T00:00,1\n2024-01-01T00:20,\n2024-01-01T00:40,3\n"
	  "2024-01-01T01:00,\n2024-01-01T02:00,4\n2024-01-01T03:30,5\n",
	  { .freq = "1h", DROP }, "2024-01-01T00:00=2 2024-01-01T02:00=4 "
	  "2024-01-01T03:00=5 > 2024-01-01T04:00 > 2024-01-01T05:00",
	  { .n_merged = 2, .n_dropped = 1 } },
	/* Steps without a row. */
	{ "ds,y\n2024-01-01T00:00,1\n2024-01-01T03:59,7\n2024-01-01T04:00,8\n",
	  { .freq = "1h", FILL }, "2024-01-01T00:00=1 2024-01-01T01:00=3 "
	  "2024-01-01T02:00=5 2024-01-01T03:00=7 2024-01-01T04:00=8 > "
	  "2024-01-01T05:00 > 2024-01-01T06:00",
	  { .n_added = 2, .n_filled = 2 } },
	{ "ds,y\n2024-01-01T00:00,1\n2024-01-01T03:59,7\n2024-01-01T04:00,8\n",
	  { .freq = "1h", FFILL }, "2024-01-01T00:00=1 2024-01-01T01:00=1 "
	  "2024-01-01T02:00=1 2024-01-01T03:00=7 2024-01-01T04:00=8 > "
	  "2024-01-01T05:00 > 2024-01-01T06:00",
	  { .n_added = 2, .n_filled = 2 } },
	{ "ds,y\n2024-01-01T00:00,1\n2024-01-01T03:59,7\n2024-01-01T04:00,8\n",
	  { .freq = "1h", DROP }, "2024-01-01T00:00=1 2024-01-01T03:00=7 "
	  "2024-01-01T04:00=8 > 2024-01-01T05:00 > 2024-01-01T06:00", { 0 } },
	/* Each id has steps of its own, which begin where those of the first
	 * do. */
	{ "ds,id,y\n2024-01-01,a,1\n2024-01-09,a,2\n2024-01-15,a,3\n"
	  "2024-01-04,b,4\n2024-01-07,b,6\n2024-01-08,b,7\n2024-01-16,b,8\n",
	  { .freq = "w", .id_col = "id" }, "2024-01-01=1 2024-01-08=2 "
	  "2024-01-15=3 > 2024-01-22 > 2024-01-29; 2024-01-01=5 2024-01-08=7 "
	  "2024-01-15=8 > 2024-01-22 > 2024-01-29", { .n_merged = 1 } },
	{ "ds,id,y\n2024-01-05,a,1\n2024-03-09,a,2\n2024-05-15,a,3\n"
	  "2024-07-05,b,1\n2024-08-09,b,2\n2024-10-15,b,3\n",
	  { .freq = "2ME", .id_col = "id" }, "2024-01-31=1 2024-03-31=2 "
	  "2024-05-31=3 > 2024-07-31 > 2024-09-30; 2024-07-31=1 2024-09-30=2 2024-11-30=3 > "
	  "2025-01-31 > 2025-03-31", { .n_merged = 0 } },
	/* A mean of what could overflow. */
	{ "ds,y\n2024-01-01,1.7e308\n2024-01-01,1.7e308\n2024-01-02,-1.7e308\n"
	  "2024-01-02,1.7e308\n2024-01-03,1.7e308\n2024-01-03,1.7e308\n"
	  "2024-01-03,-1.7e308\n", { .freq = "d" }, "2024-01-01=1.7e+308 "
	  "2024-01-02=0 2024-01-03=5.66667e+307 > 2024-01-04 > 2024-01-05",
	  { .n_merged = 4 } },
};

/* Of each series all times and values, and the two times that follow. */
static void describe(char *buf, size_t size, const struct rn_panel *panel)
{
	char ds[RN_TIME_TEXT];
	size_t at = 0;

	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_series *s = &panel->series[i];

		if (i > 0)
			at += (size_t)snprintf(buf + at, size - at, "; ");
		for (size_t k = 0; k < s->n_row + 2; k++) {
			rn_axis_text(ds, &s->axis, (int64_t)k);
			if (k < s->n_row)
				at += (size_t)snprintf(buf + at, size - at, "%s%s=%g",
				                       k ? " " : "", ds, s->x[k]);
			else
				at += (size_t)snprintf(buf + at, size - at, " > %s", ds);
		}
	}
}

static void check_good(void **state, const struct good *g)
{
	struct rn_panel panel;
	struct rn_error err;
	char text[1000];

	if (rn_panel_load(&panel, scratch_text(state, g->text), &g->opts, &err))
		fail_msg("%s: %s", g->text, err.msg);
	describe(text, sizeof(text), &panel);
	if (strcmp(text, g->rows) != 0)
		fail_msg("%s\n%s\n%s", g->text, text, g->rows);
	if (memcmp(&panel.repairs, &g->repairs, sizeof(g->repairs)) != 0)
		fail_msg("%s: filled %zu, trimmed %zu, added %zu, dropped %zu, merged "
		         "%zu", g->text, panel.repairs.n_filled,
		         panel.repairs.n_trimmed, panel.repairs.n_added,
		         panel.repairs.n_dropped, panel.repairs.n_merged);
	rn_panel_release(&panel);
}

static void test_gaps(void **state)
{
	for (size_t i = 0; i < COUNT(gaps); i++)
		check_good(state, &gaps[i]);
}

static void test_steps(void **state)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		check_good(state, &steps[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests_name("settle", tests, scratch_make,
	                                   scratch_remove);
}
