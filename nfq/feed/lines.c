// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lines.c - bytes that come in pieces, cut into lines
 *
 * Pure.  A line that is longer than any server writes is skipped as a whole: half
 * of one could mean something else.
 */
#include "lines.h"

#include <string.h>

static void keep(struct lines *l, const char *piece, size_t n)
{
	if (l->skips || n > sizeof(l->bytes) - l->used) {
		l->skips = true;
		l->used = 0;
		return;
	}
	memcpy(l->bytes + l->used, piece, n);
	l->used += n;
}

void lines_add(struct lines *l, const char *piece, size_t n,
	       void (*on_line)(void *ctx, const char *line, size_t bytes),
	       void *ctx)
{
	const char *end;
	size_t part;

	while ((end = memchr(piece, '\n', n))) {
		part = (size_t)(end - piece);
		if (!l->used && !l->skips) {
			if (part <= sizeof(l->bytes))
				on_line(ctx, piece, part);
		} else {
			keep(l, piece, part);
			if (!l->skips)
				on_line(ctx, l->bytes, l->used);
		}
		l->used = 0;
		l->skips = false;
		piece = end + 1;
		n -= part + 1;
	}
	keep(l, piece, n);
}
