/*
 * trainer.h - batches and a network in, a better network out.
 */
#ifndef RN_TRAINER_H
#define RN_TRAINER_H

#include "base/error.h"
#include "train/epoch.h"
#include "train/method.h"
#include "train/optim.h"
#include "train/runner.h"
#include "train/schedule.h"

#include <stdbool.h>
#include <stdint.h>

/* Rows of a piece where nobody says. */
#define RN_USUAL_BPTT 50

/* What decides the result. */
struct rn_train_opts {
	const struct rn_loss_type *loss;
	struct rn_loss_args args;
	const struct rn_optim_type *optim;
	double rate, momentum, weight_decay;
	const struct rn_schedule_type *schedule;
	struct rn_schedule_opts lr;
	int batch_size, epochs;
	int patience;      /* epochs without a better validation loss; 0: never */
	double clip_norm;  /* of the whole gradient; 0: none */
	double clip_value; /* of each element; 0: none */
	bool keep_last;    /* the last weights, not those that validated best */
	uint64_t seed;
	bool stateful;     /* --stateful */
	bool online;       /* --online */
	int bptt;          /* rows of a piece; 0: the usual */
	struct rn_sampling sampling;
	double ridge;      /* penalty of a read-out; below 0: to be found */
};

enum rn_stop {
	RN_STOP_DONE,     /* all epochs */
	RN_STOP_PATIENCE,
	RN_STOP_TIME,     /* the result depends on the machine */
	RN_STOP_ASKED,    /* a callback said so */
	RN_STOP_DIVERGED, /* a loss was not finite */
};

struct rn_batch_report {
	int epoch;            /* from 1 */
	size_t n_done, n_all; /* windows of this epoch, or pieces of lanes */
	double loss;          /* mean so far; NaN: there is none yet */
	double seconds;       /* since the training began */
};

/* Each may be NULL; false asks to stop. */
struct rn_train_watch {
	/* Member i of an ensemble is to be trained; what follows is of that. */
	void (*on_member)(void *ud, int i);
	bool (*on_batch)(void *ud, const struct rn_batch_report *report);
	bool (*on_epoch)(void *ud, const struct rn_epoch *epoch);
	void *ud;
	double time_limit;    /* seconds; 0: none */
	int n_thread;         /* 0: one for each processor */
	bool diagnose;        /* measure the gradients of each epoch */
};

struct rn_training {
	struct rn_epoch *epoch; /* [n_epoch] the complete ones */
	struct rn_flow *flow;   /* what they point to */
	int n_epoch;
	int kept;               /* the epoch whose weights were kept; 0: part of
	                           the first */
	enum rn_stop stop;
	double seconds;
};

#define RN_TRAINING_INIT { .epoch = NULL }

/* How these options train a network of such cells. */
const struct rn_method_type *
rn_train_method(const struct rn_train_opts *opts,
                const struct rn_cell_type *cell);

/*
 * Trains net->param in place from what it holds, on the dataset's training
 * windows, or on the rows that they have for inputs, piece by piece, validating
 * each epoch; the split's piece must be above 0 where the method carries state,
 * and is_drawn where it learns from chunks.
 * Fixed cells are read out in closed form, which is one epoch.  On return
 * net->param is the kept weights.  A loss that is not finite ends it with
 * RN_EDIVERGED, net->param being the last good weights where
 * training->n_epoch > 0.  RN_ELIMIT: memory.
 */
RN_MUST_CHECK
enum rn_status rn_train(struct rn_network *net, const struct rn_dataset *data,
                        const struct rn_train_opts *opts,
                        const struct rn_train_watch *watch,
                        struct rn_training *training, struct rn_error *err);

void rn_training_release(struct rn_training *training);

#endif
