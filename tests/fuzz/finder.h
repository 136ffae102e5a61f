/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finder.h - find replies in a whole stream, sharing no code with the engine */
#ifndef FUZZ_FINDER_H
#define FUZZ_FINDER_H

#include <stddef.h>
#include <stdint.h>

/** line_end() - Behind the CRLF that ends the line at @at, or @size */
size_t line_end(const uint8_t *text, size_t size, size_t at);

/**
 * line_code() - The reply code of a line, as an SMTP client reads it
 * Return: 200..599, or 0 if it is no (whole) reply line
 */
unsigned int line_code(const uint8_t *text, size_t size, size_t at);

/** reply_end() - Where the reply of code @code that begins at @at ends */
size_t reply_end(const uint8_t *text, size_t size, size_t at,
		 unsigned int code);

#endif
