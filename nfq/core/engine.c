// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * engine.c - the way of a packet through the rooms
 *
 *	wire.c    bytes -> segment
 *	flow.c    whose segment it is
 *	smtp.c    which replies begin and end in its new bytes
 *	policy.c  what each costs, and when it is due
 *	hold.c    which bytes wait, which packet waits for them
 *
 * A server's segment is looked at in two steps.  commit() reads the bytes that
 * are new: each reply is charged once, in the order of the stream, and ranges
 * that must wait are appended to the flow.  place() then decides about the
 * packet by its range alone: what reaches over the gate for the first time is
 * cut, what is behind it is kept or absorbed.  So copies with any boundaries meet
 * the same decision as the first.
 *
 * A connection with a gate is frozen: of the server nothing passes, of the client
 * nothing that the server has not got already, and what the client is told hangs
 * on what it sent and on what it was told before, alone.  So nothing that the
 * server does after a reply that waits can be seen before its time.
 */
#include "addr.h"
#include "core.h"
#include "engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A jump of more than this is another connection with the same ends. */
#define SEQ_JUMP_BYTES		(4 << 20)
/* SMTP's timeouts are ten minutes at most, RFC 5321 4.5.3.2. */
#define FLOW_IDLE_NS		(15 * 60 * NS_PER_S)
/* Initial numbers for the same ends come round in 275 s (RFC 6528, Linux). */
#define FLOW_IDLE_UNSEEN_NS	(270 * NS_PER_S)
#define NOT_SMTP_LINES		3
#define MISSING_SURE		2	/* see bridge_gap() */
#define MISSING_LONG		5	/* the client's ACK may have passed unseen */
#define OLD_ACK_BYTES		8192	/* the least that windows grow to */
#define WINDOW_LEAST		128	/* a long reply, without any scale */
#define WINDOW_ENOUGH		1024	/* room for a reply, without any scale */
#define KEPT_MOST		3	/* times that a client's DATA is kept */
#define UNACKED_MOST_BYTES	4096

/* --- what every room says */

void emit_kind(struct engine *e, enum action_kind kind, uint32_t slot)
{
	struct action action = { .kind = kind, .slot = slot };

	emit(e, &action);
}

/* In place and field by field: it happens several times for each reply. */
void event_begin(struct event *event, const struct flow *f,
		 enum event_kind kind, enum reason reason)
{
	event->kind = kind;
	event->reason = reason;
	event->client.family = event->server.family = f->key.family;
	memcpy(event->client.b, f->key.client, 16);
	memcpy(event->server.b, f->key.server, 16);
	event->client_port = f->key.client_port;
	event->server_port = f->key.server_port;
	event->code = 0;
	event->enhanced = (struct enhanced){ .class = 0 };
	event->replies = event->bytes = 0;
	event->charged = false;
	event->wait_ns = event->late_ns = event->debt_ns = 0;
}

void emit_bare(struct engine *e, const struct bare *bare, bool to_client)
{
	struct action action = { .kind = ACTION_INJECT, .slot = ENGINE_NO_SLOT,
				 .bytes = e->bare, .to_client = to_client };

	if (e->sink->mute_injects)
		return;
	action.len_bytes = wire_bare(bare, e->bare);
	emit(e, &action);
}

void emit_event(struct engine *e, const struct event *event)
{
	struct action action = { .kind = ACTION_EVENT, .event = event,
				 .slot = ENGINE_NO_SLOT };

	if (is_told(e, event->kind))
		emit(e, &action);
}

/* --- commit: read what is new */

/**
 * struct reading - The new bytes of one segment, while they are read
 * @data, @len:		the bytes
 * @first_seq:		number of the first
 * @from_start_of_segment: they begin where the segment's payload begins
 * @held_at:		offset of the first byte that must wait, or NONE
 * @stop_at:		bytes behind this were not read: they do not fit into
 *			the longest hold and come again
 * @charge:		of the last reply that must wait
 * @replies, @owed, @code, @enhanced: charged ones, those of a source that owed,
 *			and the first of them
 * @exempt:		why the flow is to be let alone, if it is
 */
struct reading {
	const uint8_t *data;
	size_t len;
	uint32_t first_seq;
	bool from_start_of_segment;
	size_t held_at, stop_at;
	struct charge charge;
	uint16_t replies, owed, code;
	struct enhanced enhanced;
	enum reason exempt;
};

/* What scan.tag says of a reply; 0 is that it costs nothing. */
enum { CHARGED = 1, AGAIN };

/* Where reading went back into a gap, it comes to what was read before. */
static bool was_read(const struct flow *f, uint32_t seq)
{
	return seq_le(f->again_seq, seq) && seq_lt(seq, f->passed_seq);
}

static void tell_reply(struct engine *e, struct flow *f,
		       const struct smtp_item *item)
{
	struct event event;

	if (!is_told(e, EVENT_REPLY))
		return;
	event_begin(&event, f, EVENT_REPLY, REASON_NONE);
	event.code = item->code;
	event.enhanced = item->enhanced;
	event.charged = f->scan.tag == CHARGED;
	event.replies = 1;
	emit_event(e, &event);
}

/* Something before what is read now waits: it can wait no less. */
static bool waits(const struct flow *f, const struct reading *r)
{
	return f->holds || r->held_at != SIZE_MAX;
}

static void end_reply(struct engine *e, struct flow *f,
		      const struct smtp_item *item)
{
	if (f->scan.tag == AGAIN)
		return;
	tell_reply(e, f, item);
	policy_reply_end(e, f, item);
}

/* A reply begins.  Return: false if it does not fit into the longest hold. */
static bool read_reply(struct engine *e, struct flow *f, struct reading *r,
		       const struct smtp_item *item)
{
	enum reason reason;
	struct charge charge;

	if (was_read(f, r->first_seq + (uint32_t)item->start)) {
		f->scan.tag = AGAIN;
		return true;
	}
	reason = policy_judge(e, f, item);
	if (reason == REASON_ERROR && waits(f, r) && !e->conf.dry_run &&
	    !policy_fits(e, f, item))
		return false;
	charge = policy_charge(e, f, item, reason);
	f->scan.tag = charge.charged ? CHARGED : 0;
	if (item->decided && item->code == 235 && item->clean &&
	    item->start == 0 && r->from_start_of_segment && !f->bridged)
		r->exempt = REASON_AUTH;
	if (!charge.hold)
		return true;
	if (r->held_at == SIZE_MAX)
		r->held_at = item->start;
	if (charge.due_ns < r->charge.due_ns)
		charge.due_ns = r->charge.due_ns;
	charge.unpaid |= r->charge.unpaid;
	r->owed = (uint16_t)(r->owed + charge.owes);
	r->charge = charge;
	if (charge.charged && !r->replies++) {
		r->code = item->code;
		r->enhanced = item->enhanced;
	}
	return true;
}

/* A ServerHello: RFC 8446 5.1, 4; a server quotes no such bytes. */
static bool is_tls_record(const struct reading *r)
{
	return r->len >= 6 && r->data[0] == 0x16 && r->data[1] == 3 &&
	       r->data[2] <= 4 && r->data[5] == 2;
}

/* The server's bytes are in TLS: they wait for what the source owes, or not. */
static void read_tls(struct engine *e, struct flow *f, struct reading *r,
		     uint32_t client_bytes)
{
	struct charge charge = policy_charge_tls(e, f, client_bytes);

	if (!charge.hold) {
		f->tls_paid = !policy_is_overdrawn(e, f);
		return;
	}
	e->stats.held_tls_total++;
	r->held_at = 0;
	r->charge = charge;
}

/* From here on it is TLS.  Its ServerHello waits as a greeting does. */
static void begin_tls(struct engine *e, struct flow *f, struct reading *r)
{
	if (!policy_sees_tls(e, f)) {
		r->exempt = REASON_TLS;
		return;
	}
	f->tls = true;
	e->stats.exempt_tls_total++;
	read_tls(e, f, r, 0);
}

/* A clean line that is no reply: TLS, or another protocol. */
static void read_other(struct engine *e, struct flow *f, struct reading *r,
		       const struct smtp_item *item)
{
	if (item->start != 0 || !r->from_start_of_segment)
		return;
	if (f->bridged && !is_tls_record(r))
		return;		/* it may be the rest of a line */
	if (item->kind == SMTP_TLS)
		begin_tls(e, f, r);
	else if (!f->ever_held && ++f->not_smtp >= NOT_SMTP_LINES)
		r->exempt = REASON_NOT_SMTP;
}

static void read_replies(struct engine *e, struct flow *f, struct reading *r)
{
	struct smtp_scan before;
	struct smtp_item item;
	size_t pos = 0, begin;

	do {
		/* A reply that does not fit is read again when it comes again. */
		before = f->scan;
		begin = pos;
		switch (smtp_next(&f->scan, r->data, r->len, &pos, &item)) {
		case SMTP_REPLY:
			if (read_reply(e, f, r, &item))
				break;
			f->scan = before;
			r->stop_at = begin;
			return;
		case SMTP_REPLY_END:
			end_reply(e, f, &item);
			break;
		case SMTP_TLS:
		case SMTP_NOT_REPLY:
			read_other(e, f, r, &item);
			break;
		case SMTP_MORE:
			return;
		}
	} while (r->exempt == REASON_NONE && !f->tls && pos < r->len);
}

static void tell_hold(struct engine *e, struct flow *f, const struct reading *r,
		      size_t bytes)
{
	struct event event;

	event_begin(&event, f, EVENT_HOLD, r->charge.reason);
	event.code = r->code;
	event.enhanced = r->enhanced;
	event.replies = r->replies;
	event.bytes = (uint32_t)bytes;
	if (r->charge.due_ns > e->now_ns)
		event.wait_ns = r->charge.due_ns - e->now_ns;
	event.debt_ns = policy_debt_ns(e, f);
	emit_event(e, &event);
}

/*
 * The bytes @seq to @end wait.  Bytes that cost nothing, and came together
 * with a copy of the last range, belong to it; else they are a range.
 */
static bool hold_range(struct engine *e, struct flow *f, struct reading *r,
		       uint32_t seq, uint32_t end, bool merged)
{
	struct hold *last = f->holds ? &e->holds[f->last_hold] : NULL;
	struct hold *h;

	/* Behind what is never answered nothing is. */
	r->charge.unpaid |= last && last->unpaid;
	if (last && r->charge.due_ns <= last->due_ns) {
		r->charge.due_ns = last->due_ns;
		if (r->charge.reason == REASON_NONE)
			r->charge.reason = REASON_BEHIND;
		if (merged && !r->replies && last->end == seq) {
			last->end = end;
			last->bytes = end - last->seq;
			return true;
		}
	}
	h = hold_append(e, f, seq, end, &r->charge);
	if (!h)
		return false;
	h->replies = r->replies;
	h->owed = r->owed;
	h->code = r->code;
	h->enhanced = r->enhanced;
	e->stats.held_replies_total += r->replies;
	tell_hold(e, f, r, end - seq);
	return true;
}

/* What of the new bytes waits is made a range. */
static void commit_range(struct engine *e, struct flow *f, struct reading *r,
			 const struct segment *seg, uint32_t first)
{
	uint32_t end = seg->end, seq;

	if (r->stop_at != SIZE_MAX)
		end = first + (uint32_t)r->stop_at;
	else if (!segment_is_whole(seg))
		end = first + (uint32_t)r->len;
	if (f->holds)
		r->held_at = 0;
	seq = first + (uint32_t)r->held_at;
	if (r->held_at != SIZE_MAX && seq != end && !e->conf.dry_run &&
	    !hold_range(e, f, r, seq, end, seq_lt(seg->seq, first)))
		end = seq;
	if (r->held_at != SIZE_MAX && e->conf.dry_run)
		tell_hold(e, f, r, end - seq);
	f->next_seq = end;
	f->finished |= seg->flags & TCP_FIN && end == seg->end;
}

/* The window of a SYN has no scale (RFC 7323 2.2). */
static void told_by(struct flow *f, const struct segment *seg)
{
	flow_told(f, seg->ack, seg->flags & TCP_SYN ? 0 : seg->window,
		  seg->has_ts, seg->ts_val);
}

/*
 * What it was told before, if nothing of it was seen: what this segment says, but
 * for how much the server can take.
 */
static void freeze(struct flow *f, const struct segment *seg)
{
	if (!(seg->flags & TCP_ACK) || (f->told && f->client_seen))
		return;
	told_by(f, seg);
	if (f->told_window > WINDOW_ENOUGH)
		f->told_window = WINDOW_ENOUGH;
}

/* Make the flow exempt, now or when nothing of it is held any more. */
static void exempt_later(struct engine *e, struct flow *f, enum reason reason)
{
	if (reason == REASON_NONE || f->exempt_due)
		return;
	f->exempt_due = true;
	f->exempt_reason = reason & 0xff;
	e->stats.exempt_auth_total += reason == REASON_AUTH;
	e->stats.exempt_tls_total += reason == REASON_TLS;
	e->stats.exempt_not_smtp_total += reason == REASON_NOT_SMTP;
}

/* Read the bytes from f->next_seq on; there are some, or a FIN. */
static void commit(struct engine *e, struct flow *f, const struct segment *seg)
{
	uint32_t first = f->next_seq;
	uint32_t skip = first - seg->seq;
	struct reading r = { .held_at = SIZE_MAX, .stop_at = SIZE_MAX };
	bool was_open = !f->holds;

	if (f->holds && !hold_room(e, f))
		return;
	if (skip < seg->captured_bytes) {
		r.data = seg->payload + skip;
		r.len = seg->captured_bytes - skip;
	}
	r.first_seq = first;
	r.from_start_of_segment = skip == 0;
	if (f->tls)
		read_tls(e, f, &r, seg->ack - f->data_ack);
	else
		read_replies(e, f, &r);
	f->data_ack = seg->ack;
	f->bridged = false;
	commit_range(e, f, &r, seg, first);
	if (was_open && f->holds)
		freeze(f, seg);
	exempt_later(e, f, r.exempt);
}

/* --- place: what becomes of the packet */

/*
 * The client gets the bytes before the gate, up to @end, for the first time.  The
 * numbers beside them tell no more than those of what waits.
 */
static void pass_before(struct engine *e, struct flow *f,
			const struct segment *seg, uint32_t end)
{
	struct action action = { .kind = ACTION_ACCEPT, .slot = ENGINE_NO_SLOT };
	struct says says = hold_says(f, seg, f->gated_ns < e->now_ns);
	bool cut = end != seg->end;

	if (cut)
		f->gate_copies = 0;
	e->stats.cut_total += cut;
	flow_passes(f, end);
	if (cut || segment_is_whole(seg))
		action.len_bytes = wire_kept(seg, cut ? end - seg->seq :
					     seg->payload_bytes, &says,
					     e->scratch);
	if (action.len_bytes) {
		action.kind = ACTION_REPLACE;
		action.bytes = e->scratch;
	}
	if (seg->flags & TCP_ACK)
		flow_told(f, says.ack, says.window, seg->has_ts, says.ts_val);
	emit(e, &action);
}

static void accept_bytes(struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	struct action action = { .kind = ACTION_ACCEPT, .slot = ENGINE_NO_SLOT };

	if (seg->end != seg->seq)
		flow_passes(f, seg->end);
	if (seg->flags & TCP_ACK)
		told_by(f, seg);
	emit(e, &action);
}

/*
 * An ACK, a window, a probe, or a copy of what the client was given: how the
 * server stands now.  On the mail host no copy of what is held will come: its TCP
 * waits for the packet that is held (tcp_retransmit_skb()), and is answered here.
 */
static void keep_frozen(struct engine *e, struct flow *f,
			const struct segment *seg)
{
	if (seg->end != seg->seq)
		f->gate_copies = 0;
	e->stats.frozen_total++;
	emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	hold_answer(e, f, seg);
}

static void place_gated(struct engine *e, struct flow *f,
			const struct engine_packet *packet,
			const struct segment *seg)
{
	uint32_t gate = hold_gate(e, f);
	bool first = seq_lt(seg->seq, gate) && seq_lt(f->passed_seq, gate) &&
		     seq_lt(f->passed_seq, seg->end);

	if (seg->end == seg->seq || (seq_le(seg->end, gate) && !first))
		keep_frozen(e, f, seg);
	else if (seq_le(seg->end, gate))
		pass_before(e, f, seg, seg->end);
	else if (packet->gso)
		emit_kind(e, ACTION_SPLIT, ENGINE_NO_SLOT);
	else if (!f->watched)
		emit_kind(e, ACTION_MARK_WATCH, ENGINE_NO_SLOT);
	else if (first)
		pass_before(e, f, seg, gate);
	else
		hold_place(e, f, seg);
}

static void make_exempt(struct engine *e, struct flow *f,
			const struct segment *seg)
{
	struct event event;

	/* What waits in the queue behind it belongs to it: see stays_exempt(). */
	if (seq_lt(f->next_seq, seg->end))
		f->next_seq = seg->end;
	if (f->tls)
		f->tls_exempt = true;
	else
		f->exempt = true;
	f->exempt_due = false;
	emit_kind(e, e->conf.dry_run ? ACTION_ACCEPT : ACTION_MARK_EXEMPT,
		  ENGINE_NO_SLOT);
	event_begin(&event, f, EVENT_EXEMPT,
		    f->tls ? REASON_TLS : f->exempt_reason);
	emit_event(e, &event);
}

/* In TLS, and not overdrawn: the kernel may let it pass while it is unknown. */
static bool may_exempt_tls(const struct engine *e, const struct flow *f)
{
	return f->tls && !f->tls_exempt && !policy_is_overdrawn(e, f);
}

/*
 * Bytes that commit() had no room for must not pass unread.  Bytes that a
 * capture does not have cannot be read.
 */
static bool has_unread(const struct flow *f, const struct segment *seg)
{
	return seg->end != seg->seq && seq_lt(f->next_seq, seg->end) &&
	       segment_is_whole(seg);
}

static void place(struct engine *e, struct flow *f,
		  const struct engine_packet *packet, const struct segment *seg)
{
	if (f->holds && f->detached)
		hold_detached(e, f, seg);
	else if (f->holds)
		place_gated(e, f, packet, seg);
	else if (f->exempt_due ||
		 (may_exempt_tls(e, f) && seg->end != seg->seq))
		make_exempt(e, f, seg);
	else if (has_unread(f, seg))
		emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	else
		accept_bytes(e, f, seg);
}

/* --- the server's side */

/* Clients of trusted networks are let alone. */
static void trust(struct engine *e, struct flow *f)
{
	struct addr client = flow_client(f);

	if (policy_trusts(e, &client))
		exempt_later(e, f, REASON_TRUSTED);
}

/* Another connection with the same ends. */
static void begin_anew(struct engine *e, struct flow *f)
{
	flow_reset(e, f);
	trust(e, f);
}

/* SYN-ACK: the stream begins, and the position of each reply is known. */
static void server_opens(struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	if (f->from_start && f->next_seq == seg->end && !f->replies)
		return;		/* sent again */
	begin_anew(e, f);
	f->from_start = f->synced = true;
	f->server_ack = seg->ack;
	f->next_seq = f->gap_seq = f->read_seq = f->passed_seq = seg->end;
}

static void tell_reset(struct engine *e, const struct flow *f, uint64_t wait_ns)
{
	struct event event;

	event_begin(&event, f, EVENT_RESET, REASON_RST);
	event.wait_ns = wait_ns;
	event.debt_ns = policy_debt_ns(e, f);
	emit_event(e, &event);
}

/* No reply can come any more. */
static bool is_mute(const struct flow *f)
{
	return f->finished || f->freed;
}

/*
 * A reset where nothing is held stands for a reply that the server could not
 * send: a client that takes no more bytes, and acknowledges none, sees by it what
 * the server answered.  So it costs, and waits, as an error does, and what the
 * client sends meanwhile must be seen.  One to a SYN has no number of its own
 * (RFC 9293 3.10.7.1), and where no reply can come any more, it answers what the
 * client sent too late.
 */
static void reset_instead(struct engine *e, struct flow *f,
			  const struct segment *seg)
{
	struct charge charge = { .hold = false };
	bool costs = seg->seq && !f->exempt_due && !is_mute(f) &&
		     policy_interval_ns(e, f);

	if (costs && !f->watched && !e->conf.dry_run) {
		emit_kind(e, ACTION_MARK_WATCH, ENGINE_NO_SLOT);
		return;
	}
	if (f->tls)
		charge = policy_charge_tls(e, f, 0);
	else if (costs)
		charge = policy_charge_reset(e, f);
	if (!charge.hold || e->conf.dry_run) {
		emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
		if (!is_mute(f))	/* one may follow for each late segment */
			flow_remove(e, f);
		return;
	}
	f->passed_seq = f->next_seq = seg->seq;
	hold_reset(e, f, seg, &charge);
	if (!f->holds)
		return;		/* there was no room */
	freeze(f, seg);
	hold_server_gone(e, f);
	tell_reset(e, f, charge.due_ns - e->now_ns);
}

/* The server's RST follows what is held. */
static void server_resets(struct engine *e, struct flow *f,
			  const struct segment *seg)
{
	bool is_news = !f->detached && !f->server_gone;

	if (!f->holds) {
		reset_instead(e, f, seg);
		return;
	}
	hold_reset(e, f, seg, NULL);
	if (!is_news)
		return;
	hold_server_gone(e, f);
	e->stats.reset_total += !f->abandoned;
	if (!f->abandoned)
		tell_reset(e, f, e->now_ns - f->gated_ns);
}

/* Another connection with the same ends, whose SYN-ACK was not given to us? */
static bool is_stale(const struct engine *e, const struct flow *f,
		     const struct segment *seg)
{
	int32_t jump = seq_diff(seg->seq, f->next_seq);
	uint64_t idle_ns = f->from_start ? FLOW_IDLE_NS : FLOW_IDLE_UNSEEN_NS;

	return !f->holds && f->synced &&
	       (e->now_ns - f->last_ns > idle_ns ||
		jump > SEQ_JUMP_BYTES || jump < -SEQ_JUMP_BYTES);
}

/* Reading begins here, at a line's start; what lies before it is the gap. */
static void read_behind_gap(struct flow *f, const struct segment *seg)
{
	f->gap_scan = f->scan;
	f->gap_seq = f->synced ? f->next_seq : seg->seq - SEQ_JUMP_BYTES;
	if (!f->synced)
		f->passed_seq = seg->seq;
	flow_passes(f, seg->seq);
	smtp_scan_init(&f->scan);
	f->next_seq = f->read_seq = seg->seq;
	f->synced = f->bridged = true;
	policy_gap(f);
}

/*
 * Where in the gap does this segment begin, and what is its first line?  A
 * segment from within the gap begins a line.
 * Return: offset of its first byte of the gap
 */
static size_t gap_begins(const struct flow *f, const struct segment *seg,
			 struct smtp_scan *scan)
{
	if (seq_lt(seg->seq, f->gap_seq)) {
		*scan = f->gap_scan;
		return f->gap_seq - seg->seq;
	}
	smtp_scan_init(scan);
	return 0;
}

/* Reading goes back into the gap, and on from there. */
static void read_gap(struct flow *f, const struct segment *seg)
{
	f->again_seq = f->read_seq;
	f->next_seq = seg->seq + (uint32_t)gap_begins(f, seg, &f->scan);
	f->read_seq = f->next_seq;
	f->bridged = true;
}

/*
 * A segment behind a gap, on a flow that was read so far.  All packets are seen
 * from the first hold on, even before the first that is marked is back.
 */
static bool must_wait(const struct flow *f, const struct segment *seg)
{
	if (f->holds)
		return true;	/* there was no room for what is missing */
	if (!f->watched && !f->ever_held)
		return false;
	if (!f->client_ack_seen || f->claims ||
	    seq_le(seg->seq, f->client_ack))
		return f->missing < MISSING_SURE;
	return f->missing < MISSING_LONG;
}

/*
 * Bytes before this segment were not seen.  Where the kernel filters, it let
 * them pass since they ended in CRLF: this is a line's start.  Where all of a
 * flow's packets are seen, one is missing or late; this one waits for it, as
 * if the network had lost it.  If it comes a third time first, the missing one
 * passed before the flow was watched: a retransmission begins with what the
 * client has not acknowledged, a probe may send the last segment once before.
 * A client that is seen must have acknowledged the missing one, too; or nothing
 * while it came six times.
 * Return: false if the segment must wait
 */
static bool bridge_gap(struct engine *e, struct flow *f,
		       const struct segment *seg)
{
	if (f->missing && f->missing_seq != seg->seq)
		f->missing = 0;
	if (f->synced && must_wait(f, seg)) {
		if (f->missing < MISSING_LONG)
			f->missing++;
		f->missing_seq = seg->seq;
		e->stats.out_of_order_total++;
		return false;
	}
	f->claims = false;
	read_behind_gap(f, seg);
	return true;
}

/*
 * A segment with bytes that were passed over as unseen, late, alone or merged
 * with its neighbours: does an error begin there?  Those that the kernel let
 * pass begin none.
 */
static bool is_late_error(const struct engine *e, const struct flow *f,
			  const struct segment *seg)
{
	struct smtp_scan scan;
	struct smtp_item item;
	size_t pos = 0, begin, end = f->read_seq - seg->seq;

	if (!f->synced || f->tls || !seq_lt(seg->seq, f->read_seq) ||
	    seq_le(f->read_seq, f->gap_seq) || (f->exempt_due && !f->holds))
		return false;
	if (f->client_ack_seen && seq_le(f->read_seq, f->client_ack))
		return false;	/* the client has it */
	if (end > seg->captured_bytes)
		end = seg->captured_bytes;
	begin = gap_begins(f, seg, &scan);
	if (begin >= end)
		return false;
	while (smtp_next(&scan, seg->payload + begin, end - begin, &pos,
			 &item) != SMTP_MORE)
		if (item.kind == SMTP_REPLY && policy_is_error(e, &item))
			return true;
	return false;
}

static void server_data(struct engine *e, struct flow *f,
			const struct engine_packet *packet,
			const struct segment *seg)
{
	bool gap = !f->synced || seq_lt(f->next_seq, seg->seq);

	if (is_late_error(e, f, seg)) {
		if (f->holds) {
			emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
			return;
		}
		read_gap(f, seg);
	}
	if (gap && !bridge_gap(e, f, seg)) {
		emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
		if (f->holds)
			hold_answer(e, f, seg);
		return;
	}
	f->missing = 0;
	if (seq_lt(f->next_seq, seg->end) && !f->exempt_due)
		commit(e, f, seg);
	place(e, f, packet, seg);
}

static struct flow *server_flow(struct engine *e, const struct segment *seg)
{
	bool begins = seg->payload_bytes || seg->flags & (TCP_SYN | TCP_RST);
	struct flow *f = flow_find(e, seg, FROM_SERVER);

	if (f && is_stale(e, f, seg))
		begin_anew(e, f);
	if (f || !begins)
		return f;
	f = flow_add(e, seg);
	trust(e, f);
	return f;
}

/*
 * An exempt connection may still be seen: packets that waited in the queue
 * already, and all of it in a capture.  Where the kernel filters, the next
 * connection with the same ends shows no SYN-ACK, and must not inherit the
 * exemption: only what follows without a gap belongs to it.
 */
static bool stays_exempt(struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	int32_t behind;

	if (!f->exempt)
		return false;
	behind = seq_diff(f->next_seq, seg->seq);
	if ((f->from_start && !(seg->flags & TCP_SYN)) ||
	    (behind >= 0 && behind <= UINT16_MAX)) {
		if (seq_lt(f->next_seq, seg->end))
			f->next_seq = seg->end;
		return true;
	}
	begin_anew(e, f);
	return false;
}

/* A TLS record, RFC 8446 5.1: no reply begins with its type and version. */
static bool looks_like_tls(const struct segment *seg)
{
	return seg->captured_bytes >= 3 && seg->payload[0] >= 0x14 &&
	       seg->payload[0] <= 0x17 && seg->payload[1] == 3 &&
	       seg->payload[2] <= 4;
}

/*
 * The kernel let the connection pass, since it is in TLS, or has authenticated in
 * clear; by now its source is known.  Return: false if nothing of it may wait
 */
static bool sees_exempt(struct engine *e, const struct segment *seg)
{
	struct flow *f = flow_find(e, seg, FROM_SERVER);

	if (f && (f->tls || f->holds))
		return true;
	if (!looks_like_tls(seg))
		return false;
	f = server_flow(e, seg);
	if (!policy_sees_tls(e, f) || f->exempt_due)
		return false;
	f->tls = f->tls_exempt = f->tls_paid = true;
	f->exempt = false;
	f->data_ack = seg->ack;
	return true;
}

/* Who got what was not seen, may have sent what was not. */
static void note_server(struct flow *f, const struct segment *seg)
{
	if (f->client_ack_seen && seq_lt(f->client_next, seg->ack))
		f->claims = true;
	f->freed &= f->holds || seg->flags & TCP_RST;
	f->server_ack = seg->ack;
}

/*
 * A SYN of the client was under way before what is held was.  That the server takes
 * it tells that it has closed the connection; it says so again.
 */
static void keep_out_server(struct engine *e)
{
	e->stats.frozen_total++;
	emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
}

static void from_server(struct engine *e, const struct engine_packet *packet,
			const struct segment *seg)
{
	struct flow *f = NULL;

	if (!packet->exempt || sees_exempt(e, seg))
		f = server_flow(e, seg);
	if (!f || stays_exempt(e, f, seg)) {
		emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
		return;
	}
	flow_touch(e, f);
	f->watched |= packet->marked;
	if (seg->flags & TCP_ACK)
		note_server(f, seg);
	if (seg->flags & TCP_RST) {
		server_resets(e, f, seg);
	} else if (seg->flags & TCP_SYN && f->holds && !f->abandoned) {
		keep_out_server(e);
	} else if (seg->flags & TCP_SYN) {
		server_opens(e, f, seg);
		place(e, f, packet, seg);
	} else if (seg->end == seg->seq) {
		place(e, f, packet, seg);
	} else {
		server_data(e, f, packet, seg);
	}
}

/* --- the client's side: only of watched flows */

/*
 * What a server takes for an acknowledgement, and no more: it lies in the window,
 * RFC 9293 3.10.7.4, or is in the client's last segment, sent again.  What was
 * not seen may not have been sent: a server ignores that.
 */
static void note_client(struct flow *f, const struct segment *seg, bool beyond)
{
	bool more = !f->client_ack_seen || seq_lt(f->client_ack, seg->ack);

	if (!f->client_ack_seen || seq_lt(f->client_next, f->server_ack))
		f->client_next = f->server_ack;
	if (!(seg->flags & TCP_ACK) || seg->flags & TCP_RST || !f->synced)
		return;
	if (seq_le(seg->seq, f->client_next) && seq_lt(f->client_next, seg->end))
		f->client_next = seg->end;
	/* One copy more may be a probe then (RFC 8985 7.3). */
	if (more && !beyond)
		f->gate_copies = f->missing = 0;
	if (seq_lt(seg->end, f->server_ack) || seq_lt(f->client_next, seg->seq))
		return;
	if (beyond) {
		f->claims = true;
		return;
	}
	if (more)
		f->client_ack = seg->ack;
	f->client_ack_seen = true;
}

/* Up to here the server's bytes were read, and do not wait. */
static uint32_t given_to(const struct engine *e, const struct flow *f)
{
	return f->holds ? hold_gate(e, f) : f->next_seq;
}

/* The client acknowledges what it was not given, as far as is known. */
static bool acks_beyond(const struct engine *e, const struct flow *f,
			const struct segment *seg)
{
	if (!(seg->flags & TCP_ACK) || !f->synced || f->detached)
		return false;
	/* Where reading went back, or no room was left, more passed before. */
	return seq_lt(given_to(e, f), seg->ack) &&
	       seq_lt(f->passed_seq, seg->ack);
}

/*
 * Must an ACK of more be cut down to what the client was given?  Bytes passed
 * before all of the flow was seen, or while a queue was full.  The server is told
 * of what was read, and sends the rest once more: a client that lies has it read
 * all the same.  Where the server knows better, an old number does no harm (RFC
 * 9293 3.10.7.4) unless it is older than the largest window (RFC 5961 5.2): of so
 * much, no server has it all still to send.
 */
static bool must_cut(const struct engine *e, const struct flow *f,
		     const struct segment *seg)
{
	if (seg->flags & TCP_RST || f->holds)
		return false;
	return f->watched && !f->exempt_due && !e->conf.dry_run &&
	       seq_diff(seg->ack, f->next_seq) <= OLD_ACK_BYTES;
}

static bool begins_anew(const struct segment *seg)
{
	return (seg->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

/* --- what the client says: only of connections that are seen from the start */

static bool line_is(const uint8_t *p, size_t len, const char *verb)
{
	return len >= 4 && !strncasecmp((const char *)p, verb, 4);
}

/* BDAT n [LAST], RFC 3030 2: so much of a message follows. */
static void read_bdat(struct flow *f, const uint8_t *p, size_t len)
{
	uint32_t bytes = 0;
	size_t i;

	for (i = 5; i < len && p[i] >= '0' && p[i] <= '9' && bytes < 1u << 27; i++)
		bytes = bytes * 10 + p[i] - '0';
	f->bdat_left = bytes;
	if (!f->bdat_in)
		f->bdat_in = f->unanswered;
	for (; i + 4 <= len; i++)
		f->bdat_last |= line_is(p + i, len - i, "LAST");
}

/*
 * Read lines: each is answered once, but those of a message.
 * Return: how many bytes stand before the first line that begins a message, if
 * more than @most lines before it are not answered by then; else all
 */
static size_t read_lines(struct flow *f, const uint8_t *data, size_t len,
			 uint32_t most)
{
	const uint8_t *p = data, *end = data + len, *lf;
	size_t skip;

	while (p < end && !f->after_354) {
		skip = f->bdat_left < (size_t)(end - p) ? f->bdat_left :
							  (size_t)(end - p);
		f->bdat_left -= (uint32_t)skip;
		p += skip;
		if (p == end)
			break;
		lf = memchr(p, '\n', (size_t)(end - p));
		skip = lf ? (size_t)(lf + 1 - p) : (size_t)(end - p);
		if (!f->client_mid_line && (line_is(p, skip, "DATA") ||
					    line_is(p, skip, "BDAT"))) {
			if (f->unanswered > most)
				return (size_t)(p - data);
		}
		if (!f->client_mid_line && f->unanswered < UINT8_MAX)
			f->unanswered++;
		if (!f->client_mid_line && line_is(p, skip, "BDAT"))
			read_bdat(f, p, skip);
		f->client_mid_line = !lf;
		p += skip;
	}
	return len;
}

/*
 * Reading begins where the server has all before, unless something was said that is
 * not known.  Where it had all before when it spoke last, and the client has what it
 * said, nothing is unanswered.
 */
static void sync_client(const struct engine *e, struct flow *f,
			const struct segment *seg)
{
	if (f->client_synced && seq_lt(f->client_read, f->server_ack))
		f->client_synced = false;	/* something was not seen */
	if (seg->seq != f->server_ack || f->holds ||
	    seq_lt(given_to(e, f), seg->ack))
		return;
	if (!f->client_synced) {
		f->client_mid_line = false;
		f->client_synced = true;
		f->client_from = f->client_read = seg->seq;
	}
	if (seg->ack == given_to(e, f) && seg->seq == f->data_ack) {
		f->unanswered = 0;
		f->client_read = seg->seq;
	}
}

/*
 * A message must not be accepted while answers to what is before it may wait: its
 * own would wait behind them, and a client that gives up sends it twice.  So where
 * errors of what is on its way may overdraw the bucket, a client's DATA or BDAT is
 * kept until that is answered, or was sent some times; its TCP sends it again.
 * Return: how much of the segment's payload may pass
 */
static uint32_t may_pass(const struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	uint32_t most = e->conf.dry_run ? UINT32_MAX : policy_tokens(e, f);
	uint32_t skip;
	size_t passes;

	if (f->tls || !seg->payload_bytes)
		return seg->payload_bytes;
	sync_client(e, f, seg);
	skip = f->client_read - seg->seq;
	if (!f->client_synced || skip > seg->payload_bytes ||
	    !segment_is_whole(seg))
		return seg->payload_bytes;
	if (f->kept == KEPT_MOST)
		most = UINT32_MAX;	/* answers don't come, or were not seen */
	passes = skip + read_lines(f, seg->payload + skip,
				   seg->payload_bytes - skip, most);
	f->kept = passes < seg->payload_bytes ? (uint8_t)(f->kept + 1) : 0;
	f->client_read = seg->seq + (uint32_t)passes;
	return (uint32_t)passes;
}

/*
 * Of a segment whose checksum is wrong the server believes nothing, so neither
 * do we.  Where it isn't at hand as a whole nobody knows.
 */
static bool has_wrong_checksum(const struct engine_packet *packet,
			       const struct segment *seg)
{
	return !packet->checksum_unready && !packet->gso &&
	       segment_is_whole(seg) && !wire_checksum_is_right(seg);
}

/*
 * Of a client without room for a reply the server keeps the reply to itself, and
 * all that it does after it can be seen all the same.  With room in its place the
 * reply is sent, and seen here.  The client's TCP takes of it what it can.  Of a
 * connection that is not seen from the start (@seen) the window's scale may be such
 * that any number is room.
 */
static void widen(struct engine *e, bool seen, const struct segment *seg,
		  struct edit *edit)
{
	if (seg->window >= (seen ? WINDOW_LEAST : 1) ||
	    seg->flags & (TCP_SYN | TCP_RST) || e->conf.dry_run)
		return;
	edit->window = WINDOW_ENOUGH;
}

/* It passes, with what must be changed in it. */
static void pass_client(struct engine *e, const struct segment *seg,
			const struct edit *edit)
{
	struct action action = { .kind = ACTION_REPLACE,
				 .slot = ENGINE_NO_SLOT, .bytes = e->scratch };

	if (edit->payload_bytes == seg->payload_bytes &&
	    edit->ack == seg->ack && edit->window == seg->window) {
		emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
		return;
	}
	e->stats.widened_total += edit->window != seg->window;
	action.len_bytes = wire_edit(seg, edit, e->scratch);
	emit(e, &action);
}

/*
 * A client that acknowledges nothing uses up what the server may have under way;
 * so a reply stays with the server, as where there is no room for it.
 */
static bool owes_acks(const struct engine *e, const struct flow *f,
		      const struct segment *seg)
{
	return seg->payload_bytes && f->synced && !f->tls && !e->conf.dry_run &&
	       seq_diff(f->passed_seq, seg->ack) > UNACKED_MOST_BYTES;
}

/*
 * What is kept from the server.  Of a connection with the same ends, too: what the
 * server says to its SYN would tell whether the one before is there.
 */
static void keep_out(struct engine *e)
{
	e->stats.withheld_total++;
	emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
}

/* Nothing is held: it must not acknowledge what it was not given. */
static void client_open(struct engine *e, struct flow *f,
			const struct engine_packet *packet,
			const struct segment *seg)
{
	bool beyond = acks_beyond(e, f, seg);
	struct edit edit = wire_unchanged(seg);

	if (owes_acks(e, f, seg)) {
		keep_out(e);
		return;
	}
	if (beyond && !f->tls && must_cut(e, f, seg))
		edit.ack = given_to(e, f);
	widen(e, f->client_seen, seg, &edit);
	if (packet->gso && (edit.ack != seg->ack || edit.window != seg->window)) {
		emit_kind(e, ACTION_SPLIT, ENGINE_NO_SLOT);
		return;
	}
	edit.payload_bytes = may_pass(e, f, seg);
	e->stats.early_ack_total += edit.ack != seg->ack;
	e->stats.behind_total += edit.payload_bytes != seg->payload_bytes;
	note_client(f, seg, beyond);
	if (seg->payload_bytes && !edit.payload_bytes)
		emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	else
		pass_client(e, seg, &edit);
}

/*
 * A reply is held, and the client resets the connection.  The server believes the
 * number that it expects (RFC 5961 3.2); where the client's data was kept back,
 * its own is made that.
 */
static void client_resets(struct engine *e, struct flow *f,
			  const struct segment *seg)
{
	struct action action = { .kind = ACTION_REPLACE,
				 .slot = ENGINE_NO_SLOT, .bytes = e->scratch };
	bool exact = seg->seq == f->server_ack;
	bool ours = segment_is_whole(seg) &&
		    (exact ||
		     (f->client_ack_seen && seg->seq == f->client_next));

	if (f->detached) {
		emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	} else if (ours && !exact) {
		action.len_bytes = wire_with_seq(seg, f->server_ack, e->scratch);
		emit(e, &action);
	} else {
		emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
	}
	if (ours && !f->abandoned)
		hold_abandon(e, f, REASON_RST);
}

/*
 * A reply is held: nothing that the server does not have reaches it, but for an
 * end.  An ACK of more than was given fishes for a held reply's length: to
 * answer one that the server could have taken differently from one that it could
 * not is to tell.
 */
static void client_frozen(struct engine *e, struct flow *f,
			  const struct segment *seg)
{
	bool beyond = acks_beyond(e, f, seg);
	bool says = seg->end != seg->seq;
	bool is_new = says && (f->server_gone ||
			       seq_lt(f->server_ack, seg->end));
	/* Whether the server has it already must not matter. */
	bool ends = seg->flags & TCP_FIN && segment_is_whole(seg) && !beyond &&
		    (seg->end - 1 == f->server_ack || seg->end == f->server_ack);

	e->stats.early_ack_total += beyond;
	note_client(f, seg, beyond);
	if (f->detached || beyond || (is_new && !ends)) {
		e->stats.withheld_total++;
		emit_kind(e, ACTION_DROP, ENGINE_NO_SLOT);
	} else {
		emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
	}
	if (ends && !f->abandoned)
		hold_abandon(e, f, REASON_FIN);
	if (says)
		hold_answer_client(e, f, seg);
}

/* Nothing is known of the connection yet but that its window has no room. */
static void client_unknown(struct engine *e, const struct engine_packet *packet,
			   const struct segment *seg)
{
	struct edit edit = wire_unchanged(seg);

	widen(e, false, seg, &edit);
	if (packet->gso && edit.window != seg->window)
		emit_kind(e, ACTION_SPLIT, ENGINE_NO_SLOT);
	else
		pass_client(e, seg, &edit);
}

static void from_client(struct engine *e, const struct engine_packet *packet,
			const struct segment *seg)
{
	struct flow *f = flow_find(e, seg, FROM_CLIENT);
	bool wrong = has_wrong_checksum(packet, seg);

	e->stats.client_packets_total++;
	e->stats.bad_checksum_total += wrong;
	if (!f && !wrong) {
		client_unknown(e, packet, seg);
		return;
	}
	if (!f || f->exempt || wrong) {
		emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
		return;
	}
	flow_touch(e, f);
	/* Of a flow without a mark those alone are seen whose window is closed. */
	f->client_seen |= f->watched || seg->window;
	if (f->holds && begins_anew(seg))
		keep_out(e);
	else if (!f->holds)
		client_open(e, f, packet, seg);
	else if (seg->flags & TCP_RST)
		client_resets(e, f, seg);
	else
		client_frozen(e, f, seg);
}

/* Has nothing of the server passed unseen? */
static bool sees_all(const struct flow *f)
{
	return f->synced && (f->client_seen ||
			     (f->from_start && f->gap_seq == f->read_seq));
}

/*
 * An ICMP error about a segment of the server.  A server takes one only if the
 * number that it quotes was sent and is not acknowledged (RFC 5927 4.1): behind
 * what passed toward the client that tells how long a reply is, and no packet that
 * met an error was there.  Before it, that the connection is still there: so while
 * something waits none passes at all.
 */
static void from_network(struct engine *e, const struct segment *quoted)
{
	struct flow *f = flow_find(e, quoted, FROM_SERVER);
	bool drop = f && !f->exempt && !e->conf.dry_run &&
		    (f->holds || policy_is_overdrawn(e, f) ||
		     (sees_all(f) && !seq_lt(quoted->seq, f->passed_seq)));

	e->stats.icmp_total++;
	e->stats.icmp_dropped_total += drop;
	emit_kind(e, drop ? ACTION_DROP : ACTION_ACCEPT, ENGINE_NO_SLOT);
}

/* --- the contract */

/*
 * A flow's ends are those that the server knows.  Where NAT has not been done yet at
 * the hook of a client's packets, they name another client.
 */
static void name_client(const struct engine_packet *packet, struct addr *client,
			uint16_t *port)
{
	if (packet->client.family != client->family)
		return;
	*client = packet->client;
	*port = packet->client_port;
}

/* What is no TCP segment is no business of ours. */
static void unparsed(struct engine *e)
{
	e->stats.unparsed_total++;
	emit_kind(e, ACTION_ACCEPT, ENGINE_NO_SLOT);
}

void engine_packet(struct engine *e, uint64_t now_ns,
		   const struct engine_packet *packet, const struct sink *sink)
{
	struct segment seg;

	e->now_ns = now_ns;
	e->sink = sink;
	e->stats.packets_total++;
	if (!wire_parse(packet->data, packet->len_bytes, &seg) ||
	    seg.packet_bytes > sizeof(e->scratch)) {
		if (packet->dir != FROM_CLIENT ||
		    !wire_parse_quoted(packet->data, packet->len_bytes, &seg)) {
			unparsed(e);
			return;
		}
		name_client(packet, &seg.dst, &seg.dst_port);
		from_network(e, &seg);
	} else if (packet->dir == FROM_SERVER) {
		seg.checksum_unready = packet->checksum_unready;
		from_server(e, packet, &seg);
	} else {
		name_client(packet, &seg.src, &seg.src_port);
		from_client(e, packet, &seg);
	}
}

uint64_t engine_next_ns(const struct engine *e)
{
	return hold_next_ns(e);
}

void engine_expire(struct engine *e, uint64_t now_ns, const struct sink *sink)
{
	e->now_ns = now_ns;
	e->sink = sink;
	hold_release_due(e);
}

static bool belongs_to(const struct engine *e, const struct flow *f,
		       const struct addr *client)
{
	struct net net = { .addr = *client };
	struct addr of_flow = flow_client(f);

	net.prefix_bits = client->family == 6 ? e->conf.prefix6_bits :
						e->conf.prefix4_bits;
	addr_mask(&net.addr, net.prefix_bits);
	return net_contains(&net, &of_flow);
}

uint32_t engine_release(struct engine *e, uint64_t now_ns,
			const struct addr *client, enum reason reason,
			const struct sink *sink)
{
	uint32_t flow = e->held.oldest, n = 0;
	struct flow *f;

	e->now_ns = now_ns;
	e->sink = sink;
	while (flow != NONE) {
		f = &e->flows[flow];
		flow = f->newer;
		if (client && !belongs_to(e, f, client))
			continue;
		hold_release_flow(e, f, reason);
		n++;
	}
	return n;
}

void engine_lost(struct engine *e, uint32_t slot)
{
	struct hold *h = &e->holds[slot];

	assert(slot < e->hold_max);
	if (!h->used || !h->has_packet)
		return;
	h->has_packet = false;
	h->packet_end = h->seq;
	e->stats.held_now--;
	e->stats.lost_total++;
}

bool engine_slot_is_held(const struct engine *e, uint32_t slot)
{
	return slot < e->hold_max && e->holds[slot].has_packet;
}

uint32_t engine_slots(const struct engine *e)
{
	return e->hold_max;
}

const struct engine_stats *engine_stats(const struct engine *e)
{
	return &e->stats;
}

const struct engine_conf *engine_conf(const struct engine *e)
{
	return &e->conf;
}

static void take_conf(struct engine *e, const struct engine_conf *conf)
{
	e->conf = *conf;
	e->mask4 = source_mask(conf->prefix4_bits);
	e->mask6 = source_mask(conf->prefix6_bits);
}

struct engine *engine_new(const struct engine_conf *conf, uint64_t now_ns)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	take_conf(e, conf);
	e->now_ns = now_ns;
	e->random = conf->key[0] ^ conf->key[1] ^ 0x9e3779b97f4a7c15ull;
	e->hold_max = conf->max_held;
	e->hold_free = NONE;
	e->holds = calloc(e->hold_max, sizeof(*e->holds));
	e->heap = calloc((size_t)conf->max_flows + conf->max_held,
			 sizeof(*e->heap));
	if (e->holds && e->heap && flow_tables_init(e) &&
	    source_table_init(&e->sources, conf->max_sources, conf->key))
		return e;
	engine_free(e);
	return NULL;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	source_table_fini(&e->sources);
	flow_tables_fini(e);
	free(e->heap);
	free(e->holds);
	free(e);
}

void engine_configure(struct engine *e, const struct engine_conf *conf)
{
	struct engine_conf was = e->conf;

	take_conf(e, conf);
	memcpy(e->conf.key, was.key, sizeof(was.key));
	e->conf.max_held = was.max_held;
	e->conf.max_flows = was.max_flows;
	e->conf.max_sources = was.max_sources;
}
