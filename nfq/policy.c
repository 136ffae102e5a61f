// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy.c - whose time is it?
 *
 * Time is owed by the source of a connection, in one number: the time until
 * which it owes (the generic cell rate algorithm, ITU-T I.371, with bursts of
 * one).  Each charged reply moves it on by an interval and is due then, so the
 * answers to one source come one an interval, over however many connections.
 *
 * A source with some charged replies, and most of its recipients refused, is
 * an offender.  While it owes, and for an interval after, each of its replies
 * costs an interval, whatever it says: that an answer is late tells nothing.
 * Its greetings always cost one: hanging up gains nothing.
 *
 * With POLICY_REPLY the same number stands in the flow, and nothing outlives
 * the connection.
 *
 * An exemption is a row of the table below.
 */
#include "core.h"
#include "addr.h"
#include "siphash.h"

#include <string.h>

#define CODE_EHLO_UNKNOWN	500	/* RFC 5321 4.2.4 */
#define CODE_AUTHENTICATED	235	/* RFC 4954 4 */
#define CODE_DATA		354	/* RFC 5321 4.1.1.4 */
#define COUNT_MAX		UINT16_MAX
#define ERRORS_FORGIVEN		3	/* owed before all of a source waits */
#define INTERVALS_TRUSTED	128	/* owed before an early answer is refused */
#define DELIVERED_FOR_ONE	8	/* messages that give credit for an error */

/* --- sources */

struct addr policy_prefix(const struct engine *e, const struct addr *client)
{
	struct addr prefix = *client;

	addr_mask(&prefix, client->family == 6 ? e->conf.prefix6_bits :
						 e->conf.prefix4_bits);
	return prefix;
}

struct source *policy_source(const struct engine *e, const struct addr *client)
{
	struct addr prefix = policy_prefix(e, client);

	return source_find(&e->sources, &prefix);
}

/* Apart from find_source(), which is called more often than all else here. */
static __attribute__((noinline)) struct source *
search_source(const struct engine *e, const struct flow *f)
{
	struct addr client = flow_client(f);

	return policy_source(e, &client);
}

/* The flow remembers where its source was; it may be another one's by now. */
static struct source *find_source(const struct engine *e, const struct flow *f)
{
	bool is_ipv6 = f->key.family == 6;
	struct source *s = source_at(&e->sources, f->source, f->key.client,
				     is_ipv6, is_ipv6 ? &e->mask6 : &e->mask4);

	return s ? s : search_source(e, f);
}

static struct source *source_of(const struct engine *e, const struct flow *f)
{
	return e->conf.policy == POLICY_REPLY ? NULL : find_source(e, f);
}

/* The flow's source, begun if need be. */
static struct source *accuse(struct engine *e, struct flow *f)
{
	struct source *s = find_source(e, f);
	struct addr client, prefix;
	bool forgot;

	if (s)
		return s;
	client = flow_client(f);
	prefix = policy_prefix(e, &client);
	s = source_add(&e->sources, &prefix, &forgot);
	f->source = (uint32_t)(s - e->sources.sources);
	e->stats.sources_forgotten_total += forgot;
	e->stats.sources_now = e->sources.count;
	if (!s->window_s)
		s->window_s = (uint32_t)(e->now_ns / NS_PER_S) + 1;
	return s;
}

static void count(uint16_t *counter)
{
	*counter = (uint16_t)(*counter + (*counter < COUNT_MAX));
}

/* Counters fade: half of them goes with each window that has passed. */
static void fade(const struct engine *e, struct source *s)
{
	uint32_t window_s = (uint32_t)(e->conf.offender_window_ns / NS_PER_S);
	uint32_t now_s = (uint32_t)(e->now_ns / NS_PER_S) + 1;
	uint32_t windows;

	if (!window_s || now_s < s->window_s + window_s)
		return;
	windows = (now_s - s->window_s) / window_s;
	s->window_s += windows * window_s;
	windows = windows > 15 ? 15 : windows;
	s->errors = (uint16_t)(s->errors >> windows);
	s->refused = (uint16_t)(s->refused >> windows);
	s->accepted = (uint16_t)(s->accepted >> windows);
	s->delivered = (uint16_t)(s->delivered >> windows);
}

/* What a source owes, or the flow itself where @s is NULL: nothing is remembered. */
static uint64_t debt_ns(const struct engine *e, const struct flow *f,
			const struct source *s)
{
	uint64_t paid_up_ns = s ? s->paid_up_ns : f->paid_up_ns;

	return paid_up_ns > e->now_ns ? paid_up_ns - e->now_ns : 0;
}

/* Some errors, and most of what it asked for was refused? */
static bool judge(const struct engine *e, const struct source *s)
{
	uint32_t accepted = (uint32_t)s->accepted + s->delivered;

	if (s->sentenced && e->now_ns < s->paid_up_ns)
		return true;
	return s->errors >= e->conf.offender_errors &&
	       s->refused * 100u >
	       e->conf.offender_percent * (s->refused + accepted);
}

/* Of counters that have faded: is it an offender now? */
static void rejudge(struct engine *e, const struct flow *f, struct source *s)
{
	bool was = s->offender;
	struct event event;

	s->offender = judge(e, s);
	if (was || !s->offender)
		return;
	e->stats.offenders_total++;
	event_begin(&event, f, EVENT_OFFENDER, REASON_ERROR);
	event.replies = s->errors;
	event.code = s->code;
	event.debt_ns = debt_ns(e, f, s);
	emit_event(e, &event);
}

bool policy_is_offender(struct engine *e, const struct flow *f)
{
	struct source *s = source_of(e, f);

	if (!s)
		return false;
	fade(e, s);
	if (s->offender)
		s->offender = judge(e, s);
	return s->offender;
}

uint64_t policy_debt_ns(struct engine *e, const struct flow *f)
{
	return debt_ns(e, f, source_of(e, f));
}

void policy_authenticated(struct engine *e, const struct flow *f)
{
	struct source *s = source_of(e, f);

	if (!s)
		return;
	s->errors = s->refused = 0;
	s->offender = s->sentenced = false;
}

bool policy_trusts(const struct engine *e, const struct addr *client)
{
	uint32_t i;

	for (i = 0; i < e->conf.trusted_n; i++)
		if (net_contains(&e->conf.trusted[i], client))
			return true;
	return false;
}

static uint64_t interval_ns(struct engine *e, const struct flow *f);

/* --- servers */

static struct server *server_at(struct engine *e, const struct flow *f)
{
	struct server *s = &e->servers[f->server % SERVERS_MAX];

	return f->server == NONE ? NULL : s;
}

static bool is_server_of(const struct server *s, const struct flow *f)
{
	return s->used && s->port == f->key.server_port &&
	       s->family == f->key.family &&
	       !memcmp(s->address, f->key.server, 16);
}

static struct server *begin_server(struct server *s, const struct flow *f)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->address, f->key.server, 16);
	s->port = f->key.server_port;
	s->family = f->key.family;
	s->used = true;
	return s;
}

/* The flow's server, begun if there is room near its place; NULL if not. */
static struct server *server_of(struct engine *e, const struct flow *f)
{
	enum { NEAR = 16 };
	uint8_t key[18];
	struct server *s = &e->servers[e->server_last], *unused = NULL;
	uint32_t i, at;

	if (is_server_of(s, f))
		return s;
	memcpy(key, f->key.server, 16);
	memcpy(key + 16, &f->key.server_port, 2);
	at = (uint32_t)siphash24(e->conf.key, key, sizeof(key));
	for (i = 0; i < NEAR; i++) {
		s = &e->servers[(at + i) % SERVERS_MAX];
		if (is_server_of(s, f))
			break;
		if (!unused && !s->held_now)
			unused = s;
	}
	if (i == NEAR && !unused)
		return NULL;
	if (i == NEAR)
		s = begin_server(unused, f);
	e->server_last = (uint32_t)(s - e->servers);
	return s;
}

void policy_server_free(struct engine *e, struct flow *f)
{
	struct server *s = server_at(e, f);

	if (s)
		s->held_now--;
	f->server = NONE;
}

bool policy_over_budget(const struct engine *e, const struct flow *f)
{
	/* Without a memory of sources nobody is known to be guilty or not. */
	if (e->conf.policy == POLICY_REPLY)
		return false;
	return e->conf.server_budget && f->server != NONE &&
	       e->servers[f->server].held_now > e->conf.server_budget;
}

/*
 * An offender's.  Or that of a source which had more errors than messages
 * taken, and fills the whole budget by itself, or owes more than any list does:
 * answers that are early are still owed, but nobody may have them for ever.
 */
bool policy_may_detach(struct engine *e, const struct flow *f)
{
	struct source *s = source_of(e, f);

	if (!s)
		return false;
	if (policy_is_offender(e, f))
		return true;
	if (s->errors < e->conf.offender_errors || s->delivered >= s->errors)
		return false;
	return (e->conf.server_budget &&
		s->held_now > e->conf.server_budget) ||
	       policy_debt_ns(e, f) > INTERVALS_TRUSTED * interval_ns(e, f);
}

void policy_gated(struct engine *e, struct flow *f, bool gated)
{
	struct source *source = find_source(e, f);
	struct server *s;

	if (source && gated)
		count(&source->held_now);
	else if (source && source->held_now && f->counted)
		source->held_now--;
	f->counted = source && gated;
	if (!gated) {
		policy_server_free(e, f);
		return;
	}
	s = server_of(e, f);
	if (!s)
		return;
	s->held_now++;
	f->server = (uint32_t)(s - e->servers);
}

/* Charged replies of one server in the last minute, from everyone. */
static bool under_attack(struct engine *e, struct server *s)
{
	uint32_t minute = (uint32_t)(e->now_ns / (60 * NS_PER_S)) + 1;

	if (s->minute_s != minute) {
		s->errors_before = s->minute_s + 1 == minute ? s->errors : 0;
		s->errors = 0;
		s->minute_s = minute;
	}
	s->errors++;
	return s->errors > e->conf.server_rate ||
	       s->errors_before > e->conf.server_rate;
}

/* --- time */

/* xorshift64*; for jitter, which need not be secret, only uneven. */
static uint64_t random_below(struct engine *e, uint64_t bound)
{
	e->random ^= e->random >> 12;
	e->random ^= e->random << 25;
	e->random ^= e->random >> 27;
	return (e->random * 0x2545f4914f6cdd1dull >> 11) % bound;
}

static uint64_t interval_ns(struct engine *e, const struct flow *f)
{
	uint64_t ns = e->conf.interval_ns;
	uint32_t i;

	for (i = 0; i < e->conf.port_interval_n; i++)
		if (e->conf.port_interval[i].port == f->key.server_port)
			ns = e->conf.port_interval[i].interval_ns;
	return ns;
}

static uint64_t jittered_ns(struct engine *e, uint64_t ns)
{
	uint64_t spread_ns = ns / 100 * e->conf.jitter_percent;

	if (!spread_ns)
		return ns;
	return ns - spread_ns + random_below(e, 2 * spread_ns + 1);
}

bool policy_fits(struct engine *e, const struct flow *f)
{
	return policy_debt_ns(e, f) + interval_ns(e, f) <= e->conf.max_hold_ns;
}

/* One more interval; @s is NULL where nothing is remembered. */
static uint64_t charge_ns(struct engine *e, struct flow *f, struct source *s)
{
	uint64_t more_ns = jittered_ns(e, interval_ns(e, f));
	uint64_t due_ns = e->now_ns + debt_ns(e, f, s) + more_ns;
	struct event event;

	if (!s) {
		f->paid_up_ns = due_ns;
		return due_ns;
	}
	/* A sentence is over when all is paid. */
	s->sentenced = s->sentenced && s->paid_up_ns > e->now_ns;
	s->paid_up_ns = due_ns;
	if (!is_told(e, EVENT_CHARGE))
		return due_ns;
	event_begin(&event, f, EVENT_CHARGE, REASON_NONE);
	event.wait_ns = more_ns;
	event.debt_ns = due_ns - e->now_ns;
	emit_event(e, &event);
	return due_ns;
}

/* In a spread attack all sources without a history share one queue. */
static uint64_t server_due_ns(struct engine *e, const struct flow *f,
			      const struct source *source)
{
	struct server *s;

	if (!e->conf.server_interval_ns)
		return 0;
	s = server_of(e, f);
	if (!s || !under_attack(e, s) || (source && source->delivered))
		return 0;
	if (s->paid_up_ns < e->now_ns)
		s->paid_up_ns = e->now_ns;
	s->paid_up_ns += e->conf.server_interval_ns;
	return s->paid_up_ns;
}

/*
 * What a source may owe before all of it waits: some errors, and more with
 * each message that was taken of it.
 */
static uint64_t credit_ns(struct engine *e, const struct flow *f,
			  const struct source *s)
{
	return interval_ns(e, f) *
	       (ERRORS_FORGIVEN + s->delivered / DELIVERED_FOR_ONE);
}

static uint64_t no_longer(const struct engine *e, uint64_t due_ns)
{
	uint64_t last_ns = e->now_ns + e->conf.max_hold_ns;

	return due_ns < last_ns ? due_ns : last_ns;
}

/* --- replies */

/* Does a reply code, as far as it is known, belong to the charged ones? */
static bool code_is_held(const struct engine *e, const struct smtp_item *item)
{
	static const unsigned int spans[] = { 0, 100, 10, 1 };
	unsigned int span = spans[item->digits];
	unsigned int code = item->code * span;
	unsigned int end = code + span;

	for (; code < end; code++)
		if (e->conf.hold_codes[code / 8] & 1u << code % 8)
			return true;
	return false;
}

static bool enhanced_is_held(const struct engine *e,
			     const struct smtp_item *item)
{
	const struct enhanced *h = e->conf.hold_enhanced;
	uint32_t i;

	for (i = 0; i < e->conf.hold_enhanced_n; i++)
		if (h[i].class == item->enhanced.class &&
		    h[i].subject == item->enhanced.subject &&
		    h[i].detail == item->enhanced.detail)
			return true;
	return false;
}

static unsigned int class_of(const struct smtp_item *item)
{
	static const unsigned int spans[] = { 1, 1, 10, 100 };

	return item->code / spans[item->digits];
}

/* What is not known yet counts as the worst that it may become. */
bool policy_is_error(const struct engine *e, const struct smtp_item *item)
{
	if (code_is_held(e, item))
		return true;
	if (!e->conf.hold_enhanced_n)
		return false;
	return item->decided ? enhanced_is_held(e, item) : class_of(item) > 3;
}

/* Replies to a command that a server does not know or take as it is. */
static bool is_protocol_error(const struct smtp_item *item)
{
	return item->code >= CODE_EHLO_UNKNOWN && item->code <= 504;
}

/*
 * EHLO or HELO refused (RFC 5321 4.1.1.1): a client falls back, or fails for
 * all recipients.  Where the kernel let the greeting pass unseen, only the
 * codes that refuse a command as such are taken for it.  A guess before EHLO
 * (VRFY) may get a 550 just there: a source has that free once, not more.
 */
static bool is_helo_refused(struct engine *e, struct flow *f,
			    const struct smtp_item *item)
{
	if (!f->from_start)
		return f->replies == 0 && is_protocol_error(item);
	if (!f->greeted)
		return false;
	if (is_protocol_error(item))
		return true;
	if (item->enhanced.subject == 1)
		return false;	/* about an address, RFC 3463 3.2 */
	if (e->conf.policy == POLICY_REPLY)
		return true;
	if (source_of(e, f))
		return false;
	accuse(e, f);
	return true;
}

/* Too many recipients: clients send to the rest later, RFC 5321 4.5.3.1.10. */
static bool is_552(struct engine *e, struct flow *f, const struct smtp_item *item)
{
	(void)e;
	(void)f;
	return item->code == 552;
}

/*
 * DATA after no valid recipient: 503, or 554 (RFC 5321 3.3); a consequence of
 * the refusals before it, which were charged.  A 554 must say 5.5.1, since
 * some servers refuse recipients with it.
 */
static bool is_no_recipient(struct engine *e, struct flow *f,
			    const struct smtp_item *item)
{
	(void)e;
	if (!f->last_refused)
		return false;
	return item->code == 503 ||
	       (item->code == 554 && item->enhanced.class == 5 &&
		item->enhanced.subject == 5 && item->enhanced.detail == 1);
}

static const struct exemption {
	enum exempt_reply bit;
	bool source_only;
	bool (*matches)(struct engine *e, struct flow *f,
			const struct smtp_item *item);
} exemptions[] = {
	{ EXEMPT_HELO, false, is_helo_refused },
	{ EXEMPT_552,  false, is_552 },
	{ EXEMPT_DATA, true,  is_no_recipient },
};

static bool is_exempt(struct engine *e, struct flow *f,
		      const struct smtp_item *item)
{
	const struct exemption *x;
	size_t i;

	if (!item->decided)
		return false;
	for (i = 0; i < sizeof(exemptions) / sizeof(*exemptions); i++) {
		x = &exemptions[i];
		if (!(e->conf.exempt_replies & x->bit) ||
		    (x->source_only && e->conf.policy != POLICY_SOURCE))
			continue;
		if (!x->matches(e, f, item))
			continue;
		e->stats.exempt_replies_total++;
		return true;
	}
	return false;
}

/* An offender's reply that is no error may cost one too, or all would tell. */
static enum reason judge_offender(struct engine *e, struct flow *f,
				  const struct smtp_item *item)
{
	struct source *s = source_of(e, f);

	if (!s || !policy_is_offender(e, f))
		return REASON_NONE;
	if (f->from_start && f->replies == 0)
		return REASON_GREETING;
	if (f->after_354 && class_of(item) == 2)
		return REASON_NONE;	/* the mail is taken: never in doubt */
	return e->now_ns < s->paid_up_ns + interval_ns(e, f) ? REASON_DEBT :
							       REASON_NONE;
}

/*
 * Whoever is no offender pays for errors alone; but errors beyond its credit
 * it pays for before it hears more: else what comes at once would be valid,
 * and what is late invalid, as fast as it can hang up.  Nothing is added for
 * this wait, so it is never longer than its own errors cost.
 */
static bool is_overdrawn(struct engine *e, struct flow *f,
			 const struct smtp_item *item)
{
	struct source *s = source_of(e, f);

	if (!s || s->paid_up_ns <= e->now_ns + credit_ns(e, f, s))
		return false;
	return item->code != CODE_DATA &&
	       !(f->after_354 && class_of(item) == 2);
}

/* Whatever asks for the flow's source after this finds it at once. */
static void remember_source(const struct engine *e, struct flow *f)
{
	struct source *s = source_of(e, f);

	if (s)
		f->source = (uint32_t)(s - e->sources.sources);
}

enum reason policy_judge(struct engine *e, struct flow *f,
			 const struct smtp_item *item)
{
	enum reason reason;

	remember_source(e, f);
	if (!interval_ns(e, f))
		return REASON_NONE;
	if (policy_is_error(e, item) && !is_exempt(e, f, item))
		return REASON_ERROR;
	reason = judge_offender(e, f, item);
	if (reason == REASON_NONE && is_overdrawn(e, f, item))
		return REASON_CREDIT;
	return reason;
}

/* The source's record of an error. */
static void book(struct engine *e, struct source *s,
		 const struct smtp_item *item)
{
	fade(e, s);
	count(&s->errors);
	count(&s->refused);
	s->code = item->code;
	s->enhanced_class = item->enhanced.class & 0xfu;
	s->enhanced_subject = (uint8_t)(item->enhanced.subject & 255);
	s->enhanced_detail = item->enhanced.detail;
	s->last_s = (uint32_t)(e->now_ns / NS_PER_S);
	source_guilty(&e->sources, s);
}

/* Charged by the log already: it waits as if it were charged now. */
static uint64_t paid_ns(struct engine *e, const struct flow *f,
			const struct source *s)
{
	uint64_t due_ns = e->now_ns + interval_ns(e, f);

	return due_ns > s->paid_up_ns ? due_ns : s->paid_up_ns;
}

struct charge policy_charge(struct engine *e, struct flow *f,
			    const struct smtp_item *item, enum reason reason)
{
	struct charge charge = { .hold = reason != REASON_NONE,
				 .charged = reason == REASON_ERROR,
				 .reason = reason };
	struct source *s = NULL;
	uint64_t server_ns = 0;
	bool paid;

	if (!charge.hold)
		return charge;
	if (e->conf.policy == POLICY_SOURCE)
		s = accuse(e, f);
	paid = s && charge.charged && logged_before(e, s);
	if (s && charge.charged && !paid)
		book(e, s, item);
	if (s && reason == REASON_CREDIT)
		charge.due_ns = s->paid_up_ns - credit_ns(e, f, s);
	else if (paid)
		charge.due_ns = paid_ns(e, f, s);
	else
		charge.due_ns = charge_ns(e, f, s);
	if (charge.charged)
		server_ns = server_due_ns(e, f, s);
	if (server_ns > charge.due_ns)
		charge.due_ns = server_ns;
	charge.unpaid = s && reason != REASON_GREETING &&
			charge.due_ns > e->now_ns + e->conf.max_hold_ns;
	charge.due_ns = no_longer(e, charge.due_ns);
	e->stats.charged_total += charge.charged && !paid;
	if (s && charge.charged)
		rejudge(e, f, s);
	return charge;
}

/*
 * A recipient was accepted: 2.1.5 says so.  A server that says no enhanced
 * codes at all says it with any 2xx behind the one to MAIL.
 */
static void learn_accepted(struct engine *e, struct flow *f,
			   const struct smtp_item *item)
{
	struct source *s = source_of(e, f);
	bool opening = f->greeted || (f->from_start && !f->replies);
	bool recipient = f->in_mail;

	f->enhanced |= item->enhanced.class == 2;
	if (f->enhanced)
		recipient = item->enhanced.class == 2 &&
			    item->enhanced.subject == 1 &&
			    item->enhanced.detail == 5;
	f->in_mail = !opening;
	if (!recipient || opening)
		return;
	f->last_refused = false;
	if (s)
		count(&s->accepted);
}

static void learn_delivered(struct engine *e, struct flow *f)
{
	struct source *s = source_of(e, f);

	if (!s)
		return;
	count(&s->delivered);
	if (!s->offender)
		return;
	fade(e, s);
	rejudge(e, f, s);
}

/* The greeting, then EHLO's or HELO's answer: RFC 5321 3.1, 3.2. */
static void learn_position(struct flow *f, unsigned int class, bool opening)
{
	if (opening)
		f->greeted = class == 2;
	else if (class == 2 || f->replies >= 2)
		f->greeted = false;
	if (f->replies < UINT8_MAX)
		f->replies++;
}

void policy_gap(struct flow *f)
{
	if (!f->from_start)
		return;
	f->greeted = false;
	if (!f->replies)
		f->replies = 1;
}

/* From what the server says of itself; a client can make up what is not clean. */
static void learn(struct engine *e, struct flow *f, const struct smtp_item *item)
{
	unsigned int class = item->code / 100;
	bool after_data = f->after_354;

	if (after_data && class == 2)
		learn_delivered(e, f);
	else if (class == 2)
		learn_accepted(e, f, item);
	f->after_354 = item->code == CODE_DATA;
	if (after_data)
		f->in_mail = false;
	if (class == 5)
		f->last_refused = f->in_mail = true;
	if (after_data || item->code == CODE_DATA)
		f->last_refused = false;
}

void policy_reply_end(struct engine *e, struct flow *f,
		      const struct smtp_item *item)
{
	unsigned int class = item->code / 100;
	bool opening = f->replies == 0 && f->from_start;

	f->not_smtp = 0;
	e->stats.replies_total++;
	e->stats.replies_5xx_total += class == 5;
	if (item->clean)
		learn(e, f, item);
	learn_position(f, class, opening);
}
