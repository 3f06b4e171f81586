/*
 * lines.h - the lines of a text file, checked, one at a time.
 *
 * The file may be compressed (base/input.h).
 * Owns the encoding (UTF-8; a byte order mark is dropped) and the line ends
 * (LF and CRLF may mix, CR alone must be the whole file's).  Input is read
 * once from front to back, so a pipe does as well as a file, and no further
 * than a line needs: what a slow writer has written is not kept waiting.
 */
#ifndef RN_LINES_H
#define RN_LINES_H

#include "base/error.h"
#include "base/input.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_LINE ((size_t)16 << 20)

enum rn_line_end { RN_LINE_END_UNKNOWN, RN_LINE_END_LF, RN_LINE_END_CR };

struct rn_lines {
	struct rn_input input;
	char name[RN_SHOWN];  /* ready to print; "-" is "standard input" */
	size_t line;          /* the line that was given last, from 1 */
	char *buf;
	size_t cap, from, to; /* buf[from .. to) was read and not yet given */
	bool at_end;          /* of the file; there is nothing more to read */
	enum rn_line_end end; /* the kind that the file has */
	bool has_lf, has_crlf; /* lines that ended so far; or in CR alone */
	bool is_begun;        /* its first bytes were looked at */
	bool has_bom;         /* they were a byte order mark */
	struct rn_error late; /* what stands behind buf[to], or RN_OK */
};

#define RN_LINES_INIT { .input = RN_INPUT_INIT }

/* Opens path ("-" is standard input), which must outlive `lines`, and reads
 * nothing yet.  RN_EIO: cannot open. */
RN_MUST_CHECK
enum rn_status rn_lines_open(struct rn_lines *lines, const char *path,
                             struct rn_error *err);

/*
 * The next line: *len bytes at *text, after which there always is one LF,
 * whatever ended the line in the file.  Valid until the next call.  *text is
 * NULL at the end of the file.  A line is given as soon as its end was read;
 * a CR needs one byte more, which tells whether it is a CRLF.  RN_EIO cannot
 * read; RN_EDATA no such text: another encoding, a damaged file, a
 * spreadsheet, mixed line ends; RN_ELIMIT memory, or it unpacks to too much.
 */
RN_MUST_CHECK
enum rn_status rn_lines_next(struct rn_lines *lines, const char **text,
                             size_t *len, struct rn_error *err);

/*
 * What will be given next, as it stands in the file, line ends included: at
 * least `size` bytes of it, or all that there is; with size 0 the next line.
 * Valid until the next call.  Fails as rn_lines_next does, but not where only
 * what comes later cannot be read: the lines before are given first.
 */
RN_MUST_CHECK
enum rn_status rn_lines_peek(struct rn_lines *lines, size_t size,
                             const char **text, size_t *len,
                             struct rn_error *err);

void rn_lines_release(struct rn_lines *lines);

#endif
