/* SPDX-License-Identifier: GPL-2.0-or-later */
/* http.h - metrics over HTTP, on loopback, where it was built in and asked for */
#ifndef NFQ_HTTP_H
#define NFQ_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#define HTTP_ERROR_MAX	256

struct app;
struct http;

/**
 * http_open() - Listen on 127.0.0.1 and [::1], port app->settings.metrics_port
 * @app:	Borrowed until http_close(); its loop is open
 * @http:	Set to NULL if the port is 0, else owned by the caller
 * @error:	At least HTTP_ERROR_MAX bytes
 *
 * Where there is no IPv6, a message says so.
 * Return: false on failure, and if support was not built in
 */
bool http_open(struct app *app, struct http **http, char *error);

/** http_next_ns() - When http_run() has work; ENGINE_NEVER for none */
uint64_t http_next_ns(const struct http *h, uint64_t now_ns);

/** http_run() - Do what there is to do, without waiting */
void http_run(struct http *h);

/** http_close() - Hang up on everybody; NULL is allowed */
void http_close(struct http *h);

#endif
