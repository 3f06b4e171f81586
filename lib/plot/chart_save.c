/*
 * chart_save.c - owns the picture's formats, and how one comes into a file.
 *
 * The script of chart.c goes to gnuplot, and what comes back, checked, into
 * the file; the script alone goes into a ".gp" file.
 */
#include "plot/chart.h"

#include "base/file.h"
#include "plot/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SECONDS 60

const struct rn_chart_format rn_chart_formats[] = {
	{ ".png", "pngcairo size 900,500 font 'sans,11' background '#ffffff'",
	  "\x89PNG\r\n\x1a\n", "IEND\xae" "B`\x82" },
	{ ".svg", "svg size 900,500 font 'sans-serif,14' background '#ffffff'",
	  "<?xml", "</svg>" },
	{ ".pdf", "pdfcairo size 9in,5in font 'sans,11'", "%PDF-", "%%EOF" },
	{ ".txt", "dumb mono", NULL, NULL },
	{ NULL, NULL, NULL, NULL },
};

static bool has_suffix(const char *path, const char *suffix)
{
	const size_t n = strlen(path), n_suffix = strlen(suffix);

	return n > n_suffix && strcmp(path + n - n_suffix, suffix) == 0;
}

const struct rn_chart_format *rn_chart_format_find(const char *path)
{
	for (int i = 0; rn_chart_formats[i].suffix; i++)
		if (has_suffix(path, rn_chart_formats[i].suffix))
			return &rn_chart_formats[i];
	return NULL;
}

/* Takes the form feed, the empty lines at both ends and the spaces at the
 * ends of lines out of a text chart; returns its new length. */
static size_t tidy_text(char *text, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\f')
			continue;
		while (text[i] == '\n' && kept && text[kept - 1] == ' ')
			kept--;
		if (text[i] != '\n' || kept)
			text[kept++] = text[i];
	}
	while (kept > 1 && text[kept - 1] == '\n' && text[kept - 2] == '\n')
		kept--;
	return kept;
}

static enum rn_status save_script(const struct rn_chart *chart,
                                  const char *path, struct rn_error *err)
{
	const int usual[2] = { 0, 0 };
	struct rn_file file;

	if (rn_file_create(&file, path, err))
		return err->status;
	fputs("# Draws a picture on its standard output.\n", file.out);
	rn_chart_write(chart, &rn_chart_formats[0], usual, file.out);
	return rn_file_commit(&file, err);
}

static enum rn_status draw(const struct rn_chart *chart,
                           const struct rn_chart_format *format,
                           const int size[2], const char *path,
                           struct rn_error *err)
{
	char *script = NULL, *picture;
	size_t n_script = 0, n_picture;
	FILE *out = open_memstream(&script, &n_script);
	enum rn_status status;

	if (!out)
		return rn_fail_memory(err, BUFSIZ);
	rn_chart_write(chart, format, size, out);
	if (fclose(out) != 0) {
		free(script);
		return rn_fail_memory(err, n_script);
	}
	status = rn_gnuplot_run(script, n_script, MAX_SECONDS, format->begin,
	                        format->end, &picture, &n_picture, err);
	free(script);
	if (status)
		return status;
	if (!format->begin) /* text */
		n_picture = tidy_text(picture, n_picture);
	status = rn_file_save(path, picture, n_picture, err);
	free(picture);
	return status;
}

static enum rn_status fail_suffix(const char *path, struct rn_error *err)
{
	char shown[RN_SHOWN];

	rn_fail(err, RN_EUSAGE, "\"%s\" does not end in a known suffix",
	        rn_show_path(shown, path));
	return rn_hint(err, "known are .png, .svg, .pdf, .txt and .gp");
}

static bool has_point(const struct rn_chart *chart)
{
	for (int k = 0; k < chart->n_curve; k++) {
		const struct rn_curve *curve = &chart->curve[k];

		for (size_t i = 0; i < curve->n; i++)
			if (isfinite(curve->x[i]) && isfinite(curve->y[i]))
				return true;
	}
	return false;
}

enum rn_status rn_chart_save(const struct rn_chart *chart, const char *path,
                             const int size[2], struct rn_error *err)
{
	const struct rn_chart_format *format =
		rn_chart_format_find(path ? path : "-.txt");

	if (!has_point(chart))
		return rn_fail(err, RN_EPLOT, "there is nothing to draw");
	if (path && has_suffix(path, ".gp"))
		return save_script(chart, path, err);
	if (!format)
		return fail_suffix(path, err);
	return draw(chart, format, size, path ? path : "-", err);
}
