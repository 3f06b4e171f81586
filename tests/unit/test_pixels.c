/*
 * test_pixels.c - what is seen in a picture: pixels of each colour, counted.
 */
#include "plot/chart.h"

#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <zlib.h>

enum { WIDTH = 900, HEIGHT = 500, MOST = 1 << 22 };

struct image {
	unsigned char at[HEIGHT][WIDTH][3];
};

static uint32_t number(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8
	       | p[3];
}

static int paeth(int a, int b, int c)
{
	const int p = a + b - c, pa = abs(p - a), pb = abs(p - b),
		pc = abs(p - c);

	return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/* Undoes the filter of a line of n bytes (PNG specification, section 9). */
static void undo(int filter, unsigned char *line, const unsigned char *above,
                 int n, int bpp)
{
	for (int i = 0; i < n; i++) {
		const int a = i < bpp ? 0 : line[i - bpp], b = above ? above[i] : 0;
		const int c = i < bpp || !above ? 0 : above[i - bpp];
		const int add[] = { 0, a, b, (a + b) / 2, paeth(a, b, c) };

		line[i] = (unsigned char)(line[i] + add[filter]);
	}
}

/* Draws a chart as PNG and reads it back. */
static void draw(struct image *image, void **state,
                 const struct rn_chart *chart)
{
	static unsigned char file[MOST], packed[MOST], plain[MOST];
	const struct scratch *s = *state;
	const int usual[2] = { 0, 0 };
	uLongf n_plain = sizeof(plain);
	size_t n, n_packed = 0;
	struct rn_error err;
	char path[600];
	FILE *in;
	int bpp;

	snprintf(path, sizeof(path), "%s/p.png", s->dir);
	if (rn_chart_save(chart, path, usual, &err))
		fail_msg("%s", err.msg);
	in = fopen(path, "rb");
	assert_non_null(in);
	n = fread(file, 1, sizeof(file), in);
	fclose(in);
	unlink(path);
	assert_int_equal(number(file + 16), WIDTH);
	assert_int_equal(number(file + 20), HEIGHT);
	assert_int_equal(file[24], 8);
	bpp = file[25] == 6 ? 4 : 3;
	for (size_t at = 8; at + 12 <= n; at += number(file + at) + 12)
		if (memcmp(file + at + 4, "IDAT", 4) == 0) {
			memcpy(packed + n_packed, file + at + 8, number(file + at));
			n_packed += number(file + at);
		}
	assert_int_equal(uncompress(plain, &n_plain, packed, n_packed), Z_OK);
	assert_int_equal(n_plain, (WIDTH * bpp + 1) * HEIGHT);
	for (int y = 0; y < HEIGHT; y++) {
		unsigned char *line = plain + y * (WIDTH * bpp + 1) + 1;

		undo(line[-1], line, y ? line - (WIDTH * bpp + 1) : NULL,
		     WIDTH * bpp, bpp);
		for (int x = 0; x < WIDTH; x++)
			memcpy(image->at[y][x], line + x * bpp, 3);
	}
}

/* Pixels of a colour in lines [from, to). */
static int count(const struct image *image, uint32_t rgb, int from, int to)
{
	int n = 0;

	for (int y = from; y < to; y++)
		for (int x = 0; x < WIDTH; x++) {
			const unsigned char *p = image->at[y][x];

			n += ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) == rgb;
		}
	return n;
}

static struct image image;

/* Of two bands around a line the wider one is seen on both sides of the other,
 * and each has the share of the axis that its numbers have. */
static void test_bands(void **state)
{
	const double at[] = { 0, 1 }, low[] = { 0, 0 }, high[] = { 10, 10 };
	const double inner[] = { 4, 4 }, outer[] = { 6, 6 };
	const struct rn_chart chart = {
		.title = "t", .y_has_zero = true, .n_curve = 2, .curve = {
			{ RN_CURVE_BAND, "", 2, at, low, high },
			{ RN_CURVE_BAND, "", 2, at, inner, outer },
		},
	};
	int wide, narrow;

	draw(&image, state, &chart);
	wide = count(&image, 0xf8e5d6, 0, HEIGHT);
	narrow = count(&image, 0xeaae7f, 0, HEIGHT);
	assert_true(narrow > 30000);
	assert_true(fabs((double)wide / narrow - 4) < 0.1); /* 8 of 10 to 2 */
	assert_true(count(&image, 0xf8e5d6, 0, HEIGHT * 2 / 5) > wide / 4);
	assert_true(count(&image, 0xf8e5d6, HEIGHT * 3 / 5, HEIGHT) > wide / 4);
}

/* Bars are as long as their values and lie from the top down. */
static void test_bars(void **state)
{
	const double value[] = { 40, 20, 10, 5 }, at[] = { 0, 1, 2, 3 };
	const char *const names[] = { "a", "b", "c", "d" };
	const struct rn_chart chart = {
		.title = "t", .n_place = 4, .place = names, .n_curve = 1,
		.curve = { { RN_CURVE_BAR, "", 4, value, at, NULL } },
	};
	int n_bar = 0, width[8] = { 0 }, before = 0;

	draw(&image, state, &chart);
	for (int y = 0; y < HEIGHT; y++) {
		const int n = count(&image, 0x0072b2, y, y + 1);

		if (n > 0 && before == 0 && n_bar < 8)
			width[n_bar++] = 0;
		if (n > 0 && n > width[n_bar - 1])
			width[n_bar - 1] = n;
		before = n;
	}
	assert_int_equal(n_bar, 4);
	assert_true(width[0] > 500);
	for (int i = 0; i < 4; i++)
		assert_true(fabs(width[i] - width[0] * value[i] / 40) < 4);
}

/* Stems reach from zero to their values, to both sides. */
static void test_stems(void **state)
{
	const double at[] = { 1, 2, 3 }, value[] = { 8, 1, -4 };
	const struct rn_chart chart = {
		.title = "t", .y_has_zero = true, .n_curve = 1,
		.curve = { { RN_CURVE_STEM, "", 3, at, value, NULL } },
	};
	int all, one, x = 0, column[WIDTH] = { 0 };

	draw(&image, state, &chart);
	for (int y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			column[x] += memcmp(image.at[y][x], "\x00\x72\xb2", 3) == 0;
	all = count(&image, 0x0072b2, 0, HEIGHT);
	one = 0;
	for (x = 0; x < WIDTH / 3; x++)
		one += column[x];
	assert_true(one > 500);
	assert_true(fabs((double)one / all - 8.0 / 13) < 0.05);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_stems),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
