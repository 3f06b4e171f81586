/*
 * picture.h - charts of models and of files.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "ui.h"

enum { PICTURE_ARRAYS = 16 };

/* A chart and the memory it stands on. */
struct picture {
	struct rn_chart chart;
	char title[RN_SHOWN + 128], x_label[RN_SHOWN + 64], y_label[RN_SHOWN];
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
                                const char *what, int horizon,
                                struct rn_error *err);

/* The columns of an interval around a forecast: its lower and upper end. */
extern const char *const picture_bounds[2];

/* What a file holds, of its first series: a forecast where it has a yhat
 * column, with its interval if there is one, else data.  The picture points
 * into the panel. */
RN_MUST_CHECK
enum rn_status picture_of_file(struct picture *p, const struct rn_panel *panel,
                               const char *file, struct rn_error *err);

void picture_release(struct picture *p);

#endif
