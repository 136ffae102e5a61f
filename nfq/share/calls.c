// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the system calls that smtp-tarpit-share makes, besides those of each
 *
 * See process/calls.c.  No file is opened, nothing is run, and sockets
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
	/* TLS to the store */
	SCMP_SYS(getrandom),		/* keys */
	SCMP_SYS(futex),		/* pthread_once(3) aborts where it fails */
#if LONG_MAX == INT32_MAX
	/* some of these by other names, where a long has 32 bits */
	SCMP_SYS(futex_time64),		/* pthread_once(3) */
#endif
};

const struct sandbox_calls share_calls = {
	allowed, sizeof(allowed) / sizeof(*allowed)
};

#else

const struct sandbox_calls share_calls = { NULL, 0 };

#endif
