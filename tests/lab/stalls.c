// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stalls.c - notes how long the machine stood still
 *
 * On each processor a thread sleeps for 5 ms, over and over.  Where it wakes
 * LEAST_MS or more too late, somebody else had the processor, or there was none:
 * no program that waited there was quicker.  One line a stall: when it began, in
 * ms of CLOCK_REALTIME, how many ms it took, and which processor.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define SLEEP_MS	5
#define LEAST_MS	10
#define PROCESSORS_MAX	1024

static int64_t clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *watch(void *arg)
{
	const struct timespec nap = { .tv_nsec = SLEEP_MS * 1000000L };
	long processor = (long)(intptr_t)arg;
	int64_t before, late_ms;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	/* Where it may not choose, it still notes what meets it. */
	sched_setaffinity(0, sizeof(set), &set);
	for (;;) {
		before = clock_ms(CLOCK_MONOTONIC);
		nanosleep(&nap, NULL);
		late_ms = clock_ms(CLOCK_MONOTONIC) - before - SLEEP_MS;
		if (late_ms < LEAST_MS)
			continue;
		printf("%lld %lld %ld\n",
		       (long long)(clock_ms(CLOCK_REALTIME) - late_ms),
		       (long long)late_ms, processor);
	}
	return NULL;
}

int main(void)
{
	long i, n = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t thread;

	/* Whoever asked for it may be killed. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (n > PROCESSORS_MAX)
		n = PROCESSORS_MAX;
	for (i = 0; i < n; i++) {
		if (pthread_create(&thread, NULL, watch, (void *)(intptr_t)i)) {
			perror("stalls");
			return EXIT_FAILURE;
		}
	}
	pause();
	return EXIT_SUCCESS;
}
