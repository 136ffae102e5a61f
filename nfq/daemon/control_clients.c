// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_clients.c - who is connected to the control socket, and what waits for them
 *
 * Owns what is to be sent: answers, the trace, lines for smtp-tarpit-share.  Nothing
 * blocks, and what waits is bounded.
 */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control_internal.h"
#include "core/addr.h"

bool control_stays(const struct client *c)
{
	return c->follows || c->shares || c->feeds;
}

void control_hang_up(struct client *c)
{
	loop_remove(&c->control->app->loop, &c->source);
	close(c->source.fd);
	text_free(&c->out);
	c->control->followers -= c->follows;
	c->control->feeds -= c->feeds;
	c->control->connected--;
	c->used = false;
	if (c == c->control->share)
		c->control->share = NULL;
}

void control_watch(struct client *c)
{
	uint32_t events = c->sent_bytes < c->out.used ? EPOLLOUT : 0;

	if (!c->answered || control_stays(c))
		events |= EPOLLIN;
	if (events == c->watched)
		return;
	c->watched = events;
	loop_change(&c->control->app->loop, &c->source, events);
}

bool control_send(struct client *c)
{
	ssize_t n;

	while (c->sent_bytes < c->out.used) {
		n = send(c->source.fd, c->out.bytes + c->sent_bytes,
			 c->out.used - c->sent_bytes,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0)
			return false;
		c->sent_bytes += (size_t)n;
		c->deadline_ns = c->control->app->now_ns + CONTROL_PATIENCE_NS;
	}
	if (c->sent_bytes < c->out.used)
		return true;
	if (c->answered && !control_stays(c))
		return false;
	c->out.used = c->sent_bytes = 0;
	c->out.full = false;
	return true;
}

unsigned int control_feeds(const struct control *c)
{
	return c->feeds;
}

/* ------------------------------------------------------------------ trace */

static bool follows(const struct client *c, const struct addr *client)
{
	return c->used && c->follows &&
	       (!c->follow.family || addr_equal(&c->follow, client));
}

bool control_wants(const struct control *c, const struct addr *client)
{
	size_t i;

	if (!c->followers)
		return false;
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (follows(&c->clients[i], client))
			return true;
	return false;
}

void control_trace(struct control *control, const struct addr *client,
		   const char *line, size_t length_bytes)
{
	size_t i;

	for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		struct client *c = &control->clients[i];
		bool idle = c->sent_bytes == c->out.used;

		if (!follows(c, client))
			continue;
		if (c->out.used + length_bytes + 64 > c->out.max) {
			c->lost++;
			continue;
		}
		if (c->lost)
			text_add(&c->out, "lost=%llu\n",
				 (unsigned long long)c->lost);
		c->lost = 0;
		text_add_bytes(&c->out, line, length_bytes);
		text_add_bytes(&c->out, "\n", 1);
		if (!idle)
			continue;
		c->deadline_ns = control->app->now_ns + CONTROL_PATIENCE_NS;
		control_watch(c);
	}
}

/* ------------------------------------------------------------------ share */

size_t control_share_waiting(const struct control *control)
{
	const struct client *c = control->share;

	return c ? c->out.used - c->sent_bytes : 0;
}

bool control_share_ready(const struct control *control)
{
	return control_share_waiting(control) &&
	       !(control->share->watched & EPOLLOUT);
}

bool control_share_add(struct control *control, const char *line,
		       size_t length_bytes)
{
	struct client *c = control->share;

	if (!c)
		return false;
	if (c->sent_bytes == c->out.used)
		c->deadline_ns = control->app->now_ns + CONTROL_PATIENCE_NS;
	if (c->sent_bytes && c->out.used + length_bytes > c->out.max) {
		c->out.used -= c->sent_bytes;
		memmove(c->out.bytes, c->out.bytes + c->sent_bytes,
			c->out.used);
		c->sent_bytes = 0;
	}
	c->out.full = false;
	text_add_bytes(&c->out, line, length_bytes);
	return !c->out.full;
}

bool control_share_flush(struct control *control)
{
	struct client *c = control->share;

	if (!c || !control_share_ready(control))
		return true;
	if (!control_send(c)) {
		control_hang_up(c);
		return false;
	}
	control_watch(c);
	return true;
}
