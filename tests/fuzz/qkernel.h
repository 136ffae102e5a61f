/* SPDX-License-Identifier: GPL-2.0-or-later */
/* qkernel.h - the kernel's side of the queues, for queue_fuzz.c */
#ifndef FUZZ_QKERNEL_H
#define FUZZ_QKERNEL_H

#include "daemon/queue.h"
#include "fuzz.h"

#define QK_SLOTS	16
#define QK_HOLD_QUEUES	3
#define QK_FIRST	2500
#define QK_MASK		0x30000000u
#define QK_PACKETS	128

/**
 * struct qk_packet - A packet that waits for a verdict
 * @queue:	From QK_FIRST
 * @mark:	As it is now; @own_mark is as it came, without our bits
 * @slot:	What it is held for
 */
struct qk_packet {
	uint32_t id, queue, mark, own_mark, slot;
	bool used;
};

/**
 * struct qk - A model of the kernel, and of what the engine believes
 * @held:	Slots that the engine takes for occupied
 * @holding:	The slot of each token that is on its way
 * @lose:	The next packet that is moved to a hold queue is lost
 * @stray:	Packets that were put into hold queues by nobody
 * @forged:	Bytes of any kind were given, or a stray packet with a mark: they
 *		may name a packet that waits, and what is said of it then means
 *		little
 */
struct qk {
	struct queue *q;
	int peer[2];
	struct qk_packet packets[QK_PACKETS];
	uint32_t next_id[QUEUE_HOLD + QK_HOLD_QUEUES];
	bool held[QK_SLOTS];
	uint32_t given_slot;
	bool lose, forged;
	unsigned int waiting, stray;
};

/** qk_begin() - Open a queue whose kernel is @k */
void qk_begin(struct qk *k);

/** qk_end() - Close it */
void qk_end(struct qk *k);

/** qk_give() - A packet comes to a queue that is no hold queue */
void qk_give(struct qk *k, uint32_t queue, uint32_t mark, bool gso,
	     const uint8_t *payload, size_t len_bytes);

/** qk_stray() - A packet comes to a hold queue that nobody moved there */
void qk_stray(struct qk *k, uint32_t queue, uint32_t mark);

/** qk_error() - The kernel refuses a verdict on a packet in @queue */
void qk_error(struct qk *k, uint32_t queue, int error);

/** qk_raw() - A datagram of any bytes; @hold: on the hold queues' socket */
void qk_raw(struct qk *k, bool hold, const uint8_t *bytes, size_t len_bytes);

/** qk_verdicts() - What the program sends; called in place of send(2) */
void qk_verdicts(struct qk *k, bool hold, const uint8_t *bytes,
		 size_t len_bytes);

/** qk_check() - After a turn, nothing left to send: every packet is known */
void qk_check(const struct qk *k);

#endif
