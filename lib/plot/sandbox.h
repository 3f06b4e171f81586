/*
 * sandbox.h - what a child that only draws may not do.
 *
 * Both functions make bare system calls and may be called between fork and
 * exec, where little else may.
 */
#ifndef RN_SANDBOX_H
#define RN_SANDBOX_H

#include <stdbool.h>

/* From here on this process and what it executes cannot start processes, open
 * sockets, or trace others; threads are allowed.  False where the system has
 * no such filter: the process runs on without. */
bool rn_sandbox_enter(void);

/* Whether rn_sandbox_enter would work here. */
bool rn_sandbox_exists(void);

#endif
