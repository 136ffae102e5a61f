// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ask.c - asks the daemon for its metrics, by its control socket
 */
#include "metrics.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_S	2	/* for each piece */

static const char request[] = "status prometheus\n";
static const char accepted[] = "ok\n";

/* Return: a connection, or -1 */
static int connect_to(const char *path)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	strcpy(to.sun_path, path);
	if (!setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)) &&
	    !setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience)) &&
	    !connect(fd, (const struct sockaddr *)&to, sizeof(to)))
		return fd;
	close(fd);
	return -1;
}

bool ask_daemon(const char *path, struct text *out)
{
	size_t skip = sizeof(accepted) - 1;
	struct text answer = { .max = out->max };
	int fd = connect_to(path);
	char bytes[4096];
	ssize_t n = -1;
	bool ok;

	if (fd < 0)
		return false;
	if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) > 0)
		while ((n = recv(fd, bytes, sizeof(bytes), 0)) > 0)
			text_add_bytes(&answer, bytes, (size_t)n);
	close(fd);
	ok = n == 0 && !answer.full && answer.used > skip &&
	     !memcmp(answer.bytes, accepted, skip);
	if (ok)
		text_add_bytes(out, answer.bytes + skip, answer.used - skip);
	text_free(&answer);
	return ok;
}
