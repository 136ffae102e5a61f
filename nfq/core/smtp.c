// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smtp.c - find where replies begin and end in a server's byte stream
 *
 * A server's stream is reply lines and nothing else (RFC 5321 4.2): three
 * digits, then '-' where another line of the same reply follows, or a space,
 * or the line's end.  The scanner keeps no text, only where in a line it is,
 * so lines may be of any length and segments as short as one byte.
 *
 * Servers quote what a client sent, a bare LF among it.  A line that begins
 * after a bare LF is therefore not 'clean': it may begin a reply (to hold one
 * too many harms only who made the server say it), but it never ends one that
 * began cleanly, and the engine grants no exemption for it.
 */
#include "smtp.h"

#include <string.h>

enum state {
	LINE_START,	/* the next byte is a line's first */
	CODE,		/* in the code's digits */
	SEPARATOR,	/* behind three digits */
	ENHANCED,	/* in the enhanced code */
	KEYWORD,	/* in what may be a keyword of EHLO's answer, RFC 5321 4.1.1.1 */
	TEXT		/* the rest of the line does not matter */
};

#define TLS_HANDSHAKE		0x16	/* RFC 8446 5.1, content type */
#define ENHANCED_NUMBER_MAX	999	/* RFC 3463 2: one to three digits */
#define CODE_OK			250

bool smtp_is_at_line(const struct smtp_scan *scan)
{
	return scan->state == LINE_START;
}

bool smtp_is_between(const struct smtp_scan *scan)
{
	return smtp_is_at_line(scan) && !scan->continued;
}

void smtp_scan_init(struct smtp_scan *scan)
{
	memset(scan, 0, sizeof(*scan));
	scan->clean = true;
}

/* A line's first byte begins a reply, or cannot. */
static enum smtp_kind line_start(struct smtp_scan *scan, uint8_t byte)
{
	scan->reported = false;
	scan->last_line = true;
	if (byte >= '2' && byte <= '5') {
		scan->state = CODE;
		scan->digits = 1;
		scan->line_code = (uint16_t)(byte - '0');
		return SMTP_MORE;
	}
	scan->state = TEXT;
	scan->in_reply = false;
	if (!scan->clean)
		return SMTP_MORE;
	return byte == TLS_HANDSHAKE ? SMTP_TLS : SMTP_NOT_REPLY;
}

/*
 * Does this line go on with the reply of the line before?  As far as its
 * digits tell: all lines of a reply have the same code (RFC 5321 4.2.1).  A
 * clean line is never taken for the rest of a reply that a client may have
 * made up.
 */
static bool continues(const struct smtp_scan *scan)
{
	static const uint16_t behind[] = { 1000, 100, 10, 1 };

	if (!scan->continued || !(scan->reply_clean || !scan->clean))
		return false;
	return scan->line_code == scan->code / behind[scan->digits];
}

/* Three digits are read: a further line of a reply, or the first of a new. */
static void code_complete(struct smtp_scan *scan)
{
	scan->state = SEPARATOR;
	if (continues(scan)) {
		scan->reported = true;
		return;
	}
	scan->code = scan->line_code;
	scan->reply_clean = scan->clean;
	scan->chunking = false;
	if (!scan->reported)
		scan->tag = 0;
	memset(&scan->enhanced, 0, sizeof(scan->enhanced));
}

/* What looked like a code is text: "2nd line", or "5 apples". */
static enum smtp_kind not_a_code(struct smtp_scan *scan)
{
	scan->state = TEXT;
	scan->in_reply = scan->reported;
	return scan->clean && !scan->reported ? SMTP_NOT_REPLY : SMTP_MORE;
}

static enum smtp_kind in_code(struct smtp_scan *scan, uint8_t byte)
{
	if (!is_digit(byte))
		return not_a_code(scan);
	scan->line_code = (uint16_t)(scan->line_code * 10 + (byte - '0'));
	if (++scan->digits == 3)
		code_complete(scan);
	return SMTP_MORE;
}

static enum smtp_kind report(struct smtp_scan *scan)
{
	scan->in_reply = true;
	if (scan->reported)
		return SMTP_MORE;
	scan->reported = true;
	return SMTP_REPLY;
}

static enum smtp_kind separator(struct smtp_scan *scan, uint8_t byte)
{
	scan->last_line = byte != '-';
	if (byte != ' ' && byte != '-' && !scan->clean && !scan->reported) {
		scan->state = TEXT;
		scan->in_reply = false;
		return SMTP_MORE;
	}
	if ((byte == ' ' || byte == '-') && !scan->reported) {
		scan->state = ENHANCED;
		scan->enhanced_part = 0;
		return SMTP_MORE;
	}
	scan->state = scan->reported && scan->clean && scan->code == CODE_OK ? KEYWORD : TEXT;
	scan->word = 0;
	return report(scan);
}

static enum smtp_kind in_keyword(struct smtp_scan *scan, uint8_t byte)
{
	static const char word[16] = "chunking";	/* @word has four bits */

	if ((byte | 0x20) != word[scan->word])
		scan->state = TEXT;
	else if (!word[++scan->word])
		scan->chunking = true;
	return SMTP_MORE;
}

static enum smtp_kind no_enhanced(struct smtp_scan *scan)
{
	memset(&scan->enhanced, 0, sizeof(scan->enhanced));
	scan->state = TEXT;
	return report(scan);
}

/* "5.1.1 ": class, subject, detail (RFC 3463 2). */
static enum smtp_kind in_enhanced(struct smtp_scan *scan, uint8_t byte)
{
	struct enhanced *e = &scan->enhanced;
	uint16_t *number = scan->enhanced_part == 2 ? &e->detail : &e->subject;

	if (scan->enhanced_part == 0 && !e->class) {
		if (byte != '2' && byte != '4' && byte != '5')
			return no_enhanced(scan);
		e->class = (uint8_t)(byte - '0');
		return SMTP_MORE;
	}
	if (byte == '.' && scan->enhanced_part < 2) {
		scan->enhanced_part++;
		return SMTP_MORE;
	}
	if (is_digit(byte) && scan->enhanced_part > 0 &&
	    *number * 10 + (byte - '0') <= ENHANCED_NUMBER_MAX) {
		*number = (uint16_t)(*number * 10 + (byte - '0'));
		return SMTP_MORE;
	}
	if (byte != ' ' || scan->enhanced_part != 2)
		return no_enhanced(scan);
	scan->state = TEXT;
	return report(scan);
}

/*
 * Most heads are whole and of one form, "550 5.1.1 ".  What is taken of them
 * at once leaves the scanner as its bytes one by one would have.
 */
#define WHOLE_CODE_BYTES	4
#define WHOLE_ENHANCED_BYTES	6

/* Return: false if they must come one by one */
static bool whole_code(struct smtp_scan *scan, const uint8_t *at,
		       const uint8_t *end)
{
	if (end - at < WHOLE_CODE_BYTES || at[0] < '2' || at[0] > '5' ||
	    !is_digit(at[1]) || !is_digit(at[2]) ||
	    (at[3] != ' ' && at[3] != '-'))
		return false;
	scan->reported = scan->after_cr = false;
	scan->digits = 3;
	scan->line_code = (uint16_t)((at[0] - '0') * 100 + (at[1] - '0') * 10 +
				     (at[2] - '0'));
	code_complete(scan);
	separator(scan, at[3]);
	return true;
}

static bool whole_enhanced(struct smtp_scan *scan, const uint8_t *at,
			   const uint8_t *end)
{
	if (end - at < WHOLE_ENHANCED_BYTES || scan->enhanced_part ||
	    scan->enhanced.class ||
	    (at[0] != '2' && at[0] != '4' && at[0] != '5') || at[1] != '.' ||
	    !is_digit(at[2]) || at[3] != '.' || !is_digit(at[4]) ||
	    at[5] != ' ')
		return false;
	scan->enhanced.class = (uint8_t)(at[0] - '0');
	scan->enhanced.subject = (uint16_t)(at[2] - '0');
	scan->enhanced.detail = (uint16_t)(at[4] - '0');
	scan->after_cr = false;
	scan->state = TEXT;
	return true;
}

/* LF ends the line, with a CR before it or without (bare). */
static enum smtp_kind line_end(struct smtp_scan *scan)
{
	bool ends = scan->in_reply && scan->last_line;

	scan->continued = scan->in_reply && !scan->last_line;
	scan->clean = scan->after_cr;
	scan->after_cr = false;
	scan->state = LINE_START;
	scan->digits = 0;
	if (!ends)
		return SMTP_MORE;
	scan->in_reply = false;
	return SMTP_REPLY_END;
}

/* CR and LF decide a head that is not complete; LF comes again after it. */
static enum smtp_kind head_ends(struct smtp_scan *scan)
{
	switch (scan->state) {
	case CODE:
		return not_a_code(scan);
	case SEPARATOR:
		scan->last_line = true;
		scan->state = TEXT;
		return report(scan);
	case ENHANCED:
		/* "550 5.1.1" and nothing behind it is a code all the same. */
		if (scan->enhanced_part != 2)
			return no_enhanced(scan);
		scan->state = TEXT;
		return report(scan);
	case KEYWORD:
		scan->state = TEXT;
		return SMTP_MORE;
	default:
		return SMTP_MORE;
	}
}

static enum smtp_kind take_byte(struct smtp_scan *scan, uint8_t byte)
{
	switch (scan->state) {
	case LINE_START:
		return line_start(scan, byte);
	case CODE:
		return in_code(scan, byte);
	case SEPARATOR:
		return separator(scan, byte);
	case ENHANCED:
		return in_enhanced(scan, byte);
	case KEYWORD:
		return in_keyword(scan, byte);
	default:
		return SMTP_MORE;
	}
}

/* In TEXT only the line's end matters, and whether a CR stands before it. */
static const uint8_t *skip_text(struct smtp_scan *scan, const uint8_t *at,
				const uint8_t *end)
{
	const uint8_t *lf = memchr(at, '\n', (size_t)(end - at));
	const uint8_t *next = lf ? lf : end;

	if (next > at)
		scan->after_cr = next[-1] == '\r';
	return next;
}

/* CR or LF.  Return: what it tells; after SMTP_MORE it is taken. */
static enum smtp_kind take_break(struct smtp_scan *scan, uint8_t byte)
{
	enum smtp_kind kind = SMTP_MORE;

	if (byte == '\n')
		return line_end(scan);
	if (scan->state == LINE_START)
		kind = line_start(scan, byte);
	scan->after_cr = true;
	return kind;
}

static enum smtp_kind next_kind(struct smtp_scan *scan, const uint8_t **next,
				const uint8_t *end, const uint8_t **start)
{
	const uint8_t *at = *next;
	enum smtp_kind kind = SMTP_MORE;
	uint8_t byte;

	while (at < end && kind == SMTP_MORE) {
		if (scan->state == TEXT) {
			at = skip_text(scan, at, end);
			if (at == end)
				break;
		} else if (scan->state == LINE_START) {
			*start = at;
			if (whole_code(scan, at, end)) {
				at += WHOLE_CODE_BYTES;
				continue;
			}
		} else if (scan->state == ENHANCED &&
			   whole_enhanced(scan, at, end)) {
			at += WHOLE_ENHANCED_BYTES;
			kind = report(scan);
			continue;
		}
		byte = *at;
		if (byte != '\r' && byte != '\n') {
			kind = take_byte(scan, byte);
			scan->after_cr = false;
			at++;
			continue;
		}
		kind = head_ends(scan);
		if (kind != SMTP_MORE)
			break;
		kind = take_break(scan, byte);
		at++;
	}
	*next = at;
	return kind;
}

/* At the end of the bytes a reply that has begun is told as it is. */
static bool report_undecided(struct smtp_scan *scan)
{
	bool head = scan->state == CODE || scan->state == SEPARATOR ||
		    scan->state == ENHANCED;

	if (!head || scan->reported)
		return false;
	if (scan->state == CODE && continues(scan))
		return false;	/* most likely a further line */
	if (scan->state == CODE)
		scan->tag = 0;
	return report(scan) == SMTP_REPLY;
}

enum smtp_kind smtp_next(struct smtp_scan *scan, const uint8_t *data,
			 size_t len_bytes, size_t *pos, struct smtp_item *item)
{
	const uint8_t *next, *start;

	memset(item, 0, sizeof(*item));
	if (!len_bytes)
		return SMTP_MORE;	/* @data may be NULL */
	next = start = data + *pos;
	item->kind = next_kind(scan, &next, data + len_bytes, &start);
	*pos = (size_t)(next - data);
	if (item->kind == SMTP_REPLY_END) {
		item->start = *pos;
		item->clean = scan->reply_clean;
		item->chunking = scan->chunking;
		item->digits = 3;
		item->code = scan->code;
		item->enhanced = scan->enhanced;
		return item->kind;
	}
	item->decided = item->kind == SMTP_REPLY;
	if (item->kind == SMTP_MORE && report_undecided(scan))
		item->kind = SMTP_REPLY;
	item->start = (size_t)(start - data);
	item->clean = scan->clean;
	item->digits = scan->digits;
	item->code = item->digits == 3 ? scan->code : scan->line_code;
	if (item->decided)
		item->enhanced = scan->enhanced;
	return item->kind;
}
