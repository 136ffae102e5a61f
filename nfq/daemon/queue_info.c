// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * queue_info.c - what is known of the queues, without touching a packet
 *
 * How many there are, their sockets, what was counted, and how full they are as the
 * kernel shows it in /proc.  Must not change anything.
 */
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "queue_internal.h"

#define PROC_BYTES	16384

uint32_t queue_count(const struct queue *q)
{
	return QUEUE_HOLD + q->conf.hold_queues;
}

int queue_fd(const struct queue *q)
{
	return mnl_socket_get_fd(q->fast.socket);
}

int queue_hold_fd(const struct queue *q)
{
	return mnl_socket_get_fd(q->hold.socket);
}

bool queue_names_clients(const struct queue *q)
{
	return q->names;
}

const struct queue_stats *queue_stats(const struct queue *q)
{
	return &q->stats;
}

static uint64_t socket_drops(int fd)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(info);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &size) < 0)
		return 0;
	return info[SK_MEMINFO_DROPS];
}

uint64_t queue_overruns(const struct queue *q)
{
	return socket_drops(queue_fd(q)) + socket_drops(queue_hold_fd(q));
}

bool queue_depths(const struct queue *q, struct queue_depth *depths)
{
	char text[PROC_BYTES];
	struct queue_depth d;
	unsigned int number;
	ssize_t n;
	char *line, *next;

	memset(depths, 0, queue_count(q) * sizeof(*depths));
	if (q->proc < 0)
		return false;
	n = pread(q->proc, text, sizeof(text) - 1, 0);
	if (n < 0)
		return false;
	text[n] = '\0';
	for (line = text; (next = strchr(line, '\n')); line = next + 1) {
		/* number port waiting mode range dropped unseen id 1 */
		if (sscanf(line, "%u %*u %u %*u %*u %u %u", &number,
			   &d.waiting, &d.dropped, &d.unseen) != 4)
			continue;
		number -= q->conf.first;
		if (number < queue_count(q))
			depths[number] = d;
	}
	return true;
}
