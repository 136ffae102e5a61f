// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.c - which replies tell a client what it wanted to find out?
 *
 * Owns the reading of commands, for the report's sake only: the engine never
 * sees a client's payload and nothing here has a part in its decisions.  Where
 * commands are missing in the capture, replies are judged by their codes.
 */
#include "probe.h"
#include "../wire.h"

#include <string.h>

enum state {
	LINE_START,
	VERB,
	BDAT_NUMBER,
	IN_LINE,
	DATA,		/* in a message */
	DATA_LINE,	/* at the start of one of its lines */
	DATA_DOT	/* behind a dot that began one */
};

static void put_command(struct probe *p, bool probe)
{
	unsigned int at = (unsigned int)(p->first + p->n) % PROBE_COMMANDS_MAX;
	uint64_t bit = 1ull << (at % 64);

	if (p->n == PROBE_COMMANDS_MAX) {
		p->lost = true;
		return;
	}
	p->ring[at / 64] = (p->ring[at / 64] & ~bit) | (probe ? bit : 0);
	p->n++;
}

static bool is_verb(const struct probe *p, const char *verb)
{
	return p->verb_n == 4 && !memcmp(p->verb, verb, 4);
}

/* The line's end; a command gets exactly one final reply. */
static void line_end(struct probe *p)
{
	bool probe = is_verb(p, "RCPT") || is_verb(p, "VRFY") ||
		     is_verb(p, "EXPN") || is_verb(p, "AUTH");

	if (p->dialog)
		p->dialog = false;
	else
		put_command(p, probe);
	p->skip_bytes = is_verb(p, "BDAT") ? p->number : 0;
	p->verb_n = 0;
	p->number = 0;
	p->state = LINE_START;
}

static void in_verb(struct probe *p, uint8_t byte)
{
	if (byte >= 'a' && byte <= 'z')
		byte = (uint8_t)(byte - 'a' + 'A');
	if (byte >= 'A' && byte <= 'Z' && p->verb_n < 4) {
		p->verb[p->verb_n++] = (char)byte;
		p->state = VERB;
	} else {
		p->state = is_verb(p, "BDAT") ? BDAT_NUMBER : IN_LINE;
	}
}

static void in_number(struct probe *p, uint8_t byte)
{
	if (byte >= '0' && byte <= '9' && p->number < UINT32_MAX / 10 - 9)
		p->number = p->number * 10 + (uint32_t)(byte - '0');
	else
		p->state = IN_LINE;
}

/* A message ends at a line with a dot alone (RFC 5321 4.1.1.4). */
static void in_message(struct probe *p, uint8_t byte)
{
	if (p->state == DATA_DOT && byte == '\n')
		p->state = LINE_START;
	else if (p->state == DATA_DOT && byte == '\r')
		return;
	else if (byte == '\n')
		p->state = DATA_LINE;
	else if (p->state == DATA_LINE && byte == '.')
		p->state = DATA_DOT;
	else
		p->state = DATA;
}

static void take_byte(struct probe *p, uint8_t byte)
{
	if (p->state >= DATA)
		in_message(p, byte);
	else if (byte == '\n')
		line_end(p);
	else if (p->state == LINE_START || p->state == VERB)
		in_verb(p, byte);
	else if (p->state == BDAT_NUMBER)
		in_number(p, byte);
}

/* Bytes that are told at once: of chunks, and within lines and messages. */
static size_t skip(struct probe *p, const uint8_t *data, size_t len_bytes)
{
	const uint8_t *lf;
	size_t n;

	if (p->skip_bytes) {
		n = p->skip_bytes < len_bytes ? p->skip_bytes : len_bytes;
		p->skip_bytes -= (uint32_t)n;
		return n;
	}
	if (p->state != IN_LINE && p->state != DATA)
		return 0;
	lf = memchr(data, '\n', len_bytes);
	return lf ? (size_t)(lf - data) : len_bytes;
}

void probe_client(struct probe *p, uint32_t seq, const uint8_t *data,
		  size_t len_bytes, size_t whole_bytes)
{
	size_t at = 0;

	if (p->lost || !whole_bytes)
		return;
	if (!p->begun) {
		p->begun = true;
		p->next = seq;
	}
	if (seq_lt(p->next, seq) || len_bytes < whole_bytes) {
		p->lost = true;
		return;
	}
	at = (uint32_t)seq_diff(p->next, seq);
	if (at >= len_bytes)
		return;
	p->next = seq + (uint32_t)len_bytes;
	while (at < len_bytes) {
		at += skip(p, data + at, len_bytes - at);
		if (at < len_bytes)
			take_byte(p, data[at++]);
	}
}

/* By codes alone (RFC 5321 4.3.2, RFC 3463, RFC 4954). */
static bool looks_like_answer(uint16_t code, const struct enhanced *enhanced)
{
	switch (code) {
	case 251: case 252: case 535: case 550: case 551: case 553:
		return true;
	case 250:
		return enhanced->class == 2 && enhanced->subject == 1 &&
		       enhanced->detail == 5;
	default:
		return false;
	}
}

bool probe_reply(struct probe *p, uint16_t code,
		 const struct enhanced *enhanced)
{
	bool probe;

	if (!p->greeted) {
		p->greeted = true;
		return false;
	}
	if (code == 354)
		p->state = DATA_LINE;
	if (code == 334)
		p->dialog = true;
	if (code / 100 == 3)
		return false;
	if (p->lost || !p->begun)
		return looks_like_answer(code, enhanced);
	if (!p->n)
		return false;
	probe = p->ring[p->first / 64] >> (p->first % 64) & 1;
	p->first = (uint16_t)((p->first + 1) % PROBE_COMMANDS_MAX);
	p->n--;
	return probe;
}
