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

static const struct rn_metric_type type_mae = {
	"mae", "mean absolute error", "mean |e|", mae,
	offsetof(struct rn_score, mae)
};

static const struct rn_metric_type type_rmse = {
	"rmse", "root mean squared error", "sqrt(mean e^2)", rmse,
	offsetof(struct rn_score, rmse)
};

static const struct rn_metric_type type_mase = {
	"mase", "MAE in units of the naive forecast's on the training rows",
	"mean |e| / mean |y_t - y_(t - season)|", mase,
	offsetof(struct rn_score, mase)
};

static const struct rn_metric_type type_smape = {
	"smape", "symmetric mean absolute percentage error",
	"100 mean 2 |e| / (|y| + |yhat|)", smape,
	offsetof(struct rn_score, smape)
};

const struct rn_metric_type *const rn_metric_types[] = {
	&type_mae,
	&type_rmse,
	&type_mase,
	&type_smape,
	NULL
};

void rn_score_fill(struct rn_score *score, const struct rn_errors *sum)
{
	for (int i = 0; rn_metric_types[i]; i++) {
		const struct rn_metric_type *type = rn_metric_types[i];

		*(double *)((char *)score + type->offset) = type->value(sum);
	}
}
