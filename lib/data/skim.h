/*
 * skim.h - a line without the fields that nobody asks for.
 *
 * libcsv takes longer for a byte than it takes to find the next delimiter for
 * a whole field.  So where few columns of many are needed, the others are
 * emptied before it sees them.  What needs a tokenizer is left to it: a field
 * with a quote anywhere is kept as it is.
 */
#ifndef RN_SKIM_H
#define RN_SKIM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the n bytes of a line, of which the last is its only LF and the first
 * begins a record, to `to` [n].  Of the fields without a quote only those
 * with needed [n_column] are kept, and the first, by which a blank line and a
 * comment are known; every delimiter is.  Returns the length of the copy.
 */
size_t rn_skim(char *to, const char *line, size_t n, char delimiter,
               const bool *needed, int n_column);

#endif
