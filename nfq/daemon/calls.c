// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the system calls that the daemon makes, besides those of each
 *
 * See process/calls.c.  It has no socket(2), connect(2), execve(2):
 * what is not open by then is out of reach.
 */
#include "process/sandbox.h"

#ifdef WITH_SECCOMP

#include <limits.h>
#include <seccomp.h>
#include <stdint.h>

static const int allowed[] = {
	/* packets and verdicts */
	SCMP_SYS(recvmmsg),		/* packets, many at a time */
	/* who asks, and what is told */
	SCMP_SYS(accept4),		/* clients of the control socket */
	SCMP_SYS(getsockopt),		/* who it is; how full the queues' sockets are */
	SCMP_SYS(pread64),		/* how long the queues are, of /proc */
	SCMP_SYS(uname),		/* the kernel's release, for a warning */
	/* the configuration again; the state, whole or not at all */
	SCMP_SYS(openat),		/* both */
	SCMP_SYS(open),			/* the same (musl) */
	SCMP_SYS(newfstatat),		/* a file, how long? the socket, still ours? */
	SCMP_SYS(fstat),		/* the former (musl, old glibc) */
	SCMP_SYS(lstat),		/* the latter (musl, old glibc) */
	SCMP_SYS(stat),			/* strftime(3) looks for the zone (old glibc) */
	SCMP_SYS(fsync),		/* the last state, before the name */
	SCMP_SYS(rename),		/* the new state takes the old one's name */
	SCMP_SYS(renameat),		/* the same (arm64) */
	SCMP_SYS(renameat2),		/* the same (riscv64) */
	SCMP_SYS(unlink),		/* what failed half-way; the control socket */
	SCMP_SYS(unlinkat),		/* the same (arm64) */
	/* queues and what is held, handed over at a restart */
	SCMP_SYS(memfd_create),		/* memory that outlives us */
	SCMP_SYS(ftruncate),		/* of this size */
	SCMP_SYS(sendmsg),		/* descriptors to the manager */
	SCMP_SYS(pipe2),		/* the manager closes its end when it has them */
#if LONG_MAX == INT32_MAX
	/* some of these by other names, where a long has 32 bits */
	SCMP_SYS(recvmmsg_time64),	/* recvmmsg(2) */
	SCMP_SYS(ftruncate64),		/* ftruncate(2) */
	SCMP_SYS(statx),		/* fstat(2), lstat(2) (glibc) */
	SCMP_SYS(fstatat64),		/* the same (musl) */
	SCMP_SYS(fstat64),		/* fstat(2) (old libc) */
	SCMP_SYS(lstat64),		/* lstat(2) (old libc) */
	SCMP_SYS(stat64),		/* stat(2) (old libc) */
#endif
};

const struct sandbox_calls daemon_calls = {
	allowed, sizeof(allowed) / sizeof(*allowed)
};

#else

const struct sandbox_calls daemon_calls = { NULL, 0 };

#endif
