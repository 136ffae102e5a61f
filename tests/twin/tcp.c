// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp.c - twin worlds: the server's TCP
 *
 * As Linux' does it, in what a tarpit or its client can see: retransmission
 * with a doubled timeout, one tail loss probe, probes of a closed window, a
 * delayed ACK, a receive buffer that fills, time stamps and PAWS, challenge ACKs
 * (RFC 5961), RST where bytes were not read, an IP identification that counts,
 * ICMP that is believed only within what was sent, Nagle's rule as Minshall has
 * it, and a congestion window in segments that grows as in slow start.
 */
#include "twin.h"

#include <string.h>

#define RTO_NS		(200 * NS_PER_MS)
#define RTO_MAX_NS	(120 * NS_PER_S)
#define PROBE_NS	(20 * NS_PER_MS)	/* about two round trips */
#define DELAYED_ACK_NS	(40 * NS_PER_MS)
#define TRIES_MAX	15
#define QUICK_ACKS	4
#define CWND_FIRST	10	/* RFC 6928 */
#define CHALLENGES_MAX	10	/* a second; Linux' is 1000, of all */

static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static uint32_t end_of(const struct sock *s)
{
	return s->una + (uint32_t)s->snd_len + (s->closing ? 1 : 0);
}

/* What it may receive: the right edge never moves back, RFC 9293 3.8.6. */
static uint16_t window(struct sock *s)
{
	uint32_t edge = s->rcv_nxt + (uint32_t)(RCVBUF_BYTES - s->rcv_len);
	uint32_t room = edge - s->rcv_edge;

	/* Not for a few bytes: RFC 9293 3.8.6.2.2. */
	if (before(s->rcv_edge, edge) &&
	    (room >= 1024 || s->rcv_len == 0 || !s->rcv_edge))
		s->rcv_edge = edge;
	return (uint16_t)(s->rcv_edge - s->rcv_nxt);
}

static void send_as(struct world *w, struct sock *s, uint32_t seq,
		    const uint8_t *payload, size_t n, uint8_t flags,
		    uint8_t dress)
{
	struct packet p = {
		.src = w->server, .dst = s->client,
		.sport = SERVER_PORT, .dport = s->client_port,
		.seq = seq, .ack = s->rcv_nxt, .flags = flags,
		.dress = (uint8_t)((s->ts ? DRESS_TS : 0) | dress),
		.ts_val = (uint32_t)(w->now_ns / NS_PER_MS),
		.ts_ecr = s->ts_recent,
		.payload = payload, .payload_bytes = n,
	};
	struct dressing d = { .ip_id = s->ip_id++, .ttl = 64 };
	struct bytes b;

	p.window = window(s);
	s->rcv_wup = s->rcv_nxt;
	s->ack_timer++;
	if (flags & RST && !(flags & ACK))
		p.ack = 0;
	frame_tcp(&p, &d, &b);
	world_post(w, AT_ROUTER_FROM_SERVER, w->set.host ? 0 : SERVER_LINK_NS,
		   &b);
}

static void send_ack(struct world *w, struct sock *s)
{
	send_as(w, s, s->nxt, NULL, 0, ACK, 0);
}

static void start_timer(struct world *w, struct sock *s, uint64_t ns)
{
	s->timing = true;
	world_timer(w, SERVER_RTO, ns, s->conn, ++s->timer);
}

static size_t segment_max(const struct world *w, const struct sock *s)
{
	int source = world_source(w, &s->client);
	size_t pmtu = source < 0 ? MTU : w->pmtu[source];
	size_t headers = (s->client.family == 6 ? 60 : 40) + (s->ts ? 12 : 0);

	return pmtu - headers < s->mss ? pmtu - headers : s->mss;
}

/* One segment from @seq on, of at most @max bytes; FIN behind the last. */
static void send_data(struct world *w, struct sock *s, uint32_t seq, size_t max)
{
	size_t at = seq - s->una, n = s->snd_len - at;
	uint8_t flags = ACK;

	if (n > max)
		n = max;
	if (n)
		flags |= PSH;
	if (s->closing && at + n == s->snd_len) {
		flags |= FIN;
		s->fin_sent = true;
	}
	if (before(s->nxt, seq + (uint32_t)n + !!(flags & FIN))) {
		s->nxt = seq + (uint32_t)n + !!(flags & FIN);
		if (s->flying < FLIGHT_MAX)
			s->flight[s->flying++] = s->nxt;
		if (n < segment_max(w, s))
			s->small_end = s->nxt;
	}
	send_as(w, s, seq, s->snd + at, n, flags, 0);
}

/* Linux' tcp_nagle_check(): a small one waits while another is under way. */
static bool waits_for_more(const struct world *w, const struct sock *s, size_t n)
{
	return w->set.nagle && n < segment_max(w, s) && !s->closing &&
	       before(s->una, s->small_end);
}

/* Send what may be sent.  Return: something was */
static bool push(struct world *w, struct sock *s)
{
	size_t mss = segment_max(w, s);
	bool sent = false;
	int32_t room;
	uint32_t end = s->una + (uint32_t)s->snd_len;
	size_t n;

	while (before(s->nxt, end_of(s))) {
		room = (int32_t)(s->una + s->peer_win - s->nxt);
		if (room <= 0 && before(s->nxt, end))
			break;
		n = before(s->nxt, end) ? end - s->nxt : 0;
		if (n > mss)
			n = mss;
		/* All of it or nothing, as tcp_snd_wnd_test() has it. */
		if (n && n > (size_t)room)
			break;
		if (s->flying >= s->cwnd || waits_for_more(w, s, n))
			break;
		send_data(w, s, s->nxt, n);
		s->tail_probed = false;
		sent = true;
	}
	if (!s->timing && s->una != end_of(s))
		start_timer(w, s, w->set.tail_probes && sent ? PROBE_NS :
							       s->rto_ns);
	return sent;
}

static void sock_gone(struct sock *s)
{
	s->open = false;
	s->timer++;
	s->ack_timer++;
	s->app_timer++;
}

size_t tcp_write(struct world *w, struct sock *s, const uint8_t *b, size_t n)
{
	size_t room = SNDBUF_BYTES - s->snd_len;

	if (!s->open || s->closing)
		return n;
	if (n > room)
		n = room;
	memcpy(s->snd + s->snd_len, b, n);
	s->snd_len += n;
	push(w, s);
	return n;
}

size_t tcp_read(struct world *w, struct sock *s, uint8_t *b, size_t max)
{
	size_t n = s->rcv_len < max ? s->rcv_len : max;
	uint16_t win = (uint16_t)(s->rcv_edge - s->rcv_nxt);

	memcpy(b, s->rcv, n);
	memmove(s->rcv, s->rcv + n, s->rcv_len - n);
	s->rcv_len -= n;
	/* It tells of its room where there was nearly none. */
	if (n && win < 2 * 1460 && s->open && !s->app.done &&
	    RCVBUF_BYTES - s->rcv_len >= RCVBUF_BYTES / 2)
		send_ack(w, s);
	return n;
}

void tcp_abort(struct world *w, struct sock *s)
{
	if (!s->open)
		return;
	send_as(w, s, s->nxt, NULL, 0, RST | ACK, 0);
	sock_gone(s);
}

void tcp_close(struct world *w, struct sock *s)
{
	if (!s->open || s->closing)
		return;
	s->app.closed = true;
	if (s->rcv_len) {
		tcp_abort(w, s);
		return;
	}
	s->closing = true;
	push(w, s);
}

void tcp_delayed_ack(struct world *w, struct sock *s)
{
	if (s->open && s->rcv_wup != s->rcv_nxt)
		send_ack(w, s);
}

/* The mail host's TCP sends no copy of what its own queue still has. */
static bool is_kept_here(const struct world *w, const struct sock *s)
{
	return w->set.host && world_holds(w, s->conn);
}

void tcp_rto(struct world *w, struct sock *s)
{
	uint32_t last;

	s->timing = false;
	if (!s->open || s->una == end_of(s))
		return;
	if (w->set.tail_probes && !s->tail_probed && s->una != s->nxt &&
	    s->peer_win) {
		s->tail_probed = true;
		last = s->nxt - s->una > 1460 ? s->nxt - 1460 : s->una;
		if (!is_kept_here(w, s))
			send_data(w, s, last, segment_max(w, s));
		start_timer(w, s, s->rto_ns);
		return;
	}
	if (++s->tries > TRIES_MAX) {
		sock_gone(s);
		return;
	}
	s->rto_ns = s->rto_ns * 2 < RTO_MAX_NS ? s->rto_ns * 2 : RTO_MAX_NS;
	s->cwnd = 1;
	if (s->una == s->nxt && s->peer_win)
		send_data(w, s, s->una, least(s->peer_win, segment_max(w, s)));
	else if (s->una == s->nxt || !s->peer_win)
		send_as(w, s, s->una - 1, NULL, 0, ACK, 0);
	else if (!is_kept_here(w, s))
		send_data(w, s, s->una, segment_max(w, s));
	start_timer(w, s, s->rto_ns);
}

/* Not for everyone, RFC 5961 7. */
static void challenge(struct world *w, struct sock *s)
{
	if (s->challenge_s != w->now_ns / NS_PER_S) {
		s->challenge_s = w->now_ns / NS_PER_S;
		s->challenges = 0;
	}
	if (s->challenges++ < CHALLENGES_MAX)
		send_ack(w, s);
}

/* Segments that are acknowledged make room for others, RFC 5681 3.1. */
static void landed(struct sock *s)
{
	unsigned int n = 0;

	while (n < s->flying && !before(s->una, s->flight[n]))
		n++;
	memmove(s->flight, s->flight + n, (s->flying - n) * sizeof(*s->flight));
	s->flying -= n;
	s->cwnd += n;
}

static void take_ack(struct world *w, struct sock *s, const struct packet *p)
{
	uint32_t n = p->ack - s->una, data = n;

	if (before(p->ack, s->una) || before(s->nxt, p->ack))
		return;
	s->peer_win = (uint32_t)p->window << s->snd_scale;
	if (!n) {
		if (!p->window)
			s->tries = 0;
		return;
	}
	if (data > s->snd_len)
		data = (uint32_t)s->snd_len;
	memmove(s->snd, s->snd + data, s->snd_len - data);
	s->snd_len -= data;
	s->una = p->ack;
	landed(s);
	s->rto_ns = RTO_NS;
	s->tries = 0;
	s->timing = false;
	s->timer++;
	if (n > data) {		/* our FIN */
		s->closing = false;
		s->app.done = s->app.closed = true;
		if (s->got_fin)
			sock_gone(s);
	}
	if (s->blocked && s->snd_len < SNDBUF_BYTES * 2 / 3) {
		s->blocked = false;
		world_timer(w, SERVER_APP, 0, s->conn, ++s->app_timer);
	}
}

/* Bytes in order; others come again.  Return: whether an ACK is due now */
static bool take_data(struct world *w, struct sock *s, const struct packet *p)
{
	uint32_t old = s->rcv_nxt - p->seq;
	size_t n, room = RCVBUF_BYTES - s->rcv_len;

	if (before(s->rcv_nxt, p->seq) || old > p->payload_bytes)
		return true;
	n = p->payload_bytes - old;
	if (n > room)
		n = room;
	memcpy(s->rcv + s->rcv_len, p->payload + old, n);
	s->rcv_len += n;
	s->rcv_nxt += (uint32_t)n;
	if (p->flags & FIN && !s->got_fin &&
	    old + n == p->payload_bytes) {
		s->rcv_nxt++;
		s->got_fin = true;
	}
	if (n || s->got_fin)
		world_timer(w, SERVER_APP, NS_PER_MS, s->conn, ++s->app_timer);
	return n < p->payload_bytes || s->got_fin;
}

static void acknowledge(struct world *w, struct sock *s,
			const struct packet *p, bool now)
{
	uint8_t again = p->payload_bytes && before(p->seq, s->rcv_wup) ?
			DRESS_SACK : 0;

	if (now || s->quick_acks || again) {
		s->quick_acks -= s->quick_acks > 0;
		send_as(w, s, s->nxt, NULL, 0, ACK, again);
	} else {
		world_timer(w, SERVER_ACK, DELAYED_ACK_NS, s->conn,
			    ++s->ack_timer);
	}
}

static void take_syn(struct world *w, int conn, const struct packet *p)
{
	struct sock *s = &w->sock[conn];
	struct sock before = *s;

	memset(s, 0, sizeof(*s));
	/* What the one before said may still be under way. */
	s->guess_said = before.guess_said;
	s->guess_seq = before.guess_seq;
	s->opened = before.opened + 1;
	s->conn = conn;
	s->open = true;
	s->client = p->src;
	s->client_port = p->sport;
	s->iss = 0x10000000u * (uint32_t)(conn + 1) + 77 +
		 0x00100000u * (s->opened - 1);
	s->una = s->nxt = s->iss;
	s->rcv_nxt = s->rcv_wup = p->seq + 1;
	s->rcv_edge = s->rcv_nxt;
	s->peer_win = p->window;
	s->snd_scale = p->dress & DRESS_SCALE ? p->scale : 0;
	s->cwnd = CWND_FIRST;
	s->small_end = s->iss;
	s->mss = w->client.conn[conn].mss;
	s->ts = p->dress & DRESS_TS;
	s->ts_recent = p->ts_val;
	s->rto_ns = RTO_NS;
	s->ip_id = (uint16_t)(1000 * (conn + 1));
	s->quick_acks = QUICK_ACKS;
	send_as(w, s, s->nxt, NULL, 0, SYN | ACK, p->dress & DRESS_SCALE);
	s->una++;
	s->nxt++;
}

/* Of no connection: RFC 9293 3.10.7.1. */
static void answer_stray(struct world *w, const struct packet *p)
{
	struct packet r = {
		.src = p->dst, .dst = p->src,
		.sport = p->dport, .dport = p->sport,
		.flags = p->flags & ACK ? RST : RST | ACK,
		.seq = p->flags & ACK ? p->ack : 0,
		.ack = p->flags & ACK ? 0 : p->seq +
		       (uint32_t)p->payload_bytes + !!(p->flags & (SYN | FIN)),
	};
	struct dressing d = { .ttl = 64 };
	struct bytes b;

	if (p->flags & RST)
		return;
	frame_tcp(&r, &d, &b);
	world_post(w, AT_ROUTER_FROM_SERVER, w->set.host ? 0 : SERVER_LINK_NS,
		   &b);
}

/* RFC 9293 3.10.7.4, RFC 5961, RFC 7323 5.  Return: it may be looked at */
static bool is_acceptable(struct world *w, struct sock *s,
			  const struct packet *p)
{
	uint32_t end = p->seq + (uint32_t)p->payload_bytes +
		       !!(p->flags & FIN);

	if (s->ts && p->dress & DRESS_TS && before(p->ts_val, s->ts_recent) &&
	    !(p->flags & RST)) {
		challenge(w, s);
		return false;
	}
	if (before(end, s->rcv_nxt) ||
	    before(s->rcv_edge, p->seq)) {
		if (!(p->flags & RST))
			challenge(w, s);
		return false;
	}
	if (p->flags & RST) {
		if (p->seq == s->rcv_nxt)
			sock_gone(s);
		else
			challenge(w, s);
		return false;
	}
	if (p->flags & SYN || !(p->flags & ACK)) {
		if (p->flags & SYN)
			challenge(w, s);
		return false;
	}
	if (before(s->nxt, p->ack) || before(p->ack, s->una - 65535)) {
		challenge(w, s);
		return false;
	}
	return true;
}

static void first_ack(struct world *w, struct sock *s)
{
	if (s->established)
		return;
	s->established = true;
	mta_begin(w, s);
}

void tcp_arrives(struct world *w, const struct bytes *b)
{
	struct packet p;
	struct sock *s;
	uint32_t ack_before;
	bool now;
	int conn;

	if (packet_read(b->b, b->len, &p))
		return;		/* a wrong checksum, or not TCP */
	conn = world_conn(w, p.sport);
	if (conn < 0)
		return;
	s = &w->sock[conn];
	if (!s->open) {
		if ((p.flags & (SYN | ACK | RST)) == SYN)
			take_syn(w, conn, &p);
		else
			answer_stray(w, &p);
		return;
	}
	if (!is_acceptable(w, s, &p))
		return;
	if (p.dress & DRESS_TS && !before(s->rcv_wup, p.seq))
		s->ts_recent = p.ts_val;
	ack_before = s->rcv_wup;
	take_ack(w, s, &p);
	first_ack(w, s);
	if (s->open && s->app.closed && p.payload_bytes) {
		tcp_abort(w, s);	/* nobody will read it */
		return;
	}
	now = s->open && (p.payload_bytes || p.flags & FIN) &&
	      take_data(w, s, &p);
	if (s->open && !push(w, s) && (p.payload_bytes || p.flags & FIN))
		acknowledge(w, s, &p, now || ack_before + 2920 < s->rcv_nxt);
}

void tcp_icmp(struct world *w, const struct bytes *b)
{
	struct too_big t;
	struct sock *s;
	int conn, source;

	if (!frame_read_icmp(b, &t))
		return;
	conn = world_conn(w, t.dport);
	source = world_source(w, &t.dst);
	if (conn < 0 || source < 0 || !w->sock[conn].open)
		return;
	s = &w->sock[conn];
	if (memcmp(&t.dst, &s->client, sizeof(t.dst)) ||
	    before(t.seq, s->una) || before(s->nxt, t.seq))
		return;
	if (t.mtu < PMTU_MIN)
		t.mtu = PMTU_MIN;
	if (t.mtu >= w->pmtu[source])
		return;
	w->pmtu[source] = t.mtu;
	/* What was too long goes out again at once (tcp_simple_retransmit()). */
	if (s->una != s->nxt && s->peer_win)
		send_data(w, s, s->una, segment_max(w, s));
}

void tcp_ping(struct world *w, const struct addr *client, size_t len)
{
	int source = world_source(w, client);
	size_t max = source < 0 ? MTU : w->pmtu[source];
	struct bytes b;
	size_t n;

	for (max -= 40; len; len -= n) {
		n = len < max ? len : max;
		frame_echo(&w->server, client, n, n < len, &b);
		world_post(w, AT_ROUTER_FROM_SERVER,
			   w->set.host ? 0 : SERVER_LINK_NS, &b);
	}
}
