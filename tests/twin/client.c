// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client.c - twin worlds: a client that an input's bytes drive
 *
 * It has a TCP that does what TCPs do, unless it is told otherwise: it
 * acknowledges, sends again, probes a closed window.  Besides it may send any
 * segment, with any number, window, time stamp or checksum, and ICMP errors.
 * What it does depends on the input and on what it was given, and on nothing
 * else: as long as both worlds look alike, it does the same in both.
 */
#include "twin.h"

#include <stdlib.h>
#include <string.h>

#define RTO_NS		(200 * NS_PER_MS)
#define RTO_MAX_NS	(60 * NS_PER_S)
#define TRIES_MAX	5	/* Windows' default */
#define OPENED_MAX	24

static const char *const words[] = {
	"EHLO client\r\n", "MAIL FROM:<me@example.org>\r\n",
	"RCPT TO:<guess@example.com>\r\n", "RCPT TO:<known1@example.com>\r\n",
	"RCPT TO:<dead1@example.com>\r\n", "DATA\r\n", "Subject: x\r\n\r\nx\r\n",
	".\r\n", "QUIT\r\n", "RSET\r\n", "NOOP\r\n", "VRFY guess\r\n",
	"AUTH PLAIN guess\r\n", "BDAT 5 LAST\r\nhello", "BDAT 5\r\nhello",
	"x\r\n", "HELO client\r\n", "VRFY dead1\r\n", "VRFY known1\r\n",
	"RCPT TO:<guess@exam",
};

static const uint16_t pauses_ms[] = {
	1, 5, 20, 41, 60, 100, 210, 450, 1000, 2000, 3000, 4000
};

static const uint16_t windows[] = { 65535, 16384, 0, 1, 88, 200, 1460, 4096 };
static const uint16_t sizes[] = { 1460, 536, 88, 1200 };
static const uint16_t mtus[] = { 552, 600, 1000, 576, 68, 1280, 1400, 296 };
static const int32_t offsets[] = {
	0, 1, -1, 14, 15, 22, 23, 95, 40, 100, 200, 1000, -1000, 3000, 65535,
	-70000
};

#define PICK(table, n) ((table)[(n) % (sizeof(table) / sizeof(*(table)))])

static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static void transmit(struct world *w, struct cconn *c, struct packet *p,
		     bool bad_sum)
{
	struct dressing d = { .ttl = 60, .bad_sum = bad_sum };
	struct bytes b;

	p->src = w->source[c->source];
	p->dst = w->server;
	p->sport = c->port;
	p->dport = SERVER_PORT;
	frame_tcp(p, &d, &b);
	world_post(w, AT_ROUTER_FROM_CLIENT, CLIENT_LINK_NS, &b);
}

static void send_segment(struct world *w, struct cconn *c, uint32_t seq,
			 size_t n, uint8_t flags)
{
	struct packet p = {
		.seq = seq, .ack = flags & ACK ? c->rcv_nxt : 0,
		.flags = flags, .window = c->win, .dress = c->ts ? DRESS_TS : 0,
		.scale = w->set.scale,
		.ts_val = (uint32_t)(w->now_ns / NS_PER_MS) + 5000,
		.ts_ecr = c->ts_recent,
		.payload = n ? c->buf + (seq - c->una) : NULL,
		.payload_bytes = n,
	};

	if (n && c->stale)
		p.ack = c->stale_ack;
	if (flags & SYN && w->set.scale != NO_SCALE)
		p.dress |= DRESS_SCALE;
	transmit(w, c, &p, false);
}

static void start_timer(struct world *w, struct cconn *c)
{
	c->timing = true;
	world_timer(w, CLIENT_RTO, c->rto_ns, (int)(c - w->client.conn),
		    ++c->timer);
}

static void push(struct world *w, struct cconn *c)
{
	uint32_t end = c->una + (uint32_t)c->len;
	int32_t room;
	size_t n;

	if (!c->established || c->gone)
		return;
	while (before(c->nxt, end)) {
		room = (int32_t)(c->una + c->peer_win - c->nxt);
		if (room <= 0)
			break;
		n = end - c->nxt;
		n = n > 1400 ? 1400 : n;
		n = n > (size_t)room ? (size_t)room : n;
		c->nxt += (uint32_t)n;
		send_segment(w, c, c->nxt - (uint32_t)n, n, ACK | PSH);
	}
	if (c->fin && c->nxt == end) {
		send_segment(w, c, c->nxt++, 0, ACK | FIN);
	}
	if (!c->timing && c->una != end + c->fin)
		start_timer(w, c);
}

void client_rto(struct world *w, struct cconn *c)
{
	uint32_t end = c->una + (uint32_t)c->len;
	size_t n = c->nxt - c->una;

	c->timing = false;
	if (!c->used || c->gone || c->una == end + c->fin)
		return;
	if (c->tries++ >= TRIES_MAX) {
		c->gone = true;
		return;
	}
	c->rto_ns = c->rto_ns * 2 < RTO_MAX_NS ? c->rto_ns * 2 : RTO_MAX_NS;
	if (!c->established) {
		send_segment(w, c, c->iss, 0, SYN);
	} else if (!c->peer_win || c->una == c->nxt) {
		send_segment(w, c, c->una - 1, 0, ACK);
	} else {
		n = n > c->len ? c->len : n;
		n = n > 1400 ? 1400 : n;
		send_segment(w, c, c->una, n,
			     ACK | (c->fin && n == c->len ? FIN : 0));
	}
	start_timer(w, c);
}

static void take_ack(struct cconn *c, const struct packet *p)
{
	uint32_t n = p->ack - c->una;

	if (before(p->ack, c->una) || before(c->nxt, p->ack))
		return;
	c->peer_win = p->window;
	c->tries = 0;
	if (!n)
		return;
	n = n > c->len ? (uint32_t)c->len : n;
	memmove(c->buf, c->buf + n, c->len - n);
	c->len -= n;
	if (p->ack - c->una > n)
		c->fin = false;
	c->una = p->ack;
	c->rto_ns = RTO_NS;
	c->timing = false;
	c->timer++;
}

void client_arrives(struct world *w, const struct bytes *b)
{
	struct packet p;
	struct cconn *c;
	uint32_t end;
	int conn;

	if (packet_read(b->b, b->len, &p))
		return;
	conn = world_conn(w, p.dport);
	if (conn < 0 || !w->client.conn[conn].used)
		return;
	c = &w->client.conn[conn];
	if (p.flags & RST) {
		c->gone |= p.seq == c->rcv_nxt || !c->established;
		return;
	}
	if (p.flags & SYN && !c->established) {
		c->established = true;
		c->irs = p.seq;
		c->rcv_nxt = p.seq + 1;
		c->ts &= (p.dress & DRESS_TS) != 0;
	}
	if (p.dress & DRESS_TS)
		c->ts_recent = p.ts_val;
	take_ack(c, &p);
	end = p.seq + (uint32_t)p.payload_bytes + !!(p.flags & FIN);
	if (!before(c->rcv_nxt, p.seq) && before(c->rcv_nxt, end))
		c->rcv_nxt = end;
	push(w, c);
	if (c->acks && !c->gone && (p.payload_bytes || p.flags & (SYN | FIN) ||
				    before(p.seq, c->rcv_nxt)))
		send_segment(w, c, c->nxt, 0, ACK);
}

/* --- steps of the script */

static void do_connect(struct world *w, struct input *in, struct cconn *c)
{
	uint8_t style = in8(in);
	uint8_t *buf = c->buf;
	unsigned int i = (unsigned int)(c - w->client.conn), nth;
	bool again = c->used;

	if (w->client.opened++ >= OPENED_MAX || (again && excused("syn")))
		return;
	nth = w->client.opened;
	if (!buf)
		buf = malloc(CLIENT_BUFFER);
	*c = (struct cconn){
		.used = true, .buf = buf, .port = CLIENT_PORT(i),
		.source = again ? c->source : style % SOURCES,
		.iss = 0x01000000u * nth + 11, .rto_ns = RTO_NS,
		.ts = !(style & 4), .acks = !(style & 8),
		.mss = PICK(sizes, style >> 4),
		.win = style >> 6 ? 65535 : PICK(windows, style >> 3),
		.peer_win = 0,
	};
	c->una = c->nxt = c->iss;
	send_segment(w, c, c->nxt, 0, SYN);
	c->una = ++c->nxt;
	start_timer(w, c);
}

static void append(struct cconn *c, const void *text, size_t n)
{
	if (!c->used || c->fin || n > CLIENT_BUFFER - c->len)
		return;
	memcpy(c->buf + c->len, text, n);
	c->len += n;
}

static void do_say(struct world *w, struct input *in, struct cconn *c)
{
	unsigned int n = in8(in) % 8 + 1;
	const char *word;

	while (n--) {
		word = PICK(words, in8(in));
		if (excused("bdat") && !strncmp(word, "BDAT", 4))
			continue;
		append(c, word, strlen(word));
	}
	push(w, c);
}

static void do_junk(struct world *w, struct input *in, struct cconn *c)
{
	uint8_t style = in8(in);
	size_t n = 1u << (style & 7);

	for (n *= 128; n; n -= 4)
		append(c, style & 8 ? "xxxx" : "xx\r\n", 4);
	push(w, c);
}

static void do_raw(struct world *w, struct input *in, struct cconn *c)
{
	uint8_t flags = in8(in), numbers = in8(in), style = in8(in);
	static const uint8_t some[64] = "NOOP\r\nNOOP\r\n";
	struct packet p = {
		.seq = c->nxt + (uint32_t)PICK(offsets, numbers & 15),
		.ack = c->rcv_nxt + (uint32_t)PICK(offsets, numbers >> 4),
		.flags = flags & (FIN | SYN | RST | PSH | ACK),
		.window = PICK(windows, style),
		.dress = c->ts && !(style & 8) ? DRESS_TS : 0,
		.ts_val = (uint32_t)(w->now_ns / NS_PER_MS) + 5000 -
			  (style & 16 ? 100000 : 0),
		.ts_ecr = c->ts_recent + (style & 32 ? 100 : 0),
		.payload = some, .payload_bytes = flags & 32 ? 12 : 0,
	};

	if (c->used && !(p.flags & SYN && excused("syn")))
		transmit(w, c, &p, style & 64);
}

static void do_icmp(struct world *w, struct input *in, struct cconn *c)
{
	uint8_t number = in8(in), mtu = in8(in);
	struct packet quoted = {
		.src = w->server, .dst = w->source[c->source],
		.sport = SERVER_PORT, .dport = c->port, .flags = ACK,
		.seq = c->rcv_nxt + (uint32_t)(number & 128 ?
			PICK(offsets, number & 15) : number),
		.ack = c->nxt,
	};
	struct bytes b;

	if (!c->used)
		return;
	frame_icmp_too_big(&w->source[c->source], &quoted, PICK(mtus, mtu), &b);
	world_post(w, AT_ROUTER_FROM_CLIENT, CLIENT_LINK_NS, &b);
}

/* From now on its commands acknowledge no more than they did, or all again. */
static void toggle_stale(struct cconn *c)
{
	c->stale = !c->stale;
	c->stale_ack = c->rcv_nxt;
}

static void do_small(struct world *w, struct input *in, struct cconn *c)
{
	uint8_t what = in8(in);

	if (!c->used)
		return;
	switch (what % 7) {
	case 0:
		c->win = PICK(windows, what / 7);
		break;
	case 6:
		world_owe(w, c->source, what / 7 % 8);
		break;
	case 1:
		if (what / 7 % 2)
			toggle_stale(c);
		else
			c->acks = !c->acks;
		break;
	case 2:
		if (!c->gone)
			send_segment(w, c, c->nxt, 0, ACK);
		break;
	case 3:
		c->tries = 0;
		client_rto(w, c);
		break;
	case 4:
		c->fin = true;
		push(w, c);
		break;
	default:
		send_segment(w, c, c->nxt, 0, RST | ACK);
		c->gone = true;
		break;
	}
}

void client_step(struct world *w)
{
	struct client *k = &w->client;
	struct input *in = &k->in;
	uint8_t op;
	struct cconn *c;

	while (in_more(in)) {
		op = in8(in);
		c = &k->conn[op / 8 % CONNS];
		switch (op % 8) {
		case 0:
			do_connect(w, in, c);
			break;
		case 1:
		case 2:
			do_say(w, in, c);
			break;
		case 3:
			do_junk(w, in, c);
			break;
		case 4:
			do_raw(w, in, c);
			break;
		case 5:
			do_icmp(w, in, c);
			break;
		case 6:
			do_small(w, in, c);
			break;
		default:
			if (op & 64 && c->used)
				world_timer(w, PING, CLIENT_LINK_NS, c->source, 0);
			world_timer(w, CLIENT_STEP, NS_PER_MS *
				    PICK(pauses_ms, in8(in)), 0, 0);
			return;
		}
	}
	k->done = true;
}

void client_begin(struct world *w)
{
	unsigned int i;

	for (i = 0; i < CONNS; i++)
		w->client.conn[i].port = CLIENT_PORT(i);
	client_step(w);
}
