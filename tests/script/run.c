// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - stream scripts: line by line
 *
 * Owns the script's clock, its settings and its loops.  Each line is cut into
 * words (parse.c), done (world.c, or lines.c for packets), and compared
 * (expect.c); the first thing that goes wrong ends the script.
 */
#include "core/addr.h"
#include "core/trace.h"
#include "oracle.h"
#include "run.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "key=value" in two; the word is changed */
bool split_word(char *text, char **key, char **value)
{
	char *equal = strchr(text, '=');

	if (!equal)
		return false;
	*equal = '\0';
	*key = text;
	*value = equal + 1;
	return true;
}

static void do_conf(struct run *r)
{
	char error[OPTIONS_ERROR_MAX], *key, *value;
	unsigned int i;

	for (i = 1; i < r->line.words; i++) {
		if (!split_word(r->line.word[i].text, &key, &value)) {
			world_fail(r->w, "conf: want key=value");
			return;
		}
		if (!options_set(&r->settings, OPTIONS_ALL, key, value, error)) {
			world_fail(r->w, "%s", error);
			return;
		}
	}
	r->w->conf = r->settings.engine;
	r->w->conf.key[0] = 0x0706050403020100;
	r->w->conf.key[1] = 0x0f0e0d0c0b0a0908;
	if (r->w->engine)
		engine_configure(r->w->engine, &r->w->conf);
}

static void do_kernel(struct run *r)
{
	const char *what = r->line.words == 2 ? r->line.word[1].text : "";

	if (!strcmp(what, "prefilter"))
		r->w->prefilter = true;
	else
		world_fail(r->w, "kernel: want prefilter");
}

/* no-restarts: the script is about something that a restart forgets */
static void do_no_restarts(struct run *r)
{
	r->w->restarts = false;
}

static bool stat_value(const struct world *w, const char *key, uint64_t *value)
{
	const struct engine_stats *s = engine_stats(w->engine);
	const struct { const char *key; uint64_t value; } all[] = {
#define X(name, help) { #name, s->name + w->past.name },
		ENGINE_COUNTERS(X)
#undef X
		{ "held_now", s->held_now }, { "gated_now", s->gated_now },
		{ "flows_now", s->flows_now },
		{ "sources_now", s->sources_now },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(all[i].key, key)) {
			*value = all[i].value;
			return true;
		}
	return false;
}

/* stats KEY=N ... */
static void do_stats(struct run *r)
{
	char *key, *value;
	unsigned int i;
	uint64_t got;
	uint32_t want;

	world_start(r->w);
	for (i = 1; i < r->line.words; i++) {
		if (!split_word(r->line.word[i].text, &key, &value) ||
		    !parse_number(value, &want) ||
		    !stat_value(r->w, key, &got)) {
			world_fail(r->w, "stats: cannot read '%s'",
				   r->line.word[i].text);
			return;
		}
		if (got != want)
			world_fail(r->w, "want %s=%u, got %llu", key, want,
				   (unsigned long long)got);
	}
}

/* lost all | lost RANGE [flow=NAME] */
static void do_lost(struct run *r)
{
	const char *what = r->line.words > 1 ? r->line.word[1].text : "";
	int64_t from = INT64_MIN, to = 0;
	struct tcp_segment seg;
	struct slot *slot;
	unsigned int found = 0;
	uint32_t i;

	if (strcmp(what, "all") && !text_range(r->w, what, &from, &to)) {
		world_fail(r->w, "lost: want all, or a range");
		return;
	}
	for (i = 0; i < r->w->kernel.slots; i++) {
		slot = r->w->kernel.slot[i];
		if (!slot)
			continue;
		segment_read(slot->bytes, slot->len_bytes, false, &seg);
		if (from != INT64_MIN &&
		    seg.seq != slot->conn->dir[0].isn + (uint32_t)from)
			continue;
		found += world_lose(r->w, i);
	}
	if (!found)
		world_fail(r->w, "lost: nothing is held there");
}

static bool source_number(const struct source_info *s, const char *key,
			  uint32_t *value)
{
	const struct { const char *key; uint32_t value; } all[] = {
		{ "errors", s->errors }, { "delivered", s->delivered },
		{ "held", s->held_now }, { "code", s->code },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(all[i].key, key)) {
			*value = all[i].value;
			return true;
		}
	return false;
}

static void source_detail(struct run *r, const struct source_info *s,
			  const char *key, const char *value)
{
	uint64_t now_ns = r->w->now_ns, want_ns, owes_ns;
	uint32_t want, got;
	char text[32];

	if (!strcmp(key, "enhanced")) {
		snprintf(text, sizeof(text), "%u.%u.%u", s->enhanced.class,
			 s->enhanced.subject, s->enhanced.detail);
		if (strcmp(value, text))
			world_fail(r->w, "want enhanced=%s, got %s", value,
				   text);
	} else if (!strcmp(key, "debt") && parse_time(value, &want_ns)) {
		owes_ns = s->zero_ns > now_ns ? s->zero_ns - now_ns : 0;
		if (owes_ns + NS_PER_MS < want_ns ||
		    owes_ns > want_ns + NS_PER_MS)
			world_fail(r->w, "want debt=%s, got %s", value,
				   seconds(owes_ns, text));
	} else if (!strcmp(key, "tokens") && parse_time(value, &want_ns)) {
		uint64_t interval_ns = r->w->conf.interval_ns;

		owes_ns = s->zero_ns < now_ns ? now_ns - s->zero_ns : 0;
		want_ns = want_ns / 1000 * interval_ns / NS_PER_MS;
		if (owes_ns + NS_PER_MS < want_ns ||
		    owes_ns > want_ns + NS_PER_MS)
			world_fail(r->w, "want tokens=%s, got %s s of them",
				   value, seconds(owes_ns, text));
	} else if (source_number(s, key, &got) && parse_number(value, &want)) {
		if (got != want)
			world_fail(r->w, "want %s=%u, got %u", key, want, got);
	} else {
		world_fail(r->w, "source: cannot read '%s=%s'", key, value);
	}
}

/* source CLIENT unknown | KEY=VALUE ... */
static void do_source(struct run *r)
{
	char *key, *value;
	struct source_info info;
	struct addr client;
	unsigned int i;
	bool known;

	if (r->line.words < 3 ||
	    !world_client(r->w, r->line.word[1].text, &client)) {
		world_fail(r->w, "source: want a client, and what of it");
		return;
	}
	world_start(r->w);
	known = engine_source_get(r->w->engine, &client, &info);
	if (!strcmp(r->line.word[2].text, "unknown")) {
		if (known)
			world_fail(r->w, "want nothing known of it");
		return;
	}
	if (!known)
		world_fail(r->w, "nothing is known of client %s",
			   r->line.word[1].text);
	for (i = 2; i < r->line.words && !r->w->error[0]; i++) {
		if (!split_word(r->line.word[i].text, &key, &value))
			world_fail(r->w, "source: want key=value");
		else
			source_detail(r, &info, key, value);
	}
}

/* owe CLIENT SECONDS */
static void do_owe(struct run *r)
{
	struct addr client;
	uint64_t ns;

	if (r->line.words != 3 ||
	    !world_client(r->w, r->line.word[1].text, &client) ||
	    !parse_time(r->line.word[2].text, &ns)) {
		world_fail(r->w, "owe: want a client and seconds");
		return;
	}
	world_start(r->w);
	engine_owe(r->w->engine, r->w->now_ns, &client, r->w->now_ns + ns);
	world_known(r->w, &client);
	world_owing(r->w, &client, r->w->now_ns + ns);
}

/* raise CLIENT SECONDS */
static void do_raise(struct run *r)
{
	struct addr client;
	uint64_t ns;

	if (r->line.words != 3 ||
	    !world_client(r->w, r->line.word[1].text, &client) ||
	    !parse_time(r->line.word[2].text, &ns)) {
		world_fail(r->w, "raise: want a client and seconds");
		return;
	}
	world_start(r->w);
	engine_raise(r->w->engine, r->w->now_ns, &client, r->w->now_ns + ns);
	world_known(r->w, &client);
	world_owing(r->w, &client, r->w->now_ns + ns);
}

/* charge CLIENT ERRORS: a log tells of errors that no packet told of */
static void do_charge(struct run *r)
{
	struct sink sink = world_sink(r->w);
	struct addr client;
	uint32_t errors;

	if (r->line.words != 3 ||
	    !world_client(r->w, r->line.word[1].text, &client) ||
	    !parse_number(r->line.word[2].text, &errors)) {
		world_fail(r->w, "charge: want a client and errors");
		return;
	}
	world_start(r->w);
	world_before(r->w);
	engine_charge(r->w->engine, r->w->now_ns, &client, errors, &sink);
	world_known(r->w, &client);
	world_after(r->w);
}

/* postpone [NAME] SECONDS: what the connection holds last */
static void do_postpone(struct run *r)
{
	const char *name = r->line.words == 3 ? r->line.word[1].text : "";
	struct conn *conn = world_conn(r->w, name);
	struct event event = { .kind = EVENT_CHARGE };
	uint64_t ns;

	if (r->line.words < 2 || r->line.words > 3 || !conn ||
	    !parse_time(r->line.word[r->line.words - 1].text, &ns)) {
		world_fail(r->w, "postpone: want a connection and seconds");
		return;
	}
	event.peer = conn->client;
	event.server = conn->server;
	event.peer_port = conn->client_port;
	event.server_port = conn->server_port;
	world_start(r->w);
	engine_postpone(r->w->engine, r->w->now_ns, &event, r->w->now_ns + ns);
	oracle_postponed(r->w, conn, r->w->now_ns + ns);
}

/* forget CLIENT | all */
static void do_forget(struct run *r)
{
	const char *who = r->line.words == 2 ? r->line.word[1].text : "";
	struct addr client;
	bool all = !strcmp(who, "all");

	if (!all && !world_client(r->w, who, &client)) {
		world_fail(r->w, "forget: want a client, or all");
		return;
	}
	if (!engine_forget(r->w->engine, all ? NULL : &client))
		world_fail(r->w, "forget: nothing was known");
}

/* stop | free CLIENT: release before the time */
static void do_stop(struct run *r)
{
	struct sink sink = world_sink(r->w);
	struct addr client;
	bool stop = !strcmp(r->line.word[0].text, "stop");

	if (!stop && (r->line.words != 2 ||
		      !world_client(r->w, r->line.word[1].text, &client))) {
		world_fail(r->w, "free: want a client");
		return;
	}
	world_start(r->w);
	world_before(r->w);
	r->w->freeing = true;
	engine_release(r->w->engine, r->w->now_ns, stop ? NULL : &client,
		       stop ? REASON_STOP : REASON_ASKED, &sink);
	r->w->freeing = false;
	world_after(r->w);
	expect_check(r->w, &r->line, r->w->now_ns, r->w->now_ns, EXPECT_SIDES);
}

static bool held_count(void *ctx, const struct held_info *info)
{
	uint32_t *counts = ctx;

	counts[0]++;
	counts[1] += info->detached;
	counts[2] += info->abandoned;
	counts[3] += info->overdrawn;
	return true;
}

/* held N [detached=N] [abandoned=N] [overdrawn=N]: engine_held_each() */
static void do_held(struct run *r)
{
	static const char *const names[] = {
		"flows", "detached", "abandoned", "overdrawn"
	};
	uint32_t counts[4] = { 0 }, want;
	char *key, *value;
	unsigned int i, k;

	world_start(r->w);
	engine_held_each(r->w->engine, held_count, counts);
	for (i = 1; i < r->line.words; i++) {
		if (!split_word(r->line.word[i].text, &key, &value) ||
		    !parse_number(value, &want)) {
			world_fail(r->w, "held: want key=number");
			return;
		}
		for (k = 0; k < 4 && strcmp(names[k], key); k++)
			;
		if (k == 4)
			world_fail(r->w, "held: unknown key '%s'", key);
		else if (counts[k] != want)
			world_fail(r->w, "want %s=%u, got %u", key, want,
				   counts[k]);
	}
}

/* junk "bytes": a packet that is none; it must pass */
static void do_junk(struct run *r)
{
	struct engine_packet packet = { .dir = FROM_SERVER };
	enum action_kind verdict;

	if (r->line.words != 2 || !r->line.word[1].string) {
		world_fail(r->w, "junk: want a string");
		return;
	}
	packet.data = (const uint8_t *)r->line.word[1].text;
	packet.len_bytes = r->line.word[1].len_bytes;
	world_start(r->w);
	world_before(r->w);
	verdict = kernel_ask(&r->w->kernel, r->w->now_ns, &packet, r);
	world_after(r->w);
	if (verdict != ACTION_ACCEPT)
		world_fail(r->w, "want accept, and no more");
}

/* unmark [NAME]: the kernel forgot the connection's mark */
static void do_unmark(struct run *r)
{
	struct conn *conn = world_conn(r->w, r->line.words > 1 ?
				       r->line.word[1].text : "");

	if (conn)
		conn->watch = conn->exempt = conn->known = false;
	else
		world_fail(r->w, "unmark: no such connection");
}

/* busy, idle: what is due is not asked for; it is again */
static void do_busy(struct run *r)
{
	r->busy = !strcmp(r->line.word[0].text, "busy");
	r->w->slept = true;
}

static const struct command {
	const char *name;
	void (*run)(struct run *r);
} commands[] = {
	{ "conf", do_conf }, { "kernel", do_kernel }, { "open", do_open },
	{ "stats", do_stats }, { "lost", do_lost }, { "source", do_source },
	{ "owe", do_owe }, { "forget", do_forget }, { "stop", do_stop },
	{ "raise", do_raise }, { "charge", do_charge }, { "postpone", do_postpone },
	{ "free", do_stop }, { "held", do_held }, { "junk", do_junk },
	{ "busy", do_busy }, { "idle", do_busy },
	{ "unmark", do_unmark }, { "no-restarts", do_no_restarts },
};

/* +T or @T or @LOW..HIGH; advances the script's clock */
static bool line_time(struct run *r, char *text, uint64_t *low, uint64_t *high)
{
	char *dots = strstr(text, "..");
	uint64_t ns;

	if (dots)
		*dots = '\0';
	if (!parse_time(text + 1, &ns))
		return false;
	*low = text[0] == '+' ? r->clock_ns + ns : START_NS + ns;
	*high = *low;
	if (dots) {
		if (!parse_time(dots + 2, &ns))
			return false;
		*high = text[0] == '+' ? r->clock_ns + ns : START_NS + ns;
	}
	if (*low < r->clock_ns || *high < *low) {
		world_fail(r->w, "time goes backwards");
		return true;
	}
	r->clock_ns = *high;
	return true;
}

static void timed_line(struct run *r)
{
	uint64_t low, high;

	if (!line_time(r, r->line.word[0].text, &low, &high)) {
		world_fail(r->w, "cannot read the time");
		return;
	}
	if (r->w->restarts && r->w->engine)
		world_restart(r->w);
	if (r->w->error[0])
		return;
	if (r->line.words < 2) {
		world_fail(r->w, "a time, and nothing to do");
	} else if (!strcmp(r->line.word[1].text, "wake")) {
		r->w->now_ns = high;
		r->w->slept = true;
		world_advance(r->w, high);
		expect_check(r->w, &r->line, low, high, EXPECT_SIDES);
	} else if (!strcmp(r->line.word[1].text, "tick")) {
		world_advance(r->w, high);
		expect_check(r->w, &r->line, low, high, EXPECT_SIDES);
	} else {
		if (r->busy)
			r->w->now_ns = high;
		else
			world_advance(r->w, high);
		if (!strcmp(r->line.word[1].text, "icmp"))
			icmp_line(r, 1, low, high);
		else
			packet_line(r, 1, low, high);
	}
}

static void run_line(struct run *r, const char *text)
{
	const char *error = line_parse(&r->line, text), *name;
	size_t i;

	if (error) {
		world_fail(r->w, "%s", error);
		return;
	}
	if (!r->line.words)
		return;
	world_forget(r->w);
	name = r->line.word[0].text;
	if (*name == '+' || *name == '@') {
		timed_line(r);
		return;
	}
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, name)) {
			commands[i].run(r);
			return;
		}
	world_fail(r->w, "unknown command '%s'", name);
}

/* The next whole line, without its indent; a \ at the end goes on. */
static const char *next_line(const char *p, char *line, unsigned int *lines)
{
	size_t n = 0;
	bool more;

	p += strspn(p, " \t");
	do {
		for (; *p && *p != '\n'; p++)
			if (n + 2 < LINE_MAX_BYTES)
				line[n++] = *p;
		more = n && line[n - 1] == '\\';
		if (more)
			n--;
		if (*p)
			p++;
		(*lines)++;
	} while (more);
	line[n] = '\0';
	return p;
}

static bool begins_with(const char *line, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(line, word, n) &&
	       (!line[n] || isspace((unsigned char)line[n]));
}

/* %i in a loop's lines is its counter */
static void fill_in(const char *from, uint32_t i, char *to)
{
	size_t n = 0;

	for (; *from && n + 16 < LINE_MAX_BYTES; from++)
		if (from[0] == '%' && from[1] == 'i') {
			n += (size_t)sprintf(to + n, "%u", i);
			from++;
		} else {
			to[n++] = *from;
		}
	to[n] = '\0';
}

/* for LOW..HIGH: lines until end; no loops in loops */
static const char *run_loop(struct run *r, const char *head, const char *p,
			    unsigned int *lines, unsigned int *failed)
{
	unsigned int low, high, i, at = *lines, line_no = at;
	char line[LINE_MAX_BYTES], filled[LINE_MAX_BYTES];
	const char *q = p;

	if (sscanf(head, "for %u..%u", &low, &high) != 2 || low > high) {
		world_fail(r->w, "for: want LOW..HIGH");
		return p;
	}
	for (i = low; i <= high && !r->w->error[0]; i++) {
		for (q = p, at = *lines; *q && !r->w->error[0];) {
			line_no = at + 1;
			q = next_line(q, line, &at);
			if (begins_with(line, "end"))
				break;
			fill_in(line, i, filled);
			run_line(r, filled);
		}
	}
	*lines = at;
	*failed = line_no;
	return q;
}

unsigned int script_run(struct world *w, const char *text)
{
	struct run *r = calloc(1, sizeof(*r));
	unsigned int lines = 0, at = 0;
	char line[LINE_MAX_BYTES];

	if (!r)
		return 1;
	r->w = w;
	r->clock_ns = START_NS;
	run_defaults(r);
	while (*text && !w->error[0]) {
		at = lines + 1;
		text = next_line(text, line, &lines);
		if (begins_with(line, "for"))
			text = run_loop(r, line, text, &lines, &at);
		else
			run_line(r, line);
	}
	if (!w->error[0] && w->kernel.slots_used)
		world_fail(w, "%u packets are still held at the end",
			   w->kernel.slots_used);
	free(r);
	return w->error[0] ? at : 0;
}
