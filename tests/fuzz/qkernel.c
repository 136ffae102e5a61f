// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * qkernel.c - the kernel's side of the queues, for queue_fuzz.c
 *
 * Gives packets as nfnetlink_queue does, and takes verdicts while the program's
 * send(2) runs.  Demands that each verdict is for a packet that waits in that
 * queue, comes on that queue's socket, and leaves the mark as it must.
 */
#include "qkernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/slots.h"

#define MESSAGE_BYTES	4096
#define LOW_BIT		(QK_MASK & -QK_MASK)

void qk_begin(struct qk *k)
{
	struct queue_conf conf = { .first = QK_FIRST, .slots = QK_SLOTS,
				   .hold_queues = QK_HOLD_QUEUES,
				   .mark_mask = QK_MASK };
	struct slots *slots = slots_new(QK_SLOTS, QK_HOLD_QUEUES);
	size_t bytes = sizeof(conf) + slots_save_bytes(slots);
	uint8_t *saved = calloc(1, bytes);
	int fast[2], hold[2], error;

	memset(k, 0, sizeof(*k));
	error = socketpair(AF_UNIX, SOCK_DGRAM, 0, fast) |
		socketpair(AF_UNIX, SOCK_DGRAM, 0, hold);
	REQUIRE(!error, "socketpair");
	memcpy(saved, &conf, sizeof(conf));
	slots_save(slots, saved + sizeof(conf));
	k->q = queue_adopt(&conf, fast[0], hold[0], saved, bytes);
	REQUIRE(k->q, "no queue");
	k->peer[0] = fast[1];
	k->peer[1] = hold[1];
	slots_free(slots);
	free(saved);
}

void qk_end(struct qk *k)
{
	queue_free(k->q);
	close(k->peer[0]);
	close(k->peer[1]);
}

static struct nlmsghdr *message(char *buffer, uint32_t type, uint32_t queue)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));

	nlh->nlmsg_type = (uint16_t)(NFNL_SUBSYS_QUEUE << 8 | type);
	nfg->res_id = htons((uint16_t)(QK_FIRST + queue));
	return nlh;
}

static void post(struct qk *k, bool hold, const void *bytes, size_t len_bytes)
{
	/* write(2), since send(2) is the program's */
	if (write(k->peer[hold], bytes, len_bytes) < 0)
		REQUIRE(errno == EAGAIN || errno == ENOBUFS, "errno %d", errno);
}

static struct qk_packet *place(struct qk *k, uint32_t queue, uint32_t mark)
{
	unsigned int i;

	for (i = 0; i < QK_PACKETS && k->packets[i].used; i++)
		;
	REQUIRE(i < QK_PACKETS, "too many packets");
	k->packets[i] = (struct qk_packet){
		.id = ++k->next_id[queue], .queue = queue, .mark = mark,
		.own_mark = mark & ~QK_MASK, .slot = QK_SLOTS, .used = true };
	k->waiting++;
	return &k->packets[i];
}

static void tell(struct qk *k, const struct qk_packet *p, bool gso,
		 const uint8_t *payload, size_t len_bytes)
{
	char buffer[MESSAGE_BYTES];
	struct nlmsghdr *nlh = message(buffer, NFQNL_MSG_PACKET, p->queue);
	struct nfqnl_msg_packet_hdr header = { .packet_id = htonl(p->id) };

	mnl_attr_put(nlh, NFQA_PACKET_HDR, sizeof(header), &header);
	if (p->mark)
		mnl_attr_put_u32(nlh, NFQA_MARK, htonl(p->mark));
	if (gso)
		mnl_attr_put_u32(nlh, NFQA_SKB_INFO, htonl(NFQA_SKB_GSO));
	if (payload)
		mnl_attr_put(nlh, NFQA_PAYLOAD, len_bytes, payload);
	post(k, p->queue >= QUEUE_HOLD, nlh, nlh->nlmsg_len);
}

void qk_give(struct qk *k, uint32_t queue, uint32_t mark, bool gso,
	     const uint8_t *payload, size_t len_bytes)
{
	if (k->waiting < QK_PACKETS / 2)
		tell(k, place(k, queue, mark), gso, payload, len_bytes);
}

void qk_stray(struct qk *k, uint32_t queue, uint32_t mark)
{
	if (k->waiting >= QK_PACKETS / 2)
		return;
	k->stray++;
	k->forged |= mark != 0;
	tell(k, place(k, queue, mark), false, NULL, 0);
}

void qk_error(struct qk *k, uint32_t queue, int error)
{
	char refused[MESSAGE_BYTES], buffer[MESSAGE_BYTES];
	struct nlmsghdr *was = message(refused, NFQNL_MSG_VERDICT, queue);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct nlmsgerr *e = mnl_nlmsg_put_extra_header(nlh,
		sizeof(*e) - sizeof(*was) + was->nlmsg_len);

	nlh->nlmsg_type = NLMSG_ERROR;
	e->error = -error;
	memcpy(&e->msg, was, was->nlmsg_len);
	post(k, queue >= QUEUE_HOLD, nlh, nlh->nlmsg_len);
}

void qk_raw(struct qk *k, bool hold, const uint8_t *bytes, size_t len_bytes)
{
	k->forged = true;
	post(k, hold, bytes, len_bytes);
}

/* --- verdicts */

static struct qk_packet *find(struct qk *k, uint32_t queue, uint32_t id)
{
	unsigned int i;

	for (i = 0; i < QK_PACKETS; i++)
		if (k->packets[i].used && k->packets[i].queue == queue &&
		    k->packets[i].id == id)
			return &k->packets[i];
	return NULL;
}

/* NF_QUEUE: it goes behind those in the other queue, with a new id. */
static void move(struct qk *k, struct qk_packet *p, uint32_t queue,
		 uint32_t mark)
{
	REQUIRE(queue == QUEUE_SPLIT || (queue >= QUEUE_HOLD &&
		queue < QUEUE_HOLD + QK_HOLD_QUEUES), "to queue %u", queue);
	if (queue == QUEUE_SPLIT || k->lose) {
		k->lose = queue == QUEUE_SPLIT && k->lose;
		k->waiting--;
		p->used = false;
		return;
	}
	REQUIRE(mark, "a packet is held without a token");
	p->queue = queue;
	p->id = ++k->next_id[queue];
	p->mark = mark;
	p->slot = k->given_slot;
	tell(k, p, false, NULL, 0);
}

/* Are the bits that are not ours as they came? */
static bool is_own(const struct qk *k, const struct qk_packet *p, uint32_t mark)
{
	return k->forged || (mark & ~QK_MASK) == p->own_mark;
}

static void judge(struct qk *k, struct qk_packet *p, uint32_t verdict,
		  uint32_t mark)
{
	switch (verdict & 0xffff) {
	case NF_QUEUE:
		move(k, p, (verdict >> 16) - QK_FIRST, mark);
		return;
	case NF_REPEAT:
		/* Both bits have only those that came so: they are judged. */
		REQUIRE(is_own(k, p, mark) && (mark & QK_MASK) &&
			((mark & QK_MASK) != QK_MASK || mark == p->mark),
			"mark %x, was %x", mark, p->mark);
		break;
	case NF_ACCEPT:
		REQUIRE(mark == p->own_mark || p->slot == QK_SLOTS || k->forged,
			"mark %x, was %x", mark, p->own_mark);
		REQUIRE(is_own(k, p, mark), "mark %x, was %x", mark, p->own_mark);
		break;
	default:
		REQUIRE(verdict == NF_DROP, "verdict %u", verdict);
	}
	k->waiting--;
	p->used = false;
}

/* All packets of a queue up to an id. */
static void batch(struct qk *k, uint32_t queue, uint32_t id, uint32_t verdict)
{
	unsigned int i;

	for (i = 0; i < QK_PACKETS; i++) {
		struct qk_packet *p = &k->packets[i];

		if (p->used && p->queue == queue && (int32_t)(p->id - id) <= 0)
			judge(k, p, verdict, p->mark);
	}
}

static int read_attr(const struct nlattr *attr, void *data)
{
	const struct nlattr **attrs = data;

	if (mnl_attr_get_type(attr) <= NFQA_MAX)
		attrs[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

static void one(struct qk *k, bool hold, const struct nlmsghdr *nlh)
{
	const struct nfqnl_msg_verdict_hdr *v;
	const struct nlattr *attrs[NFQA_MAX + 1] = { NULL };
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	struct qk_packet *p;
	uint32_t queue = ntohs(nfg->res_id) - QK_FIRST, mark;

	REQUIRE((nlh->nlmsg_type & 0xff) == NFQNL_MSG_VERDICT ||
		(nlh->nlmsg_type & 0xff) == NFQNL_MSG_VERDICT_BATCH, "a verdict");
	mnl_attr_parse(nlh, sizeof(*nfg), read_attr, attrs);
	REQUIRE(attrs[NFQA_VERDICT_HDR], "a verdict without one");
	v = mnl_attr_get_payload(attrs[NFQA_VERDICT_HDR]);
	REQUIRE(hold == (queue >= QUEUE_HOLD), "of the other socket");
	if ((nlh->nlmsg_type & 0xff) == NFQNL_MSG_VERDICT_BATCH) {
		batch(k, queue, ntohl(v->id), ntohl(v->verdict));
		return;
	}
	p = find(k, queue, ntohl(v->id));
	if (!p)
		return;		/* of qk_raw(): ENOENT, and no harm done */
	mark = attrs[NFQA_MARK] ? ntohl(mnl_attr_get_u32(attrs[NFQA_MARK])) :
				  p->mark;
	judge(k, p, ntohl(v->verdict), mark);
}

void qk_verdicts(struct qk *k, bool hold, const uint8_t *bytes,
		 size_t len_bytes)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)bytes;
	int left = (int)len_bytes;

	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		one(k, hold, nlh);
	REQUIRE(left == 0, "%d bytes that are no message", left);
}

void qk_check(const struct qk *k)
{
	unsigned int i, slots = 0, packets = 0;

	for (i = 0; i < QK_PACKETS; i++) {
		if (!k->packets[i].used)
			continue;
		REQUIRE(k->packets[i].queue >= QUEUE_HOLD,
			"packet %u has no verdict", k->packets[i].id);
		packets++;
	}
	for (i = 0; i < QK_SLOTS; i++) {
		slots += k->held[i];
		REQUIRE(k->held[i] == queue_has(k->q, i), "slot %u", i);
	}
	REQUIRE(packets == slots, "%u packets, %u slots", packets, slots);
}
