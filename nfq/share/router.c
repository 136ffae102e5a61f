// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * router.c - the connection to the daemon: charges in, raises out
 *
 * Owns the client's end of the control socket after the request `share`; the
 * lines are at the head of shared.c, and those that go out are made in router_out.c.
 */
#include "share.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "process/log.h"
#include "script.h"

#define OUT_BYTES	(1024u * 1024)
#define RETRY_LEAST_NS	(100 * NS_PER_MS)
#define RETRY_MOST_NS	(5 * NS_PER_S)
#define PATIENCE_NS	(10 * NS_PER_S)

static const char hello[] = "share\n";

/* ------------------------------------------------------------ open, close */

static void watch(struct share *s)
{
	struct share_router *r = &s->router;
	bool out = r->out_sent < r->out.used;

	if (out == r->watches_out)
		return;
	r->watches_out = out;
	loop_change(&s->side.loop, &r->source, EPOLLIN | (out ? EPOLLOUT : 0));
}

void router_close(struct share *s)
{
	struct share_router *r = &s->router;

	if (!r->connected)
		return;
	loop_remove(&s->side.loop, &r->source);
	close(r->source.fd);
	text_free(&r->out);
	r->connected = r->open = false;
}

static void later(struct share_router *r)
{
	r->retry_ns = loop_now_ns() + r->wait_ns;
	r->wait_ns *= 2;
	if (r->wait_ns > RETRY_MOST_NS)
		r->wait_ns = RETRY_MOST_NS;
}

/* Said once, until it is there again. */
static void fail(struct share *s, const char *why)
{
	struct share_router *r = &s->router;

	if (r->open || !r->refused)
		log_warning("%s: %s: no charges are shared", s->side.settings.control,
			    why);
	r->refused = true;
	s->debts_asked = s->debts_again = false;
	router_close(s);
	store_forget_debts(s);
	later(r);
}

static void on_ready(void *ctx, uint32_t events);

static int connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int error, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC |
			       SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	strcpy(to.sun_path, path);
	if (!connect(fd, (const struct sockaddr *)&to, sizeof(to)))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void open_it(struct share *s, uint64_t now_ns)
{
	struct share_router *r = &s->router;
	int error, fd = connect_to(s->side.settings.control);

	if (fd < 0) {
		fail(s, errno == ENOENT || errno == ECONNREFUSED ?
			"smtp-tarpit does not run: start it" : strerror(errno));
		return;
	}
	r->source = (struct loop_source){ fd, on_ready, s };
	error = loop_add(&s->side.loop, &r->source, EPOLLIN);
	if (error) {
		close(fd);
		fail(s, strerror(-error));
		return;
	}
	r->connected = true;
	r->watches_out = false;
	r->in_bytes = r->out_sent = 0;
	r->opened_ns = now_ns;
	r->out = (struct text){ .max = OUT_BYTES };
	text_add_bytes(&r->out, hello, sizeof(hello) - 1);
}

/* ------------------------------------------------------------------- out */

static void flush(struct share *s)
{
	struct share_router *r = &s->router;
	ssize_t n;

	while (r->out_sent < r->out.used) {
		n = send(r->source.fd, r->out.bytes + r->out_sent,
			 r->out.used - r->out_sent,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			fail(s, n ? strerror(errno) : "smtp-tarpit takes no data");
			return;
		}
		r->out_sent += (size_t)n;
	}
	if (r->out_sent == r->out.used)
		r->out.used = r->out_sent = 0;
	watch(s);
}

/* -------------------------------------------------------------------- in */

/* "KEY=NUMBER", up to a day.  Return: false if it is not that */
static bool read_ms(const char *text, const char *key, int64_t *ms)
{
	size_t n = strlen(key);
	long long number;

	if (strncmp(text, key, n) || text[n] != '=' ||
	    !share_read(text + n + 1, &number) ||
	    number > SCRIPT_MAX_MS || number < -SCRIPT_MAX_MS)
		return false;
	*ms = number;
	return true;
}

/* A source, then KEY=VALUE in any order. */
static bool read_words(char *rest, struct share_request *request)
{
	char *word = strsep(&rest, " ");

	if (!word || strlen(word) >= sizeof(request->source))
		return false;
	strcpy(request->source, word);
	while ((word = strsep(&rest, " "))) {
		if (!strncmp(word, "flow=", 5) &&
		    strlen(word + 5) < sizeof(request->flow))
			strcpy(request->flow, word + 5);
		else if (!read_ms(word, "amount_ms", &request->amount_ms) &&
			 !read_ms(word, "floor_ms", &request->floor_ms) &&
			 !read_ms(word, "max_ms", &request->max_ms) &&
			 !read_ms(word, "owes_ms", &request->known_ms) &&
			 !read_ms(word, "zero_ms", &request->known_ms))
			return false;
	}
	return request->floor_ms >= 0 && request->max_ms >= 0;
}

static void opened(struct share *s)
{
	struct share_router *r = &s->router;

	r->open = true;
	r->refused = false;
	r->wait_ns = RETRY_LEAST_NS;
	r->reported_ns = 0;
	log_notice("%s answers", s->side.settings.control);
	store_catch_up(s);
}

/* Return: false if it was closed */
static bool take_line(struct share *s, char *line)
{
	struct share_request request = { .max_ms = SCRIPT_MAX_MS };
	char *rest = line, *word;

	if (!s->router.open && !strcmp(line, "ok")) {
		opened(s);
		return true;
	}
	if (!s->router.open) {
		fail(s, line);
		return false;
	}
	word = strsep(&rest, " ");
	if (!strcmp(word, "end"))
		store_debts_end(s);
	else if (!strcmp(word, "charge") && read_words(rest, &request))
		store_charge(s, &request);
	else if (!strcmp(word, "debt") && read_words(rest, &request))
		store_debt(s, &request);
	else
		s->stats.bad++;
	return true;
}

static void receive(struct share *s)
{
	struct share_router *r = &s->router;
	ssize_t got = recv(r->source.fd, r->in + r->in_bytes,
			   sizeof(r->in) - r->in_bytes, MSG_DONTWAIT);
	char *at = r->in, *end;

	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0) {
		fail(s, got ? strerror(errno) : "smtp-tarpit is gone");
		return;
	}
	r->in_bytes += (size_t)got;
	while ((end = memchr(at, '\n', r->in_bytes))) {
		*end = '\0';
		if (!take_line(s, at))
			return;
		r->in_bytes -= (size_t)(end + 1 - at);
		at = end + 1;
	}
	memmove(r->in, at, r->in_bytes);
	if (r->in_bytes >= SHARE_LINE_MAX_BYTES)
		fail(s, "smtp-tarpit sent a line that is too long");
}

static void on_ready(void *ctx, uint32_t events)
{
	struct share *s = ctx;

	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		receive(s);
	if (s->router.connected && events & EPOLLOUT)
		flush(s);
}

uint64_t router_run(struct share *s, uint64_t now_ns)
{
	struct share_router *r = &s->router;
	uint64_t next_ns = ENGINE_NEVER;

	if (!r->wait_ns)
		r->wait_ns = RETRY_LEAST_NS;
	if (!r->connected && now_ns >= r->retry_ns)
		open_it(s, now_ns);
	if (r->connected && !r->open && now_ns >= r->opened_ns + PATIENCE_NS)
		fail(s, "smtp-tarpit does not answer");
	if (!r->connected)
		return r->retry_ns;
	if (r->open)
		next_ns = router_report(s, now_ns);
	else
		next_ns = r->opened_ns + PATIENCE_NS;
	flush(s);
	return r->connected ? next_ns : r->retry_ns;
}
