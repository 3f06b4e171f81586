/*
 * test_settle.c - rows that are not regular, as they are after they were
 * repaired: gaps, missing values, and steps that are asked for.
 */
#include "data/group.h"

#include "data/calendar.h"
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
	  { .n_skipped = 3 } },
	/* A missing value and a missing row are the same hole. */
	{ "ds,y\n1,1\n2,\n4,10\n5,5\n", { FILL }, "1=1 2=4 3=7 4=10 5=5 > 6 > 7",
	  { .n_added = 1, .n_filled = 2 } },
	{ "ds,y\n1,1\n2,\n4,10\n5,5\n", { DROP }, "1=1 4=10 5=5 > 6 > 7",
	  { .n_dropped = 1, .n_skipped = 1 } },
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
	  "2024-06-30", { .n_dropped = 1, .n_skipped = 2 } },
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
	  { .n_dropped = 1, .n_skipped = 1 } },
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
	  "2024-04-03T00:00+02:00 > 2024-04-04T00:00+02:00",
	  { .n_skipped = 1 } },
	/* Several series: each has gaps of its own, and ends where it ends. */
	{ "ds,id,y\n1,a,1\n1,b,5\n2,a,2\n2,b,6\n4,a,4\n3,b,7\n5,b,9\n",
	  { FILL, .id_col = "id" }, "1=1 2=2 3=3 4=4 > 5 > 6; 1=5 2=6 3=7 4=8 5=9 "
	  "> 6 > 7", { .n_added = 2, .n_filled = 2 } },
	{ "ds,id,y\n1,a,1\n1,b,5\n2,a,2\n2,b,\n4,a,4\n3,b,7\n5,b,9\n",
	  { DROP, .id_col = "id" }, "1=1 2=2 4=4 > 5 > 6; 1=5 3=7 5=9 > 6 > 7",
	  { .n_dropped = 1, .n_skipped = 2 } },
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
	/* Days are those that are written, over a change of the offset, and an
	 * hour of readings on each side. */
	{ "ds,y\n2024-03-29T00:00+01:00,1\n2024-03-30T00:00+01:00,2\n"
	  "2024-03-31T00:00+01:00,3\n2024-04-01T00:00+02:00,4\n",
	  { .freq = "1d" }, "2024-03-29T00:00+02:00=1 2024-03-30T00:00+02:00=2 "
	  "2024-03-31T00:00+02:00=3 2024-04-01T00:00+02:00=4 > "
	  "2024-04-02T00:00+02:00 > 2024-04-03T00:00+02:00", { .n_merged = 0 } },
	{ "ds,y\n2024-10-26T23:00+02:00,1\n2024-10-26T23:30+02:00,3\n"
	  "2024-10-27T00:00+02:00,5\n2024-10-27T23:30+01:00,7\n"
	  "2024-10-28T00:00+01:00,8\n",
	  { .freq = "1d" }, "2024-10-26T00:00+01:00=2 2024-10-27T00:00+01:00=6 "
	  "2024-10-28T00:00+01:00=8 > 2024-10-29T00:00+01:00 > "
	  "2024-10-30T00:00+01:00", { .n_merged = 2 } },
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
	  "2024-01-01T04:00=8 > 2024-01-01T05:00 > 2024-01-01T06:00",
	  { .n_skipped = 2 } },
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
	  "2024-05-31=3 > 2024-07-31 > 2024-09-30; 2024-07-31=1 2024-09-30=2 "
	  "2024-11-30=3 > 2025-01-31 > 2025-03-31", { .n_merged = 0 } },
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
		fail_msg("%s: filled %zu, trimmed %zu, added %zu, dropped %zu, "
		         "skipped %zu, merged %zu", g->text, panel.repairs.n_filled,
		         panel.repairs.n_trimmed, panel.repairs.n_added,
		         panel.repairs.n_dropped, panel.repairs.n_skipped,
		         panel.repairs.n_merged);
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

static const struct {
	const char *text;
	struct rn_panel_opts opts;
	const char *said, *hint;
} bads[] = {
	/* What no repair is for names both lines, and whose rows they are. */
	{ "ds,y\n1,1\n2,2\n2,3\n3,4\n", { FILL },
	  ":4: column 1 (\"ds\"): same time as line 3", "keep one" },
	{ "ds,y\n1,1\n2,2\n2,3\n3,4\n", { DROP },
	  ":4: column 1 (\"ds\"): same time as line 3", "keep one" },
	{ "ds,y\n1,1\n2,2\n4,3\n3,4\n4,5\n", { FFILL },
	  ":5: column 1 (\"ds\"): earlier than line 4", "sort" },
	{ "ds,id,y\n2,b,1\n1,a,1\n3,b,2\n2,a,2\n4,b,3\n4,a,4\n4,a,5\n",
	  { FILL, .id_col = "id" },
	  ":8: column 1 (\"ds\"): same time as line 7 (series \"a\")", "keep" },
	{ "ds,y\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n"
	  "2024-01-01 04:00,3\n2024-01-01 05:10,4\n", { FILL },
	  ":5: column 1 (\"ds\"): not a whole number of steps of 1h after line 4",
	  "--freq" },
	/* The first fault is the one that is told, not the first gap. */
	{ "ds,y\n0,1\n10,1\n20,2\n40,3\n40,4\n", { FILL },
	  ":6: column 1 (\"ds\"): same time as line 5", "keep one" },
	/* Gaps, where nothing fills them. */
	{ "ds,y\n2024-01-01T00:10,1\n2024-01-01T00:20,2\n2024-01-01T03:10,3\n"
	  "2024-01-01T04:59,3\n", { .freq = "1h" },
	  ":4: column 1 (\"ds\"): 2 steps of 1h missing after line 3",
	  "--missing, or ask for longer" },
	{ "ds,id,y\n2024-01-01,a,1\n2024-01-02,a,1\n2024-01-03,a,1\n"
	  "2024-01-05,b,2\n2024-01-06,b,2\n2024-01-08,b,2\n",
	  { .freq = "d", .id_col = "id" }, ":7: column 1 (\"ds\"): 1 step of 1d "
	  "missing after line 6 (series \"b\")", "--missing" },
	/* Gaps that are too long to be filled, or only to be dropped. */
	{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n9999-12-31,4\n",
	  { FILL }, ":5: column 1 (\"ds\"): 2913170 steps of 1d, too many to "
	  "fill, missing after line 4", "correct the time" },
	{ "ds,y\n1,1\n2,2\n3,3\n401,4\n", { FFILL }, ":5: column 1 (\"ds\"): "
	  "397 steps of 1, too many", "correct the time" },
	{ "ds,y\n-4611000000000000000,1\n-4610999999999999999,2\n3,3\n"
	  "4611000000000000000,4\n", { FILL }, "4611000000000000001 steps",
	  "correct" },
	/* --freq. */
	{ "ds,y\n2024-01-01,1\n2024-01-03,2\n2024-01-02,3\n", { .freq = "w" },
	  ":4: column 1 (\"ds\"): earlier than line 3", "sort" },
	{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", { .freq = "1h" },
	  ":2: column 1 (\"ds\"): times that are written like this cannot have "
	  "steps of 1h", "that the format can tell" },
	{ "ds,y\n2024-01,1\n2024-02,2\n2024-03,3\n", { .freq = "d" },
	  "steps of d", "that the format can tell" },
	{ "ds,y\n1,1\n2,2\n3,3\n", { .freq = "1h" }, "steps of 1h",
	  "--time-format makes" },
	{ "y\n1\n2\n3\n", { .freq = "1h" }, ": --freq needs a time column",
	  "--time-col" },
	{ "y\n1\n2\n3\n", { .time_format = "%F" },
	  ": --time-format needs a time column", "--time-col" },
	/* Gathered rows lack what a step lacks. */
	{ "ds,y\n2024-01-01,1\n2024-01-02,\n2024-01-03,3\n", { .freq = "w" },
	  ":3: column 2 (\"y\"): missing value", "--missing" },
	{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", { .freq = "w" },
	  ": series \"y\" has 1 row, at least 3 are needed", "" },
	/* Too few rows are left. */
	{ "ds,y\n1,\n2,\n3,\n4,\n", { FILL }, ":2: column 2 (\"y\"): no row has "
	  "a value", "" },
	{ "ds,y\n1,\n2,\n3,\n4,\n", { DROP, .target_col = "y" },
	  ": column 2 (\"y\"): no row has a value", "" },
	{ "ds,y\n1,\n2,\n3,1\n4,\n", { FILL },
	  ": series \"y\" has 1 row, at least 3 are needed", "" },
	{ "ds,y\n1,\n2,\n3,1\n4,3\n", { DROP },
	  ": series \"y\" has 2 rows, at least 3 are needed", "" },
	{ "ds,id,y\n1,a,1\n2,a,1\n3,a,1\n1,b,\n2,b,\n3,b,\n",
	  { DROP, .id_col = "id" }, ": no row of series \"b\" has a "
	  "value in every column that is used", "fill" },
	/* The series of a file share one step. */
	{ "ds,id,y\n1,a,1\n2,a,1\n3,a,1\n1,b,3\n4,b,4\n7,b,5\n",
	  { .id_col = "id" }, ":6: column 1 (\"ds\"): steps of 3 in series \"b\", "
	  "but of 1 in the first", "--freq" },
};

static void test_bad(void **state)
{
	for (size_t i = 0; i < COUNT(bads); i++) {
		struct rn_panel panel;
		struct rn_error err = { .status = RN_OK };

		if (rn_panel_load(&panel, scratch_text(state, bads[i].text),
		                  &bads[i].opts, &err) == RN_OK)
			fail_msg("%s: was taken", bads[i].text);
		assert_contains(err.msg, bads[i].said);
		assert_contains(err.hint, bads[i].hint);
		assert_null(panel.series);
	}
}

/* Inputs keep beside the rows of their targets, whatever was cut off them;
 * the calendar's are those of the times that are left. */
static void test_inputs(void **state)
{
	static const char text[] = "ds,a,b,p\n"
		"2024-01-01,,1,10\n2024-01-02,2,2,\n2024-01-04,4,4,40\n"
		"2024-01-05,5,5,50\n2024-01-06,6,,60\n";
	const struct rn_missing_type *const types[] = { &rn_missing_interpolate,
		&rn_missing_drop };

	for (size_t i = 0; i < COUNT(types); i++) {
		const struct rn_panel_opts opts = { .target_col = "a,b",
			.past_cols = "p", .calendar = "weekday", .missing = types[i],
			.min_rows = 1 };
		struct rn_panel panel;
		struct rn_error err;
		size_t n = 0;

		assert_ok(rn_panel_load(&panel, scratch_text(state, text), &opts,
		                        &err), &err);
		assert_int_equal(panel.n_series, 2);
		assert_int_equal(panel.n_past, 1);
		for (int t = 0; t < 2; t++) {
			const struct rn_series *s = &panel.series[t];

			for (size_t k = 0; k < s->n_row; k++, n++) {
				const struct rn_civil c = rn_axis_moment(&s->axis,
				                                         (int64_t)k).civil;
				const double turn = 2 * acos(-1.0) * (c.day - 1) / 7;

				/* Every column counts the days of January. */
				assert_near(s->x[k], c.day, 1e-12);
				assert_near(s->input[0][s->first + k], 10.0 * c.day, 1e-12);
				assert_near(s->input[1][s->first + k], sin(turn), 1e-12);
				assert_near(s->input[2][s->first + k], cos(turn), 1e-12);
			}
		}
		assert_int_equal(n, types[i]->drops ? 2 * 2 : 5 + 5);
		rn_panel_release(&panel);
	}
}

/* Of a model's rows: its step where they leave many out, its weeks. */
static const struct {
	const char *text, *like; /* the first row of an axis of the model */
	const char *freq, *step;
	const struct rn_missing_type *missing;
	const char *first, *next; /* the first row, and the one after the last */
} known[] = {
	{ "ds,y\n3,1\n5,2\n7,3\n8,4\n10,5\n", "0", NULL, "1", &rn_missing_ffill,
	  "3", "11" },
	{ "ds,y\n3,1\n5,2\n7,3\n9,4\n", "0", NULL, "1", &rn_missing_ffill, "3",
	  "11" },
	{ "ds,y\n2024-01-10,1\n2024-01-18,2\n2024-01-23,3\n", "2023-12-04", "w",
	  "7d", NULL, "2024-01-08",
	  "2024-01-29" },
	{ "ds,y\n2024-01-14,1\n2024-01-15,2\n2024-01-22,3\n", "2023-12-04", "w",
	  "7d", NULL, "2024-01-08",
	  "2024-01-29" },
	{ "ds,y\n2024-02-14,1\n2024-04-15,2\n2024-06-22,3\n", "2023-12-01",
	  "2MS", "2 months", NULL, "2024-02-01",
	  "2024-08-01" },
	{ "ds,y\n2024-01-14,1\n2024-03-15,2\n2024-05-22,3\n", "2023-12-01",
	  "2MS", "2 months", NULL, "2023-12-01",
	  "2024-06-01" },
	{ "ds,y\n2024-01-14,1\n2024-03-15,2\n2024-05-22,3\n", "2023-12-31",
	  "2ME", "2 months", NULL, "2024-02-29",
	  "2024-08-31" },
	/* Another step than that of --freq tells nothing of where it begins. */
	{ "ds,y\n2024-01-10,1\n2024-01-18,2\n2024-01-24,3\n", "2023-12-01",
	  "w", "2 months", NULL, "2024-01-10",
	  "2024-01-31" },
};

static void test_known(void **state)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		struct rn_panel_opts opts = { .freq = known[i].freq,
			.missing = known[i].missing };
		struct rn_axis like;
		struct rn_panel panel;
		struct rn_error err;
		char text[400], ds[RN_TIME_TEXT];

		/* A model's axis is one that was read. */
		snprintf(text, sizeof(text), "ds,y\n%s,1\n", known[i].like);
		opts.min_rows = 1;
		if (strcmp(known[i].step, "2 months") == 0)
			opts.freq = strstr(known[i].like, "31") ? "2ME" : "2MS";
		assert_ok(rn_panel_load(&panel, scratch_text(state, text), &opts,
		                        &err), &err);
		like = panel.series[0].axis;
		rn_panel_release(&panel);
		assert_string_equal(rn_axis_step_text(ds, &like), known[i].step);

		opts.freq = known[i].freq;
		opts.axis = &like;
		assert_ok(rn_panel_load(&panel, scratch_text(state, known[i].text),
		                        &opts, &err), &err);
		assert_string_equal(rn_axis_text(ds, &panel.series[0].axis, 0),
		                    known[i].first);
		assert_string_equal(rn_axis_text(ds, &panel.series[0].axis,
		                                 (int64_t)panel.series[0].n_row),
		                    known[i].next);
		rn_panel_release(&panel);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_inputs),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests_name("settle", tests, scratch_make,
	                                   scratch_remove);
}
