// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text_test.c - texts are whole, bounded, and safe in JSON
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/text.h"

static const struct {
	const char *string, *json;
} strings[] = {
	{ "plain", "\"plain\"" },
	{ "", "\"\"" },
	{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
	{ "\r\n\033[2J\x7f", "\"\\u000d\\u000a\\u001b[2J\\u007f\"" },
	{ "\xff\xc3\xa4", "\"\\u00ff\\u00c3\\u00a4\"" },
};

static void test_json(void **state)
{
	struct text t = { .max = 1000 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		text_add_json(&t, strings[i].string);
		assert_string_equal(t.bytes, strings[i].json);
		text_free(&t);
	}
}

static const struct {
	uint64_t ns;
	const char *want, *seconds;
} durations[] = {
	{ 0, "0.0 s", "0.000" },
	{ 1500000000, "1.5 s", "1.500" },
	{ 59999999999, "59.9 s", "59.999" },
	{ 60000000000, "1 min 0 s", "60.000" },
	{ 300000000000000, "3 d 11 h", "300000.000" },
	{ 11520000000000, "3 h 12 min", "11520.000" },
};

static void test_durations(void **state)
{
	struct text t = { .max = 1000 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		text_add_duration(&t, durations[i].ns);
		assert_string_equal(t.bytes, durations[i].want);
		text_free(&t);
		text_add_seconds(&t, durations[i].ns);
		assert_string_equal(t.bytes, durations[i].seconds);
		text_free(&t);
	}
}

static void test_wrapped(void **state)
{
	static const struct {
		size_t begin, width;
		const char *words, *want;
	} rows[] = {
		{ 2, 10, "", "\n" },
		{ 2, 10, "one two 3", "one two\n  3\n" },
		{ 2, 10, "one two3", "one two3\n" },
		{ 2, 10, "one two33", "one\n  two33\n" },
		{ 2, 10, "a longer-than-a-line b", "a\n  longer-than-a-line\n  b\n" },
		{ 0, 5, "ab cd ef", "ab cd\nef\n" },
		{ 2, 0, "one two three four", "one two three four\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t = { .max = 100 };

		text_add_wrapped(&t, rows[i].begin, rows[i].width, rows[i].words);
		assert_string_equal(t.bytes, rows[i].want);
		text_free(&t);
	}
}

static void test_bound(void **state)
{
	struct text t = { .max = 10 };

	(void)state;
	text_add(&t, "%s", "12345678");
	assert_false(t.full);
	text_add(&t, "%s", "abc");	/* does not fit: left out whole */
	assert_true(t.full);
	assert_string_equal(t.bytes, "12345678");
	text_add_bytes(&t, "90", 2);
	assert_string_equal(t.bytes, "1234567890");
	assert_int_equal(t.used, 10);
	text_free(&t);
	assert_null(t.bytes);
}

static void test_growth(void **state)
{
	struct text t = { .max = 100000 };
	int i;

	(void)state;
	for (i = 0; i < 10000; i++)
		text_add(&t, "%08d\n", i);
	assert_int_equal(t.used, 90000);
	assert_int_equal(strlen(t.bytes), 90000);
	assert_memory_equal(t.bytes + 9 * 9999, "00009999\n", 9);
	text_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_growth),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
