/*
 * kernel.h - marks for loops that should use the widest vectors there are.
 *
 * RN_KERNEL before a function definition: it is also compiled for wider
 * vectors, and the choice is made at run time.  Not under a sanitizer, whose
 * run-time is not up yet when the choice is made, and not by clang, which
 * before version 18 compiles such clones but cannot choose by a level of
 * x86-64.  The tests' build defines RN_KERNEL itself: one form, no choice.
 *
 * RN_VECTOR before a loop: its turns do not depend on each other, though the
 * compiler may not see that its arrays are apart.
 *
 * RN_ALWAYS_INLINE before the definition of what several kernels share, each
 * with constants of its own: it takes the form of the kernel that calls it.
 */
#ifndef RN_BASE_KERNEL_H
#define RN_BASE_KERNEL_H

#ifdef RN_KERNEL
/* the build says which form */
#elif defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) \
	&& !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define RN_KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", \
                                               "arch=x86-64-v4")))
#else
#define RN_KERNEL
#endif

#define RN_ALWAYS_INLINE static inline __attribute__((always_inline))

#ifdef __clang__
#define RN_VECTOR /* finds out at run time */
#else
#define RN_VECTOR _Pragma("GCC ivdep")
#endif

#endif
