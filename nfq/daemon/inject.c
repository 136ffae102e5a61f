// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inject.c - send packets that we made, untracked, to a server
 *
 * Owns the two raw sockets (raw(7), ipv6(7): IPPROTO_RAW, the caller's own IP
 * header).  Data never goes this way: a held reply passes by its verdict.
 */
#include "inject.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IP4_HEADER_BYTES	20
#define IP4_TO			16	/* offset of the destination */
#define IP6_HEADER_BYTES	40
#define IP6_TO			24

static int open_raw(int family, uint32_t mark)
{
	int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			IPPROTO_RAW);
	int error;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) < 0) {
		error = errno;
		close(fd);
		return -error;
	}
	return fd;
}

int inject_open(struct inject *in, uint32_t mark)
{
	in->failed_total = 0;
	in->fd6 = -1;
	in->fd4 = open_raw(AF_INET, mark);
	if (in->fd4 < 0)
		return in->fd4;
	in->fd6 = open_raw(AF_INET6, mark);
	if (in->fd6 == -EAFNOSUPPORT) {
		in->fd6 = -1;
	} else if (in->fd6 < 0) {
		int error = in->fd6;

		inject_close(in);
		return error;
	}
	return 0;
}

void inject_send(struct inject *in, const uint8_t *bytes, size_t len_bytes)
{
	struct sockaddr_in to4 = { .sin_family = AF_INET };
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6 };
	ssize_t sent = -1;

	if (len_bytes >= IP4_HEADER_BYTES && bytes[0] >> 4 == 4) {
		memcpy(&to4.sin_addr, bytes + IP4_TO, sizeof(to4.sin_addr));
		sent = sendto(in->fd4, bytes, len_bytes, MSG_DONTWAIT,
			      (struct sockaddr *)&to4, sizeof(to4));
	} else if (len_bytes >= IP6_HEADER_BYTES && bytes[0] >> 4 == 6) {
		memcpy(&to6.sin6_addr, bytes + IP6_TO, sizeof(to6.sin6_addr));
		sent = sendto(in->fd6, bytes, len_bytes, MSG_DONTWAIT,
			      (struct sockaddr *)&to6, sizeof(to6));
	}
	if (sent < 0)
		in->failed_total++;
}

void inject_close(struct inject *in)
{
	if (in->fd4 >= 0)
		close(in->fd4);
	if (in->fd6 >= 0)
		close(in->fd6);
	in->fd4 = in->fd6 = -1;
}
