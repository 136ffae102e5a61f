// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slice.c - packets made from parts of others
 *
 * Owns what the replay tool has to do in a server's and a kernel's place: cut
 * super-packets into segments, and send again what the tarpit did not take.  And
 * headers for the engine, where only what matters in them was kept.
 */
#include "slice.h"

#include <string.h>

#define TCP_SEQ_AT	4u
#define TCP_FLAGS_AT	13u
#define TCP_CHECKSUM_AT	16u
#define PROTOCOL_TCP	6u
#define TTL		64u
#define TCP_HEADER	20u

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

static size_t put_ip(const struct addr *src, const struct addr *dst,
		     uint32_t tcp_bytes, uint8_t *out)
{
	if (src->family == 4) {
		memset(out, 0, 20);
		out[0] = 0x45;
		put16(out + 2, 20 + tcp_bytes);
		out[8] = TTL;
		out[9] = PROTOCOL_TCP;
		memcpy(out + 12, src->b, 4);
		memcpy(out + 16, dst->b, 4);
		return 20;
	}
	memset(out, 0, 8);
	out[0] = 0x60;
	put16(out + 4, tcp_bytes);
	out[6] = PROTOCOL_TCP;
	out[7] = TTL;
	memcpy(out + 8, src->b, 16);
	memcpy(out + 24, dst->b, 16);
	return 40;
}

size_t slice_headers(const struct addr *src, uint16_t src_port,
		     const struct addr *dst, uint16_t dst_port,
		     const struct record *record, uint8_t *out)
{
	size_t at = put_ip(src, dst, TCP_HEADER + record->payload_bytes, out);
	uint8_t *tcp = out + at;

	memset(tcp, 0, TCP_HEADER);
	put16(tcp, src_port);
	put16(tcp + 2, dst_port);
	put32(tcp + TCP_SEQ_AT, record->seq);
	put32(tcp + 8, record->ack);
	tcp[12] = (TCP_HEADER / 4) << 4;
	tcp[TCP_FLAGS_AT] = record->flags;
	put16(tcp + 14, record->window);
	return at + TCP_HEADER;
}
