/*
 * schedule.h - how the learning rate changes over a training.
 */
#ifndef RN_SCHEDULE_H
#define RN_SCHEDULE_H

struct rn_schedule_type {
	const char *name;  /* spelling in --schedule */
	const char *title; /* one line for `rnnfc list schedules` */
	/* The factor of the rate at `done`, the share of all steps taken. */
	double (*factor)(double done);
};

extern const struct rn_schedule_type *const rn_schedule_types[]; /* to NULL */

#endif
