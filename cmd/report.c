/*
 * report.c - the verdict: a table, and what it means.
 */
#include "report.h"

#include <math.h>
#include <string.h>

/* Decimals that leave the largest error about four digits. */
static int decimals(const struct rn_verdict *v)
{
	double most = 0;

	for (int i = 0; i < v->n; i++)
		most = fmax(most, v->score[i].rmse);
	if (!(most > 0))
		return 3;
	return (int)fmin(9, fmax(0, 3 - floor(log10(most))));
}

/* The least difference that so many decimals show. */
static double shown(int digits)
{
	return 0.5 * pow(10, -digits);
}

static void print_number(FILE *out, double x, int digits, const char *unit)
{
	if (fabs(x) < shown(digits))
		x = 0; /* not -0 */
	if (fabs(x) >= 1e9 && isfinite(x))
		fprintf(out, " %10.4g%s", x, unit);
	else if (isfinite(x))
		fprintf(out, " %10.*f%s", digits, x, unit);
	else
		fprintf(out, " %10s%*s", "-", (int)strlen(unit), "");
}

/* The columns where nobody asks for others. */
static const char *const of_numbers[] = { "mae", "rmse", "mase", "smape",
	NULL };
static const char *const of_symbols[] = { "accuracy", "nll", "bits",
	"perplexity", NULL };

const struct rn_metric_type *report_metric(const char *name)
{
	return rn_named_find((const void *const *)rn_metric_types, name);
}

static int usual_columns(const struct rn_verdict *v,
                         const struct rn_metric_type *columns[])
{
	const char *const *name = v->is_categorical ? of_symbols : of_numbers;
	int n = 0;

	for (; name[n]; n++)
		columns[n] = report_metric(name[n]);
	return n;
}

static void print_table(const struct ui *ui, const struct report *r, FILE *out)
{
	const struct rn_verdict *v = r->verdict;
	const struct rn_score *best = rn_verdict_best_naive(v);
	const struct rn_metric_type *usual[REPORT_MAX_METRIC];
	const struct rn_metric_type *const *columns = r->metric;
	const int n = r->n_metric ? r->n_metric : usual_columns(v, usual);
	const bool color = ui_has_color(ui, out);
	const int d = decimals(v);

	if (!r->n_metric)
		columns = usual;
	fprintf(out, "  %-24s", "");
	for (int k = 0; k < n; k++)
		fprintf(out, " %10s", columns[k]->heading);
	fprintf(out, v->is_categorical ? "\n" : " %10s\n", "skill");
	for (int i = 0; i < v->n; i++) {
		const struct rn_score *s = &v->score[i];
		const bool bold = color && (s == best || i == 0);

		fprintf(out, "%s  %-24s", bold ? "\033[1m" : "", s->name);
		for (int k = 0; k < n; k++)
			print_number(out, rn_score_metric(s, columns[k]),
			             columns[k]->digits < 0 ? d : columns[k]->digits,
			             columns[k]->unit);
		/* Perplexities are compared as they are. */
		if (!v->is_categorical)
			print_number(out, rn_verdict_skill(v, i), 3, "");
		fprintf(out, "%s\n", bold ? "\033[0m" : "");
	}
}

/*
 * The most likely remedies: to let the tool choose, and one by hand.  A network
 * that cannot see the strongest season cannot learn it, so the length of its
 * input comes first; but not where a state is carried on from row to row, and
 * not of symbols, where the naive forecasts see one row at most.
 */
static void advise(const struct report *r, FILE *out)
{
	const struct rn_window_shape *shape = &r->spec->shape;
	const int season = r->n_season ? r->season[0] : 0;
	const bool sees_windows = rn_spec_piece(r->spec) == 0
		&& !r->spec->is_categorical;

	fputs("most likely to help: ", out);
	if (!r->is_chosen && !r->spec->is_categorical)
		fputs("--preset auto; or ", out);
	if (r->spec->net.arch == &rn_arch_none)
		fputs("a network in place of --arch none", out);
	else if (r->spec->net.cell->is_fixed)
		fputs("another --leak or --rho, or one reservoir of some hundred "
		      "units in --layers", out);
	else if (sees_windows && season > shape->n_in)
		fprintf(out, "--input-size %d, a whole season", season);
	else if (sees_windows && r->n_season == 0 && shape->n_in < 48)
		fprintf(out, "a longer --input-size (now %d), and --season if the "
		        "data repeat", shape->n_in);
	else if (r->spec->train.epochs < 50)
		fprintf(out, "more --epochs (now %d) with --patience",
		        r->spec->train.epochs);
	else
		fputs("a smaller --learning-rate, or fewer units in --layers", out);
}

/* Does it forecast nothing of its own? */
static const struct rn_baseline_type *naive_alone(const struct rn_spec *spec)
{
	const struct rn_baseline_type *of = spec->base->of;

	return spec->net.arch == &rn_arch_none && !spec->net.linear_skip && of
	       && of->is_naive ? of : NULL;
}

static void conclude(const struct report *r, FILE *out)
{
	const struct rn_verdict *v = r->verdict;
	const struct rn_score *naive = rn_verdict_best_naive(v);
	const struct rn_score *model = rn_verdict_find(v, "model");
	const struct rn_score *ridge = rn_verdict_find(v, "ridge");
	const char *what = v->is_categorical ? "perplexity" : "RMSE";
	const int d = v->is_categorical ? 3 : decimals(v);
	double mine, theirs;

	if (!model || !naive)
		return;
	mine = v->is_categorical ? model->perplexity : model->rmse;
	theirs = v->is_categorical ? naive->perplexity : naive->rmse;
	if (ridge && model->rmse - ridge->rmse >= shown(d))
		fprintf(out, "A linear ridge autoregression on the same inputs is "
		        "better: RMSE %.*f.\n", d, ridge->rmse);
	if (naive_alone(r->spec)) {
		fprintf(out, "The model is a naive forecast, %s: %s.\n",
		        naive_alone(r->spec)->name, naive_alone(r->spec)->title);
		return;
	}
	if (rn_verdict_beats_naive(v)) {
		fprintf(out, "The model beats every naive forecast: %s %.*f against "
		        "%.*f of %s.\n", what, d, mine, d, theirs, naive->name);
		return;
	}
	if (!(rn_verdict_error(v, naive) > 0)) {
		fprintf(out, "The model does not beat %s, which is exact.\n",
		        naive->name);
		return;
	}
	fprintf(out, "The model does not beat %s: %s %.*f against %.*f; ",
	        naive->name, what, d, mine, d, theirs);
	advise(r, out);
	fputs(".\n", out);
}

/* How often the intervals held, and how wide they are. */
static void print_coverage(const struct report *r, FILE *out)
{
	const struct rn_verdict *v = r->verdict;
	const bool by_loss = r->spec->train.loss->quantile != NULL;

	if (v->n_coverage == 0)
		return;
	fprintf(out, "%s intervals:", by_loss ? "The network's own" : "Conformal");
	for (int i = 0; i < v->n_coverage; i++)
		fprintf(out, "%s %g%% hold %.1f%% of the rows, mean width %.*f",
		        i ? ";" : "", v->coverage[i].level, 100 * v->coverage[i].share,
		        decimals(v), v->coverage[i].width);
	fputs(".\n", out);
}

void report_print(const struct ui *ui, const struct report *r, FILE *out)
{
	char count[32];

	if (r->verdict->n == 0) {
		fputs("Nothing was held out, so there is no verdict; see "
		      "--test-size.\n", out);
		return;
	}
	fprintf(out, "Judged on %s held-out %s windows, %s:\n",
	        ui_count(count, r->n_window), r->verdict->rows,
	        r->verdict->is_categorical
	        ? "by the probability that each symbol was given"
	        : "in the data's own units");
	print_table(ui, r, out);
	print_coverage(r, out);
	conclude(r, out);
}

static json_t *coverage_json(const struct rn_verdict *v)
{
	json_t *list = json_array();

	for (int i = 0; i < v->n_coverage; i++)
		json_array_append_new(list, json_pack(
			"{s:f,s:f,s:o}", "level", v->coverage[i].level,
			"coverage", v->coverage[i].share,
			"mean_width", ui_json_number(v->coverage[i].width)));
	return list;
}

json_t *report_json(const struct rn_verdict *v)
{
	json_t *list = json_array(), *doc;

	for (int i = 0; i < v->n; i++) {
		const struct rn_score *s = &v->score[i];
		const bool symbols = v->is_categorical;

		if (s->is_slow)
			continue;
		json_array_append_new(list, json_pack(
			"{s:s,s:o,s:o,s:o,s:o}", "name", s->name,
			symbols ? "accuracy" : "mae",
			ui_json_number(symbols ? s->accuracy : s->mae),
			symbols ? "nll" : "rmse",
			ui_json_number(symbols ? s->nll : s->rmse),
			symbols ? "perplexity" : "mase",
			ui_json_number(symbols ? s->perplexity : s->mase),
			"skill", ui_json_number(rn_verdict_skill(v, i))));
	}
	doc = json_pack("{s:s,s:o}", "rows", v->rows, "forecasts", list);
	if (rn_verdict_find(v, "model"))
		json_object_set_new(doc, "beats_naive",
		                    json_boolean(rn_verdict_beats_naive(v)));
	if (v->n_coverage)
		json_object_set_new(doc, "intervals", coverage_json(v));
	return doc;
}
