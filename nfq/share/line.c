// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * line.c - a connection to the store: when it is tried again, and how it logs in
 *
 * Owns how long is waited for a store that is gone, or does not answer.
 */
#include "share.h"

#define RETRY_LEAST_NS	(100 * NS_PER_MS)
#define RETRY_MOST_NS	(10 * NS_PER_S)

void line_init(struct share_line *line)
{
	line->wait_ns = RETRY_LEAST_NS;
}

void line_broke(struct share *s, struct share_line *line)
{
	s->stats.reconnects++;
	line->ready = false;
	line->retry_ns = loop_now_ns() + line->wait_ns;
	line->wait_ns *= 2;
	if (line->wait_ns > RETRY_MOST_NS)
		line->wait_ns = RETRY_MOST_NS;
}

void line_ready(struct share_line *line)
{
	line->ready = true;
	line->wait_ns = RETRY_LEAST_NS;
}

bool line_login(struct share *s, struct share_line *line)
{
	const char *user = s->side.settings.shared_user;
	const char *argv[3] = { "AUTH" };
	int n = 1;

	if (!*s->password)
		return true;
	if (*user)
		argv[n++] = user;
	argv[n++] = s->password;
	return link_command(&line->link, n, argv);
}

uint64_t line_run(struct share_line *line, uint64_t since_ns,
			   uint64_t now_ns)
{
	struct link *l = &line->link;

	if (l->state == LINK_CLOSED) {
		if (now_ns < line->retry_ns)
			return line->retry_ns;
		line->opened_ns = now_ns;
		link_open(l);
		return l->state == LINK_CLOSED ? line->retry_ns :
						 now_ns + SHARE_PATIENCE_NS;
	}
	if (!line->ready)
		since_ns = line->opened_ns;
	if (since_ns == ENGINE_NEVER)
		return ENGINE_NEVER;
	if (now_ns < since_ns + SHARE_PATIENCE_NS)
		return since_ns + SHARE_PATIENCE_NS;
	link_fail(l, "the store does not answer");
	return line->retry_ns;
}
