/* SPDX-License-Identifier: GPL-2.0-or-later */
/* queue.h - packets from the kernel, verdicts to it (NFQUEUE over netlink) */
#ifndef NFQ_QUEUE_H
#define NFQ_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/engine.h"

#define QUEUE_ERROR_MAX		512
#define QUEUE_WAIT_MS		4	/* a tick, where there are 250 a second */

/* Queues besides the hold queues, counted from the first. */
enum queue_kind { QUEUE_FAST, QUEUE_CLIENT, QUEUE_SPLIT, QUEUE_HOLD };

/** enum queue_failure - Why queues could not be had */
enum queue_failure {
	QUEUE_OK,
	QUEUE_TAKEN,	/* another program listens */
	QUEUE_DENIED,	/* no CAP_NET_ADMIN */
	QUEUE_MISSING,	/* the kernel has no such thing */
	QUEUE_FAILED
};

/**
 * struct queue_conf - Which queues, for whom
 * @first:		Number of the fast queue; the others follow it
 * @hold_queues:	How many hold queues
 * @slots:		engine_slots()
 * @mark_mask:		Our two bits of the mark
 */
struct queue_conf {
	uint32_t first;
	uint32_t hold_queues;
	uint32_t slots;
	uint32_t mark_mask;
};

/* What the engine can't know; name and help, as ENGINE_COUNTERS. */
#define QUEUE_COUNTERS(X)						\
	X(id_gaps_total, "packets that passed or were dropped without being seen: a queue or its socket was full") \
	X(unknown_ids_total, "verdicts on packets that the kernel no longer had") \
	X(unknown_tokens_total, "packets in a hold queue that the daemon did not put there") \
	X(not_arrived_total, "packets that were lost on the way to a hold queue") \
	X(no_room_in_queue_total, "packets that no hold queue had room for") \
	X(flushes_total, "times that the kernel emptied a hold queue")	\
	X(bad_messages_total, "netlink messages that could not be read")	\
	X(send_errors_total, "sends of verdicts that failed at first")	\
	X(verdicts_lost_total, "verdicts that could not be sent at all")

struct queue_stats {
#define X(name, help) uint64_t name;
	QUEUE_COUNTERS(X)
#undef X
};

/**
 * struct queue_depth - The kernel's side, of /proc/net/netfilter/nfnetlink_queue
 * @waiting:	Packets in it now
 * @dropped:	Packets dropped as it was full
 * @unseen:	Packets dropped as its socket was full
 */
struct queue_depth {
	uint32_t waiting, dropped, unseen;
};

struct queue;

/**
 * queue_new() - Open the sockets, take and set up the queues
 * @error:	At least QUEUE_ERROR_MAX bytes: what failed, and what to do
 * @failure:	Set to the kind of failure
 *
 * Needs CAP_NET_ADMIN, and so does every verdict later.
 * Return: owned by the caller, for queue_free(); NULL on failure
 */
struct queue *queue_new(const struct queue_conf *conf, char *error,
			enum queue_failure *failure);

/** queue_save_bytes() - How long queue_save()'s output is */
size_t queue_save_bytes(const struct queue *q);

/**
 * queue_save() - Write where held packets are, for queue_adopt()
 * @out:	queue_save_bytes() long
 *
 * queue_end_turn() must have returned false.
 */
void queue_save(const struct queue *q, uint8_t *out);

/**
 * queue_adopt() - Go on with the sockets of an earlier process
 * @conf:	Must be what that one had
 * @fd, @hold_fd: Of queue_fd() and queue_hold_fd(); taken, also on failure
 * @in:		What its queue_save() wrote
 * Return: as queue_new(); NULL if it does not fit
 */
struct queue *queue_adopt(const struct queue_conf *conf, int fd, int hold_fd,
			  const uint8_t *in, size_t len_bytes);

/** queue_has() - Is a packet held for @slot? */
bool queue_has(const struct queue *q, uint32_t slot);

/** queue_free() - Close the sockets; the kernel drops what is queued */
void queue_free(struct queue *q);

/**
 * queue_names_clients() - Does the kernel say who a client is behind NAT?
 *
 * Where it doesn't (CONFIG_NETFILTER_NETLINK_GLUE_CT), packets of a client whose
 * masquerade is done behind the hook are nobody's.
 */
bool queue_names_clients(const struct queue *q);

/** queue_fd() - Descriptor that is readable when packets came; borrowed */
int queue_fd(const struct queue *q);

/** queue_hold_fd() - The same for the hold queues */
int queue_hold_fd(const struct queue *q);

/** typedef queue_packet - A packet came: queue_act() with one verdict must follow */
typedef void (*queue_packet)(void *ctx, const struct engine_packet *packet);

/** typedef queue_lost - The packet in this slot is gone, for engine_lost() */
typedef void (*queue_lost)(void *ctx, uint32_t slot);

/**
 * queue_read() - Take up to 64 packets, and hand each to @packet
 *
 * Return: how many; 0 if there are none now
 */
int queue_read(struct queue *q, queue_packet packet, void *ctx);

/**
 * queue_wait() - Wait for packets on their socket itself, for QUEUE_WAIT_MS
 *
 * One system call less than epoll, for those who know that some come soon.
 * Return: true if there are some: queue_read() has them
 */
bool queue_wait(struct queue *q);

/** queue_is_moving() - Are packets on their way to a hold queue? */
bool queue_is_moving(const struct queue *q);

/**
 * queue_act() - Do what the engine wants
 * @action:	A verdict on the packet at hand, RELEASE or DISCARD
 *
 * Verdicts are collected and sent by queue_end_turn(), in order.
 */
void queue_act(struct queue *q, const struct action *action);

/** queue_touch() - queue_hold_fd() is readable: queue_end_turn() is to read it */
void queue_touch(struct queue *q);

/**
 * queue_end_turn() - Send the verdicts of this turn, learn where packets went
 * @lost:	Called for slots whose packets are gone
 *
 * Only so many releases are sent in one turn that packets which pass need not
 * wait for long.
 * Return: true if releases are left: call again soon
 */
bool queue_end_turn(struct queue *q, queue_lost lost, void *ctx);

/** queue_stats() - Its counters; borrowed */
const struct queue_stats *queue_stats(const struct queue *q);

/** queue_overruns() - Messages that the kernel could not give to our sockets */
uint64_t queue_overruns(const struct queue *q);

/** queue_count() - Number of queues, hold queues included */
uint32_t queue_count(const struct queue *q);

/**
 * queue_depths() - Read the kernel's side of all queues
 * @depths:	queue_count() of them, set to 0 where the kernel shows none
 * Return: false if the kernel shows nothing
 */
bool queue_depths(const struct queue *q, struct queue_depth *depths);

#endif
