// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel.c - rules, queues and verdicts, as the engine's contract has them
 *
 * A connection has a mark, a client may be known, and a filter lets pass what
 * no rule must see.  A packet that goes through the rules again, or was cut,
 * comes behind those that wait already.  Each packet gets one verdict, and each
 * slot keeps one packet until its end: both are checked here.
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Behind so long a silence it may be another connection with the same ends. */
#define IDLE_NS		(270 * NS_PER_S)

void parcel_free(struct parcel *parcel)
{
	if (parcel)
		free(parcel->bytes);
	free(parcel);
}

static struct conn *conn_at(struct world *w, const struct parcel *parcel)
{
	struct conn *c;

	if (parcel->conn < 0)
		return NULL;
	c = &w->conns[parcel->conn];
	return c->birth == parcel->birth ? c : NULL;
}

/* --- delivery */

/* The engine may believe what a server may. */
static void note_ack(struct conn *c, const struct parcel *parcel,
		     const struct tcp_segment *p)
{
	int64_t ack = conn_offset(c, p->ack);
	uint32_t at = p->seq - (c->client_isn + 1);

	if (parcel->shown && (p->flags & (F_ACK | F_RST)) == F_ACK &&
	    at + p->len_bytes >= c->server_got && at <= c->client_nxt &&
	    ack > c->ack_shown)
		c->ack_shown = ack;
}

/*
 * What waits in a slot, and never reached the client, no server hears of as
 * acknowledged, whatever a client says: where all was seen, or it may have
 * passed before.
 */
static void check_ack(const struct world *w, const struct conn *c,
		      const struct tcp_segment *p)
{
	const struct parcel *held;
	uint32_t i;
	size_t at;

	if (c->gappy || p->flags & F_RST || !(p->flags & F_ACK))
		return;
	for (i = 0; i < w->kernel.slots; i++) {
		held = w->kernel.slot[i];
		if (!held || held->birth != c->birth)
			continue;
		at = (int64_t)held->from > c->passed_to ? held->from :
							  (size_t)c->passed_to;
		for (; at < held->from + held->payload; at++)
			REQUIRE(c->got_ns[at] != NEVER || c->free_byte[at] ||
				(int64_t)at >= conn_offset(c, p->ack),
				"an ACK of byte %zu, which is held", at);
	}
}

/*
 * A number is told of what lies behind it.  The engine forgets a connection with
 * its RST: it may be told of what comes late, behind that.
 */
static void note_told(struct world *w, struct conn *c, const struct tcp_segment *p)
{
	int64_t at = conn_offset(c, p->seq) - 1;

	if (p->flags & F_RST && !w->expiring)
		return;		/* nobody is told when it is early */
	if (!c->was_reset && c->gated && at >= 0 && at < STREAM_MAX &&
	    c->seen_ns[at] != NEVER && c->told_ns[at] == NEVER &&
	    !(p->flags & F_SYN))
		c->told_ns[at] = w->now_ns;
}

/* What the client is given, and told of the server. */
static void note_passed(struct conn *c, const struct tcp_segment *p, bool shown)
{
	int64_t end = conn_offset(c, p->seq) + (int64_t)p->len_bytes +
		      (p->flags & (F_SYN | F_FIN) ? 1 : 0);
	int64_t ack = (int32_t)(p->ack - (c->client_isn + 1));

	if (shown && end > c->passed_to && (p->len_bytes || p->flags & F_FIN))
		c->passed_to = end;
	if (p->flags & F_ACK && ack > c->ack_told)
		c->ack_told = ack;
	if (p->opt.ts && p->opt.tsval > c->ts_told)
		c->ts_told = p->opt.tsval;
}

static void deliver(struct world *w, const struct parcel *parcel,
		    const uint8_t *bytes, size_t len)
{
	struct conn *c = conn_at(w, parcel);
	const char *wrong;
	struct tcp_segment p;

	/* What is damaged a server ignores; errors don't concern these. */
	if (!c || parcel->corrupt || parcel->icmp)
		return;
	wrong = segment_read(bytes, len, true, &p);
	REQUIRE(!wrong, "a packet is delivered: %s", wrong);
	if (parcel->dir == FROM_CLIENT) {
		if (parcel->shown)
			check_ack(w, c, &p);
		note_ack(c, parcel, &p);
		server_receives(w, c, &p);
		return;
	}
	note_told(w, c, &p);
	note_passed(c, &p, parcel->shown);
	if (w->lose_next) {
		/* With a reset the engine forgets it, though it is lost. */
		if (p.flags & F_RST)
			conn_forgotten(c);
		w->lose_next = false;
		return;
	}
	client_receives(w, c, &p);
}

/* --- the rules */

bool kernel_is_known(struct world *w, const struct conn *c)
{
	return w->known[(size_t)(c - w->conns) % CLIENTS];
}

/* What the prefilter gives to the queue (see the rules). */
static bool is_suspicious(const struct conn *c, const struct parcel *parcel)
{
	size_t n = parcel->payload, i;
	const uint8_t *text;

	if (!n)
		return false;
	text = c->stream + parcel->from;
	if ((text[0] != '2' && text[0] != '3') ||
	    (n >= 3 && !memcmp(text, "235", 3)) ||
	    n < 2 || memcmp(text + n - 2, "\r\n", 2))
		return true;
	for (i = 0; i + 1 < n; i++)
		if (text[i] == '\n' &&
		    (text[i + 1] == '5' ||
		     (i + 3 < n && !memcmp(text + i + 1, "235", 3))))
			return true;
	return false;
}

/* What the rules watch before the engine says so: an error, most likely. */
static bool begins_error(const struct conn *c, const struct parcel *parcel)
{
	size_t i;

	for (i = parcel->from; i < parcel->from + parcel->payload; i++)
		if (c->stream[i] == '5' &&
		    (i == parcel->from || c->stream[i - 1] == '\n'))
			return true;
	return false;
}

/* A known client's connection is marked when it begins, or with a reply. */
static bool must_queue(struct world *w, struct conn *c,
		       const struct parcel *parcel)
{
	if (c->mark == MARK_EXEMPT)
		return false;
	if (c->mark == MARK_WATCH)
		return true;
	if (parcel->dir == FROM_CLIENT)
		return c->mark == MARK_KNOWN;
	if ((parcel->flags & F_SYN || parcel->payload) && kernel_is_known(w, c))
		c->mark = MARK_KNOWN;
	return !w->prefilter || c->mark == MARK_KNOWN ||
	       is_suspicious(c, parcel);
}

void kernel_queue(struct world *w, struct parcel *parcel)
{
	struct conn *c = conn_at(w, parcel);

	if (w->queued == QUEUE_MAX) {
		if (c && parcel->dir == FROM_SERVER)
			conn_gap(c);
		parcel_free(parcel);
		return;
	}
	w->queue[w->queued++] = parcel;
}

/* Whatever it carries may come again, and pass as well. */
static void note_bypass(struct conn *c, const struct parcel *parcel)
{
	conn_gap(c);
	if (parcel->dir == FROM_SERVER && parcel->payload)
		memset(c->free_byte + parcel->from, 1, parcel->payload);
}

void kernel_take(struct world *w, struct parcel *parcel)
{
	struct conn *c = conn_at(w, parcel);

	if (c && w->prefilter && c->mark < MARK_WATCH &&
	    parcel->dir == FROM_SERVER && begins_error(c, parcel))
		c->mark = MARK_WATCH;
	if (c && must_queue(w, c, parcel) && !w->bypass_next) {
		kernel_queue(w, parcel);
		return;
	}
	if (c) {
		if (w->bypass_next && must_queue(w, c, parcel))
			note_bypass(c, parcel);
		deliver(w, parcel, parcel->bytes, parcel->len);
		w->bypass_next = false;
	}
	parcel_free(parcel);
}

/* --- verdicts */

static void split(struct world *w, struct parcel *parcel)
{
	struct conn *c = conn_at(w, parcel);
	size_t at, n;

	for (at = 0; c && at < parcel->payload; at += n) {
		n = parcel->payload - at < MSS / 4 ? parcel->payload - at :
						     MSS / 4;
		/* Through the rules' queue, but not the rules. */
		server_send(w, c, parcel->from + at,
			    n + (at + n == parcel->payload &&
				 parcel->flags & F_FIN ? 1 : 0),
			    c->dress, false);
	}
	parcel_free(parcel);
}

static void watch(struct world *w, struct parcel *parcel)
{
	struct conn *c = conn_at(w, parcel);

	if (c) {
		c->mark = MARK_WATCH;
		c->watched = true;
		w->known[(size_t)(c - w->conns) % CLIENTS] = true;
	}
}

static bool has_same_options(const struct tcp_segment *a,
			     const struct tcp_segment *b)
{
	return a->opt.ts == b->opt.ts && a->opt.sacks == b->opt.sacks &&
	       a->ext_bytes == b->ext_bytes;
}

/*
 * A client's acknowledges less, has room for a reply where it had none, or ends behind a
 * line, before what must wait for an answer; and is the same else.
 */
static void check_edited(struct world *w, const struct tcp_segment *was,
			 const struct tcp_segment *is)
{
	bool cut = is->len_bytes < was->len_bytes;
	bool less = (int32_t)(is->ack - was->ack) < 0;
	bool wider = is->win > was->win;
	bool roomier = was->flags & F_SYN && (is->opt.scale != was->opt.scale ||
					      is->opt.mss != was->opt.mss);

	REQUIRE(cut || less || wider || roomier, "nothing was changed");
	REQUIRE(is->flags == (cut ? was->flags & ~F_FIN : was->flags) &&
		is->seq == was->seq && (less || is->ack == was->ack) &&
		is->len_bytes <= was->len_bytes &&
		!memcmp(is->payload, was->payload, is->len_bytes),
		"more than ACK, window and length");
	REQUIRE(!less || (was->flags & F_ACK && !is->opt.sacks),
		"blocks behind an ACK of less");
	REQUIRE(wider ? was->win < 1024 && !(was->flags & (F_SYN | F_RST)) :
		is->win == was->win,
		"another window, and there was room");
	REQUIRE(!cut || (is->len_bytes && was->payload[is->len_bytes - 1] == '\n'),
		"cut within a line");
	w->did.behind += cut;
	w->did.widened += wider || roomier;
}

/* A reset is the same but for its number. */
static void check_reset(struct world *w, const struct parcel *parcel,
			const struct action *a, const struct tcp_segment *was,
			const struct tcp_segment *is)
{
	const struct conn *c = conn_at(w, parcel);

	REQUIRE(is->flags == was->flags && is->ack == was->ack &&
		has_same_options(is, was) &&
		is->len_bytes == was->len_bytes,
		"more than the number of a reset");
	if (parcel->dir == FROM_SERVER) {
		REQUIRE(a->kind == ACTION_HOLD, "a reset that waits for nothing");
		w->did.reset_holds++;
		return;
	}
	REQUIRE(a->kind == ACTION_REPLACE && c && c->gated &&
		(int32_t)(is->seq - (c->client_isn + 1)) <= c->ack_said,
		"a client's reset with a number that the server doesn't expect");
}

/*
 * What is to be released later tells at most what its server says now: it may be
 * older, and without blocks.
 */
static void make_older(struct tcp_segment *was, const struct tcp_segment *is)
{
	bool older = is->ack != was->ack || is->win != was->win ||
		     is->opt.tsval != was->opt.tsval;

	REQUIRE((int32_t)(is->ack - was->ack) <= 0 &&
		(int32_t)(is->opt.tsval - was->opt.tsval) <= 0,
		"what is held tells of what comes later");
	REQUIRE(is->win || !was->win, "what is held closes the window");
	was->ack = is->ack;
	was->win = is->win;
	was->opt.tsval = is->opt.tsval;
	if (older && !is->opt.sacks) {
		was->opt.sacks = 0;
		memcpy(was->opt.sack, is->opt.sack, sizeof(is->opt.sack));
		was->opt.nops = is->opt.nops;
	}
}

/* What goes on in place of a packet differs in its end, or in a number. */
static void check_changed(struct world *w, const struct parcel *parcel,
			  const struct action *a)
{
	struct tcp_segment was, is;
	const char *wrong = segment_read(a->bytes, a->len_bytes, true, &is);
	bool kept = parcel->dir == FROM_SERVER;

	REQUIRE(!wrong, "%s: %s", action_name(a->kind), wrong);
	wrong = segment_read(parcel->bytes, parcel->len, true, &was);
	if (wrong)
		return;
	kept &= !(was.flags & F_RST);
	if (kept)
		make_older(&was, &is);
	REQUIRE(!memcmp(&is.src, &was.src, sizeof(is.src)) &&
		!memcmp(&is.dst, &was.dst, sizeof(is.dst)) &&
		is.sport == was.sport && is.dport == was.dport &&
		(is.win == was.win || parcel->dir == FROM_CLIENT) &&
		is.opt.tsval == was.opt.tsval && is.opt.tsecr == was.opt.tsecr,
		"another connection, window or time");
	if (was.flags & F_RST) {
		check_reset(w, parcel, a, &was, &is);
		return;
	}
	if (parcel->dir == FROM_CLIENT) {
		check_edited(w, &was, &is);
		return;
	}
	REQUIRE(is.ack == was.ack && has_same_options(&is, &was) &&
		is.seq == was.seq && (is.flags | F_FIN) == (was.flags | F_FIN),
		"more than that");
	REQUIRE(kept || is.len_bytes < was.len_bytes ||
		(is.len_bytes == was.len_bytes && was.flags & F_FIN),
		"nothing was cut");
	REQUIRE(!memcmp(is.payload, was.payload, is.len_bytes),
		"its text was changed");
	if (is.len_bytes == was.len_bytes && is.flags == was.flags)
		return;
	REQUIRE(!(is.flags & F_FIN), "FIN behind what was cut");
	w->did.cuts++;
}

static void *hold(void *ctx, const struct action *a, void *packet)
{
	struct world *w = ctx;
	struct parcel *parcel = packet;

	REQUIRE(parcel->dir == FROM_SERVER, "a client's packet");
	w->did.holds++;
	if (a->bytes) {
		check_changed(w, parcel, a);
		free(parcel->bytes);
		parcel->bytes = malloc(a->len_bytes);
		memcpy(parcel->bytes, a->bytes, a->len_bytes);
		parcel->len = a->len_bytes;
	}
	return parcel;
}

static bool is_bare(const struct tcp_segment *p)
{
	return !p->len_bytes && !(p->flags & (F_SYN | F_FIN | F_RST));
}

static void drop(struct world *w, const struct parcel *parcel)
{
	struct conn *c = conn_at(w, parcel);

	REQUIRE(!parcel->corrupt, "what is damaged is believed");
	/* The connection before this one waits: it is not known of this one. */
	if (c && parcel->dir == FROM_SERVER && w->asked.flags & F_SYN)
		c->gappy = true;
	if (parcel->icmp) {
		w->did.icmp_drops++;
		oracle_icmp(w, c, parcel, false);
	} else if (parcel->dir == FROM_CLIENT) {
		w->did.withheld += !(w->asked.flags & F_RST);
	} else {
		w->did.drops++;
		w->did.bare_drops += c && !c->detached && is_bare(&w->asked);
	}
}

/* It passes, as it is or as what is made of it. */
static void pass(struct world *w, const struct parcel *parcel,
		 const uint8_t *bytes, size_t len)
{
	struct conn *c = conn_at(w, parcel);
	struct tcp_segment p;

	if (c && parcel->icmp)
		oracle_icmp(w, c, parcel, true);
	else if (c && !segment_read(bytes, len, true, &p) && parcel->dir == FROM_SERVER)
		oracle_passes(w, c, &p);
	else if (c && !parcel->corrupt && !segment_read(bytes, len, true, &p))
		oracle_reaches(w, c, &p);
	deliver(w, parcel, bytes, len);
}

static struct engine_packet packet_of(const struct parcel *parcel)
{
	return (struct engine_packet){
		.data = parcel->bytes, .len_bytes = parcel->len,
		.dir = parcel->dir, .marked = parcel->marked,
		.gso = parcel->gso,
	};
}

static void verdict(struct world *w, const struct action *a,
		    struct parcel *parcel)
{
	struct engine_packet packet = packet_of(parcel);
	struct conn *c = conn_at(w, parcel);

	REQUIRE(!w->conf.dry_run || w->blind || a->kind == ACTION_ACCEPT,
		"%s in a dry run", action_name(a->kind));
	switch (a->kind) {
	case ACTION_HOLD:
	case ACTION_SPLIT:
		break;
	case ACTION_MARK_WATCH:
		watch(w, parcel);
		break;
	case ACTION_REPLACE:
		REQUIRE(!parcel->corrupt, "what is damaged is changed");
		check_changed(w, parcel, a);
		pass(w, parcel, a->bytes, a->len_bytes);
		break;
	case ACTION_MARK_EXEMPT:
		if (c)
			c->mark = MARK_EXEMPT;
		pass(w, parcel, parcel->bytes, parcel->len);
		break;
	case ACTION_ACCEPT:
		pass(w, parcel, parcel->bytes, parcel->len);
		break;
	default:
		drop(w, parcel);
		break;
	}
	if (kernel_again(&w->kernel, a->kind, &packet)) {
		parcel->marked = packet.marked;
		parcel->gso = packet.gso;
		kernel_queue(w, parcel);
	} else if (a->kind == ACTION_SPLIT) {
		split(w, parcel);
	} else if (a->kind != ACTION_HOLD) {
		parcel_free(parcel);
	}
}

/* --- what else the engine wants */

static void end_slot(struct world *w, const struct action *a,
		     struct parcel *parcel)
{
	if (a->kind == ACTION_RELEASE)
		deliver(w, parcel, parcel->bytes, parcel->len);
	parcel_free(parcel);
}

/* For the client, in the server's name. */
static void answer(struct world *w, const struct tcp_segment *p)
{
	struct conn *c = conn_of(w, &p->dst, p->dport, &p->src, p->sport);

	w->did.answers++;
	REQUIRE(c, "an answer to nobody");
	oracle_answered(w, c, p);
	note_told(w, c, p);
	note_passed(c, p, true);
	client_receives(w, c, p);
}

static void inject(struct world *w, const struct action *a)
{
	struct tcp_segment p;
	const char *wrong = segment_read(a->bytes, a->len_bytes, true, &p);
	struct conn *c;
	int64_t acked;

	REQUIRE(!wrong, "an injected packet: %s", wrong);
	if (a->to_client) {
		answer(w, &p);
		return;
	}
	c = conn_of(w, &p.src, p.sport, &p.dst, p.dport);
	REQUIRE(c || p.src.b[0] == CROWD_NET, "injected into no connection");
	if (p.flags & F_RST) {
		REQUIRE(p.flags == F_RST && !p.len_bytes, "more than RST");
		w->did.resets++;
		if (c)
			server_receives(w, c, &p);
		return;
	}
	w->did.zero_windows++;
	if (!c)
		return;
	acked = conn_offset(c, p.ack);
	REQUIRE(p.flags == F_ACK && !p.len_bytes && !p.win,
		"an injected packet is no zero-window ACK");
	REQUIRE(acked <= (int64_t)c->acked_to,
		"an ACK of %lld is injected, the client's was %zu",
		(long long)acked, c->acked_to);
	server_receives(w, c, &p);
}

static void did(void *ctx, const struct action *a, void *packet)
{
	struct world *w = ctx;

	if (fuzz_loud() && a->kind != ACTION_EVENT)
		fprintf(stderr, "#   %s slot=%d\n", action_name(a->kind), (int)a->slot);
	w->actions++;
	switch (a->kind) {
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		end_slot(w, a, packet);
		break;
	case ACTION_INJECT:
		inject(w, a);
		break;
	case ACTION_EVENT:
		oracle_event(w, a->event);
		break;
	default:
		verdict(w, a, packet);
		break;
	}
}

static void wrong(void *ctx, const char *what)
{
	(void)ctx;
	REQUIRE(false, "%s", what);
}

const struct kernel_ops fuzz_kernel = { .did = did, .hold = hold,
					.wrong = wrong };

/* --- the queue */

/* What a server says of itself, and of the client's bytes. */
static void note_server(struct world *w, struct conn *c)
{
	int64_t ack = (int32_t)(w->asked.ack - (c->client_isn + 1));

	c->server_shown = true;
	if (!(w->asked.flags & F_ACK))
		return;
	if (ack > c->ack_said)
		c->ack_said = ack;
	if (c->gated)
		return;
	c->client_seen = c->client_shown;
	c->ack_frozen = ack;
	if (w->asked.opt.ts)
		c->ts_frozen = w->asked.opt.tsval;
}

static uint64_t zero_ns_of(const struct world *w, const struct conn *c)
{
	struct source_info info;

	return engine_source_get(w->e, &c->client, &info) ? info.zero_ns : 0;
}

static void note_seen(struct world *w, struct conn *c,
		      const struct parcel *parcel)
{
	size_t n = parcel->payload + (parcel->flags & F_FIN ? 1 : 0), i;
	uint64_t zero_ns = zero_ns_of(w, c);

	if (c->shown_ns && w->now_ns - c->shown_ns > IDLE_NS && !c->gated)
		conn_forgotten(c);
	if (parcel->flags & F_SYN)
		c->stale = false;
	if (parcel->flags & F_SYN)
		c->postponed_ns = 0;	/* that of one with the same ends */
	if (parcel->flags & (F_SYN | F_RST) || parcel->from > STREAM_MAX)
		return;
	if (n)
		c->starts[parcel->from] = true;
	for (i = parcel->from; i < parcel->from + n; i++) {
		/* The client has it: who could know better? */
		if (c->gappy && (int64_t)i < c->ack_shown)
			c->free_byte[i] = true;
		if (!c->seen_nth[i])
			c->seen_nth[i] = w->shown;
		if (c->seen_ns[i] != NEVER)
			continue;
		c->seen_ns[i] = w->now_ns;
		if (c->got_ns[i] == NEVER && i >= c->shown_to)
			c->zero_ns[i] = zero_ns;
		c->seen_step[i] = w->step;
	}
	if (parcel->from + n > c->shown_to)
		c->shown_to = parcel->from + n;
}

static void give(struct world *w, struct parcel *parcel)
{
	struct conn *c = conn_at(w, parcel);
	struct engine_packet packet = packet_of(parcel);
	const struct engine_stats *stats = engine_stats(w->e);
	uint64_t icmp = stats->icmp_total, bad = stats->bad_checksum_total;
	bool noise = parcel->conn < 0;

	if (fuzz_loud())
		fprintf(stderr, "# %llu.%03llu conn %d %s %zu+%zu flags %x%s%s\n",
		       (unsigned long long)(w->now_ns / NS_PER_S),
		       (unsigned long long)(w->now_ns % NS_PER_S / NS_PER_MS),
		       parcel->conn, parcel->dir == FROM_SERVER ? "S" : "C",
		       parcel->from, parcel->payload, parcel->flags,
		       parcel->marked ? " marked" : "",
		       parcel->gso ? " gso" : "");
	w->shown++;
	if (segment_read(parcel->bytes, parcel->len, true, &w->asked))
		memset(&w->asked, 0, sizeof(w->asked));
	if (c && parcel->dir == FROM_SERVER) {
		note_seen(w, c, parcel);
		note_server(w, c);
	} else if (c && !parcel->corrupt && !parcel->icmp) {
		c->client_shown |= c->server_shown;
	}
	/* The engine takes neither for a packet of the connection. */
	if (c && !parcel->corrupt && !parcel->icmp)
		c->shown_ns = w->now_ns;
	w->did.icmp += parcel->icmp;
	w->did.corrupt += parcel->corrupt;
	parcel->shown = true;
	w->did.given++;
	kernel_ask(&w->kernel, w->now_ns, &packet, parcel);
	if (noise) {
		w->did.icmp += stats->icmp_total - icmp;
		w->did.corrupt += stats->bad_checksum_total - bad;
	}
	oracle_after(w);
}

void kernel_run(struct world *w)
{
	unsigned int budget = 4 * QUEUE_MAX;
	struct parcel *parcel;

	while (w->queued && !w->hold_queue) {
		REQUIRE(budget-- > 0, "packets go round in circles");
		parcel = w->queue[0];
		memmove(w->queue, w->queue + 1,
			--w->queued * sizeof(*w->queue));
		if (parcel->conn >= 0 && !conn_at(w, parcel))
			parcel_free(parcel);
		else
			give(w, parcel);
	}
}

void kernel_tick(struct world *w, uint64_t until_ns)
{
	struct sink sink = kernel_sink(&w->kernel);
	uint64_t next_ns;

	while ((next_ns = engine_next_ns(w->e)) <= until_ns) {
		if (next_ns > w->now_ns + 1) {
			w->now_ns = next_ns - 1;
			w->actions = 0;
			engine_expire(w->e, w->now_ns, &sink);
			REQUIRE(!w->actions && engine_next_ns(w->e) == next_ns,
				"something was done before its time");
		}
		if (w->now_ns < next_ns)
			w->now_ns = next_ns;
		w->expiring = true;
		engine_expire(w->e, w->now_ns, &sink);
		REQUIRE(engine_next_ns(w->e) > w->now_ns,
			"what is due stays");
		oracle_after(w);
		w->expiring = false;
		kernel_run(w);
	}
	if (w->now_ns < until_ns)
		w->now_ns = until_ns;
}

void kernel_flush(struct world *w)
{
	uint32_t i;

	for (i = 0; i < w->kernel.slots; i++)
		parcel_free(kernel_lose(&w->kernel, i));
	while (w->queued)
		parcel_free(w->queue[--w->queued]);
}
