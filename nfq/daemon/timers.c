// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timers.c - what the daemon does now and then, as a table of {when, what}
 *
 * Owns the table.  Each row says when it wants to be called, which may change
 * with whatever happens in a turn, and what is done then.  What holds packets
 * is not in it: the engine's own time comes first in each turn (run.c).
 */
#include "timers.h"

#include "app.h"
#include "process/log.h"
#include "state.h"

#define LOG_RETRY_NS	(100 * NS_PER_MS)
#define SAVE_NS		(600 * NS_PER_S)
#define OWING_NS	(10 * NS_PER_S)
#define OWING_MOST	64u	/* which takes 3 ms at the most */

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Clients of the control socket that are too slow. */
static uint64_t control_when(const struct app *app)
{
	return control_next_ns(app->control);
}

static void control_what(struct app *app)
{
	control_expire(app->control, app->now_ns);
}

static uint64_t shared_when(const struct app *app)
{
	return shared_next_ns(app->shared);
}

static void shared_what(struct app *app)
{
	shared_run(app->shared);
}

static uint64_t state_when(const struct app *app)
{
	return *app->settings.state ? app->save_ns : ENGINE_NEVER;
}

static void state_what(struct app *app)
{
	state_write(app->engine, app->settings.state, app->now_ns, false);
	app->save_ns = app->now_ns + SAVE_NS;
}

/* The rules may have been made anew, and know nobody. */
static uint64_t owing_when(const struct app *app)
{
	return engine_stats(app->engine)->sources_now ? app->owing_ns :
							ENGINE_NEVER;
}

static void owing_what(struct app *app)
{
	app_tell_owing(app, OWING_MOST);
	app->owing_ns = app->now_ns + OWING_NS;
}

static uint64_t watchdog_when(const struct app *app)
{
	return app->notify.watchdog_ns ? app->watchdog_ns : ENGINE_NEVER;
}

static void watchdog_what(struct app *app)
{
	notify_send(&app->notify, "WATCHDOG=1");
	app->watchdog_ns = app->now_ns + app->notify.watchdog_ns / 2;
}

static uint64_t log_when(const struct app *app)
{
	return later(log_next_ns(), app->log_ns);
}

static void log_what(struct app *app)
{
	app->log_ns = log_flush(app->now_ns) ? 0 : app->now_ns + LOG_RETRY_NS;
}

/* The log is last: the others may have something to say. */
static const struct timer {
	uint64_t (*when)(const struct app *app);
	void (*what)(struct app *app);
} timers[] = {
	{ control_when, control_what },
	{ shared_when, shared_what },
	{ state_when, state_what },
	{ owing_when, owing_what },
	{ watchdog_when, watchdog_what },
	{ log_when, log_what },
};

void timers_start(struct app *app)
{
	app->save_ns = app->now_ns + SAVE_NS;
	app->owing_ns = app->now_ns + OWING_NS;
}

uint64_t timers_run(struct app *app)
{
	uint64_t when_ns, next_ns = ENGINE_NEVER;
	size_t i;

	for (i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		when_ns = timers[i].when(app);
		if (when_ns <= app->now_ns) {
			timers[i].what(app);
			when_ns = timers[i].when(app);
		}
		if (when_ns < next_ns)
			next_ns = when_ns;
	}
	return next_ns;
}
