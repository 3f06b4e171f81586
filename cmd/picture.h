/*
 * picture.h - charts of models and of files.
 *
 * picture.c has what all pictures are made with, and those of models;
 * picture_file.c draws files, picture_folds.c and picture_worth.c what
 * forecasts, and their inputs, were worth.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "ui.h"

enum { PICTURE_ARRAYS = 64, PICTURE_NAMES = 16, PICTURE_PLACES = 20 };

/* A chart and the memory it stands on. */
struct picture {
	struct rn_chart chart;
	char title[RN_SHOWN + 128], x_label[RN_SHOWN + 64], y_label[RN_SHOWN];
	char name[PICTURE_NAMES][64]; /* of curves that have made ones */
	int n_name;
	const char *place[PICTURE_PLACES]; /* of bars */
	double *array[PICTURE_ARRAYS];
	int n_array;
};

/*
 * What a model holds: "forecast" (history, held-out rows against their
 * predictions, and `horizon` rows ahead; 0: the usual number; none where the
 * model needs columns that are known ahead), "loss" or "data".  The picture
 * points into the model.
 */
RN_MUST_CHECK
enum rn_status picture_of_model(struct picture *p, const struct rn_model *m,
                                const char *kind, int horizon,
                                struct rn_error *err);

/* The columns of a forecast, for rn_panel_opts.wants. */
extern const char *const picture_wants[RN_MAX_WANT];

/* What a file holds, of its first series: a forecast where it has a yhat
 * column, with its intervals if there are any or with those that its draws
 * make, and behind what was measured before, where there is a model that knows
 * it; else data, of which no model knows more: RN_EUSAGE.  m may be NULL.  The
 * picture points into the panel and the model. */
RN_MUST_CHECK
enum rn_status picture_of_file(struct picture *p, const struct rn_panel *panel,
                               const char *file, const struct rn_model *m,
                               struct rn_error *err);

/* Whose forecasts are drawn. */
struct picture_source {
	const struct rn_fold_set *folds;
	const char *name, *value; /* of the first series, of the y axis */
	const char *time;         /* column, or NULL */
	int season;               /* 0: not known */
};

/* What forecasts were worth: "folds" (some of them over what came), "errors"
 * (by rows ahead, of all series), "residuals" (their autocorrelation) or
 * "histogram" (how often which error comes) of the first series. */
RN_MUST_CHECK
enum rn_status picture_of_folds(struct picture *p,
                                const struct picture_source *source,
                                const char *kind, struct rn_error *err);

/* The last two of these. */
RN_MUST_CHECK
enum rn_status picture_of_residuals(struct picture *p,
                                    const struct picture_source *source,
                                    struct rn_error *err);
RN_MUST_CHECK
enum rn_status picture_of_histogram(struct picture *p,
                                    const struct picture_source *source,
                                    struct rn_error *err);

/* What inputs are worth to a model, the most important ones first. */
RN_MUST_CHECK
enum rn_status picture_of_importance(struct picture *p,
                                     const struct rn_importance *importance,
                                     const char *name, struct rn_error *err);

void picture_release(struct picture *p);

/* An array of n numbers that lives as long as the picture.  RN_ELIMIT: NULL. */
double *picture_array(struct picture *p, size_t n, struct rn_error *err);

/* Adds the curve of y [n] at rows row, row + 1, ... of an axis.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status picture_add(struct picture *p, enum rn_curve_role role,
                           const char *name, const struct rn_axis *axis,
                           size_t row, const double *y, size_t n,
                           struct rn_error *err);

/* A name that lives as long as the picture. */
RN_PRINTF(2, 3)
const char *picture_text(struct picture *p, const char *fmt, ...);

/* Says what the axes are: names, and the step for a unit of time. */
void picture_label(struct picture *p, const struct rn_axis *axis,
                   const char *time, const char *what);

/* Begins the title: the series that is drawn, and that there are more. */
void picture_name(struct picture *p, const char *name, int n_series);

/* Goes on with the title. */
RN_PRINTF(2, 3)
void picture_title(struct picture *p, const char *fmt, ...);

#endif
