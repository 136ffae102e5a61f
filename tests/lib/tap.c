// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap.c - results in the Test Anything Protocol, of tests without cmocka
 */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>

static unsigned int planned, results, failures;

void tap_plan(unsigned int n)
{
	planned = n;
	printf("1..%u\n", n);
}

bool tap_ok(bool good, const char *format, ...)
{
	va_list args;

	failures += !good;
	printf("%sok %u - ", good ? "" : "not ", ++results);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	return good;
}

void tap_note(const char *format, ...)
{
	va_list args;

	fputs("# ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

int tap_done(void)
{
	if (!planned)
		printf("1..%u\n", results);
	return failures || !results;
}
