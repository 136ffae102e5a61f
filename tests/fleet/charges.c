// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * charges.c - what sharing costs a router: charges at a steady rate, for a while
 *
 *	charges PER_SECOND SECONDS SOURCES PROGRAM [option of smtp-tarpit run...]
 *
 * Drives control.c and shared.c as the daemon does, with PROGRAM, which is
 * smtp-tarpit-share, at the other end, and charges of SOURCES addresses in turn,
 * made up.  Then single ones, each as the one before was answered.  Prints
 * name=value lines: the processor time of both as parts of a core, the counters,
 * and how long single answers took.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "conf/settings.h"
#include "daemon/app.h"
#include "process/log.h"
#include "process/status.h"

#define TICK_NS		NS_PER_MS
#define READY_NS	(10 * NS_PER_S)
#define SINGLES		500
#define PAUSE_NS	(2 * NS_PER_MS)

const char program_version[] = "bench";

static double clock_s(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_s(pid_t pid)
{
	clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;

	if (pid)
		clock_getcpuclockid(pid, &clock);
	return clock_s(clock);
}

static struct addr client_of(uint32_t number)
{
	struct addr addr = { .family = 4, .b = { 10 } };

	addr.b[1] = (uint8_t)(number >> 16);
	addr.b[2] = (uint8_t)(number >> 8);
	addr.b[3] = (uint8_t)number;
	return addr;
}

static struct event event_of(uint32_t number, uint64_t owes_ns)
{
	return (struct event){
		.kind = EVENT_CHARGE, .client = client_of(number),
		.peer = client_of(number), .peer_port = 1024,
		.server = client_of(25), .server_port = 25,
		.wait_ns = 20 * NS_PER_S, .debt_ns = owes_ns,
	};
}

static void charge(struct app *app, uint32_t number)
{
	struct event event = event_of(number, 20 * NS_PER_S);

	engine_raise(app->engine, app->now_ns, &event.client,
		     app->now_ns + event.debt_ns);
	shared_charge(app->shared, &event);
}

static void turn(struct app *app, uint64_t until_ns)
{
	uint64_t next_ns;

	app->now_ns = loop_now_ns();
	if (shared_next_ns(app->shared) <= app->now_ns)
		shared_run(app->shared);
	next_ns = shared_next_ns(app->shared);
	loop_arm(&app->loop, next_ns < until_ns ? next_ns : until_ns);
	loop_wait(&app->loop, true);
	app->now_ns = loop_now_ns();
}

/* Charges in small batches, as packets bring them. */
static void run_at(struct app *app, uint64_t per_second, uint64_t seconds,
		   uint32_t sources)
{
	uint64_t start_ns = app->now_ns, made = 0, want = 0;

	while (want < per_second * seconds) {
		want = (app->now_ns - start_ns) * per_second / NS_PER_S;
		for (; made < want; made++)
			charge(app, (uint32_t)(made % sources));
		turn(app, app->now_ns + TICK_NS);
	}
}

/* A charge of more than all tokens, of which nothing is known: when is it? */
static uint64_t answer_ns(struct app *app, uint32_t number)
{
	struct event event = event_of(number, 0);
	struct source_info info;
	uint64_t start_ns = loop_now_ns();

	event.wait_ns = 500 * NS_PER_S;
	shared_charge(app->shared, &event);
	while (!engine_source_get(app->engine, &event.client, &info))
		turn(app, app->now_ns + READY_NS);
	return app->now_ns - start_ns;
}

static int by_size(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void print_answers(struct app *app, uint32_t first)
{
	static uint64_t took_ns[SINGLES];
	uint64_t until_ns;
	uint32_t i;

	for (i = 0; i < SINGLES; i++) {
		took_ns[i] = answer_ns(app, first + i);
		until_ns = app->now_ns + PAUSE_NS;
		while (app->now_ns < until_ns)
			turn(app, until_ns);
	}
	qsort(took_ns, SINGLES, sizeof(*took_ns), by_size);
	printf("answer_us=%llu\nanswer_p99_us=%llu\n",
	       (unsigned long long)took_ns[SINGLES / 2] / 1000,
	       (unsigned long long)took_ns[SINGLES * 99 / 100] / 1000);
}

static bool set_up(struct app *app, char **options)
{
	char error[CONTROL_ERROR_MAX + OPTIONS_ERROR_MAX];

	app->loop = (struct loop){ -1, -1, 0 };
	if (!settings_read(&app->settings, OPTIONS_RUN, "", options, error, NULL)) {
		fprintf(stderr, "charges: %s\n", error);
		return false;
	}
	app->now_ns = loop_now_ns();
	app->engine = engine_new(&app->settings.engine, app->now_ns);
	if (!app->engine || loop_open(&app->loop) ||
	    !shared_open(app, &app->shared) || !app->shared)
		return false;
	app->control = control_open(app, error);
	if (!app->control)
		fprintf(stderr, "charges: %s\n", error);
	return app->control;
}

static pid_t start(const struct app *app, const char *program)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	execl(program, program, "--config", "none", "--control",
	      app->settings.control, "--shared-state",
	      app->settings.shared_state, (char *)NULL);
	_exit(127);
}

/* Return: false if it does not share within a while */
static bool wait_ready(struct app *app)
{
	uint64_t begin_ns = loop_now_ns();

	while (shared_warning(app->shared)) {
		turn(app, loop_now_ns() + TICK_NS);
		if (app->now_ns > begin_ns + READY_NS)
			return false;
	}
	return true;
}

static void measure(struct app *app, pid_t pid, char **argv)
{
	uint32_t sources = (uint32_t)strtoul(argv[3], NULL, 10);
	double own_s = cpu_s(0), share_s = cpu_s(pid);
	uint64_t begin_ns = app->now_ns;
	const struct shared_stats *stats = shared_stats(app->shared);
	double took_s;

	run_at(app, strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10),
	       sources);
	took_s = (double)(app->now_ns - begin_ns) / NS_PER_S;
	printf("core=%.4f\nshare_core=%.4f\n", (cpu_s(0) - own_s) / took_s,
	       (cpu_s(pid) - share_s) / took_s);
	print_answers(app, sources);
#define X(name, help) printf(#name "=%llu\n", (unsigned long long)stats->name);
	SHARED_COUNTERS(X)
#undef X
}

int main(int argc, char **argv)
{
	static struct app app;
	int status = 1;
	pid_t pid;

	if (argc < 5 || !set_up(&app, argv + 5)) {
		fprintf(stderr, "usage: charges PER_SECOND SECONDS SOURCES PROGRAM --control PATH --shared-state ADDRESS\n");
		return 2;
	}
	pid = start(&app, argv[4]);
	if (pid > 0 && wait_ready(&app)) {
		measure(&app, pid, argv);
		status = 0;
	}
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	shared_close(app.shared);
	app.shared = NULL;
	control_close(app.control);
	engine_free(app.engine);
	loop_close(&app.loop);
	return status;
}
