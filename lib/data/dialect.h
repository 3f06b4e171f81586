/*
 * dialect.h - which character separates fields, and which marks decimals.
 *
 * Found in the beginning of a file.  The delimiter is the one that splits
 * every record there into as many fields as the first, two or more; quoted
 * text does not count.  Where several do, it is the one that gives more
 * numbers and times than each of the others and no more texts, or fewer texts
 * and no fewer numbers and times; where none is that, the file is refused.
 * Where the delimiter is not a comma, the numbers tell the decimal mark, and a
 * file with both marks is refused.
 */
#ifndef RN_DIALECT_H
#define RN_DIALECT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised asks for both to be found. */
struct rn_dialect {
	char delimiter; /* comma, semicolon, tab, bar; 0: there is none */
	char decimal;   /* '.' or ','; 0: no number has had one so far */
};

/* What a file turned out to be. */
struct rn_format {
	struct rn_dialect dialect;
	bool has_bom;                  /* a byte order mark */
	bool has_lf, has_crlf, has_cr; /* lines that end so */
	const char *packing;           /* "gzip", "zstd"; NULL: not compressed */
	uint64_t n_byte;               /* that were read, packed */
};

/* The beginning of a file. */
struct rn_sample {
	const char *name; /* of the file, ready to print */
	const char *text;
	size_t n;
	bool is_whole;    /* nothing comes after it that counts */
};

#define RN_SAMPLE 65536

/*
 * Finds what is 0 in *dialect.  A delimiter that does not occur stays 0, and
 * so does the decimal mark where no number has one.  RN_EDATA: several are
 * possible.
 */
RN_MUST_CHECK
enum rn_status rn_dialect_find(struct rn_dialect *dialect,
                               const struct rn_sample *sample,
                               struct rn_error *err);

/* RN_EDATA: numbers with a decimal comma here, and with a point there. */
enum rn_status rn_dialect_fail_decimal(const char *name, size_t comma_line,
                                       size_t point_line,
                                       struct rn_error *err);

/* "comma", "semicolon", "tab", "bar"; "none". */
const char *rn_delimiter_name(char delimiter);

/* "LF", "CRLF", "CR", "LF and CRLF"; "none". */
const char *rn_format_line_end(const struct rn_format *format);

/* "semicolon between fields, decimal comma, CRLF, gzip".  Returns buf. */
#define RN_FORMAT_TEXT 128
const char *rn_format_text(char buf[RN_FORMAT_TEXT],
                           const struct rn_format *format);

#endif
