// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * logged.c - replies that the mail server's log tells of
 *
 * Inside TLS nobody but the server sees what it refuses, so its log charges its
 * sources (smtp-tarpit-feed(8)).  But the log tells of what was in clear, too,
 * and that the engine has seen on the wire.  Each reply is charged once.
 *
 * A line and the reply that it tells of can't be matched one by one: a log has
 * neither sequence numbers nor, as it comes, the client's port.  So they are
 * counted.  Each source has one number, by how many replies the wire is ahead of
 * the log:
 *
 *	a reply is seen in clear	ahead < 0: it was charged by its line: it is
 *					due as if it were charged, and costs nothing
 *					else it is charged; either way ahead + 1
 *	a line tells of an error	ahead > 0: it was charged as it was seen
 *					else it is charged; either way ahead - 1
 *	a line that was inside TLS	is charged, and is none of this; but where
 *					refusals inside TLS are charged by their
 *					size, too, it is as any other line, and a
 *					refusal that was told so is as a reply that
 *					is seen in clear
 *
 * Servers write the line before they send the reply, and may sleep between them
 * (Postfix's error delay), or tell only at the session's end (Postfix's
 * "disconnect", Sendmail's "from="): either may come first.  The number is
 * forgotten when neither came for LOGGED_S.
 *
 * So a source is charged for what the wire saw or for what the log tells,
 * whichever is more, and never for the sum.  It gains nothing where a log does
 * not say what was inside TLS (Postfix with smtpd_tls_loglevel = 0): what such a
 * line is not charged for was charged before, as something the log never told.
 */
#include "core.h"

#define LOGGED_S	600
#define AHEAD_MOST	10000

static uint16_t now_s(const struct engine *e)
{
	return (uint16_t)(e->now_ns / NS_PER_S);
}

static int ahead(const struct engine *e, const struct source *s)
{
	return (uint16_t)(now_s(e) - s->ahead_s) <= LOGGED_S ? s->ahead : 0;
}

static void move(const struct engine *e, struct source *s, int by)
{
	int n = ahead(e, s) + by;

	if (n > AHEAD_MOST)
		n = AHEAD_MOST;
	if (n < -AHEAD_MOST)
		n = -AHEAD_MOST;
	s->ahead = (int16_t)n;
	s->ahead_s = now_s(e);
}

bool logged_reply(struct engine *e, struct source *s)
{
	bool before = ahead(e, s) < 0;

	move(e, s, 1);
	e->stats.log_matched_total += before;
	return before;
}

uint32_t logged_ahead(const struct engine *e, const struct source *s)
{
	int n = s ? ahead(e, s) : 0;

	return n > 0 ? (uint32_t)n : 0;
}

void logged_lines(const struct engine *e, struct source *s, uint32_t errors)
{
	move(e, s, -(int)errors);
}
