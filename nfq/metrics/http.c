// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http.c - metrics over HTTP (libmicrohttpd(3)), for GET /metrics
 *
 * Owns the library's daemons, one for each of loopback's two addresses.  They
 * have no threads of their own: their epoll descriptors are sources of our
 * loop.  Connections are few, and idle ones are hung up on.
 */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "metrics.h"
#include "process/log.h"
#include "process/side.h"

#define LISTENERS	2	/* 127.0.0.1 and ::1 */
#define CONNECTIONS	16	/* each */
#define BACKLOG		16
#define PATIENCE_S	10
#define ANSWER_BYTES	(1024u * 1024)

struct http {
	struct side *side;
	struct MHD_Daemon *daemons[LISTENERS];
	struct loop_source sources[LISTENERS];
	int daemons_n;
};

static enum MHD_Result answer(struct MHD_Connection *connection,
			      unsigned int status, const char *type,
			      struct text *text)
{
	struct MHD_Response *response;
	enum MHD_Result result;

	response = MHD_create_response_from_buffer(text->used, text->bytes,
						   MHD_RESPMEM_MUST_COPY);
	text_free(text);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_bytes, void **request)
{
	struct text text = { .max = ANSWER_BYTES };
	struct http *h = ctx;

	(void)version;
	(void)upload;
	(void)request;
	if (strcmp(method, MHD_HTTP_METHOD_GET) || *upload_bytes) {
		text_add(&text, "only GET is served\n");
		return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      "text/plain", &text);
	}
	if (strcmp(url, "/metrics")) {
		text_add(&text, "only /metrics is served\n");
		return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain",
			      &text);
	}
	if (!ask_daemon(h->side->settings.control, &text)) {
		text_add(&text, "smtp-tarpit does not answer\n");
		return answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
			      "text/plain", &text);
	}
	return answer(connection, MHD_HTTP_OK,
		      "text/plain; version=0.0.4; charset=utf-8", &text);
}

static void on_ready(void *ctx, uint32_t events)
{
	(void)events;
	http_run(ctx);
}

/* Return: a socket that listens, -1 with errno */
static int listen_at(const struct sockaddr *addr, socklen_t size)
{
	int fd = socket(addr->sa_family,
			SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error, on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (!bind(fd, addr, size) && !listen(fd, BACKLOG))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* A daemon for a socket, which is the daemon's from now on. */
static bool serve(struct http *h, int fd, unsigned int flags)
{
	struct loop_source *source = &h->sources[h->daemons_n];
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *daemon;

	daemon = MHD_start_daemon(MHD_USE_EPOLL | flags, 0, NULL, NULL,
				  on_request, h,
				  MHD_OPTION_LISTEN_SOCKET, fd,
				  MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
				  MHD_OPTION_CONNECTION_TIMEOUT, PATIENCE_S,
				  MHD_OPTION_END);
	if (!daemon)
		return false;
	h->daemons[h->daemons_n++] = daemon;
	info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return false;
	*source = (struct loop_source){ info->epoll_fd, on_ready, h };
	return !loop_add(&h->side->loop, source, EPOLLIN);
}

static bool listen_on(struct http *h, unsigned int port)
{
	const struct sockaddr_in ipv4 = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	const struct sockaddr_in6 ipv6 = {
		.sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};
	int fd = listen_at((const struct sockaddr *)&ipv4, sizeof(ipv4));

	if (fd < 0 || !serve(h, fd, 0))
		return false;
	fd = listen_at((const struct sockaddr *)&ipv6, sizeof(ipv6));
	if (fd < 0 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)) {
		log_notice("metrics-port %u: on 127.0.0.1 only, there is no IPv6 here",
			   port);
		return true;
	}
	return fd >= 0 && serve(h, fd, MHD_USE_IPv6);
}

struct http *http_open(struct side *side)
{
	unsigned int port = side->settings.metrics_port;
	struct http *h = calloc(1, sizeof(*h));

	if (h) {
		h->side = side;
		if (listen_on(h, port))
			return h;
	}
	log_error("metrics-port %u: %s", port, strerror(errno));
	http_close(h);
	return NULL;
}

uint64_t http_next_ns(const struct http *h, uint64_t now_ns)
{
	uint64_t next_ns = ENGINE_NEVER;
	MHD_UNSIGNED_LONG_LONG wait_ms;
	int i;

	for (i = 0; h && i < h->daemons_n; i++)
		if (MHD_get_timeout(h->daemons[i], &wait_ms) == MHD_YES &&
		    now_ns + wait_ms * NS_PER_MS < next_ns)
			next_ns = now_ns + wait_ms * NS_PER_MS;
	return next_ns;
}

void http_run(struct http *h)
{
	int i;

	for (i = 0; i < h->daemons_n; i++)
		MHD_run(h->daemons[i]);
}

void http_close(struct http *h)
{
	int i;

	if (!h)
		return;
	for (i = 0; i < h->daemons_n; i++)
		MHD_stop_daemon(h->daemons[i]);
	free(h);
}
