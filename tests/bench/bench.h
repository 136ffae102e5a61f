/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench.h - what the benchmark's programs share */
#ifndef BENCH_H
#define BENCH_H

#include "core/engine.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** die() - Say why, from errno, and exit(2) */
static inline _Noreturn void die(const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
		strerror(errno));
	exit(2);
}

/** now_ns() - Time that only goes on, clock_gettime(2) */
static inline uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

#endif
