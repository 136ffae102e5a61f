// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_ask.c - what checks read of the machine: what programs print, and files
 *
 * Promises that no program keeps the doctor waiting for more than PATIENCE_MS.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doctor.h"
#include "process/loop.h"

#define PATIENCE_MS	20000
#define OUTPUT_BYTES	(16u * 1024 * 1024)

/* Read until the child closes its end.  Return: false if that took too long */
static bool collect(int fd, struct text *out)
{
	uint64_t end_ns = loop_now_ns() + PATIENCE_MS * NS_PER_MS, now_ns;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	for (;;) {
		now_ns = loop_now_ns();
		if (now_ns >= end_ns ||
		    poll(&p, 1, (int)((end_ns - now_ns) / NS_PER_MS) + 1) <= 0)
			return false;
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0)
			return true;
		text_add_bytes(out, bytes, (size_t)n);
	}
}

int doctor_child(int (*child)(void *ctx), void *ctx, struct text *out)
{
	int pipe_fd[2], status;
	pid_t pid;

	if (!out->max)
		out->max = OUTPUT_BYTES;
	if (pipe2(pipe_fd, O_CLOEXEC) < 0)
		return -1;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		dup2(pipe_fd[1], STDOUT_FILENO);
		dup2(pipe_fd[1], STDERR_FILENO);
		status = child(ctx);
		fflush(stdout);
		_exit(status);
	}
	close(pipe_fd[1]);
	if (pid < 0 || !collect(pipe_fd[0], out))
		status = -1;
	else
		status = 0;
	close(pipe_fd[0]);
	if (pid < 0)
		return -1;
	setpgid(pid, pid);	/* whoever comes first */
	if (status < 0)
		kill(-pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int run_program(void *ctx)
{
	const char *const *argv = ctx;
	int none = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (none >= 0)
		dup2(none, STDIN_FILENO);
	/* execvp(3) changes neither the strings nor the list. */
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	return errno == ENOENT ? 127 : 126;
}

int doctor_run(const char *const *argv, struct text *out)
{
	return doctor_child(run_program, (void *)(uintptr_t)argv, out);
}

bool doctor_read(const char *path, struct text *out)
{
	FILE *f = fopen(path, "re");
	char bytes[4096];
	size_t n;

	if (!out->max)
		out->max = OUTPUT_BYTES;
	if (!f)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		text_add_bytes(out, bytes, n);
	fclose(f);
	return true;
}

bool doctor_number(const char *path, unsigned long *number)
{
	struct text t = { .max = 64 };
	char *end = NULL;

	if (doctor_read(path, &t) && t.bytes)
		*number = strtoul(t.bytes, &end, 10);
	text_free(&t);
	return end != NULL;
}

bool doctor_line(const char **at, char *line)
{
	size_t n;

	if (!*at || !**at)
		return false;
	n = strcspn(*at, "\n");
	snprintf(line, DOCTOR_LINE_MAX, "%.*s", (int)n, *at);
	*at += n + ((*at)[n] == '\n');
	return true;
}

const char *doctor_value(const struct text *t, const char *key, char *value)
{
	const char *at = t->bytes;
	size_t n = strlen(key);
	char line[DOCTOR_LINE_MAX];

	*value = '\0';
	while (doctor_line(&at, line))
		if (!strncmp(line, key, n) && line[n] == '=')
			strcpy(value, line + n + 1);
	return value;
}
