/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slots.h - where in the hold queues each held packet is */
#ifndef NFQ_SLOTS_H
#define NFQ_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOTS_MAX		(1u << 20)	/* index bits of a token */
#define SLOTS_QUEUE_MAX		60000u		/* packets in one hold queue */

/**
 * struct parked - A packet in a hold queue whose end has come
 * @queue:	Which hold queue, from 0
 * @id:		Its id there
 * @mark:	The mark that it had
 * @pass:	It passes; else it is dropped
 */
struct parked {
	uint32_t id;
	uint32_t mark;
	uint16_t queue;
	bool pass;
};

struct slots;

/**
 * slots_new() - Make a table
 * @count:	Slots 0 .. count - 1; at most SLOTS_MAX
 * @queues:	Hold queues
 * Return: owned by the caller, for slots_free(); NULL without memory
 */
struct slots *slots_new(uint32_t count, uint32_t queues);

/** slots_free() - Free it; NULL is allowed */
void slots_free(struct slots *s);

/**
 * slots_place() - A packet is about to be moved to a hold queue
 * @slot:	For this slot
 * @mark:	Its mark, to be restored
 * @queue:	Set to the hold queue that it goes to, from 0
 *
 * Return: the token that it must be marked with, so that it is known when it
 * arrives; 0 if there is no room
 */
uint32_t slots_place(struct slots *s, uint32_t slot, uint32_t mark,
		     uint16_t *queue);

/** typedef slots_lost - The packet of this slot has not arrived */
typedef void (*slots_lost)(void *ctx, uint32_t slot);

/**
 * slots_arrived() - A packet came to a hold queue
 * @token:	Its mark
 * @queue, @id:	Where it is
 * @lost:	Called for those that must have come before it, and have not
 *
 * Packets arrive in the order in which they were placed.
 * Return: false if the token is unknown
 */
bool slots_arrived(struct slots *s, uint32_t token, uint16_t queue,
		   uint32_t id, slots_lost lost, void *ctx);

/** slots_settle() - All that were placed must have arrived by now */
void slots_settle(struct slots *s, slots_lost lost, void *ctx);

/** slots_moving() - Have some been placed that have not arrived? */
bool slots_moving(const struct slots *s);

/**
 * slots_end() - The packet in @slot passes, or is dropped
 *
 * It can then be had from slots_next(), in the order of the calls.  A slot
 * with nothing in it is ignored.
 */
void slots_end(struct slots *s, uint32_t slot, bool pass);

/** slots_next() - Take the next packet whose end has come; false for none */
bool slots_next(struct slots *s, struct parked *parked);

/** slots_ending() - How many slots_next() has */
uint32_t slots_ending(const struct slots *s);

/** slots_full() - Has slots_end() no room: must slots_next() be called? */
bool slots_full(const struct slots *s);

/** slots_in_queue() - How many packets are in hold queue @queue */
uint32_t slots_in_queue(const struct slots *s, uint16_t queue);

/** slots_has() - Is a packet parked for @slot? */
bool slots_has(const struct slots *s, uint32_t slot);

/** slots_save_bytes() - How long slots_save()'s output is */
size_t slots_save_bytes(const struct slots *s);

/** slots_save() - Write what is parked; nothing may be moving or ending */
void slots_save(const struct slots *s, uint8_t *out);

/**
 * slots_load() - Take what slots_save() of the same program wrote
 * @s:		New, for as many slots and queues
 * Return: false if it cannot be that
 */
bool slots_load(struct slots *s, const uint8_t *in, size_t len_bytes);

/** slots_flushed() - All packets in hold queue @queue are gone */
void slots_flushed(struct slots *s, uint16_t queue, slots_lost lost,
		   void *ctx);

#endif
