/* SPDX-License-Identifier: GPL-2.0-or-later */
/* http.h - metrics over HTTP */
#ifndef METRICS_HTTP_H
#define METRICS_HTTP_H

#include <stdint.h>

struct http;
struct side;

/**
 * http_open() - Listen on 127.0.0.1 and [::1], port side->settings.metrics_port
 * @side:	Borrowed until http_close(); its loop is open
 *
 * Where there is no IPv6, a message says so.
 * Return: owned by the caller; NULL on failure, and it has said why
 */
struct http *http_open(struct side *side);

/** http_next_ns() - When http_run() has work; ENGINE_NEVER for none */
uint64_t http_next_ns(const struct http *h, uint64_t now_ns);

/** http_run() - Do what there is to do, without waiting for clients */
void http_run(struct http *h);

/** http_close() - Hang up on everybody; NULL is allowed */
void http_close(struct http *h);

#endif
