/*
 * gnuplot.h - runs gnuplot over a script, safely.
 *
 * No shell: gnuplot is found on PATH and executed with a fixed environment,
 * the script in a sealed memory file, its output read back through a pipe
 * with limits of size and time.  On Linux it may not start processes or open
 * sockets (plot/sandbox), and nowhere may it write a byte to a file.  Its exit
 * status alone proves nothing, so its complaints and the first and last bytes
 * of the picture are checked too.
 */
#ifndef RN_GNUPLOT_H
#define RN_GNUPLOT_H

#include "base/error.h"

#include <stddef.h>

/*
 * Runs `script` (n bytes) for at most `seconds` and hands back what gnuplot
 * wrote: *out is *n_out bytes, freed by the caller, at most 64 MiB.  The
 * picture must begin and end as stated (either may be NULL), line breaks at
 * its end apart.  RN_EPLOT with gnuplot's own words, or with the package to
 * install where there is none; RN_ELIMIT: memory.
 */
RN_MUST_CHECK
enum rn_status rn_gnuplot_run(const char *script, size_t n, int seconds,
                              const char *begin, const char *end,
                              char **out, size_t *n_out,
                              struct rn_error *err);

#endif
