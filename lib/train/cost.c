/*
 * cost.c - losses, row by row where a row's scale is part of them.
 */
#include "train/cost.h"

struct rn_loss_args rn_cost_args(const struct rn_dataset *data,
                                 const struct rn_loss_args *args,
                                 const struct rn_window *window)
{
	const struct rn_scale scale = rn_window_scale(&data->split->shape,
		rn_dataset_scale(data, window->series),
		&data->panel->series[window->series], window->first);
	const double change = data->change ? data->change[window->series] : 0;
	struct rn_loss_args at = *args;

	at.offset = scale.shift / scale.scale;
	at.worth = change > 0 ? scale.scale / change : 1;
	return at;
}

/* All steps of window i. */
static double cost_of_row(const struct rn_dataset *data,
                          const struct rn_loss_type *loss,
                          const struct rn_loss_args *args,
                          const struct rn_said *said, int i)
{
	const struct rn_loss_args at = rn_cost_args(data, args,
	                                            &said->window[i]);
	const size_t K = (size_t)data->split->shape.n_out;
	const size_t width = (size_t)rn_loss_width(loss, args);
	double sum = 0;

	for (int t = 0; t < said->n_step; t++) {
		const size_t row = ((size_t)t * (size_t)said->B + (size_t)i) * K;

		sum += loss->eval(said->z + row * width, said->y + row, K, &at,
		                  said->weight,
		                  said->dz ? said->dz + row * width : NULL);
	}
	return sum;
}

double rn_cost(const struct rn_dataset *data, const struct rn_loss_type *loss,
               const struct rn_loss_args *args, const struct rn_said *said)
{
	const size_t K = (size_t)data->split->shape.n_out;
	double sum = 0;

	if (!rn_loss_is_of_row(loss, args))
		return loss->eval(said->z, said->y,
		                  (size_t)said->n_step * (size_t)said->B * K, args,
		                  said->weight, said->dz);
	for (int i = 0; i < said->B; i++)
		sum += cost_of_row(data, loss, args, said, i);
	return sum;
}

double rn_cost_of_part(const struct rn_dataset *data,
                       const struct rn_loss_type *loss,
                       const struct rn_loss_args *args, enum rn_part part,
                       const rn_real *z, const rn_real *y)
{
	const size_t n = data->split->n[part];
	const size_t K = (size_t)data->split->shape.n_out;
	const size_t width = (size_t)rn_loss_width(loss, args);
	double sum = 0;

	if (!rn_loss_is_of_row(loss, args))
		return loss->eval(z, y, n * K, args, 0, NULL) / (double)(n * K);
	for (size_t i = 0; i < n; i++) {
		const struct rn_window w = rn_split_window(data->split, part, i);
		const struct rn_said said = {
			.window = &w, .B = 1, .n_step = 1,
			.z = z + i * K * width, .y = y + i * K,
		};

		sum += rn_cost(data, loss, args, &said);
	}
	return sum / (double)(n * K);
}
