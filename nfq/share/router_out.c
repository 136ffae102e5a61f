// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * router_out.c - lines for the daemon, which router.c sends
 *
 * Promises that what waits for the daemon is bounded: what has no room is counted,
 * and lost.
 */
#include "share.h"

#include <stdio.h>
#include <string.h>

#define REPORT_NS		(100 * NS_PER_MS)	/* counters, not more often */

/* Return: false if there was no room for it */
static bool put(struct share *s, const char *line, int n)
{
	struct share_router *r = &s->router;

	if (!r->open)
		return false;
	if (r->out_sent && r->out.used + (size_t)n > r->out.max) {
		r->out.used -= r->out_sent;
		memmove(r->out.bytes, r->out.bytes + r->out_sent, r->out.used);
		r->out_sent = 0;
	}
	r->out.full = false;
	text_add_bytes(&r->out, line, (size_t)n);
	return !r->out.full;
}

void router_raise(struct share *s, const char *source, int64_t zero_ms,
		  const char *flow)
{
	char line[SHARE_LINE_MAX_BYTES];
	int n = snprintf(line, sizeof(line), "raise %s zero_ms=%lld%s%s\n",
			 source, (long long)zero_ms, *flow ? " flow=" : "",
			 flow);

	if (!put(s, line, n))
		s->stats.dropped++;
}

void router_ask_debts(struct share *s)
{
	put(s, "debts\n", 6);
}

uint64_t router_report(struct share *s, uint64_t now_ns)
{
	static const char *const states[] = {
		[SHARE_NEW] = "down", [SHARE_DOWN] = "down",
		[SHARE_REFUSES] = "refuses", [SHARE_UP] = "up",
	};
	struct share_router *r = &s->router;
	char line[SHARE_LINE_MAX_BYTES];
	int n;

	if (r->reported_ns && r->reported_state == s->state) {
		if (!memcmp(&r->reported, &s->stats, sizeof(r->reported)))
			return ENGINE_NEVER;
		if (now_ns < r->reported_ns + REPORT_NS)
			return r->reported_ns + REPORT_NS;
	}
	n = snprintf(line, sizeof(line), "status %s late_ms=%llu",
		     states[s->state], (unsigned long long)s->stats.late_ms);
#define X(name)								\
	n += snprintf(line + n, sizeof(line) - (size_t)n, " " #name "=%llu", \
		      (unsigned long long)(s->stats.name - r->reported.name));
	SHARE_COUNTERS(X)
#undef X
	line[n++] = '\n';
	if (!put(s, line, n))
		return now_ns + REPORT_NS;
	r->reported = s->stats;
	r->reported_state = s->state;
	r->reported_ns = now_ns;
	return ENGINE_NEVER;
}
