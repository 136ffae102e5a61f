/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settings.h - what a program that runs is told: defaults, file, command line */
#ifndef NFQ_SETTINGS_H
#define NFQ_SETTINGS_H

#include <stdbool.h>

#include "options.h"

/**
 * settings_file() - Which file is to be read
 * @argv:	Command line, ends with NULL
 *
 * That of --config, else CONF_DEFAULT where it exists; "none" for none.
 * Return: borrowed; NULL where --config has no value
 */
const char *settings_file(char *const *argv);

/**
 * settings_read() - Read all settings: defaults, then the file, then @argv
 * @who:	Options of these in @argv; --config FILE besides
 * @config:	The file; "" for none
 * @error:	At least OPTIONS_ERROR_MAX bytes
 * Return: false if something is wrong
 */
bool settings_read(struct settings *s, unsigned int who, const char *config,
		   char *const *argv, char *error);

#endif
