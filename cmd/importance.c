/*
 * importance.c - what the inputs of a model are worth on a file.
 */
#include "importance.h"

/* So many turns make the figures of a season's columns steady. */
enum { N_TURN = 5, SEED = 1 };

enum rn_status importance_of_file(struct rn_importance *importance,
                                  const struct rn_model *model,
                                  const struct rn_spec *spec,
                                  const char *file,
                                  const struct rn_dialect *dialect,
                                  int threads, const struct ui *ui,
                                  struct rn_error *err)
{
	const struct rn_importance_opts opts = {
		.n_turn = N_TURN, .seed = SEED, .n_thread = threads
	};
	struct rn_panel_opts how = rn_spec_panel(spec);
	struct rn_panel panel = RN_PANEL_INIT;
	enum rn_status status = ui_start_products(ui, err);

	how.dialect = *dialect;
	how.known = &model->columns;
	how.symbols = &model->vocabulary;
	how.axis = &model->series[0].axis;
	if (!status)
		status = rn_panel_load(&panel, file, &how, err);
	if (!status)
		ui_panel(ui, file, &panel);
	for (int i = 0; !status && i < panel.n_series; i++)
		status = rn_model_check_axis(model, &panel.series[i], file, err);
	if (!status)
		status = rn_importance_measure(importance, &panel, spec, model, &opts,
		                               err);
	rn_panel_release(&panel);
	return status;
}

static void print_number(FILE *out, double x)
{
	char text[RN_NUMBER_TEXT];

	fprintf(out, ",%s", rn_number_text(text, x));
}

enum rn_status importance_print(const struct rn_model *model,
                                const struct rn_spec *spec, const char *file,
                                const struct rn_dialect *dialect, int threads,
                                const struct ui *ui, struct rn_error *err)
{
	struct rn_importance imp = RN_IMPORTANCE_INIT;
	struct ui_result r;

	if (importance_of_file(&imp, model, spec, file, dialect, threads, ui, err)
	    || ui_result_begin(&r, err)) {
		rn_importance_release(&imp);
		return err->status;
	}
	fputs("input,rmse,increase,percent\n", r.out);
	for (int i = 0; i < imp.n; i++) {
		const double increase = imp.input[i].rmse - imp.rmse;

		ui_csv_text(r.out, imp.input[i].name);
		print_number(r.out, imp.input[i].rmse);
		print_number(r.out, increase);
		print_number(r.out, imp.rmse > 0 ? 100 * increase / imp.rmse : 0);
		fputc('\n', r.out);
	}
	rn_importance_release(&imp);
	return ui_result_end(&r, NULL, err);
}
