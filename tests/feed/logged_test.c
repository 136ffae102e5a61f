// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * logged_test.c - what the log tells and what the wire showed is charged once
 *
 * A source is refused things in clear, which the engine sees, and inside TLS,
 * which it does not; the log tells of both, before or after.  Whatever the order,
 * it is charged as often as it was refused.
 */
#include "../lib/packet.h"
#include "../unit/unit.h"
#include "conf/options.h"

#include <string.h>

#define WIRE	'w'	/* a 550 in clear */
#define LINE	'l'	/* its line */
#define SECRET	't'	/* a line of one inside TLS */
#define LATER	'.'	/* a minute goes by */
#define HOUR	'h'

static void ignore(void *ctx, const struct action *action)
{
	(void)ctx;
	(void)action;
}

struct lab {
	struct engine *e;
	struct sink sink;
	uint64_t now_ns;
	uint16_t port;	/* of the client's next connection */
};

static const struct addr client = { .family = 4, .b = { 192, 0, 2, 7 } };

static void give(struct lab *w, uint32_t seq, const char *text, bool marked)
{
	static uint8_t bytes[PACKET_MAX];
	struct tcp_segment seg = {
		.src = { .family = 4, .b = { 198, 51, 100, 25 } },
		.dst = client, .sport = 25, .dport = w->port, .seq = seq,
		.ack = 1000, .flags = F_PSH | F_ACK, .win = 500,
		.payload = (const uint8_t *)text, .len_bytes = strlen(text),
	};
	struct engine_packet packet = { .data = bytes, .marked = marked };

	packet.len_bytes = segment_build(&seg, false, bytes);
	engine_packet(w->e, w->now_ns, &packet, &w->sink);
}

/* A connection of its own for each: what one holds is nothing to another. */
static void refuse_in_clear(struct lab *w)
{
	static const char greeting[] = "220 mx.example\r\n";
	static const char error[] = "550 5.1.1 no\r\n";
	uint32_t seq = 1 + sizeof(greeting) - 1;

	w->port++;
	give(w, 1, greeting, true);
	give(w, seq, error, true);
}

static void run(struct lab *w, const char *steps)
{
	for (; *steps; steps++) {
		w->now_ns += NS_PER_S / 100;
		switch (*steps) {
		case WIRE:
			refuse_in_clear(w);
			break;
		case LINE:
		case SECRET:
			engine_logged(w->e, w->now_ns, &client, 1,
				      *steps == SECRET, &w->sink);
			break;
		case LATER:
			w->now_ns += 60 * NS_PER_S;
			break;
		case HOUR:
			w->now_ns += 3600 * NS_PER_S;
			break;
		}
		engine_expire(w->e, w->now_ns, &w->sink);
	}
}

static void open_lab(struct lab *w, const char *key, const char *value)
{
	struct settings settings;
	char error[OPTIONS_ERROR_MAX];

	options_defaults(&settings);
	settings.engine.max_flows = settings.engine.max_sources = 64;
	settings.engine.max_held = 64;
	if (key)
		assert_true(options_set(&settings, OPTIONS_RUN, key, value,
					error));
	memset(w, 0, sizeof(*w));
	w->sink = (struct sink){ .emit = ignore };
	w->now_ns = NS_PER_S;
	w->port = 4000;
	w->e = engine_new(&settings.engine, w->now_ns);
	assert_non_null(w->e);
}

struct row {
	const char *name, *steps;
	unsigned int wire, log, matched;
};

static void test_once(void **state)
{
	const struct row *row = *state;
	const struct engine_stats *s;
	struct lab w;

	open_lab(&w, NULL, NULL);
	run(&w, row->steps);
	s = engine_stats(w.e);
	assert_int_equal(s->charged_total, row->wire);
	assert_int_equal(s->log_charges_total, row->log);
	assert_int_equal(s->log_matched_total, row->matched);
	engine_free(w.e);
}

static const struct row rows[] = {
	{ "in clear, then its line", "wl", 1, 0, 1 },
	{ "its line, then in clear", "lw", 0, 1, 1 },
	{ "inside TLS", "ttt", 0, 3, 0 },
	{ "pipelined: lines, then replies", "lllwww", 0, 3, 3 },
	{ "told at the end of the session", "www.lll", 3, 0, 3 },
	{ "a mix, TLS between", "wtltwl", 2, 2, 2 },
	{ "a mix, the log ahead", "ltlwtw", 0, 4, 2 },
	{ "a line of TLS is not one of what was seen", "wt", 1, 1, 0 },
	{ "in turn", "wlwlwlwl", 4, 0, 4 },
	{ "half in turn, half ahead", "wlwllwlw", 2, 2, 4 },
	{ "more lines than the wire showed", "wlll", 1, 2, 1 },
	{ "more on the wire than the log told", "wwwl", 3, 0, 1 },
	{ "an hour later they are different ones", "whl", 1, 1, 0 },
	{ "an hour later, the other way", "lhw", 1, 1, 0 },
};

static uint64_t debt_ns(struct lab *w)
{
	struct source_info info;

	if (!engine_source_get(w->e, &client, &info) ||
	    info.zero_ns <= w->now_ns)
		return 0;
	return info.zero_ns - w->now_ns;
}

/* So many lines are as dear as so many replies. */
static void test_price(void **state)
{
	struct lab seen, told;
	uint64_t seen_ns, told_ns;

	(void)state;
	open_lab(&seen, NULL, NULL);
	open_lab(&told, NULL, NULL);
	run(&seen, "wwwww");
	run(&told, "ttttt");
	seen_ns = debt_ns(&seen);
	told_ns = debt_ns(&told);
	assert_true(seen_ns > 0);
	assert_true(told_ns + NS_PER_S > seen_ns &&
		    seen_ns + NS_PER_S > told_ns);
	engine_refund(told.e, told.now_ns, &client, 5);
	assert_int_equal(debt_ns(&told), 0);
	engine_free(seen.e);
	engine_free(told.e);
}

static const struct exempt {
	const char *name, *key, *value;
} exempts[] = {
	{ "trusted clients", "trusted", "192.0.2.0/24" },
	{ "balancers", "proxy-protocol", "192.0.2.7" },
	{ "an interval of 0", "interval", "0" },
	{ "policy = reply, which remembers no source", "policy", "reply" },
};

static void test_exempt(void **state)
{
	const struct exempt *row = *state;
	struct lab w;

	open_lab(&w, row->key, row->value);
	run(&w, "tlt");
	assert_int_equal(engine_stats(w.e)->log_charges_total, 0);
	assert_int_equal(debt_ns(&w), 0);
	engine_free(w.e);
}

int main(void)
{
	static struct unit unit;

	UNIT_ADD_ROWS(&unit, "once", rows, test_once);
	UNIT_ADD_ROWS(&unit, "not charged", exempts, test_exempt);
	unit_add(&unit, "price", "as on the wire", test_price, NULL);
	return unit_run(&unit, "logged");
}
