// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * engine_floods.c - floods against the engine alone, each with a bound
 *
 * What an attacker can send by the hundred thousand: new flows and sources,
 * keys that a plain hash would put into one chain, segments of one byte, a line
 * without an end, errors without number, resets and other control segments
 * that he forged, bytes that are no SMTP.
 *
 * Each packet must get exactly one verdict, what is held must stay within its
 * bound, no memory may be taken after the start, and a packet must not cost
 * much more than in peace.  Prints TAP.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/packet.h"
#include "conf/options.h"
#include "core/trace.h"

#define HELD		10000u
#define FLOWS		10000u
#define SOURCES		10000u
#define FLOW_HOLDS	64u	/* what one flow may hold, at most */
#define PACKETS		200000u
#define SEGMENTS	1000000u	/* of one byte */
#define ERRORS_EACH	10000u		/* in a super-packet */
#define ERRORS		(100 * ERRORS_EACH)
#define COST_MAX_NS	50000u	/* of a packet, on any machine, with sanitizers */
#define COST_LARGE_NS	(COST_MAX_NS * (uint64_t)ERRORS_EACH)	/* so of each error */

#define PSH_ACK		0x18
#define ACK		0x10
#define RST_ACK		0x14
#define RST		0x04
#define FIN_ACK		0x11

/* An engine, and what its sink saw. */
static struct {
	struct engine *engine;
	uint64_t now_ns, started_ns, used_bytes, cost_max_ns;
	unsigned int verdicts, wrong, packets;
	enum action_kind last;
	bool lines_are_clean;
	uint64_t longest_wait_ns;
} w;
static int tests, failures;

static void ok(bool good, const char *name, const char *measured)
{
	failures += !good;
	printf("%sok %d - %s (%s)\n", good ? "" : "not ", ++tests, name,
	       measured);
}

static void emit(void *ctx, const struct action *action)
{
	char line[TRACE_LINE_MAX];
	size_t i, n;

	(void)ctx;
	if (action->kind <= ACTION_SPLIT) {
		w.verdicts++;
		w.last = action->kind;
		return;
	}
	if (action->kind != ACTION_EVENT)
		return;
	n = trace_line(line, w.now_ns, action->event);
	for (i = 0; i < n; i++)
		w.lines_are_clean &= line[i] >= ' ' && line[i] <= '~';
	if (action->event->kind == EVENT_RELEASE &&
	    action->event->wait_ns > w.longest_wait_ns)
		w.longest_wait_ns = action->event->wait_ns;
}

static const struct sink sink = { .emit = emit };

static const struct engine_stats *stats(void)
{
	return engine_stats(w.engine);
}

static uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* @interval_ns: 0 for the usual one */
static void begin(enum policy policy, uint64_t interval_ns)
{
	static struct settings settings;

	options_defaults(&settings);
	settings.engine.policy = policy;
	if (interval_ns)
		settings.engine.interval_ns = interval_ns;
	settings.engine.max_held = HELD;
	settings.engine.max_flows = FLOWS;
	settings.engine.max_sources = SOURCES;
	settings.engine.server_budget = 0;
	settings.engine.key[0] = 0x0123456789abcdef;
	settings.engine.key[1] = 0xfedcba9876543210;
	memset(&w, 0, sizeof(w));
	w.lines_are_clean = true;
	w.cost_max_ns = COST_MAX_NS;
	w.now_ns = 1000 * NS_PER_S;
	w.engine = engine_new(&settings.engine, w.now_ns);
	if (!w.engine)
		abort();
	w.used_bytes = mallinfo2().uordblks;
	w.started_ns = clock_ns();
}

/* Give a packet as the kernel does: again, marked, where that is wanted. */
static void give(const struct tcp_segment *seg, enum engine_dir dir, bool gso)
{
	static uint8_t bytes[PACKET_MAX];
	struct engine_packet p = { .data = bytes, .dir = dir, .gso = gso };
	unsigned int before = w.verdicts;

	p.len_bytes = segment_build(seg, false, bytes);
	engine_packet(w.engine, w.now_ns, &p, &sink);
	w.wrong += w.verdicts != before + 1;
	if (w.last == ACTION_MARK_WATCH) {
		p.marked = true;
		before = w.verdicts;
		engine_packet(w.engine, w.now_ns, &p, &sink);
		w.wrong += w.verdicts != before + 1;
	}
	w.packets++;
	w.now_ns += 1000;
	if (engine_next_ns(w.engine) <= w.now_ns)
		engine_expire(w.engine, w.now_ns, &sink);
}

static struct addr address(uint32_t host)
{
	return (struct addr){ .family = 4, .b = { 10, (uint8_t)(host >> 16),
				(uint8_t)(host >> 8), (uint8_t)host } };
}

/* A segment of the server's, to this client. */
static struct tcp_segment reply(uint32_t client, uint16_t port, uint32_t seq,
				const char *text, size_t n)
{
	return (struct tcp_segment){
		.src = { .family = 4, .b = { 198, 51, 100, 25 } },
		.dst = address(client), .sport = 25, .dport = port,
		.seq = seq, .ack = 1000000, .flags = PSH_ACK, .win = 500,
		.payload = (const uint8_t *)text, .len_bytes = n,
	};
}

/* Time passes until all is due: nothing may be left. */
static void end(const char *name)
{
	uint64_t cost_ns = (clock_ns() - w.started_ns) / (w.packets + 1);
	char title[128], measured[128];

	snprintf(title, sizeof(title), "%s: one verdict for each packet", name);
	snprintf(measured, sizeof(measured), "%u packets, %u wrong", w.packets,
		 w.wrong);
	ok(!w.wrong, title, measured);
	snprintf(title, sizeof(title), "%s: what a packet costs", name);
	snprintf(measured, sizeof(measured), "%llu ns",
		 (unsigned long long)cost_ns);
	ok(cost_ns < w.cost_max_ns, title, measured);
	snprintf(title, sizeof(title), "%s: memory taken", name);
	snprintf(measured, sizeof(measured), "%lld bytes",
		 (long long)(mallinfo2().uordblks - w.used_bytes));
	ok(mallinfo2().uordblks == w.used_bytes, title, measured);
	while (engine_next_ns(w.engine) != ENGINE_NEVER && stats()->gated_now) {
		w.now_ns = engine_next_ns(w.engine);
		engine_expire(w.engine, w.now_ns, &sink);
	}
	snprintf(title, sizeof(title), "%s: nothing is left held", name);
	snprintf(measured, sizeof(measured), "%u", stats()->held_now);
	ok(!stats()->held_now && !stats()->gated_now, title, measured);
	engine_free(w.engine);
}

#define ERROR	"550 5.1.1 no\r\n"

static void tables(void)
{
	uint32_t i, held = 0, flows = 0, sources = 0;
	struct tcp_segment seg;
	char measured[128];

	begin(POLICY_SOURCE, 0);
	for (i = 0; i < PACKETS; i++) {
		seg = reply(i, (uint16_t)(i * 7 + 1024), i, ERROR,
			    sizeof(ERROR) - 1);
		give(&seg, FROM_SERVER, false);
		if (stats()->held_now > held)
			held = stats()->held_now;
		if (stats()->flows_now > flows)
			flows = stats()->flows_now;
		if (stats()->sources_now > sources)
			sources = stats()->sources_now;
	}
	snprintf(measured, sizeof(measured), "%u of %u", held, HELD);
	ok(held <= HELD, "tables: held at once", measured);
	snprintf(measured, sizeof(measured), "%u of %u", flows, FLOWS + HELD);
	ok(flows <= FLOWS + HELD, "tables: connections known", measured);
	snprintf(measured, sizeof(measured), "%u of %u", sources, SOURCES);
	ok(sources <= SOURCES, "tables: sources known", measured);
	snprintf(measured, sizeof(measured), "%llu of %u",
		 (unsigned long long)stats()->early_total, PACKETS);
	ok(stats()->early_total >= PACKETS - HELD - stats()->released_total,
	   "tables: past it the longest-held go early", measured);
	end("tables");
}

/* Time of a flood whose keys are as @key makes them. */
static uint64_t flood_of_keys(void (*key)(uint32_t i, uint32_t *host,
					  uint16_t *port))
{
	struct tcp_segment seg;
	uint32_t i, host;
	uint64_t took_ns;
	uint16_t port;

	begin(POLICY_SOURCE, 0);
	for (i = 0; i < PACKETS / 2; i++) {
		key(i % (FLOWS / 2), &host, &port);
		seg = reply(host, port, 1 + i / (FLOWS / 2) * 4, "250 ", 4);
		give(&seg, FROM_SERVER, false);
	}
	took_ns = clock_ns() - w.started_ns;
	end("keys");
	return took_ns;
}

static void spread(uint32_t i, uint32_t *host, uint16_t *port)
{
	*host = i * 2654435761u & 0xffffff;
	*port = (uint16_t)(i * 40503u);
}

/* The sum and the exclusive or of address and port are the same for all. */
static void colliding(uint32_t i, uint32_t *host, uint16_t *port)
{
	*host = 0x10000 + (i ^ 0x5555);
	*port = (uint16_t)(i ^ 0x5555);
}

static void hashes(void)
{
	uint64_t plain_ns = flood_of_keys(spread);
	uint64_t chosen_ns = flood_of_keys(colliding);
	char measured[128];

	snprintf(measured, sizeof(measured), "%llu.%02llu of the time",
		 (unsigned long long)(chosen_ns / plain_ns),
		 (unsigned long long)(chosen_ns * 100 / plain_ns % 100));
	ok(chosen_ns < plain_ns * 4, "hash flooding: keys that were chosen",
	   measured);
}

/* All behind the first of them, which is held all the time. */
static void single_bytes(void)
{
	struct tcp_segment seg;
	uint32_t i, held = 0;
	char measured[64];

	begin(POLICY_SOURCE, 0);
	for (i = 0; i < SEGMENTS; i++) {
		seg = reply(1, 1024, 1 + i, &ERROR[i % (sizeof(ERROR) - 1)], 1);
		give(&seg, FROM_SERVER, false);
		if (stats()->held_now > held)
			held = stats()->held_now;
	}
	snprintf(measured, sizeof(measured), "%u", held);
	ok(held && held <= FLOW_HOLDS, "single bytes: segments held", measured);
	ok(!stats()->released_total && stats()->gated_now == 1,
	   "single bytes: behind one hold", "all of them");
	end("single bytes");
}

/* Nothing to hold, until an error at the end shows that all was read. */
static void harmless_bytes(void)
{
	static const char text[] = "250 2.1.5 fine\r\n";
	uint32_t i, n = SEGMENTS / (sizeof(text) - 1) * (sizeof(text) - 1);
	struct tcp_segment seg;
	char measured[64];

	begin(POLICY_SOURCE, 0);
	for (i = 0; i < n; i++) {
		seg = reply(1, 1024, 1 + i, &text[i % (sizeof(text) - 1)], 1);
		give(&seg, FROM_SERVER, false);
	}
	ok(!stats()->held_total && w.last == ACTION_ACCEPT,
	   "harmless bytes: none is held", "0");
	seg = reply(1, 1024, 1 + i, ERROR, sizeof(ERROR) - 1);
	give(&seg, FROM_SERVER, false);
	snprintf(measured, sizeof(measured), "%llu error behind %u bytes",
		 (unsigned long long)stats()->replies_5xx_total, n);
	ok(stats()->replies_5xx_total == 1 && stats()->held_now == 1,
	   "harmless bytes: read to their end", measured);
	end("harmless bytes");
}

/* @first, then the same without a line's end */
static void endless(const char *name, const char *first)
{
	static char text[1400];
	struct tcp_segment seg;
	uint32_t i, held = 0;
	char title[64], measured[64];

	begin(POLICY_SOURCE, 0);
	memset(text, 'x', sizeof(text));
	memcpy(text, first, strlen(first));
	for (i = 0; i < PACKETS / 4; i++) {
		seg = reply(1, 1024, 1 + i * (uint32_t)sizeof(text), text,
			    sizeof(text));
		give(&seg, FROM_SERVER, false);
		memset(text, 'x', 8);
		if (stats()->held_now > held)
			held = stats()->held_now;
	}
	snprintf(title, sizeof(title), "%s: segments held", name);
	snprintf(measured, sizeof(measured), "%u, of %u MB", held,
		 PACKETS / 4 * 1400 / 1000000);
	ok(held <= FLOW_HOLDS, title, measured);
	end(name);
}

/*
 * Super-packets of errors, one after the other.  At the usual interval the
 * longest hold ends each of them early; a tiny one lets all errors through.
 */
static void many_errors(enum policy policy, uint64_t interval_ns,
			uint32_t want, const char *name)
{
	static char text[ERRORS_EACH * 6];
	struct tcp_segment seg;
	char title[64], measured[64];
	uint32_t i, held = 0, seq = 1;

	begin(policy, interval_ns);
	w.cost_max_ns = COST_LARGE_NS;
	for (i = 0; i < sizeof(text); i += 6)
		memcpy(text + i, "550 \r\n", 6);
	for (i = 0; i < ERRORS / ERRORS_EACH; i++) {
		seg = reply(1, 1024, seq, text, sizeof(text));
		give(&seg, FROM_SERVER, false);
		if (w.last == ACTION_HOLD)
			seq += sizeof(text);
		if (stats()->held_now > held)
			held = stats()->held_now;
		w.now_ns += 300 * NS_PER_S;
		if (engine_next_ns(w.engine) <= w.now_ns)
			engine_expire(w.engine, engine_next_ns(w.engine), &sink);
	}
	snprintf(title, sizeof(title), "%s: segments held", name);
	snprintf(measured, sizeof(measured), "%u, of %llu errors", held,
		 (unsigned long long)stats()->replies_5xx_total);
	ok(held && held <= FLOW_HOLDS && stats()->replies_5xx_total >= want,
	   title, measured);
	snprintf(title, sizeof(title), "%s: longest hold", name);
	snprintf(measured, sizeof(measured), "%llu ms",
		 (unsigned long long)(w.longest_wait_ns / NS_PER_MS));
	ok(w.longest_wait_ns &&
	   w.longest_wait_ns <= engine_conf(w.engine)->max_hold_ns, title,
	   measured);
	end(name);
}

/* Segments of a client that is not the one, or not where it is. */
static void forged(void)
{
	static const uint8_t flags[] = { RST, RST_ACK, FIN_ACK, ACK };
	struct tcp_segment seg, forgery;
	struct source_info before, after;
	struct addr other = address(99), client = address(1);
	char measured[128];
	uint32_t i;

	begin(POLICY_SOURCE, 0);
	engine_owe(w.engine, w.now_ns, &other, w.now_ns + 500 * NS_PER_S);
	engine_source_get(w.engine, &other, &before);
	seg = reply(1, 1024, 5000, ERROR, sizeof(ERROR) - 1);
	give(&seg, FROM_SERVER, false);
	for (i = 0; i < PACKETS; i++) {
		forgery = (struct tcp_segment){
			.src = i % 8 < 4 ? client : address(i % 250 + 100),
			.dst = seg.src, .sport = 1024, .dport = 25,
			.flags = flags[i % 4], .win = 500,
			/* 70,000 from the true one on, all around */
			.seq = 1000000 + 70000 + (uint32_t)((uint64_t)i *
					       (0xffffffff - 140000) / PACKETS),
			.ack = i % 16 < 8 ? 5000 : i * 2654435761u,
		};
		give(&forgery, FROM_CLIENT, false);
	}
	snprintf(measured, sizeof(measured), "%u held, %llu abandoned",
		 stats()->held_now,
		 (unsigned long long)stats()->abandoned_total);
	ok(stats()->held_now == 1 && !stats()->abandoned_total,
	   "forged: the hold stays", measured);
	engine_source_get(w.engine, &other, &after);
	snprintf(measured, sizeof(measured), "%llu ns of difference",
		 (unsigned long long)(after.zero_ns - before.zero_ns));
	ok(after.zero_ns == before.zero_ns &&
	   after.errors == before.errors &&
	   after.earned_ns == before.earned_ns,
	   "forged: another's debt stays", measured);
	snprintf(measured, sizeof(measured), "%u", stats()->sources_now);
	/* The one who owes; the client, and the network that it is of. */
	ok(stats()->sources_now == 3, "forged: sources known", measured);
	end("forged");
	snprintf(measured, sizeof(measured), "%llu ms",
		 (unsigned long long)(w.longest_wait_ns / NS_PER_MS));
	ok(w.longest_wait_ns / NS_PER_S == 20, "forged: it came at its time",
	   measured);
}

/* TLS, controls, escapes, high bytes, whatever follows a 550. */
static void binary(void)
{
	static const char *const heads[] = { "550 5.1.1 <", "\x16\x03\x01",
					     "250 ", "220 ", "235 ", "5", "" };
	char text[256];
	struct tcp_segment seg;
	uint32_t i, j, random = 1;

	begin(POLICY_SOURCE, 0);
	for (i = 0; i < PACKETS / 2; i++) {
		size_t n = strlen(heads[i % 7]);

		memcpy(text, heads[i % 7], n);
		for (j = (uint32_t)n; j < sizeof(text) - 2; j++) {
			random = random * 1664525 + 1013904223;
			text[j] = (char)(random >> 24);
		}
		memcpy(text + sizeof(text) - 2, "\r\n", 2);
		seg = reply(i % 5000, 1024, 1 + i / 5000 * 256, text,
			    sizeof(text));
		give(&seg, FROM_SERVER, false);
	}
	ok(w.lines_are_clean, "binary: log lines are printable",
	   "all of them");
	end("binary");
}

int main(void)
{
	static char line[BUFSIZ];

	setvbuf(stdout, line, _IOLBF, sizeof(line));
	tables();
	hashes();
	single_bytes();
	harmless_bytes();
	endless("endless line", "250 ");
	endless("endless error", "550 ");
	endless("endless continuation", "550-");
	many_errors(POLICY_SOURCE, 0, ERRORS / ERRORS_EACH,
		    "errors that wait, source");
	many_errors(POLICY_REPLY, 0, ERRORS / ERRORS_EACH,
		    "errors that wait, reply");
	many_errors(POLICY_SOURCE, 1000, ERRORS, "errors by the million, source");
	many_errors(POLICY_REPLY, 1000, ERRORS, "errors by the million, reply");
	forged();
	binary();
	printf("1..%d\n", tests);
	return failures != 0;
}
