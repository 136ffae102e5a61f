// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * engine.c - the engine: who is asked about a packet, and what is done then
 *
 *	wire.c    bytes -> segment
 *	flow.c    whose segment it is
 *	gap.c     bytes before it that were not seen
 *	reply.c   which replies begin and end in its new bytes (smtp.c), what each
 *		  costs (policy.c), which ranges wait (hold.c)
 *	place.c   what becomes of a server's packet, by its range alone
 *	told.c    what of it refuses inside TLS, by its size alone
 *	client.c  what becomes of a client's; whose it is, if a balancer says so
 *		  (proxy.c)
 *
 * Each packet gets one verdict, which is given in one place: engine_packet().  What
 * follows from it comes behind it, see follow(); budgets, and which server is freed,
 * are decided there.
 *
 * A connection with a gate is frozen: of the server nothing passes, of the client
 * nothing that the server has not got already, and what the client is told hangs
 * on what it sent and on what it was told before, alone.  So nothing that the
 * server does after a reply that waits can be seen before its time.
 */
#include "addr.h"
#include "core.h"
#include "engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* SMTP's timeouts are ten minutes at most, RFC 5321 4.5.3.2. */
#define FLOW_IDLE_NS		(15 * 60 * NS_PER_S)
/* Initial numbers for the same ends come round in 275 s (RFC 6528, Linux). */
#define FLOW_IDLE_UNSEEN_NS	(270 * NS_PER_S)

/* --- which server is freed, and what is early for it */

/*
 * The server may have taken a message behind the answer that waits: its client sends it
 * again if it is never told.  That answer had a token, or is in the first flight with an
 * error of a source, so there are few of these; what waits longer than its interval is
 * another matter.  It counts for no budget: what can't be freed must have nobody else
 * freed, or answered early.
 */
static bool carries(const struct engine *e, const struct flow *f)
{
	const struct hold *h = &e->holds[f->first_hold];

	return (h->carries || h->in_flight) &&
	       e->now_ns <= h->since_ns + policy_interval_ns(e, f);
}

/* Its source owes, and no message hangs on its server. */
static bool owes_freely(const struct engine *e, const struct flow *f)
{
	return policy_is_overdrawn(e, f) && !carries(e, f);
}

static bool owes_as_stranger(const struct engine *e, const struct flow *f)
{
	return policy_is_stranger(e, f) && owes_freely(e, f);
}

/*
 * It made no error, and waits for what others of its network owe: what it delivered
 * may have passed unseen, so it is answered in the end, and no earlier.
 */
static bool waits_for_others(const struct engine *e, const struct flow *f)
{
	return e->holds[f->first_hold].reason == REASON_NETWORK &&
	       !policy_has_erred(e, f);
}

static bool errs_as_stranger(const struct engine *e, const struct flow *f)
{
	return policy_is_stranger(e, f) && !waits_for_others(e, f) && !carries(e, f);
}

/*
 * It counts until its reply is due, though its server may be free since: that is only
 * known by what the server says, and when, and who is freed must not hang on it.
 */
static bool left_as_stranger(const struct engine *e, const struct flow *f)
{
	return f->abandoned && policy_is_stranger(e, f) && !carries(e, f);
}

/* The first that is to be freed, @f perhaps, or NULL. */
static struct flow *first_to_free(const struct engine *e, struct flow *f)
{
	struct flow *first = server_longest_held(e, f, left_as_stranger);

	if (!first)
		first = server_longest_held(e, f, owes_as_stranger);
	if (!first)
		first = server_longest_held(e, f, errs_as_stranger);
	return !first && owes_freely(e, f) ? f : first;
}

/*
 * A server that is freed sends no copy of what was only cut; who left needs none.
 * When a copy comes hangs on what the server does behind the reply.  So who is freed
 * never hangs on it: who is chosen before does not count from then on, and the server
 * is reset when the copy is there.
 */
static void free_server(struct engine *e, struct flow *f, enum reason reason)
{
	if (f->free_due == REASON_NONE)
		hold_free_later(e, f, reason);
	if (f->abandoned || e->holds[f->first_hold].has_packet)
		hold_detach(e, f);
}

/*
 * One source holds a share of a server's budget.  Where many fill it, those who
 * delivered nothing wait on without the server, first those who left, then those who
 * owe, whoever waits longest first.  This is asked once, when one more waits: later
 * packets of its server come when they like.
 */
static void keep_budget(struct engine *e, struct flow *f)
{
	struct flow *first;

	if (policy_holds_share(e, f) && owes_freely(e, f))
		free_server(e, f, REASON_SHARE);
	while (server_over_budget(e, f, carries)) {
		first = first_to_free(e, f);
		if (!first)
			return;
		free_server(e, first, REASON_BUDGET);
	}
}

/*
 * Where there is nobody to free, some may have their replies early: those that are
 * there, since a gate that opens before its reply comes tells what is behind it.
 */
static void let_early(struct engine *e, struct flow *f)
{
	if (!server_over_budget(e, f, carries))
		return;
	if (e->holds[f->first_hold].has_packet && !policy_is_overdrawn(e, f) &&
	    !waits_for_others(e, f) && !(carries(e, f) && policy_is_stranger(e, f)) &&
	    server_take_early(e, f))
		hold_release_flow(e, f, REASON_BUDGET);
	else
		e->stats.over_budget_total++;
}

/* A server's packet was kept, absorbed, or cut before what waits. */
static void weigh(struct engine *e, struct flow *f, bool is_kept)
{
	enum reason reason = f->free_due;
	bool is_new = !f->weighed;

	f->weighed = true;
	if (e->holds[f->first_hold].unpaid && reason == REASON_NONE)
		reason = REASON_LATE;	/* it must not be answered */
	if (reason != REASON_NONE) {
		free_server(e, f, reason);
		return;
	}
	if (is_new)
		keep_budget(e, f);
	if (is_kept || is_new)
		let_early(e, f);
}

/*
 * The client left.  If it owes now, its server is reset when it speaks again; until
 * then it doesn't count, since when it speaks is its own affair.
 */
static void abandon(struct engine *e, struct flow *f, enum reason reason)
{
	hold_abandon(e, f, reason);
	if (reason == REASON_RST)	/* behind a FIN the server may answer */
		flow_unreserve_all(e, f);
	if (!f->detached && f->free_due == REASON_NONE && owes_freely(e, f))
		hold_free_later(e, f, REASON_LEFT);
}

/* --- what follows from a verdict */

static void report(struct engine *e, const struct flow *f, enum event_kind kind,
		   const struct verdict *v)
{
	struct event event;

	event_begin(&event, f, kind, v->reason);
	if (kind == EVENT_RESET) {
		event.reason = REASON_RST;
		event.wait_ns = v->wait_ns;
		event.debt_ns = policy_debt_ns(e, f);
	}
	emit_event(e, &event);
}

/* In this order. */
static void follow(struct engine *e, struct flow *f, const struct segment *seg,
		   const struct verdict *v)
{
	if (v->then & THEN_REPORT_ABSORBED)
		report(e, f, EVENT_ABSORB, v);
	if (v->then & THEN_REPORT_EXEMPT)
		report(e, f, EVENT_EXEMPT, v);
	if (v->then & THEN_REPORT_RESET)
		report(e, f, EVENT_RESET, v);
	if (v->then & THEN_ANSWER_SERVER)
		hold_answer(e, f, seg);
	if (v->then & THEN_RESET_SERVER)
		hold_reset_server(e, f);
	if (v->then & THEN_WEIGH)
		weigh(e, f, v->kind == ACTION_HOLD);
	if (v->then & THEN_ABANDON)
		abandon(e, f, v->reason);
	if (v->then & THEN_ANSWER_CLIENT)
		hold_answer_client(e, f, seg);
	if (v->then & THEN_FORGET)
		flow_remove(e, f);
}

/* --- the server's side */

/* Clients of trusted networks are let alone; a balancer is no client. */
static void place_peer(struct engine *e, struct flow *f)
{
	struct addr peer = flow_peer(f);

	if (proxy_is_balancer(e, &peer))
		f->proxy = FLOW_UNNAMED;
	else if (policy_trusts(e, &peer))
		flow_exempt_later(e, f, REASON_TRUSTED);
}

/* Another connection with the same ends. */
static void begin_anew(struct engine *e, struct flow *f)
{
	if (f->holds)
		hold_drop_all(e, f);
	flow_reset(e, f);
	place_peer(e, f);
}

/* SYN-ACK: the stream begins, and the position of each reply is known. */
static void server_opens(struct engine *e, struct flow *f,
			 const struct segment *seg)
{
	if (f->from_start && f->seq.next == seg->end && !f->replies)
		return;		/* sent again */
	begin_anew(e, f);
	f->from_start = f->synced = true;
	f->client_seen = policy_remember(e, f) != NULL;
	/* A balancer's SYN is seen, too. */
	f->is_scaled = seg->has_scale && (f->client_seen || f->proxy != FLOW_OF_PEER);
	f->server_ack = f->data_ack = seg->ack;
	f->seq.next = f->seq.gap = f->seq.read = f->seq.passed = seg->end;
	f->seq.kept_back = seg->end;
	said_begins(f, seg->ack);
}

/* Another connection with the same ends, whose SYN-ACK was not given to us? */
static bool is_stale(const struct engine *e, const struct flow *f,
		     const struct segment *seg)
{
	int32_t jump = seq_diff(seg->seq, f->seq.next);
	uint64_t idle_ns = f->from_start ? FLOW_IDLE_NS : FLOW_IDLE_UNSEEN_NS;

	return !f->holds && f->synced &&
	       (e->now_ns - f->last_ns > idle_ns ||
		jump > SEQ_JUMP_BYTES || jump < -SEQ_JUMP_BYTES);
}

/* What is not read passes to nobody: the server has it still to send. */
static void note_kept_back(struct flow *f, const struct segment *seg)
{
	uint32_t end = seq_lt(f->seq.next, f->seq.kept_back) ? f->seq.kept_back :
							       f->seq.next;

	if (segment_is_whole(seg) && f->synced && seq_le(seg->seq, end) &&
	    seq_lt(end, seg->end))
		f->seq.kept_back = seg->end;
}

static struct verdict server_data(struct engine *e, struct flow *f,
				  const struct engine_packet *packet,
				  const struct segment *seg)
{
	bool gap = !f->synced || seq_lt(f->seq.next, seg->seq);

	if (gap_is_retransmitted_error(e, f, seg)) {
		if (f->holds)
			return (struct verdict){ .kind = ACTION_DROP };
		gap_read(f, seg);
	}
	if (gap && !gap_bridge(e, f, seg)) {
		note_kept_back(f, seg);
		return (struct verdict){
			.kind = ACTION_DROP,
			.then = f->holds ? THEN_ANSWER_SERVER : 0,
		};
	}
	f->missing = 0;
	if (seq_lt(f->seq.next, seg->end) && !f->exempt_due) {
		reply_commit(e, f, seg);
		note_kept_back(f, seg);
	}
	return place(e, f, packet, seg);
}

/* Of a new flow: one that is idle is forgotten, else the one held longest is let go. */
static void evict_if_full(struct engine *e)
{
	if (flow_is_full(e) && e->idle.oldest == NONE)
		hold_release_flow(e, &e->flows[e->held.oldest], REASON_ROOM);
}

static struct flow *server_flow(struct engine *e, const struct segment *seg)
{
	bool begins = seg->payload_bytes || seg->flags & (TCP_SYN | TCP_RST);
	struct flow *f = flow_find(e, seg, FROM_SERVER);

	if (f && is_stale(e, f, seg))
		begin_anew(e, f);
	if (f || !begins)
		return f;
	evict_if_full(e);
	f = flow_add(e, seg);
	place_peer(e, f);
	return f;
}

/*
 * An exempt connection may still be seen: packets that waited in the queue
 * already, and all of it in a capture.  Where the kernel filters, the next
 * connection with the same ends shows no SYN-ACK, and must not inherit the
 * exemption: only what follows without a gap belongs to it.
 * Return: false if it is not exempt, or no more
 */
static bool keep_exempt(struct engine *e, struct flow *f,
			const struct segment *seg)
{
	int32_t behind;

	if (!f->exempt)
		return false;
	behind = seq_diff(f->seq.next, seg->seq);
	if ((f->from_start && !(seg->flags & TCP_SYN)) ||
	    (behind >= 0 && behind <= UINT16_MAX)) {
		if (seq_lt(f->seq.next, seg->end))
			f->seq.next = seg->end;
		return true;
	}
	begin_anew(e, f);
	return false;
}

/* A TLS record, RFC 8446 5.1: no reply begins with its type and version. */
static bool looks_like_tls(const struct segment *seg)
{
	return seg->captured_bytes >= 3 && seg->payload[0] >= 0x14 &&
	       seg->payload[0] <= 0x17 && seg->payload[1] == 3 &&
	       seg->payload[2] <= 4;
}

/*
 * The kernel let it pass while its source owed nothing, however long: the newest of
 * either side may have passed unseen, and a message may have begun.
 */
static void passed_unseen(struct engine *e, struct flow *f,
			  const struct segment *seg)
{
	f->watched = f->client_seen = false;
	f->last_ns = e->now_ns;
	if (!seq_lt(f->seq.next, seg->seq))
		return;
	f->client_ack_seen = false;
	f->tls_may_pass = TLS_MAY_PASS;
}

/*
 * The kernel let the connection pass, since it is in TLS, or has authenticated in
 * clear; by now its source owes.  Return: false if nothing of it may wait
 */
static bool look_again(struct engine *e, const struct segment *seg)
{
	struct flow *f = flow_find(e, seg, FROM_SERVER);

	if (f && f->tls_exempt && !f->holds)
		passed_unseen(e, f, seg);
	if (f && (f->holds || (f->tls && !is_stale(e, f, seg))))
		return true;
	if (!looks_like_tls(seg) || proxy_is_balancer(e, &seg->dst))
		return false;
	f = server_flow(e, seg);
	if (!policy_sees_tls(e, f) || f->exempt_due)
		return false;
	f->tls = f->tls_exempt = true;
	f->tls_may_pass = TLS_MAY_PASS;
	f->exempt = false;
	f->data_ack = seg->ack;
	return true;
}

/* Who got what was not seen, may have sent what was not. */
static void note_server(struct flow *f, const struct segment *seg)
{
	if (f->client_ack_seen && seq_lt(f->client_next, seg->ack))
		f->claims = true;
	if (!f->holds && !(seg->flags & TCP_RST))
		f->freed = false;
	f->server_ack = seg->ack;
}

/*
 * A SYN of the client was under way before what is held was.  That the server takes
 * it tells that it has closed the connection; it says so again.
 */
static struct verdict keep_out_server(struct engine *e)
{
	e->stats.frozen_total++;
	return (struct verdict){ .kind = ACTION_DROP };
}

static struct verdict from_server(struct engine *e,
				  const struct engine_packet *packet,
				  const struct segment *seg, struct flow **flow)
{
	struct flow *f = NULL;

	if (!packet->exempt || look_again(e, seg))
		f = server_flow(e, seg);
	*flow = f;
	if (!f || keep_exempt(e, f, seg))
		return (struct verdict){ .kind = ACTION_ACCEPT };
	if (seg->flags & TCP_RST && !f->holds)
		said_nothing_long(e, f, NULL);
	flow_touch(e, f);
	if (packet->marked)
		f->watched = true;
	if (seg->flags & TCP_ACK)
		note_server(f, seg);
	if (f->proxy == FLOW_UNNAMED && !(seg->flags & TCP_SYN) &&
	    (seg->end != seg->seq || seg->flags & TCP_RST))
		proxy_missing(e, f);
	if (seg->flags & TCP_RST)
		return place_reset(e, f, seg);
	if (seg->flags & TCP_SYN && f->holds && !f->abandoned)
		return keep_out_server(e);
	if (seg->flags & TCP_SYN)
		server_opens(e, f, seg);
	else if (seg->end != seg->seq)
		return server_data(e, f, packet, seg);
	return place(e, f, packet, seg);
}

/* --- the contract */

/*
 * A flow's ends are those that the server knows.  Where NAT has not been done yet at
 * the hook of a client's packets, they name another client.
 */
static void name_client(const struct engine_packet *packet, struct addr *client,
			uint16_t *port)
{
	if (packet->client.family != client->family)
		return;
	*client = packet->client;
	*port = packet->client_port;
}

/* What is no TCP segment is no business of ours. */
static struct verdict unparsed(struct engine *e)
{
	e->stats.unparsed_total++;
	return (struct verdict){ .kind = ACTION_ACCEPT };
}

/* @seg, and its @flow if it has one, are set where something follows. */
static struct verdict decide(struct engine *e,
			     const struct engine_packet *packet,
			     struct segment *seg, struct flow **flow)
{
	*flow = NULL;
	if (wire_parse(packet->data, packet->len_bytes, seg) &&
	    seg->packet_bytes <= sizeof(e->scratch)) {
		seg->checksum_unready = packet->checksum_unready;
		if (packet->dir == FROM_SERVER)
			return from_server(e, packet, seg, flow);
		name_client(packet, &seg->src, &seg->src_port);
		*flow = flow_find(e, seg, FROM_CLIENT);
		return client_place(e, *flow, packet, seg);
	}
	if (packet->dir != FROM_CLIENT ||
	    !wire_parse_quoted(packet->data, packet->len_bytes, seg))
		return unparsed(e);
	name_client(packet, &seg->dst, &seg->dst_port);
	return client_icmp(e, flow_find(e, seg, FROM_SERVER), packet, seg);
}

void engine_packet(struct engine *e, uint64_t now_ns,
		   const struct engine_packet *packet, const struct sink *sink)
{
	struct action action = { .slot = ENGINE_NO_SLOT };
	struct segment seg;
	struct verdict v;
	struct flow *f;

	e->now_ns = now_ns;
	e->sink = sink;
	e->stats.packets_total++;
	v = decide(e, packet, &seg, &f);
	action.kind = v.kind;
	if (v.kind == ACTION_HOLD)
		action.slot = v.slot;
	if (v.len_bytes) {
		action.bytes = e->scratch;
		action.len_bytes = v.len_bytes;
	}
	emit(e, &action);
	assert(f || !v.then);
	if (v.then)
		follow(e, f, &seg, &v);
	engine_check(e, v.then & THEN_FORGET ? NULL : f);
}

uint64_t engine_next_ns(const struct engine *e)
{
	return hold_next_ns(e);
}

void engine_expire(struct engine *e, uint64_t now_ns, const struct sink *sink)
{
	e->now_ns = now_ns;
	e->sink = sink;
	hold_release_due(e);
	engine_check(e, NULL);
}

static bool belongs_to(const struct engine *e, const struct flow *f,
		       const struct addr *client)
{
	struct net net = net_of_source(&e->conf, client);
	struct addr of_flow = flow_client(f);

	return net_contains(&net, &of_flow);
}

uint32_t engine_release(struct engine *e, uint64_t now_ns,
			const struct addr *client, enum reason reason,
			const struct sink *sink)
{
	uint32_t flow = e->held.oldest, n = 0;
	struct flow *f;

	e->now_ns = now_ns;
	e->sink = sink;
	while (flow != NONE) {
		f = &e->flows[flow];
		flow = f->newer;
		if (client && !belongs_to(e, f, client))
			continue;
		hold_release_flow(e, f, reason);
		n++;
	}
	return n;
}

void engine_lost(struct engine *e, uint32_t slot)
{
	assert(slot < e->hold_max);
	hold_lost(e, slot);
}

bool engine_slot_is_held(const struct engine *e, uint32_t slot)
{
	return slot < e->hold_max && e->holds[slot].has_packet;
}

uint32_t engine_slots(const struct engine *e)
{
	return e->hold_max;
}

const struct engine_stats *engine_stats(const struct engine *e)
{
	return &e->stats;
}

const struct engine_conf *engine_conf(const struct engine *e)
{
	return &e->conf;
}

static void take_conf(struct engine *e, const struct engine_conf *conf)
{
	e->conf = *conf;
	e->mask4 = source_mask(conf->prefix4_bits);
	e->mask6 = source_mask(conf->prefix6_bits);
}

struct engine *engine_new(const struct engine_conf *conf, uint64_t now_ns)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	take_conf(e, conf);
	e->now_ns = now_ns;
	e->random = conf->key[0] ^ conf->key[1] ^ 0x9e3779b97f4a7c15ull;
	e->hold_max = conf->max_held;
	e->hold_free = NONE;
	e->holds = calloc(e->hold_max, sizeof(*e->holds));
	e->heap = calloc((size_t)conf->max_flows + conf->max_held,
			 sizeof(*e->heap));
	if (e->holds && e->heap && flow_tables_init(e) &&
	    source_table_init(&e->sources, conf->max_sources, conf->key))
		return e;
	engine_free(e);
	return NULL;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	source_table_fini(&e->sources);
	flow_tables_fini(e);
	free(e->heap);
	free(e->holds);
	free(e);
}

void engine_configure(struct engine *e, const struct engine_conf *conf)
{
	struct engine_conf was = e->conf;

	take_conf(e, conf);
	memcpy(e->conf.key, was.key, sizeof(was.key));
	e->conf.max_held = was.max_held;
	e->conf.max_flows = was.max_flows;
	e->conf.max_sources = was.max_sources;
	e->changed_run = 0;
}
