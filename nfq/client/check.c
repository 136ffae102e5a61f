// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - smtp-tarpit check-config: is the file right, for both programs?
 */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/settings.h"
#include "process/status.h"

/* `key = value` of all settings, such that it can be read again. */
static void print_settings(const struct settings *s)
{
	static char text[OPTIONS_TEXT_MAX];
	struct option_row row;
	size_t i;

	for (i = 0; options_each(i, &row); i++) {
		options_get(s, row.key, text);
		printf("%s = \"%s\"\n", row.key, text);
	}
}

static void print_notes(const struct text *notes)
{
	const char *at = notes->used ? notes->bytes : "";
	size_t n;

	for (; *at; at += n + 1) {
		n = strcspn(at, "\n");
		fprintf(stderr, "smtp-tarpit: warning: %.*s\n", (int)n, at);
	}
}

static int check_file(const char *path, bool print)
{
	struct text notes = { .max = 65536 };
	static struct settings s;
	char error[OPTIONS_ERROR_MAX];
	bool taken;

	options_defaults(&s);
	if (!conf_read(&s, path, error, &notes) ||
	    !settings_read_profile(&s, error)) {
		fprintf(stderr, "smtp-tarpit: error: %s\n", error);
		text_free(&notes);
		return STATUS_USAGE;
	}
	taken = settings_check(&s, path, &notes);
	print_notes(&notes);
	text_free(&notes);
	if (print)
		print_settings(&s);
	else if (taken)
		printf("%s: ok\n", path);
	return taken ? STATUS_OK : STATUS_FAILED;
}

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit check-config [--print] [[--config] FILE]\n\n"
		"Check a configuration file, by default " CONF_DEFAULT ".\n"
		"With --print, show all settings as the file makes them.\n"
		"Exit status: 0 the daemon and the rules accept the file, 1 smtp-tarpit-rules\n"
		"install refuses it, 2 it has an error.\n");
}

/* The file that is named at @argv[*i], or behind it.  NULL: none is */
static const char *named_file(char **argv, int *i)
{
	if (!strncmp(argv[*i], "--config=", 9))
		return argv[*i] + 9;
	if (!strcmp(argv[*i], "--config"))
		return argv[*i + 1] ? argv[++*i] : NULL;
	return argv[*i][0] == '-' ? NULL : argv[*i];
}

int check_main(int argc, char **argv)
{
	const char *path = NULL, *named;
	bool print = false;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			usage(stdout);
			return STATUS_OK;
		}
		if (!strcmp(argv[i], "--print")) {
			print = true;
			continue;
		}
		named = named_file(argv, &i);
		if (path || !named) {
			fprintf(stderr, "smtp-tarpit: error: '%s' is not expected here\n",
				argv[i]);
			usage(stderr);
			return STATUS_USAGE;
		}
		path = named;
	}
	return check_file(path ? path : CONF_DEFAULT, print);
}
