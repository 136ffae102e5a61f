// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy.c - whose time is it?
 *
 * A source has a bucket of tokens: a few at most, and one more each interval.
 *
 *  - An error takes a token, and is due an interval from now; or, where the
 *    bucket is overdrawn, when it is back at zero.
 *  - Any other reply of a source whose bucket is overdrawn, its greetings too,
 *    waits until it is back at zero, and takes nothing.
 *  - What is answered before a message that comes in one flight with it has its
 *    tokens reserved: see policy_reserve().
 *  - A message that is taken pays for an eighth of an error, and deliveries for
 *    so many errors an interval at the most.
 *
 * That is all.  So nobody gets more than an error an interval in the long run,
 * however he asks: right and wrong answers wait alike, and who hangs up leaves
 * the bucket as it is.  Whoever makes fewer is never held but for them.
 *
 * Two more levels are the same bucket: the network of a source, for errors of
 * sources with more errors than messages, as they are answered: hosts which take
 * turns overdraw it, and one host alone, which gets one an interval, doesn't; and,
 * where it is wanted, the server.
 *
 * With POLICY_REPLY the bucket is the connection's, holds one token, and only
 * errors wait.
 *
 * A 2xx that may be the answer to a message never waits: see transaction.c.
 * Which replies are errors, and which of them cost nothing, error.c says.
 */
#include "addr.h"
#include "core.h"

#include <string.h>

#define CODE_LOGIN		235	/* RFC 4954 4, 6 */
#define CODE_MORE_LOGIN		334
#define CODE_NO_LOGIN		535
#define COUNT_MAX		UINT16_MAX
#define DELIVERIES_FOR_ONE	8	/* messages that pay for an error */
#define EARN_BEHIND		10	/* intervals in which they still may */
#define TLS_COMMAND_BYTES	512	/* the longest, RFC 5321 4.5.3.1.4 */
#define TLS_LOG_NS		(NS_PER_S / 4)	/* its line is read by then */
#define TLS_REPLY_BYTES		256	/* of a message that was taken: one line */

/* --- sources */

static bool is_remembered(const struct engine *e)
{
	return e->conf.policy == POLICY_SOURCE;
}

struct source *policy_source(const struct engine *e, const struct addr *client)
{
	struct net net = net_of_source(&e->conf, client);

	return source_find(&e->sources, &net.addr, false);
}

/* Apart from find_source(), which is called more often than all else here. */
static __attribute__((noinline)) struct source *
search_source(const struct engine *e, const struct flow *f)
{
	struct addr client = flow_client(f);

	return policy_source(e, &client);
}

static struct source *find_source(const struct engine *e, const struct flow *f)
{
	struct source *s = flow_source(e, f);

	return s ? s : search_source(e, f);
}

static struct source *source_of(const struct engine *e, const struct flow *f)
{
	return is_remembered(e) ? find_source(e, f) : NULL;
}

struct source *policy_begin(struct engine *e, const struct addr *client,
			    bool is_network)
{
	struct net net = is_network ? net_around_source(&e->conf, client) :
				      net_of_source(&e->conf, client);
	bool forgot;
	struct source *s = source_add(&e->sources, &net.addr, is_network, &forgot);

	e->stats.sources_forgotten_total += forgot;
	e->stats.sources_now = e->sources.count;
	source_make_newest(&e->sources, s);
	return s;
}

static void count(uint16_t *counter)
{
	*counter = (uint16_t)(*counter + (*counter < COUNT_MAX));
}

static uint64_t left_ns(const struct engine *e, uint64_t zero_ns)
{
	return zero_ns > e->now_ns ? zero_ns - e->now_ns : 0;
}

uint64_t policy_debt_ns(const struct engine *e, const struct flow *f)
{
	const struct source *s = source_of(e, f);

	return left_ns(e, s ? s->zero_ns : f->zero_ns);
}

bool policy_is_overdrawn(const struct engine *e, const struct flow *f)
{
	const struct source *s = source_of(e, f);

	return s && s->zero_ns > e->now_ns;
}

bool policy_has_erred(const struct engine *e, const struct flow *f)
{
	const struct source *s = source_of(e, f);

	return s && s->errors;
}

bool policy_is_stranger(const struct engine *e, const struct flow *f)
{
	const struct source *s = source_of(e, f);

	return !s || !s->delivered;
}

/* More errors than messages, with @more: else one message would let all others be guesses. */
static bool errs_most(const struct source *s, uint32_t more)
{
	return !s || s->errors + more > s->delivered;
}

bool policy_holds_share(const struct engine *e, const struct flow *f)
{
	const struct source *s = source_of(e, f);

	return s && e->conf.server_budget && s->held_now > server_share(e);
}

bool policy_trusts(const struct engine *e, const struct addr *client)
{
	return nets_contain(e->conf.trusted, e->conf.trusted_n, client);
}

void policy_gated(struct engine *e, struct flow *f)
{
	struct source *source = find_source(e, f);

	if (source)
		count(&source->held_now);
	f->counted = source;
	if (is_remembered(e))
		server_bind(e, f);
}

void policy_freed(struct engine *e, struct flow *f)
{
	struct source *source = find_source(e, f);

	if (source && source->held_now && f->counted)
		source->held_now--;
	f->counted = false;
	server_free(e, f);
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

uint64_t policy_interval_ns(const struct engine *e, const struct flow *f)
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

/* A failed login (RFC 4954 6) may cost more, or less, than a wrong address. */
static uint64_t error_interval_ns(const struct engine *e, const struct flow *f,
				  const struct smtp_item *item)
{
	return item->code == CODE_NO_LOGIN && e->conf.auth_interval_ns ?
	       e->conf.auth_interval_ns : policy_interval_ns(e, f);
}

bool policy_fits(const struct engine *e, const struct flow *f,
		 const struct smtp_item *item, bool is_paid)
{
	if (is_paid)
		return left_ns(e, f->unfit_ns) <= e->conf.max_hold_ns;
	return policy_debt_ns(e, f) + error_interval_ns(e, f, item) <=
	       e->conf.max_hold_ns;
}

static uint64_t later_ns(uint64_t a_ns, uint64_t b_ns)
{
	return a_ns > b_ns ? a_ns : b_ns;
}

/* To whom a bucket is shared, and to the log. */
static void report_source(struct engine *e, const struct event *ends,
			  const struct source *s, enum event_kind kind,
			  enum reason reason, uint64_t by_ns)
{
	struct event event;

	if (!event_is_wanted(e, kind))
		return;
	event = *ends;
	event.kind = kind;
	event.reason = reason;
	event.wait_ns = by_ns;
	event.debt_ns = left_ns(e, s->zero_ns);
	if (kind == EVENT_OVERDRAWN)
		event.replies = s->errors;
	emit_event(e, &event);
}

/* The source's record of an error. */
static void note_error(struct engine *e, struct source *s,
		       const struct event *error)
{
	count(&s->errors);
	source_note(s, error->code, &error->enhanced);
	s->last_s = (uint32_t)(e->now_ns / NS_PER_S);
	source_make_newest(&e->sources, s);
}

/* Return: when the network is back at zero; 0 where it doesn't matter. */
static uint64_t take_of_network(struct engine *e, const struct event *error,
				uint64_t token_ns)
{
	struct source *n;
	bool was;

	if (!flow_has_network(e, &error->client))
		return 0;
	n = policy_begin(e, &error->client, true);
	was = n->zero_ns > e->now_ns;
	n->zero_ns = bucket_take(n->zero_ns, e->now_ns,
				 token_ns / e->conf.network_rate,
				 e->conf.burst * e->conf.network_rate,
				 e->conf.max_debt_ns);
	note_error(e, n, error);
	if (n->zero_ns <= e->now_ns)
		return 0;
	e->stats.networks_overdrawn_total += !was;
	if (!was)
		report_source(e, error, n, EVENT_OVERDRAWN, REASON_NETWORK, 0);
	return n->zero_ns;
}

static uint64_t zero_of_network(const struct engine *e, const struct addr *client)
{
	const struct source *n = flow_network(e, client);

	return n ? n->zero_ns : 0;
}

/*
 * An error of @error's client: its bucket, and its network's where it has tokens
 * left; else the network pays when it is answered, see policy_answered().
 * Return: when both are back at zero
 */
static uint64_t take(struct engine *e, struct source *s,
		     const struct event *error, uint64_t token_ns)
{
	bool was = s->zero_ns > e->now_ns;
	uint64_t network_ns = 0;

	s->zero_ns = bucket_take(s->zero_ns, e->now_ns, token_ns, e->conf.burst,
				 e->conf.max_debt_ns);
	note_error(e, s, error);
	report_source(e, error, s, EVENT_CHARGE, REASON_NONE, token_ns);
	if (!was && s->zero_ns > e->now_ns) {
		e->stats.overdrawn_total++;
		report_source(e, error, s, EVENT_OVERDRAWN, REASON_ERROR, 0);
	}
	if (errs_most(s, 0))
		network_ns = was ? zero_of_network(e, &error->client) :
				   take_of_network(e, error, token_ns);
	return later_ns(s->zero_ns, network_ns);
}

void policy_answered(struct engine *e, const struct flow *f, uint32_t errors)
{
	struct event error;

	if (!errors || !errs_most(source_of(e, f), 0))
		return;
	event_begin(&error, f, EVENT_CHARGE, REASON_NONE);
	while (errors--)
		take_of_network(e, &error, policy_interval_ns(e, f));
}

void policy_take(struct engine *e, const struct addr *client, uint32_t errors)
{
	struct source *s = policy_begin(e, client, false);
	struct event error;

	memset(&error, 0, sizeof(error));
	error.client = error.server = error.peer = *client;
	while (errors--)
		take(e, s, &error, e->conf.interval_ns);
}

/* When an error of @s is due.  The flow's source is begun where there is none. */
static uint64_t charge_error(struct engine *e, struct flow *f, struct source *s,
			     const struct smtp_item *item, bool reserved)
{
	uint64_t token_ns = jittered_ns(e, error_interval_ns(e, f, item)), due_ns;
	struct event error;

	if (!is_remembered(e)) {
		e->stats.charged_total++;
		f->zero_ns = bucket_take(f->zero_ns, e->now_ns, token_ns, 0,
					 e->conf.max_debt_ns);
		return later_ns(f->zero_ns, e->now_ns + token_ns);
	}
	event_begin(&error, f, EVENT_CHARGE, REASON_NONE);
	error.settled = reserved;
	error.code = item->code;
	error.enhanced = item->enhanced;
	if (!s) {
		s = policy_begin(e, &error.client, false);
		f->source = (uint32_t)(s - e->sources.sources);
	}
	if (logged_reply(e, s))
		return later_ns(reserved ? 0 : s->zero_ns, e->now_ns + token_ns);
	e->stats.charged_total++;
	due_ns = take(e, s, &error, token_ns);
	if (reserved)
		due_ns = 0;
	if (e->conf.server_interval_ns && errs_most(s, 0))
		due_ns = later_ns(due_ns, server_take(e, f));
	if (token_ns > e->conf.max_hold_ns)
		token_ns = e->conf.max_hold_ns;	/* its turn comes all the same */
	return later_ns(due_ns, e->now_ns + token_ns);
}

/*
 * A message was taken: it pays for a part of an error, but all of a source's
 * deliveries for max_rate - 1 errors an interval at the most.  What could not be
 * earned while its mail waited may be for a while, or a busy sender would stay in
 * a debt that its own waiting mail makes; more than a burst nobody saves up.
 */
static void earn(struct engine *e, const struct flow *f, struct source *s)
{
	uint64_t token_ns = policy_interval_ns(e, f);
	uint64_t by_ns = token_ns / DELIVERIES_FOR_ONE, oldest_ns;
	struct event event;

	if (e->conf.max_rate <= 1 || s->earned_ns > e->now_ns + token_ns)
		return;
	oldest_ns = EARN_BEHIND * token_ns;
	oldest_ns = e->now_ns > oldest_ns ? e->now_ns - oldest_ns : 0;
	s->earned_ns = later_ns(s->earned_ns, oldest_ns) +
		       by_ns / (e->conf.max_rate - 1);
	s->zero_ns -= by_ns < s->zero_ns ? by_ns : s->zero_ns;
	event_begin(&event, f, EVENT_EARN, REASON_NONE);
	report_source(e, &event, s, EVENT_EARN, REASON_NONE, by_ns);
}

/* Until when does it wait for its network, with so many errors @more? */
static uint64_t network_zero_ns(const struct engine *e, const struct flow *f,
				const struct source *s, uint32_t more)
{
	struct addr client = flow_client(f);

	return errs_most(s, more) ? zero_of_network(e, &client) : 0;
}

/* --- replies */

static uint64_t at_most(uint64_t n, uint64_t most)
{
	return n < most ? n : most;
}

/* So many tokens are in a bucket that gets one each @token_ns. */
static uint64_t tokens_in(const struct engine *e, uint64_t zero_ns,
			  uint64_t token_ns, uint32_t burst)
{
	uint64_t tokens = zero_ns > e->now_ns ? 0 : (e->now_ns - zero_ns) / token_ns;

	return at_most(tokens, burst);
}

uint64_t policy_tokens(const struct engine *e, const struct flow *f)
{
	const struct source *s = source_of(e, f);
	uint64_t interval_ns = policy_interval_ns(e, f);

	if (!interval_ns)
		return UINT64_MAX;
	/* Its errors are due when its network is at zero, too. */
	if (network_zero_ns(e, f, s, e->conf.burst) > e->now_ns)
		return 0;
	return tokens_in(e, s ? s->zero_ns : 0, interval_ns, e->conf.burst);
}

static bool has_tokens(const struct source *s, uint64_t tokens, unsigned int more)
{
	return s->reserved + more <= tokens && s->reserved + more <= UINT8_MAX;
}

bool policy_reserve(struct engine *e, struct flow *f, unsigned int answers)
{
	uint64_t interval_ns = policy_interval_ns(e, f), tokens = policy_tokens(e, f);
	unsigned int more = answers - f->reserved;
	struct addr client = flow_client(f);
	struct source *s = source_of(e, f), *n = NULL;

	if (!interval_ns || answers <= f->reserved)
		return true;
	if (!is_remembered(e))
		return answers <= 1;	/* each error waits longer than the one before */
	if (!s)
		return more <= tokens;	/* its client is not seen, most often */
	if (!errs_most(s, e->conf.burst))
		tokens = at_most(tokens * e->conf.max_rate,
				 tokens + e->conf.max_debt_ns / interval_ns);
	if (f->reserved ? f->reserved_wide : errs_most(s, e->conf.burst))
		n = flow_network(e, &client);
	if (!has_tokens(s, tokens, more) ||
	    (n && !has_tokens(n, tokens_in(e, n->zero_ns,
					   interval_ns / e->conf.network_rate,
					   e->conf.burst * e->conf.network_rate), more)))
		return false;
	s->reserved = (uint8_t)(s->reserved + more);
	if (n)
		n->reserved = (uint8_t)(n->reserved + more);
	f->source = (uint32_t)(s - e->sources.sources);
	f->reserved = (uint8_t)answers;
	f->reserved_wide = n;
	return true;
}

bool policy_is_login(const struct smtp_item *item)
{
	return item->code == CODE_LOGIN || item->code == CODE_NO_LOGIN ||
	       item->code == CODE_MORE_LOGIN;
}

struct source *policy_remember(const struct engine *e, struct flow *f)
{
	struct source *s = source_of(e, f);

	if (s)
		f->source = (uint32_t)(s - e->sources.sources);
	return s;
}

bool policy_holds_all(const struct engine *e, const struct flow *f,
		      const struct source *s)
{
	return is_remembered(e) && ((s && s->zero_ns > e->now_ns) ||
				    network_zero_ns(e, f, s, 1) > e->now_ns);
}

/* Of a reply that is no error, or exempt: does it wait for what is owed? */
static enum reason waits_for(const struct engine *e, const struct flow *f,
			     const struct source *s,
			     const struct smtp_item *item)
{
	if (transaction_may_end(f, item) || !is_remembered(e))
		return REASON_NONE;
	if (s && s->zero_ns > e->now_ns)
		return transaction_is_opening(f) ? REASON_GREETING : REASON_DEBT;
	return network_zero_ns(e, f, s, 0) > e->now_ns ? REASON_NETWORK :
							 REASON_NONE;
}

struct judgement policy_judge(const struct engine *e, const struct flow *f,
			      const struct source *s,
			      const struct smtp_item *item)
{
	struct judgement j = { .reason = REASON_NONE };

	if (!policy_interval_ns(e, f))
		return j;
	/* A login is before no message, and a guess at one may cost more. */
	j.reserved = f->reserved && item->digits == 3 && !policy_is_login(item);
	if (error_is_held(e, item)) {
		j.exempt = error_is_exempt(e, f, item);
		if (!j.exempt) {
			j.reason = REASON_ERROR;
			return j;
		}
	}
	if (!j.reserved)
		j.reason = waits_for(e, f, s, item);
	return j;
}

/*
 * Of a host with more than a burst of errors beside its messages, right answers are
 * kept as its errors are, if its network owes so much: else silence would say "wrong".
 * Of what is not @clean it is not known whether a message was taken; nor in TLS, so it
 * must have erred within the time that debts last.
 */
static bool is_unpaid_neighbour(const struct engine *e, const struct source *s,
				uint64_t network_ns, bool clean)
{
	return s && clean && s->errors > s->delivered + e->conf.burst &&
	       e->now_ns <= s->last_s * NS_PER_S + e->conf.max_debt_ns &&
	       network_ns > e->now_ns + e->conf.max_hold_ns;
}

/* Due then, or never; who only waits for its neighbours is answered in the end. */
static struct charge charge_until(const struct engine *e, enum reason reason,
				  uint64_t due_ns)
{
	uint64_t last_ns = e->now_ns + e->conf.max_hold_ns;

	return (struct charge){
		.hold = true,
		.charged = reason == REASON_ERROR,
		.reason = reason,
		.unpaid = is_remembered(e) && reason != REASON_NETWORK &&
			  due_ns > last_ns,
		.due_ns = due_ns < last_ns ? due_ns : last_ns,
	};
}

struct charge policy_charge(struct engine *e, struct flow *f, struct source *s,
			    const struct smtp_item *item,
			    struct judgement judgement)
{
	enum reason reason = judgement.reason;
	struct charge charge;
	uint64_t network_ns;
	bool owes;

	e->stats.exempt_replies_total += judgement.exempt;
	switch (reason) {
	case REASON_NONE:
		return (struct charge){ .hold = false };
	case REASON_ERROR:
		owes = s && s->zero_ns > e->now_ns;
		charge = charge_until(e, reason, charge_error(e, f, s, item,
							      judgement.reserved));
		charge.owed = owes;
		charge.unpaid &= !judgement.reserved;
		charge.reserved = judgement.reserved;
		return charge;
	case REASON_NETWORK:
		network_ns = network_zero_ns(e, f, s, 0);
		charge = charge_until(e, reason, network_ns);
		charge.unpaid = is_unpaid_neighbour(e, s, network_ns, item->clean);
		return charge;
	default:
		return charge_until(e, reason, s->zero_ns);
	}
}

void policy_charge_unfit(struct engine *e, struct flow *f)
{
	struct smtp_item item = { .code = f->unfit_code };

	f->unfit = false;
	f->unfit_paid = true;
	f->unfit_ns = charge_error(e, f, source_of(e, f), &item, false);
}

struct charge policy_charge_paid(const struct engine *e, const struct flow *f)
{
	return charge_until(e, REASON_ERROR, later_ns(e->now_ns, f->unfit_ns));
}

bool policy_sees_tls(const struct engine *e, const struct flow *f)
{
	return is_remembered(e) && policy_interval_ns(e, f);
}

/*
 * An answer to more bytes than a command has may be a message's, and passes if the
 * message began when nothing was owed: what was answered before it passed then, or had
 * waited for its time.  Before the message its recipients may have been as many bytes,
 * in one flight up to DATA: so two such answers may pass, and the second, that of the
 * message, is a single reply.  Padded commands may pass for them, but so many for each
 * time that the bucket is back at zero, or that they waited, and are charged all the
 * same.  Who owes nothing, but has no token either, waits until the log had time to
 * tell what the answer costs: else all that is asked as a debt ends would pass.  Where
 * its size tells, that is known at once.
 */
struct charge policy_charge_tls(const struct engine *e, const struct flow *f,
				uint32_t client_bytes, size_t answer_bytes)
{
	const struct source *s = source_of(e, f);
	uint64_t token_ns = told_is_open(e, f) ? 0 : policy_interval_ns(e, f);

	if (!policy_sees_tls(e, f) || !s || s->zero_ns + token_ns <= e->now_ns)
		return (struct charge){ .hold = false };
	if (client_bytes > TLS_COMMAND_BYTES &&
	    (f->tls_may_pass == TLS_MAY_PASS ||
	     (f->tls_may_pass && answer_bytes <= TLS_REPLY_BYTES)))
		return (struct charge){ .hold = false };
	return charge_until(e, REASON_TLS_DEBT,
			    later_ns(s->zero_ns, e->now_ns + TLS_LOG_NS));
}

void policy_pass_tls(const struct engine *e, struct flow *f, bool waited)
{
	if (!policy_is_overdrawn(e, f))
		f->tls_may_pass = TLS_MAY_PASS;
	else if (waited)
		f->tls_may_pass = 1;
	else if (f->tls_may_pass)
		f->tls_may_pass--;
}

struct charge policy_charge_reset(struct engine *e, struct flow *f, unsigned int lines)
{
	static const struct smtp_item nothing;
	struct charge charge = { .hold = false };
	uint16_t owed = 0;
	uint64_t due_ns;

	if (!policy_interval_ns(e, f))
		return charge;
	do {
		owed = (uint16_t)(owed + policy_is_overdrawn(e, f));
		due_ns = charge_error(e, f, source_of(e, f), &nothing, false);
		if (!charge.hold)
			charge = charge_until(e, REASON_ERROR, due_ns);
	} while (lines-- > 1 && policy_debt_ns(e, f) < e->conf.max_debt_ns);
	charge.owed = owed;
	return charge;
}

void policy_delivered(struct engine *e, const struct flow *f)
{
	struct source *s = source_of(e, f);
	struct addr client = flow_client(f);

	/* Else who makes no errors would wait for its neighbours for ever. */
	if (!s && network_zero_ns(e, f, s, 0) > e->now_ns)
		s = policy_begin(e, &client, false);
	if (!s)
		return;
	count(&s->delivered);
	earn(e, f, s);
}
