// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slots.c - where in the hold queues each held packet is
 *
 * Owns the table from the engine's slots to queue numbers and packet ids.
 *
 * A packet gets its id in the hold queue only when the kernel has moved it
 * there, so it goes with a token (slot, generation) in its mark, and is known
 * by it when the hold queue tells of it.  The kernel moves packets while our
 * verdicts are being sent, in their order: what has not arrived when one that
 * was sent later has, or when the socket is empty after the sending, was lost.
 *
 * The engine may use a slot again as soon as it has ended it, while its old
 * packet still waits to be told; so what has ended is kept apart from slots.
 *
 * Must not know netlink.
 */
#include "slots.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_BITS	20
#define INDEX_MASK	(SLOTS_MAX - 1)
#define MOVING_MAX	1024u	/* power of two; over the packets of one turn */

_Static_assert(SLOTS_MAX == 1u << INDEX_BITS, "token");

enum slot_state { FREE, MOVING, PARKED };

struct slot {
	uint32_t id;		/* PARKED: packet id; MOVING: place in moving */
	uint32_t mark;
	uint16_t queue;
	uint16_t state : 4, generation : 12;
};

enum fate { KEEP, PASS, DROP };

struct moving {
	uint32_t token;
	uint32_t mark;
	uint16_t queue;
	uint8_t fate;
};

struct slots {
	struct slot *slot;
	uint32_t count;
	uint32_t *in_queue;
	uint16_t queues, next_queue;
	struct moving moving[MOVING_MAX];
	uint32_t moving_head, moving_tail;	/* free-running */
	struct parked *ending;			/* ring */
	uint32_t ending_size, ending_head, ending_tail;
};

struct slots *slots_new(uint32_t count, uint32_t queues)
{
	struct slots *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	assert(count <= SLOTS_MAX && queues > 0 && queues <= UINT16_MAX);
	s->count = count;
	s->queues = (uint16_t)queues;
	for (s->ending_size = 1024; s->ending_size < count; )
		s->ending_size *= 2;
	s->slot = calloc(count, sizeof(*s->slot));
	s->in_queue = calloc(queues, sizeof(*s->in_queue));
	s->ending = calloc(s->ending_size, sizeof(*s->ending));
	if (s->slot && s->in_queue && s->ending)
		return s;
	slots_free(s);
	return NULL;
}

void slots_free(struct slots *s)
{
	if (!s)
		return;
	free(s->slot);
	free(s->in_queue);
	free(s->ending);
	free(s);
}

/* The next queue in turn that has room: so each stays short, oldest first. */
static bool choose_queue(struct slots *s, uint16_t *queue)
{
	uint16_t tried;

	for (tried = 0; tried < s->queues; tried++) {
		*queue = s->next_queue;
		s->next_queue = (uint16_t)((s->next_queue + 1) % s->queues);
		if (s->in_queue[*queue] < SLOTS_QUEUE_MAX)
			return true;
	}
	return false;
}

uint32_t slots_place(struct slots *s, uint32_t slot, uint32_t mark,
		     uint16_t *queue)
{
	struct slot *p = &s->slot[slot];
	uint32_t token;

	assert(slot < s->count && p->state == FREE);
	if (s->moving_tail - s->moving_head == MOVING_MAX ||
	    !choose_queue(s, queue))
		return 0;
	p->generation++;
	if (p->generation == 0)
		p->generation = 1;	/* so that no token is 0 */
	token = (uint32_t)p->generation << INDEX_BITS | slot;
	p->state = MOVING;
	p->mark = mark;
	p->queue = *queue;
	p->id = s->moving_tail;
	s->moving[s->moving_tail++ % MOVING_MAX] = (struct moving){
		.token = token, .mark = mark, .queue = *queue, .fate = KEEP
	};
	s->in_queue[*queue]++;
	return token;
}

static void push_ending(struct slots *s, const struct parked *parked)
{
	assert(!slots_full(s));
	s->ending[s->ending_tail++ % s->ending_size] = *parked;
}

static void lose_moving(struct slots *s, const struct moving *m,
			slots_lost lost, void *ctx)
{
	uint32_t slot = m->token & INDEX_MASK;

	s->in_queue[m->queue]--;
	if (m->fate != KEEP)
		return;
	s->slot[slot].state = FREE;
	lost(ctx, slot);
}

bool slots_arrived(struct slots *s, uint32_t token, uint16_t queue,
		   uint32_t id, slots_lost lost, void *ctx)
{
	struct moving *m;
	uint32_t i;

	for (i = s->moving_head; i != s->moving_tail; i++)
		if (s->moving[i % MOVING_MAX].token == token)
			break;
	if (i == s->moving_tail)
		return false;
	for (; s->moving_head != i; s->moving_head++)
		lose_moving(s, &s->moving[s->moving_head % MOVING_MAX], lost,
			    ctx);
	m = &s->moving[s->moving_head++ % MOVING_MAX];
	if (m->fate == KEEP) {
		struct slot *p = &s->slot[token & INDEX_MASK];

		p->state = PARKED;
		p->queue = queue;
		p->id = id;
		return true;
	}
	push_ending(s, &(struct parked){ .id = id, .mark = m->mark,
					 .queue = queue,
					 .pass = m->fate == PASS });
	return true;
}

void slots_settle(struct slots *s, slots_lost lost, void *ctx)
{
	for (; s->moving_head != s->moving_tail; s->moving_head++)
		lose_moving(s, &s->moving[s->moving_head % MOVING_MAX], lost,
			    ctx);
}

bool slots_moving(const struct slots *s)
{
	return s->moving_head != s->moving_tail;
}

void slots_end(struct slots *s, uint32_t slot, bool pass)
{
	struct slot *p = &s->slot[slot];

	assert(slot < s->count);
	if (p->state == MOVING)
		s->moving[p->id % MOVING_MAX].fate = pass ? PASS : DROP;
	else if (p->state == PARKED)
		push_ending(s, &(struct parked){ .id = p->id, .mark = p->mark,
						 .queue = p->queue,
						 .pass = pass });
	p->state = FREE;
}

bool slots_next(struct slots *s, struct parked *parked)
{
	if (s->ending_head == s->ending_tail)
		return false;
	*parked = s->ending[s->ending_head++ % s->ending_size];
	s->in_queue[parked->queue]--;
	return true;
}

uint32_t slots_ending(const struct slots *s)
{
	return s->ending_tail - s->ending_head;
}

/* Room is kept for those that end before they arrive. */
bool slots_full(const struct slots *s)
{
	return slots_ending(s) + (s->moving_tail - s->moving_head) >=
	       s->ending_size;
}

uint32_t slots_in_queue(const struct slots *s, uint16_t queue)
{
	return s->in_queue[queue];
}

void slots_flushed(struct slots *s, uint16_t queue, slots_lost lost,
		   void *ctx)
{
	uint32_t i;

	for (i = 0; i < s->count; i++) {
		if (s->slot[i].state != PARKED || s->slot[i].queue != queue)
			continue;
		s->slot[i].state = FREE;
		s->in_queue[queue]--;
		lost(ctx, i);
	}
}

bool slots_has(const struct slots *s, uint32_t slot)
{
	return slot < s->count && s->slot[slot].state == PARKED;
}

size_t slots_save_bytes(const struct slots *s)
{
	return s->count * sizeof(*s->slot);
}

void slots_save(const struct slots *s, uint8_t *out)
{
	assert(!slots_moving(s) && !slots_ending(s));
	memcpy(out, s->slot, slots_save_bytes(s));
}

bool slots_load(struct slots *s, const uint8_t *in, size_t len_bytes)
{
	uint32_t i;

	if (len_bytes != slots_save_bytes(s))
		return false;
	memcpy(s->slot, in, len_bytes);
	for (i = 0; i < s->count; i++) {
		const struct slot *p = &s->slot[i];

		if (p->state == FREE)
			continue;
		if (p->state != PARKED || p->queue >= s->queues)
			return false;
		s->in_queue[p->queue]++;
	}
	return true;
}
