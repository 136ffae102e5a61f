// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp.c - simulation: both ends' TCP, as far as a tarpit meets it
 *
 * Sends what the window allows, again and again until it is acknowledged
 * (0.2 s, doubled each time, up to 120 s), and gives up after some times without
 * any answer; a peer that tells of a full buffer is an answer.  Takes bytes in
 * order only; what tells of later bytes (a number beyond) counts as a leak.  No
 * congestion control: the link is never full.
 */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#define RTO_FIRST_NS	(NS_PER_S / 5)
#define RTO_MAX_NS	(120 * NS_PER_S)
#define TRIES_MAX	15
#define SERVER_TRIES_MAX 5	/* Windows' default */


static bool seq_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Behind all that this end has to send. */
static uint32_t end_seq(const struct end *e)
{
	return e->una + e->len_bytes + e->fin;
}

static void send_segment(struct conn *c, enum side side, uint32_t seq,
			 uint32_t len_bytes, uint8_t flags)
{
	struct end *e = &c->end[side];
	struct packet *p = packet_new(len_bytes);

	p->seq = seq;
	p->ack = e->rcv_nxt;
	p->flags = flags;
	p->win = (uint16_t)least(e->win, 65535);
	if (len_bytes)
		memcpy(p->payload, e->buffer + (seq - e->una), len_bytes);
	net_send(c, side, p);
}

static void send_bare(struct conn *c, enum side side)
{
	send_segment(c, side, c->end[side].nxt, 0, ACK);
}

static void start_timer(struct conn *c, enum side side)
{
	c->end[side].timing = true;
	net_timer(c, side, c->end[side].rto_ns);
}

static void end_gone(struct conn *c, enum side side)
{
	struct end *e = &c->end[side];

	if (!e->open)
		return;
	e->open = e->timing = false;
	e->timer++;
	e->len_bytes = 0;
	if (side == SERVER) {
		c->server->sockets_now--;
		c->source->open_now--;
	} else {
		c->client->closed(c);
	}
}

/* Both FINs are there and acknowledged: nothing is left to do. */
static void end_if_done(struct conn *c, enum side side)
{
	struct end *e = &c->end[side];

	if (e->got_fin && e->closed && !e->fin && !e->len_bytes)
		end_gone(c, side);
}

void tcp_connect(struct conn *c)
{
	struct end *e = &c->end[CLIENT];

	e->open = true;
	e->una = e->nxt = chance(UINT32_MAX >> 1) * 2;
	e->rto_ns = RTO_FIRST_NS;
	send_segment(c, CLIENT, e->nxt, 0, SYN);
	e->una++;
	e->nxt++;
}

void tcp_write(struct conn *c, enum side side, const void *bytes, size_t n)
{
	struct end *e = &c->end[side];

	if (!e->open || e->closed)
		return;
	if (e->len_bytes + n > e->room_bytes) {
		e->room_bytes = (uint32_t)(e->len_bytes + n) * 2;
		e->buffer = realloc(e->buffer, e->room_bytes);
		if (!e->buffer)
			abort();
	}
	memcpy(e->buffer + e->len_bytes, bytes, n);
	e->len_bytes += (uint32_t)n;
}

bool tcp_push(struct conn *c, enum side side)
{
	struct end *e = &c->end[side];
	uint32_t data_end = e->una + e->len_bytes, room, n;
	bool sent = false;

	if (!e->open)
		return false;
	while (seq_before(e->nxt, end_seq(e))) {
		room = e->una + e->peer_win - e->nxt;
		if ((int32_t)room <= 0)
			break;
		n = least(least(data_end - e->nxt, room), e->mss);
		if (e->nxt == data_end)
			n = 0;
		e->nxt += n;
		if (e->nxt == data_end && e->fin) {
			send_segment(c, side, e->nxt++ - n, n, ACK | FIN);
		} else {
			send_segment(c, side, e->nxt - n, n, ACK);
		}
		sent = true;
	}
	if (!e->timing && seq_before(e->una, end_seq(e)))
		start_timer(c, side);
	return sent;
}

void tcp_close(struct conn *c, enum side side)
{
	if (!c->end[side].open || c->end[side].closed)
		return;
	c->end[side].fin = c->end[side].closed = true;
	tcp_push(c, side);
}

void tcp_reset(struct conn *c, enum side side)
{
	if (!c->end[side].open)
		return;
	send_segment(c, side, c->end[side].nxt, 0, RST | ACK);
	end_gone(c, side);
}

/* "250 2.1.5 Ok" is 14 bytes: does the server take an ACK for so many? */
static void acknowledge_early(struct conn *c)
{
	struct end *e = &c->end[CLIENT];
	struct packet *p = packet_new(0);

	p->seq = e->nxt;
	p->ack = e->rcv_nxt + 14;
	p->flags = ACK;
	p->win = (uint16_t)e->win;
	net_send(c, CLIENT, p);
}

void tcp_timer(struct conn *c, enum side side)
{
	struct end *e = &c->end[side];
	uint32_t n;

	e->timing = false;
	if (!e->open || !seq_before(e->una, end_seq(e)))
		return;
	if (++e->tries > (side == SERVER ? SERVER_TRIES_MAX : TRIES_MAX)) {
		c->server->gave_up += side == SERVER && c->end[CLIENT].open &&
				      !c->end[SERVER].got_fin;
		end_gone(c, side);
		return;
	}
	e->rto_ns = e->rto_ns * 2 < RTO_MAX_NS ? e->rto_ns * 2 : RTO_MAX_NS;
	if (e->una == e->nxt) {
		send_segment(c, side, e->una - 1, 0, ACK);	/* a probe */
	} else {
		n = least(least(e->nxt - e->una, e->len_bytes), e->mss);
		send_segment(c, side, e->una, n, ACK |
			     (e->fin && e->una + n + 1 == e->nxt ? FIN : 0));
	}
	start_timer(c, side);
	if (side == CLIENT && c->optimistic)
		acknowledge_early(c);
}

static void take_ack(struct conn *c, enum side side, const struct packet *p)
{
	struct end *e = &c->end[side];
	uint32_t n = p->ack - e->una, data;

	if (seq_before(p->ack, e->una) || seq_before(e->nxt, p->ack))
		return;
	e->peer_win = p->win;
	if (!p->win || n)
		e->tries = 0;
	if (!n)
		return;
	data = least(n, e->len_bytes);
	if (data)
		memmove(e->buffer, e->buffer + data, e->len_bytes - data);
	e->len_bytes -= data;
	if (n > data)		/* our FIN is acknowledged */
		e->fin = false;
	e->una = p->ack;
	e->rto_ns = RTO_FIRST_NS;
	e->timing = false;
	e->timer++;
	if (seq_before(e->una, end_seq(e)))
		start_timer(c, side);
}

/* A SYN, or the answer to one. */
static void take_syn(struct conn *c, enum side side, const struct packet *p)
{
	struct end *e = &c->end[side];

	e->rcv_nxt = p->seq + 1;
	e->peer_win = p->win;
	if (side == CLIENT) {
		if (!tcp_push(c, CLIENT))
			send_bare(c, CLIENT);
		return;
	}
	e->open = true;
	c->source->open_now++;
	if (++c->server->sockets_now > c->server->sockets_max)
		c->server->sockets_max = c->server->sockets_now;
	e->una = e->nxt = chance(UINT32_MAX >> 1) * 2;
	e->rto_ns = RTO_FIRST_NS;
	send_segment(c, SERVER, e->nxt, 0, SYN | ACK);
	e->una++;
	e->nxt++;
}

/* New bytes in order.  Return: how many */
static uint32_t take_bytes(struct conn *c, enum side side,
			   const struct packet *p)
{
	struct end *e = &c->end[side];
	uint32_t old = e->rcv_nxt - p->seq, n;

	if (seq_before(e->rcv_nxt, p->seq) || old > p->len_bytes)
		return 0;
	n = p->len_bytes - old;
	e->rcv_nxt += n;
	if (p->flags & FIN && !e->got_fin) {
		e->rcv_nxt++;
		e->got_fin = true;
	}
	if (n && side == SERVER)
		server_bytes(c, p->payload + old, n);
	else if (n)
		client_bytes(c, p->payload + old, n);
	return n;
}

static void answer_stray(struct conn *c, enum side side,
			 const struct packet *p)
{
	struct packet *reset;

	if (p->flags & RST)
		return;
	reset = packet_new(0);
	reset->seq = p->ack;
	reset->ack = p->seq + p->len_bytes + !!(p->flags & (SYN | FIN));
	reset->flags = RST | ACK;
	net_send(c, side, reset);
}

void tcp_input(struct conn *c, enum side side, const struct packet *p)
{
	struct end *e = &c->end[side];
	uint64_t id = c->id;
	bool greets, had_fin = e->got_fin;

	if (p->flags & SYN) {
		if (side == CLIENT ? e->open : !e->open)
			take_syn(c, side, p);
		return;
	}
	if (!e->open) {
		/* One that ended well is remembered: TIME-WAIT, RFC 9293 3.6. */
		if (!(e->closed && e->got_fin))
			answer_stray(c, side, p);
		return;
	}
	/* Of a reply that was left nothing is kept: past its time it may be behind. */
	if (side == CLIENT && seq_before(e->rcv_nxt, p->seq) &&
	    !c->source->early && !e->fin)
		world->leaks++;
	if (p->flags & RST) {
		if (p->seq == e->rcv_nxt)
			end_gone(c, side);
		return;
	}
	if (side == CLIENT && c->deaf && p->len_bytes) {
		tcp_reset(c, CLIENT);
		return;
	}
	greets = side == SERVER && !c->greeted;
	take_ack(c, side, p);
	if (greets)
		server_open(c);
	take_bytes(c, side, p);
	if (c->id != id || !e->open)
		return;
	if (e->got_fin && !had_fin)
		tcp_close(c, side);
	if (!tcp_push(c, side) && (p->len_bytes || p->flags & FIN))
		send_bare(c, side);
	end_if_done(c, side);
}
