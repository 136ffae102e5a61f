// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_told.c - refusals inside TLS, told by their size: what the engine makes of them
 *
 * A conversation in TLS 1.3 over TCP, as its kernel's rules would give it: a segment
 * for each word of a line, "c29" a client's text of so many bytes, "s98" a server's.
 * What these lengths say is test_sizes.c's, what records are test_records.c's.
 */
#include "conf/options.h"
#include "core/addr.h"
#include "core/engine.h"
#include "core/inside.h"
#include "../lib/packet.h"
#include "sizes_class.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EHLO		"c20 s190 "
#define MAIL		"c33 s14 "
#define WRONG		"c29 s98 "	/* a recipient that is refused */
#define ADDED_BYTES	17		/* to a text, by AES-128-GCM in TLS 1.3 */
#define SERVER_SEQ	1000u
#define CLIENT_SEQ	5000u

static const struct sizes_profile postfix = {
	.ehlo_bytes = 190,
	.class = {
		CLASS(MAIL, 250, ACCEPTED, CONSTANT, 14),
		CLASS(RCPT, 250, ACCEPTED, CONSTANT, 14),
		CLASS(RCPT, 550, REFUSED, COMMAND, 69),
		CLASS(RCPT, 552, REFUSED, COMMAND, 55),
		CLASS(AUTH, 334, ACCEPTED, CONSTANT, 18),
		CLASS(AUTH, 535, REFUSED, CONSTANT, 59),
		CLASS(DATA, 354, ACCEPTED, CONSTANT, 37),
		CLASS(RSET, 250, ACCEPTED, CONSTANT, 14),
	},
	.class_n = 8
};

/**
 * struct talk - An engine, and a connection through it
 * @verdicts:	Of its packets, a letter each: see letter_of()
 * @held:	Slot of the packet held last
 * @events:	"charged550 "
 * @talks:	What each side says is copied there, the client's from 1500 on
 */
struct talk {
	struct engine *engine;
	uint64_t now_ns;
	uint16_t port;
	uint32_t seq[2];
	char verdicts[512], events[512];
	uint32_t held, released;
	uint8_t *talks;
};

static char letter_of(enum action_kind kind)
{
	static const char letters[] = {
		[ACTION_ACCEPT] = '.', [ACTION_DROP] = 'd', [ACTION_REPLACE] = 'r',
		[ACTION_HOLD] = 'h', [ACTION_MARK_WATCH] = 'w',
		[ACTION_MARK_EXEMPT] = 'e', [ACTION_SPLIT] = 's',
	};

	return letters[kind];
}

static void on_event(struct talk *t, const struct event *event)
{
	size_t n = strlen(t->events);

	if (event->kind == EVENT_CHANGED)
		snprintf(t->events + n, sizeof(t->events) - n, "changed ");
	if (event->kind == EVENT_REFUSED)
		snprintf(t->events + n, sizeof(t->events) - n, "%s%u ",
			 event->reason == REASON_SIZE ? "charged" : "log",
			 event->code);
}

static void act(void *ctx, const struct action *action)
{
	struct talk *t = ctx;

	if (action->kind == ACTION_EVENT)
		on_event(t, action->event);
	else if (action->kind == ACTION_RELEASE)
		t->released++;
	else if (action->kind <= ACTION_SPLIT)
		t->verdicts[strlen(t->verdicts)] = letter_of(action->kind);
}

static struct sink sink_of(struct talk *t)
{
	return (struct sink){ .emit = act, .ctx = t };
}

static struct talk *begin(enum tls_sizes use)
{
	struct talk *t = calloc(1, sizeof(*t));
	struct settings settings;

	assert_non_null(t);
	options_defaults(&settings);
	settings.engine.max_flows = settings.engine.max_held = 64;
	settings.engine.max_sources = 64;
	settings.engine.tls_sizes = use;
	settings.engine.tls_profile = postfix;
	sizes_profile_check(&settings.engine.tls_profile);
	t->now_ns = 3600 * NS_PER_S;
	t->engine = engine_new(&settings.engine, t->now_ns);
	assert_non_null(t->engine);
	return t;
}

static void end(struct talk *t)
{
	engine_free(t->engine);
	free(t);
}

static bool is_marked(const struct talk *t)
{
	size_t n = strlen(t->verdicts);

	return n && t->verdicts[n - 1] == 'w';
}

/* A segment, and once more where it is marked. */
static void send_at(struct talk *t, enum engine_dir dir, uint32_t seq,
		    const uint8_t *bytes, size_t n)
{
	uint8_t packet[HEADERS_MAX + 20000];
	struct tcp_segment seg = {
		.sport = dir == FROM_CLIENT ? t->port : 25,
		.dport = dir == FROM_CLIENT ? 25 : t->port,
		.seq = seq, .ack = t->seq[1 - dir], .flags = F_ACK, .win = 5000,
		.payload = bytes, .len_bytes = n,
	};
	struct engine_packet p = { .data = packet, .dir = dir };
	struct sink sink = sink_of(t);

	addr_parse("198.51.100.25", dir == FROM_CLIENT ? &seg.dst : &seg.src);
	addr_parse("203.0.113.7", dir == FROM_CLIENT ? &seg.src : &seg.dst);
	p.len_bytes = segment_build(&seg, false, packet);
	engine_packet(t->engine, t->now_ns, &p, &sink);
	if (!is_marked(t))
		return;
	p.marked = true;
	engine_packet(t->engine, t->now_ns, &p, &sink);
}

static void send_bytes(struct talk *t, enum engine_dir dir, const uint8_t *bytes,
		       size_t n)
{
	uint32_t seq = t->seq[dir];

	if (t->talks)
		memcpy(t->talks + (dir == FROM_CLIENT ? 1500 + seq - CLIENT_SEQ :
				   seq - SERVER_SEQ), bytes, n);
	t->seq[dir] += (uint32_t)n;
	send_at(t, dir, seq, bytes, n);
}

static size_t put_record(uint8_t *at, uint8_t type, size_t body_bytes)
{
	const uint8_t header[] = { type, 3, 3, (uint8_t)(body_bytes >> 8),
				   (uint8_t)body_bytes };

	memcpy(at, header, sizeof(header));
	memset(at + sizeof(header), 0, body_bytes);
	return sizeof(header) + body_bytes;
}

static void say(struct talk *t, enum engine_dir dir, uint8_t type,
		size_t body_bytes)
{
	uint8_t bytes[20000];

	send_bytes(t, dir, bytes, put_record(bytes, type, body_bytes));
}

/* RFC 8446 4.1.3: TLS 1.3, TLS_AES_128_GCM_SHA256 */
static void say_hello(struct talk *t)
{
	static const uint8_t hello[] = {
		22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3,
		1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8,
		1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8,
		0, 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 3, 4,
	};

	send_bytes(t, FROM_SERVER, hello, sizeof(hello));
}

/* "c29 s98": a segment each; "c29+31": two records in one */
static void talk(struct talk *t, const char *line)
{
	uint8_t bytes[20000];
	enum engine_dir dir;
	size_t n;
	char *at;

	while (*line) {
		dir = *line == 'c' ? FROM_CLIENT : FROM_SERVER;
		n = 0;
		at = (char *)line;
		do {
			n += put_record(bytes + n, 23,
					strtoul(at + 1, &at, 10) + ADDED_BYTES);
		} while (*at == '+');
		send_bytes(t, dir, bytes, n);
		line = at + strspn(at, " ");
	}
}

/* Another connection of the same source, up to its first word inside TLS. */
static void open_tls(struct talk *t)
{
	t->port = (uint16_t)(t->port ? t->port + 1 : 40000);
	t->seq[FROM_SERVER] = SERVER_SEQ;
	t->seq[FROM_CLIENT] = CLIENT_SEQ;
	say_hello(t);
	say(t, FROM_SERVER, 23, 900);
	say(t, FROM_CLIENT, 23, 53);
	memset(t->verdicts, 0, sizeof(t->verdicts));
}

static void run_until(struct talk *t, uint64_t now_ns)
{
	struct sink sink = sink_of(t);

	t->now_ns = now_ns;
	engine_expire(t->engine, now_ns, &sink);
}

static const struct engine_stats *stats(const struct talk *t)
{
	return engine_stats(t->engine);
}

static uint32_t errors_of(const struct talk *t)
{
	struct source_info info;
	struct addr client;

	addr_parse("203.0.113.7", &client);
	return engine_source_get(t->engine, &client, &info) ? info.errors : 0;
}

static uint32_t log_tells(struct talk *t, uint32_t errors, bool tls)
{
	struct sink sink = sink_of(t);
	struct addr client;

	addr_parse("203.0.113.7", &client);
	return engine_logged(t->engine, t->now_ns, &client, errors, tls, &sink);
}

/* --- which packets come, and until when */

static void test_off(void **state)
{
	struct talk *t = begin(TLS_SIZES_OFF);

	(void)state;
	t->port = 40000;
	t->seq[FROM_SERVER] = SERVER_SEQ;
	say_hello(t);
	assert_string_equal(t->verdicts, "e");
	assert_int_equal(stats(t)->size_connections_total, 0);
	end(t);
}

static void test_watched(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	t->port = 40000;
	t->seq[FROM_SERVER] = SERVER_SEQ;
	t->seq[FROM_CLIENT] = CLIENT_SEQ;
	say_hello(t);
	assert_string_equal(t->verdicts, "w.");
	say(t, FROM_SERVER, 23, 900);
	say(t, FROM_CLIENT, 23, 53);
	talk(t, EHLO MAIL "c29 s14");
	assert_string_equal(t->verdicts, "w.........");
	assert_int_equal(stats(t)->size_connections_total, 1);
	assert_int_equal(stats(t)->size_unsure_total, 0);
	end(t);
}

/* Only servers that the profile is of */
static void test_servers(void **state)
{
	static const char *const of[] = { "198.51.100.24/31", "198.51.100.26/31" };
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(of); i++) {
		struct talk *t = begin(TLS_SIZES_CHARGE);
		struct engine_conf conf = *engine_conf(t->engine);

		assert_true(net_parse(of[i], &conf.tls_servers[0]));
		conf.tls_servers_n = 1;
		engine_configure(t->engine, &conf);
		open_tls(t);
		talk(t, EHLO MAIL WRONG);
		assert_int_equal(errors_of(t), i == 0);
		end(t);
	}
}

static void test_flight(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO "c33+29+6 s14+98");
	assert_string_equal(t->verdicts, "...e");
	assert_int_equal(stats(t)->size_let_go_total, 1);
	assert_int_equal(errors_of(t), 0);
	talk(t, WRONG);
	assert_int_equal(errors_of(t), 0);
	end(t);
}

static void test_bulk(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL "c29 s14 c6 s37 c16000 c16000 c16000 c16000");
	send_at(t, FROM_SERVER, t->seq[FROM_SERVER], NULL, 0);
	talk(t, "c16000");
	send_at(t, FROM_SERVER, t->seq[FROM_SERVER], NULL, 0);
	assert_string_equal(t->verdicts, "..............e");
	assert_int_equal(stats(t)->size_let_go_total, 1);
	end(t);
}

/* --- what is charged, and what waits */

static void test_charged(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG WRONG WRONG WRONG);
	assert_int_equal(errors_of(t), 4);
	assert_string_equal(t->verdicts, "............");
	talk(t, WRONG);
	assert_int_equal(errors_of(t), 5);
	assert_string_equal(t->verdicts, ".............h");
	assert_string_equal(t->events,
			    "charged550 charged550 charged550 charged550 charged550 ");
	assert_int_equal(stats(t)->size_charges_total, 5);
	assert_int_equal(stats(t)->size_refusals_total, 5);
	run_until(t, t->now_ns + 19 * NS_PER_S);
	assert_int_equal(t->released, 0);
	run_until(t, t->now_ns + 1 * NS_PER_S);
	assert_int_equal(t->released, 1);
	end(t);
}

/* From then on one an interval, over however many connections. */
static void test_one_an_interval(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);
	uint32_t learnt = 0;
	int i;

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG WRONG WRONG WRONG);
	for (i = 0; i < 10; i++) {
		open_tls(t);
		talk(t, "c20 s190 c33 s14 ");
		t->released = 0;
		talk(t, WRONG);
		learnt += t->verdicts[strlen(t->verdicts) - 1] != 'h';
		run_until(t, t->now_ns + 20 * NS_PER_S);
		learnt += t->released;
	}
	assert_in_range(learnt, 9, 10);
	end(t);
}

static void test_padded(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG WRONG WRONG WRONG "c600 s669");
	assert_int_equal(errors_of(t), 5);
	assert_string_equal(t->verdicts, ".............h");
	end(t);
}

static void test_auth(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO "c12 s18 c18 s18 c10 s59");
	assert_string_equal(t->events, "charged535 ");
	end(t);
}

static void test_log(void **state)
{
	struct talk *t = begin(TLS_SIZES_LOG);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG WRONG WRONG WRONG WRONG);
	assert_string_equal(t->verdicts, "..............");
	assert_string_equal(t->events, "log550 log550 log550 log550 log550 ");
	assert_int_equal(errors_of(t), 0);
	assert_int_equal(stats(t)->size_charges_total, 0);
	assert_int_equal(stats(t)->size_refusals_total, 5);
	end(t);
}

static void test_costs_nothing(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL "c29 s84 c29 s79");
	assert_int_equal(errors_of(t), 0);
	assert_int_equal(stats(t)->size_refusals_total, 1);
	assert_int_equal(stats(t)->size_unsure_total, 1);
	assert_string_equal(t->events, "");
	end(t);
}

/* --- one refusal, one charge */

static void test_size_then_log(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG WRONG);
	assert_int_equal(log_tells(t, 2, true), 0);
	assert_int_equal(errors_of(t), 2);
	assert_int_equal(log_tells(t, 1, true), 1);
	assert_int_equal(errors_of(t), 3);
	assert_int_equal(stats(t)->log_matched_total, 2);
	end(t);
}

/* As Postfix's is with smtpd_tls_loglevel = 0 */
static void test_size_then_log_in_clear(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG);
	assert_int_equal(log_tells(t, 1, false), 0);
	assert_int_equal(errors_of(t), 1);
	end(t);
}

static void test_log_then_size(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL "c29 ");
	assert_int_equal(log_tells(t, 1, true), 1);
	talk(t, "s98");
	assert_int_equal(errors_of(t), 1);
	assert_int_equal(stats(t)->size_charges_total, 0);
	assert_int_equal(stats(t)->log_matched_total, 1);
	end(t);
}

/* Only the log charges: what it was before, line by line. */
static void test_log_beside_log(void **state)
{
	struct talk *t = begin(TLS_SIZES_LOG);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG);
	assert_int_equal(log_tells(t, 1, true), 1);
	assert_int_equal(errors_of(t), 1);
	end(t);
}

/* --- what is unsure */

static void test_lost(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL);
	t->seq[FROM_CLIENT] += 51;	/* a segment that was not seen */
	talk(t, WRONG "c29 s14");
	assert_int_equal(errors_of(t), 0);
	assert_int_equal(stats(t)->size_let_go_total, 1);
	assert_string_equal(t->verdicts, ".....e..");
	end(t);
}

static void test_out_of_order(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);
	uint8_t first[64], second[64];
	size_t n = put_record(first, 23, 29 + ADDED_BYTES);
	uint32_t seq;

	(void)state;
	put_record(second, 23, 29 + ADDED_BYTES);
	open_tls(t);
	talk(t, EHLO MAIL);
	seq = t->seq[FROM_CLIENT];
	send_at(t, FROM_CLIENT, seq + (uint32_t)n, second, n);
	send_at(t, FROM_CLIENT, seq, first, n);
	t->seq[FROM_CLIENT] += 2 * (uint32_t)n;
	talk(t, "s98 s98");
	assert_int_equal(errors_of(t), 0);
	end(t);
}

static void test_again(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);
	uint8_t bytes[256];
	size_t n;

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL);
	n = put_record(bytes, 23, 29 + ADDED_BYTES);
	send_bytes(t, FROM_CLIENT, bytes, n);
	send_at(t, FROM_CLIENT, t->seq[FROM_CLIENT] - (uint32_t)n, bytes, n);
	n = put_record(bytes, 23, 98 + ADDED_BYTES);
	send_bytes(t, FROM_SERVER, bytes, n);
	send_at(t, FROM_SERVER, t->seq[FROM_SERVER] - (uint32_t)n, bytes, n);
	talk(t, WRONG);
	assert_int_equal(errors_of(t), 2);
	end(t);
}

/* Cut anywhere, the refusal is charged once, and held before its length is told. */
static void test_cut(void **state)
{
	uint8_t bytes[256];
	size_t n = put_record(bytes, 23, 98 + ADDED_BYTES), cut;

	(void)state;
	for (cut = 1; cut < n; cut++) {
		struct talk *t = begin(TLS_SIZES_CHARGE);

		open_tls(t);
		talk(t, EHLO MAIL WRONG WRONG WRONG WRONG "c29 ");
		memset(t->verdicts, 0, sizeof(t->verdicts));
		send_bytes(t, FROM_SERVER, bytes, cut);
		send_bytes(t, FROM_SERVER, bytes + cut, n - cut);
		assert_int_equal(errors_of(t), 5);
		assert_string_equal(t->verdicts, cut < 5 ? ".h" : "hh");
		end(t);
	}
}

static void test_changed(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);
	int i;

	(void)state;
	for (i = 0; i < 14; i++) {
		if (i == 7) {
			open_tls(t);
			talk(t, EHLO MAIL);
		}
		open_tls(t);
		talk(t, "c20 s191 " MAIL WRONG);
	}
	assert_string_equal(t->events, "");
	for (i = 0; i < 20; i++) {
		open_tls(t);
		talk(t, "c20 s191 " MAIL WRONG);
	}
	assert_string_equal(t->events, "changed ");
	assert_int_equal(stats(t)->size_changed_total, 34);
	assert_int_equal(errors_of(t), 0);
	end(t);
}

/* Off while a connection is open: the kernel has it. */
static void test_off_by_reload(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);
	struct engine_conf conf = *engine_conf(t->engine);

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL WRONG);
	conf.tls_sizes = TLS_SIZES_OFF;
	engine_configure(t->engine, &conf);
	talk(t, WRONG);
	assert_int_equal(errors_of(t), 1);
	assert_string_equal(t->verdicts, ".......e");
	end(t);
}

/* A process that takes over knows nothing of what was said: it passes. */
static void test_taken_over(void **state)
{
	struct talk *t = begin(TLS_SIZES_CHARGE);
	struct engine_conf conf = *engine_conf(t->engine);
	struct engine *next = engine_new(&conf, t->now_ns);
	size_t n;
	uint8_t *saved;

	(void)state;
	open_tls(t);
	talk(t, EHLO MAIL);
	n = engine_save_bytes(t->engine);
	saved = malloc(n);
	assert_non_null(saved);
	engine_save(t->engine, saved);
	assert_true(engine_load(next, t->now_ns, saved, n));
	free(saved);
	engine_free(t->engine);
	t->engine = next;
	talk(t, WRONG);
	assert_int_equal(errors_of(t), 0);
	assert_string_equal(t->verdicts, ".....e");
	end(t);
}

/* --- as the replay tool reads captures */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

/*
 * A conversation of such lengths, cut anywhere; of the client some segments are lost,
 * or come again.  @in reads what the engine is given.  Return: refusals that it tells
 */
static uint32_t random_talk(struct talk *t, struct inside *in, uint32_t *state)
{
	static const uint16_t said[] = { 20, 33, 29, 31, 12, 6 };
	static const uint16_t answered[] = { 190, 14, 98, 100, 59, 37, 50, 18 };
	const struct sizes_profile *p = &engine_conf(t->engine)->tls_profile;
	uint32_t refusals = 0, seq;
	struct sizes_answer answer;
	uint8_t bytes[1024];
	size_t n, at, part;
	bool is_client;
	size_t i;

	for (i = 0; i < 60; i++) {
		is_client = i % 2 == 0;
		n = put_record(bytes, 23, ADDED_BYTES + (is_client ?
			said[i < 4 ? i / 2 : next_random(state) % ROWS(said)] :
			answered[i < 4 ? i / 2 : next_random(state) % ROWS(answered)]));
		for (at = 0; at < n; at += part) {
			struct segment seg = { .payload = bytes + at };

			part = next_random(state) % 8 ? n - at :
			       1 + next_random(state) % (n - at);
			seq = t->seq[is_client ? FROM_CLIENT : FROM_SERVER];
			t->seq[is_client ? FROM_CLIENT : FROM_SERVER] += (uint32_t)part;
			if (is_client && next_random(state) % 200 == 0)
				continue;
			seg.seq = seq;
			seg.payload_bytes = seg.captured_bytes = (uint32_t)part;
			send_at(t, is_client ? FROM_CLIENT : FROM_SERVER, seq,
				bytes + at, part);
			while (inside_next(in, p, is_client ? RECORDS_CLIENT :
					   RECORDS_SERVER, &seg, &answer))
				refusals += answer.verdict == SIZES_SAYS_REFUSED;
		}
	}
	return refusals;
}

static void test_same(void **state)
{
	uint32_t random = 1, want = 0, told = 0;
	int i;

	(void)state;
	for (i = 0; i < 500; i++) {
		struct talk *t = begin(TLS_SIZES_LOG);
		struct segment hello = { .seq = SERVER_SEQ, .ack = CLIENT_SEQ };
		struct segment seg = { .payload_bytes = 0 };
		struct sizes_answer answer;
		struct inside in;
		uint8_t bytes[2048];

		t->talks = bytes;
		open_tls(t);
		inside_begin(&in, &hello);
		seg.seq = SERVER_SEQ;
		seg.payload = bytes;
		seg.payload_bytes = seg.captured_bytes = t->seq[FROM_SERVER] - SERVER_SEQ;
		assert_false(inside_next(&in, &postfix, RECORDS_SERVER, &seg, &answer));
		seg.seq = CLIENT_SEQ;
		seg.payload = bytes + 1500;
		seg.payload_bytes = seg.captured_bytes = t->seq[FROM_CLIENT] - CLIENT_SEQ;
		assert_false(inside_next(&in, &postfix, RECORDS_CLIENT, &seg, &answer));
		memset(t->events, 0, sizeof(t->events));
		t->talks = NULL;
		want = random_talk(t, &in, &random);
		assert_int_equal(stats(t)->size_refusals_total, want);
		told += want;
		end(t);
	}
	assert_in_range(told, 500, 50000);
}

int main(void)
{
	struct unit u = { .n = 0 };

	unit_add(&u, "packets", "where it is off the kernel has it", test_off, NULL);
	unit_add(&u, "packets", "both sides are seen", test_watched, NULL);
	unit_add(&u, "packets", "of servers that the profile is of", test_servers, NULL);
	unit_add(&u, "packets", "behind a flight the kernel has it", test_flight, NULL);
	unit_add(&u, "packets", "behind a long message, too", test_bulk, NULL);
	unit_add(&u, "charge", "each once; who owes waits", test_charged, NULL);
	unit_add(&u, "charge", "one an interval", test_one_an_interval, NULL);
	unit_add(&u, "charge", "a padded command is no message", test_padded, NULL);
	unit_add(&u, "charge", "a password", test_auth, NULL);
	unit_add(&u, "charge", "log charges none", test_log, NULL);
	unit_add(&u, "charge", "552 and 4xx cost nothing", test_costs_nothing, NULL);
	unit_add(&u, "once", "size, then log", test_size_then_log, NULL);
	unit_add(&u, "once", "size, then a log that does not say TLS",
		 test_size_then_log_in_clear, NULL);
	unit_add(&u, "once", "log, then size", test_log_then_size, NULL);
	unit_add(&u, "once", "log alone", test_log_beside_log, NULL);
	unit_add(&u, "unsure", "lost bytes", test_lost, NULL);
	unit_add(&u, "unsure", "out of order", test_out_of_order, NULL);
	unit_add(&u, "unsure", "what comes again is read once", test_again, NULL);
	unit_add(&u, "unsure", "a record that is cut", test_cut, NULL);
	unit_add(&u, "unsure", "the server has changed", test_changed, NULL);
	unit_add(&u, "unsure", "off by a reload", test_off_by_reload, NULL);
	unit_add(&u, "unsure", "another process", test_taken_over, NULL);
	unit_add(&u, "same", "as what reads captures", test_same, NULL);
	return unit_run(&u, "told");
}
