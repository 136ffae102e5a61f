// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hold.c - ranges, gates, and the packets that wait at them
 *
 * Bytes are held, not packets: a flow's held ranges follow each other from its
 * gate on, each with the time when it is due.  A server sends held bytes again
 * and again, merged, split, with other options.  Whatever covers a range's
 * beginning may be its packet; the newest that covers most is kept, since what
 * the server measures as round trip from it decides how long it waits before
 * it sends again.  A range may have no packet for a while (its segment was cut
 * before it, or the kernel lost it): the server's next copy fills it.
 *
 * A packet never reaches beyond its range, so that releasing it at its time
 * releases nothing else.
 */
#include "core.h"

#include <assert.h>
#include <string.h>

/* The first, a probe perhaps, and the one that tells: see hold_answer(). */
#define GATE_COPIES_SURE	3
#define GONE_NS			(2 * NS_PER_S)

/* --- the heap: flows with held bytes, by when the first is due */

static uint64_t due_of(const struct engine *e, uint32_t flow)
{
	return e->holds[e->flows[flow].first_hold].due_ns;
}

static void heap_set(struct engine *e, uint32_t pos, uint32_t flow)
{
	e->heap[pos] = flow;
	e->flows[flow].heap_pos = pos;
}

static void heap_up(struct engine *e, uint32_t pos)
{
	uint32_t flow = e->heap[pos];
	uint64_t due_ns = due_of(e, flow);

	while (pos > 0 && due_of(e, e->heap[(pos - 1) / 2]) > due_ns) {
		heap_set(e, pos, e->heap[(pos - 1) / 2]);
		pos = (pos - 1) / 2;
	}
	heap_set(e, pos, flow);
}

static void heap_down(struct engine *e, uint32_t pos)
{
	uint32_t flow = e->heap[pos], child;
	uint64_t due_ns = due_of(e, flow);

	while ((child = pos * 2 + 1) < e->heap_n) {
		if (child + 1 < e->heap_n &&
		    due_of(e, e->heap[child + 1]) < due_of(e, e->heap[child]))
			child++;
		if (due_of(e, e->heap[child]) >= due_ns)
			break;
		heap_set(e, pos, e->heap[child]);
		pos = child;
	}
	heap_set(e, pos, flow);
}

static void heap_remove(struct engine *e, struct flow *f)
{
	uint32_t pos = f->heap_pos, last = e->heap[--e->heap_n];

	f->heap_pos = NONE;
	if (last == flow_index(e, f))
		return;
	heap_set(e, pos, last);
	heap_down(e, pos);
	heap_up(e, e->flows[last].heap_pos);
}

/*
 * Neither side is there any more, most likely; what of it is still under way is
 * kept back, and then the connection is forgotten.  Where a server is there all
 * the same, since it ignored what the client sent, or the RST, its reply comes
 * once more, to be held anew.
 */
static void let_go_soon(struct engine *e, struct flow *f)
{
	uint64_t soon_ns = e->now_ns + GONE_NS;
	uint32_t i;

	for (i = f->first_hold; i != NONE; i = e->holds[i].next)
		if (e->holds[i].due_ns > soon_ns)
			e->holds[i].due_ns = soon_ns;
	heap_up(e, f->heap_pos);
}

/* --- gates */

uint32_t hold_gate(const struct engine *e, const struct flow *f)
{
	return e->holds[f->first_hold].seq;
}

bool hold_room(const struct engine *e, const struct flow *f)
{
	bool full = e->hold_free == NONE && e->hold_used == e->hold_max;
	bool alone = f->holds && e->held.oldest == e->held.newest;

	return f->holds < HOLDS_PER_FLOW && !(full && alone);
}

/* The flow's first range was appended: it has a gate now. */
static void gate_close(struct engine *e, struct flow *f)
{
	uint32_t flow = flow_index(e, f);

	flow_list_remove(e, &e->idle, f);
	flow_list_append(e, &e->held, f);
	f->gated_ns = e->now_ns;
	f->gate_copies = 0;
	f->ever_held = true;
	heap_set(e, e->heap_n++, flow);
	heap_up(e, f->heap_pos);
	e->stats.gated_now++;
	policy_gated(e, f, true);
}

/* Its last range is gone. */
static void gate_open(struct engine *e, struct flow *f)
{
	flow_list_remove(e, &e->held, f);
	flow_list_append(e, &e->idle, f);
	f->detached = f->abandoned = false;
	e->stats.gated_now--;
	policy_gated(e, f, false);
}

/* Free one slot; the packet that it held has its verdict. */
static void free_hold(struct engine *e, struct hold *h)
{
	assert(!h->has_packet);
	memset(h, 0, sizeof(*h));
	h->next = e->hold_free;
	e->hold_free = (uint32_t)(h - e->holds);
}

static struct hold *take_hold(struct engine *e, const struct flow *f)
{
	struct flow *longest;
	struct hold *h;

	if (e->hold_free == NONE && e->hold_used == e->hold_max) {
		longest = &e->flows[e->held.oldest];
		if (longest == f && longest->newer != NONE)
			longest = &e->flows[longest->newer];
		if (longest == f)
			return NULL;
		hold_release_flow(e, longest, REASON_ROOM);
	}
	if (e->hold_free == NONE) {
		h = &e->holds[e->hold_used++];
	} else {
		h = &e->holds[e->hold_free];
		e->hold_free = h->next;
	}
	memset(h, 0, sizeof(*h));
	h->next = NONE;
	h->used = true;
	h->flow = flow_index(e, f);
	return h;
}

static uint32_t slot_of(const struct engine *e, const struct hold *h)
{
	return (uint32_t)(h - e->holds);
}

/* Make a range the flow's last. */
static void link_last(struct engine *e, struct flow *f, struct hold *h)
{
	f->holds++;
	if (f->first_hold == NONE) {
		f->first_hold = f->last_hold = slot_of(e, h);
		gate_close(e, f);
		return;
	}
	e->holds[f->last_hold].next = slot_of(e, h);
	f->last_hold = slot_of(e, h);
}

struct hold *hold_append(struct engine *e, struct flow *f, uint32_t seq,
			 uint32_t end, const struct charge *charge)
{
	struct hold *h = take_hold(e, f);

	if (!h)
		return NULL;
	h->seq = h->packet_end = seq;
	h->end = end;
	h->bytes = end - seq;
	h->since_ns = e->now_ns;
	h->due_ns = charge->due_ns;
	h->reason = charge->reason;
	h->unpaid = charge->unpaid;
	link_last(e, f, h);
	return h;
}

bool hold_restore(struct engine *e, struct flow *f, uint32_t slot,
		  const struct hold *saved)
{
	struct hold *h = &e->holds[slot];

	if (f->holds && seq_lt(saved->seq, e->holds[f->last_hold].end))
		return false;
	*h = *saved;
	h->next = NONE;
	h->flow = flow_index(e, f);
	e->stats.held_now += h->has_packet;
	if (e->hold_used <= slot)
		e->hold_used = slot + 1;
	link_last(e, f, h);
	return true;
}

void hold_restore_free(struct engine *e)
{
	uint32_t slot;

	for (slot = e->hold_used; slot-- > 0;) {
		if (e->holds[slot].used)
			continue;
		e->holds[slot].next = e->hold_free;
		e->hold_free = slot;
	}
}

/* Divide a range: @h keeps what is before @seq. */
static struct hold *split(struct engine *e, struct flow *f, struct hold *h,
			  uint32_t seq)
{
	struct hold *rest = hold_room(e, f) ? take_hold(e, f) : NULL;
	uint32_t slot;

	if (!rest)
		return NULL;
	slot = slot_of(e, rest);
	*rest = *h;
	rest->seq = rest->packet_end = seq;
	rest->bytes = rest->end - seq;
	rest->replies = 0;
	rest->has_packet = false;
	h->end = seq;
	h->bytes = h->end - h->seq;
	h->next = slot;
	if (f->last_hold == slot_of(e, h))
		f->last_hold = slot;
	f->holds++;
	return rest;
}

/* --- packets */

static void discard_packet(struct engine *e, struct hold *h)
{
	if (!h->has_packet)
		return;
	h->has_packet = false;
	h->packet_end = h->seq;
	e->stats.held_now--;
	emit_kind(e, ACTION_DISCARD, slot_of(e, h));
}

static void event_of_hold(struct event *event, struct engine *e,
			  const struct flow *f, const struct hold *h,
			  enum event_kind kind, enum reason reason)
{
	event_begin(event, f, kind, reason);
	event->code = h->code;
	event->enhanced = h->enhanced;
	event->replies = h->replies;
	event->bytes = h->bytes;
	event->wait_ns = e->now_ns - h->since_ns;
	if (e->now_ns > h->due_ns)
		event->late_ns = e->now_ns - h->due_ns;
	event->debt_ns = policy_debt_ns(e, f);
}

/* Keep this segment, cut to the range, as the range's packet. */
static void keep(struct engine *e, struct hold *h, const struct segment *seg)
{
	struct action action = { .kind = ACTION_HOLD, .slot = slot_of(e, h) };
	bool newer = h->has_packet;
	uint32_t cover_end = seg->end;

	discard_packet(e, h);
	if (seq_lt(h->end, seg->end)) {
		cover_end = h->end;
		action.len_bytes = wire_cut(seg, h->end - seg->seq, e->scratch);
		action.bytes = e->scratch;
		e->stats.cut_total++;
	}
	h->packet_end = cover_end;
	h->has_packet = true;
	e->stats.held_now++;
	e->stats.replaced_total += newer;
	e->stats.held_total += !newer;
	emit(e, &action);
}

static void absorb(struct engine *e, struct flow *f)
{
	struct event event;

	emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	event_begin(&event, f, EVENT_ABSORB, REASON_BEHIND);
	emit_event(e, &event);
}

static struct hold *range_at(struct engine *e, const struct flow *f,
			     uint32_t seq)
{
	uint32_t i;

	for (i = f->first_hold; i != NONE; i = e->holds[i].next)
		if (seq_le(e->holds[i].seq, seq) && seq_lt(seq, e->holds[i].end))
			return &e->holds[i];
	return NULL;
}

/* The range that this segment may be the packet of, or NULL. */
static struct hold *range_for(struct engine *e, struct flow *f,
			      const struct segment *seg)
{
	struct hold *h = range_at(e, f, seg->seq);
	uint32_t cover_end;

	if (!h)
		return NULL;
	cover_end = seq_lt(h->end, seg->end) ? h->end : seg->end;
	if (seg->seq == h->seq)
		return seq_le(h->packet_end, cover_end) ? h : NULL;
	if (seq_lt(seg->seq, h->packet_end))
		return NULL;
	return split(e, f, h, seg->seq);
}

/*
 * An offender's connection that has no future: its client has left, or its
 * turn comes only after the longest hold, when it must not be answered.
 */
static bool is_hopeless(struct engine *e, struct flow *f)
{
	const struct hold *h = &e->holds[f->first_hold];

	if (f->detached || !(f->abandoned || (h->unpaid && h->has_packet)))
		return false;
	return policy_may_detach(e, f);
}

void hold_place(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct hold *h;

	if (seg->seq == hold_gate(e, f) && f->gate_copies < GATE_COPIES_SURE)
		f->gate_copies++;
	h = f->abandoned || f->detached ? NULL : range_for(e, f, seg);
	if (h && h->has_packet)
		e->stats.absorbed_total++;
	if (h) {
		keep(e, h, seg);
	} else {
		e->stats.absorbed_total += seq_lt(seg->seq, f->next_seq);
		e->stats.no_room_total += !seq_lt(seg->seq, f->next_seq);
		absorb(e, f);
	}
	hold_answer(e, f, seg);
	if (is_hopeless(e, f))
		hold_detach(e, f, seg);
	if (f->abandoned && f->detached)
		let_go_soon(e, f);
	if (!h || f->detached || !policy_over_budget(e, f))
		return;
	if (!policy_may_detach(e, f))
		hold_release_flow(e, f, REASON_BUDGET);
	else if (e->holds[f->first_hold].has_packet)
		hold_detach(e, f, seg);
}

/* The client is known to have all that is before the gate. */
static bool gate_is_acked(const struct engine *e, const struct flow *f)
{
	return f->gate_copies >= GATE_COPIES_SURE ||
	       (f->client_ack_seen && f->client_ack == hold_gate(e, f));
}

/*
 * A server that hears nothing resets the connection after some retransmissions
 * (five are Windows' default, and tcp_retries2 is settable).  One that hears
 * of a full buffer waits for as long as it hears it: RFC 9293 3.8.6.1.  Only
 * an ACK of just what the client acknowledged itself is believed, and is right:
 * its own segments tell, or the server's: a retransmission begins with the
 * first byte that is not acknowledged (RFC 6298 5.4), and since a probe may
 * send the last segment instead (RFC 8985 7), the second one is believed.
 */
void hold_answer(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct action action = { .kind = ACTION_INJECT, .slot = ENGINE_NO_SLOT };

	if (f->abandoned || f->detached || !gate_is_acked(e, f) ||
	    !(seg->flags & TCP_ACK))
		return;
	e->stats.injected_total++;
	if (e->sink->mute_injects)
		return;
	action.len_bytes = wire_zero_window(seg, hold_gate(e, f), e->bare);
	action.bytes = e->bare;
	emit(e, &action);
}

/* --- ends of a hold */

/* Take the first range off the flow; its packet has its verdict. */
static void pop(struct engine *e, struct flow *f)
{
	struct hold *h = &e->holds[f->first_hold];

	f->first_hold = h->next;
	f->holds--;
	f->gate_copies = 0;
	free_hold(e, h);
	if (f->holds) {
		heap_down(e, f->heap_pos);
		return;
	}
	f->last_hold = NONE;
	heap_remove(e, f);
	gate_open(e, f);
}

static void release_first(struct engine *e, struct flow *f,
			  enum event_kind kind, enum reason reason)
{
	struct hold *h = &e->holds[f->first_hold];
	struct event event;

	event_of_hold(&event, e, f, h, kind, reason);
	if (kind == EVENT_RELEASE && h->unpaid && f->detached)
		discard_packet(e, h);
	if (h->has_packet) {
		h->has_packet = false;
		e->stats.held_now--;
		flow_passes(f, h->packet_end);
		emit_kind(e, ACTION_RELEASE, slot_of(e, h));
	}
	if (!f->abandoned) {
		e->stats.released_total += kind == EVENT_RELEASE;
		e->stats.early_total += kind == EVENT_EARLY;
		e->stats.waited_ms_total += event.wait_ns / NS_PER_MS;
		emit_event(e, &event);
	}
	pop(e, f);
}

void hold_postpone(struct engine *e, struct flow *f, uint64_t due_ns)
{
	struct hold *h = &e->holds[f->last_hold];
	uint64_t last_ns = h->since_ns + e->conf.max_hold_ns;

	if (due_ns > last_ns)
		due_ns = last_ns;
	if (due_ns <= h->due_ns)
		return;
	h->due_ns = due_ns;
	heap_down(e, f->heap_pos);
}

void hold_release_due(struct engine *e)
{
	struct flow *f;
	bool is_gone;

	while (e->heap_n && due_of(e, e->heap[0]) <= e->now_ns) {
		f = &e->flows[e->heap[0]];
		is_gone = f->abandoned && f->detached;
		release_first(e, f, EVENT_RELEASE,
			      e->holds[f->first_hold].reason);
		if (is_gone && !f->holds)
			flow_remove(e, f);
	}
}

void hold_release_flow(struct engine *e, struct flow *f, enum reason reason)
{
	while (f->holds)
		release_first(e, f, EVENT_EARLY, reason);
}

void hold_abandon(struct engine *e, struct flow *f, enum reason reason)
{
	struct event event;
	uint32_t i;

	for (i = f->first_hold; i != NONE; i = e->holds[i].next)
		discard_packet(e, &e->holds[i]);
	event_of_hold(&event, e, f, &e->holds[f->first_hold], EVENT_ABANDON,
		      reason);
	f->abandoned = true;
	if (f->detached)
		let_go_soon(e, f);
	policy_server_free(e, f);
	e->stats.abandoned_total++;
	e->stats.abandoned_ms_total += event.wait_ns / NS_PER_MS;
	e->stats.waited_ms_total += event.wait_ns / NS_PER_MS;
	emit_event(e, &event);
}

void hold_drop_all(struct engine *e, struct flow *f)
{
	while (f->holds) {
		discard_packet(e, &e->holds[f->first_hold]);
		pop(e, f);
	}
}

static void reset_server(struct engine *e, const struct segment *seg)
{
	struct action action = { .kind = ACTION_INJECT, .slot = ENGINE_NO_SLOT };

	action.len_bytes = wire_reset(seg, seg->ack, e->bare);
	action.bytes = e->bare;
	emit(e, &action);
}

void hold_detach(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct event event;

	f->detached = true;
	policy_server_free(e, f);
	e->stats.detached_total++;
	reset_server(e, seg);
	event_of_hold(&event, e, f, &e->holds[f->first_hold], EVENT_DETACH,
		      REASON_BUDGET);
	emit_event(e, &event);
}

/*
 * A server that got more from the client than its segment told takes no RST
 * with that number (RFC 5961 3); its next segment tells the right one.
 */
void hold_detached(struct engine *e, const struct segment *seg)
{
	emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	if (!(seg->flags & TCP_RST))
		reset_server(e, seg);
}
