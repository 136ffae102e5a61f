// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - what an input's bytes mean: settings, then one operation after
 * the other, to the input's end
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table)	(sizeof(table) / sizeof(*(table)))
#define PICK(in, table)	((table)[in8(in) % COUNT(table)])
#define START_NS	(1000 * NS_PER_S)

/* --- settings */

static const uint64_t intervals_ns[] = {
	5 * NS_PER_S, 20 * NS_PER_S, NS_PER_S, 0, 60 * NS_PER_S, NS_PER_MS
};
static const uint64_t longest_ns[] = {
	240 * NS_PER_S, 20 * NS_PER_S, 12 * NS_PER_S, 5 * NS_PER_S
};

static const struct addr clients[CLIENTS] = {
	{ { 192, 0, 2, 1 }, 4 }, { { 192, 0, 2, 200 }, 4 },
	{ { 203, 0, 113, 9 }, 4 }, { { 0x20, 1, 0xd, 0xb8, 5 }, 6 }
};
const struct addr *world_client(unsigned int i)
{
	return &clients[i];
}

static const struct addr servers[2] = {
	{ { 198, 51, 100, 25 }, 4 }, { { 0x20, 1, 0xd, 0xb8, 0xff }, 6 }
};

/* The oracle's bounds are those of the mildest settings that were in force. */
static void note_bounds(struct world *w)
{
	uint64_t ns = w->conf.interval_ns;

	if (ns > w->interval_max_ns)
		w->interval_max_ns = ns;
	if (w->conf.port_interval[0].interval_ns > w->interval_max_ns)
		w->interval_max_ns = w->conf.port_interval[0].interval_ns;
	if (w->conf.max_rate > w->max_rate_max)
		w->max_rate_max = w->conf.max_rate;
	ns -= ns / 100 * w->conf.jitter_percent;
	if (ns < w->interval_min_ns)
		w->interval_min_ns = ns;
	if (w->conf.max_debt_ns < w->max_debt_min_ns)
		w->max_debt_min_ns = w->conf.max_debt_ns;
	if (w->conf.max_hold_ns < w->max_hold_min_ns)
		w->max_hold_min_ns = w->conf.max_hold_ns;
	if (w->conf.max_hold_ns > w->max_hold_max_ns)
		w->max_hold_max_ns = w->conf.max_hold_ns;
	w->blind |= w->conf.dry_run;
}

static void choose_buckets(struct engine_conf *conf, uint8_t which)
{
	static const uint32_t bursts[] = { 4, 1, 2, 10 };
	static const uint32_t rates[] = { 4, 1, 2, 100 };
	static const uint32_t networks[] = { 4, 0, 1, 2 };
	static const uint64_t debts_ns[] = {
		3600 * NS_PER_S, 10 * NS_PER_S, 240 * NS_PER_S, NS_PER_S
	};

	conf->burst = bursts[which & 3];
	conf->max_rate = rates[which >> 2 & 3];
	conf->network_rate = networks[which >> 4 & 3];
	conf->max_debt_ns = debts_ns[which >> 6];
}

/* What may change while the engine runs. */
static void choose(struct world *w)
{
	static const uint32_t jitters[] = { 0, 0, 25, 100 };
	static const uint32_t budgets[] = { 0, 0, 1, 3 };
	static const uint64_t server_ns[] = { 0, 0, 3 * NS_PER_S };
	struct engine_conf *conf = &w->conf;

	conf->interval_ns = PICK(&w->in, intervals_ns);
	conf->max_hold_ns = PICK(&w->in, longest_ns);
	conf->jitter_percent = PICK(&w->in, jitters);
	conf->server_budget = PICK(&w->in, budgets);
	conf->server_interval_ns = PICK(&w->in, server_ns);
	choose_buckets(conf, in8(&w->in));
	conf->port_interval_n = 1;
	conf->port_interval[0].port = 587;
	conf->port_interval[0].interval_ns = PICK(&w->in, intervals_ns);
	note_bounds(w);
}

static void choose_codes(struct engine_conf *conf, uint8_t which)
{
	static const struct enhanced user = { 5, 1, 1 };
	unsigned int code;

	for (code = 500; code < 600; code++)
		if (!(which & 1) || code % 5 == 0)
			conf->hold_codes[code / 8] |=
				(uint8_t)(1u << code % 8);
	conf->hold_enhanced[0] = user;
	conf->hold_enhanced_n = which & 2 ? 1 : 0;
}

static void choose_sizes(struct world *w)
{
	static const uint32_t held[] = { SLOTS_MAX, 1, 2, 3, 6, 25 };
	static const uint32_t flows[] = { 16, 1, 2, 4 };
	static const uint32_t sources[] = { 64, 1, 2 };
	static const uint8_t prefixes[] = { 32, 24, 0, 8 };

	w->conf.max_held = PICK(&w->in, held);
	w->conf.max_flows = PICK(&w->in, flows);
	w->conf.max_sources = PICK(&w->in, sources);
	w->conf.prefix4_bits = PICK(&w->in, prefixes);
	w->conf.prefix6_bits = 64;
	w->conf.network4_bits = 24;
	w->conf.network6_bits = 48;
}

static void make_conns(struct world *w)
{
	struct conn *c;
	unsigned int i;

	for (i = 0; i < CONNS; i++) {
		c = &w->conns[i];
		c->client = clients[i % CLIENTS];
		c->server = servers[c->client.family == 6];
		c->client_port = (uint16_t)(40000 + i);
		c->server_port = i == CONNS - 1 ? 587 : 25;
		c->trusted = w->conf.trusted_n && i % CLIENTS == 2;
	}
}

void world_begin(struct world *w, const uint8_t *data, size_t size)
{
	uint8_t bits;

	w->in = (struct input){ data, data + size };
	w->now_ns = START_NS;
	w->interval_min_ns = w->max_hold_min_ns = w->max_debt_min_ns = NEVER;
	w->conf.key[0] = 0x736d7470;
	bits = in8(&w->in);
	w->conf.policy = bits & 1 ? POLICY_SOURCE : POLICY_REPLY;
	w->prefilter = bits & 2;
	w->conf.exempt_replies = bits & 4 ?
		EXEMPT_HELO | EXEMPT_552 | EXEMPT_DATA : 0;
	w->conf.trusted_n = (bits & 0x18) == 0x18;
	w->conf.trusted[0] = (struct net){ clients[2], 32 };
	w->conf.dry_run = (bits & 0xe0) == 0xe0;
	choose_codes(&w->conf, bits >> 5);
	choose_sizes(w);
	choose(w);
	w->e = engine_new(&w->conf, w->now_ns);
	kernel_init(&w->kernel, w->e, &fuzz_kernel, w);
	make_conns(w);
}

void world_end(struct world *w)
{
	unsigned int i;

	for (i = 0; i < CONNS; i++)
		if (w->conns[i].open)
			oracle_conn(w, &w->conns[i]);
	kernel_flush(w);
	kernel_fini(&w->kernel, NULL);
	while (w->late_n)
		parcel_free(w->late[--w->late_n]);
	engine_free(w->e);
}

/* --- operations */

static void op_open(struct world *w, struct conn *c)
{
	bool trusted = c->trusted;
	uint8_t how = in8(&w->in);
	/* Ahead of the last, as RFC 6528 makes them; near the wrap at times. */
	uint32_t isn = c->server_isn + 0x700000u * (1 + (how >> 7)) + how * 3u;

	if (how & 1 && !c->open)
		isn = 0u - (how >> 1);
	if (c->gated && w->prefilter && !kernel_is_known(w, c))
		return;
	conn_open(w, c, how & DRESS_ALL, isn);
	c->trusted = trusted;
}

static void op_say(struct world *w, struct conn *c)
{
	static const char *const replies[] = {
		"550 5.1.1 <nobody@example.org>: unknown\r\n",
		"220 mx.example.org ESMTP\r\n", "250 2.1.5 Ok\r\n",
		"250 ok\r\n", "550-first\r\n550 last\r\n",
		"250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n",
		"354 go on\r\n", "250 2.0.0 queued\r\n", "550\r\n",
		"503 5.5.1 no recipients\r\n", "502 5.5.2 unknown\r\n",
		"552 too many\r\n", "235 2.7.0 ok\r\n", "220 2.0.0 go\r\n",
		"\x16\x03\x01", "421 4.3.2 bye\r\n", "221 2.0.0 bye\r\n",
		"450 4.7.1 later\r\n", "535 5.7.8 no\r\n", "554 5.5.1 no\r\n",
		"553 lf only\n", "250 quoted \n235 you\r\n",
		"250-echo\n550 x\r\n", "550-a\r\n250 b\r\n", "hello\r\n",
		"2", "5", "55", "\r", "\n", "-", " ", "550 5.", "\r\n",
		"250-550 \r\n250 5\r\n", "599 5.1.1", "230 x\n\n5\r\r\n",
	};
	const char *text = PICK(&w->in, replies);

	conn_say(c, text, strlen(text));
}

static void op_say_raw(struct world *w, struct conn *c)
{
	const uint8_t *bytes;
	size_t n = in_bytes(&w->in, in8(&w->in) % 16, &bytes);

	conn_say(c, bytes, n);
}

static void op_end(struct world *w, struct conn *c)
{
	(void)w;
	c->fin_said |= c->open;
}

/* Short, middling or long. */
static size_t length(struct world *w)
{
	uint8_t n = in8(&w->in);

	return n < 64 ? n + 1u : n < 128 ? (n - 63u) * 7 :
	       n < 250 ? MSS : STREAM_MAX;
}

static void op_send(struct world *w, struct conn *c)
{
	size_t n = length(w);

	server_new(w, c, n > MSS ? MSS : n, false);
}

static void op_send_super(struct world *w, struct conn *c)
{
	server_new(w, c, length(w), true);
}

static void op_send_all(struct world *w, struct conn *c)
{
	size_t n = length(w);

	while (c->nxt < conn_total(c) && !c->dead && !c->zero_window &&
	       c->open)
		server_new(w, c, n > MSS ? MSS : n, false);
}

static void op_retransmit(struct world *w, struct conn *c)
{
	uint8_t dress = in8(&w->in);

	server_retransmit(w, c, length(w), dress & 8 ? dress & DRESS_ALL :
						       c->dress);
}

/* What was sent, and what was not yet, in one segment. */
static void op_merge(struct world *w, struct conn *c)
{
	server_merge(w, c, length(w));
}

static void op_tail_probe(struct world *w, struct conn *c)
{
	server_tail_probe(w, c, length(w));
}

/*
 * A packet that comes late, or not at all, to a connection that is not watched
 * may as well have passed unseen: the engine cannot tell.
 */
static void note_gap(struct world *w, struct parcel *parcel)
{
	struct conn *c;

	if (parcel->conn < 0 || parcel->gap)
		return;
	c = &w->conns[parcel->conn];
	if (c->watched || c->birth != parcel->birth)
		return;
	parcel->gap = true;
	conn_gap(c);
}

/* The newest packet in the queue takes another way, and comes later. */
static void op_delay(struct world *w, struct conn *c)
{
	(void)c;
	if (!w->queued || w->late_n == LATE_MAX)
		return;
	note_gap(w, w->queue[w->queued - 1]);
	w->late[w->late_n++] = w->queue[--w->queued];
}

static void op_arrive(struct world *w, struct conn *c)
{
	unsigned int i;

	(void)c;
	if (!w->late_n)
		return;
	i = in8(&w->in) % w->late_n;
	/* It was late for an engine that had watched, and comes to the next. */
	note_gap(w, w->late[i]);
	kernel_take(w, w->late[i]);
	w->late[i] = w->late[--w->late_n];
}

/* The newest packet in the queue never comes. */
static void op_lose(struct world *w, struct conn *c)
{
	(void)c;
	if (!w->queued)
		return;
	note_gap(w, w->queue[w->queued - 1]);
	parcel_free(w->queue[--w->queued]);
}

static void op_lose_behind(struct world *w, struct conn *c)
{
	(void)c;
	w->lose_next = true;
}

static void op_bypass(struct world *w, struct conn *c)
{
	(void)c;
	w->bypass_next = true;
}

/* Packets wait in the queue from now on, or no more. */
static void op_queue(struct world *w, struct conn *c)
{
	(void)c;
	w->hold_queue = !w->hold_queue;
}

static void op_ack(struct world *w, struct conn *c)
{
	client_send(w, c, F_ACK, c->got_to, 0, 0);
}

static void op_command(struct world *w, struct conn *c)
{
	client_send(w, c, F_ACK | F_PSH, c->got_to, 0, in8(&w->in));
}

static void op_client_fin(struct world *w, struct conn *c)
{
	client_send(w, c, F_ACK | F_FIN, c->got_to, 0, 0);
}

static void op_client_rst(struct world *w, struct conn *c)
{
	client_send(w, c, in8(&w->in) & 1 ? F_RST : F_RST | F_ACK, c->got_to, 0,
		    0);
}

/* Its numbers are often right: a server believes only those. */
static void op_client_lie(struct world *w, struct conn *c)
{
	static const uint8_t flags[] = { F_ACK, F_RST, F_RST | F_ACK,
					 F_FIN | F_ACK, 0, F_SYN };
	uint8_t flag = PICK(&w->in, flags);
	size_t ack = c->got_to + in8(&w->in);
	int32_t off = (int8_t)in8(&w->in);

	if (flag & F_ACK && off % 2)
		off = 0;
	else if (!off)
		off = 1;
	client_send(w, c, flag, ack, off, in8(&w->in));
}

/* A server ignores it, whatever it says. */
static void op_corrupt(struct world *w, struct conn *c)
{
	static const uint8_t flags[] = { F_RST, F_FIN | F_ACK, F_ACK, F_RST | F_ACK, F_SYN };
	uint8_t flag = PICK(&w->in, flags);
	int32_t off = (int8_t)in8(&w->in);

	client_corrupt(w, c, flag, off % 4 ? 0 : off / 4, in8(&w->in));
}

static void op_pipeline(struct world *w, struct conn *c)
{
	client_pipelines(w, c, in8(&w->in));
}

/* Around what the client has, as far as the server may have sent. */
static void op_icmp(struct world *w, struct conn *c)
{
	static const uint8_t types4[] = { 3, 11, 12, 4, 8 };
	static const uint8_t types6[] = { 2, 1, 3, 4, 128 };
	uint8_t how = in8(&w->in);
	uint8_t type = c->client.family == 6 ? types6[how % 5] :
					       types4[how % 5];

	network_icmp(w, c, type, c->got_to + in8(&w->in));
}

/* A message is taken: a delivery, where its source is known. */
static void op_deliver(struct world *w, struct conn *c)
{
	static const char taken[] = "354 go on\r\n250 2.0.0 queued\r\n";

	conn_say(c, taken, 11);
	server_new(w, c, MSS, false);
	kernel_run(w);
	client_send(w, c, F_ACK, c->got_to, 0, 0);
	conn_say(c, taken + 11, sizeof(taken) - 12);
	server_new(w, c, MSS, false);
}

static void op_server_bare(struct world *w, struct conn *c)
{
	uint8_t how = in8(&w->in);

	if (how % 8 == 7)
		server_bare(w, c, how & 8 ? F_RST : F_RST | F_ACK, c->nxt);
	else
		server_bare(w, c, F_ACK, how & 1 ? c->nxt : c->una - 1);
}

static void op_wait(struct world *w, struct conn *c)
{
	static const uint64_t steps_ns[] = {
		NS_PER_MS, 200 * NS_PER_MS, NS_PER_S, 5 * NS_PER_S,
		20 * NS_PER_S, 1, 61 * NS_PER_S, 1000 * NS_PER_S
	};

	(void)c;
	kernel_tick(w, w->now_ns + PICK(&w->in, steps_ns));
}

/* The daemon was stopped for a while: nothing was released meanwhile. */
static void op_sleep(struct world *w, struct conn *c)
{
	(void)c;
	w->now_ns += in8(&w->in) * (NS_PER_S / 4);
}

static void op_lost_slot(struct world *w, struct conn *c)
{
	uint32_t slot = in8(&w->in) % engine_slots(w->e);

	(void)c;
	w->did.lost += w->kernel.slot[slot] != NULL;
	parcel_free(kernel_lose(&w->kernel, slot));
	engine_lost(w->e, slot);
	oracle_after(w);
}

static void op_release(struct world *w, struct conn *c)
{
	struct sink sink = kernel_sink(&w->kernel);
	uint8_t how = in8(&w->in);

	engine_release(w->e, w->now_ns, how & 1 ? &c->client : NULL,
		       how & 2 ? REASON_STOP : REASON_ASKED, &sink);
	oracle_after(w);
}

static void op_owe(struct world *w, struct conn *c)
{
	engine_owe(w->e, w->now_ns, &c->client,
		   w->now_ns + in8(&w->in) * NS_PER_S);
	oracle_after(w);
}

/* Other routers know more: now and then of a debt that is paid. */
static void op_raise(struct world *w, struct conn *c)
{
	uint64_t until_ns = w->now_ns + in8(&w->in) * (NS_PER_S / 2);

	in8(&w->in);
	oracle_raise(w, &c->client, until_ns - 2 * NS_PER_S);
}

static void op_postpone(struct world *w, struct conn *c)
{
	uint64_t due_ns = w->now_ns + in8(&w->in) * (NS_PER_S + 7);

	oracle_postpone(w, c, due_ns - 5 * NS_PER_S);
}

/* A store answers a charge: shared.c does both. */
static void op_share(struct world *w, struct conn *c)
{
	uint8_t how = in8(&w->in);
	uint64_t until_ns = w->now_ns + (how >> 1) * NS_PER_S;

	oracle_raise(w, &c->client, until_ns);
	oracle_postpone(w, c, until_ns);
}

static void op_forget(struct world *w, struct conn *c)
{
	struct source_info info;

	if (in8(&w->in) & 1) {
		engine_forget(w->e, NULL);
		oracle_forgot(w, NULL);
	} else {
		engine_forget(w->e, &c->client);
		oracle_forgot(w, &c->client);
		REQUIRE(!engine_source_get(w->e, &c->client, &info), "forgot");
	}
	oracle_after(w);
}

static void op_configure(struct world *w, struct conn *c)
{
	uint8_t how = in8(&w->in);

	(void)c;
	w->muddled = true;
	if (how & 1)
		w->conf.policy = how & 2 ? POLICY_SOURCE : POLICY_REPLY;
	if (how >= 0xf0)
		w->conf.dry_run = !w->conf.dry_run;
	w->blind |= how >= 0xf0;
	choose(w);
	engine_configure(w->e, &w->conf);
	oracle_after(w);
}

static bool carry_over(void *ctx, const struct source_info *info)
{
	engine_source_put(ctx, info);
	return true;
}

/* Another daemon: marks stay in the kernel, what is held does not. */
static void op_restart(struct world *w, struct conn *c)
{
	struct engine *old = w->e;
	unsigned int i;

	(void)c;
	kernel_flush(w);
	w->e = engine_new(&w->conf, w->now_ns);
	kernel_hand_over(&w->kernel, w->e);
	engine_source_each(old, carry_over, w->e);
	engine_free(old);
	memset(&w->did, 0, sizeof(w->did));
	w->muddled = true;
	for (i = 0; i < CONNS; i++) {
		conn_forgotten(&w->conns[i]);
		w->conns[i].postponed_ns = 0;
	}
	oracle_after(w);
}

/* A daemon that hands over: the next knows all, and the slots stay. */
static void op_hand_over(struct world *w, struct conn *c)
{
	struct engine *next = engine_new(&w->conf, w->now_ns);
	size_t n = engine_save_bytes(w->e);
	uint8_t *saved = malloc(n);
	uint64_t next_ns = engine_next_ns(w->e);
	bool taken;

	(void)c;
	engine_save(w->e, saved);
	taken = engine_load(next, w->now_ns, saved, n);
	REQUIRE(taken, "what was saved is not taken");
	free(saved);
	engine_free(w->e);
	w->e = next;
	memset(&w->did, 0, sizeof(w->did));
	REQUIRE(engine_next_ns(next) == next_ns, "another due time");
	kernel_hand_over(&w->kernel, next);
	oracle_after(w);
}

/* Connections of others, which say one thing and no more. */
static void op_crowd(struct world *w, struct conn *c)
{
	static const uint8_t text[] = "550 no\r\n250 ok\r\n";
	struct tcp_segment p = { .src = servers[0], .sport = 25, .dport = 1000,
				 .flags = F_ACK, .payload = text };
	uint8_t how = in8(&w->in), bytes[HEADERS_MAX + sizeof(text)];
	struct parcel *parcel;
	unsigned int i;

	(void)c;
	p.len_bytes = how & 1 ? 8 : 16;
	for (i = 0; i <= how % 32u; i++) {
		p.dst = (struct addr){ { CROWD_NET, 0, how, (uint8_t)i }, 4 };
		parcel = calloc(1, sizeof(*parcel));
		parcel->len = segment_build(&p, false, bytes);
		parcel->bytes = malloc(parcel->len);
		memcpy(parcel->bytes, bytes, parcel->len);
		parcel->conn = -1;
		kernel_queue(w, parcel);
	}
}

static void op_noise(struct world *w, struct conn *c)
{
	struct parcel *parcel;
	const uint8_t *bytes;
	uint8_t how = in8(&w->in);
	size_t n = in_bytes(&w->in, how % 80, &bytes);

	(void)c;
	parcel = calloc(1, sizeof(*parcel));
	parcel->bytes = malloc(n ? n : 1);
	if (n)
		memcpy(parcel->bytes, bytes, n);
	parcel->len = n;
	parcel->conn = -1;
	parcel->dir = how & 0x80 ? FROM_CLIENT : FROM_SERVER;
	kernel_queue(w, parcel);
}

/* Names, how many bytes follow, and how often talk.c takes them. */
static const struct {
	const char *name;
	void (*fn)(struct world *w, struct conn *c);
	uint8_t args, weight;
} ops[] = {
	{ "open", op_open, 1, 3 },
	{ "say", op_say, 1, 24 },
	{ "say-raw", op_say_raw, 0, 0 },
	{ "send", op_send, 1, 16 },
	{ "send-all", op_send_all, 1, 8 },
	{ "send-super", op_send_super, 1, 4 },
	{ "end", op_end, 0, 1 },
	{ "retransmit", op_retransmit, 2, 10 },
	{ "merge", op_merge, 1, 4 },
	{ "tail-probe", op_tail_probe, 1, 4 },
	{ "delay", op_delay, 0, 2 },
	{ "arrive", op_arrive, 1, 3 },
	{ "lose", op_lose, 0, 2 },
	{ "lose-behind", op_lose_behind, 0, 4 },
	{ "bypass", op_bypass, 0, 1 },
	{ "queue", op_queue, 0, 6 },
	{ "ack", op_ack, 0, 10 },
	{ "command", op_command, 1, 4 },
	{ "client-fin", op_client_fin, 0, 1 },
	{ "client-rst", op_client_rst, 1, 1 },
	{ "client-lie", op_client_lie, 4, 4 },
	{ "server-bare", op_server_bare, 1, 4 },
	{ "wait", op_wait, 1, 10 },
	{ "sleep", op_sleep, 1, 1 },
	{ "lost-slot", op_lost_slot, 1, 1 },
	{ "release", op_release, 1, 1 },
	{ "owe", op_owe, 1, 1 },
	{ "forget", op_forget, 1, 1 },
	{ "configure", op_configure, 8, 1 },
	{ "restart", op_restart, 0, 1 },
	{ "hand-over", op_hand_over, 0, 2 },
	{ "crowd", op_crowd, 1, 1 },
	{ "noise", op_noise, 0, 0 },
	{ "raise", op_raise, 2, 1 },
	{ "postpone", op_postpone, 1, 2 },
	{ "share", op_share, 1, 3 },
	/* Those from here on are the last bytes: inputs before them stay. */
	{ "corrupt", op_corrupt, 3, 2 },
	{ "pipeline", op_pipeline, 1, 4 },
	{ "icmp", op_icmp, 2, 2 },
	{ "deliver", op_deliver, 0, 3 },
};

#define OPS_MORE	4
#define OPS_LESS	(COUNT(ops) - OPS_MORE)

/* Which operation a byte means. */
static unsigned int op_of(uint8_t byte)
{
	return byte < UINT8_MAX + 1 - OPS_MORE ?
	       byte % OPS_LESS :
	       (unsigned int)(byte - (UINT8_MAX + 1 - OPS_MORE) + OPS_LESS);
}

uint8_t world_op_byte(unsigned int op)
{
	return (uint8_t)(op < OPS_LESS ? op :
			 op - OPS_LESS + UINT8_MAX + 1 - OPS_MORE);
}

bool world_op_row(unsigned int op, unsigned int *args, unsigned int *weight)
{
	if (op >= COUNT(ops))
		return false;
	*args = ops[op].args;
	*weight = ops[op].weight;
	return true;
}

void world_op(struct world *w)
{
	unsigned int op = op_of(in8(&w->in));
	struct conn *c = &w->conns[in8(&w->in) % CONNS];

	if (w->queued > QUEUE_MAX - 64)
		w->hold_queue = false;
	w->step++;
	if (fuzz_loud())
		fprintf(stderr, "# op %s %d\n", ops[op].name,
			(int)(c - w->conns));
	ops[op].fn(w, c);
	kernel_run(w);
}
