// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * told.c - refusals inside TLS, told by their size
 *
 * Owns what is known of connections in TLS beside their flows (inside.c): an entry for
 * each flow, allocated at the start where it is wanted.  Both sides of a connection are
 * looked at from its ServerHello on, until nothing more can be told of it: then the
 * kernel has it.  What is unsure passes, and is counted.
 *
 * A refusal that is told so is charged as a line of the mail server's log is: once,
 * whichever comes first (logged.c), and no more of its source follows from it.
 */
#include "addr.h"
#include "core.h"

#define MESSAGE_BYTES	65536		/* so much in one go: a message's bulk */
#define CHANGED_SURE	8		/* some clients say HELO */
#define CODE_TOO_MANY	552		/* RFC 5321 4.5.3.1.10 */

static struct told_flow *find(const struct engine *e, const struct flow *f)
{
	return told_is_open(e, f) ? &e->told[flow_index(e, f)] : NULL;
}

static void report(struct engine *e, const struct flow *f, enum event_kind kind,
		   enum reason reason, uint16_t code)
{
	struct event event;

	if (!event_is_wanted(e, kind))
		return;
	event_begin(&event, f, kind, reason);
	event.code = code;
	event.debt_ns = policy_debt_ns(e, f);
	emit_event(e, &event);
}

/* Does such a reply cost anything? */
static bool costs(const struct engine *e, uint16_t code)
{
	struct smtp_item item = { .code = code, .digits = 3, .decided = true };

	if (code == CODE_TOO_MANY && e->conf.exempt_replies & EXEMPT_552)
		return false;
	return error_is_held(e, &item);
}

/* Return: it is to be paid for, and was now, or as its line came */
static bool charge(struct engine *e, struct flow *f, uint16_t code)
{
	struct addr client = flow_client(f);

	e->stats.size_refusals_total++;
	if (!costs(e, code))
		return false;
	if (e->conf.tls_sizes != TLS_SIZES_CHARGE) {
		report(e, f, EVENT_REFUSED, REASON_SIZE_LOG, code);
		return false;
	}
	if (logged_reply(e, policy_begin(e, &client, false)))
		return true;
	policy_take(e, &client, 1);
	e->stats.size_charges_total++;
	report(e, f, EVENT_REFUSED, REASON_SIZE, code);
	return true;
}

/*
 * One connection with another answer may have said HELO, or another name; so many in
 * a row have not.
 */
static void note_changed(struct engine *e, const struct flow *f)
{
	e->stats.size_changed_total++;
	if (e->changed_run < CHANGED_SURE && ++e->changed_run == CHANGED_SURE)
		report(e, f, EVENT_CHANGED, REASON_SIZE, 0);
}

static void close_if_lost(struct engine *e, const struct flow *f,
			  struct told_flow *t)
{
	if (!inside_is_lost(&t->inside) &&
	    inside_waited_bytes(&t->inside) < MESSAGE_BYTES)
		return;
	t->open = false;
	t->closed = true;
	e->stats.size_let_go_total++;
	if (t->inside.talk.lost == SIZES_CHANGED)
		note_changed(e, f);
}

/* The profile is of this flow's server. */
static bool has_profile(const struct engine *e, const struct flow *f)
{
	struct addr server = flow_server(f);

	return !e->conf.tls_servers_n ||
	       nets_contain(e->conf.tls_servers, e->conf.tls_servers_n, &server);
}

void told_begin(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct told_flow *t;

	if (!e->told || e->conf.tls_sizes == TLS_SIZES_OFF || e->conf.dry_run ||
	    f->exempt_due || !inside_begins(seg) || !has_profile(e, f))
		return;
	t = &e->told[flow_index(e, f)];
	inside_begin(&t->inside, seg);
	t->open = true;
	e->stats.size_connections_total++;
	told_server(e, f, seg);
}

bool told_server(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct told_flow *t = find(e, f);
	struct sizes_answer answer;
	bool refuses = false;

	if (!t)
		return false;
	while (inside_next(&t->inside, &e->conf.tls_profile, RECORDS_SERVER, seg,
			   &answer)) {
		if (answer.verdict == SIZES_SAYS_REFUSED)
			refuses |= charge(e, f, answer.class->code);
		else if (answer.verdict == SIZES_SAYS_UNSURE &&
			 answer.why != SIZES_FIRST)
			e->stats.size_unsure_total++;
	}
	close_if_lost(e, f, t);
	return refuses;
}

void told_client(struct engine *e, struct flow *f, const struct segment *seg)
{
	struct told_flow *t = find(e, f);
	struct sizes_answer none;

	if (!t)
		return;
	while (inside_next(&t->inside, &e->conf.tls_profile, RECORDS_CLIENT, seg,
			   &none))
		;
	if (t->inside.talk.exchanges == 2 && !inside_is_lost(&t->inside))
		e->changed_run = 0;
	close_if_lost(e, f, t);
}
