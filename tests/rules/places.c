// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * places.c - the prefilter misses a 5xx, a 235 or an AUTH in no place
 *
 * Segments of every length up to LEN_MAX, of one line or with a second one
 * that begins in every place, through prefilter_check.c: those with something
 * to look at are queued, the others are not.
 *
 * places [-k]: -k asks this kernel's nf_tables instead (see nft_prefilter), which
 * lets single lines of LINE_MAX bytes at the most pass, and nothing with IP options.
 */
#include "../lib/packet.h"
#include "../lib/tap.h"
#include "nft_kernel.h"
#include "prefilter_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEN_MAX		100
#define LINE_MAX	96

struct shape {
	const char *name;
	uint8_t family;
	uint32_t ip_option_bytes, nops;
	bool stamps;
};

static const struct shape shapes[] = {
	{ "IPv4", 4, 0, 0, false }, { "IPv4 with timestamps", 4, 0, 2, true },
	{ "IPv4 with options", 4, 4, 12, false },
	{ "IPv6", 6, 0, 0, false }, { "IPv6 with timestamps", 6, 0, 2, true },
};

static bool queues(const struct prefilter *prefilter, const struct shape *shape,
		   const char *text, size_t n)
{
	/* What looks like a reply, "\n550\n235", but is a timestamp; with IP
	 * options it is taken for one. */
	struct tcp_segment seg = {
		.src.family = shape->family, .dst.family = shape->family,
		.sport = 25, .dport = 1024, .flags = F_ACK,
		.ext_bytes = shape->ip_option_bytes,
		.opt = { .nops = shape->nops, .ts = shape->stamps,
			 .tsval = 0x0a353530, .tsecr = 0x0a323335 },
		.payload = (const uint8_t *)text, .len_bytes = n,
	};
	uint8_t packet[HEADERS_MAX + LEN_MAX];

	size_t len_bytes = segment_build(&seg, false, packet);

	return prefilter ? prefilter_queues(prefilter, packet, len_bytes) :
			   nft_kernel_queues(packet, len_bytes);
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

/* Is a segment of @n bytes to be queued?  Without @prefilter, by the kernel */
static bool wanted(const struct prefilter *prefilter, const struct shape *shape,
		   const struct kind *kind, size_t n)
{
	if (prefilter)
		return kind->queued;
	return kind->queued || kind->second || shape->ip_option_bytes ||
	       n > LINE_MAX;
}

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
			wrong += queues(prefilter, shape, text, n) !=
				 wanted(prefilter, shape, kind, n);
			continue;
		}
		cut = strlen(kind->cut);
		rest = strlen(kind->second) + 2;
		for (size_t at = least - 2; at + cut + rest <= n; at++) {
			line(text, kind->first, n);
			memcpy(text + at, kind->cut, cut);
			line(text + at + cut, kind->second, n - at - cut);
			wrong += queues(prefilter, shape, text, n) !=
				 wanted(prefilter, shape, kind, n);
		}
	}
	return wrong;
}

int main(int argc, char **argv)
{
	bool kernel = argc > 1 && !strcmp(argv[1], "-k");
	struct prefilter *prefilter = kernel ? NULL : prefilter_new(FILTERS);
	unsigned int wrong;

	if (kernel ? !nft_kernel_open() : !prefilter)
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
