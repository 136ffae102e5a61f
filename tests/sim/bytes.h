/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bytes.h - simulation: a segment in its fields, and as an IP packet */
#ifndef SIM_BYTES_H
#define SIM_BYTES_H

#include "core/engine.h"

#define PACKET_BYTES_MAX	2048

/**
 * struct packet - A TCP segment under way, in its fields
 */
struct packet {
	uint32_t seq, ack;
	uint16_t win;
	uint8_t flags;
	uint16_t len_bytes;
	uint8_t payload[];
};

/** packet_new() - A segment with room for @len_bytes; owned by the caller */
struct packet *packet_new(uint32_t len_bytes);

/**
 * packet_write() - Write it as an IP packet
 * @out:	At least PACKET_BYTES_MAX
 * Return: its length
 */
size_t packet_write(const struct packet *p, const struct addr *src,
		    uint16_t src_port, const struct addr *dst,
		    uint16_t dst_port, uint8_t *out);

/**
 * struct packet_ends - Who sent a packet to whom
 */
struct packet_ends {
	struct addr src, dst;
	uint16_t src_port, dst_port;
};

/**
 * packet_read() - The other way; an engine's packet must be right, or abort
 * @ends:	Filled, where it is not NULL
 */
struct packet *packet_read(const uint8_t *bytes, size_t len_bytes,
			   struct packet_ends *ends);

#endif
