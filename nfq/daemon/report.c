// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - what the daemon tells of itself
 *
 * Owns the names and forms in which counters, held replies and sources are
 * shown.  All figures come from one list (each_figure), so that text, JSON and
 * metrics cannot differ.  Must not change anything.
 */
#include "report.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "app.h"
#include "core/addr.h"
#include "core/trace.h"
#include "known.h"
#include "process/log.h"
#include "process/status.h"

#define TOP_SOURCES	10
#define HEAD_COLUMNS	12u
#define QUIET_NS	(60 * NS_PER_S)
#define QUEUES_MAX	80
#define FAST_NEARLY_FULL	12000	/* big segments: some 18,000 fit */
#define HOLD_NEARLY_FULL	50000	/* of 60,000 */

/* What is counted outside of the engine and the queues. */
#define SHELL_COUNTERS(X)						\
	X(overruns_total, queue_overruns(app->queue),			\
	  "messages that did not fit into the daemon's sockets; their packets passed or were dropped") \
	X(inject_failed_total, app->inject.failed_total,		\
	  "packets to servers that could not be sent")			\
	X(log_lines_lost_total, log_lost_total(),			\
	  "log lines that were not written")				\
	X(reloads_total, app->reloads_total,				\
	  "times that the settings were read again")

#define GAUGES(X)							\
	X(held_now, "held segments")					\
	X(gated_now, "connections with held bytes")			\
	X(flows_now, "connections that are tracked")			\
	X(sources_now, "sources that are remembered")

/* Of the daemon around the engine. */
#define SHELL_GAUGES(X)							\
	X(feeds_now, control_feeds(app->control),			\
	  "programs that read a mail server's log for the daemon")

typedef void (*figure)(struct text *t, const char *name, uint64_t value,
		       bool counter, const char *help);

/* Of both families together; nothing where it cannot be told. */
static void known_figures(const struct app *app, struct text *t, figure add)
{
	uint32_t now[2] = { 0 }, max[2] = { 0 };
	bool is4 = known_count(app->known, 4, &now[0], &max[0]);
	bool is6 = known_count(app->known, 6, &now[1], &max[1]);

	if (!is4 && !is6)
		return;
	add(t, "known_now", (uint64_t)now[0] + now[1], false,
	    "sources in the firewall's sets");
	add(t, "known_max", (uint64_t)max[0] + max[1], false,
	    "sources that fit into the firewall's sets; a full set evicts");
}

static void each_figure(const struct app *app, struct text *t, figure add)
{
	const struct engine_stats *e = engine_stats(app->engine);
	const struct queue_stats *q = queue_stats(app->queue);
	const struct shared_stats *shared = shared_stats(app->shared);

#define X(name, help) add(t, #name, e->name, false, help);
	GAUGES(X)
#undef X
#define X(name, value, help) add(t, #name, value, false, help);
	SHELL_GAUGES(X)
#undef X
#define X(name, help) add(t, #name, e->name, true, help);
	ENGINE_COUNTERS(X)
#undef X
#define X(name, help) add(t, #name, q->name, true, help);
	QUEUE_COUNTERS(X)
#undef X
#define X(name, value, help) add(t, #name, value, true, help);
	SHELL_COUNTERS(X)
#undef X
/* All but the longest wait are counters; their names tell. */
#define X(name, help) add(t, #name, shared->name,			\
			  strstr(#name, "_total") != NULL, help);
	SHARED_COUNTERS(X)
#undef X
	known_figures(app, t, add);
}

/* --------------------------------------------------------------- gathered */

static bool first_held(void *ctx, const struct held_info *info)
{
	*(uint64_t *)ctx = info->since_ns;
	return false;
}

/* How long the reply that is held longest has been waiting. */
static uint64_t longest_ns(const struct app *app)
{
	uint64_t since_ns = app->now_ns;

	engine_held_each(app->engine, first_held, &since_ns);
	return app->now_ns - since_ns;
}

static uint64_t uptime_ns(const struct app *app)
{
	time_t now = time(NULL);

	return now < app->started_at ? 0 :
	       (uint64_t)(now - app->started_at) * NS_PER_S;
}

static const char *mode_name(const struct app *app)
{
	if (app->settings.engine.dry_run)
		return "dry-run";
	return app->settings.engine.interval_ns ? "tarpit" : "off";
}

static const char *policy_name(const struct app *app)
{
	return app->settings.engine.policy == POLICY_SOURCE ? "source" :
							      "reply";
}

/* Up to 6.17 the kernel looks verdicts up in a list. */
static bool kernel_is_linear(void)
{
	struct utsname u;
	unsigned int major, minor;

	if (uname(&u) < 0 ||
	    sscanf(u.release, "%u.%u", &major, &minor) != 2)
		return false;
	return major < 6 || (major == 6 && minor < 18);
}

typedef void (*warning)(struct text *t, unsigned int n, const char *text);

/* Whoever is behind a balancer that names nobody is never charged, and never waits. */
static const char *proxy_warning(const struct app *app)
{
	const struct engine_stats *e = engine_stats(app->engine);

	if (!app->settings.engine.proxies_n)
		return NULL;
	if (e->proxy_bad_total && !e->proxied_total)
		return "no balancer has sent a right PROXY header yet, and its connections are exempt (proxy_bad_total): have it send one (send-proxy), or correct proxy-protocol";
	if (e->proxy_bad_total)
		return "connections of balancers are exempt since their PROXY header is missing or wrong (proxy_bad_total): the log says whose (reason=proxy)";
	if (!e->proxied_total && !e->exempt_balancer_total && !e->exempt_proxy_total &&
	    e->replies_total && uptime_ns(app) >= QUIET_NS)
		return "no connection of a balancer was seen yet, but others' were: proxy-protocol must list balancers with the addresses that the servers see";
	return NULL;
}

/* Of most connections, the answer to EHLO is not the profile's. */
static bool has_changed(const struct engine_stats *e)
{
	return e->size_changed_total >= 8 &&
	       e->size_changed_total > e->size_connections_total / 2;
}

/* Return: how many there are */
static unsigned int each_warning(const struct app *app, struct text *t, warning add)
{
	const struct engine_stats *e = engine_stats(app->engine);
	const struct queue_stats *q = queue_stats(app->queue);
	struct queue_depth depths[QUEUES_MAX];
	bool nearly = false, dropped = false;
	unsigned int n = 0;
	uint32_t i;

	if (!e->packets_total && uptime_ns(app) >= QUIET_NS)
		add(t, n++, "the daemon has seen no packet yet: see smtp-tarpit-rules status, whether the rules are installed");
	if (q->id_gaps_total)
		add(t, n++, "packets passed or were dropped unseen (id_gaps_total), since the machine was too busy: give the daemon more processor time");
	if (app->inject.failed_total)
		add(t, n++, "packets to servers could not be sent (inject_failed_total): servers may give up while a reply is held; see the log");
	if (e->early_total && e->gated_now >= app->settings.engine.max_held)
		add(t, n++, "max-held is reached, and replies are released early: raise max-held");
	if (kernel_is_linear() && e->held_now > 30000)
		add(t, n++, "this kernel searches the queue for each verdict, and many replies are held: raise hold-queues");
	if (shared_warning(app->shared))
		add(t, n++, shared_warning(app->shared));
	if (proxy_warning(app))
		add(t, n++, proxy_warning(app));
	if (has_changed(e))
		add(t, n++, "answers to EHLO inside TLS are not as long as tls-profile says (size_changed_total), and no refusal is recognised by its size: run smtp-tarpit-probe again, and reload");
	if (!queue_depths(app->queue, depths))
		return n;
	for (i = 0; i < queue_count(app->queue); i++) {
		nearly |= depths[i].waiting > (i < QUEUE_HOLD ? FAST_NEARLY_FULL :
					       HOLD_NEARLY_FULL);
		dropped |= depths[i].dropped || depths[i].unseen;
	}
	if (nearly)
		add(t, n++, "a queue is nearly full: raise hold-queues, or lower max-held");
	if (dropped)
		add(t, n++, "the kernel dropped packets since a queue was full: give the daemon more processor time, or raise hold-queues");
	return n;
}

struct walk {
	const struct app *app;
	struct text *t;
	uint32_t left, n;
};

static uint64_t ns_until(const struct app *app, uint64_t when_ns)
{
	return when_ns > app->now_ns ? when_ns - app->now_ns : 0;
}

/* ------------------------------------------------------------------ lines */

static void line_figure(struct text *t, const char *name, uint64_t value,
			bool counter, const char *help)
{
	(void)counter;
	(void)help;
	text_add(t, "%s=%llu\n", name, (unsigned long long)value);
}

static void line_warning(struct text *t, unsigned int n, const char *text)
{
	text_add(t, "warning.%u=%s\n", n, text);
}

void report_lines(const struct app *app, struct text *t)
{
	text_add(t, "version=%s\nmode=%s\npolicy=%s\n", program_version,
		 mode_name(app), policy_name(app));
	text_add(t, "interval_s=");
	text_add_seconds(t, app->settings.engine.interval_ns);
	text_add(t, "\nuptime_s=");
	text_add_seconds(t, uptime_ns(app));
	text_add(t, "\nlongest_s=");
	text_add_seconds(t, longest_ns(app));
	text_add(t, "\n");
	each_figure(app, t, line_figure);
	each_warning(app, t, line_warning);
}

static bool line_held(void *ctx, const struct held_info *h)
{
	struct walk *w = ctx;
	char client[ADDR_TEXT_MAX], server[ADDR_TEXT_MAX], enhanced[16];

	if (!w->left)
		return false;
	w->left--;
	text_add(w->t, "client=%s client_port=%u server=%s server_port=%u code=%u enhanced=%s replies=%u",
		 addr_text(&h->client, client), h->client_port,
		 addr_text(&h->server, server), h->server_port, h->code,
		 enhanced_text(&h->enhanced, enhanced), h->replies);
	text_add(w->t, " held_s=");
	text_add_seconds(w->t, w->app->now_ns - h->since_ns);
	text_add(w->t, " left_s=");
	text_add_seconds(w->t, ns_until(w->app, h->due_ns));
	text_add(w->t, " overdrawn=%u detached=%u abandoned=%u\n", h->overdrawn,
		 h->detached, h->abandoned);
	return true;
}

void report_held(const struct app *app, struct text *t, uint32_t most)
{
	struct walk w = { .app = app, .t = t, .left = most };

	engine_held_each(app->engine, line_held, &w);
}

static bool line_source(void *ctx, const struct source_info *s)
{
	struct walk *w = ctx;
	char line[TRACE_LINE_MAX];

	if (!w->left)
		return false;
	w->left--;
	trace_source(line, w->app->now_ns, s);
	text_add(w->t, "%s\n", line);
	return true;
}

void report_sources(const struct app *app, struct text *t, uint32_t most)
{
	struct walk w = { .app = app, .t = t, .left = most };

	engine_source_each(app->engine, line_source, &w);
}

/* ------------------------------------------------------------------- JSON */

static void json_figure(struct text *t, const char *name, uint64_t value,
			bool counter, const char *help)
{
	(void)counter;
	(void)help;
	text_add(t, ",\"%s\":%llu", name, (unsigned long long)value);
}

static void json_warning(struct text *t, unsigned int n, const char *text)
{
	text_add(t, "%s", n ? "," : "");
	text_add_json(t, text);
}

static bool json_source(void *ctx, const struct source_info *s)
{
	struct walk *w = ctx;
	char net[NET_TEXT_MAX], enhanced[16];

	if (w->n == w->left)
		return false;
	text_add(w->t, "%s{\"source\":", w->n++ ? "," : "");
	text_add_json(w->t, net_text(&s->net, net));
	text_add(w->t, ",\"owes_s\":");
	text_add_seconds(w->t, ns_until(w->app, s->zero_ns));
	text_add(w->t, ",\"held_now\":%u,\"errors\":%u,\"delivered\":%u,\"code\":%u,\"enhanced\":",
		 s->held_now, s->errors, s->delivered, s->code);
	text_add_json(w->t, enhanced_text(&s->enhanced, enhanced));
	text_add(w->t, ",\"network\":%s}", s->network ? "true" : "false");
	return true;
}

static void json_queues(const struct app *app, struct text *t)
{
	struct queue_depth d[QUEUES_MAX];
	uint32_t i;

	if (!queue_depths(app->queue, d))
		return;
	for (i = 0; i < queue_count(app->queue); i++)
		text_add(t, "%s{\"queue\":%u,\"waiting\":%u,\"dropped\":%u,\"unseen\":%u}",
			 i ? "," : "", app->settings.queue_num + i,
			 d[i].waiting, d[i].dropped, d[i].unseen);
}

void report_json(const struct app *app, struct text *t)
{
	struct walk w = { .app = app, .t = t, .left = TOP_SOURCES };

	text_add(t, "{\"version\":");
	text_add_json(t, program_version);
	text_add(t, ",\"started_at\":%lld,\"uptime_s\":",
		 (long long)app->started_at);
	text_add_seconds(t, uptime_ns(app));
	text_add(t, ",\"mode\":\"%s\",\"policy\":\"%s\",\"interval_s\":",
		 mode_name(app), policy_name(app));
	text_add_seconds(t, app->settings.engine.interval_ns);
	text_add(t, ",\"longest_s\":");
	text_add_seconds(t, longest_ns(app));
	each_figure(app, t, json_figure);
	text_add(t, ",\"queues\":[");
	json_queues(app, t);
	text_add(t, "],\"top_sources\":[");
	engine_source_each(app->engine, json_source, &w);
	text_add(t, "],\"warnings\":[");
	each_warning(app, t, json_warning);
	text_add(t, "]}\n");
}

/* ------------------------------------------------------------- Prometheus */

/* Names have base units: x_ms is x_seconds there, x_ms_total x_seconds_total. */
static void prometheus_figure(struct text *t, const char *name, uint64_t value,
			      bool counter, const char *help)
{
	const char *ms = strstr(name, "_ms");
	char base[64];

	if (ms && ms[3] && strcmp(ms + 3, "_total"))
		ms = NULL;
	if (ms)
		snprintf(base, sizeof(base), "%.*s_seconds%s",
			 (int)(ms - name), name, ms + 3);
	else
		snprintf(base, sizeof(base), "%s", name);
	if (ms && !strncmp(help, "milli", 5))
		help += 5;
	text_add(t, "# HELP smtp_tarpit_%s %s\n# TYPE smtp_tarpit_%s %s\nsmtp_tarpit_%s ",
		 base, help, base, counter ? "counter" : "gauge", base);
	if (ms)
		text_add_seconds(t, value * NS_PER_MS);
	else
		text_add(t, "%llu", (unsigned long long)value);
	text_add(t, "\n");
}

static void prometheus_delay(const struct app *app, struct text *t)
{
	static const unsigned int bounds_ms[DELAY_BOUNDS] = DELAY_BOUNDS_MS;
	unsigned long long sum = 0;
	size_t i;

	text_add(t, "# HELP smtp_tarpit_release_lateness_seconds time by which held replies passed later than due\n"
		    "# TYPE smtp_tarpit_release_lateness_seconds histogram\n");
	for (i = 0; i < DELAY_BOUNDS; i++) {
		sum += app->delays[i];
		text_add(t, "smtp_tarpit_release_lateness_seconds_bucket{le=\"%u.%03u\"} %llu\n",
			 bounds_ms[i] / 1000, bounds_ms[i] % 1000, sum);
	}
	sum += app->delays[DELAY_BOUNDS];
	text_add(t, "smtp_tarpit_release_lateness_seconds_bucket{le=\"+Inf\"} %llu\n"
		    "smtp_tarpit_release_lateness_seconds_sum ", sum);
	text_add_seconds(t, app->delay_ns);
	text_add(t, "\nsmtp_tarpit_release_lateness_seconds_count %llu\n", sum);
}

static void prometheus_queues(const struct app *app, struct text *t)
{
	struct queue_depth d[QUEUES_MAX];
	uint32_t i;

	if (!queue_depths(app->queue, d))
		return;
	text_add(t, "# HELP smtp_tarpit_queue_waiting packets in a kernel queue\n"
		    "# TYPE smtp_tarpit_queue_waiting gauge\n");
	for (i = 0; i < queue_count(app->queue); i++)
		text_add(t, "smtp_tarpit_queue_waiting{queue=\"%u\"} %u\n",
			 app->settings.queue_num + i, d[i].waiting);
	text_add(t, "# HELP smtp_tarpit_queue_dropped_total packets that the kernel dropped since a queue or the queue's socket was full\n"
		    "# TYPE smtp_tarpit_queue_dropped_total counter\n");
	for (i = 0; i < queue_count(app->queue); i++)
		text_add(t, "smtp_tarpit_queue_dropped_total{queue=\"%u\"} %u\n",
			 app->settings.queue_num + i,
			 d[i].dropped + d[i].unseen);
}

void report_prometheus(const struct app *app, struct text *t)
{
	text_add(t, "# HELP smtp_tarpit_info version, mode and policy of the daemon\n# TYPE smtp_tarpit_info gauge\n"
		    "smtp_tarpit_info{version=\"%s\",mode=\"%s\",policy=\"%s\"} 1\n",
		 program_version, mode_name(app), policy_name(app));
	text_add(t, "# HELP smtp_tarpit_start_time_seconds when the daemon was started\n"
		    "# TYPE smtp_tarpit_start_time_seconds gauge\n"
		    "smtp_tarpit_start_time_seconds %lld\n",
		 (long long)app->started_at);
	each_figure(app, t, prometheus_figure);
	prometheus_delay(app, t);
	prometheus_queues(app, t);
}

/* ------------------------------------------------------------- for people */

static void people_warning(struct text *t, unsigned int n, const char *text)
{
	text_add(t, "%-*s", HEAD_COLUMNS, n ? "" : "warnings");
	text_add_wrapped(t, HEAD_COLUMNS, TEXT_COLUMNS, text);
}

static bool people_source(void *ctx, const struct source_info *s)
{
	struct walk *w = ctx;
	struct text owes = { .max = 64 };
	char net[NET_TEXT_MAX], name[NET_TEXT_MAX + 16], enhanced[16];

	if (w->n == w->left)
		return false;
	snprintf(name, sizeof(name), "%s%s", net_text(&s->net, net),
		 s->network ? " (network)" : "");
	if (!w->n++)
		text_add(w->t, "\n%-30s %-11s %4s %6s %9s  %s\n", "source",
			 "owes", "held", "errors", "delivered", "last");
	text_add_duration(&owes, ns_until(w->app, s->zero_ns));
	text_add(w->t, "%-30s%s %-11s %4u %6u %9u  %u %s\n",
		 name, strlen(name) > 30 ? "\n                              " : "",
		 owes.bytes, s->held_now, s->errors,
		 s->delivered, s->code, enhanced_text(&s->enhanced, enhanced));
	text_free(&owes);
	return true;
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void people_head(const struct app *app, struct text *t)
{
	const struct settings *s = &app->settings;
	char since[64] = "?";
	struct tm tm;

	if (localtime_r(&app->started_at, &tm))
		strftime(since, sizeof(since), "%Y-%m-%d %H:%M:%S", &tm);
	text_add(t, "smtp-tarpit %s, running since %s (", program_version,
		 since);
	text_add_duration(t, uptime_ns(app));
	text_add(t, ")\n%-12s%s; ", "mode",
		 s->mode == MODE_HOST ? "host" : "router");
	if (s->engine.dry_run)
		text_add(t, "dry run: nothing is held; ");
	else if (!s->engine.interval_ns)
		text_add(t, "off: nothing is held; ");
	text_add(t, "interval ");
	text_add_duration(t, s->engine.interval_ns);
	text_add(t, ", policy %s\n", policy_name(app));
}

static void people_sizes(struct text *t, const struct engine_stats *e)
{
	text_add(t, "%-12s%llu refusals inside TLS, %llu of them charged; %llu answers unsure\n",
		 "sizes", (unsigned long long)e->size_refusals_total,
		 (unsigned long long)e->size_charges_total,
		 (unsigned long long)e->size_unsure_total);
}

void report_text(const struct app *app, struct text *t)
{
	const struct engine_stats *e = engine_stats(app->engine);
	struct walk w = { .app = app, .t = t, .left = TOP_SOURCES };

	people_head(app, t);
	text_add(t, "%-12s%u connection%s, %u segment%s, the longest for ",
		 "held now", e->gated_now, plural(e->gated_now), e->held_now,
		 plural(e->held_now));
	text_add_duration(t, longest_ns(app));
	text_add(t, "\n%-12s%llu segment%s with %llu error repl%s\n", "held",
		 (unsigned long long)e->held_total, plural(e->held_total),
		 (unsigned long long)e->held_replies_total,
		 e->held_replies_total == 1 ? "y" : "ies");
	text_add(t, "%-12s%llu, early %llu, abandoned %llu, reset %llu\n",
		 "released", (unsigned long long)e->released_total,
		 (unsigned long long)e->early_total,
		 (unsigned long long)e->abandoned_total,
		 (unsigned long long)e->reset_total);
	text_add(t, "%-12s", "waited");
	text_add_duration(t, e->waited_ms_total * NS_PER_MS);
	text_add(t, " of the clients' time\n");
	text_add(t, "%-12s%llu replies, %llu of them 5xx, in %llu packets\n%-12s%u source%s, %u connection%s\n",
		 "seen", (unsigned long long)e->replies_total,
		 (unsigned long long)e->replies_5xx_total,
		 (unsigned long long)e->packets_total, "known", e->sources_now,
		 plural(e->sources_now), e->flows_now, plural(e->flows_now));
	text_add(t, "%-12s%llu errors charged, %llu of them also seen in clear; %u readers\n",
		 "log", (unsigned long long)e->log_charges_total,
		 (unsigned long long)e->log_matched_total,
		 control_feeds(app->control));
	if (app->settings.engine.tls_sizes != TLS_SIZES_OFF)
		people_sizes(t, e);
	each_warning(app, t, people_warning);
	engine_source_each(app->engine, people_source, &w);
}
