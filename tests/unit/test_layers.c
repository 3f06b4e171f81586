/*
 * test_layers.c - the layers around the cells: gradients against central
 * differences, and what they compute against its definition.
 */
#include "chain_bench.h"

static const double eps = 1e-6, tolerance = 1e-7;

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
		.pass = { .training = true, .seed = 11, .step = 5, .row0 = 2 },
		.starts = shape & 1,
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
		struct bench b = { .T = 5, .B = 3,
		                   .pass = { .training = true, .seed = 11,
		                             .step = 5, .row0 = 2 } };

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gradients),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_dilation),
		cmocka_unit_test(test_dilation_carried),
		cmocka_unit_test(test_causal),
		cmocka_unit_test(test_running),
	};

	return cmocka_run_group_tests_name("layers", tests, NULL, NULL);
}
