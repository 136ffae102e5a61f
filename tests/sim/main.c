// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - simulation: print TAP
 *
 * Each run is like the last one; SEED=N gives other chances.
 */
#include "sim.h"

#include <stdarg.h>
#include <stdio.h>

static unsigned int tests, failures;

void ok(bool good, const char *format, ...)
{
	va_list args;

	failures += !good;
	printf("%sok %u - ", good ? "" : "not ", ++tests);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

void note(const char *format, ...)
{
	va_list args;

	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

int main(void)
{
	harvests_run();
	deliveries_run();
	bounds_run();
	crowd_run();
	printf("1..%u\n", tests);
	return failures != 0;
}
