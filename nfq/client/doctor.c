// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor.c - smtp-tarpit doctor: one table of checks
 *
 * Owns the order of the checks; doctor_say.c is how they speak, doctor_ask.c how they
 * look.  Promises that it changes nothing on the machine: whatever it tries out, it
 * tries in a network namespace of its own.
 */
#include "doctor.h"

#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/settings.h"
#include "process/status.h"

#define RULES_PROGRAM	"smtp-tarpit-rules"

static const struct check {
	const char *name;
	void (*look)(struct doctor *d);
	bool needs_root;
} checks[] = {
	{ "config", doctor_config, false },
	{ "kernel", doctor_kernel, false },
	{ "queue", doctor_queue, false },
	{ "parts", doctor_parts, true },
	{ "rules", doctor_rules, true },
	{ "listener", doctor_listener, true },
	{ "daemon", doctor_daemon, true },
	{ "conntrack", doctor_conntrack, false },
	{ "marks", doctor_marks, true },
	{ "untracked", doctor_untracked, true },
	{ "offload", doctor_offload, true },
	{ "masquerade", doctor_masquerade, true },
	{ "clients", doctor_clients, true },
	{ "bridge", doctor_bridge, false },
	{ "feed", doctor_feed, true },
	{ "hold", doctor_hold, true },
};

/* ---------------------------------------------------------------- beginning */

/* Beside this program, where it was built, or in PATH. */
static void find_programs(struct doctor *d)
{
	static const char *const folders[] = { "", "../rules/" };
	char copy[PATH_MAX], *folder;
	struct text none = { .max = 1024 };
	ssize_t n;
	size_t i;

	n = readlink("/proc/self/exe", d->self, sizeof(d->self) - 1);
	d->self[n < 0 ? 0 : n] = '\0';
	strcpy(copy, d->self);
	folder = dirname(copy);
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		if (snprintf(d->rules, sizeof(d->rules), "%s/%s" RULES_PROGRAM,
			     folder, folders[i]) < (int)sizeof(d->rules) &&
		    access(d->rules, X_OK) == 0)
			return;
	}
	strcpy(d->rules, RULES_PROGRAM);
	if (doctor_run((const char *[]){ RULES_PROGRAM, "--help", NULL },
		       &none) == 127)
		*d->rules = '\0';
	text_free(&none);
}

/* The same text that an admin would look at. */
static void look_at_firewall(struct doctor *d)
{
	static const char *const savers[] = {
		"iptables-save", "ip6tables-save",
		"iptables-legacy-save", "ip6tables-legacy-save",
	};
	const char *status[] = { d->rules, "status", NULL };
	const char *nft[] = { "nft", "list", "ruleset", NULL };
	size_t i;

	if (*d->rules)
		doctor_run(status, &d->status);
	for (i = 0; i < sizeof(savers) / sizeof(*savers); i++)
		if (doctor_run((const char *[]){ savers[i], NULL },
			       &d->saved) == 127 && i == 0)
			break;
	if (doctor_run(nft, &d->ruleset) != 0)
		text_free(&d->ruleset);
}

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit doctor [--config FILE]\n\n"
		"Check whether this machine is fit for the tarpit, and hold a reply in a network\n"
		"namespace of its own. The remedy stands below each finding. Nothing is changed.\n"
		"Exit status: 0 nothing was found, 1 something was.\n");
}

/* Return: -1 to go on, else an exit status */
static int parse(struct doctor *d, int argc, char **argv)
{
	const char *config = access(CONF_DEFAULT, F_OK) ? "none" : CONF_DEFAULT;

	options_defaults(&d->settings);
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return STATUS_OK;
	}
	if (argc == 3 && !strcmp(argv[1], "--config")) {
		config = argv[2];
	} else if (argc != 1) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(config, "none"))
		return -1;
	if (!realpath(config, d->config))
		snprintf(d->config, sizeof(d->config), "%s", config);
	if (conf_read(&d->settings, d->config, d->error, &d->notes))
		settings_check(&d->settings, d->config, &d->notes);
	return -1;
}

/* The daemon may run all the same, with what the file said before. */
void doctor_config(struct doctor *d)
{
	const char *at = d->notes.bytes;
	char line[DOCTOR_LINE_MAX];

	if (*d->error) {
		doctor_finding(d, "%s", d->error);
		doctor_remedy("mend the file until smtp-tarpit check-config accepts it; the checks below use the defaults");
		return;
	}
	while (doctor_line(&at, line))
		doctor_note(d, "%s", line);
	if (!*d->config || !settings_refused(&d->settings))
		doctor_good(d, "%s", *d->config ? d->config : "there is no file: the defaults are used");
}

/* What only root may look at: one finding for all of it. */
static void look_without_root(struct doctor *d)
{
	struct text names = { .max = 1024 };
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		if (checks[i].needs_root)
			text_add(&names, "%s%s", n++ ? ", " : "",
				 checks[i].name);
	d->check = "root";
	doctor_finding(d, "%u checks were skipped, since they need root: %s", n,
		       names.bytes);
	doctor_remedy("run smtp-tarpit doctor as root");
	text_free(&names);
}

int doctor_main(int argc, char **argv)
{
	static struct doctor d = { .notes.max = 65536 };
	int status = parse(&d, argc, argv);
	size_t i;

	if (status >= 0)
		return status;
	signal(SIGPIPE, SIG_IGN);
	d.root = geteuid() == 0;
	find_programs(&d);
	if (d.root)
		look_at_firewall(&d);
	for (i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		d.check = checks[i].name;
		if (!checks[i].needs_root || d.root)
			checks[i].look(&d);
	}
	if (!d.root)
		look_without_root(&d);
	printf("%u finding%s\n", d.findings, d.findings == 1 ? "" : "s");
	return d.findings ? STATUS_FAILED : STATUS_OK;
}
