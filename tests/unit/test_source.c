// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_source.c - the bounded table of sources
 */
#include "core/addr.h"
#include "core/source.h"
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

	return source_add(t, &a, false, forgot);
}

static struct source *find(const struct source_table *t, unsigned int i)
{
	struct addr a = address(i, 4);

	return source_find(t, &a, false);
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

/* What was added last is looked at first: is it that one still? */
static void test_last(void **state)
{
	struct source_table *t = *state;
	bool forgot;
	struct source *s;

	assert_null(find(t, 0));	/* whose bytes are those of a free entry */
	s = add(t, 7, &forgot);
	source_remove(t, s);
	assert_null(find(t, 0));
	assert_null(find(t, 7));
	assert_ptr_equal(add(t, 8, &forgot), s);
	assert_null(find(t, 7));
	assert_ptr_equal(find(t, 8), s);
}

static void test_families(void **state)
{
	struct source_table *t = *state;
	struct addr v6 = address(7, 6);
	bool forgot;
	struct source *s = add(t, 7, &forgot);

	assert_null(source_find(t, &v6, false));
	assert_ptr_not_equal(source_add(t, &v6, false, &forgot), s);
	assert_ptr_equal(find(t, 7), s);
	assert_int_equal(source_addr(source_find(t, &v6, false)).family, 6);
}

/* Sources are told apart by each bit of their prefixes. */
static void test_bits(void **state)
{
	struct source_table *t = *state;
	struct addr one = { .b = { 0x20, 1, 0xd, 0xb8 }, .family = 6 }, other;
	struct source *s, *o;
	unsigned int bit;
	struct addr got;
	bool forgot;

	s = source_add(t, &one, false, &forgot);
	for (bit = 0; bit < 128; bit++) {
		other = one;
		other.b[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_null(source_find(t, &other, false));
		o = source_add(t, &other, false, &forgot);
		assert_ptr_not_equal(o, s);
		assert_ptr_equal(source_find(t, &one, false), s);
		assert_ptr_equal(source_find(t, &other, false), o);
		got = source_addr(o);
		assert_true(addr_equal(&got, &other));
		source_remove(t, o);
	}
	/* Some of these share its bucket. */
	for (bit = 1; bit < 256; bit++) {
		other = one;
		other.b[15] = (uint8_t)bit;
		assert_null(source_find(t, &other, false));
	}
}

/* A network of one address is not that address. */
static void test_networks(void **state)
{
	struct source_table *t = *state;
	struct addr a = address(7, 4);
	bool forgot;
	struct source *s = add(t, 7, &forgot), *n;

	assert_null(source_find(t, &a, true));
	n = source_add(t, &a, true, &forgot);
	assert_ptr_not_equal(n, s);
	assert_true(n->is_network && !s->is_network);
	assert_ptr_equal(find(t, 7), s);
	source_remove(t, n);
	assert_null(source_find(t, &a, true));
	assert_ptr_equal(find(t, 7), s);
}

/* source_at() takes an index for no more than a guess. */
static void test_at(void **state)
{
	struct source_table *t = *state;
	struct source_mask mask = source_mask(24), all = source_mask(32);
	uint8_t client[16] = { 0, 0, 7, 99 }, other[16] = { 0, 0, 8, 99 };
	bool forgot;
	struct source *s = add(t, 7 << 8, &forgot), *n;
	struct addr prefix = address(7 << 8, 4);
	uint32_t at = (uint32_t)(s - t->sources);

	assert_ptr_equal(source_at(t, at, client, false, &mask), s);
	assert_null(source_at(t, at, client, false, &all));
	assert_null(source_at(t, at, other, false, &mask));
	assert_null(source_at(t, at, client, true, &mask));
	assert_null(source_at(t, at + 1, client, false, &mask));
	assert_null(source_at(t, SOURCE_NONE, client, false, &mask));
	n = source_add(t, &prefix, true, &forgot);
	assert_null(source_at(t, (uint32_t)(n - t->sources), client, false,
			      &mask));
	source_remove(t, s);
	assert_null(source_at(t, at, client, false, &mask));
}

/* The first bits of an address, as they stand in memory. */
static void test_mask(void **state)
{
	unsigned int bits, i;
	struct source_mask mask;
	uint8_t bytes[16];

	(void)state;
	for (bits = 0; bits <= 128; bits++) {
		mask = source_mask(bits);
		memcpy(bytes, mask.words, sizeof(bytes));
		for (i = 0; i < 128; i++)
			assert_int_equal(bytes[i / 8] >> (7 - i % 8) & 1,
					 i < bits);
	}
}

/* Each bucket can be reached, and there are not more sources than buckets. */
static void test_buckets(void **state)
{
	struct source_table t;
	uint32_t max;

	(void)state;
	for (max = 1; max < 300; max++) {
		assert_true(source_table_init(&t, max, key));
		assert_true(t.bucket_mask + 1 >= max);
		assert_int_equal(t.bucket_mask & (t.bucket_mask + 1), 0);
		source_table_fini(&t);
	}
}

/* A token a second, four at most, never more than a minute overdrawn. */
static const struct bucket_row {
	const char *name;
	uint64_t zero_s, now_s, want_s;
} bucket_rows[] = {
	{ "a new one holds all of its tokens", 0, 1000, 997 },
	{ "an old one, too", 500, 1000, 997 },
	{ "the second", 997, 1000, 998 },
	{ "the last leaves it empty", 999, 1000, 1000 },
	{ "one more overdraws it", 1000, 1000, 1001 },
	{ "and one more", 1001, 1000, 1002 },
	{ "up to a minute", 1059, 1000, 1060 },
	{ "and no more", 1060, 1000, 1060 },
	{ "what was owed stays owed", 1100, 1000, 1100 },
	{ "near the beginning of time", 0, 2, 1 },
};

static void test_bucket(void **state)
{
	const struct bucket_row *row = *state;

	assert_true(bucket_take(row->zero_s * NS_PER_S, row->now_s * NS_PER_S,
				NS_PER_S, 4, 60 * NS_PER_S) ==
		    row->want_s * NS_PER_S);
}

static void test_new_is_blank(void **state)
{
	struct source_table *t = *state;
	bool forgot;
	struct source *s = add(t, 7, &forgot);

	s->errors = 5;
	s->zero_ns = 9;
	s->earned_ns = 8;
	source_remove(t, s);
	assert_null(find(t, 7));
	s = add(t, 7, &forgot);
	assert_true(!s->errors && !s->zero_ns && !s->earned_ns);
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
	source_make_newest(t, find(t, 0));	/* so 1 is the oldest now */
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
	source_make_newest(t, find(t, 2));
	source_make_newest(t, find(t, 2));
	source_make_newest(t, find(t, 4));
	source_make_newest(t, find(t, 0));
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
		{ "what was added last is no other", test_last },
		{ "IPv4 and IPv6 are apart", test_families },
		{ "each bit tells sources apart", test_bits },
		{ "a network is none of its sources", test_networks },
		{ "an index is a guess", test_at },
		{ "a new one is blank", test_new_is_blank },
		{ "the least recently guilty goes", test_oldest_goes },
		{ "most recently guilty first", test_guilt_order },
		{ "as a plain array has it", test_model },
		{ "a mask is as many bits", test_mask },
		{ "as many buckets, a power of two", test_buckets },
		{ "64 bytes each", test_size },
	};
	static struct unit u;
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		unit_add(&u, "source", rows[i].name, rows[i].function, NULL);
		u.test[i].setup_func = set_up;
		u.test[i].teardown_func = tear_down;
	}
	UNIT_ADD_ROWS(&u, "bucket", bucket_rows, test_bucket);
	return unit_run(&u, "source");
}
