// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * frame.c - twin worlds: packets as bytes
 *
 * Segments are made by tests/fuzz/packet.c; here is what it leaves out: the
 * identification and hop count, wrong checksums, ICMP.
 */
#include "twin.h"

#include <string.h>

enum { IP4 = 20, IP6 = 40, TCP = 6, ICMP4 = 1, ICMP6 = 58 };

static void put16(uint8_t *at, unsigned int v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

static unsigned int get16(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static uint32_t sum16(uint32_t sum, const uint8_t *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
	return sum;
}

static unsigned int folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void sum_ip4(uint8_t *ip)
{
	put16(ip + 10, 0);
	put16(ip + 10, folded(sum16(0, ip, (size_t)(ip[0] & 15) * 4)));
}

void frame_tcp(const struct packet *p, const struct dressing *d,
	      struct bytes *out)
{
	bool ip6 = p->src.family == 6;
	size_t tcp_at = ip6 ? IP6 : IP4;

	out->len = packet_build(p, out->b);
	out->b[ip6 ? 7 : 8] = d->ttl;
	if (!ip6) {
		put16(out->b + 4, d->ip_id);
		out->b[6] = 0x40;	/* don't fragment */
		sum_ip4(out->b);
	}
	if (d->bad_sum)
		out->b[tcp_at + 16] ^= 0x5a;
}

/* An IP header.  Return: its length */
static size_t ip_header(const struct addr *src, const struct addr *dst,
			uint8_t protocol, size_t payload, uint8_t *out)
{
	bool ip6 = src->family == 6;

	memset(out, 0, IP6);
	out[0] = ip6 ? 0x60 : 0x45;
	put16(out + (ip6 ? 4 : 2),
	      (unsigned int)(ip6 ? payload : payload + IP4));
	out[ip6 ? 6 : 9] = protocol;
	out[ip6 ? 7 : 8] = 64;
	memcpy(out + (ip6 ? 8 : 12), src->b, ip6 ? 16 : 4);
	memcpy(out + (ip6 ? 24 : 16), dst->b, ip6 ? 16 : 4);
	if (!ip6)
		sum_ip4(out);
	return ip6 ? IP6 : IP4;
}

/* RFC 792, RFC 4443: of ICMPv6 with the pseudo header. */
static void sum_icmp(struct bytes *b)
{
	bool ip6 = b->b[0] >> 4 == 6;
	size_t at = ip6 ? IP6 : IP4;
	uint32_t sum = 0;

	if (ip6)
		sum = sum16((uint32_t)(b->len - at) + ICMP6, b->b + 8, 32);
	put16(b->b + at + 2, 0);
	put16(b->b + at + 2, folded(sum16(sum, b->b + at, b->len - at)));
}

void frame_icmp_too_big(const struct addr *from, const struct packet *quoted,
		       uint16_t mtu, struct bytes *out)
{
	bool ip6 = from->family == 6;
	struct bytes q;
	uint8_t *icmp;
	size_t quoted_bytes;

	q.len = packet_build(quoted, q.b);
	quoted_bytes = (ip6 ? IP6 : IP4) + 20;
	out->len = 8 + quoted_bytes;
	icmp = out->b + ip_header(from, &quoted->src, ip6 ? ICMP6 : ICMP4,
				  out->len, out->b);
	memset(icmp, 0, 8);
	icmp[0] = ip6 ? 2 : 3;
	icmp[1] = ip6 ? 0 : 4;
	put16(icmp + 6, mtu);
	memcpy(icmp + 8, q.b, quoted_bytes);
	out->len += ip6 ? IP6 : IP4;
	sum_icmp(out);
}

void frame_echo(const struct addr *from, const struct addr *to, size_t len,
	       bool more, struct bytes *out)
{
	bool ip6 = from->family == 6;
	size_t at = ip_header(from, to, ip6 ? ICMP6 : ICMP4, len, out->b);

	memset(out->b + at, 0, len);
	out->b[at] = ip6 ? 129 : 0;
	out->b[at + 1] = more;
	out->len = at + len;
}

bool frame_read_icmp(const struct bytes *b, struct too_big *t)
{
	bool ip6 = b->b[0] >> 4 == 6;
	size_t at = ip6 ? IP6 : IP4;
	const uint8_t *icmp = b->b + at, *q = icmp + 8;

	if (b->len < at + 8 + at + 20 || b->b[ip6 ? 6 : 9] !=
	    (ip6 ? ICMP6 : ICMP4) || icmp[0] != (ip6 ? 2 : 3))
		return false;
	memset(t, 0, sizeof(*t));
	t->src.family = t->dst.family = ip6 ? 6 : 4;
	memcpy(t->src.b, q + (ip6 ? 8 : 12), ip6 ? 16 : 4);
	memcpy(t->dst.b, q + (ip6 ? 24 : 16), ip6 ? 16 : 4);
	t->mtu = (uint16_t)get16(icmp + 6);
	t->sport = (uint16_t)get16(q + at);
	t->dport = (uint16_t)get16(q + at + 2);
	t->seq = get32(q + at + 4);
	return true;
}

bool frame_peek(const struct bytes *b, struct packet *p)
{
	bool ip6 = b->b[0] >> 4 == 6;
	const uint8_t *tcp = b->b + (ip6 ? IP6 : IP4);
	size_t header = (size_t)(tcp[12] >> 4) * 4;

	memset(p, 0, sizeof(*p));
	if (b->b[ip6 ? 6 : 9] != TCP)
		return false;
	p->src.family = p->dst.family = ip6 ? 6 : 4;
	memcpy(p->src.b, b->b + (ip6 ? 8 : 12), ip6 ? 16 : 4);
	memcpy(p->dst.b, b->b + (ip6 ? 24 : 16), ip6 ? 16 : 4);
	p->sport = (uint16_t)get16(tcp);
	p->dport = (uint16_t)get16(tcp + 2);
	p->seq = get32(tcp + 4);
	p->ack = get32(tcp + 8);
	p->flags = tcp[13];
	p->window = (uint16_t)get16(tcp + 14);
	p->payload = tcp + header;
	p->payload_bytes = b->len - (size_t)(p->payload - b->b);
	return true;
}
