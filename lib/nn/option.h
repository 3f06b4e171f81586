/*
 * option.h - options that a variant declares for itself.
 *
 * A cell lists its options in its registration; the command line, the model
 * file and the help find them there.  Cells that share an option declare it
 * alike.
 */
#ifndef RN_OPTION_H
#define RN_OPTION_H

#include <stddef.h>

#define RN_MAX_OPTION 24 /* different options of all cells together */
#define RN_MAX_LIST 16   /* numbers in a list */

enum rn_option_kind {
	RN_OPTION_INT,
	RN_OPTION_REAL,
	RN_OPTION_FLAG, /* given: 1 */
	RN_OPTION_WORD, /* one of the words: its place among them */
	RN_OPTION_LIST, /* whole numbers, with commas between */
};

struct rn_option {
	const char *name;    /* long option and key in model files */
	enum rn_option_kind kind;
	double min, max;     /* of each number, both ends included; min >= 0 */
	const char *word[4]; /* WORD: the choice; REAL: word 0 stands for -1 */
	const char *help;
};

/* What was given; n is 0 where nothing was. */
struct rn_option_value {
	int n;
	double x[RN_MAX_LIST];
};

#endif
