/*
 * test_layers.c - the layers around the cells: gradients against central
 * differences, what they compute against its definition and against PyTorch,
 * and whole networks with them.
 */
#include "nn/arch.h"

#include "help.h"

#include "base/blas.h"
#include "nn/loss.h"
#include "vectors.h"

static const double eps = 1e-6, tolerance = 1e-7;

/*
 * Layers put together by hand, with the loss sum(dy * y).  A layer's first
 * states are noise where `starts` is set.
 */
struct bench {
	struct rn_network net;
	struct rn_run run;
	struct rn_pass pass;
	int T, B;
	bool starts;
	int cut;      /* run [0, cut) and [cut, T); 0: in one go */
	size_t n_x, n_y;
	double *w, *dw, *x, *dx, *dy;
	double *state[RN_MAX_LAYER][RN_MAX_STATE];
	const double *y;
};

static struct rn_layer *add(struct bench *b, const struct rn_layer_type *type,
                            int D, int H)
{
	return rn_network_append(&b->net, type, D, H);
}

static struct rn_layer *add_cell(struct bench *b,
                                 const struct rn_cell_type *type, int D, int H,
                                 bool last_only)
{
	static const struct rn_option_value none[RN_MAX_OPTION];
	struct rn_layer *l = add(b, &rn_layer_recurrent, D, 0);
	const char *fault = rn_cell_plan(&l->cell, type, H, none);

	assert_null(fault);
	l->H = l->cell.width;
	l->last_only = last_only;
	return l;
}

static size_t state_size(const struct bench *b, int i, int s)
{
	return (size_t)b->run.tape[i].B * (size_t)b->net.layer[i].cell.state[s];
}

static void bind(struct bench *b)
{
	b->run.T_out = rn_chain_bind(&b->run, 0, b->net.n_layer, b->T, b->B);
}

/* The layers, T and B are set; numbers follow from `from`, as in
 * layer_bench.h. */
static void make(struct bench *b, uint32_t from)
{
	const int last = rn_chain_last(&b->net, 0, b->net.n_layer);
	struct rn_error err;

	assert_ok(rn_blas_start(&err), &err);
	for (int i = 0; i < b->net.n_layer; i++)
		rn_network_place(&b->net, &b->net.layer[i]);
	b->run = (struct rn_run){ .net = &b->net, .training = true, .T = b->T };
	assert_ok(rn_alloc(&b->run.tape, (size_t)b->net.n_layer,
	                   sizeof(*b->run.tape), &err), &err);
	bind(b);
	assert_ok(rn_block_alloc(&b->run.memory, &err), &err);
	bind(b);
	b->n_x = (size_t)(b->T * b->B * b->net.layer[0].D);
	b->n_y = (size_t)(b->run.T_out * b->B * b->net.layer[last].H);
	b->w = numbers(b->net.n_param);
	b->dw = numbers(b->net.n_param);
	b->x = numbers(b->n_x);
	b->dx = numbers(b->n_x);
	b->dy = numbers(b->n_y);
	fill_noise(b->w, b->net.n_param, from, 0.7);
	fill_noise(b->x, b->n_x, from + 100000, 1);
	fill_noise(b->dy, b->n_y, from + 200000, 1);
	for (int i = 0; i < b->net.n_layer; i++)
		for (int s = 0; s < b->net.layer[i].cell.n_state; s++) {
			const size_t n = state_size(b, i, s);

			b->state[i][s] = numbers(n);
			fill_noise(b->state[i][s], n, from + 300000
			           + 10000 * (uint32_t)(i * RN_MAX_STATE + s), 0.9);
		}
}

static void release(struct bench *b)
{
	for (int i = 0; i < b->net.n_layer; i++)
		for (int s = 0; s < RN_MAX_STATE; s++)
			free(b->state[i][s]);
	rn_run_release(&b->run);
	free(b->w);
	free(b->dw);
	free(b->x);
	free(b->dx);
	free(b->dy);
}

static void begin(struct bench *b)
{
	rn_layers_start(b->run.tape, b->net.layer, b->net.n_layer, b->B);
	for (int i = 0; i < b->net.n_layer && b->starts; i++) {
		struct rn_tape *tape = &b->run.tape[i];

		tape->starts_zero = false;
		for (int s = 0; s < b->net.layer[i].cell.n_state; s++)
			memcpy(tape->state[s], b->state[i][s],
			       state_size(b, i, s) * sizeof(double));
	}
}

static double forward(struct bench *b)
{
	double sum = 0;

	begin(b);
	if (b->cut)
		rn_chain_forward(&b->run, 0, b->net.n_layer, b->w, &b->pass, b->x, 0,
		                 b->cut);
	b->y = rn_chain_forward(&b->run, 0, b->net.n_layer, b->w, &b->pass, b->x,
	                        b->cut, b->T);
	for (size_t k = 0; k < b->n_y; k++)
		sum += b->dy[k] * b->y[k];
	return sum;
}

static void backward(struct bench *b)
{
	const int n = b->net.n_layer, last = rn_chain_last(&b->net, 0, n);

	memset(b->dw, 0, b->net.n_param * sizeof(double));
	fill_noise(b->dx, b->n_x, 7, 1); /* is to be set, not added to */
	memcpy(b->run.tape[last].dy, b->dy, b->n_y * sizeof(double));
	rn_chain_backward(&b->run, 0, n, b->w, b->dw, b->dx, b->cut,
	                  b->run.T_out);
	if (b->cut)
		rn_chain_backward(&b->run, 0, n, b->w, b->dw, b->dx, 0, b->cut);
}

static double slope(struct bench *b, double *at)
{
	const double x = *at;
	double up, down;

	*at = x + eps;
	up = forward(b);
	*at = x - eps;
	down = forward(b);
	*at = x;
	return (up - down) / (2 * eps);
}

static bool is_fixed(const struct rn_network *net, size_t k)
{
	for (int i = 0; i < net->n_layer; i++) {
		const struct rn_layer *l = &net->layer[i];

		if (k < l->at + l->n_param && k >= l->at + l->n_param - l->n_fixed)
			return true;
	}
	return false;
}

static void check_gradients(struct bench *b)
{
	double *first[RN_MAX_LAYER][RN_MAX_STATE] = { { NULL } };

	forward(b);
	backward(b);
	for (int i = 0; i < b->net.n_layer && b->starts; i++)
		for (int s = 0; s < b->net.layer[i].cell.n_state; s++) {
			const size_t n = state_size(b, i, s);

			first[i][s] = numbers(n);
			memcpy(first[i][s], b->run.tape[i].dstate[s],
			       n * sizeof(double));
		}
	for (size_t k = 0; k < b->net.n_param; k++)
		if (!is_fixed(&b->net, k))
			assert_near(b->dw[k], slope(b, &b->w[k]), tolerance);
	for (size_t k = 0; k < b->n_x; k++)
		assert_near(b->dx[k], slope(b, &b->x[k]), tolerance);
	for (int i = 0; i < b->net.n_layer && b->starts; i++)
		for (int s = 0; s < b->net.layer[i].cell.n_state; s++) {
			for (size_t k = 0; k < state_size(b, i, s); k++)
				assert_near(first[i][s][k], slope(b, &b->state[i][s][k]),
				            tolerance);
			free(first[i][s]);
		}
}

/* One go against two pieces. */
static void check_pieces(struct bench *whole)
{
	struct bench cut = { .net = whole->net, .pass = whole->pass,
	                     .T = whole->T, .B = whole->B, .cut = 2 };

	cut.net.n_param = 0;
	make(&cut, 5);
	memcpy(cut.w, whole->w, whole->net.n_param * sizeof(double));
	memcpy(cut.x, whole->x, whole->n_x * sizeof(double));
	memcpy(cut.dy, whole->dy, whole->n_y * sizeof(double));
	whole->starts = false;
	assert_near(forward(&cut), forward(whole), 1e-13);
	backward(whole);
	backward(&cut);
	for (size_t k = 0; k < whole->net.n_param; k++)
		assert_near(cut.dw[k], whole->dw[k], 1e-13);
	for (size_t k = 0; k < whole->n_x; k++)
		assert_near(cut.dx[k], whole->dx[k], 1e-13);
	release(&cut);
}

static const struct {
	int T, B, D, H;
} shapes[] = {
	{ 4, 3, 2, 5 }, { 3, 1, 4, 2 }, { 5, 2, 1, 3 }, { 2, 4, 3, 1 },
	{ 1, 2, 3, 4 },
};

static const struct rn_cell_type *const cells[] = {
	&rn_cell_lstm, &rn_cell_gru, &rn_cell_elman
};

/* Layers of one kind, at every shape; a wrapper's parts follow it. */
struct kind {
	const char *name;
	bool whole_only, last_only;
	void (*add)(struct bench *b, const struct rn_cell_type *cell, int D,
	            int H, bool last_only);
};

static void add_both(struct bench *b, const struct rn_cell_type *cell, int D,
                     int H, bool last_only)
{
	struct rn_layer *l = add(b, &rn_layer_bidirectional, D, 2 * H);

	l->last_only = last_only;
	l->n_inside = 2;
	add_cell(b, cell, D, H, last_only);
	add_cell(b, cell, D, H, last_only)->is_reverse = true;
}

static void add_dilated(struct bench *b, const struct rn_cell_type *cell,
                        int D, int H, bool last_only)
{
	struct rn_layer *l = add(b, &rn_layer_dilated, D, H);

	l->last_only = last_only;
	l->n_inside = 1;
	l->dilation = 2;
	add_cell(b, cell, D, H, last_only);
}

static void add_both_dilated(struct bench *b, const struct rn_cell_type *cell,
                             int D, int H, bool last_only)
{
	struct rn_layer *l = add(b, &rn_layer_bidirectional, D, 2 * H);

	l->last_only = last_only;
	l->n_inside = 4;
	add_dilated(b, cell, D, H, last_only);
	add_dilated(b, cell, D, H, last_only);
	l[4].is_reverse = true;
}

static void add_skip(struct bench *b, const struct rn_layer_type *type,
                     const struct rn_cell_type *cell, int H, bool last_only)
{
	struct rn_layer *l = add(b, type, H, H);

	l->last_only = last_only;
	l->n_inside = 2;
	add_cell(b, cell, H, H, last_only);
	add(b, &rn_layer_norm, H, H);
}

static void add_residual(struct bench *b, const struct rn_cell_type *cell,
                         int D, int H, bool last_only)
{
	(void)D;
	add_skip(b, &rn_layer_residual, cell, H, last_only);
}

static void add_highway(struct bench *b, const struct rn_cell_type *cell,
                        int D, int H, bool last_only)
{
	(void)D;
	add_skip(b, &rn_layer_highway, cell, H, last_only);
}

static void add_norm(struct bench *b, const struct rn_cell_type *cell, int D,
                     int H, bool last_only)
{
	(void)cell, (void)D, (void)last_only;
	add(b, &rn_layer_norm, H, H);
}

static void add_batch_norm(struct bench *b, const struct rn_cell_type *cell,
                           int D, int H, bool last_only)
{
	(void)cell, (void)D, (void)last_only;
	add(b, &rn_layer_batch_norm, H, H)->n_fixed = 2 * (size_t)H;
}

static void add_conv(struct bench *b, const struct rn_cell_type *cell, int D,
                     int H, bool last_only)
{
	struct rn_layer *l = add(b, &rn_layer_conv, D, H);

	(void)cell;
	l->kernel = 3;
	l->stride = last_only ? 2 : 1;
}

static const struct kind kinds[] = {
	{ "bidirectional", true, true, add_both },
	{ "dilated", true, true, add_dilated },
	{ "both dilated", true, true, add_both_dilated },
	{ "residual", false, true, add_residual },
	{ "highway", false, true, add_highway },
	{ "norm", false, false, add_norm },
	{ "batch norm", true, false, add_batch_norm },
	{ "conv", true, true, add_conv },
};

static void check_kind(const struct kind *kind, size_t shape, size_t cell,
                       bool last_only)
{
	struct bench b = {
		.T = shapes[shape].T, .B = shapes[shape].B,
		.pass = { true, 11, 5, 2 }, .starts = shape & 1,
	};

	kind->add(&b, cells[cell], shapes[shape].D, shapes[shape].H, last_only);
	make(&b, 1000 * (uint32_t)shape + 1);
	check_gradients(&b);
	if (!kind->whole_only && !last_only && b.T > 2)
		check_pieces(&b);
	release(&b);
}

static void test_gradients(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t s = 0; s < COUNT(shapes); s++)
			for (size_t c = 0; c < COUNT(cells); c++) {
				check_kind(&kinds[k], s, c, false);
				if (kinds[k].last_only)
					check_kind(&kinds[k], s, c, true);
			}
}

/* With masks on states and inputs in the part. */
static void test_masked(void **state)
{
	(void)state;
	for (size_t k = 0; k < 5; k++) {
		struct bench b = { .T = 5, .B = 3, .pass = { true, 11, 5, 2 } };

		kinds[k].add(&b, &rn_cell_lstm, 2, 3, k & 1);
		for (int i = 0; i < b.net.n_layer; i++)
			if (b.net.layer[i].type == &rn_layer_recurrent) {
				b.net.layer[i].drop_state = 0.4;
				b.net.layer[i].drop_input = 0.3;
				b.net.layer[i].learns_start = true;
			}
		make(&b, 77);
		check_gradients(&b);
		release(&b);
	}
}

/* h_t = f(x_t, h_t-d), step by step with a layer of one step. */
static void check_dilation(int T, int d, bool last_only)
{
	enum { B = 2, D = 3, H = 4 };
	struct bench all = { .T = T, .B = B }, one = { .T = 1, .B = B,
	                                               .starts = true };
	double *h = numbers((size_t)((T + d) * B * H));
	double *c = numbers((size_t)((T + d) * B * H));
	const size_t n = B * H;
	struct rn_layer *l = add(&all, &rn_layer_dilated, D, H);

	l->dilation = d;
	l->n_inside = 1;
	l->last_only = last_only;
	add_cell(&all, &rn_cell_lstm, D, H, last_only);
	make(&all, 5);
	forward(&all);
	add_cell(&one, &rn_cell_lstm, D, H, false);
	make(&one, 5);
	for (int t = 0; t < T; t++) {
		const size_t at = (size_t)(t + d) * n, before = (size_t)t * n;

		memcpy(one.x, all.x + t * B * D, B * D * sizeof(double));
		memcpy(one.state[0][0], h + before, n * sizeof(double));
		memcpy(one.state[0][1], c + before, n * sizeof(double));
		forward(&one);
		memcpy(h + at, one.run.tape[0].state[0] + n, n * sizeof(double));
		memcpy(c + at, one.run.tape[0].state[1] + n, n * sizeof(double));
	}
	for (size_t k = 0; k < all.n_y; k++)
		assert_near(all.y[k], h[(size_t)(T + d) * n - all.n_y + k], 1e-14);
	release(&all);
	release(&one);
	free(h);
	free(c);
}

static void test_dilation(void **state)
{
	(void)state;
	for (int T = 1; T < 9; T++)
		for (int d = 1; d < 6; d++) {
			check_dilation(T, d, false);
			check_dilation(T, d, true);
		}
}

/* Two windows, one after the other, against one of both lengths. */
static void test_dilation_carried(void **state)
{
	struct bench half = { .T = 6, .B = 2 }, whole = { .T = 12, .B = 2 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct bench *b = i ? &whole : &half;

		add_dilated(b, &rn_cell_gru, 1, 3, false);
		b->net.layer[0].dilation = 3;
		make(b, 9);
	}
	forward(&whole);
	forward(&half);
	rn_layers_carry(half.run.tape, half.net.layer, half.net.n_layer);
	half.y = rn_chain_forward(&half.run, 0, half.net.n_layer, half.w,
	                          &half.pass, whole.x + half.n_x, 0, half.T);
	for (size_t k = 0; k < half.n_y; k++)
		assert_near(half.y[k], whole.y[half.n_y + k], 1e-14);
	release(&half);
	release(&whole);
}

/* An input changes no output before it; with a stride, the last step is the
 * one that is kept. */
static void check_causal(int T, int kernel, int stride)
{
	struct bench b = { .T = T, .B = 1 };
	struct rn_layer *l = add(&b, &rn_layer_conv, 1, 3);
	double before[30];

	l->kernel = kernel;
	l->stride = stride;
	make(&b, 3);
	assert_int_equal(b.run.T_out, (T + stride - 1) / stride);
	/* Weights of 1 and inputs above 0: no output is cut off at 0. */
	for (size_t k = 0; k < b.net.n_param; k++)
		b.w[k] = 1;
	for (int t = 0; t < T; t++)
		b.x[t] = 1 + t;
	forward(&b);
	memcpy(before, b.y, b.n_y * sizeof(double));
	for (int t = 0; t < T; t++) {
		b.x[t] += 0.5;
		forward(&b);
		for (int o = 0; o < b.run.T_out; o++) {
			const int at = T - 1 - (b.run.T_out - 1 - o) * stride;
			const bool sees = t <= at && t > at - kernel;

			assert_near(b.y[3 * o], before[3 * o] + (sees ? 0.5 : 0),
			            1e-13);
		}
		b.x[t] -= 0.5;
	}
	release(&b);
}

static void test_causal(void **state)
{
	(void)state;
	for (int T = 1; T < 8; T++)
		for (int kernel = 1; kernel < 5; kernel++)
			for (int stride = 1; stride < 5; stride++)
				check_causal(T, kernel, stride);
}

/* After training, the running moments; while training, for one row, too. */
static void test_running(void **state)
{
	enum { H = 3 };
	struct bench b = { .T = 1, .B = 1 };

	(void)state;
	add_batch_norm(&b, NULL, H, H, false);
	make(&b, 21);
	for (int j = 0; j < H; j++)
		b.w[3 * H + j] = 1 + j;
	for (int training = 0; training < 2; training++) {
		b.pass.training = training;
		forward(&b);
		for (int j = 0; j < H; j++)
			assert_near(b.y[j], b.w[H + j] + b.w[j] * (b.x[j] - b.w[2 * H + j])
			            / sqrt(1 + j + 1e-5), 1e-14);
	}
	check_gradients(&b);
	for (int j = 2 * H; j < 4 * H; j++)
		assert_true(b.dw[j] == 0);
	release(&b);
}

struct whole {
	struct rn_network net;
	struct rn_run run;
	struct rn_pass pass;
	int T, B;
	double *x, *y, *grad;
};

static double net_loss(struct whole *w, double *dyhat)
{
	const size_t n = (size_t)(w->run.T_out * w->B * w->net.K);
	const double *yhat = rn_run_forward(&w->run, w->net.param, &w->pass,
	                                    w->x, w->B);

	return rn_loss_mse.eval(yhat, w->y, n, 0.5, 1, dyhat);
}

static void net_make(struct whole *w, const struct rn_network_spec *spec,
                     int D, int K)
{
	struct rn_error err;
	const char *fault;
	size_t n_y;

	assert_ok(rn_blas_start(&err), &err);
	fault = rn_network_plan(&w->net, spec, D, K);
	if (fault)
		fail_msg("%s", fault);
	assert_ok(rn_network_alloc(&w->net, &err), &err);
	assert_ok(rn_run_make(&w->run, &w->net, w->T, w->B + 2, true, &err), &err);
	n_y = (size_t)(w->run.T_out * w->B * K);
	w->x = numbers((size_t)(w->T * w->B * D));
	w->y = numbers(n_y);
	w->grad = numbers(w->net.n_param);
	fill_noise(w->x, (size_t)(w->T * w->B * D), 3000000, 1);
	fill_noise(w->y, n_y, 4000000, 1);
	fill_noise(w->net.param, w->net.n_param, 1, 0.6);
}

static void net_release(struct whole *w)
{
	rn_run_release(&w->run);
	rn_network_release(&w->net);
	free(w->x);
	free(w->y);
	free(w->grad);
}

static const struct rn_around *around(const struct rn_around *const *table,
                                      const char *name)
{
	for (; name && *table; table++)
		if (strcmp((*table)->name, name) == 0)
			return *table;
	return NULL;
}

static void check_network(const struct rn_network_spec *spec)
{
	struct whole w = { .T = 5, .B = 3, .pass = { true, 9, 4, 1 } };

	net_make(&w, spec, 3, 2);
	net_loss(&w, rn_run_dyhat(&w.run));
	rn_run_backward(&w.run, w.net.param, w.grad);
	for (size_t k = 0; k < w.net.n_param; k++) {
		const double at = w.net.param[k];
		double up, down;

		if (is_fixed(&w.net, k))
			continue;
		w.net.param[k] = at + eps;
		up = net_loss(&w, NULL);
		w.net.param[k] = at - eps;
		down = net_loss(&w, NULL);
		w.net.param[k] = at;
		assert_near(w.grad[k], (up - down) / (2 * eps), tolerance);
	}
	net_release(&w);
}

/* Dropout, widths that match and do not, dilations, all around each other. */
static void test_networks(void **state)
{
	static const struct {
		int n_rnn, width[3];
		bool both, variational, every_step;
		const char *skip, *norm;
		struct rn_option_value dilations, conv;
		double dropout;
	} cases[] = {
		{ 2, { 3, 4 }, true, .dropout = 0.3 },
		{ 3, { 3, 3, 3 }, .skip = "residual", .dropout = 0.2 },
		{ 3, { 3, 4, 4 }, .skip = "highway", .norm = "layer",
		  .every_step = true },
		{ 2, { 3, 3 }, .skip = "residual", .norm = "batch", 
		  .dilations = { 1, { 3 } }, .dropout = 0.2, .variational = true },
		{ 3, { 2, 2, 2 }, true, .skip = "highway", .norm = "layer",
		  .dilations = { 3, { 1, 2, 9 } }, .conv = { 3, { 4, 3, 2 } } },
		{ 1, { 4 }, .conv = { 1, { 2 } }, .norm = "batch",
		  .every_step = true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t c = 0; c < COUNT(cells); c++) {
			struct rn_network_spec spec = {
				.cell = cells[c], .n_rnn = cases[i].n_rnn,
				.dropout = cases[i].dropout,
				.variational = cases[i].variational,
				.every_step = cases[i].every_step,
				.bidirectional = cases[i].both,
				.skip = around(rn_skip_types, cases[i].skip),
				.norm = around(rn_norm_types, cases[i].norm),
				.dilations = cases[i].dilations,
				.conv = cases[i].conv,
			};

			memcpy(spec.width, cases[i].width, sizeof(cases[i].width));
			check_network(&spec);
		}
}

static void test_refused(void **state)
{
	struct rn_network_spec spec = { .cell = &rn_cell_gru, .n_rnn = 3,
		.width = { 2, 2, 2 }, .dilations = { 2, { 1, 2 } } };
	struct rn_network net;

	(void)state;
	assert_contains(rn_network_plan(&net, &spec, 1, 1), "--dilations");
	spec.dilations.n = 0;
	spec.every_step = spec.bidirectional = true;
	assert_contains(rn_network_plan(&net, &spec, 1, 1), "--bidirectional");
	spec.bidirectional = false;
	spec.conv = (struct rn_option_value){ 3, { 2, 2, 2 } };
	assert_contains(rn_network_plan(&net, &spec, 1, 1), "--conv");
	spec.conv.x[2] = 1;
	assert_null(rn_network_plan(&net, &spec, 1, 1));
	spec.conv.n = 4;
	assert_contains(rn_network_plan(&net, &spec, 1, 1), "--conv");
}

/* The largest network of all fits the array of layers. */
static void test_room(void **state)
{
	struct rn_network_spec spec = { .cell = &rn_cell_gru,
		.n_rnn = RN_MAX_DEPTH, .bidirectional = true, .dropout = 0.1,
		.skip = rn_skip_types[2], .norm = rn_norm_types[2],
		.dilations = { 1, { 2 } }, .conv = { 1, { 4 } } };
	struct rn_tensor_view a, b;
	struct rn_network net;

	(void)state;
	for (int i = 0; i < RN_MAX_DEPTH; i++)
		spec.width[i] = 2;
	assert_null(rn_network_plan(&net, &spec, 1, 1));
	assert_int_equal(net.n_layer, 8 * RN_MAX_DEPTH + 2);
	assert_true(net.n_layer <= RN_MAX_LAYER);
	for (int i = 0; rn_network_tensor(&net, i, &a); i++)
		for (int k = 0; k < i && rn_network_tensor(&net, k, &b); k++)
			assert_string_not_equal(a.name, b.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gradients),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_dilation),
		cmocka_unit_test(test_dilation_carried),
		cmocka_unit_test(test_causal),
		cmocka_unit_test(test_running),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests_name("layers", tests, NULL, NULL);
}
