// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * order.c - when may a packet be played?
 *
 * Owns the closed loop: what depends on what within a stream.  Read README.md
 * beside this file for the model in words.
 *
 * Sequence and acknowledgement numbers tell who had seen what:
 *
 *	A client's packet that acknowledges a byte of the server came after
 *	that byte; it waits until the byte was delivered, and is late by as
 *	much as the byte was.
 *	A server's packet that acknowledges a byte of the client came after
 *	that byte; the same.
 *	A server's packet that reaches beyond the client's window came after
 *	the acknowledgement that opened it.
 *
 * Whatever depends on nothing that is late is not late: a client that sends a
 * hundred commands without waiting sends them as captured, and the server's
 * hundred replies come as captured, whatever happens to the first.
 */
#include "inside.h"

void steps_add(struct steps *s, uint32_t seq, uint64_t delay_ns)
{
	if (s->n ? s->step[s->n - 1].delay_ns >= delay_ns : !delay_ns)
		return;
	if (s->n == STEPS_MAX) {
		s->step[s->n - 1].delay_ns = delay_ns;
		return;
	}
	s->step[s->n].seq = seq;
	s->step[s->n++].delay_ns = delay_ns;
}

uint64_t steps_before(const struct steps *s, uint32_t seq)
{
	uint32_t i = s->n;

	while (i--)
		if (seq_lt(s->step[i].seq, seq))
			return s->step[i].delay_ns;
	return 0;
}

void steps_forget(struct steps *s, uint32_t seq)
{
	uint32_t i, gone = 0;

	for (i = 1; i < s->n && seq_lt(s->step[i].seq, seq); i++)
		gone = i;
	if (!gone)
		return;
	s->n -= gone;
	for (i = 0; i < s->n; i++)	/* of one or two, mostly */
		s->step[i] = s->step[gone + i];
}

uint32_t order_missing(const struct model *m, const struct play *p,
		       uint32_t seq, uint32_t end)
{
	uint32_t i;
	bool moved = true;

	if (p->delivered_known && seq_lt(seq, p->delivered))
		seq = p->delivered;
	while (moved && seq_lt(seq, end)) {
		moved = false;
		for (i = p->first_slot; i != NO_SLOT; i = m->slots[i].next) {
			if (seq_le(m->slots[i].seq, seq) &&
			    seq_lt(seq, m->slots[i].end)) {
				seq = m->slots[i].end;
				moved = true;
			}
		}
	}
	return seq_lt(seq, end) ? seq : end;
}

/* The delay that a packet of this side has by now. */
static uint64_t order_delay(const struct play *p, enum side side,
			    const struct record *record)
{
	uint64_t delay_ns = p->delay_ns[side], other;

	if (!(record->flags & TCP_ACK) && side == SERVER)
		return delay_ns;
	other = steps_before(side == CLIENT ? &p->arrived : &p->sent,
			     record->ack);
	if (other > delay_ns)
		delay_ns = other;
	if (side == SERVER && record->payload_bytes) {
		other = steps_before(&p->opened, record->end);
		if (other > delay_ns)
			delay_ns = other;
	}
	return delay_ns;
}

/* Bytes of the server before @ack that were sent and have not arrived. */
static bool is_underway(const struct model *m, const struct play *p,
			uint32_t ack)
{
	const struct record *again = p->resend.head;
	uint32_t i;

	for (i = p->first_slot; i != NO_SLOT; i = m->slots[i].next)
		if (seq_lt(m->slots[i].seq, ack))
			return true;
	return again && seq_lt(again->seq, ack);
}

/*
 * Is something unplayed before byte @ack?  A side's packets wait in order, so
 * the first tells by its number, be it an ACK without data: what carries the
 * byte is behind it.
 */
static bool waits_for(const struct record *packet, const struct record *other)
{
	return other && seq_lt(other->number, packet->number) &&
	       packet->flags & TCP_ACK && seq_lt(other->seq, packet->ack);
}

static bool client_may(const struct model *m, const struct play *p,
		       const struct record *c, const struct record *s)
{
	return !waits_for(c, s) && !is_underway(m, p, c->ack);
}

static bool server_may(const struct model *m, const struct play *p,
		       const struct record *c, const struct record *s)
{
	/* Only the server was captured: what it acknowledges, it waited for. */
	if (!p->stream->client_seen)
		return s->ack == p->last_server_ack ||
		       !is_underway(m, p, s->seq);
	if (waits_for(s, c))
		return false;
	return !(c && seq_lt(c->number, s->number) && p->limit_known &&
		 s->payload_bytes && seq_lt(p->limit, s->end));
}

static void consider(struct play *p, enum turn turn, uint64_t at_ns,
		     uint32_t number)
{
	if (p->turn != TURN_NONE &&
	    (at_ns > p->key_ns ||
	     (at_ns == p->key_ns && seq_lt(p->key_number, number))))
		return;
	p->turn = turn;
	p->key_ns = at_ns;
	p->key_number = number;
}

void order_next(const struct model *m, struct play *p)
{
	const struct record *s = p->waiting[SERVER].head;
	const struct record *c = p->waiting[CLIENT].head;
	const struct record *again = p->resend.head;

	p->turn = TURN_NONE;
	p->key_ns = ENGINE_NEVER;
	if (p->blocked)
		return;
	if (m->conf.open_loop) {
		if (s)
			consider(p, TURN_SERVER, s->time_ns, s->number);
		if (c)
			consider(p, TURN_CLIENT, c->time_ns, c->number);
		return;
	}
	if (again && p->resend_ns != ENGINE_NEVER)
		consider(p, TURN_RESEND, p->resend_ns, again->number);
	if (s && server_may(m, p, c, s))
		consider(p, TURN_SERVER, s->time_ns + order_delay(p, SERVER, s),
			 s->number);
	if (c && client_may(m, p, c, s))
		consider(p, TURN_CLIENT, c->time_ns + order_delay(p, CLIENT, c),
			 c->number);
}
