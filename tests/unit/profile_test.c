// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile_test.c - profiles are read as a whole, or refused
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf/profile.h"
#include "conf/settings.h"

#define GOOD "class MAIL 250 accepted constant 14 seen 6\n"

static const struct {
	const char *text, *error;
} wrong[] = {
	{ "", "the profile has no class" },
	{ "# nothing\n\n", "the profile has no class" },
	{ "ehlo 0\n" GOOD, "line 1: no length" },
	{ "ehlo\n" GOOD, "line 1: no length" },
	{ GOOD "klass\n", "line 2: neither `class' nor `ehlo'" },
	{ "class MAIL 250 accepted constant 14 seen\n", "line 1: words are missing" },
	{ "class HELP 250 accepted constant 14 seen 6\n", "line 1: unknown verb" },
	{ "class MAIL 99 accepted constant 14 seen 6\n", "line 1: no reply code" },
	{ "class MAIL 250 good constant 14 seen 6\n",
	  "line 1: neither accepted nor refused nor deferred" },
	{ "class MAIL 250 accepted about 14 seen 6\n", "line 1: unknown rule" },
	{ "class MAIL 250 accepted constant x seen 6\n", "line 1: no length" },
	{ "class MAIL 250 accepted constant 99999 seen 6\n", "line 1: no length" },
	{ "class MAIL 250 accepted varies 20 10 seen 6\n", "line 1: no length" },
	{ "class MAIL 250 accepted varies 20 seen 6\n",
	  "line 1: `seen' and a number must end it" },
	{ "class MAIL 250 accepted constant 14 seen 0\n",
	  "line 1: `seen' and a number must end it" },
	{ "class MAIL 250 accepted constant 14 seen 6 x\n",
	  "line 1: `seen' and a number must end it" },
	{ "a b c d e f g h i j k\n", "line 1: too many words" },
};

static void test_wrong(void **state)
{
	char error[PROFILE_ERROR_MAX];
	struct sizes_profile p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(profile_parse(wrong[i].text, &p, error));
		assert_string_equal(error, wrong[i].error);
	}
}

static void test_bounds(void **state)
{
	char error[PROFILE_ERROR_MAX], text[300 * 64] = "";
	struct sizes_profile p;
	int i;

	(void)state;
	memset(text, ' ', 256);
	assert_false(profile_parse(text, &p, error));
	assert_string_equal(error, "line 1: too long");
	text[0] = '\0';
	for (i = 0; i <= SIZES_CLASSES_MAX; i++)
		strcat(text, GOOD);
	assert_false(profile_parse(text, &p, error));
	assert_string_equal(error, "line 129: too many classes");
	assert_false(profile_read("/no/such/file", &p, error));
	assert_string_equal(error, "cannot be read");
}

/* What is written is read again, and clashes are found anew. */
static void test_again(void **state)
{
	static const char text[] =
		"ehlo 190\n"
		"class MAIL 250 accepted constant 14 seen 6\n"
		"class RCPT 550 refused constant 14 seen 4\t# cannot be told from MAIL 250\n"
		"class RCPT 550 refused command 69 seen 4\n"
		"class VRFY 252 accepted varies 20 44 seen 3\n";
	char error[PROFILE_ERROR_MAX], *got = NULL;
	struct sizes_profile p;
	size_t size;
	FILE *to = open_memstream(&got, &size);

	(void)state;
	assert_true(profile_parse(text, &p, error));
	assert_false(sizes_can_be_told(&p.class[1]));
	assert_true(sizes_can_be_told(&p.class[2]));
	profile_write(to, &p);
	fclose(to);
	assert_string_equal(got, text);
	free(got);
}

/* Write a file that settings name.  Return: its path, static */
static const char *file_of(const char *text)
{
	static char path[64];
	FILE *to;
	int fd;

	strcpy(path, "/tmp/profile_test.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	to = fdopen(fd, "w");
	fputs(text, to);
	fclose(to);
	return path;
}

static void test_settings(void **state)
{
	char error[OPTIONS_ERROR_MAX], want[OPTIONS_ERROR_MAX];
	static struct settings s;
	const char *path;

	(void)state;
	options_defaults(&s);
	assert_true(settings_read_profile(&s, error));
	assert_true(options_set(&s, OPTIONS_RUN, "tls-sizes", "log", error));
	assert_int_equal(s.engine.tls_sizes, TLS_SIZES_LOG);
	assert_false(settings_read_profile(&s, error));
	assert_string_equal(error,
			    "tls-sizes needs tls-profile: set it to a file that smtp-tarpit-probe has written");
	path = file_of("ehlo 190\n" GOOD);
	assert_true(options_set(&s, OPTIONS_RUN, "tls-profile", path, error));
	assert_true(options_set(&s, OPTIONS_RUN, "tls-sizes", "charge", error));
	assert_true(settings_read_profile(&s, error));
	assert_int_equal(s.engine.tls_profile.class_n, 1);
	assert_int_equal(s.engine.tls_profile.ehlo_bytes, 190);
	unlink(path);
	path = file_of("ehlo 190\nclass X\n");
	assert_true(options_set(&s, OPTIONS_RUN, "tls-profile", path, error));
	assert_false(settings_read_profile(&s, error));
	snprintf(want, sizeof(want), "tls-profile: %s: line 2: words are missing",
		 path);
	assert_string_equal(error, want);
	unlink(path);
	assert_false(settings_read_profile(&s, error));
	snprintf(want, sizeof(want), "tls-profile: %s: cannot be read", path);
	assert_string_equal(error, want);
	assert_false(options_set(&s, OPTIONS_RUN, "tls-sizes", "on", error));
	assert_string_equal(error,
			    "tls-sizes: 'on' is not one of off|log|charge");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_settings),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
