/*
 * cell.c - the table of recurrent cells.
 */
#include "nn/cell.h"

#include <stddef.h>

const struct rn_cell_type *const rn_cell_types[] = {
	&rn_cell_elman,
	&rn_cell_gru,
	&rn_cell_lstm,
	NULL
};
