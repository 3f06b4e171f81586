/*
 * list.h - what rnnfc list says of a cell beyond its equation and source.
 */
#ifndef LIST_H
#define LIST_H

#include "rnnfc.h"

#include <jansson.h>

/* Lines about a cell on standard output: the size of a layer, and the options
 * that the cell declares. */
void list_print_cell(const void *type);

/* The same as keys of an object. */
void list_add_cell(json_t *item, const void *type);

#endif
