// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * said.c - what the client says: its lines, and where a message begins
 */
#include "core.h"

#include <string.h>
#include <strings.h>

#define KEPT_MOST		3	/* times that a client's DATA is kept */

static bool line_is(const uint8_t *p, size_t len, const char *verb)
{
	return len >= 4 && !strncasecmp((const char *)p, verb, 4);
}

/*
 * BDAT n [LAST], RFC 3030 2: so much of a message follows.  It is the line that was
 * counted last.
 */
static void read_bdat(struct flow *f, const uint8_t *p, size_t len)
{
	uint32_t bytes = 0;
	size_t i;

	for (i = 5; i < len && p[i] >= '0' && p[i] <= '9' && bytes < 1u << 27; i++)
		bytes = bytes * 10 + p[i] - '0';
	f->bdat_left = bytes;
	if (!f->bdat_in)
		f->bdat_in = f->unanswered;
	if (f->bdat_in + f->bdat_run == f->unanswered)
		f->bdat_run++;
	for (; i + 4 <= len; i++)
		f->bdat_last |= line_is(p + i, len - i, "LAST");
}

/*
 * May a message begin, though lines before it are not answered?  Between two BDAT no
 * other line's answer may pass for theirs.
 */
static bool may_begin_message(const struct engine *e, const struct flow *f)
{
	if (e->conf.dry_run || f->kept == KEPT_MOST)
		return true;	/* answers don't come, or were not seen */
	return f->unanswered <= policy_tokens(e, f) &&
	       (!f->bdat_in ||
		f->bdat_in + f->bdat_run == f->unanswered + 1);
}

/*
 * Read lines: each is answered once, but those of a message.
 * Return: how many bytes stand before the first line that begins a message, where
 * none may begin; else all
 */
static size_t read_lines(const struct engine *e, struct flow *f,
			 const uint8_t *data, size_t len)
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
					    line_is(p, skip, "BDAT")) &&
		    !may_begin_message(e, f))
			return (size_t)(p - data);
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
static void sync(const struct engine *e, struct flow *f,
			const struct segment *seg)
{
	if (f->client_synced && seq_lt(f->client_read, f->server_ack))
		f->client_synced = false;	/* something was not seen */
	if (seg->seq != f->server_ack ||
	    seq_lt(client_given_to(e, f), seg->ack))
		return;
	if (!f->client_synced) {
		f->client_mid_line = false;
		f->client_synced = true;
		f->client_from = f->client_read = seg->seq;
	}
	if (seg->ack == client_given_to(e, f) && seg->seq == f->data_ack) {
		f->unanswered = f->bdat_in = f->bdat_run = 0;
		f->client_read = seg->seq;
	}
}

/* Behind its last byte a FIN has a number, too, which the server acknowledges. */
static void read_fin(struct flow *f, const struct segment *seg)
{
	if (seg->flags & TCP_FIN && f->client_synced &&
	    f->client_read == seg->end - 1)
		f->client_read = seg->end;
}

/*
 * A message must not be accepted while answers to what is before it may wait: its
 * own would wait behind them, and a client that gives up sends it twice.  So where
 * errors of what is on its way may overdraw the bucket, a client's DATA or BDAT is
 * kept until that is answered, or was sent some times; its TCP sends it again.
 * Return: how much of the segment's payload may pass
 */
uint32_t said_may_pass(const struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	uint32_t skip;
	size_t passes;

	if (f->tls || f->exempt_due)
		return seg->payload_bytes;
	if (!seg->payload_bytes) {
		read_fin(f, seg);
		return 0;
	}
	sync(e, f, seg);
	skip = f->client_read - seg->seq;
	if (!f->client_synced || skip > seg->payload_bytes ||
	    !segment_is_whole(seg))
		return seg->payload_bytes;
	passes = skip + read_lines(e, f, seg->payload + skip,
				   seg->payload_bytes - skip);
	f->kept = passes < seg->payload_bytes ? (uint8_t)(f->kept + 1) : 0;
	f->client_read = seg->seq + (uint32_t)passes;
	read_fin(f, seg);
	return (uint32_t)passes;
}
