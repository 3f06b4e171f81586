/*
 * ui.c - messages and results.
 */
#include "ui.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_json(const struct rn_error *err)
{
	json_t *doc = json_pack("{s:{s:i,s:o,s:o}}", "error", "status",
	                        (int)err->status, "message",
	                        ui_json_text(err->msg), "hint",
	                        ui_json_text(err->hint));

	if (doc)
		json_dumpf(doc, stderr, JSON_COMPACT);
	fputc('\n', stderr);
	json_decref(doc);
	return (int)err->status;
}

int ui_fail(const struct ui *ui, const struct rn_error *err)
{
	if (ui->json)
		return fail_json(err);
	fprintf(stderr, "%s: %s%s%s\n", ui->command, err->msg,
	        err->hint[0] ? "; " : "", err->hint);
	return (int)err->status;
}

int ui_misuse(const struct ui *ui, const char *fmt, ...)
{
	struct rn_error err;
	char what[sizeof(err.msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	rn_fail(&err, RN_EUSAGE, "%s", what);
	rn_hint(&err, "see %s --help", ui->command);
	return ui_fail(ui, &err);
}

void ui_say(const struct ui *ui, const char *fmt, ...)
{
	va_list ap;

	if (ui->quiet)
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void ui_detail(const struct ui *ui, const char *fmt, ...)
{
	va_list ap;

	if (!ui->verbose || ui->quiet)
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void ui_format(const struct ui *ui, const char *file,
               const struct rn_format *format)
{
	char shown[RN_SHOWN], text[RN_FORMAT_TEXT];

	ui_detail(ui, "%s: %s", rn_show_path(shown, file),
	          rn_format_text(text, format));
}

void ui_panel(const struct ui *ui, const char *file,
              const struct rn_panel *panel)
{
	const struct {
		size_t n;
		const char *one, *many;
	} done[] = {
		{ panel->repairs.n_filled, "missing value filled",
		  "missing values filled" },
		{ panel->repairs.n_added, "row added for a missing step",
		  "rows added for missing steps" },
		{ panel->repairs.n_trimmed, "missing value at the end of a series left "
		  "out", "missing values at the ends of series left out" },
		{ panel->repairs.n_dropped, "row with a missing value left out",
		  "rows with missing values left out" },
		{ panel->repairs.n_skipped, "step without a row passed over",
		  "steps without a row passed over" },
		{ panel->repairs.n_merged, "row merged into another",
		  "rows merged into others" },
	};
	char shown[RN_SHOWN], count[32];

	ui_format(ui, file, &panel->format);
	if (strcmp(file, "-") == 0)
		file = "standard input";
	rn_show_path(shown, file);
	if (panel->is_first_unread)
		ui_say(ui, "%s: the first column has no times that are known, so "
		       "rows are numbered; see --time-format", shown);
	for (size_t i = 0; i < sizeof(done) / sizeof(done[0]); i++)
		if (done[i].n > 0)
			ui_say(ui, "%s: %s %s", shown, ui_count(count, done[i].n),
			       done[i].n == 1 ? done[i].one : done[i].many);
}

static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return term && strcmp(term, "dumb") == 0;
}

bool ui_has_color(const struct ui *ui, FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");

	if (strcmp(ui->color, "auto") != 0)
		return strcmp(ui->color, "always") == 0;
	return isatty(fileno(stream)) && !is_dumb()
	       && !(no_color && *no_color);
}

bool ui_has_progress(const struct ui *ui)
{
	return !ui->quiet && !ui->no_progress && isatty(STDERR_FILENO)
	       && !is_dumb();
}

enum rn_status ui_start_products(const struct ui *ui, struct rn_error *err)
{
	static const char variable[] = "OPENBLAS_CORETYPE";
	const char *value = getenv(variable);
	const bool is_set = value && *value;

	if (rn_blas_start(err))
		return err->status;
	if (rn_blas_misses_avx512())
		ui_say(ui, "%s: warning: OpenBLAS uses its %s kernels though this "
		       "processor has AVX-512, about half the speed; %s %s%s",
		       ui->command, rn_blas_core(), is_set ? "unset" : "try",
		       variable, is_set ? "" : "=SkylakeX");
	return RN_OK;
}

enum rn_status ui_result_begin(struct ui_result *r, struct rn_error *err)
{
	*r = (struct ui_result){ NULL, NULL, 0 };
	r->out = open_memstream(&r->bytes, &r->n);
	return r->out ? RN_OK : rn_fail_memory(err, 0);
}

void ui_result_drop(struct ui_result *r)
{
	if (r->out)
		fclose(r->out);
	free(r->bytes);
	*r = (struct ui_result){ NULL, NULL, 0 };
}

enum rn_status ui_result_end(struct ui_result *r, const char *path,
                             struct rn_error *err)
{
	enum rn_status status = RN_OK;

	if (fclose(r->out))
		status = rn_fail_memory(err, r->n);
	r->out = NULL;
	if (!status)
		status = rn_file_save(path ? path : "-", r->bytes, r->n, err);
	ui_result_drop(r);
	return status;
}

enum rn_status ui_print_json(json_t *doc, struct rn_error *err)
{
	struct ui_result r;
	enum rn_status status = ui_result_begin(&r, err);

	if (!status && (!doc || json_dumpf(doc, r.out, JSON_INDENT(1)
	                          | JSON_REAL_PRECISION(15)))) {
		ui_result_drop(&r);
		status = rn_fail_memory(err, 0);
	}
	if (!status) {
		fputc('\n', r.out);
		status = ui_result_end(&r, NULL, err);
	}
	json_decref(doc);
	return status;
}

json_t *ui_json_text(const char *text)
{
	json_t *string = json_string(text);
	char shown[RN_SHOWN];

	return string ? string : json_string(rn_show(shown, text, strlen(text)));
}

json_t *ui_json_number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

void ui_csv_text(FILE *out, const char *text)
{
	const size_t n = strlen(text);

	if (n > 0 && !strpbrk(text, ",\"\r\n") && text[0] != ' '
	    && text[n - 1] != ' ') {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void ui_csv_value(FILE *out, const struct rn_vocabulary *symbols, double x)
{
	char number[RN_NUMBER_TEXT];

	if (symbols->n > 0)
		ui_csv_text(out, rn_vocabulary_text(symbols, x));
	else
		fputs(rn_number_text(number, x), out);
}

void ui_csv_time(FILE *out, const struct rn_axis *axis, int64_t row)
{
	char text[RN_TIME_TEXT];

	ui_csv_text(out, rn_axis_text(text, axis, row));
}

const char *ui_show_time(char buf[RN_SHOWN], const struct rn_axis *axis,
                         int64_t row)
{
	char text[RN_TIME_TEXT];

	rn_axis_text(text, axis, row);
	return rn_show(buf, text, strlen(text));
}

const char *ui_model_path(const char *given)
{
	const char *env = getenv("RNNFC_MODEL");

	return given ? given : env && *env ? env : "model.safetensors";
}

enum rn_status ui_load_model(struct rn_model *model, const char *path,
                             struct rn_error *err)
{
	enum rn_status status = rn_model_load(model, path, err);

	if (status == RN_EIO && access(path, F_OK) != 0 && errno == ENOENT)
		return rn_hint(err, "train one with rnnfc train DATA.csv, or name "
		               "one with -m");
	return status;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
		return false;
	if (strcmp(a, b) == 0)
		return true;
	return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev
	       && sa.st_ino == sb.st_ino;
}

enum rn_status ui_check_apart(const char *a, const char *output,
                              struct rn_error *err)
{
	char one[RN_SHOWN], two[RN_SHOWN];

	if (!a || !output || !is_same_file(a, output))
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "%s would overwrite %s",
	        rn_show_path(two, output),
	        rn_show_path(one, a));
	return rn_hint(err, "name another file");
}

const char *ui_count(char buf[32], size_t n)
{
	char digits[24];
	const int len = snprintf(digits, sizeof(digits), "%zu", n);
	char *at = buf;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = '\0';
	return buf;
}
