/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link.h - the way to the daemon */
#ifndef FEED_LINK_H
#define FEED_LINK_H

#include "conf/text.h"
#include "reader.h"

/**
 * struct link - The connection, and what waits to be sent
 * @path:	Of the control socket
 * @fd:		-1 where there is none
 * @out:	What was not sent yet, up to @sent
 * @retry_ns:	Not tried again before
 * @lost_total:	Charges that nobody took
 * @refused:	The daemon refuses us
 * @warned:	What is wrong was said
 */
struct link {
	const char *path;
	int fd;
	struct text out;
	size_t sent;
	uint64_t retry_ns;
	uint64_t lost_total;
	char answer[1024];
	size_t answer_bytes;
	bool refused, warned;
};

/** link_init() - @path: borrowed */
void link_init(struct link *l, const char *path);

/** link_fini() - Hang up */
void link_fini(struct link *l);

/**
 * link_connect() - Connect, if there is no connection and it is time to try
 *
 * What is wrong is told once.
 */
void link_connect(struct link *l, uint64_t now_ns);

/** link_charge() - Charge a client; counted as lost where nobody is there */
void link_charge(struct link *l, const struct feed_charge *c);

/** link_flush() - Send what the daemon takes now */
void link_flush(struct link *l, uint64_t now_ns);

/** link_read() - Read its answers */
void link_read(struct link *l, uint64_t now_ns);

/** link_waits() - Is something to be sent yet? */
bool link_waits(const struct link *l);

/** link_is_full() - Is so much to be sent that no more should be read? */
bool link_is_full(const struct link *l);

#endif
