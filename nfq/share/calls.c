// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the system calls that smtp-tarpit-share makes, once it is ready
 *
 * Each row says what it is for.  No file is opened, nothing is run, and sockets
 * are streams: sandbox.c allows socket(2) for the families of the daemon's
 * socket and of the store.
 */
#include "share.h"

#ifdef WITH_SECCOMP

#include <limits.h>
#include <seccomp.h>
#include <stdint.h>

static const int allowed[] = {
	/* the daemon and the store */
	SCMP_SYS(connect),		/* to both, again and again */
	SCMP_SYS(setsockopt),		/* TCP to the store: keep alive */
	SCMP_SYS(getsockopt),		/* has it connected? */
	SCMP_SYS(read),			/* the store; the timer, signals */
	SCMP_SYS(write),		/* the store; log lines */
	SCMP_SYS(recvfrom),		/* recv(3): the daemon */
	SCMP_SYS(sendto),		/* send(3): the daemon, syslog */
	SCMP_SYS(close),		/* a connection that broke */
	/* the loop */
	SCMP_SYS(epoll_wait),		/* for all of them */
	SCMP_SYS(epoll_pwait),		/* the same (arm64) */
	SCMP_SYS(epoll_ctl),		/* connections come and go */
	SCMP_SYS(timerfd_settime),	/* when the next attempt is due */
	SCMP_SYS(clock_gettime),	/* where the vDSO cannot tell the time */
	/* log lines */
	SCMP_SYS(poll),			/* is there room? */
	SCMP_SYS(ppoll),		/* the same (arm64) */
	SCMP_SYS(restart_syscall),	/* poll(2) goes on after a stop */
	SCMP_SYS(getpid),		/* who writes, for syslog; abort(3) */
	/* malloc(3), for what the store says and TLS */
	SCMP_SYS(brk),			/* more, less */
	SCMP_SYS(mmap),			/* much at once */
	SCMP_SYS(munmap),		/* much is given back */
	SCMP_SYS(mremap),		/* realloc(3) of much */
	SCMP_SYS(madvise),		/* free(3) of some musl, and sanitizers */
	/* TLS to the store */
	SCMP_SYS(getrandom),		/* keys */
	SCMP_SYS(futex),		/* pthread_once(3) aborts where it fails */
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
	SCMP_SYS(futex_time64),		/* pthread_once(3) */
	SCMP_SYS(mmap2),		/* mmap(2) */
#endif
};

const struct sandbox_calls share_calls = {
	allowed, sizeof(allowed) / sizeof(*allowed)
};

#else

const struct sandbox_calls share_calls = { NULL, 0 };

#endif
