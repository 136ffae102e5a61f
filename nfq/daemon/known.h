/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * known.h - the kernel's set of known sources, whose greetings are queued, and of
 * those that owe, whose connections in TLS are
 */
#ifndef NFQ_KNOWN_H
#define NFQ_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/engine.h"

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

/**
 * known_add_net() - Let the kernel queue what goes to the network of @addr
 * @conf:	Its networks have so many bits; borrowed
 *
 * For those whose neighbours make it overdrawn, or would fill the set of sources.
 * Return: as known_add()
 */
bool known_add_net(struct known *k, const struct engine_conf *conf,
		   uint64_t now_ns, const struct addr *addr);

/**
 * known_add_owing() - Let the kernel queue what is said to @client inside TLS
 * @until_ns:	It owes until then; it stays for longer
 *
 * As known_add(), but what we add is not bounded.  Where the set has no room, its
 * network becomes known.  Nothing is done for who owes nothing, nor in a dry run.
 * Return: false if neither was added
 */
bool known_add_owing(struct known *k, const struct engine_conf *conf,
		     uint64_t now_ns, const struct addr *client,
		     uint64_t until_ns);

/**
 * known_count() - How full is the set of known sources?
 * @k:		NULL is allowed
 * @family:	4 or 6
 * @now, @max:	Filled
 * Return: false if there is no set of ipset(8); nftables does not count
 */
bool known_count(struct known *k, uint8_t family, uint32_t *now,
		 uint32_t *max);

/** known_close() - NULL is allowed */
void known_close(struct known *k);

#endif
