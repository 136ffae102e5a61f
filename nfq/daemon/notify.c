// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notify.c - tell the service manager, as sd_notify(3) does
 *
 * Owns the socket named by NOTIFY_SOCKET: an absolute path, or an abstract
 * name after '@'.  Must not block: what the manager does not take is lost.
 */
#include "notify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BARRIER_MS	5000

static bool watchdog_is_ours(void)
{
	const char *pid = getenv("WATCHDOG_PID");

	return !pid || strtol(pid, NULL, 10) == (long)getpid();
}

bool notify_open(struct notify *n)
{
	const char *path = getenv("NOTIFY_SOCKET");
	const char *usec = getenv("WATCHDOG_USEC");
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	socklen_t length;

	n->fd = -1;
	n->watchdog_ns = 0;
	if (!path || !*path)
		return true;
	if ((*path != '/' && *path != '@') || !path[1] ||
	    strlen(path) >= sizeof(addr.sun_path)) {
		errno = EINVAL;
		return false;
	}
	strcpy(addr.sun_path, path);
	length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			     strlen(path));
	if (*path == '@')
		addr.sun_path[0] = '\0';
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (n->fd < 0)
		return false;
	if (connect(n->fd, (struct sockaddr *)&addr, length) < 0) {
		int error = errno;

		notify_close(n);
		errno = error;
		return false;
	}
	if (usec && watchdog_is_ours())
		n->watchdog_ns = strtoull(usec, NULL, 10) * 1000;
	return true;
}

void notify_send(const struct notify *n, const char *text)
{
	if (n->fd >= 0 && send(n->fd, text, strlen(text),
			       MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return;	/* a manager that is gone can't be told so */
}

/* Send a message with a descriptor.  Return: false, errno set, on failure */
static bool send_fd(const struct notify *n, int fd, const char *text)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { .iov_base = (void *)(uintptr_t)text,
			     .iov_len = strlen(text) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	return sendmsg(n->fd, &msg, MSG_NOSIGNAL) >= 0;
}

bool notify_store(const struct notify *n, int fd, const char *name)
{
	char text[128];

	if (n->fd < 0) {
		errno = ENOTCONN;
		return false;
	}
	snprintf(text, sizeof(text), "FDSTORE=1\nFDNAME=%s", name);
	return send_fd(n, fd, text);
}

void notify_forget(const struct notify *n, const char *name)
{
	char text[128];

	snprintf(text, sizeof(text), "FDSTOREREMOVE=1\nFDNAME=%s", name);
	notify_send(n, text);
}

/* sd_notify_barrier(3): the manager closes the pipe's end that it is sent. */
bool notify_barrier(const struct notify *n)
{
	struct pollfd p;
	int ends[2];
	bool ok;

	if (n->fd < 0) {
		errno = ENOTCONN;
		return false;
	}
	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	ok = send_fd(n, ends[1], "BARRIER=1");
	close(ends[1]);
	p = (struct pollfd){ .fd = ends[0] };
	if (ok && poll(&p, 1, BARRIER_MS) != 1) {
		errno = ETIMEDOUT;
		ok = false;
	}
	close(ends[0]);
	return ok;
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}
