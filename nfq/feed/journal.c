// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * journal.c - entries of systemd's journal
 *
 * Owns the way to the journal, sd-journal(3).  Which unit an entry is of is what
 * the kernel said of its writer, so nobody else can make one.  Built without
 * WITH_JOURNAL it says that it was.
 */
#include "journal.h"

#include <stdio.h>

#ifdef WITH_JOURNAL

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>
#include <time.h>

#define ENTRIES_MAX	1000	/* in one go */

struct journal {
	sd_journal *journal;
	bool was_empty;
};

static int add_unit(sd_journal *j, const char *unit)
{
	char match[300];

	if (strlen(unit) > 250)
		return -EINVAL;
	snprintf(match, sizeof(match), "_SYSTEMD_UNIT=%s%s", unit,
		 strchr(unit, '.') ? "" : ".service");
	return sd_journal_add_match(j, match, 0);
}

struct journal *journal_open(const char *folder, char *const *units, size_t n,
			     char *error)
{
	struct journal *j = calloc(1, sizeof(*j));
	int failed = -ENOMEM;
	size_t i;

	if (j)
		failed = folder ? sd_journal_open_directory(&j->journal, folder,
							    0) :
				  sd_journal_open(&j->journal,
						  SD_JOURNAL_LOCAL_ONLY);
	for (i = 0; failed >= 0 && i < n; i++)
		failed = add_unit(j->journal, units[i]);
	/* The newest entry there is was said before we came. */
	if (failed >= 0)
		failed = sd_journal_seek_tail(j->journal);
	if (failed >= 0)
		failed = sd_journal_previous(j->journal);
	if (failed >= 0) {
		j->was_empty = failed == 0;
		failed = sd_journal_get_fd(j->journal);
	}
	if (failed >= 0)
		return j;
	snprintf(error, JOURNAL_ERROR_MAX, "journal: %s", strerror(-failed));
	journal_close(j);
	return NULL;
}

void journal_close(struct journal *j)
{
	if (j)
		sd_journal_close(j->journal);
	free(j);
}

bool journal_was_empty(const struct journal *j)
{
	return j->was_empty;
}

int journal_fd(const struct journal *j, short *events)
{
	int wanted = sd_journal_get_events(j->journal);

	*events = wanted < 0 ? POLLIN : (short)wanted;
	return sd_journal_get_fd(j->journal);
}

int journal_timeout_ms(const struct journal *j)
{
	struct timespec now;
	uint64_t until_us, now_us;

	if (sd_journal_get_timeout(j->journal, &until_us) <= 0 ||
	    until_us == UINT64_MAX)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	now_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	return until_us <= now_us ? 0 : (int)((until_us - now_us) / 1000) + 1;
}

/* A field's value; empty where the entry has none. */
static struct span field(sd_journal *j, const char *name)
{
	size_t n, skip = strlen(name) + 1;
	const void *data;

	if (sd_journal_get_data(j, name, &data, &n) < 0 || n < skip)
		return (struct span){ "", 0 };
	return (struct span){ (const char *)data + skip, n - skip };
}

static uint32_t number(struct span s)
{
	uint32_t n = 0;

	for (; s.bytes && *s.at >= '0' && *s.at <= '9'; s.at++, s.bytes--)
		n = n * 10 + (uint32_t)(*s.at - '0');
	return n;
}

/* A field's data is valid until the next is asked for: each is copied. */
static void read_entry(sd_journal *j,
		       void (*on_entry)(void *ctx, const struct log_line *l),
		       void *ctx)
{
	char tag[64], text[8192];
	struct log_line l = { .pid = 0 };
	struct span s;

	l.pid = number(field(j, "SYSLOG_PID"));
	if (!l.pid)
		l.pid = number(field(j, "_PID"));
	s = field(j, "SYSLOG_IDENTIFIER");
	if (s.bytes > sizeof(tag))
		return;
	memcpy(tag, s.at, s.bytes);
	l.tag = (struct span){ tag, s.bytes };
	s = field(j, "MESSAGE");
	if (s.bytes > sizeof(text))
		return;
	memcpy(text, s.at, s.bytes);
	l.text = (struct span){ text, s.bytes };
	line_undate(&l);
	on_entry(ctx, &l);
}

bool journal_read(struct journal *j,
		  void (*on_entry)(void *ctx, const struct log_line *l), void *ctx)
{
	int i;

	sd_journal_process(j->journal);
	for (i = 0; i < ENTRIES_MAX; i++) {
		if (sd_journal_next(j->journal) <= 0)
			return false;
		read_entry(j->journal, on_entry, ctx);
	}
	return true;
}

#else

struct journal *journal_open(const char *folder, char *const *units, size_t n,
			     char *error)
{
	(void)folder;
	(void)units;
	(void)n;
	snprintf(error, JOURNAL_ERROR_MAX,
		 "--journal: this program was built without the journal (make WITH_JOURNAL=yes)");
	return NULL;
}

void journal_close(struct journal *j)
{
	(void)j;
}

bool journal_was_empty(const struct journal *j)
{
	(void)j;
	return false;
}

int journal_fd(const struct journal *j, short *events)
{
	(void)j;
	*events = 0;
	return -1;
}

int journal_timeout_ms(const struct journal *j)
{
	(void)j;
	return -1;
}

bool journal_read(struct journal *j,
		  void (*on_entry)(void *ctx, const struct log_line *l), void *ctx)
{
	(void)j;
	(void)on_entry;
	(void)ctx;
	return false;
}

#endif
