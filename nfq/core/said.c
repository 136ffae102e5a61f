// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * said.c - what the client says: its lines, and where a message begins
 */
#include "core.h"
#include "proxy.h"

#include <string.h>

#define KEPT_MOST		3	/* times that a client's DATA is kept */
/* Where lines are known to be unanswered: some 6 s.  After one more Windows gives up. */
#define KEPT_COUNTED_MOST	5
/* No reply is under way, and no line is: how many are not answered may be wrong. */
#define SAID_NOTHING_NS		(60 * NS_PER_S)
/* So is it where the same was kept for so long: a minute, in units of 17 s, modulo 16. */
#define KEPT_UNIT_BITS		34
#define KEPT_UNITS_MASK		15
#define KEPT_UNITS_LONG		4
#define BDAT_BYTES_MOST		400000000u	/* ten times that are 32 bits, too */
#define HELLO_BYTES_MOST	8192
#define LINE_BYTES_MOST		2047	/* of a line, for Sendmail without SASL; eleven bits */

/*
 * Where within a line of the client reading is.  Verbs are in any case, and behind
 * blanks, as servers take them.
 */
enum line {
	LINE_NEW, LINE_BLANK, LINE_B, LINE_BD, LINE_BDA, LINE_D, LINE_DA, LINE_DAT,
	LINE_DATA,
	LINE_BDAT, LINE_BDAT_GAP, LINE_SIZE, LINE_GAP, LINE_L, LINE_LA, LINE_LAS, LINE_LAST,
	LINE_OTHER,
	/* One that must be the last of a group, and what is behind it: RFC 2920 3.1. */
	LINE_ALONE, LINE_WAITS,
	LINE_TLS,	/* 220 was said to STARTTLS */
	LINE_MAYBE,	/* for some servers a text is over, for others it goes on */
	/* Of the text behind DATA: which bytes of CR LF dot CR LF were last. */
	TEXT_MID, TEXT_LF, TEXT_CR, TEXT_NEW, TEXT_DOT, TEXT_DOT_CR,
	TEXT_DOT_ALONE,	/* in a line that ends otherwise: LINE_MAYBE is behind it */
	LINE_MASK = 31
};

static bool is_in_text(const struct flow *f)
{
	return f->line >= TEXT_MID;
}

static bool is_at_line(const struct flow *f)
{
	return f->line == LINE_NEW || (f->line >= LINE_WAITS && f->line <= LINE_MAYBE);
}

static bool is_between_lines(const struct flow *f)
{
	return is_at_line(f) && !f->bdat_left;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r' && c != '\n');
}

/* The line that was read last is answered after so many replies, if @client_counted. */
static unsigned int place_of_line(const struct flow *f)
{
	return f->unanswered ? f->unanswered - 1u : 0;
}

/* No more lines are unanswered than were counted: all that the client said was seen. */
static bool is_bounded(const struct flow *f)
{
	return f->client_counted || f->all_said;
}

static void forget_bdats(struct flow *f)
{
	memset(f->bdat_at, 0, sizeof(f->bdat_at));
	f->last_at = 0;
}

/* How many lines are unanswered is not known any more; nor whose are the answers. */
static void lose_count(struct flow *f)
{
	f->client_counted = false;
	forget_bdats(f);
}

static void begin_count(const struct engine *e, struct flow *f)
{
	lose_count(f);
	f->client_counted = true;
	f->unanswered = 0;
	flow_unreserve_all(e, f);
}

/* A line begins: it is answered once. */
static void count_line(struct flow *f)
{
	if (f->unanswered < UINT16_MAX)
		f->unanswered++;
	else
		lose_count(f);
}

/* How many answers to BDAT are to come. */
static unsigned int bdats(const struct flow *f)
{
	unsigned int n = 0;

	while (n < BDAT_MOST && f->bdat_at[n])
		n++;
	return n;
}

/* The line that is read is BDAT's. */
static void note_bdat(struct flow *f)
{
	unsigned int n = bdats(f);

	if (f->client_counted && n < BDAT_MOST && f->unanswered <= UINT8_MAX)
		f->bdat_at[n] = f->unanswered & 0xff;
}

/* Its line ends with LAST. */
static void note_last(struct flow *f)
{
	unsigned int n = bdats(f);

	if (n && f->bdat_at[n - 1] == f->unanswered)
		f->last_at |= (uint8_t)(1u << (n - 1));
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
		[LINE_LAS] = { 't', LINE_LAST },
	};

	if ((c | 0x20) == next[at].letter)
		return next[at].then;
	return at >= LINE_L ? LINE_OTHER : LINE_ALONE;
}

/* BDAT n [LAST], RFC 3030 2: so much of a message follows. */
static enum line read_size(struct flow *f, uint8_t c)
{
	if (f->line != LINE_BDAT_GAP) {
		if (is_blank(c))
			return LINE_GAP;
	} else if (is_blank(c)) {
		return LINE_BDAT_GAP;
	}
	/* Exim takes a minus: how much follows is not known. */
	if (f->line == LINE_GAP || (f->line == LINE_SIZE && !is_digit(c)))
		return (c | 0x20) == 'l' ? LINE_L : LINE_OTHER;
	if (!is_digit(c))
		return LINE_ALONE;
	f->bdat_left = f->bdat_left * 10 + c - '0';
	if (f->bdat_left < BDAT_BYTES_MOST)
		return LINE_SIZE;
	f->bdat_left = 0;	/* Exim reads 32 bits of it */
	return LINE_ALONE;
}

/* Return: how many bytes are before the next @c, or all */
static size_t before(const uint8_t *p, size_t len, char c)
{
	const uint8_t *at = memchr(p, c, len);

	return at ? (size_t)(at - p) : len;
}

/*
 * The first letter of a line.  MAIL, RCPT and RSET may be anywhere in a group of lines
 * that are said together; BDAT, too (RFC 3030 4.2).
 */
static enum line read_first(const struct flow *f, uint8_t c)
{
	switch (c | 0x20) {
	case 'b':
		return f->no_chunks || f->line == LINE_BLANK ? LINE_ALONE : LINE_B;
	case 'd':
		return LINE_D;
	case 'm':
	case 'r':
		return LINE_OTHER;
	default:
		return LINE_ALONE;
	}
}

/* Where reading is behind this byte of a line, which does not end it. */
static enum line read_byte(struct flow *f, uint8_t c)
{
	switch (f->line) {
	case LINE_NEW:
	case LINE_BLANK:
		return is_blank(c) ? LINE_BLANK : read_first(f, c);
	case LINE_BDAT:
		return c == ' ' ? LINE_BDAT_GAP : LINE_ALONE;
	case LINE_BDAT_GAP:
	case LINE_SIZE:
	case LINE_GAP:
		return read_size(f, c);
	case LINE_LAST:
		return is_blank(c) ? LINE_LAST : LINE_OTHER;
	case LINE_DATA:
	case LINE_ALONE:
		return LINE_ALONE;
	case LINE_OTHER:
		return LINE_OTHER;
	default:
		return read_letter(f->line, c);
	}
}

/* No group begins before the greeting, RFC 5321 4.3.1. */
static enum line behind_line(const struct flow *f)
{
	return f->line == LINE_ALONE || f->line == LINE_DATA || transaction_is_opening(f) ?
	       LINE_WAITS : LINE_NEW;
}

/*
 * Try to begin a message with this verb, though lines before it are not answered.  The
 * text behind DATA comes when they are; BDAT's may be taken before.
 * Return: false if it is to be kept
 */
static bool try_message(struct engine *e, struct flow *f)
{
	unsigned int answers = place_of_line(f);

	if (e->conf.dry_run)
		return true;
	if (!transaction_is_opening(f) &&
	    (f->line == LINE_DATA ? answers <= policy_tokens(e, f) :
	     bdats(f) < BDAT_MOST && policy_reserve(e, f, answers)))
		return true;
	/* Answers don't come, or were not seen? */
	return f->kept >= (f->client_counted ? KEPT_COUNTED_MOST : KEPT_MOST);
}

/*
 * A message's text ends with a line that is a dot, RFC 5321 4.1.1.4.  Where that has a bare
 * LF before or behind it, or more than one CR, only some servers take it for the end: what is
 * behind it waits for an answer.
 */
static enum line read_of_text(enum line at, uint8_t c)
{
	bool dot = at >= TEXT_DOT;

	switch (c) {
	case '\r':
		if (at == TEXT_DOT)
			return TEXT_DOT_CR;
		return dot ? TEXT_DOT_ALONE : TEXT_CR;
	case '\n':
		if (dot)
			return at == TEXT_DOT_CR ? LINE_NEW : LINE_MAYBE;
		return at == TEXT_CR ? TEXT_NEW : TEXT_LF;
	case '.':
		if (at == TEXT_NEW)
			return TEXT_DOT;
		return at == TEXT_LF ? TEXT_DOT_ALONE : TEXT_MID;
	default:
		return TEXT_MID;
	}
}

static size_t read_text(const struct engine *e, struct flow *f, const uint8_t *p, size_t len)
{
	bool waits = is_bounded(f) && !e->conf.dry_run;
	enum line at = f->line;
	size_t i = 0;

	while (i < len && at >= TEXT_MID) {
		if (at == TEXT_MID) {
			i += before(p + i, len - i, '\n');
			at = i && p[i - 1] == '\r' ? TEXT_CR : TEXT_MID;
			if (i == len)
				break;
		}
		at = read_of_text(at, p[i++]);
		if (at == LINE_MAYBE && !waits)
			at = TEXT_LF;
	}
	f->line = at & LINE_MASK;
	if (!is_in_text(f))
		count_line(f);
	return i;
}

/*
 * Is something behind a line that must be the last of its group, before that is
 * answered?  What a server does with it, a text behind DATA or a QUIT, shows what its
 * answer is.  Or behind what may be no line's end.
 */
static bool is_too_early(const struct engine *e, const struct flow *f)
{
	return is_at_line(f) && f->line != LINE_NEW && f->line != LINE_TLS &&
	       is_bounded(f) && f->unanswered && !e->conf.dry_run;
}

/*
 * TLS begins by a record that is no line (RFC 8446 5.1), behind STARTTLS or at once, and
 * the server answers it by another.  Return: its length, or 0
 */
static uint32_t hello_bytes(const struct flow *f, const uint8_t *p, size_t len)
{
	uint32_t bytes;

	if (f->line != LINE_TLS && !transaction_is_opening(f))
		return 0;
	if (len < 5 || p[0] != 22 || p[1] != 3)
		return 0;
	bytes = 5u + (uint32_t)(p[3] << 8 | p[4]);
	return bytes <= HELLO_BYTES_MOST ? bytes : 0;
}

/* A line begins, or a record of TLS does: that is read as LINE_TLS where it was asked for. */
static void begin_line(struct flow *f, const uint8_t *data, size_t len)
{
	count_line(f);
	f->line_bytes = 0;
	f->bdat_left = hello_bytes(f, data, len);
	if (!f->bdat_left)
		f->line = LINE_NEW;
	else if (f->line != LINE_TLS)
		f->line = LINE_WAITS;
}

/*
 * No line is in a chunk; but what nobody asked for, a server without TLS takes for lines.
 * Return: so many of these bytes belong to it
 */
static size_t read_chunk(struct flow *f, const uint8_t *data, size_t len)
{
	size_t n = f->bdat_left < len ? f->bdat_left : len, i;

	for (i = 0; f->line == LINE_WAITS && i < n; i++)
		if (data[i] == '\n')
			count_line(f);
	f->bdat_left -= (uint32_t)n;
	if (!f->bdat_left && f->line == LINE_TLS)
		f->line = LINE_WAITS;
	return n;
}

/*
 * Some servers take it for BDAT, and others don't: what is behind it waits for its answer,
 * and from now on such a word begins no chunk, since it may be in one.
 */
static void spoil_bdat(struct flow *f)
{
	f->no_chunks = true;
	f->line = LINE_ALONE;
	f->bdat_left = 0;
	forget_bdats(f);
}

/* What is too long for a line may be two. */
static void line_grows(struct flow *f, size_t bytes)
{
	f->line_bytes = (f->line_bytes + bytes) & LINE_BYTES_MOST;
	if (f->line_bytes < LINE_BYTES_MOST)
		return;
	if (f->bdat_left)
		spoil_bdat(f);
	f->line = LINE_ALONE;
	count_line(f);
	f->line_bytes = 0;
}

/* Return: so many of these bytes stand before the line's end, of a line that is no message's */
static size_t rest_of_line(struct flow *f, const uint8_t *data, size_t len)
{
	size_t most = (size_t)LINE_BYTES_MOST - f->line_bytes, n;

	if ((f->line != LINE_OTHER && f->line != LINE_ALONE) || f->bdat_left)
		return 0;
	n = before(data, len < most ? len : most, '\n');
	line_grows(f, n);
	return n;
}

/* It is BDAT, but not as each server takes it; behind a blank Exim takes none. */
static bool is_about_bdat(const struct flow *f, uint8_t c)
{
	return (f->line >= LINE_BDAT && f->line <= LINE_LAST) ||
	       (f->line == LINE_BLANK && (c | 0x20) == 'b');
}

/* A byte of a line.  Return: false if it is kept, and the line with it */
static bool read_in_line(struct engine *e, struct flow *f, uint8_t c)
{
	enum line next = c == '\n' ? behind_line(f) : read_byte(f, c);
	bool bdat = f->line == LINE_BDAT && next == LINE_BDAT_GAP;
	bool data = f->line == LINE_DATA && (c == '\n' || is_blank(c));

	if ((bdat || data) && !try_message(e, f))
		return false;
	if (bdat)
		note_bdat(f);
	if (c == '\n' && f->line == LINE_LAST)
		note_last(f);
	if (next == LINE_ALONE && is_about_bdat(f, c))
		spoil_bdat(f);
	f->line = next & LINE_MASK;
	if (c == '\n')
		return true;
	if (!c && f->bdat_left)
		spoil_bdat(f);	/* Exim, of a line with such a byte */
	line_grows(f, 1);
	return true;
}

/*
 * Read lines: each is answered once, but those of a message.
 * Return: how many bytes stand before the first that is too early, or line that begins
 * a message, where none may begin; else all
 */
static size_t read_lines(struct engine *e, struct flow *f,
			 const uint8_t *data, size_t len)
{
	size_t begin = 0, i = 0;
	enum line was = f->line;

	while (i < len) {
		if (is_in_text(f)) {
			i += read_text(e, f, data + i, len - i);
			continue;
		}
		if (is_at_line(f) && f->bdat_left) {
			i += read_chunk(f, data + i, len - i);
			continue;
		}
		if (is_too_early(e, f))
			return i;
		if (is_at_line(f)) {
			begin = i;
			was = LINE_NEW;
			begin_line(f, data + i, len - i);
			if (f->bdat_left)
				continue;
		}
		i += rest_of_line(f, data + i, len - i);
		if (i == len)
			break;
		if (!read_in_line(e, f, data[i])) {
			f->unanswered -= was == LINE_NEW;
			f->line = was & LINE_MASK;
			f->line_bytes = (f->line_bytes - (i - begin)) & LINE_BYTES_MOST;
			return begin;
		}
		i++;
	}
	return len;
}

static unsigned int kept_units(const struct engine *e)
{
	return (unsigned int)(e->now_ns >> KEPT_UNIT_BITS);
}

/* Something is kept: what was kept before, unless @more passed. */
static void note_kept(const struct engine *e, struct flow *f, bool more)
{
	if (more)
		f->kept = 0;
	if (!f->kept)
		f->kept_at = kept_units(e) & KEPT_UNITS_MASK;
	f->kept = (f->kept + (f->kept < 7)) & 7;
}

/*
 * A segment that comes before what is before it comes again in its turn, unless that
 * never comes, since it passed unseen.  Return: how much of its payload may pass
 */
static uint32_t overtake(const struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	if (!f->client_seen || !segment_is_whole(seg) || e->conf.dry_run ||
	    (!f->client_counted &&
	     (f->kept >= KEPT_MOST || client_acks_beyond(e, f, seg)))) {
		f->client_over = true;
		return seg->payload_bytes;
	}
	note_kept(e, f, false);
	return 0;
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
 * How many lines are unanswered is known where none is: the server had all when it spoke
 * last, said all of a reply that is clean, and the client has that.  It must be known,
 * too, that a line begins here, and that no chunk is under way.
 */
static bool is_quiet(const struct engine *e, const struct flow *f,
		     const struct segment *seg)
{
	bool has_all = f->server_ack == f->client_read && f->server_ack == f->data_ack &&
		       seg->ack == client_given_to(e, f) && smtp_is_between(&f->scan);
	bool is_clean = f->scan.clean && (f->scan.reply_clean || !f->replies);
	bool begins_line = f->ends_line && f->client_end == f->client_read &&
			   (is_between_lines(f) || is_in_text(f));
	bool is_none = f->all_said ? !f->unanswered : !f->in_mail || f->after_354;

	return has_all && is_clean && begins_line && is_none;
}

/*
 * Reading begins where the server has all before, unless something was said that is
 * not known.  From where it is quiet on, lines are counted.
 */
static void sync(const struct engine *e, struct flow *f,
			const struct segment *seg)
{
	if (f->client_synced && seq_lt(f->client_read, f->server_ack))
		pass_over(f);
	if (seq_lt(f->server_ack, seg->seq) || !seq_lt(f->server_ack, seg->end) ||
	    seq_lt(client_given_to(e, f), seg->ack))
		return;
	if (!f->client_synced) {
		/* It is seen from within a transaction on: a chunk may be under way. */
		f->client_late = f->ever_held && f->in_mail && !f->after_354 &&
				 !f->client_begun;
		f->client_begun = true;
		f->client_synced = true;
		f->all_said = false;
		lose_count(f);
		f->client_read = f->server_ack;
		f->client_whole = f->server_ack == f->data_ack;
		f->line = f->after_354 ? TEXT_MID : LINE_NEW;
		f->bdat_left = 0;
	}
	if (!f->client_counted && is_quiet(e, f, seg))
		begin_count(e, f);
}

static void shift_bdats(struct flow *f)
{
	unsigned int i;

	if (f->bdat_at[0] == 1) {
		memmove(f->bdat_at, f->bdat_at + 1, BDAT_MOST - 1);
		f->bdat_at[BDAT_MOST - 1] = 0;
		f->last_at >>= 1;
	}
	for (i = 0; i < BDAT_MOST && f->bdat_at[i]; i++)
		f->bdat_at[i]--;
}

unsigned int said_unanswered(const struct flow *f)
{
	unsigned int lines = is_bounded(f) ? f->unanswered : 0;

	return f->said_twice && f->line_ends > lines ? f->line_ends : lines;
}

bool said_is_answered(const struct flow *f)
{
	if (f->said_twice && f->line_ends)
		return false;
	if (!f->client_counted)
		return !f->client_synced;
	return !f->unanswered && f->client_end == f->data_ack;
}

/*
 * Of a chunk that is refused it is not known whether it is taken for commands, and not
 * whose answer a reply is that may be made up, or one to what was said too early.
 */
void said_answered(const struct engine *e, struct flow *f, const struct smtp_item *item)
{
	bool is_refused = f->bdat_at[0] == 1 && smtp_class(item) == 5;

	if (f->client_late)
		f->client_late = f->client_synced = false;
	f->kept_at = kept_units(e) & KEPT_UNITS_MASK;	/* it is not so long silent */
	f->all_said &= item->clean;
	if (f->unanswered)
		f->unanswered--;
	if (item->clean && f->line_ends && f->line_ends < UINT8_MAX)
		f->line_ends--;
	shift_bdats(f);
	/* Behind 353 one comes for each recipient (PRDR). */
	if (is_refused || !item->clean || (f->after_354 && f->unanswered) ||
	    (smtp_class(item) == 3 && item->code != 334 && item->code != 354))
		lose_count(f);
	if (f->after_354) {
		/* So is all that was said before. */
		f->line = TEXT_NEW;
		f->unanswered = 0;
	} else if (is_in_text(f) && smtp_class(item) != 3) {
		/* Its end was not seen; of a line that has begun nothing is known. */
		f->line = f->line == TEXT_NEW ? LINE_NEW : LINE_OTHER;
		lose_count(f);
	} else if (item->code == 334 && is_between_lines(f) && !f->unanswered) {
		f->line = LINE_OTHER;	/* what follows is no command, RFC 4954 4 */
		f->line_bytes = 0;
		count_line(f);
	} else if (item->code == 220 && is_between_lines(f)) {
		f->line = LINE_TLS;	/* RFC 3207 4 */
	}
}

/* The server acknowledged all that passed. */
static bool server_has_all(const struct flow *f)
{
	return !f->end_seen || !seq_lt(f->server_ack, f->client_end);
}

/* Behind its last byte a FIN has a number, too, which the server acknowledges. */
static void read_fin(struct flow *f, const struct segment *seg)
{
	if (seg->flags & TCP_FIN && f->client_synced &&
	    f->client_read == seg->end - 1)
		f->client_read = seg->end;
}

/* A balancer that is none of ours may begin with its header: nobody answers that. */
static void skip_header(struct flow *f, const struct segment *seg)
{
	struct proxy_header h;

	if (!f->client_synced || !transaction_is_opening(f) || seg->seq != f->data_ack ||
	    f->client_read != f->data_ack)
		return;
	h = proxy_parse(seg->payload, seg->captured_bytes);
	if (h.kind != PROXY_BAD)
		f->client_read += h.bytes;
}

/*
 * A message must not be accepted while answers to what is before it may wait: its
 * own would wait behind them, and a client that gives up sends it twice.  So where
 * errors of what is on its way may overdraw the bucket, a client's DATA or BDAT is
 * kept until that is answered, or was sent some times; its TCP sends it again.
 * Return: how much of the segment's payload may pass
 */
static uint32_t read_payload(struct engine *e, struct flow *f,
			     const struct segment *seg)
{
	uint32_t skip;
	size_t passes;

	/* What passed unread is what the server has, whatever comes in its place. */
	f->client_over &= !server_has_all(f);
	if (f->client_over && seq_lt(seg->seq, f->client_end))
		return seg->payload_bytes;
	if (!f->client_late)
		sync(e, f, seg);
	if (f->client_late)
		return seg->payload_bytes;
	skip_header(f, seg);
	if (f->client_synced && seq_lt(f->client_read, seg->seq))
		return overtake(e, f, seg);
	skip = f->client_read - seg->seq;
	if (!f->client_synced || skip > seg->payload_bytes ||
	    !segment_is_whole(seg))
		return seg->payload_bytes;
	passes = skip + read_lines(e, f, seg->payload + skip,
				   seg->payload_bytes - skip);
	if (passes < seg->payload_bytes)
		note_kept(e, f, passes > skip);
	else if (skip < seg->payload_bytes)
		f->kept = 0;
	f->client_read = seg->seq + (uint32_t)passes;
	read_fin(f, seg);
	return (uint32_t)passes;
}

/* So much of it passes.  Which copy of the last byte the server took, nobody knows. */
static void note_end(struct flow *f, const struct segment *seg, uint32_t passes)
{
	uint32_t end = seg->seq + passes;
	bool lf = segment_is_whole(seg) && seg->payload[passes - 1] == '\n';

	if (f->end_seen && (seq_lt(end, f->client_end) || (end == f->client_end && lf)))
		return;
	f->client_end = end;
	f->ends_line = lf;
	f->end_seen = true;
}

static void set_line_ends(struct flow *f, unsigned int lines)
{
	f->line_ends = (uint8_t)(lines < UINT8_MAX ? lines : UINT8_MAX);
}

/*
 * What a server discards of a client is never known for sure: by its time stamp, its
 * signature, its way, or where the server has no room.  The client may say something else
 * in its place then, and what follows is read otherwise, too.  So where it says anything
 * again that the server did not acknowledge, the line ends of each copy may be lines, and
 * so may all others.
 */
static void note_line_ends(struct flow *f, const struct segment *seg, uint32_t passes)
{
	size_t left = passes < seg->captured_bytes ? passes : seg->captured_bytes, n;
	const uint8_t *p = seg->payload;
	unsigned int lines = f->line_ends;

	if (!server_has_all(f) && seq_lt(seg->seq, f->client_end) &&
	    seq_lt(f->server_ack, seg->seq + passes))
		f->said_twice = true;
	for (; lines < UINT8_MAX && (n = before(p, left, '\n')) < left; p += n + 1) {
		left -= n + 1;
		lines++;
	}
	set_line_ends(f, lines + passes / LINE_BYTES_MOST);
}

uint32_t said_may_pass(struct engine *e, struct flow *f, const struct segment *seg)
{
	uint32_t passes;

	if (f->tls || f->exempt_due)
		return seg->payload_bytes;
	if (!seg->payload_bytes) {
		read_fin(f, seg);
		return 0;
	}
	if (server_has_all(f))
		set_line_ends(f, said_unanswered(f));
	passes = read_payload(e, f, seg);
	if (passes) {
		note_line_ends(f, seg, passes);
		note_end(f, seg, passes);
	}
	return passes;
}

void said_begins(struct flow *f, uint32_t seq)
{
	f->client_end = seq;
	f->end_seen = f->ends_line = true;
	if (!f->client_seen && f->proxy != FLOW_UNNAMED)
		return;
	f->client_synced = f->client_counted = true;
	f->client_read = seq;
	f->client_whole = f->client_begun = f->all_said = true;
}

/* What has no answer though its client has all, gets none. */
void said_nothing_long(const struct engine *e, struct flow *f, const struct segment *said)
{
	bool is_silent = e->now_ns - f->last_ns > SAID_NOTHING_NS;
	bool is_kept = f->kept &&
		       ((kept_units(e) - f->kept_at) & KEPT_UNITS_MASK) >= KEPT_UNITS_LONG;
	bool has_all = (f->client_ack_seen && !seq_lt(f->client_ack, f->seq.passed)) ||
		       (said && (said->flags & (TCP_ACK | TCP_RST)) == TCP_ACK &&
			!seq_lt(said->ack, f->seq.passed));

	if (is_silent && has_all) {
		f->line_ends = 0;
		f->all_said &= smtp_is_between(&f->scan);	/* the rest of it never comes */
	}
	if (!f->unanswered || !has_all || (!is_silent && !is_kept))
		return;
	if (f->line == LINE_MAYBE) {
		f->line = TEXT_LF;
		f->unanswered--;
	} else if (f->line == LINE_WAITS) {
		begin_count(e, f);
	}
}
