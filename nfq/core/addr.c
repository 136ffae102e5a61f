// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * addr.c - addresses and networks: text, comparison, prefixes
 *
 * Pure: inet_ntop() and inet_pton() touch nothing but their arguments.
 */
#include "addr.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int socket_family(const struct addr *a)
{
	return a->family == 6 ? AF_INET6 : AF_INET;
}

const char *addr_text(const struct addr *a, char *text)
{
	const char *done = inet_ntop(socket_family(a), a->b, text, ADDR_TEXT_MAX);

	assert(done);
	return done;
}

bool addr_parse(const char *text, struct addr *a)
{
	memset(a, 0, sizeof(*a));
	a->family = strchr(text, ':') ? 6 : 4;
	return inet_pton(socket_family(a), text, a->b) == 1;
}

static unsigned int family_bytes(uint8_t family)
{
	return family == 6 ? 16 : 4;
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return false;
	return a->family == 6 ? !memcmp(a->b, b->b, 16) :
				!memcmp(a->b, b->b, 4);
}

void addr_mask(struct addr *a, unsigned int prefix_bits)
{
	unsigned int bytes = family_bytes(a->family);
	unsigned int i = prefix_bits / 8;

	if (i >= bytes)
		return;
	a->b[i] &= (uint8_t)(0xff00u >> prefix_bits % 8);
	memset(a->b + i + 1, 0, bytes - i - 1);
}

const char *net_text(const struct net *n, char *text)
{
	size_t length;

	addr_text(&n->addr, text);
	length = strlen(text);
	snprintf(text + length, NET_TEXT_MAX - length, "/%u", n->prefix_bits);
	return text;
}

bool net_parse(const char *text, struct net *n)
{
	char address[ADDR_TEXT_MAX];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	struct addr masked;
	unsigned long bits, given;
	char *end;

	if (length >= sizeof(address))
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	if (!addr_parse(address, &n->addr))
		return false;
	bits = family_bytes(n->addr.family) * 8;
	if (slash) {
		if (slash[1] < '0' || slash[1] > '9')
			return false;
		given = strtoul(slash + 1, &end, 10);
		if (*end || given > bits)
			return false;
		bits = given;
	}
	n->prefix_bits = (uint8_t)bits;
	masked = n->addr;
	addr_mask(&masked, n->prefix_bits);
	return addr_equal(&masked, &n->addr);
}

static struct net net_of(const struct addr *a, uint8_t prefix_bits)
{
	struct net net = { *a, prefix_bits };

	addr_mask(&net.addr, prefix_bits);
	return net;
}

struct net net_of_source(const struct engine_conf *conf,
			 const struct addr *client)
{
	return net_of(client, client->family == 6 ? conf->prefix6_bits :
						    conf->prefix4_bits);
}

struct net net_around_source(const struct engine_conf *conf,
			     const struct addr *client)
{
	return net_of(client, client->family == 6 ? conf->network6_bits :
						    conf->network4_bits);
}

bool net_contains(const struct net *n, const struct addr *a)
{
	struct addr masked = *a;

	if (a->family != n->addr.family)
		return false;
	addr_mask(&masked, n->prefix_bits);
	return addr_equal(&masked, &n->addr);
}

bool nets_contain(const struct net *nets, uint32_t n, const struct addr *a)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (net_contains(&nets[i], a))
			return true;
	return false;
}
