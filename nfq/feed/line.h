/* SPDX-License-Identifier: GPL-2.0-or-later */
/* line.h - what stands before the text of a log line: time, host, program */
#ifndef FEED_LINE_H
#define FEED_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct span - Bytes within somebody else's
 */
struct span {
	const char *at;
	size_t bytes;
};

/**
 * struct log_line - A log line, taken apart
 * @host:	That it was logged on; empty where the line has none
 * @tag:	The program's name, without its process id; may be empty
 * @pid:	Its process id; 0 for none
 * @text:	What the program said
 * @dated:	Its time was written as Exim writes it into its own files
 *
 * All of it points into the line that it was made of.
 */
struct log_line {
	struct span host, tag, text;
	uint32_t pid;
	bool dated;
};

/**
 * line_split() - Take a line apart
 * @bytes:	Its length, without the newline
 *
 * Known are syslog's lines (RFC 3164, and those with a time of RFC 3339), with
 * a host or without, a priority before them or not; those of Exim's and
 * Dovecot's own files; and lines that are nothing but text.
 */
struct log_line line_split(const char *line, size_t bytes);

/** line_undate() - Take Exim's own time off the text that syslog was given */
void line_undate(struct log_line *l);

/** line_ends() - Does a span end with @suffix? */
bool line_ends(struct span s, const char *suffix);

/** line_begins() - Does it begin with @prefix? */
bool line_begins(struct span s, const char *prefix);

/** line_is() - Is it this? */
bool line_is(struct span s, const char *string);

#endif
