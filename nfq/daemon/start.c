// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * start.c - what the daemon opens, in which order, and closes
 *
 * Owns the order of starting.  Each step says itself what is wrong; the first that
 * fails ends the start with its exit status.
 */
#include "start.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app.h"
#include "handover.h"
#include "process/log.h"
#include "process/sandbox.h"
#include "process/status.h"
#include "slots.h"
#include "state.h"

#define OWING_MOST	20000u	/* sources, which takes a second at the most */

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
	else if (s->mode == MODE_ROUTER && s->backend != BACKEND_NFT &&
		 !queue_names_clients(app->queue))
		log_notice("this kernel does not give the addresses of clients behind NAT (CONFIG_NETFILTER_NETLINK_GLUE_CT): with iptables, masqueraded clients are held, but not told to wait (harmless where nothing is masqueraded)");
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
		log_error("random bytes cannot be got: %s", strerror(errno));
		return STATUS_FAILED;
	}
	app->engine = engine_new(&s->engine, app->now_ns);
	if (!app->engine) {
		log_error("not enough memory for max-held %u, max-flows %u, max-sources %u: lower them",
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

static int open_shared(struct app *app)
{
	app->known = known_open(app->now_ns);
	if (!app->known) {
		log_error("netlink: %s", strerror(errno));
		return STATUS_FAILED;
	}
	app_tell_owing(app, OWING_MOST);	/* of restored state */
	if (shared_open(app, &app->shared))
		return STATUS_OK;
	log_error("out of memory");
	return STATUS_FAILED;
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

int start_sandbox(struct app *app)
{
	const struct settings *s = &app->settings;
	struct sandbox sandbox = { .user = s->user, .admin = true,
				   .calls = &daemon_calls,
				   .config = app->config, .profile = s->tls_profile,
				   .state = s->state,
				   .control = s->control };
	char error[SANDBOX_ERROR_MAX];

	if (!s->sandbox || sandbox_enter(&sandbox, error))
		return STATUS_OK;
	log_error("%s", error);
	return STATUS_FAILED;
}

int start_open(struct app *app)
{
	static int (*const steps[])(struct app *app) = {
		open_log, open_loop, open_signals, open_notify, open_engine,
		take_over, read_state, open_inject, open_queue, open_control,
		open_shared,
	};
	size_t i;
	int status = STATUS_OK;

	app->now_ns = loop_now_ns();
	app->started_at = time(NULL);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && !status; i++)
		status = steps[i](app);
	return status;
}

void start_close(struct app *app)
{
	queue_free(app->queue);
	inject_close(&app->inject);
	shared_close(app->shared);
	app->shared = NULL;
	control_close(app->control);
	known_close(app->known);
	engine_free(app->engine);
	notify_close(&app->notify);
	if (app->signals >= 0)
		close(app->signals);
	loop_close(&app->loop);
}
