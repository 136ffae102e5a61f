// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slice.c - a part of a segment as a packet of its own
 *
 * Owns what the replay tool has to do in a server's and a kernel's place: cut
 * super-packets into segments, and send again what the tarpit did not take.
 */
#include "slice.h"

#include <string.h>

#define TCP_SEQ_AT	4u
#define TCP_FLAGS_AT	13u
#define TCP_CHECKSUM_AT	16u
#define PROTOCOL_TCP	6u

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

/* RFC 1071 */
static uint32_t sum(const uint8_t *p, size_t n, uint32_t so_far)
{
	for (; n > 1; n -= 2, p += 2)
		so_far += (uint32_t)p[0] << 8 | p[1];
	if (n)
		so_far += (uint32_t)p[0] << 8;
	while (so_far >> 16)
		so_far = (so_far & 0xffff) + (so_far >> 16);
	return so_far;
}

static void fix_ip(uint8_t *p, size_t total, size_t tcp_at)
{
	if (p[0] >> 4 == 4) {
		put16(p + 2, (uint32_t)total);
		put16(p + 10, 0);
		put16(p + 10, ~sum(p, tcp_at, 0) & 0xffff);
	} else {
		put16(p + 4, (uint32_t)total - 40);
	}
}

static void fix_tcp(uint8_t *p, size_t total, size_t tcp_at)
{
	size_t tcp_bytes = total - tcp_at;
	uint32_t so_far = p[0] >> 4 == 4 ? sum(p + 12, 8, 0) : sum(p + 8, 32, 0);

	put16(p + tcp_at + TCP_CHECKSUM_AT, 0);
	so_far += PROTOCOL_TCP + (uint32_t)tcp_bytes;
	so_far = sum(p + tcp_at, tcp_bytes, so_far);
	put16(p + tcp_at + TCP_CHECKSUM_AT, ~so_far & 0xffff);
}

size_t slice_packet(const struct segment *seg, uint32_t from, uint32_t bytes,
		    uint8_t *out)
{
	size_t total = seg->header_bytes + bytes;
	uint8_t *tcp = out + seg->tcp_offset_bytes;

	memcpy(out, seg->packet, seg->header_bytes);
	memcpy(out + seg->header_bytes, seg->payload + from, bytes);
	put32(tcp + TCP_SEQ_AT, seg->seq + from);
	if (from + bytes < seg->payload_bytes)
		tcp[TCP_FLAGS_AT] &= (uint8_t)~TCP_FIN;
	fix_ip(out, total, seg->tcp_offset_bytes);
	fix_tcp(out, total, seg->tcp_offset_bytes);
	return total;
}
