/*
 * verdict.h - how good a model is beside the forecasts that cost nothing.
 */
#ifndef RN_VERDICT_H
#define RN_VERDICT_H

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define RN_MAX_SCORE 12
#define RN_MAX_SCORE_NAME 40

/* Errors in the data's own units, or how well symbols were guessed; NaN:
 * undefined. */
struct rn_score {
	char name[RN_MAX_SCORE_NAME]; /* "model", "repeat-last", ... */
	bool is_naive; /* one of the forecasts a model must beat */
	bool is_slow;  /* only an evaluation has it, not every training */
	double mae, rmse, mse;
	double mase;   /* MAE over the training rows' mean absolute difference at
	                  the first season, or at one step (Hyndman 2006) */
	double smape;  /* percent */
	double rmsse;  /* as MASE, of squares */
	double owa;    /* sMAPE and MASE in units of naive2's */
	double rse;    /* RMSE over the spread of what came */
	double corr;   /* correlation with what came */
	double pinball, crps; /* of quantiles, or of points as the medians */
	double coverage, msis; /* of the widest interval, if any */
	double accuracy;   /* share of right guesses */
	double nll, bits;  /* mean negative log-likelihood, in nats and in bits */
	double perplexity; /* exp(nll) */
};

/* How intervals fared on the rows that were judged. */
struct rn_coverage {
	double level; /* percent: the share that they promise */
	double share; /* of the rows that lay inside, 0 .. 1 */
	double width; /* the mean width, in the data's own units */
};

#define RN_MAX_LEVEL 9 /* levels of intervals at once */

struct rn_verdict {
	const char *rows; /* "test" or "validation" */
	bool is_categorical; /* symbols were judged, by their nll; else numbers,
	                        by their rmse */
	int n;            /* 0: there was nothing to judge on */
	struct rn_score score[RN_MAX_SCORE]; /* the model's first, if any */
	int n_coverage;   /* 0: there are no intervals */
	struct rn_coverage coverage[RN_MAX_LEVEL]; /* of the model's intervals */
};

/* What decides which forecast is better: the less, the better. */
static inline double rn_verdict_error(const struct rn_verdict *v,
                                      const struct rn_score *s)
{
	return v->is_categorical ? s->nll : s->rmse;
}

/* The naive forecast with the least error; NULL where there is none. */
static inline const struct rn_score *
rn_verdict_best_naive(const struct rn_verdict *v)
{
	const struct rn_score *best = NULL;

	for (int i = 0; i < v->n; i++)
		if (v->score[i].is_naive
		    && (!best || rn_verdict_error(v, &v->score[i])
		                 < rn_verdict_error(v, best)))
			best = &v->score[i];
	return best;
}

/* NULL where there is none of this name. */
static inline const struct rn_score *
rn_verdict_find(const struct rn_verdict *v, const char *name)
{
	for (int i = 0; i < v->n; i++)
		if (strcmp(v->score[i].name, name) == 0)
			return &v->score[i];
	return NULL;
}

/* 1 - error / error of the best naive forecast; NaN where that is 0. */
static inline double rn_verdict_skill(const struct rn_verdict *v, int i)
{
	const struct rn_score *naive = rn_verdict_best_naive(v);

	const double least = naive ? rn_verdict_error(v, naive) : 0;

	return least > 0 ? 1 - rn_verdict_error(v, &v->score[i]) / least
	                 : (double)NAN;
}

/* Does the model beat every naive forecast? */
static inline bool rn_verdict_beats_naive(const struct rn_verdict *v)
{
	const struct rn_score *naive = rn_verdict_best_naive(v);
	const struct rn_score *model = rn_verdict_find(v, "model");

	return naive && model
	       && rn_verdict_error(v, model) < rn_verdict_error(v, naive);
}

#endif
