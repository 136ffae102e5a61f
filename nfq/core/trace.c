// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace.c - one stable key=value line for each event
 *
 * The daemon's log, the replay tool's --trace and the stream scripts print the
 * same lines.  Only numbers and addresses are in them, no text from the wire.
 */
#include "addr.h"
#include "trace.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const event_names[] = {
	[EVENT_REPLY] = "reply",
	[EVENT_HOLD] = "hold",
	[EVENT_RELEASE] = "release",
	[EVENT_EARLY] = "early",
	[EVENT_ABSORB] = "absorb",
	[EVENT_ABANDON] = "abandon",
	[EVENT_RESET] = "reset",
	[EVENT_EXEMPT] = "exempt",
	[EVENT_DETACH] = "detach",
	[EVENT_OVERDRAWN] = "overdrawn",
	[EVENT_CHARGE] = "charge",
	[EVENT_EARN] = "earn",
	[EVENT_REFUSED] = "refused",
	[EVENT_CHANGED] = "changed",
};

static const char *const reason_names[] = {
	[REASON_NONE] = "none",
	[REASON_AUTH] = "auth",
	[REASON_TLS] = "tls",
	[REASON_NOT_SMTP] = "not-smtp",
	[REASON_TRUSTED] = "trusted",
	[REASON_BALANCER] = "balancer",
	[REASON_PROXY] = "proxy",
	[REASON_ERROR] = "error",
	[REASON_DEBT] = "debt",
	[REASON_TLS_DEBT] = "tls-debt",
	[REASON_NETWORK] = "network",
	[REASON_GREETING] = "greeting",
	[REASON_BEHIND] = "behind",
	[REASON_ROOM] = "room",
	[REASON_BUDGET] = "budget",
	[REASON_SHARE] = "share",
	[REASON_LATE] = "late",
	[REASON_LEFT] = "left",
	[REASON_STOP] = "stop",
	[REASON_ASKED] = "asked",
	[REASON_RST] = "rst",
	[REASON_FIN] = "fin",
	[REASON_SIZE] = "size",
	[REASON_SIZE_LOG] = "size-log",
};

static_assert(sizeof(event_names) / sizeof(*event_names) == EVENT_KINDS,
	      "each event has a name");
static_assert(sizeof(reason_names) / sizeof(*reason_names) == REASON_KINDS,
	      "each reason has a name");

const char *event_name(enum event_kind kind)
{
	return event_names[kind];
}

const char *reason_name(enum reason reason)
{
	return reason_names[reason];
}

const char *enhanced_text(const struct enhanced *enhanced, char *text)
{
	if (!enhanced->class)
		return strcpy(text, "-");
	snprintf(text, 16, "%u.%u.%u", enhanced->class, enhanced->subject,
		 enhanced->detail);
	return text;
}

static unsigned long long ms_of(uint64_t ns)
{
	return (ns + NS_PER_MS / 2) / NS_PER_MS;
}

/* IPv6 addresses stand in brackets, as RFC 5952 6 has it. */
static const char *end_text(const struct addr *a, uint16_t port, char *text,
			    size_t size)
{
	char address[ADDR_TEXT_MAX];

	addr_text(a, address);
	snprintf(text, size, a->family == 6 ? "[%s]:%u" : "%s:%u", address, port);
	return text;
}

size_t trace_line(char *line, uint64_t time_ns, const struct event *event)
{
	char client[ADDR_TEXT_MAX + 8], server[ADDR_TEXT_MAX + 8];
	char enhanced[16];
	unsigned long long time_ms = time_ns / NS_PER_MS;
	unsigned long long wait_ms = ms_of(event->wait_ns);
	unsigned long long debt_ms = ms_of(event->debt_ns);
	unsigned long long delay_ms = ms_of(event->delay_ns);
	int n;

	n = snprintf(line, TRACE_LINE_MAX,
		     "time=%llu.%03llu event=%s client=%s server=%s code=%u "
		     "enhanced=%s reason=%s replies=%u bytes=%u "
		     "wait=%llu.%03llu debt=%llu.%03llu",
		     time_ms / 1000, time_ms % 1000, event_name(event->kind),
		     end_text(&event->client, event->client_port, client,
			      sizeof(client)),
		     end_text(&event->server, event->server_port, server,
			      sizeof(server)),
		     event->code, enhanced_text(&event->enhanced, enhanced),
		     reason_name(event->reason), event->replies, event->bytes,
		     wait_ms / 1000, wait_ms % 1000,
		     debt_ms / 1000, debt_ms % 1000);
	if (event->kind == EVENT_RELEASE || event->kind == EVENT_EARLY)
		n += snprintf(line + n, TRACE_LINE_MAX - (size_t)n,
			      " late=%llu.%03llu", delay_ms / 1000,
			      delay_ms % 1000);
	if (!addr_equal(&event->peer, &event->client))
		n += snprintf(line + n, TRACE_LINE_MAX - (size_t)n, " peer=%s",
			      end_text(&event->peer, event->peer_port, client,
				       sizeof(client)));
	return (size_t)n;
}

size_t trace_source(char *line, uint64_t now_ns, const struct source_info *s)
{
	unsigned long long owes_ms = s->zero_ns > now_ns ?
				     ms_of(s->zero_ns - now_ns) : 0;
	unsigned long long last_ms = s->last_ns < now_ns ?
				     ms_of(now_ns - s->last_ns) : 0;
	char net[NET_TEXT_MAX], enhanced[16];

	return (size_t)snprintf(line, TRACE_LINE_MAX,
		"source=%s owes_s=%llu.%03llu held=%u errors=%u delivered=%u "
		"code=%u enhanced=%s network=%u last_s=%llu.%03llu",
		net_text(&s->net, net), owes_ms / 1000, owes_ms % 1000,
		s->held_now, s->errors, s->delivered, s->code,
		enhanced_text(&s->enhanced, enhanced), s->network,
		last_ms / 1000, last_ms % 1000);
}

bool trace_is_logged(const struct event *event)
{
	/* A balancer asks for a server's health each second or two. */
	if (event->kind == EVENT_EXEMPT && event->reason == REASON_BALANCER)
		return false;
	return event->kind != EVENT_REPLY && event->kind != EVENT_ABSORB &&
	       event->kind != EVENT_CHARGE && event->kind != EVENT_EARN;
}
