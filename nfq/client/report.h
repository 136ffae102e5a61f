/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.h - smtp-tarpit report: who was slowed, and who of them is good */
#ifndef NFQ_CLIENT_REPORT_H
#define NFQ_CLIENT_REPORT_H

#include "conf/options.h"

/**
 * struct row - A source
 * @errors, @holds, @hung_up: Error replies that were held, times that something was,
 *		and that its client left before
 * @neighbours:	Times that something was held for what its network owed
 * @due_ms, @waited_ms, @longest_ms: How long it was to wait; how long it waited
 * @told:	The daemon remembers it
 * @delivered, @all_errors: What it remembers
 */
struct row {
	struct net net;
	uint64_t first_ms, last_ms;
	uint64_t errors, holds, hung_up, neighbours;
	uint64_t due_ms, waited_ms, longest_ms;
	bool overdrawn, told;
	uint32_t delivered, all_errors;
	char code[32];
	struct row *next;
};

enum form { FOR_PEOPLE, AS_CSV, AS_JSON };

/**
 * struct report - What was asked for, and what was found
 * @since_ms:	Lines before it do not count
 * @names:	Ask what their names are
 * @told:	Somebody told who delivered
 * @top:	Rows of a table for people
 * @holds, @dry_holds: Times that something was held; and that a dry run said so
 */
struct report {
	struct settings settings;
	uint64_t since_ms;
	enum form form;
	bool names, told;
	uint32_t top;
	uint64_t lines, first_ms, last_ms, holds, dry_holds;
	void *tree;
	struct row *rows;
	size_t rows_n;
};

/** report_by_net() - Order two rows by their networks, as of qsort(3) */
int report_by_net(const void *a, const void *b);

/** report_print() - Print what was found.  Return: false without memory */
bool report_print(const struct report *r);

/** report_main() - smtp-tarpit report.  Return: enum exit_status */
int report_main(int argc, char **argv);

#endif
