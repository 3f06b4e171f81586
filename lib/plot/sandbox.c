/*
 * sandbox.c - owns the seccomp filter.
 *
 * A refused call answers EPERM and the program goes on, so that gnuplot can
 * say what it could not do.  clone3 hides its flags behind a pointer, which a
 * filter cannot follow: it answers ENOSYS, and the C library falls back to
 * clone, whose flags tell a thread from a process.
 */
#include "plot/sandbox.h"

#if defined(__linux__) && defined(__x86_64__)
#define FILTER_ARCH 0xc000003eu /* AUDIT_ARCH_X86_64 */
#elif defined(__linux__) && defined(__aarch64__)
#define FILTER_ARCH 0xc00000b7u /* AUDIT_ARCH_AARCH64 */
#endif

#ifdef FILTER_ARCH

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* System calls of the x32 kind, which x86-64 has besides its own. */
#define X32_BIT 0x40000000u

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
#define FAIL(error) ANSWER(SECCOMP_RET_ERRNO | (error))
/* Where the loaded number is nr, the next answer is given, else skipped. */
#define IF_IS(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1)
#define IF_NOT(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 1, 0)
#define IF_AT_LEAST(nr) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, nr, 0, 1)
#define IF_HAS(bits) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1)

static const struct sock_filter filter[] = {
	LOAD(arch),
	IF_NOT(FILTER_ARCH), FAIL(EPERM),
	LOAD(nr),
	IF_AT_LEAST(X32_BIT), FAIL(EPERM),
#ifdef __NR_fork
	IF_IS(__NR_fork), FAIL(EPERM),
	IF_IS(__NR_vfork), FAIL(EPERM),
#endif
	IF_IS(__NR_socket), FAIL(EPERM),
	IF_IS(__NR_socketpair), FAIL(EPERM),
	IF_IS(__NR_ptrace), FAIL(EPERM),
#ifdef __NR_io_uring_setup
	IF_IS(__NR_io_uring_setup), FAIL(EPERM),
#endif
#ifdef __NR_clone3
	IF_IS(__NR_clone3), FAIL(ENOSYS),
#endif
	IF_NOT(__NR_clone), ANSWER(SECCOMP_RET_ALLOW),
	LOAD(args[0]),
	IF_HAS(CLONE_THREAD), ANSWER(SECCOMP_RET_ALLOW),
	FAIL(EPERM),
};

bool rn_sandbox_enter(void)
{
	const struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = (struct sock_filter *)filter,
	};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool rn_sandbox_exists(void)
{
	/* A kernel that knows filters complains about the missing one. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) != 0 &&
	       errno == EFAULT;
}

#else

bool rn_sandbox_enter(void)
{
	return false;
}

bool rn_sandbox_exists(void)
{
	return false;
}

#endif
