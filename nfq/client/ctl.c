// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ctl.c - the commands that talk to a running daemon
 *
 * Owns their command lines.  Each command is a row of a table: which words it takes
 * and which request they make (request.c).  What is printed is the daemon's answer;
 * only the live screen (watch.c) draws anything itself.
 */
#include "ctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "process/status.h"
#include "request.h"
#include "watch.h"

#define REQUEST_MAX	512
#define WORDS_MAX	3

static int ask(const char *path, const char *request)
{
	bool live = !strncmp(request, "trace", 5);
	char line[4096];
	FILE *answer = NULL;
	int status = request_open(path, request, &answer);

	if (status)
		return status;
	while (fgets(line, sizeof(line), answer))
		if (fputs(line, stdout) < 0 || (live && fflush(stdout)))
			break;
	fclose(answer);
	fflush(stdout);
	if (ferror(stdout))
		return request_complain(STATUS_FAILED, "standard output",
					strerror(errno));
	return STATUS_OK;
}

/* ---------------------------------------------------------- command lines */

/*
 * struct ctl - What a command takes, and what it was given
 * @usage, @help: for --help
 * @min_words, @max_words: besides options
 * @flag:	Called with options that --control is not; false: unknown
 */
struct ctl {
	const char *usage, *help;
	int min_words, max_words;
	bool (*flag)(struct ctl *c, char **argv, int *i);
	const char *word[WORDS_MAX];
	int words;
	const char *form;	/* status: request that its flags chose */
	bool watch;
	struct settings settings;
};

/*
 * The control path of the file, if there is one, unless the flag says it.  A file
 * that has an error meanwhile doesn't keep a daemon from being asked.
 */
static void read_file(struct ctl *c)
{
	char error[OPTIONS_ERROR_MAX];

	if (access(CONF_DEFAULT, R_OK) == 0 &&
	    !conf_read(&c->settings, CONF_DEFAULT, error, NULL))
		fprintf(stderr, "smtp-tarpit: warning: %s\n", error);
}

static void print_help(const struct ctl *c)
{
	printf("usage: smtp-tarpit %s\n\n%s\n\n", c->usage, c->help);
	options_help(stdout, OPTIONS_CTL);
}

static bool has_flag(char **argv, const char *flag)
{
	for (; *argv; argv++)
		if (!strncmp(*argv, flag, strlen(flag)))
			return true;
	return false;
}

/* Return: -1 to go on, else an exit status */
static int parse(struct ctl *c, char **argv)
{
	char error[OPTIONS_ERROR_MAX];
	int i = 1;

	options_defaults(&c->settings);
	if (has_flag(argv, "--help")) {
		print_help(c);
		return STATUS_OK;
	}
	if (!has_flag(argv, "--control"))
		read_file(c);
	while (argv[i]) {
		switch (options_parse_one(&c->settings, OPTIONS_CTL, argv, &i,
					  error)) {
		case OPTIONS_TAKEN:
			continue;
		case OPTIONS_WRONG:
			return request_complain(STATUS_USAGE, error, "");
		case OPTIONS_OTHER:
			break;
		}
		if (c->flag && c->flag(c, argv, &i))
			continue;
		if (c->words == c->max_words || (!strncmp(argv[i], "--", 2) &&
						 strcmp(argv[i], "--all"))) {
			options_unknown(OPTIONS_CTL, argv[i], error);
			return request_complain(STATUS_USAGE, error, "");
		}
		c->word[c->words++] = argv[i++];
	}
	if (c->words >= c->min_words)
		return -1;
	fprintf(stderr, "usage: smtp-tarpit %s\n", c->usage);
	return STATUS_USAGE;
}

static int command(struct ctl *c, const char *name, char **argv)
{
	char request[REQUEST_MAX];
	int status = parse(c, argv), i;
	size_t used;

	if (status >= 0)
		return status;
	used = (size_t)snprintf(request, sizeof(request), "%s", name);
	for (i = 0; i < c->words && used < sizeof(request); i++)
		used += (size_t)snprintf(request + used,
					 sizeof(request) - used, " %s",
					 c->word[i]);
	if (used >= sizeof(request) || strchr(request, '\n'))
		return request_complain(STATUS_USAGE, "the arguments are too long, or have a line break", "");
	return ask(c->settings.control, request);
}

/* status: flags that choose the request */
static bool status_flag(struct ctl *c, char **argv, int *i)
{
	static const char *const flags[][2] = {
		{ "--json", "status json" },
		{ "--prometheus", "status prometheus" },
		{ "--lines", "status lines" },
		{ "--sources", "sources" },
		{ "--held", "held" },
	};
	size_t k;

	if (!strcmp(argv[*i], "--watch")) {
		c->watch = true;
		(*i)++;
		return true;
	}
	for (k = 0; k < sizeof(flags) / sizeof(flags[0]); k++) {
		if (strcmp(argv[*i], flags[k][0]))
			continue;
		c->form = flags[k][1];
		(*i)++;
		return true;
	}
	return false;
}

/*
 * What the daemon cannot see: whether the firewall has its rules still.  Others may
 * have flushed them.  Says nothing where that cannot be asked.
 */
static void tell_of_rules(void)
{
	FILE *f = popen("exec smtp-tarpit-rules status 2>/dev/null", "re");
	bool gone = false, torn = false;
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		gone |= !strcmp(line, "installed=no\n");
		torn |= !strcmp(line, "whole=no\n");
	}
	if (f)
		pclose(f);
	if (gone || torn)
		printf("%-12s%s: smtp-tarpit-rules install\n", "rules",
		       gone ? "none is in the firewall, nothing is held" :
			      "another program took some of them out");
}

int status_main(int argc, char **argv)
{
	static const char people[] = "status text";
	struct ctl c = {
		.usage = "status [--json|--prometheus|--lines|--sources|--held|--watch]\n"
			 "                          [--control PATH]",
		.help = "Show what the daemon does now: for people, or\n"
			"  --json        one JSON object\n"
			"  --prometheus  metrics\n"
			"  --lines       key=value\n"
			"  --sources     a line for each source, the last charged first\n"
			"  --held        a line for each connection with held replies\n"
			"  --watch       a live screen, until interrupted",
		.flag = status_flag, .form = people,
	};
	int status = parse(&c, argv);

	(void)argc;
	if (status >= 0)
		return status;
	if (c.watch)
		return watch_screen(c.settings.control);
	status = ask(c.settings.control, c.form);
	/* Of the machine's own daemon, and as who may look at the firewall. */
	if (!status && c.form == people && !geteuid() &&
	    !has_flag(argv, "--control"))
		tell_of_rules();
	return status;
}

/* What is sent as it is typed. */
static const struct {
	const char *usage, *help;
	int min_words, max_words;
} commands[] = {
	{ .usage = "trace [ADDR] [--control PATH]",
	  .help = "Print each event of one client, or of all, as it happens.",
	  .max_words = 1 },
	{ .usage = "release ADDR|--all [--control PATH]",
	  .help = "Release the held replies of a source now. The source owes what it owed before.",
	  .min_words = 1, .max_words = 1 },
	{ .usage = "forget ADDR|--all [--control PATH]",
	  .help = "Forget what a source owes, its errors and its deliveries.",
	  .min_words = 1, .max_words = 1 },
	{ .usage = "owe ADDR SECONDS [--control PATH]",
	  .help = "Make a source owe at least SECONDS, and print what it owes.",
	  .min_words = 2, .max_words = 2 },
	{ .usage = "charge ADDR [N] [tls] [--control PATH]",
	  .help = "Charge a source for N errors (1 by default) that a mail server's log reports.\n"
		"An error that the tarpit saw is charged once, unless it was inside TLS (tls).",
	  .min_words = 1, .max_words = 3 },
	{ .usage = "reload [--control PATH]",
	  .help = "Read the configuration again. Held replies stay held." },
	{ .usage = "loglevel LEVEL [--control PATH]",
	  .help = "Set log-level to LEVEL, until the next reload.",
	  .min_words = 1, .max_words = 1 },
	{ .usage = "save [--control PATH]",
	  .help = "Write what sources owe to the state file now." },
};

int ctl_main(int argc, char **argv)
{
	size_t i = 0, n = strlen(argv[0]);
	struct ctl c;

	(void)argc;
	while (strncmp(commands[i].usage, argv[0], n) ||
	       commands[i].usage[n] != ' ')
		i++;	/* main.c's table has no others */
	c = (struct ctl){ .usage = commands[i].usage, .help = commands[i].help,
			  .min_words = commands[i].min_words,
			  .max_words = commands[i].max_words };
	return command(&c, argv[0], argv);
}
