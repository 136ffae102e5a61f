/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lines.h - bytes that come in pieces, cut into lines */
#ifndef FEED_LINES_H
#define FEED_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES	8192

/**
 * struct lines - What is left of the last piece
 * @used:	Bytes of a line that has no end yet
 * @skips:	It is too long: all up to its end is skipped
 */
struct lines {
	char bytes[LINE_MAX_BYTES];
	size_t used;
	bool skips;
};

/**
 * lines_add() - Cut a piece into lines
 * @on_line:	Called for each, without its newline; not of one that is longer
 *		than LINE_MAX_BYTES
 */
void lines_add(struct lines *l, const char *piece, size_t n,
	       void (*on_line)(void *ctx, const char *line, size_t bytes),
	       void *ctx);

#endif
