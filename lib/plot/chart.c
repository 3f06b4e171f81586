/*
 * chart.c - owns the gnuplot script: its text, its data, its looks; its axes
 * are those of chart_axis.c.
 *
 * A script is, in order: the data of each curve as a datablock, the terminal,
 * the style that all pictures share, titles, axes, and one plot command.
 * Numbers are formatted here, and text from outside passes write_text.
 */
#include "plot/chart.h"

#include "plot/chart_axis.h"

#include <math.h>
#include <string.h>

/* More points than this are thinned: no picture has more columns. */
#define MAX_POINT 4000
/* Fewer points than this are marked: one alone would not be seen. */
#define MIN_LINE 40

/* Blue is a model on rows that are known, red what it says about those to
 * come, grey what was measured: the colours of Okabe and Ito, which most
 * colour-blind people can tell apart.  The text terminal draws with the
 * characters of the line types. */
static const struct look {
	const char *color;
	double width;
	int text_type;
	const char *with;
	int dash;
} looks[RN_N_CURVE_ROLE] = {
	[RN_CURVE_HISTORY] = { "#4d4d4d", 1.2, 0, "lines", 1 },
	[RN_CURVE_HELD_OUT] = { "#0072b2", 1.8, 2, "lines", 1 },
	[RN_CURVE_OTHER] = { "#d55e00", 1.8, 1, "lines", 1 },
	[RN_CURVE_FORECAST] = { "#d55e00", 2.6, 1, "lines", 1 },
	[RN_CURVE_DRAW] = { "#d55e00", 0.7, 1, "lines", 1 },
	[RN_CURVE_TRAIN] = { "#0072b2", 2.2, 1, "lines", 1 },
	[RN_CURVE_VALID] = { "#d55e00", 2.2, 2, "lines", 1 },
	[RN_CURVE_BAND] = { "#d55e00", 0, 3, "filledcurves", 1 },
	[RN_CURVE_CHANCE] = { "#e6e6e6", 0, 3, "filledcurves", 1 },
	[RN_CURVE_START] = { "#4d4d4d", 1, 6, "points", 1 },
	[RN_CURVE_MODEL] = { "#0072b2", 2.4, 1, "lines", 1 },
	[RN_CURVE_MODEL_2] = { "#0072b2", 1.6, 2, "lines", 2 },
	[RN_CURVE_NAIVE] = { "#8c8c8c", 2.4, 3, "lines", 1 },
	[RN_CURVE_NAIVE_2] = { "#8c8c8c", 1.6, 4, "lines", 2 },
	[RN_CURVE_STEM] = { "#0072b2", 3, 1, "impulses", 1 },
	[RN_CURVE_BAR] = { "#0072b2", 0, 1, "boxxyerror", 1 },
	[RN_CURVE_PILLAR] = { "#0072b2", 0, 2, "boxes", 1 },
};

static bool is_text(const struct rn_chart_format *format)
{
	return !format->begin;
}

/*
 * Writes text as a single-quoted string of at most `most` characters.  What
 * rn_show leaves is one line of valid UTF-8; gnuplot's doubled quote is not
 * enough for a quote, and its SVG would pass on "&#" and "]]>", which are not
 * well-formed there, so a word joiner goes into them.
 */
static void write_text(const char *text, int most, FILE *out)
{
	static const char joiner[] = "\xe2\x81\xa0", quote[] = "\xe2\x80\x99";
	char shown[RN_SHOWN];
	const char *at;

	rn_show(shown, text ? text : "", text ? strlen(text) : 0);
	fputc('\'', out);
	for (at = shown; *at; at++) {
		if (((unsigned char)*at & 0xc0) != 0x80 && most-- == 0) {
			fputs("...", out);
			break;
		}
		if (at > shown && ((at[-1] == '&' && *at == '#') ||
		                   (at[-1] == ']' && *at == '>')))
			fputs(joiner, out);
		if (*at == '\'')
			fputs(quote, out);
		else
			fputc(*at, out);
	}
	fputc('\'', out);
}

static void write_value(double y, FILE *out)
{
	if (isfinite(y))
		fprintf(out, " %.9g", y);
	else
		fputs(" NaN", out);
}

static void write_point(const struct rn_curve *curve, size_t i, FILE *out)
{
	if (!isfinite(curve->x[i]))
		return;
	fprintf(out, "%.17g", curve->x[i]);
	write_value(curve->y[i], out);
	if (curve->y2)
		write_value(curve->y2[i], out);
	fputc('\n', out);
}

/* Of the points [from, to) writes the least and the greatest, so that peaks
 * stay, and one gap where there is any. */
static void write_extremes(const struct rn_curve *curve, size_t from,
                           size_t to, FILE *out)
{
	size_t least = to, most = to, gap = to;

	for (size_t i = from; i < to; i++) {
		if (!isfinite(curve->y[i])) {
			gap = i;
			continue;
		}
		if (least == to || curve->y[i] < curve->y[least])
			least = i;
		if (most == to || curve->y[i] > curve->y[most])
			most = i;
	}
	for (size_t i = from; i < to; i++)
		if (i == least || i == most || i == gap)
			write_point(curve, i, out);
}

static void write_data(const struct rn_chart *chart, FILE *out)
{
	for (int k = 0; k < chart->n_curve; k++) {
		const struct rn_curve *curve = &chart->curve[k];
		const size_t n_part = MAX_POINT / 2;

		fprintf(out, "$curve%d << EOD\n", k);
		for (size_t i = 0; curve->n <= MAX_POINT && i < curve->n; i++)
			write_point(curve, i, out);
		for (size_t i = 0; curve->n > MAX_POINT && i < n_part; i++)
			write_extremes(curve, curve->n * i / n_part,
			               curve->n * (i + 1) / n_part, out);
		fputs("EOD\n", out);
	}
}

static int clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

/* The text terminal's height in lines, its width in characters. */
static int text_height(const int size[2])
{
	return size[1] ? clamp(size[1], 8, 1000) : 24;
}

static int text_width(const int size[2])
{
	return size[0] ? clamp(size[0], 20, 1000) : 79;
}

static void write_terminal(const struct rn_chart_format *format,
                           const int size[2], FILE *out)
{
	fprintf(out, "set terminal %s noenhanced", format->terminal);
	if (is_text(format))
		fprintf(out, " size %d,%d", text_width(size),
		        text_height(size));
	fputs("\nset encoding utf8\n", out);
}

/* The legend is below, where it takes nothing from the data. */
static void write_style(const struct rn_chart_format *format, FILE *out)
{
	fputs("set border 3 lc rgb '#808080'\n"
	      "set tics nomirror out textcolor rgb '#333333'\n"
	      "set key below center horizontal Left reverse noenhanced", out);
	if (is_text(format)) {
		fputs(" samplen 3\n"
		      "set tics scale 0.5\nset tmargin 3\n", out);
		return;
	}
	fputs(" samplen 2.5 spacing 1.2 height 0.8 textcolor rgb '#333333'\n"
	      "set tics scale 0.6\n"
	      "set grid x y back lt 1 lw 0.6 lc rgb '#e4e4e4'\n", out);
}

/* Text cannot stand upright in a terminal: the label of y is on a line of its
 * own above the axis.  A title that is wider than the text is not shown at
 * all, so it is cut. */
static void write_titles(const struct rn_chart *chart,
                         const struct rn_chart_format *format,
                         const int size[2], FILE *out)
{
	const bool is_flat = is_text(format);

	fputs("set title ", out);
	write_text(chart->title, is_flat ? text_width(size) - 6 : 90, out);
	fputs(is_flat ? " noenhanced offset 0, 1\n" : " noenhanced\n", out);
	fputs("set xlabel ", out);
	write_text(chart->x_label, 70, out);
	fputs(is_flat ? " noenhanced\nset label 1 "
	              : " noenhanced\nset ylabel ", out);
	write_text(chart->y_label, 40, out);
	fputs(is_flat ? " noenhanced at character 1, graph 1 offset 0, 1\n"
	              : " noenhanced\n", out);
}

/* The names of places; text from outside, so not a matter of the axes. */
static void write_places(const struct rn_chart *chart, FILE *out)
{
	if (chart->n_place == 0)
		return;
	fputs("set ytics (", out);
	for (int i = 0; i < chart->n_place; i++) {
		fputs(i ? ", " : "", out);
		write_text(chart->place[i], 24, out);
		fprintf(out, " %d", i);
	}
	fputs(")\nset grid noytics\n", out);
}

/* Curves of the role of curve k among the first n. */
static int count_role(const struct rn_chart *chart, int k, int n)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		count += chart->curve[i].role == chart->curve[k].role;
	return count;
}

/* Bands are nested: the further inside, the deeper their colour. */
static void write_color(const struct rn_chart *chart, int k, FILE *out)
{
	const struct look *look = &looks[chart->curve[k].role];
	const int n = count_role(chart, k, chart->n_curve);
	int rgb[3] = { 0xd5, 0x5e, 0x00 };
	double depth;

	if (chart->curve[k].role != RN_CURVE_BAND) {
		fprintf(out, " lc rgb '%s'", look->color);
		return;
	}
	depth = n > 1 ? 0.16 + 0.34 * count_role(chart, k, k) / (n - 1) : 0.22;
	for (int i = 0; i < 3; i++)
		rgb[i] = (int)(255 - depth * (255 - rgb[i]));
	fprintf(out, " lc rgb '#%02x%02x%02x'", rgb[0], rgb[1], rgb[2]);
}

/* What a point is made of: columns of its datablock.  A few bars are not as
 * high as there is room for. */
static void write_columns(const struct rn_curve *curve, bool is_flat,
                          FILE *out)
{
	const double half = curve->n < 4 ? 0.09 * (double)curve->n : 0.36;

	if (curve->role == RN_CURVE_BAR && is_flat)
		fputs("(0):2:1:(0)", out);
	else if (curve->role == RN_CURVE_BAR)
		fprintf(out, "(0):2:(0):1:($2-%g):($2+%g)", half, half);
	else
		fputs(curve->y2 && !is_flat ? "1:2:3" : "1:2", out);
}

static void write_title(const struct rn_curve *curve, bool is_flat, FILE *out)
{
	if (!curve->name || !*curve->name) {
		fputs(" notitle", out);
		return;
	}
	/* The text terminal leaves no space before the name. */
	fputs(is_flat ? " title ' '." : " title ", out);
	write_text(curve->name, 60, out);
}

/* The number at the end of each bar. */
static void write_numbers(int k, FILE *out)
{
	fprintf(out, ", \\\n     $curve%d using 1:2:(sprintf(' %%.3g', $1)) "
	        "with labels left textcolor rgb '#333333' notitle", k);
}

/* Text has no areas: a band is its two ends, a bar a line. */
static void write_flat(const struct rn_chart *chart, int k, FILE *out)
{
	const struct rn_curve *curve = &chart->curve[k];
	const struct look *look = &looks[curve->role];
	const int type = look->text_type + (curve->role == RN_CURVE_BAND
	                                    ? count_role(chart, k, k) : 0);

	fprintf(out, " $curve%d using ", k);
	write_columns(curve, true, out);
	fprintf(out, " with %s lt %d", curve->role == RN_CURVE_BAR
	        ? "vectors nohead" : curve->role == RN_CURVE_PILLAR ? "impulses"
	        : curve->y2 ? "lines" : look->with, type);
	write_title(curve, true, out);
	if (curve->y2)
		fprintf(out, ", \\\n     $curve%d using 1:3 with lines lt %d notitle",
		        k, type);
	if (curve->role == RN_CURVE_BAR)
		write_numbers(k, out);
}

static void write_curve(const struct rn_chart *chart, int k, FILE *out)
{
	const struct rn_curve *curve = &chart->curve[k];
	const struct look *look = &looks[curve->role];
	const bool is_line = strcmp(look->with, "lines") == 0;
	const bool is_marked = is_line && curve->n < MIN_LINE;

	fprintf(out, " $curve%d using ", k);
	write_columns(curve, false, out);
	fprintf(out, " with %s", is_marked ? "linespoints" : look->with);
	if (is_line || look->width > 0)
		fprintf(out, " lt 1 lw %g dt %d", look->width, look->dash);
	write_color(chart, k, out);
	if (is_marked)
		fprintf(out, " pt 7 ps %g", curve->n == 1 ? 0.8 : 0.4);
	else if (curve->role == RN_CURVE_START)
		fputs(" pt 6 ps 0.8", out);
	else if (curve->role == RN_CURVE_PILLAR)
		fputs(" fs solid border rgb '#ffffff'", out);
	else if (look->width <= 0)
		fputs(" fs solid noborder", out);
	write_title(curve, false, out);
	if (curve->role == RN_CURVE_BAR)
		write_numbers(k, out);
}

static void write_plot(const struct rn_chart *chart,
                       const struct rn_chart_format *format, FILE *out)
{
	const char *before = "plot";

	for (int k = 0; k < chart->n_curve; k++) {
		if (chart->curve[k].n == 0)
			continue;
		fputs(before, out);
		if (is_text(format))
			write_flat(chart, k, out);
		else
			write_curve(chart, k, out);
		before = ", \\\n    ";
	}
	fputc('\n', out);
}

void rn_chart_write(const struct rn_chart *chart,
                    const struct rn_chart_format *format, const int size[2],
                    FILE *out)
{
	write_data(chart, out);
	write_terminal(format, size, out);
	write_style(format, out);
	write_titles(chart, format, size, out);
	rn_chart_write_axes(chart, is_text(format) ? text_height(size) : 0, out);
	write_places(chart, out);
	write_plot(chart, format, out);
}
