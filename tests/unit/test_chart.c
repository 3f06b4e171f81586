/*
 * test_chart.c - the script as text, and the pictures that gnuplot makes.
 */
#include "plot/chart.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

#define N 10000
#define WORD_JOINER "\xe2\x81\xa0"
#define QUOTE "\xe2\x80\x99"

static char folder[256], path[300];
static double x[N], y[N];
static const int usual[2] = { 0, 0 };

/* Three curves over one axis, of n, n / 4 and one point. */
static struct rn_chart make_chart(size_t n)
{
	for (size_t i = 0; i < N; i++) {
		x[i] = 1704067200.0 + 3600.0 * (double)i;
		y[i] = 5 + sin((double)i / 4);
	}
	return (struct rn_chart){
		.title = "a title",
		.x_label = "time",
		.y_label = "Load",
		.x_is_time = true,
		.n_curve = 3,
		.curve = {
			{ RN_CURVE_HISTORY, "history", n, x, y, NULL },
			{ RN_CURVE_HELD_OUT, "held out", n / 4, x + n, y + n, NULL },
			{ RN_CURVE_FORECAST, "forecast", 1, x + 2 * n, y, NULL },
		},
	};
}

static char *write_script(const struct rn_chart *chart, const char *suffix)
{
	char *script = NULL;
	size_t n;
	FILE *out = open_memstream(&script, &n);

	assert_non_null(out);
	rn_chart_write(chart, rn_chart_format_find(suffix), usual, out);
	assert_int_equal(fclose(out), 0);
	return script;
}

static char *read_file(size_t *n)
{
	FILE *in = fopen(path, "rb");
	char *bytes = calloc(1, 1 << 20);

	assert_non_null(in);
	assert_non_null(bytes);
	*n = fread(bytes, 1, (1 << 20) - 1, in);
	fclose(in);
	return bytes;
}

static void set_path(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
}

/* Draws into name, which must work, and hands back the picture. */
static char *draw(const struct rn_chart *chart, const char *name, size_t *n)
{
	struct rn_error err;
	char *bytes;

	set_path(name);
	if (rn_chart_save(chart, path, usual, &err))
		fail_msg("%s: %s", name, err.msg);
	bytes = read_file(n);
	unlink(path);
	return bytes;
}

static int n_of(const char *text, const char *part)
{
	int n = 0;

	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void test_formats(void **state)
{
	(void)state;
	assert_string_equal(rn_chart_format_find("a/b.png")->suffix, ".png");
	assert_string_equal(rn_chart_format_find("a.svg.pdf")->suffix, ".pdf");
	assert_null(rn_chart_format_find("a.gp"));
	assert_null(rn_chart_format_find("a.jpg"));
	assert_null(rn_chart_format_find("png"));
	assert_null(rn_chart_format_find(".png"));
	assert_null(rn_chart_format_find(""));
	for (int i = 0; rn_chart_formats[i].suffix; i++)
		assert_non_null(rn_chart_formats[i].terminal);
}

static void test_every_format_is_drawn(void **state)
{
	static const char *const names[] = { "p.png", "p.svg", "p.pdf" };
	const struct rn_chart chart = make_chart(200);
	size_t n;

	(void)state;
	for (int i = 0; i < 3; i++) {
		const struct rn_chart_format *format =
			rn_chart_format_find(names[i]);
		char *bytes = draw(&chart, names[i], &n);

		assert_true(n > 1000);
		assert_memory_equal(bytes, format->begin,
		                    strlen(format->begin));
		while (bytes[n - 1] == '\n')
			n--;
		assert_memory_equal(bytes + n - strlen(format->end),
		                    format->end, strlen(format->end));
		free(bytes);
	}
}

static void test_text_chart(void **state)
{
	const struct rn_chart chart = make_chart(200);
	const int size[2] = { 60, 18 }, silly[2] = { -5, 1000000 };
	struct rn_error err;
	int n_line = 0;
	size_t n;
	char *text, *script;

	(void)state;
	set_path("p.txt");
	assert_int_equal(rn_chart_save(&chart, path, size, &err), RN_OK);
	text = read_file(&n);
	unlink(path);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		n_line++;
		assert_true(strlen(line) <= 60);
		assert_int_not_equal(line[strlen(line) - 1], ' ');
		assert_null(strpbrk(line, "\f\t\x1b"));
	}
	assert_true(n_line > 12 && n_line <= 18);
	free(text);

	text = draw(&chart, "p.txt", &n);
	assert_non_null(strstr(text, "a title"));
	assert_non_null(strstr(text, "Load"));
	assert_non_null(strstr(text, "held out"));
	assert_int_not_equal(text[0], '\n');
	free(text);

	/* A size that makes no sense is brought into a sensible range. */
	script = NULL;
	FILE *out = open_memstream(&script, &n);
	rn_chart_write(&chart, rn_chart_format_find("x.txt"), silly, out);
	fclose(out);
	assert_non_null(strstr(script, "size 20,1000\n"));
	free(script);
}

static void test_script_is_saved(void **state)
{
	const struct rn_chart chart = make_chart(50);
	char *expected = write_script(&chart, "x.png");
	size_t n;
	char *script = draw(&chart, "p.gp", &n);

	(void)state;
	assert_int_equal(script[0], '#');
	assert_string_equal(strchr(script, '\n') + 1, expected);
	assert_null(strstr(script, "set output"));
	free(script);
	free(expected);
}

static void test_failures(void **state)
{
	struct rn_chart chart = make_chart(50);
	struct rn_error err;

	(void)state;
	set_path("p.jpg");
	assert_int_equal(rn_chart_save(&chart, path, usual, &err), RN_EUSAGE);
	assert_non_null(strstr(err.msg, "p.jpg"));
	assert_non_null(strstr(err.hint, ".svg"));
	set_path("none/p.svg");
	assert_int_equal(rn_chart_save(&chart, path, usual, &err), RN_EIO);
	for (int i = 0; i < N; i++)
		y[i] = NAN;
	set_path("p.svg");
	assert_int_equal(rn_chart_save(&chart, path, usual, &err), RN_EPLOT);
	chart.n_curve = 0;
	assert_int_equal(rn_chart_save(&chart, path, usual, &err), RN_EPLOT);
	assert_string_equal(err.msg, "there is nothing to draw");
	assert_int_not_equal(access(path, F_OK), 0);
}

/* Charts at the edges of what there is to draw: gnuplot takes them all. */
static void test_edges(void **state)
{
	struct rn_chart chart = make_chart(50);
	double wide[] = { -1e308, 1e308 }, far[] = { -6e10, 2e11 };
	double tiny[] = { 1e-300, 1e300 }, at[] = { -1, -1 };
	const double spans[] = { 1, 59, 7200, 86400, 5e6, 1e7, 1e8, 1e9, 1e10 };
	char *script;
	size_t n;

	(void)state;
	chart.n_curve = 1;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		double two[] = { 1.7e9, 1.7e9 + spans[i] };

		chart.curve[0] = (struct rn_curve){ .role = RN_CURVE_TRAIN, .n = 2,
		                                    .x = two, .y = y };
		free(draw(&chart, "p.txt", &n));
		chart.x_is_time = false;
		chart.x_is_count = true;
		free(draw(&chart, "p.txt", &n));
		chart.x_is_time = true;
		chart.x_is_count = false;
	}
	chart.curve[0].x = far;
	free(draw(&chart, "p.png", &n));
	chart.curve[0].x = at; /* one place, two values */
	free(draw(&chart, "p.png", &n));
	chart.x_is_time = false;
	free(draw(&chart, "p.png", &n));
	chart.curve[0].n = 1;
	free(draw(&chart, "p.svg", &n));
	chart.curve[0].n = 2;
	chart.curve[0].x = x;
	chart.curve[0].y = wide;
	script = write_script(&chart, "p.txt");
	assert_null(strstr(script, "inf"));
	free(script);
	chart.y_is_log = true;
	chart.curve[0].y = tiny;
	free(draw(&chart, "p.png", &n));
	chart.title = chart.x_label = chart.y_label = NULL;
	free(draw(&chart, "p.png", &n));
}

static void test_log_axis(void **state)
{
	double loss[] = { 0.9, 0.5, 0.01 }, epoch[] = { 1, 2, 3 };
	struct rn_chart chart = {
		.y_is_log = true, .x_is_count = true, .n_curve = 1,
		.curve = { { RN_CURVE_TRAIN, "loss", 3, epoch, loss, NULL } },
	};
	char *script = write_script(&chart, "x.png");

	(void)state;
	assert_non_null(strstr(script, "set logscale y"));
	free(script);
	loss[2] = 0.4; /* too little for a logarithm */
	script = write_script(&chart, "x.png");
	assert_null(strstr(script, "logscale"));
	free(script);
	loss[2] = 0; /* has none */
	script = write_script(&chart, "x.png");
	assert_null(strstr(script, "logscale"));
	free(script);
}

/* Bands have both ends in the script, the further inside the deeper, and are
 * two lines in text. */
static void test_bands(void **state)
{
	const double at[] = { 1, 2, 3 };
	const double low[] = { 1, NAN, 1 }, high[] = { 4, 5, 4 };
	struct rn_chart chart = {
		.title = "t", .n_curve = 2, .curve = {
			{ RN_CURVE_BAND, "95 %", 3, at, low, high },
			{ RN_CURVE_BAND, "50 %", 3, at, low, high },
		},
	};
	char *script = write_script(&chart, "x.png");
	size_t n;

	(void)state;
	assert_non_null(strstr(script, "\n1 1 4\n2 NaN 5\n3 1 4\n"));
	assert_non_null(strstr(script, "using 1:2:3 with filledcurves lc rgb "
	                       "'#f8e5d6' fs solid noborder title '95 %'"));
	assert_non_null(strstr(script, "'#eaae7f' fs solid noborder title '50 %'"));
	assert_int_equal(n_of(script, "title '50 %'"), 1);
	free(script);
	script = write_script(&chart, "x.txt");
	assert_int_equal(n_of(script, " with lines lt 3"), 2);
	assert_int_equal(n_of(script, " with lines lt 4"), 2);
	assert_int_equal(n_of(script, "notitle"), 2);
	free(script);
	free(draw(&chart, "p.png", &n));
	free(draw(&chart, "p.pdf", &n));
	/* The axis reaches to what the other end reaches to. */
	chart.y_is_log = true;
	script = write_script(&chart, "x.png");
	assert_non_null(strstr(script, "set logscale y"));
	free(script);
}

/* Bars lie from the top down, with their names, which are text from outside,
 * and begin at zero. */
static void test_bars(void **state)
{
	const double value[] = { 30, 12, -4 }, at[] = { 0, 1, 2 };
	const char *const names[] = { "it's", "a very long name of a column", "c" };
	struct rn_chart chart = {
		.title = "t", .n_place = 3, .place = names, .n_curve = 1,
		.curve = { { RN_CURVE_BAR, NULL, 3, value, at, NULL } },
	};
	char *script = write_script(&chart, "x.png");
	size_t n;

	(void)state;
	assert_non_null(strstr(script, "set ytics ('it" QUOTE "s' 0, "
	                       "'a very long name of a co...' 1, 'c' 2)\n"));
	assert_non_null(strstr(script, "set yrange [2.5:-0.5]\n"));
	assert_non_null(strstr(script, "set xrange [-8.25:34.25]\n"));
	assert_int_equal(n_of(script, "boxxyerror"), 1);
	free(script);
	script = draw(&chart, "p.txt", &n);
	assert_non_null(strstr(script, "- 30\n"));
	free(script);
	free(draw(&chart, "p.svg", &n));
	free(draw(&chart, "p.png", &n));
	chart.curve[0].n = chart.n_place = 2; /* none below zero */
	script = write_script(&chart, "x.png");
	assert_non_null(strstr(script, "set xrange [0:33.75]\n"));
	free(script);
}

/* Every role is drawn by every terminal, alone and as one point. */
static void test_roles(void **state)
{
	static const char *const names[] = { "p.png", "p.svg", "p.txt" };
	const double at[] = { 1, 2, 3 }, value[] = { -0.5, 0.25, 0.5 };

	(void)state;
	for (int role = 0; role < RN_N_CURVE_ROLE; role++)
		for (int i = 0; i < 6; i++) {
			struct rn_chart chart = {
				.title = "t", .y_has_zero = true, .n_curve = 1, .curve = {
					{ (enum rn_curve_role)role, "r", i < 3 ? 3 : 1, at,
					  value, role == RN_CURVE_BAND
					         || role == RN_CURVE_CHANCE ? at : NULL },
				},
			};
			size_t n;
			char *bytes = draw(&chart, names[i % 3], &n);

			assert_true(n > 100);
			free(bytes);
		}
}

/* Stems stand on zero, whatever their values are. */
static void test_zero(void **state)
{
	const double at[] = { 1, 2 }, value[] = { 5, 6 };
	struct rn_chart chart = {
		.title = "t", .y_has_zero = true, .n_curve = 1,
		.curve = { { RN_CURVE_STEM, "s", 2, at, value, NULL } },
	};
	size_t n;
	char *text = draw(&chart, "p.txt", &n);

	(void)state;
	assert_non_null(strstr(text, "\n 0 ++"));
	free(text);
}

static void test_gaps_and_peaks(void **state)
{
	struct rn_chart chart = make_chart(50);
	char *script;

	(void)state;
	y[7] = NAN;
	y[8] = INFINITY;
	script = write_script(&chart, "x.png");
	assert_int_equal(n_of(script, " NaN\n"), 2);
	assert_null(strstr(script, "inf"));
	free(script);

	chart = make_chart(50);
	chart.n_curve = 1;
	chart.curve[0].n = N;
	y[7777] = 123456;
	y[3333] = -98765;
	for (int i = 5000; i < 5100; i++)
		y[i] = NAN;
	script = write_script(&chart, "x.png");
	assert_non_null(strstr(script, " 123456\n"));
	assert_non_null(strstr(script, " -98765\n"));
	assert_non_null(strstr(script, " NaN\n"));
	assert_in_range(n_of(script, "\n17"), 3000, 4000);
	free(script);
}

/* Every byte of the script outside single quotes is ours: strip the strings,
 * and what is left is the same for any text. */
static char *strip_strings(char *script)
{
	char *out = script;
	int is_inside = 0;

	for (const char *at = script; *at; at++) {
		if (is_inside)
			assert_true((unsigned char)*at >= 0x20 && *at != 0x7f);
		if (*at == '\'')
			is_inside = !is_inside;
		else if (!is_inside)
			*out++ = *at;
	}
	assert_false(is_inside);
	*out = '\0';
	return script;
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Pieces that mean something to gnuplot, XML, a terminal or a formatter, and
 * bytes that mean nothing to anybody. */
static void make_hostile(char *name, size_t size, uint32_t *seed)
{
	static const char *const pieces[] = {
		"'", "''", "\"", "`touch PWNED`", "\n", "\r", "&#", "&#x;", "#",
		"]]>", "]]", ">", "<script>", "&", "\\", "\\n", "\\'", "{", "}",
		"_", "^", "@", "@GPVAL", "~", "%s%n", "EOD", "\nEOD\n", "!ls", "$",
		"$curve0", "; system('touch PWNED'); ", "'; plot '< touch PWNED",
		"\x1b[31m", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xae",
		"\xff", "\xc3", "\xed\xa0\x80", "\xef\xbf\xbe", "\xc3\xa9",
		"\xf0\x9f\x98\x80", "a", "Load", " ", "=1+1", "-->", "<!--",
		"<![CDATA[", "\t", "\v", "\x01",
	};
	size_t n = 0;

	for (uint32_t left = 1 + next_random(seed) % 12; left > 0; left--) {
		const char *piece = pieces[next_random(seed) %
			(sizeof(pieces) / sizeof(pieces[0]))];

		if (n + strlen(piece) + 1 > size)
			break;
		memcpy(name + n, piece, strlen(piece));
		n += strlen(piece);
	}
	name[n] = '\0';
}

static void use_text(struct rn_chart *chart, const char *text)
{
	chart->title = chart->x_label = chart->y_label = text;
	for (int i = 0; i < chart->n_curve; i++)
		chart->curve[i].name = text;
}

static void test_hostile_text(void **state)
{
	static const char *const suffixes[] = { "x.svg", "x.txt" };
	struct rn_chart chart = make_chart(3);
	uint32_t seed = 1;
	char name[200];

	(void)state;
	for (int k = 0; k < 2; k++) {
		char *plain;

		use_text(&chart, "plain");
		plain = strip_strings(write_script(&chart, suffixes[k]));
		for (int i = 0; i < 2000; i++) {
			char *script;

			make_hostile(name, sizeof(name), &seed);
			use_text(&chart, name);
			script = write_script(&chart, suffixes[k]);
			assert_null(strstr(script, "&#"));
			assert_null(strstr(script, "]]>"));
			strip_strings(script);
			if (strcmp(script, plain) != 0)
				fail_msg("leaves its quotes: %s", name);
			free(script);
		}
		free(plain);
	}
}

static void test_text_is_kept(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "Load (MW)", "'Load (MW)'" },
		{ "caf\xc3\xa9", "'caf\xc3\xa9'" },
		{ "it's", "'it" QUOTE "s'" },
		{ "'", "'" QUOTE "'" },
		{ "&#x;", "'&" WORD_JOINER "#x;'" },
		{ "a]]>b", "'a]]" WORD_JOINER ">b'" },
		{ "a\nb\x1b", "'a\\x0ab\\x1b'" },
		{ "", "''" },
		{ NULL, "''" },
	};
	struct rn_chart chart = make_chart(3);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char expected[200];
		char *script;

		chart.title = cases[i].text;
		script = write_script(&chart, "x.png");
		snprintf(expected, sizeof(expected), "set title %s ",
		         cases[i].shown);
		if (!strstr(script, expected))
			fail_msg("not in the script: %s", expected);
		free(script);
	}
}

/* Enough of XML for what gnuplot writes: elements nest and end, text has no
 * bare '&' or "]]>", and a reference is one of the five. */
static void assert_well_formed(const char *at)
{
	static const char *const names[] = {
		"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#160;"
	};
	int depth = 0;

	for (; *at; at++) {
		int is_known = *at != '&';

		for (int i = 0; !is_known && i < 6; i++)
			is_known = strncmp(at, names[i], strlen(names[i])) == 0;
		assert_true(is_known);
		assert_true((unsigned char)*at >= 0x20 || *at == '\n' ||
		            *at == '\t' || *at == '\r');
		assert_true(strncmp(at, "]]>", 3) != 0);
		if (*at != '<')
			continue;
		if (at[1] == '/')
			depth--;
		else if (at[1] != '?' && at[1] != '!')
			depth++;
		if (strncmp(at, "<![CDATA[", 9) == 0) {
			at = strstr(at, "]]>");
			assert_non_null(at);
			at += 2;
			continue;
		}
		while (*at != '>') {
			assert_int_not_equal(*at, '\0');
			if (at[0] == '/' && at[1] == '>')
				depth--;
			at++;
		}
		assert_true(depth >= 0);
	}
	assert_int_equal(depth, 0);
}

static void test_hostile_pictures(void **state)
{
	struct rn_chart chart = make_chart(3);
	uint32_t seed = 7;
	char name[200];
	size_t n;

	(void)state;
	for (int i = 0; i < 50; i++) {
		char *svg;

		make_hostile(name, sizeof(name), &seed);
		use_text(&chart, name);
		svg = draw(&chart, "p.svg", &n);
		assert_int_equal(strlen(svg), n);
		assert_well_formed(svg);
		assert_null(strstr(svg, "<script"));
		assert_null(strstr(svg, "onload"));
		/* Links lead into the picture itself. */
		assert_int_equal(n_of(svg, "href="), n_of(svg, "href='#"));
		free(svg);
	}
	set_path("PWNED");
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_not_equal(access("PWNED", F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_text_is_kept),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_zero),
		cmocka_unit_test(test_gaps_and_peaks),
		cmocka_unit_test(test_log_axis),
		cmocka_unit_test(test_every_format_is_drawn),
		cmocka_unit_test(test_text_chart),
		cmocka_unit_test(test_script_is_saved),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_hostile_pictures),
	};
	const char *tmp = getenv("TMPDIR");
	int failed;

	snprintf(folder, sizeof(folder), "%s/rn_chart_XXXXXX",
	         tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	return rmdir(folder) == 0 ? failed : 1;
}
