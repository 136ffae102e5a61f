// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packet.c - make and read TCP packets, sharing no code with the engine
 *
 * What the engine emits is read here, strictly: IP length, data offset and
 * both checksums (RFC 791, RFC 8200, RFC 9293) must be right to the byte.
 */
#include "packet.h"

#include <string.h>

#define TCP 6

static void store(uint8_t *at, uint32_t value, unsigned int bytes)
{
	while (bytes--) {
		at[bytes] = (uint8_t)value;
		value >>= 8;
	}
}

static uint32_t load(const uint8_t *at, unsigned int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | *at++;
	return value;
}

/* Ones' complement sum, carried at once. */
static uint32_t add_sum(uint32_t sum, const uint8_t *at, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++) {
		sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static uint32_t tcp_sum(const uint8_t *ip, size_t tcp_at, size_t len_bytes)
{
	bool v6 = ip[0] >> 4 == 6;
	uint8_t pseudo[6] = { 0 };
	uint32_t sum;

	store(pseudo, (uint32_t)(len_bytes - tcp_at), 4);
	store(pseudo + 4, TCP, 2);
	sum = add_sum(0, pseudo, sizeof(pseudo));
	sum = add_sum(sum, ip + (v6 ? 8 : 12), v6 ? 32 : 8);
	return add_sum(sum, ip + tcp_at, len_bytes - tcp_at);
}

static size_t build_ipv4(const struct packet *p, uint8_t *out)
{
	size_t header = p->dress & DRESS_IP ? 24 : 20;

	memset(out, 0, header);
	out[0] = (uint8_t)(0x40 | header / 4);
	out[8] = 63;
	out[9] = TCP;
	memcpy(out + 12, p->src.b, 4);
	memcpy(out + 16, p->dst.b, 4);
	memset(out + 20, 1, header - 20);
	return header;
}

static size_t build_ipv6(const struct packet *p, uint8_t *out)
{
	static const uint8_t hop_by_hop[8] = { TCP, 0, 1, 4, 0, 0, 0, 0 };

	memset(out, 0, 40);
	out[0] = 0x60;
	out[6] = p->dress & DRESS_IP ? 0 : TCP;
	out[7] = 63;
	memcpy(out + 8, p->src.b, 16);
	memcpy(out + 24, p->dst.b, 16);
	if (!(p->dress & DRESS_IP))
		return 40;
	memcpy(out + 40, hop_by_hop, 8);
	return 48;
}

static size_t build_options(const struct packet *p, uint8_t *out)
{
	size_t n = 0;

	if (p->dress & DRESS_TS) {
		memcpy(out, "\1\1\x08\x0a", 4);
		store(out + 4, p->ts_val, 4);
		store(out + 8, p->ts_ecr, 4);
		n = 12;
	}
	if (p->dress & DRESS_SACK) {
		memcpy(out + n, "\1\1\x05\x0a", 4);
		store(out + n + 4, p->ack - 1, 4);
		store(out + n + 8, p->ack, 4);
		n += 12;
	}
	if (p->dress & DRESS_SCALE) {
		memcpy(out + n, "\1\3\3", 3);
		out[n + 3] = p->scale;
		n += 4;
	}
	return n;
}

size_t packet_build(const struct packet *p, uint8_t *out)
{
	bool v6 = p->src.family == 6;
	size_t at = v6 ? build_ipv6(p, out) : build_ipv4(p, out);
	uint8_t *tcp = out + at;
	size_t header = 20 + build_options(p, tcp + 20);
	size_t len = at + header + p->payload_bytes;

	memset(tcp, 0, 20);
	store(tcp, p->sport, 2);
	store(tcp + 2, p->dport, 2);
	store(tcp + 4, p->seq, 4);
	store(tcp + 8, p->ack, 4);
	tcp[12] = (uint8_t)(header / 4 << 4);
	tcp[13] = p->flags;
	store(tcp + 14, p->window, 2);
	if (p->payload_bytes)
		memcpy(tcp + header, p->payload, p->payload_bytes);
	store(out + (v6 ? 4 : 2), (uint32_t)(v6 ? len - 40 : len), 2);
	if (!v6)
		store(out + 10, ~add_sum(0, out, at) & 0xffff, 2);
	store(tcp + 16, ~tcp_sum(out, at, len) & 0xffff, 2);
	return len;
}

size_t packet_quote(const struct packet *about, uint8_t type, uint8_t *out)
{
	struct packet outer = { .src = about->dst, .dst = about->src };
	struct packet inner = *about;
	bool v6 = about->src.family == 6;
	size_t at, quoted;

	inner.dress = 0;
	inner.payload_bytes = 0;
	at = v6 ? build_ipv6(&outer, out) : build_ipv4(&outer, out);
	out[v6 ? 6 : 9] = v6 ? 58 : 1;
	memset(out + at, 0, 8);
	out[at] = type;
	out[at + 1] = v6 ? 0 : 4;
	quoted = packet_build(&inner, out + at + 8);
	store(out + (v6 ? 4 : 2), (uint32_t)(v6 ? 8 + quoted : at + 8 + quoted),
	      2);
	return at + 8 + quoted;
}

static size_t read_ipv4(const uint8_t *bytes, size_t len, struct packet *p)
{
	size_t header = (size_t)(bytes[0] & 15) * 4;

	if (len < 20 || header < 20 || header > len || bytes[9] != TCP ||
	    load(bytes + 2, 2) != len || add_sum(0, bytes, header) != 0xffff)
		return 0;
	p->src.family = p->dst.family = 4;
	memcpy(p->src.b, bytes + 12, 4);
	memcpy(p->dst.b, bytes + 16, 4);
	p->dress |= header > 20 ? DRESS_IP : 0;
	return header;
}

/* Hop-by-hop, routing and destination options may stand before TCP. */
static size_t read_ipv6(const uint8_t *bytes, size_t len, struct packet *p)
{
	uint8_t next = bytes[6];
	size_t at = 40;

	if (len < 60 || load(bytes + 4, 2) != len - 40)
		return 0;
	p->src.family = p->dst.family = 6;
	memcpy(p->src.b, bytes + 8, 16);
	memcpy(p->dst.b, bytes + 24, 16);
	while (next == 0 || next == 43 || next == 60) {
		if (at + 8 > len)
			return 0;
		next = bytes[at];
		at += 8 + 8 * (size_t)bytes[at + 1];
		p->dress |= DRESS_IP;
	}
	return next == TCP ? at : 0;
}

static void read_options(const uint8_t *at, const uint8_t *end,
			 struct packet *p)
{
	while (at < end && *at) {
		if (*at == 1) {
			at++;
			continue;
		}
		if (end - at < 2 || at[1] < 2 || at[1] > end - at)
			return;
		if (*at == 8 && at[1] == 10) {
			p->dress |= DRESS_TS;
			p->ts_val = load(at + 2, 4);
			p->ts_ecr = load(at + 6, 4);
		}
		if (*at == 5)
			p->dress |= DRESS_SACK;
		if (*at == 3 && at[1] == 3) {
			p->dress |= DRESS_SCALE;
			p->scale = at[2];
		}
		at += at[1];
	}
}

const char *packet_read(const uint8_t *bytes, size_t len, struct packet *p)
{
	const uint8_t *tcp;
	size_t at, header;

	memset(p, 0, sizeof(*p));
	if (len < 40)
		return "too short";
	at = bytes[0] >> 4 == 6 ? read_ipv6(bytes, len, p) :
				  read_ipv4(bytes, len, p);
	if (!at || len < at + 20)
		return "the IP header's length, checksum or protocol";
	tcp = bytes + at;
	header = (size_t)(tcp[12] >> 4) * 4;
	if (header < 20 || at + header > len)
		return "the data offset";
	if (tcp_sum(bytes, at, len) != 0xffff)
		return "the TCP checksum";
	p->sport = (uint16_t)load(tcp, 2);
	p->dport = (uint16_t)load(tcp + 2, 2);
	p->seq = load(tcp + 4, 4);
	p->ack = load(tcp + 8, 4);
	p->flags = tcp[13];
	p->window = (uint16_t)load(tcp + 14, 2);
	read_options(tcp + 20, tcp + header, p);
	p->payload = tcp + header;
	p->payload_bytes = len - at - header;
	return NULL;
}
