/*
 * choice.h - what --preset auto saw, tried and chose, in words and as JSON.
 */
#ifndef CHOICE_H
#define CHOICE_H

#include "training.h"

/* On standard error. */
void choice_say(const struct training *t);

json_t *choice_json(const struct rn_auto_report *r);

#endif
