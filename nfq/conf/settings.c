// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * settings.c - what a program that runs is told
 *
 * Owns the order in which settings count: what the command line says goes before
 * the file, and that before the defaults.
 */
#include "settings.h"

#include <string.h>
#include <unistd.h>

#include "conf.h"

const char *settings_file(char *const *argv)
{
	for (; *argv; argv++) {
		if (!strncmp(*argv, "--config=", 9))
			return *argv + 9;
		if (!strcmp(*argv, "--config"))
			return argv[1];
	}
	return access(CONF_DEFAULT, F_OK) == 0 ? CONF_DEFAULT : "none";
}

bool settings_read(struct settings *s, unsigned int who, const char *config,
		   char *const *argv, char *error)
{
	int i = 0;

	options_defaults(s);
	if (*config && !conf_read(s, config, error, NULL))
		return false;
	while (argv[i]) {
		if (!strncmp(argv[i], "--config=", 9)) {
			i++;
			continue;
		}
		if (!strcmp(argv[i], "--config")) {
			i += argv[i + 1] ? 2 : 1;
			continue;
		}
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
