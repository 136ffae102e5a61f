/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - a text that grows up to a bound, and the forms of what goes in */
#ifndef NFQ_TEXT_H
#define NFQ_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_COLUMNS	80u	/* of a terminal */

/**
 * struct text - A text
 * @bytes:	Its bytes, NUL-terminated; NULL while empty
 * @used:	How many, without the NUL
 * @max:	It does not grow beyond this
 * @full:	Something did not fit, or there was no memory: it is cut
 */
struct text {
	char *bytes;
	size_t used, size, max;
	bool full;
};

/** text_free() - Free its bytes; it is empty then */
void text_free(struct text *t);

/** text_add() - Append, as printf(3); all of it or nothing */
void text_add(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** text_add_bytes() - Append bytes */
void text_add_bytes(struct text *t, const char *bytes, size_t n);

/**
 * text_add_json() - Append a JSON string, quotes and escapes included
 *
 * RFC 8259; bytes that are not ASCII are written as \u00XX, so that it is
 * valid whatever they are.
 */
void text_add_json(struct text *t, const char *string);

/**
 * text_add_wrapped() - Append words of a line that begins further left, and its end
 * @begin:	Column of the first word, and of those in lines below
 * @width:	Columns that a line has; 0: it stays whole
 *
 * A word that is too long for a line has one of its own.
 */
void text_add_wrapped(struct text *t, size_t begin, size_t width, const char *words);

/** text_add_duration() - Append a time for people: "0.4 s", "3 h 12 min" */
void text_add_duration(struct text *t, uint64_t time_ns);

/** text_add_seconds() - Append a time as seconds with three decimals */
void text_add_seconds(struct text *t, uint64_t time_ns);

#endif
