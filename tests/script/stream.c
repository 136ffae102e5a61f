// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - stream scripts: both directions' bytes, names and the gate
 *
 * Owns the memory of what each side sent and got.  Promises nothing about
 * the engine: the gate here is the oracle's, made from holds that were seen.
 */
#include "script.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void stream_grow(struct stream *s, size_t size)
{
	size_t want = s->size ? s->size : 1024;

	while (want < size)
		want *= 2;
	if (want == s->size)
		return;
	s->sent = realloc(s->sent, want);
	s->known = realloc(s->known, want);
	s->got = realloc(s->got, want);
	assert(s->sent && s->known && s->got);
	memset(s->sent + s->size, 0, want - s->size);
	memset(s->known + s->size, 0, want - s->size);
	memset(s->got + s->size, 0, want - s->size);
	s->size = want;
}

void stream_sent(struct stream *s, int64_t from, const uint8_t *bytes,
		 size_t n)
{
	size_t i;

	if (from < 0)
		return;
	stream_grow(s, (size_t)from + n + 2);
	for (i = 0; i < n; i++) {
		s->sent[(size_t)from + i] = bytes[i];
		s->known[(size_t)from + i] = 1;
	}
}

int64_t stream_rcv_nxt(const struct stream *s)
{
	size_t i = 1;

	while (i < s->size && s->got[i])
		i++;
	return (int64_t)i;
}

int64_t conn_gate(const struct conn *conn, uint64_t now_ns)
{
	int64_t gate = INT64_MAX;
	unsigned int i;

	for (i = 0; i < conn->closed_n; i++)
		if (conn->closed[i].due_ns > now_ns &&
		    conn->closed[i].from < gate)
			gate = conn->closed[i].from;
	return gate;
}

struct conn *world_conn(struct world *w, const char *name)
{
	struct conn *conn;

	for (conn = w->conns; conn; conn = conn->next)
		if (!strcmp(conn->name, name))
			return conn;
	return NULL;
}

/* "7" or "7/2": network 7, host 1 or 2 */
static bool two_numbers(const char *text, uint32_t *net, uint32_t *host)
{
	char copy[NAME_MAX_BYTES], *slash;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	slash = strchr(copy, '/');
	*host = 1;
	if (slash)
		*slash = '\0';
	return parse_number(copy, net) && *net <= 65535 &&
	       (!slash || (parse_number(slash + 1, host) && *host <= 255));
}

static bool number_addr(const struct world *w, const char *text,
			const uint8_t *v4, const uint8_t *v6, struct addr *a)
{
	uint32_t net, host;

	if (!two_numbers(text, &net, &host))
		return false;
	memset(a, 0, sizeof(*a));
	a->family = w->family;
	memcpy(a->b, w->family == 6 ? v6 : v4, w->family == 6 ? 16 : 4);
	if (w->family == 6) {
		a->b[6] = (uint8_t)(net >> 8);
		a->b[7] = (uint8_t)net;
		a->b[15] = (uint8_t)host;
	} else {
		a->b[1] = (uint8_t)(net >> 8);
		a->b[2] = (uint8_t)net;
		a->b[3] = (uint8_t)host;
	}
	return true;
}

/* 10.0.7.1 and 2001:db8:0:7::1: one source for each number */
bool world_client(const struct world *w, const char *text, struct addr *a)
{
	static const uint8_t v4[4] = { 10 };
	static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8 };

	return number_addr(w, text, v4, v6, a);
}

bool world_server(const struct world *w, const char *text, struct addr *a)
{
	static const uint8_t v4[4] = { 192 };
	static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, 0xff };

	return number_addr(w, text, v4, v6, a);
}

bool world_pos(const struct world *w, const struct pos *pos, int64_t *at)
{
	unsigned int i;

	*at = pos->offset;
	if (!pos->label[0])
		return true;
	for (i = 0; i < w->labels; i++)
		if (!strcmp(w->label[i].name, pos->label)) {
			*at += pos->end ? w->label[i].to : w->label[i].from;
			return true;
		}
	return false;
}

bool text_pos(const struct world *w, const char *text, int64_t *at)
{
	struct pos pos;
	const char *end = parse_pos(text, &pos);

	return end && !*end && world_pos(w, &pos, at);
}

bool text_range(const struct world *w, const char *text, int64_t *from,
		int64_t *to)
{
	struct pos pos;
	const char *end = parse_pos(text, &pos);

	if (!end || !world_pos(w, &pos, from))
		return false;
	if (*end == ':')
		return text_pos(w, end + 1, to);
	if (*end || !pos.label[0] || pos.end || pos.offset)
		return false;
	pos.end = true;
	return world_pos(w, &pos, to);
}
