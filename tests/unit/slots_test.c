// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slots_test.c - each held packet is found again, whatever happens on the way
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/slots.h"

#define SLOTS	100
#define QUEUES	3

struct lost {
	uint32_t slot[SLOTS];
	unsigned int n;
};

static void on_lost(void *ctx, uint32_t slot)
{
	struct lost *l = ctx;

	assert_true(l->n < SLOTS);
	l->slot[l->n++] = slot;
}

static void test_way(void **state)
{
	struct slots *s = slots_new(SLOTS, QUEUES);
	struct lost lost = { .n = 0 };
	struct parked p;
	uint32_t token;
	uint16_t queue;

	(void)state;
	token = slots_place(s, 7, 0x1234, &queue);
	assert_int_not_equal(token, 0);
	assert_true(slots_moving(s));
	assert_int_equal(slots_in_queue(s, queue), 1);
	assert_true(slots_arrived(s, token, queue, 42, on_lost, &lost));
	assert_false(slots_moving(s));
	assert_false(slots_next(s, &p));
	slots_end(s, 7, true);
	assert_int_equal(slots_ending(s), 1);
	assert_true(slots_next(s, &p));
	assert_int_equal(p.id, 42);
	assert_int_equal(p.mark, 0x1234);
	assert_int_equal(p.queue, queue);
	assert_true(p.pass);
	assert_int_equal(slots_in_queue(s, queue), 0);
	assert_int_equal(lost.n, 0);
	slots_end(s, 7, true);	/* nothing in it: ignored */
	assert_false(slots_next(s, &p));
	slots_free(s);
}

/* A token of an earlier use of the slot, or of nobody, is not known. */
static void test_unknown_token(void **state)
{
	struct slots *s = slots_new(SLOTS, QUEUES);
	struct lost lost = { .n = 0 };
	uint32_t first, second;
	struct parked p;
	uint16_t queue;

	(void)state;
	first = slots_place(s, 7, 0, &queue);
	assert_true(slots_arrived(s, first, queue, 1, on_lost, &lost));
	assert_false(slots_arrived(s, first, queue, 2, on_lost, &lost));
	slots_end(s, 7, false);
	assert_true(slots_next(s, &p));
	assert_false(p.pass);
	second = slots_place(s, 7, 0, &queue);
	assert_int_not_equal(first, second);
	assert_false(slots_arrived(s, first, queue, 3, on_lost, &lost));
	assert_false(slots_arrived(s, 0, queue, 4, on_lost, &lost));
	assert_true(slots_arrived(s, second, queue, 5, on_lost, &lost));
	assert_int_equal(lost.n, 0);
	slots_free(s);
}

/* Ended, and used again, before the kernel has told where the packet is. */
static void test_ended_on_the_way(void **state)
{
	struct slots *s = slots_new(SLOTS, QUEUES);
	struct lost lost = { .n = 0 };
	uint32_t first, second;
	uint16_t queue1, queue2;
	struct parked p;

	(void)state;
	first = slots_place(s, 7, 0xa, &queue1);
	slots_end(s, 7, false);
	second = slots_place(s, 7, 0xb, &queue2);
	slots_end(s, 7, true);
	assert_false(slots_next(s, &p));
	assert_true(slots_arrived(s, first, queue1, 11, on_lost, &lost));
	assert_true(slots_arrived(s, second, queue2, 12, on_lost, &lost));
	assert_true(slots_next(s, &p));
	assert_int_equal(p.id, 11);
	assert_false(p.pass);
	assert_true(slots_next(s, &p));
	assert_int_equal(p.id, 12);
	assert_int_equal(p.mark, 0xb);
	assert_true(p.pass);
	assert_int_equal(lost.n, 0);
	slots_free(s);
}

/* What should have come before one that came, or by the end, is lost. */
static void test_lost_on_the_way(void **state)
{
	struct slots *s = slots_new(SLOTS, QUEUES);
	struct lost lost = { .n = 0 };
	uint32_t token[5], i;
	struct parked p;
	uint16_t queue[5];

	(void)state;
	for (i = 0; i < 5; i++)
		token[i] = slots_place(s, i, 0, &queue[i]);
	slots_end(s, 1, true);	/* ended: nobody must be told of its loss */
	assert_true(slots_arrived(s, token[2], queue[2], 1, on_lost, &lost));
	assert_int_equal(lost.n, 1);
	assert_int_equal(lost.slot[0], 0);
	slots_settle(s, on_lost, &lost);
	assert_int_equal(lost.n, 3);
	assert_int_equal(lost.slot[1], 3);
	assert_int_equal(lost.slot[2], 4);
	assert_false(slots_moving(s));
	slots_end(s, 3, true);	/* the engine may not know yet: ignored */
	assert_false(slots_next(s, &p));
	slots_end(s, 2, true);
	assert_true(slots_next(s, &p));
	for (i = 0; i < QUEUES; i++)
		assert_int_equal(slots_in_queue(s, (uint16_t)i), 0);
	assert_int_not_equal(slots_place(s, 0, 0, &queue[0]), 0);
	slots_free(s);
}

static void test_spread(void **state)
{
	struct slots *s = slots_new(SLOTS, QUEUES);
	struct lost lost = { .n = 0 };
	uint32_t i, token;
	uint16_t queue;

	(void)state;
	for (i = 0; i < 90; i++) {
		token = slots_place(s, i, 0, &queue);
		assert_int_equal(queue, i % QUEUES);
		assert_true(slots_arrived(s, token, queue, i, on_lost, &lost));
	}
	slots_flushed(s, 1, on_lost, &lost);
	assert_int_equal(lost.n, 30);
	for (i = 0; i < 30; i++)
		assert_int_equal(lost.slot[i] % QUEUES, 1);
	assert_int_equal(slots_in_queue(s, 0), 30);
	assert_int_equal(slots_in_queue(s, 1), 0);
	slots_free(s);
}

/* One queue takes 60,000; then there is no room, and no packet is lost. */
static void test_full(void **state)
{
	struct slots *s = slots_new(SLOTS_QUEUE_MAX + 1, 1);
	struct lost lost = { .n = 0 };
	uint32_t i, token;
	struct parked p;
	uint16_t queue;

	(void)state;
	for (i = 0; i < SLOTS_QUEUE_MAX; i++) {
		token = slots_place(s, i, 0, &queue);
		assert_int_not_equal(token, 0);
		assert_true(slots_arrived(s, token, queue, i, on_lost, &lost));
	}
	assert_int_equal(slots_place(s, i, 0, &queue), 0);
	for (i = 0; i < SLOTS_QUEUE_MAX; i++) {
		assert_false(slots_full(s));
		slots_end(s, i, true);
	}
	for (i = 0; i < SLOTS_QUEUE_MAX; i++) {
		assert_true(slots_next(s, &p));
		assert_int_equal(p.id, i);
	}
	assert_int_not_equal(slots_place(s, 0, 0, &queue), 0);
	slots_free(s);
}

/* A generation is 12 bits: it goes round, and no token is ever 0. */
static void test_generations(void **state)
{
	struct slots *s = slots_new(1, 1);
	struct lost lost = { .n = 0 };
	uint32_t i, token, before = 0;
	struct parked p;
	uint16_t queue;

	(void)state;
	for (i = 0; i < 10000; i++) {
		token = slots_place(s, 0, i, &queue);
		assert_int_not_equal(token, 0);
		assert_int_not_equal(token, before);
		before = token;
		assert_true(slots_arrived(s, token, queue, i, on_lost, &lost));
		slots_end(s, 0, true);
		assert_true(slots_next(s, &p));
		assert_int_equal(p.mark, i);
	}
	slots_free(s);
}

/* What another process saved is found by it, and nothing that it can't be. */
static void test_save(void **state)
{
	struct slots *a = slots_new(SLOTS, QUEUES), *b, *c;
	struct lost lost = { .n = 0 };
	uint32_t i, token = 0;
	uint8_t *bytes;
	struct parked p;
	uint16_t queue;
	size_t n;

	(void)state;
	for (i = 0; i < 10; i++) {
		token = slots_place(a, i, i, &queue);
		assert_true(slots_arrived(a, token, queue, 100 + i, on_lost,
					  &lost));
	}
	n = slots_save_bytes(a);
	bytes = malloc(n);
	slots_save(a, bytes);
	b = slots_new(SLOTS, QUEUES);
	assert_true(slots_load(b, bytes, n));
	assert_int_equal(slots_in_queue(b, 0), 4);
	assert_true(slots_has(b, 9));
	assert_false(slots_has(b, 10));
	assert_false(slots_has(b, SLOTS));
	assert_false(slots_arrived(b, token, queue, 1, on_lost, &lost));
	slots_end(b, 9, true);
	assert_true(slots_next(b, &p));
	assert_int_equal(p.id, 109);
	assert_int_equal(p.mark, 9);
	c = slots_new(SLOTS, 2);	/* its third queue is not there */
	assert_false(slots_load(c, bytes, n));
	slots_free(c);
	c = slots_new(SLOTS + 1, QUEUES);
	assert_false(slots_load(c, bytes, n));
	assert_false(slots_load(c, bytes, n - 1));
	slots_free(c);
	slots_free(b);
	slots_free(a);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_way),
		cmocka_unit_test(test_unknown_token),
		cmocka_unit_test(test_ended_on_the_way),
		cmocka_unit_test(test_lost_on_the_way),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_generations),
		cmocka_unit_test(test_save),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("slots", tests, NULL, NULL);
}
