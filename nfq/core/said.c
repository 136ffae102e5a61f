// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * said.c - what the client says: its lines, and where a message begins
 */
#include "core.h"

#include <string.h>

#define KEPT_MOST		3	/* times that a client's DATA is kept */
#define BDAT_PLACES		32	/* bits of flow.bdat_at */
#define BDAT_BYTES_MOST		(1u << 27)

/*
 * Where within a line of the client reading is.  Verbs are in any case, and behind
 * blanks, as servers take them; a size may have a sign.
 */
enum line {
	LINE_NEW, LINE_BLANK, LINE_B, LINE_BD, LINE_BDA, LINE_D, LINE_DA, LINE_DAT,
	LINE_DATA,
	LINE_BDAT, LINE_SIZE, LINE_REST, LINE_L, LINE_LA, LINE_LAS,
	LINE_OTHER,
	TEXT_NEW, TEXT_DOT, TEXT_DOT_CR, TEXT_MID,	/* of the text behind DATA */
};

static bool is_in_text(const struct flow *f)
{
	return f->line >= TEXT_NEW;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* The line that was read last is answered after so many replies. */
static unsigned int place_of_line(const struct flow *f)
{
	return f->unanswered ? f->unanswered - 1u : 0;
}

static uint32_t bit_of_line(const struct flow *f)
{
	unsigned int place = place_of_line(f);

	return place < BDAT_PLACES ? 1u << place : 0;
}

/* A line begins: it is answered once. */
static void count_line(struct flow *f)
{
	if (f->unanswered < UINT8_MAX)
		f->unanswered++;
}

/* Where reading is behind this byte of a line of one word that is known. */
static enum line read_letter(enum line at, uint8_t c)
{
	static const struct {
		char letter;
		uint8_t then;
	} next[] = {
		[LINE_B] = { 'd', LINE_BD }, [LINE_BD] = { 'a', LINE_BDA },
		[LINE_BDA] = { 't', LINE_BDAT }, [LINE_D] = { 'a', LINE_DA },
		[LINE_DA] = { 't', LINE_DAT }, [LINE_DAT] = { 'a', LINE_DATA },
		[LINE_L] = { 'a', LINE_LA }, [LINE_LA] = { 's', LINE_LAS },
	};
	uint8_t lower = c | 0x20;

	if (lower == next[at].letter)
		return next[at].then;
	if (at < LINE_L)
		return LINE_OTHER;
	return lower == 'l' ? LINE_L : LINE_REST;
}

/* BDAT n [LAST], RFC 3030 2: so much of a message follows. */
static enum line read_size(struct flow *f, uint8_t c)
{
	if (f->line == LINE_BDAT && (is_blank(c) || c == '+'))
		return LINE_BDAT;
	if (!is_digit(c))
		return (c | 0x20) == 'l' ? LINE_L : LINE_REST;
	if (f->bdat_left < BDAT_BYTES_MOST)
		f->bdat_left = f->bdat_left * 10 + c - '0';
	return LINE_SIZE;
}

/* Return: how many bytes are before the next LF, or all */
static size_t before_lf(const uint8_t *p, size_t len)
{
	const uint8_t *lf = memchr(p, '\n', len);

	return lf ? (size_t)(lf - p) : len;
}

/* Where reading is behind this byte of a line, which does not end it. */
static enum line read_byte(struct flow *f, uint8_t c)
{
	uint8_t lower = c | 0x20;

	switch (f->line) {
	case LINE_NEW:
	case LINE_BLANK:
		if (is_blank(c))
			return LINE_BLANK;
		return lower == 'b' ? LINE_B : lower == 'd' ? LINE_D : LINE_OTHER;
	case LINE_BDAT:
	case LINE_SIZE:
		return read_size(f, c);
	case LINE_REST:
		return lower == 'l' ? LINE_L : LINE_REST;
	case LINE_LAS:
		if (lower == 't')
			f->last_at |= bit_of_line(f);
		return LINE_REST;
	case LINE_DATA:
	case LINE_OTHER:
		return LINE_OTHER;
	default:
		return read_letter(f->line, c);
	}
}

/* May a message begin, though lines before it are not answered? */
static bool may_begin_message(const struct engine *e, const struct flow *f,
			      enum line verb)
{
	if (e->conf.dry_run || f->kept == KEPT_MOST)
		return true;	/* answers don't come, or were not seen */
	return place_of_line(f) <= policy_tokens(e, f) &&
	       (verb == LINE_DATA || place_of_line(f) < BDAT_PLACES);
}

/* A message's text ends with a line that is a dot; servers may take LF for CRLF. */
static size_t read_text(struct flow *f, const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; i < len && is_in_text(f); i++) {
		if (p[i] == '\n') {
			f->line = f->line == TEXT_DOT || f->line == TEXT_DOT_CR ?
				  LINE_NEW : TEXT_NEW;
		} else if (f->line == TEXT_NEW && p[i] == '.') {
			f->line = TEXT_DOT;
		} else if (f->line == TEXT_DOT && p[i] == '\r') {
			f->line = TEXT_DOT_CR;
		} else {
			f->line = TEXT_MID;
			i += before_lf(p + i, len - i) - 1;
		}
	}
	if (!is_in_text(f))
		count_line(f);
	return i;
}

/*
 * Read lines: each is answered once, but those of a message.
 * Return: how many bytes stand before the first line that begins a message, where
 * none may begin; else all
 */
static size_t read_lines(const struct engine *e, struct flow *f,
			 const uint8_t *data, size_t len)
{
	size_t begin = 0, i = 0, skip;
	enum line was = f->line, next;

	while (i < len) {
		if (is_in_text(f)) {
			i += read_text(f, data + i, len - i);
			continue;
		}
		if (f->line == LINE_NEW && f->bdat_left) {
			skip = f->bdat_left < len - i ? f->bdat_left : len - i;
			f->bdat_left -= (uint32_t)skip;
			i += skip;
			continue;
		}
		if (f->line == LINE_NEW) {
			begin = i;
			was = LINE_NEW;
			count_line(f);
		}
		if (f->line == LINE_OTHER)
			i += before_lf(data + i, len - i);
		if (i == len)
			break;
		next = data[i] == '\n' ? LINE_NEW : read_byte(f, data[i]);
		if ((next == LINE_BDAT || next == LINE_DATA) && next != f->line) {
			if (!may_begin_message(e, f, next)) {
				f->unanswered -= was == LINE_NEW;
				f->line = was & 0xff;
				return begin;
			}
			if (next == LINE_BDAT)
				f->bdat_at |= bit_of_line(f);
		}
		f->line = next & 0xff;
		i++;
	}
	return len;
}

/* The server has what was not seen: more of a chunk or a text, or nobody knows. */
static void pass_over(struct flow *f)
{
	uint32_t bytes = f->server_ack - f->client_read;

	if (f->line == LINE_NEW && bytes <= f->bdat_left)
		f->bdat_left -= bytes;
	else if (is_in_text(f) && f->client_seen)
		f->line = TEXT_MID;
	else
		f->client_synced = false;
	f->client_read = f->server_ack;
}

/*
 * Reading begins where the server has all before, unless something was said that is
 * not known.  Where it had all before when it spoke last, and the client has what it
 * said, nothing is unanswered; while all is seen that is counted.
 */
static void sync(const struct engine *e, struct flow *f,
			const struct segment *seg)
{
	if (f->client_synced && seq_lt(f->client_read, f->server_ack))
		pass_over(f);
	if (f->client_synced || seg->seq != f->server_ack ||
	    seq_lt(client_given_to(e, f), seg->ack))
		return;
	f->client_synced = true;
	f->client_from = f->client_read = seg->seq;
	f->line = f->after_354 ? TEXT_MID : LINE_NEW;
	f->bdat_left = 0;
	if (seg->ack == client_given_to(e, f) && seg->seq == f->data_ack)
		f->unanswered = f->bdat_at = f->last_at = 0;
}

void said_answered(struct flow *f)
{
	if (f->unanswered)
		f->unanswered--;
	f->bdat_at >>= 1;
	f->last_at >>= 1;
	if (f->after_354) {
		/* So is all that was said before. */
		f->line = TEXT_NEW;
		f->unanswered = f->bdat_at = f->last_at = 0;
	} else if (is_in_text(f)) {
		/* Before its end, or that was not seen. */
		f->client_synced = false;
		f->line = LINE_NEW;
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
	/* What is behind what was kept comes after it, or would be read before. */
	if (f->client_synced && f->kept && seq_lt(f->client_read, seg->seq))
		return 0;
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
