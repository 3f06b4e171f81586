/*
 * metric.c - the table of metrics.  MASE: R. Hyndman, A. Koehler 2006; sMAPE
 * as in the M4 competition.
 */
#include "forecast/metric.h"

#include <math.h>

void rn_errors_add(struct rn_errors *sum, double y, double yhat, double scale)
{
	const double e = fabs(yhat - y), size = fabs(y) + fabs(yhat);

	sum->n++;
	sum->abs += e;
	sum->square += e * e;
	sum->scaled += e / scale;
	sum->symmetric += size > 0 ? 2 * e / size : 0;
}

void rn_errors_add_symbol(struct rn_errors *sum, double hit, double p)
{
	sum->n++;
	sum->hits += hit;
	sum->nll -= log(p);
}

static double mae(const struct rn_errors *sum)
{
	return sum->abs / (double)sum->n;
}

static double rmse(const struct rn_errors *sum)
{
	return sqrt(sum->square / (double)sum->n);
}

static double mase(const struct rn_errors *sum)
{
	return sum->scaled / (double)sum->n;
}

static double smape(const struct rn_errors *sum)
{
	return 100 * sum->symmetric / (double)sum->n;
}

static double accuracy(const struct rn_errors *sum)
{
	return sum->hits / (double)sum->n;
}

static double nll(const struct rn_errors *sum)
{
	return sum->nll / (double)sum->n;
}

static double bits(const struct rn_errors *sum)
{
	return nll(sum) / log(2);
}

static double perplexity(const struct rn_errors *sum)
{
	return exp(nll(sum));
}

static const struct rn_metric_type type_mae = {
	"mae", "mean absolute error", "mean |e|", mae,
	offsetof(struct rn_score, mae), false
};

static const struct rn_metric_type type_rmse = {
	"rmse", "root mean squared error", "sqrt(mean e^2)", rmse,
	offsetof(struct rn_score, rmse), false
};

static const struct rn_metric_type type_mase = {
	"mase", "MAE in units of the naive forecast's on the training rows",
	"mean |e| / mean |y_t - y_(t - season)|", mase,
	offsetof(struct rn_score, mase), false
};

static const struct rn_metric_type type_smape = {
	"smape", "symmetric mean absolute percentage error",
	"100 mean 2 |e| / (|y| + |yhat|)", smape,
	offsetof(struct rn_score, smape), false
};

static const struct rn_metric_type type_accuracy = {
	"accuracy", "share of symbols whose most probable guess was right",
	"mean [yhat = y]", accuracy, offsetof(struct rn_score, accuracy), true
};

static const struct rn_metric_type type_nll = {
	"nll", "negative log-likelihood of symbols, in nats", "mean -ln p(y)", nll,
	offsetof(struct rn_score, nll), true
};

static const struct rn_metric_type type_bits = {
	"bits", "negative log-likelihood of symbols, in bits", "mean -log2 p(y)",
	bits, offsetof(struct rn_score, bits), true
};

static const struct rn_metric_type type_perplexity = {
	"perplexity", "equally likely symbols that would be as hard to guess",
	"exp(mean -ln p(y))", perplexity, offsetof(struct rn_score, perplexity),
	true
};

const struct rn_metric_type *const rn_metric_types[] = {
	&type_mae,
	&type_rmse,
	&type_mase,
	&type_smape,
	&type_accuracy,
	&type_nll,
	&type_bits,
	&type_perplexity,
	NULL
};

void rn_score_fill(struct rn_score *score, const struct rn_errors *sum,
                   bool is_categorical)
{
	for (int i = 0; rn_metric_types[i]; i++) {
		const struct rn_metric_type *type = rn_metric_types[i];

		*(double *)((char *)score + type->offset) =
			type->is_categorical == is_categorical ? type->value(sum)
			                                       : (double)NAN;
	}
}
