// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * oracle.c - stream scripts: what must hold after every step
 *
 * Checks each packet that leaves the engine, byte by byte, against what was
 * held before; shares no code with the engine.  The promises that it guards:
 *
 *  - no byte at or behind an unreleased gate, and no sequence number behind
 *    it, reaches the client before its time; releases come in order;
 *  - what is cut or rewritten has right lengths and checksums, and differs in
 *    nothing else;
 *  - while something is held nothing of the server passes but bytes before it
 *    that the client has not got, and those are not held with it;
 *  - nothing reaches the server meanwhile that it has not acknowledged, but for
 *    an end that it believes; once it was reset, nothing at all;
 *  - what is injected acknowledges nothing that the client did not, and has
 *    the numbers and timestamps that the server waits for;
 *  - whatever the client sends meanwhile, and nothing else, is answered, once,
 *    with what the client was told before: the same each time;
 *  - a client is believed to have left only where the server believes it;
 *  - no client's acknowledgement of held bytes reaches the server, and no error
 *    of the network about them;
 *  - deadlines are monotonic, and met; no hold is longer than max-hold; the
 *    counters of what is held are right.
 */
#include "core/trace.h"
#include "oracle.h"

#include <stdio.h>
#include <string.h>

static int64_t relative(const struct conn *conn, enum engine_dir dir,
			uint32_t seq)
{
	return (int32_t)(seq - conn->dir[dir].isn);
}

const char *seconds(uint64_t ns, char *text)
{
	snprintf(text, 32, "%llu.%03llu",
		 (unsigned long long)(ns / NS_PER_S),
		 (unsigned long long)(ns % NS_PER_S / NS_PER_MS));
	return text;
}

const char *happening_name(const struct happening *h)
{
	static const char *const names[ACTION_KINDS] = {
		[ACTION_ACCEPT] = "accept", [ACTION_DROP] = "drop",
		[ACTION_REPLACE] = "replace", [ACTION_HOLD] = "hold",
		[ACTION_MARK_WATCH] = "watch",
		[ACTION_MARK_EXEMPT] = "exempt", [ACTION_SPLIT] = "split",
		[ACTION_RELEASE] = "release", [ACTION_DISCARD] = "discard",
		[ACTION_EVENT] = "event",
	};

	if (h->kind == ACTION_INJECT && h->to_client)
		return "wait";
	if (h->kind == ACTION_INJECT)
		return h->seg.flags & F_RST ? "rst" : "zero-window";
	return names[h->kind];
}

const char *happening_text(const struct world *w, const struct happening *h,
			   char *text)
{
	const char *flow = h->conn && h->conn->name[0] ? h->conn->name : "-";
	char at[32];
	size_t n;

	(void)w;
	n = (size_t)snprintf(text, TEXT_MAX * 2, "%s ",
			     seconds(h->at_ns - START_NS, at));
	if (h->kind == ACTION_EVENT) {
		trace_line(text + n, h->at_ns - START_NS, &h->event);
		return text;
	}
	n += (size_t)snprintf(text + n, TEXT_MAX, "%s", happening_name(h));
	if (h->kind == ACTION_INJECT)
		snprintf(text + n, TEXT_MAX, " flow=%s ack=%lld", flow,
			 (long long)h->from);
	else if (h->bytes)
		snprintf(text + n, TEXT_MAX, " flow=%s %lld:%lld%s", flow,
			 (long long)h->from, (long long)h->to,
			 h->seg.flags & F_FIN ? " FIN" :
			 h->seg.flags & F_RST ? " RST" : "");
	return text;
}

void happening_trace(struct world *w, const struct happening *h)
{
	char text[TEXT_MAX * 2];

	if (h->kind == ACTION_EVENT && h->event.kind == EVENT_REPLY && !w->loud)
		return;
	if (h->kind == ACTION_EVENT) {
		trace_line(text, h->at_ns - START_NS, &h->event);
		world_trace(w, "%s", text);
	} else {
		world_trace(w, "%s", happening_text(w, h, text));
	}
}

/* Is a packet held that has the byte at @at? */
static bool has_packet(const struct world *w, const struct conn *conn, int64_t at)
{
	const struct slot *slot;
	struct tcp_segment seg;
	int64_t from;
	uint32_t i;

	for (i = 0; i < w->kernel.slots; i++) {
		slot = w->kernel.slot[i];
		if (!slot || slot->conn != conn)
			continue;
		segment_read(slot->bytes, slot->len_bytes, false, &seg);
		from = relative(conn, FROM_SERVER, seg.seq);
		if (from <= at && at < from + (int64_t)seg.len_bytes +
					    !!(seg.flags & F_FIN))
			return true;
	}
	return false;
}

/* What was only cut waits as long as what is behind it, and so does all between. */
static void wait_for_last(const struct world *w, struct conn *conn,
			  uint64_t due_ns)
{
	struct closed *c;
	uint64_t last_ns;
	unsigned int i;

	for (i = 0; i < conn->closed_n; i++) {
		c = &conn->closed[i];
		last_ns = c->since_ns + w->conf.max_hold_ns;
		if (c->due_ns > w->now_ns && c->due_ns < due_ns &&
		    c->due_ns < last_ns)
			c->due_ns = due_ns < last_ns ? due_ns : last_ns;
	}
}

static void close_range(struct world *w, struct conn *conn, int64_t from,
			int64_t to, uint64_t due_ns)
{
	unsigned int i;

	/* What was over with nothing to give: its client had left. */
	if (conn_gate(conn, w->now_ns) == INT64_MAX && !w->slept)
		conn->closed_n = 0;
	for (i = 0; i < conn->closed_n; i++) {
		if (conn->closed[i].due_ns <= w->now_ns)
			continue;
		if (conn->closed[i].from <= from && to <= conn->closed[i].to)
			return;
		if (conn->closed[i].from < from &&
		    conn->closed[i].due_ns > due_ns)
			world_fail(w, "bytes at %lld are due before those at %lld",
				   (long long)from,
				   (long long)conn->closed[i].from);
	}
	if (conn->closed_n == CLOSED_MAX) {
		world_fail(w, "too many held ranges");
		return;
	}
	conn->closed[conn->closed_n++] = (struct closed){ from, to, due_ns,
							  w->now_ns };
}

static void open_range(struct conn *conn, unsigned int i)
{
	conn->closed[i] = conn->closed[--conn->closed_n];
}

/* Where the last of what is closed ends; INT64_MIN if nothing is. */
static int64_t closed_end(const struct world *w, const struct conn *conn)
{
	int64_t end = INT64_MIN;
	unsigned int i;

	for (i = 0; i < conn->closed_n; i++)
		if (conn->closed[i].due_ns > w->now_ns &&
		    conn->closed[i].to > end)
			end = conn->closed[i].to;
	return end;
}

/* Bytes that cost nothing, and came with a copy of held ones, wait as those do. */
static void close_with(struct world *w, struct conn *conn, int64_t to)
{
	int64_t end = closed_end(w, conn);
	uint64_t due_ns = 0;
	unsigned int i;

	if (end == INT64_MIN && w->slept)
		return;		/* it is due already, and nobody asked yet */
	if (end == INT64_MIN) {
		world_fail(w, "bytes are held, and no time was told");
		return;
	}
	for (i = 0; i < conn->closed_n; i++)
		if (conn->closed[i].to == end && conn->closed[i].due_ns > due_ns)
			due_ns = conn->closed[i].due_ns;
	if (end < to)
		close_range(w, conn, end, to, due_ns);
}

/* A reply that did not fit into the longest hold: the next line is an error. */
static bool begins_error(const struct conn *conn, int64_t at)
{
	const struct stream *s = &conn->dir[FROM_SERVER];

	for (; at > 0 && (size_t)at < s->size && s->known[at]; at++)
		if (s->sent[at] != '\r' && s->sent[at] != '\n')
			return s->sent[at] == '5' && s->sent[at - 1] == '\n';
	return false;
}

/*
 * A hold was told: of the last of the packet's bytes, else (where only a part
 * of them fits) of those that this call held or cut away.  It may be told in an
 * earlier pass of the packet than the one in which it is done.
 */
static void close_told(struct world *w)
{
	struct conn *conn = w->given_conn;
	int64_t from = closed_end(w, conn), last;

	if (w->hold_wait_ns == NEVER)
		return;
	if (from == INT64_MIN && !w->closing)
		return;
	if (from == INT64_MIN)
		from = w->closing_from;
	last = w->given_end - w->hold_bytes;
	if (from < last && closed_end(w, conn) != INT64_MIN &&
	    !begins_error(conn, from + w->hold_bytes)) {
		close_with(w, conn, last);
		from = last;
	}
	close_range(w, conn, from, from + w->hold_bytes,
		    w->now_ns + w->hold_wait_ns);
	if (w->hold_behind_cut)
		wait_for_last(w, conn, w->now_ns + w->hold_wait_ns);
	w->hold_wait_ns = NEVER;
}

/* Never earlier, and never past the longest hold. */
void oracle_postponed(struct world *w, struct conn *conn, uint64_t due_ns)
{
	struct closed *last = NULL;
	unsigned int i;

	for (i = 0; i < conn->closed_n; i++)
		if (conn->closed[i].due_ns > w->now_ns &&
		    (!last || conn->closed[i].to > last->to))
			last = &conn->closed[i];
	if (!last)
		return;
	if (due_ns > last->since_ns + w->conf.max_hold_ns)
		due_ns = last->since_ns + w->conf.max_hold_ns;
	if (due_ns > last->due_ns)
		last->due_ns = due_ns;
	if (!conn->left && !has_packet(w, conn, conn_gate(conn, w->now_ns)))
		wait_for_last(w, conn, last->due_ns);
}

void oracle_before(struct world *w)
{
	w->early_release = w->early_event = false;
	w->closing = false;
	w->waits = 0;
}

/*
 * What a client sends while something is held is answered, an RST, or what is damaged, by
 * nobody; and what says something may be kept, and answered, at any time.
 */
static void check_answered(struct world *w)
{
	struct tcp_segment given;
	bool answered = false, kept = false;

	if (w->given_conn && w->given_dir == FROM_CLIENT && !w->given_damaged) {
		segment_read(w->given, w->given_len, false, &given);
		answered = w->given_gated && !(given.flags & (F_SYN | F_RST)) &&
			   (given.flags & F_FIN || given.len_bytes);
		kept = !w->given_gated && w->waits == 1 &&
		       (given.flags & F_FIN || given.len_bytes);
	}
	if (w->waits != (answered || kept))
		world_fail(w, "a client is answered %u times, not %u", w->waits,
			   answered || kept);
	if (w->given_conn && w->given_dir == FROM_CLIENT && !w->given_gated &&
	    !w->given_damaged)
		w->given_conn->asked = true;
}

static void check_counts(struct world *w)
{
	const struct engine_stats *s = engine_stats(w->engine);

	if (s->held_now != w->kernel.slots_used)
		world_fail(w, "held_now=%u, but %u slots hold packets",
			   s->held_now, w->kernel.slots_used);
	if (w->kernel.slots_used && engine_next_ns(w->engine) == NEVER)
		world_fail(w, "packets are held, and no time is set");
	if (w->early_release && !w->early_event)
		world_fail(w, "a packet was released early, and nothing told");
}

void oracle_after(struct world *w)
{
	if (w->given_conn)
		close_told(w);
	if (w->closing && w->holding)
		close_with(w, w->given_conn, w->closing_to);
	w->closing = false;
	check_counts(w);
	check_answered(w);
}

static bool same_ends(const struct tcp_segment *a, const struct tcp_segment *b)
{
	return !memcmp(&a->src, &b->src, sizeof(a->src)) &&
	       !memcmp(&a->dst, &b->dst, sizeof(a->dst)) &&
	       a->sport == b->sport && a->dport == b->dport;
}

static bool same_but_seq(const struct tcp_segment *a,
			 const struct tcp_segment *b)
{
	const uint8_t cut = F_FIN | F_PSH;

	return same_ends(a, b) && a->ack == b->ack && a->win == b->win &&
	       (a->flags | cut) == (b->flags | cut) &&
	       !memcmp(&a->opt, &b->opt, sizeof(a->opt));
}

/*
 * What is to be released tells what the client was told: what the server got, its
 * time and its window may be older, and blocks (SACK) are left out.
 */
static void make_older(struct tcp_segment *given, const struct tcp_segment *held)
{
	bool older = (int32_t)(held->ack - given->ack) < 0 ||
		     (int32_t)(held->opt.tsval - given->opt.tsval) < 0 ||
		     held->win != given->win;

	if ((int32_t)(held->ack - given->ack) < 0)
		given->ack = held->ack;
	if ((int32_t)(held->opt.tsval - given->opt.tsval) < 0)
		given->opt.tsval = held->opt.tsval;
	if (held->win)
		given->win = held->win;
	if (older && !held->opt.sacks) {
		given->opt.sacks = 0;
		given->opt.nops = held->opt.nops;
		memcpy(given->opt.sack, held->opt.sack, sizeof(held->opt.sack));
	}
}

/* @h->seg goes on in place of the packet given: cut, or another number */
static void check_changed(struct world *w, const struct happening *h)
{
	struct tcp_segment given;

	segment_read(w->given, w->given_len, false, &given);
	if (w->given_dir == FROM_SERVER && !(given.flags & F_RST))
		make_older(&given, &h->seg);
	if (!same_but_seq(&h->seg, &given))
		world_fail(w, "more was changed than length and number");
	if (h->seg.seq != given.seq) {
		if (h->seg.len_bytes || !(h->seg.flags & F_RST))
			world_fail(w, "a number was rewritten before payload");
		return;
	}
	if (h->seg.len_bytes > given.len_bytes ||
	    memcmp(h->seg.payload, given.payload, h->seg.len_bytes))
		world_fail(w, "the payload is not the packet's");
	if (h->seg.len_bytes < given.len_bytes && h->seg.flags & F_FIN)
		world_fail(w, "FIN was left on a packet that was cut");
}

/*
 * A SYN's scale is raised to what a reply needs, at the most; and replies' segments are
 * made as short as that.
 */
static void check_opened(struct world *w, const struct tcp_options *passed,
			 const struct tcp_options *given)
{
	if (passed->mss != given->mss && (given->mss <= 960 || passed->mss != 960))
		world_fail(w, "a size of segments was changed that is small enough");
	if (passed->scale != given->scale && (given->scale >= 3 || passed->scale != 3))
		world_fail(w, "a scale was changed that is enough");
}

/*
 * A client's packet goes on with an ACK of less, and without its blocks; cut before
 * a message; or with room for a reply where it had none.
 */
static void check_edited(struct world *w, const struct happening *h)
{
	const uint8_t cut = F_FIN | F_PSH;
	struct tcp_segment given;

	segment_read(w->given, w->given_len, false, &given);
	if (!same_ends(&h->seg, &given) || h->seg.seq != given.seq ||
	    (h->seg.flags | cut) != (given.flags | cut) ||
	    h->seg.len_bytes > given.len_bytes ||
	    memcmp(h->seg.payload, given.payload, h->seg.len_bytes) ||
	    h->seg.opt.ts != given.opt.ts)
		world_fail(w, "more was changed than ACK, window and length");
	if (h->seg.ack != given.ack && h->seg.opt.sacks)
		world_fail(w, "blocks were left behind an ACK that was cut");
	if ((int32_t)(h->seg.ack - given.ack) > 0)
		world_fail(w, "the client did not acknowledge that");
	if (h->seg.win != given.win &&
	    (given.win >= 1024 || h->seg.win < 512))
		world_fail(w, "a window was changed that has room");
	check_opened(w, &h->seg.opt, &given.opt);
	/* Or where the server has what is before that already. */
	if (h->seg.len_bytes < given.len_bytes &&
	    (h->seg.flags & F_FIN || !h->seg.len_bytes ||
	     (given.payload[h->seg.len_bytes - 1] != '\n' &&
	      h->conn->dir[FROM_CLIENT].far < h->to)))
		world_fail(w, "a client's packet was cut within a line");
}

static int64_t pending_gate(const struct world *w, const struct conn *conn)
{
	int64_t gate = conn_gate(conn, w->now_ns);

	if (w->closing && w->given_conn == conn && w->closing_from < gate)
		gate = w->closing_from;
	return gate;
}

static struct said said_by(const struct conn *conn,
			   const struct tcp_segment *seg)
{
	return (struct said){ .ack = relative(conn, FROM_CLIENT, seg->ack),
			      .ts = seg->opt.ts, .tsval = seg->opt.tsval };
}

static void mark_got(struct stream *s, int64_t from, int64_t to)
{
	for (; from < to; from++)
		if (from >= 0 && (size_t)from < s->size)
			s->got[from] = 1;
	if (to > s->far)
		s->far = to;
}

/* Has the client got all of the server's bytes from @from to @to? */
static bool has_got(const struct conn *conn, int64_t from, int64_t to)
{
	const struct stream *s = &conn->dir[FROM_SERVER];

	for (; from < to; from++)
		if (from > 0 && ((size_t)from >= s->size || !s->got[from]))
			return false;
	return true;
}

static void deliver_to_client(struct world *w, struct conn *conn,
			      const struct tcp_segment *seg)
{
	struct stream *s = &conn->dir[FROM_SERVER];
	int64_t gate = pending_gate(w, conn), from, end;

	from = relative(conn, FROM_SERVER, seg->seq);
	end = from + (int64_t)seg->len_bytes + (seg->flags & F_FIN ? 1 : 0);
	if (seg->flags & F_ACK) {
		conn->told = said_by(conn, seg);
		conn->waits = false;
	}
	if (from > gate)
		world_fail(w, "number %lld passes, behind the gate at %lld",
			   (long long)from, (long long)gate);
	else if (end > gate)
		world_fail(w, "bytes to %lld pass, the gate is at %lld",
			   (long long)end, (long long)gate);
	mark_got(s, from, from + (int64_t)seg->len_bytes);
}

/*
 * A client's packet reaches a server that has a reply to give: nothing of it is
 * new, but for a FIN behind all that the server has; nothing at all comes to one
 * that was reset.
 */
static void check_frozen(struct world *w, const struct conn *conn,
			 const struct tcp_segment *seg)
{
	int64_t end = relative(conn, FROM_CLIENT, seg->seq) +
		      (int64_t)seg->len_bytes;

	if (seg->len_bytes && end > conn->server_acked)
		world_fail(w, "new bytes reach the server, and a reply is held");
	if (seg->flags & F_FIN && end > conn->server_acked)
		world_fail(w, "a FIN reaches the server behind bytes that did not");
	if (conn->detached && !(seg->flags & F_SYN))
		world_fail(w, "a packet reaches a server that was reset");
}

static bool is_overdrawn(const struct world *w, const struct conn *conn)
{
	struct source_info info;

	return engine_source_get(w->engine, &conn->client, &info) &&
	       info.zero_ns > w->now_ns;
}

void oracle_icmp(struct world *w, struct conn *conn, int64_t at)
{
	int64_t gate = conn_gate(conn, w->now_ns);

	if (w->kernel.verdicts != 1)
		world_fail(w, "%u verdicts on one packet", w->kernel.verdicts);
	if (at >= gate && w->kernel.verdict != ACTION_DROP)
		world_fail(w, "an error about %lld passes, the gate is at %lld",
			   (long long)at, (long long)gate);
	if (gate == INT64_MAX && !is_overdrawn(w, conn) &&
	    has_got(conn, at, at + 1) && w->kernel.verdict != ACTION_ACCEPT)
		world_fail(w, "an error about %lld is dropped, and it is given",
			   (long long)at);
}

void oracle_deliver(struct world *w, struct conn *conn, enum engine_dir dir,
		    const struct tcp_segment *seg)
{
	int64_t from, ack, gate;

	from = relative(conn, dir, seg->seq);
	if (dir == FROM_SERVER && w->given_gated &&
	    has_got(conn, from, from + (int64_t)seg->len_bytes))
		world_fail(w, "a packet of the server passes, and a reply is held");
	if (dir == FROM_SERVER) {
		deliver_to_client(w, conn, seg);
		return;
	}
	if (w->given_damaged)
		return;		/* the server drops it */
	if (w->given_gated)
		check_frozen(w, conn, seg);
	if (!(seg->flags & F_RST))
		mark_got(&conn->dir[FROM_CLIENT], from,
			 from + (int64_t)seg->len_bytes + !!(seg->flags & F_FIN));
	ack = relative(conn, FROM_SERVER, seg->ack);
	gate = pending_gate(w, conn);
	if (seg->flags & F_ACK && ack > gate)
		world_fail(w, "an acknowledgement of %lld passes, the gate is at %lld",
			   (long long)ack, (long long)gate);
}

static struct conn *conn_of(struct world *w, const struct addr *client,
			    uint16_t port, const struct addr *server)
{
	struct conn *conn, *found = NULL;

	for (conn = w->conns; conn; conn = conn->next)
		if (!memcmp(&conn->client, client, sizeof(*client)) &&
		    !memcmp(&conn->server, server, sizeof(*server)) &&
		    conn->client_port == port)
			found = conn;
	return found;
}

static void check_reset(struct world *w, const struct happening *h,
			uint32_t server_ack, bool known)
{
	if (h->seg.flags & (F_SYN | F_FIN) || h->seg.len_bytes)
		world_fail(w, "an injected RST with more than RST");
	if (known && h->seg.seq != server_ack)
		world_fail(w, "an injected RST is not at the number the server waits for");
}

static void check_zero_window(struct world *w, const struct happening *h,
			      const struct tcp_segment *given)
{
	const struct stream *s = &h->conn->dir[FROM_SERVER];
	int64_t acked = h->conn->explicit_acks ? s->acked : stream_rcv_nxt(s);
	int64_t gate = pending_gate(w, h->conn);

	if (h->seg.flags != F_ACK || h->seg.len_bytes || h->seg.win)
		world_fail(w, "injected packet is no zero-window ACK");
	if (h->conn->detached)
		world_fail(w, "zero-window ACK to a server that was reset");
	if (gate == INT64_MAX)
		world_fail(w, "zero-window ACK for a flow without held bytes");
	if (h->from > gate)
		world_fail(w, "an ACK of %lld is injected, the gate is at %lld",
			   (long long)h->from, (long long)gate);
	if (h->from > acked)
		world_fail(w, "an ACK of %lld is injected, the client acknowledged %lld",
			   (long long)h->from, (long long)acked);
	if (h->seg.seq != given->ack)
		world_fail(w, "zero-window ACK at another number than the server's");
	if (h->seg.opt.ts != given->opt.ts ||
	    h->seg.opt.tsval != given->opt.tsecr ||
	    h->seg.opt.tsecr != given->opt.tsval)
		world_fail(w, "zero-window ACK with wrong timestamps");
}

/*
 * What the client was told of the server last; by what is held first, where
 * nothing of the client was seen before, or not all of the server's packets were.
 */
static void check_said(struct world *w, struct conn *conn,
		       const struct happening *h)
{
	struct said said = said_by(conn, &h->seg);
	bool unsure = !conn->asked || w->prefilter;

	if (said.ack > conn->told.ack &&
	    (!unsure || said.ack > conn->held.ack))
		world_fail(w, "a client is told of %lld, it knows of %lld",
			   (long long)said.ack, (long long)conn->told.ack);
	if (said.ts && !w->prefilter && said.tsval != conn->told.tsval &&
	    (!unsure || said.tsval != conn->held.tsval))
		world_fail(w, "a client is told a time that it did not know");
	if (conn->waits && (said.ack != conn->wait.ack ||
			    (said.ts && conn->wait.ts &&
			     said.tsval != conn->wait.tsval)))
		world_fail(w, "a client is told something else than before");
	conn->waits = true;
	conn->wait = said;
}

/* What the client is told hangs on what it knows, and on nothing else. */
static void check_wait(struct world *w, struct happening *h)
{
	struct conn *conn = conn_of(w, &h->seg.dst, h->seg.dport, &h->seg.src);
	struct tcp_segment given;
	int64_t next, gate;

	w->waits++;
	if (!conn || !w->given || w->given_conn != conn ||
	    w->given_dir != FROM_CLIENT) {
		world_fail(w, "a client is told to wait, and sent nothing");
		return;
	}
	segment_read(w->given, w->given_len, false, &given);
	h->conn = conn;
	h->from = h->to = relative(conn, FROM_CLIENT, h->seg.ack);
	if (h->seg.flags != F_ACK || h->seg.len_bytes || h->seg.win)
		world_fail(w, "what tells a client to wait is no zero-window ACK");
	next = relative(conn, FROM_SERVER, h->seg.seq);
	gate = conn_gate(conn, w->now_ns);
	if (gate == INT64_MAX ? next > 1 && next > conn->dir[FROM_SERVER].far :
				next != gate)
		world_fail(w, "a client is told another number than the gate");
	check_said(w, conn, h);
	if (h->seg.opt.ts && h->seg.opt.tsecr != given.opt.tsval)
		world_fail(w, "a client is told to wait with wrong timestamps");
}

static void check_inject(struct world *w, struct happening *h)
{
	struct tcp_segment given;
	struct conn *conn = conn_of(w, &h->seg.src, h->seg.sport, &h->seg.dst);
	bool known = w->given && w->given_conn == conn &&
		     w->given_dir == FROM_SERVER;

	if (h->to_client) {
		check_wait(w, h);
		return;
	}
	if (!conn || h->seg.dport != conn->server_port) {
		world_fail(w, "a packet is injected into no connection");
		return;
	}
	h->conn = conn;
	h->from = h->to = relative(conn, FROM_SERVER, h->seg.ack);
	if (known)
		segment_read(w->given, w->given_len, false, &given);
	if (h->seg.flags & F_RST)
		check_reset(w, h, given.ack, known);
	else if (!known)
		world_fail(w, "zero-window ACK without a packet of the server");
	else
		check_zero_window(w, h, &given);
}

/* A held packet goes: at its time, or early; in order in any case */
static void release(struct world *w, struct happening *h)
{
	int64_t end = h->to + (h->seg.flags & (F_FIN | F_RST) ? 1 : 0);
	bool is_reset = h->seg.flags & F_RST;
	struct conn *conn = h->conn;
	bool untold = is_reset && (w->freeing ||
				   (w->given && w->given_conn != conn));
	unsigned int i;

	for (i = conn->closed_n; i-- > 0;) {
		if (conn->closed[i].due_ns > w->now_ns) {
			if (conn->closed[i].from >= end ||
			    conn->closed[i].to <= h->from)
				continue;
			w->early_release |= !untold;
		} else if (conn->closed[i].from >= end) {
			continue;
		} else if (conn->closed[i].to > h->from && !w->slept &&
			   conn->closed[i].due_ns < w->now_ns &&
			   !has_got(conn, conn->closed[i].from,
				    conn->closed[i].to)) {
			world_fail(w, "a packet is released after its time");
		}
		open_range(conn, i);
	}
	if (w->closing && conn == w->given_conn && w->closing_from < end) {
		w->closing = false;
		w->early_release = true;
	}
	deliver_to_client(w, conn, &h->seg);
}

/* What is held or cut away stays closed from now on; see oracle_after() */
static void closing(struct world *w, bool holding, int64_t from, int64_t to)
{
	w->closing = true;
	w->holding = holding;
	w->closing_from = from;
	w->closing_to = to;
}

/* The client's reset, with the number that the server waits for in place of that
 * of the client's end. */
static bool is_reset_moved(const struct world *w, const struct happening *h,
			   const struct tcp_segment *given)
{
	return given->flags & F_RST && !given->len_bytes &&
	       h->seg.flags == given->flags && same_ends(&h->seg, given) &&
	       relative(h->conn, FROM_CLIENT, given->seq) ==
		       h->conn->dir[FROM_CLIENT].nxt &&
	       relative(h->conn, FROM_CLIENT, h->seg.seq) ==
		       w->given_conn->server_acked;
}

static void changed(struct world *w, struct happening *h)
{
	struct tcp_segment given;
	int64_t end;

	if (w->given_dir == FROM_CLIENT) {
		segment_read(w->given, w->given_len, false, &given);
		if (is_reset_moved(w, h, &given))
			return;
		h->from = h->to = relative(h->conn, FROM_SERVER, h->seg.ack);
		check_edited(w, h);
		oracle_deliver(w, h->conn, FROM_CLIENT, &h->seg);
		return;
	}
	check_changed(w, h);
	segment_read(w->given, w->given_len, false, &given);
	end = relative(h->conn, FROM_SERVER, given.seq) +
	      (int64_t)given.len_bytes + (given.flags & F_FIN ? 1 : 0);
	oracle_deliver(w, h->conn, w->given_dir, &h->seg);
	if (end > h->to && h->seg.seq == given.seq)
		closing(w, false, h->to, end);
}

/* The client left: the server must believe it (RFC 5961 3.2), or it has not. */
static void check_abandon(struct world *w, const struct conn *conn)
{
	struct tcp_segment given;
	int64_t at;

	if (!w->given || w->given_conn != conn ||
	    w->given_dir != FROM_CLIENT || w->given_damaged) {
		world_fail(w, "a client left, and sent nothing");
		return;
	}
	segment_read(w->given, w->given_len, false, &given);
	at = relative(conn, FROM_CLIENT, given.seq) + (int64_t)given.len_bytes;
	if (given.flags & F_RST && at != conn->server_acked &&
	    at != conn->dir[FROM_CLIENT].nxt)
		world_fail(w, "an RST at %lld is believed", (long long)at);
	/* Or has it already. */
	if (!(given.flags & F_RST) &&
	    (!(given.flags & F_FIN) || (at != conn->server_acked &&
					at + 1 != conn->server_acked)))
		world_fail(w, "a FIN at %lld is believed", (long long)at);
}

static void event(struct world *w, struct happening *h)
{
	const struct event *e = &h->event;
	struct conn *conn = conn_of(w, &e->peer, e->peer_port, &e->server);

	h->conn = conn;
	if (!w->given && !e->peer_port)
		return;		/* of a log, which knows no connection */
	if (!conn || e->server_port != conn->server_port) {
		world_fail(w, "an event of no connection");
		return;
	}
	if (e->kind == EVENT_HOLD) {
		conn->left &= conn_gate(conn, w->now_ns) != INT64_MAX;
		w->hold_behind_cut = !conn->left &&
				     !has_packet(w, conn,
						 conn_gate(conn, w->now_ns));
		w->hold_wait_ns = e->wait_ns;
		w->hold_bytes = e->bytes;
		if (e->wait_ns > w->conf.max_hold_ns)
			world_fail(w, "a hold is longer than max-hold");
	}
	/* Behind what waits it may wait longer. */
	if (e->kind == EVENT_RESET && w->given_gated &&
	    closed_end(w, conn) != INT64_MIN)
		close_range(w, conn, closed_end(w, conn), closed_end(w, conn) + 1,
			    w->now_ns + e->wait_ns);
	if (e->kind == EVENT_RESET && !w->given_gated && w->closing) {
		w->hold_wait_ns = e->wait_ns;
		w->hold_bytes = 1;
	}
	if (e->kind == EVENT_ABANDON) {
		check_abandon(w, conn);
		conn->left = true;
	}
	conn->detached |= e->kind == EVENT_DETACH;
	if (e->kind == EVENT_EARLY) {
		w->early_event = true;
		conn->closed_n = 0;
	}
}

/*
 * A packet is held that ends at @end: from which byte on is it closed?  It may
 * begin before the gate, where the client was given bytes up to that before.
 */
static int64_t held_from(struct world *w, const struct happening *h, int64_t end)
{
	int64_t gate = conn_gate(h->conn, w->now_ns), from = h->from;

	if (gate == INT64_MAX && w->hold_wait_ns != NEVER)
		gate = end - w->hold_bytes;
	if (gate < INT64_MAX && from < gate)
		from = gate;
	if (h->from < from && h->conn->dir[FROM_SERVER].far < from)
		world_fail(w, "bytes before %lld are held, and need not wait",
			   (long long)from);
	return from;
}

void oracle_action(struct world *w, struct happening *h)
{
	int64_t end;

	if (h->kind == ACTION_EVENT) {
		event(w, h);
		return;
	}
	if (h->kind == ACTION_INJECT) {
		check_inject(w, h);
		return;
	}
	if (!h->conn || !h->bytes)
		return;
	h->from = relative(h->conn, h->verdict ? w->given_dir : FROM_SERVER,
			   h->seg.seq);
	h->to = h->from + (int64_t)h->seg.len_bytes;
	switch (h->kind) {
	case ACTION_ACCEPT:
	case ACTION_MARK_EXEMPT:
		oracle_deliver(w, h->conn, w->given_dir, &h->seg);
		break;
	case ACTION_REPLACE:
		changed(w, h);
		break;
	case ACTION_HOLD:
		if (!w->given_gated)
			h->conn->held = said_by(h->conn, &h->seg);
		check_changed(w, h);
		end = h->to + (h->seg.flags & (F_FIN | F_RST) ? 1 : 0);
		closing(w, true, held_from(w, h, end), end);
		break;
	case ACTION_RELEASE:
		release(w, h);
		break;
	default:
		break;
	}
}
