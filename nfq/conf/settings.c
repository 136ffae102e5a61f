// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * settings.c - what a program that runs is told
 *
 * Owns the order in which settings count: what the command line says goes before
 * the file, and that before the defaults.
 */
#include "settings.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"

const char *settings_file(char *const *argv)
{
	const char *file = access(CONF_DEFAULT, F_OK) ? "none" : CONF_DEFAULT;

	for (; file && *argv; argv++) {
		if (!strncmp(*argv, "--config=", 9))
			file = *argv + 9;
		else if (!strcmp(*argv, "--config"))
			file = *++argv;
	}
	return file;
}

bool settings_skip_config(char *const *argv, int *i)
{
	if (!strcmp(argv[*i], "--config"))
		*i += argv[*i + 1] ? 2 : 1;
	else if (!strncmp(argv[*i], "--config=", 9))
		*i += 1;
	else
		return false;
	return true;
}

const char *settings_refused(const struct settings *s)
{
	bool some = s->servers_n || *s->in_interface;

	if (s->backend == BACKEND_NFT && s->iptables)
		return "iptables cannot be set with backend = nft: remove one of them";
	if (s->backend == BACKEND_NFT && s->position == POSITION_FIRST)
		return "position = first cannot be set with backend = nft, whose rules always come before others: remove one of them";
	if (s->mode == MODE_HOST && (*s->in_interface || s->any_server))
		return "in-interface and any-server cannot be set with mode = host, where the servers run on this machine: remove them";
	if (s->any_server && some)
		return "any-server cannot be set beside server or in-interface: remove one of them";
	if (s->mode == MODE_ROUTER && !s->any_server && !some)
		return "set server to the mail servers' addresses (or in-interface, or any-server): without it, replies to your own outgoing mail would be held too";
	return NULL;
}

bool settings_check(const struct settings *s, const char *path,
		    struct text *notes)
{
	const char *refused = settings_refused(s);

	if (*s->user && !getpwnam(s->user))
		text_add(notes, "%s: user: there is no user '%s' here\n", path,
			 s->user);
	if (*s->control_group && !getgrnam(s->control_group))
		text_add(notes, "%s: control-group: there is no group '%s' here\n",
			 path, s->control_group);
	if (refused)
		text_add(notes, "%s: smtp-tarpit-rules install refuses this file: %s\n",
			 path, refused);
	return !refused;
}

bool settings_read(struct settings *s, unsigned int who, const char *config,
		   char *const *argv, char *error, struct text *notes)
{
	int i = 0;

	options_defaults(s);
	if (*config && !conf_read(s, config, error, notes))
		return false;
	while (argv[i]) {
		if (settings_skip_config(argv, &i))
			continue;
		switch (options_parse_one(s, who, argv, &i, error)) {
		case OPTIONS_TAKEN:
			break;
		case OPTIONS_OTHER:
			options_unknown(who, argv[i], error);
			return false;
		case OPTIONS_WRONG:
			return false;
		}
	}
	return true;
}
