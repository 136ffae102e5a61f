// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - the daemon, on one page: how it starts, what a turn is, how it stops
 *
 * Owns struct app and the order of things.  Promises that it is ready when it
 * says so, that stopping releases everything, and that each packet's way is
 *
 *	queue_read() -> engine_packet() -> act() -> queue_end_turn()
 *
 * Must not decide anything about packets: that is the engine's.
 */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app.h"
#include "conf.h"
#include "handover.h"
#include "log.h"
#include "sandbox.h"
#include "slots.h"
#include "state.h"
#include "trace.h"

#define LOG_RETRY_NS	(100 * NS_PER_MS)
#define SAVE_NS		(600 * NS_PER_S)
#define STOP_READS	1000	/* of 64 packets, so that it ends */
#define LINGER_NS	NS_PER_MS

/* ------------------------------------------------------------ in a turn */

static uint64_t wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void count_late(struct app *app, uint64_t late_ns)
{
	static const uint64_t bounds_ms[LATE_BOUNDS] = LATE_BOUNDS_MS;
	size_t i = 0;

	while (i < LATE_BOUNDS && late_ns > bounds_ms[i] * NS_PER_MS)
		i++;
	app->late[i]++;
	app->late_ns += late_ns;
}

static void tell(struct app *app, const struct event *event)
{
	char line[TRACE_LINE_MAX];
	bool logged, wanted;
	size_t n;

	if (event->kind == EVENT_CHARGE)
		fleet_charge(app->fleet, event);
	if (event->kind == EVENT_RELEASE)
		count_late(app, event->late_ns);
	logged = trace_is_logged(event) && log_wants_event(app->now_ns);
	wanted = control_wants(app->control, &event->client);
	if (!logged && !wanted)
		return;
	n = trace_line(line, wall_ns(), event);
	if (logged)
		log_event(line, n);
	if (wanted)
		control_trace(app->control, &event->client, line, n);
}

/* The engine's sink. */
static void act(void *ctx, const struct action *action)
{
	struct app *app = ctx;

	switch (action->kind) {
	case ACTION_EVENT:
		tell(app, action->event);
		break;
	case ACTION_INJECT:
		inject_send(&app->inject, action->bytes, action->len_bytes);
		break;
	default:
		queue_act(app->queue, action);
	}
}

static void on_packet(void *ctx, const struct engine_packet *packet)
{
	struct app *app = ctx;

	/* Read after the packet came: with the turn's time, a packet that came
	 * while its batch was read would leave before its time. */
	app->now_ns = loop_now_ns();
	engine_packet(app->engine, app->now_ns, packet,
		      &(struct sink){ .emit = act, .ctx = app });
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

	(void)events;
	while (read(app->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			app->reload = true;
			continue;
		}
		app->stop = true;
		app->handover = info.ssi_signo == SIGUSR2;
	}
}

/* What is done now and then.  Return: when next */
static uint64_t keep_house(struct app *app)
{
	uint64_t next_ns = control_next_ns(app->control), http_ns, fleet_ns;
	char answer[OPTIONS_ERROR_MAX];

	if (app->reload) {
		app->reload = false;
		app_reload(app, answer);
	}
	if (next_ns <= app->now_ns) {
		control_expire(app->control, app->now_ns);
		next_ns = control_next_ns(app->control);
	}
	http_ns = http_next_ns(app->http, app->now_ns);
	if (http_ns <= app->now_ns) {
		http_run(app->http);
		http_ns = http_next_ns(app->http, app->now_ns);
	}
	if (http_ns < next_ns)
		next_ns = http_ns;
	fleet_ns = fleet_turn(app->fleet, app->now_ns);
	if (fleet_ns < next_ns)
		next_ns = fleet_ns;
	if (*app->settings.state) {
		if (app->save_ns <= app->now_ns) {
			if (app->save_ns)
				state_write(app->engine, app->settings.state,
					    app->now_ns, false);
			app->save_ns = app->now_ns + SAVE_NS;
		}
		if (app->save_ns < next_ns)
			next_ns = app->save_ns;
	}
	if (app->notify.watchdog_ns) {
		if (app->watchdog_ns <= app->now_ns) {
			notify_send(&app->notify, "WATCHDOG=1");
			app->watchdog_ns = app->now_ns +
					   app->notify.watchdog_ns / 2;
		}
		if (app->watchdog_ns < next_ns)
			next_ns = app->watchdog_ns;
	}
	if (!log_flush(app->now_ns) && app->now_ns + LOG_RETRY_NS < next_ns)
		next_ns = app->now_ns + LOG_RETRY_NS;
	return next_ns;
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
	    app->now_ns - app->kept_ns >= LINGER_NS ||
	    next_ns < app->now_ns + QUEUE_WAIT_MS * 2 * NS_PER_MS ||
	    queue_is_moving(app->queue) || !queue_wait(app->queue))
		return false;
	on_queue(app, 0);
	return true;
}

/*
 * Return: true if there is more to do at once
 *
 * Between packets that come one after the other, the house is kept once in a
 * while; and always before a wait that may be long.
 */
static bool turn(struct app *app, bool block)
{
	bool waited = wait_for_packet(app, block), more;
	uint64_t next_ns, house_ns;

	if (!waited) {
		app->packets = 0;
		loop_wait(&app->loop, block && !app->owes_house);
		app->now_ns = loop_now_ns();
	}
	if (engine_next_ns(app->engine) <= app->now_ns)
		engine_expire(app->engine, app->now_ns,
			      &(struct sink){ .emit = act, .ctx = app });
	more = queue_end_turn(app->queue, on_lost, app);
	app->owes_house = waited;
	if (waited)
		return more;
	app->kept_ns = app->now_ns;
	house_ns = keep_house(app);
	next_ns = engine_next_ns(app->engine);
	loop_arm(&app->loop, next_ns < house_ns ? next_ns : house_ns);
	return more;
}

uint32_t app_release(struct app *app, const struct addr *client)
{
	enum reason reason = app->stop ? REASON_STOP : REASON_ASKED;

	return engine_release(app->engine, app->now_ns, client, reason,
			      &(struct sink){ .emit = act, .ctx = app });
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
				&(struct sink){ .emit = act, .ctx = app });
	if (charged)
		known_add(app->known, conf, app->now_ns, client);
	return charged;
}

/* ---------------------------------------------------------------- reload */

static bool read_settings(struct settings *s, const char *config,
			  char *const *argv, char *error)
{
	int i = 0;

	options_defaults(s);
	if (*config && !conf_read(s, config, error, NULL))
		return false;
	while (argv[i]) {
		if (!strncmp(argv[i], "--config=", 9)) {
			i++;
			continue;
		}
		if (!strcmp(argv[i], "--config")) {
			i += argv[i + 1] ? 2 : 1;
			continue;
		}
		switch (options_parse_one(s, OPTIONS_RUN, argv, &i, error)) {
		case OPTIONS_TAKEN:
			break;
		case OPTIONS_OTHER:
			options_unknown(OPTIONS_RUN, argv[i], error);
			return false;
		case OPTIONS_WRONG:
			return false;
		}
	}
	return true;
}

bool app_reload(struct app *app, char *answer)
{
	static struct settings fresh;
	const char *key, *rule;

	if (!read_settings(&fresh, app->config, app->argv, answer)) {
		log_error("nothing was changed: %s", answer);
		return false;
	}
	key = options_changed_fixed(&app->settings, &fresh);
	if (key) {
		snprintf(answer, OPTIONS_ERROR_MAX,
			 "%s can only be changed by a restart", key);
		log_error("nothing was changed: %s", answer);
		return false;
	}
	rule = options_changed_rules(&app->settings, &fresh);
	memcpy(fresh.engine.key, app->settings.engine.key,
	       sizeof(fresh.engine.key));
	app->settings = fresh;
	engine_configure(app->engine, &fresh.engine);
	log_set((int)fresh.log_level, fresh.log_rate);
	app->reloads_total++;
	snprintf(answer, OPTIONS_ERROR_MAX, "settings were read again%s%s%s%s%s",
		 *app->config ? " from " : "", app->config,
		 rule ? "; the rules do not know of " : "", rule ? rule : "",
		 rule ? " yet: smtp-tarpit-rules install" : "");
	log_notice("%s", answer);
	return true;
}

/* ----------------------------------------------------------- start, stop */

static int open_queue(struct app *app)
{
	static const int status[] = {
		[QUEUE_OK] = STATUS_OK, [QUEUE_TAKEN] = STATUS_TAKEN,
		[QUEUE_DENIED] = STATUS_DENIED,
		[QUEUE_MISSING] = STATUS_KERNEL,
		[QUEUE_FAILED] = STATUS_FAILED,
	};
	const struct settings *s = &app->settings;
	struct queue_conf conf = {
		.first = s->queue_num, .hold_queues = s->hold_queues,
		.slots = engine_slots(app->engine),
		.mark_mask = s->mark_mask,
	};
	char error[QUEUE_ERROR_MAX];
	enum queue_failure failure;

	if (app->queue)
		return STATUS_OK;	/* it was handed over */
	app->queue = queue_new(&conf, error, &failure);
	if (!app->queue)
		log_error("%s", error);
	return app->queue ? STATUS_OK : status[failure];
}

static int open_inject(struct app *app)
{
	int error = inject_open(&app->inject, app->settings.mark_mask);

	if (!error)
		return STATUS_OK;
	log_error("raw socket: %s%s", strerror(-error),
		  error == -EPERM ? " (needs CAP_NET_RAW: run it as root)" : "");
	return error == -EPERM ? STATUS_DENIED : STATUS_FAILED;
}

static int open_engine(struct app *app)
{
	struct settings *s = &app->settings;
	uint32_t most = s->hold_queues * SLOTS_QUEUE_MAX;

	if (s->engine.max_held > most) {
		log_error("max-held %u does not fit into %u hold queues of %u: raise hold-queues",
			  s->engine.max_held, s->hold_queues, SLOTS_QUEUE_MAX);
		return STATUS_USAGE;
	}
	if (getrandom(s->engine.key, sizeof(s->engine.key), 0) !=
	    sizeof(s->engine.key)) {
		log_error("no random bytes: %s", strerror(errno));
		return STATUS_FAILED;
	}
	app->engine = engine_new(&s->engine, app->now_ns);
	if (!app->engine) {
		log_error("not enough memory for max-held %u, max-flows %u, max-sources %u",
			  s->engine.max_held, s->engine.max_flows,
			  s->engine.max_sources);
		return STATUS_FAILED;
	}
	return STATUS_OK;
}

static int open_control(struct app *app)
{
	char error[CONTROL_ERROR_MAX];
	int status;

	app->control = control_open(app, error);
	if (app->control)
		return STATUS_OK;
	status = errno == EADDRINUSE ? STATUS_TAKEN :
		 errno == EACCES ? STATUS_DENIED : STATUS_FAILED;
	log_error("%s", error);
	return status;
}

static int open_http(struct app *app)
{
	char error[HTTP_ERROR_MAX];

	if (http_open(app, &app->http, error))
		return STATUS_OK;
	log_error("%s", error);
	return STATUS_FAILED;
}

static int open_fleet(struct app *app)
{
	char error[FLEET_OPEN_ERROR_MAX];

	app->known = known_open(app->now_ns);
	if (!app->known) {
		log_error("netlink: %s", strerror(errno));
		return STATUS_FAILED;
	}
	if (fleet_open(app, &app->fleet, error))
		return STATUS_OK;
	log_error("%s", error);
	return STATUS_USAGE;
}

static int open_log(struct app *app)
{
	const struct settings *s = &app->settings;

	if (log_open(s->log_target, (int)s->log_level, s->log_rate))
		return STATUS_OK;
	log_error("log %s: %s", "syslog", strerror(errno));
	return STATUS_FAILED;
}

static int open_notify(struct app *app)
{
	if (notify_open(&app->notify))
		return STATUS_OK;
	log_error("NOTIFY_SOCKET %s: %s", getenv("NOTIFY_SOCKET"),
		  strerror(errno));
	return STATUS_FAILED;
}

static int open_loop(struct app *app)
{
	int error = loop_open(&app->loop);

	if (error)
		log_error("loop: %s", strerror(-error));
	return error ? STATUS_FAILED : STATUS_OK;
}

static int take_over(struct app *app)
{
	if (handover_take(app))
		return STATUS_OK;
	log_error("out of memory");
	return STATUS_FAILED;
}

static int read_state(struct app *app)
{
	if (app->queue)
		return STATUS_OK;	/* all was handed over */
	state_read(app->engine, app->settings.state, app->now_ns);
	return STATUS_OK;
}

static int open_signals(struct app *app)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	app->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (app->signals < 0)
		log_error("signals: %s", strerror(errno));
	return app->signals < 0 ? STATUS_FAILED : STATUS_OK;
}

/* All sockets are open: there will be no new ones. */
static int enter_sandbox(struct app *app)
{
	const struct settings *s = &app->settings;
	struct sandbox sandbox = { .user = s->user, .config = app->config,
				   .state = s->state, .control = s->control,
				   .connects = fleet_family(app->fleet) };
	char error[SANDBOX_ERROR_MAX];

	if (!s->sandbox || sandbox_enter(&sandbox, error))
		return STATUS_OK;
	log_error("%s", error);
	return STATUS_FAILED;
}

/* Each step says itself what is wrong. */
static int open_all(struct app *app)
{
	static int (*const steps[])(struct app *app) = {
		open_log, open_loop, open_signals, open_notify, open_engine,
		take_over, read_state, open_inject, open_queue, open_control,
		open_http, open_fleet,
	};
	size_t i;
	int status = STATUS_OK;

	app->now_ns = loop_now_ns();
	app->started_at = time(NULL);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && !status; i++)
		status = steps[i](app);
	return status;
}

static void close_all(struct app *app)
{
	queue_free(app->queue);
	inject_close(&app->inject);
	control_close(app->control);
	http_close(app->http);
	fleet_close(app->fleet);
	known_close(app->known);
	engine_free(app->engine);
	notify_close(&app->notify);
	if (app->signals >= 0)
		close(app->signals);
	loop_close(&app->loop);
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
		log_notice("no service manager takes what is held: it is released");
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
		"  --config FILE                the file that is read first\n"
		"  %-28s (default %s, where it exists; none for none)\n\n",
		"", CONF_DEFAULT);
	options_help(out, OPTIONS_RUN);
}

/* Return: the file to read; NULL: --config has none */
static const char *find_config(char *const *argv)
{
	for (; *argv; argv++) {
		if (!strncmp(*argv, "--config=", 9))
			return *argv + 9;
		if (!strcmp(*argv, "--config"))
			return argv[1];
	}
	return access(CONF_DEFAULT, F_OK) == 0 ? CONF_DEFAULT : "none";
}

int run_main(int argc, char **argv)
{
	static struct app app = { .inject = { -1, -1, 0 }, .notify = { -1, 0 },
				  .loop = { -1, -1, 0 }, .signals = -1 };
	char error[OPTIONS_ERROR_MAX];
	const char *config;
	int status;

	if (argc > 1 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return STATUS_OK;
	}
	app.argv = argv + 1;
	config = find_config(app.argv);
	if (!config || !*config || strlen(config) >= sizeof(app.config)) {
		log_error("--config needs a value: FILE");
		return STATUS_USAGE;
	}
	strcpy(app.config, strcmp(config, "none") ? config : "");
	if (!read_settings(&app.settings, app.config, app.argv, error)) {
		log_error("%s", error);
		return STATUS_USAGE;
	}
	status = open_all(&app);
	if (!status)
		status = enter_sandbox(&app);
	if (!status)
		status = serve(&app);
	close_all(&app);
	return status;
}
