/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.h - IP packets with TCP from and into their fields */
#ifndef LIB_PACKET_H
#define LIB_PACKET_H

#include "core/engine.h"

#define PACKET_MAX	65535
/* A packet's bytes without payload and IPv6 extensions, at the most. */
#define HEADERS_MAX	(60 + 60)
#define EXT_MAX_BYTES	1024
#define SACKS_MAX	4

enum { F_FIN = 1, F_SYN = 2, F_RST = 4, F_PSH = 8, F_ACK = 16, F_URG = 32 };

/**
 * struct tcp_options - What can be asked for in a header
 * @broken:	What was read has one that doesn't end within the header
 */
struct tcp_options {
	uint32_t mss, nops, scale;
	bool ts, has_scale;
	uint32_t tsval, tsecr;
	bool sack_ok;
	unsigned int sacks;
	uint32_t sack[SACKS_MAX][2];
	bool broken;
};

/**
 * struct tcp_segment - A TCP segment in its fields, all in host order
 * @seq, @ack:	Absolute
 * @ext_bytes:	IPv4: no-operation options, a multiple of 4 up to 40; IPv6:
 *		extension headers, a multiple of 8
 * @hop_by_hop:	The first of these is no destination, but a hop-by-hop header
 */
struct tcp_segment {
	struct addr src, dst;
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t flags;
	uint16_t win;
	uint32_t ext_bytes;
	bool hop_by_hop;
	struct tcp_options opt;
	const uint8_t *payload;
	size_t len_bytes;
};

/**
 * segment_build() - Write it as an IP packet
 * @out:	Room for HEADERS_MAX, IPv6 extensions and the payload
 * @partial:	Leave the checksum to be finished by hardware, as in super-packets
 * Return: length
 */
size_t segment_build(const struct tcp_segment *seg, bool partial, uint8_t *out);

/**
 * segment_rename() - Give a segment another source, as NAT does
 * @bytes:	Right, or of @len_bytes only its headers at hand
 *
 * Its checksums stay as right or as wrong as they are.
 */
void segment_rename(uint8_t *bytes, size_t len_bytes, const struct addr *src,
		    uint16_t sport);

/**
 * icmp_build() - Write an ICMP error, or ICMPv6, from the receiver of @quoted
 * @quoted:	Without options or payload; its first eight bytes are quoted
 * @rest:	What stands behind type, code and checksum, such as an MTU
 * @out:	At least HEADERS_MAX bytes
 * Return: length
 */
size_t icmp_build(const struct tcp_segment *quoted, uint8_t type, uint8_t code,
		  uint32_t rest, uint8_t *out);

/**
 * segment_read() - Read an IP packet back; @seg borrows its payload
 * @whole:	It must have right lengths and checksums
 * Return: NULL, or what is wrong with it (static)
 */
const char *segment_read(const uint8_t *bytes, size_t len_bytes, bool whole,
			 struct tcp_segment *seg);

#endif
