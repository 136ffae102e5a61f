// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * queue.c - packets from the kernel, verdicts to it
 *
 * Owns two netlink sockets: one for the queues whose packets wait for us
 * (fast, client, split), one for the hold queues, whose packets wait for their
 * time.  A verdict must come from the socket that its queue belongs to.
 *
 * Promises that each packet gets one verdict, that verdicts are sent in order
 * and many at a time, and that a packet which the kernel lost is noticed.
 *
 * Must not decide anything: that is the engine's.
 *
 * How a packet is held: the verdict NF_QUEUE moves it to a hold queue, with a
 * token as its mark, while our send is still running; the hold queue's message
 * then gives the id by which it can be released.  So when all has been sent
 * and the hold socket is empty, each packet has arrived, or never will.
 *
 * NETLINK_NO_ENOBUFS is set: without it, one overrun makes the kernel give us
 * nothing until we have read everything, and all of that passes unseen (the
 * queues fail open).  Overruns are counted by gaps in the packets' ids, and by
 * the socket's drops.
 */
#include "queue.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "queue_internal.h"

#define DATAGRAMS		64
#define DATAGRAM_BYTES		(65536 + 4096)
#define BATCH_BYTES		(192u * 1024)
#define VERDICT_BYTES		128	/* of one verdict without a payload */
#define ENDS_PER_TURN		512	/* releases and drops in one turn */
#define SEND_TRIES		1000
#define SINGLES_MAX		16

/* nfnetlink's message types are subsystem << 8 | message. */
#define PACKET_MESSAGE	(NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET)

/*
 * struct verdict - All that one verdict message can say
 * @queue:	Queue, from the first
 * @passes:	The packet goes on to the other side, so order matters
 */
struct verdict {
	uint32_t queue, id, verdict, mark;
	bool set_mark, passes;
	const uint8_t *bytes;
	size_t len_bytes;
};

/* A buffer for recvmmsg(2); pages that no packet needs are never touched. */
struct datagrams {
	struct mmsghdr header[DATAGRAMS];
	struct iovec iov[DATAGRAMS];
	uint8_t *bytes;
};

bool queue_alloc(struct queue *q)
{
	struct datagrams *d = calloc(1, sizeof(*d));
	size_t i;

	if (!d)
		return false;
	q->datagrams = d;
	d->bytes = mmap(NULL, DATAGRAMS * DATAGRAM_BYTES,
			PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (d->bytes == MAP_FAILED) {
		d->bytes = NULL;
		return false;
	}
	for (i = 0; i < DATAGRAMS; i++) {
		d->iov[i].iov_base = d->bytes + i * DATAGRAM_BYTES;
		d->iov[i].iov_len = DATAGRAM_BYTES;
		d->header[i].msg_hdr.msg_iov = &d->iov[i];
		d->header[i].msg_hdr.msg_iovlen = 1;
	}
	q->fast.bytes = malloc(BATCH_BYTES);
	q->hold.bytes = malloc(BATCH_BYTES);
	q->slots = slots_new(q->conf.slots, q->conf.hold_queues);
	q->seen = calloc(queue_count(q), sizeof(*q->seen));
	return q->fast.bytes && q->hold.bytes && q->slots && q->seen;
}

void queue_free_buffers(struct queue *q)
{
	if (q->datagrams && q->datagrams->bytes)
		munmap(q->datagrams->bytes, DATAGRAMS * DATAGRAM_BYTES);
	free(q->datagrams);
	free(q->fast.bytes);
	free(q->hold.bytes);
	slots_free(q->slots);
	free(q->seen);
}

/* ------------------------------------------------------------- verdicts */

/* The low bit of the mask says HOLD, the high one EXEMPT. */
static uint32_t low_bit(const struct queue *q)
{
	return q->conf.mark_mask & -q->conf.mark_mask;
}

static uint32_t high_bit(const struct queue *q)
{
	return q->conf.mark_mask & ~low_bit(q);
}

/*
 * The rules could not tell what the packet at hand says, and its flow waits until
 * we can: both bits (nftables.rules).  Of a client's, in the split queue, they say
 * something else.
 */
static bool is_unjudged(const struct queue *q)
{
	return q->current.queue == QUEUE_FAST &&
	       (q->current.token & q->conf.mark_mask) == q->conf.mark_mask;
}

/*
 * A send to the kernel is a call: all its verdicts are done when it returns.
 * It fails only for lack of memory, and then as a whole.
 */
static void send_batch(struct queue *q, struct batch *b)
{
	int fd = mnl_socket_get_fd(b->socket);
	int tries;

	if (!b->used)
		return;
	for (tries = 0; tries < SEND_TRIES; tries++) {
		if (send(fd, b->bytes, b->used, MSG_DONTWAIT) >= 0)
			break;
		q->stats.send_errors_total++;
	}
	if (tries == SEND_TRIES)
		q->stats.verdicts_lost_total += b->count;
	b->used = 0;
	b->count = 0;
	b->passes = false;
	b->last = NULL;
	if (b == &q->hold)
		q->hold_touched = true;	/* it may be told of errors */
}

static void flush_both(struct queue *q, unsigned int most_ends);

/* It passes as it is. */
static bool is_plain(const struct verdict *v)
{
	return v->verdict == NF_ACCEPT && !v->set_mark && !v->bytes;
}

/*
 * A batch verdict is for all packets of a queue up to an id.  So what passes as
 * it is, behind what passes as it is, costs no message of its own.  Only where
 * the ids follow each other: all up to there have been judged then, unless a
 * verdict was lost, whose packet waits for ever and may be one to hold.
 * Return: false if it needs one
 */
static bool join_last(const struct queue *q, struct batch *b,
		       const struct verdict *v)
{
	struct nlmsghdr *nlh;

	if (!b->last || !is_plain(v) || v->queue != b->last_queue ||
	    v->id != b->last_id + 1 || q->stats.verdicts_lost_total)
		return false;
	nlh = nfq_nlmsg_put((char *)b->last, NFQNL_MSG_VERDICT_BATCH,
			    q->conf.first + v->queue);
	nfq_nlmsg_verdict_put(nlh, (int)v->id, NF_ACCEPT);
	b->last_id = v->id;
	b->count++;
	return true;
}

static void put_verdict(struct queue *q, struct batch *b,
			const struct verdict *v)
{
	struct nlmsghdr *nlh;

	if (join_last(q, b, v))
		return;
	if (b->used + VERDICT_BYTES + MNL_ALIGN(v->len_bytes) > BATCH_BYTES) {
		if (b == &q->fast)
			flush_both(q, ENDS_PER_TURN);
		else
			send_batch(q, b);
	}
	nlh = nfq_nlmsg_put((char *)b->bytes + b->used, NFQNL_MSG_VERDICT,
			    q->conf.first + v->queue);
	nfq_nlmsg_verdict_put(nlh, (int)v->id, (int)v->verdict);
	if (v->set_mark)
		nfq_nlmsg_verdict_put_mark(nlh, v->mark);
	if (v->bytes)
		nfq_nlmsg_verdict_put_pkt(nlh, v->bytes,
					  (uint32_t)v->len_bytes);
	b->used += MNL_ALIGN(nlh->nlmsg_len);
	b->count++;
	b->passes |= v->passes;
	b->last = is_plain(v) ? nlh : NULL;
	b->last_queue = v->queue;
	b->last_id = v->id;
}

/* Put the verdicts of up to @most packets whose end has come. */
static void put_ends(struct queue *q, unsigned int most)
{
	struct parked parked;

	while (most-- && slots_next(q->slots, &parked)) {
		struct verdict v = {
			.queue = QUEUE_HOLD + parked.queue, .id = parked.id,
			.verdict = parked.pass ? NF_ACCEPT : NF_DROP,
			.mark = parked.mark, .set_mark = parked.pass,
			.passes = parked.pass,
		};

		put_verdict(q, &q->hold, &v);
	}
}

/* What ended before goes out before. */
static void flush_both(struct queue *q, unsigned int most_ends)
{
	put_ends(q, most_ends);
	send_batch(q, &q->hold);
	send_batch(q, &q->fast);
}

static void end_slot(struct queue *q, uint32_t slot, bool pass)
{
	if (pass && q->fast.passes)
		flush_both(q, ENDS_PER_TURN);
	if (slots_full(q->slots))
		put_ends(q, ENDS_PER_TURN);
	slots_end(q->slots, slot, pass);
}

/* Move the packet at hand to a hold queue. */
static void hold(struct queue *q, struct verdict *v, uint32_t slot)
{
	uint32_t token;
	uint16_t queue;

	token = slots_place(q->slots, slot, q->current.mark, &queue);
	if (!token) {
		/* the server sends it again; there may be room by then */
		q->stats.no_room_in_queue_total++;
		q->unplaced[q->unplaced_n++] = slot;
		v->verdict = NF_DROP;
		return;
	}
	v->verdict = NF_QUEUE |
		     (q->conf.first + QUEUE_HOLD + queue) << NF_VERDICT_QBITS;
	v->mark = token;
	v->set_mark = true;
}

/* The verdict on the packet at hand. */
static void judge(struct queue *q, const struct action *action)
{
	struct verdict v = {
		.queue = q->current.queue, .id = q->current.id,
		.verdict = NF_ACCEPT, .mark = q->current.mark,
		.set_mark = q->current.has_bits, .passes = true,
		.bytes = action->bytes, .len_bytes = action->len_bytes,
	};

	assert(!q->current.judged);
	q->current.judged = true;
	switch (action->kind) {
	case ACTION_DROP:
		v.verdict = NF_DROP;
		v.set_mark = v.passes = false;
		break;
	case ACTION_HOLD:
		v.passes = false;
		hold(q, &v, action->slot);
		break;
	case ACTION_ACCEPT:
		if (!is_unjudged(q))
			break;
		v.verdict = NF_REPEAT;
		v.mark |= q->conf.mark_mask;
		break;
	case ACTION_MARK_WATCH:
		v.verdict = NF_REPEAT;
		v.mark |= low_bit(q);
		v.set_mark = true;
		break;
	case ACTION_MARK_EXEMPT:
		v.verdict = NF_REPEAT;
		v.mark |= high_bit(q);
		v.set_mark = true;
		break;
	case ACTION_SPLIT:
		/* its segments come back with its mark, bits and all; a
		 * client's with both bits, which a server's then never has */
		v.verdict = NF_QUEUE | (q->conf.first + QUEUE_SPLIT)
					       << NF_VERDICT_QBITS;
		v.set_mark = is_unjudged(q);
		if (q->current.queue != QUEUE_CLIENT)
			break;
		v.mark |= q->conf.mark_mask;
		v.set_mark = true;
		break;
	default:
		break;
	}
	put_verdict(q, &q->fast, &v);
}

void queue_act(struct queue *q, const struct action *action)
{
	switch (action->kind) {
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		end_slot(q, action->slot, action->kind == ACTION_RELEASE);
		break;
	case ACTION_INJECT:
	case ACTION_EVENT:
	case ACTION_KINDS:
		break;
	default:
		judge(q, action);
	}
}

/* ------------------------------------------------------------- messages */

/* Ids of a queue's packets follow each other; a gap was never given to us. */
static void count_gap(struct queue *q, uint32_t queue, uint32_t id)
{
	struct seen *seen = &q->seen[queue];

	if (seen->any)
		q->stats.id_gaps_total += (uint32_t)(id - seen->last_id - 1);
	seen->any = true;
	seen->last_id = id;
}

/* netlink(7): the refused message follows the error. */
static void read_error(struct queue *q, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	const struct nfgenmsg *nfg;
	uint32_t queue;

	if (nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*e) + sizeof(*nfg)) ||
	    e->error != -ENOENT) {
		q->stats.bad_messages_total++;
		return;
	}
	q->stats.unknown_ids_total++;
	nfg = (const struct nfgenmsg *)(e + 1);
	queue = ntohs(nfg->res_id) - q->conf.first;
	if (queue >= QUEUE_HOLD && queue < queue_count(q))
		q->flush_suspected = true;
}

/* Return: false if it isn't a packet's message */
static bool read_packet(struct queue *q, const struct nlmsghdr *nlh,
			struct nlattr **attr)
{
	const struct nfqnl_msg_packet_hdr *header;
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	uint32_t mark = 0;

	if (nlh->nlmsg_type == NLMSG_ERROR) {
		read_error(q, nlh);
		return false;
	}
	if (nlh->nlmsg_type != PACKET_MESSAGE ||
	    nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*nfg)) ||
	    nfq_nlmsg_parse(nlh, attr) < 0 || !attr[NFQA_PACKET_HDR] ||
	    mnl_attr_get_payload_len(attr[NFQA_PACKET_HDR]) < sizeof(*header)) {
		q->stats.bad_messages_total++;
		return false;
	}
	header = mnl_attr_get_payload(attr[NFQA_PACKET_HDR]);
	q->current.queue = ntohs(nfg->res_id) - q->conf.first;
	q->current.id = ntohl(header->packet_id);
	if (q->current.queue >= queue_count(q)) {
		q->stats.bad_messages_total++;
		return false;
	}
	if (attr[NFQA_MARK])
		mark = ntohl(mnl_attr_get_u32(attr[NFQA_MARK]));
	q->current.token = mark;
	q->current.mark = mark & ~q->conf.mark_mask;
	q->current.has_bits = q->current.mark != mark;
	q->current.judged = false;
	count_gap(q, q->current.queue, q->current.id);
	return true;
}

static void accept_current(struct queue *q)
{
	judge(q, &(struct action){ .kind = ACTION_ACCEPT });
}

static void fast_message(struct queue *q, const struct nlmsghdr *nlh,
			 queue_packet packet, void *ctx)
{
	struct nlattr *attr[NFQA_MAX + 1] = { NULL };
	struct engine_packet p = { 0 };
	uint32_t info = 0, bits;

	if (!read_packet(q, nlh, attr))
		return;
	bits = q->current.token & q->conf.mark_mask;
	if (attr[NFQA_SKB_INFO])
		info = ntohl(mnl_attr_get_u32(attr[NFQA_SKB_INFO]));
	if (attr[NFQA_PAYLOAD]) {
		p.data = mnl_attr_get_payload(attr[NFQA_PAYLOAD]);
		p.len_bytes = mnl_attr_get_payload_len(attr[NFQA_PAYLOAD]);
	}
	p.dir = q->current.queue == QUEUE_CLIENT ||
		(q->current.queue == QUEUE_SPLIT &&
		 bits == q->conf.mark_mask) ? FROM_CLIENT : FROM_SERVER;
	p.marked = bits == low_bit(q);
	p.exempt = bits == high_bit(q);
	p.gso = info & NFQA_SKB_GSO;
	p.checksum_unready = info & NFQA_SKB_CSUMNOTREADY;
	if (p.dir == FROM_CLIENT)
		queue_name_client(attr, &p);
	packet(ctx, &p);
	if (!q->current.judged)
		accept_current(q);
}

/* One packet, of either socket, was given by the kernel. */
static void each_message(struct queue *q, uint8_t *bytes, size_t n,
			 void (*on_message)(struct queue *q,
					    const struct nlmsghdr *nlh, void *ctx),
			 void *ctx)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)bytes;
	int left = (int)n;

	/* mnl_nlmsg_ok() takes a length of 2^31 and more for a negative one. */
	for (; mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (uint32_t)left;
	     nlh = mnl_nlmsg_next(nlh, &left))
		on_message(q, nlh, ctx);
	if (left > 0)
		q->stats.bad_messages_total++;
}

/* Return: datagrams that were read; 0 for none */
static int receive(struct queue *q, struct batch *b, int flags)
{
	int n = recvmmsg(mnl_socket_get_fd(b->socket), q->datagrams->header,
			 DATAGRAMS, flags, NULL);

	return n < 0 ? 0 : n;
}

/* As receive(), but one datagram, which costs less than looking for more. */
static int receive_one(struct queue *q)
{
	struct datagrams *d = q->datagrams;
	ssize_t n = recv(queue_fd(q), d->bytes, DATAGRAM_BYTES, 0);

	if (n < 0)
		return 0;
	d->header[0].msg_len = (unsigned int)n;
	return 1;
}

bool queue_wait(struct queue *q)
{
	/* One at a time, it seems; look for more now and then all the same. */
	if (q->singles && q->singles++ < SINGLES_MAX) {
		q->received = receive_one(q);
		return q->received > 0;
	}
	q->received = receive(q, &q->fast, MSG_WAITFORONE);
	q->singles = q->received == 1;
	return q->received > 0;
}

struct fast_ctx {
	queue_packet packet;
	void *ctx;
};

static void on_fast(struct queue *q, const struct nlmsghdr *nlh, void *ctx)
{
	const struct fast_ctx *f = ctx;

	fast_message(q, nlh, f->packet, f->ctx);
}

int queue_read(struct queue *q, queue_packet packet, void *ctx)
{
	struct datagrams *d = q->datagrams;
	struct fast_ctx f = { packet, ctx };
	int i, n = q->received;

	q->received = 0;
	if (!n)
		n = receive(q, &q->fast, MSG_DONTWAIT);
	for (i = 0; i < n; i++)
		each_message(q, d->iov[i].iov_base, d->header[i].msg_len,
			     on_fast, &f);
	return n;
}

/* --------------------------------------------------------- hold queues */

struct lost_ctx {
	struct queue *q;
	queue_lost lost;
	void *ctx;
};

static void not_arrived(void *ctx, uint32_t slot)
{
	struct lost_ctx *l = ctx;

	l->q->stats.not_arrived_total++;
	l->lost(l->ctx, slot);
}

static void on_hold(struct queue *q, const struct nlmsghdr *nlh, void *ctx)
{
	struct nlattr *attr[NFQA_MAX + 1] = { NULL };
	struct verdict drop = { .verdict = NF_DROP };

	if (!read_packet(q, nlh, attr))
		return;
	if (q->current.queue >= QUEUE_HOLD &&
	    slots_arrived(q->slots, q->current.token,
			  (uint16_t)(q->current.queue - QUEUE_HOLD),
			  q->current.id, not_arrived, ctx))
		return;
	/* It may be a copy of held bytes: they are safe with the server. */
	q->stats.unknown_tokens_total++;
	drop.queue = q->current.queue;
	drop.id = q->current.id;
	put_verdict(q, &q->hold, &drop);
}

/* Read all that the hold queues have to tell; what isn't there is lost. */
static void drain_hold(struct queue *q, struct lost_ctx *l)
{
	struct datagrams *d = q->datagrams;
	int i, n;

	do {
		n = receive(q, &q->hold, MSG_DONTWAIT);
		for (i = 0; i < n; i++)
			each_message(q, d->iov[i].iov_base,
				     d->header[i].msg_len, on_hold, l);
	} while (n == DATAGRAMS);
	slots_settle(q->slots, not_arrived, l);
}

/*
 * A verdict hit nothing: a rule set was flushed, or a device went down, and the
 * kernel emptied the queues.  Those that it shows empty held nothing else.
 */
static void check_flushed(struct queue *q, struct lost_ctx *l)
{
	struct queue_depth depths[QUEUE_HOLD + QUEUE_HOLD_MAX];
	uint16_t i;

	q->flush_suspected = false;
	if (!queue_depths(q, depths))
		return;
	for (i = 0; i < q->conf.hold_queues; i++) {
		if (depths[QUEUE_HOLD + i].waiting ||
		    !slots_in_queue(q->slots, i))
			continue;
		q->stats.flushes_total++;
		slots_flushed(q->slots, i, l->lost, l->ctx);
	}
}

bool queue_is_moving(const struct queue *q)
{
	return slots_moving(q->slots);
}

void queue_touch(struct queue *q)
{
	q->hold_touched = true;
}

bool queue_end_turn(struct queue *q, queue_lost lost, void *ctx)
{
	struct lost_ctx l = { q, lost, ctx };

	flush_both(q, ENDS_PER_TURN);
	if (q->hold_touched || slots_moving(q->slots)) {
		q->hold_touched = false;
		drain_hold(q, &l);
	}
	while (q->unplaced_n)
		lost(ctx, q->unplaced[--q->unplaced_n]);
	if (q->flush_suspected && !slots_ending(q->slots))
		check_flushed(q, &l);
	return slots_ending(q->slots) || q->hold.used;
}
