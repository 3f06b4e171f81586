/*
 * chart_axis.h - the part of a script that is about axes.
 */
#ifndef RN_CHART_AXIS_H
#define RN_CHART_AXIS_H

#include "plot/chart.h"

#include <stdio.h>

/* Writes ranges and tics of both axes, but for the names of places.  height:
 * lines of a text chart, else 0. */
void rn_chart_write_axes(const struct rn_chart *chart, int height, FILE *out);

#endif
