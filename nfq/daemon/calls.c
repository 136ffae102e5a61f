// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the system calls that the daemon makes, once it is ready
 *
 * Each row says what it is for.  It has no socket(2), connect(2), execve(2):
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
	SCMP_SYS(recvfrom),		/* recv(3): other answers, requests */
	SCMP_SYS(sendto),		/* verdicts, answers, syslog, whole packets */
	/* the loop */
	SCMP_SYS(epoll_wait),		/* for packets and all else */
	SCMP_SYS(epoll_pwait),		/* the same (arm64) */
	SCMP_SYS(epoll_ctl),		/* clients come and go */
	SCMP_SYS(timerfd_settime),	/* when the next reply is due */
	SCMP_SYS(clock_gettime),	/* where the vDSO cannot tell the time */
	SCMP_SYS(read),			/* the timer, signals, files */
	SCMP_SYS(close),		/* whatever was opened, or accepted */
	/* log lines */
	SCMP_SYS(poll),			/* is there room? has the manager answered? */
	SCMP_SYS(ppoll),		/* the same (arm64) */
	SCMP_SYS(restart_syscall),	/* poll(2) goes on after a stop */
	SCMP_SYS(write),		/* lines; the state file */
	SCMP_SYS(getpid),		/* who writes, for syslog; abort(3) */
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
	/* malloc(3), for answers, new settings */
	SCMP_SYS(brk),			/* more, less */
	SCMP_SYS(mmap),			/* much at once; what is handed over */
	SCMP_SYS(munmap),		/* much is given back */
	SCMP_SYS(mremap),		/* realloc(3) of much */
	SCMP_SYS(madvise),		/* free(3) of some musl, and sanitizers */
	/* the end, by exit(3) or by abort(3) */
	SCMP_SYS(exit_group),		/* exit(3) */
	SCMP_SYS(writev),		/* why libc aborts */
	SCMP_SYS(rt_sigprocmask),	/* abort(3): signals wait */
	SCMP_SYS(rt_sigaction),		/* abort(3): no handler */
	SCMP_SYS(gettid),		/* abort(3): who is to end */
	SCMP_SYS(tgkill),		/* abort(3): the signal */
#if LONG_MAX == INT32_MAX
	/* some of these by other names, where a long has 32 bits */
	SCMP_SYS(recvmmsg_time64),	/* recvmmsg(2) */
	SCMP_SYS(recv),			/* recv(3) (arm) */
	SCMP_SYS(send),			/* send(3) (arm) */
	SCMP_SYS(timerfd_settime64),	/* timerfd_settime(2) */
	SCMP_SYS(clock_gettime64),	/* clock_gettime(2) */
	SCMP_SYS(ppoll_time64),		/* poll(2), where there is no such call */
	SCMP_SYS(mmap2),		/* mmap(2) */
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
