// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * say.c - what smtp-tarpit-feed says of itself
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

void feed_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("smtp-tarpit-feed: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}
