/*
 * train_bench.h - a panel, a network and options, to be trained.
 */
#ifndef TRAIN_BENCH_H
#define TRAIN_BENCH_H

#include "help.h"

#include "base/blas.h"
#include "train/trainer.h"

/* A panel with its split and scales, and what to train on it. */
struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_scale scale[4];
	struct rn_dataset data;
	struct rn_network_spec spec;
	struct rn_network net;
	struct rn_train_opts opts;
	struct rn_train_watch watch;
	struct rn_training training;
	struct rn_error err;
	double *start; /* [n_param] the weights before */
	/* what the callbacks count and when they say no; 0: never */
	int n_batch, n_epoch, stop_batch, stop_epoch;
};

static inline void bench_make(struct bench *b, int n_series, size_t n_row,
                       double valid)
{
	const struct rn_window_shape shape = SHAPE(8, 1, 1);
	const struct rn_split_opts split = { .size = { 0, valid, 0 } };

	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, n_series, n_row, 20, 0.05);
	assert_ok(rn_split_make(&b->split, &shape, &split, &b->panel, &b->err),
	          &b->err);
	for (int i = 0; i < n_series; i++)
		b->scale[i] = (struct rn_scale){ .shift = 10 + i, .scale = 1 };
	b->data = (struct rn_dataset){ .panel = &b->panel,
	                               .split = &b->split,
	                               .scale = b->scale };
	b->spec = (struct rn_network_spec){ .cell = &rn_cell_lstm, .n_rnn = 1,
		.width = { 6 }, .init = &rn_init_keras };
	b->opts = (struct rn_train_opts){
		.loss = &rn_loss_mse, .args = { .delta = 1, .dof = 4 },
		.optim = &rn_optim_adam,
		.rate = 0.01, .schedule = rn_schedule_types[0],
		.lr = RN_SCHEDULE_USUAL,
		.batch_size = 100, .epochs = 3, .seed = 1,
	};
	b->watch = (struct rn_train_watch){ .ud = b, .n_thread = 1 };
}

static inline enum rn_status train(struct bench *b)
{
	rn_training_release(&b->training);
	rn_network_release(&b->net);
	free(b->start);
	rn_network_plan(&b->net, &b->spec, 1, b->split.shape.n_out
	                * rn_loss_width(b->opts.loss, &b->opts.args));
	assert_ok(rn_network_alloc(&b->net, &b->err), &b->err);
	assert_ok(rn_blas_start(&b->err), &b->err);
	rn_network_start(&b->net, b->spec.init, b->opts.seed);
	b->start = numbers(b->net.n_param);
	memcpy(b->start, b->net.param, b->net.n_param * sizeof(double));
	b->n_batch = b->n_epoch = 0;
	return rn_train(&b->net, &b->data, &b->opts, &b->watch, &b->training,
	                &b->err);
}

static inline void bench_release(struct bench *b)
{
	rn_training_release(&b->training);
	rn_network_release(&b->net);
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
	free(b->start);
}

#endif
