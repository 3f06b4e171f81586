/*
 * chart.c - owns the gnuplot script: its text, its data, its looks.
 *
 * A script is, in order: the data of each curve as a datablock, the terminal,
 * the style that all pictures share, titles, axes, and one plot command.
 * Numbers are formatted here, and text from outside passes write_text.
 */
#include "plot/chart.h"

#include <math.h>
#include <string.h>

#define DAY 86400.0

/* More points than this are thinned: no picture has more columns. */
#define MAX_POINT 4000
/* Fewer points than this are marked: one alone would not be seen. */
#define MIN_LINE 40

enum { N_CURVE_ROLE = RN_CURVE_VALID + 1 };

/* The colours of Okabe and Ito, which most colour-blind people can tell
 * apart.  The text terminal draws with the characters of the line types. */
static const struct {
	const char *color;
	double width;
	int text_type;
} looks[N_CURVE_ROLE] = {
	[RN_CURVE_HISTORY] = { "#4d4d4d", 1.2, 0 },
	[RN_CURVE_HELD_OUT] = { "#0072b2", 1.8, 2 },
	[RN_CURVE_FORECAST] = { "#d55e00", 2.6, 1 },
	[RN_CURVE_BOUND] = { "#e69f00", 1.2, 3 },
	[RN_CURVE_TRAIN] = { "#0072b2", 2.2, 1 },
	[RN_CURVE_VALID] = { "#d55e00", 2.2, 2 },
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

static void write_point(double x, double y, FILE *out)
{
	if (!isfinite(x))
		return;
	if (isfinite(y))
		fprintf(out, "%.17g %.9g\n", x, y);
	else
		fprintf(out, "%.17g NaN\n", x);
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
			write_point(curve->x[i], curve->y[i], out);
}

static void write_data(const struct rn_chart *chart, FILE *out)
{
	for (int k = 0; k < chart->n_curve; k++) {
		const struct rn_curve *curve = &chart->curve[k];
		const size_t n_part = MAX_POINT / 2;

		fprintf(out, "$curve%d << EOD\n", k);
		for (size_t i = 0; curve->n <= MAX_POINT && i < curve->n; i++)
			write_point(curve->x[i], curve->y[i], out);
		for (size_t i = 0; curve->n > MAX_POINT && i < n_part; i++)
			write_extremes(curve, curve->n * i / n_part,
			               curve->n * (i + 1) / n_part, out);
		fputs("EOD\n", out);
	}
}

/* The range of x, or of y, over the points that are drawn; false where there
 * is none. */
static bool find_range(const struct rn_chart *chart, bool of_y, double *least,
                       double *most)
{
	*least = INFINITY;
	*most = -INFINITY;
	for (int k = 0; k < chart->n_curve; k++) {
		const struct rn_curve *curve = &chart->curve[k];

		for (size_t i = 0; i < curve->n; i++) {
			const double v = of_y ? curve->y[i] : curve->x[i];

			if (!isfinite(curve->x[i]) || !isfinite(curve->y[i]))
				continue;
			*least = fmin(*least, v);
			*most = fmax(*most, v);
		}
	}
	return *least <= *most;
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
 * own above the axis. */
static void write_titles(const struct rn_chart *chart,
                         const struct rn_chart_format *format, FILE *out)
{
	const bool is_flat = is_text(format);

	fputs("set title ", out);
	write_text(chart->title, 80, out);
	fputs(is_flat ? " noenhanced offset 0, 1\n" : " noenhanced\n", out);
	fputs("set xlabel ", out);
	write_text(chart->x_label, 70, out);
	fputs(is_flat ? " noenhanced\nset label 1 "
	              : " noenhanced\nset ylabel ", out);
	write_text(chart->y_label, 40, out);
	fputs(is_flat ? " noenhanced at character 1, graph 1 offset 0, 1\n"
	              : " noenhanced\n", out);
}

/* The least of 1, 2, 5, 10, 20, ... times a power of ten that cuts span into
 * at most `most` parts. */
static double find_step(double span, int most)
{
	const double step = pow(10, floor(log10(span / most)));

	if (span / step <= most)
		return step;
	if (span / (2 * step) <= most)
		return 2 * step;
	return span / (5 * step) <= most ? 5 * step : 10 * step;
}

/* Distances of tics on a time axis that people read well, up to where months
 * begin, which are not all as long. */
static void write_time_tics(double span, int most, FILE *out)
{
	static const double steps[] = {
		1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
		10800, 21600, 43200, DAY, 2 * DAY, 7 * DAY, 14 * DAY,
	};
	const size_t n = sizeof(steps) / sizeof(steps[0]);
	size_t i = 0;

	fputs("set xdata time\nset timefmt \"%s\"\n", out);
	while (i < n && span / steps[i] > most)
		i++;
	if (i < n)
		fprintf(out, "set xtics %.0f\n", steps[i]);
	if (i < n && steps[i] < 60)
		fputs("set format x \"%H:%M:%S\\n%d %b\"\n", out);
	else if (i < n && steps[i] < DAY)
		fputs("set format x \"%H:%M\\n%d %b\"\n", out);
	else if (i < n)
		fputs("set format x \"%d %b\\n%Y\"\n", out);
	else if (span < 12 * 365 * DAY)
		fputs("set format x \"%b\\n%Y\"\n", out);
	else
		fputs("set format x \"%Y\"\n", out);
}

/* One point has one tic, whatever is around it. */
static void write_x_tics(const struct rn_chart *chart, double at, double span,
                         bool is_short, FILE *out)
{
	if (chart->x_is_time && span > 0) {
		write_time_tics(span, is_short ? 6 : 10, out);
	} else if (chart->x_is_time) {
		fprintf(out, "set xdata time\nset timefmt \"%%s\"\n"
		        "set xtics (\"%.17g\")\n"
		        "set format x \"%%d %%b %%Y\\n%%H:%%M\"\n", at);
	} else if (chart->x_is_count) {
		fprintf(out, "set xtics %.0f\nset format x '%%.0f'\n",
		        span > 9 ? find_step(span, 9) : 1);
	}
}

/* The axis ends shortly beyond the data. */
static void write_x_axis(const struct rn_chart *chart, bool is_short,
                         FILE *out)
{
	double least, most, pad;

	if (!find_range(chart, false, &least, &most))
		return;
	write_x_tics(chart, least, most - least, is_short, out);
	pad = most > least ? (most - least) / 100 : 1;
	fprintf(out, "set xrange [%.17g:%.17g]\n", least - pad, most + pad);
}

/* Tics at 1, 2 and 5 of each decade; few decades have no others. */
static void write_log_tics(double least, double most, FILE *out)
{
	fputs("set logscale y\nset yrange [*:*] noextend\n", out);
	if (most / least > 300)
		return;
	fputs("set ytics (", out);
	for (int e = (int)floor(log10(least)); pow(10, e) <= most; e++)
		fprintf(out, "1e%d, 2e%d, 5e%d%s", e, e, e,
		        pow(10, e + 1) <= most ? ", " : "");
	fputs(")\n", out);
}

/* A logarithmic axis over less than half a decade has no tics worth having:
 * it stays linear.  height: lines of a text chart, else 0. */
static void write_y_axis(const struct rn_chart *chart, int height, FILE *out)
{
	double least, most;

	fputs("set format y '%.7g'\n", out);
	if (!find_range(chart, true, &least, &most) || most <= least)
		return;
	if (chart->y_is_log && least > 0 && most / least >= 3)
		write_log_tics(least, most, out);
	else if (height && isfinite(most - least))
		fprintf(out, "set ytics %g\n",
		        find_step(most - least, clamp(height / 4, 1, 10)));
}

static void write_plot(const struct rn_chart *chart,
                       const struct rn_chart_format *format, FILE *out)
{
	const char *before = "plot";

	for (int k = 0; k < chart->n_curve; k++) {
		const struct rn_curve *curve = &chart->curve[k];
		const bool is_marked = curve->n < MIN_LINE
			&& (curve->role != RN_CURVE_BOUND || curve->n == 1);

		if (curve->n == 0)
			continue;
		fprintf(out, "%s $curve%d using 1:2 with %s", before, k,
		        is_marked && !is_text(format) ? "linespoints" : "lines");
		if (is_text(format))
			fprintf(out, " lt %d", looks[curve->role].text_type);
		else
			fprintf(out, " lt 1 lw %g lc rgb '%s'",
			        looks[curve->role].width,
			        looks[curve->role].color);
		if (is_marked && !is_text(format))
			fprintf(out, " pt 7 ps %g", curve->n == 1 ? 0.8 : 0.4);
		/* The text terminal leaves no space before the name. */
		fputs(is_text(format) ? " title ' '." : " title ", out);
		write_text(curve->name, 60, out);
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
	write_titles(chart, format, out);
	write_x_axis(chart, is_text(format), out);
	write_y_axis(chart, is_text(format) ? text_height(size) : 0, out);
	write_plot(chart, format, out);
}
