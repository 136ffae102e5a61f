// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * place.c - what becomes of a server's packet: by its range alone
 *
 * What reaches over the gate for the first time is cut, what is behind it is kept or
 * absorbed.  So copies with any boundaries meet the same decision as the first.  All
 * functions here return a verdict, and what follows from it; the engine does both.
 */
#include "core.h"

/*
 * The client gets the bytes before the gate, up to @end, for the first time.  The
 * numbers beside them tell no more than those of what waits.
 */
static struct verdict pass_before(struct engine *e, struct flow *f,
				  const struct segment *seg, uint32_t end)
{
	struct verdict v = { .kind = ACTION_ACCEPT };
	struct says says = hold_says(f, seg, f->gated_ns < e->now_ns);
	bool cut = end != seg->end;

	if (cut)
		f->gate_copies = 0;
	e->stats.cut_total += cut;
	flow_passes(f, end);
	if (cut || segment_is_whole(seg))
		v.len_bytes = wire_kept(seg, cut ? end - seg->seq :
					seg->payload_bytes, &says, e->scratch);
	if (v.len_bytes)
		v.kind = ACTION_REPLACE;
	if (f->holds && !f->weighed)
		v.then = THEN_WEIGH;
	if (seg->flags & TCP_ACK)
		flow_told(f, says.ack, says.window, seg->has_ts, says.ts_val);
	return v;
}

static struct verdict accept_bytes(struct flow *f, const struct segment *seg)
{
	if (seg->end != seg->seq)
		flow_passes(f, seg->end);
	if (seg->flags & TCP_ACK)
		flow_told_by(f, seg);
	return (struct verdict){ .kind = ACTION_ACCEPT };
}

/*
 * An ACK, a window, a probe, or a copy of what the client was given: how the
 * server stands now.  On the mail host no copy of what is held will come: its TCP
 * waits for the packet that is held (tcp_retransmit_skb()), and is answered here.
 */
static struct verdict keep_frozen(struct engine *e, struct flow *f,
				  const struct segment *seg)
{
	if (seg->end != seg->seq)
		f->gate_copies = 0;
	e->stats.frozen_total++;
	return (struct verdict){ .kind = ACTION_DROP, .then = THEN_ANSWER_SERVER };
}

static struct verdict place_gated(struct engine *e, struct flow *f,
				  const struct engine_packet *packet,
				  const struct segment *seg)
{
	uint32_t gate = hold_gate(e, f);
	/* Who left gets nothing more while something waits: when it came would tell. */
	bool first = seq_lt(seg->seq, gate) && seq_lt(f->seq.passed, gate) &&
		     seq_lt(f->seq.passed, seg->end) && !f->abandoned;

	if (seg->end == seg->seq || (seq_le(seg->end, gate) && !first))
		return keep_frozen(e, f, seg);
	if (seq_le(seg->end, gate))
		return pass_before(e, f, seg, seg->end);
	if (packet->gso)
		return (struct verdict){ .kind = ACTION_SPLIT };
	if (!f->watched)
		return (struct verdict){ .kind = ACTION_MARK_WATCH };
	if (first) {
		hold_wait_for_last(e, f);
		return pass_before(e, f, seg, gate);
	}
	return hold_place(e, f, seg);
}

static struct verdict make_exempt(struct engine *e, struct flow *f,
				  const struct segment *seg)
{
	flow_unreserve_all(e, f);
	/* What waits in the queue behind it belongs to it: see keep_exempt(). */
	if (seq_lt(f->seq.next, seg->end))
		f->seq.next = seg->end;
	if (f->tls)
		f->tls_exempt = true;
	else
		f->exempt = true;
	f->exempt_due = false;
	told_forget(e, f);
	return (struct verdict){
		.kind = e->conf.dry_run ? ACTION_ACCEPT : ACTION_MARK_EXEMPT,
		.then = THEN_REPORT_EXEMPT,
		.reason = f->tls ? REASON_TLS : f->exempt_reason,
	};
}

/* What waited was given; of what comes again, what is told is as if it waited still. */
static struct verdict place_behind(struct engine *e, struct flow *f,
				   const struct segment *seg)
{
	if (seg->end != seg->seq)
		return pass_before(e, f, seg, seg->end);
	e->stats.frozen_total++;
	return (struct verdict){ .kind = ACTION_DROP };
}

/*
 * In TLS, and not overdrawn: the kernel may let it pass until it is.  Of a client that
 * a balancer named it cannot know.
 */
static bool may_exempt_tls(const struct engine *e, const struct flow *f)
{
	return f->tls && !f->tls_exempt && !f->proxy && !told_is_open(e, f) &&
	       !policy_is_overdrawn(e, f);
}

/*
 * Bytes that commit() had no room for must not pass unscanned.  Bytes that a
 * capture does not have cannot be read.
 */
static bool has_unscanned(const struct flow *f, const struct segment *seg)
{
	return seg->end != seg->seq && seq_lt(f->seq.next, seg->end) &&
	       segment_is_whole(seg);
}

struct verdict place(struct engine *e, struct flow *f,
		     const struct engine_packet *packet,
		     const struct segment *seg)
{
	if (f->holds && f->detached)
		return hold_detached(seg);
	if (f->holds)
		return place_gated(e, f, packet, seg);
	if (told_is_open(e, f) && !f->watched)
		return (struct verdict){ .kind = ACTION_MARK_WATCH };
	if (f->exempt_due ||
	    (may_exempt_tls(e, f) &&
	     (seg->end != seg->seq || told_is_closed(e, f))))
		return make_exempt(e, f, seg);
	if (has_unscanned(f, seg))
		return (struct verdict){ .kind = ACTION_DROP };
	return hold_has_unread(e, f) ? place_behind(e, f, seg) :
					accept_bytes(f, seg);
}

/*
 * No reply can come any more: behind a FIN, or behind all of a 221 or 421, with which
 * a server ends (RFC 5321 3.8, 4.1.1.10).
 */
static bool is_mute(const struct flow *f, const struct segment *reset)
{
	return f->finished || f->freed ||
	       (f->closing && reset->seq - f->seq.next <= 1);	/* a FIN that was not seen */
}

/*
 * It answers a segment of a connection that the server does not have, or not yet: it
 * has a number from that segment, and acknowledges nothing (RFC 9293 3.10.7.1, 3.10.7.4);
 * one that ends a connection does.  Nothing of a connection was seen before it, either,
 * or no byte but a SYN-ACK, which anybody's SYN brings.
 */
static bool is_stray(const struct flow *f, const struct segment *reset)
{
	bool is_silent = f->from_start && f->seq.next == f->seq.gap;

	return (!f->synced || is_silent) && !(reset->flags & TCP_ACK);
}

/*
 * A reset stands for replies that the server could not send: a client that takes no
 * more bytes, and acknowledges none, sees by it what the server answered.  So it costs,
 * as an error to each line does that is not answered, and waits.  One to a SYN has no
 * number of its own (RFC 9293 3.10.7.1), and where no reply can come any more, it answers
 * what the client sent too late.  Anybody may send a segment of no connection in another's
 * name: see is_stray().
 */
static bool reset_costs(const struct engine *e, const struct flow *f,
			const struct segment *seg)
{
	return seg->seq && !is_stray(f, seg) && !f->exempt_due && !is_mute(f, seg) &&
	       policy_interval_ns(e, f);
}

static struct charge charge_reset(struct engine *e, struct flow *f,
				  const struct segment *seg)
{
	flow_unreserve_all(e, f);
	if (f->tls)
		return policy_charge_tls(e, f, 0, 0);
	if (reset_costs(e, f, seg))
		return policy_charge_reset(e, f, said_unanswered(f));
	return (struct charge){ .hold = false };
}

/* Nothing is held; what the client sends while the reset is must be seen. */
static struct verdict reset_instead(struct engine *e, struct flow *f,
				    const struct segment *seg)
{
	struct verdict v = { .kind = ACTION_ACCEPT };
	struct charge charge;

	if (reset_costs(e, f, seg) && !f->watched && !e->conf.dry_run)
		return (struct verdict){ .kind = ACTION_MARK_WATCH };
	charge = charge_reset(e, f, seg);
	if (!charge.hold || e->conf.dry_run) {
		if (!is_mute(f, seg))	/* one may follow for each late segment */
			v.then = THEN_FORGET;
		return v;
	}
	/* Its number may be one that the client made up: nothing is before it. */
	f->seq.gap = f->seq.read = f->seq.passed = f->seq.next = seg->seq;
	f->seq.kept_back = seg->seq;
	v = hold_reset(e, f, seg, &charge);
	if (!f->holds)
		return v;	/* there was no room */
	hold_freeze(f, seg);
	f->server_gone = true;
	v.then = THEN_REPORT_RESET | THEN_WEIGH;	/* as a reply is */
	v.wait_ns = charge.due_ns - e->now_ns;
	return v;
}

/* The server's RST follows what is held. */
struct verdict place_reset(struct engine *e, struct flow *f,
			   const struct segment *seg)
{
	bool is_news = !f->detached && !f->server_gone;
	struct charge charge = { .hold = false };
	struct verdict v;

	if (!f->holds)
		return reset_instead(e, f, seg);
	/* What is unread before it is not due with what has a token; it comes again. */
	if (e->holds[f->first_hold].carries && hold_has_unread(e, f))
		return (struct verdict){ .kind = ACTION_DROP };
	/* It stands for no reply that was read. */
	if (is_news && !f->abandoned && f->client_seen && !said_is_answered(f))
		charge = charge_reset(e, f, seg);
	v = hold_reset(e, f, seg, &charge);
	if (!is_news)
		return v;
	f->server_gone = true;
	if (f->abandoned)
		return v;
	e->stats.reset_total++;
	v.then = THEN_REPORT_RESET;
	v.wait_ns = e->holds[f->last_hold].due_ns - e->now_ns;
	return v;
}
