// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shared.c - what sources owe, told to other routers and by them
 *
 * Owns the daemon's end of the talk with smtp-tarpit-share, which alone knows
 * the store.  A charge was applied by the engine already when it comes here; it
 * goes out as a line, and what comes back can only raise: a source's bucket is at
 * zero no sooner than others know, and a held reply passes no earlier.  So no
 * packet waits for anybody, and without that process the router goes on alone.
 *
 * Out:	charge NET amount_ms=N floor_ms=N max_ms=N owes_ms=N flow=TOKEN
 *	debt NET zero_ms=N floor_ms=N max_ms=N
 *	end			behind the last debt
 * In:	raise NET zero_ms=N [flow=TOKEN]
 *	debts			tell what all sources owe
 *	status up|down|refuses [COUNTER=N...]
 *
 * zero_ms is when the bucket is back at zero, from now on; less than zero: ago,
 * and at most floor_ms.  A charge is zero = max(zero, now - floor) + amount, and
 * no later than now + max.  TOKEN names the held reply, and comes back as it was.
 *
 * Promises bounds against a process that was taken over by what it parses:
 * raises a second, looks at all sources a second, room in their table, numbers up
 * to a day; known.c bounds what it adds to the kernel's set.  No reply is held
 * longer than max-hold, which is the engine's.
 */
#include "shared.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "app.h"
#include "control.h"
#include "core/addr.h"
#include "process/log.h"

#define IN_BYTES	16384
#define LINE_MAX_BYTES	512
#define SECOND_NS	NS_PER_S
#define RAISES_MOST	20000u	/* a second */
#define VISITED_MOST	20000u	/* sources, when it is told what they owe */
#define DEBTS_AT_ONCE	256u
#define DEBTS_CAPACITY	65536u	/* bytes that wait; then no debts are added */
#define DEBTS_NS	NS_PER_S	/* they are not looked for more often */
#define NUMBER_MAX_MS	86400000	/* a day */
#define COUNT_MAX	1000000000

enum state { STATE_ABSENT, STATE_DOWN, STATE_REFUSES, STATE_UP };

/* A source that owes, to be told. */
struct debt {
	struct net net;
	uint64_t zero_ns;
};

/*
 * struct shared - All of it
 * @in, @in_bytes: What has come, up to a line that is not whole yet
 * @second_ns, @raises: What was raised in this second
 * @debts, @debts_n, @debts_at: What is still to be told
 * @debts_wanted, @debts_ns: It is to be looked for, and when that may be
 */
struct shared {
	struct app *app;
	struct shared_stats stats;
	enum state state;
	char in[IN_BYTES];
	size_t in_bytes;
	uint64_t second_ns;
	uint32_t raises;
	struct debt *debts;
	uint32_t debts_n, debts_at;
	bool debts_wanted;
	uint64_t debts_ns;
};

/* --------------------------------------------------------------------- out */

static const struct engine_conf *conf_of(const struct shared *s)
{
	return &s->app->settings.engine;
}

static unsigned long long milliseconds(uint64_t ns)
{
	uint64_t ms = ns / NS_PER_MS;

	return ms < NUMBER_MAX_MS ? ms : NUMBER_MAX_MS;
}

/* How far back a source's zero may lie. */
static uint64_t floor_ns(const struct engine_conf *conf)
{
	return conf->burst * conf->interval_ns;
}

/* What it has no room for, or nobody takes, is not shared. */
static void put_line(struct shared *s, const char *line, int n)
{
	if (!control_share_add(s->app->control, line, (size_t)n))
		s->stats.shared_dropped_total++;
}

void shared_charge(struct shared *s, const struct event *event)
{
	char net[NET_TEXT_MAX], peer[ADDR_TEXT_MAX], server[ADDR_TEXT_MAX];
	const char *sign = event->kind == EVENT_EARN ? "-" : "";
	/* No connection has that port. */
	unsigned int port = event->settled ? 0 : event->peer_port;
	char line[LINE_MAX_BYTES];
	struct net source;
	int n;

	if (!s || s->app->settings.engine.dry_run)
		return;
	source = net_of_source(conf_of(s), &event->client);
	n = snprintf(line, sizeof(line),
		     "charge %s amount_ms=%s%llu floor_ms=%llu max_ms=%llu owes_ms=%llu flow=%s,%u,%s,%u\n",
		     net_text(&source, net), sign,
		     milliseconds(event->wait_ns),
		     milliseconds(floor_ns(conf_of(s))),
		     milliseconds(conf_of(s)->max_debt_ns),
		     milliseconds(event->debt_ns),
		     addr_text(&event->peer, peer), port,
		     addr_text(&event->server, server), event->server_port);
	put_line(s, line, n);
}

static bool collect(void *ctx, const struct source_info *info)
{
	struct shared *s = ctx;

	if (s->debts_at++ >= VISITED_MOST)
		return false;
	if (!info->network &&
	    info->zero_ns + floor_ns(conf_of(s)) > s->app->now_ns)
		s->debts[s->debts_n++] = (struct debt){
			info->net, info->zero_ns
		};
	return true;
}

static long long ms_until(const struct shared *s, uint64_t when_ns)
{
	uint64_t now_ns = s->app->now_ns;

	return when_ns >= now_ns ? (long long)milliseconds(when_ns - now_ns) :
				   -(long long)milliseconds(now_ns - when_ns);
}

static void put_debts(struct shared *s)
{
	char net[NET_TEXT_MAX], line[LINE_MAX_BYTES];
	struct debt *debt;
	unsigned int i;
	int n;

	for (i = 0; i < DEBTS_AT_ONCE && s->debts_at < s->debts_n; i++) {
		debt = &s->debts[s->debts_at++];
		n = snprintf(line, sizeof(line),
			     "debt %s zero_ms=%lld floor_ms=%llu max_ms=%llu\n",
			     net_text(&debt->net, net),
			     ms_until(s, debt->zero_ns),
			     milliseconds(floor_ns(conf_of(s))),
			     milliseconds(conf_of(s)->max_debt_ns));
		put_line(s, line, n);
	}
	if (s->debts_at < s->debts_n)
		return;
	put_line(s, "end\n", 4);
	free(s->debts);
	s->debts = NULL;
}

static bool has_debts_to_report(const struct shared *s)
{
	return s->debts && control_share_waiting(s->app->control) < DEBTS_CAPACITY;
}

/* What is owed here, most recently charged first; not all, if that is long. */
static void find_debts(struct shared *s)
{
	s->debts_wanted = false;
	s->debts_ns = s->app->now_ns + DEBTS_NS;
	free(s->debts);
	s->debts_n = s->debts_at = 0;
	s->debts = calloc(VISITED_MOST, sizeof(*s->debts));
	if (!s->debts) {
		put_line(s, "end\n", 4);
		return;
	}
	if (!s->app->settings.engine.dry_run)
		engine_source_each(s->app->engine, collect, s);
	s->debts_at = 0;
}

uint64_t shared_next_ns(const struct shared *s)
{
	if (!s || s->state == STATE_ABSENT)
		return ENGINE_NEVER;
	if (has_debts_to_report(s) || control_share_ready(s->app->control))
		return 0;
	return s->debts_wanted ? s->debts_ns : ENGINE_NEVER;
}

void shared_run(struct shared *s)
{
	if (s->debts_wanted && s->debts_ns <= s->app->now_ns)
		find_debts(s);
	if (has_debts_to_report(s))
		put_debts(s);
	if (!control_share_flush(s->app->control))
		shared_left(s);
}

/* ---------------------------------------------------------------------- in */

/* "KEY=NUMBER".  Return: false if @text is not that, or beyond @max */
static bool read_number(const char *text, const char *key, long long max,
			long long *number)
{
	size_t n = strlen(key);
	char *end;

	if (!text || strncmp(text, key, n) || text[n] != '=' || !text[n + 1])
		return false;
	*number = strtoll(text + n + 1, &end, 10);
	return !*end && *number <= max && *number >= -max;
}

/* Begin a new second, if it is time. */
static void run_second(struct shared *s)
{
	if (s->app->now_ns - s->second_ns < SECOND_NS)
		return;
	s->second_ns = s->app->now_ns;
	s->raises = 0;
}

/* A quarter of the table is for sources of our own: nobody pushes them out. */
static bool has_capacity(const struct shared *s, const struct addr *source)
{
	const struct engine *e = s->app->engine;
	struct source_info info;

	if (s->raises >= RAISES_MOST)
		return false;
	return engine_stats(e)->sources_now <
	       engine_conf(e)->max_sources / 4 * 3 ||
	       engine_source_get(e, source, &info);
}

/* "flow=PEER,PORT,SERVER,PORT", as shared_charge() wrote it */
static bool read_flow(char *text, struct event *event)
{
	char *rest = text + 5, *word[4], *end;
	unsigned long port[2];
	int i;

	if (strncmp(text, "flow=", 5))
		return false;
	for (i = 0; i < 4; i++)
		word[i] = strsep(&rest, ",");
	if (rest || !word[3] || !addr_parse(word[0], &event->peer) ||
	    !addr_parse(word[2], &event->server))
		return false;
	for (i = 0; i < 2; i++) {
		port[i] = strtoul(word[2 * i + 1], &end, 10);
		if (!*word[2 * i + 1] || *end || port[i] > 65535)
			return false;
	}
	event->peer_port = (uint16_t)port[0];
	event->server_port = (uint16_t)port[1];
	return true;
}

static bool do_raise(struct shared *s, char *rest)
{
	struct app *app = s->app;
	char *text = strsep(&rest, " "), *zero = strsep(&rest, " ");
	struct event event = { .kind = EVENT_CHARGE };
	uint64_t zero_ns, past_ns;
	long long zero_ms;
	struct net net;

	if (!net_parse(text, &net) ||
	    net.prefix_bits != net_of_source(conf_of(s), &net.addr).prefix_bits ||
	    !read_number(zero, "zero_ms", NUMBER_MAX_MS, &zero_ms) ||
	    (rest && !read_flow(rest, &event)))
		return false;
	run_second(s);
	if (!has_capacity(s, &net.addr)) {
		s->stats.shared_dropped_total++;
		return true;
	}
	s->raises++;
	past_ns = zero_ms < 0 ? (uint64_t)-zero_ms * NS_PER_MS : 0;
	zero_ns = zero_ms < 0 ? (past_ns < app->now_ns ? app->now_ns - past_ns :
							 0) :
				app->now_ns + (uint64_t)zero_ms * NS_PER_MS;
	engine_raise(app->engine, app->now_ns, &net.addr, zero_ns);
	if (zero_ms > 0 &&
	    known_add(app->known, engine_conf(app->engine), app->now_ns, &net.addr))
		known_add_owing(app->known, engine_conf(app->engine),
				app->now_ns, &net.addr, zero_ns);
	if (rest) {
		engine_postpone(app->engine, app->now_ns, &event, zero_ns);
		return true;
	}
	s->stats.shared_raises_total++;
	return true;
}

static bool do_debts(struct shared *s, char *rest)
{
	(void)rest;
	s->debts_wanted = true;
	return true;
}

/* A counter as it tells it: how many more, or the most. */
static bool take_counter(struct shared *s, const char *text)
{
	static const struct {
		const char *name;
		size_t at;
	} counters[] = {
#define AT(name) offsetof(struct shared_stats, name)
		{ "charges", AT(shared_charges_total) },
		{ "answers", AT(shared_answers_total) },
		{ "dropped", AT(shared_dropped_total) },
		{ "bad", AT(shared_bad_total) },
		{ "reconnects", AT(shared_reconnects_total) },
#undef AT
	};
	long long n;
	size_t i;

	if (read_number(text, "late_ms", COUNT_MAX, &n) && n >= 0) {
		if ((uint64_t)n > s->stats.shared_late_ms)
			s->stats.shared_late_ms = (uint64_t)n;
		return true;
	}
	for (i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		if (!read_number(text, counters[i].name, COUNT_MAX, &n) ||
		    n < 0)
			continue;
		*(uint64_t *)((char *)&s->stats + counters[i].at) +=
			(uint64_t)n;
		return true;
	}
	return false;
}

static bool do_status(struct shared *s, char *rest)
{
	static const char *const states[] = {
		[STATE_ABSENT] = "", [STATE_DOWN] = "down",
		[STATE_REFUSES] = "refuses", [STATE_UP] = "up",
	};
	char *word = strsep(&rest, " ");
	enum state state = STATE_UP;

	while (state != STATE_ABSENT && strcmp(word, states[state]))
		state--;
	if (state == STATE_ABSENT)
		return false;
	s->state = state;
	while ((word = strsep(&rest, " ")))
		if (!take_counter(s, word))
			return false;
	return true;
}

static bool take_line(struct shared *s, char *line)
{
	static const struct {
		const char *name;
		bool (*fn)(struct shared *s, char *rest);
		bool has_words;
	} lines[] = {
		{ "raise", do_raise, true },
		{ "debts", do_debts, false },
		{ "status", do_status, true },
	};
	char *rest = line, *word = strsep(&rest, " ");
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (!strcmp(word, lines[i].name))
			return (rest != NULL) == lines[i].has_words &&
			       lines[i].fn(s, rest);
	return false;
}

bool shared_receive(struct shared *s, int fd)
{
	ssize_t got = recv(fd, s->in + s->in_bytes, IN_BYTES - s->in_bytes,
			   MSG_DONTWAIT);
	char *at = s->in, *end;

	if (got < 0)
		return errno == EAGAIN;
	if (got == 0)
		return false;
	s->in_bytes += (size_t)got;
	while ((end = memchr(at, '\n', s->in_bytes))) {
		*end = '\0';
		if (strlen(at) != (size_t)(end - at) || !take_line(s, at))
			s->stats.shared_bad_total++;
		s->in_bytes -= (size_t)(end + 1 - at);
		at = end + 1;
	}
	memmove(s->in, at, s->in_bytes);
	if (s->in_bytes < LINE_MAX_BYTES)
		return true;
	log_warning("shared state: smtp-tarpit-share sent a line that is too long: its connection is closed");
	return false;
}

/* -------------------------------------------------------------- it comes, goes */

void shared_joined(struct shared *s)
{
	s->state = STATE_DOWN;	/* until it says how the store is */
	s->in_bytes = 0;
	log_notice("shared state: smtp-tarpit-share is connected");
}

void shared_left(struct shared *s)
{
	if (!s)
		return;
	s->state = STATE_ABSENT;
	s->debts_wanted = false;
	free(s->debts);
	s->debts = NULL;
	log_warning("shared state: smtp-tarpit-share is gone: this router decides alone until it is back");
}

const struct shared_stats *shared_stats(const struct shared *s)
{
	static const struct shared_stats none;

	return s ? &s->stats : &none;
}

const char *shared_warning(const struct shared *s)
{
	static const char *const why[] = {
		[STATE_ABSENT] = "shared-state is set, and smtp-tarpit-share does not run, so that this router decides alone: systemctl start smtp-tarpit-share",
		[STATE_DOWN] = "the store of shared-state does not answer, so that this router decides alone: see the log of smtp-tarpit-share",
		[STATE_REFUSES] = "the store of shared-state refuses charges, so that this router decides alone: see the log of smtp-tarpit-share",
	};

	return s && s->state != STATE_UP ? why[s->state] : NULL;
}

bool shared_open(struct app *app, struct shared **shared)
{
	*shared = NULL;
	if (!*app->settings.shared_state)
		return true;
	*shared = calloc(1, sizeof(**shared));
	if (!*shared)
		return false;
	(*shared)->app = app;
	return true;
}

void shared_close(struct shared *s)
{
	if (!s)
		return;
	free(s->debts);
	free(s);
}
