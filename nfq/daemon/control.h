/* SPDX-License-Identifier: GPL-2.0-or-later */
/* control.h - the daemon's unix socket */
#ifndef NFQ_CONTROL_H
#define NFQ_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/engine.h"

#define CONTROL_ERROR_MAX	512

struct app;
struct control;

/**
 * control_open() - Listen on app->settings.control
 * @app:	Borrowed until control_close(); its loop is open
 * @error:	At least CONTROL_ERROR_MAX bytes
 *
 * A socket that nobody listens on any more is replaced; one that somebody
 * listens on, or a file that is no socket, is an error.
 * Return: owned by the caller, for control_close(); NULL on failure
 */
struct control *control_open(struct app *app, char *error);

/** control_close() - Hang up on everybody, remove the socket */
void control_close(struct control *c);

/** control_next_ns() - When control_expire() has work; ENGINE_NEVER for none */
uint64_t control_next_ns(const struct control *c);

/** control_expire() - Hang up on clients that are too slow */
void control_expire(struct control *c, uint64_t now_ns);

/** control_feeds() - How many say that they read a mail server's log */
unsigned int control_feeds(const struct control *c);

/** control_wants() - Does anybody follow the trace of @client? */
bool control_wants(const struct control *c, const struct addr *client);

/** control_trace() - Give a line of trace_line() to those that follow */
void control_trace(struct control *c, const struct addr *client,
		   const char *line, size_t length_bytes);

/**
 * control_share_add() - Give a line to smtp-tarpit-share
 * @line:	With its end
 *
 * control_share_flush() sends it.
 * Return: false if nobody is there, or what waits is too much already
 */
bool control_share_add(struct control *c, const char *line,
		       size_t length_bytes);

/** control_share_waiting() - How many bytes wait to be sent to it */
size_t control_share_waiting(const struct control *c);

/** control_share_ready() - Do some wait that were not tried to be sent yet? */
bool control_share_ready(const struct control *c);

/**
 * control_share_flush() - Send them, as far as it takes them now
 * Return: false if it was hung up on
 */
bool control_share_flush(struct control *c);

#endif
