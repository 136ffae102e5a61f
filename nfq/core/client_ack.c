// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client_ack.c - what a client acknowledges, and how much of that is believed
 */
#include "core.h"

#define OLD_ACK_BYTES		8192	/* the least that windows grow to */

/*
 * What the server is known to have of the client.  While something is held, that is what
 * the client was told of: what the server took, or not, may hang on what it said.
 */
uint32_t client_shown(const struct flow *f)
{
	return f->holds && f->told ? f->told_ack : f->server_ack;
}

/*
 * What a server takes for an acknowledgement, and no more: it lies in the window,
 * RFC 9293 3.10.7.4, or is in the client's last segment, sent again.  What was
 * not seen may not have been sent: a server ignores that.
 */
void client_note(struct flow *f, const struct segment *seg, bool beyond)
{
	bool more = !f->client_ack_seen || seq_lt(f->client_ack, seg->ack);
	uint32_t shown = client_shown(f);

	if (!f->client_ack_seen || seq_lt(f->client_next, shown))
		f->client_next = shown;
	if (!(seg->flags & TCP_ACK) || seg->flags & TCP_RST || !f->synced)
		return;
	if (seq_le(seg->seq, f->client_next) && seq_lt(f->client_next, seg->end))
		f->client_next = seg->end;
	/* One copy more may be a probe then (RFC 8985 7.3). */
	if (more && !beyond)
		f->gate_copies = f->missing = 0;
	if (seq_lt(seg->end, shown) || seq_lt(f->client_next, seg->seq))
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
uint32_t client_given_to(const struct engine *e, const struct flow *f)
{
	return f->holds ? hold_gate(e, f) : f->seq.next;
}

/* The client acknowledges what it was not given, as far as is known. */
bool client_acks_beyond(const struct engine *e, const struct flow *f,
			const struct segment *seg)
{
	if (!(seg->flags & TCP_ACK) || !f->synced)
		return false;
	/* Where reading went back, or no room was left, more passed before. */
	return seq_lt(client_given_to(e, f), seg->ack) &&
	       seq_lt(f->seq.passed, seg->ack);
}

/*
 * Must an ACK of more be cut down to what the client was given?  Bytes passed
 * before all of the flow was seen, or while a queue was full; or the client
 * guesses what the server says next, so that its data is read when that was
 * said.  The server is told of what was read, and sends the rest once more: a
 * client that lies has it read all the same.  Where the server knows better, an
 * old number does no harm (RFC 9293 3.10.7.4) unless it is older than the largest
 * window (RFC 5961 5.2): of so much, no server has it all still to send, but where
 * it was dropped here.
 */
bool client_must_cut(const struct engine *e, const struct flow *f,
		     const struct segment *seg)
{
	if (seg->flags & TCP_RST)
		return false;
	return (f->watched || f->all_said) && !f->exempt_due && !e->conf.dry_run &&
	       (seq_diff(seg->ack, f->seq.next) <= OLD_ACK_BYTES ||
		seq_le(seg->ack, f->seq.kept_back));
}
