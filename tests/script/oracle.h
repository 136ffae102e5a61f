/* SPDX-License-Identifier: GPL-2.0-or-later */
/* oracle.h - stream scripts: what must hold after every step */
#ifndef ORACLE_H
#define ORACLE_H

#include "script.h"

#define START_NS	(1000 * NS_PER_S)	/* time 0 of a script */

/** happening_name() - "hold", "zero-window" ...; static */
const char *happening_name(const struct happening *h);

/** happening_text() - With its details; @text: at least TEXT_MAX * 2 bytes */
const char *happening_text(const struct world *w, const struct happening *h,
			   char *text);

/** happening_trace() - Add it to the trace */
void happening_trace(struct world *w, const struct happening *h);

/** seconds() - Script time; @text: at least 32 bytes.  Return: @text */
const char *seconds(uint64_t ns, char *text);

/** oracle_before() - A call of the engine begins */
void oracle_before(struct world *w);

/** oracle_action() - The engine wants @h; fills in its relative numbers */
void oracle_action(struct world *w, struct happening *h);

/** oracle_after() - The call is over: check what must hold between calls */
void oracle_after(struct world *w);

/** oracle_postponed() - What @conn holds last is due at @due_ns, if not later */
void oracle_postponed(struct world *w, struct conn *conn, uint64_t due_ns);

/** oracle_icmp() - An error that quotes the server's byte @at was judged */
void oracle_icmp(struct world *w, struct conn *conn, int64_t at);

/** oracle_deliver() - A packet reaches the other end */
void oracle_deliver(struct world *w, struct conn *conn, enum engine_dir dir,
		    const struct tcp_segment *seg);

#endif
