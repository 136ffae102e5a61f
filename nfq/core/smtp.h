/* SPDX-License-Identifier: GPL-2.0-or-later */
/* smtp.h - find where replies begin and end in a server's byte stream */
#ifndef NFQ_SMTP_H
#define NFQ_SMTP_H

#include "engine.h"

/**
 * struct smtp_scan - Where in the stream of replies a scanner is
 *
 * Plain data: copy it to look ahead, zero-initialise through smtp_scan_init().
 *
 * @state:	Part of the line that the next byte belongs to
 * @digits:	Digits of the reply code seen in this line (0..3)
 * @line_code:	Their value
 * @clean:	This line begins after CRLF (or begins the stream), not after
 *		a bare LF, which a client can make a server echo
 * @after_cr:	The last byte was a CR
 * @continued:	The line before ended a "250-" line: this one may go on
 * @in_reply:	This line belongs to a reply that was told
 * @reply_clean: The reply's first line was clean
 * @reported:	The reply of this line was told
 * @last_line:	This line has no "-" behind its code
 * @tag:	The caller's, 0 to 3, kept until the reply ends (0 when it begins)
 * @code:	The reply's code
 * @enhanced:	The reply's enhanced code as far as read
 * @enhanced_part: Which of its three numbers is read
 * @word:	So many letters of a keyword are read
 * @chunking:	A further line of the reply is the keyword CHUNKING (RFC 3030 2)
 */
struct smtp_scan {
	uint16_t line_code;
	uint16_t code;
	struct enhanced enhanced;
	uint8_t state;
	uint8_t digits;
	uint8_t enhanced_part : 2, tag : 2, word : 4;
	bool clean : 1, after_cr : 1, continued : 1, in_reply : 1;
	bool reply_clean : 1, reported : 1, last_line : 1, chunking : 1;
};

/**
 * enum smtp_kind - What a scanner found
 * @SMTP_MORE:		Nothing further in these bytes
 * @SMTP_REPLY:		A reply begins: as much of its code and enhanced code
 *			as these bytes tell (@digits, @decided)
 * @SMTP_REPLY_END:	The last line of a reply ended
 * @SMTP_TLS:		A clean line begins with a TLS handshake record
 * @SMTP_NOT_REPLY:	A clean line begins with what no reply begins with
 */
enum smtp_kind {
	SMTP_MORE,
	SMTP_REPLY,
	SMTP_REPLY_END,
	SMTP_TLS,
	SMTP_NOT_REPLY
};

/**
 * struct smtp_item - Something found
 * @kind:	What
 * @start:	REPLY, TLS, NOT_REPLY: offset of its first byte;
 *		REPLY_END: offset behind its last byte
 * @code:	The reply code, or its first @digits digits
 * @digits:	1..3
 * @decided:	REPLY: code and enhanced code (or its absence) are complete
 * @clean:	It begins after CRLF, or at the stream's beginning
 * @enhanced:	Enhanced code, class 0 if there is none or none was read yet
 * @chunking:	REPLY_END: it offers CHUNKING
 */
struct smtp_item {
	enum smtp_kind kind;
	size_t start;
	uint16_t code;
	uint8_t digits;
	bool decided;
	bool clean, chunking;
	struct enhanced enhanced;
};

/** smtp_class() - The first digit of a reply's code: RFC 5321 4.2.1 */
static inline unsigned int smtp_class(const struct smtp_item *item)
{
	static const unsigned int spans[] = { 1, 1, 10, 100 };

	return item->code / spans[item->digits];
}

/** is_digit() - ASCII, whatever the locale */
static inline bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/** smtp_scan_init() - Begin at a clean line's first byte */
void smtp_scan_init(struct smtp_scan *scan);

/** smtp_is_between() - What was read so far ends with a whole reply */
bool smtp_is_between(const struct smtp_scan *scan);

/** smtp_is_at_line() - What was read so far ends with a whole line */
bool smtp_is_at_line(const struct smtp_scan *scan);

/**
 * smtp_next() - Look for the next item
 * @scan:	Moved on
 * @data:	The stream's next bytes
 * @len_bytes:	How many
 * @pos:	Where to begin in @data; moved on
 * @item:	What was found
 *
 * A reply is told as soon as its enhanced code is complete or cannot come any
 * more, or at the end of @data; so each reply is told in the bytes where it
 * begins, and once.  RFC 5321 4.2 (replies), RFC 2034 (enhanced codes); lines
 * that end in a bare LF and lines with a code alone are taken as well.
 * Return: @item->kind
 */
enum smtp_kind smtp_next(struct smtp_scan *scan, const uint8_t *data,
			 size_t len_bytes, size_t *pos, struct smtp_item *item);

#endif
