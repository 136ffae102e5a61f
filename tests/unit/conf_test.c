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

#include "conf/conf.h"

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
	{ "port = {25, 2525-2530}\n", "port", "25,2525-2530" },
	{ "any-server = yes server = {}\n", "server", "none" },
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
	  "f:1: policy: 'sourse' is not one of reply|source" },
	{ "interval = {1, 2}\n", NULL, "f:1: " },
	{ "interval\n", NULL, "f:1: the value of 'interval' is missing" },
	{ "interval = \"2", NULL,
	  "f:1: the quote that is opened here is not closed in its line" },
	{ "\ninterval = 2 /* to\nthe end", NULL,
	  "f:2: the comment that is opened here is not closed: end it with */" },
	{ "port = 25, 587\n", NULL,
	  "f:1: port: write a list in braces: port = {..., ...}" },
	{ "interval = 20,5\n", NULL,
	  "f:1: interval: takes one value; write a fraction with a point" },
	{ "interval = \"20,5\"\n", NULL,
	  "f:1: interval: '20,5' is not a number of seconds; a fraction has a point (0..600)" },
	{ "port-interval = {\"25:1\" \"26:2\"}\n", NULL,
	  "f:1: port-interval: a comma is missing before '\"26:2\"'" },
	{ "in-interface = {A B}\n", NULL,
	  "f:1: in-interface: a comma is missing before 'B'" },
	{ "in-interface = \"A B\"\n", NULL,
	  "f:1: in-interface: a comma is missing in 'A B'" },
	{ "\nserver = {\n192.0.2.1,\n192.0.2.2\n# end\n", NULL,
	  "f:2: server: the brace that is opened here is not closed" },
	{ "interval = 1\ncontrol = '/x\nstate = '/y'\n", NULL,
	  "f:2: the quote that is opened here" },
	{ "server = mail.example\n", NULL,
	  "f:1: server: 'mail.example' is not an address or network (names are not resolved: write the address)" },
	{ "server = 192.0.2.1/33\n", NULL,
	  "f:1: server: '192.0.2.1/33' is not a network: the prefix has 0 to 32 bits" },
	{ "server = 192.0.2.1/24\n", NULL,
	  "f:1: server: '192.0.2.1/24' has bits beyond the prefix: did you mean 192.0.2.0/24?" },
	{ "\xef\xbb\xbfmode = host\n", NULL,
	  "f:1: a byte-order mark (0xef 0xbb 0xbf) stands here" },
	{ "\nmode\xc2\xa0= host\n", NULL,
	  "f:2: a no-break space (0xc2 0xa0) stands here" },
	{ "mode = h\xf6st\n", NULL, "f:1: byte 0xf6 stands here" },
	{ "in-interface = ppp+\n", NULL, "f:1: '+' must stand in quotes" },
	{ "port = = 25\n", NULL,
	  "f:1: a value was expected after 'port', not '='" },
	{ "} port = 25\n", NULL, "f:1: a key was expected, not '}'" },
	{ "\nport =\n\n", NULL, "f:2: the value of 'port' is missing" },
	{ "port = 30-25\n", NULL, "f:1: port: '30-25' ends before it begins: write the lower port first" },
	{ "port = {25, 20-30}\n", NULL, "f:1: port: '20-30' is named twice" },
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
				error, NULL);
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

/* What is right, and perhaps not meant. */
static const struct {
	const char *text, *want;
} noted[] = {
	{ "interval = 2\n", "" },
	{ "port = 25\n\nport = 26\n",
	  "f:3: port is set again: its value in line 1 has no effect\n" },
	{ "port = {25, 500-600}\nport-interval = {\"587:5\", \"26:5\"}\n",
	  "f: port-interval has no effect for port 26: port does not name it\n" },
	{ "server-interval = 5\npolicy = reply\n",
	  "f:1: server-interval has no effect with policy = reply\n" },
	{ "server-interval = 5\n", "" },
};

static void test_notes(void **state)
{
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(noted) / sizeof(noted[0]); i++) {
		struct text notes = { .max = 4096 };

		options_defaults(&s);
		assert_true(conf_parse(&s, noted[i].text,
				       strlen(noted[i].text), "f", error,
				       &notes));
		assert_string_equal(notes.used ? notes.bytes : "",
				    noted[i].want);
		text_free(&notes);
	}
}

static void test_nul(void **state)
{
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];

	(void)state;
	options_defaults(&s);
	assert_false(conf_parse(&s, "interval = 2\0\n", 14, "f", error, NULL));
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
	if (!conf_parse(&again, file, used, "f", error, NULL))
		fail_msg("%s", error);
	assert_memory_equal(&again, &s, sizeof(s));
}

static void test_unreadable(void **state)
{
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];

	(void)state;
	options_defaults(&s);
	assert_false(conf_read(&s, "/", error, NULL));
	assert_non_null(strstr(error, "/: it must be a regular file"));
	assert_false(conf_read(&s, "/dev/zero", error, NULL));
	assert_false(conf_read(&s, "/nonexistent/file", error, NULL));
	assert_non_null(strstr(error, "No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_unreadable),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
