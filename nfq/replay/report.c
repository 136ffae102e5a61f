// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - what came of a replay, for people
 *
 * Owns tables and wording.  Figures come from feed, streams and models; none
 * is made here.
 */
#include "report.h"

#include "conf/options.h"
#include "core/addr.h"
#include "core/trace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_NS	(60 * NS_PER_S)
#define HOUR_NS		(60 * MINUTE_NS)
#define DAY_NS		(24 * HOUR_NS)
#define REPORT_WIDTH	80u
#define MORE_CODES	", ..."

const char *duration_text(uint64_t ns, char *text)
{
	size_t size = REPORT_TEXT_MAX;

	if (ns < 10 * NS_PER_S)
		snprintf(text, size, "%.2f s", (double)ns / (double)NS_PER_S);
	else if (ns < MINUTE_NS)
		snprintf(text, size, "%.1f s", (double)ns / (double)NS_PER_S);
	else if (ns < HOUR_NS)
		snprintf(text, size, "%" PRIu64 " min %" PRIu64 " s",
			 (uint64_t)(ns / MINUTE_NS),
			 (uint64_t)(ns % MINUTE_NS / NS_PER_S));
	else if (ns < 10 * DAY_NS)
		snprintf(text, size, "%" PRIu64 " h %" PRIu64 " min",
			 (uint64_t)(ns / HOUR_NS),
			 (uint64_t)(ns % HOUR_NS / MINUTE_NS));
	else
		snprintf(text, size, "%" PRIu64 " d %" PRIu64 " h",
			 (uint64_t)(ns / DAY_NS),
			 (uint64_t)(ns % DAY_NS / HOUR_NS));
	return text;
}

const char *count_text(uint64_t n, char *text)
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, n);
	size_t i, at = 0;

	for (i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}

static uint64_t length_ns(const struct outcome *o)
{
	return o->played ? o->last_ns - o->first_ns : 0;
}

uint64_t captured_ns(const struct feed *f)
{
	const struct counts *c = streams_total(f->streams);

	return c->last_ns - c->first_ns;
}

uint64_t tarpit_ns(const struct feed *f, uint32_t run)
{
	if (!f->models[run])
		return 0;
	return length_ns(&model_total(f->models[run])->outcome);
}

static uint64_t errors_of(const struct feed *f, uint32_t index)
{
	return streams_source(f->streams, index)->counts.replies_5xx;
}

static int by_errors(const void *a, const void *b, void *ctx)
{
	const uint32_t *x = a, *y = b;
	uint64_t ex = errors_of(ctx, *x), ey = errors_of(ctx, *y);

	if (ex != ey)
		return ex < ey ? 1 : -1;
	return *x < *y ? -1 : 1;
}

uint32_t *sources_sorted(const struct feed *f, uint32_t *n)
{
	uint32_t all = streams_sources_n(f->streams), i;
	uint32_t *list = malloc(all * sizeof(*list));

	*n = 0;
	if (!list)
		return NULL;
	for (i = 0; i < all; i++)
		if (streams_source(f->streams, i)->streams)
			list[(*n)++] = i;
	qsort_r(list, *n, sizeof(*list), by_errors, (void *)(uintptr_t)f);
	return list;
}

const char *source_text(const struct feed *f, uint32_t index, char *text)
{
	const struct net *net = &streams_source(f->streams, index)->net;

	if (index == 0)
		strcpy(text, "others");
	else if (net->prefix_bits == (net->addr.family == 4 ? 32 : 128))
		addr_text(&net->addr, text);
	else
		net_text(net, text);
	return text;
}

/* As count_text(), but no wider than 6: millions have one digit behind the point. */
static const char *short_count(uint64_t n, char *text)
{
	if (n < 1000000)
		snprintf(text, REPORT_TEXT_MAX, "%" PRIu64, n);
	else
		snprintf(text, REPORT_TEXT_MAX, "%.1fM", (double)n / 1e6);
	return text;
}

/* Behind the name of a source: the codes that there is size for. */
static void print_codes(FILE *out, const struct codes *codes, size_t used)
{
	const char *before = ":";
	char one[64], enhanced[16];
	uint32_t i;

	for (i = 0; i < codes->n; i++) {
		snprintf(one, sizeof(one), "%s %u%s%s x %" PRIu64, before,
			 codes->row[i].code,
			 codes->row[i].enhanced.class ? " " : "",
			 codes->row[i].enhanced.class ?
				enhanced_text(&codes->row[i].enhanced, enhanced) : "",
			 codes->row[i].count);
		used += strlen(one);
		if (used + strlen(MORE_CODES) > REPORT_WIDTH)
			break;
		fputs(one, out);
		before = ",";
	}
	if (i < codes->n || codes->other)
		fputs(MORE_CODES, out);
}

static void print_heading(FILE *out, const char *streams)
{
	fprintf(out, "%7s %7s %6s %6s %6s %11s %11s %11s %7s\n", streams,
		"replies", "5xx", "probes", "held", "captured", "tarpit",
		"longest", "gave up");
}

/*
 * The figures, below a name.  The name has a line of its own: beside an IPv6
 * address there is no size for them.
 */
static void print_row(FILE *out, uint64_t streams, const struct counts *c,
		      const struct outcome *o)
{
	char captured[REPORT_TEXT_MAX], tarpit[REPORT_TEXT_MAX];
	char longest[REPORT_TEXT_MAX], n[6][REPORT_TEXT_MAX] = { "" };

	if (streams)
		short_count(streams, n[0]);
	fprintf(out, "%7s %7s %6s %6s %6s %11s %11s %11s %7s\n", n[0],
		short_count(c->replies, n[1]), short_count(c->replies_5xx, n[2]),
		short_count(c->probes, n[3]),
		short_count(o->held_replies, n[4]),
		duration_text(c->last_ns - c->first_ns, captured),
		duration_text(length_ns(o), tarpit),
		duration_text(o->longest_ns, longest),
		short_count(o->give_ups, n[5]));
}

static void print_sources(FILE *out, const struct feed *f)
{
	uint32_t n, i, *list = sources_sorted(f, &n);
	const struct source *s;
	char text[NET_TEXT_MAX];

	if (!list)
		return;
	fprintf(out, "Sources, with the codes of their 5xx replies\n");
	print_heading(out, "streams");
	for (i = 0; i < n && i < f->conf.top; i++) {
		s = streams_source(f->streams, list[i]);
		fputs(source_text(f, list[i], text), out);
		print_codes(out, &s->counts.codes, strlen(text));
		fputc('\n', out);
		print_row(out, s->streams, &s->counts, &s->outcome);
	}
	if (i < n)
		fprintf(out, "... and %" PRIu32 " sources more (--top)\n",
			n - i);
	free(list);
}

static void print_streams(FILE *out, const struct feed *f)
{
	uint64_t seen = streams_seen(f->streams);
	char addr[ADDR_TEXT_MAX];
	uint32_t i;

	fprintf(out, "\nStreams: client and its port, port of the server\n");
	print_heading(out, "");
	for (i = 0; i < f->top_n; i++) {
		addr_text(&f->top[i].client, addr);
		fprintf(out, f->top[i].client.family == 6 ? "[%s]:%u to %u\n" :
			"%s:%u to %u\n", addr, f->top[i].client_port,
			f->top[i].server_port);
		print_row(out, 0, &f->top[i].counts, &f->top[i].outcome);
	}
	if (f->top_n < seen)
		fprintf(out, "... and %" PRIu64 " streams more (--top)\n",
			seen - f->top_n);
}

static double per_hour(uint64_t n, uint64_t ns)
{
	return ns ? (double)n * (double)HOUR_NS / (double)ns : 0;
}

/* What-if: one row for each interval. */
static void print_runs(FILE *out, const struct feed *f)
{
	const struct model_total *t;
	char took[REPORT_TEXT_MAX], longest[REPORT_TEXT_MAX];
	char held[REPORT_TEXT_MAX], left[REPORT_TEXT_MAX];
	uint32_t i;

	fprintf(out, "\n%10s %6s %11s %13s %14s %11s %7s\n", "--interval",
		"held", "tarpit", "times as long", "probes an hour",
		"longest", "gave up");
	fprintf(out, "%10s %6s %11s %13s %14.1f %11s %7s\n", "captured", "",
		duration_text(captured_ns(f), took), "1.0",
		per_hour(f->learnt.total, captured_ns(f)), "", "");
	for (i = 0; i < f->conf.runs_n && f->models[i]; i++) {
		t = model_total(f->models[i]);
		fprintf(out, "%10g %6s %11s %13.1f %14.1f %11s %7s\n",
			(double)f->conf.interval_ns[i] / (double)NS_PER_S,
			short_count(t->outcome.held_replies, held),
			duration_text(tarpit_ns(f, i), took),
			captured_ns(f) ? (double)tarpit_ns(f, i) /
				(double)captured_ns(f) : 0,
			per_hour(t->learnt.total, tarpit_ns(f, i)),
			duration_text(t->outcome.longest_ns, longest),
			short_count(t->outcome.give_ups, left));
	}
}

static void note(FILE *out, uint64_t n, const char *what)
{
	char count[REPORT_TEXT_MAX], text[256];

	if (!n)
		return;
	snprintf(text, sizeof(text), "%s %s", count_text(n, count), what);
	options_item(out, strlen("note: "), "note:", text);
}

static void print_notes(FILE *out, const struct feed *f)
{
	const struct model_total *t = model_total(f->models[0]);
	const struct counts *c = streams_total(f->streams);

	note(out, t->resets, "resets by a server were held and charged "
	     "like errors; the column \"held\" counts replies only");
	note(out, t->detached, "connections were detached: the tarpit reset "
	     "the server's side, since server-budget was reached or the reply "
	     "was due only after max-hold");
	note(out, t->unplayed_replies, "replies were captured on detached "
	     "connections, and are not in the tarpit's time");
	note(out, t->forced, "segments were given to the client although the "
	     "engine held them: the capture lacks bytes before them");
	note(out, f->cut_short, "segments of servers were captured in part, so "
	     "that replies may be missing: capture with a larger snap length "
	     "(tcpdump -s 0)");
	note(out, f->fragments, "IP fragments were not read");
	note(out, streams_refused(f->streams), "streams were not followed: "
	     "raise --max-flows");
	if (!c->replies_5xx)
		note(out, c->replies_4xx, "replies were 4xx, which the tarpit "
		     "does not charge unless --hold-codes has 4xx");
}

static void print_total(FILE *out, const struct feed *f)
{
	const struct counts *c = streams_total(f->streams);
	uint64_t learnt = model_total(f->models[0])->learnt.total;
	char n[REPORT_TEXT_MAX], took[REPORT_TEXT_MAX], takes[REPORT_TEXT_MAX];
	char part[REPORT_TEXT_MAX];
	bool probes = c->probes > 0;

	fprintf(out, "\n%s %s in %s; with --interval %g",
		count_text(probes ? c->probes : c->replies, n),
		probes ? "probes" : "replies",
		duration_text(captured_ns(f), took),
		(double)f->conf.interval_ns[0] / (double)NS_PER_S);
	duration_text(tarpit_ns(f, 0), takes);
	if (learnt < c->probes)
		fprintf(out, " only %s of them, in %s\n",
			count_text(learnt, part), takes);
	else
		fprintf(out, " it takes %s\n", takes);
}

void report_table(FILE *out, const struct feed *f)
{
	if (!f->segments) {
		fprintf(out, "no packet has a port of --port: name the servers' ports there\n");
		return;
	}
	print_sources(out, f);
	print_streams(out, f);
	if (f->conf.runs_n > 1)
		print_runs(out, f);
	print_total(out, f);
	print_notes(out, f);
}
