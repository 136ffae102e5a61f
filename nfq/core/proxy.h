/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proxy.h - the header with which a balancer names its client: the PROXY protocol */
#ifndef NFQ_PROXY_H
#define NFQ_PROXY_H

#include "engine.h"

/**
 * enum proxy_kind - What a connection's first segment says of the client
 * @PROXY_BAD:		It is no header, or a part of one, or a wrong one
 * @PROXY_NOBODY:	The connection is the balancer's own (LOCAL), or its client is
 *			of a kind that has no address here (UNKNOWN, UNSPEC, UNIX)
 * @PROXY_CLIENT:	The client is named
 */
enum proxy_kind { PROXY_BAD, PROXY_NOBODY, PROXY_CLIENT };

/**
 * struct proxy_header - A header, as it was read
 * @client, @client_port: PROXY_CLIENT: whom it names; an IPv4 address that is
 *			written as an IPv6 one (::ffff:0:0/96) is IPv4
 * @bytes:		Its length, if it is one; the client's own bytes follow
 */
struct proxy_header {
	enum proxy_kind kind;
	struct addr client;
	uint16_t client_port;
	uint32_t bytes;
};

/**
 * proxy_parse() - Read the header that a stream begins with
 * @data:	The first segment's payload, borrowed
 *
 * Versions 1 and 2 of HAProxy's proxy-protocol.txt, 2.1 and 2.2.  All of it must be
 * at hand: a sender writes it at once, and it fits into the smallest segment.
 */
struct proxy_header proxy_parse(const uint8_t *data, size_t len_bytes);

#endif
