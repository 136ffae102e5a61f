// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire.c - bytes to TCP segments and back
 *
 * Owns byte order, header offsets and checksums: nothing else in the engine
 * looks at a packet's headers.  Every read is bounded by the bytes at hand.
 */
#include "wire.h"

#include <endian.h>
#include <string.h>

#define IPV4_HEADER_MIN	20
#define IPV6_HEADER	40
#define TCP_HEADER_MIN	20
#define IPV4_DF		0x40	/* of its seventh byte */
#define PROTOCOL_ICMP	1
#define PROTOCOL_TCP	6
#define PROTOCOL_ICMP6	58
#define ICMP_HEADER	8
#define QUOTED_MIN	8	/* of a transport header, RFC 792 */

enum { TCPOPT_END = 0, TCPOPT_NOP = 1, TCPOPT_MSS = 2, TCPOPT_MSS_BYTES = 4,
       TCPOPT_SCALE = 3, TCPOPT_SCALE_BYTES = 3,
       TCPOPT_SACK = 5, TCPOPT_TS = 8, TCPOPT_TS_BYTES = 10 };

#define SCALE_LEAST	3	/* the least window is a kilobyte, then */
#define MSS_MOST	960	/* and this is less */

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

/* What overflows is added at the low end. */
static uint64_t add_words(uint64_t sum, uint64_t words)
{
	sum += words;
	return sum + (sum < words);
}

/*
 * RFC 1071: sum of 16-bit words, not yet folded, four at a time (2 C).  In
 * memory's order, in which the checksum comes out as it is to stand there
 * (2 B): no byte is swapped.
 */
static uint64_t sum_words(const uint8_t *p, size_t len_bytes, uint64_t sum)
{
	uint64_t words;

	for (; len_bytes >= sizeof(words); len_bytes -= sizeof(words)) {
		memcpy(&words, p, sizeof(words));
		sum = add_words(sum, words);
		p += sizeof(words);
	}
	for (words = 0; len_bytes; len_bytes--)
		words = words << 8 | p[len_bytes - 1];
	return add_words(sum, htole64(words));
}

static uint16_t fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void put_checksum(uint8_t *p, uint64_t sum)
{
	uint16_t folded = (uint16_t)~fold(sum);

	memcpy(p, &folded, sizeof(folded));
}

/* By words, as it is read again soon. */
static void set_ipv4(struct addr *a, const uint8_t *p)
{
	uint64_t words[2] = { 0 };

	memcpy(words, p, 4);
	memcpy(a->b, words, sizeof(words));
	a->family = 4;
}

/* Total length and where @protocol begins; 0 if this is not IPv4 with it. */
static size_t parse_ipv4(const uint8_t *p, size_t len, uint8_t protocol,
			 struct segment *seg, size_t *total)
{
	size_t header;

	if (len < IPV4_HEADER_MIN)
		return 0;
	header = (size_t)(p[0] & 0x0f) * 4;
	*total = get16(p + 2);
	if (*total == 0)	/* BIG TCP: longer than 16 bits can say */
		*total = len;
	if (header < IPV4_HEADER_MIN || p[9] != protocol ||
	    (get16(p + 6) & 0x3fff))	/* a fragment */
		return 0;
	set_ipv4(&seg->src, p + 12);
	set_ipv4(&seg->dst, p + 16);
	return header;
}

/*
 * Walk hop-by-hop (0), routing (43) and destination options (60): as many as
 * there are, since a client's server does so too.
 */
static size_t skip_extensions(const uint8_t *p, size_t len, uint8_t protocol)
{
	size_t offset = IPV6_HEADER;
	uint8_t next = p[6];

	while (next != protocol) {
		if (next != 0 && next != 43 && next != 60)
			return 0;
		if (offset + 8 > len)
			return 0;
		next = p[offset];
		offset += ((size_t)p[offset + 1] + 1) * 8;
	}
	return offset;
}

static size_t parse_ipv6(const uint8_t *p, size_t len, uint8_t protocol,
			 struct segment *seg, size_t *total)
{
	if (len < IPV6_HEADER)
		return 0;
	*total = (size_t)get16(p + 4) + IPV6_HEADER;
	if (*total == IPV6_HEADER)	/* a jumbogram */
		*total = len;
	seg->src.family = seg->dst.family = 6;
	memcpy(seg->src.b, p + 8, 16);
	memcpy(seg->dst.b, p + 24, 16);
	return skip_extensions(p, len, protocol);
}

/* Length of the option at @p; 0 behind the last, and where it is damaged. */
static size_t option_bytes(const uint8_t *p, size_t len)
{
	if (len == 0 || *p == TCPOPT_END)
		return 0;
	if (*p == TCPOPT_NOP)
		return 1;
	return len < 2 || p[1] < 2 || p[1] > len ? 0 : p[1];
}

static void parse_options(const uint8_t *p, size_t len, struct segment *seg)
{
	size_t size;

	for (; (size = option_bytes(p, len)); len -= size, p += size) {
		if (*p == TCPOPT_TS && size == TCPOPT_TS_BYTES) {
			seg->has_ts = true;
			seg->ts_val = get32(p + 2);
			seg->ts_ecr = get32(p + 6);
		}
		seg->has_scale |= *p == TCPOPT_SCALE;
	}
}

static bool parse_tcp(const uint8_t *p, size_t len, size_t offset, size_t total,
		      struct segment *seg)
{
	const uint8_t *tcp = p + offset;
	size_t header;

	if (offset + TCP_HEADER_MIN > len)
		return false;
	header = (size_t)(tcp[12] >> 4) * 4;
	if (header < TCP_HEADER_MIN || offset + header > len ||
	    offset + header > total)
		return false;
	seg->src_port = get16(tcp);
	seg->dst_port = get16(tcp + 2);
	seg->seq = get32(tcp + 4);
	seg->ack = get32(tcp + 8);
	seg->flags = tcp[13];
	seg->window = get16(tcp + 14);
	seg->tcp_offset_bytes = offset;
	seg->header_bytes = offset + header;
	seg->payload = p + seg->header_bytes;
	seg->payload_bytes = (uint32_t)(total - seg->header_bytes);
	seg->has_ts = seg->has_scale = seg->checksum_unready = false;
	seg->ts_val = seg->ts_ecr = 0;
	if (header > TCP_HEADER_MIN)
		parse_options(tcp + TCP_HEADER_MIN, header - TCP_HEADER_MIN,
			      seg);
	return true;
}

/* Where @protocol of either family begins; 0 if it is not there. */
static size_t parse_ip(const uint8_t *packet, size_t len_bytes,
		       const uint8_t protocols[2], struct segment *seg,
		       size_t *total)
{
	if (len_bytes > 0 && packet[0] >> 4 == 4)
		return parse_ipv4(packet, len_bytes, protocols[0], seg, total);
	if (len_bytes > 0 && packet[0] >> 4 == 6)
		return parse_ipv6(packet, len_bytes, protocols[1], seg, total);
	return 0;
}

static const uint8_t tcp_of_both[2] = { PROTOCOL_TCP, PROTOCOL_TCP };

/* Each field is set once: to clear all of it first costs as much again. */
bool wire_parse(const uint8_t *packet, size_t len_bytes, struct segment *seg)
{
	size_t total = 0, at_hand;
	size_t offset = parse_ip(packet, len_bytes, tcp_of_both, seg, &total);

	if (!offset || !parse_tcp(packet, len_bytes, offset, total, seg))
		return false;
	at_hand = len_bytes < total ? len_bytes : total;
	seg->packet = packet;
	seg->packet_bytes = at_hand;
	seg->captured_bytes = (uint32_t)(at_hand - seg->header_bytes);
	seg->end = seg->seq + seg->payload_bytes +
		   (seg->flags & TCP_SYN ? 1 : 0) + (seg->flags & TCP_FIN ? 1 : 0);
	return true;
}

static bool is_icmp_error(uint8_t family, uint8_t type)
{
	if (family == 6)
		return type >= 1 && type <= 4;
	return type == 3 || type == 4 || type == 11 || type == 12;
}

bool wire_parse_quoted(const uint8_t *packet, size_t len_bytes,
		       struct segment *seg)
{
	static const uint8_t icmp[2] = { PROTOCOL_ICMP, PROTOCOL_ICMP6 };
	size_t total, offset = parse_ip(packet, len_bytes, icmp, seg, &total);
	const uint8_t *tcp;

	if (!offset || offset + ICMP_HEADER >= len_bytes ||
	    !is_icmp_error(seg->src.family, packet[offset]))
		return false;
	packet += offset + ICMP_HEADER;
	len_bytes -= offset + ICMP_HEADER;
	offset = parse_ip(packet, len_bytes, tcp_of_both, seg, &total);
	if (!offset || offset + QUOTED_MIN > len_bytes)
		return false;
	tcp = packet + offset;
	seg->src_port = get16(tcp);
	seg->dst_port = get16(tcp + 2);
	seg->seq = get32(tcp + 4);
	return true;
}

/* Of the pseudo header and of TCP, whose length is @tcp_len. */
static uint64_t sum_tcp(const uint8_t *p, size_t offset, size_t tcp_len)
{
	uint64_t sum = htobe32(PROTOCOL_TCP + (uint32_t)tcp_len);

	sum = p[0] >> 4 == 4 ? sum_words(p + 12, 8, sum) :
			       sum_words(p + 8, 32, sum);
	return sum_words(p + offset, tcp_len, sum);
}

bool wire_checksum_is_right(const struct segment *seg)
{
	uint64_t sum = sum_tcp(seg->packet, seg->tcp_offset_bytes,
			       seg->header_bytes - seg->tcp_offset_bytes +
			       seg->payload_bytes);

	return fold(sum) == 0xffff;
}

/* The length of a packet, and the checksum of its IP header. */
static void finish_ip(uint8_t *p, size_t len)
{
	if (p[0] >> 4 == 4) {
		put16(p + 2, (uint32_t)len);
		put16(p + 10, 0);
		put_checksum(p + 10, sum_words(p, (size_t)(p[0] & 0x0f) * 4, 0));
	} else {
		put16(p + 4, (uint32_t)(len - IPV6_HEADER));
	}
}

/* The same, and the checksum of its TCP, which is at @offset. */
static void finish(uint8_t *p, size_t offset, size_t len)
{
	finish_ip(p, len);
	put16(p + offset + 16, 0);
	put_checksum(p + offset + 16, sum_tcp(p, offset, len - offset));
}

/* A packet that is not to be fragmented needs no identification, RFC 6864 4.1. */
static bool has_idle_id(const uint8_t *p)
{
	return p[0] >> 4 == 4 && p[6] & IPV4_DF && get16(p + 4);
}

static void forget_id(uint8_t *p)
{
	if (has_idle_id(p))
		put16(p + 4, 0);
}

/* What it says of bytes behind its ACK (RFC 2018) is made padding. */
static void blank_sack(uint8_t *p, size_t len)
{
	size_t size;

	for (; (size = option_bytes(p, len)); len -= size, p += size)
		if (*p == TCPOPT_SACK)
			memset(p, TCPOPT_NOP, size);
}

/* Set the time stamp of options. */
static void put_ts_val(uint8_t *p, size_t len, uint32_t ts_val)
{
	size_t size;

	for (; (size = option_bytes(p, len)); len -= size, p += size)
		if (*p == TCPOPT_TS && size == TCPOPT_TS_BYTES)
			put32(p + 2, ts_val);
}

/* Its sum was @before (RFC 1624): a checksum that was wrong stays so. */
static void adjust_checksum(uint8_t *tcp, size_t header, uint64_t before)
{
	uint16_t was;

	memcpy(&was, tcp + 16, sizeof(was));
	put_checksum(tcp + 16, sum_words(tcp, header, (uint16_t)~was +
					 (uint64_t)(uint16_t)~fold(before)));
}

size_t wire_kept(const struct segment *seg, uint32_t payload_bytes,
		 const struct says *says, uint8_t *out)
{
	size_t len = seg->header_bytes + payload_bytes;
	size_t header = seg->header_bytes - seg->tcp_offset_bytes;
	uint8_t *tcp = out + seg->tcp_offset_bytes;
	uint8_t *options = tcp + TCP_HEADER_MIN;
	bool cut = payload_bytes != seg->payload_bytes;
	bool changed = says->ack != seg->ack || says->window != seg->window ||
		       says->ts_val != seg->ts_val;

	if (!cut && !changed && !has_idle_id(seg->packet))
		return 0;
	memcpy(out, seg->packet, len);
	forget_id(out);
	if (cut)
		tcp[13] &= (uint8_t)~TCP_FIN;
	if (changed) {
		put32(tcp + 8, says->ack);
		put16(tcp + 14, says->window);
		put_ts_val(options, header - TCP_HEADER_MIN, says->ts_val);
		blank_sack(options, header - TCP_HEADER_MIN);
	}
	if (cut || seg->checksum_unready) {
		finish(out, seg->tcp_offset_bytes, len);
		return len;
	}
	finish_ip(out, len);
	if (changed)
		adjust_checksum(tcp, header,
				sum_words(seg->packet + seg->tcp_offset_bytes,
					  header, 0));
	return len;
}

size_t wire_with_seq(const struct segment *seg, uint32_t seq, uint8_t *out)
{
	memcpy(out, seg->packet, seg->packet_bytes);
	forget_id(out);
	put32(out + seg->tcp_offset_bytes + 4, seq);
	finish(out, seg->tcp_offset_bytes, seg->packet_bytes);
	return seg->packet_bytes;
}

size_t wire_edit(const struct segment *seg, const struct edit *edit,
		 uint8_t *out)
{
	uint8_t *tcp = out + seg->tcp_offset_bytes;
	bool whole = segment_is_whole(seg);
	size_t len = seg->header_bytes + (whole ? edit->payload_bytes : 0);

	memcpy(out, seg->packet, len);
	put32(tcp + 8, edit->ack);
	put16(tcp + 14, edit->window);
	if (!whole)
		tcp[13] = TCP_ACK;
	else if (edit->payload_bytes != seg->payload_bytes)
		tcp[13] &= (uint8_t)~TCP_FIN;
	if (edit->ack != seg->ack)
		blank_sack(tcp + TCP_HEADER_MIN, seg->header_bytes -
			   seg->tcp_offset_bytes - TCP_HEADER_MIN);
	finish(out, seg->tcp_offset_bytes, len);
	return len;
}

/*
 * A segment that is longer than the window is not sent, nor a part of it: so none of the
 * server's is longer than the least window.  Return: was something changed?
 */
static bool make_roomy(uint8_t *p, size_t len)
{
	bool changed = false;
	size_t size;

	for (; (size = option_bytes(p, len)); len -= size, p += size) {
		if (*p == TCPOPT_SCALE && size == TCPOPT_SCALE_BYTES &&
		    p[2] < SCALE_LEAST) {
			p[2] = SCALE_LEAST;
			changed = true;
		}
		if (*p == TCPOPT_MSS && size == TCPOPT_MSS_BYTES &&
		    get16(p + 2) > MSS_MOST) {
			put16(p + 2, MSS_MOST);
			changed = true;
		}
	}
	return changed;
}

size_t wire_roomy(const struct segment *seg, uint8_t *out)
{
	size_t options = seg->tcp_offset_bytes + TCP_HEADER_MIN;

	if (!segment_is_whole(seg))
		return 0;
	memcpy(out, seg->packet, seg->packet_bytes);
	if (!make_roomy(out + options, seg->header_bytes - options))
		return 0;
	finish(out, seg->tcp_offset_bytes, seg->packet_bytes);
	return seg->packet_bytes;
}

/* Its IP header; returns where TCP goes. */
static size_t bare_ip(const struct bare *bare, uint8_t *out)
{
	memset(out, 0, WIRE_BARE_BYTES);
	if (bare->src.family == 6) {
		out[0] = 0x60;
		out[6] = PROTOCOL_TCP;
		out[7] = 64;
		memcpy(out + 8, bare->src.b, 16);
		memcpy(out + 24, bare->dst.b, 16);
		return IPV6_HEADER;
	}
	put16(out, 0x4500);
	put16(out + 6, 0x4000);	/* don't fragment: ID 0 is allowed, RFC 6864 */
	put16(out + 8, 64 << 8 | PROTOCOL_TCP);
	memcpy(out + 12, bare->src.b, 4);
	memcpy(out + 16, bare->dst.b, 4);
	return IPV4_HEADER_MIN;
}

size_t wire_bare(const struct bare *bare, uint8_t *out)
{
	size_t offset = bare_ip(bare, out);
	uint8_t *tcp = out + offset;
	size_t header = bare->has_ts ? TCP_HEADER_MIN + 12 : TCP_HEADER_MIN;

	put16(tcp, bare->src_port);
	put16(tcp + 2, bare->dst_port);
	put32(tcp + 4, bare->seq);
	put32(tcp + 8, bare->ack);
	put16(tcp + 12, (uint32_t)(header / 4 << 12) | bare->flags);
	if (bare->has_ts) {
		tcp[20] = tcp[21] = TCPOPT_NOP;
		tcp[22] = TCPOPT_TS;
		tcp[23] = TCPOPT_TS_BYTES;
		put32(tcp + 24, bare->ts_val);
		put32(tcp + 28, bare->ts_ecr);
	}
	finish(out, offset, offset + header);
	return offset + header;
}
