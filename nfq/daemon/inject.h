/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inject.h - send packets that we made, untracked, to a server */
#ifndef NFQ_INJECT_H
#define NFQ_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct inject - The raw sockets
 * @fd4, @fd6:		-1 where the family does not exist here
 * @failed_total:	Packets that could not be sent
 */
struct inject {
	int fd4, fd6;
	uint64_t failed_total;
};

/**
 * inject_open() - Open the sockets
 * @mark:	What injected packets are marked with, so that the rules know
 *		them and conntrack does not
 *
 * Needs CAP_NET_RAW and CAP_NET_ADMIN, now and not later.
 * Return: 0 or -errno
 */
int inject_open(struct inject *in, uint32_t mark);

/**
 * inject_send() - Send a whole IP packet; never blocks
 * @bytes:	Starts at the IP header; lengths and checksums are right
 *
 * What can't be sent is counted: it was only to keep a server patient.
 */
void inject_send(struct inject *in, const uint8_t *bytes, size_t len_bytes);

/** inject_close() - Close them */
void inject_close(struct inject *in);

#endif
