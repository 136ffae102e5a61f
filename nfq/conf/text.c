// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - a text that grows up to a bound
 *
 * Owns nothing beyond one text's bytes.  Promises that what is in it is whole:
 * a piece that does not fit is left out, and @full says so.
 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine.h"

#define MINUTE_NS	(60 * NS_PER_S)
#define HOUR_NS		(60 * MINUTE_NS)
#define DAY_NS		(24 * HOUR_NS)

void text_free(struct text *t)
{
	free(t->bytes);
	t->bytes = NULL;
	t->used = t->size = 0;
	t->full = false;
}

/* Make room for @n bytes and a NUL. */
static bool reserve(struct text *t, size_t n)
{
	size_t size = t->size ? t->size : 1024;
	char *bytes;

	if (t->used + n > t->max) {
		t->full = true;
		return false;
	}
	while (size < t->used + n + 1)
		size *= 2;
	if (size == t->size)
		return true;
	bytes = realloc(t->bytes, size);
	if (!bytes) {
		t->full = true;
		return false;
	}
	t->bytes = bytes;
	t->size = size;
	return true;
}

void text_add_bytes(struct text *t, const char *bytes, size_t n)
{
	if (!reserve(t, n))
		return;
	memcpy(t->bytes + t->used, bytes, n);
	t->used += n;
	t->bytes[t->used] = '\0';
}

void text_add(struct text *t, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	if (n >= 0 && reserve(t, (size_t)n)) {
		vsnprintf(t->bytes + t->used, (size_t)n + 1, format, again);
		t->used += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

void text_add_wrapped(struct text *t, size_t begin, size_t width, const char *words)
{
	size_t at = begin, n;

	for (; *words; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (width && at > begin && at + 1 + n > width) {
			text_add(t, "\n%*s", (int)begin, "");
			at = begin;
		} else if (at > begin) {
			text_add(t, " ");
			at++;
		}
		text_add_bytes(t, words, n);
		at += n;
	}
	text_add(t, "\n");
}

void text_add_json(struct text *t, const char *string)
{
	const unsigned char *c = (const unsigned char *)string;

	text_add_bytes(t, "\"", 1);
	for (; *c; c++) {
		if (*c == '"' || *c == '\\')
			text_add(t, "\\%c", *c);
		else if (*c < ' ' || *c >= 0x7f)
			text_add(t, "\\u%04x", *c);
		else
			text_add_bytes(t, (const char *)c, 1);
	}
	text_add_bytes(t, "\"", 1);
}

void text_add_duration(struct text *t, uint64_t time_ns)
{
	unsigned long long n = time_ns;

	if (n < MINUTE_NS)
		text_add(t, "%llu.%llu s", n / NS_PER_S,
			 n % NS_PER_S / (100 * NS_PER_MS));
	else if (n < HOUR_NS)
		text_add(t, "%llu min %llu s", n / MINUTE_NS,
			 n % MINUTE_NS / NS_PER_S);
	else if (n < DAY_NS)
		text_add(t, "%llu h %llu min", n / HOUR_NS,
			 n % HOUR_NS / MINUTE_NS);
	else
		text_add(t, "%llu d %llu h", n / DAY_NS,
			 n % DAY_NS / HOUR_NS);
}

void text_add_seconds(struct text *t, uint64_t time_ns)
{
	text_add(t, "%llu.%03llu", (unsigned long long)(time_ns / NS_PER_S),
		 (unsigned long long)(time_ns % NS_PER_S / NS_PER_MS));
}
