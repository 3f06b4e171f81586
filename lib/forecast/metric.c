/*
 * metric.c - the table of metrics.
 *
 * Sources: MASE, RMSSE: R. Hyndman, A. Koehler 2006; sMAPE, OWA, MSIS as in
 * the M4 competition; RSE, CORR as in G. Lai et al. 2018 (LSTNet); CRPS as
 * twice the pinball loss of quantiles: T. Gneiting, R. Ranjan 2011.
 */
#include "forecast/metric.h"

#include <math.h>

struct rn_yardstick rn_yardstick_of(const double *x, size_t n, int m)
{
	const size_t lag = (size_t)m;
	double sum = 0, square = 0;

	for (size_t t = lag; t < n; t++) {
		const double d = fabs(x[t] - x[t - lag]);

		sum += d;
		square += d * d;
	}
	if (!(sum > 0))
		return (struct rn_yardstick){ NAN, NAN };
	return (struct rn_yardstick){ sum / (double)(n - lag),
	                              square / (double)(n - lag) };
}

/* The loss of a forecast q of quantile tau. */
static void add_quantile(struct rn_errors *sum, double y, double q, double tau)
{
	sum->pinball += y >= q ? tau * (y - q) : (1 - tau) * (q - y);
	sum->n_quantile++;
}

void rn_errors_add(struct rn_errors *sum, double y, double yhat,
                   const struct rn_yardstick *unit)
{
	const double e = fabs(yhat - y), size = fabs(y) + fabs(yhat);
	const double dy = y - sum->y, df = yhat - sum->yhat;

	sum->n++;
	sum->abs += e;
	sum->square += e * e;
	if (unit->abs > 0) {
		sum->n_scaled++;
		sum->scaled += e / unit->abs;
		sum->scaled_square += e * e / unit->square;
	}
	sum->symmetric += size > 0 ? 2 * e / size : 0;
	/* B. P. Welford 1962: no difference of two large sums. */
	sum->y += dy / (double)sum->n;
	sum->yhat += df / (double)sum->n;
	sum->yy += dy * (y - sum->y);
	sum->ff += df * (yhat - sum->yhat);
	sum->yf += dy * (yhat - sum->yhat);
	add_quantile(sum, y, yhat, 0.5);
}

void rn_errors_add_interval(struct rn_errors *sum, double y, double level,
                            double lower, double upper, bool is_widest,
                            const struct rn_yardstick *unit)
{
	const double beside = 1 - level; /* the probability of what is outside */
	const double out = y < lower ? lower - y : y > upper ? y - upper : 0;

	add_quantile(sum, y, lower, beside / 2);
	add_quantile(sum, y, upper, 1 - beside / 2);
	if (!is_widest)
		return;
	sum->n_interval++;
	sum->covered += out == 0;
	if (unit->abs > 0) {
		sum->n_interval_scaled++;
		sum->interval += (upper - lower + 2 / beside * out) / unit->abs;
	}
}

void rn_errors_add_symbol(struct rn_errors *sum, double hit, double p)
{
	sum->n++;
	sum->hits += hit;
	sum->nll -= log(p);
}

void rn_errors_close(struct rn_errors *series)
{
	const double n = (double)series->n, scaled = (double)series->n_scaled;
	const double spread = sqrt(series->yy) * sqrt(series->ff);

	series->root = sqrt(scaled * series->scaled_square);
	/* A series that does not change, or is not forecast to, has none. */
	series->n_corr = spread > 0 ? series->n : 0;
	series->corr = spread > 0 ? n * fmax(-1, fmin(1, series->yf / spread)) : 0;
}

void rn_errors_merge(struct rn_errors *sum, const struct rn_errors *series)
{
	const double n = (double)(sum->n + series->n);
	const double weight = n > 0 ? (double)sum->n * (double)series->n / n : 0;
	const double share = n > 0 ? (double)series->n / n : 0;
	const double dy = series->y - sum->y;

	sum->n += series->n;
	sum->abs += series->abs;
	sum->square += series->square;
	sum->n_scaled += series->n_scaled;
	sum->scaled += series->scaled;
	sum->scaled_square += series->scaled_square;
	sum->symmetric += series->symmetric;
	sum->y += share * dy;
	sum->yy += series->yy + weight * dy * dy;
	sum->pinball += series->pinball;
	sum->n_quantile += series->n_quantile;
	sum->n_interval += series->n_interval;
	sum->covered += series->covered;
	sum->n_interval_scaled += series->n_interval_scaled;
	sum->interval += series->interval;
	sum->root += series->root;
	sum->corr += series->corr;
	sum->n_corr += series->n_corr;
	sum->hits += series->hits;
	sum->nll += series->nll;
}

/* What metrics begin with: sums of a forecast, and of naive2. */
#define SUMS const struct rn_errors *sum, const struct rn_errors *naive2

static double mae(SUMS)
{
	(void)naive2;
	return sum->abs / (double)sum->n;
}

static double mse(SUMS)
{
	(void)naive2;
	return sum->square / (double)sum->n;
}

static double rmse(SUMS)
{
	return sqrt(mse(sum, naive2));
}

static double mase(SUMS)
{
	(void)naive2;
	return sum->scaled / (double)sum->n_scaled;
}

static double rmsse(SUMS)
{
	(void)naive2;
	return sum->root / (double)sum->n_scaled;
}

static double smape(SUMS)
{
	(void)naive2;
	return 100 * sum->symmetric / (double)sum->n;
}

static double owa(SUMS)
{
	if (!naive2)
		return NAN;
	return (smape(sum, NULL) / smape(naive2, NULL)
	        + mase(sum, NULL) / mase(naive2, NULL)) / 2;
}

static double rse(SUMS)
{
	(void)naive2;
	return sqrt(sum->square / sum->yy);
}

static double corr(SUMS)
{
	(void)naive2;
	return sum->corr / (double)sum->n_corr;
}

static double pinball(SUMS)
{
	(void)naive2;
	return sum->pinball / (double)sum->n_quantile;
}

static double crps(SUMS)
{
	return 2 * pinball(sum, naive2);
}

static double coverage(SUMS)
{
	(void)naive2;
	return 100 * sum->covered / (double)sum->n_interval;
}

static double msis(SUMS)
{
	(void)naive2;
	return sum->interval / (double)sum->n_interval_scaled;
}

static double accuracy(SUMS)
{
	(void)naive2;
	return sum->hits / (double)sum->n;
}

static double nll(SUMS)
{
	(void)naive2;
	return sum->nll / (double)sum->n;
}

static double bits(SUMS)
{
	return nll(sum, naive2) / log(2);
}

static double perplexity(SUMS)
{
	return exp(nll(sum, naive2));
}

/* A metric whose function and place in a score have its name. */
#define METRIC(f, of_symbols, heading_, digits_, unit_, title_, equation_) \
	static const struct rn_metric_type type_##f = { \
		.name = #f, .heading = heading_, .title = title_, \
		.equation = equation_, .value = f, .unit = unit_, \
		.digits = digits_, .offset = offsetof(struct rn_score, f), \
		.is_categorical = of_symbols }

METRIC(mae, false, "MAE", -1, "",
       "mean absolute error", "mean |e|");
METRIC(rmse, false, "RMSE", -1, "",
       "root mean squared error", "sqrt(mean e^2)");
METRIC(mse, false, "MSE", -1, "",
       "mean squared error", "mean e^2");
METRIC(mase, false, "MASE", 3, "",
       "MAE in units of the naive forecast's on the training rows",
       "mean |e| / mean |y_t - y_(t - season)|");
METRIC(rmsse, false, "RMSSE", 3, "",
       "RMSE in units of the naive forecast's on the training rows",
       "mean over series of sqrt(mean e^2 / mean (y_t - y_(t - season))^2)");
METRIC(smape, false, "sMAPE", 2, "%",
       "symmetric mean absolute percentage error",
       "100 mean 2 |e| / (|y| + |yhat|)");
METRIC(owa, false, "OWA", 3, "",
       "mean of sMAPE and MASE in units of naive2's",
       "(sMAPE / sMAPE of naive2 + MASE / MASE of naive2) / 2");
METRIC(rse, false, "RSE", 4, "",
       "root relative squared error",
       "sqrt(sum e^2 / sum (y - mean y)^2)");
METRIC(corr, false, "CORR", 4, "",
       "correlation of forecasts with what came",
       "mean over series of cov(y, yhat) / sqrt(var y var yhat)");
METRIC(pinball, false, "pinball", -1, "",
       "loss of quantiles, the point being the median",
       "mean max(tau (y - q), (tau - 1) (y - q))");
METRIC(crps, false, "CRPS", -1, "",
       "continuous ranked probability score, by quantiles",
       "2 mean max(tau (y - q), (tau - 1) (y - q))");
METRIC(coverage, false, "coverage", 1, "%",
       "share of rows inside the widest interval",
       "100 mean [lower <= y <= upper]");
METRIC(msis, false, "MSIS", 3, "",
       "score of the widest interval, scaled as the MASE",
       "mean (width + 2 / (1 - level) * miss) / mean |y_t - y_(t - season)|");
METRIC(accuracy, true, "accuracy", 4, "",
       "share of symbols whose most probable guess was right",
       "mean [yhat = y]");
METRIC(nll, true, "NLL", 4, "",
       "negative log-likelihood of symbols, in nats", "mean -ln p(y)");
METRIC(bits, true, "bits", 4, "",
       "negative log-likelihood of symbols, in bits", "mean -log2 p(y)");
METRIC(perplexity, true, "perplexity", 3, "",
       "equally likely symbols that would be as hard to guess",
       "exp(mean -ln p(y))");

const struct rn_metric_type *const rn_metric_types[] = {
	&type_mae,
	&type_rmse,
	&type_mse,
	&type_mase,
	&type_rmsse,
	&type_smape,
	&type_owa,
	&type_rse,
	&type_corr,
	&type_pinball,
	&type_crps,
	&type_coverage,
	&type_msis,
	&type_accuracy,
	&type_nll,
	&type_bits,
	&type_perplexity,
	NULL
};

void rn_score_fill(struct rn_score *score, const struct rn_errors *sum,
                   const struct rn_errors *naive2, bool is_categorical)
{
	for (int i = 0; rn_metric_types[i]; i++) {
		const struct rn_metric_type *type = rn_metric_types[i];

		*(double *)((char *)score + type->offset) =
			type->is_categorical == is_categorical
			? type->value(sum, naive2) : (double)NAN;
	}
}
