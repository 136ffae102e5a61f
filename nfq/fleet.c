// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fleet.c - routers share what sources owe
 *
 * Owns two connections to a store: one for charges and their answers, one on
 * which other routers' charges are told.  A charge was applied by the engine
 * already when it comes here; the store adds it up with those of the others
 * (fleet_script.h), and its answer can move the held reply's time on, never
 * back.  So a packet waits for nobody, and without a store each router goes on
 * alone.  Back again, both sides tell what is owed, and the larger debt wins.
 *
 * Promises bounds against a store that is slow or lies: charges on their way,
 * messages and raises a second, connections a second, and room in the table of
 * sources.  What a store says is a whole number up to a day, or it is refused;
 * no reply is held longer than max-hold, which is the engine's.
 *
 * Built with WITH_FLEET; without it there is only the error that says so.
 */
#include "fleet.h"

#include <stdio.h>

#include "app.h"

#ifdef WITH_FLEET

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "addr.h"
#include "fleet_script.h"
#include "fleet_store.h"
#include "log.h"

#define RING		16384u	/* a power of two */
#define OUTSTANDING	10000u	/* requests that are not answered yet */
#define PATIENCE_NS	(10 * NS_PER_S)
#define RETRY_LEAST_NS	(100 * NS_PER_MS)
#define RETRY_MOST_NS	(10 * NS_PER_S)
#define SAY_NS		(2 * NS_PER_S)
#define SECOND_NS	NS_PER_S
#define MESSAGES_MOST	50000u	/* a second; then nothing is read */
#define RAISES_MOST	20000u	/* a second */
#define VISITED_MOST	20000u	/* of our sources, when we tell what they owe */
#define PUSHED_AT_ONCE	256u
#define LISTED_AT_ONCE	"200"
#define LISTED_MOST	200000u
#define LIST_NS		(20 * NS_PER_MS)
#define KEY_MAX		160
#define CURSOR_MAX	24
#define WHY_MAX		120

enum kind { KIND_HELLO, KIND_LOAD, KIND_CHARGE, KIND_PUSH, KIND_LIST };
enum state { STATE_NEW, STATE_UP, STATE_REFUSES, STATE_DOWN };

/*
 * struct request - Something that the store is asked
 * @client, @server, @client_port, @server_port: CHARGE: whose reply; PUSH:
 *		@client is the source
 * @more_ns:	How much more is owed
 * @owed_ns:	How much is owed at least
 * @offender:	It is one here
 * @sentenced:	Not by its counts, which are @errors, @refused and @taken
 * @sent_ns:	When it was asked
 * @whole:	By the script's text, not by its name
 */
struct request {
	struct addr client, server;
	uint16_t client_port, server_port;
	uint8_t kind;
	bool offender, sentenced, whole;
	uint32_t errors, refused, taken;
	uint64_t more_ns, owed_ns, sent_ns;
};

/* A connection, and when it is tried again. */
struct line {
	struct fleet_link link;
	uint64_t retry_ns, wait_ns, opened_ns;
	bool ready;
};

/* What is still to be told after a new connection. */
struct debt {
	struct addr source;
	uint64_t until_ns;
};

/*
 * struct fleet - All of it
 * @ring, @first, @sent, @end: Requests: answered up to @first, sent up to
 *		@sent, made up to @end
 * @second_ns, @messages, @raises: What came in this second
 * @state, @said, @said_ns, @why: How the store is, and what was logged of it
 * @debts, @debts_n, @debts_at: What is still to be pushed
 * @list_ns, @listed, @cursor: When the store's sources are asked for next
 */
struct fleet {
	struct app *app;
	struct fleet_store store;
	struct line charges, news;
	struct fleet_stats stats;
	char password[FLEET_PASSWORD_MAX];
	char channel[KEY_MAX], router[12], sha[41];
	struct request *ring;
	uint32_t first, sent, end;
	uint64_t second_ns;
	uint32_t messages, raises;
	enum state state, said;
	uint64_t said_ns;
	char why[WHY_MAX];
	struct debt *debts;
	uint32_t debts_n, debts_at;
	uint64_t list_ns;
	uint32_t listed;
	char cursor[CURSOR_MAX];
};

/* ---------------------------------------------------------------- say it */

static void note(struct fleet *f, enum state state, const char *why)
{
	size_t i;

	f->state = state;
	f->stats.up = state == STATE_UP;
	snprintf(f->why, sizeof(f->why), "%s", why);
	for (i = 0; f->why[i]; i++)
		if (f->why[i] < ' ' || f->why[i] > '~')
			f->why[i] = '?';
}

/* Once for each change, and not more often than people can read. */
static uint64_t say(struct fleet *f, uint64_t now_ns)
{
	const char *where = f->app->settings.shared_state;

	if (f->state == f->said)
		return ENGINE_NEVER;
	if (f->said != STATE_NEW && now_ns < f->said_ns + SAY_NS)
		return f->said_ns + SAY_NS;
	if (f->state == STATE_UP)
		log_notice("shared state: %s answers", where);
	else if (f->state == STATE_REFUSES)
		log_warning("shared state: %s refuses charges (%s): deciding alone",
			    where, f->why);
	else
		log_warning("shared state: %s is gone (%s): deciding alone until it is back",
			    where, f->why);
	f->said = f->state;
	f->said_ns = now_ns;
	return ENGINE_NEVER;
}

static void broke(struct fleet *f, struct line *line)
{
	f->stats.shared_reconnects_total++;
	line->ready = false;
	line->retry_ns = loop_now_ns() + line->wait_ns;
	line->wait_ns *= 2;
	if (line->wait_ns > RETRY_MOST_NS)
		line->wait_ns = RETRY_MOST_NS;
}

static void became_ready(struct line *line)
{
	line->ready = true;
	line->wait_ns = RETRY_LEAST_NS;
}

/* ---------------------------------------------------------------- requests */

static struct request *at(struct fleet *f, uint32_t index)
{
	return &f->ring[index % RING];
}

/* Return: a new request; NULL: too many are on their way */
static struct request *make(struct fleet *f, enum kind kind)
{
	struct request *r;

	if (f->end - f->first >= OUTSTANDING)
		return NULL;
	r = at(f, f->end++);
	memset(r, 0, sizeof(*r));
	r->kind = (uint8_t)kind;
	return r;
}

static struct addr source_of(const struct fleet *f, const struct addr *client)
{
	const struct engine_conf *conf = engine_conf(f->app->engine);
	struct addr source = *client;

	addr_mask(&source, client->family == 6 ? conf->prefix6_bits :
						 conf->prefix4_bits);
	return source;
}

static uint64_t milliseconds(uint64_t ns)
{
	uint64_t ms = ns / NS_PER_MS;

	return ms < FLEET_DEBT_MAX_MS ? ms : FLEET_DEBT_MAX_MS;
}

/* As "%llu" of snprintf(3), which is slow; @size has room for it. */
static void write_number(char *text, size_t size, uint64_t number)
{
	char digits[24];
	size_t n = 0, at = 0;

	do {
		digits[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (n && at + 1 < size)
		text[at++] = digits[--n];
	text[at] = '\0';
}

static bool send_charge(struct fleet *f, struct request *r)
{
	struct addr source = source_of(f, &r->client);
	char text[ADDR_TEXT_MAX], key[KEY_MAX + ADDR_TEXT_MAX + 1];
	char more[24], owed[24], errors[12], refused[12], taken[12];
	char offender_errors[12], offender_percent[12];
	const char *argv[] = {
		r->whole ? "EVAL" : "EVALSHA",
		r->whole ? fleet_charge_script : f->sha, "1", key,
		more, owed, r->sentenced ? "1" : "0", f->channel, text,
		f->router, errors, refused, taken, offender_errors,
		offender_percent,
	};

	addr_text(&source, text);
	strcpy(stpcpy(stpcpy(key, f->channel), ":"), text);
	write_number(more, sizeof(more), milliseconds(r->more_ns));
	write_number(owed, sizeof(owed), milliseconds(r->owed_ns));
	write_number(errors, sizeof(errors), r->errors);
	write_number(refused, sizeof(refused), r->refused);
	write_number(taken, sizeof(taken), r->taken);
	write_number(offender_errors, sizeof(offender_errors), UINT32_MAX);
	write_number(offender_percent, sizeof(offender_percent), 100);
	return fleet_link_command(&f->charges.link,
				  sizeof(argv) / sizeof(*argv), argv);
}

static bool send_list(struct fleet *f)
{
	char pattern[KEY_MAX + 3];
	const char *argv[] = {
		"EVAL", fleet_list_script, "0", f->cursor, pattern,
		LISTED_AT_ONCE,
	};

	snprintf(pattern, sizeof(pattern), "%s:*", f->channel);
	return fleet_link_command(&f->charges.link,
				  sizeof(argv) / sizeof(*argv), argv);
}

static bool send_hello(struct fleet *f, struct line *line)
{
	const char *user = f->app->settings.shared_user;
	const char *argv[3] = { "AUTH" };
	int n = 1;

	if (!*f->password)
		return true;
	if (*user)
		argv[n++] = user;
	argv[n++] = f->password;
	return fleet_link_command(&line->link, n, argv);
}

/* What is known of its source now, behind the packet that made the charge. */
static void look_up(struct fleet *f, struct request *r)
{
	struct source_info info;

	if (!engine_source_get(f->app->engine, &r->client, &info))
		return;
	r->errors = info.errors;
	r->taken = info.delivered;
}

/* Send what was made since; what does not fit is not asked. */
static void send_new(struct fleet *f, uint64_t now_ns)
{
	struct request *r;
	bool ok;

	for (; f->sent != f->end; f->sent++) {
		r = at(f, f->sent);
		if (r->kind != KIND_LIST)
			look_up(f, r);
		ok = r->kind == KIND_LIST ? send_list(f) : send_charge(f, r);
		if (!ok) {
			f->stats.shared_dropped_total += f->end - f->sent;
			f->end = f->sent;
			return;
		}
		f->stats.shared_charges_total += r->kind == KIND_CHARGE;
		r->sent_ns = now_ns;
	}
}

void fleet_charge(struct fleet *f, const struct event *event)
{
	struct request *r;

	if (!f || f->app->settings.engine.dry_run)
		return;
	r = f->charges.ready ? make(f, KIND_CHARGE) : NULL;
	if (!r) {
		f->stats.shared_dropped_total++;
		return;
	}
	r->client = event->client;
	r->server = event->server;
	r->client_port = event->client_port;
	r->server_port = event->server_port;
	r->more_ns = event->wait_ns;
	r->owed_ns = event->debt_ns;
}

/* ----------------------------------------------------------------- answers */

/* Return: false if it cannot be a debt */
static bool read_debt(long long value, uint64_t *debt_ns, bool *offender)
{
	if (value < 0 || value / 2 > FLEET_DEBT_MAX_MS)
		return false;
	*debt_ns = (uint64_t)(value / 2) * NS_PER_MS;
	*offender = value % 2;
	return true;
}

/* From when it was asked on: the store's clock ran meanwhile. */
static void take_debt(struct fleet *f, const struct request *r,
		      uint64_t debt_ns, bool offender, uint64_t now_ns)
{
	struct event event = {
		.client = r->client, .client_port = r->client_port,
		.server = r->server, .server_port = r->server_port,
	};
	uint64_t until_ns = r->sent_ns + debt_ns;
	bool more = debt_ns > r->owed_ns;

	if (more || (offender && !r->offender))
		engine_raise(f->app->engine, now_ns, &r->client, until_ns);
	if (more && r->kind == KIND_CHARGE)
		engine_postpone(f->app->engine, now_ns, &event, until_ns);
}

static void refused(struct fleet *f, const redisReply *reply)
{
	f->stats.shared_bad_total++;
	note(f, STATE_REFUSES, reply->type == REDIS_REPLY_ERROR ? reply->str :
			       "its answer makes no sense");
}

/* Ask once more with the text: it was restarted, and knows no script. */
static void ask_whole(struct fleet *f, const struct request *old)
{
	struct request *r = make(f, old->kind);

	if (!r) {
		f->stats.shared_dropped_total++;
		return;
	}
	*r = *old;
	r->whole = true;
}

static void charge_answered(struct fleet *f, const struct request *r,
			    const redisReply *reply)
{
	uint64_t now_ns = loop_now_ns(), debt_ns, late_ms;
	bool offender;

	if (reply->type == REDIS_REPLY_ERROR && !r->whole &&
	    !strncmp(reply->str, "NOSCRIPT", 8)) {
		ask_whole(f, r);
		return;
	}
	if (reply->type != REDIS_REPLY_INTEGER ||
	    !read_debt(reply->integer, &debt_ns, &offender)) {
		refused(f, reply);
		return;
	}
	f->stats.shared_answers_total++;
	late_ms = (now_ns - r->sent_ns) / NS_PER_MS;
	if (late_ms > f->stats.shared_late_ms)
		f->stats.shared_late_ms = late_ms;
	if (f->state != STATE_UP)
		note(f, STATE_UP, "");
	take_debt(f, r, debt_ns, offender, now_ns);
}

/* ---------------------------------------------------------- what others tell */

static void new_second(struct fleet *f, uint64_t now_ns)
{
	if (now_ns - f->second_ns < SECOND_NS)
		return;
	f->second_ns = now_ns;
	f->messages = f->raises = 0;
	if (f->news.link.paused)
		fleet_link_pause(&f->news.link, false);
}

/*
 * A quarter of the table is for sources of our own: nobody else's push them
 * out.
 */
static void raise_source(struct fleet *f, const char *text, long long value)
{
	struct engine *e = f->app->engine;
	uint64_t now_ns = loop_now_ns(), debt_ns;
	struct source_info info;
	struct addr source;
	bool offender;

	if (!read_debt(value, &debt_ns, &offender) ||
	    !addr_parse(text, &source)) {
		f->stats.shared_bad_total++;
		return;
	}
	new_second(f, now_ns);
	if (f->raises >= RAISES_MOST ||
	    (engine_stats(e)->sources_now >=
	     engine_conf(e)->max_sources / 4 * 3 &&
	     !engine_source_get(e, &source, &info))) {
		f->stats.shared_dropped_total++;
		return;
	}
	f->raises++;
	f->stats.shared_raises_total++;
	engine_raise(e, now_ns, &source, now_ns + debt_ns);
	known_add(f->app->known, engine_conf(e), now_ns, &source);
}

/* "SOURCE VALUE ROUTER" */
static void message_came(struct fleet *f, const char *text, size_t n)
{
	char copy[128], *rest = copy, *source, *value, *router, *end;
	long long number;

	if (n >= sizeof(copy)) {
		f->stats.shared_bad_total++;
		return;
	}
	memcpy(copy, text, n);
	copy[n] = '\0';
	source = strsep(&rest, " ");
	value = strsep(&rest, " ");
	router = strsep(&rest, " ");
	if (!value || !router || rest) {
		f->stats.shared_bad_total++;
		return;
	}
	if (!strcmp(router, f->router))
		return;
	number = strtoll(value, &end, 10);
	if (!*value || *end)
		number = -1;
	raise_source(f, source, number);
}

static bool is_text(const redisReply *reply, const char *text)
{
	return reply->type == REDIS_REPLY_STRING && !strcmp(reply->str, text);
}

static void news_came(void *ctx, const redisReply *reply)
{
	struct fleet *f = ctx;

	if (reply->type == REDIS_REPLY_STATUS)
		return;
	if (reply->type == REDIS_REPLY_ERROR) {
		f->stats.shared_bad_total++;
		fleet_link_fail(&f->news.link, reply->str);
		return;
	}
	new_second(f, loop_now_ns());
	if (++f->messages > MESSAGES_MOST)
		fleet_link_pause(&f->news.link, true);
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 3)
		f->stats.shared_bad_total++;
	else if (is_text(reply->element[0], "subscribe"))
		became_ready(&f->news);
	else if (is_text(reply->element[0], "message") &&
		 reply->element[2]->type == REDIS_REPLY_STRING)
		message_came(f, reply->element[2]->str,
			     (size_t)reply->element[2]->len);
	else
		f->stats.shared_bad_total++;
}

static void news_up(void *ctx)
{
	struct fleet *f = ctx;
	const char *argv[] = { "SUBSCRIBE", f->channel };

	if (!send_hello(f, &f->news) ||
	    !fleet_link_command(&f->news.link, 2, argv))
		fleet_link_fail(&f->news.link, strerror(ENOMEM));
}

static void news_down(void *ctx, const char *why)
{
	struct fleet *f = ctx;

	(void)why;	/* the other connection tells it */
	broke(f, &f->news);
}

/* ------------------------------------------------------- after a connection */

/* What is owed here, most recently guilty first; not all, if that is long. */
static bool collect(void *ctx, const struct source_info *info)
{
	struct fleet *f = ctx;

	if (f->debts_at++ >= VISITED_MOST)
		return false;
	if (info->zero_ns > f->app->now_ns)
		f->debts[f->debts_n++] = (struct debt){
			info->net.addr, info->zero_ns
		};
	return true;
}

static void reconcile(struct fleet *f)
{
	free(f->debts);
	f->debts_n = f->debts_at = 0;
	f->debts = calloc(VISITED_MOST, sizeof(*f->debts));
	if (f->debts && !f->app->settings.engine.dry_run)
		engine_source_each(f->app->engine, collect, f);
	f->debts_at = 0;
	f->listed = 0;
	f->list_ns = ENGINE_NEVER;	/* when all is pushed */
	strcpy(f->cursor, "0");
}

static void push(struct fleet *f, uint64_t now_ns)
{
	struct request *r;
	struct debt *debt;
	unsigned int n;

	for (n = 0; f->debts && n < PUSHED_AT_ONCE; n++) {
		if (f->debts_at == f->debts_n) {
			free(f->debts);
			f->debts = NULL;
			f->list_ns = now_ns;
			return;
		}
		if (f->end - f->first > OUTSTANDING / 2)
			return;
		debt = &f->debts[f->debts_at++];
		if (debt->until_ns <= now_ns)
			continue;
		r = make(f, KIND_PUSH);
		r->client = debt->source;
		r->owed_ns = debt->until_ns - now_ns;
	}
}

/* The cursor, then keys and debts; what we have pushed is in it, and equal. */
static void list_came(struct fleet *f, const redisReply *reply)
{
	size_t i, skip = strlen(f->channel) + 1;
	const redisReply *key, *value;

	f->list_ns = ENGINE_NEVER;
	if (reply->type != REDIS_REPLY_ARRAY || !reply->elements ||
	    reply->element[0]->type != REDIS_REPLY_STRING ||
	    strlen(reply->element[0]->str) >= sizeof(f->cursor)) {
		f->stats.shared_bad_total++;
		return;
	}
	for (i = 1; i + 1 < reply->elements; i += 2) {
		key = reply->element[i];
		value = reply->element[i + 1];
		if (key->type == REDIS_REPLY_STRING &&
		    value->type == REDIS_REPLY_INTEGER &&
		    (size_t)key->len > skip)
			raise_source(f, key->str + skip, value->integer);
		else
			f->stats.shared_bad_total++;
	}
	f->listed += (uint32_t)reply->elements / 2;
	strcpy(f->cursor, reply->element[0]->str);
	if (strcmp(f->cursor, "0") && f->listed < LISTED_MOST)
		f->list_ns = loop_now_ns() + LIST_NS;
}

static void charges_up(void *ctx)
{
	struct fleet *f = ctx;
	const char *load[] = { "SCRIPT", "LOAD", fleet_charge_script };
	char database[16];
	const char *choose[] = { "SELECT", database };
	bool ok = send_hello(f, &f->charges);

	if (*f->password)
		make(f, KIND_HELLO);
	if (f->store.database) {
		snprintf(database, sizeof(database), "%u", f->store.database);
		ok = ok && fleet_link_command(&f->charges.link, 2, choose);
		make(f, KIND_HELLO);
	}
	ok = ok && fleet_link_command(&f->charges.link, 3, load);
	make(f, KIND_LOAD);
	for (; f->sent != f->end; f->sent++)
		at(f, f->sent)->sent_ns = loop_now_ns();
	if (!ok)
		fleet_link_fail(&f->charges.link, strerror(ENOMEM));
}

static void charges_down(void *ctx, const char *why)
{
	struct fleet *f = ctx;

	for (; f->first != f->end; f->first++)
		f->stats.shared_dropped_total +=
			at(f, f->first)->kind >= KIND_CHARGE;
	f->sent = f->end = f->first;
	free(f->debts);
	f->debts = NULL;
	f->list_ns = ENGINE_NEVER;
	broke(f, &f->charges);
	note(f, STATE_DOWN, why);
}

static void hello_answered(struct fleet *f, const struct request *r,
			   const redisReply *reply)
{
	if (reply->type == REDIS_REPLY_ERROR) {
		f->stats.shared_bad_total++;
		fleet_link_fail(&f->charges.link, reply->str);
		return;
	}
	if (r->kind == KIND_HELLO)
		return;
	if (reply->type != REDIS_REPLY_STRING || reply->len != 40) {
		f->stats.shared_bad_total++;
		fleet_link_fail(&f->charges.link, "its answer makes no sense");
		return;
	}
	strcpy(f->sha, reply->str);
	became_ready(&f->charges);
	note(f, STATE_UP, "");
	reconcile(f);
}

static void answer_came(void *ctx, const redisReply *reply)
{
	struct fleet *f = ctx;
	struct request r;

	if (f->first == f->sent) {
		f->stats.shared_bad_total++;
		fleet_link_fail(&f->charges.link, reply->type == REDIS_REPLY_ERROR ?
				reply->str : "it answers what was not asked");
		return;
	}
	r = *at(f, f->first++);
	if (r.kind == KIND_LIST)
		list_came(f, reply);
	else if (r.kind == KIND_CHARGE || r.kind == KIND_PUSH)
		charge_answered(f, &r, reply);
	else
		hello_answered(f, &r, reply);
}

/* ------------------------------------------------------------------ a turn */

/* Return: when it wants to be looked at again */
static uint64_t look_after(struct line *line, uint64_t since_ns,
			   uint64_t now_ns)
{
	struct fleet_link *l = &line->link;

	if (l->state == LINK_CLOSED) {
		if (now_ns < line->retry_ns)
			return line->retry_ns;
		line->opened_ns = now_ns;
		fleet_link_open(l);
		return l->state == LINK_CLOSED ? line->retry_ns :
						 now_ns + PATIENCE_NS;
	}
	if (!line->ready)
		since_ns = line->opened_ns;
	if (since_ns == ENGINE_NEVER)
		return ENGINE_NEVER;
	if (now_ns < since_ns + PATIENCE_NS)
		return since_ns + PATIENCE_NS;
	fleet_link_fail(l, "it does not answer");
	return line->retry_ns;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Tell the store what it missed, then ask what we missed. */
static uint64_t catch_up(struct fleet *f, uint64_t now_ns)
{
	push(f, now_ns);
	if (f->debts)
		return f->end - f->first > OUTSTANDING / 2 ? ENGINE_NEVER :
							     now_ns;
	if (f->list_ns > now_ns)
		return f->list_ns;
	f->list_ns = ENGINE_NEVER;
	if (!make(f, KIND_LIST))
		f->stats.shared_dropped_total++;
	return ENGINE_NEVER;
}

uint64_t fleet_turn(struct fleet *f, uint64_t now_ns)
{
	uint64_t next_ns, asked_ns = ENGINE_NEVER;

	if (!f)
		return ENGINE_NEVER;
	if (f->first != f->sent)
		asked_ns = at(f, f->first)->sent_ns;
	next_ns = look_after(&f->charges, asked_ns, now_ns);
	next_ns = sooner(next_ns, look_after(&f->news, ENGINE_NEVER, now_ns));
	if (f->charges.ready) {
		next_ns = sooner(next_ns, catch_up(f, now_ns));
		send_new(f, now_ns);
		if (f->first != f->sent)
			next_ns = sooner(next_ns, at(f, f->first)->sent_ns +
						  PATIENCE_NS);
	}
	if (f->charges.link.out_used)
		fleet_link_flush(&f->charges.link);
	if (f->news.link.paused) {
		new_second(f, now_ns);
		next_ns = sooner(next_ns, f->second_ns + SECOND_NS);
	}
	if (!f->charges.ready)
		next_ns = sooner(next_ns, f->charges.retry_ns > now_ns ?
					  f->charges.retry_ns : ENGINE_NEVER);
	return sooner(next_ns, say(f, now_ns));
}

/* ---------------------------------------------------------- open and close */

static const struct fleet_hooks charges_hooks = {
	charges_up, answer_came, charges_down
};
static const struct fleet_hooks news_hooks = {
	news_up, news_came, news_down
};

static void set_up_line(struct fleet *f, struct line *line,
			const struct fleet_hooks *hooks)
{
	line->link = (struct fleet_link){
		.loop = &f->app->loop, .store = &f->store, .hooks = hooks,
		.ctx = f,
	};
	line->wait_ns = RETRY_LEAST_NS;
}

static bool set_up(struct fleet *f, char *error)
{
	const struct settings *s = &f->app->settings;
	uint32_t id;

	snprintf(f->channel, sizeof(f->channel), "%s:%s", s->shared_prefix,
		 s->shared_site);
	if (strpbrk(f->channel, "*?[]\\")) {
		snprintf(error, FLEET_OPEN_ERROR_MAX,
			 "shared-prefix and shared-site must be without *?[]\\");
		return false;
	}
	if (!fleet_store_find(s, &f->store, error, FLEET_OPEN_ERROR_MAX) ||
	    !fleet_store_password(s, f->password, error, FLEET_OPEN_ERROR_MAX))
		return false;
	f->ring = calloc(RING, sizeof(*f->ring));
	if (!f->ring || getrandom(&id, sizeof(id), 0) != sizeof(id)) {
		snprintf(error, FLEET_OPEN_ERROR_MAX, "shared-state: %s",
			 strerror(errno));
		return false;
	}
	snprintf(f->router, sizeof(f->router), "%08x", id);
	set_up_line(f, &f->charges, &charges_hooks);
	set_up_line(f, &f->news, &news_hooks);
	f->list_ns = ENGINE_NEVER;
	return true;
}

bool fleet_open(struct app *app, struct fleet **fleet, char *error)
{
	struct fleet *f;

	*fleet = NULL;
	if (!*app->settings.shared_state)
		return true;
	f = calloc(1, sizeof(*f));
	if (!f) {
		snprintf(error, FLEET_OPEN_ERROR_MAX, "out of memory");
		return false;
	}
	f->app = app;
	if (set_up(f, error)) {
		*fleet = f;
		return true;
	}
	fleet_close(f);
	return false;
}

int fleet_family(const struct fleet *f)
{
	return f ? f->store.to.sa.sa_family : AF_UNSPEC;
}

const struct fleet_stats *fleet_stats(const struct fleet *f)
{
	static const struct fleet_stats none;

	return f ? &f->stats : &none;
}

void fleet_close(struct fleet *f)
{
	if (!f)
		return;
	fleet_link_fini(&f->charges.link);
	fleet_link_fini(&f->news.link);
	fleet_store_fini(&f->store);
	free(f->debts);
	free(f->ring);
	free(f);
}

#else

#include <sys/socket.h>

bool fleet_open(struct app *app, struct fleet **fleet, char *error)
{
	*fleet = NULL;
	if (!*app->settings.shared_state)
		return true;
	snprintf(error, FLEET_OPEN_ERROR_MAX,
		 "shared-state: this program was built without it (make WITH_FLEET=yes, with hiredis)");
	return false;
}

int fleet_family(const struct fleet *f)
{
	(void)f;
	return AF_UNSPEC;
}

void fleet_charge(struct fleet *f, const struct event *event)
{
	(void)f;
	(void)event;
}

uint64_t fleet_turn(struct fleet *f, uint64_t now_ns)
{
	(void)f;
	(void)now_ns;
	return ENGINE_NEVER;
}

const struct fleet_stats *fleet_stats(const struct fleet *f)
{
	static const struct fleet_stats none;

	(void)f;
	return &none;
}

void fleet_close(struct fleet *f)
{
	(void)f;
}

#endif
