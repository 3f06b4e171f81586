/*
 * ui.h - how the program speaks: messages, colour, results.
 *
 * Results go to standard output, everything else to standard error.
 */
#ifndef UI_H
#define UI_H

#include "rnnfc.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct ui {
	const char *command; /* "rnnfc train", the start of every message */
	bool quiet, verbose, json, no_progress;
	const char *color;   /* auto, always, never */
};

/* "command: message; hint" in one line, or a JSON document with --json.
 * Returns the exit status. */
int ui_fail(const struct ui *ui, const struct rn_error *err);

/* A contradiction in what was asked for: status 2. */
RN_PRINTF(2, 3)
int ui_misuse(const struct ui *ui, const char *fmt, ...);

/* A line on standard error, unless --quiet; ui_detail only with --verbose. */
RN_PRINTF(2, 3)
void ui_say(const struct ui *ui, const char *fmt, ...);
RN_PRINTF(2, 3)
void ui_detail(const struct ui *ui, const char *fmt, ...);

/* How a CSV file is written, with --verbose. */
void ui_format(const struct ui *ui, const char *file,
               const struct rn_format *format);

/* What was read: its format with --verbose, and what was repaired. */
void ui_panel(const struct ui *ui, const char *file,
              const struct rn_panel *panel);

/* May a stream have colour, and may it be redrawn? */
bool ui_has_color(const struct ui *ui, FILE *stream);
bool ui_has_progress(const struct ui *ui);

/* A result being made; it is shown only when it is complete. */
struct ui_result {
	FILE *out;
	char *bytes;
	size_t n;
};

/* Opens a result.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status ui_result_begin(struct ui_result *r, struct rn_error *err);

/* Writes it to path ("-" or NULL: standard output), whole or not at all, and
 * releases it.  RN_EIO. */
RN_MUST_CHECK
enum rn_status ui_result_end(struct ui_result *r, const char *path,
                             struct rn_error *err);

void ui_result_drop(struct ui_result *r);

/* Loads OpenBLAS for a command that computes, and says so where its kernels
 * are not what the processor can do.  RN_EIO, RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status ui_start_products(const struct ui *ui, struct rn_error *err);

/* Prints a JSON document on standard output and frees it. */
RN_MUST_CHECK
enum rn_status ui_print_json(json_t *doc, struct rn_error *err);

/* Text from outside: as it is where it is UTF-8, else as rn_show shows it. */
json_t *ui_json_text(const char *text);

/* A number, null where it is not finite. */
json_t *ui_json_number(double x);

/* A field of a CSV row, quoted where RFC 4180 asks for it. */
void ui_csv_text(FILE *out, const char *text);

/* A value as a field of a CSV row: a number, or the symbol that it is the
 * number of where there are symbols. */
void ui_csv_value(FILE *out, const struct rn_vocabulary *symbols, double x);

/* The time of a row, as a field of a CSV row and as rn_show shows it. */
void ui_csv_time(FILE *out, const struct rn_axis *axis, int64_t row);
const char *ui_show_time(char buf[RN_SHOWN], const struct rn_axis *axis,
                         int64_t row);

/* The model's path: what was given, $RNNFC_MODEL, or model.safetensors. */
const char *ui_model_path(const char *given);

/* Loads a model, with a hint where there is none. */
RN_MUST_CHECK
enum rn_status ui_load_model(struct rn_model *model, const char *path,
                             struct rn_error *err);

/* RN_EUSAGE where `output` is the file `a`, an input or another output; both
 * may be NULL, "-" is never the same. */
RN_MUST_CHECK
enum rn_status ui_check_apart(const char *a, const char *output,
                              struct rn_error *err);

/* 12345678 as "12,345,678". */
const char *ui_count(char buf[32], size_t n);

#endif
