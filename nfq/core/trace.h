/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trace.h - one stable key=value line for each event, wherever it happens */
#ifndef NFQ_TRACE_H
#define NFQ_TRACE_H

#include "engine.h"

#define TRACE_LINE_MAX	384

/** event_name() - "hold", "release" ...; static */
const char *event_name(enum event_kind kind);

/** reason_name() - "auth", "tls" ... "none"; static */
const char *reason_name(enum reason reason);

/** enhanced_text() - "5.1.1", or "-" for none; @text: at least 16 bytes */
const char *enhanced_text(const struct enhanced *enhanced, char *text);

/**
 * trace_line() - Write an event as one line, without a newline
 * @line:	At least TRACE_LINE_MAX bytes
 * @time_ns:	Written first as time=SECONDS.MILLIS; the caller's choice of clock
 *
 * event=hold client=192.0.2.1:4711 server=198.51.100.25:25 code=550
 * enhanced=5.1.1 reason=error replies=1 bytes=42 wait=2.000 debt=4.000
 *
 * Keys come in this order, always all of them; release and early add
 * late=SECONDS.  Where a balancer named the client, peer=ADDRESS:PORT is the balancer.
 * No text from the wire is in it.
 * Return: length in bytes
 */
size_t trace_line(char *line, uint64_t time_ns, const struct event *event);

/**
 * trace_source() - Write what is remembered of a source as one line
 * @line:	At least TRACE_LINE_MAX bytes
 * Return: length in bytes
 */
size_t trace_source(char *line, uint64_t now_ns, const struct source_info *s);

/** trace_is_logged() - Is this a line for the log?  Not reply, absorb, charge, earn */
bool trace_is_logged(const struct event *event);

#endif
