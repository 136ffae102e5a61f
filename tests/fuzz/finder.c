// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finder.c - find replies in a whole stream, sharing no code with the engine
 *
 * Lines end in CRLF and nowhere else; a reply is one line or more with the
 * same code, all but the last with "-" behind it (RFC 5321 4.2).  No state:
 * everything is looked up in the text.
 */
#include "finder.h"

#include <stdbool.h>

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

size_t line_end(const uint8_t *text, size_t size, size_t at)
{
	size_t i;

	for (i = at + 1; i < size; i++)
		if (text[i - 1] == '\r' && text[i] == '\n')
			return i + 1;
	return size;
}

unsigned int line_code(const uint8_t *text, size_t size, size_t at)
{
	const uint8_t *t = text + at;

	if (size - at < 5 || t[0] < '2' || t[0] > '5' || !is_digit(t[1]) ||
	    !is_digit(t[2]))
		return 0;
	if (t[3] != ' ' && t[3] != '-' && (t[3] != '\r' || t[4] != '\n'))
		return 0;
	return (t[0] - '0') * 100u + (t[1] - '0') * 10u + (t[2] - '0');
}

size_t reply_end(const uint8_t *text, size_t size, size_t at, unsigned int code)
{
	size_t end = line_end(text, size, at);

	while (text[at + 3] == '-' && end < size &&
	       line_code(text, size, end) == code) {
		at = end;
		end = line_end(text, size, at);
	}
	return end;
}
