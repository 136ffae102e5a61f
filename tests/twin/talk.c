// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * talk.c - twin worlds: inputs that are likely to mean something
 *
 * A fuzzer finds what reaches new code; these find what it means: a client that
 * connects, talks, guesses, and then pries in one of many ways.
 */
#include "twin.h"

#include <string.h>

/* Numbers of words, see client.c. */
enum { EHLO, MAIL, RCPT_GUESS, RCPT_KNOWN, RCPT_DEAD, DATA, TEXT, DOT, QUIT,
       RESET, NOOP, VRFY, AUTH, BDAT_LAST, BDAT, UNKNOWN };

enum { OP_CONNECT, OP_SAY, OP_SAY_TOO, OP_JUNK, OP_RAW, OP_ICMP, OP_SMALL,
       OP_PAUSE };

/* Kinds of OP_SMALL, see client.c. */
enum { ACKS = 1, STALE = 8 };

/**
 * struct talk - An input that is being written
 */
struct talk {
	uint64_t random;
	uint8_t *out;
	size_t n, max;
};

static uint32_t chance(struct talk *t, uint32_t bound)
{
	t->random ^= t->random >> 12;
	t->random ^= t->random << 25;
	t->random ^= t->random >> 27;
	return (uint32_t)((t->random * 0x2545f4914f6cdd1dull >> 33) % bound);
}

static void put(struct talk *t, unsigned int byte)
{
	if (t->n < t->max)
		t->out[t->n++] = (uint8_t)byte;
}

static void op(struct talk *t, unsigned int what, unsigned int conn)
{
	put(t, what + 8 * conn);
}

static void wait(struct talk *t, unsigned int index)
{
	put(t, OP_PAUSE + (chance(t, 4) ? 0 : 64));
	put(t, index);
}

static void say(struct talk *t, unsigned int conn, const uint8_t *words,
		unsigned int n)
{
	unsigned int i;

	op(t, OP_SAY, conn);
	put(t, n - 1);
	for (i = 0; i < n; i++)
		put(t, words[i]);
}

static void connect(struct talk *t, unsigned int conn)
{
	op(t, OP_CONNECT, conn);
	put(t, chance(t, 3) ? (chance(t, 2) ? 0xc0 : 0xc4) : chance(t, 256));
	wait(t, 4 + chance(t, 2));
}

/* From now on it acknowledges nothing of what it is told. */
static void owe_acks(struct talk *t, unsigned int conn)
{
	uint8_t words[4];
	unsigned int n = chance(t, 4), i;

	for (i = 0; i < n; i++)
		words[i] = (uint8_t)(i ? NOOP : EHLO);
	if (n)
		say(t, conn, words, n);
	if (chance(t, 2))
		wait(t, 2 + chance(t, 3));
	op(t, OP_SMALL, conn);
	put(t, ACKS);
	op(t, OP_SMALL, conn);
	put(t, STALE);
}

/* What comes before the guess, and then the source owes. */
static void prepare(struct talk *t, unsigned int conn)
{
	static const uint8_t words[] = { EHLO, MAIL, RCPT_KNOWN };

	say(t, conn, words, 1 + chance(t, 3));
	wait(t, chance(t, 8));
	if (!chance(t, 3))
		return;
	op(t, OP_SMALL, conn);
	put(t, 6 + 7 * (1 + chance(t, 7)));
}

static void guess(struct talk *t, unsigned int conn)
{
	uint8_t words[8];
	unsigned int n = 0, tail = chance(t, 5), i;

	if (chance(t, 2)) {
		words[n++] = EHLO;
		if (chance(t, 2)) {
			say(t, conn, words, n);
			wait(t, chance(t, 10));
			n = 0;
		}
	}
	if (!chance(t, 4)) {
		words[n++] = chance(t, 2) ? VRFY : AUTH;
	} else {
		words[n++] = MAIL;
		if (!chance(t, 3))
			words[n++] = chance(t, 2) ? RCPT_DEAD : RCPT_KNOWN;
		words[n++] = RCPT_GUESS;
	}
	for (i = 0; i < tail && n < 8; i++)
		words[n++] = (uint8_t)(DATA + chance(t, UNKNOWN - DATA + 1));
	if (chance(t, 3)) {
		say(t, conn, words, n);
		return;
	}
	for (i = 0; i < n; i++) {
		say(t, conn, words + i, 1);
		if (chance(t, 3))
			wait(t, chance(t, 4));
	}
}

static void pry(struct talk *t, unsigned int conn)
{
	uint8_t word = (uint8_t)chance(t, 20);

	switch (chance(t, 9)) {
	case 0:
	case 1:
		op(t, OP_JUNK, conn);
		put(t, chance(t, 16));
		break;
	case 2:
		say(t, conn, &word, 1);
		break;
	case 3:
		op(t, OP_RAW, conn);
		put(t, chance(t, 3) ? ACK | (chance(t, 2) ? 32 : 0) :
				      chance(t, 64));
		put(t, chance(t, 2) ? 0 : chance(t, 256));
		put(t, chance(t, 2) ? 0 : chance(t, 128));
		break;
	case 4:
		op(t, OP_ICMP, conn);
		put(t, chance(t, 256));
		put(t, chance(t, 8));
		put(t, OP_PAUSE + 64 + 8 * conn);
		put(t, chance(t, 6));
		break;
	case 5:
		op(t, OP_SMALL, conn);
		put(t, chance(t, 64));
		break;
	case 6:
		connect(t, chance(t, CONNS));
		break;
	case 7:
		guess(t, conn);
		break;
	default:
		word = NOOP;
		say(t, chance(t, CONNS), &word, 1);
		break;
	}
}

size_t fuzz_generate(unsigned int n, uint8_t *out, size_t max_bytes)
{
	struct talk t = { .random = (n + 1) * 0x9e3779b97f4a7c15ull,
			  .out = out, .max = max_bytes };
	unsigned int i, conns, pries, guessing;

	put(&t, chance(&t, 64));
	put(&t, (chance(&t, 10) ? 0 : 128) + chance(&t, 16) +
		(chance(&t, 4) ? 0 : 16 * chance(&t, 8)));
	put(&t, chance(&t, 3) ? 0 : chance(&t, 256));
	conns = 1 + chance(&t, 3);
	for (i = 0; i < conns; i++)
		connect(&t, i);
	if (chance(&t, 2))
		wait(&t, 6 + chance(&t, 6));
	guessing = chance(&t, conns);
	if (!chance(&t, 3))
		owe_acks(&t, guessing);
	if (chance(&t, 4))
		prepare(&t, guessing);
	guess(&t, guessing);
	pries = chance(&t, 12);
	for (i = 0; i < pries; i++) {
		if (chance(&t, 2))
			wait(&t, chance(&t, 12));
		pry(&t, chance(&t, 3) ? guessing : chance(&t, conns));
	}
	return t.n;
}
