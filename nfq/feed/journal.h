/* SPDX-License-Identifier: GPL-2.0-or-later */
/* journal.h - entries of systemd's journal */
#ifndef FEED_JOURNAL_H
#define FEED_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "line.h"

#define JOURNAL_ERROR_MAX	256

struct journal;

/**
 * journal_open() - Follow the entries of units, from now on
 * @folder:	The journal's; NULL: this machine's
 * @units:	"postfix@-.service"; ".service" may be left out
 * @error:	At least JOURNAL_ERROR_MAX bytes
 * Return: owned by the caller, for journal_close(); NULL on failure
 */
struct journal *journal_open(const char *folder, char *const *units, size_t n,
			     char *error);

/** journal_close() - NULL is allowed */
void journal_close(struct journal *j);

/** journal_was_empty() - Had none of the units an entry when it was opened? */
bool journal_was_empty(const struct journal *j);

/** journal_fd() - Readable, or what it says, when there are new ones */
int journal_fd(const struct journal *j, short *events);

/** journal_timeout_ms() - Look again after this; -1: need not */
int journal_timeout_ms(const struct journal *j);

/**
 * journal_read() - Read what is new, some of it if there is much
 * @on_entry:	Called for each entry
 * Return: true if there is more to be read at once
 */
bool journal_read(struct journal *j,
		  void (*on_entry)(void *ctx, const struct log_line *l), void *ctx);

#endif
