// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session.c - the table of sessions that go on
 *
 * Bounded, and allocated once.  A session has its place in one of WAYS entries
 * that its key chooses; where all are taken, the one silent longest goes.
 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "core/siphash.h"

#define SETS	4096
#define WAYS	8

struct sessions {
	uint64_t key[2];
	struct session entries[SETS][WAYS];
};

struct sessions *sessions_new(const uint64_t key[2])
{
	struct sessions *t = calloc(1, sizeof(*t));

	if (t)
		memcpy(t->key, key, sizeof(t->key));
	return t;
}

uint64_t session_key(const struct sessions *t, const void *bytes, size_t n)
{
	return siphash24(t->key, bytes, n);
}

void session_begin(struct session *s)
{
	struct session fresh = { .key = s->key, .last_ns = s->last_ns,
				 .from_start = true, .used = true };

	*s = fresh;
}

void session_end(struct session *s)
{
	memset(s, 0, sizeof(*s));
}

static struct session *take(struct session *set, uint64_t key)
{
	struct session *oldest = set;
	size_t i;

	for (i = 0; i < WAYS && oldest->used; i++)
		if (!set[i].used || set[i].last_ns < oldest->last_ns)
			oldest = &set[i];
	session_end(oldest);
	oldest->key = key;
	oldest->used = true;
	return oldest;
}

struct session *session_find(struct sessions *t, uint64_t key, uint64_t now_ns,
			     uint64_t idle_ns)
{
	struct session *set = t->entries[key % SETS], *s = NULL;
	size_t i;

	for (i = 0; i < WAYS && !s; i++)
		if (set[i].used && set[i].key == key)
			s = &set[i];
	if (s && now_ns - s->last_ns > idle_ns) {
		session_end(s);
		s = NULL;
	}
	if (!s)
		s = take(set, key);
	s->last_ns = now_ns;
	return s;
}
