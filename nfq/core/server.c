// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * server.c - mail servers with held connections, or under attack
 *
 * Owns their table: how many connections each has to keep open for held
 * replies, which, longest held first, and the bucket of errors that all sources
 * without a history share.  Bounded: where there is no room near its place, a
 * server has no entry, and so no budget.
 */
#include "core.h"
#include "siphash.h"

#include <string.h>

#define EARLY_SHARE	4	/* a part of the budget may be early an interval */
#define STRANGERS_ASKED	64	/* connections that are looked at, at the most */

static bool is_server_of(const struct server *s, const struct flow *f)
{
	return s->used && s->port == f->key.server_port &&
	       s->family == f->key.family &&
	       !memcmp(s->address, f->key.server, 16);
}

static struct server *begin(struct server *s, const struct flow *f)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->address, f->key.server, 16);
	s->port = f->key.server_port;
	s->family = f->key.family;
	s->held = (struct flow_list){ NONE, NONE };
	s->used = true;
	return s;
}

/* The flow's server, begun if there is room; NULL if not */
static struct server *find_or_begin(struct engine *e, const struct flow *f)
{
	enum { NEAR = 16 };
	uint8_t key[18];
	struct server *s = &e->servers[e->server_last], *unused = NULL;
	uint32_t i, at;

	if (is_server_of(s, f))
		return s;
	memcpy(key, f->key.server, 16);
	memcpy(key + 16, &f->key.server_port, 2);
	at = (uint32_t)siphash24(e->conf.key, key, sizeof(key));
	for (i = 0; i < NEAR; i++) {
		s = &e->servers[(at + i) % SERVERS_MAX];
		if (is_server_of(s, f))
			break;
		if (!unused && !s->held_now)
			unused = s;
	}
	if (i == NEAR && !unused)
		return NULL;
	if (i == NEAR)
		s = begin(unused, f);
	e->server_last = (uint32_t)(s - e->servers);
	return s;
}

void server_bind(struct engine *e, struct flow *f)
{
	struct server *s = find_or_begin(e, f);

	if (!s)
		return;
	f->server = (uint32_t)(s - e->servers);
	f->bound_older = s->held.newest;
	f->bound_newer = NONE;
	if (s->held.newest != NONE)
		e->flows[s->held.newest].bound_newer = flow_index(e, f);
	else
		s->held.oldest = flow_index(e, f);
	s->held.newest = flow_index(e, f);
	s->held_now++;
}

void server_free(struct engine *e, struct flow *f)
{
	struct server *s;

	if (f->server == NONE)
		return;
	s = &e->servers[f->server];
	if (f->bound_older != NONE)
		e->flows[f->bound_older].bound_newer = f->bound_newer;
	else
		s->held.oldest = f->bound_newer;
	if (f->bound_newer != NONE)
		e->flows[f->bound_newer].bound_older = f->bound_older;
	else
		s->held.newest = f->bound_older;
	s->held_now--;
	f->server = NONE;
}

bool server_over_budget(const struct engine *e, const struct flow *f,
			bool (*is_apart)(const struct engine *e, const struct flow *f))
{
	const struct server *s;
	uint32_t held, i, n;

	if (!e->conf.server_budget || f->server == NONE)
		return false;
	s = &e->servers[f->server];
	held = s->held_now;
	i = s->held.oldest;
	for (n = 0; held > e->conf.server_budget && i != NONE && n < STRANGERS_ASKED; n++) {
		held -= is_apart(e, &e->flows[i]);
		i = e->flows[i].bound_newer;
	}
	return held > e->conf.server_budget;
}

uint32_t server_share(const struct engine *e)
{
	uint32_t share = e->conf.server_budget / EARLY_SHARE;

	return share ? share : 1;
}

bool server_take_early(struct engine *e, const struct flow *f)
{
	struct server *s = &e->servers[f->server];
	uint64_t token_ns = e->conf.interval_ns / server_share(e);

	if (s->early_ns > e->now_ns)
		return false;
	s->early_ns = bucket_take(s->early_ns, e->now_ns, token_ns,
				  server_share(e), e->conf.max_debt_ns);
	return true;
}

struct flow *server_longest_held(const struct engine *e, const struct flow *f,
				 bool (*fits)(const struct engine *e,
					      const struct flow *f))
{
	uint32_t i = e->servers[f->server].held.oldest, n;

	for (n = 0; i != NONE && n < STRANGERS_ASKED; n++) {
		if (fits(e, &e->flows[i]))
			return &e->flows[i];
		i = e->flows[i].bound_newer;
	}
	return NULL;
}

uint64_t server_take(struct engine *e, const struct flow *f)
{
	struct server *s = find_or_begin(e, f);

	if (!s)
		return 0;
	s->zero_ns = bucket_take(s->zero_ns, e->now_ns,
				 e->conf.server_interval_ns,
				 e->conf.burst * SERVER_BURSTS,
				 e->conf.max_hold_ns);
	return s->zero_ns;
}
