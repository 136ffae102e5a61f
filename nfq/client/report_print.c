// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_print.c - smtp-tarpit report, for people and for programs
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conf/text.h"
#include "core/addr.h"
#include "report.h"

#define NAME_MAX_LEN	256
/* Times below it are of a capture, from its first packet on. */
#define CAPTURE_MS	1000000000000u

int report_by_net(const void *a, const void *b)
{
	return memcmp(&((const struct row *)a)->net,
		      &((const struct row *)b)->net, sizeof(struct net));
}

/* More messages than errors, as the policy has it. */
static bool is_good(const struct row *row)
{
	return row->delivered && row->delivered >= row->all_errors;
}

/* It made no error, but waited for what others of its network owe. */
static bool is_neighbour(const struct row *row)
{
	return !is_good(row) && !row->errors && row->neighbours == row->holds;
}

static int by_time(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;

	if (is_good(x) != is_good(y))
		return is_good(x) ? -1 : 1;
	if (is_neighbour(x) != is_neighbour(y))
		return is_neighbour(x) ? -1 : 1;
	if (x->waited_ms + x->due_ms != y->waited_ms + y->due_ms)
		return x->waited_ms + x->due_ms < y->waited_ms + y->due_ms ? 1 : -1;
	return report_by_net(x, y);
}

/* Return: those that were slowed, for free(), the good first */
static struct row **sorted(const struct report *r, size_t *n)
{
	struct row **list = calloc(r->rows_n + 1, sizeof(*list)), *row;

	*n = 0;
	for (row = r->rows; list && row; row = row->next)
		if (row->holds || row->waited_ms)
			list[(*n)++] = row;
	if (list)
		qsort(list, *n, sizeof(*list), by_time);
	return list;
}

/* A whole address stands without its prefix. */
static const char *source_text(const struct row *row, char *text)
{
	net_text(&row->net, text);
	if (row->net.prefix_bits == (row->net.addr.family == 6 ? 128 : 32))
		text[strcspn(text, "/")] = '\0';
	return text;
}

static const char *network_text(const struct report *r, const struct row *row,
				char *text)
{
	struct net net = net_around_source(&r->settings.engine,
					   &row->net.addr);

	return net_text(net.prefix_bits < row->net.prefix_bits ? &net :
								 &row->net,
			text);
}

/* Return: @name: what the machine's resolver calls it, "" if nothing or not asked */
static const char *name_text(const struct report *r, const struct row *row,
			     char *name)
{
	char command[128], address[ADDR_TEXT_MAX];
	FILE *f = NULL;
	const char *c;

	*name = '\0';
	addr_text(&row->net.addr, address);
	snprintf(command, sizeof(command), "getent hosts %s 2>/dev/null", address);
	if (r->names)
		f = popen(command, "re");
	if (f && fscanf(f, "%*s %255s", name) != 1)
		*name = '\0';
	if (f)
		pclose(f);
	for (c = name; *c; c++)		/* whose it is may write what he likes */
		if (!strchr("-._", *c) && (*c < '0' || *c > '9') &&
		    ((*c | 32) < 'a' || (*c | 32) > 'z'))
			return "";
	return name;
}

static void seconds(struct text *t, uint64_t ms)
{
	text_add_seconds(t, ms * NS_PER_MS);
}

/* The row's figures, each with what stands before it. */
static void add_figures(struct text *t, const struct row *row,
			const char *const *before)
{
	text_add(t, "%s%llu%s%llu%s%llu%s%llu%s", before[0],
		 (unsigned long long)row->errors, before[1],
		 (unsigned long long)row->holds, before[2],
		 (unsigned long long)row->neighbours, before[3],
		 (unsigned long long)row->hung_up, before[4]);
	seconds(t, row->due_ms);
	text_add(t, "%s", before[5]);
	seconds(t, row->waited_ms);
	text_add(t, "%s", before[6]);
	seconds(t, row->longest_ms);
	text_add(t, "%s", before[7]);
	if (row->told)
		text_add(t, "%u", row->delivered);
	else
		text_add(t, "%s", before[8]);
}

static void print_csv(const struct report *r, struct row *const *list, size_t n)
{
	static const char *const commas[] = {
		",", ",", ",", ",", ",", ",", ",", ",", "",
	};
	char net[NET_TEXT_MAX], network[NET_TEXT_MAX], name[NAME_MAX_LEN];
	struct text t = { .max = 4096 };
	size_t i;

	puts("source,network,name,last_error,errors,holds,neighbours,hung_up,due_s,waited_s,longest_s,delivered,first,last");
	for (i = 0; i < n; i++) {
		add_figures(&t, list[i], commas);
		text_add(&t, ",");
		seconds(&t, list[i]->first_ms);
		text_add(&t, ",");
		seconds(&t, list[i]->last_ms);
		printf("%s,%s,%s,%s%s\n", source_text(list[i], net),
		       network_text(r, list[i], network),
		       name_text(r, list[i], name), list[i]->code, t.bytes);
		text_free(&t);
	}
}

static void print_json(const struct report *r, struct row *const *list, size_t n)
{
	static const char *const keys[] = {
		",\"errors\":", ",\"holds\":", ",\"neighbours\":",
		",\"hung_up\":", ",\"due_s\":", ",\"waited_s\":",
		",\"longest_s\":", ",\"delivered\":", "null",
	};
	char net[NET_TEXT_MAX], network[NET_TEXT_MAX], name[NAME_MAX_LEN];
	struct text t = { .max = 4096 };
	const char *comma = "";
	size_t i;

	text_add(&t, "{\"lines\":%llu,\"first\":", (unsigned long long)r->lines);
	seconds(&t, r->first_ms);
	text_add(&t, ",\"last\":");
	seconds(&t, r->last_ms);
	printf("%s,\"sources\":[", t.bytes);
	for (i = 0; i < n; i++) {
		text_free(&t);
		add_figures(&t, list[i], keys);
		text_add(&t, ",\"first\":");
		seconds(&t, list[i]->first_ms);
		text_add(&t, ",\"last\":");
		seconds(&t, list[i]->last_ms);
		printf("%s{\"source\":\"%s\",\"network\":\"%s\",\"name\":\"%s\",\"last_error\":\"%s\"%s}",
		       i ? "," : "", source_text(list[i], net),
		       network_text(r, list[i], network),
		       name_text(r, list[i], name), list[i]->code, t.bytes);
	}
	text_free(&t);
	printf("],\"trusted\":[");
	for (i = 0; i < n && is_good(list[i]); i++, comma = ",")
		printf("%s\"%s\"", comma, source_text(list[i], net));
	puts("]}");
}

/* What has no room beside an IPv6 address begins a line of its own. */
static void print_source(const struct report *r, const struct row *row)
{
	char net[NET_TEXT_MAX], network[NET_TEXT_MAX], name[NAME_MAX_LEN];
	char words[2 * NET_TEXT_MAX + NAME_MAX_LEN];
	struct text t = { .max = 1024 };
	size_t n;

	name_text(r, row, name);
	n = strlen(source_text(row, net)) + strlen(" in ");
	network_text(r, row, network);
	snprintf(words, sizeof(words), "%s%s%s", network, *name ? ", " : "", name);
	if (n + strlen(network) + 1 > TEXT_COLUMNS) {
		printf("%s\n   in ", net);
		n = strlen("   in ");
	} else {
		printf("%s in ", net);
	}
	text_add_wrapped(&t, n, TEXT_COLUMNS, words);
	fputs(t.bytes ? t.bytes : "\n", stdout);
	text_free(&t);
}

static void print_row(const struct report *r, const struct row *row)
{
	struct text due = { .max = 64 }, waited = { .max = 64 };

	text_add_duration(&due, row->due_ms * NS_PER_MS);
	text_add_duration(&waited, row->waited_ms * NS_PER_MS);
	print_source(r, row);
	printf("%8llu %7llu %7llu %12s %12s ", (unsigned long long)row->errors,
	       (unsigned long long)row->holds, (unsigned long long)row->hung_up,
	       due.bytes, waited.bytes);
	if (row->told)
		printf("%9u", row->delivered);
	else
		printf("%9s", "?");
	printf("  %s\n", row->code);
	text_free(&due);
	text_free(&waited);
}

static void print_part(const struct report *r, struct row *const *list, size_t n,
		       const char *title)
{
	size_t i;

	if (!n)
		return;
	printf("\n%zu %s\n%8s %7s %7s %12s %12s %9s  %s\n", n, title, "errors",
	       "held", "hung up", "due", "waited", "delivered", "last");
	for (i = 0; i < n && i < r->top; i++)
		print_row(r, list[i]);
	if (i < n)
		printf("... and %zu more (--top)\n", n - i);
}

static void print_trusted(struct row *const *list, size_t n)
{
	static const char head[] = "trusted = {";
	struct text words = { .max = n * NET_TEXT_MAX + 4 };
	struct text t = { .max = 2 * words.max + 64 };
	char net[NET_TEXT_MAX];
	size_t i;

	if (!n)
		return;
	for (i = 0; i < n; i++)
		text_add(&words, "%s%s", source_text(list[i], net),
			 i + 1 < n ? ", " : "}");
	text_add_wrapped(&t, strlen(head), TEXT_COLUMNS, words.bytes ? words.bytes : "}");
	printf("\nExempt the sources above that you know, in smtp-tarpit.conf:\n%s%s",
	       head, t.bytes ? t.bytes : "\n");
	text_free(&words);
	text_free(&t);
}

static void print_time(uint64_t ms, const char *behind)
{
	time_t at = (time_t)(ms / 1000);
	char text[64] = "?";
	struct tm tm;

	if (ms < CAPTURE_MS)
		snprintf(text, sizeof(text), "%.3f s", (double)ms / 1000);
	else if (localtime_r(&at, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s%s", text, behind);
}

/* Nothing waited, as far as the lines go. */
static void print_why_none(const struct report *r)
{
	if (r->dry_holds == r->holds)
		puts("No reply was delayed: this was a dry run.");
	else if (r->dry_holds)
		printf("No reply was delayed: %llu of %llu holds are of a dry run, the rest go on.\n",
		       (unsigned long long)r->dry_holds,
		       (unsigned long long)r->holds);
	else
		puts("No reply was released in these lines: all are still held.");
}

static void print_people(const struct report *r, struct row *const *list, size_t n)
{
	uint64_t errors = 0, due_ms = 0, waited_ms = 0;
	struct text t = { .max = 256 };
	size_t i, good = 0, others = 0;

	if (!n) {
		puts("no source was delayed");
		return;
	}
	for (i = 0; i < n; i++) {
		good += is_good(list[i]);
		others += is_neighbour(list[i]);
		errors += list[i]->errors;
		due_ms += list[i]->due_ms;
		waited_ms += list[i]->waited_ms;
	}
	print_time(r->first_ms, " to ");
	print_time(r->last_ms, "");
	text_add_duration(&t, due_ms * NS_PER_MS);
	text_add(&t, " due, ");
	text_add_duration(&t, waited_ms * NS_PER_MS);
	printf(":\n%zu sources made %llu errors; %s waited\n", n,
	       (unsigned long long)errors, t.bytes);
	if (!waited_ms)
		print_why_none(r);
	text_free(&t);
	print_part(r, list, good, "delivered more messages than they made errors:");
	print_part(r, list + good, others, "made no error, and waited for what their network owes:");
	print_part(r, list + good + others, n - good - others, r->told ?
		   "made more errors than they delivered messages:" :
		   "made errors; what they delivered is not known:");
	print_trusted(list, good);
}

bool report_print(const struct report *r)
{
	struct row **list;
	size_t n;

	list = sorted(r, &n);
	if (!list)
		return false;
	if (r->form == AS_CSV)
		print_csv(r, list, n);
	else if (r->form == AS_JSON)
		print_json(r, list, n);
	else
		print_people(r, list, n);
	free(list);
	return true;
}
