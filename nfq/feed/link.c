// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link.c - the way to the daemon
 *
 * Owns one connection to its control socket.  It begins with "feed", which tells
 * the daemon that a log is read; then each line charges a client and is answered
 * with one.  Where there is no daemon, charges are counted and dropped: those of
 * a minute ago would delay whoever has been served long since.
 */
#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/addr.h"
#include "say.h"

#define OUT_BYTES	(1024u * 1024)
#define FULL_BYTES	(256u * 1024)
#define RETRY_NS	NS_PER_S

void link_init(struct link *l, const char *path)
{
	memset(l, 0, sizeof(*l));
	l->path = path;
	l->fd = -1;
	l->out.max = OUT_BYTES;
}

static void hang_up(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	l->out.used = l->sent = l->answer_bytes = 0;
	l->out.full = false;
}

void link_fini(struct link *l)
{
	hang_up(l);
	text_free(&l->out);
}

static void fail(struct link *l, uint64_t now_ns, const char *why)
{
	if (!l->warned)
		feed_say("warning: %s: %s: no source is charged until smtp-tarpit answers there",
			 l->path, why);
	l->warned = true;
	l->retry_ns = now_ns + RETRY_NS;
	hang_up(l);
}

void link_connect(struct link *l, uint64_t now_ns)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	if (l->fd >= 0 || now_ns < l->retry_ns)
		return;
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	strcpy(addr.sun_path, l->path);
	if (l->fd < 0 ||
	    connect(l->fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		fail(l, now_ns, strerror(errno));
		return;
	}
	text_add(&l->out, "feed\n");
}

void link_charge(struct link *l, const struct feed_charge *c)
{
	char client[ADDR_TEXT_MAX];

	if (l->fd >= 0)
		text_add(&l->out, "charge %s %d%s\n",
			 addr_text(&c->client, client), c->errors,
			 c->tls ? " tls" : "");
	if (l->fd < 0 || l->out.full)
		l->lost_total++;
	l->out.full = false;
}

void link_flush(struct link *l, uint64_t now_ns)
{
	ssize_t n;

	while (l->fd >= 0 && l->sent < l->out.used) {
		n = send(l->fd, l->out.bytes + l->sent, l->out.used - l->sent,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0) {
			link_read(l, now_ns);	/* why */
			if (l->fd >= 0)
				fail(l, now_ns, strerror(errno));
			return;
		}
		l->sent += (size_t)n;
	}
	if (l->sent < l->out.used && l->sent < FULL_BYTES)
		return;
	if (l->out.used > l->sent)
		memmove(l->out.bytes, l->out.bytes + l->sent,
			l->out.used - l->sent);
	l->out.used -= l->sent;
	l->sent = 0;
}

/* An answer: "ok", "debt=SECONDS ..." or "error WHY". */
static void take_answer(struct link *l, const char *line)
{
	if (!strcmp(line, "ok")) {
		if (l->warned)
			feed_say("connected to %s", l->path);
		l->warned = l->refused = false;
	}
	if (strncmp(line, "error ", 6) || l->refused)
		return;
	feed_say("warning: smtp-tarpit says: %s", line + 6);
	l->refused = l->warned = true;
}

void link_read(struct link *l, uint64_t now_ns)
{
	char *end, *at;
	ssize_t n;

	while (l->fd >= 0) {
		n = recv(l->fd, l->answer + l->answer_bytes,
			 sizeof(l->answer) - 1 - l->answer_bytes, MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			fail(l, now_ns, n ? strerror(errno) : "the daemon closed the connection");
			return;
		}
		l->answer_bytes += (size_t)n;
		at = l->answer;
		at[l->answer_bytes] = '\0';
		while ((end = strchr(at, '\n'))) {
			*end = '\0';
			take_answer(l, at);
			at = end + 1;
		}
		l->answer_bytes = strlen(at);
		memmove(l->answer, at, l->answer_bytes + 1);
		if (l->answer_bytes == sizeof(l->answer) - 1)
			l->answer_bytes = 0;	/* no such answer */
	}
}

bool link_waits(const struct link *l)
{
	return l->fd >= 0 && l->sent < l->out.used;
}

bool link_is_full(const struct link *l)
{
	return link_waits(l) && l->out.used - l->sent > FULL_BYTES;
}
