// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_source.c - the bounded table of sources
 */
#include "addr.h"
#include "source.h"
#include "unit.h"

#include <string.h>

#define MAX	64

static const uint64_t key[2] = { 1, 2 };

static struct addr address(unsigned int i, uint8_t family)
{
	struct addr a = { .family = family };

	a.b[2] = (uint8_t)(i >> 8);
	a.b[3] = (uint8_t)i;
	return a;
}

static struct source *add(struct source_table *t, unsigned int i, bool *forgot)
{
	struct addr a = address(i, 4);

	return source_add(t, &a, forgot);
}

static struct source *find(const struct source_table *t, unsigned int i)
{
	struct addr a = address(i, 4);

	return source_find(t, &a);
}

static int set_up(void **state)
{
	static struct source_table t;

	*state = &t;
	return source_table_init(&t, MAX, key) ? 0 : -1;
}

static int tear_down(void **state)
{
	source_table_fini(*state);
	return 0;
}

static void test_add_find(void **state)
{
	struct source_table *t = *state;
	bool forgot;
	struct source *s = add(t, 7, &forgot);
	struct addr got, want = address(7, 4);

	assert_false(forgot);
	assert_ptr_equal(find(t, 7), s);
	assert_ptr_equal(add(t, 7, &forgot), s);
	assert_null(find(t, 8));
	got = source_addr(s);
	assert_true(addr_equal(&got, &want));
}

static void test_families(void **state)
{
	struct source_table *t = *state;
	struct addr v6 = address(7, 6);
	bool forgot;
	struct source *s = add(t, 7, &forgot);

	assert_null(source_find(t, &v6));
	assert_ptr_not_equal(source_add(t, &v6, &forgot), s);
	assert_ptr_equal(find(t, 7), s);
	assert_int_equal(source_addr(source_find(t, &v6)).family, 6);
}

static void test_new_is_blank(void **state)
{
	struct source_table *t = *state;
	bool forgot;
	struct source *s = add(t, 7, &forgot);

	s->errors = 5;
	s->paid_up_ns = 9;
	s->offender = true;
	source_remove(t, s);
	assert_null(find(t, 7));
	s = add(t, 7, &forgot);
	assert_true(!s->errors && !s->paid_up_ns && !s->offender);
}

static void test_oldest_goes(void **state)
{
	struct source_table *t = *state;
	unsigned int i;
	bool forgot;

	for (i = 0; i < MAX; i++) {
		add(t, i, &forgot);
		assert_false(forgot);
	}
	source_guilty(t, find(t, 0));	/* so 1 is the oldest now */
	add(t, 1000, &forgot);
	assert_true(forgot);
	assert_non_null(find(t, 0));
	assert_null(find(t, 1));
	assert_non_null(find(t, 2));
	add(t, 1001, &forgot);
	assert_null(find(t, 2));
}

static void test_guilt_order(void **state)
{
	struct source_table *t = *state;
	unsigned int i, n = 0;
	uint32_t at;
	bool forgot;

	for (i = 0; i < 5; i++)
		add(t, i, &forgot);
	source_guilty(t, find(t, 2));
	source_guilty(t, find(t, 2));
	source_guilty(t, find(t, 4));
	source_guilty(t, find(t, 0));
	for (at = t->newest; at != SOURCE_NONE; at = t->sources[at].older)
		n = n * 10 + t->sources[at].address[3];
	assert_int_equal(n, 4231);		/* 0, 4, 2, 3, 1 */
	assert_int_equal(t->sources[t->newest].address[3], 0);
	assert_int_equal(t->sources[t->oldest].address[3], 1);
}

/* Adding, finding and removing at random, beside a plain array. */
static void test_model(void **state)
{
	struct source_table *t = *state;
	bool there[MAX] = { false }, forgot;
	uint32_t random = 42, i, round;

	for (round = 0; round < 50000; round++) {
		random = random * 1664525 + 1013904223;
		i = (random >> 8) % MAX;
		assert_int_equal(find(t, i) != NULL, there[i]);
		if (random >> 31) {
			add(t, i, &forgot);
			assert_false(forgot);
			there[i] = true;
		} else if (there[i]) {
			source_remove(t, find(t, i));
			there[i] = false;
		}
	}
}

static void test_size(void **state)
{
	(void)state;
	assert_true(sizeof(struct source) <= 64);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction function;
	} rows[] = {
		{ "what is added is found", test_add_find },
		{ "IPv4 and IPv6 are apart", test_families },
		{ "a new one is blank", test_new_is_blank },
		{ "the least recently guilty goes", test_oldest_goes },
		{ "most recently guilty first", test_guilt_order },
		{ "as a plain array has it", test_model },
		{ "64 bytes each", test_size },
	};
	static struct unit u;
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		unit_add(&u, "source", rows[i].name, rows[i].function, NULL);
		u.test[i].setup_func = set_up;
		u.test[i].teardown_func = tear_down;
	}
	return unit_run(&u, "source");
}
