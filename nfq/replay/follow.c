// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * follow.c - count the replies of a stream, each once, in order
 *
 * Owns the reassembly of what servers said, as it was captured and whatever
 * the engine thinks of it, so that exempt connections are counted as well.
 * Retransmissions count once, segments out of order are put in order within
 * bounds.  Bytes that the capture lost are passed over, and a line is taken to
 * start behind them.  Decides nothing: it feeds the report.
 */
#include "follow.h"

#include <string.h>

#define WAITING_MAX	64	/* segments of one stream out of order */

void follow_begin(struct follow *f, bool from_start)
{
	memset(f, 0, sizeof(*f));
	smtp_scan_init(&f->scan);
	f->probe.greeted = !from_start;
}

static void drop_waiting(struct follow *f, struct backlog *backlog)
{
	struct record record;

	while (backlog_pop(backlog, &f->waiting, &record, NULL))
		;
	f->waiting_n = 0;
}

void follow_end(struct follow *f, struct backlog *backlog)
{
	drop_waiting(f, backlog);
}

static void read_bytes(struct follow *f, const uint8_t *data, size_t len_bytes,
		       const struct follow_sink *sink)
{
	struct smtp_item item;
	size_t at = 0;
	bool probe;

	while (!f->off && at < len_bytes) {
		switch (smtp_next(&f->scan, data, len_bytes, &at, &item)) {
		case SMTP_MORE:
			return;
		case SMTP_REPLY_END:
			probe = probe_reply(&f->probe, f->scan.code,
					    &f->scan.enhanced);
			sink->reply(sink->ctx, f->scan.code, &f->scan.enhanced,
				    probe);
			break;
		case SMTP_TLS:
			f->off = true;
			break;
		default:
			break;
		}
	}
}

/* @seq is not after what comes next: read what is new of it. */
static void read_segment(struct follow *f, uint32_t seq, const uint8_t *data,
			 uint32_t captured_bytes, uint32_t payload_bytes,
			 const struct follow_sink *sink)
{
	uint32_t known = (uint32_t)seq_diff(f->next, seq);

	if (known >= payload_bytes)
		return;
	if (known < captured_bytes)
		read_bytes(f, data + known, captured_bytes - known, sink);
	if (captured_bytes < payload_bytes)	/* a snap length cut it off */
		smtp_scan_init(&f->scan);
	f->next = seq + payload_bytes;
}

/* Read all that waits and whose turn has come. */
static void read_waiting(struct follow *f, struct backlog *backlog,
			 const struct follow_sink *sink)
{
	uint8_t data[BACKLOG_PACKET_MAX];
	struct record record;
	uint32_t left = f->waiting_n;

	while (left--) {
		backlog_pop(backlog, &f->waiting, &record, data);
		if (seq_lt(f->next, record.seq)) {
			if (!backlog_push(backlog, &f->waiting, &record, data))
				f->waiting_n--;
			continue;
		}
		f->waiting_n--;
		read_segment(f, record.seq, data, record.data_bytes,
			     record.payload_bytes, sink);
		left = f->waiting_n;
	}
}

/*
 * The gap will not be filled, as far as @until at least: go on there, or where
 * the first of those that wait is.
 */
static void pass_gap(struct follow *f, const uint32_t *until,
		     struct backlog *backlog, const struct follow_sink *sink)
{
	struct record record;
	uint8_t data[BACKLOG_PACKET_MAX];
	uint32_t i, first = 0;

	for (i = 0; i < f->waiting_n; i++) {
		backlog_pop(backlog, &f->waiting, &record, data);
		if (i == 0 || seq_lt(record.seq, first))
			first = record.seq;
		backlog_push(backlog, &f->waiting, &record, data);
	}
	f->next = until && seq_lt(*until, first) ? *until : first;
	smtp_scan_init(&f->scan);
	read_waiting(f, backlog, sink);
}

static void wait_turn(struct follow *f, const struct segment *seg,
		      struct backlog *backlog, const struct follow_sink *sink)
{
	struct record record = {
		.seq = seg->seq,
		.payload_bytes = seg->payload_bytes,
		.data_bytes = (uint16_t)seg->captured_bytes
	};

	if (f->waiting_n == WAITING_MAX)
		pass_gap(f, NULL, backlog, sink);
	if (seg->captured_bytes <= BACKLOG_PACKET_MAX &&
	    backlog_push(backlog, &f->waiting, &record, seg->payload))
		f->waiting_n++;
}

void follow_server(struct follow *f, const struct segment *seg,
		   struct backlog *backlog, const struct follow_sink *sink)
{
	if (seg->flags & TCP_SYN) {
		f->begun = true;
		f->next = seg->seq + 1;
		return;
	}
	if (!seg->payload_bytes || f->off)
		return;
	if (!f->begun) {
		f->begun = true;
		f->next = seg->seq;
	}
	if (seq_lt(f->next, seg->seq)) {
		wait_turn(f, seg, backlog, sink);
		return;
	}
	read_segment(f, seg->seq, seg->payload, seg->captured_bytes,
		     seg->payload_bytes, sink);
	if (f->waiting_n)
		read_waiting(f, backlog, sink);
}

void follow_client(struct follow *f, const struct segment *seg,
		   struct backlog *backlog, const struct follow_sink *sink)
{
	if (f->waiting_n && (seg->flags & TCP_ACK) &&
	    seq_lt(f->next, seg->ack))
		pass_gap(f, &seg->ack, backlog, sink);
	if (f->off)
		return;
	if (seg->flags & TCP_SYN) {
		f->probe.begun = true;
		f->probe.next = seg->seq + 1;
		return;
	}
	probe_client(&f->probe, seg->seq, seg->payload, seg->captured_bytes,
		     seg->payload_bytes);
}

void follow_finish(struct follow *f, struct backlog *backlog,
		   const struct follow_sink *sink)
{
	while (f->waiting_n && !f->off)
		pass_gap(f, NULL, backlog, sink);
	drop_waiting(f, backlog);
}
