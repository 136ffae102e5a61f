// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * app.c - the daemon as a whole: what becomes of the engine's actions, and what more
 * than one of its parts has to do with
 *
 * Owns who is told of an event: the log, those that follow the trace, other routers,
 * the kernel's sets.
 */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "conf/settings.h"
#include "core/addr.h"
#include "core/trace.h"
#include "process/log.h"

#define NOTES_MAX	65536

/* --------------------------------------------------------- the engine's sink */

static uint64_t wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void count_delay(struct app *app, uint64_t delay_ns)
{
	static const uint64_t bounds_ms[DELAY_BOUNDS] = DELAY_BOUNDS_MS;
	size_t i = 0;

	while (i < DELAY_BOUNDS && delay_ns > bounds_ms[i] * NS_PER_MS)
		i++;
	app->delays[i]++;
	app->delay_ns += delay_ns;
}

/* Before the reply that costs it has its verdict: the first error past the tokens. */
static void tell_kernel(struct app *app, const struct event *event)
{
	const struct engine_conf *conf = &app->settings.engine;

	if (conf->dry_run)
		return;
	if (event->kind == EVENT_OVERDRAWN && event->reason == REASON_NETWORK)
		known_add_net(app->known, conf, app->now_ns, &event->client);
	if (event->kind != EVENT_CHARGE)
		return;
	if (!addr_equal(&event->client, &event->peer))
		known_add(app->known, conf, app->now_ns, &event->client);
	known_add_owing(app->known, conf, app->now_ns, &event->client,
			app->now_ns + event->debt_ns);
}

static void report(struct app *app, const struct event *event)
{
	static const char dry[] = " dry_run=yes";
	char line[TRACE_LINE_MAX + sizeof(dry)];
	bool logged, wanted;
	size_t n;

	if (event->kind == EVENT_CHARGE || event->kind == EVENT_EARN)
		shared_charge(app->shared, event);
	tell_kernel(app, event);
	if (event->kind == EVENT_CHANGED)
		log_warning("tls-profile: the answer to EHLO inside TLS is not as long as the profile says: no refusal is recognised by its size until smtp-tarpit-probe has written a new one");
	if (event->kind == EVENT_RELEASE)
		count_delay(app, event->delay_ns);
	logged = trace_is_logged(event) && log_wants_event(app->now_ns);
	wanted = control_wants(app->control, &event->client);
	if (!logged && !wanted)
		return;
	n = trace_line(line, wall_ns(), event);
	if (app->settings.engine.dry_run) {
		memcpy(line + n, dry, sizeof(dry));
		n += sizeof(dry) - 1;
	}
	if (logged)
		log_event(line, n);
	if (wanted)
		control_trace(app->control, &event->client, line, n);
}

void app_act(void *ctx, const struct action *action)
{
	struct app *app = ctx;

	switch (action->kind) {
	case ACTION_EVENT:
		report(app, action->event);
		break;
	case ACTION_INJECT:
		inject_send(&app->inject, action->bytes, action->len_bytes);
		break;
	default:
		queue_act(app->queue, action);
	}
}

/* -------------------------------------------------------------- for people */

uint32_t app_release(struct app *app, const struct addr *client)
{
	enum reason reason = app->stop ? REASON_STOP : REASON_ASKED;

	return engine_release(app->engine, app->now_ns, client, reason,
			      &(struct sink){ .emit = app_act, .ctx = app });
}

uint32_t app_charge(struct app *app, const struct addr *client, int32_t errors,
		    bool tls)
{
	const struct engine_conf *conf = engine_conf(app->engine);
	uint32_t charged;

	if (errors < 0) {
		engine_refund(app->engine, app->now_ns, client,
			      (uint32_t)-errors);
		return 0;
	}
	charged = engine_logged(app->engine, app->now_ns, client,
				(uint32_t)errors, tls,
				&(struct sink){ .emit = app_act, .ctx = app });
	if (charged)
		known_add(app->known, conf, app->now_ns, client);
	return charged;
}

struct owing {
	struct app *app;
	uint32_t left;
};

static bool add_owing(void *ctx, const struct source_info *info)
{
	struct owing *o = ctx;

	if (!info->network)
		known_add_owing(o->app->known, &o->app->settings.engine,
				o->app->now_ns, &info->net.addr, info->zero_ns);
	return o->left-- > 1;
}

void app_tell_owing(struct app *app, uint32_t most)
{
	struct owing o = { .app = app, .left = most };

	engine_source_each(app->engine, add_owing, &o);
}

/* ---------------------------------------------------------------- reload */

void app_log_notes(struct text *notes)
{
	const char *at = notes->used ? notes->bytes : "";
	size_t n;

	for (; *at; at += n + (at[n] == '\n')) {
		n = strcspn(at, "\n");
		log_warning("%.*s", (int)n, at);
	}
	text_free(notes);
}

/* What is looked at inside TLS has its place in memory from the start, or never. */
static bool begins_sizes(const struct settings *old, const struct settings *fresh,
			 char *keys)
{
	strcpy(keys, "tls-sizes = off");
	return old->engine.tls_sizes == TLS_SIZES_OFF &&
	       fresh->engine.tls_sizes != TLS_SIZES_OFF;
}

bool app_reload(struct app *app, char *answer)
{
	static struct settings fresh;
	struct text notes = { .max = NOTES_MAX };
	char keys[OPTIONS_ERROR_MAX];
	bool rules;

	if (!settings_read(&fresh, OPTIONS_RUN, app->config, app->argv,
			   answer, &notes) ||
	    !settings_read_profile(&fresh, answer)) {
		log_error("nothing was changed: %s", answer);
		text_free(&notes);
		return false;
	}
	app_log_notes(&notes);
	if (begins_sizes(&app->settings, &fresh, keys) ||
	    options_changed_fixed(&app->settings, &fresh, keys)) {
		snprintf(answer, OPTIONS_ERROR_MAX,
			 "%.400s can be changed by a restart only: systemctl restart smtp-tarpit", keys);
		log_error("nothing was changed: %s", answer);
		return false;
	}
	rules = options_changed_rules(&app->settings, &fresh, keys);
	memcpy(fresh.engine.key, app->settings.engine.key,
	       sizeof(fresh.engine.key));
	app->settings = fresh;
	engine_configure(app->engine, &fresh.engine);
	log_set((int)fresh.log_level, fresh.log_rate);
	app->reloads_total++;
	snprintf(answer, OPTIONS_ERROR_MAX, "the settings were read again%s%.200s%s%.200s%s",
		 *app->config ? " from " : "", app->config,
		 rules ? "; the rules still have the old " : "", keys,
		 rules ? ": run smtp-tarpit-rules install" : "");
	log_notice("%s", answer);
	return true;
}
