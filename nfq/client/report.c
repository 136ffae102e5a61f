// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - smtp-tarpit report: who was slowed, by how much, and who of them
 * delivered mail too
 *
 * Owns a row for each source.  It adds up the daemon's log lines (of the journal, of
 * files, of smtp-tarpit-replay --trace), and what lines as of "status --sources" tell
 * of deliveries.  Must not decide who is good: it says what was seen.
 *
 * Others may write into the same log what they like, so a line counts only if
 * nothing but the syslog's head with our name stands before it.
 */
#include "report.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/settings.h"
#include "core/addr.h"
#include "process/status.h"
#include "request.h"

#define PROGRAM		"smtp-tarpit"
#define VALUE_MAX	64
#define TOP		20
#define SOURCES		"sources 100000"

/* -------------------------------------------------------------------- lines */

/* Return: the value of " key=" in @line, cut at its end; "" if there is none */
static const char *value(const char *line, const char *key, char *text)
{
	const char *at = line;
	size_t n = strlen(key);

	*text = '\0';
	while (at && (strncmp(at, key, n) || at[n] != '='))
		at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL;
	if (at)
		snprintf(text, VALUE_MAX, "%.*s",
			 (int)strcspn(at + n + 1, " \n"), at + n + 1);
	return text;
}

static uint64_t number(const char *line, const char *key)
{
	char text[VALUE_MAX];

	return strtoull(value(line, key, text), NULL, 10);
}

/* "20.125" as 20125 */
static uint64_t milliseconds(const char *line, const char *key)
{
	char text[VALUE_MAX], *point;
	uint64_t ms;

	ms = strtoull(value(line, key, text), &point, 10) * 1000;
	return ms + (*point == '.' ? strtoull(point + 1, NULL, 10) : 0);
}

/* Behind the head of a line of ours, or at its beginning.  NULL: it is none */
static const char *our_words(const char *line)
{
	const char *end = strstr(line, ": "), *tag;

	if (!strncmp(line, "time=", 5) || !strncmp(line, "source=", 7))
		return line;
	if (!end || (strncmp(end + 2, "time=", 5)))
		return NULL;
	for (tag = end; tag > line && tag[-1] != ' '; tag--)
		;
	if (strncmp(tag, PROGRAM, strlen(PROGRAM)) ||
	    !strchr(":[", tag[strlen(PROGRAM)]))
		return NULL;
	return end + 2;
}

/* ------------------------------------------------------------------- sources */

/* The row of an address; added if need be. */
static struct row *find_or_add(struct report *r, const struct addr *addr)
{
	struct row key = { .net = net_of_source(&r->settings.engine, addr) };
	struct row *row;
	void *found;

	found = tfind(&key, &r->tree, report_by_net);
	if (found)
		return *(struct row **)found;
	row = malloc(sizeof(*row));
	if (!row || !(*row = key, tsearch(row, &r->tree, report_by_net))) {
		fprintf(stderr, "smtp-tarpit: error: out of memory\n");
		exit(STATUS_FAILED);
	}
	row->next = r->rows;
	r->rows = row;
	r->rows_n++;
	return row;
}

/* "192.0.2.1:4711", "[2001:db8::1]:4711" */
static bool read_end(const char *line, const char *key, struct addr *addr)
{
	char text[VALUE_MAX], *port;

	value(line, key, text);
	port = strrchr(text, ':');
	if (port)
		*port = '\0';
	if (*text == '[' && port && port[-1] == ']') {
		port[-1] = '\0';
		memmove(text, text + 1, strlen(text));
	}
	return addr_parse(text, addr);
}

static void take_hold(struct row *row, const char *line)
{
	char code[VALUE_MAX], enhanced[VALUE_MAX];

	row->holds++;
	row->neighbours += !strcmp(value(line, "reason", code), "network");
	row->due_ms += milliseconds(line, "wait");
	row->errors += number(line, "replies");
	if (!number(line, "code"))
		return;
	value(line, "enhanced", enhanced);
	snprintf(row->code, sizeof(row->code), "%.3s%s%.20s",
		 value(line, "code", code), strcmp(enhanced, "-") ? " " : "",
		 strcmp(enhanced, "-") ? enhanced : "");
}

static void take_event(struct report *r, const char *line)
{
	uint64_t at_ms = milliseconds(line, "time");
	uint64_t wait_ms = milliseconds(line, "wait");
	char event[VALUE_MAX], reason[VALUE_MAX];
	struct addr client;
	struct row *row;
	bool left;

	value(line, "event", event);
	value(line, "reason", reason);
	left = !strcmp(event, "abandon");
	if (at_ms < r->since_ms || !strcmp(event, "exempt") ||
	    !strcmp(event, "detach") || !strcmp(event, "reset") ||
	    (!strcmp(event, "overdrawn") && !strcmp(reason, "network")) ||
	    !read_end(line, "client", &client))
		return;
	if (!r->lines++ || at_ms < r->first_ms)
		r->first_ms = at_ms;
	if (at_ms > r->last_ms)
		r->last_ms = at_ms;
	row = find_or_add(r, &client);
	if (!row->first_ms)
		row->first_ms = at_ms;
	row->last_ms = at_ms;
	if (!strcmp(event, "hold")) {
		r->holds++;
		r->dry_holds += !strcmp(value(line, "dry_run", reason), "yes");
		take_hold(row, line);
	} else if (!strcmp(event, "overdrawn")) {
		row->overdrawn = true;
	} else if (left || !strcmp(event, "release") || !strcmp(event, "early")) {
		row->hung_up += left;
		row->waited_ms += wait_ms;
		if (wait_ms > row->longest_ms)
			row->longest_ms = wait_ms;
	}
}

/* As "status --sources" prints it. */
static void take_source(struct report *r, const char *line)
{
	char text[VALUE_MAX];
	struct net net;
	struct row *row;

	if (number(line, "network") || !net_parse(value(line, "source", text), &net))
		return;
	r->told = true;
	row = find_or_add(r, &net.addr);
	row->told = true;
	row->delivered = (uint32_t)number(line, "delivered");
	row->all_errors = (uint32_t)number(line, "errors");
}

static void read_lines(struct report *r, FILE *f)
{
	char *line = NULL;
	const char *ours;
	size_t size = 0;

	while (getline(&line, &size, f) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		ours = our_words(line);
		if (ours && *ours == 't')
			take_event(r, ours);
		else if (ours)
			take_source(r, ours);
	}
	free(line);
}

static bool read_file(struct report *r, const char *path)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "re") : stdin;

	if (!f) {
		fprintf(stderr, "smtp-tarpit: error: %s: %m\n", path);
		return false;
	}
	read_lines(r, f);
	if (f != stdin)
		fclose(f);
	return true;
}

static bool read_journal(struct report *r)
{
	char command[128];
	FILE *f;

	snprintf(command, sizeof(command),
		 "exec journalctl -q -o cat -u " PROGRAM ".service --since=@%llu",
		 (unsigned long long)(r->since_ms / 1000));
	f = popen(command, "re");
	if (f)
		read_lines(r, f);
	if (f && pclose(f) == 0)
		return true;
	fprintf(stderr, "smtp-tarpit: error: journalctl failed: name the log's file\n");
	return false;
}

static void ask_daemon(struct report *r)
{
	FILE *f;

	if (access(r->settings.control, F_OK) < 0 ||
	    request_open(r->settings.control, SOURCES, &f))
		return;
	r->told = true;
	read_lines(r, f);
	fclose(f);
}

/* -------------------------------------------------------------- command line */

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit report [OPTION...] [FILE...]\n\n"
		"List the sources that the tarpit delayed, by how much, and what they delivered.\n"
		"Reads the journal, or files of log lines (- is standard input), and asks the\n"
		"daemon.\n\n"
		"  --since T       from then on: 7d, 12h, 30m ago, or 2026-11-22[ 10:00]\n"
		"  --csv, --json   for programs\n"
		"  --names         look the sources' names up (getent)\n"
		"  --top N         rows of each table (20)\n"
		"  --config FILE   the configuration, instead of " CONF_DEFAULT "\n"
		"  --control PATH  the daemon's control socket\n");
}

static bool parse_since(const char *text, uint64_t *since_ms)
{
	static const char units[] = "smhd";
	static const unsigned int unit_s[] = { 1, 60, 3600, 86400 };
	struct tm tm = { .tm_isdst = -1 };
	const char *unit, *rest;
	time_t now = time(NULL), at;
	unsigned long n;
	char *end;

	n = strtoul(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit && end != text && !end[1] && n < 100000) {
		at = now - (time_t)(n * unit_s[unit - units]);
	} else {
		rest = strptime(text, "%Y-%m-%d", &tm);
		if (rest && *rest)
			rest = strptime(rest, " %H:%M", &tm);
		if (!rest || *rest)
			return false;
		at = mktime(&tm);
	}
	*since_ms = at > 0 ? (uint64_t)at * 1000 : 0;
	return true;
}

/* Return: is it a flag of this command alone?  @wrong: with a bad value */
static bool take_flag(struct report *r, char **argv, int *i, bool *wrong)
{
	const char *flag = argv[*i], *next = argv[*i + 1];
	bool valued = true;
	char *end;

	if (!strcmp(flag, "--since")) {
		*wrong = !next || !parse_since(next, &r->since_ms);
	} else if (!strcmp(flag, "--top")) {
		r->top = next ? (uint32_t)strtoul(next, &end, 10) : 0;
		*wrong = !next || end == next || *end;
	} else {
		valued = false;
		r->form = !strcmp(flag, "--csv") ? AS_CSV :
			  !strcmp(flag, "--json") ? AS_JSON : r->form;
		r->names |= !strcmp(flag, "--names");
		if (strcmp(flag, "--csv") && strcmp(flag, "--json") &&
		    strcmp(flag, "--names"))
			return false;
	}
	*i += valued && next ? 2 : 1;
	return true;
}

/* Files stay in @argv.  Return: how many there are; -1: something is wrong */
static int parse(struct report *r, char **argv)
{
	const char *config = settings_file(argv), *flag;
	char error[OPTIONS_ERROR_MAX] = "--config needs a value: FILE";
	char *none[] = { NULL };
	int i = 0, files = 0;
	bool ok, wrong = false;

	ok = config && settings_read(&r->settings, OPTIONS_CTL,
				     strcmp(config, "none") ? config : "",
				     none, error, NULL);
	while (ok && argv[i]) {
		flag = argv[i];
		if (settings_skip_config(argv, &i))
			continue;
		if (take_flag(r, argv, &i, &wrong)) {
			snprintf(error, sizeof(error), "%s: the value is missing or wrong: see --help",
				 flag);
			ok = !wrong;
		} else if (argv[i][0] != '-' || !argv[i][1]) {
			argv[files++] = argv[i++];
		} else {
			ok = options_parse_one(&r->settings, OPTIONS_CTL, argv,
					       &i, error) == OPTIONS_TAKEN;
			if (!ok && argv[i])
				options_unknown(OPTIONS_CTL, argv[i], error);
		}
	}
	if (ok)
		return files;
	fprintf(stderr, "smtp-tarpit: error: %s\n", error);
	return -1;
}

int report_main(int argc, char **argv)
{
	static struct report r = { .top = TOP };
	int i, files;
	bool ok = true;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--help")) {
			usage(stdout);
			return STATUS_OK;
		}
	files = parse(&r, argv + 1);
	if (files < 0)
		return STATUS_USAGE;
	for (i = 1; i <= files; i++)
		ok &= read_file(&r, argv[i]);
	if (!files)
		ok = read_journal(&r);
	if (!r.told)
		ask_daemon(&r);
	ok &= report_print(&r);
	return ok && fflush(stdout) == 0 ? STATUS_OK : STATUS_FAILED;
}
