// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * talk.c - generated inputs for stream: conversations with trouble in them
 *
 * A fuzzer keeps an input for the code that it reaches, not for what it means.
 * These mean something: servers that greet, answer and refuse, over networks
 * of which each has troubles of its own.  Input N is always the same.
 */
#include "fuzz.h"
#include "world.h"

#include <string.h>

#define OPS_WANTED	120
#define HEADER_BYTES	12

struct dice {
	uint64_t state;
};

/* splitmix64 */
static unsigned int roll(struct dice *d, unsigned int sides)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (unsigned int)((z ^ z >> 31) % sides);
}

/* Settings: mostly those where much can be demanded. */
static size_t settings(struct dice *d, uint8_t *out)
{
	size_t i;

	for (i = 0; i < HEADER_BYTES; i++)
		out[i] = roll(d, 3) ? 0 : (uint8_t)roll(d, 256);
	out[0] = (uint8_t)roll(d, 32);
	if (roll(d, 8) == 0)
		out[0] |= (uint8_t)(roll(d, 7) << 5);
	return HEADER_BYTES;
}

static unsigned int choose_op(struct dice *d, const bool *trouble)
{
	unsigned int op, args, weight, sum = 0, at;

	for (op = 0; world_op_row(op, &args, &weight); op++)
		sum += trouble[op] ? 2 * weight : 0;
	at = roll(d, sum);
	for (op = 0; world_op_row(op, &args, &weight); op++) {
		if (!trouble[op])
			continue;
		if (at < 2 * weight)
			break;
		at -= 2 * weight;
	}
	return op;
}

size_t fuzz_generate(unsigned int n, uint8_t *out, size_t max_bytes)
{
	struct dice d = { n };
	unsigned int ops = 10 + roll(&d, OPS_WANTED), conns = 1 + roll(&d, 3);
	unsigned int op, args, weight, conn;
	bool trouble[64] = { false };
	size_t size = settings(&d, out);

	/* What is seldom happens in some conversations, and there often. */
	for (op = 0; world_op_row(op, &args, &weight); op++)
		trouble[op] = weight > 4 || roll(&d, 4) == 0;
	for (conn = 0; conn < conns; conn++) {
		out[size++] = 0;
		out[size++] = (uint8_t)conn;
		out[size++] = (uint8_t)roll(&d, 256);
	}
	while (ops-- && size + 16 < max_bytes) {
		op = choose_op(&d, trouble);
		world_op_row(op, &args, &weight);
		out[size++] = world_op_byte(op);
		out[size++] = (uint8_t)roll(&d, conns);
		for (; args; args--)
			out[size++] = (uint8_t)roll(&d, 256);
	}
	return size;
}
