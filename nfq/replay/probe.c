// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.c - which replies tell a client what it wanted to find out?
 *
 * Owns the reading of commands, for the report's sake only: the engine never
 * sees a client's payload and nothing here has a part in its decisions.  Where
 * commands are missing in the capture, replies are judged by their codes.
 */
#include "core/wire.h"
#include "probe.h"

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

#define VERB4(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

enum verb {
	RCPT = VERB4('R', 'C', 'P', 'T'),
	VRFY = VERB4('V', 'R', 'F', 'Y'),
	EXPN = VERB4('E', 'X', 'P', 'N'),
	AUTH = VERB4('A', 'U', 'T', 'H'),
	BDAT = VERB4('B', 'D', 'A', 'T')
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

/* The line's end; a command gets exactly one final reply. */
static void line_end(struct probe *p)
{
	bool probe = p->verb == RCPT || p->verb == VRFY || p->verb == EXPN ||
		     p->verb == AUTH;

	if (p->dialog)
		p->dialog = false;
	else
		put_command(p, probe);
	p->skip_bytes = p->verb == BDAT ? p->number : 0;
	p->verb = 0;
	p->number = 0;
	p->state = LINE_START;
}

/* The first four letters of a line.  Return: how many of them are here */
static size_t take_letters(struct probe *p, const uint8_t *data,
			   size_t len_bytes)
{
	uint32_t verb = p->verb;
	uint8_t letter;
	size_t n;

	for (n = 0; n < len_bytes && verb >> 24 == 0; n++) {
		letter = data[n] & ~0x20;	/* a capital, if it is a letter */
		if (letter < 'A' || letter > 'Z')
			break;
		verb = verb << 8 | letter;
	}
	if (n)
		p->state = VERB;
	p->verb = verb;
	return n;
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
		p->state = p->verb == BDAT ? BDAT_NUMBER : IN_LINE;
	else if (p->state == BDAT_NUMBER)
		in_number(p, byte);
}

/* Bytes that are told at once: of chunks, of verbs, within lines and messages. */
static size_t skip(struct probe *p, const uint8_t *data, size_t len_bytes)
{
	const uint8_t *lf;
	size_t n;

	if (p->skip_bytes) {
		n = p->skip_bytes < len_bytes ? p->skip_bytes : len_bytes;
		p->skip_bytes -= (uint32_t)n;
		return n;
	}
	if (p->state == LINE_START || p->state == VERB)
		return take_letters(p, data, len_bytes);
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
