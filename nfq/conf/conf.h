/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf.h - the configuration file */
#ifndef NFQ_CONF_H
#define NFQ_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"
#include "text.h"

#define CONF_DEFAULT	"/etc/smtp-tarpit.conf"

/**
 * conf_read() - Read a file's settings on top of @s
 * @s:		Unchanged on error
 * @path:	File of `key = value` and `key = {value, value}`, see
 *		smtp-tarpit.conf(5)
 * @error:	At least OPTIONS_ERROR_MAX bytes: the first error, with file,
 *		line, and for an unknown key the nearest one
 * @notes:	What is right and perhaps not meant is appended, a line each;
 *		NULL is allowed
 */
bool conf_read(struct settings *s, const char *path, char *error,
	       struct text *notes);

/**
 * conf_parse() - The same, of text in memory
 * @name:	What errors call it
 */
bool conf_parse(struct settings *s, const char *text, size_t length_bytes,
		const char *name, char *error, struct text *notes);

#endif
