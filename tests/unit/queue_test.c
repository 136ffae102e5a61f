// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * queue_test.c - which packets one verdict is for, and whose a packet is
 *
 * A batch verdict is for all packets up to an id, so it must not be given where
 * one of them may still wait for a verdict of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/queue.h"
#include "daemon/slots.h"

#define FIRST		2500
#define SENT_MAX	32

/* What was sent: verdict messages, in order. */
static struct sent {
	uint32_t queue, id, verdict, mark;
	bool batch;
} sent[SENT_MAX];
static unsigned int sent_n, fails;

/* The verdict on each packet that comes, and the last that came. */
static enum action_kind kind;
static struct engine_packet given;

/* What comes with a packet of what conntrack knows; nothing where it is NULL. */
static void (*put_conntrack)(struct nlmsghdr *nlh);

static struct queue *queue;
static int peer;

/* In place of the C library's. */
ssize_t send(int fd, const void *bytes, size_t n, int flags)
{
	const struct nlmsghdr *nlh = bytes;
	int left = (int)n;

	(void)fd;
	(void)flags;
	if (fails) {
		fails--;
		errno = ENOMEM;
		return -1;
	}
	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
		const struct nlattr *attr =
			mnl_nlmsg_get_payload_offset(nlh, sizeof(*nfg));
		const struct nfqnl_msg_verdict_hdr *v =
			mnl_attr_get_payload(attr);

		assert_true(sent_n < SENT_MAX);
		sent[sent_n++] = (struct sent){
			.queue = ntohs(nfg->res_id) - FIRST,
			.id = ntohl(v->id), .verdict = ntohl(v->verdict),
			.batch = (nlh->nlmsg_type & 0xff) ==
				 NFQNL_MSG_VERDICT_BATCH,
		};
		mnl_attr_for_each(attr, nlh, sizeof(*nfg))
			if (mnl_attr_get_type(attr) == NFQA_MARK)
				sent[sent_n - 1].mark =
					ntohl(mnl_attr_get_u32(attr));
	}
	return (ssize_t)n;
}

static int begin(void **state)
{
	const struct queue_conf conf = { .first = FIRST, .hold_queues = 1,
					 .slots = 4, .mark_mask = 0x30000000 };
	struct slots *slots = slots_new(conf.slots, conf.hold_queues);
	size_t bytes = sizeof(conf) + slots_save_bytes(slots);
	uint8_t *saved = malloc(bytes);
	int fast[2], hold[2];

	(void)state;
	memcpy(saved, &conf, sizeof(conf));
	slots_save(slots, saved + sizeof(conf));
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fast) < 0 ||
	    socketpair(AF_UNIX, SOCK_DGRAM, 0, hold) < 0)
		return -1;
	queue = queue_adopt(&conf, fast[0], hold[0], saved, bytes);
	close(hold[1]);
	peer = fast[1];
	sent_n = fails = 0;
	kind = ACTION_ACCEPT;
	put_conntrack = NULL;
	slots_free(slots);
	free(saved);
	return queue ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	queue_free(queue);
	close(peer);
	return 0;
}

static void on_packet(void *ctx, const struct engine_packet *packet)
{
	(void)ctx;
	given = *packet;
	queue_act(queue, &(struct action){ .kind = kind });
}

static void on_lost(void *ctx, uint32_t slot)
{
	(void)ctx;
	(void)slot;
	fail_msg("slot %u is lost", slot);
}

/* A packet with this id comes, and is judged as @how. */
static void comes(uint32_t number, uint32_t id, uint32_t mark,
		  enum action_kind how)
{
	char buffer[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	struct nfqnl_msg_packet_hdr header = { .packet_id = htonl(id) };

	nlh->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET;
	nfg->res_id = htons((uint16_t)(FIRST + number));
	mnl_attr_put(nlh, NFQA_PACKET_HDR, sizeof(header), &header);
	if (mark)
		mnl_attr_put_u32(nlh, NFQA_MARK, htonl(mark));
	if (put_conntrack)
		put_conntrack(nlh);
	assert_true(write(peer, nlh, nlh->nlmsg_len) > 0);
	kind = how;
	assert_int_equal(queue_read(queue, on_packet, NULL), 1);
}

static void end_turn(void)
{
	assert_false(queue_end_turn(queue, on_lost, NULL));
}

static void was_sent(unsigned int i, bool batch, uint32_t number, uint32_t id)
{
	assert_true(i < sent_n);
	assert_int_equal(sent[i].batch, batch);
	assert_int_equal(sent[i].queue, number);
	assert_int_equal(sent[i].id, id);
}

static void test_joined(void **state)
{
	(void)state;
	comes(QUEUE_FAST, 7, 0, ACTION_ACCEPT);
	comes(QUEUE_FAST, 8, 0, ACTION_ACCEPT);
	comes(QUEUE_FAST, 9, 0x11, ACTION_ACCEPT);	/* a mark of others */
	end_turn();
	assert_int_equal(sent_n, 1);
	was_sent(0, true, QUEUE_FAST, 9);
	assert_int_equal(sent[0].verdict, NF_ACCEPT);
	comes(QUEUE_FAST, 10, 0, ACTION_ACCEPT);	/* in another turn */
	end_turn();
	was_sent(1, false, QUEUE_FAST, 10);
}

static void test_wraps(void **state)
{
	(void)state;
	comes(QUEUE_FAST, UINT32_MAX, 0, ACTION_ACCEPT);
	comes(QUEUE_FAST, 0, 0, ACTION_ACCEPT);
	end_turn();
	assert_int_equal(sent_n, 1);
	was_sent(0, true, QUEUE_FAST, 0);
}

static void test_apart(void **state)
{
	static const enum action_kind others[] = {
		ACTION_DROP, ACTION_MARK_WATCH, ACTION_MARK_EXEMPT,
		ACTION_SPLIT,
	};
	uint32_t id = 1;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++, id += 3) {
		sent_n = 0;
		comes(QUEUE_FAST, id, 0, ACTION_ACCEPT);
		comes(QUEUE_FAST, id + 1, 0, others[i]);
		comes(QUEUE_FAST, id + 2, 0, ACTION_ACCEPT);
		end_turn();
		assert_int_equal(sent_n, 3);
		was_sent(1, false, QUEUE_FAST, id + 1);
		was_sent(2, false, QUEUE_FAST, id + 2);
	}
	sent_n = 0;
	comes(QUEUE_FAST, 20, 0, ACTION_ACCEPT);
	comes(QUEUE_CLIENT, 21, 0, ACTION_ACCEPT);
	comes(QUEUE_CLIENT, 23, 0, ACTION_ACCEPT);	/* 22 was lost */
	comes(QUEUE_CLIENT, 24, 0x10000000, ACTION_ACCEPT); /* our bit goes */
	end_turn();
	assert_int_equal(sent_n, 4);
	for (i = 0; i < sent_n; i++)
		assert_false(sent[i].batch);
}

/* A client's packet that comes back as a whole is a client's still. */
static void test_split(void **state)
{
	(void)state;
	comes(QUEUE_CLIENT, 1, 0x5, ACTION_SPLIT);
	assert_true(given.dir == FROM_CLIENT);
	comes(QUEUE_FAST, 1, 0x5, ACTION_SPLIT);
	assert_true(given.dir == FROM_SERVER);
	end_turn();
	assert_int_equal(sent[0].verdict,
			 NF_QUEUE | (FIRST + QUEUE_SPLIT) << NF_VERDICT_QBITS);
	assert_int_equal(sent[1].verdict, sent[0].verdict);
	comes(QUEUE_SPLIT, 1, sent[0].mark, ACTION_ACCEPT);
	assert_true(given.dir == FROM_CLIENT && !given.marked);
	comes(QUEUE_SPLIT, 2, 0x5, ACTION_ACCEPT);
	assert_true(given.dir == FROM_SERVER);
	end_turn();
	assert_int_equal(sent_n, 4);
	assert_int_equal(sent[2].mark, 0x5);	/* as it was */
}

/* What the rules could not judge goes round again with both bits, if it passes. */
static void test_unjudged(void **state)
{
	(void)state;
	comes(QUEUE_FAST, 1, 0x30000005, ACTION_ACCEPT);
	assert_true(given.dir == FROM_SERVER && !given.marked && !given.exempt);
	comes(QUEUE_FAST, 2, 0x30000005, ACTION_MARK_WATCH);
	comes(QUEUE_FAST, 3, 0x30000005, ACTION_SPLIT);
	comes(QUEUE_SPLIT, 1, 0x30000005, ACTION_ACCEPT);	/* a client's */
	end_turn();
	assert_int_equal(sent_n, 4);
	assert_int_equal(sent[0].verdict, NF_REPEAT);
	assert_int_equal(sent[0].mark, 0x30000005);
	assert_int_equal(sent[1].verdict, NF_REPEAT);
	assert_int_equal(sent[1].mark, 0x10000005);
	assert_int_equal(sent[2].mark, 0x5);	/* its segments are a server's */
	assert_int_equal(sent[3].verdict, NF_ACCEPT);
	assert_int_equal(sent[3].mark, 0x5);
}

/* Packets of one direction, where they arrive; 0 is left out. */
struct tuple {
	uint8_t to, protocol;	/* the last byte of 192.0.2.x, or of 2001:db8::x */
	uint16_t to_port;
	bool is_v6;
};

static struct tuple original, reply;
static uint32_t info;

static void put_tuple(struct nlmsghdr *nlh, uint16_t type,
		      const struct tuple *t)
{
	const uint8_t v4[4] = { 192, 0, 2, t->to };
	const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = t->to };
	struct nlattr *tuple = mnl_attr_nest_start(nlh, type), *part;

	part = mnl_attr_nest_start(nlh, CTA_TUPLE_IP);
	if (t->to && t->is_v6)
		mnl_attr_put(nlh, CTA_IP_V6_DST, sizeof(v6), v6);
	else if (t->to)
		mnl_attr_put(nlh, CTA_IP_V4_DST, sizeof(v4), v4);
	mnl_attr_nest_end(nlh, part);
	part = mnl_attr_nest_start(nlh, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(nlh, CTA_PROTO_NUM, t->protocol);
	if (t->to_port)
		mnl_attr_put_u16(nlh, CTA_PROTO_DST_PORT, htons(t->to_port));
	mnl_attr_nest_end(nlh, part);
	mnl_attr_nest_end(nlh, tuple);
}

static void put_both(struct nlmsghdr *nlh)
{
	struct nlattr *ct;

	mnl_attr_put_u32(nlh, NFQA_CT_INFO, htonl(info));
	ct = mnl_attr_nest_start(nlh, NFQA_CT);
	put_tuple(nlh, CTA_TUPLE_ORIG, &original);
	put_tuple(nlh, CTA_TUPLE_REPLY, &reply);
	mnl_attr_nest_end(nlh, ct);
}

/* A packet of this queue comes: whom its client is said to be; 0: nobody */
static void is_named(uint32_t number, uint8_t last, uint16_t port)
{
	static uint32_t id;

	comes(number, ++id, 0, ACTION_ACCEPT);
	assert_int_equal(given.client.family != 0, last != 0);
	assert_int_equal(given.client.b[given.client.family == 6 ? 15 : 3],
			 last);
	assert_int_equal(given.client_port, port);
}

/* The client is whom packets of the server go to, where they arrive. */
static void test_names(void **state)
{
	(void)state;
	original = (struct tuple){ 1, IPPROTO_TCP, 25, false };
	reply = (struct tuple){ 77, IPPROTO_TCP, 61000, false };
	put_conntrack = put_both;
	info = IP_CT_ESTABLISHED;
	is_named(QUEUE_CLIENT, 77, 61000);
	is_named(QUEUE_FAST, 0, 0);
	info = IP_CT_RELATED;			/* an ICMP error */
	is_named(QUEUE_CLIENT, 77, 61000);
	info = IP_CT_ESTABLISHED_REPLY;		/* the server began it */
	is_named(QUEUE_CLIENT, 1, 25);
	info = IP_CT_NEW;
	reply.is_v6 = true;
	is_named(QUEUE_CLIENT, 77, 61000);
	assert_int_equal(given.client.family, 6);
	reply.to = 0;
	is_named(QUEUE_CLIENT, 0, 0);
	reply = (struct tuple){ 77, IPPROTO_TCP, 0, false };
	is_named(QUEUE_CLIENT, 0, 0);
	reply = (struct tuple){ 77, IPPROTO_ICMP, 7, false };
	is_named(QUEUE_CLIENT, 0, 0);
	put_conntrack = NULL;
	is_named(QUEUE_CLIENT, 0, 0);
}

/* One that was to be dropped waits in the kernel, its verdict lost. */
static void test_lost_verdict(void **state)
{
	(void)state;
	comes(QUEUE_FAST, 1, 0, ACTION_DROP);
	fails = 1000;
	end_turn();
	fails = 0;
	assert_int_equal(queue_stats(queue)->verdicts_lost_total, 1);
	comes(QUEUE_FAST, 2, 0, ACTION_ACCEPT);
	comes(QUEUE_FAST, 3, 0, ACTION_ACCEPT);
	end_turn();
	assert_int_equal(sent_n, 2);
	was_sent(0, false, QUEUE_FAST, 2);
	was_sent(1, false, QUEUE_FAST, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_joined, begin, end),
		cmocka_unit_test_setup_teardown(test_wraps, begin, end),
		cmocka_unit_test_setup_teardown(test_apart, begin, end),
		cmocka_unit_test_setup_teardown(test_split, begin, end),
		cmocka_unit_test_setup_teardown(test_unjudged, begin, end),
		cmocka_unit_test_setup_teardown(test_names, begin, end),
		cmocka_unit_test_setup_teardown(test_lost_verdict, begin, end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
