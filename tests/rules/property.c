// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * property.c - no missed 5xx, no wrong one: prefilter and engine together
 *
 * property [-n STREAMS] [-s SEED] [-o] [-k] [-v]
 *
 * Random streams of a mail server, cut into random segments, sent again with
 * other boundaries, go through the kernel's bytecode (prefilter_check.c), the
 * marks that the rules keep, and the engine, to a client.  An oracle that has
 * all of the stream before it (stream.c) says where replies are that must be
 * held, or may be.  For every stream:
 *
 *  - no byte at or behind a 5xx reply reaches the client before its time;
 *  - no connection is exempt without a reason in its stream;
 *  - each 5xx reply is charged;
 *  - the client gets all of the stream in the end, as it was sent (but if it
 *    acknowledged what it does not have);
 *
 * and where the client is polite (acknowledges whole segments, as a TCP does,
 * so that no segment begins within a line that passed unseen):
 *
 *  - whatever ends before the first byte that may be held passes at once;
 *  - nothing is held longer than the replies in the stream account for;
 *  - nothing is charged but 5xx replies, and they once.
 *
 * -o reorders segments between server and prefilter too.  -k asks this kernel's
 * nf_tables besides (see nft_prefilter): it queues what the bytecode queues, and
 * more, and its word counts.  A stream that fails
 * is told with its seed; -n 1 -s SEED -v runs it again and tells each step.
 */
#include "../lib/kernel.h"
#include "../lib/packet.h"
#include "../lib/tap.h"
#include "nft_kernel.h"
#include "prefilter_check.h"
#include "stream.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS			2
#define INTERVAL_NS		(20 * NS_PER_S)
#define MAX_HELD		64
#define PACKET_BYTES_MAX	(STREAM_BYTES_MAX + 128)
#define STEPS_MAX		20000
#define STREAMS_DEFAULT		1000000
#define FAILURES_MAX		5
#define START_NS		(1000 * NS_PER_S)

/* How a server's stream is cut: as it is written, or all that there is (a
 * super-packet if it is long), or anyhow. */
enum style { LINES, ALL, SHORT, LONG, BYTES };

enum connmark { UNKNOWN, WATCH, EXEMPT };

struct packet {
	uint8_t bytes[PACKET_BYTES_MAX];
	size_t len_bytes;
	uint32_t from, to;	/* offsets in the stream */
};

/**
 * struct world - One connection: server, rules, engine, client
 * @max_hold_ns:	The engine's longest hold
 * @written:	What the server's application wrote so far
 * @sent, @acked: What its TCP sent, and knows that the client has
 * @received:	What the client has without a gap
 * @offered:	What has reached the rules
 * @has:	Which bytes the client has
 * @starts:	Where segments have begun
 * @polite:	Segments that are sent again begin there
 * @cheats:	It acknowledges what it does not have
 * @seen_ns:	When each point's first byte was first sent
 * @given:	The server's packet that the engine decides about; NULL: a client's
 * @ack:	What the client acknowledges, as far as the engine lets it
 * @ack_passes:	The client's packet reaches the server
 */
struct world {
	struct engine *engine;
	const struct prefilter *prefilter;
	struct stream stream;
	uint64_t seed, rng, now_ns, max_hold_ns;
	uint32_t isn, written, sent, acked, received, offered;
	uint8_t has[STREAM_BYTES_MAX], starts[STREAM_BYTES_MAX];
	uint64_t seen_ns[POINTS_MAX];
	enum style style;
	unsigned int mss;
	bool v6, stamps, options, polite, cheats, reorder, nft, verbose, failed;
	enum connmark connmark;
	uint16_t client_port;
	struct kernel kernel;
	struct packet late;
	bool has_late;
	const struct packet *given;
	uint32_t ack;
	bool ack_passes;
	uint64_t charged_before;
	unsigned int queued, sent_segments, holds;
};

static void say(const struct world *w, const char *format, ...)
{
	va_list args;

	if (!w->verbose)
		return;
	printf("# %8.3f ", (double)(w->now_ns - START_NS) / 1e9);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static void fail(struct world *w, const char *format, ...)
{
	va_list args;

	if (w->failed)
		return;
	w->failed = true;
	printf("# seed %" PRIu64 "%s: ", w->seed, w->reorder ? " -o" : "");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* --- packets */

/* All of a packet but what it says; what stands in its options looks like 5xx. */
static struct tcp_segment begin_packet(const struct world *w, bool from_server)
{
	static const uint8_t ends[2][4] = { { 192, 0, 2, 1 }, { 198, 51, 100, 25 } };
	struct tcp_segment seg = { .flags = F_ACK, .win = 8192 };
	size_t at = w->v6 ? 12 : 0;

	seg.src.family = seg.dst.family = w->v6 ? 6 : 4;
	memcpy(seg.src.b + at, ends[from_server], 4);
	memcpy(seg.dst.b + at, ends[!from_server], 4);
	seg.sport = from_server ? 25 : w->client_port;
	seg.dport = from_server ? w->client_port : 25;
	seg.ext_bytes = w->options && !w->v6 ? 4 : 0;
	seg.opt.ts = w->stamps;
	seg.opt.nops = w->stamps ? 2 : 0;
	seg.opt.tsval = (uint32_t)(w->now_ns / NS_PER_MS) * 0x0a35u;
	seg.opt.tsecr = 0x0a353535;
	return seg;
}

static void make_packet(const struct world *w, struct packet *p, uint32_t from,
			uint32_t to)
{
	struct tcp_segment seg = begin_packet(w, true);

	p->from = from;
	p->to = to;
	seg.seq = w->isn + from;
	seg.ack = 0x1000;
	seg.payload = w->stream.bytes + from;
	seg.len_bytes = to - from;
	p->len_bytes = segment_build(&seg, true, p->bytes);
}

/* --- the oracle's checks */

/* When must a byte of the stream have waited for at the least? */
static uint64_t least_ns(const struct world *w, uint32_t at)
{
	const struct stream *s = &w->stream;
	uint64_t due_ns = 0, one_ns;

	for (uint32_t i = 0; i < s->points_n && s->points[i].at <= at; i++) {
		if (!s->points[i].must)
			continue;
		one_ns = w->seen_ns[i];
		if (due_ns > one_ns && !w->reorder)
			one_ns = due_ns;
		one_ns += INTERVAL_NS;
		if (one_ns > due_ns)
			due_ns = one_ns;
	}
	return due_ns;
}

/* Bytes before this are none of the tarpit's business. */
static uint32_t first_point(const struct stream *s)
{
	return s->points_n ? s->points[0].line_at : UINT32_MAX;
}

static void deliver(struct world *w, const uint8_t *bytes, size_t len_bytes)
{
	struct tcp_segment seg;
	const char *error = segment_read(bytes, len_bytes, false, &seg);
	uint32_t from = seg.seq - w->isn, to = from + (uint32_t)seg.len_bytes;

	if (error) {
		fail(w, "a packet is delivered: %s", error);
		return;
	}
	if (to > w->stream.size || from > to) {
		fail(w, "bytes %u to %u are no part of the stream", from, to);
		return;
	}
	say(w, "  client gets %u to %u", from, to);
	if (memcmp(seg.payload, w->stream.bytes + from, to - from))
		fail(w, "bytes %u to %u were changed", from, to);
	if (to > from && least_ns(w, to - 1) > w->now_ns)
		fail(w, "missed: bytes up to %u pass %.3f s early", to,
		     (double)(least_ns(w, to - 1) - w->now_ns) / 1e9);
	memset(w->has + from, 1, to - from);
	while (w->received < w->stream.size && w->has[w->received])
		w->received++;
}

/* A segment does not pass as it is: may it?  Nothing does while something is held. */
static void check_cause(struct world *w)
{
	if (w->polite && w->given && !engine_stats(w->engine)->gated_now &&
	    w->given->to <= first_point(&w->stream))
		fail(w, "wrong: bytes %u to %u don't pass at once",
		     w->given->from, w->given->to);
}

static void on_event(struct world *w, const struct event *event)
{
	if (event->kind == EVENT_HOLD) {
		w->holds++;
		if (event->wait_ns > w->max_hold_ns || (w->polite &&
		    event->wait_ns > w->stream.points_n * INTERVAL_NS))
			fail(w, "held for %.3f s", (double)event->wait_ns / 1e9);
	}
	if (event->kind == EVENT_RELEASE && event->delay_ns)
		fail(w, "released late");
}

static void *hold(void *ctx, const struct action *action, void *packet)
{
	struct packet *p = malloc(sizeof(*p));

	if (!p)
		abort();
	check_cause(ctx);
	*p = *(const struct packet *)packet;
	if (action->bytes) {
		memcpy(p->bytes, action->bytes, action->len_bytes);
		p->len_bytes = action->len_bytes;
	}
	return p;
}

static void let_go(struct world *w, struct packet *p, bool passes)
{
	if (passes)
		deliver(w, p->bytes, p->len_bytes);
	free(p);
}

static void make_exempt(struct world *w)
{
	if (w->offered <= w->stream.exempt_at)
		fail(w, "exempt with %u to %u, without a reason",
		     w->given->from, w->given->to);
	w->connmark = EXEMPT;
	deliver(w, w->given->bytes, w->given->len_bytes);
}

/* The client's packet goes on as an acknowledgement of less. */
static void cut_ack(struct world *w, const struct action *action)
{
	struct tcp_segment seg;
	const char *error = segment_read(action->bytes, action->len_bytes, true,
					 &seg);
	uint32_t ack = seg.ack - w->isn;

	if (error || ack > w->ack || seg.len_bytes)
		fail(w, "the client acknowledged %u, not %u", w->ack, ack);
	w->ack = ack;
	w->ack_passes = true;
}

static void did(void *ctx, const struct action *action, void *packet)
{
	struct world *w = ctx;

	if (action->kind != ACTION_EVENT)
		say(w, "  %s", action_name(action->kind));
	switch (action->kind) {
	case ACTION_ACCEPT:
		w->ack_passes = true;
		if (w->given)
			deliver(w, w->given->bytes, w->given->len_bytes);
		break;
	case ACTION_DROP:
		check_cause(w);
		break;
	case ACTION_REPLACE:
		if (w->given) {
			check_cause(w);
			deliver(w, action->bytes, action->len_bytes);
		} else {
			cut_ack(w, action);
		}
		break;
	case ACTION_MARK_WATCH:
		check_cause(w);
		w->connmark = WATCH;
		break;
	case ACTION_MARK_EXEMPT:
		make_exempt(w);
		break;
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		let_go(w, packet, action->kind == ACTION_RELEASE);
		break;
	case ACTION_EVENT:
		on_event(w, action->event);
		break;
	default:
		break;
	}
}

static void wrong(void *ctx, const char *what)
{
	fail(ctx, "%s", what);
}

static const struct kernel_ops kernel_ops = { .did = did, .hold = hold,
					      .wrong = wrong };

/* --- the kernel */

static enum action_kind ask_engine(struct world *w, struct packet *p, bool gso)
{
	struct engine_packet packet = { .data = p->bytes,
		.len_bytes = p->len_bytes, .dir = FROM_SERVER, .gso = gso };
	enum action_kind verdict;

	w->queued++;
	w->given = p;
	do
		verdict = kernel_ask(&w->kernel, w->now_ns, &packet, p);
	while (!w->failed && kernel_again(&w->kernel, verdict, &packet));
	w->given = NULL;
	return verdict;
}

/* A super-packet's parts come by the split queue. */
static void ask_part(void *ctx, const uint8_t *bytes, size_t len_bytes)
{
	struct world *w = ctx;
	struct tcp_segment seg;
	struct packet part;

	segment_read(bytes, len_bytes, false, &seg);
	part.from = seg.seq - w->isn;
	part.to = part.from + (uint32_t)seg.len_bytes;
	memcpy(part.bytes, bytes, len_bytes);
	part.len_bytes = len_bytes;
	ask_engine(w, &part, false);
}

/*
 * Is a segment of an unmarked flow queued?  nftables takes AUTH for an offer at
 * the place alone where a reply to EHLO has it, the search finds it anywhere.
 */
static bool rules_queue(struct world *w, const struct packet *p)
{
	bool xt = prefilter_queues(w->prefilter, p->bytes, p->len_bytes), nft;

	if (!w->nft)
		return xt;
	nft = nft_kernel_queues(p->bytes, p->len_bytes);
	if (xt && !nft &&
	    !memmem(w->stream.bytes + p->from, p->to - p->from, "AUTH", 4))
		fail(w, "nftables lets bytes %u to %u pass", p->from, p->to);
	return nft;
}

static void through_rules(struct world *w, struct packet *p)
{
	w->sent_segments++;
	w->offered = p->to > w->offered ? p->to : w->offered;
	say(w, "server sends %u to %u%s", p->from, p->to,
	    w->connmark == WATCH ? ", watched" : "");
	for (uint32_t i = 0; i < w->stream.points_n; i++)
		if (!w->seen_ns[i] && w->stream.points[i].line_at < p->to)
			w->seen_ns[i] = w->now_ns;
	if (w->connmark == EXEMPT ||
	    (w->connmark == UNKNOWN && !rules_queue(w, p))) {
		deliver(w, p->bytes, p->len_bytes);
		return;
	}
	if (ask_engine(w, p, p->to - p->from > w->mss) == ACTION_SPLIT)
		kernel_cut(p->bytes, p->len_bytes, w->mss, ask_part, w);
}

/* --- server, network and client */

static void expire_until(struct world *w, uint64_t then_ns)
{
	struct sink sink = kernel_sink(&w->kernel);
	uint64_t next_ns;

	while ((next_ns = engine_next_ns(w->engine)) <= then_ns && !w->failed) {
		w->now_ns = next_ns > w->now_ns ? next_ns : w->now_ns;
		engine_expire(w->engine, w->now_ns, &sink);
	}
	w->now_ns = then_ns;
}

/* A segment of the server leaves; with -o, the one before may come after it. */
static void transmit(struct world *w, uint32_t from, uint32_t to)
{
	struct packet p;

	w->starts[from] = 1;
	make_packet(w, &p, from, to);
	if (w->reorder && !w->has_late && rng_below(&w->rng, 8) == 0) {
		w->late = p;
		w->has_late = true;
		return;
	}
	through_rules(w, &p);
	if (w->has_late && rng_below(&w->rng, 2)) {
		w->has_late = false;
		through_rules(w, &w->late);
	}
}

/* How long is the segment that begins at @from? */
static uint32_t segment_end(struct world *w, uint32_t from, uint32_t limit)
{
	const uint8_t *lf;
	uint32_t len = 1;

	switch (w->style) {
	case LINES:
		lf = memchr(w->stream.bytes + from, '\n', limit - from);
		len = lf ? (uint32_t)(lf - w->stream.bytes) + 1 - from : limit - from;
		break;
	case SHORT:
		len = 1 + rng_below(&w->rng, 16);
		break;
	case BYTES:
		break;
	case LONG:
		len = 1 + rng_below(&w->rng, 100);
		break;
	case ALL:
		len = limit - from;
		break;
	}
	return len < limit - from ? from + len : limit;
}

static void write_more(struct world *w)
{
	uint32_t lines = 1 + rng_below(&w->rng, 3);
	const uint8_t *lf;

	while (lines-- && w->written < w->stream.size) {
		lf = memchr(w->stream.bytes + w->written, '\n',
			    w->stream.size - w->written);
		w->written = lf ? (uint32_t)(lf - w->stream.bytes) + 1 :
				  w->stream.size;
	}
}

static void send_again(struct world *w)
{
	uint32_t from = w->acked, to;

	if (rng_below(&w->rng, 2))
		from += rng_below(&w->rng, w->sent - w->acked);
	while (w->polite && from > w->acked && !w->starts[from])
		from--;
	to = from + 1 + rng_below(&w->rng, w->sent - from);
	transmit(w, from, to);
}

/*
 * What the client acknowledges: a TCP, what it has; whoever wants other
 * boundaries, less; who fishes for what is held, more than it has, or more
 * than there is.
 */
static uint32_t next_ack(struct world *w, bool all)
{
	uint32_t ack = w->received > w->acked ? w->received : w->acked;

	if (w->cheats && rng_below(&w->rng, 4) == 0)
		return w->acked + rng_below(&w->rng, w->sent - w->acked + 20);
	if (!all && !w->polite && rng_below(&w->rng, 4) == 0)
		return w->acked + rng_below(&w->rng, ack - w->acked + 1);
	return ack;
}

static void acknowledge(struct world *w, bool all)
{
	struct engine_packet packet = { .dir = FROM_CLIENT };
	struct tcp_segment seg = begin_packet(w, false);
	uint8_t bytes[HEADERS_MAX];

	w->ack = next_ack(w, all);
	w->ack_passes = true;
	if (w->connmark == WATCH) {
		seg.seq = 0x1000;
		seg.ack = w->isn + w->ack;
		packet.len_bytes = segment_build(&seg, false, bytes);
		packet.data = bytes;
		w->ack_passes = false;
		kernel_ask(&w->kernel, w->now_ns, &packet, w);
	}
	say(w, "client acknowledges %u%s", w->ack,
	    w->ack_passes ? "" : ", in vain");
	if (w->ack_passes && w->ack <= w->sent && w->ack > w->acked)
		w->acked = w->ack;
}

/* Nothing moves: time does, and the server sends again what is not there. */
static void wait_and_repeat(struct world *w)
{
	uint64_t next_ns = engine_next_ns(w->engine);
	uint64_t wait_ns = (200 + rng_below(&w->rng, 3000)) * NS_PER_MS;

	if (next_ns != ENGINE_NEVER && rng_below(&w->rng, 2))
		wait_ns = next_ns - w->now_ns;
	expire_until(w, w->now_ns + wait_ns);
	acknowledge(w, true);
	if (w->acked < w->sent)
		transmit(w, w->acked, segment_end(w, w->acked, w->sent));
}

static void step(struct world *w)
{
	uint32_t what = rng_below(&w->rng, 100);
	uint32_t from = w->sent;

	if (what < 8 && w->acked < w->sent) {
		send_again(w);
	} else if (what < 16) {
		acknowledge(w, false);
	} else if (what < 20) {
		expire_until(w, w->now_ns + rng_below(&w->rng, 2000) * NS_PER_MS);
	} else if (w->sent < w->written) {
		w->sent = segment_end(w, from, w->written);
		transmit(w, from, w->sent);
	} else if (w->written < w->stream.size &&
		   (what < 40 || w->received == w->written)) {
		write_more(w);
	} else {
		wait_and_repeat(w);
	}
}

/* --- one connection */

static void check_end(struct world *w, unsigned int steps)
{
	const struct engine_stats *stats = engine_stats(w->engine);
	uint64_t charged = stats->charged_total - w->charged_before;

	if (steps == STEPS_MAX && !w->cheats)
		fail(w, "the client has %u bytes of %u, and gets no more",
		     w->received, w->stream.size);
	if (w->connmark != EXEMPT && !w->cheats && charged < w->stream.musts)
		fail(w, "%u replies were to be charged, %u were",
		     w->stream.musts, (unsigned int)charged);
	if (w->polite && charged > w->stream.points_n)
		fail(w, "%u replies could be charged, %u were",
		     w->stream.points_n, (unsigned int)charged);
}

static void configure(struct world *w)
{
	struct engine_conf conf = *engine_conf(w->engine);

	/* In one of eight, few replies fit into the longest hold. */
	conf.max_hold_ns = 240 * NS_PER_S;
	if (rng_below(&w->rng, 8) == 0)
		conf.max_hold_ns = INTERVAL_NS * 5 / 2;
	w->max_hold_ns = conf.max_hold_ns;
	engine_configure(w->engine, &conf);
}

static void begin(struct world *w, uint64_t seed)
{
	static const enum style styles[] = {
		LINES, LINES, LINES, LINES, ALL, ALL, SHORT, LONG, BYTES,
	};

	w->seed = seed;
	w->rng = seed * 0x9e3779b97f4a7c15ull | 1;
	rng_next(&w->rng);
	stream_make(&w->stream, &w->rng);
	w->isn = rng_below(&w->rng, 4) ? rng_next(&w->rng) :
					 0u - rng_below(&w->rng, 200);
	w->written = w->sent = w->acked = w->received = w->offered = 0;
	memset(w->has, 0, w->stream.size);
	memset(w->starts, 0, w->stream.size);
	memset(w->seen_ns, 0, sizeof(*w->seen_ns) * w->stream.points_n);
	w->style = styles[rng_below(&w->rng, sizeof(styles) / sizeof(*styles))];
	w->mss = 20 + rng_below(&w->rng, 200);
	w->v6 = rng_below(&w->rng, 2);
	w->stamps = rng_below(&w->rng, 2);
	w->polite = rng_below(&w->rng, 2);
	w->cheats = !w->polite && rng_below(&w->rng, 4) == 0;
	w->options = rng_below(&w->rng, 16) == 0;
	w->connmark = UNKNOWN;
	w->has_late = w->failed = false;
	w->client_port++;
	w->client_port |= 1024;
	w->charged_before = engine_stats(w->engine)->charged_total;
	configure(w);
}

static void run(struct world *w, uint64_t seed)
{
	unsigned int steps = 0;

	begin(w, seed);
	while (w->received < w->stream.size && w->acked < w->stream.size &&
	       steps < STEPS_MAX && !w->failed) {
		step(w);
		steps++;
	}
	while (engine_next_ns(w->engine) != ENGINE_NEVER && !w->failed)
		expire_until(w, engine_next_ns(w->engine));
	check_end(w, steps);
}

static void begin_engine(struct world *w)
{
	struct engine_conf conf = {
		.interval_ns = INTERVAL_NS, .max_hold_ns = 240 * NS_PER_S,
		.max_debt_ns = 3600 * NS_PER_S,
		.policy = POLICY_REPLY, .max_held = MAX_HELD, .max_flows = 16,
		.max_sources = 16, .prefix4_bits = 32, .prefix6_bits = 64,
		.key = { 1, 2 },
	};

	for (unsigned int code = 500; code < 600; code++)
		conf.hold_codes[code / 8] |= (uint8_t)(1u << code % 8);
	w->engine = engine_new(&conf, START_NS);
	if (!w->engine)
		abort();
	kernel_init(&w->kernel, w->engine, &kernel_ops, w);
}

static void end_engine(struct world *w)
{
	kernel_fini(&w->kernel, free);
	engine_free(w->engine);
}

/* What a worker has done, told to its parent. */
struct sum {
	uint64_t streams, failed, segments, queued, holds, musts;
};

static void tell_stream(const struct world *w)
{
	const struct stream *s = &w->stream;

	printf("# IPv%d, %s, %u bytes: ", w->v6 ? 6 : 4,
	       w->polite ? "polite" : w->cheats ? "cheating" : "rude", s->size);
	for (uint32_t i = 0; i < s->size; i++)
		if (s->bytes[i] >= ' ' && s->bytes[i] <= '~' && s->bytes[i] != '\\')
			putchar(s->bytes[i]);
		else
			printf("\\x%02x", s->bytes[i]);
	printf("\n# 5xx at");
	for (uint32_t i = 0; i < s->points_n; i++)
		printf(" %u%s", s->points[i].at, s->points[i].must ? "" : "?");
	printf(s->exempt_at == UINT32_MAX ? "\n" : "; exempt at %u\n",
	       s->exempt_at);
}

/* What the options ask for */
struct how {
	bool reorder, nft, verbose;
};

static struct sum run_all(const struct prefilter *prefilter, uint64_t seed,
			  uint64_t n, const struct how *how)
{
	struct world *w = calloc(1, sizeof(*w));
	struct sum sum = { 0 };

	if (!w)
		abort();
	begin_engine(w);
	w->prefilter = prefilter;
	w->reorder = how->reorder;
	w->nft = how->nft;
	w->verbose = how->verbose;
	w->now_ns = START_NS;
	for (; sum.streams < n && sum.failed < FAILURES_MAX; sum.streams++) {
		run(w, seed + sum.streams);
		sum.musts += w->stream.musts;
		sum.failed += w->failed;
		if (w->failed || w->verbose)
			tell_stream(w);
		if (!w->failed)
			continue;
		/* What it left behind in the engine is not the next one's. */
		end_engine(w);
		begin_engine(w);
	}
	sum.segments = w->sent_segments;
	sum.queued = w->queued;
	sum.holds = w->holds;
	end_engine(w);
	free(w);
	return sum;
}

/* Each worker takes its part of the seeds, and writes its sum into the pipe. */
static bool run_workers(const struct prefilter *prefilter, uint64_t seed,
			uint64_t n, const struct how *how,
			struct sum *total)
{
	bool good = true;
	int fds[2], status;
	struct sum sum;

	if (pipe(fds) < 0)
		return false;
	fflush(stdout);
	for (uint64_t i = 0; i < WORKERS; i++) {
		if (fork() != 0)
			continue;
		sum = run_all(prefilter, seed + i * n / WORKERS,
			      (i + 1) * n / WORKERS - i * n / WORKERS, how);
		fflush(stdout);
		_exit(write(fds[1], &sum, sizeof(sum)) != sizeof(sum));
	}
	close(fds[1]);
	while (read(fds[0], &sum, sizeof(sum)) == (ssize_t)sizeof(sum)) {
		total->streams += sum.streams;
		total->failed += sum.failed;
		total->segments += sum.segments;
		total->queued += sum.queued;
		total->holds += sum.holds;
		total->musts += sum.musts;
	}
	close(fds[0]);
	while (wait(&status) > 0)
		good = good && status == 0;
	return good;
}

static void tell_sum(const struct sum *sum)
{
	tap_note("%" PRIu64 " streams with %" PRIu64 " 5xx replies; "
		 "%" PRIu64 " segments, %" PRIu64 " of them looked at, "
		 "%" PRIu64 " holds; %" PRIu64 " streams failed",
		 sum->streams, sum->musts, sum->segments, sum->queued,
		 sum->holds, sum->failed);
}

int main(int argc, char **argv)
{
	uint64_t n = STREAMS_DEFAULT, seed = 1;
	struct how how = { false };
	bool good = true;
	struct prefilter *prefilter;
	struct sum sum = { 0 };
	int option;

	while ((option = getopt(argc, argv, "n:s:kov")) != -1) {
		switch (option) {
		case 'n':
			n = strtoull(optarg, NULL, 10);
			break;
		case 's':
			seed = strtoull(optarg, NULL, 10);
			break;
		case 'k':
			how.nft = true;
			break;
		case 'o':
			how.reorder = true;
			break;
		case 'v':
			how.verbose = true;
			break;
		default:
			fprintf(stderr, "usage: property [-n STREAMS] [-s SEED] [-k] [-o] [-v]\n");
			return 2;
		}
	}
	prefilter = prefilter_new(FILTERS);
	if (!prefilter || (how.nft && !nft_kernel_open()))
		return 1;
	if (n == 1)
		sum = run_all(prefilter, seed, 1, &how);
	else
		good = run_workers(prefilter, seed, n, &how, &sum);
	prefilter_free(prefilter);
	tell_sum(&sum);
	good = good && sum.streams == n && !sum.failed && (n == 1 || sum.musts);
	tap_plan(1);
	tap_ok(good, "%" PRIu64 " streams from seed %" PRIu64
	       ": no 5xx missed, none held wrongly", n, seed);
	return tap_done();
}
