// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the system calls that each process makes, once it is ready
 *
 * Each row says what it is for.  What is not here nor in the calls.c of a process
 * is out of its reach: none has execve(2).
 */
#include "sandbox.h"

#ifdef WITH_SECCOMP

#include <limits.h>
#include <seccomp.h>
#include <stdint.h>

static const int allowed[] = {
	/* what others say, and are told */
	SCMP_SYS(recvfrom),		/* recv(3) */
	SCMP_SYS(sendto),		/* send(3); syslog */
	SCMP_SYS(read),			/* the timer, signals; files, the store */
	SCMP_SYS(write),		/* log lines; the state file, the store */
	SCMP_SYS(close),		/* whatever was opened, or accepted */
	/* the loop */
	SCMP_SYS(epoll_wait),		/* for packets and all else */
	SCMP_SYS(epoll_pwait),		/* the same (arm64) */
	SCMP_SYS(epoll_ctl),		/* connections come and go */
	SCMP_SYS(timerfd_settime),	/* when something is due */
	SCMP_SYS(clock_gettime),	/* where the vDSO cannot tell the time */
	/* log lines */
	SCMP_SYS(poll),			/* is there room? has the manager answered? */
	SCMP_SYS(ppoll),		/* the same (arm64) */
	SCMP_SYS(restart_syscall),	/* poll(2) goes on after a stop */
	SCMP_SYS(getpid),		/* who writes, for syslog; abort(3) */
	/* malloc(3) */
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
	SCMP_SYS(recv),			/* recv(3) (arm) */
	SCMP_SYS(send),			/* send(3) (arm) */
	SCMP_SYS(timerfd_settime64),	/* timerfd_settime(2) */
	SCMP_SYS(clock_gettime64),	/* clock_gettime(2) */
	SCMP_SYS(ppoll_time64),		/* poll(2), where there is no such call */
	SCMP_SYS(mmap2),		/* mmap(2) */
#endif
};

const struct sandbox_calls sandbox_common_calls = {
	allowed, sizeof(allowed) / sizeof(*allowed)
};

#else

const struct sandbox_calls sandbox_common_calls = { NULL, 0 };

#endif
