/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.h - what came of a replay, for people and for programs */
#ifndef NFQ_REPLAY_REPORT_H
#define NFQ_REPLAY_REPORT_H

#include "feed.h"

#define REPORT_TEXT_MAX	32

/** duration_text() - "0.25 s", "4 min 12 s", "83 h 20 min"; Return: @text */
const char *duration_text(uint64_t ns, char *text);

/** count_text() - "15,000"; Return: @text */
const char *count_text(uint64_t n, char *text);

/** captured_ns() - How long the streams took as captured */
uint64_t captured_ns(const struct feed *f);

/** tarpit_ns() - How long they take in run @run */
uint64_t tarpit_ns(const struct feed *f, uint32_t run);

/**
 * sources_sorted() - The sources that were seen, those with most errors first
 * @n:		How many
 *
 * Return: indices, freed by the caller; NULL without memory
 */
uint32_t *sources_sorted(const struct feed *f, uint32_t *n);

/** source_text() - "192.0.2.1", "2001:db8::/64", or "others"; Return: @text */
const char *source_text(const struct feed *f, uint32_t index, char *text);

/** report_table() - Tables of sources and streams, and a total line */
void report_table(FILE *out, const struct feed *f);

/** report_json() - The same and more as one JSON object */
void report_json(FILE *out, const struct feed *f, const struct feed_file *files,
		 uint32_t files_n);

#endif
