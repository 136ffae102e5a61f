// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * store.c - charges to the store, and what it answers
 *
 * Owns the connection for charges and the ring of requests on their way.  The
 * daemon's engine has applied a charge already when it comes here; the store adds
 * it to those of the other routers (script.h), and its answer can move the held
 * reply's time on, never back.  So a packet waits for nobody, and without a store
 * each router goes on alone.  Back again, both sides tell what is owed, and the
 * later zero wins.
 *
 * Promises bounds against a store that is slow or lies: charges on their way,
 * messages and connections a second.  What a store says is a whole number up to a
 * day, or it is refused.
 */
#include "share.h"

#include <hiredis/hiredis.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process/log.h"
#include "script.h"

#define RING		16384u	/* a power of two */
#define OUTSTANDING	10000u	/* requests that are not answered yet */
#define SAY_NS		(2 * NS_PER_S)
#define SECOND_NS	NS_PER_S
#define DEBTS_MOST	20000u
#define PUSHED_AT_ONCE	256u
#define LISTED_AT_ONCE	"200"
#define LISTED_MOST	200000u
#define LIST_NS		(20 * NS_PER_MS)

/* ---------------------------------------------------------------- say it */

static void note(struct share *s, enum share_state state, const char *why)
{
	size_t i;

	s->state = state;
	snprintf(s->why, sizeof(s->why), "%s", why);
	for (i = 0; s->why[i]; i++)
		if (s->why[i] < ' ' || s->why[i] > '~')
			s->why[i] = '?';
}

/* Once for each change, and not more often than people can read. */
static uint64_t say(struct share *s, uint64_t now_ns)
{
	const char *where = s->side.settings.shared_state;

	if (s->state == s->said)
		return ENGINE_NEVER;
	if (s->said != SHARE_NEW && now_ns < s->said_ns + SAY_NS)
		return s->said_ns + SAY_NS;
	if (s->state == SHARE_UP)
		log_notice("shared state: %s answers", where);
	else if (s->state == SHARE_REFUSES)
		log_warning("shared state: %s refuses charges (%s): the router decides alone",
			    where, s->why);
	else
		log_warning("shared state: %s is gone (%s): the router decides alone until it is back",
			    where, s->why);
	s->said = s->state;
	s->said_ns = now_ns;
	return ENGINE_NEVER;
}

/* ---------------------------------------------------------------- requests */

static struct share_request *at(struct share *s, uint32_t index)
{
	return &s->ring[index % RING];
}

/* Return: a new request; NULL: too many are on their way */
static struct share_request *make(struct share *s, enum share_kind kind)
{
	struct share_request *r;

	if (s->end - s->first >= OUTSTANDING)
		return NULL;
	r = at(s, s->end++);
	memset(r, 0, sizeof(*r));
	r->kind = (uint8_t)kind;
	return r;
}

static bool send_charge(struct share *s, struct share_request *r)
{
	char key[SHARE_KEY_MAX + NET_TEXT_MAX + 1];
	char amount[SHARE_NUMBER_MAX], floor[SHARE_NUMBER_MAX], max[SHARE_NUMBER_MAX];
	char known[SHARE_NUMBER_MAX] = "";
	const char *argv[] = {
		r->whole ? "EVAL" : "EVALSHA",
		r->whole ? script_charge : s->sha, "1", key,
		share_write(amount, r->amount_ms),
		share_write(floor, r->floor_ms), share_write(max, r->max_ms),
		known, s->channel, r->source, s->id,
	};

	strcpy(stpcpy(stpcpy(key, s->channel), ":"), r->source);
	if (r->kind == SHARE_DEBT)
		share_write(known, r->known_ms);
	return link_command(&s->charges.link, sizeof(argv) / sizeof(*argv),
			    argv);
}

static bool send_list(struct share *s)
{
	char pattern[SHARE_KEY_MAX + 3];
	const char *argv[] = {
		"EVAL", script_list, "0", s->cursor, pattern, LISTED_AT_ONCE,
	};

	snprintf(pattern, sizeof(pattern), "%s:*", s->channel);
	return link_command(&s->charges.link, sizeof(argv) / sizeof(*argv),
			    argv);
}

/* Send what was made since; what does not fit is not asked. */
static void send_new(struct share *s, uint64_t now_ns)
{
	struct share_request *r;
	bool ok;

	for (; s->sent != s->end; s->sent++) {
		r = at(s, s->sent);
		ok = r->kind == SHARE_LIST ? send_list(s) : send_charge(s, r);
		if (!ok) {
			s->stats.dropped += s->end - s->sent;
			s->end = s->sent;
			return;
		}
		s->stats.charges += r->kind == SHARE_CHARGE;
		r->sent_ns = now_ns;
	}
}

void store_charge(struct share *s, const struct share_request *request)
{
	struct share_request *r = NULL;

	if (s->charges.ready)
		r = make(s, SHARE_CHARGE);
	if (!r) {
		s->stats.dropped++;
		return;
	}
	*r = *request;
	r->kind = SHARE_CHARGE;
}

/* ----------------------------------------------------------------- answers */

/* From when it was asked on: the store's clock ran meanwhile. */
static void take_zero(struct share *s, const struct share_request *r,
		      int64_t zero_ms, uint64_t now_ns)
{
	int64_t ran_ms = (int64_t)((now_ns - r->sent_ns) / NS_PER_MS);

	if (zero_ms > r->known_ms)
		router_raise(s, r->source, zero_ms - ran_ms, r->flow);
}

static void refused(struct share *s, const redisReply *reply)
{
	s->stats.bad++;
	note(s, SHARE_REFUSES, reply->type == REDIS_REPLY_ERROR ? reply->str :
			       "the store's answer cannot be read");
}

/* Ask once more with the text: it was restarted, and knows no script. */
static void ask_whole(struct share *s, const struct share_request *old)
{
	struct share_request *r = make(s, old->kind);

	if (!r) {
		s->stats.dropped++;
		return;
	}
	*r = *old;
	r->whole = true;
}

static void charge_answered(struct share *s, const struct share_request *r,
			    const redisReply *reply)
{
	uint64_t now_ns = loop_now_ns(), late_ms;

	if (reply->type == REDIS_REPLY_ERROR && !r->whole &&
	    !strncmp(reply->str, "NOSCRIPT", 8)) {
		ask_whole(s, r);
		return;
	}
	if (reply->type != REDIS_REPLY_INTEGER ||
	    reply->integer > SCRIPT_MAX_MS || reply->integer < -SCRIPT_MAX_MS) {
		refused(s, reply);
		return;
	}
	s->stats.answers++;
	late_ms = (now_ns - r->sent_ns) / NS_PER_MS;
	if (late_ms > s->stats.late_ms)
		s->stats.late_ms = late_ms;
	if (s->state != SHARE_UP)
		note(s, SHARE_UP, "");
	take_zero(s, r, reply->integer, now_ns);
}

/* ------------------------------------------------------- after a connection */

void store_forget_debts(struct share *s)
{
	free(s->debts);
	s->debts = NULL;
	s->list_ns = ENGINE_NEVER;
}

void store_catch_up(struct share *s)
{
	if (!s->router.open || !s->charges.ready)
		return;
	store_forget_debts(s);
	s->debts_again = s->debts_asked;
	if (s->debts_asked)
		return;		/* behind the answer that is on its way */
	s->debts_n = s->debts_at = s->listed = 0;
	s->debts_ended = false;
	s->debts = calloc(DEBTS_MOST, sizeof(*s->debts));
	strcpy(s->cursor, "0");
	s->debts_asked = s->debts != NULL;
	if (s->debts)
		router_ask_debts(s);
	else
		s->list_ns = 0;
}

void store_debt(struct share *s, const struct share_request *request)
{
	struct share_debt *debt;

	if (!s->debts)
		return;		/* it will be asked for again */
	if (s->debts_n == DEBTS_MOST) {
		s->stats.dropped++;
		return;
	}
	debt = &s->debts[s->debts_n++];
	memcpy(debt->source, request->source, sizeof(debt->source));
	debt->floor_ms = request->floor_ms;
	debt->max_ms = request->max_ms;
	debt->zero_ns = (int64_t)loop_now_ns() +
			request->known_ms * (int64_t)NS_PER_MS;
}

void store_debts_end(struct share *s)
{
	s->debts_asked = false;
	s->debts_ended = true;
	if (s->debts_again)
		store_catch_up(s);
}

/* What is owed here. */
static void push(struct share *s, uint64_t now_ns)
{
	struct share_request *r;
	struct share_debt *debt;
	unsigned int n;

	for (n = 0; n < PUSHED_AT_ONCE && s->debts_at < s->debts_n; n++) {
		if (s->end - s->first > OUTSTANDING / 2)
			return;
		debt = &s->debts[s->debts_at++];
		r = make(s, SHARE_DEBT);
		memcpy(r->source, debt->source, sizeof(r->source));
		r->floor_ms = debt->floor_ms;
		r->max_ms = debt->max_ms;
		r->known_ms = (debt->zero_ns - (int64_t)now_ns) /
			      (int64_t)NS_PER_MS;
	}
	if (!s->debts_ended || s->debts_at < s->debts_n)
		return;
	store_forget_debts(s);
	s->list_ns = now_ns;
}

/* Tell the store what it missed, then ask what we missed.  Return: when again */
static uint64_t catch_up(struct share *s, uint64_t now_ns)
{
	if (s->debts)
		push(s, now_ns);
	if (s->debts && s->debts_at < s->debts_n)
		return s->end - s->first > OUTSTANDING / 2 ? ENGINE_NEVER :
							     now_ns;
	if (s->list_ns > now_ns)
		return s->list_ns;
	s->list_ns = ENGINE_NEVER;
	if (!make(s, SHARE_LIST))
		s->stats.dropped++;
	return ENGINE_NEVER;
}

/* The cursor, then keys and zeros; what we have pushed is in it, and equal. */
static void list_came(struct share *s, const redisReply *reply)
{
	size_t i, skip = strlen(s->channel) + 1;
	const redisReply *key, *value;

	s->list_ns = ENGINE_NEVER;
	if (reply->type != REDIS_REPLY_ARRAY || !reply->elements ||
	    reply->element[0]->type != REDIS_REPLY_STRING ||
	    strlen(reply->element[0]->str) >= sizeof(s->cursor)) {
		s->stats.bad++;
		return;
	}
	for (i = 1; i + 1 < reply->elements; i += 2) {
		key = reply->element[i];
		value = reply->element[i + 1];
		if (key->type == REDIS_REPLY_STRING &&
		    value->type == REDIS_REPLY_INTEGER &&
		    (size_t)key->len > skip)
			news_source(s, key->str + skip, value->integer);
		else
			s->stats.bad++;
	}
	s->listed += (uint32_t)reply->elements / 2;
	strcpy(s->cursor, reply->element[0]->str);
	if (strcmp(s->cursor, "0") && s->listed < LISTED_MOST)
		s->list_ns = loop_now_ns() + LIST_NS;
}

/* ------------------------------------------------------------ up and down */

static void charges_up(void *ctx)
{
	struct share *s = ctx;
	const char *load[] = { "SCRIPT", "LOAD", script_charge };
	char database[16];
	const char *choose[] = { "SELECT", database };
	bool ok = line_login(s, &s->charges);

	if (*s->password)
		make(s, SHARE_HELLO);
	if (s->address.database) {
		snprintf(database, sizeof(database), "%u",
			 s->address.database);
		ok = ok && link_command(&s->charges.link, 2, choose);
		make(s, SHARE_HELLO);
	}
	ok = ok && link_command(&s->charges.link, 3, load);
	make(s, SHARE_LOAD);
	for (; s->sent != s->end; s->sent++)
		at(s, s->sent)->sent_ns = loop_now_ns();
	if (!ok)
		link_fail(&s->charges.link, strerror(ENOMEM));
}

static void charges_down(void *ctx, const char *why)
{
	struct share *s = ctx;

	for (; s->first != s->end; s->first++)
		s->stats.dropped += at(s, s->first)->kind >= SHARE_CHARGE;
	s->sent = s->end = s->first;
	store_forget_debts(s);
	line_broke(s, &s->charges);
	note(s, SHARE_DOWN, why);
}

static void hello_answered(struct share *s, const struct share_request *r,
			   const redisReply *reply)
{
	if (reply->type == REDIS_REPLY_ERROR) {
		s->stats.bad++;
		link_fail(&s->charges.link, reply->str);
		return;
	}
	if (r->kind == SHARE_HELLO)
		return;
	if (reply->type != REDIS_REPLY_STRING || reply->len != 40) {
		s->stats.bad++;
		link_fail(&s->charges.link, "the store's answer cannot be read");
		return;
	}
	strcpy(s->sha, reply->str);
	line_ready(&s->charges);
	note(s, SHARE_UP, "");
	store_catch_up(s);
}

static void answer_came(void *ctx, const redisReply *reply)
{
	struct share *s = ctx;
	struct share_request r;

	if (s->first == s->sent) {
		s->stats.bad++;
		link_fail(&s->charges.link, reply->type == REDIS_REPLY_ERROR ?
			  reply->str : "the store answered what was not asked");
		return;
	}
	r = *at(s, s->first++);
	if (r.kind == SHARE_LIST)
		list_came(s, reply);
	else if (r.kind == SHARE_CHARGE || r.kind == SHARE_DEBT)
		charge_answered(s, &r, reply);
	else
		hello_answered(s, &r, reply);
}

/* ------------------------------------------------------------------ a turn */

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t store_run(struct share *s, uint64_t now_ns)
{
	uint64_t next_ns, asked_ns = ENGINE_NEVER;

	if (s->first != s->sent)
		asked_ns = at(s, s->first)->sent_ns;
	next_ns = line_run(&s->charges, asked_ns, now_ns);
	next_ns = sooner(next_ns, line_run(&s->news, ENGINE_NEVER, now_ns));
	if (s->charges.ready) {
		next_ns = sooner(next_ns, catch_up(s, now_ns));
		send_new(s, now_ns);
		if (s->first != s->sent)
			next_ns = sooner(next_ns, at(s, s->first)->sent_ns +
						  SHARE_PATIENCE_NS);
	}
	if (s->charges.link.out_used)
		link_flush(&s->charges.link);
	if (s->news.link.paused) {
		news_second(s, now_ns);
		next_ns = sooner(next_ns, s->second_ns + SECOND_NS);
	}
	if (!s->charges.ready)
		next_ns = sooner(next_ns, s->charges.retry_ns > now_ns ?
					  s->charges.retry_ns : ENGINE_NEVER);
	return sooner(next_ns, say(s, now_ns));
}

/* ---------------------------------------------------------- open and close */

bool store_open(struct share *s)
{
	static const struct link_hooks hooks = {
		charges_up, answer_came, charges_down
	};

	s->ring = calloc(RING, sizeof(*s->ring));
	s->charges.link = (struct link){
		.loop = &s->side.loop, .store = &s->address, .hooks = &hooks,
		.ctx = s,
	};
	line_init(&s->charges);
	line_init(&s->news);
	s->list_ns = ENGINE_NEVER;
	news_open(s);
	return s->ring;
}

void store_close(struct share *s)
{
	link_fini(&s->charges.link);
	link_fini(&s->news.link);
	address_fini(&s->address);
	free(s->debts);
	free(s->ring);
}
