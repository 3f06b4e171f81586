/*
 * test_vectors.c - networks, losses and optimisers against PyTorch in
 * float64.
 */
#include "nn/network.h"

#include "cell_variants.h"
#include "nn/loss.h"
#include "train/optim.h"
#include "optim_help.h"

static const double tolerance = 1e-10;

static void check_layer(const struct vectors *v,
                        const struct cell_variant *variant)
{
	struct layer_bench b = {
		.l = variant_layer(variant, 2, 5),
		.T = 4, .B = 3, .pass = { .training = true },
	};
	const char *name = variant->name;

	bench_make(&b, 31);
	bench_loss(&b);
	assert_vector(b.tape.y, vectors_get(v, name, "y", b.n_y), b.n_y, 1,
	              tolerance);
	for (int s = 0; s < bench_n_state(&b); s++) {
		char last[24];

		snprintf(last, sizeof(last), "last%d", s);
		assert_vector(bench_end(&b, s),
		              vectors_get(v, name, last, b.n_state[s]),
		              b.n_state[s], 1, tolerance);
	}
	bench_backward(&b);
	assert_vector(b.dw, vectors_get(v, name, "dw", b.l.n_param),
	              b.l.n_param, 1, tolerance);
	assert_vector(b.dx, vectors_get(v, name, "dx", b.n_x), b.n_x, 1,
	              tolerance);
	for (int s = 0; s < bench_n_state(&b); s++) {
		char first[24];

		snprintf(first, sizeof(first), "dfirst%d", s);
		assert_vector(b.dstate[s],
		              vectors_get(v, name, first, b.n_state[s]),
		              b.n_state[s], 1, tolerance);
	}
	bench_release(&b);
}

static void test_layers(void **state)
{
	struct vectors v;

	(void)state;
	vectors_read(&v, "torch-layers.txt");
	for (int i = 0; rn_cell_types[i]; i++)
		if (rn_cell_types[i]->is_torch) {
			const struct cell_variant plain = cell_variant_at(i);

			check_layer(&v, &plain);
		}
	vectors_release(&v);
}

/* What PyTorch has not, as loops that it differentiates. */
static void test_cells(void **state)
{
	static const char *const names[] = {
		"elman-logistic", "elman-relu", "gru-before", "lstm-peephole",
		"lstm-hard", "lstm-hard-peephole", "cifg", "cifg-peephole", "mingru",
		"minlstm", "slstm", "lnlstm",
	};
	struct vectors v;
	size_t found = 0;

	(void)state;
	vectors_read(&v, "torch-cells.txt");
	for (int i = 0; i < n_cell_variant(); i++) {
		const struct cell_variant variant = cell_variant_at(i);

		for (size_t k = 0; k < COUNT(names); k++)
			if (strcmp(variant.name, names[k]) == 0) {
				check_layer(&v, &variant);
				found++;
			}
	}
	assert_int_equal(found, COUNT(names));
	vectors_release(&v);
}

struct chain {
	const char *suffix;
	int n_rnn, width[3];
	int T, B, D, K;
	size_t every; /* of the gradient */
	double size;  /* of the weights */
};

static void check_chain(const struct vectors *v, const struct chain *c,
                        const struct rn_cell_type *cell)
{
	const struct rn_pass pass = { .training = true };
	const size_t n = (size_t)(c->B * c->K), n_x = (size_t)(c->T * c->B * c->D);
	struct rn_network_spec spec = { .cell = cell, .n_rnn = c->n_rnn };
	struct rn_network net;
	struct rn_run run;
	struct rn_error err;
	double *x = numbers(n_x), *y = numbers(n), *grad, loss;
	const double *yhat;
	char name[40];
	size_t some;

	memcpy(spec.width, c->width, sizeof(c->width));
	snprintf(name, sizeof(name), "%s%s", cell->name, c->suffix);
	fill_noise(x, n_x, 3000000, 1);
	fill_noise(y, n, 4000000, 1);
	assert_ok(rn_blas_start(&err), &err);
	rn_network_plan(&net, &spec, c->D, c->K);
	assert_ok(rn_network_alloc(&net, &err), &err);
	assert_ok(rn_run_make(&run, &net, c->T, c->B, true, &err), &err);
	fill_noise(net.param, net.n_param, 1, c->size);
	grad = numbers(net.n_param);

	yhat = rn_run_forward(&run, net.param, &pass, x, c->B);
	assert_vector(yhat, vectors_get(v, name, "yhat", n), n, 1, tolerance);
	loss = rn_loss_mse.eval(yhat, y, n, NULL, 1.0 / (double)n,
	                        rn_run_dyhat(&run)) / (double)n;
	rn_run_backward(&run, net.param, grad);
	some = (net.n_param + c->every - 1) / c->every;
	assert_vector(grad, vectors_get(v, name, "grad", some), some, c->every,
	              tolerance);
	if (c->suffix[0]) {
		assert_near(loss, *vectors_get(v, name, "loss", 1), tolerance);
		assert_near(sqrt(dot(grad, grad, net.n_param)),
		            *vectors_get(v, name, "norm", 1), tolerance);
	}
	rn_run_release(&run);
	rn_network_release(&net);
	free(x);
	free(y);
	free(grad);
}

static void check_chains(const char *file, const struct chain *c)
{
	struct vectors v;

	vectors_read(&v, file);
	for (int i = 0; rn_cell_types[i]; i++)
		if (rn_cell_types[i]->is_torch)
			check_chain(&v, c, rn_cell_types[i]);
	vectors_release(&v);
}

static void test_stack(void **state)
{
	static const struct chain chain = { "-stack", 3, { 4, 3, 6 }, 5, 3, 2, 2,
		1, 0.6 };

	(void)state;
	check_chains("torch-networks.txt", &chain);
}

/* The source chapter's network. */
static void test_classic(void **state)
{
	static const struct chain chain = { "-classic", 2, { 50, 200 }, 5, 8, 1,
		1, 37, 0.15 };

	(void)state;
	check_chains("torch-networks.txt", &chain);
}

/* PyTorch's num_layers. */
static void test_num_layers(void **state)
{
	static const struct chain chain = { "", 2, { 4, 4 }, 6, 2, 3, 1, 1, 0.6 };

	(void)state;
	check_chains("torch-stacked.txt", &chain);
}

static void test_losses(void **state)
{
	enum { N = 40, MOST = 5 * N };
	const struct rn_loss_args args = { .delta = 0.6, .n_class = 5,
		.dof = 3.5, .quantile = 0.3,
		.quantiles = { 4, { 0.1, 0.3, 0.6, 0.9 } },
		.sum = { 3, { { &rn_loss_mse, 0.5 }, { &rn_loss_huber, 2 },
		              { &rn_loss_smape, 0.01 } } },
		.offset = 0.7, .worth = 1.3 };
	double z[MOST], y[N], d[MOST];
	struct vectors v;

	(void)state;
	vectors_read(&v, "torch-losses.txt");
	for (int i = 0; rn_loss_types[i]; i++) {
		const struct rn_loss_type *type = rn_loss_types[i];
		const size_t n = (size_t)(N * rn_loss_width(type, &args));
		double sum;

		fill_noise(z, n, 3000000, 2);
		fill_noise(y, N, 4000000, 2);
		for (int k = 0; type->is_categorical && k < N; k++)
			y[k] = k * 7 % args.n_class;
		sum = type->eval(z, y, N, &args, 1.0 / N, d);
		assert_near(sum / N, *vectors_get(&v, type->name, "loss", 1), 1e-13);
		assert_vector(d, vectors_get(&v, type->name, "grad", n), n, 1, 1e-14);
	}
	vectors_release(&v);
}

static void test_optimisers(void **state)
{
	(void)state;
	check_torch_optims(1e-12);
	for (int i = 0; rn_optim_types[i]; i++) {
		bool found = false;

		for (size_t k = 0; k < COUNT(torch_optims); k++)
			found = found || torch_optims[k].type == rn_optim_types[i];
		assert_true(found);
	}
}

/* A rule over a slice is the rule over the whole. */
static void test_slices(void **state)
{
	enum { N = 50, CUT = 13 };

	(void)state;
	for (int i = 0; rn_optim_types[i]; i++) {
		double w[2][N], g[2][N], m[2][RN_MAX_MOMENT][N];

		for (int k = 0; k < 2; k++) {
			fill_noise(w[k], N, 1, 1);
			fill_noise(m[k][0], N, 200, 1);
			for (int j = 0; j < N; j++) {
				m[k][0][j] = fabs(m[k][0][j]);
				m[k][1][j] = m[k][0][j] / 2;
			}
			fill_noise(g[k], N, 100, 1);
		}
		for (int k = 0; k < 3; k++) {
			const int from = k == 2 ? CUT : 0, to = k == 1 ? CUT : N;
			const int c = k > 0;
			const struct rn_optim_step s = {
				.rate = 0.1, .momentum = 0.5, .decay = 0.1, .t = 3,
				.n = (size_t)(to - from), .w = w[c] + from,
				.g = g[c] + from, .m = { m[c][0] + from, m[c][1] + from },
			};

			rn_optim_types[i]->step(&s);
		}
		assert_vector(w[1], w[0], N, 1, 1e-15);
		for (int k = 0; k < rn_optim_types[i]->n_moment; k++)
			assert_vector(m[1][k], m[0][k], N, 1, 1e-15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layers),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_num_layers),
		cmocka_unit_test(test_classic),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_optimisers),
		cmocka_unit_test(test_slices),
	};

	return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
