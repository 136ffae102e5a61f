/* SPDX-License-Identifier: GPL-2.0-or-later */
/* addr.h - addresses and networks: text, comparison, prefixes */
#ifndef NFQ_ADDR_H
#define NFQ_ADDR_H

#include "engine.h"

#define ADDR_TEXT_MAX	46	/* as INET6_ADDRSTRLEN */
#define NET_TEXT_MAX	50

/**
 * addr_text() - Write an address as text (RFC 5952 for IPv6)
 * @text:	At least ADDR_TEXT_MAX bytes
 * Return: @text
 */
const char *addr_text(const struct addr *a, char *text);

/** addr_parse() - Read an address.  Return: false if @text is none */
bool addr_parse(const char *text, struct addr *a);

/** addr_equal() - Are they the same address of the same family? */
bool addr_equal(const struct addr *a, const struct addr *b);

/** addr_mask() - Clear all bits behind the first @prefix_bits */
void addr_mask(struct addr *a, unsigned int prefix_bits);

/** net_text() - Write "address/bits"; @text: at least NET_TEXT_MAX bytes */
const char *net_text(const struct net *n, char *text);

/**
 * net_parse() - Read "address" or "address/bits"
 *
 * Bits behind the prefix must be zero.
 * Return: false if @text is none
 */
bool net_parse(const char *text, struct net *n);

/** net_of_source() - The network whose clients are one source with @client */
struct net net_of_source(const struct engine_conf *conf,
			 const struct addr *client);

/** net_around_source() - That of sources which are neighbours of @client */
struct net net_around_source(const struct engine_conf *conf,
			     const struct addr *client);

/** net_contains() - Is @a within @n? */
bool net_contains(const struct net *n, const struct addr *a);

/** nets_contain() - Is @a within one of @n networks? */
bool nets_contain(const struct net *nets, uint32_t n, const struct addr *a);

#endif
