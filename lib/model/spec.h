/*
 * spec.h - everything that decides what a training makes, as one struct and
 * one table of named options.
 *
 * A field's name is its long option, its key in model files and what
 * `rnnfc info --spec` prints, so that the three cannot disagree.  Options
 * that change nothing in the result (threads, files, verbosity) are not here.
 */
#ifndef RN_SPEC_H
#define RN_SPEC_H

#include "base/error.h"
#include "data/panel.h"
#include "data/scaler.h"
#include "data/season.h"
#include "data/window.h"
#include "nn/network.h"
#include "train/baseline.h"
#include "train/trainer.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_SPEC_TEXT 4096
#define RN_MAX_PERIOD 1000000 /* steps in a season */

struct rn_seasons {
	int n; /* -1: what the data show */
	int period[RN_MAX_SEASON];
};

struct rn_lags {
	int n; /* -1: those that follow from the seasons, to be settled */
	int lag[RN_MAX_LAG];
};

struct rn_rows {
	size_t from, to; /* data rows [from, to); to 0: to the end */
};

struct rn_spec {
	char *time_col, *target_col; /* NULL: find them; texts are owned */
	char *id_col, *past_cols, *future_cols, *calendar, *na; /* NULL: none */
	char *time_format, *freq; /* NULL: as it is found */
	bool no_header;
	bool is_categorical; /* targets are columns of symbols */
	const struct rn_missing_type *missing;
	struct rn_rows rows;
	struct rn_seasons season;
	double min, max; /* bounds of the target; NaN: there is none */
	bool nonneg;     /* a min of 0 at least */
	struct rn_window_shape shape; /* lags and rows back by rn_spec_settle */
	struct rn_lags lags;
	struct rn_split_opts split;
	const struct rn_scaler_type *scaler;
	bool scale_all; /* fit the scaler on all rows, not the training rows */
	const struct rn_base_type *base; /* what the network corrects */
	struct rn_network_spec net;
	struct rn_train_opts train;
	int n_keep; /* of the members of an ensemble, the best; 0: all */
};

enum rn_spec_kind {
	RN_SPEC_INT,    /* int */
	RN_SPEC_REAL,   /* double; NaN: not set */
	RN_SPEC_SEED,   /* uint64_t */
	RN_SPEC_FLAG,   /* bool */
	RN_SPEC_EITHER, /* bool, spelled as one of two words */
	RN_SPEC_TYPE,   /* pointer into a table of types */
	RN_SPEC_TEXT,   /* char *, owned */
	RN_SPEC_SIZE,   /* double: a count, or a fraction below 1 */
	RN_SPEC_WIDTHS, /* struct rn_network_spec: n_rnn and width */
	RN_SPEC_ROWS,   /* struct rn_rows */
	RN_SPEC_SEASON, /* struct rn_seasons */
	RN_SPEC_LAGS,   /* struct rn_lags */
	RN_SPEC_SHARES, /* struct rn_quantiles */
	RN_SPEC_PARTS,  /* struct rn_loss_parts */
	RN_SPEC_OPTION, /* struct rn_option_value, of a cell */
};

struct rn_spec_field {
	const char *name;   /* long option and metadata key */
	char letter;        /* short option, or 0 */
	const char *group;  /* heading in the help */
	enum rn_spec_kind kind;
	size_t offset;      /* into struct rn_spec */
	double min, max;    /* numbers: the range, both ends included */
	const void *const *table; /* types: their first member is a name */
	const char *word[2];      /* either: false, true */
	const struct rn_option *option; /* option: as its cell declares it */
	bool is_list;             /* text: given twice, the two are joined */
	bool is_rare;             /* not in model files where it is as by default:
	                             others are then the same as without it */
	/* The option, later in the table, that giving this one sets as well, and
	 * to what, NULL: to nothing; who gives both decides. */
	const char *implied;
	const char *(*implied_text)(const struct rn_spec *spec);
	const char *help;
};

/* All but the options that cells declare; ends in { NULL }. */
extern const struct rn_spec_field rn_spec_fields[];

/* Field i, those of the cells after the others; false past the last. */
bool rn_spec_field(int i, struct rn_spec_field *f);

bool rn_spec_find(const char *name, struct rn_spec_field *f);

/* The plain defaults. */
void rn_spec_init(struct rn_spec *spec);
void rn_spec_release(struct rn_spec *spec);

RN_MUST_CHECK
enum rn_status rn_spec_copy(struct rn_spec *to, const struct rn_spec *from,
                            struct rn_error *err);

/* Sets one field from text.  RN_EUSAGE with the allowed values. */
RN_MUST_CHECK
enum rn_status rn_spec_set(struct rn_spec *spec,
                           const struct rn_spec_field *field, const char *text,
                           struct rn_error *err);

/* A field as rn_spec_set reads it, in buf or in the spec itself; NULL: a text
 * or an option that is not set. */
#define RN_SPEC_TEXT_MAX 512
const char *rn_spec_text(const struct rn_spec *spec,
                         const struct rn_spec_field *field,
                         char buf[RN_SPEC_TEXT_MAX]);

/* What the field takes: "N", "NAME", "best|last", ...; NULL: nothing. */
const char *rn_spec_argument(const struct rn_spec_field *field);

/* Is it an option without an argument, which is "true" where it is given? */
bool rn_spec_is_flag(const struct rn_spec_field *field);

/* How the spec asks for a file to be read; it points into the spec. */
struct rn_panel_opts rn_spec_panel(const struct rn_spec *spec);

/* The least value of the target, NaN: there is none. */
double rn_spec_min(const struct rn_spec *spec);

/* Tells the network and the loss how many classes there are; 0: none. */
void rn_spec_take_classes(struct rn_spec *spec, int n);

/* Tells the network how many series there are. */
void rn_spec_take_series(struct rn_spec *spec, int n);

/* Outputs of the network: those of each row that is forecast at once. */
int rn_spec_n_output(const struct rn_spec *spec);

/* Looks for contradictions between fields.  RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status rn_spec_check(const struct rn_spec *spec, struct rn_error *err);

/* A named set of options. */
struct rn_preset {
	const char *name, *title;
	struct { const char *name, *text; } option[16]; /* ends in NULL */
	bool shrink; /* its counts of windows keep their proportions */
	bool chooses; /* its options follow from the data (select/auto.h) */
};

extern const struct rn_preset *const rn_presets[]; /* ends in NULL */

RN_MUST_CHECK
enum rn_status rn_preset_apply(const struct rn_preset *preset,
                               struct rn_spec *spec, struct rn_error *err);

/* The types of a table, each beginning with { name, title }. */
struct rn_named {
	const char *name, *title;
};
const void *rn_named_find(const void *const *table, const char *name);
/* "a, b, c" */
void rn_named_list(const void *const *table, char *buf, size_t size);

#endif
