// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * number.c - whole numbers as text
 */
#include "share.h"

#include <errno.h>
#include <stdlib.h>

bool share_read(const char *text, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	return *text && !*end && !errno;
}

/* As "%lld" of snprintf(3), which is slow */
const char *share_write(char *text, int64_t number)
{
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char digits[SHARE_NUMBER_MAX], *to = text;
	size_t n = 0;

	if (number < 0)
		*to++ = '-';
	do {
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	while (n)
		*to++ = digits[--n];
	*to = '\0';
	return text;
}
