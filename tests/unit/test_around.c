/*
 * test_around.c - networks with layers around their cells: gradients against
 * central differences, options that do not go together, and PyTorch.
 */
#include "chain_bench.h"

#include "nn/loss.h"
#include "vectors.h"

static const double eps = 1e-6, tolerance = 1e-7, parity = 1e-10;

static const struct rn_cell_type *const cells[] = {
	&rn_cell_lstm, &rn_cell_gru, &rn_cell_elman
};

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

	return rn_loss_mse.eval(yhat, w->y, n, NULL, 1, dyhat);
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
	struct whole w = { .T = 5, .B = 3,
	                   .pass = { .training = true, .seed = 9, .step = 4,
	                             .row0 = 1 } };

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
	spec.conv = (struct rn_option_value){ 2, { 1, 4096 } };
	assert_null(rn_network_plan(&net, &spec, 1 << 18, 1));
	assert_contains(rn_network_plan(&net, &spec, 1048636, 1), "--conv");
	spec.arch = &rn_arch_seq2seq;
	spec.every_step = false;
	assert_contains(rn_network_plan(&net, &spec, 1048636, 1), "--conv");
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

/* PyTorch's bidirectional and num_layers. */
static void check_both(const struct vectors *v,
                       const struct rn_cell_type *cell, int n)
{
	struct rn_network_spec spec = { .cell = cell, .n_rnn = n,
		.width = { 4, 4 }, .bidirectional = true };
	struct whole w = { .T = 6, .B = 3, .pass = { .training = true } };
	const size_t n_y = 6;
	const double *yhat;
	char name[40];

	net_make(&w, &spec, 2, 2);
	yhat = rn_run_forward(&w.run, w.net.param, &w.pass, w.x, w.B);
	snprintf(name, sizeof(name), "both-%s-%d", cell->name, n);
	assert_vector(yhat, vectors_get(v, name, "yhat", n_y), n_y, 1, parity);
	rn_loss_mse.eval(yhat, w.y, n_y, NULL, 1.0 / (double)n_y,
	                 rn_run_dyhat(&w.run));
	rn_run_backward(&w.run, w.net.param, w.grad);
	assert_vector(w.grad, vectors_get(v, name, "grad", w.net.n_param),
	              w.net.n_param, 1, parity);
	net_release(&w);
}

static void check_layer(const struct vectors *v, struct bench *b,
                        const char *name, size_t n_trained)
{
	forward(b);
	backward(b);
	assert_vector(b->y, vectors_get(v, name, "y", b->n_y), b->n_y, 1, parity);
	assert_vector(b->dw, vectors_get(v, name, "dw", n_trained), n_trained, 1,
	              parity);
	assert_vector(b->dx, vectors_get(v, name, "dx", b->n_x), b->n_x, 1,
	              parity);
}

/* The running moments after a step, and what is made with them. */
static void check_batch_norm(const struct vectors *v)
{
	enum { H = 5 };
	struct bench b = { .T = 4, .B = 3, .pass = { .training = true } };
	const double *running = vectors_get(v, "norm-batch", "running", 2 * H);

	add(&b, &rn_layer_batch_norm, H, H)->n_fixed = 2 * H;
	make(&b, 31);
	for (int j = 3 * H; j < 4 * H; j++)
		b.w[j] = fabs(b.w[j]);
	check_layer(v, &b, "norm-batch", 2 * H);
	for (int j = 2 * H; j < 4 * H; j++)
		b.w[j] += b.dw[j] / b.B;
	assert_vector(b.w + 2 * H, running, 2 * H, 1, parity);
	b.pass.training = false;
	forward(&b);
	assert_vector(b.y, vectors_get(v, "norm-batch", "after", b.n_y), b.n_y, 1,
	              parity);
	release(&b);
}

static void check_conv(const struct vectors *v, int stride)
{
	struct bench b = { .T = 7, .B = 3, .pass = { .training = true } };
	struct rn_layer *l = add(&b, &rn_layer_conv, 2, 4);
	char name[20];

	l->kernel = 3;
	l->stride = stride;
	make(&b, 31);
	snprintf(name, sizeof(name), "conv-%d", stride);
	check_layer(v, &b, name, b.net.n_param);
	release(&b);
}

static void test_torch(void **state)
{
	struct bench norm = { .T = 4, .B = 3, .pass = { .training = true } };
	struct vectors v;

	(void)state;
	vectors_read(&v, "torch-around.txt");
	for (int n = 1; n <= 2; n++) {
		check_both(&v, &rn_cell_lstm, n);
		check_both(&v, &rn_cell_gru, n);
	}
	check_batch_norm(&v);
	for (int stride = 1; stride <= 3; stride++)
		check_conv(&v, stride);
	add(&norm, &rn_layer_norm, 5, 5);
	make(&norm, 31);
	check_layer(&v, &norm, "norm-layer", norm.net.n_param);
	release(&norm);
	vectors_release(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_torch),
	};

	return cmocka_run_group_tests_name("around", tests, NULL, NULL);
}
