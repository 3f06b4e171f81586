/*
 * progress.h - how far a training is: a bar on a terminal, lines with
 * --verbose, and the learning curve in a file.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "ui.h"

struct progress {
	const struct ui *ui;
	int candidate, candidates; /* of --preset auto, from 0; else none */
	int epochs, members;
	int member;          /* the one that is trained, from 0 */
	double drawn;        /* seconds into the training of the last redraw */
	double loss_valid;   /* of the last epoch, NaN before */
	bool is_drawn;       /* is a bar on the terminal? */
	FILE *log;
	const char *log_path;
};

/* log: a CSV file for the learning curve, or NULL; members: networks that are
 * trained one after the other; is_auto: of several candidates each, whose
 * epochs and members come with them.  RN_EIO. */
RN_MUST_CHECK
enum rn_status progress_begin(struct progress *p, const struct ui *ui,
                              int epochs, int members, bool is_auto,
                              const char *log, struct rn_error *err);

void progress_candidate(struct progress *p, int i, int n, int epochs,
                        int members);
void progress_member(struct progress *p, int member);
void progress_batch(struct progress *p, const struct rn_batch_report *batch);
void progress_epoch(struct progress *p, const struct rn_epoch *epoch);

/* Removes the bar and closes the log.  RN_EIO. */
RN_MUST_CHECK
enum rn_status progress_end(struct progress *p, struct rn_error *err);

#endif
