// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * places.c - the prefilter misses a 5xx, a 235 or an AUTH in no place
 *
 * Segments of every length up to LEN_MAX, of one line or with a second one
 * that begins in every place, through prefilter_check.c: those with something
 * to look at are queued, the others are not.
 */
#include "../lib/tap.h"
#include "prefilter_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEN_MAX		80
#define HEADERS_MAX	(40 + 32)

struct shape {
	const char *name;
	size_t ip_bytes, tcp_bytes;
};

static const struct shape shapes[] = {
	{ "IPv4", 20, 20 }, { "IPv4 with timestamps", 20, 32 },
	{ "IPv4 with options", 24, 32 },
	{ "IPv6", 40, 20 }, { "IPv6 with timestamps", 40, 32 },
};

static bool queues(const struct prefilter *prefilter, const struct shape *shape,
		   const char *text, size_t n)
{
	uint8_t packet[HEADERS_MAX + LEN_MAX + 16] = { 0 };
	uint8_t *tcp = packet + shape->ip_bytes;

	packet[0] = shape->ip_bytes == 40 ? 0x60 :
		    (uint8_t)(0x40 | shape->ip_bytes / 4);
	packet[shape->ip_bytes == 40 ? 6 : 9] = 6;
	memset(packet + 20, 1, shape->ip_bytes == 24 ? 4 : 0);
	tcp[12] = (uint8_t)(shape->tcp_bytes / 4 << 4);
	/* What looks like a reply, but is a timestamp; with IP options it is
	 * taken for one. */
	if (shape->tcp_bytes == 32 && shape->ip_bytes != 24)
		memcpy(tcp + 20, "\x01\x01\x08\n\n550\n235", 12);
	memcpy(tcp + shape->tcp_bytes, text, n);
	return prefilter_queues(prefilter, packet,
				shape->ip_bytes + shape->tcp_bytes + n);
}

/* A line of @n bytes, CR LF included. */
static void line(char *text, const char *code, size_t n)
{
	memset(text, 'x', n);
	memcpy(text, code, strlen(code));
	text[n - 2] = '\r';
	text[n - 1] = '\n';
}

/**
 * struct kind - What a segment is made of
 * @first:	its first line's beginning
 * @cut:	what stands before the second line
 * @second:	that line's beginning; NULL: it has none
 */
struct kind {
	const char *name, *first, *cut, *second;
	bool queued;
};

static const struct kind kinds[] = {
	{ "one line", "250 ", NULL, NULL, false },
	{ "one line, 334", "334 ", NULL, NULL, true },
	{ "one line, 235", "235 ", NULL, NULL, true },
	{ "one line, 550", "550 ", NULL, NULL, true },
	{ "one line, AUTH", "250 AUTH", NULL, NULL, true },
	{ "two lines", "250-", "\r\n", "250 ", false },
	{ "two replies", "354 ", "\r\n", "250 ", false },
	{ "550 behind CR LF", "250 ", "\r\n", "550 ", true },
	{ "550 behind LF", "250 ", "\n", "550 ", true },
	{ "550 behind LF, no text", "250 ", "\n", "550", true },
	{ "235 behind CR LF", "250 ", "\r\n", "235 ", true },
	{ "AUTH behind CR LF", "250-", "\r\n", "250 AUTH", true },
};

/* Return: how many segments went wrong. */
static unsigned int check(const struct prefilter *prefilter,
			  const struct shape *shape, const struct kind *kind)
{
	size_t least = strlen(kind->first) + 2, cut, rest;
	char text[LEN_MAX];
	unsigned int wrong = 0;

	for (size_t n = least; n <= LEN_MAX; n++) {
		line(text, kind->first, n);
		if (!kind->second) {
			wrong += queues(prefilter, shape, text, n) != kind->queued;
			continue;
		}
		cut = strlen(kind->cut);
		rest = strlen(kind->second) + 2;
		for (size_t at = least - 2; at + cut + rest <= n; at++) {
			line(text, kind->first, n);
			memcpy(text + at, kind->cut, cut);
			line(text + at + cut, kind->second, n - at - cut);
			wrong += queues(prefilter, shape, text, n) != kind->queued;
		}
	}
	return wrong;
}

int main(void)
{
	struct prefilter *prefilter = prefilter_new(FILTERS);
	unsigned int wrong;

	if (!prefilter)
		return 1;
	for (size_t s = 0; s < sizeof(shapes) / sizeof(*shapes); s++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
			wrong = check(prefilter, &shapes[s], &kinds[k]);
			if (!tap_ok(!wrong, "%s: %s, in every place",
				    shapes[s].name, kinds[k].name))
				tap_note("%u segments went wrong", wrong);
		}
	prefilter_free(prefilter);
	return tap_done();
}
