/*
 * test_gradient.c - every derivative against central differences.
 *
 * Every registered cell, every layer, every loss and whole networks: what
 * backward says is the slope of what forward computes.  In double precision,
 * so that a difference is a fault and not rounding.
 */
#include "nn/network.h"

#include "cell_variants.h"
#include "gradient_help.h"
#include "nn/loss.h"

/* What the layer around a cell may be asked for. */
struct around {
	double drop_state, drop_input;
	bool is_untied, learns_start;
};

static struct rn_layer around(const struct cell_variant *v, int D, int H,
                              const struct around *a)
{
	struct rn_layer l = variant_layer(v, D, H);

	l.drop_state = a->drop_state;
	l.drop_input = a->drop_input;
	l.is_untied = a->is_untied;
	l.learns_start = a->learns_start;
	return l;
}

/* Every `step`th shape, with the last step alone or all, from zero or not. */
static void check_cell(const struct cell_variant *v, const struct around *a,
                       uint32_t step)
{
	for (uint32_t i = 0; i < 4 * COUNT(shapes); i += step) {
		const size_t k = i / 4;
		struct layer_bench b = {
			.l = around(v, shapes[k].D, shapes[k].H, a),
			.T = shapes[k].T, .B = shapes[k].B,
			.starts_zero = i & 2,
			.pass = { .training = true, .seed = 11, .step = 5, .row0 = 2 },
		};

		b.l.last_only = i & 1;
		bench_make(&b, 17 * i + 1);
		check_bench(&b);
		bench_release(&b);
	}
}

static void check_every_cell(const struct around *a, uint32_t step)
{
	for (int i = 0; i < n_cell_variant(); i++) {
		const struct cell_variant v = cell_variant_at(i);

		check_cell(&v, a, step);
	}
}

static void test_every_cell(void **state)
{
	(void)state;
	check_every_cell(&(struct around){ .drop_state = 0 }, 1);
}

static void test_every_cell_masked(void **state)
{
	(void)state;
	check_every_cell(&(struct around){ .drop_state = 0.4 }, 1);
	check_every_cell(&(struct around){ .drop_input = 0.4 }, 3);
	check_every_cell(&(struct around){ 0.4, 0.3, .is_untied = true }, 3);
}

/* From a trained start, that is, with starts_zero. */
static void test_every_cell_start(void **state)
{
	(void)state;
	check_every_cell(&(struct around){ .learns_start = true }, 2);
	check_every_cell(&(struct around){ 0.3, 0.3, true, true }, 3);
}

/* Some gates wide open, some shut, some between, none of them on an edge. */
static void test_hard_gates(void **state)
{
	enum { B = 3, H = 5, GATES = 2 }; /* i and f */
	struct layer_bench b = { .T = 4, .B = B,
	                         .pass = { .training = true, .seed = 1,
	                                   .step = 2, .row0 = 0 } };
	int n[3] = { 0 };

	(void)state;
	for (int flag = 0; flag < 2; flag++) {
		const struct cell_variant v = { "hard", &rn_cell_lstm, "gate", 1,
		                                flag ? "peephole" : NULL };

		b.l = variant_layer(&v, 2, H);
		bench_make(&b, 5);
		for (size_t k = 0; k < b.n_x; k++)
			b.x[k] *= 6;
		bench_loss(&b);
		for (int row = 0; row < b.T * B; row++)
			for (int j = 0; j < GATES * H; j++) {
				const double s = b.tape.gate[row * 4 * H + j];

				n[s > 0 ? 1 + (s >= 1) : 0]++;
			}
		check_bench(&b);
		bench_release(&b);
	}
	for (int i = 0; i < 3; i++)
		assert_in_range(n[i], 20, 200);
}

static void test_pieces(void **state)
{
	struct rn_layer l;

	(void)state;
	for (int i = 0; i < n_cell_variant(); i++)
		for (int k = 0; k < 8; k++) {
			const struct cell_variant v = cell_variant_at(i);

			l = around(&v, 2, 4, &(struct around){
				.drop_state = k & 4 ? 0.3 : 0, .is_untied = k & 1 });
			l.last_only = k & 1;
			check_pieces(&l, k & 2);
		}
	l = (struct rn_layer){ .type = &rn_layer_linear, .D = 3, .H = 2 };
	check_pieces(&l, true);
	l = (struct rn_layer){ .type = &rn_layer_dropout, .D = 4, .H = 4,
	                       .drop = 0.5 };
	check_pieces(&l, true);
	l.per_sequence = true;
	check_pieces(&l, true);
}

static void assert_same(const double *a, const double *b, size_t n)
{
	for (size_t k = 0; k < n; k++)
		assert_near(a[k], b[k], 1e-14);
}

/* Two passes with the state carried over put out what one does. */
static void check_carry(const struct cell_variant *v, bool learns_start)
{
	enum { T = 3, B = 2 };
	struct layer_bench whole = {
		.l = around(v, 2, 4, &(struct around){
			.learns_start = learns_start }),
		.T = 2 * T, .B = B, .starts_zero = true,
		.pass = { .training = true },
	};
	struct layer_bench half = whole;

	half.T = T;
	bench_make(&whole, 9);
	bench_make(&half, 9);
	memcpy(half.x, whole.x, half.n_x * sizeof(double));
	bench_loss(&whole);
	bench_loss(&half);
	assert_same(half.tape.y, whole.tape.y, half.n_y);
	rn_tape_carry(&half.tape, &half.l);
	half.tape.x = whole.x + half.n_x;
	half.l.type->forward(&half.l, &half.tape, half.w, &half.pass, 0, T);
	assert_same(half.tape.y, whole.tape.y + half.n_y, half.n_y);
	bench_release(&whole);
	bench_release(&half);
}

static void test_carry(void **state)
{
	(void)state;
	for (int i = 0; i < n_cell_variant(); i++) {
		const struct cell_variant v = cell_variant_at(i);

		check_carry(&v, false);
		check_carry(&v, true);
	}
}

static void test_linear_and_dropout(void **state)
{
	static const struct rn_layer layers[] = {
		{ .type = &rn_layer_linear, .D = 3, .H = 2 },
		{ .type = &rn_layer_linear, .D = 1, .H = 5 },
		{ .type = &rn_layer_dropout, .D = 4, .H = 4, .drop = 0.3 },
		{ .type = &rn_layer_dropout, .D = 4, .H = 4, .drop = 0.3,
		  .per_sequence = true },
	};

	(void)state;
	for (uint32_t i = 0; i < COUNT(layers); i++) {
		struct layer_bench b = { .l = layers[i], .T = 5, .B = 2,
		                         .starts_zero = true,
		                         .pass = { .training = true, .seed = 3,
		                                   .step = 1, .row0 = 4 } };

		bench_make(&b, 1000 + i);
		check_bench(&b);
		bench_release(&b);
	}
}

/* Gradients are added to what dw holds. */
static void test_accumulates(void **state)
{
	static const struct rn_layer_type *const types[] = {
		&rn_layer_recurrent, &rn_layer_linear
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct layer_bench b = {
			.l = { .type = types[i], .D = 2, .H = 3 },
			.T = 3, .B = 2, .pass = { .training = true },
		};
		double *once;

		if (i == 0)
			b.l = bench_cell(&rn_cell_gru, 2, 3, NULL);
		bench_make(&b, 77);
		once = numbers(b.l.n_param);
		bench_loss(&b);
		bench_backward(&b);
		memcpy(once, b.dw, b.l.n_param * sizeof(*once));
		bench_loss(&b);
		for (int s = 0; s < bench_n_state(&b); s++)
			memcpy(b.tape.dstate[s], b.dend[s],
			       b.n_state[s] * sizeof(double));
		b.l.type->backward(&b.l, &b.tape, b.w, b.dw, NULL, 0, b.T);
		for (size_t k = 0; k < b.l.n_param; k++)
			assert_near(b.dw[k], 2 * once[k], 1e-13);
		free(once);
		bench_release(&b);
	}
}

static const struct rn_loss_args loss_args = { .delta = 0.6, .n_class = 5,
	.dof = 3.5, .quantile = 0.3, .quantiles = { 4, { 0.1, 0.3, 0.6, 0.9 } },
	.sum = { 3, { { &rn_loss_mse, 0.5 }, { &rn_loss_huber, 2 },
	              { &rn_loss_smape, 0.01 } } },
	.offset = 3, .worth = 1.3 };

/* Targets of a loss: noise, or classes. */
static void fill_targets(double *y, size_t n, uint32_t first,
                         const struct rn_loss_type *loss, double size)
{
	fill_noise(y, n, first, loss->is_categorical ? 1 : size);
	for (size_t i = 0; loss->is_categorical && i < n; i++)
		y[i] = floor((y[i] + 1) / 2 * loss_args.n_class);
}

static void test_every_loss(void **state)
{
	enum { N = 40, MOST = 5 * N };
	double z[MOST], y[N], d[MOST];

	(void)state;
	for (int i = 0; rn_loss_types[i]; i++) {
		const struct rn_loss_type *loss = rn_loss_types[i];
		const int n = N * rn_loss_width(loss, &loss_args);

		assert_in_range(n, N, MOST);
		fill_noise(z, (size_t)n, 1, 2);
		fill_targets(y, N, 500, loss, 2);
		loss->eval(z, y, N, &loss_args, 0.25, d);
		for (int k = 0; k < n; k++) {
			const double x = z[k];
			double up, down;

			z[k] = x + eps;
			up = loss->eval(z, y, N, &loss_args, 0, NULL);
			z[k] = x - eps;
			down = loss->eval(z, y, N, &loss_args, 0, NULL);
			z[k] = x;
			assert_near(d[k], 0.25 * (up - down) / (2 * eps), tolerance);
		}
	}
}

struct whole {
	struct rn_network net;
	struct rn_run run;
	const struct rn_loss_type *loss;
	int T, B, n_out;
	double *x, *y, *grad;
};

static double net_loss(struct whole *w, double *dyhat)
{
	const struct rn_pass pass = { .training = true, .seed = 9, .step = 4,
	                              .row0 = 1 };
	const size_t n = (size_t)(w->B * w->n_out);
	const double *yhat = rn_run_forward(&w->run, w->net.param, &pass, w->x,
	                                    w->B);

	return w->loss->eval(yhat, w->y, n, &loss_args, 1, dyhat);
}

static void check_network(const struct rn_network_spec *spec, int D, int n_out,
                          const struct rn_loss_type *loss)
{
	struct whole w = { .loss = loss, .T = 4, .B = 3, .n_out = n_out };
	const size_t n_y = (size_t)(w.B * n_out);
	struct rn_error err;

	rn_network_plan(&w.net, spec, D,
	                n_out * rn_loss_width(loss, &loss_args));
	assert_ok(rn_network_alloc(&w.net, &err), &err);
	assert_ok(rn_run_make(&w.run, &w.net, w.T, w.B + 2, true, &err), &err);
	w.x = numbers((size_t)(w.T * w.B * D));
	w.y = numbers(n_y);
	w.grad = numbers(w.net.n_param);
	fill_noise(w.x, (size_t)(w.T * w.B * D), 50, 1);
	fill_targets(w.y, n_y, 99, loss, 1);
	fill_noise(w.net.param, w.net.n_param, 1, 0.6);
	net_loss(&w, rn_run_dyhat(&w.run));
	rn_run_backward(&w.run, w.net.param, w.grad);
	for (size_t k = 0; k < w.net.n_param; k++) {
		const double at = w.net.param[k];
		double up, down;

		w.net.param[k] = at + eps;
		up = net_loss(&w, NULL);
		w.net.param[k] = at - eps;
		down = net_loss(&w, NULL);
		w.net.param[k] = at;
		assert_near(w.grad[k], (up - down) / (2 * eps), tolerance);
	}
	rn_run_release(&w.run);
	rn_network_release(&w.net);
	free(w.x);
	free(w.y);
	free(w.grad);
}

static void test_networks(void **state)
{
	static const struct {
		int n_rnn, width[3];
		double dropout;
		bool variational;
		int D, n_out;
	} cases[] = {
		{ 1, { 4 }, 0, false, 1, 1 },
		{ 2, { 3, 5 }, 0.2, false, 1, 1 }, /* the classic one, small */
		{ 3, { 4, 2, 3 }, 0, false, 2, 3 },
		{ 3, { 3, 4, 2 }, 0.3, false, 1, 2 },
		{ 2, { 3, 4 }, 0.4, true, 1, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int c = 0; rn_cell_types[c]; c++)
			for (int l = 0; rn_loss_types[l]; l++) {
				struct rn_network_spec spec = {
					.cell = rn_cell_types[c],
					.n_rnn = cases[i].n_rnn,
					.dropout = cases[i].dropout,
					.variational = cases[i].variational,
				};

				memcpy(spec.width, cases[i].width,
				       sizeof(cases[i].width));
				check_network(&spec, cases[i].D, cases[i].n_out,
				              rn_loss_types[l]);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cell),
		cmocka_unit_test(test_every_cell_masked),
		cmocka_unit_test(test_every_cell_start),
		cmocka_unit_test(test_hard_gates),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_carry),
		cmocka_unit_test(test_linear_and_dropout),
		cmocka_unit_test(test_accumulates),
		cmocka_unit_test(test_every_loss),
		cmocka_unit_test(test_networks),
	};

	return cmocka_run_group_tests_name("gradient", tests, NULL, NULL);
}
