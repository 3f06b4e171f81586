/*
 * error.h - how a function of this library says that it could not.
 *
 * A function that can fail returns enum rn_status and fills the struct
 * rn_error that its caller passed: the sentence is written where the facts
 * are, and printed by the program alone.  A function that cannot fail returns
 * something else or nothing.
 */
#ifndef RN_ERROR_H
#define RN_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define RN_MUST_CHECK __attribute__((warn_unused_result))
#define RN_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* The values are the program's exit statuses and never change. */
enum rn_status {
	RN_OK = 0,
	RN_EINTERNAL = 1, /* a fault of this program */
	RN_EUSAGE = 2,    /* options that contradict each other or the data */
	RN_EDATA = 3,     /* the CSV cannot be used */
	RN_EMODEL = 4,    /* the model file cannot be used */
	RN_EIO = 5,       /* cannot open, read or write */
	RN_ELIMIT = 6,    /* too little memory, too large a size */
	RN_EPLOT = 7,     /* gnuplot is missing or failed */
	RN_EDIVERGED = 8, /* a loss that is not finite */
};

struct rn_error {
	enum rn_status status;
	char msg[1536]; /* "place: what is wrong", ready for the user */
	char hint[256]; /* what to do about it, or "" */
};

/* Fills err, clears its hint, and returns status: failing is one line.
 * A text that is too long is cut at a character, never inside one. */
RN_PRINTF(3, 4)
enum rn_status rn_fail(struct rn_error *err, enum rn_status status,
                       const char *fmt, ...);

/* Adds what to do about it, and returns the status err has. */
RN_PRINTF(2, 3)
enum rn_status rn_hint(struct rn_error *err, const char *fmt, ...);

/* Out of memory, with the bytes that were asked for. */
enum rn_status rn_fail_memory(struct rn_error *err, size_t bytes);

/* errno as it stands: "what \"path\": No such file or directory". */
enum rn_status rn_fail_errno(struct rn_error *err, const char *what,
                             const char *path);

/* Room for the escaped form of the longest text that is shown. */
#define RN_SHOWN 1040

/*
 * Writes len bytes of text from outside into buf so that a terminal shows
 * them and nothing else happens: control characters, invalid UTF-8 and the
 * marks that turn the writing direction appear as \x1b or \u202e.  At most 80
 * characters are shown, then "...".  Returns buf.
 */
const char *rn_show(char buf[RN_SHOWN], const char *text, size_t len);

/* The same of a file's path, whole; of one longer than 255 bytes the end is
 * shown, after "...", since the end tells which file it is. */
const char *rn_show_path(char buf[RN_SHOWN], const char *path);

/* Whether UTF-8 text holds a control character: C0, DEL or C1. */
bool rn_has_control(const char *text);

#endif
