/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * instructions.c - how long a machine worked while a command ran
 *
 *	instructions COMMAND...
 *
 * Prints the nanoseconds by the monotonic clock, less those in which the (one)
 * processor was idle, as /proc/timer_list has them.  Under qemu -icount that is
 * the number of instructions, of the kernel and of all programs, times a constant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long idle_ns(void)
{
	FILE *f = fopen("/proc/timer_list", "r");
	long long ns = -1;
	char line[256];

	while (f && ns < 0 && fgets(line, sizeof(line), f))
		sscanf(line, " .idle_sleeptime : %lld", &ns);
	if (f)
		fclose(f);
	if (ns >= 0)
		return ns;
	fputs("instructions: /proc/timer_list has no idle_sleeptime\n", stderr);
	exit(2);
}

static long long busy_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec - idle_ns();
}

int main(int argc, char **argv)
{
	long long before_ns = busy_ns();
	int status = 0;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
		return 1;
	printf("%lld\n", busy_ns() - before_ns);
	return 0;
}
