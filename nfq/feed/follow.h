/* SPDX-License-Identifier: GPL-2.0-or-later */
/* follow.h - files that grow, are rotated and truncated */
#ifndef FEED_FOLLOW_H
#define FEED_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#define FOLLOW_FILES_MAX	16
#define FOLLOW_ERROR_MAX	512

struct follow;

/**
 * follow_open() - Begin to follow files, each from its present end
 * @paths:	Borrowed until follow_close(); one that is not there yet is
 *		waited for, its folder must be
 * @error:	At least FOLLOW_ERROR_MAX bytes
 * Return: owned by the caller, for follow_close(); NULL on failure
 */
struct follow *follow_open(char *const *paths, size_t n, char *error);

/** follow_close() - NULL is allowed */
void follow_close(struct follow *f);

/** follow_fd() - Readable when something has changed */
int follow_fd(const struct follow *f);

/**
 * follow_read() - Read what is new, some of it if there is much
 * @on_line:	Called for each line
 * Return: true if there is more to be read at once
 */
bool follow_read(struct follow *f,
		 void (*on_line)(void *ctx, const char *line, size_t bytes),
		 void *ctx);

#endif
