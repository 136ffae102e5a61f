// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the system calls that smtp-tarpit-metrics makes, besides those of each
 *
 * See process/calls.c.  No file is opened, nothing is run, and sockets
 * are streams to the daemon: sandbox.c allows socket(2) for their family.
 */
#include "metrics.h"

#ifdef WITH_SECCOMP

#include <seccomp.h>

static const int allowed[] = {
	/* the daemon, and who asks over HTTP */
	SCMP_SYS(connect),		/* the daemon, for each answer */
	SCMP_SYS(setsockopt),		/* how long to wait for it; TCP, for HTTP */
	SCMP_SYS(accept4),		/* clients */
	SCMP_SYS(sendmsg),		/* answers, head and body at once */
	SCMP_SYS(shutdown),		/* the end of an answer */
};

const struct sandbox_calls metrics_calls = {
	allowed, sizeof(allowed) / sizeof(*allowed)
};

#else

const struct sandbox_calls metrics_calls = { NULL, 0 };

#endif
