// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - what came of a replay, for programs
 *
 * Owns the JSON output, whose keys smtp-tarpit-replay(1) documents: keys are
 * added, never changed.  No text from the wire is in it; file names are bytes
 * and are escaped so that the output is UTF-8 whatever they are.
 */
#include "report.h"

#include "core/addr.h"
#include "core/trace.h"

#include <inttypes.h>
#include <stdlib.h>

/** struct json - Where to write, and whether a comma comes first */
struct json {
	FILE *out;
	bool comma;
};

static void begin_item(struct json *j, const char *key)
{
	if (j->comma)
		fputs(", ", j->out);
	j->comma = true;
	if (key)
		fprintf(j->out, "\"%s\": ", key);
}

static void open_with(struct json *j, const char *key, char bracket)
{
	begin_item(j, key);
	fputc(bracket, j->out);
	j->comma = false;
}

static void close_with(struct json *j, char bracket)
{
	fputc(bracket, j->out);
	j->comma = true;
}

static void number(struct json *j, const char *key, uint64_t n)
{
	begin_item(j, key);
	fprintf(j->out, "%" PRIu64, n);
}

static void seconds(struct json *j, const char *key, uint64_t ns)
{
	begin_item(j, key);
	fprintf(j->out, "%" PRIu64 ".%06u", (uint64_t)(ns / NS_PER_S),
		(unsigned int)(ns % NS_PER_S / 1000));
}

/* Bytes above 127 are written as if the text were Latin-1. */
static void text(struct json *j, const char *key, const char *s)
{
	unsigned char c;

	begin_item(j, key);
	fputc('"', j->out);
	for (; *s; s++) {
		c = (unsigned char)*s;
		if (c == '"' || c == '\\')
			fprintf(j->out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			fprintf(j->out, "\\u%04x", c);
		else
			fputc(c, j->out);
	}
	fputc('"', j->out);
}

static void codes(struct json *j, const struct codes *c)
{
	char enhanced[16];
	uint32_t i;

	open_with(j, "codes", '[');
	for (i = 0; i < c->n; i++) {
		open_with(j, NULL, '{');
		number(j, "code", c->row[i].code);
		text(j, "enhanced", enhanced_text(&c->row[i].enhanced,
						  enhanced));
		number(j, "count", c->row[i].count);
		close_with(j, '}');
	}
	close_with(j, ']');
	number(j, "codes_other", c->other);
}

static void facts(struct json *j, const struct counts *c,
		  const struct outcome *o)
{
	number(j, "replies", c->replies);
	number(j, "replies_4xx", c->replies_4xx);
	number(j, "replies_5xx", c->replies_5xx);
	number(j, "probes", c->probes);
	number(j, "held_replies", o->held_replies);
	number(j, "give_ups", o->give_ups);
	seconds(j, "captured_seconds", c->last_ns - c->first_ns);
	seconds(j, "tarpit_seconds", o->played ? o->last_ns - o->first_ns : 0);
	seconds(j, "longest_hold_seconds", o->longest_ns);
	codes(j, &c->codes);
}

static void sources(struct json *j, const struct feed *f)
{
	uint32_t n = 0, i, *list = sources_sorted(f, &n);
	const struct source *s;
	char who[NET_TEXT_MAX];

	open_with(j, "sources", '[');
	for (i = 0; list && i < n; i++) {
		s = streams_source(f->streams, list[i]);
		open_with(j, NULL, '{');
		text(j, "source", source_text(f, list[i], who));
		number(j, "streams", s->streams);
		facts(j, &s->counts, &s->outcome);
		close_with(j, '}');
	}
	close_with(j, ']');
	free(list);
}

static void streams(struct json *j, const struct feed *f)
{
	const struct feed_stream *s;
	char who[ADDR_TEXT_MAX];
	uint32_t i;

	open_with(j, "longest_streams", '[');
	for (i = 0; i < f->top_n; i++) {
		s = &f->top[i];
		open_with(j, NULL, '{');
		number(j, "number", s->number);
		text(j, "client", addr_text(&s->client, who));
		number(j, "client_port", s->client_port);
		text(j, "server", addr_text(&s->server, who));
		number(j, "server_port", s->server_port);
		facts(j, &s->counts, &s->outcome);
		close_with(j, '}');
	}
	close_with(j, ']');
}

static void engine(struct json *j, const struct model *m)
{
	const struct engine_stats *s = engine_stats(model_engine(m));

	open_with(j, "engine", '{');
#define X(name, help) number(j, #name, s->name);
	ENGINE_COUNTERS(X)
#undef X
	close_with(j, '}');
}

static void runs(struct json *j, const struct feed *f)
{
	const struct model_total *t;
	uint32_t i;

	open_with(j, "runs", '[');
	for (i = 0; i < f->conf.runs_n && f->models[i]; i++) {
		t = model_total(f->models[i]);
		open_with(j, NULL, '{');
		seconds(j, "interval_seconds", f->conf.interval_ns[i]);
		number(j, "held_replies", t->outcome.held_replies);
		number(j, "give_ups", t->outcome.give_ups);
		seconds(j, "tarpit_seconds", tarpit_ns(f, i));
		seconds(j, "longest_hold_seconds", t->outcome.longest_ns);
		number(j, "probes_learnt", t->learnt.total);
		number(j, "detached", t->detached);
		number(j, "unplayed_replies", t->unplayed_replies);
		number(j, "resent", t->resent);
		number(j, "forced", t->forced);
		number(j, "spooled", model_spooled(f->models[i]));
		engine(j, f->models[i]);
		close_with(j, '}');
	}
	close_with(j, ']');
}

static void captures(struct json *j, const struct feed_file *files, uint32_t n)
{
	uint32_t i;

	open_with(j, "captures", '[');
	for (i = 0; i < n; i++) {
		open_with(j, NULL, '{');
		text(j, "file", files[i].path);
		number(j, "packets", files[i].frames);
		text(j, "error", files[i].error);
		close_with(j, '}');
	}
	close_with(j, ']');
}

void report_json(FILE *out, const struct feed *f, const struct feed_file *files,
		 uint32_t files_n)
{
	static const struct outcome nothing;
	struct json j = { .out = out };
	char policy[OPTIONS_TEXT_MAX];

	options_get(&f->conf.settings, "policy", policy);
	open_with(&j, NULL, '{');
	captures(&j, files, files_n);
	text(&j, "policy", policy);
	seconds(&j, "interval_seconds", f->conf.interval_ns[0]);
	begin_item(&j, "open_loop");
	fputs(f->conf.open_loop ? "true" : "false", out);
	number(&j, "segments", f->segments);
	number(&j, "streams", streams_seen(f->streams));
	facts(&j, streams_total(f->streams),
	      f->models[0] ? &model_total(f->models[0])->outcome : &nothing);
	number(&j, "streams_refused", streams_refused(f->streams));
	number(&j, "fragments", f->fragments);
	number(&j, "cut_short", f->cut_short);
	sources(&j, f);
	streams(&j, f);
	runs(&j, f);
	close_with(&j, '}');
	fputc('\n', out);
}
