/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.h - stream scripts: a script that is under way */
#ifndef RUN_H
#define RUN_H

#include "conf/options.h"
#include "oracle.h"

/**
 * struct run - A script that is under way
 * @clock_ns:	Time of the last line
 * @line:	The line that is being done
 * @busy:	Nobody looks whether something is due
 */
struct run {
	struct world *w;
	struct settings settings;
	uint64_t clock_ns;
	struct line line;
	bool busy;
	uint8_t bytes[PACKET_MAX + 128 + EXT_MAX_BYTES];
	uint8_t payload[PACKET_MAX];
};

/** run_defaults() - Small tables, so that scripts start fast */
void run_defaults(struct run *r);

/** split_word() - "key=value" in two.  Return: false if it is none */
bool split_word(char *text, char **key, char **value);

/** do_open() - The line `open ...` */
void do_open(struct run *r);

/** packet_line() - A line that sends a packet, from word @i on */
void packet_line(struct run *r, unsigned int i, uint64_t low_ns,
		 uint64_t high_ns);

/** icmp_line() - A line that sends an ICMP error, from word @i on */
void icmp_line(struct run *r, unsigned int i, uint64_t low_ns,
	       uint64_t high_ns);

#endif
