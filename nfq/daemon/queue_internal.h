/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * queue_internal.h - what the files of the queues share; nobody else
 *
 *	queue_info.c	what is known of them, without touching a packet
 *	queue_ct.c	who a client is to its server
 *	queue.c		packets and verdicts
 *	queue_setup.c	taking them, and a restart
 */
#ifndef NFQ_QUEUE_INTERNAL_H
#define NFQ_QUEUE_INTERNAL_H

#include "queue.h"
#include "slots.h"

#define QUEUE_HOLD_MAX		64
#define QUEUE_UNPLACED_MAX	64
#define QUEUE_PROC		"/proc/net/netfilter/nfnetlink_queue"

struct mnl_socket;
struct nlattr;
struct nlmsghdr;
struct datagrams;

/**
 * struct batch - A socket, and verdicts that will be sent to it
 * @passes:	One of them lets a packet pass
 * @last:	The last message, if it lets one or more packets pass as they are;
 *		else NULL
 * @last_queue, @last_id: The last packet of these
 */
struct batch {
	struct mnl_socket *socket;
	uint8_t *bytes;
	size_t used;
	uint32_t count;
	bool passes;
	struct nlmsghdr *last;
	uint32_t last_queue, last_id;
};

/** struct seen - The last packet that a queue gave */
struct seen {
	uint32_t last_id;
	bool any;
};

/**
 * struct queue - Both sockets and what is known of their packets
 * @current:	The packet at hand; @mark is without our bits, @token with
 * @received:	Datagrams that queue_wait() took and queue_read() has not read
 * @singles:	How often queue_wait() took one datagram, since it took more
 * @unplaced:	Slots for whose packets there was no room, this turn
 * @hold_touched: Something was sent, so the hold socket may have an answer
 * @flush_suspected: A verdict hit nothing
 * @names:	The kernel says who a client is behind NAT
 * @proc:	/proc/net/netfilter/nfnetlink_queue; -1 if there is none
 */
struct queue {
	struct queue_conf conf;
	struct batch fast, hold;
	struct datagrams *datagrams;
	struct slots *slots;
	struct seen *seen;
	struct {
		uint32_t queue, id, mark, token;
		bool has_bits, judged;
	} current;
	int received;
	unsigned int singles;
	uint32_t unplaced[QUEUE_UNPLACED_MAX];
	uint32_t unplaced_n;
	bool hold_touched, flush_suspected, names;
	int proc;
	struct queue_stats stats;
};

/** queue_alloc() - Allocate its buffers; false without memory */
bool queue_alloc(struct queue *q);

/**
 * queue_name_client() - Read who a client's packet is from, to its server
 * @attr:	The message's attributes, NFQA_MAX + 1 of them, NULL where there is none
 * @packet:	Its @client and @client_port are set, if the kernel says so
 */
void queue_name_client(struct nlattr *const *attr, struct engine_packet *packet);

/** queue_free_buffers() - Free them */
void queue_free_buffers(struct queue *q);

#endif
