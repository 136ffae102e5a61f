// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client.c - what becomes of a client's packet, and of errors of the network
 *
 * Of connections on WATCH, or of known sources; of others what has no room for a
 * reply.  All functions here return a verdict, and what follows from it.
 */
#include "core.h"

#define WINDOW_LEAST		128	/* with a scale; see wire_roomy() */
#define WINDOW_MOST_BYTES	(1 << 30)	/* RFC 7323 2.3 */

static bool begins_anew(const struct segment *seg)
{
	return (seg->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
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
 * connection that is not seen from the start (@f, or NULL) the window's scale may be
 * such that any number is room.
 */
static void widen(struct engine *e, const struct flow *f, const struct segment *seg,
		  struct edit *edit)
{
	uint16_t least = !f || !f->client_seen ? 1 :
			 f->from_start && !f->is_scaled ? WINDOW_ENOUGH : WINDOW_LEAST;

	if (seg->window >= least ||
	    seg->flags & (TCP_SYN | TCP_RST) || e->conf.dry_run)
		return;
	edit->window = WINDOW_ENOUGH;
}

/* It passes, with what must be changed in it. */
static struct verdict pass_client(struct engine *e, const struct segment *seg,
				  const struct edit *edit)
{
	bool opens = begins_anew(seg);	/* nothing else of a SYN is changed */
	size_t len_bytes = 0;

	if (opens && !e->conf.dry_run)
		len_bytes = wire_roomy(seg, e->scratch);
	else if (edit->payload_bytes != seg->payload_bytes ||
		 edit->ack != seg->ack || edit->window != seg->window)
		len_bytes = wire_edit(seg, edit, e->scratch);
	if (!len_bytes)
		return (struct verdict){ .kind = ACTION_ACCEPT };
	e->stats.widened_total += opens || edit->window != seg->window;
	return (struct verdict){ .kind = ACTION_REPLACE, .len_bytes = len_bytes };
}

/*
 * While a client does not acknowledge all, a reply may stay with the server, as where
 * there is no room for it: it may have so much under way and no more (RFC 5681 3.1), or
 * nothing short behind what is short (RFC 9293 3.7.4, Nagle).  So what it says waits for
 * its ACK; its TCP sends it again.  A text does, too: whether it is one, hangs on what
 * the server answered.
 */
static bool owes_acks(const struct engine *e, const struct flow *f,
		      const struct segment *seg)
{
	return (seg->payload_bytes || seg->flags & TCP_FIN) && !(seg->flags & TCP_RST) &&
	       f->synced && !f->tls && !e->conf.dry_run &&
	       seq_lt(seg->ack, f->seq.passed);
}

/*
 * So may the rest of a reply whose beginning it has: what the server does with what the
 * client says next would tell more than that.  But who speaks before a greeting is over is
 * whom servers look for, by one that begins long before it ends (postscreen(8)).
 */
static bool is_half_told(const struct engine *e, const struct flow *f)
{
	bool greets = transaction_is_opening(f) && smtp_is_at_line(&f->scan);

	return f->all_said && !f->tls && !f->exempt_due && !e->conf.dry_run &&
	       !greets && !smtp_is_between(&f->scan);
}

/*
 * Servers don't read a byte that is urgent (RFC 6093, tcp(7)), nor what has a SYN (RFC
 * 5961 4) or acknowledges less than before, by more than the client's largest window (RFC
 * 5961 5.2; none is smaller than widen() lets it be), nor what is further away than the
 * largest window: what they read is not what is read here.  No mail client needs any of it.
 */
static bool is_never_read(const struct engine *e, const struct flow *f,
			  const struct segment *seg)
{
	bool is_old = f->client_ack_seen &&
		      seq_diff(f->client_ack, seg->ack) > WINDOW_LEAST;
	bool is_far = f->synced && (seq_diff(seg->seq, f->server_ack) > WINDOW_MOST_BYTES ||
				    seq_diff(seg->seq, f->server_ack) < -WINDOW_MOST_BYTES);

	return (seg->flags & (TCP_URG | TCP_SYN) || is_old || is_far) && seg->payload_bytes &&
	       f->client_seen && !e->conf.dry_run;
}

/*
 * What is kept from the server.  Of a connection with the same ends, too: what the
 * server says to its SYN would tell whether the one before is there.
 */
static struct verdict keep_out(struct engine *e)
{
	e->stats.withheld_total++;
	return (struct verdict){ .kind = ACTION_DROP };
}

/* It may pass later: of a window without room its TCP does not grow tired. */
static struct verdict keep_for_now(void)
{
	return (struct verdict){ .kind = ACTION_DROP, .then = THEN_ANSWER_CLIENT };
}

/* Nothing is held: it must not acknowledge what it was not given. */
static struct verdict client_open(struct engine *e, struct flow *f,
				  const struct engine_packet *packet,
				  const struct segment *seg)
{
	bool beyond = client_acks_beyond(e, f, seg);
	struct edit edit = wire_unchanged(seg);
	struct segment edited;

	if (is_never_read(e, f, seg))
		return keep_out(e);
	if (owes_acks(e, f, seg) ||
	    (seg->payload_bytes && !(seg->flags & TCP_RST) &&
	     (hold_is_to_come(e, f) || is_half_told(e, f)))) {
		e->stats.withheld_total++;
		return keep_for_now();
	}
	if (beyond && !f->tls && client_must_cut(e, f, seg))
		edit.ack = client_given_to(e, f);
	widen(e, f, seg, &edit);
	if (packet->gso && (edit.ack != seg->ack || edit.window != seg->window))
		return (struct verdict){ .kind = ACTION_SPLIT };
	/*
	 * Of a reset, or what acknowledges what was never sent, no server reads.  Of a
	 * known source that may be said by then.
	 */
	if ((seg->flags & (TCP_ACK | TCP_RST)) == TCP_ACK &&
	    (!beyond || edit.ack != seg->ack || (f->all_said && !f->tls))) {
		edited = *seg;
		edited.ack = edit.ack;
		edit.payload_bytes = said_may_pass(e, f, &edited);
	}
	if (f->tls)
		told_client(e, f, seg);
	if (seg->flags & TCP_RST &&
	    (seg->seq == f->client_read || seg->seq == f->server_ack))
		flow_unreserve_all(e, f);
	e->stats.early_ack_total += edit.ack != seg->ack;
	e->stats.behind_total += edit.payload_bytes != seg->payload_bytes;
	client_note(f, seg, beyond);
	if (seg->payload_bytes && !edit.payload_bytes)
		return keep_for_now();
	return pass_client(e, seg, &edit);
}

/*
 * A reply is held, and the client resets the connection.  The server believes the
 * number that it expects (RFC 5961 3.2); where the client's data was kept back,
 * its own is made that.
 */
static struct verdict client_resets(struct engine *e, const struct flow *f,
				    const struct segment *seg)
{
	struct verdict v = { .kind = ACTION_ACCEPT };
	bool exact = seg->seq == client_shown(f);
	bool ours = segment_is_whole(seg) &&
		    (exact ||
		     (f->client_ack_seen && seg->seq == f->client_next));

	if (f->detached) {
		v.kind = ACTION_DROP;
	} else if (ours && seg->seq != f->server_ack) {
		v.kind = ACTION_REPLACE;
		v.len_bytes = wire_with_seq(seg, f->server_ack, e->scratch);
	}
	if (ours && !f->abandoned) {
		v.then = THEN_ABANDON;
		v.reason = REASON_RST;
	}
	return v;
}

/*
 * A reply is held: nothing that the server does not have reaches it, but for an
 * end.  An ACK of more than was given fishes for a held reply's length: to
 * answer one that the server could have taken differently from one that it could
 * not is to tell.
 */
static struct verdict client_frozen(struct engine *e, struct flow *f,
				    const struct segment *seg)
{
	struct verdict v = { .kind = ACTION_ACCEPT };
	bool beyond = client_acks_beyond(e, f, seg);
	bool says = seg->end != seg->seq;
	bool ends = seg->flags & TCP_FIN && segment_is_whole(seg) && !beyond;
	bool is_next = ends && seg->end - 1 == f->server_ack;
	bool is_new = says && (f->server_gone ||
			       seq_lt(f->server_ack, seg->end));

	e->stats.early_ack_total += beyond;
	client_note(f, seg, beyond);
	if (f->detached || beyond || (is_new && !is_next)) {
		e->stats.withheld_total++;
		v.kind = ACTION_DROP;
	}
	if (ends && seg->end - 1 == client_shown(f) && !f->abandoned) {
		v.then = THEN_ABANDON;
		v.reason = REASON_FIN;
	}
	if (says)
		v.then |= THEN_ANSWER_CLIENT;
	return v;
}

/* Nothing is known of the connection yet but that its window has no room. */
static struct verdict client_unknown(struct engine *e,
				     const struct engine_packet *packet,
				     const struct segment *seg)
{
	struct edit edit = wire_unchanged(seg);

	/* Nobody knows of its answers but by what is acknowledged (RFC 7413). */
	if (seg->flags & TCP_SYN && seg->payload_bytes && !e->conf.dry_run)
		return keep_out(e);
	widen(e, NULL, seg, &edit);
	if (packet->gso && edit.window != seg->window)
		return (struct verdict){ .kind = ACTION_SPLIT };
	return pass_client(e, seg, &edit);
}

struct verdict client_place(struct engine *e, struct flow *f,
			    const struct engine_packet *packet,
			    const struct segment *seg)
{
	bool wrong = has_wrong_checksum(packet, seg);

	e->stats.client_packets_total++;
	e->stats.bad_checksum_total += wrong;
	if (!f && !wrong)
		return client_unknown(e, packet, seg);
	if (!f || f->exempt || wrong)
		return (struct verdict){ .kind = ACTION_ACCEPT };
	if (!f->holds)
		said_nothing_long(e, f, seg);
	flow_touch(e, f);
	/*
	 * Of a flow without a mark those alone are seen whose window is closed; that of
	 * a known source has one with the server's next word.
	 */
	if (!f->client_seen)
		f->client_seen = f->watched || seg->window || policy_remember(e, f);
	if (f->proxy == FLOW_UNNAMED && seg->payload_bytes)
		proxy_read(e, f, seg);
	if (f->holds && begins_anew(seg))
		return keep_out(e);
	if (!f->holds)
		return client_open(e, f, packet, seg);
	if (seg->flags & TCP_RST)
		return client_resets(e, f, seg);
	return client_frozen(e, f, seg);
}

/* Does the client owe to whom that segment went?  Its connection may not be known yet. */
static bool owes(const struct engine *e, const struct flow *f,
		 const struct segment *quoted)
{
	const struct source *s;

	if (f || e->conf.policy != POLICY_SOURCE)
		return f && policy_is_overdrawn(e, f);
	s = policy_source(e, &quoted->dst);
	return s && s->zero_ns > e->now_ns;
}

/*
 * An ICMP error about a segment of the server.  A server takes one only if the
 * number that it quotes was sent and is not acknowledged (RFC 5927 4.1): behind
 * what passed toward the client that tells how long a reply is, and no packet that
 * met an error was there.  Before it, that the connection is still there: so while
 * something waits, or would, none passes at all.
 *
 * What the kernel let pass unseen may have been sent since this error began its way,
 * so an error about that does not pass, either; but the connection is KNOWN from now
 * on, and what met the error is sent again, and seen.
 */
struct verdict client_icmp(struct engine *e, const struct flow *f,
			   const struct engine_packet *packet,
			   const struct segment *quoted)
{
	bool waits = owes(e, f, quoted) || (f && f->holds);
	bool seen = packet->exempt ||
		    (f && f->synced && seq_lt(quoted->seq, f->seq.passed));
	bool drop = (waits || !seen) && !(f && f->exempt) && !e->conf.dry_run;

	e->stats.icmp_total++;
	e->stats.icmp_dropped_total += drop;
	return (struct verdict){ .kind = drop ? ACTION_DROP : ACTION_ACCEPT };
}
