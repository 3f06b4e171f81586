/*
 * record.c - learning curve, verdict and errors, written or read.
 */
#include "model/record.h"

#include "base/block.h"
#include "data/field.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Files hold neither NaN nor infinity: what is undefined or beyond all bounds
 * is -1, which no measure can be. */
static double stored(double x)
{
	return isfinite(x) ? x : -1;
}

static double restored(double x)
{
	return x < 0 ? (double)NAN : x;
}

/* A likelihood's loss can be: it is then stored as the number next to it. */
static double stored_loss(double x)
{
	return x == -1 ? nextafter(x, 0) : stored(x);
}

static double restored_loss(double x)
{
	return x == -1 ? (double)NAN : x;
}

/* The only network of a model has what the model has. */
static void take_only(struct rn_model *m)
{
	m->member[0] = (struct rn_model_member){
		.n_epoch = m->n_epoch, .kept = m->kept,
		.loss_valid = m->kept ? m->curve[m->kept - 1][1] : (double)NAN,
	};
}

/* The networks of an ensemble: number, epochs and the epoch kept of each, and
 * what it came to. */
static enum rn_status pass_members(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t n = (size_t)m->net.n_member, shape[] = { n, 3 };
	int64_t *info;
	double *loss;

	if (m->spec.net.n_member == 1) {
		if (tr->reading)
			take_only(m);
		return RN_OK;
	}
	if (rn_transfer_tensor(tr, "member", RN_I64, 2, shape, &info)
	    || rn_transfer_tensor(tr, "member.val_loss", RN_F64, 1, &n, &loss))
		return tr->err->status;
	for (size_t i = 0; i < n; i++, info += 3) {
		struct rn_model_member *one = &m->member[i];

		if (!tr->reading) {
			info[0] = one->number;
			info[1] = one->n_epoch;
			info[2] = one->kept;
			loss[i] = stored_loss(one->loss_valid);
			continue;
		}
		if (info[0] < 0 || info[0] >= m->spec.net.n_member || info[1] < 0
		    || info[1] > m->n_epoch || info[2] < 0 || info[2] > info[1])
			return rn_transfer_fail(tr, "tensor member has a number out of "
			                        "its range");
		*one = (struct rn_model_member){
			.number = (int)info[0], .n_epoch = (int)info[1],
			.kept = (int)info[2], .loss_valid = restored_loss(loss[i]),
		};
	}
	return RN_OK;
}

static enum rn_status pass_curve(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t mse_shape = 2;
	size_t shape[] = { 0, 2 };
	double *curve, *mse;

	if (rn_transfer_int(tr, "trained_epochs", 0, 100000, &m->n_epoch)
	    || rn_transfer_int(tr, "kept_epoch", 0, m->n_epoch, &m->kept)
	    || rn_transfer_bool(tr, "cut_short", &m->is_cut_short)
	    || rn_transfer_tensor(tr, "scaled.mse", RN_F64, 1, &mse_shape, &mse))
		return tr->err->status;
	shape[0] = (size_t)m->n_epoch;
	if (rn_transfer_tensor(tr, "curve", RN_F64, 2, shape, &curve))
		return tr->err->status;
	if (tr->reading && rn_alloc(&m->curve, shape[0], sizeof(*m->curve),
	                            tr->err))
		return tr->err->status;
	for (int i = 0; i < 2 * m->n_epoch; i++) {
		double *ours = &m->curve[i / 2][i % 2];

		if (tr->reading)
			*ours = restored_loss(curve[i]);
		else
			curve[i] = stored_loss(*ours);
	}
	if (pass_members(tr, m))
		return tr->err->status;
	if (tr->reading) {
		m->mse_valid = restored(mse[0]);
		m->mse_test = restored(mse[1]);
	} else {
		mse[0] = stored(m->mse_valid);
		mse[1] = stored(m->mse_test);
	}
	return RN_OK;
}

/* The mean absolute error on the test windows, which older files lack. */
static enum rn_status pass_mae(struct rn_transfer *tr, struct rn_model *m)
{
	char number[RN_NUMBER_TEXT];
	const char *text = isfinite(m->mae_test)
		? rn_number_text(number, m->mae_test) : NULL;
	struct rn_field field;

	if (rn_transfer_text(tr, "scaled.mae", &text))
		return tr->err->status;
	if (!tr->reading)
		return RN_OK;
	m->mae_test = NAN;
	if (!text)
		return RN_OK;
	field = (struct rn_field){ text, strlen(text) };
	if (!rn_number_parse(&field, &m->mae_test) || m->mae_test < 0)
		return rn_transfer_fail(tr, "entry scaled.mae is not an error");
	return RN_OK;
}

static void pass_score(const struct rn_transfer *tr, double *at,
                       struct rn_score *s, bool is_categorical)
{
	double *const numbers[] = { &s->mae, &s->rmse, &s->mase, &s->smape };
	double *const symbols[] = { &s->accuracy, &s->nll, &s->bits,
	                            &s->perplexity };

	for (int k = 0; k < 4; k++) {
		double *ours = is_categorical ? symbols[k] : numbers[k];

		if (tr->reading) {
			*numbers[k] = *symbols[k] = NAN;
			*ours = restored(at[k]);
			/* What an evaluation measures beside these is not stored. */
			s->mse = s->rmsse = s->owa = s->rse = s->corr = NAN;
			s->pinball = s->crps = s->coverage = s->msis = NAN;
		} else {
			at[k] = stored(*ours);
		}
	}
}

static enum rn_status pass_verdict(struct rn_transfer *tr, struct rn_model *m)
{
	struct rn_verdict *v = &m->verdict;
	const char *rows = v->rows;
	size_t shape[] = { 0, 4 };
	double *at;

	if (rn_transfer_int(tr, "verdict.count", 0, RN_MAX_SCORE, &v->n)
	    || rn_transfer_text(tr, "verdict.rows", &rows))
		return tr->err->status;
	v->is_categorical = m->spec.is_categorical;
	v->rows = rows && strcmp(rows, "validation") == 0 ? "validation" : "test";
	shape[0] = (size_t)v->n;
	if (rn_transfer_tensor(tr, "verdict", RN_F64, 2, shape, &at))
		return tr->err->status;
	for (int i = 0; i < v->n; i++) {
		struct rn_score *s = &v->score[i];
		const char *name = s->name;
		char key[32];

		snprintf(key, sizeof(key), "verdict.%d.naive", i);
		if (rn_transfer_bool(tr, key, &s->is_naive))
			return tr->err->status;
		snprintf(key, sizeof(key), "verdict.%d", i);
		if (rn_transfer_text(tr, key, &name))
			return tr->err->status;
		if (!name || strlen(name) >= sizeof(s->name)
		    || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")
		       != strlen(name))
			return rn_transfer_fail(tr, "entry %s is missing or not the name "
			                        "of a forecast", key);
		if (tr->reading)
			memcpy(s->name, name, strlen(name) + 1);
		pass_score(tr, at + 4 * i, s, v->is_categorical);
	}
	return RN_OK;
}

/* How intervals fared; not in a file where none were tried. */
static enum rn_status pass_coverage(struct rn_transfer *tr,
                                    struct rn_verdict *v)
{
	enum { N_LEVEL = 2 }; /* a training tries 80 and 95 */
	const size_t shape[] = { N_LEVEL, 3 };
	double *at;

	if (tr->reading && rn_safetensors_find(&tr->st, "verdict.coverage"))
		v->n_coverage = N_LEVEL;
	if (v->n_coverage == 0)
		return RN_OK;
	if (rn_transfer_tensor(tr, "verdict.coverage", RN_F64, 2, shape, &at))
		return tr->err->status;
	for (int i = 0; i < v->n_coverage; i++) {
		struct rn_coverage *c = &v->coverage[i];

		at = rn_transfer_move(tr, at, &c->level, 1);
		at = rn_transfer_move(tr, at, &c->share, 1);
		at = rn_transfer_move(tr, at, &c->width, 1);
		if (!(c->level > 0 && c->level < 100 && c->share >= 0 && c->share <= 1
		      && c->width >= 0))
			return rn_transfer_fail(tr, "verdict.coverage is out of its range");
	}
	return RN_OK;
}

/* Tables must ascend: places in them are looked for. */
static bool is_table(const double *table)
{
	for (int p = 1; p < RN_RESIDUAL_PLACES; p++)
		if (!(table[p] >= table[p - 1]))
			return false;
	return true;
}

/* How large errors are in each series, and what spread its inputs have. */
static enum rn_status pass_units(struct rn_transfer *tr,
                                 struct rn_residuals *r)
{
	const size_t shape[] = { (size_t)r->n_series, 2 };
	double *at;

	if (rn_transfer_tensor(tr, "residual.unit", RN_F64, 2, shape, &at))
		return tr->err->status;
	for (int i = 0; i < r->n_series; i++) {
		at = rn_transfer_move(tr, at, &r->unit[i], 1);
		at = rn_transfer_move(tr, at, &r->spread[i], 1);
		if (!(r->unit[i] > 0 && r->spread[i] > 0))
			return rn_transfer_fail(tr, "residual.unit is out of its range");
	}
	return RN_OK;
}

/* What intervals are made of; files of models without validation windows, and
 * older ones, do not have it. */
static enum rn_status pass_residuals(struct rn_transfer *tr,
                                     struct rn_model *m)
{
	struct rn_residuals *r = &m->residuals;
	const size_t K = (size_t)m->spec.shape.n_out, one = 1;
	const size_t shape[] = { K, RN_RESIDUAL_PLACES };
	double *table, *link, *power;
	int64_t *n;

	if (tr->reading ? !rn_safetensors_find(&tr->st, "residual")
	    : r->n_step == 0)
		return RN_OK;
	if (m->spec.is_categorical)
		return rn_transfer_fail(tr, "symbols have no residual");
	if (rn_transfer_tensor(tr, "residual", RN_F64, 2, shape, &table)
	    || rn_transfer_tensor(tr, "residual.link", RN_F64, 1, &K, &link)
	    || rn_transfer_tensor(tr, "residual.power", RN_F64, 1, &one, &power)
	    || rn_transfer_tensor(tr, "residual.n", RN_I64, 1, &one, &n)
	    || (tr->reading && rn_residuals_alloc(r, (int)K, m->n_series,
		                                         tr->err)))
		return tr->err->status;
	if (!tr->reading)
		*n = (int64_t)r->n;
	if (*n < 2 || *n > INT64_MAX / 4)
		return rn_transfer_fail(tr, "residual.n is out of its range");
	r->n = (size_t)*n;
	rn_transfer_move(tr, power, &r->power, 1);
	if (!(r->power >= 0 && r->power <= 1))
		return rn_transfer_fail(tr, "residual.power is out of its range");
	rn_transfer_move(tr, table, r->table, K * RN_RESIDUAL_PLACES);
	rn_transfer_move(tr, link, r->link, K);
	for (size_t k = 0; k < K; k++)
		if (!is_table(r->table + k * RN_RESIDUAL_PLACES)
		    || !(fabs(r->link[k]) <= 1))
			return rn_transfer_fail(tr, "residual: step %zu has no table", k);
	return pass_units(tr, r);
}

enum rn_status rn_record_pass(struct rn_transfer *tr, struct rn_model *m)
{
	if (pass_curve(tr, m) || pass_mae(tr, m) || pass_verdict(tr, m)
	    || pass_coverage(tr, &m->verdict) || pass_residuals(tr, m))
		return tr->err->status;
	return RN_OK;
}
