// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit COMMAND: one table
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "conf/options.h"
#include "conf/rules.h"
#include "ctl.h"
#include "daemon/run.h"
#include "doctor.h"
#include "process/status.h"
#include "report.h"

static int help_main(int argc, char **argv);
static int version_main(int argc, char **argv);

static const struct command {
	const char *name;
	int (*fn)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "run", run_main, "hold error replies, until a signal stops it" },
	{ "status", status_main, "show what the daemon does now; --json, --prometheus, --lines, --sources, --held, --watch" },
	{ "trace", ctl_main, "[ADDR]: print each event as it happens" },
	{ "release", ctl_main, "ADDR|--all: release the held replies of a source now" },
	{ "forget", ctl_main, "ADDR|--all: forget what a source owes" },
	{ "owe", ctl_main, "ADDR SECONDS: make a source owe at least so much" },
	{ "charge", ctl_main, "ADDR [N] [tls]: charge a source for errors that a mail server's log reports" },
	{ "reload", ctl_main, "read the configuration again" },
	{ "loglevel", ctl_main, "LEVEL: log lines of error, warning, notice, info or debug, and above" },
	{ "save", ctl_main, "write what sources owe to the state file" },
	{ "report", report_main, "[FILE...]: list the sources that were delayed, and what they delivered; --since, --csv, --json" },
	{ "check-config", check_main, "[FILE]: check a configuration file; --print shows all settings" },
	{ "rules-text", rules_main, "print what smtp-tarpit-rules would give to the firewall" },
	{ "doctor", doctor_main, "check whether this machine is fit for the tarpit, and name remedies" },
	{ "version", version_main, "print the version" },
	{ "help", help_main, "print this" },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	char name[32];
	size_t i;

	fprintf(out, "usage: smtp-tarpit COMMAND [OPTION...]\n\n");
	for (i = 0; i < COMMANDS; i++) {
		snprintf(name, sizeof(name), "  %s", commands[i].name);
		options_item(out, 16, name, commands[i].help);
	}
	fprintf(out, "\nsmtp-tarpit COMMAND --help tells more; so does smtp-tarpit(8).\n");
}

static int help_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	usage(stdout);
	return STATUS_OK;
}

static int version_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("smtp-tarpit %s\n", program_version);
	return STATUS_OK;
}

int main(int argc, char **argv)
{
	char none[] = "", *name = argc > 1 ? argv[1] : none;
	size_t i;

	if (!strncmp(name, "--", 2))
		argv[1] = name += 2;	/* --help, --version */
	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return commands[i].fn(argc - 1, argv + 1);
	if (*name)
		fprintf(stderr, "smtp-tarpit: error: unknown command '%s'\n",
			name);
	usage(stderr);
	return STATUS_USAGE;
}
