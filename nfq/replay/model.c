// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * model.c - virtual time: every stream in its own delay, one clock for all
 *
 * Owns the queue of streams by the virtual time of what comes next in each,
 * and the clock, which never goes back: so the engine sees one order of
 * packets, whichever source they are of, as the daemon does.
 *
 * A packet that was not read yet has a virtual time not before its captured
 * time.  So everything up to the captured time of the last packet read may be
 * played; what is later waits in the backlog.  README.md has the model in
 * words.
 */
#include "inside.h"
#include "slice.h"

#include <stdlib.h>
#include <string.h>

enum { TCPOPT_END = 0, TCPOPT_NOP = 1, TCPOPT_SCALE = 3, SCALE_MAX = 14 };

struct model *model_new(const struct model_conf *conf, struct streams *streams,
			uint64_t start_ns)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->conf = *conf;
	/* What is said inside TLS is told by what the client sends, too. */
	m->conf.whole_packets |= conf->engine.tls_sizes != TLS_SIZES_OFF;
	m->sink = play_sink(m);
	m->streams = streams;
	m->now_ns = start_ns;
	m->due_ns = ENGINE_NEVER;
	m->engine = engine_new(&conf->engine, start_ns);
	m->backlog = backlog_new(conf->cells_max, true);
	if (m->engine)
		m->slots = calloc(engine_slots(m->engine), sizeof(*m->slots));
	if (m->engine && m->backlog && m->slots)
		return m;
	model_free(m);
	return NULL;
}

void model_free(struct model *m)
{
	uint32_t i;

	if (!m)
		return;
	for (i = 0; m->conf.on_packet && m->slots &&
	     i < engine_slots(m->engine); i++)
		free(m->slots[i].bytes);
	for (i = 0; i < m->slabs_n; i++)
		free(m->slabs[i]);
	engine_free(m->engine);
	backlog_free(m->backlog);
	free(m->slots);
	free(m->slabs);
	free(m->queue);
	free(m->dirty);
	free(m);
}

/* --- the queue: a heap of streams by the time of what comes next */

static bool comes_before(const struct play *a, const struct play *b)
{
	if (a->key_ns != b->key_ns)
		return a->key_ns < b->key_ns;
	return seq_lt(a->key_number, b->key_number);
}

static void queue_set(struct model *m, uint32_t pos, struct play *p)
{
	m->queue[pos] = p;
	p->queue_pos = pos;
}

static void queue_up(struct model *m, struct play *p)
{
	uint32_t pos = p->queue_pos;

	while (pos > 0 && comes_before(p, m->queue[(pos - 1) / 2])) {
		queue_set(m, pos, m->queue[(pos - 1) / 2]);
		pos = (pos - 1) / 2;
	}
	queue_set(m, pos, p);
}

static void queue_down(struct model *m, struct play *p)
{
	uint32_t pos = p->queue_pos, child;

	while ((child = pos * 2 + 1) < m->queue_n) {
		if (child + 1 < m->queue_n &&
		    comes_before(m->queue[child + 1], m->queue[child]))
			child++;
		if (!comes_before(m->queue[child], p))
			break;
		queue_set(m, pos, m->queue[child]);
		pos = child;
	}
	queue_set(m, pos, p);
}

static void queue_remove(struct model *m, struct play *p)
{
	struct play *last = m->queue[--m->queue_n];

	if (last != p) {
		queue_set(m, p->queue_pos, last);
		queue_down(m, last);
		queue_up(m, last);
	}
	p->queue_pos = NOT_QUEUED;
}

/* Room for every stream there is, so that the queue never has to grow. */
static bool grow_list(struct play ***list, uint32_t *capacity, uint32_t n)
{
	struct play **grown;

	if (n <= *capacity)
		return true;
	grown = realloc(*list, n * sizeof(**list));
	if (!grown)
		return false;
	*list = grown;
	*capacity = n;
	return true;
}

/* Make states for streams up to @index. */
static bool grow(struct model *m, uint32_t index)
{
	uint32_t slabs = index / MODEL_SLAB + 1;
	struct play **grown;

	if (slabs <= m->slabs_n)
		return true;
	if (!grow_list(&m->queue, &m->queue_capacity, slabs * MODEL_SLAB) ||
	    !grow_list(&m->dirty, &m->dirty_capacity, slabs * MODEL_SLAB))
		return false;
	grown = realloc(m->slabs, slabs * sizeof(*grown));
	if (!grown)
		return false;
	m->slabs = grown;
	while (m->slabs_n < slabs) {
		m->slabs[m->slabs_n] = calloc(MODEL_SLAB, sizeof(struct play));
		if (!m->slabs[m->slabs_n])
			return false;
		m->slabs_n++;
	}
	return true;
}

/* A stream that ended before it was played to its end has ended then. */
static void end_if_played(struct model *m, struct play *p)
{
	if (p->ended || p->waiting[SERVER].in_cells ||
	    p->waiting[CLIENT].in_cells || p->first_slot != NO_SLOT ||
	    p->resend.in_cells || !p->stream->ended)
		return;
	play_end(m, p, p->delay_ns[SERVER] > p->delay_ns[CLIENT] ?
		       p->delay_ns[SERVER] : p->delay_ns[CLIENT]);
}

static void requeue(struct model *m, struct play *p)
{
	if (p->detached && p->first_slot == NO_SLOT && !p->cut)
		play_cut(m, p);
	end_if_played(m, p);
	order_next(m, p);
	if (p->turn == TURN_NONE) {
		if (p->queue_pos != NOT_QUEUED)
			queue_remove(m, p);
		return;
	}
	if (p->queue_pos == NOT_QUEUED)
		queue_set(m, m->queue_n++, p);
	if (m->queue_n == 1)
		return;
	queue_down(m, p);
	queue_up(m, p);
}

static void requeue_dirty(struct model *m)
{
	struct play *p;

	while (m->dirty_n) {
		p = m->dirty[--m->dirty_n];
		p->dirty = false;
		requeue(m, p);
	}
}

/* --- taking packets */

/* Return: false without memory */
static bool begin(struct model *m, uint32_t index)
{
	const struct stream *s = streams_at(m->streams, index);
	uint32_t after = s->before;
	struct play *p, *before;

	if (!grow(m, index))
		return false;
	if (index >= m->plays_n)
		m->plays_n = index + 1;
	p = model_play(m, index);
	memset(p, 0, sizeof(*p));
	p->stream = s;
	if (m->conf.fill_sources)
		p->source = &s->source->outcome;
	p->first_slot = NO_SLOT;
	p->queue_pos = NOT_QUEUED;
	p->resend_ns = ENGINE_NEVER;
	if (after == STREAM_NONE || m->conf.open_loop)
		return true;
	before = model_play(m, after);
	model_touch(m, before);
	if (before->ended) {
		p->delay_ns[SERVER] = p->delay_ns[CLIENT] =
			before->end_delay_ns;
		return true;
	}
	p->blocked = true;
	p->next_waiter = before->first_waiter;
	before->first_waiter = p;
	return true;
}

/* RFC 7323 2.2: the factor for the windows behind the SYN. */
static void read_scale(struct play *p, const struct segment *seg)
{
	const uint8_t *at = seg->packet + seg->tcp_offset_bytes + 20;
	const uint8_t *end = seg->packet + seg->header_bytes;

	p->scale_known = true;
	p->client_scale = 0;
	while (at < end && *at != TCPOPT_END) {
		if (*at == TCPOPT_NOP) {
			at++;
			continue;
		}
		if (end - at < 2 || at[1] < 2)
			return;
		if (*at == TCPOPT_SCALE && at[1] == 3 && end - at >= 3)
			p->client_scale = at[2] > SCALE_MAX ? SCALE_MAX : at[2];
		at += at[1];
	}
}

/*
 * Which bytes must wait with the record?  Where nobody writes packets, headers
 * are made again from the record when their turn comes; what is not in it (TTL,
 * options) has no part in any decision, but for the options that come with a
 * server's bytes.  Return: where the bytes begin that are kept
 */
static const uint8_t *choose_bytes(const struct model *m, struct record *r,
				   const struct segment *seg)
{
	bool bare = !seg->payload_bytes && !(seg->flags & TCP_SYN);
	bool plain = seg->header_bytes == slice_headers_bytes(&seg->src) &&
		     seg->header_bytes + seg->payload_bytes <= UINT16_MAX;
	size_t keep = seg->packet_bytes;

	r->headless = !m->conf.whole_packets &&
		      (r->from_client || bare || plain);
	if (r->headless)
		keep = r->from_client ? 0 : seg->captured_bytes;
	r->data_bytes = (uint16_t)(keep > BACKLOG_PACKET_MAX ?
				   BACKLOG_PACKET_MAX : keep);
	return r->headless ? seg->payload : seg->packet;
}

bool model_push(struct model *m, const struct streams_taken *taken,
		struct record *r, const struct segment *seg)
{
	const uint8_t *data;
	struct fifo *waiting;
	struct play *p;

	if (taken->fresh && !begin(m, taken->index)) {
		m->error = "out of memory";
		return false;
	}
	p = model_play(m, taken->index);
	if (p->cut) {
		m->total.unplayed_replies += r->replies;
		return true;
	}
	if (r->from_client && r->flags & TCP_SYN)
		read_scale(p, seg);
	/* A bare RST answers something that came: whatever there was. */
	if (r->from_client && (r->flags & TCP_RST) && !(r->flags & TCP_ACK))
		r->ack = p->stream->server_end;
	data = choose_bytes(m, r, seg);
	waiting = &p->waiting[r->from_client ? CLIENT : SERVER];
	/* Only what is first decides what comes next. */
	if (!waiting->in_cells)
		model_touch(m, p);
	if (!backlog_push(m->backlog, waiting, r, data)) {
		m->error = backlog_error(m->backlog);
		return false;
	}
	return true;
}

/* --- going on */

static uint64_t turn_ns(const struct model *m)
{
	return m->queue_n ? m->queue[0]->key_ns : ENGINE_NEVER;
}

static uint64_t next_ns(const struct model *m)
{
	return m->due_ns < turn_ns(m) ? m->due_ns : turn_ns(m);
}

static void go_on(struct model *m)
{
	if (next_ns(m) > m->now_ns)
		m->now_ns = next_ns(m);
	if (m->due_ns <= turn_ns(m))
		play_expire(m);
	else
		play_turn(m, m->queue[0]);
	m->due_ns = engine_next_ns(m->engine);
}

void model_run(struct model *m, uint64_t horizon_ns)
{
	/* Most packets have to wait, and nothing is to be done. */
	if (!m->dirty_n && next_ns(m) > horizon_ns)
		return;
	for (;;) {
		requeue_dirty(m);
		if (next_ns(m) > horizon_ns)
			return;
		go_on(m);
	}
}

void model_finish(struct model *m)
{
	model_run(m, ENGINE_NEVER - 1);
}

bool model_is_idle(const struct model *m, uint32_t index)
{
	const struct play *p = model_play(m, index);

	return !p->waiting[SERVER].in_cells && !p->waiting[CLIENT].in_cells &&
	       !p->resend.in_cells && p->first_slot == NO_SLOT &&
	       !p->first_waiter && !p->dirty;
}

const struct outcome *model_outcome(const struct model *m, uint32_t index)
{
	return &model_play(m, index)->outcome;
}

const struct model_total *model_total(const struct model *m)
{
	return &m->total;
}

const struct engine *model_engine(const struct model *m)
{
	return m->engine;
}

const char *model_error(const struct model *m)
{
	return m->error ? m->error : backlog_error(m->backlog);
}

uint32_t model_stuck(const struct model *m)
{
	uint32_t i, stuck = 0;

	for (i = 0; i < m->plays_n; i++)
		stuck += model_play(m, i)->waiting[SERVER].in_cells ||
			 model_play(m, i)->waiting[CLIENT].in_cells;
	return stuck;
}

uint64_t model_spooled(const struct model *m)
{
	return backlog_spooled(m->backlog);
}
