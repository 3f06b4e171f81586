/*
 * detail.c - the errors of an evaluation as CSV and as JSON.
 */
#include "detail.h"

#include <math.h>
#include <string.h>

static void take_all(struct detail *d, bool is_categorical)
{
	d->n_metric = 0;
	for (int i = 0; rn_metric_types[i]; i++)
		if (rn_metric_types[i]->is_categorical == is_categorical)
			d->metric[d->n_metric++] = rn_metric_types[i];
}

static enum rn_status fail_name(const char *name, bool is_categorical,
                                struct rn_error *err)
{
	struct detail all;
	char list[200] = "", shown[RN_SHOWN];
	size_t at = 0;

	take_all(&all, is_categorical);
	for (int i = 0; i < all.n_metric; i++)
		at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%s",
		                       i ? ", " : "", all.metric[i]->name);
	rn_fail(err, RN_EUSAGE, "--metrics: \"%s\" is not one of those that %s "
	        "are judged by", rn_show(shown, name, strlen(name)),
	        is_categorical ? "symbols" : "numbers");
	return rn_hint(err, "give some of %s", list);
}

enum rn_status detail_take(struct detail *d, const char *list,
                           bool is_categorical, struct rn_error *err)
{
	char name[32];

	d->n_metric = 0;
	while (*list) {
		const size_t len = strcspn(list, ",");
		const struct rn_metric_type *type = NULL;

		if (len < sizeof(name)) {
			snprintf(name, sizeof(name), "%.*s", (int)len, list);
			type = report_metric(name);
		}
		if (!type || type->is_categorical != is_categorical)
			return fail_name(list, is_categorical, err);
		if (d->n_metric == REPORT_MAX_METRIC)
			return rn_fail(err, RN_EUSAGE, "--metrics: more than %d",
			               REPORT_MAX_METRIC);
		d->metric[d->n_metric++] = type;
		list += len + (list[len] == ',');
	}
	return d->n_metric ? RN_OK : fail_name(list, is_categorical, err);
}

/* Those asked for, or all. */
static struct detail chosen(const struct detail *d)
{
	struct detail c = *d;

	if (!c.n_metric)
		take_all(&c, d->e->verdict.is_categorical);
	return c;
}

static void print_score(FILE *out, const struct detail *d, const char *name,
                        const struct rn_score *score)
{
	char number[RN_NUMBER_TEXT];

	fputs(name, out);
	for (int k = 0; k < d->n_metric; k++) {
		const double x = rn_score_metric(score, d->metric[k]);

		fprintf(out, ",%s", isfinite(x) ? rn_number_text(number, x) : "");
	}
	fputc('\n', out);
}

static void print_head(FILE *out, const struct detail *d, const char *first)
{
	fprintf(out, "%s,forecast", first);
	for (int k = 0; k < d->n_metric; k++)
		fprintf(out, ",%s", d->metric[k]->name);
	fputc('\n', out);
}

enum rn_status detail_print_series(const struct detail *d,
                                   struct rn_error *err)
{
	const struct detail c = chosen(d);
	struct rn_score score;
	struct ui_result r;

	if (ui_result_begin(&r, err))
		return err->status;
	print_head(r.out, &c, "unique_id");
	for (int s = 0; s < d->panel->n_series; s++)
		for (int i = 0; i < d->e->verdict.n; i++) {
			rn_tallies_series(&d->e->tallies, i, s, &score);
			ui_csv_text(r.out, d->panel->series[s].name);
			fputc(',', r.out);
			print_score(r.out, &c, d->e->verdict.score[i].name, &score);
		}
	return ui_result_end(&r, NULL, err);
}

enum rn_status detail_print_steps(const struct detail *d,
                                  struct rn_error *err)
{
	const struct detail c = chosen(d);
	struct rn_score score;
	struct ui_result r;

	if (ui_result_begin(&r, err))
		return err->status;
	print_head(r.out, &c, "step");
	for (int k = 0; d->e->verdict.n && k < d->e->split.shape.n_out; k++)
		for (int i = 0; i < d->e->verdict.n; i++) {
			rn_tallies_step(&d->e->tallies, i, k, &score);
			fprintf(r.out, "%d,", k + 1);
			print_score(r.out, &c, d->e->verdict.score[i].name, &score);
		}
	return ui_result_end(&r, NULL, err);
}

static json_t *json_score(const struct detail *d, const char *name,
                          const struct rn_score *score)
{
	json_t *item = json_pack("{s:s}", "name", name);

	for (int k = 0; k < d->n_metric; k++)
		json_object_set_new(item, d->metric[k]->name, ui_json_number(
			rn_score_metric(score, d->metric[k])));
	return item;
}

static json_t *json_all(const struct detail *d)
{
	json_t *list = json_array();

	for (int i = 0; i < d->e->verdict.n; i++)
		json_array_append_new(list, json_score(d, d->e->verdict.score[i].name,
		                                       &d->e->verdict.score[i]));
	return list;
}

static json_t *json_series(const struct detail *d)
{
	json_t *all = json_array();
	struct rn_score score;

	for (int s = 0; s < d->panel->n_series; s++) {
		json_t *list = json_array();

		for (int i = 0; i < d->e->verdict.n; i++) {
			rn_tallies_series(&d->e->tallies, i, s, &score);
			json_array_append_new(list, json_score(
				d, d->e->verdict.score[i].name, &score));
		}
		json_array_append_new(all, json_pack(
			"{s:o,s:o}", "unique_id", ui_json_text(d->panel->series[s].name),
			"forecasts", list));
	}
	return all;
}

static json_t *json_steps(const struct detail *d)
{
	json_t *all = json_array();
	struct rn_score score;

	for (int k = 0; d->e->verdict.n && k < d->e->split.shape.n_out; k++) {
		json_t *list = json_array();

		for (int i = 0; i < d->e->verdict.n; i++) {
			rn_tallies_step(&d->e->tallies, i, k, &score);
			json_array_append_new(list, json_score(
				d, d->e->verdict.score[i].name, &score));
		}
		json_array_append_new(all, json_pack(
			"{s:i,s:o}", "step", k + 1, "forecasts", list));
	}
	return all;
}

void detail_add_json(const struct detail *d, json_t *doc)
{
	const struct detail c = chosen(d);

	json_object_set_new(doc, "forecasts", json_all(&c));
	if (d->e->tallies.by_series)
		json_object_set_new(doc, "series", json_series(&c));
	if (d->e->tallies.by_step)
		json_object_set_new(doc, "steps", json_steps(&c));
}
