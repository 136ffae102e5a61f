// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reply.c - commit: read what is new of the server's bytes
 *
 * Each reply is charged once, in the order of the stream, and ranges that must wait
 * are appended to the flow.  What becomes of the packet is not decided here.
 */
#include "core.h"

#define NOT_SMTP_LINES		3

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
 * @begun:		so many replies begin in it
 * @takes_message:	one may say that a message was taken
 * @carries:		see struct hold
 * @exempt:		why the flow is to be let alone, if it is
 */
struct reading {
	const uint8_t *data;
	size_t len;
	uint32_t first_seq;
	bool from_start_of_segment;
	size_t held_at, stop_at;
	struct charge charge;
	uint16_t begun, replies, owed, code;
	struct enhanced enhanced;
	bool takes_message, carries;
	enum reason exempt;
};

/* What scan.tag says of a reply; 0 is that it costs nothing. */
enum { CHARGED = 1, AGAIN };

/* Where reading went back into a gap, it comes to what was read before. */
static bool was_read(const struct flow *f, uint32_t seq)
{
	return seq_le(f->seq.again, seq) && seq_lt(seq, f->seq.passed);
}

static void report_reply(struct engine *e, struct flow *f,
			 const struct smtp_item *item)
{
	struct event event;

	if (!event_is_wanted(e, EVENT_REPLY))
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

/*
 * A message that was taken counts once the client is told: what follows from that may
 * not be seen before.
 */
static void end_reply(struct engine *e, struct flow *f, const struct reading *r,
		      const struct smtp_item *item)
{
	if (f->scan.tag == AGAIN)
		return;
	report_reply(e, f, item);
	f->taken = false;
	if (transaction_reply_end(e, f, item))
		said_answered(e, f, item);
	if (f->taken && !waits(f, r))
		policy_delivered(e, f);
	else if (f->taken && f->untold < UINT8_MAX)
		f->untold++;
}

/* Was it charged when it did not fit?  It began there, or at the LF before. */
static bool is_paid(const struct flow *f, uint32_t seq)
{
	return f->unfit_paid && seq - f->seq.unfit <= 1;
}

/* Where the source owes, nothing but what has a token comes with what has one. */
static bool comes_after(const struct engine *e, const struct flow *f,
			const struct reading *r, const struct source *s,
			const struct smtp_item *item)
{
	bool carries = f->holds ? e->holds[f->first_hold].carries : r->carries;

	return carries && (policy_holds_all(e, f, s) || policy_is_login(item));
}

/* Fit a reply that must wait behind others.  Return: false where it does not fit */
static bool try_fit(const struct engine *e, struct flow *f, const struct reading *r,
		    const struct source *s, const struct smtp_item *item, bool is_error)
{
	uint32_t seq = r->first_seq + (uint32_t)item->start;
	bool paid = is_paid(f, seq);

	if (!comes_after(e, f, r, s, item) && (!is_error || policy_fits(e, f, item, paid)))
		return true;
	if (!is_error)
		return false;
	f->unfit = !paid;
	f->unfit_paid = paid;
	f->seq.unfit = seq;
	f->unfit_code = item->code & CODE_MASK;
	return false;
}

/* What a reply costs that is kept now. */
static struct charge charge_for(struct engine *e, struct flow *f,
				struct source *s, const struct smtp_item *item,
				struct judgement judgement, uint32_t seq)
{
	bool paid = judgement.reason == REASON_ERROR && is_paid(f, seq);

	if (seq_le(f->seq.unfit, seq))
		f->unfit = f->unfit_paid = false;
	if (f->reserved)
		flow_unreserve(e, f, judgement.reserved ? 1 : f->reserved);
	return paid ? policy_charge_paid(e, f) :
		      policy_charge(e, f, s, item, judgement);
}

/* A reply begins.  Return: false if it does not fit into the longest hold. */
static bool read_reply(struct engine *e, struct flow *f, struct reading *r,
		       const struct smtp_item *item)
{
	uint32_t seq = r->first_seq + (uint32_t)item->start;
	struct judgement judgement;
	struct charge charge;
	struct source *s;

	if (was_read(f, seq)) {
		f->scan.tag = AGAIN;
		return true;
	}
	r->begun++;
	r->takes_message |= transaction_may_end(f, item);
	s = policy_remember(e, f);
	judgement = policy_judge(e, f, s, item);
	if (judgement.reason != REASON_NONE && waits(f, r) && !e->conf.dry_run &&
	    !judgement.reserved &&
	    !try_fit(e, f, r, s, item, judgement.reason == REASON_ERROR))
		return false;
	charge = charge_for(e, f, s, item, judgement, seq);
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
	r->owed = (uint16_t)(r->owed + charge.owed);
	r->carries |= charge.reserved;
	r->charge = charge;
	if (charge.charged && !r->replies++) {
		r->code = item->code;
		r->enhanced = item->enhanced;
	}
	return true;
}

/*
 * The server's bytes are in TLS: they wait for what the source owes, or not.  What
 * is told to be a refusal is no message's answer, however much was said before it.
 */
static void read_tls(struct engine *e, struct flow *f, struct reading *r,
		     uint32_t client_bytes, bool refuses)
{
	struct charge charge = policy_charge_tls(e, f, refuses ? 0 : client_bytes,
						 r->len);

	if (!charge.hold) {
		policy_pass_tls(e, f, false);
		return;
	}
	e->stats.held_tls_total++;
	r->held_at = 0;
	r->charge = charge;
}

/* From here on it is TLS.  Its ServerHello waits as a greeting does, and costs nothing. */
static void begin_tls(struct engine *e, struct flow *f, struct reading *r)
{
	if (!policy_sees_tls(e, f)) {
		r->exempt = REASON_TLS;
		return;
	}
	f->tls = true;
	flow_unreserve_all(e, f);
	e->stats.exempt_tls_total++;
	if (policy_is_overdrawn(e, f))
		read_tls(e, f, r, 0, false);
	else
		policy_pass_tls(e, f, false);
}

/* A clean line that is no reply: TLS, or another protocol. */
static void read_other(struct engine *e, struct flow *f, struct reading *r,
		       const struct smtp_item *item)
{
	if (item->start != 0 || !r->from_start_of_segment)
		return;
	if (f->bridged && !inside_is_hello(r->data, r->len))
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
			end_reply(e, f, r, &item);
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

static void report_hold(struct engine *e, struct flow *f, const struct reading *r,
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

	/* Who isn't told that his message was taken sends it twice. */
	r->charge.unpaid &= !r->takes_message;
	/* But behind what is never answered nothing is. */
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
	h->carries = r->carries;
	h->in_flight = r->begun > 1 && !f->client_begun;
	h->code = r->code;
	h->enhanced = r->enhanced;
	e->stats.held_replies_total += r->replies;
	report_hold(e, f, r, end - seq);
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
		report_hold(e, f, r, end - seq);
	f->seq.next = end;
	if (seg->flags & TCP_FIN && end == seg->end)
		f->finished = true;
}

void reply_commit(struct engine *e, struct flow *f, const struct segment *seg)
{
	uint32_t first = f->seq.next;
	uint32_t skip = first - seg->seq;
	struct reading r = { .held_at = SIZE_MAX, .stop_at = SIZE_MAX };
	bool was_open = !f->holds, was_tls = f->tls;

	/* Behind its reset, where that waits, nothing of the server may be. */
	if (f->holds && (f->server_gone || !hold_has_capacity(e, f)))
		return;
	if (skip < seg->captured_bytes) {
		r.data = seg->payload + skip;
		r.len = seg->captured_bytes - skip;
	}
	r.first_seq = first;
	r.from_start_of_segment = skip == 0;
	if (f->tls)
		read_tls(e, f, &r, seg->ack - f->data_ack,
			 told_server(e, f, seg));
	else
		read_replies(e, f, &r);
	if (!was_tls && f->tls)
		told_begin(e, f, seg);
	f->data_ack = seg->ack;
	f->client_whole = true;
	f->bridged = false;
	commit_range(e, f, &r, seg, first);
	if (was_open && f->holds)
		hold_freeze(f, seg);
	if (!f->holds)
		hold_tell(e, f);
	flow_exempt_later(e, f, r.exempt);
}
