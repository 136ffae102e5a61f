// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hold.c - ranges, gates, and the packets that wait at them
 *
 * Bytes are held, not packets: a flow's held ranges follow each other from its
 * gate on, each with the time when it is due.  A server sends held bytes again
 * and again, merged, split, with other options.  Whatever covers a range's
 * beginning may be its packet; the newest that covers most is kept while nothing
 * follows the range, since what the server measures as round trip from it decides
 * how long it waits before it sends again.  A range may have no packet for a while (its segment was cut
 * before it, or the kernel lost it): the server's next copy fills it.
 *
 * A packet never reaches beyond its range, so that releasing it at its time
 * releases nothing else.  The server's RST is a range without bytes, behind all
 * others: it follows the reply.
 *
 * What is held binds a process of the server.  Past a budget the server is
 * freed with an RST in the client's name, and the client waits on.
 */
#include "core.h"

#include <assert.h>
#include <string.h>

/* The first, a probe perhaps, and the one that tells: see hold_answer(). */
#define GATE_COPIES_SURE	3
#define RTO_MOST_NS		(120 * NS_PER_S)	/* Linux's TCP_RTO_MAX */
#define LEFT_ASKED		64	/* flows that are looked at, at the most */

/* --- the heap: flows with held bytes, by when something of them is due */

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

uint64_t hold_next_ns(const struct engine *e)
{
	return e->heap_n ? due_of(e, e->heap[0]) : ENGINE_NEVER;
}

/* --- gates */

bool hold_has_capacity(const struct engine *e, const struct flow *f)
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
	f->weighed = false;
	f->ever_held = true;
	f->tls_exempt = false;
	heap_set(e, e->heap_n++, flow);
	heap_up(e, f->heap_pos);
	e->stats.gated_now++;
	policy_gated(e, f);
}

void hold_tell(struct engine *e, struct flow *f)
{
	for (; f->untold; f->untold--)
		policy_delivered(e, f);
	if (f->finished || f->freed || f->server_gone)
		flow_unreserve_all(e, f);
}

/* Its last range is gone. */
static void gate_open(struct engine *e, struct flow *f)
{
	flow_list_remove(e, &e->held, f);
	flow_list_append(e, &e->idle, f);
	hold_tell(e, f);	/* while it is known how it ended */
	f->detached = f->abandoned = f->server_gone = false;
	f->free_due = REASON_NONE;
	e->stats.gated_now--;
	policy_freed(e, f);
}

/* Free one slot; the packet that it held has its verdict. */
static void free_hold(struct engine *e, struct hold *h)
{
	assert(!h->has_packet);
	memset(h, 0, sizeof(*h));
	h->next = e->hold_free;
	e->hold_free = (uint32_t)(h - e->holds);
}

/*
 * Which flow makes room: one that its client has left, for whom nothing is early;
 * else the one held longest, but for @f.  NULL if there is none.
 */
static struct flow *first_to_go(const struct engine *e, const struct flow *f)
{
	struct flow *first = NULL, *other;
	uint32_t i = e->held.oldest, n;

	for (n = 0; i != NONE && n < LEFT_ASKED; n++, i = other->newer) {
		other = &e->flows[i];
		if (other == f)
			continue;
		if (other->abandoned)
			return other;
		if (!first)
			first = other;
	}
	return first;
}

static struct hold *take_hold(struct engine *e, const struct flow *f)
{
	struct flow *first;
	struct hold *h;

	if (e->hold_free == NONE && e->hold_used == e->hold_max) {
		first = first_to_go(e, f);
		if (!first)
			return NULL;
		hold_release_flow(e, first, REASON_ROOM);
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

void hold_wait_for_last(struct engine *e, const struct flow *f)
{
	uint64_t last_ns, due_ns = e->holds[f->last_hold].due_ns;
	struct hold *h;
	uint32_t i;

	/* Before it is on WATCH the packet comes once more, and is not cut. */
	if (!f->watched || e->holds[f->first_hold].has_packet || f->abandoned)
		return;
	for (i = f->first_hold; i != NONE; i = h->next) {
		h = &e->holds[i];
		last_ns = h->since_ns + e->conf.max_hold_ns;
		if (h->due_ns < due_ns && h->due_ns < last_ns)
			h->due_ns = due_ns < last_ns ? due_ns : last_ns;
	}
	heap_down(e, f->heap_pos);
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
	if (seq != end)
		hold_wait_for_last(e, f);
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

void hold_restore_state(struct engine *e, struct flow *f,
			const struct flow *saved)
{
	f->gated_ns = saved->gated_ns;
	f->detached = saved->detached;
	f->abandoned = saved->abandoned;
	f->server_gone = saved->server_gone;
	f->free_due = saved->free_due;
	f->weighed = saved->weighed;
	if (saved->server == NONE)
		policy_freed(e, f);
}

/* Divide a range: @h keeps what is before @seq. */
static struct hold *split(struct engine *e, struct flow *f, struct hold *h,
			  uint32_t seq)
{
	struct hold *rest = hold_has_capacity(e, f) ? take_hold(e, f) : NULL;
	uint32_t slot;

	if (!rest)
		return NULL;
	slot = slot_of(e, rest);
	*rest = *h;
	rest->seq = rest->packet_end = seq;
	rest->bytes = rest->end - seq;
	rest->replies = rest->owed = 0;
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
	emit_slot(e, ACTION_DISCARD, slot_of(e, h));
}

static void event_of_hold(struct event *event, const struct engine *e,
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
		event->delay_ns = e->now_ns - h->due_ns;
	event->debt_ns = policy_debt_ns(e, f);
}

/*
 * What it was told before, if nothing of it was seen: what this segment says, but
 * for how much the server can take.
 */
void hold_freeze(struct flow *f, const struct segment *seg)
{
	if (!(seg->flags & TCP_ACK) || (f->told && f->client_seen))
		return;
	flow_told_by(f, seg);
	if (f->told_window > WINDOW_ENOUGH)
		f->told_window = WINDOW_ENOUGH;
}

struct says hold_says(const struct flow *f, const struct segment *seg,
		      bool later)
{
	struct says says = wire_says(seg);

	if (!f->told)
		return says;
	if (f->told_window)
		says.window = f->told_window;
	if (!later)
		return says;
	says.ack = f->told_ack;
	if (f->told_has_ts && seg->has_ts)
		says.ts_val = f->told_ts;
	return says;
}

/* Keep this segment, cut to the range, as the range's packet. */
static struct verdict keep(struct engine *e, const struct flow *f,
			   struct hold *h, const struct segment *seg)
{
	struct verdict v = { .kind = ACTION_HOLD, .slot = slot_of(e, h) };
	bool newer = h->has_packet, cut = seq_lt(h->end, seg->end);
	struct says says = hold_says(f, seg, f->last_hold != slot_of(e, h) ||
					     f->server_gone);

	discard_packet(e, h);
	if (cut || segment_is_whole(seg))
		v.len_bytes = wire_kept(seg, cut ? h->end - seg->seq :
					seg->payload_bytes, &says, e->scratch);
	e->stats.cut_total += cut;
	h->packet_end = cut ? h->end : seg->end;
	h->ack = says.ack;
	h->window = says.window;
	h->ts_val = says.ts_val;
	h->has_ts = seg->has_ts;
	h->has_packet = true;
	e->stats.held_now++;
	e->stats.replaced_total += newer;
	e->stats.held_total += !newer;
	return v;
}

static struct hold *range_at(const struct engine *e, const struct flow *f,
			     uint32_t seq)
{
	uint32_t i;

	for (i = f->first_hold; i != NONE; i = e->holds[i].next)
		if (seq_le(e->holds[i].seq, seq) && seq_lt(seq, e->holds[i].end))
			return &e->holds[i];
	return NULL;
}

/*
 * Is a copy of a range from its beginning to @cover_end to be kept?  The newest of
 * those that cover as much is, while nothing follows the range: what its numbers
 * and times tell of the server is then no news when it is released.  Of what comes
 * after they must not tell, which is due later.
 */
static bool is_better(const struct engine *e, const struct flow *f,
		      const struct hold *h, uint32_t cover_end)
{
	if (!h->has_packet || h->packet_end != cover_end)
		return !h->has_packet || seq_lt(h->packet_end, cover_end);
	return f->last_hold == slot_of(e, h) && !f->server_gone;
}

/*
 * The range that this segment may be the packet of, split off if need be, or NULL.
 * One that begins before the gate may be the first range's: the client has what is
 * before it.
 */
static struct hold *find_or_split(struct engine *e, struct flow *f,
				  const struct segment *seg)
{
	bool before = seq_lt(seg->seq, hold_gate(e, f));
	struct hold *h = range_at(e, f, before ? hold_gate(e, f) : seg->seq);
	uint32_t cover_end;

	if (!h)
		return NULL;
	cover_end = seq_lt(h->end, seg->end) ? h->end : seg->end;
	if (before || seg->seq == h->seq)
		return is_better(e, f, h, cover_end) ? h : NULL;
	if (seq_lt(seg->seq, h->packet_end))
		return NULL;
	return split(e, f, h, seg->seq);
}

struct verdict hold_place(struct engine *e, struct flow *f,
			  const struct segment *seg)
{
	struct verdict v = { .kind = ACTION_DROP, .reason = REASON_BEHIND,
			     .then = THEN_REPORT_ABSORBED };
	struct hold *h;

	if (seq_lt(seg->seq, hold_gate(e, f)))
		f->gate_copies = 0;
	else if (seg->seq == hold_gate(e, f) &&
		 f->gate_copies < GATE_COPIES_SURE)
		f->gate_copies++;
	h = f->abandoned ? NULL : find_or_split(e, f, seg);
	if (h && h->has_packet)
		e->stats.absorbed_total++;
	if (h) {
		v = keep(e, f, h, seg);
	} else {
		e->stats.absorbed_total += seq_lt(seg->seq, f->seq.next);
		e->stats.no_room_total += !seq_lt(seg->seq, f->seq.next);
	}
	v.then |= THEN_ANSWER_SERVER | THEN_WEIGH;
	return v;
}

/* One RST is enough; nobody waits for that of a connection which was left. */
static bool needs_reset(const struct flow *f, const struct hold *last)
{
	return !f->abandoned && !f->detached && !(last && last->is_reset);
}

struct verdict hold_reset(struct engine *e, struct flow *f,
			  const struct segment *seg, const struct charge *charge)
{
	struct charge behind = { .hold = true, .reason = REASON_BEHIND };
	const struct hold *last = NULL;
	uint32_t seq = seg->seq;
	struct hold *h;

	if (f->holds) {
		last = &e->holds[f->last_hold];
		seq = last->end;
		behind.due_ns = last->due_ns;
		behind.unpaid = last->unpaid;
		behind.owed = charge->owed;
		if (!charge->hold || charge->due_ns < last->due_ns)
			charge = &behind;
	}
	h = needs_reset(f, last) ? hold_append(e, f, seq, seq, charge) : NULL;
	if (!h)
		return (struct verdict){ .kind = ACTION_DROP };
	h->is_reset = h->has_packet = true;
	h->owed = charge->owed;
	e->stats.held_now++;
	return (struct verdict){
		.kind = ACTION_HOLD,
		.slot = slot_of(e, h),
		.len_bytes = wire_with_seq(seg, seq, e->scratch),
	};
}

/* What is certain to have been acknowledged by the client.  Return: false: nothing */
static bool acked_by_client(const struct engine *e, const struct flow *f,
			    uint32_t *ack)
{
	*ack = f->client_ack;
	if (f->gate_copies < GATE_COPIES_SURE)
		return f->client_ack_seen;
	*ack = hold_gate(e, f);
	return true;
}

/*
 * A server that hears nothing resets the connection after some retransmissions
 * (five are Windows' default, and tcp_retries2 is settable).  One that hears
 * of a full buffer waits for as long as it hears it: RFC 9293 3.8.6.1.  Only
 * an ACK of just what the client acknowledged itself is believed, and is right:
 * its own segments tell, or the server's: a retransmission begins with the
 * first byte that is not acknowledged (RFC 6298 5.4), and since a probe may
 * send the last segment instead (RFC 8985 7), the second one is believed.
 *
 * One that is to be freed is not told to wait for what was only cut: it has to send
 * that again.
 */
void hold_answer(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct bare bare = {
		.src = seg->dst, .dst = seg->src, .src_port = seg->dst_port,
		.dst_port = seg->src_port, .seq = seg->ack, .flags = TCP_ACK,
		.has_ts = seg->has_ts, .ts_val = seg->ts_ecr,
		.ts_ecr = seg->ts_val,
	};

	if (f->abandoned || f->detached || f->server_gone ||
	    (f->free_due != REASON_NONE &&
	     !e->holds[f->first_hold].has_packet) ||
	    !(seg->flags & TCP_ACK) || !acked_by_client(e, f, &bare.ack))
		return;
	e->stats.injected_total++;
	emit_bare(e, &bare, false);
}

void hold_answer_client(struct engine *e, const struct flow *f,
			const struct segment *seg)
{
	struct bare bare = {
		.src = seg->dst, .dst = seg->src, .src_port = seg->dst_port,
		.dst_port = seg->src_port,
		.seq = f->holds ? hold_gate(e, f) : f->seq.passed,
		.ack = f->told_ack, .flags = TCP_ACK,
		.has_ts = f->told_has_ts && seg->has_ts,
		.ts_val = f->told_ts, .ts_ecr = seg->ts_val,
	};

	if (!f->told)
		return;		/* nor does it know of a server */
	e->stats.answered_total++;
	emit_bare(e, &bare, true);
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
	bool tells = h->has_packet;
	struct event event;

	policy_answered(e, f, h->owed);
	event_of_hold(&event, e, f, h, kind, reason);
	if (kind == EVENT_RELEASE && h->unpaid && (f->detached || h->is_reset))
		discard_packet(e, h);
	if (h->has_packet) {
		h->has_packet = false;
		e->stats.held_now--;
		flow_passes(f, h->packet_end);
		if (f->tls)
			policy_pass_tls(e, f, kind == EVENT_RELEASE);
		if (!h->is_reset)
			flow_told(f, h->ack, h->window, h->has_ts, h->ts_val);
		emit_slot(e, ACTION_RELEASE, slot_of(e, h));
	}
	if (!f->abandoned && !h->is_reset) {
		e->stats.released_total += kind == EVENT_RELEASE;
		e->stats.early_total += kind == EVENT_EARLY;
		e->stats.waited_ms_total += event.wait_ns / NS_PER_MS;
		emit_event(e, &event);
	}
	pop(e, f);
	if (tells && !f->holds && f->unfit)
		policy_charge_unfit(e, f);
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
	hold_wait_for_last(e, f);
}

void hold_release_due(struct engine *e)
{
	struct flow *f;
	bool is_gone;

	while (hold_next_ns(e) <= e->now_ns) {
		f = &e->flows[e->heap[0]];
		is_gone = f->server_gone || (f->abandoned && f->detached);
		release_first(e, f, EVENT_RELEASE,
			      e->holds[f->first_hold].reason);
		if (f->holds && e->holds[f->first_hold].unpaid && !f->detached &&
		    f->free_due == REASON_NONE)
			hold_free_later(e, f, REASON_LATE);
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

void hold_reset_server(struct engine *e, const struct flow *f)
{
	struct bare bare = { .src = flow_peer(f), .dst = flow_server(f),
			     .src_port = f->key.client_port,
			     .dst_port = f->key.server_port,
			     .seq = f->server_ack, .flags = TCP_RST };

	emit_bare(e, &bare, false);
}

void hold_free_later(struct engine *e, struct flow *f, enum reason reason)
{
	f->free_due = reason & REASON_MASK;
	policy_freed(e, f);
}

/* A server whose retransmission has not come by now has nothing to send. */
static bool may_come(const struct engine *e, const struct flow *f)
{
	uint64_t last_ns = f->gated_ns + e->conf.max_hold_ns + RTO_MOST_NS;

	return f->synced && !f->freed && e->now_ns < last_ns && !e->conf.dry_run;
}

/*
 * What the server said behind a reply that was held was dropped unread, and comes
 * again: until then what it does would be seen before that is read.
 */
bool hold_has_unread(const struct engine *e, const struct flow *f)
{
	return may_come(e, f) && seq_lt(f->seq.next, f->seq.kept_back);
}

/* Or what was held, and had no copy here, comes again. */
bool hold_is_to_come(const struct engine *e, const struct flow *f)
{
	return hold_has_unread(e, f) ||
	       (may_come(e, f) && seq_lt(f->seq.passed, f->seq.next));
}

void hold_detach(struct engine *e, struct flow *f)
{
	struct event event;

	f->detached = f->freed = true;
	e->stats.detached_total++;
	hold_reset_server(e, f);
	event_of_hold(&event, e, f, &e->holds[f->first_hold], EVENT_DETACH,
		      f->free_due);
	emit_event(e, &event);
}

/*
 * A server that got more from the client than its segment told takes no RST
 * with that number (RFC 5961 3); its next segment tells the right one.
 */
struct verdict hold_detached(const struct segment *seg)
{
	return (struct verdict){
		.kind = ACTION_DROP,
		.then = seg->flags & TCP_RST ? 0 : THEN_RESET_SERVER,
	};
}

void hold_lost(struct engine *e, uint32_t slot)
{
	struct hold *h = &e->holds[slot];

	if (!h->used || !h->has_packet)
		return;
	h->has_packet = false;
	h->packet_end = h->seq;
	e->stats.held_now--;
	e->stats.lost_total++;
}
