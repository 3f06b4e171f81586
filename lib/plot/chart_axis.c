/*
 * chart_axis.c - owns ranges and tics: what numbers stand at the axes.
 */
#include "plot/chart_axis.h"

#include <math.h>

#define DAY 86400.0

/* Does what stands for a value begin at zero? */
static bool begins_at_zero(const struct rn_curve *curve, bool of_y)
{
	return of_y ? curve->role == RN_CURVE_STEM
	              || curve->role == RN_CURVE_PILLAR
	            : curve->role == RN_CURVE_BAR;
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
			const double w = of_y && curve->y2 ? curve->y2[i] : v;
			const double zero = begins_at_zero(curve, of_y) ? 0 : v;

			if (!isfinite(curve->x[i]) || !isfinite(curve->y[i]))
				continue;
			*least = fmin(fmin(*least, v), fmin(w, zero));
			*most = fmax(fmax(*most, v), fmax(w, zero));
		}
	}
	return *least <= *most;
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

/* The axis ends shortly beyond the data, or behind the numbers at the ends of
 * bars. */
static void write_x_axis(const struct rn_chart *chart, bool is_short,
                         FILE *out)
{
	double least, most, pad;

	if (!find_range(chart, false, &least, &most))
		return;
	write_x_tics(chart, least, most - least, is_short, out);
	pad = most > least ? (most - least) / (chart->n_place ? 8 : 100) : 1;
	fprintf(out, "set xrange [%.17g:%.17g]\n",
	        chart->n_place && least >= 0 ? least : least - pad, most + pad);
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

static int clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

/* A logarithmic axis over less than half a decade has no tics worth having:
 * it stays linear.  height: lines of a text chart, else 0. */
static void write_y_axis(const struct rn_chart *chart, int height, FILE *out)
{
	double least, most;

	if (chart->n_place) {
		fprintf(out, "set yrange [%d.5:-0.5]\n", chart->n_place - 1);
		return;
	}
	fputs("set format y '%.7g'\n", out);
	if (chart->y_has_zero)
		fputs("set yrange [*<0:0<*]\nset offsets 0, 0, graph 0.03, 0\n", out);
	if (chart->y_has_zero && !height)
		fputs("set xzeroaxis lt 1 lw 0.8 lc rgb '#808080'\n", out);
	if (!find_range(chart, true, &least, &most) || most <= least)
		return;
	if (chart->y_is_log && least > 0 && most / least >= 3)
		write_log_tics(least, most, out);
	else if (height && isfinite(most - least))
		fprintf(out, "set ytics %g\n",
		        find_step(most - least, clamp(height / 4, 1, 10)));
}

void rn_chart_write_axes(const struct rn_chart *chart, int height, FILE *out)
{
	write_x_axis(chart, height > 0, out);
	write_y_axis(chart, height, out);
}
