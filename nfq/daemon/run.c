// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - the daemon, on one page: what a turn is, and how it stops
 *
 * Owns the order of things; start.c opens them, timers.c does what
 * is done now and then.  Promises that it is ready when it says so, that stopping
 * releases everything, and that each packet's way is
 *
 *	queue_read() -> engine_packet() -> app_act() -> queue_end_turn()
 *
 * Must not decide anything about packets: that is the engine's.
 */
#include "run.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app.h"
#include "conf/conf.h"
#include "conf/settings.h"
#include "handover.h"
#include "process/log.h"
#include "process/status.h"
#include "start.h"
#include "state.h"
#include "timers.h"

#define STOP_READS	1000	/* of 64 packets, so that it ends */
#define LINGER_NS	NS_PER_MS
#define NOTES_MAX	65536

/* ------------------------------------------------------------ in a turn */

static void on_packet(void *ctx, const struct engine_packet *packet)
{
	struct app *app = ctx;

	/* Read after the packet came: with the turn's time, a packet that came
	 * while its batch was read would leave before its time. */
	app->now_ns = loop_now_ns();
	engine_packet(app->engine, app->now_ns, packet,
		      &(struct sink){ .emit = app_act, .ctx = app });
}

static void on_queue(void *ctx, uint32_t events)
{
	struct app *app = ctx;

	(void)events;
	app->packets = queue_read(app->queue, on_packet, app);
}

/* Whatever is in the hold queues is read by queue_end_turn(). */
static void on_hold_queue(void *ctx, uint32_t events)
{
	struct app *app = ctx;

	(void)events;
	queue_touch(app->queue);
}

static void on_lost(void *ctx, uint32_t slot)
{
	struct app *app = ctx;

	engine_lost(app->engine, slot);
}

static void on_signal(void *ctx, uint32_t events)
{
	struct app *app = ctx;
	struct signalfd_siginfo info;
	char answer[OPTIONS_ERROR_MAX];

	(void)events;
	while (read(app->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			app_reload(app, answer);
			continue;
		}
		app->stop = true;
		app->handover = info.ssi_signo == SIGUSR2;
	}
}

/*
 * While packets come one after the other, the next one is waited for on their
 * socket itself: so most turns cost a system call less.  Not where anything is
 * due within the time that this may take, and not for long: who else waits for
 * us is seen by loop_wait() alone.
 */
static bool wait_for_packet(struct app *app, bool block)
{
	uint64_t next_ns = engine_next_ns(app->engine);

	if (!block || !app->packets ||
	    app->now_ns - app->timed_ns >= LINGER_NS ||
	    next_ns < app->now_ns + QUEUE_WAIT_MS * 2 * NS_PER_MS ||
	    queue_is_moving(app->queue) || !queue_wait(app->queue))
		return false;
	on_queue(app, 0);
	return true;
}

/*
 * Return: true if there is more to do at once
 *
 * Between packets that come one after the other, timers are looked at once in a
 * while; and always before a wait that may be long.
 */
static bool turn(struct app *app, bool block)
{
	bool waited = wait_for_packet(app, block), more;
	uint64_t next_ns, timer_ns;

	if (!waited) {
		app->packets = 0;
		loop_wait(&app->loop, block && !app->owes_timers);
		app->now_ns = loop_now_ns();
	}
	if (engine_next_ns(app->engine) <= app->now_ns)
		engine_expire(app->engine, app->now_ns,
			      &(struct sink){ .emit = app_act, .ctx = app });
	more = queue_end_turn(app->queue, on_lost, app);
	app->owes_timers = waited;
	if (waited)
		return more;
	app->timed_ns = app->now_ns;
	timer_ns = timers_run(app);
	next_ns = engine_next_ns(app->engine);
	loop_arm(&app->loop, next_ns < timer_ns ? next_ns : timer_ns);
	return more;
}

/* ----------------------------------------------------------- start, stop */

static int add_sources(struct app *app, struct loop_source *sources, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int error = loop_add(&app->loop, &sources[i], EPOLLIN);

		if (error) {
			log_error("loop: %s", strerror(-error));
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}

static void pass_packet(void *ctx, const struct engine_packet *packet)
{
	(void)packet;
	queue_act(ctx, &(struct action){ .kind = ACTION_ACCEPT });
}

/* Return: false if nobody takes it */
static bool hand_over(struct app *app)
{
	if (app->notify.fd < 0)
		log_notice("no service manager keeps the held segments: they are released");
	if (app->notify.fd < 0 || !handover_give(app))
		return false;
	state_write(app->engine, app->settings.state, app->now_ns,
		    true);
	log_notice("handed over; held segments: %u",
		   engine_stats(app->engine)->held_now);
	log_flush(app->now_ns);
	return true;
}

/* All that is held passes, and what waits in the fast queue too. */
static void stop(struct app *app)
{
	uint32_t released;
	int reads;

	notify_send(&app->notify, "STOPPING=1");
	app->now_ns = loop_now_ns();
	while (queue_end_turn(app->queue, on_lost, app))
		;
	if (app->handover && hand_over(app))
		return;
	released = app_release(app, NULL);
	while (queue_end_turn(app->queue, on_lost, app))
		;
	for (reads = 0; reads < STOP_READS; reads++) {
		if (!queue_read(app->queue, pass_packet, app->queue))
			break;
		queue_end_turn(app->queue, on_lost, app);
	}
	state_write(app->engine, app->settings.state, app->now_ns,
		    true);
	log_notice("stopped; connections released: %u", released);
	log_flush(app->now_ns);
}

/* One line that says what it does. */
static void announce(const struct app *app)
{
	const struct settings *s = &app->settings;
	char interval[64] = "", ports[256] = "", codes[512] = "";
	static char text[OPTIONS_TEXT_MAX];

	options_get(s, "interval", text);
	snprintf(interval, sizeof(interval), "%.63s", text);
	options_get(s, "port", text);
	snprintf(ports, sizeof(ports), "%.255s", text);
	options_get(s, "hold-codes", text);
	snprintf(codes, sizeof(codes), "%.400s", text);
	options_get(s, "policy", text);
	log_notice("%s: %s%s replies from port %s %s %s s%s (policy %s), queues %u to %u, at most %u held",
		   program_version, s->engine.dry_run ? "dry run: " : "", codes,
		   ports, s->engine.interval_ns ? "wait" : "do not wait: interval",
		   interval, s->engine.interval_ns ? " each" : "", text,
		   s->queue_num, s->queue_num + queue_count(app->queue) - 1,
		   s->engine.max_held);
}

static int serve(struct app *app)
{
	struct loop_source sources[] = {
		{ queue_fd(app->queue), on_queue, app },
		{ queue_hold_fd(app->queue), on_hold_queue, app },
		{ app->signals, on_signal, app },
	};
	bool more = true;	/* the first turn sets the timer */
	int status;

	status = add_sources(app, sources,
			     sizeof(sources) / sizeof(sources[0]));
	if (status)
		return status;
	timers_start(app);
	announce(app);
	log_notice("READY");
	notify_send(&app->notify, "READY=1");
	while (!app->stop)
		more = turn(app, !more);
	stop(app);
	return STATUS_OK;
}

/* ------------------------------------------------------------ command line */

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit run [OPTION...]\n\n"
		"  --config FILE                the configuration file, or none\n"
		"  %-28s (default %s, where it exists)\n\n",
		"", CONF_DEFAULT);
	options_help(out, OPTIONS_RUN);
}

int run_main(int argc, char **argv)
{
	static struct app app = { .inject = { -1, -1, 0 }, .notify = { -1, 0 },
				  .loop = { -1, -1, 0 }, .signals = -1 };
	struct text notes = { .max = NOTES_MAX };
	char error[OPTIONS_ERROR_MAX];
	const char *config;
	int status;

	if (argc > 1 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return STATUS_OK;
	}
	app.argv = argv + 1;
	config = settings_file(app.argv);
	if (!config || !*config || strlen(config) >= sizeof(app.config)) {
		log_error("--config needs a value: FILE");
		return STATUS_USAGE;
	}
	strcpy(app.config, strcmp(config, "none") ? config : "");
	if (!settings_read(&app.settings, OPTIONS_RUN, app.config, app.argv,
			   error, &notes) ||
	    !settings_read_profile(&app.settings, error)) {
		log_error("%s", error);
		return STATUS_USAGE;
	}
	if (*app.config)
		settings_check(&app.settings, app.config, &notes);
	status = start_open(&app);
	app_log_notes(&notes);
	if (!status)
		status = start_sandbox(&app);
	if (!status)
		status = serve(&app);
	start_close(&app);
	return status;
}
