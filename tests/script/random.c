// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * random.c - both ends of a connection, at random, around the engine
 *
 *	script-random [SEED]
 *
 * A server that writes replies and sends again as TCP does (RFC 6298), in
 * whatever portions, acknowledges what it gets, and closes or resets in the end; a
 * client that acknowledges what it gets, and sends commands, too early and again;
 * packets that are lost on either side, or damaged; one client in five is nasty,
 * one engine in three is exchanged now and then.  The world and its oracle are the
 * scripts'.  Since the test knows which reply stands where, it checks besides:
 *
 *  - no 5xx reply is there before its interval is over, and all arrive in the
 *    end, as they were sent, whatever the network or the kernel loses;
 *  - of a source, no more 5xx replies are there than the burst, one for each
 *    interval since the first, and what its messages pay for;
 *  - what is in front of the first held byte is not delayed at all;
 *  - a server whose segments are not lost need not send any of them more than
 *    five times without hearing an answer;
 *  - the longest wait is what the replies cost, and one retransmission.
 *
 * Each seed is a test of its own; a failure prints the seed and the trace.
 */
#include "../lib/tap.h"
#include "conf/options.h"
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLIES_MAX	60
#define INTERVAL_NS	(4 * NS_PER_S)
#define RTO_MIN_NS	(200 * NS_PER_MS)
#define RTO_MAX_NS	(120 * NS_PER_S)
#define SILENT_MOST_NS	(100 * NS_PER_S)
#define SEEDS		400

struct reply {
	int64_t from, to;
	bool error, go_on;		/* 550; 354 */
	uint64_t sent_ns, got_ns;	/* its first byte; 0: not yet */
};

struct play {
	struct world w;
	struct conn *conn;
	uint32_t random;
	uint32_t loss_percent;
	uint32_t mss;
	struct reply reply[REPLIES_MAX];
	unsigned int replies, written;	/* handed to TCP */
	uint8_t stream[REPLIES_MAX * 80];
	int64_t end, una, nxt, probed;
	int64_t said_una, said;		/* the client's bytes */
	const char *says;
	uint64_t rto_ns, timer_ns, app_ns, seen_ns;
	unsigned int unanswered;
	bool nasty, gone, left, late, hurried, resets, closes, closed;
	uint8_t packet[PACKET_MAX];
};

static uint32_t rnd(struct play *p, uint32_t below)
{
	p->random = p->random * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)p->random * below) >> 32);
}

/* Not so long that it might be another connection: see is_stale(). */
static bool is_lost(struct play *p)
{
	if (rnd(p, 100) < p->loss_percent &&
	    p->w.now_ns < p->seen_ns + SILENT_MOST_NS)
		return true;
	p->seen_ns = p->w.now_ns;
	return false;
}

/* "550-5.1.1 aaa\r\n550 ...", or some other code */
static void write_reply(struct play *p, struct reply *r)
{
	static const char *const good[] = { "250", "354", "450", "221" };
	const char *code = good[rnd(p, 4)];
	unsigned int lines = 1 + rnd(p, 5) / 4, i;
	char text[80];
	int n;

	r->error = rnd(p, 3) == 0;
	if (r->error)
		code = "550";
	r->go_on = *code == '3';
	r->from = p->end;
	for (i = 0; i < lines; i++) {
		n = snprintf(text, sizeof(text), "%s%c%.*s%s", code,
			     i + 1 < lines ? '-' : ' ', (int)rnd(p, 20),
			     "5.1.1 abcdefghijklmno", rnd(p, 8) ? "\r\n" : "\n");
		memcpy(p->stream + p->end, text, (size_t)n);
		p->end += n;
	}
	r->to = p->end;
}

static void write_stream(struct play *p)
{
	static const char opening[] = "220 mx\r\n250-mx\r\n250 CHUNKING\r\n";
	struct reply *first = &p->reply[0];

	p->end = 1;
	memcpy(p->stream + 1, opening, sizeof(opening) - 1);
	first->from = 1;
	first->to = p->end = sizeof(opening);
	for (p->replies = 1; p->replies < 5 + rnd(p, REPLIES_MAX - 5);)
		write_reply(p, &p->reply[p->replies++]);
}

static void server_hears(struct play *p, const struct tcp_segment *seg)
{
	int64_t ack = (int32_t)(seg->ack - p->conn->dir[FROM_SERVER].isn);

	p->unanswered = 0;
	p->gone |= seg->flags & F_RST;
	if (p->gone)
		return;
	if (ack <= p->una)
		return;
	if (ack > p->nxt)
		world_fail(&p->w, "%lld is acknowledged, but not sent",
			   (long long)ack);
	p->una = ack;
	p->rto_ns = RTO_MIN_NS;
	p->timer_ns = p->una < p->nxt ? p->w.now_ns + p->rto_ns : NEVER;
	if (p->una == p->nxt && p->app_ns == NEVER)
		p->app_ns = p->w.now_ns + rnd(p, 3000) * NS_PER_MS;
}

static void client_hears(struct play *p, const struct tcp_segment *seg,
			 uint64_t at_ns)
{
	int64_t from = (int32_t)(seg->seq - p->conn->dir[FROM_SERVER].isn);
	int64_t to = from + (int64_t)seg->len_bytes;
	unsigned int i;

	int64_t ack = (int32_t)(seg->ack - p->conn->dir[FROM_CLIENT].isn);

	if (seg->flags & F_ACK && ack > p->said_una)
		p->said_una = ack;
	if (ack > p->said + p->nasty)	/* whose FIN it may be */
		world_fail(&p->w, "the client is acknowledged %lld, it sent %lld",
			   (long long)ack, (long long)p->said);
	if (memcmp(seg->payload, p->stream + from, seg->len_bytes))
		world_fail(&p->w, "other bytes than those that were sent");
	for (i = 0; i < p->replies; i++)
		if (!p->reply[i].got_ns && p->reply[i].from >= from &&
		    p->reply[i].from < to)
			p->reply[i].got_ns = at_ns;
}

static void send_ack(struct play *p)
{
	const struct conn *c = p->conn;
	struct tcp_segment seg = {
		.src = c->client, .dst = c->server,
		.sport = c->client_port, .dport = c->server_port,
		.seq = c->dir[FROM_CLIENT].isn + (uint32_t)p->said,
		.flags = F_ACK,
		.ack = c->dir[FROM_SERVER].isn +
		       (uint32_t)stream_rcv_nxt(&c->dir[FROM_SERVER]),
		.win = 5000,
	};
	size_t n = segment_build(&seg, false, p->packet);

	if (is_lost(p))
		return;
	world_forget(&p->w);
	p->conn->dir[FROM_SERVER].acked =
		stream_rcv_nxt(&c->dir[FROM_SERVER]);
	if (world_packet(&p->w, p->conn, FROM_CLIENT, p->packet, n, false) &&
	    p->w.kernel.verdict != ACTION_ACCEPT)
		world_fail(&p->w, "an honest acknowledgement was dropped");
	server_hears(p, &seg);
}

static void note_event(struct play *p, const struct event *e)
{
	p->late |= e->kind == EVENT_DETACH && e->reason == REASON_LATE;
	p->left |= e->kind == EVENT_ABANDON;
	p->hurried |= e->kind == EVENT_EARLY;
}

/* What came of the last call: packets for either side. */
static void deliver(struct play *p)
{
	struct tcp_segment to_server[16];
	unsigned int i, n = 0;
	bool heard = false;
	struct happening *h;

	for (i = 0; i < p->w.happenings; i++) {
		h = &p->w.happening[i];
		if (h->kind == ACTION_INJECT && !h->to_client && n < 16)
			to_server[n++] = h->seg;
		if (h->kind == ACTION_EVENT)
			note_event(p, &h->event);
		if (h->verdict && p->w.given_dir == FROM_CLIENT)
			continue;
		if (h->kind != ACTION_ACCEPT && h->kind != ACTION_REPLACE &&
		    h->kind != ACTION_RELEASE)
			continue;
		client_hears(p, &h->seg, h->at_ns);
		heard = true;
	}
	for (i = 0; i < n; i++)
		server_hears(p, &to_server[i]);
	if (heard)
		send_ack(p);
}

static void send_segment(struct play *p, int64_t from, int64_t to)
{
	const struct conn *c = p->conn;
	struct tcp_segment seg = {
		.src = c->server, .dst = c->client,
		.sport = c->server_port, .dport = c->client_port,
		.seq = c->dir[FROM_SERVER].isn + (uint32_t)from,
		.ack = c->dir[FROM_CLIENT].isn +
		       (uint32_t)stream_rcv_nxt(&c->dir[FROM_CLIENT]),
		.flags = F_ACK | F_PSH, .win = 5000,
		.payload = p->stream + from, .len_bytes = (size_t)(to - from),
	};
	bool partial;
	size_t n;
	char at[32];

	seg.opt.ts = rnd(p, 4) == 0;
	seg.opt.nops = seg.opt.ts ? 2 : 0;
	stream_sent(&p->conn->dir[FROM_SERVER], from, seg.payload,
		    seg.len_bytes);
	world_trace(&p->w, "%s S> %lld:%lld",
		    seconds(p->w.now_ns - START_NS, at), (long long)from,
		    (long long)to);
	partial = rnd(p, 2);
	n = segment_build(&seg, partial, p->packet);
	/* In front of us packets are lost only where all of them are seen. */
	if (c->watch && is_lost(p))
		return;
	world_forget(&p->w);
	p->w.partial = partial;
	world_packet(&p->w, p->conn, FROM_SERVER, p->packet, n, false);
	p->w.partial = false;
	deliver(p);
}

/* The application writes some replies at once; TCP sends them. */
static void app_writes(struct play *p)
{
	unsigned int batch = 1 + rnd(p, 6), i;
	int64_t from = p->nxt, to;

	p->app_ns = NEVER;
	for (i = 0; i < batch && p->written < p->replies; i++)
		p->reply[p->written++].sent_ns = p->w.now_ns;
	if (p->written == 0)
		return;
	p->nxt = p->reply[p->written - 1].to;
	if (from < p->nxt && p->timer_ns == NEVER)
		p->timer_ns = p->w.now_ns + p->rto_ns;
	for (; from < p->nxt && !p->w.error[0]; from = to) {
		to = from + 1 + rnd(p, p->mss);
		if (to > p->nxt)
			to = p->nxt;
		send_segment(p, from, to);
	}
}

/* A tail loss probe: the last segment, once, before anything else (RFC 8985) */
static bool probe(struct play *p)
{
	int64_t from = p->nxt - 1 - rnd(p, p->mss);

	if (p->probed == p->nxt || rnd(p, 2) || from <= p->una)
		return false;
	p->probed = p->nxt;
	p->timer_ns = p->w.now_ns + p->rto_ns;
	send_segment(p, from, p->nxt);
	return true;
}

/* The first bytes that are not acknowledged, or now and then others. */
static void timer_fires(struct play *p)
{
	int64_t from = p->una, to;

	if (probe(p))
		return;

	p->rto_ns = p->rto_ns * 2 > RTO_MAX_NS ? RTO_MAX_NS : p->rto_ns * 2;
	p->timer_ns = p->w.now_ns + p->rto_ns;
	if (++p->unanswered > 5 && !p->loss_percent && !p->nasty)
		world_fail(&p->w, "five retransmissions, and no answer");
	if (rnd(p, 6) == 0 && p->una > 1)
		from -= rnd(p, (uint32_t)p->una);
	to = from + 1 + rnd(p, 2 * p->mss);
	if (to > p->nxt)
		to = p->nxt;
	if (to <= p->una)
		to = p->una + 1;
	send_segment(p, from, to);
}

static void check_reply(struct play *p, unsigned int i, uint64_t *due_ns,
			bool *behind)
{
	const struct reply *r = &p->reply[i];

	if (r->got_ns < r->sent_ns + (r->error ? INTERVAL_NS : 0))
		world_fail(&p->w, "reply %u, %lld:%lld, came before its time",
			   i, (long long)r->from, (long long)r->to);
	if (r->error) {
		*due_ns = (*due_ns > r->sent_ns ? *due_ns : r->sent_ns) +
			  INTERVAL_NS;
		*behind = true;
	}
	if (p->w.conf.policy == POLICY_SOURCE)
		return;		/* other replies may cost, too */
	if (p->nasty)
		return;
	if (!p->loss_percent && r->got_ns > *due_ns + RTO_MAX_NS &&
	    r->got_ns > r->sent_ns + RTO_MAX_NS)
		world_fail(&p->w, "reply %u came too late", i);
	if (!p->loss_percent && !*behind && r->got_ns != r->sent_ns)
		world_fail(&p->w, "reply %u is not held, and came late", i);
}

/* The burst at once, one for each interval, and an eighth for each message. */
static void check_rate(struct play *p)
{
	uint64_t first_ns = 0, since_ns;
	unsigned int i, k, n, messages = 0;

	for (i = p->replies; i-- > 0;) {
		messages += p->reply[i].go_on;
		if (p->reply[i].error)
			first_ns = p->reply[i].sent_ns;
	}
	for (i = 0; i < p->replies; i++) {
		if (!p->reply[i].error || !p->reply[i].got_ns)
			continue;
		for (k = n = 0; k < p->replies; k++)
			n += p->reply[k].error && p->reply[k].got_ns &&
			     p->reply[k].got_ns <= p->reply[i].got_ns;
		since_ns = p->reply[i].got_ns - first_ns;
		if (n > p->w.conf.burst + since_ns / INTERVAL_NS +
			(messages + 7) / 8)
			world_fail(&p->w, "%u errors are known too soon", n);
	}
}

static void check_end(struct play *p)
{
	uint64_t due_ns = 0;
	bool behind = false;
	unsigned int i;

	for (i = 0; i < p->replies; i++)
		if (!p->reply[i].got_ns)
			world_fail(&p->w, "reply %u never came", i);
		else
			check_reply(p, i, &due_ns, &behind);
	if (p->w.kernel.slots_used)
		world_fail(&p->w, "a packet is held, and all have come");
}

static bool send_bare(struct play *p, enum engine_dir dir, uint8_t flags,
		      int64_t seq, int64_t ack)
{
	struct conn *c = p->conn;
	struct tcp_segment seg = {
		.src = dir == FROM_SERVER ? c->server : c->client,
		.dst = dir == FROM_SERVER ? c->client : c->server,
		.sport = dir == FROM_SERVER ? 25 : c->client_port,
		.dport = dir == FROM_SERVER ? c->client_port : 25,
		.seq = c->dir[dir].isn + (uint32_t)seq, .flags = flags,
		.ack = flags & F_ACK ? c->dir[!dir].isn + (uint32_t)ack : 0,
		.win = (uint16_t)rnd(p, 9000),
	};
	size_t n = segment_build(&seg, false, p->packet);

	world_trace(&p->w, "%s> %lld ack %lld flags %02x",
		    dir == FROM_SERVER ? "S" : "C", (long long)seq,
		    (long long)ack, flags);
	if (dir == FROM_CLIENT && flags & F_ACK &&
	    ack > c->dir[FROM_SERVER].acked &&
	    ack <= stream_rcv_nxt(&c->dir[FROM_SERVER]))
		c->dir[FROM_SERVER].acked = ack;
	world_forget(&p->w);
	return world_packet(&p->w, c, dir, p->packet, n, false);
}

/* What the server has of its client. */
static int64_t heard(const struct play *p)
{
	return stream_rcv_nxt(&p->conn->dir[FROM_CLIENT]);
}

/*
 * The client sends more, or again what was not acknowledged; some of it is damaged
 * on the way.  While something is held it is kept back (the oracle looks at that).
 */
static void client_says(struct play *p)
{
	struct conn *c = p->conn;
	int64_t from = rnd(p, 3) ? p->said : p->said_una, to = from, i;
	uint8_t text[40];
	struct tcp_segment seg = {
		.src = c->client, .dst = c->server,
		.sport = c->client_port, .dport = c->server_port,
		.flags = F_ACK | F_PSH, .win = 5000, .payload = text,
		.seq = c->dir[FROM_CLIENT].isn + (uint32_t)from,
		.ack = c->dir[FROM_SERVER].isn +
		       (uint32_t)stream_rcv_nxt(&c->dir[FROM_SERVER]),
	};
	bool damaged = rnd(p, 8) == 0;
	size_t n = strlen(p->says);

	to += 1 + rnd(p, sizeof(text) - 1);
	for (i = from; i < to; i++)
		text[i - from] = (uint8_t)p->says[(size_t)i % n];
	seg.len_bytes = (size_t)(to - from);
	stream_sent(&c->dir[FROM_CLIENT], from, text, seg.len_bytes);
	if (to > p->said)
		c->dir[FROM_CLIENT].nxt = p->said = to;
	n = segment_build(&seg, false, p->packet);
	world_trace(&p->w, "C> %lld:%lld%s", (long long)from, (long long)to,
		    damaged ? " damaged" : "");
	if (is_lost(p))
		return;
	p->packet[n - 1] ^= damaged;
	world_forget(&p->w);
	if (!damaged)
		c->dir[FROM_SERVER].acked = stream_rcv_nxt(&c->dir[FROM_SERVER]);
	p->w.damaged = damaged;
	if (world_packet(&p->w, c, FROM_CLIENT, p->packet, n, false) &&
	    p->w.kernel.verdict == ACTION_DROP)
		seg.len_bytes = 0;
	p->w.damaged = false;
	deliver(p);
	if (seg.len_bytes && !damaged)
		server_hears(p, &seg);
}

/* The server acknowledges what it got, and tells its window. */
static void server_acks(struct play *p)
{
	send_bare(p, FROM_SERVER, F_ACK, p->nxt, heard(p));
	deliver(p);
}

/* An error of the network about some byte. */
static void network_errs(struct play *p)
{
	world_forget(&p->w);
	world_icmp(&p->w, p->conn, 1 + rnd(p, (uint32_t)p->nxt + 20),
		   rnd(p, 2));
}

/* It closes behind its last reply, or resets somewhere. */
static void server_ends(struct play *p)
{
	if (p->closes && p->written == p->replies && !p->closed) {
		p->closed = true;
		send_bare(p, FROM_SERVER, F_FIN | F_ACK, p->nxt, heard(p));
		deliver(p);
	} else if (p->resets && p->written > 2 && rnd(p, 20) == 0) {
		send_bare(p, FROM_SERVER, F_RST | F_ACK, p->nxt, heard(p));
		deliver(p);
		p->gone = true;
	}
}

/*
 * A client that acknowledges what it cannot have, leaves and stays, or resets
 * what it does not own; a server that probes, and tells its number.
 */
static void be_nasty(struct play *p)
{
	int64_t gate = conn_gate(p->conn, p->w.now_ns);
	int64_t rcv = stream_rcv_nxt(&p->conn->dir[FROM_SERVER]);
	int64_t had = heard(p) < p->said ? heard(p) : p->said;

	switch (rnd(p, 12)) {
	case 0:
		if (gate >= p->nxt)
			return;
		if (send_bare(p, FROM_CLIENT, F_ACK, 1,
			      gate + 1 + rnd(p, (uint32_t)(p->nxt - gate))) &&
		    p->w.kernel.verdict != ACTION_DROP)
			world_fail(&p->w, "an acknowledgement of held bytes");
		return;
	case 1:
		send_bare(p, FROM_CLIENT, F_FIN | F_ACK,
			  rnd(p, 2) ? p->said : had, rcv);
		break;
	case 2:
		send_bare(p, FROM_CLIENT, F_RST, had + rnd(p, 2) * 100000,
			  0);
		break;
	case 3:
		send_bare(p, FROM_SERVER, F_ACK, p->nxt, heard(p));
		break;
	case 4:
		send_bare(p, FROM_SERVER, F_ACK, p->una - 1, heard(p));
		break;
	case 5:
		send_bare(p, FROM_CLIENT, F_RST, p->said, 0);
		break;
	default:
		return;
	}
	deliver(p);
}

/* Now and then the kernel loses what it holds; the server sends it again. */
static void lose_one(struct play *p)
{
	uint32_t slot = rnd(p, p->w.kernel.slots);

	if (p->w.kernel.slot[slot] && !rnd(p, 4))
		world_lose(&p->w, slot);
}

static void step(struct play *p)
{
	uint64_t next = engine_next_ns(p->w.engine);
	bool due = true;

	if (p->timer_ns < next || p->app_ns < next) {
		next = p->timer_ns < p->app_ns ? p->timer_ns : p->app_ns;
		due = false;
	}
	if (next == NEVER) {
		world_fail(&p->w, "nothing more happens");
		return;
	}
	world_forget(&p->w);
	if (p->w.restarts && !rnd(p, 8))
		world_restart(&p->w);
	if (p->loss_percent)
		lose_one(p);
	if (due) {
		world_advance(&p->w, next);
		deliver(p);
		return;
	}
	if (next > p->w.now_ns)
		p->w.now_ns = next;
	if (p->nasty)
		be_nasty(p);
	if (rnd(p, 3) == 0)
		client_says(p);
	if (rnd(p, 4) == 0)
		server_acks(p);
	if (rnd(p, 6) == 0)
		network_errs(p);
	server_ends(p);
	if (p->gone)
		return;
	if (p->app_ns == next)
		app_writes(p);
	else if (p->timer_ns == next)
		timer_fires(p);
}

static void set_up(struct play *p, uint32_t seed, uint8_t family)
{
	static const uint32_t losses[] = { 0, 0, 10, 30 };
	struct settings settings;

	world_init(&p->w, family, getenv("DEBUG"));
	options_defaults(&settings);
	p->random = seed * 2654435761u + 1;
	p->w.conf = settings.engine;
	p->w.conf.policy = seed % 2 ? POLICY_REPLY : POLICY_SOURCE;
	p->w.conf.burst = 1 + rnd(p, 4);
	p->w.conf.interval_ns = INTERVAL_NS;
	p->w.conf.max_hold_ns = (10 + rnd(p, 200)) * NS_PER_S;
	p->w.conf.max_held = p->w.conf.max_flows = p->w.conf.max_sources = 64;
	world_start(&p->w);
	p->loss_percent = losses[rnd(p, 4)];
	p->nasty = seed % 5 == 0;
	p->w.restarts = seed % 3 == 0;
	p->w.masquerade = seed % 4 == 2;
	p->resets = seed % 11 == 0;
	p->closes = seed % 4 == 1;
	p->says = rnd(p, 4) ? "NOOP\r\n" : "BDAT 9 LAST\r\n";
	p->said = p->said_una = 1;
	p->mss = 1 + rnd(p, rnd(p, 2) ? 4 : 200);
	p->conn = calloc(1, sizeof(*p->conn));
	if (!p->conn)
		abort();
	p->w.conns = p->conn;
	p->conn->explicit_acks = true;
	world_client(&p->w, "1", &p->conn->client);
	world_server(&p->w, "1", &p->conn->server);
	p->conn->client_port = 40000;
	p->conn->server_port = 25;
	p->conn->dir[FROM_SERVER].isn = 0u - rnd(p, 2000);
	p->conn->dir[FROM_SERVER].acked = 1;
	p->una = p->nxt = 1;
	p->rto_ns = RTO_MIN_NS;
	p->timer_ns = NEVER;
	p->app_ns = START_NS;
	write_stream(p);
}

/* The server is gone: what is held comes all the same, or never. */
static void check_gone(struct play *p)
{
	bool may = p->w.conf.policy == POLICY_SOURCE &&
		   (p->late || (p->nasty && p->left));

	if (!p->resets && !may)
		world_fail(&p->w, "the server of an honest client was reset");
	while (!p->w.error[0] && engine_next_ns(p->w.engine) != NEVER) {
		world_forget(&p->w);
		world_advance(&p->w, engine_next_ns(p->w.engine));
		deliver(p);
	}
	if (p->w.kernel.slots_used)
		world_fail(&p->w, "a packet is held, and nothing is due");
}

static void run_seed(uint32_t seed, uint8_t family)
{
	struct play *p = calloc(1, sizeof(*p));
	unsigned int steps = 0, i;

	if (!p)
		abort();
	set_up(p, seed, family);
	while (!p->w.error[0] && !p->gone &&
	       (p->una < p->end || p->written < p->replies))
		if (step(p), ++steps > 20000)
			world_fail(&p->w, "it does not end");
	if (p->gone && !p->w.error[0])
		check_gone(p);
	else if (!p->w.error[0])
		check_end(p);
	if (!p->w.error[0] && p->w.conf.policy == POLICY_SOURCE && !p->hurried)
		check_rate(p);
	if (!tap_ok(!p->w.error[0],
		    "seed %u IPv%u, %u replies, mss %u, %u%% loss%s", seed,
		    family, p->replies, p->mss, p->loss_percent,
		    p->nasty ? ", nasty" : "")) {
		tap_note("%s", p->w.error);
		i = p->w.traces > TRACE_KEEP ? p->w.traces - TRACE_KEEP : 0;
		for (; i < p->w.traces; i++)
			tap_note("  %s", p->w.trace[i % TRACE_KEEP]);
	}
	world_fini(&p->w);
	free(p);
}

int main(int argc, char **argv)
{
	uint32_t seed;

	if (argc > 1) {
		seed = (uint32_t)strtoul(argv[1], NULL, 10);
		tap_plan(2);
		run_seed(seed, 4);
		run_seed(seed, 6);
		return tap_done();
	}
	tap_plan(SEEDS);
	for (seed = 1; seed <= SEEDS; seed++)
		run_seed(seed, seed % 2 ? 4 : 6);
	return tap_done();
}
