// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - drive the engine, as the daemon and the kernel would
 *
 * Owns what happens to a packet between its turn and its arrival: marks as
 * connmark would keep them, slots, super-packets cut, and the server's sending
 * again of what was not taken.  Every decision is the engine's.
 */
#include "inside.h"
#include "slice.h"
#include "../addr.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A server sends again after its least retransmission timeout. */
#define RESEND_NS	(200 * NS_PER_MS)
#define RESEND_TRIES	8

/* Ethernet's; longer packets were put together by the capturing host. */
#define MTU_BYTES	1500u

static void pass(struct model *m, const uint8_t *bytes, size_t len_bytes)
{
	if (m->conf.on_packet)
		m->conf.on_packet(m->conf.ctx, m->now_ns, bytes, len_bytes);
}

static struct outcome *source_outcome(struct model *m, uint32_t index)
{
	uint32_t source = streams_at(m->streams, index)->source;

	return &streams_source(m->streams, source)->outcome;
}

/* Something of the stream is on the wire. */
static void note_time(struct model *m, uint32_t index)
{
	outcome_at(&model_play(m, index)->outcome, m->now_ns);
	outcome_at(&m->total.outcome, m->now_ns);
	if (m->conf.fill_sources)
		outcome_at(source_outcome(m, index), m->now_ns);
}

/* Server bytes come to the client. */
static void deliver(struct model *m, uint32_t index, uint32_t seq, uint32_t end,
		    uint64_t captured_ns, uint32_t learnt)
{
	struct play *p = model_play(m, index);

	note_time(m, index);
	curve_add(&m->total.learnt, m->now_ns, learnt);
	if (seq == end)
		return;
	if (!p->delivered_known || seq_lt(p->delivered, end))
		p->delivered = end;
	p->delivered_known = true;
	if (m->now_ns > captured_ns)
		steps_add(&p->arrived, seq, m->now_ns - captured_ns);
}

/* --- slots */

static void link_slot(struct model *m, struct play *p, uint32_t slot)
{
	struct slot *s = &m->slots[slot];

	s->prev = NO_SLOT;
	s->next = p->first_slot;
	if (p->first_slot != NO_SLOT)
		m->slots[p->first_slot].prev = slot;
	p->first_slot = slot;
	s->used = true;
}

static void unlink_slot(struct model *m, struct play *p, uint32_t slot)
{
	struct slot *s = &m->slots[slot];

	if (s->prev == NO_SLOT)
		p->first_slot = s->next;
	else
		m->slots[s->prev].next = s->next;
	if (s->next != NO_SLOT)
		m->slots[s->next].prev = s->prev;
	free(s->bytes);
	s->bytes = NULL;
	s->used = false;
}

/* The part of the packet's answers that stands before @m->covered. */
static uint32_t take_learnt(struct model *m)
{
	const struct record *r = m->record;
	uint32_t all = r->end - r->seq, upto = m->covered - r->seq, learnt;

	learnt = all ? (uint32_t)((uint64_t)r->learnt * upto / all) : r->learnt;
	learnt -= m->given_learnt;
	m->given_learnt += learnt;
	return learnt;
}

/* How far the engine took the packet: all of it, or what @action says. */
static void cover(struct model *m, const struct action *action)
{
	struct segment seg;

	m->covered = m->record->end;
	if (action->bytes && wire_parse(action->bytes, action->len_bytes, &seg))
		m->covered = seg.end;
}

static void hold(struct model *m, const struct action *action)
{
	struct play *p = model_play(m, m->giving);
	struct slot *s = &m->slots[action->slot];
	const uint8_t *bytes = action->bytes ? action->bytes : m->data;

	assert(action->slot < engine_slots(m->engine) && !s->used);
	cover(m, action);
	s->stream = m->giving;
	s->seq = m->record->seq;
	s->end = m->covered;
	s->time_ns = m->record->time_ns;
	s->learnt = take_learnt(m) + p->carry_learnt;
	if (p->carry_ns && p->carry_ns < s->time_ns)
		s->time_ns = p->carry_ns;
	p->carry_learnt = 0;
	p->carry_ns = 0;
	s->len_bytes = action->bytes ? action->len_bytes : m->record->data_bytes;
	if (m->conf.on_packet) {
		s->bytes = malloc(s->len_bytes);
		if (s->bytes)
			memcpy(s->bytes, bytes, s->len_bytes);
		else
			m->error = "out of memory";
	}
	link_slot(m, p, action->slot);
}

void play_cut(struct model *m, uint32_t index)
{
	struct play *p = model_play(m, index);
	struct record record;
	int side;

	p->cut = true;
	for (side = 0; side < SIDES; side++)
		while (backlog_pop(m->backlog, &p->waiting[side], &record, NULL))
			m->total.unplayed_replies += record.replies;
	while (backlog_pop(m->backlog, &p->resend, &record, NULL))
		;
	if (!p->ended)
		play_end(m, index, p->last_late_ns);
}

static void end_slot(struct model *m, uint32_t slot)
{
	uint32_t index = m->slots[slot].stream;
	uint64_t captured_ns = m->slots[slot].time_ns;
	struct play *p = model_play(m, index);

	p->last_late_ns = m->now_ns > captured_ns ? m->now_ns - captured_ns : 0;
	unlink_slot(m, p, slot);
	model_touch(m, index);
}

static void release(struct model *m, const struct action *action)
{
	struct slot *s = &m->slots[action->slot];
	uint32_t index = s->stream;
	struct play *p = model_play(m, index);

	assert(s->used);
	m->giving = index;
	if (s->bytes)
		pass(m, s->bytes, s->len_bytes);
	deliver(m, index, s->seq, s->end, s->time_ns, s->learnt);
	end_slot(m, action->slot);
	if (p->resend.in_cells)
		p->resend_ns = m->now_ns;
}

static void discard(struct model *m, const struct action *action)
{
	struct slot *s = &m->slots[action->slot];
	struct play *p = model_play(m, s->stream);

	assert(s->used);
	p->carry_learnt = s->learnt;
	p->carry_ns = s->time_ns;
	end_slot(m, action->slot);
}

/* --- events */

static void note_wait(struct outcome *o, const struct event *event)
{
	o->held_replies += event->kind == EVENT_HOLD ? event->replies : 0;
	o->give_ups += event->kind == EVENT_ABANDON;
	if (event->kind != EVENT_HOLD && event->wait_ns > o->longest_ns)
		o->longest_ns = event->wait_ns;
}

/* Mostly it is the stream that was touched last. */
static uint32_t stream_of(const struct model *m, const struct event *event)
{
	const struct stream *s = streams_at(m->streams, m->giving);

	if (s->client_port == event->client_port &&
	    s->server_port == event->server_port &&
	    addr_equal(&s->client, &event->client) &&
	    addr_equal(&s->server, &event->server))
		return m->giving;
	return streams_find(m->streams, &event->client, event->client_port,
			    &event->server, event->server_port);
}

static void on_event(struct model *m, const struct event *event)
{
	uint32_t index;
	struct play *p;

	if (event->kind == EVENT_REPLY || event->kind == EVENT_CHARGE)
		return;
	index = stream_of(m, event);
	p = index == STREAM_NONE ? NULL : model_play(m, index);

	switch (event->kind) {
	case EVENT_DETACH:
		m->total.detached++;
		if (p)
			p->detached = true;
		return;
	case EVENT_ABANDON:
		if (p) {
			p->abandoned = true;
			p->carry_learnt = 0;
		}
		break;
	case EVENT_HOLD: case EVENT_RELEASE: case EVENT_EARLY:
		break;
	default:
		return;
	}
	note_wait(&m->total.outcome, event);
	if (!p)
		return;
	note_wait(&p->outcome, event);
	if (m->conf.fill_sources)
		note_wait(source_outcome(m, index), event);
}

/* --- the engine's sink */

static void on_accept(struct model *m)
{
	const struct record *r = m->record;

	pass(m, m->data, r->data_bytes);
	if (r->from_client)
		return;
	m->covered = r->end;
	deliver(m, m->giving, r->seq, r->end, r->time_ns, take_learnt(m));
}

static void on_replace(struct model *m, const struct action *action)
{
	const struct record *r = m->record;

	pass(m, action->bytes, action->len_bytes);
	cover(m, action);
	if (r->end == r->seq)	/* a bare ACK with another number */
		m->covered = r->end;
	deliver(m, m->giving, r->seq, m->covered, r->time_ns, take_learnt(m));
}

static void emit(void *ctx, const struct action *action)
{
	struct model *m = ctx;

	switch (action->kind) {
	case ACTION_ACCEPT: case ACTION_MARK_EXEMPT:
		on_accept(m);
		break;
	case ACTION_REPLACE:
		on_replace(m, action);
		break;
	case ACTION_HOLD:
		hold(m, action);
		break;
	case ACTION_RELEASE:
		release(m, action);
		return;
	case ACTION_DISCARD:
		discard(m, action);
		return;
	case ACTION_INJECT:
		pass(m, action->bytes, action->len_bytes);
		return;
	case ACTION_EVENT:
		on_event(m, action->event);
		if (m->conf.on_event)
			m->conf.on_event(m->conf.ctx, m->now_ns, action->event);
		return;
	default:
		break;
	}
	m->verdict = action->kind;
}

/* --- giving packets */

static void ask(struct model *m, bool super, bool marked)
{
	struct sink sink = { .emit = emit, .ctx = m };
	struct engine_packet packet = {
		.data = m->data,
		.len_bytes = m->record->data_bytes,
		.dir = m->record->from_client ? FROM_CLIENT : FROM_SERVER,
		.marked = marked,
		.gso = super
	};

	m->verdict = ACTION_KINDS;
	engine_packet(m->engine, m->now_ns, &packet, &sink);
	assert(m->verdict != ACTION_KINDS);
}

/* On loopback, segments really are as long. */
static bool is_super(const struct segment *seg)
{
	return seg->packet_bytes > MTU_BYTES &&
	       seg->captured_bytes == seg->payload_bytes &&
	       !(seg->src.family == 4 && seg->src.b[0] == 127);
}

/* Give one packet and see which of its bytes are taken. */
static void give(struct model *m, uint32_t index, const struct record *record,
		 const uint8_t *data, bool super)
{
	struct play *p = model_play(m, index);

	m->giving = index;
	m->record = record;
	m->data = data;
	m->covered = record->seq;
	m->given_learnt = 0;
	if (p->mark == EXEMPT) {
		on_accept(m);
		return;
	}
	ask(m, super, false);
	if (m->verdict == ACTION_MARK_WATCH) {
		p->mark = WATCH;
		ask(m, super, true);
	}
	if (m->verdict == ACTION_MARK_EXEMPT)
		p->mark = EXEMPT;
}

/* A part of @seg as a record and packet of its own, in @m->part. */
static struct record part_of(struct model *m, const struct record *record,
			     const struct segment *seg, uint32_t from,
			     uint32_t bytes)
{
	struct record part = *record;
	bool to_end = from + bytes == seg->payload_bytes;

	part.seq = seg->seq + from;
	part.end = to_end ? seg->end : part.seq + bytes;
	part.payload_bytes = bytes;
	part.learnt = seg->payload_bytes ? (uint16_t)
		((uint64_t)record->learnt * bytes / seg->payload_bytes) : 0;
	part.data_bytes = (uint16_t)slice_packet(seg, from, bytes, m->part);
	return part;
}

/* What the engine did not take, the server sends again. */
static void keep_rest(struct model *m, uint32_t index,
		      const struct record *record, const uint8_t *data,
		      bool first)
{
	struct play *p = model_play(m, index);
	uint32_t missing = order_missing(m, p, m->covered, record->end);
	uint32_t given = m->given_learnt;
	struct segment seg;
	struct record rest;

	if (missing == record->end || p->abandoned || p->cut || p->detached ||
	    m->conf.open_loop)
		return;
	rest = *record;
	if (wire_parse(data, record->data_bytes, &seg) &&
	    seg.captured_bytes == seg.payload_bytes) {
		rest = part_of(m, record, &seg, missing - record->seq,
			       seg.payload_bytes - (missing - record->seq));
		data = m->part;
	}
	rest.learnt = (uint16_t)(record->learnt - given);
	rest.flags = record->flags;
	if (!(first ? backlog_push_first : backlog_push)(
		    m->backlog, &p->resend, &rest, data))
		m->error = backlog_error(m->backlog);
}

/* Cut a super-packet as the kernel does, and give its segments. */
static void give_segments(struct model *m, uint32_t index,
			  const struct record *record,
			  const struct segment *seg)
{
	uint32_t most = MTU_BYTES - (uint32_t)seg->header_bytes, from, bytes;
	uint16_t learnt = record->learnt;
	struct record part;
	uint8_t *data = malloc(MTU_BYTES);

	if (!data) {
		m->error = "out of memory";
		return;
	}
	for (from = 0; from < seg->payload_bytes; from += bytes) {
		bytes = seg->payload_bytes - from;
		if (bytes > most)
			bytes = most;
		part = part_of(m, record, seg, from, bytes);
		if (from + bytes == seg->payload_bytes)
			part.learnt = learnt;
		learnt = (uint16_t)(learnt - part.learnt);
		memcpy(data, m->part, part.data_bytes);
		give(m, index, &part, data, false);
		keep_rest(m, index, &part, data, false);
	}
	free(data);
}

/* --- turns */

/* Take a side's next packet into @m->packet. */
static void take(struct model *m, uint32_t index, enum side side,
		 struct record *r)
{
	const struct stream *s = streams_at(m->streams, index);

	backlog_pop(m->backlog, &model_play(m, index)->waiting[side], r,
		    m->packet);
	if (r->data_bytes)
		return;
	r->data_bytes = (uint16_t)(side == CLIENT ?
		slice_headers(&s->client, s->client_port, &s->server,
			      s->server_port, r, m->packet) :
		slice_headers(&s->server, s->server_port, &s->client,
			      s->client_port, r, m->packet));
}

static void server_turn(struct model *m, uint32_t index)
{
	struct play *p = model_play(m, index);
	struct record r;
	struct segment seg;
	bool super;

	take(m, index, SERVER, &r);
	p->delay_ns[SERVER] = order_delay(p, SERVER, &r);
	if (!streams_at(m->streams, index)->client_seen) {
		uint64_t late_ns = steps_before(&p->arrived, r.seq);

		if (r.ack != p->last_server_ack && late_ns > p->delay_ns[SERVER])
			p->delay_ns[SERVER] = late_ns;
		p->last_server_ack = r.ack;
	}
	steps_forget(&p->sent, r.ack);
	super = r.data_bytes > MTU_BYTES &&
		wire_parse(m->packet, r.data_bytes, &seg) && is_super(&seg);
	give(m, index, &r, m->packet, super);
	if (super && m->verdict == ACTION_SPLIT)
		give_segments(m, index, &r, &seg);
	else
		keep_rest(m, index, &r, m->packet, false);
	if (p->resend.in_cells && p->resend_ns == ENGINE_NEVER &&
	    (m->verdict != ACTION_DROP || p->first_slot == NO_SLOT))
		p->resend_ns = m->now_ns + RESEND_NS;
	if (r.ends && !p->ended)
		play_end(m, index, p->delay_ns[SERVER]);
}

static void note_window(struct play *p, const struct record *r)
{
	uint32_t limit = r->ack + ((uint32_t)r->window << p->client_scale);

	if (!p->scale_known || !(r->flags & TCP_ACK))
		return;
	if (r->flags & TCP_SYN)
		limit = r->ack + r->window;
	if (p->limit_known && !seq_lt(p->limit, limit))
		return;
	if (p->limit_known)
		steps_add(&p->opened, p->limit, p->delay_ns[CLIENT]);
	p->limit = limit;
	p->limit_known = true;
}

static void client_turn(struct model *m, uint32_t index)
{
	struct play *p = model_play(m, index);
	struct record r;

	take(m, index, CLIENT, &r);
	p->delay_ns[CLIENT] = order_delay(p, CLIENT, &r);
	steps_forget(&p->arrived, r.ack);
	note_time(m, index);
	if (r.end != r.seq)
		steps_add(&p->sent, r.seq, p->delay_ns[CLIENT]);
	note_window(p, &r);
	m->giving = index;
	m->record = &r;
	m->data = m->packet;
	if (p->mark == WATCH)
		ask(m, false, false);
	else
		on_accept(m);
	if (r.ends && !p->ended)
		play_end(m, index, p->delay_ns[CLIENT]);
}

/* The engine refused it for good, where nothing is held: leave it be. */
static void force(struct model *m, uint32_t index, const struct record *r)
{
	m->total.forced++;
	pass(m, m->packet, r->data_bytes);
	deliver(m, index, r->seq, r->end, r->time_ns, r->learnt);
	model_play(m, index)->resend_tries = 0;
}

static void resend_turn(struct model *m, uint32_t index)
{
	struct play *p = model_play(m, index);
	uint32_t before;
	struct record r;

	backlog_pop(m->backlog, &p->resend, &r, m->packet);
	before = order_missing(m, p, r.seq, r.end);
	if (before == r.end || p->abandoned) {
		p->resend_ns = m->now_ns;
		return;
	}
	m->total.resent++;
	give(m, index, &r, m->packet, false);
	if (order_missing(m, p, m->covered, r.end) != before) {
		p->resend_tries = 0;
		p->resend_ns = m->now_ns;
	} else if (p->first_slot != NO_SLOT) {
		p->resend_ns = ENGINE_NEVER;
	} else if (++p->resend_tries > RESEND_TRIES) {
		force(m, index, &r);
		p->resend_ns = m->now_ns;
		return;
	} else {
		p->resend_ns = m->now_ns + (RESEND_NS << p->resend_tries);
	}
	keep_rest(m, index, &r, m->packet, true);
}

void play_turn(struct model *m, uint32_t index)
{
	struct play *p = model_play(m, index);

	switch (p->turn) {
	case TURN_SERVER:
		server_turn(m, index);
		break;
	case TURN_CLIENT:
		client_turn(m, index);
		break;
	case TURN_RESEND:
		resend_turn(m, index);
		break;
	case TURN_NONE:
		break;
	}
	if (!p->resend.in_cells)
		p->resend_ns = ENGINE_NEVER;
	model_touch(m, index);
}

void play_expire(struct model *m)
{
	struct sink sink = { .emit = emit, .ctx = m };

	engine_expire(m->engine, m->now_ns, &sink);
}

void play_end(struct model *m, uint32_t index, uint64_t delay_ns)
{
	struct play *p = model_play(m, index), *waiter;
	uint32_t next = p->first_waiter;

	p->ended = true;
	p->end_delay_ns = delay_ns;
	p->first_waiter = STREAM_NONE;
	while (next != STREAM_NONE) {
		waiter = model_play(m, next);
		waiter->blocked = false;
		waiter->delay_ns[SERVER] = waiter->delay_ns[CLIENT] = delay_ns;
		model_touch(m, next);
		next = waiter->next_waiter;
	}
}
