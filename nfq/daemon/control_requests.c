// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_requests.c - what can be asked of the daemon, as a table
 *
 * Owns the words of requests.  Each answers with "ok" or "error TEXT" on a line, and
 * what was asked for behind it.  Must not send: that is control.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "control_internal.h"
#include "core/addr.h"
#include "known.h"
#include "process/log.h"
#include "process/side.h"
#include "report.h"
#include "shared.h"
#include "state.h"

#define FEEDS_MAX	8	/* the others' places stay free */
#define WORDS_MAX	4
#define ERRORS_MAX	10000
#define ROWS_DEFAULT	1000
#define ROWS_MOST	100000

const struct control_guest control_guests[CONTROL_GUESTS] = {
	{ SIDE_SHARE_USER, "share" },
	{ SIDE_METRICS_USER, "status" },
};

struct request {
	struct app *app;
	struct client *client;
	struct text *out;
	char *word[WORDS_MAX];
	int words;
};

static void refuse(struct request *r, const char *why, const char *what)
{
	text_add(r->out, "error %s%s\n", why, what);
}

static bool read_addr(struct request *r, struct addr *addr)
{
	if (addr_parse(r->word[1], addr))
		return true;
	refuse(r, "not an address: ", r->word[1]);
	return false;
}

static void do_status(struct request *r)
{
	static const struct {
		const char *name;
		void (*report)(const struct app *app, struct text *t);
	} forms[] = {
		{ "text", report_text }, { "json", report_json },
		{ "prometheus", report_prometheus }, { "lines", report_lines },
	};
	const char *form = r->words > 1 ? r->word[1] : "text";
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (strcmp(forms[i].name, form))
			continue;
		text_add(r->out, "ok\n");
		forms[i].report(r->app, r->out);
		return;
	}
	refuse(r, "status is one of text, json, prometheus, lines, not ", form);
}

static bool read_rows(struct request *r, uint32_t *rows)
{
	char *end;
	unsigned long n;

	*rows = ROWS_DEFAULT;
	if (r->words < 2)
		return true;
	n = strtoul(r->word[1], &end, 10);
	*rows = (uint32_t)n;
	if (!*end && n >= 1 && n <= ROWS_MOST && r->word[1][0] != '-')
		return true;
	refuse(r, "not a number of lines (1..100000): ", r->word[1]);
	return false;
}

static void do_held(struct request *r)
{
	uint32_t rows;

	if (!read_rows(r, &rows))
		return;
	text_add(r->out, "ok\n");
	report_held(r->app, r->out, rows);
}

static void do_sources(struct request *r)
{
	uint32_t rows;

	if (!read_rows(r, &rows))
		return;
	text_add(r->out, "ok\n");
	report_sources(r->app, r->out, rows);
}

static void do_release(struct request *r)
{
	struct addr addr;
	bool all = !strcmp(r->word[1], "--all");

	if (!all && !read_addr(r, &addr))
		return;
	text_add(r->out, "ok\nreleased=%u\n",
		 app_release(r->app, all ? NULL : &addr));
}

static void do_forget(struct request *r)
{
	struct addr addr;
	bool all = !strcmp(r->word[1], "--all");

	if (!all && !read_addr(r, &addr))
		return;
	text_add(r->out, "ok\nforgotten=%u\n",
		 engine_forget(r->app->engine, all ? NULL : &addr));
}

/* What a source owes now. */
static uint64_t owed_ns(const struct request *r, const struct addr *addr)
{
	struct source_info info = { .zero_ns = 0 };
	uint64_t now_ns = r->app->now_ns;

	engine_source_get(r->app->engine, addr, &info);
	return info.zero_ns > now_ns ? info.zero_ns - now_ns : 0;
}

static void do_owe(struct request *r)
{
	struct addr addr;
	char *end;
	unsigned long s = strtoul(r->word[2], &end, 10);

	if (!read_addr(r, &addr))
		return;
	if (*end || s > ENGINE_OWE_MAX_S || r->word[2][0] == '-') {
		refuse(r, "not a number of seconds (0..2592000): ",
		       r->word[2]);
		return;
	}
	engine_owe(r->app->engine, r->app->now_ns, &addr,
		   r->app->now_ns + s * NS_PER_S);
	known_add(r->app->known, engine_conf(r->app->engine), r->app->now_ns,
		  &addr);
	known_add_owing(r->app->known, engine_conf(r->app->engine),
			r->app->now_ns, &addr,
			r->app->now_ns + owed_ns(r, &addr));
	text_add(r->out, "ok\nowes_s=");
	text_add_seconds(r->out, owed_ns(r, &addr));
	text_add(r->out, "\n");
}

/* charge ADDR [N] [tls] */
static void do_charge(struct request *r)
{
	bool tls = r->words > 2 && !strcmp(r->word[r->words - 1], "tls");
	struct addr addr;
	char *end = "";
	long n = 1;

	if (!read_addr(r, &addr))
		return;
	if (r->words - tls > 2)
		n = strtol(r->word[2], &end, 10);
	if (*end || n < -ERRORS_MAX || n > ERRORS_MAX || r->words - tls > 3) {
		refuse(r, "not a number of errors (-10000..10000), and tls: ",
		       r->word[2]);
		return;
	}
	n = app_charge(r->app, &addr, (int32_t)n, tls);
	text_add(r->out, "%scharged=%ld debt=", r->client->feeds ? "" : "ok\n",
		 n);
	text_add_seconds(r->out, owed_ns(r, &addr));
	text_add(r->out, "\n");
}

static void do_feed(struct request *r)
{
	if (r->client->control->feeds == FEEDS_MAX) {
		refuse(r, "too many programs feed charges already: stop one of them", "");
		return;
	}
	r->client->feeds = true;
	r->client->control->feeds++;
	text_add(r->out, "ok\n");
}

static void do_trace(struct request *r)
{
	if (r->words > 1 && !read_addr(r, &r->client->follow))
		return;
	r->client->follows = true;
	r->client->control->followers++;
	text_add(r->out, "ok\n");
}

static void do_share(struct request *r)
{
	struct control *control = r->client->control;

	if (!r->app->shared || control->share) {
		refuse(r, r->app->shared ? "another smtp-tarpit-share is connected already" :
					   "the daemon's shared-state is none: set it, and restart the daemon", "");
		return;
	}
	r->client->shares = true;
	control->share = r->client;
	text_add(r->out, "ok\n");
	shared_joined(r->app->shared);
}

static void do_reload(struct request *r)
{
	char answer[OPTIONS_ERROR_MAX];

	if (app_reload(r->app, answer))
		text_add(r->out, "ok\n%s\n", answer);
	else
		refuse(r, "nothing was changed: ", answer);
}

static void do_loglevel(struct request *r)
{
	struct settings *s = &r->app->settings;
	char error[OPTIONS_ERROR_MAX];

	if (!options_set(s, OPTIONS_RUN, "log-level", r->word[1], error)) {
		refuse(r, error, "");
		return;
	}
	log_set((int)s->log_level, s->log_rate);
	text_add(r->out, "ok\n");
}

static void do_save(struct request *r)
{
	const char *path = r->app->settings.state;

	if (!*path)
		refuse(r, "the daemon has no state file: set state, and restart the daemon", "");
	else if (state_write(r->app->engine, path, r->app->now_ns, false))
		text_add(r->out, "ok\n");
	else
		refuse(r, "the state could not be written, see the log", "");
}

static const struct {
	const char *name;
	int min_words, max_words;
	void (*fn)(struct request *r);
} requests[] = {
	{ "status", 1, 2, do_status },
	{ "held", 1, 2, do_held },
	{ "sources", 1, 2, do_sources },
	{ "release", 2, 2, do_release },
	{ "forget", 2, 2, do_forget },
	{ "owe", 3, 3, do_owe },
	{ "charge", 2, 4, do_charge },
	{ "feed", 1, 1, do_feed },
	{ "trace", 1, 2, do_trace },
	{ "share", 1, 1, do_share },
	{ "reload", 1, 1, do_reload },
	{ "loglevel", 2, 2, do_loglevel },
	{ "save", 1, 1, do_save },
};

static bool may_ask(const struct client *c, const char *request)
{
	size_t i;

	for (i = 0; i < CONTROL_GUESTS; i++)
		if (c->may_only & 1u << i && !strcmp(control_guests[i].request, request))
			return true;
	return !c->may_only;
}

static bool is_feed_request(const struct request *r)
{
	return !strcmp(r->word[0], "charge") || !strcmp(r->word[0], "feed");
}

void control_answer(struct client *c, char *line)
{
	struct request r = { .app = c->control->app, .client = c,
			     .out = &c->out };
	char *rest = line, *word;
	size_t i;

	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		if (r.words == WORDS_MAX) {
			refuse(&r, "too many words", "");
			return;
		}
		r.word[r.words++] = word;
	}
	for (i = 0; r.words && i < sizeof(requests) / sizeof(requests[0]);
	     i++) {
		if (strcmp(requests[i].name, r.word[0]))
			continue;
		if (!may_ask(c, r.word[0]) ||
		    (c->feeds_only && !is_feed_request(&r)))
			refuse(&r, "this user must not ask for ", r.word[0]);
		else if (c->feeds && strcmp(r.word[0], "charge"))
			refuse(&r, "a feed may only charge, and not ask for ",
			       r.word[0]);
		else if (r.words < requests[i].min_words ||
		    r.words > requests[i].max_words)
			refuse(&r, "wrong number of words for ", r.word[0]);
		else
			requests[i].fn(&r);
		return;
	}
	refuse(&r, "unknown request", "");
}
