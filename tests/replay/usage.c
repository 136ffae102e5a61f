// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage.c - what a command takes: usage FILE COMMAND [ARGUMENT...]
 *
 * Writes "CPU-seconds wall-seconds peak-KiB" into FILE.  A program of its own,
 * since the peak of a child counts what it was forked from (getrusage(2)),
 * which must therefore be small.  Exits as the command did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct rusage used;
	double began_s = now_s();
	FILE *out;
	int status;
	pid_t pid;

	if (argc < 3)
		return 2;
	pid = fork();
	if (pid < 0)
		return 2;
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &used) != pid)
		return 2;
	out = fopen(argv[1], "w");
	if (!out)
		return 2;
	fprintf(out, "%.6f %.6f %ld\n",
		seconds(&used.ru_utime) + seconds(&used.ru_stime),
		now_s() - began_s, used.ru_maxrss);
	if (fclose(out))
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
