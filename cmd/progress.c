/*
 * progress.c - the progress bar, at most 10 redraws a second.
 */
#include "progress.h"

#include <math.h>

enum { BAR = 24 };

enum rn_status progress_begin(struct progress *p, const struct ui *ui,
                              int epochs, int members, bool is_auto,
                              const char *log, struct rn_error *err)
{
	*p = (struct progress){ .ui = ui, .epochs = epochs, .members = members,
	                        .drawn = -1, .loss_valid = NAN,
	                        .log_path = log };
	if (!log)
		return RN_OK;
	p->log = fopen(log, "w");
	if (!p->log)
		return rn_fail_errno(err, "cannot write", log);
	fprintf(p->log, "%sepoch,loss,val_loss\n", is_auto ? "candidate,member,"
	        : members > 1 ? "member," : "");
	return RN_OK;
}

void progress_candidate(struct progress *p, int i, int n, int epochs,
                        int members)
{
	p->candidate = i;
	p->candidates = n;
	p->epochs = epochs;
	p->members = members;
}

/* The clock of a training begins anew. */
void progress_member(struct progress *p, int member)
{
	p->member = member;
	p->drawn = -1;
	p->loss_valid = NAN;
}

static void print_left(double seconds)
{
	if (seconds < 100)
		fprintf(stderr, "%.0f s", ceil(seconds));
	else if (seconds < 6000)
		fprintf(stderr, "%.0f min", ceil(seconds / 60));
	else
		fprintf(stderr, "%.1f h", seconds / 3600);
}

void progress_batch(struct progress *p, const struct rn_batch_report *b)
{
	const double all = (double)b->n_all * p->epochs;
	const double done = (double)b->n_all * (b->epoch - 1)
	                    + (double)b->n_done;
	const double after = all * (p->members - p->member - 1);
	const int filled = (int)(BAR * (all * p->member + done)
	                         / (all * p->members));

	/* A solution in closed form has no loss on its way. */
	if (!ui_has_progress(p->ui) || b->seconds - p->drawn < 0.1
	    || isnan(b->loss))
		return;
	p->drawn = b->seconds;
	p->is_drawn = true;
	fputs("\r[", stderr);
	for (int i = 0; i < BAR; i++)
		fputc(i < filled ? '#' : '.', stderr);
	fputs("] ", stderr);
	if (p->candidates > 1)
		fprintf(stderr, "candidate %d/%d  ", p->candidate + 1, p->candidates);
	if (p->members > 1)
		fprintf(stderr, "member %d/%d  ", p->member + 1, p->members);
	fprintf(stderr, "epoch %d/%d  loss %.3g", b->epoch, p->epochs, b->loss);
	if (!isnan(p->loss_valid))
		fprintf(stderr, "  val %.3g", p->loss_valid);
	fprintf(stderr, "  %.0f windows/s  ", done / b->seconds);
	print_left((all - done + after) * b->seconds / done);
	fputs(" left\033[K", stderr);
}

static void wipe(struct progress *p)
{
	if (p->is_drawn)
		fputs("\r\033[K", stderr);
	p->is_drawn = false;
}

/* Where the gradient comes to on its way back, a line for each layer. */
static void print_flow(const struct rn_epoch *e)
{
	for (int i = 0; i < e->n_flow; i++) {
		const struct rn_flow *f = &e->flow[i];

		fprintf(stderr, "epoch %d: gradient at steps %d .. %d of %slayer "
		        "%d%s:", e->epoch, f->step[0], f->step[f->n - 1],
		        f->is_decoder ? "decoder " : "", f->layer,
		        f->is_reverse ? " in reverse" : "");
		for (int k = 0; k < f->n; k++)
			fprintf(stderr, " %.2g", f->size[k]);
		fputc('\n', stderr);
	}
}

void progress_epoch(struct progress *p, const struct rn_epoch *e)
{
	char valid[RN_NUMBER_TEXT] = "", loss[RN_NUMBER_TEXT];

	p->loss_valid = e->loss_valid;
	if (p->ui->verbose && !p->ui->quiet) {
		wipe(p);
		if (p->candidates > 1)
			fprintf(stderr, "candidate %d, ", p->candidate + 1);
		if (p->members > 1)
			fprintf(stderr, "member %d, ", p->member + 1);
		fprintf(stderr, "epoch %d: loss %.6g", e->epoch, e->loss);
		if (!isnan(e->loss_valid))
			fprintf(stderr, ", validation %.6g", e->loss_valid);
		fprintf(stderr, ", %.2f s\n", e->seconds);
	}
	if (!isnan(e->norm_mean) && !p->ui->quiet) {
		wipe(p);
		fprintf(stderr, "epoch %d: gradient norm %.3g, at most %.3g; %.3g %% "
		        "of the updates clipped\n", e->epoch, e->norm_mean,
		        e->norm_most, 100 * e->clipped);
		print_flow(e);
	}
	if (!p->log)
		return;
	if (!isnan(e->loss_valid))
		rn_number_text(valid, e->loss_valid);
	if (p->candidates > 0)
		fprintf(p->log, "%d,", p->candidate + 1);
	if (p->candidates > 0 || p->members > 1)
		fprintf(p->log, "%d,", p->member + 1);
	fprintf(p->log, "%d,%s,%s\n", e->epoch, rn_number_text(loss, e->loss),
	        valid);
	fflush(p->log);
}

enum rn_status progress_end(struct progress *p, struct rn_error *err)
{
	const bool failed = p->log && ferror(p->log);

	wipe(p);
	if (!p->log)
		return RN_OK;
	if (fclose(p->log) || failed)
		return rn_fail_errno(err, "cannot write", p->log_path);
	return RN_OK;
}
