// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link.c - one connection to the store that routers share
 *
 * Owns a socket that never blocks, what is to be sent over it, and hiredis'
 * reader of the protocol.  The connection itself is not hiredis':
 * its asynchronous API ends the process (assert(3)) when a server says
 * something that was not asked for, and a store must not be able to do that.
 *
 * Promises that a store which lies cannot make it grow: an answer has at most
 * ANSWER_BYTES and ELEMENTS elements, and what is to be sent OUT_BYTES.  It
 * reads READ_BYTES a turn, so a flood delays packets by no more than that.
 */
#include "link.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define READ_BYTES	16384
#define ANSWER_BYTES	262144
#define OUT_BYTES	(8u * 1024 * 1024)
#define ELEMENTS	2048
#define NUMBER_BYTES	24	/* a length in the protocol, at most */

/* tcp(7): a peer that is gone is noticed after 25 s. */
#define KEEP_IDLE_S	10
#define KEEP_INTERVAL_S	5
#define KEEP_PROBES	3

#if HIREDIS_MAJOR >= 1
typedef size_t elements_t;
#else
typedef int elements_t;
#endif

/* ------------------------------------------------------------ the reader */

/* hiredis' functions, but an answer claims no more than it could need. */
static redisReplyObjectFunctions bounded;
static void *(*create_array)(const redisReadTask *task, elements_t n);

static void *create_bounded_array(const redisReadTask *task, elements_t n)
{
	return (size_t)n > ELEMENTS ? NULL : create_array(task, n);
}

static redisReader *new_reader(void)
{
	redisReader *reader = redisReaderCreate();

	if (!reader)
		return NULL;
	if (!create_array) {
		bounded = *reader->fn;
		create_array = bounded.createArray;
		bounded.createArray = create_bounded_array;
	}
	reader->fn = &bounded;
	return reader;
}

/* ---------------------------------------------------------- open and close */

static void on_ready(void *ctx, uint32_t events);

static void watch(struct link *l, bool out)
{
	uint32_t events = (l->paused ? 0 : EPOLLIN) | (out ? EPOLLOUT : 0);

	if (l->state == LINK_CLOSED || events == l->watched)
		return;
	loop_change(l->loop, &l->source, events);
	l->watched = events;
}

void link_close(struct link *l)
{
	if (l->state == LINK_CLOSED)
		return;
	l->state = LINK_CLOSED;
	tls_end(l->tls);
	l->tls = NULL;
	loop_remove(l->loop, &l->source);
	close(l->source.fd);
	redisReaderFree(l->reader);
	l->reader = NULL;
	l->out_used = l->out_sent = 0;
}

void link_fini(struct link *l)
{
	link_close(l);
	free(l->out);
	l->out = NULL;
	l->out_size = 0;
}

void link_fail(struct link *l, const char *why)
{
	link_close(l);
	l->hooks->down(l->ctx, why);
}

static void set_up(int fd, int family)
{
	int on = 1, idle_s = KEEP_IDLE_S, interval_s = KEEP_INTERVAL_S;
	int probes = KEEP_PROBES;

	if (family == AF_UNIX)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s,
		   sizeof(interval_s));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
}

/* Return: 0, or errno */
static int begin(struct link *l)
{
	const struct address *store = l->store;
	int error, fd = socket(store->to.sa.sa_family,
			       SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return errno;
	set_up(fd, store->to.sa.sa_family);
	l->source = (struct loop_source){ fd, on_ready, l };
	l->reader = new_reader();
	error = l->reader ? 0 : ENOMEM;
	if (!error && connect(fd, &store->to.sa, store->to_bytes) < 0 &&
	    errno != EINPROGRESS)
		error = errno;
	if (!error)
		error = -loop_add(l->loop, &l->source, EPOLLOUT);
	if (error) {
		if (l->reader)
			redisReaderFree(l->reader);
		l->reader = NULL;
		close(fd);
	}
	return error;
}

void link_open(struct link *l)
{
	int error;

	link_close(l);
	l->unparsed_bytes = 0;
	l->paused = false;
	l->watched = EPOLLOUT;
	error = begin(l);
	if (error)
		l->hooks->down(l->ctx, strerror(error));
	else
		l->state = LINK_CONNECTING;
}

/* -------------------------------------------------------------- transport */

static const char *why_failed(const struct link *l, int error)
{
	return l->tls && error == EPROTO ? tls_reason(l->tls) : strerror(error);
}

static ssize_t receive(struct link *l, void *bytes, size_t n)
{
	bool out = false;
	ssize_t got;

	if (!l->tls)
		return read(l->source.fd, bytes, n);
	got = tls_read(l->tls, bytes, n, &out);
	if (out)
		watch(l, true);
	return got;
}

static ssize_t transmit(struct link *l, const void *bytes, size_t n)
{
	bool out;

	if (!l->tls)
		return write(l->source.fd, bytes, n);
	return tls_write(l->tls, bytes, n, &out);
}

void link_flush(struct link *l)
{
	ssize_t n;

	if (l->state != LINK_OPEN)
		return;
	while (l->out_sent < l->out_used) {
		n = transmit(l, l->out + l->out_sent,
			     l->out_used - l->out_sent);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0) {
			link_fail(l, why_failed(l, errno));
			return;
		}
		l->out_sent += (size_t)n;
	}
	if (l->out_sent == l->out_used)
		l->out_sent = l->out_used = 0;
	watch(l, l->out_used > 0);
}

static bool grow_out(struct link *l, size_t n)
{
	size_t size = l->out_size ? l->out_size : 65536;
	char *out;

	if (l->out_sent) {
		memmove(l->out, l->out + l->out_sent,
			l->out_used - l->out_sent);
		l->out_used -= l->out_sent;
		l->out_sent = 0;
	}
	while (size < l->out_used + n)
		size *= 2;
	if (size > OUT_BYTES)
		return false;
	if (size == l->out_size)
		return true;
	out = realloc(l->out, size);
	if (!out)
		return false;
	l->out = out;
	l->out_size = size;
	return true;
}

/* A decimal number and CR LF behind @tag.  Return: its end */
static char *put_number(char *at, char tag, size_t number)
{
	char digits[24];
	size_t n = 0;

	*at++ = tag;
	do {
		digits[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (n)
		*at++ = digits[--n];
	*at++ = '\r';
	*at++ = '\n';
	return at;
}

/* By hand: hiredis' own takes most of a charge's time. */
bool link_command(struct link *l, int argc, const char **argv)
{
	size_t need = NUMBER_BYTES, n;
	char *at;
	int i;

	if (l->state != LINK_OPEN)
		return false;
	for (i = 0; i < argc; i++)
		need += strlen(argv[i]) + NUMBER_BYTES + 2;
	if (l->out_used + need > l->out_size && !grow_out(l, need))
		return false;
	at = put_number(l->out + l->out_used, '*', (size_t)argc);
	for (i = 0; i < argc; i++) {
		n = strlen(argv[i]);
		at = put_number(at, '$', n);
		memcpy(at, argv[i], n);
		at += n;
		*at++ = '\r';
		*at++ = '\n';
	}
	l->out_used = (size_t)(at - l->out);
	return true;
}

void link_pause(struct link *l, bool paused)
{
	l->paused = paused;
	watch(l, l->watched & EPOLLOUT);
}

/* ------------------------------------------------------------------ ready */

/* Tell of each whole answer; the one told may close the connection. */
static void parse(struct link *l)
{
	void *reply = NULL;

	while (l->state == LINK_OPEN) {
		if (redisReaderGetReply(l->reader, &reply) != REDIS_OK) {
			link_fail(l, "the store does not speak Redis' protocol");
			return;
		}
		if (!reply)
			break;
		l->unparsed_bytes = 0;
		l->hooks->reply(l->ctx, reply);
		freeReplyObject(reply);
	}
	if (l->state == LINK_OPEN && l->unparsed_bytes > ANSWER_BYTES)
		link_fail(l, "the store's answer is too long");
}

static void take(struct link *l)
{
	char bytes[READ_BYTES];
	ssize_t n = receive(l, bytes, sizeof(bytes));

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		link_fail(l, n ? why_failed(l, errno) :
				       "the store closed the connection");
		return;
	}
	l->unparsed_bytes += (size_t)n;
	if (redisReaderFeed(l->reader, bytes, (size_t)n) != REDIS_OK) {
		link_fail(l, "out of memory");
		return;
	}
	parse(l);
}

static void opened(struct link *l)
{
	l->state = LINK_OPEN;
	watch(l, false);
	l->hooks->up(l->ctx);
	link_flush(l);
}

static void shake(struct link *l)
{
	bool out = false;

	if (tls_shake(l->tls, &out) == 0) {
		opened(l);
		return;
	}
	if (errno == EAGAIN)
		watch(l, out);
	else
		link_fail(l, why_failed(l, errno));
}

static void connected(struct link *l)
{
	int error = 0;
	socklen_t size = sizeof(error);

	if (getsockopt(l->source.fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (!error && l->store->tls) {
		l->tls = tls_begin(l->store->tls, l->source.fd);
		if (!l->tls)
			error = ENOMEM;
	}
	if (error) {
		link_fail(l, strerror(error));
		return;
	}
	if (!l->tls) {
		opened(l);
		return;
	}
	l->state = LINK_SHAKING;
	shake(l);
}

static void on_ready(void *ctx, uint32_t events)
{
	struct link *l = ctx;

	switch (l->state) {
	case LINK_CLOSED:
		return;
	case LINK_CONNECTING:
		connected(l);
		return;
	case LINK_SHAKING:
		shake(l);
		return;
	case LINK_OPEN:
		break;
	}
	if (l->paused && events & (EPOLLHUP | EPOLLERR)) {
		link_fail(l, "the store closed the connection");
		return;
	}
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		take(l);
	if (events & EPOLLOUT)
		link_flush(l);
}
