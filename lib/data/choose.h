/*
 * choose.h - which columns are read, by the rules of panel.h.
 */
#ifndef RN_CHOOSE_H
#define RN_CHOOSE_H

#include "base/error.h"
#include "data/columns.h"
#include "data/panel.h"
#include "data/table.h"

/* How the targets were chosen, which tells what a column means whose first
 * value comes late. */
enum rn_choice { RN_CHOICE_NAMED, RN_CHOICE_ONLY, RN_CHOICE_ALL };

/*
 * Fills *columns, without names, after the first row was typed.  Of "all"
 * targets, where missing values are repaired, those without a value so far are
 * among them.  RN_EDATA: no such column, or nothing to choose; RN_EUSAGE: a
 * column with two uses that exclude each other; RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_choose(struct rn_columns *columns, enum rn_choice *choice,
                         const struct rn_table *table,
                         const struct rn_panel_opts *opts,
                         struct rn_error *err);

#endif
