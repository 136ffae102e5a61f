// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - drive the engine, as the daemon and the kernel would
 *
 * Owns what happens to a packet between its turn and its arrival: marks as
 * connmark would keep them, slots, super-packets cut, and the server's sending
 * again of what was not taken.  Every decision is the engine's.
 */
#include "core/addr.h"
#include "inside.h"
#include "slice.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A server sends again after its least retransmission timeout. */
#define RESEND_NS	(200 * NS_PER_MS)
#define RESEND_TRIES	8

/* Ethernet's; longer packets were put together by the capturing host. */
#define MTU_BYTES	1500u

/* Verdicts on the packet just given come first among the actions. */
#define LAST_VERDICT	ACTION_SPLIT

static void pass(struct model *m, const uint8_t *bytes, size_t len_bytes)
{
	if (m->conf.on_packet)
		m->conf.on_packet(m->conf.ctx, m->now_ns, bytes, len_bytes);
}

/* Something of the stream is on the wire. */
static void note_time(struct model *m, struct play *p)
{
	outcome_at(&p->outcome, m->now_ns);
	outcome_at(&m->total.outcome, m->now_ns);
	if (p->source)
		outcome_at(p->source, m->now_ns);
}

/* Server bytes come to the client. */
static void deliver(struct model *m, struct play *p, uint32_t seq, uint32_t end,
		    uint64_t captured_ns, uint32_t learnt)
{
	note_time(m, p);
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

	learnt = r->learnt;
	if (all && upto != all)
		learnt = (uint32_t)((uint64_t)learnt * upto / all);
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

/* The packet waits as it will be written. */
static void keep_bytes(struct model *m, struct slot *s,
		       const struct action *action)
{
	s->len_bytes = action->bytes ? action->len_bytes : m->record->data_bytes;
	s->bytes = malloc(s->len_bytes);
	if (s->bytes)
		memcpy(s->bytes, action->bytes ? action->bytes : m->data,
		       s->len_bytes);
	else
		m->error = "out of memory";
}

static void on_hold(struct model *m, const struct action *action)
{
	struct play *p = m->giving;
	struct slot *s = &m->slots[action->slot];

	assert(action->slot < engine_slots(m->engine) && !s->used);
	cover(m, action);
	s->play = p;
	s->seq = m->record->seq;
	s->end = m->covered;
	s->time_ns = m->record->time_ns;
	s->learnt = take_learnt(m) + p->carry_learnt;
	if (p->carry_ns && p->carry_ns < s->time_ns)
		s->time_ns = p->carry_ns;
	p->carry_learnt = 0;
	p->carry_ns = 0;
	if (m->conf.on_packet)
		keep_bytes(m, s, action);
	link_slot(m, p, action->slot);
}

void play_cut(struct model *m, struct play *p)
{
	struct record record;
	int side;

	p->cut = true;
	for (side = 0; side < SIDES; side++)
		while (backlog_pop(m->backlog, &p->waiting[side], &record, NULL))
			m->total.unplayed_replies += record.replies;
	while (backlog_pop(m->backlog, &p->resend, &record, NULL))
		;
	if (!p->ended)
		play_end(m, p, p->last_late_ns);
}

static void end_slot(struct model *m, uint32_t slot)
{
	uint64_t captured_ns = m->slots[slot].time_ns;
	struct play *p = m->slots[slot].play;

	p->last_late_ns = m->now_ns > captured_ns ? m->now_ns - captured_ns : 0;
	unlink_slot(m, p, slot);
	model_touch(m, p);
}

static void on_release(struct model *m, const struct action *action)
{
	struct slot *s = &m->slots[action->slot];
	struct play *p = s->play;

	assert(s->used);
	m->giving = p;
	if (s->bytes)
		pass(m, s->bytes, s->len_bytes);
	deliver(m, p, s->seq, s->end, s->time_ns, s->learnt);
	end_slot(m, action->slot);
	if (p->resend.in_cells)
		p->resend_ns = m->now_ns;
}

static void on_discard(struct model *m, const struct action *action)
{
	struct slot *s = &m->slots[action->slot];
	struct play *p = s->play;

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
static struct play *play_of(const struct model *m, const struct event *event)
{
	const struct stream *s = m->giving->stream;
	uint32_t index;

	if (s->client_port == event->peer_port &&
	    addr_equal(&s->client, &event->peer) &&
	    s->server_port == event->server_port &&
	    addr_equal(&s->server, &event->server))
		return m->giving;
	index = streams_find(m->streams, &event->peer, event->peer_port,
			     &event->server, event->server_port);
	return index == STREAM_NONE ? NULL : model_play(m, index);
}

static void note_event(struct model *m, const struct event *event)
{
	struct play *p = play_of(m, event);

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
	case EVENT_RESET:
		m->total.resets++;
		return;
	case EVENT_HOLD: case EVENT_RELEASE: case EVENT_EARLY:
		break;
	default:
		return;
	}
	note_wait(&m->total.outcome, event);
	if (!p)
		return;
	note_wait(&p->outcome, event);
	if (p->source)
		note_wait(p->source, event);
}

static void on_event(struct model *m, const struct action *action)
{
	const struct event *event = action->event;

	note_event(m, event);
	if (m->conf.on_event)
		m->conf.on_event(m->conf.ctx, m->now_ns, event);
}

/* --- the engine's sink */

static void on_accept(struct model *m, const struct action *action)
{
	const struct record *r = m->record;

	(void)action;
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
	if (r->from_client)
		return;
	cover(m, action);
	if (r->end == r->seq)	/* a bare ACK with another number */
		m->covered = r->end;
	deliver(m, m->giving, r->seq, m->covered, r->time_ns, take_learnt(m));
}

static void on_inject(struct model *m, const struct action *action)
{
	pass(m, action->bytes, action->len_bytes);
}

/* A drop, and what asks for the packet once more: ask() and give() see it. */
static void on_other(struct model *m, const struct action *action)
{
	(void)m;
	(void)action;
}

static void emit(void *ctx, const struct action *action)
{
	static void (*const on[ACTION_KINDS])(struct model *m,
					      const struct action *action) = {
		[ACTION_ACCEPT] = on_accept,
		[ACTION_DROP] = on_other,
		[ACTION_REPLACE] = on_replace,
		[ACTION_HOLD] = on_hold,
		[ACTION_MARK_WATCH] = on_other,
		[ACTION_MARK_EXEMPT] = on_accept,
		[ACTION_SPLIT] = on_other,
		[ACTION_RELEASE] = on_release,
		[ACTION_DISCARD] = on_discard,
		[ACTION_INJECT] = on_inject,
		[ACTION_EVENT] = on_event,
	};
	struct model *m = ctx;

	if (action->kind <= LAST_VERDICT)
		m->verdict = action->kind;
	on[action->kind](m, action);
}

/* Nothing here asks for replies and charges, and only a file for the injected. */
struct sink play_sink(struct model *m)
{
	return (struct sink){
		.emit = emit, .ctx = m,
		.mute_events = 1u << EVENT_REPLY | 1u << EVENT_CHARGE |
			       1u << EVENT_EARN,
		.mute_injects = !m->conf.on_packet
	};
}

/* --- giving packets */

static void ask(struct model *m, bool super, bool marked)
{
	struct engine_packet packet = {
		.data = m->data,
		.len_bytes = m->record->data_bytes,
		.dir = m->record->from_client ? FROM_CLIENT : FROM_SERVER,
		.marked = marked,
		.gso = super,
		.checksum_unready = true	/* where it was captured, perhaps */
	};

	m->verdict = ACTION_KINDS;
	engine_packet(m->engine, m->now_ns, &packet, &m->sink);
	assert(m->verdict != ACTION_KINDS);
}

/* On loopback, segments really are as long. */
static bool is_super(const struct segment *seg)
{
	return seg->packet_bytes > MTU_BYTES &&
	       segment_is_whole(seg) &&
	       !(seg->src.family == 4 && seg->src.b[0] == 127);
}

/* Give one packet and see which of its bytes are taken. */
static void give(struct model *m, struct play *p, const struct record *record,
		 const uint8_t *data, bool super)
{
	m->giving = p;
	m->record = record;
	m->data = data;
	m->covered = record->seq;
	m->given_learnt = 0;
	if (p->mark == EXEMPT) {
		on_accept(m, NULL);
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

/* Make a part of @seg a record and packet of its own, in @m->part. */
static struct record cut_part(struct model *m, const struct record *record,
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
static void keep_rest(struct model *m, struct play *p,
		      const struct record *record, const uint8_t *data,
		      bool first)
{
	uint32_t given = m->given_learnt, missing;
	struct segment seg;
	struct record rest;

	if (m->covered == record->end || p->abandoned || p->cut ||
	    p->detached || m->conf.open_loop)
		return;
	missing = order_missing(m, p, m->covered, record->end);
	if (missing == record->end)
		return;
	rest = *record;
	if (wire_parse(data, record->data_bytes, &seg) &&
	    segment_is_whole(&seg)) {
		rest = cut_part(m, record, &seg, missing - record->seq,
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
static void give_segments(struct model *m, struct play *p,
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
		part = cut_part(m, record, seg, from, bytes);
		if (from + bytes == seg->payload_bytes)
			part.learnt = learnt;
		learnt = (uint16_t)(learnt - part.learnt);
		memcpy(data, m->part, part.data_bytes);
		give(m, p, &part, data, false);
		keep_rest(m, p, &part, data, false);
	}
	free(data);
}

/* --- turns */

/* Take a side's next packet into @m->packet; it is as late as its turn is. */
static void take(struct model *m, struct play *p, enum side side,
		 struct record *r)
{
	const struct stream *s = p->stream;
	size_t head = 0;

	if (p->waiting[side].head->headless)
		head = slice_headers_bytes(&s->client);
	backlog_pop(m->backlog, &p->waiting[side], r, m->packet + head);
	p->delay_ns[side] = p->key_ns - r->time_ns;
	if (!head)
		return;
	r->headless = false;
	r->data_bytes = (uint16_t)(r->data_bytes + (side == CLIENT ?
		slice_headers(&s->client, s->client_port, &s->server,
			      s->server_port, r, m->packet) :
		slice_headers(&s->server, s->server_port, &s->client,
			      s->client_port, r, m->packet)));
}

static void server_turn(struct model *m, struct play *p)
{
	struct record *r = &m->turn;
	struct segment seg;
	bool super;

	take(m, p, SERVER, r);
	if (!p->stream->client_seen) {
		uint64_t late_ns = steps_before(&p->arrived, r->seq);

		if (r->ack != p->last_server_ack && late_ns > p->delay_ns[SERVER])
			p->delay_ns[SERVER] = late_ns;
		p->last_server_ack = r->ack;
	}
	steps_forget(&p->sent, r->ack);
	super = r->data_bytes > MTU_BYTES &&
		wire_parse(m->packet, r->data_bytes, &seg) && is_super(&seg);
	give(m, p, r, m->packet, super);
	if (super && m->verdict == ACTION_SPLIT)
		give_segments(m, p, r, &seg);
	else
		keep_rest(m, p, r, m->packet, false);
	if (p->resend.in_cells && p->resend_ns == ENGINE_NEVER &&
	    (m->verdict != ACTION_DROP || p->first_slot == NO_SLOT))
		p->resend_ns = m->now_ns + RESEND_NS;
	if (r->ends && !p->ended)
		play_end(m, p, p->delay_ns[SERVER]);
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

static void client_turn(struct model *m, struct play *p)
{
	struct record *r = &m->turn;

	take(m, p, CLIENT, r);
	steps_forget(&p->arrived, r->ack);
	note_time(m, p);
	if (r->end != r->seq)
		steps_add(&p->sent, r->seq, p->delay_ns[CLIENT]);
	note_window(p, r);
	m->giving = p;
	m->record = r;
	m->data = m->packet;
	if (p->mark == WATCH)
		ask(m, false, false);
	else
		on_accept(m, NULL);
	if (r->ends && !p->ended)
		play_end(m, p, p->delay_ns[CLIENT]);
}

/* The engine refused it for good, where nothing is held: leave it be. */
static void force(struct model *m, struct play *p, const struct record *r)
{
	m->total.forced++;
	pass(m, m->packet, r->data_bytes);
	deliver(m, p, r->seq, r->end, r->time_ns, r->learnt);
	p->resend_tries = 0;
}

static void resend_turn(struct model *m, struct play *p)
{
	uint32_t before;
	struct record *r = &m->turn;

	backlog_pop(m->backlog, &p->resend, r, m->packet);
	before = order_missing(m, p, r->seq, r->end);
	if (before == r->end || p->abandoned) {
		p->resend_ns = m->now_ns;
		return;
	}
	m->total.resent++;
	give(m, p, r, m->packet, false);
	if (order_missing(m, p, m->covered, r->end) != before) {
		p->resend_tries = 0;
		p->resend_ns = m->now_ns;
	} else if (p->first_slot != NO_SLOT) {
		p->resend_ns = ENGINE_NEVER;
	} else if (++p->resend_tries > RESEND_TRIES) {
		force(m, p, r);
		p->resend_ns = m->now_ns;
		return;
	} else {
		p->resend_ns = m->now_ns + (RESEND_NS << p->resend_tries);
	}
	keep_rest(m, p, r, m->packet, true);
}

void play_turn(struct model *m, struct play *p)
{
	switch (p->turn) {
	case TURN_SERVER:
		server_turn(m, p);
		break;
	case TURN_CLIENT:
		client_turn(m, p);
		break;
	case TURN_RESEND:
		resend_turn(m, p);
		break;
	case TURN_NONE:
		break;
	}
	if (!p->resend.in_cells)
		p->resend_ns = ENGINE_NEVER;
	model_touch(m, p);
}

void play_expire(struct model *m)
{
	engine_expire(m->engine, m->now_ns, &m->sink);
}

void play_end(struct model *m, struct play *p, uint64_t delay_ns)
{
	struct play *waiter = p->first_waiter;

	p->ended = true;
	p->end_delay_ns = delay_ns;
	p->first_waiter = NULL;
	for (; waiter; waiter = waiter->next_waiter) {
		waiter->blocked = false;
		waiter->delay_ns[SERVER] = waiter->delay_ns[CLIENT] = delay_ns;
		model_touch(m, waiter);
	}
}
