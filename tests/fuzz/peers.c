// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * peers.c - the TCP of servers and clients, as far as the engine meets it
 *
 * A server sends again what it must and may: the earliest byte that was not
 * acknowledged, with any boundaries, and its last segment once as a probe.
 * Told of a full buffer it sends nothing new.  A client acknowledges what it
 * has.  What lies between them may be lost, late or doubled; only a client may
 * lie, and then only itself loses the promise that everything gets through.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define COMMAND_MAX	63	/* bytes of a client's segment */
#define RTO_MAX_NS	(120 * NS_PER_S)

void conn_gap(struct conn *c)
{
	c->gappy = true;
	c->gaps++;
}

void conn_forgotten(struct conn *c)
{
	conn_gap(c);
	c->watched = false;
	c->ack_shown = 0;
	memset(c->seen_nth, 0, sizeof(c->seen_nth));
}

size_t conn_total(const struct conn *c)
{
	return c->said + c->fin_said;
}

int64_t conn_offset(const struct conn *c, uint32_t seq)
{
	return (int32_t)(seq - (c->server_isn + 1));
}

static uint32_t server_seq(const struct conn *c, size_t offset)
{
	return c->server_isn + 1 + (uint32_t)offset;
}

static struct parcel *post(struct world *w, struct conn *c,
			   const struct tcp_segment *p, enum engine_dir dir)
{
	uint8_t bytes[HEADERS_MAX + STREAM_MAX];
	struct parcel *parcel = calloc(1, sizeof(*parcel));

	parcel->len = segment_build(p, false, bytes);
	parcel->bytes = malloc(parcel->len);
	memcpy(parcel->bytes, bytes, parcel->len);
	parcel->conn = (int)(c - w->conns);
	parcel->birth = c->birth;
	parcel->dir = dir;
	parcel->flags = p->flags;
	parcel->payload = p->len_bytes;
	return parcel;
}

static void dress_up(struct tcp_segment *p, uint8_t dress)
{
	p->opt.ts = dress & DRESS_TS;
	p->opt.nops = p->opt.ts ? 2 : 0;
	if (dress & DRESS_SACK) {
		p->opt.nops += 2;
		p->opt.sacks = 1;
		p->opt.sack[0][0] = p->ack - 1;
		p->opt.sack[0][1] = p->ack;
	}
	if (dress & DRESS_IP) {
		p->ext_bytes = p->src.family == 6 ? 8 : 4;
		p->hop_by_hop = true;
	}
}

static struct tcp_segment from_server(const struct world *w,
				      const struct conn *c, size_t at,
				      uint8_t flags, uint8_t dress)
{
	struct tcp_segment p = {
		.src = c->server, .dst = c->client,
		.sport = c->server_port, .dport = c->client_port,
		.seq = server_seq(c, at),
		.ack = c->client_isn + 1 + (uint32_t)c->server_got,
		.flags = flags, .win = 64000,
		.opt.tsval = (uint32_t)(w->now_ns / NS_PER_MS), .opt.tsecr = 7,
	};

	dress_up(&p, dress);
	return p;
}

void server_send(struct world *w, struct conn *c, size_t from, size_t bytes,
		 uint8_t dress, bool gso)
{
	struct tcp_segment p = from_server(w, c, from, F_ACK | F_PSH, dress);
	struct parcel *parcel;

	if (from + bytes > conn_total(c))
		bytes = conn_total(c) - from;
	if (from + bytes > c->said) {
		p.flags |= F_FIN;
		bytes--;
	}
	p.payload = c->stream + from;
	p.len_bytes = bytes;
	parcel = post(w, c, &p, FROM_SERVER);
	parcel->from = from;
	parcel->gso = gso && bytes > MSS / 4;
	kernel_take(w, parcel);
}

void server_new(struct world *w, struct conn *c, size_t bytes, bool gso)
{
	size_t from = c->nxt, left = conn_total(c) - from;

	if (c->dead || !c->open || !left || c->zero_window)
		return;
	bytes = bytes > left ? left : bytes;
	c->nxt += bytes;
	c->tail_sent = false;
	server_send(w, c, from, bytes, c->dress, gso);
}

void server_retransmit(struct world *w, struct conn *c, size_t bytes,
		       uint8_t dress)
{
	if (c->dead || !c->open || c->una == c->nxt)
		return;
	if (bytes > c->nxt - c->una)
		bytes = c->nxt - c->una;
	c->tail_sent = true;
	server_send(w, c, c->una, bytes, dress, false);
}

void server_merge(struct world *w, struct conn *c, size_t bytes)
{
	size_t left = conn_total(c) - c->una;

	if (c->dead || !c->open || c->una == c->nxt || c->zero_window)
		return;
	bytes = bytes > left ? left : bytes;
	bytes = bytes > MSS ? MSS : bytes;
	c->tail_sent = true;
	if (c->una + bytes > c->nxt)
		c->nxt = c->una + bytes;
	server_send(w, c, c->una, bytes, c->dress, false);
}

void server_tail_probe(struct world *w, struct conn *c, size_t bytes)
{
	if (c->dead || !c->open || c->una == c->nxt || c->tail_sent)
		return;
	if (bytes > c->nxt - c->una)
		bytes = c->nxt - c->una;
	c->tail_sent = true;
	server_send(w, c, c->nxt - bytes, bytes, c->dress, false);
}

void server_bare(struct world *w, struct conn *c, uint8_t flags, size_t at)
{
	struct tcp_segment p = from_server(w, c, at, flags, c->dress);
	struct parcel *parcel;

	if (!c->open || (c->dead && !(flags & F_RST)))
		return;
	c->dead |= (flags & F_RST) != 0;
	parcel = post(w, c, &p, FROM_SERVER);
	parcel->from = at;
	kernel_take(w, parcel);
}

void conn_open(struct world *w, struct conn *c, uint8_t dress, uint32_t isn)
{
	struct tcp_segment p;
	struct parcel *parcel;
	bool stale = c->gated || c->stale;
	size_t i;

	if (c->open)
		oracle_conn(w, c);
	memset(&c->birth, 0, sizeof(*c) - offsetof(struct conn, birth));
	c->birth = ++w->births;
	c->open = true;
	c->stale = stale;
	c->dress = dress;
	c->server_isn = isn;
	c->client_isn = isn * 7 + 3;
	c->exempt_from = SIZE_MAX;
	c->chatty = isn % 3 == 0;
	for (i = 0; i < STREAM_MAX + 2; i++)
		c->seen_ns[i] = c->got_ns[i] = c->told_ns[i] = NEVER;
	p = from_server(w, c, 0, F_SYN | F_ACK, dress & DRESS_TS);
	p.seq--;
	parcel = post(w, c, &p, FROM_SERVER);
	kernel_take(w, parcel);
}

void conn_say(struct conn *c, const void *bytes, size_t n)
{
	if (!c->open || c->fin_said)
		return;
	if (n > STREAM_MAX - c->said)
		n = STREAM_MAX - c->said;
	memcpy(c->stream + c->said, bytes, n);
	c->said += n;
}

static struct tcp_segment from_client(const struct world *w,
				      const struct conn *c, uint8_t flags,
				      size_t ack, int32_t seq_off)
{
	struct tcp_segment p = {
		.src = c->client, .dst = c->server,
		.sport = c->client_port, .dport = c->server_port,
		.seq = c->client_isn + 1 + (uint32_t)c->client_nxt +
		       (uint32_t)seq_off,
		.ack = server_seq(c, ack),
		.flags = flags, .win = 32000,
		.opt.tsval = (uint32_t)(w->now_ns / NS_PER_MS) + 1,
		.opt.tsecr = 9,
	};

	dress_up(&p, c->dress & DRESS_TS);
	return p;
}

static const uint8_t command[COMMAND_MAX + 1] =
	"RCPT TO:<somebody@example.org>\r\n";

void client_corrupt(struct world *w, struct conn *c, uint8_t flags,
		    int32_t seq_off, size_t bytes)
{
	struct tcp_segment p = from_client(w, c, flags, c->got_to, seq_off);
	struct parcel *parcel;

	if (!c->open)
		return;
	p.payload = command;
	p.len_bytes = bytes % sizeof(command);
	parcel = post(w, c, &p, FROM_CLIENT);
	parcel->corrupt = true;
	parcel->bytes[parcel->len - 1] ^= 0x55;
	kernel_take(w, parcel);
}

void client_pipelines(struct world *w, struct conn *c, uint8_t how)
{
	static const char *const texts[] = {
		"BDAT 4 LAST\r\nx\r\n.", "RCPT TO:<a>\r\nDATA\r\n",
		"RCPT TO:<a>\r\nRCPT TO:<b>\r\nbdat 2\r\nx\nQUIT\r\n",
		"DATA\r\n", "MAIL FROM:<>\r\nRCPT TO:<a>\r\n", "x\r\n.\r\n",
	};
	const char *text = texts[how % (sizeof(texts) / sizeof(*texts))];
	struct tcp_segment p = from_client(w, c, F_ACK | F_PSH, c->got_to, 0);

	if (!c->open || c->client_gone)
		return;
	p.payload = (const uint8_t *)text;
	p.len_bytes = strlen(text);
	if (how & 0x80)
		p.win = how & 0x7f;
	c->client_nxt += p.len_bytes;
	if (c->got_to > c->acked_to)
		c->acked_to = c->got_to;
	kernel_take(w, post(w, c, &p, FROM_CLIENT));
}

void network_icmp(struct world *w, struct conn *c, uint8_t type, size_t at)
{
	struct tcp_segment about = from_server(w, c, at, F_ACK, 0);
	struct parcel *parcel = calloc(1, sizeof(*parcel));

	parcel->bytes = malloc(HEADERS_MAX);
	parcel->len = icmp_build(&about, type, about.src.family == 6 ? 0 : 4, 0,
				 parcel->bytes);
	parcel->conn = (int)(c - w->conns);
	parcel->birth = c->birth;
	parcel->dir = FROM_CLIENT;
	parcel->from = at;
	parcel->icmp = type != 8 && type != 128;
	if (!parcel->icmp)
		parcel->conn = -1;
	kernel_queue(w, parcel);
}

void client_send(struct world *w, struct conn *c, uint8_t flags, size_t ack,
		 int32_t seq_off, size_t bytes)
{
	struct tcp_segment p = from_client(w, c, flags, ack, seq_off);

	p.payload = command;
	p.len_bytes = bytes % sizeof(command);
	if (!c->open || (c->client_gone && seq_off == 0 && !(flags & F_RST)))
		return;
	if (flags & F_ACK && ack > c->acked_to)
		c->acked_to = ack;
	if (seq_off == 0) {
		c->client_nxt += p.len_bytes + (flags & F_FIN ? 1 : 0);
		c->client_gone |= (flags & F_RST) != 0;
	}
	kernel_take(w, post(w, c, &p, FROM_CLIENT));
}

void server_receives(struct world *w, struct conn *c,
		     const struct tcp_segment *p)
{
	uint32_t at = p->seq - (c->client_isn + 1);
	int64_t told = conn_offset(c, p->ack);
	size_t acked = told < 0 ? 0 : (size_t)told;

	if (c->dead) {
		if (!(p->flags & F_RST) && c->detached)
			server_bare(w, c, F_RST, acked);
		return;
	}
	if (p->flags & F_RST) {
		c->dead = at == c->server_got;
		return;
	}
	if (!(p->flags & F_ACK) || acked > c->nxt)
		return;
	c->liar |= acked > c->got_to;
	if (acked > c->una) {
		c->una = acked;
		c->progress_ns = w->now_ns;
		c->tail_sent = false;
	}
	if (acked == c->una)
		c->zero_window = p->win == 0;
	if (at == c->server_got && (p->len_bytes || p->flags & F_FIN)) {
		c->server_got += p->len_bytes + (p->flags & F_FIN ? 1 : 0);
		c->progress_ns = w->now_ns;
	}
}

static void note_got(struct world *w, struct conn *c, size_t at)
{
	if (at >= STREAM_MAX + 2 || c->got_ns[at] != NEVER)
		return;
	c->got_ns[at] = w->now_ns;
	c->got_step[at] = w->step;
}

void client_receives(struct world *w, struct conn *c,
		     const struct tcp_segment *p)
{
	int64_t at = conn_offset(c, p->seq), i;
	int64_t end = at + (int64_t)p->len_bytes + (p->flags & F_FIN ? 1 : 0);

	if (p->flags & F_RST) {
		oracle_conn(w, c);	/* what came before is judged by itself */
		c->client_gone = c->was_reset = true;
		conn_forgotten(c);
	}
	if (p->flags & (F_SYN | F_RST))
		return;
	REQUIRE(end <= (int64_t)c->nxt || c->dead,
		"bytes to %lld, none was sent behind %zu", (long long)end,
		c->nxt);
	for (i = at; i < end; i++)
		note_got(w, c, (size_t)i);
	while (c->got_to < c->nxt && c->got_ns[c->got_to] != NEVER)
		c->got_to++;
	/* A probe has an old number, RFC 9293 3.10.7.4. */
	if (c->chatty && (end > at || at < (int64_t)c->got_to) &&
	    !c->client_gone)
		client_send(w, c, F_ACK, c->got_to, 0, 0);
}

/* What was not promised to get through. */
static bool is_lost_cause(const struct conn *c)
{
	return !c->open || c->dead || c->detached || c->liar || c->client_gone;
}

/* All that either side sent has arrived. */
static bool is_done(const struct conn *c)
{
	return c->una == conn_total(c) && c->client_nxt <= c->server_got;
}

/* What of the client's got lost it sends again: a FIN is like any byte here. */
static void client_retransmit(struct world *w, struct conn *c)
{
	size_t lost;

	if (c->client_nxt <= c->server_got)
		return;
	lost = c->client_nxt - c->server_got;
	client_send(w, c, F_ACK, c->got_to, -(int32_t)lost,
		    lost < COMMAND_MAX ? lost : COMMAND_MAX);
}

/* One round of a server's timer, and of the client's answer. */
static bool settle_round(struct world *w, struct conn *c, bool whole)
{
	size_t at;

	if (is_lost_cause(c) || is_done(c))
		return false;
	if (c->una == c->nxt && c->zero_window)
		server_bare(w, c, F_ACK, c->una - 1);
	server_new(w, c, MSS, false);
	for (at = c->una; at < c->nxt; at += MSS) {
		server_send(w, c, at, c->nxt - at > MSS ? MSS : c->nxt - at,
			    c->dress, false);
		if (!whole)
			break;
	}
	kernel_run(w);
	client_retransmit(w, c);
	kernel_run(w);
	return true;
}

/*
 * How long may a connection stand still?  As long as the longest hold, and some
 * timeouts.  Where the engine forgot what it had held, or more is owed than the
 * longest hold, each reply may have to come once more for itself.
 */
static uint64_t patience_of(const struct world *w, const struct conn *c)
{
	uint64_t ns = w->max_hold_max_ns + 5 * RTO_MAX_NS;
	size_t i;

	for (i = 0; i < c->said; i++)
		ns += c->stream[i] == '\n' ? RTO_MAX_NS : 0;
	return ns;
}

void peers_settle(struct world *w)
{
	uint64_t rto_ns = NS_PER_S / 5, next_ns;
	bool whole = w->in.end - w->in.at > 3, again = true;
	unsigned int i;

	w->lose_next = w->bypass_next = w->hold_queue = false;
	kernel_run(w);
	for (i = 0; i < CONNS; i++) {
		w->conns[i].progress_ns = w->now_ns;
		w->conns[i].chatty = true;
	}
	while (again) {
		w->step++;
		again = false;
		for (i = 0; i < CONNS; i++) {
			again |= settle_round(w, &w->conns[i], whole);
			REQUIRE(is_lost_cause(&w->conns[i]) || !again ||
				is_done(&w->conns[i]) ||
				w->now_ns - w->conns[i].progress_ns <=
				patience_of(w, &w->conns[i]),
				"connection %u stands still at %zu of %zu", i,
				w->conns[i].una, conn_total(&w->conns[i]));
		}
		next_ns = w->now_ns + rto_ns;
		rto_ns = rto_ns * 2 > RTO_MAX_NS ? RTO_MAX_NS : rto_ns * 2;
		kernel_tick(w, next_ns);
		kernel_run(w);
	}
}

struct conn *conn_of(struct world *w, const struct addr *client,
		     uint16_t client_port, const struct addr *server,
		     uint16_t server_port)
{
	struct conn *c;

	for (c = w->conns; c < w->conns + CONNS; c++)
		if (c->client_port == client_port &&
		    c->server_port == server_port &&
		    !memcmp(&c->client, client, sizeof(*client)) &&
		    !memcmp(&c->server, server, sizeof(*server)))
			return c;
	return NULL;
}
