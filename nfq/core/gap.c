// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gap.c - bytes of the server that were not seen
 *
 * The kernel let them pass, since they ended in CRLF and began no error; or they are
 * missing, or late, and may come yet.
 */
#include "core.h"

#define MISSING_SURE		2	/* see gap_bridge() */
#define MISSING_LONG		5	/* the client's ACK may have passed unseen */

/* Reading begins here, at a line's start; what lies before it is the gap. */
static void read_behind_gap(struct flow *f, const struct segment *seg)
{
	f->gap_scan = f->scan;
	f->seq.gap = f->synced ? f->seq.next : seg->seq - SEQ_JUMP_BYTES;
	if (!f->synced)
		f->seq.passed = f->seq.kept_back = seg->seq;
	flow_passes(f, seg->seq);
	smtp_scan_init(&f->scan);
	f->seq.next = f->seq.read = seg->seq;
	f->synced = f->bridged = true;
	transaction_gap(f);
}

/*
 * Where in the gap does this segment begin, and what is its first line?  A
 * segment from within the gap begins a line.
 * Return: offset of its first byte of the gap
 */
static size_t gap_begins(const struct flow *f, const struct segment *seg,
			 struct smtp_scan *scan)
{
	if (seq_lt(seg->seq, f->seq.gap)) {
		*scan = f->gap_scan;
		return f->seq.gap - seg->seq;
	}
	smtp_scan_init(scan);
	return 0;
}

/* Reading goes back into the gap, and on from there. */
void gap_read(struct flow *f, const struct segment *seg)
{
	f->seq.again = f->seq.read;
	f->seq.next = seg->seq + (uint32_t)gap_begins(f, seg, &f->scan);
	f->seq.read = f->seq.next;
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
	if (f->tls_exempt)
		return false;	/* the kernel let it pass while nothing was owed */
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
bool gap_bridge(struct engine *e, struct flow *f,
		       const struct segment *seg)
{
	if (f->missing && f->seq.missing != seg->seq)
		f->missing = 0;
	if (f->synced && must_wait(f, seg)) {
		if (f->missing < MISSING_LONG)
			f->missing++;
		f->seq.missing = seg->seq;
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
bool gap_is_retransmitted_error(const struct engine *e, const struct flow *f,
				const struct segment *seg)
{
	struct smtp_scan scan;
	struct smtp_item item;
	size_t pos = 0, begin, end = f->seq.read - seg->seq;

	if (!f->synced || f->tls || !seq_lt(seg->seq, f->seq.read) ||
	    seq_le(f->seq.read, f->seq.gap) || (f->exempt_due && !f->holds))
		return false;
	if (f->client_ack_seen && seq_le(f->seq.read, f->client_ack))
		return false;	/* the client has it */
	if (end > seg->captured_bytes)
		end = seg->captured_bytes;
	begin = gap_begins(f, seg, &scan);
	if (begin >= end)
		return false;
	while (smtp_next(&scan, seg->payload + begin, end - begin, &pos,
			 &item) != SMTP_MORE)
		if (item.kind == SMTP_REPLY && error_is_held(e, &item))
			return true;
	return false;
}
