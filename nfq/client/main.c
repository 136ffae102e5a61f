// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit COMMAND: one table
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
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
	{ "run", run_main, "hold error replies until told to stop" },
	{ "status", status_main, "show what it does now; --json, --prometheus, --lines, --sources, --held, --watch" },
	{ "trace", ctl_main, "[ADDR]: follow what happens, line by line" },
	{ "release", ctl_main, "ADDR|--all: let its held replies pass now" },
	{ "forget", ctl_main, "ADDR|--all: forget what it owes" },
	{ "owe", ctl_main, "ADDR SECONDS: let it owe at least so much" },
	{ "charge", ctl_main, "ADDR [N] [tls]: charge it for what a mail server's log tells of" },
	{ "reload", ctl_main, "read the configuration again" },
	{ "loglevel", ctl_main, "LEVEL: error, warning, notice, info or debug" },
	{ "save", ctl_main, "write the sources to the state file" },
	{ "report", report_main, "[FILE...]: whom it slowed, and who of them delivered mail; --since, --csv, --json" },
	{ "check-config", check_main, "[FILE]: check a configuration file; --print shows all settings" },
	{ "rules-text", rules_main, "print what smtp-tarpit-rules would give to the firewall" },
	{ "doctor", doctor_main, "look whether this machine is fit for it, and what to do" },
	{ "version", version_main, "print the version" },
	{ "help", help_main, "print this" },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	size_t i;

	fprintf(out, "usage: smtp-tarpit COMMAND [OPTION...]\n\n");
	for (i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-13s %s\n", commands[i].name,
			commands[i].help);
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
