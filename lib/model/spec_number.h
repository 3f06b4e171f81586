/*
 * spec_number.h - numbers of options, from text and back.
 */
#ifndef RN_SPEC_NUMBER_H
#define RN_SPEC_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number as in a CSV; false: the text is none. */
bool rn_text_real(const char *text, double *x);

/* Plain digits, at most `max`; returns where they end, NULL if there are
 * none. */
const char *rn_text_count(const char *text, uint64_t max, uint64_t *n);

/* A comma list of at most `most` whole numbers 1 .. max, and back. */
bool rn_text_list(const char *text, int most, uint64_t max, int *to, int *n);
void rn_list_write(char *buf, size_t size, const int *x, int n);

#endif
