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

/**
 * struct numbers - "7", "7.3", "7.3/2": network, source in it, host of the source
 */
struct numbers {
	uint32_t network, source, host;
};

static bool part(char *text, uint32_t max, uint32_t *number)
{
	return parse_number(text, number) && *number <= max;
}

static bool read_numbers(const char *text, struct numbers *n)
{
	char copy[NAME_MAX_BYTES], *slash, *dot;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	slash = strchr(copy, '/');
	if (slash)
		*slash = '\0';
	dot = strchr(copy, '.');
	if (dot)
		*dot = '\0';
	*n = (struct numbers){ .host = 1 };
	return part(copy, 0xfeff, &n->network) &&
	       (!dot || part(dot + 1, 255, &n->source)) &&
	       (!slash || part(slash + 1, 255, &n->host));
}

static void put_number(uint8_t *b, uint32_t number)
{
	b[0] = (uint8_t)(number >> 8);
	b[1] = (uint8_t)number;
}

/* 10.0.7.1 and 2001:db8:7::1; 10.0.7.3 and 2001:db8:7:3::1 for 7.3 */
bool world_client(const struct world *w, const char *text, struct addr *a)
{
	struct numbers n;

	if (!read_numbers(text, &n))
		return false;
	memset(a, 0, sizeof(*a));
	a->family = w->family;
	if (w->family == 6) {
		memcpy(a->b, "\x20\x01\x0d\xb8", 4);
		put_number(a->b + 4, n.network);
		put_number(a->b + 6, n.source);
		a->b[15] = (uint8_t)n.host;
	} else {
		a->b[0] = 10;
		put_number(a->b + 1, n.network);
		a->b[3] = (uint8_t)(n.source ? n.source : n.host);
	}
	return true;
}

/* 192.0.7.1 and 2001:db8:ff00:7::1 */
bool world_server(const struct world *w, const char *text, struct addr *a)
{
	struct numbers n;

	if (!read_numbers(text, &n))
		return false;
	memset(a, 0, sizeof(*a));
	a->family = w->family;
	if (w->family == 6) {
		memcpy(a->b, "\x20\x01\x0d\xb8\xff", 5);
		put_number(a->b + 6, n.network);
		a->b[15] = (uint8_t)n.host;
	} else {
		a->b[0] = 192;
		put_number(a->b + 1, n.network);
		a->b[3] = (uint8_t)n.host;
	}
	return true;
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
