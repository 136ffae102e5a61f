/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire.h - bytes to TCP segments and back; sequence numbers */
#ifndef NFQ_WIRE_H
#define NFQ_WIRE_H

#include "engine.h"

#define TCP_FIN	0x01
#define TCP_SYN	0x02
#define TCP_RST	0x04
#define TCP_PSH	0x08
#define TCP_ACK	0x10
#define TCP_URG	0x20

/* The longest packet that wire_bare() makes. */
#define WIRE_BARE_BYTES	(40 + 20 + 12)

/**
 * struct segment - A TCP segment, borrowed from a packet
 * @src, @dst, @src_port, @dst_port: its ends, ports in host order
 * @seq, @ack:		in host order
 * @end:		@seq plus all that it occupies (payload, SYN, FIN)
 * @payload:		first payload byte
 * @payload_bytes:	as the IP header says; @captured_bytes are at hand
 * @packet, @packet_bytes: the whole packet, as much of it as is at hand
 * @tcp_offset_bytes:	where the TCP header is
 * @header_bytes:	IP and TCP headers together
 * @has_ts:		it carries timestamps (RFC 7323)
 * @has_scale:		it is a SYN with a scale of windows (RFC 7323)
 * @checksum_unready:	its checksum is filled in later; wire_parse() says no
 */
struct segment {
	struct addr src, dst;
	uint16_t src_port, dst_port;
	uint32_t seq, ack, end;
	uint16_t window;
	uint8_t flags;
	bool has_ts, has_scale, checksum_unready;
	uint32_t ts_val, ts_ecr;
	const uint8_t *packet;
	size_t packet_bytes;
	size_t tcp_offset_bytes, header_bytes;
	const uint8_t *payload;
	uint32_t payload_bytes, captured_bytes;
};

/** segment_is_whole() - Is all of its payload at hand? */
static inline bool segment_is_whole(const struct segment *seg)
{
	return seg->captured_bytes == seg->payload_bytes;
}

/** seq_diff() - How far @a is ahead of @b (RFC 1982 arithmetic) */
static inline int32_t seq_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

/** seq_lt() - Is @a before @b? */
static inline bool seq_lt(uint32_t a, uint32_t b)
{
	return seq_diff(a, b) < 0;
}

/** seq_le() - Is @a before @b, or @b itself? */
static inline bool seq_le(uint32_t a, uint32_t b)
{
	return seq_diff(a, b) <= 0;
}

/**
 * wire_parse() - Read a packet that begins at its IP header
 * @seg:	Filled; borrows @packet
 *
 * IPv4 (RFC 791) and IPv6 (RFC 8200) with hop-by-hop, routing and destination
 * options; fragments are refused.  Checksums are not looked at: they are not
 * ready in packets that this host sends.
 * Return: false if it is no whole TCP header
 */
bool wire_parse(const uint8_t *packet, size_t len_bytes, struct segment *seg);

/** wire_checksum_is_right() - Of a segment that is at hand as a whole, RFC 9293 3.1 */
bool wire_checksum_is_right(const struct segment *seg);

/**
 * wire_parse_quoted() - Read the segment that an ICMP error quotes
 * @seg:	Filled: its ends, and @seg->seq
 *
 * ICMP (RFC 792): destination unreachable, source quench, time exceeded,
 * parameter problem; ICMPv6 (RFC 4443): all errors.  Of what is quoted, eight
 * bytes of the TCP header are enough.
 * Return: false if it is none, or quotes no TCP
 */
bool wire_parse_quoted(const uint8_t *packet, size_t len_bytes,
		       struct segment *seg);

/**
 * struct says - What a segment tells of its sender, besides its payload
 * @ts_val:	its time stamp, where it has one
 */
struct says {
	uint32_t ack, ts_val;
	uint16_t window;
};

/**
 * wire_says() - What it tells now
 */
static inline struct says wire_says(const struct segment *seg)
{
	return (struct says){ seg->ack, seg->ts_val, seg->window };
}

/**
 * wire_kept() - Copy a packet with only the first @payload_bytes of its payload
 * @says:	What it is to tell then; of what came (SACK) nothing, if that is not
 *		what it tells now
 * @out:	At least @seg->header_bytes + @payload_bytes
 *
 * Where it is cut FIN is cleared: it stood behind the bytes that were cut.
 * It has no identification (IPv4) where it needs none: that counts what its host
 * has sent before.  A wrong checksum of the whole packet stays wrong.
 * Return: its length; 0 where it may stay as it is
 */
size_t wire_kept(const struct segment *seg, uint32_t payload_bytes,
		 const struct says *says, uint8_t *out);

/**
 * wire_with_seq() - Copy a segment without payload, with another number
 * @out:	At least @seg->packet_bytes
 *
 * And without an identification, as wire_kept().
 * Return: its length
 */
size_t wire_with_seq(const struct segment *seg, uint32_t seq, uint8_t *out);

/**
 * struct edit - What is changed of a client's segment
 * @payload_bytes: It is cut to its first bytes, and loses its FIN
 * @ack:	It acknowledges that, and no blocks (SACK) where that is less
 * @window:	Its window
 */
struct edit {
	uint32_t payload_bytes;
	uint32_t ack;
	uint16_t window;
};

/**
 * wire_edit() - Copy a segment with changes
 * @edit:	Begin with wire_unchanged()
 * @out:	At least @seg->packet_bytes
 *
 * Where its payload is not at hand it is a bare ACK.
 * Return: its length
 */
size_t wire_edit(const struct segment *seg, const struct edit *edit,
		 uint8_t *out);

/**
 * wire_roomy() - Copy a client's SYN whose windows would have little room for a reply
 * @out:	At least @seg->packet_bytes
 *
 * They have a scale of 3 at least then (RFC 7323 2.3), if they have one.
 * Return: its length; 0 where nothing is to be changed, or not all of it is at hand
 */
size_t wire_roomy(const struct segment *seg, uint8_t *out);

/** wire_unchanged() - Nothing is changed */
static inline struct edit wire_unchanged(const struct segment *seg)
{
	return (struct edit){ seg->payload_bytes, seg->ack, seg->window };
}

/**
 * struct bare - A segment without payload, to be made
 * @src, @dst, @src_port, @dst_port: its ends, ports in host order
 * @seq, @ack, @flags: as in TCP; its window is zero
 * @has_ts, @ts_val, @ts_ecr: its timestamps (RFC 7323 3.2)
 */
struct bare {
	struct addr src, dst;
	uint16_t src_port, dst_port;
	uint32_t seq, ack;
	uint8_t flags;
	bool has_ts;
	uint32_t ts_val, ts_ecr;
};

/**
 * wire_bare() - Make it
 * @out:	At least WIRE_BARE_BYTES
 *
 * Return: its length
 */
size_t wire_bare(const struct bare *bare, uint8_t *out);

#endif
