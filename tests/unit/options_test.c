// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * options_test.c - values are read, refused and written as the table says
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/settings.h"

/* Each row: what is set, and what it then reads as; NULL: it is refused. */
static const struct {
	const char *key, *text, *want;
} values[] = {
	{ "interval", "20", "20" },
	{ "interval", "0", "0" },
	{ "interval", "0.25", "0.25" },
	{ "interval", ".5", "0.5" },
	{ "interval", "600", "600" },
	{ "interval", "600.000000001", NULL },
	{ "interval", "601", NULL },
	{ "interval", "-1", NULL },
	{ "interval", "", NULL },
	{ "interval", "2s", NULL },
	{ "interval", "1.", NULL },
	{ "interval", " 1", NULL },
	{ "interval", "1e2", NULL },
	{ "interval", "18446744073709551617", NULL },
	{ "max-hold", "280", "280" },
	{ "max-hold", "281", NULL },
	{ "max-hold", "0.5", NULL },
	{ "policy", "source", "source" },
	{ "policy", "Source", NULL },
	{ "max-held", "100000", "100000" },
	{ "max-held", "0", NULL },
	{ "max-held", "4294967297", NULL },
	{ "prefix6", "48", "48" },
	{ "prefix6", "129", NULL },
	{ "burst", "1", "1" },
	{ "burst", "0", NULL },
	{ "max-rate", "1", "1" },
	{ "max-rate", "0", NULL },
	{ "max-debt", "86400", "86400" },
	{ "max-debt", "0.5", NULL },
	{ "auth-interval", "60.5", "60.5" },
	{ "auth-interval", "601", NULL },
	{ "network4", "24", "24" },
	{ "network4", "33", NULL },
	{ "network4", "7", NULL },
	{ "network6", "48", "48" },
	{ "network6", "129", NULL },
	{ "network-rate", "0", "0" },
	{ "network-rate", "x", NULL },
	{ "offender-errors", "3", NULL },
	{ "offender-percent", "50", NULL },
	{ "offender-window", "600", NULL },
	{ "server-rate", "2", NULL },
	{ "hold-codes", "550,551,535,450", "450,535,550,551" },
	{ "hold-codes", "5xx, 4xx", "4xx,5xx" },
	{ "hold-codes", "535,5.1.1", "535,5.1.1" },
	{ "hold-codes", "250", NULL },
	{ "hold-codes", "5.1", NULL },
	{ "hold-codes", "5.1.1.1", NULL },
	{ "hold-codes", "550,", NULL },
	{ "hold-codes", ",550", NULL },
	{ "hold-codes", "none", NULL },
	{ "exempt-replies", "none", "none" },
	{ "exempt-replies", "552", "552" },
	{ "exempt-replies", "552,quit", NULL },
	{ "port", "25,587", "25,587" },
	{ "port", "25,25", NULL },
	{ "port", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",
	  "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15" },
	{ "port", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", NULL },
	{ "port", "0", NULL },
	{ "port", "65536", NULL },
	{ "port-interval", "587:5,2525=0.5", "587:5,2525:0.5" },
	{ "port-interval", "587", NULL },
	{ "port-interval", "587:5,587:6", NULL },
	{ "port-interval", "587:601", NULL },
	{ "trusted", "192.0.2.0/24,2001:db8::/32",
	  "192.0.2.0/24,2001:db8::/32" },
	{ "trusted", "192.0.2.1/24", NULL },
	{ "trusted", "mail.example", NULL },
	{ "trusted", "none", "none" },
	{ "mark-mask", "0x30000000", "0x30000000" },
	{ "mark-mask", "0x5", "0x5" },
	{ "mark-mask", "0x7", NULL },
	{ "mark-mask", "1", NULL },
	{ "mark-mask", "-3", NULL },
	{ "queue-num", "65000", "65000" },
	{ "queue-num", "65001", NULL },
	{ "control", "/run/x", "/run/x" },
	{ "control", "run/x", NULL },
	{ "control", "", NULL },
	{ "state", "none", "none" },
	{ "log-level", "debug", "debug" },
	{ "log-level", "loud", NULL },
	{ "dry-run", "yes", "yes" },
	{ "dry-run", "off", "no" },
	{ "dry-run", "maybe", NULL },
	{ "in-interface", "eth0", "eth0" },
	{ "in-interface", "eth0, eth1.5", "eth0,eth1.5" },
	{ "in-interface", "none", "none" },
	{ "in-interface", "eth0 eth1", NULL },
	{ "in-interface", "eth0,", NULL },
	{ "in-interface", "a/b", NULL },
	{ "in-interface", "averyveryverylon", NULL },
};

static void test_values(void **state)
{
	static struct settings s, before;
	static char text[OPTIONS_TEXT_MAX];
	char error[OPTIONS_ERROR_MAX];
	size_t i;
	bool ok;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		options_defaults(&s);
		before = s;
		error[0] = '\0';
		ok = options_set(&s, OPTIONS_ALL, values[i].key,
				 values[i].text, error);
		if (ok != (values[i].want != NULL))
			fail_msg("%s = '%s': %s %s", values[i].key,
				 values[i].text, ok ? "taken" : "refused",
				 error);
		if (!ok) {
			/* the error names the key, and nothing has changed */
			assert_non_null(strstr(error, values[i].key));
			assert_memory_equal(&s, &before, sizeof(s));
			continue;
		}
		assert_true(options_get(&s, values[i].key, text));
		assert_string_equal(text, values[i].want);
	}
}

/* Every default reads back as itself, so that help and manual tell the truth. */
static void test_defaults(void **state)
{
	static struct settings s;
	static char text[OPTIONS_TEXT_MAX];
	char error[OPTIONS_ERROR_MAX];
	struct option_row row;
	size_t i;

	(void)state;
	options_defaults(&s);
	for (i = 0; options_each(i, &row); i++) {
		assert_true(options_get(&s, row.key, text));
		assert_string_equal(text, row.standard);
		assert_true(options_set(&s, row.who, row.key, text, error));
		assert_true(strlen(row.key) < 24);
		assert_true(strlen(row.help) > 0);
	}
	assert_true(i > 30);
	assert_true(s.engine.interval_ns == 20 * NS_PER_S);
	assert_true(s.engine.exempt_replies ==
		    (EXEMPT_HELO | EXEMPT_552 | EXEMPT_DATA));
	assert_true(s.engine.hold_codes[550 / 8] & 1 << 550 % 8);
	assert_false(s.engine.hold_codes[450 / 8] & 1 << 450 % 8);
}

static void test_argv(void **state)
{
	static char *good[] = {
		"--interval", "2.5", "--policy=source", "--dry-run",
		"--no-prefilter", "--trusted", "10.0.0.0/8", NULL
	};
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];

	(void)state;
	assert_true(settings_read(&s, OPTIONS_ALL, "", good, error, NULL));
	assert_true(s.engine.interval_ns == 2500 * NS_PER_MS);
	assert_int_equal(s.engine.policy, POLICY_SOURCE);
	assert_true(s.engine.dry_run);
	assert_false(s.prefilter);
	assert_int_equal(s.engine.trusted_n, 1);
}

static const struct {
	unsigned int who;
	char *arg[3];
	const char *want;
} bad_argv[] = {
	{ OPTIONS_ALL, { "--intervall", "2" }, "did you mean '--interval'?" },
	{ OPTIONS_ALL, { "--max-holds=2" }, "did you mean '--max-hold'?" },
	{ OPTIONS_ALL, { "--zebra" }, "unknown option '--zebra'" },
	{ OPTIONS_ALL, { "--interval" }, "--interval needs a value: SECONDS" },
	{ OPTIONS_ALL, { "--interval=x" }, "interval: 'x'" },
	{ OPTIONS_ALL, { "--no-interval" }, "unknown option" },
	{ OPTIONS_ALL, { "2" }, "'2' is not expected here" },
	{ OPTIONS_REPLAY, { "--queue-num", "1" }, "unknown option" },
	{ OPTIONS_RULES, { "--interval", "1" }, "unknown option" },
	{ OPTIONS_ALL, { "--offender-errors=3" },
	  "option '--offender-errors' was removed; see 'burst'" },
	{ OPTIONS_ALL, { "--offender-percent=50" }, "see 'burst'" },
	{ OPTIONS_ALL, { "--offender-window=9" }, "see 'max-debt'" },
	{ OPTIONS_ALL, { "--server-rate=2" }, "'server-interval'" },
};

static void test_bad_argv(void **state)
{
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad_argv) / sizeof(bad_argv[0]); i++) {
		if (settings_read(&s, bad_argv[i].who, "", bad_argv[i].arg,
				  error, NULL))
			fail_msg("%s was taken", bad_argv[i].arg[0]);
		if (!strstr(error, bad_argv[i].want))
			fail_msg("%s: got \"%s\", want \"%s\"",
				 bad_argv[i].arg[0], error, bad_argv[i].want);
	}
}

static void test_changed_fixed(void **state)
{
	static struct settings old, fresh;
	char error[OPTIONS_ERROR_MAX], keys[OPTIONS_ERROR_MAX];

	(void)state;
	options_defaults(&old);
	fresh = old;
	assert_true(options_set(&fresh, OPTIONS_RUN, "interval", "3", error));
	assert_false(options_changed_fixed(&old, &fresh, keys));
	assert_true(options_set(&fresh, OPTIONS_RUN, "queue-num", "7", error));
	assert_true(options_changed_fixed(&old, &fresh, keys));
	assert_string_equal(keys, "queue-num");
	fresh = old;
	assert_false(options_changed_rules(&old, &fresh, keys));
	assert_true(options_set(&fresh, OPTIONS_RUN, "interval", "3", error));
	assert_false(options_changed_rules(&old, &fresh, keys));
	assert_true(options_set(&fresh, OPTIONS_RUN, "trusted", "10.0.0.0/8",
				error));
	assert_true(options_set(&fresh, OPTIONS_RUN, "network4", "16", error));
	assert_true(options_changed_rules(&old, &fresh, keys));
	assert_string_equal(keys, "trusted, network4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_argv),
		cmocka_unit_test(test_bad_argv),
		cmocka_unit_test(test_changed_fixed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
