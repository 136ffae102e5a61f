// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * input.c - the bytes that steer a run, and how a run fails
 *
 * Reading never fails: behind the end there are zeros, so every string of
 * bytes is a valid run, and cutting one gives a shorter run.
 */
#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool in_more(const struct input *in)
{
	return in->at < in->end;
}

uint8_t in8(struct input *in)
{
	return in_more(in) ? *in->at++ : 0;
}

uint16_t in16(struct input *in)
{
	uint16_t high = in8(in);

	return (uint16_t)(high << 8 | in8(in));
}

uint32_t in32(struct input *in)
{
	uint32_t high = in16(in);

	return high << 16 | in16(in);
}

size_t in_bytes(struct input *in, size_t max_bytes, const uint8_t **bytes)
{
	size_t n = (size_t)(in->end - in->at);

	if (n > max_bytes)
		n = max_bytes;
	*bytes = in->at;
	in->at += n;
	return n;
}

bool fuzz_loud(void)
{
	static int loud = -1;

	if (loud < 0)
		loud = getenv("FUZZ_LOUD") != NULL;
	return loud;
}

void fuzz_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("# invariant broken: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}
