/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settings.h - what a program that runs is told: defaults, file, command line */
#ifndef NFQ_SETTINGS_H
#define NFQ_SETTINGS_H

#include <stdbool.h>

#include "options.h"
#include "text.h"

/**
 * settings_file() - Which file is to be read
 * @argv:	Command line, ends with NULL
 *
 * That of the last --config, else CONF_DEFAULT where it exists; "none" for none.
 * Return: borrowed; NULL where --config has no value
 */
const char *settings_file(char *const *argv);

/**
 * settings_skip_config() - Step over --config FILE, which settings_file() has read
 * @i:		Moved behind it
 * Return: false if there is something else
 */
bool settings_skip_config(char *const *argv, int *i);

/**
 * settings_read() - Read all settings: defaults, then the file, then @argv
 * @who:	Options of these in @argv; --config FILE besides
 * @config:	The file; "" for none
 * @error:	At least OPTIONS_ERROR_MAX bytes
 * @notes:	Lines about the file: what is right, and perhaps not meant; or NULL
 * Return: false if something is wrong
 */
bool settings_read(struct settings *s, unsigned int who, const char *config,
		   char *const *argv, char *error, struct text *notes);

/**
 * settings_read_profile() - Read the file of tls-profile, where tls-sizes wants it
 * @error:	At least OPTIONS_ERROR_MAX bytes: which line is wrong, and why
 * Return: false if there is none; then @s is of no use
 */
bool settings_read_profile(struct settings *s, char *error);

/** settings_refused() - Why can't rules be made of them?  NULL: they can */
const char *settings_refused(const struct settings *s);

/**
 * settings_check() - Say what is not so on this machine, or can't be installed
 * @path:	The file that they are of
 * @notes:	Lines are appended
 *
 * It reads the lists of users and groups: nothing for a sandbox.
 * Return: false if smtp-tarpit-rules install refuses them
 */
bool settings_check(const struct settings *s, const char *path,
		    struct text *notes);

#endif
