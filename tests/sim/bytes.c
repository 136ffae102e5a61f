// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bytes.c - simulation: a segment in its fields, and as an IP packet
 *
 * Through tests/lib/packet.c, which was written without the engine's.
 */
#include "bytes.h"

#include "../lib/packet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct packet *packet_new(uint32_t len_bytes)
{
	struct packet *p = malloc(sizeof(*p) + len_bytes);

	if (!p)
		abort();
	memset(p, 0, sizeof(*p));
	p->len_bytes = (uint16_t)len_bytes;
	return p;
}

size_t packet_write(const struct packet *p, const struct addr *src,
		    uint16_t src_port, const struct addr *dst,
		    uint16_t dst_port, uint8_t *out)
{
	struct tcp_segment seg = { .src = *src, .dst = *dst,
				   .sport = src_port, .dport = dst_port,
				   .seq = p->seq, .ack = p->ack, .win = p->win,
				   .flags = p->flags, .payload = p->payload,
				   .len_bytes = p->len_bytes };

	return segment_build(&seg, false, out);
}

struct packet *packet_read(const uint8_t *bytes, size_t len_bytes,
			   struct packet_ends *ends)
{
	struct tcp_segment seg;
	const char *error = segment_read(bytes, len_bytes, true, &seg);
	struct packet *p;

	if (error) {
		fprintf(stderr, "the engine made a packet with %s\n", error);
		abort();
	}
	if (ends)
		*ends = (struct packet_ends){ seg.src, seg.dst, seg.sport,
					      seg.dport };
	p = packet_new((uint32_t)seg.len_bytes);
	p->seq = seg.seq;
	p->ack = seg.ack;
	p->win = seg.win;
	p->flags = seg.flags;
	memcpy(p->payload, seg.payload, seg.len_bytes);
	return p;
}
