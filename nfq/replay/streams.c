// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * streams.c - the streams and sources of a capture, and what was counted
 *
 * Owns the tables, their bounds, and the facts that do not depend on an
 * interval: counts, and which stream follows which.  When the table is full,
 * the stream that was quiet longest and that every model has played is
 * forgotten; where there is none, new streams are refused and counted.  When
 * the table of sources is full, new ones share row 0.
 *
 * Which stream does a new one of the same source follow?  The one that ended
 * last and that no other follows yet; so a client that works through its list
 * on five connections at a time is five chains.  Where all that ended are
 * followed already, the one that ended last; where none ended, none.
 */
#include "streams.h"

#include "core/addr.h"
#include "core/siphash.h"

#include <stdlib.h>
#include <string.h>

#define SLAB		256u
#define OTHERS		0u	/* the source of those that found no row */
#define LOOK_MAX	256	/* streams looked at to find one to forget */

struct streams {
	struct streams_conf conf;
	struct stream **slabs;
	uint32_t slabs_n;
	uint32_t streams_n;		/* in use or once used */
	uint32_t free;
	uint32_t oldest, newest;
	struct stream *last;		/* that of the last segment */
	uint32_t *buckets, *source_buckets;
	uint32_t mask, source_mask;
	struct source **source_slabs;
	uint32_t sources_n;
	uint64_t seen, refused;
	struct counts total;
	struct backlog *waiting;
	/* of the segment being taken */
	struct stream *now_in;
	uint32_t replies, learnt;
};

/* Room for segments out of order, of all streams together: 16 MiB. */
#define WAITING_CELLS	349525u

static uint32_t power_of_two(uint32_t n)
{
	uint32_t p = 16;

	while (p < n && p < 1u << 31)
		p <<= 1;
	return p;
}

struct streams *streams_new(const struct streams_conf *conf)
{
	struct streams *t = calloc(1, sizeof(*t));
	uint32_t slabs, source_slabs;

	if (!t)
		return NULL;
	t->conf = *conf;
	t->free = t->oldest = t->newest = STREAM_NONE;
	t->mask = power_of_two(conf->streams_max) - 1;
	t->source_mask = power_of_two(conf->sources_max) - 1;
	slabs = conf->streams_max / SLAB + 1;
	source_slabs = conf->sources_max / SLAB + 2;
	t->slabs = calloc(slabs, sizeof(struct stream *));
	t->source_slabs = calloc(source_slabs, sizeof(struct source *));
	t->buckets = calloc((size_t)t->mask + 1, sizeof(uint32_t));
	t->source_buckets = calloc((size_t)t->source_mask + 1, sizeof(uint32_t));
	t->waiting = backlog_new(WAITING_CELLS, false);
	if (t->source_slabs)
		t->source_slabs[0] = calloc(SLAB, sizeof(struct source));
	if (!t->slabs || !t->buckets || !t->source_buckets || !t->waiting ||
	    !t->source_slabs || !t->source_slabs[0]) {
		streams_free(t);
		return NULL;
	}
	t->sources_n = 1;
	t->source_slabs[0][OTHERS].ended_first = STREAM_NONE;
	t->source_slabs[0][OTHERS].ended_last = STREAM_NONE;
	return t;
}

void streams_free(struct streams *t)
{
	uint32_t i;

	if (!t)
		return;
	for (i = 0; t->slabs && i <= t->conf.streams_max / SLAB; i++)
		free(t->slabs[i]);
	for (i = 0; t->source_slabs &&
		    i <= t->conf.sources_max / SLAB + 1; i++)
		free(t->source_slabs[i]);
	free(t->slabs);
	free(t->source_slabs);
	free(t->buckets);
	free(t->source_buckets);
	backlog_free(t->waiting);
	free(t);
}

struct stream *streams_at(const struct streams *t, uint32_t index)
{
	return &t->slabs[index / SLAB][index % SLAB];
}

struct source *streams_source(const struct streams *t, uint32_t index)
{
	return &t->source_slabs[index / SLAB][index % SLAB];
}

uint32_t streams_sources_n(const struct streams *t)
{
	return t->sources_n;
}

const struct counts *streams_total(const struct streams *t)
{
	return &t->total;
}

uint64_t streams_seen(const struct streams *t)
{
	return t->seen;
}

uint64_t streams_refused(const struct streams *t)
{
	return t->refused;
}

static bool has_ends(const struct stream *s, const struct addr *client,
		     uint16_t client_port, const struct addr *server,
		     uint16_t server_port)
{
	return s->client_port == client_port &&
	       s->server_port == server_port &&
	       addr_equal(&s->client, client) && addr_equal(&s->server, server);
}

static uint32_t *bucket_of(const struct streams *t, const struct addr *client,
			   uint16_t client_port, const struct addr *server,
			   uint16_t server_port)
{
	size_t bytes = client->family == 4 ? 4 : 16;
	uint8_t key[2 * 16 + 4], *at = key;

	memcpy(at, client->b, bytes);
	at += bytes;
	memcpy(at, server->b, bytes);
	at += bytes;
	memcpy(at, &client_port, 2);
	memcpy(at + 2, &server_port, 2);
	at += 4;
	return &t->buckets[siphash24(t->conf.key, key, (size_t)(at - key)) &
			   t->mask];
}

/* Buckets hold index + 1, so that zero is empty. */
static struct stream *find(const struct streams *t, const struct addr *client,
			   uint16_t client_port, const struct addr *server,
			   uint16_t server_port)
{
	uint32_t at = *bucket_of(t, client, client_port, server, server_port);
	struct stream *s;

	for (; at; at = s->next_same_hash) {
		s = streams_at(t, at - 1);
		if (has_ends(s, client, client_port, server, server_port))
			return s;
	}
	return NULL;
}

uint32_t streams_find(const struct streams *t, const struct addr *client,
		      uint16_t client_port, const struct addr *server,
		      uint16_t server_port)
{
	const struct stream *s = find(t, client, client_port, server,
				      server_port);

	return s ? s->index : STREAM_NONE;
}

static void unhash(struct streams *t, uint32_t index)
{
	struct stream *s = streams_at(t, index);
	uint32_t *at = bucket_of(t, &s->client, s->client_port, &s->server,
				 s->server_port);

	if (!s->found)
		return;
	while (*at != index + 1)
		at = &streams_at(t, *at - 1)->next_same_hash;
	*at = s->next_same_hash;
	s->found = false;
}

/* The order by the last packet: oldest first. */
static void unlink_age(struct streams *t, uint32_t index)
{
	struct stream *s = streams_at(t, index);

	if (s->older == STREAM_NONE)
		t->oldest = s->newer;
	else
		streams_at(t, s->older)->newer = s->newer;
	if (s->newer == STREAM_NONE)
		t->newest = s->older;
	else
		streams_at(t, s->newer)->older = s->older;
}

static void link_newest(struct streams *t, uint32_t index)
{
	struct stream *s = streams_at(t, index);

	s->older = t->newest;
	s->newer = STREAM_NONE;
	if (t->newest == STREAM_NONE)
		t->oldest = index;
	else
		streams_at(t, t->newest)->newer = index;
	t->newest = index;
}

/* Those of a source that ended and that none follows yet: last ended first. */
static void unlist_ended(struct streams *t, uint32_t index)
{
	struct stream *s = streams_at(t, index);

	if (!s->listed)
		return;
	if (s->ended_prev == STREAM_NONE)
		s->source->ended_first = s->ended_next;
	else
		streams_at(t, s->ended_prev)->ended_next = s->ended_next;
	if (s->ended_next != STREAM_NONE)
		streams_at(t, s->ended_next)->ended_prev = s->ended_prev;
	s->listed = false;
}

static void stream_ended(struct streams *t, uint32_t index)
{
	struct stream *s = streams_at(t, index);
	struct source *source = s->source;

	s->ended = true;
	if (source == streams_source(t, OTHERS))
		return;
	s->listed = true;
	s->ended_prev = STREAM_NONE;
	s->ended_next = source->ended_first;
	if (source->ended_first != STREAM_NONE)
		streams_at(t, source->ended_first)->ended_prev = index;
	source->ended_first = index;
	source->ended_last = index;
}

static void forget(struct streams *t, uint32_t index)
{
	struct stream *s = streams_at(t, index);
	struct source *source = s->source;

	t->conf.on_leave(t->conf.ctx, index);
	unlist_ended(t, index);
	if (source->ended_last == index)
		source->ended_last = source->ended_first;
	unhash(t, index);
	unlink_age(t, index);
	follow_end(&s->follow, t->waiting);
	s->next_same_hash = t->free;
	t->free = index;
}

/* One that nobody needs, better one whose end no later stream may need. */
static bool forget_one(struct streams *t)
{
	uint32_t index = t->oldest, fallback = STREAM_NONE;
	const struct stream *s;
	int looks;

	for (looks = 0; looks < LOOK_MAX && index != STREAM_NONE; looks++) {
		s = streams_at(t, index);
		if (t->conf.is_idle(t->conf.ctx, index)) {
			if (!s->listed && s->source->ended_last != index) {
				forget(t, index);
				return true;
			}
			if (fallback == STREAM_NONE)
				fallback = index;
		}
		index = s->newer;
	}
	if (fallback == STREAM_NONE)
		return false;
	forget(t, fallback);
	return true;
}

static uint32_t stream_alloc(struct streams *t)
{
	uint32_t index;

	if (t->free == STREAM_NONE && t->streams_n == t->conf.streams_max &&
	    !forget_one(t))
		return STREAM_NONE;
	index = t->free;
	if (index != STREAM_NONE) {
		t->free = streams_at(t, index)->next_same_hash;
		return index;
	}
	index = t->streams_n;
	if (!t->slabs[index / SLAB])
		t->slabs[index / SLAB] = calloc(SLAB, sizeof(struct stream));
	if (!t->slabs[index / SLAB])
		return STREAM_NONE;
	t->streams_n++;
	return index;
}

static struct source *source_add(struct streams *t, const struct net *net,
				 uint32_t *bucket)
{
	struct source *s;
	uint32_t index = t->sources_n;

	if (index > t->conf.sources_max)
		return streams_source(t, OTHERS);
	if (!t->source_slabs[index / SLAB])
		t->source_slabs[index / SLAB] =
			calloc(SLAB, sizeof(struct source));
	if (!t->source_slabs[index / SLAB])
		return streams_source(t, OTHERS);
	t->sources_n++;
	s = streams_source(t, index);
	s->net = *net;
	s->ended_first = s->ended_last = STREAM_NONE;
	s->next_same_hash = *bucket;
	*bucket = index;
	return s;
}

/* Row 0 is never hashed, so zero is an empty bucket here too. */
static struct source *source_begin(struct streams *t, const struct addr *client)
{
	struct net net = { .addr = *client };
	uint32_t *bucket, at;
	struct source *s;

	net.prefix_bits = client->family == 4 ? t->conf.prefix4_bits :
						t->conf.prefix6_bits;
	addr_mask(&net.addr, net.prefix_bits);
	bucket = &t->source_buckets[siphash24(t->conf.key, net.addr.b,
					      sizeof(net.addr.b)) &
				    t->source_mask];
	for (at = *bucket; at; at = s->next_same_hash) {
		s = streams_source(t, at);
		if (addr_equal(&s->net.addr, &net.addr))
			return s;
	}
	return source_add(t, &net, bucket);
}

/* Which one does a stream of @source begin after? */
static uint32_t find_before(const struct source *source, uint32_t same_ends)
{
	if (same_ends != STREAM_NONE)
		return same_ends;
	return source->ended_first != STREAM_NONE ? source->ended_first :
						    source->ended_last;
}

static struct stream *stream_add(struct streams *t, const struct segment *seg,
				 bool from_client, uint32_t same_ends)
{
	uint32_t index, *bucket;
	struct stream *s;

	if (same_ends != STREAM_NONE) {
		unhash(t, same_ends);
		if (!streams_at(t, same_ends)->ended)
			stream_ended(t, same_ends);
	}
	index = stream_alloc(t);
	if (index == STREAM_NONE) {
		t->refused++;
		return NULL;
	}
	/* It may be the very one that made room. */
	if (index == same_ends)
		same_ends = STREAM_NONE;
	s = streams_at(t, index);
	memset(s, 0, sizeof(*s));
	s->client = from_client ? seg->src : seg->dst;
	s->server = from_client ? seg->dst : seg->src;
	s->client_port = from_client ? seg->src_port : seg->dst_port;
	s->server_port = from_client ? seg->dst_port : seg->src_port;
	s->index = index;
	s->source = source_begin(t, &s->client);
	s->number = ++t->seen;
	s->source->streams++;
	s->before = find_before(s->source, same_ends);
	if (s->before != STREAM_NONE)
		unlist_ended(t, s->before);
	follow_begin(&s->follow, (seg->flags & TCP_SYN) != 0);
	bucket = bucket_of(t, &s->client, s->client_port, &s->server,
			   s->server_port);
	s->next_same_hash = *bucket;
	*bucket = index + 1;
	s->found = true;
	link_newest(t, index);
	return s;
}

/* A SYN with another number than before: the ends are in use anew. */
static bool is_anew(const struct stream *s, const struct segment *seg,
		    bool from_client)
{
	if (!(seg->flags & TCP_SYN))
		return false;
	if (from_client && s->client_syn)
		return s->client_isn != seg->seq;
	if (!from_client && s->server_syn)
		return s->server_isn != seg->seq;
	return !s->client_syn && !s->server_syn;
}

static void codes_add(struct codes *codes, uint16_t code,
		      const struct enhanced *e)
{
	uint32_t i;

	for (i = 0; i < codes->n; i++) {
		if (codes->row[i].code == code &&
		    codes->row[i].enhanced.class == e->class &&
		    codes->row[i].enhanced.subject == e->subject &&
		    codes->row[i].enhanced.detail == e->detail) {
			codes->row[i].count++;
			return;
		}
	}
	if (codes->n == CODES_MAX) {
		codes->other++;
		return;
	}
	codes->row[i].code = code;
	codes->row[i].enhanced = *e;
	codes->row[i].count = 1;
	codes->n++;
}

static void count_reply(struct counts *c, uint16_t code,
			const struct enhanced *e, bool probe)
{
	c->replies++;
	c->probes += probe;
	if (code / 100 == 5) {
		c->replies_5xx++;
		codes_add(&c->codes, code, e);
	} else if (code / 100 == 4) {
		c->replies_4xx++;
	}
}

static void on_reply(void *ctx, uint16_t code, const struct enhanced *e,
		     bool probe)
{
	struct streams *t = ctx;

	t->replies++;
	t->learnt += probe;
	count_reply(&t->now_in->counts, code, e, probe);
	count_reply(&t->now_in->source->counts, code, e, probe);
	count_reply(&t->total, code, e, probe);
}

static void count_packet(struct counts *c, uint64_t time_ns)
{
	if (c->packets++ == 0)
		c->first_ns = time_ns;
	c->last_ns = time_ns;
}

static void note_segment(struct stream *s, const struct segment *seg,
			 bool from_client)
{
	bool syn = seg->flags & TCP_SYN;

	if (from_client) {
		s->client_seen = true;
		if (syn) {
			s->client_syn = true;
			s->client_isn = seg->seq;
		}
		return;
	}
	if (syn) {
		s->server_syn = true;
		s->server_isn = seg->seq;
	}
	if (seg->end != seg->seq &&
	    (s->counts.packets == 0 || syn || seq_lt(s->server_end, seg->end)))
		s->server_end = seg->end;
}

/* Does the stream end with this?  Where the client is not seen, server's FIN. */
static bool is_end(const struct stream *s, const struct segment *seg,
		   bool from_client)
{
	if (s->ended)
		return false;
	return (seg->flags & TCP_RST) ||
	       ((seg->flags & TCP_FIN) && (from_client || !s->client_seen));
}

/* Return: NULL if it is of none that can be followed */
static struct stream *find_or_add(struct streams *t, const struct segment *seg,
				  bool from_client, bool *fresh)
{
	const struct addr *client = from_client ? &seg->src : &seg->dst;
	const struct addr *server = from_client ? &seg->dst : &seg->src;
	uint16_t client_port = from_client ? seg->src_port : seg->dst_port;
	uint16_t server_port = from_client ? seg->dst_port : seg->src_port;
	struct stream *s = t->last;

	*fresh = false;
	/* Packets of a stream come together. */
	if (!s || !s->found ||
	    !has_ends(s, client, client_port, server, server_port))
		s = find(t, client, client_port, server, server_port);
	if (s && !is_anew(s, seg, from_client))
		return s;
	if (!(seg->flags & TCP_SYN) && !seg->payload_bytes)
		return NULL;	/* the last ACKs of one begun before */
	*fresh = true;
	return stream_add(t, seg, from_client, s ? s->index : STREAM_NONE);
}

struct streams_taken streams_take(struct streams *t, const struct segment *seg,
				  bool from_client, uint64_t time_ns)
{
	struct follow_sink sink = { .reply = on_reply, .ctx = t };
	struct streams_taken taken = { .index = STREAM_NONE };
	struct stream *s = find_or_add(t, seg, from_client, &taken.fresh);

	if (!s)
		return taken;
	taken.index = s->index;
	t->last = s;
	note_segment(s, seg, from_client);
	if (t->newest != taken.index) {
		unlink_age(t, taken.index);
		link_newest(t, taken.index);
	}
	count_packet(&s->counts, time_ns);
	count_packet(&s->source->counts, time_ns);
	count_packet(&t->total, time_ns);
	t->now_in = s;
	t->replies = t->learnt = 0;
	if (from_client)
		follow_client(&s->follow, seg, t->waiting, &sink);
	else
		follow_server(&s->follow, seg, t->waiting, &sink);
	taken.replies = t->replies;
	taken.learnt = t->learnt;
	taken.ends = is_end(s, seg, from_client);
	if (taken.ends)
		stream_ended(t, taken.index);
	return taken;
}

void streams_read_gaps(struct streams *t)
{
	struct follow_sink sink = { .reply = on_reply, .ctx = t };
	uint32_t index = t->oldest;

	for (; index != STREAM_NONE; index = t->now_in->newer) {
		t->now_in = streams_at(t, index);
		follow_finish(&t->now_in->follow, t->waiting, &sink);
	}
}

void streams_finish(struct streams *t)
{
	while (t->oldest != STREAM_NONE)
		forget(t, t->oldest);
}
