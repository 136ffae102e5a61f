/* SPDX-License-Identifier: GPL-2.0-or-later */
/* profile.h - a server's profile (core/sizes.h) as text, and back */
#ifndef NFQ_PROFILE_H
#define NFQ_PROFILE_H

#include "core/sizes.h"

#include <stdio.h>

#define PROFILE_ERROR_MAX	256

/**
 * profile_parse() - Read a profile
 * @text:	Lines "WORD VALUE..."; empty ones and those with "#" say nothing
 * @p:		Filled and checked, see sizes_profile_check()
 * @error:	PROFILE_ERROR_MAX bytes; which line is wrong, and why
 *
 * Return: false if it is none
 */
bool profile_parse(const char *text, struct sizes_profile *p, char *error);

/** profile_read() - The same from a file */
bool profile_read(const char *path, struct sizes_profile *p, char *error);

/** profile_write() - Write one, with what can't be told in words */
void profile_write(FILE *to, const struct sizes_profile *p);

/** profile_class_text() - "RCPT 550", for people */
const char *profile_class_text(const struct sizes_class *c, char *text,
			       size_t text_bytes);

#endif
