// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http.c - metrics over HTTP (libmicrohttpd(3)), for GET /metrics
 *
 * Owns the library's daemon, which has no thread of its own: its epoll
 * descriptor is one of our loop's sources.  Promises that no client delays a
 * packet: connections are few, and idle ones are hung up on.
 *
 * Built with WITH_HTTP; without it there is only the error that says so.
 */
#include "http.h"

#include <stdio.h>

#include "app.h"

#ifdef WITH_HTTP

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "report.h"

#define CONNECTIONS	16
#define PATIENCE_S	10
#define ANSWER_BYTES	(1024u * 1024)

struct http {
	struct app *app;
	struct MHD_Daemon *daemon;
	struct loop_source source;
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
		text_add(&text, "only GET\n");
		return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      "text/plain", &text);
	}
	if (strcmp(url, "/metrics")) {
		text_add(&text, "only /metrics\n");
		return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain",
			      &text);
	}
	report_prometheus(h->app, &text);
	return answer(connection, MHD_HTTP_OK,
		      "text/plain; version=0.0.4; charset=utf-8", &text);
}

static void on_ready(void *ctx, uint32_t events)
{
	(void)events;
	http_run(ctx);
}

static bool listen_on(struct http *h, unsigned int port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	const union MHD_DaemonInfo *info;

	h->daemon = MHD_start_daemon(MHD_USE_EPOLL, (uint16_t)port, NULL, NULL,
				     on_request, h,
				     MHD_OPTION_SOCK_ADDR, &addr,
				     MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
				     MHD_OPTION_CONNECTION_TIMEOUT, PATIENCE_S,
				     MHD_OPTION_END);
	if (!h->daemon)
		return false;
	info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return false;
	h->source = (struct loop_source){ info->epoll_fd, on_ready, h };
	return !loop_add(&h->app->loop, &h->source, EPOLLIN);
}

bool http_open(struct app *app, struct http **http, char *error)
{
	unsigned int port = app->settings.metrics_port;

	*http = NULL;
	if (!port)
		return true;
	*http = calloc(1, sizeof(**http));
	if (*http) {
		(*http)->app = app;
		if (listen_on(*http, port))
			return true;
	}
	snprintf(error, HTTP_ERROR_MAX, "metrics-port %u: %s", port,
		 strerror(errno));
	http_close(*http);
	*http = NULL;
	return false;
}

uint64_t http_next_ns(const struct http *h, uint64_t now_ns)
{
	MHD_UNSIGNED_LONG_LONG wait_ms;

	if (!h || MHD_get_timeout(h->daemon, &wait_ms) != MHD_YES)
		return ENGINE_NEVER;
	return now_ns + wait_ms * NS_PER_MS;
}

void http_run(struct http *h)
{
	MHD_run(h->daemon);
}

void http_close(struct http *h)
{
	if (!h)
		return;
	if (h->daemon)
		MHD_stop_daemon(h->daemon);
	free(h);
}

#else

bool http_open(struct app *app, struct http **http, char *error)
{
	*http = NULL;
	if (!app->settings.metrics_port)
		return true;
	snprintf(error, HTTP_ERROR_MAX,
		 "metrics-port: this program was built without HTTP (make WITH_HTTP=yes, with libmicrohttpd)");
	return false;
}

uint64_t http_next_ns(const struct http *h, uint64_t now_ns)
{
	(void)h;
	(void)now_ns;
	return ENGINE_NEVER;
}

void http_run(struct http *h)
{
	(void)h;
}

void http_close(struct http *h)
{
	(void)h;
}

#endif
