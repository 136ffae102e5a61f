// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proxy.c - whom a balancer's connection is for: the PROXY protocol
 *
 * A balancer of conf.proxies writes a header before its client's first byte.  Whom
 * it names is charged for what the connection does; on the wire all stays as it is.
 * Where no header names a client the connection is let alone: the balancer's own
 * address stands for all of its clients, and is never charged.
 */
#include "proxy.h"
#include "addr.h"
#include "core.h"

#include <string.h>

#define V1_BYTES_MAX	107	/* "PROXY UNKNOWN ..." at its longest, with CR LF */
#define V1_WORDS	6
#define V2_BYTES	16	/* before the addresses */
#define V2_LOCAL	0x20
#define V2_PROXY	0x21

static const uint8_t v2_signature[12] = {
	0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
};

/* ::ffff:192.0.2.1 is 192.0.2.1; else all of IPv4 would be one source of IPv6. */
static struct addr unmapped(const struct addr *a)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct addr is4 = { .family = 4 };

	if (a->family != 6 || memcmp(a->b, mapped, sizeof(mapped)))
		return *a;
	memcpy(is4.b, a->b + sizeof(mapped), 4);
	return is4;
}

/* --- version 1: a line */

/* 0 to 65535, without zeros in front */
static bool read_port(const char *text, uint16_t *port)
{
	size_t n = strspn(text, "0123456789"), i;
	uint32_t value = 0;

	if (!n || n > 5 || text[n] || (n > 1 && *text == '0'))
		return false;
	for (i = 0; i < n; i++)
		value = value * 10 + (uint32_t)(text[i] - '0');
	*port = (uint16_t)value;
	return value <= UINT16_MAX;
}

/* Cut at each space.  Return: how many words there are, to V1_WORDS + 1 */
static size_t split(char *line, char *word[V1_WORDS])
{
	size_t n = 0;

	while (n < V1_WORDS) {
		word[n++] = line;
		line = strchr(line, ' ');
		if (!line)
			return n;
		*line++ = '\0';
	}
	return n + 1;
}

/* "PROXY TCP4 CLIENT SERVER PORT PORT" */
static bool read_ends(char *line, struct proxy_header *h)
{
	char *word[V1_WORDS];
	struct addr server;
	uint16_t port;
	uint8_t family;

	if (split(line, word) != V1_WORDS || strcmp(word[0], "PROXY"))
		return false;
	if (strcmp(word[1], "TCP4") && strcmp(word[1], "TCP6"))
		return false;
	family = word[1][3] == '4' ? 4 : 6;
	return addr_parse(word[2], &h->client) && h->client.family == family &&
	       addr_parse(word[3], &server) && server.family == family &&
	       read_port(word[4], &h->client_port) && read_port(word[5], &port);
}

static struct proxy_header parse_v1(const uint8_t *data, size_t len)
{
	static const char unknown[] = "PROXY UNKNOWN";
	size_t most = len < V1_BYTES_MAX ? len : V1_BYTES_MAX, n;
	const uint8_t *cr = memchr(data, '\r', most);
	struct proxy_header h = { .kind = PROXY_BAD };
	char line[V1_BYTES_MAX];

	if (!cr || cr + 1 == data + most || cr[1] != '\n')
		return h;
	n = (size_t)(cr - data);
	memcpy(line, data, n);
	line[n] = '\0';
	if (strlen(line) != n)
		return h;
	h.bytes = (uint32_t)n + 2;
	if (!strncmp(line, unknown, sizeof(unknown) - 1) &&
	    (n == sizeof(unknown) - 1 || line[sizeof(unknown) - 1] == ' ')) {
		h.kind = PROXY_NOBODY;
		return h;
	}
	if (!read_ends(line, &h))
		return h;
	h.kind = PROXY_CLIENT;
	return h;
}

/* --- version 2: bytes */

/* A family and a transport that exist, 2.2 */
static bool is_kind(uint8_t kind)
{
	return kind >> 4 <= 3 && (kind & 15) <= 2;
}

static struct proxy_header parse_v2(const uint8_t *data, size_t len)
{
	size_t address_bytes, bytes = V2_BYTES + (size_t)(data[14] << 8 | data[15]);
	struct proxy_header h = { .kind = PROXY_BAD, .bytes = (uint32_t)bytes };
	const uint8_t *ports;

	if (len < bytes || (data[12] != V2_LOCAL && data[12] != V2_PROXY))
		return h;
	if (data[12] == V2_PROXY && !is_kind(data[13]))
		return h;
	if (data[12] == V2_LOCAL || (data[13] != 0x11 && data[13] != 0x21)) {
		h.kind = PROXY_NOBODY;
		return h;
	}
	h.client.family = data[13] == 0x11 ? 4 : 6;
	address_bytes = h.client.family == 4 ? 4 : 16;
	if (bytes < V2_BYTES + 2 * address_bytes + 4)
		return h;
	memcpy(h.client.b, data + V2_BYTES, address_bytes);
	ports = data + V2_BYTES + 2 * address_bytes;
	h.client_port = (uint16_t)(ports[0] << 8 | ports[1]);
	h.kind = PROXY_CLIENT;
	return h;
}

struct proxy_header proxy_parse(const uint8_t *data, size_t len_bytes)
{
	struct proxy_header h;

	if (len_bytes >= V2_BYTES &&
	    !memcmp(data, v2_signature, sizeof(v2_signature)))
		h = parse_v2(data, len_bytes);
	else
		h = parse_v1(data, len_bytes);
	h.client = unmapped(&h.client);
	return h;
}

/* --- connections of balancers */

bool proxy_is_balancer(const struct engine *e, const struct addr *peer)
{
	return nets_contain(e->conf.proxies, e->conf.proxies_n, peer);
}

static void let_alone(struct engine *e, struct flow *f, enum reason reason)
{
	f->proxy = FLOW_OF_NOBODY;
	flow_exempt_later(e, f, reason);
}

/* What began before the daemon did is no fault of the balancer's. */
void proxy_missing(struct engine *e, struct flow *f)
{
	e->stats.proxy_bad_total += f->from_start;
	let_alone(e, f, REASON_PROXY);
}

void proxy_read(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct proxy_header h;

	if (!f->client_synced || seq_lt(f->client_read, f->server_ack)) {
		proxy_missing(e, f);
		return;
	}
	if (seg->seq != f->client_read)
		return;		/* what is before it comes later */
	h = proxy_parse(seg->payload, seg->captured_bytes);
	if (h.kind == PROXY_BAD) {
		proxy_missing(e, f);
		return;
	}
	if (h.kind != PROXY_CLIENT || proxy_is_balancer(e, &h.client)) {
		let_alone(e, f, REASON_BALANCER);
		return;
	}
	f->proxy = FLOW_OF_CLIENT;
	f->client_family = h.client.family;
	memcpy(f->client, h.client.b, sizeof(f->client));
	f->client_port = h.client_port;
	f->client_read = seg->seq + h.bytes;
	f->client_whole = f->client_read == f->data_ack;
	e->stats.proxied_total++;
	if (policy_trusts(e, &h.client))
		flow_exempt_later(e, f, REASON_TRUSTED);
}
