/* SPDX-License-Identifier: GPL-2.0-or-later */
/* neutral.h - for models of the kernel: which replies are about no address? */
#ifndef NEUTRAL_H
#define NEUTRAL_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define NEUTRAL_MAX_BYTES	37

/**
 * neutral_passes() - Does it pass, though its source is known?
 * @payload:	Of a segment whose TCP header has 32 bytes
 *
 * As filters/neutral4.filter has it; places.c compares the two.
 */
static inline bool neutral_passes(const char *payload, size_t len_bytes)
{
	static const char *const begins[] = {
		"354 ", "250 2.1.0 ", "250 2.0.0 ",
	};
	bool neutral = false;
	size_t i;

	for (i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		neutral |= len_bytes >= strlen(begins[i]) + 2 &&
			   !memcmp(payload, begins[i], strlen(begins[i]));
	if (!neutral || len_bytes > NEUTRAL_MAX_BYTES ||
	    memcmp(payload + len_bytes - 2, "\r\n", 2))
		return false;
	/* One line: it is looked at by fours; the last two are CR LF. */
	for (i = 4; i + 6 <= len_bytes; i += 4)
		if (memchr(payload + i, '\n', 4))
			return false;
	return true;
}

#endif
