/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader.h - log lines in, charges out */
#ifndef FEED_READER_H
#define FEED_READER_H

#include "core/engine.h"
#include "line.h"
#include "rows.h"

/**
 * struct feed_charge - What a client is to be charged for
 * @client:	Whom
 * @errors:	How many errors; less than 0: so many are taken back, since the
 *		client of that session proved who it is
 * @tls:	They were encrypted: nobody else saw them
 */
struct feed_charge {
	struct addr client;
	int32_t errors;
	bool tls;
};

struct reader;

/**
 * reader_new() - Compile the table
 * @format:	Whose lines come; FORMAT_AUTO: look at each
 * @key:	Secret, for the table of sessions
 *
 * Return: owned by the caller, for reader_free(); NULL without memory
 */
struct reader *reader_new(enum feed_format format, const uint64_t key[2]);

/** reader_free() - NULL is allowed */
void reader_free(struct reader *r);

/**
 * reader_line() - Read a line
 * @now_ns:	The time now
 * @line:	Without its newline; need not end with a NUL
 * Return: false if it charges nobody
 */
bool reader_line(struct reader *r, uint64_t now_ns, const char *line,
		 size_t bytes, struct feed_charge *charge);

/** reader_entry() - As reader_line(), of a line that came taken apart */
bool reader_entry(struct reader *r, uint64_t now_ns, const struct log_line *l,
		  struct feed_charge *charge);

/**
 * reader_row() - Which row an entry matches, session or not; for tests
 * Return: its index, feed_rows_n for none
 */
size_t reader_row(struct reader *r, const struct log_line *l);

#endif
