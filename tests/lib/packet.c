// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packet.c - IP packets with TCP from and into their fields
 *
 * Written from RFC 791, 8200, 9293 and 7323, and on purpose without the
 * engine's own code for the wire: it checks what that code writes.
 */
#include "packet.h"

#include <string.h>

enum { IP4_BYTES = 20, IP6_BYTES = 40, TCP_BYTES = 20, PROTO_HOPOPTS = 0,
       PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_ROUTING = 43, PROTO_ICMP6 = 58,
       PROTO_DSTOPTS = 60, ICMP_BYTES = 8, QUOTED_BYTES = 8 };

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

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
	return get16(p) << 16 | get16(p + 2);
}

static uint32_t sum(const uint8_t *p, size_t n, uint32_t acc)
{
	for (; n > 1; p += 2, n -= 2)
		acc += get16(p);
	if (n)
		acc += (uint32_t)*p << 8;
	return acc;
}

static uint32_t fold(uint32_t acc)
{
	while (acc >> 16)
		acc = (acc & 0xffff) + (acc >> 16);
	return acc;
}

static uint32_t pseudo_sum(const struct tcp_segment *seg, size_t tcp_len)
{
	size_t n = seg->src.family == 6 ? 16 : 4;
	uint32_t acc = PROTO_TCP + (uint32_t)tcp_len;

	return sum(seg->dst.b, n, sum(seg->src.b, n, acc));
}

static size_t build_options(const struct tcp_options *o, uint8_t *p)
{
	size_t n = 0;
	unsigned int i;

	if (o->mss) {
		p[n] = 2;
		p[n + 1] = 4;
		put16(p + n + 2, o->mss);
		n += 4;
	}
	for (i = 0; i < o->nops; i++)
		p[n++] = 1;
	if (o->has_scale) {
		p[n++] = 3;
		p[n++] = 3;
		p[n++] = (uint8_t)o->scale;
	}
	if (o->sack_ok) {
		p[n++] = 4;
		p[n++] = 2;
	}
	if (o->ts) {
		p[n] = 8;
		p[n + 1] = 10;
		put32(p + n + 2, o->tsval);
		put32(p + n + 6, o->tsecr);
		n += 10;
	}
	if (o->sacks) {
		p[n++] = 5;
		p[n++] = (uint8_t)(2 + 8 * o->sacks);
		for (i = 0; i < o->sacks; i++, n += 8) {
			put32(p + n, o->sack[i][0]);
			put32(p + n + 4, o->sack[i][1]);
		}
	}
	while (n % 4)
		p[n++] = 0;
	return n;
}

/* Many short headers of padding, RFC 8200 4.2. */
static size_t build_ip6(const struct tcp_segment *seg, size_t tcp_len, uint8_t *p)
{
	size_t i;

	memset(p, 0, IP6_BYTES);
	p[0] = 0x60;
	put16(p + 4, (uint32_t)tcp_len + seg->ext_bytes);
	p[6] = !seg->ext_bytes ? PROTO_TCP :
	       seg->hop_by_hop ? PROTO_HOPOPTS : PROTO_DSTOPTS;
	p[7] = 64;
	memcpy(p + 8, seg->src.b, 16);
	memcpy(p + 24, seg->dst.b, 16);
	p += IP6_BYTES;
	for (i = 0; i < seg->ext_bytes; i += 8) {
		memset(p + i, 0, 8);
		p[i] = i + 8 < seg->ext_bytes ? PROTO_DSTOPTS : PROTO_TCP;
		p[i + 2] = 1;
		p[i + 3] = 4;
	}
	return IP6_BYTES + seg->ext_bytes;
}

static size_t build_ip(const struct tcp_segment *seg, size_t tcp_len, uint8_t *p)
{
	size_t header = IP4_BYTES + seg->ext_bytes;

	if (seg->src.family == 6)
		return build_ip6(seg, tcp_len, p);
	memset(p, 0, IP4_BYTES);
	p[0] = (uint8_t)(0x40 | header / 4);
	put16(p + 2, (uint32_t)(tcp_len + header));
	put16(p + 4, seg->seq & 0xffff);
	p[6] = 0x40;
	p[8] = 64;
	p[9] = PROTO_TCP;
	memcpy(p + 12, seg->src.b, 4);
	memcpy(p + 16, seg->dst.b, 4);
	memset(p + IP4_BYTES, 1, seg->ext_bytes);
	put16(p + 10, ~fold(sum(p, header, 0)) & 0xffff);
	return header;
}

size_t segment_build(const struct tcp_segment *seg, bool partial, uint8_t *out)
{
	uint8_t options[64];
	size_t opt_len = build_options(&seg->opt, options);
	size_t tcp_len = TCP_BYTES + opt_len + seg->len_bytes;
	size_t ip_len = build_ip(seg, tcp_len, out);
	uint32_t acc = pseudo_sum(seg, tcp_len);
	uint8_t *t = out + ip_len;

	memset(t, 0, TCP_BYTES);
	put16(t, seg->sport);
	put16(t + 2, seg->dport);
	put32(t + 4, seg->seq);
	put32(t + 8, seg->ack);
	t[12] = (uint8_t)((TCP_BYTES + opt_len) / 4 << 4);
	t[13] = seg->flags;
	put16(t + 14, seg->win);
	memcpy(t + TCP_BYTES, options, opt_len);
	if (seg->len_bytes)
		memcpy(t + TCP_BYTES + opt_len, seg->payload, seg->len_bytes);
	if (partial)
		put16(t + 16, fold(acc));
	else
		put16(t + 16, ~fold(sum(t, tcp_len, acc)) & 0xffff);
	return ip_len + tcp_len;
}

/* RFC 792 and RFC 4443. */
size_t icmp_build(const struct tcp_segment *quoted, uint8_t type, uint8_t code,
		  uint32_t rest, uint8_t *out)
{
	bool v6 = quoted->src.family == 6;
	size_t ip_len = v6 ? IP6_BYTES : IP4_BYTES, quote, n;
	struct tcp_segment outer = { .src = quoted->dst, .dst = quoted->src };
	uint8_t *p = out + ip_len, whole[128];

	quote = segment_build(quoted, false, whole) - TCP_BYTES + QUOTED_BYTES;
	n = ICMP_BYTES + quote;
	build_ip(&outer, n, out);
	out[v6 ? 6 : 9] = v6 ? PROTO_ICMP6 : PROTO_ICMP;
	p[0] = type;
	p[1] = code;
	put16(p + 2, 0);
	put32(p + 4, rest);
	memcpy(p + ICMP_BYTES, whole, quote);
	if (v6) {
		put16(p + 2, ~fold(sum(p, n, sum(out + 8, 32,
			     PROTO_ICMP6 + (uint32_t)n))) & 0xffff);
		return ip_len + n;
	}
	put16(p + 2, ~fold(sum(p, n, 0)) & 0xffff);
	put16(out + 10, 0);
	put16(out + 10, ~fold(sum(out, IP4_BYTES, 0)) & 0xffff);
	return ip_len + n;
}

static void read_option(const uint8_t *p, uint8_t length,
			struct tcp_options *o)
{
	unsigned int i;

	if (p[0] == 2 && length == 4)
		o->mss = get16(p + 2);
	if (p[0] == 3 && length == 3) {
		o->has_scale = true;
		o->scale = p[2];
	}
	if (p[0] == 4 && length == 2)
		o->sack_ok = true;
	if (p[0] == 8 && length == 10) {
		o->ts = true;
		o->tsval = get32(p + 2);
		o->tsecr = get32(p + 6);
	}
	if (p[0] == 5 && length >= 10 && (length - 2) % 8 == 0) {
		o->sacks = (length - 2u) / 8;
		for (i = 0; i < o->sacks && i < SACKS_MAX; i++) {
			o->sack[i][0] = get32(p + 2 + 8 * i);
			o->sack[i][1] = get32(p + 6 + 8 * i);
		}
	}
}

static void read_options(const uint8_t *p, size_t n, struct tcp_options *o)
{
	while (n && *p) {
		if (*p == 1) {
			o->nops++;
			p++;
			n--;
			continue;
		}
		o->broken = n < 2 || p[1] < 2 || p[1] > n;
		if (o->broken)
			return;
		read_option(p, p[1], o);
		n -= p[1];
		p += p[1];
	}
}

/* Where TCP begins, or what should be TCP. */
static size_t skip_ip(const uint8_t *p, size_t n, uint8_t *protocol)
{
	size_t at = IP6_BYTES;

	if (n < IP4_BYTES + TCP_BYTES)
		return n;
	if (p[0] >> 4 == 4) {
		*protocol = p[9];
		return (size_t)(p[0] & 15) * 4;
	}
	*protocol = p[6];
	while ((*protocol == PROTO_HOPOPTS || *protocol == PROTO_ROUTING ||
		*protocol == PROTO_DSTOPTS) && at + 8 <= n) {
		*protocol = p[at];
		at += 8 + 8 * (size_t)p[at + 1];
	}
	return at;
}

static const char *read_ip(const uint8_t *p, size_t n, bool whole,
			   struct tcp_segment *seg, size_t *ip_len)
{
	bool v6 = n && p[0] >> 4 == 6;
	uint8_t protocol = 0;
	size_t total;

	*ip_len = n ? skip_ip(p, n, &protocol) : 0;
	if (n < *ip_len + TCP_BYTES)
		return "packet too short";
	if (!v6 && (p[0] >> 4 != 4 || *ip_len < IP4_BYTES))
		return "no IP header";
	if (protocol != PROTO_TCP)
		return "not TCP";
	total = v6 ? get16(p + 4) + (size_t)IP6_BYTES : get16(p + 2);
	if (whole && total != n)
		return "wrong IP length";
	if (whole && !v6 && fold(sum(p, *ip_len, 0)) != 0xffff)
		return "wrong IP checksum";
	seg->src.family = seg->dst.family = v6 ? 6 : 4;
	memcpy(seg->src.b, p + (v6 ? 8 : 12), v6 ? 16 : 4);
	memcpy(seg->dst.b, p + (v6 ? 24 : 16), v6 ? 16 : 4);
	return NULL;
}

/* RFC 1624: what a checksum becomes where @n bytes that it covers are changed. */
static void checksum_update(uint8_t *checksum, const uint8_t *was,
			    const uint8_t *is, size_t n)
{
	uint32_t acc = ~get16(checksum) & 0xffff;
	size_t i;

	for (i = 0; i < n; i += 2)
		acc += (~get16(was + i) & 0xffff) + get16(is + i);
	put16(checksum, ~fold(acc) & 0xffff);
}

void segment_rename(uint8_t *bytes, size_t len_bytes, const struct addr *src,
		    uint16_t sport)
{
	bool v6 = src->family == 6;
	uint8_t *ip = bytes + (v6 ? 8 : 12), port[2], protocol;
	uint8_t *tcp = bytes + skip_ip(bytes, len_bytes, &protocol);
	size_t n = v6 ? 16 : 4;

	put16(port, sport);
	if (!v6)
		checksum_update(bytes + 10, ip, src->b, n);
	checksum_update(tcp + 16, ip, src->b, n);
	checksum_update(tcp + 16, tcp, port, sizeof(port));
	memcpy(ip, src->b, n);
	memcpy(tcp, port, sizeof(port));
}

const char *segment_read(const uint8_t *bytes, size_t len_bytes, bool whole,
			 struct tcp_segment *seg)
{
	const char *error;
	const uint8_t *t;
	size_t ip_len, tcp_len, offset;

	memset(seg, 0, sizeof(*seg));
	error = read_ip(bytes, len_bytes, whole, seg, &ip_len);
	if (error)
		return error;
	seg->ext_bytes = (uint32_t)(ip_len - (seg->src.family == 6 ? IP6_BYTES :
								    IP4_BYTES));
	seg->hop_by_hop = seg->src.family == 6 && bytes[6] == PROTO_HOPOPTS;
	t = bytes + ip_len;
	tcp_len = len_bytes - ip_len;
	offset = (size_t)(t[12] >> 4) * 4;
	if (offset < TCP_BYTES || offset > tcp_len)
		return "wrong TCP data offset";
	if (whole &&
	    fold(sum(t, tcp_len, pseudo_sum(seg, tcp_len))) != 0xffff)
		return "wrong TCP checksum";
	seg->sport = (uint16_t)get16(t);
	seg->dport = (uint16_t)get16(t + 2);
	seg->seq = get32(t + 4);
	seg->ack = get32(t + 8);
	seg->flags = t[13];
	seg->win = (uint16_t)get16(t + 14);
	seg->payload = t + offset;
	seg->len_bytes = tcp_len - offset;
	read_options(t + TCP_BYTES, offset - TCP_BYTES, &seg->opt);
	return NULL;
}
