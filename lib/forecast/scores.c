/*
 * scores.c - the verdict: every forecast on the same windows.
 */
#include "forecast/scores.h"

#include "base/block.h"
#include "forecast/guess.h"
#include "forecast/judge.h"
#include "train/baseline.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct judging {
	const struct rn_trial *trial;
	struct rn_verdict *verdict;
	struct rn_tallies *tallies;
	struct rn_yardstick *unit; /* [n_series] */
	double *out;               /* [n_out] */
};

/* What a network gives is a float: where it is exact, what comes may still lie
 * a rounding outside its interval.  Such a value is the end of it. */
static double near(const struct rn_span *span, const struct rn_scale *scale,
                   double y)
{
	const double rounding = FLT_EPSILON * scale->scale
		* fmax(1, fabs(rn_scale_apply(scale, y)));
	const double end = fmax(span->low, fmin(span->high, y));

	return fabs(end - y) <= rounding ? end : y;
}

/* Adds up what the intervals of a window made of its rows y. */
static void score_bands(const struct judging *j, size_t i, int series,
                        const double *y, const double *f,
                        struct rn_tally *tally)
{
	const struct rn_bands *bands = j->trial->bands;
	const struct rn_band band = rn_band_of(bands, j->trial->data,
	                                       j->trial->origins, i);
	const int widest = rn_bands_widest(bands);
	const struct rn_scale *scale = rn_dataset_scale(j->trial->data, series);

	for (int k = 0; k < j->trial->data->split->shape.n_out; k++)
		for (int l = 0; l < bands->n_level; l++) {
			const struct rn_span s = rn_band_span(&band, k, f[k], l);
			const double came = near(&s, scale, y[k]);
			struct rn_coverage *c = &j->verdict->coverage[l];

			c->share += s.low <= came && came <= s.high;
			c->width += s.high - s.low;
			rn_tally_add_interval(tally, k, came, bands->level[l] / 100,
			                      s.low, s.high, l == widest,
			                      &j->unit[series]);
		}
}

/* Adds up the errors of a baseline, or of the model where b is NULL. */
static void score(const struct judging *j, const struct rn_baseline *b,
                  struct rn_tally *tally)
{
	const struct rn_dataset *data = j->trial->data;
	const struct rn_window_shape *shape = &data->split->shape;
	const int K = shape->n_out;
	const bool has_bands = !b && j->verdict->n_coverage > 0;
	int series = -1;

	for (size_t i = 0; i < j->trial->origins->n; i++) {
		const struct rn_window w = rn_origins_window(j->trial->origins, i);
		const struct rn_series *s = &data->panel->series[w.series];
		const double *y = s->x + rn_window_target(shape, w.first);
		const double *f = b ? j->out : j->trial->yhat + i * (size_t)K;

		if (b)
			b->type->forecast(b, s, rn_origin_cutoff(shape, w), shape,
			                  rn_dataset_scale(data, w.series), j->out);
		if (w.series != series && series >= 0)
			rn_tally_end(tally, j->tallies, series);
		series = w.series;
		for (int k = 0; k < K; k++)
			rn_tally_add(tally, k, y[k], f[k], &j->unit[series]);
		if (has_bands)
			score_bands(j, i, series, y, f, tally);
	}
	if (series >= 0)
		rn_tally_end(tally, j->tallies, series);
}

static struct rn_score *append(struct rn_verdict *v, const char *name,
                               bool is_naive)
{
	struct rn_score *s = &v->score[v->n++];

	*s = (struct rn_score){ .is_naive = is_naive };
	snprintf(s->name, sizeof(s->name), "%s", name);
	return s;
}

/* One baseline, fitted, scored, forgotten. */
static enum rn_status judge_baseline(const struct judging *j,
                                     const struct rn_baseline_type *type,
                                     int period, struct rn_error *err)
{
	const struct rn_baseline *base = j->trial->data->base;
	/* What the network corrects is fitted already. */
	const bool is_base = base && base->type == type;
	struct rn_baseline b = { .type = type, .period = period,
	                         .state = is_base ? base->state : NULL };
	char name[RN_MAX_SCORE_NAME];
	struct rn_tally *tally;

	if (!is_base && type->fit && type->fit(&b, j->trial->data, err))
		return err->status;
	if (type->fit && !b.state)
		return RN_OK;
	snprintf(name, sizeof(name), type->per_season ? "%s-%d" : "%s",
	         type->name, period);
	if (!rn_tallies_next(j->tallies, &tally, err)) {
		score(j, &b, tally);
		append(j->verdict, name, type->is_naive)->is_slow = type->is_slow;
		err->status = RN_OK;
	}
	if (!is_base)
		free(b.state);
	return err->status;
}

static enum rn_status judge_baselines(const struct judging *j,
                                      struct rn_error *err)
{
	const struct rn_trial *t = j->trial;

	for (int i = 0; rn_baseline_types[i]; i++) {
		const struct rn_baseline_type *type = rn_baseline_types[i];
		const int n = type->per_season ? t->n_season : 1;

		if (type->is_slow && !t->with_slow)
			continue;
		if (type == &rn_baseline_naive2)
			j->tallies->naive2 = j->verdict->n;
		for (int k = 0; k < n; k++)
			if (judge_baseline(j, type, t->n_season ? t->season[k] : 1, err))
				return err->status;
	}
	return RN_OK;
}

/* The model, and its intervals where it has some. */
static enum rn_status judge_model(const struct judging *j,
                                  struct rn_error *err)
{
	const struct rn_bands *bands = j->trial->bands;
	const double n = (double)j->trial->origins->n * j->tallies->n_step;
	struct rn_verdict *v = j->verdict;
	struct rn_tally *tally;

	if (rn_tallies_next(j->tallies, &tally, err))
		return err->status;
	if (bands && rn_bands_exist(bands, j->tallies->n_step))
		v->n_coverage = bands->n_level;
	for (int l = 0; l < v->n_coverage; l++)
		v->coverage[l] = (struct rn_coverage){ .level = bands->level[l] };
	score(j, NULL, tally);
	for (int l = 0; l < v->n_coverage; l++) {
		v->coverage[l].share /= n;
		v->coverage[l].width /= n;
	}
	append(v, "model", false);
	return RN_OK;
}

static enum rn_status judge_all(const struct judging *j, struct rn_error *err)
{
	if (j->trial->yhat && judge_model(j, err))
		return err->status;
	if (judge_baselines(j, err))
		return err->status;
	for (int i = 0; i < j->verdict->n; i++)
		rn_tallies_all(j->tallies, i, &j->verdict->score[i]);
	return RN_OK;
}

static void begin(struct rn_verdict *v, enum rn_part part)
{
	*v = (struct rn_verdict){
		.rows = part == RN_VALID ? "validation" : "test",
	};
}

enum rn_status rn_judge_origins(struct rn_verdict *verdict,
                                struct rn_tallies *tallies,
                                const struct rn_trial *trial,
                                struct rn_error *err)
{
	const struct rn_dataset *data = trial->data;
	const int n_series = data->panel->n_series;
	struct judging j = { .trial = trial, .verdict = verdict,
	                     .tallies = tallies };
	enum rn_status status;

	begin(verdict, trial->origins->part);
	tallies->n_series = n_series;
	tallies->n_step = data->split->shape.n_out;
	if (trial->origins->n == 0) {
		verdict->rows = "test";
		return RN_OK;
	}
	if (rn_alloc(&j.unit, (size_t)n_series, sizeof(*j.unit), err))
		return err->status;
	for (int i = 0; i < n_series; i++)
		j.unit[i] = rn_yardstick_of(data->panel->series[i].x,
		                            rn_split_rows(data->split, RN_TRAIN, i),
		                            trial->n_season ? trial->season[0] : 1);
	status = rn_alloc(&j.out, (size_t)tallies->n_step, sizeof(*j.out), err);
	if (!status)
		status = judge_all(&j, err);
	free(j.unit);
	free(j.out);
	return status;
}

/* Symbols, beside the guesses that cost nothing. */
static enum rn_status judge_symbols(struct rn_verdict *v,
                                    const struct rn_dataset *data,
                                    enum rn_part part, const double *yhat,
                                    double loss, struct rn_error *err)
{
	const struct rn_split *split = data->split;
	const size_t K = (size_t)split->shape.n_out;
	struct rn_errors sum = { .n = split->n[part] * K };

	v->is_categorical = true;
	sum.nll = loss * (double)sum.n;
	for (size_t i = 0; yhat && i < sum.n; i++) {
		const struct rn_window w = rn_split_window(split, part, i / K);
		const double *y = data->panel->series[w.series].x
			+ rn_window_target(&split->shape, w.first);

		/* Class numbers are whole. */
		sum.hits += (int)y[i % K] == (int)yhat[i];
	}
	if (yhat)
		rn_score_fill(append(v, "model", false), &sum, NULL, true);
	for (int i = 0; rn_guess_types[i]; i++) {
		if (rn_guess_score(rn_guess_types[i], data, part, &sum, err))
			return err->status;
		rn_score_fill(append(v, rn_guess_types[i]->name, true), &sum, NULL,
		              true);
	}
	return RN_OK;
}

enum rn_status rn_judge(struct rn_verdict *verdict,
                        const struct rn_dataset *data, const double *yhat,
                        const struct rn_bands *bands, double loss,
                        int n_season, const int *season, struct rn_error *err)
{
	const enum rn_part part = rn_judge_part(data->split);
	const struct rn_origins all = { .split = data->split, .part = part,
	                                .n = data->split->n[part] };
	const struct rn_trial trial = { data, &all, yhat, n_season, season, false,
	                                bands };
	struct rn_tallies tallies = RN_TALLIES_INIT;
	enum rn_status status;

	if (all.n && data->panel->vocabulary.n > 0) {
		begin(verdict, part);
		return judge_symbols(verdict, data, part, yhat, loss, err);
	}
	status = rn_judge_origins(verdict, &tallies, &trial, err);
	rn_tallies_release(&tallies);
	return status;
}

void rn_judge_scaled(const struct rn_dataset *data,
                     const struct rn_origins *origins, const double *yhat,
                     double *mse, double *mae)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const size_t K = (size_t)shape->n_out;
	const double n = (double)(origins->n * K);
	double square = 0, sum = 0;

	for (size_t i = 0; i < origins->n; i++) {
		const struct rn_window w = rn_origins_window(origins, i);
		const struct rn_scale *scale = rn_dataset_scale(data, w.series);
		const double *y = data->panel->series[w.series].x
			+ rn_window_target(shape, w.first);

		for (size_t k = 0; k < K; k++) {
			const double e = rn_scale_apply(scale, yhat[i * K + k])
			                 - rn_scale_apply(scale, y[k]);

			square += e * e;
			sum += fabs(e);
		}
	}
	*mse = n > 0 ? square / n : (double)NAN;
	*mae = n > 0 ? sum / n : (double)NAN;
}
