/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor.h - smtp-tarpit doctor: is this machine fit for the tarpit? */
#ifndef NFQ_DOCTOR_H
#define NFQ_DOCTOR_H

#include <limits.h>

#include "conf/options.h"
#include "conf/text.h"

#define DOCTOR_LINE_MAX	2048

/**
 * struct doctor - What checks look at, and what they have found
 * @settings:	Of the configuration file
 * @config:	That file; "" for none
 * @error, @notes: What is wrong with it, and what is perhaps not meant
 * @self, @rules: Paths of smtp-tarpit and smtp-tarpit-rules; "" = not found
 * @root:	Run as root; most checks need it
 * @status:	What `smtp-tarpit-rules status` printed
 * @saved:	What iptables-save and its kin printed, one after the other
 * @ruleset:	What `nft list ruleset` printed
 * @wanted:	What `smtp-tarpit-rules show` prints of the rules that the file gives
 * @check:	Name of the check at hand
 * @findings:	How many there were
 */
struct doctor {
	struct settings settings;
	char config[PATH_MAX];
	char error[OPTIONS_ERROR_MAX];
	struct text notes;
	char self[PATH_MAX];
	char rules[PATH_MAX];
	bool root;
	struct text status, saved, ruleset, wanted;
	const char *check;
	unsigned int findings;
};

/* --- doctor_say.c: what is said */

/** doctor_good() - Say that something is as it should be */
void doctor_good(const struct doctor *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** doctor_note() - Say something that is worth knowing, and is no finding */
void doctor_note(const struct doctor *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** doctor_finding() - Say what is wrong; doctor_remedy() must follow */
void doctor_finding(struct doctor *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** doctor_remedy() - Say what to do about it */
void doctor_remedy(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* --- doctor_ask.c: what is asked */

/**
 * doctor_child() - Do something in a process of its own
 * @child:	Its return value is the exit status
 * @out:	What it prints, errors too, is appended here
 * Return: its exit status; -1 if it died or was stopped for taking too long
 */
int doctor_child(int (*child)(void *ctx), void *ctx, struct text *out);

/**
 * doctor_run() - Run a program; as doctor_child()
 * @argv:	Ends with NULL; looked for in PATH
 * Return: as doctor_child(); 127 if there is no such program
 */
int doctor_run(const char *const *argv, struct text *out);

/** doctor_read() - Read a file of /proc or /sys.  Return: false if there is none */
bool doctor_read(const char *path, struct text *out);

/** doctor_number() - Read a number from a file.  Return: false if there is none */
bool doctor_number(const char *path, unsigned long *number);

/**
 * doctor_line() - Cut the next line off a text
 * @at:		Where it begins; moved behind it
 * @line:	DOCTOR_LINE_MAX long; cut if need be
 * Return: false at the end
 */
bool doctor_line(const char **at, char *line);

/**
 * doctor_value() - Find a line `key=value`
 * @value:	DOCTOR_LINE_MAX long; "" if there is none
 * Return: @value
 */
const char *doctor_value(const struct text *t, const char *key, char *value);

/* --- the checks */

/** doctor_status() - Ask the daemon for its status, in lines.  Return: false: no answer */
bool doctor_status(const struct doctor *d, struct text *answer);

/* What there is to check; see the table in doctor.c. */
void doctor_config(struct doctor *d);
void doctor_kernel(struct doctor *d);
void doctor_queue(struct doctor *d);
void doctor_listener(struct doctor *d);
void doctor_conntrack(struct doctor *d);
void doctor_bridge(struct doctor *d);
void doctor_daemon(struct doctor *d);
void doctor_rules(struct doctor *d);
void doctor_offload(struct doctor *d);
void doctor_untracked(struct doctor *d);
void doctor_marks(struct doctor *d);
void doctor_masquerade(struct doctor *d);
void doctor_parts(struct doctor *d);
void doctor_clients(struct doctor *d);
void doctor_feed(struct doctor *d);
void doctor_hold(struct doctor *d);

/** doctor_main() - smtp-tarpit doctor.  Return: enum exit_status */
int doctor_main(int argc, char **argv);

#endif
