// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * request.c - the client's end of the control socket
 */
#include "request.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "process/status.h"

int request_complain(int status, const char *what, const char *why)
{
	fprintf(stderr, "smtp-tarpit: error: %s%s%s\n", what, *why ? ": " : "",
		why);
	return status;
}

static int connect_to(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	strcpy(addr.sun_path, path);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static int fail(char *why, int status, const char *path, const char *what)
{
	snprintf(why, REQUEST_WHY_MAX, "%s: %s", path, what);
	return status;
}

static int cannot_connect(const char *path, char *why)
{
	if (errno == EACCES || errno == EPERM)
		return fail(why, STATUS_DENIED, path,
			    "not allowed: only root and members of control-group may use it");
	if (errno == ENOENT || errno == ECONNREFUSED)
		return fail(why, STATUS_FAILED, path,
			    "no daemon listens there: start smtp-tarpit");
	return fail(why, STATUS_FAILED, path, strerror(errno));
}

int request_try(const char *path, const char *request, FILE **answer, char *why)
{
	char line[1024];
	int n, fd = connect_to(path);
	FILE *f;

	if (fd < 0)
		return cannot_connect(path, why);
	f = fdopen(fd, "r");
	if (!f) {
		close(fd);
		return fail(why, STATUS_FAILED, path, strerror(errno));
	}
	n = snprintf(line, sizeof(line), "%s\n", request);
	/* If refused, the peer has closed, but its reason is still readable. */
	send(fd, line, (size_t)n, MSG_NOSIGNAL);
	if (!fgets(line, sizeof(line), f)) {
		fclose(f);
		return fail(why, STATUS_FAILED, path,
			    "the daemon gave no answer: see its log");
	}
	if (!strcmp(line, "ok\n")) {
		*answer = f;
		return STATUS_OK;
	}
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
	snprintf(why, REQUEST_WHY_MAX, "%s",
		 strncmp(line, "error ", 6) ? line : line + 6);
	return STATUS_FAILED;
}

int request_open(const char *path, const char *request, FILE **answer)
{
	char why[REQUEST_WHY_MAX];
	int status = request_try(path, request, answer, why);

	return status ? request_complain(status, why, "") : STATUS_OK;
}
