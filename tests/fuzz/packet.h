/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.h - make and read TCP packets, sharing no code with the engine */
#ifndef FUZZ_PACKET_H
#define FUZZ_PACKET_H

#include "core/engine.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

/* Variations of a packet's headers, as bits. */
enum dress {
	DRESS_TS = 1,		/* TCP timestamps */
	DRESS_SACK = 2,		/* a D-SACK block */
	DRESS_IP = 4,		/* an IPv4 option, or an IPv6 hop-by-hop header */
	DRESS_ALL = 7,		/* what any segment may have */
	DRESS_SCALE = 8		/* a SYN's window scale */
};

#define PACKET_HEADERS_MAX	140

/**
 * struct packet - A TCP packet's fields
 */
struct packet {
	struct addr src, dst;
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t flags, dress, scale;
	uint16_t window;
	uint32_t ts_val, ts_ecr;
	const uint8_t *payload;
	size_t payload_bytes;
};

/**
 * packet_build() - Write a packet with right lengths and checksums
 * @out:	Room for PACKET_HEADERS_MAX and the payload
 * Return: its length
 */
size_t packet_build(const struct packet *p, uint8_t *out);

/**
 * packet_quote() - Write an ICMP error about a TCP packet of @about's server
 * @type:	Of the error; its code is 4
 * Return: its length, PACKET_HEADERS_MAX at most
 */
size_t packet_quote(const struct packet *about, uint8_t type, uint8_t *out);

/**
 * packet_read() - Read a packet that must be right in all its lengths and sums
 * Return: NULL, or what is wrong with it
 */
const char *packet_read(const uint8_t *bytes, size_t len_bytes,
			struct packet *p);

#endif
