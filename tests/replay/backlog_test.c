// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * backlog_test.c - queues of packets: order, bounds, what is in the file
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../nfq/replay/backlog.h"
#include "../../nfq/replay/curve.h"

#define QUEUES	7
#define STEPS	20000

static void fill(uint8_t *data, uint32_t n, uint64_t number)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		data[i] = (uint8_t)(number * 31 + i);
}

static uint16_t length_of(uint64_t number)
{
	return number % 97 == 0 ? 60000 : (uint16_t)(number * 13 % 700);
}

static void take_and_check(struct backlog *b, struct fifo *fifo,
			   uint64_t number)
{
	static uint8_t got[BACKLOG_PACKET_MAX], want[BACKLOG_PACKET_MAX];
	struct record record;

	assert_int_equal(fifo->head->number, number);
	assert_true(backlog_pop(b, fifo, &record, got));
	assert_int_equal(record.number, number);
	assert_int_equal(record.data_bytes, length_of(number));
	fill(want, record.data_bytes, number);
	assert_memory_equal(got, want, record.data_bytes);
}

static void put(struct backlog *b, struct fifo *fifo, uint64_t number)
{
	static uint8_t data[BACKLOG_PACKET_MAX];
	struct record record = { .number = (uint32_t)number,
				 .data_bytes = length_of(number) };

	fill(data, record.data_bytes, number);
	assert_true(backlog_push(b, fifo, &record, data));
}

/* Many queues at once, as they come: each gives back what it got, in order. */
static void test_order(void **state)
{
	const uint32_t *cells = *state;
	struct backlog *b = backlog_new(*cells, true);
	struct fifo fifo[QUEUES] = { 0 };
	uint64_t in[QUEUES] = { 0 }, out[QUEUES] = { 0 };
	unsigned int i, q;

	assert_non_null(b);
	srand(1);
	for (i = 0; i < STEPS; i++) {
		q = (unsigned int)rand() % QUEUES;
		if (rand() % 5 < 3)
			put(b, &fifo[q], in[q]++);
		else if (out[q] < in[q])
			take_and_check(b, &fifo[q], out[q]++);
	}
	for (q = 0; q < QUEUES; q++) {
		while (out[q] < in[q])
			take_and_check(b, &fifo[q], out[q]++);
		assert_null(fifo[q].head);
		assert_false(backlog_pop(b, &fifo[q], &(struct record){ 0 },
					 NULL));
	}
	assert_null(backlog_error(b));
	assert_int_equal(backlog_spooled(b) > 0, *cells < 100000);
	backlog_free(b);
}

/* What is put first comes first, also before what is in the file. */
static void test_first(void **state)
{
	struct backlog *b = backlog_new(1, true);
	struct fifo fifo = { 0 };
	struct record record = { .number = 1 };

	(void)state;
	put(b, &fifo, 2);
	put(b, &fifo, 3);
	put(b, &fifo, 4);
	assert_true(fifo.in_spool > 0);
	assert_true(backlog_push_first(b, &fifo, &record, NULL));
	assert_int_equal(fifo.head->number, 1);
	assert_true(backlog_pop(b, &fifo, &record, NULL));
	take_and_check(b, &fifo, 2);
	take_and_check(b, &fifo, 3);
	put(b, &fifo, 5);
	take_and_check(b, &fifo, 4);
	take_and_check(b, &fifo, 5);
	backlog_free(b);
}

/* Without a file, what does not fit is refused, and there is room later. */
static void test_refuses(void **state)
{
	struct backlog *b = backlog_new(16, false);
	struct fifo fifo = { 0 };
	uint8_t data[300] = { 0 };
	struct record record = { .data_bytes = sizeof(data) };

	(void)state;
	assert_true(backlog_push(b, &fifo, &record, data));
	assert_true(backlog_push(b, &fifo, &record, data));
	assert_false(backlog_push(b, &fifo, &record, data));
	assert_true(backlog_pop(b, &fifo, &record, data));
	assert_true(backlog_push(b, &fifo, &record, data));
	backlog_free(b);
}

/* A curve keeps its ends and stays in order, however long it gets. */
static void test_curve(void **state)
{
	static struct curve c;
	uint64_t i, n = 10 * CURVE_POINTS + 3;
	uint32_t k;

	(void)state;
	for (i = 1; i <= n; i++)
		curve_add(&c, i * 10, 2);
	curve_add(&c, n * 10 + 5, 0);
	assert_int_equal(c.total, 2 * n);
	assert_int_equal(c.last_ns, n * 10);
	assert_true(c.n > CURVE_POINTS / 2 && c.n <= CURVE_POINTS);
	for (k = 0; k < c.n; k++) {
		assert_int_equal(c.count[k], c.time_ns[k] / 10 * 2);
		assert_true(k == 0 || c.time_ns[k] > c.time_ns[k - 1]);
	}
	assert_int_equal(c.time_ns[0], 10);
}

int main(void)
{
	static uint32_t none = 0, few = 1500, many = 10000000;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_order, &none),
		cmocka_unit_test_prestate(test_order, &few),
		cmocka_unit_test_prestate(test_order, &many),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_curve),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("backlog", tests, NULL, NULL);
}
