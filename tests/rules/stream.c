// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - property test: streams of a mail server, and what is in them
 *
 * stream_make() puts random replies together: single and multi-line, with all
 * kinds of line ends, codes alone, quoted bytes of a client, TLS records and
 * rubbish.  stream_judge() is the oracle.  It has all of the stream before it,
 * goes through it line by line, and shares no code with the engine.
 */
#include "stream.h"

#include <stdio.h>
#include <string.h>

#define NOT_SMTP_LINES	3

uint32_t rng_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)(*state * 0x2545f4914f6cdd1dull >> 32);
}

uint32_t rng_below(uint64_t *state, uint32_t bound)
{
	return (uint32_t)((uint64_t)rng_next(state) * bound >> 32);
}

/* --- making */

/* What a stream is made of: the odds differ from stream to stream. */
struct taste {
	unsigned int errors, quotes, rubbish, many_lines, alone;	/* of 100 */
	unsigned int ends;	/* 0: CRLF, 1: LF, 2: any */
};

static void put(struct stream *s, const char *text, size_t len)
{
	if (s->size + len > STREAM_BYTES_MAX)
		return;
	memcpy(s->bytes + s->size, text, len);
	s->size += (uint32_t)len;
}

static void put_text(struct stream *s, const char *text)
{
	put(s, text, strlen(text));
}

static bool chance(uint64_t *rng, unsigned int of_100)
{
	return rng_below(rng, 100) < of_100;
}

/* Bytes of a client that a server quotes: what an attacker would have there. */
static void put_quote(struct stream *s, uint64_t *rng)
{
	static const char *const quotes[] = {
		"\n235 ", "\n235-", "\n250 ", "\n550 ", "\n550-x", "\n5", "\n55",
		"\n", "\n\n", "\r", "235 ", "235", "550 ", "5", "\x16\x03\x01",
		"\n\x16\x03\x01", "\nfoo", "\n220 ", "250 ", "\n2", "\n354 ",
		"foo", "\r5", "\r235 ",
	};

	put_text(s, quotes[rng_below(rng, sizeof(quotes) / sizeof(*quotes))]);
}

static void put_end(struct stream *s, uint64_t *rng, const struct taste *t)
{
	bool lf = t->ends == 1 || (t->ends == 2 && chance(rng, 40));

	put_text(s, lf ? "\n" : "\r\n");
}

static void put_line_text(struct stream *s, uint64_t *rng, const struct taste *t)
{
	static const char *const texts[] = {
		"Ok", "2.1.5 Ok", "5.1.1 no such user", "5.7.1 denied", "x",
		"mx.example Hello", "5", "550", "User <235@example> unknown",
		"5.1.1", "5.1", "2.0.0 Ok: queued as 5AF35", "", "4.2.2 full",
		"AUTH PLAIN",
	};

	put_text(s, texts[rng_below(rng, sizeof(texts) / sizeof(*texts))]);
	if (!chance(rng, t->quotes))
		return;
	put_text(s, " ");
	put_quote(s, rng);
	put_text(s, texts[rng_below(rng, sizeof(texts) / sizeof(*texts))]);
}

static unsigned int any_code(uint64_t *rng, const struct taste *t)
{
	static const unsigned int good[] = {
		220, 250, 250, 250, 250, 354, 221, 334, 252, 251, 450, 451, 421,
	};
	static const unsigned int bad[] = { 550, 550, 551, 554, 500, 503, 535 };

	if (chance(rng, t->errors))
		return bad[rng_below(rng, 7)];
	if (rng_below(rng, 400) == 0)
		return 235;
	return good[rng_below(rng, 13)];
}

static void put_reply(struct stream *s, uint64_t *rng, const struct taste *t)
{
	unsigned int lines = chance(rng, t->many_lines) ? rng_below(rng, 4) : 0;
	unsigned int code = any_code(rng, t);
	char text[16];

	while (lines--) {
		snprintf(text, sizeof(text), "%u-", code);
		put_text(s, text);
		put_line_text(s, rng, t);
		put_end(s, rng, t);
		if (rng_below(rng, 50) == 0)
			code = any_code(rng, t);
	}
	snprintf(text, sizeof(text), "%u", code);
	put_text(s, text);
	if (!chance(rng, t->alone)) {
		put_text(s, " ");
		put_line_text(s, rng, t);
	}
	put_end(s, rng, t);
}

static void put_rubbish(struct stream *s, uint64_t *rng)
{
	char bytes[24];
	size_t len = rng_below(rng, sizeof(bytes)), i;

	if (chance(rng, 20)) {
		put(s, "\x16\x03\x03\x00\x30\x02\x00\x00\x2c", 9);
	}
	for (i = 0; i < len; i++)
		bytes[i] = chance(rng, 50) ? "25\r\n -34\n\r"[rng_below(rng, 10)] :
					     (char)rng_next(rng);
	put(s, bytes, len);
}

void stream_make(struct stream *s, uint64_t *rng)
{
	static const unsigned int errors[] = { 0, 10, 40, 90 };
	struct taste t = {
		.errors = errors[rng_below(rng, 4)],
		.quotes = chance(rng, 50) ? 0 : 30,
		.rubbish = chance(rng, 80) ? 0 : 15,
		.many_lines = chance(rng, 50) ? 0 : 40,
		.alone = chance(rng, 70) ? 2 : 50,
		.ends = chance(rng, 70) ? 0 : 1 + rng_below(rng, 2),
	};
	unsigned int replies = 1 + rng_below(rng, 9);

	s->size = 0;
	if (!chance(rng, 10))
		put_text(s, "220 mx.example ESMTP\r\n");
	while (replies--) {
		if (chance(rng, t.rubbish))
			put_rubbish(s, rng);
		else
			put_reply(s, rng, &t);
	}
	stream_judge(s);
}

/* --- judging */

/**
 * struct line - One line of the stream
 * @at:		Where it begins
 * @digits:	Digits of a code that it begins with, 0 to 3
 * @code:	Their value, if there are three
 * @separator:	The byte behind them; 0 at the stream's end
 * @clean:	It begins the stream, or a CRLF stands before it
 */
struct line {
	uint32_t at;
	unsigned int digits, code;
	uint8_t separator;
	bool clean;
};

static struct line line_at(const struct stream *s, uint32_t at)
{
	struct line line = { .at = at };
	uint32_t i = at;

	line.clean = at == 0 || (at >= 2 && s->bytes[at - 2] == '\r');
	if (i < s->size && s->bytes[i] >= '2' && s->bytes[i] <= '5')
		while (line.digits < 3 && i < s->size &&
		       s->bytes[i] >= '0' && s->bytes[i] <= '9') {
			line.code = line.code * 10 + s->bytes[i++] - '0';
			line.digits++;
		}
	if (i < s->size)
		line.separator = s->bytes[i];
	return line;
}

static bool goes_on(const struct line *before, const struct line *line)
{
	return before->digits == 3 && before->separator == '-' &&
	       line->digits == 3 && line->code == before->code;
}

static void add_point(struct stream *s, uint32_t line_at, uint32_t at, bool must)
{
	s->points[s->points_n++] = (struct point){ at, line_at, must };
	s->musts += must;
}

/*
 * How many digits of the code may still belong to the reply before?  Behind
 * "550-" a line of the same reply is due, which "55" looks like.
 */
static uint32_t shared_digits(const struct line *before, const struct line *line)
{
	if (before->digits != 3 || before->separator != '-')
		return 0;
	if (before->code / 100 != line->code / 100)
		return 0;
	return before->code / 10 == line->code / 10 ? 2 : 1;
}

/* A line that begins with '5'. */
static void judge_error(struct stream *s, const struct line *before,
			const struct line *line)
{
	bool ends = memchr(s->bytes + line->at, '\n', s->size - line->at);
	bool head = line->digits == 3 &&
		    (memchr(" -\r\n", line->separator, 4) ||
		     (!ends && line->clean));

	if (line->at >= s->exempt_at || !head) {
		add_point(s, line->at, line->at, false);
	} else if (goes_on(before, line)) {
		/* Only what is clean throughout is surely the same reply. */
		if (!before->clean || !line->clean)
			add_point(s, line->at, line->at, false);
	} else {
		add_point(s, line->at,
			  line->at + shared_digits(before, line), true);
	}
}

/* Which lines may let a connection be exempt? */
static bool exempts(const struct stream *s, const struct line *line,
		    unsigned int *not_smtp)
{
	if (!line->clean || line->at == s->size)
		return false;
	if (line->digits == 3)
		return line->code == 235;
	return s->bytes[line->at] == 0x16 || ++*not_smtp >= NOT_SMTP_LINES;
}

void stream_judge(struct stream *s)
{
	struct line before = { .at = 0 }, line;
	unsigned int not_smtp = 0;
	const uint8_t *lf;
	uint32_t at = 0;

	s->points_n = s->musts = 0;
	s->exempt_at = UINT32_MAX;
	while (at < s->size) {
		line = line_at(s, at);
		if (s->exempt_at == UINT32_MAX && exempts(s, &line, &not_smtp))
			s->exempt_at = at;
		if (s->bytes[at] == '5')
			judge_error(s, &before, &line);
		if (s->bytes[at] != '\n')	/* an empty one ends no reply */
			before = line;
		lf = memchr(s->bytes + at, '\n', s->size - at);
		if (!lf)
			break;
		at = (uint32_t)(lf - s->bytes) + 1;
	}
}
