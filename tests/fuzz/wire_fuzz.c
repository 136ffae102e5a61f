// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire_fuzz.c - packets of any bytes are read within bounds, and what is made
 * of them is right in all lengths and checksums
 */
#include "../lib/packet.h"
#include "core/wire.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Of exact size, so that a byte too many is noticed. */
static uint8_t *room(size_t bytes)
{
	return malloc(bytes ? bytes : 1);
}

static void check_made(const uint8_t *out, size_t len, uint32_t seq,
		       uint32_t ack, uint8_t flags)
{
	struct tcp_segment p;
	const char *wrong = segment_read(out, len, true, &p);

	REQUIRE(!wrong, "%s", wrong);
	REQUIRE(p.seq == seq, "seq %u, not %u", p.seq, seq);
	REQUIRE(p.ack == ack, "ack %u, not %u", p.ack, ack);
	REQUIRE(p.flags == flags, "flags %x, not %x", p.flags, flags);
}

static void check_cut(const struct segment *seg, uint32_t bytes)
{
	size_t want = seg->header_bytes + bytes, len;
	uint8_t *out = room(want);
	struct says says = wire_says(seg);

	len = wire_kept(seg, bytes, &says, out);
	REQUIRE(len == want, "%zu, not %zu", len, want);
	REQUIRE(!memcmp(out + seg->header_bytes, seg->payload, bytes), "text");
	check_made(out, len, seg->seq, seg->ack, seg->flags & ~TCP_FIN & 255);
	free(out);
}

static void check_bare(const struct segment *seg, uint32_t number)
{
	struct bare bare = { .src = seg->dst, .dst = seg->src,
			     .src_port = seg->dst_port,
			     .dst_port = seg->src_port, .seq = seg->ack,
			     .ack = number, .flags = TCP_ACK,
			     .has_ts = seg->has_ts, .ts_val = seg->ts_ecr,
			     .ts_ecr = seg->ts_val };
	struct edit edit = wire_unchanged(seg);
	uint8_t *out = room(WIRE_BARE_BYTES);
	size_t len;

	len = wire_bare(&bare, out);
	check_made(out, len, seg->ack, number, TCP_ACK);
	free(out);
	out = room(seg->packet_bytes);
	edit.ack = number;
	len = wire_edit(seg, &edit, out);
	check_made(out, len, seg->seq, number,
		   seg->captured_bytes == seg->payload_bytes ? seg->flags :
							       TCP_ACK);
	free(out);
	if (seg->payload_bytes)
		return;
	out = room(seg->packet_bytes);
	len = wire_with_seq(seg, number, out);
	check_made(out, len, number, seg->ack, seg->flags);
	free(out);
}

static void check_parsed(const struct segment *seg, size_t len,
			 const uint8_t *packet)
{
	uint32_t extra = !!(seg->flags & TCP_SYN) + !!(seg->flags & TCP_FIN);
	struct tcp_segment p;

	REQUIRE(seg->packet == packet && seg->packet_bytes <= len, "packet");
	REQUIRE(seg->tcp_offset_bytes + 20 <= seg->header_bytes, "headers");
	REQUIRE(seg->header_bytes + seg->captured_bytes == seg->packet_bytes,
		"what is at hand");
	REQUIRE(seg->captured_bytes <= seg->payload_bytes, "more than all");
	REQUIRE(seg->payload == packet + seg->header_bytes, "payload");
	REQUIRE(seg->end - seg->seq == seg->payload_bytes + extra, "end");
	/* As another reader has it, where that reads such a packet at all. */
	if (segment_is_whole(seg) && !segment_read(packet, len, true, &p))
		REQUIRE(wire_checksum_is_right(seg), "a right checksum");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	uint32_t number = in32(&in);
	const uint8_t *bytes;
	size_t len = in_bytes(&in, 4096, &bytes);
	uint8_t *packet = room(len);
	struct segment seg;

	if (len)
		memcpy(packet, bytes, len);
	if (wire_parse(packet, len, &seg)) {
		check_parsed(&seg, len, packet);
		check_bare(&seg, number);
		if (seg.captured_bytes)
			check_cut(&seg, number % seg.captured_bytes);
	} else if (wire_parse_quoted(packet, len, &seg)) {
		REQUIRE(seg.src.family && seg.dst.family, "no ends");
	}
	free(packet);
	return 0;
}
