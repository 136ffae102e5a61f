// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conf_test.c - a file is taken as a whole, or its first error is told
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf.h"

static const struct {
	const char *text;
	const char *key, *want;	/* key: NULL if the file is bad */
} files[] = {
	{ "", "interval", "20" },
	{ "# nothing\n\n", "interval", "20" },
	{ "interval = 2.5\n", "interval", "2.5" },
	{ "interval = \"2.5\"", "interval", "2.5" },
	{ "server = {192.0.2.25, 2001:db8::25}\n", "server",
	  "192.0.2.25/32,2001:db8::25/128" },
	{ "server = \"192.0.2.25,2001:db8::25\"\n", "server",
	  "192.0.2.25/32,2001:db8::25/128" },
	{ "server = 192.0.2.25\n", "server", "192.0.2.25/32" },
	{ "in-interface = {eth0, eth1}\n", "in-interface", "eth0,eth1" },
	{ "in-interface = \"eth0,eth1\"\n", "in-interface", "eth0,eth1" },
	{ "in-interface = eth0\n", "in-interface", "eth0" },
	{ "port-interval = {\"587:5\"}\n", "port-interval", "587:5" },
	{ "hold-codes = {5xx, 4.7.1}\n", "hold-codes", "5xx,4.7.1" },
	{ "dry-run = yes # try\n", "dry-run", "yes" },
	{ "interval = 2 // two\n# port = 3\n", "interval", "2" },
	{ "control = /a//b\n", "control", "/a//b" },
	{ "control = \"/a#b//c/*d*/\" # '\n", "control", "/a#b//c/*d*/" },
	{ "control = '/a\\'#b'\n", "control", "/a'#b" },
	{ "control = \"/a\\\"#b\"\n", "control", "/a\"#b" },
	{ "/* interval = 3\n*/ interval = 2 /**/\n", "interval", "2" },
	{ "interval = 2 /* to the end", "interval", "2" },
	{ "# one\n\n# three \"\ninterval = 601 # four\n", NULL,
	  "f:4: interval: '601' is out of range (0..600)" },
	{ "policy = reply # one\n// two\n/* three\n * four */\nport = 0\n",
	  NULL, "f:5: port: '0'" },
	{ "interval = 2\nintervall = 3\n", NULL,
	  "f:2: unknown option 'intervall'; did you mean 'interval'?" },
	{ "\n\ninterval = 601\n", NULL,
	  "f:3: interval: '601' is out of range (0..600)" },
	{ "interval = soon\n", NULL,
	  "f:1: interval: 'soon' is not a number of seconds" },
	{ "server = {192.0.2.25,\n foo}\n", NULL, "f:2: server: 'foo'" },
	{ "policy = sourse\n", NULL,
	  "f:1: policy: 'sourse' is none of reply|source" },
	{ "interval = {1, 2}\n", NULL, "f:1: " },
	{ "interval\n", NULL, "f:" },
	{ "interval = \"2", NULL, "f:" },
	{ "section { }\n", NULL, "f:1: unknown option 'section'" },
	{ "include(\"/etc/passwd\")\n", NULL, "f:1: unknown option 'include'" },
};

static void test_files(void **state)
{
	static struct settings s, before;
	static char text[OPTIONS_TEXT_MAX];
	char error[OPTIONS_ERROR_MAX];
	size_t i;
	bool ok;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		options_defaults(&s);
		before = s;
		ok = conf_parse(&s, files[i].text, strlen(files[i].text), "f",
				error);
		if (ok != (files[i].key != NULL))
			fail_msg("%s: %s", files[i].text, ok ? "taken" : error);
		if (ok) {
			options_get(&s, files[i].key, text);
			assert_string_equal(text, files[i].want);
			continue;
		}
		if (strncmp(error, files[i].want, strlen(files[i].want)))
			fail_msg("%s: got \"%s\", want \"%s\"", files[i].text,
				 error, files[i].want);
		assert_memory_equal(&s, &before, sizeof(s));
	}
}

static void test_nul(void **state)
{
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];

	(void)state;
	options_defaults(&s);
	assert_false(conf_parse(&s, "interval = 2\0\n", 14, "f", error));
	assert_non_null(strstr(error, "NUL"));
}

/* All settings printed are a file that says the same. */
static void test_round_trip(void **state)
{
	static struct settings s, again;
	static char file[65536], text[OPTIONS_TEXT_MAX];
	char error[OPTIONS_ERROR_MAX];
	struct option_row row;
	size_t i, used = 0;

	(void)state;
	options_defaults(&s);
	assert_true(options_set(&s, OPTIONS_ALL, "trusted",
				"10.0.0.0/8,2001:db8::/32", error));
	assert_true(options_set(&s, OPTIONS_ALL, "state", "/x/y", error));
	for (i = 0; options_each(i, &row); i++) {
		options_get(&s, row.key, text);
		used += (size_t)snprintf(file + used, sizeof(file) - used,
					 "%s = \"%s\"\n", row.key, text);
	}
	options_defaults(&again);
	if (!conf_parse(&again, file, used, "f", error))
		fail_msg("%s", error);
	assert_memory_equal(&again, &s, sizeof(s));
}

static void test_unreadable(void **state)
{
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];

	(void)state;
	options_defaults(&s);
	assert_false(conf_read(&s, "/", error));
	assert_non_null(strstr(error, "/: is no regular file"));
	assert_false(conf_read(&s, "/dev/zero", error));
	assert_false(conf_read(&s, "/nonexistent/file", error));
	assert_non_null(strstr(error, "No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_unreadable),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
