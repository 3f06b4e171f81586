/*
 * spec_option.h - the options that variants declare (nn/option.h), from text
 * and back.
 */
#ifndef RN_SPEC_OPTION_H
#define RN_SPEC_OPTION_H

#include "nn/option.h"

#include <stdbool.h>
#include <stddef.h>

/* False: the text is not what rn_option_describe says. */
bool rn_option_read(struct rn_option_value *to, const struct rn_option *o,
                    const char *text);
void rn_option_describe(const struct rn_option *o, char *buf, size_t size);

/* As rn_option_read takes it, in buf or elsewhere; NULL: nothing was given. */
const char *rn_option_write(char *buf, size_t size,
                            const struct rn_option_value *value,
                            const struct rn_option *o);

/* What it takes: "N", "NAME", ...; NULL: nothing. */
const char *rn_option_argument(const struct rn_option *o);

#endif
