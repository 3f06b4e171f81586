/*
 * spec_loss.h - the quantiles and the sums of losses, from text and back.
 */
#ifndef RN_SPEC_LOSS_H
#define RN_SPEC_LOSS_H

#include "nn/loss.h"

/* Reads "P,P,..."; writes it, at most `size` bytes with the end.  What was
 * given is refused as not being rn_quantiles_allowed. */
bool rn_quantiles_read(struct rn_quantiles *to, const char *text);
void rn_quantiles_write(const struct rn_quantiles *q, char *buf, size_t size);
void rn_quantiles_allowed(char *buf, size_t size);

/* The same of "NAME[:WEIGHT],...". */
bool rn_loss_parts_read(struct rn_loss_parts *to, const char *text);
void rn_loss_parts_write(const struct rn_loss_parts *parts, char *buf,
                         size_t size);
void rn_loss_parts_allowed(char *buf, size_t size);

#endif
