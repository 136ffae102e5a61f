/* SPDX-License-Identifier: GPL-2.0-or-later */
/* known.h - the kernel's set of known sources, whose greetings are queued */
#ifndef NFQ_KNOWN_H
#define NFQ_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "engine.h"

struct known;

/**
 * known_open() - Open the netlink socket
 * @now_ns:	Monotonic time
 * Return: owned by the caller, for known_close(); NULL with errno set
 */
struct known *known_open(uint64_t now_ns);

/**
 * known_add() - Let the kernel queue what goes to @client, greeting first
 * @k:		NULL is allowed: nothing is added
 * @conf:	Its prefixes make the sources; borrowed
 *
 * It stays for the rules' known-timeout.  The set of ipset(8) is tried, then
 * that of the nftables rules.  A source that was added a moment ago costs
 * nothing, and no more than half of the set is filled by us.
 * Return: false if it was not added: there are no rules, or no room
 */
bool known_add(struct known *k, const struct engine_conf *conf,
	       uint64_t now_ns, const struct addr *client);

/** known_close() - NULL is allowed */
void known_close(struct known *k);

#endif
