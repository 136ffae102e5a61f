// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * charges.c - what sharing costs a router: charges at a steady rate, for a while
 *
 *	charges PER_SECOND SECONDS SOURCES [option of smtp-tarpit run...]
 *
 * Drives fleet.c as the daemon does, with charges of SOURCES addresses in turn,
 * made up, and prints name=value lines: the processor time as part of a core,
 * and the counters.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "app.h"
#include "log.h"
#include "run.h"

#define TICK_NS		NS_PER_MS
#define READY_NS	(10 * NS_PER_S)

const char program_version[] = "bench";

static double cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static struct addr client_of(uint32_t number)
{
	struct addr addr = { .family = 4, .b = { 10 } };

	addr.b[1] = (uint8_t)(number >> 16);
	addr.b[2] = (uint8_t)(number >> 8);
	addr.b[3] = (uint8_t)number;
	return addr;
}

static void charge(struct app *app, uint32_t number)
{
	struct event event = {
		.kind = EVENT_CHARGE, .client = client_of(number),
		.client_port = 1024, .server = client_of(25), .server_port = 25,
		.wait_ns = 20 * NS_PER_S, .debt_ns = 20 * NS_PER_S,
	};

	engine_raise(app->engine, app->now_ns, &event.client,
		     app->now_ns + event.debt_ns, false);
	fleet_charge(app->fleet, &event);
}

static void turn(struct app *app, uint64_t until_ns)
{
	uint64_t next_ns;

	app->now_ns = loop_now_ns();
	next_ns = fleet_turn(app->fleet, app->now_ns);
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

static bool set_up(struct app *app, char **options)
{
	char error[FLEET_OPEN_ERROR_MAX + OPTIONS_ERROR_MAX];

	app->loop = (struct loop){ -1, -1, 0 };
	options_defaults(&app->settings);
	if (!options_parse_argv(&app->settings, OPTIONS_RUN, options, error)) {
		fprintf(stderr, "charges: %s\n", error);
		return false;
	}
	app->engine = engine_new(&app->settings.engine, 1);
	if (!app->engine || loop_open(&app->loop))
		return false;
	if (fleet_open(app, &app->fleet, error))
		return app->fleet;
	fprintf(stderr, "charges: %s\n", error);
	return false;
}

static void print(const struct app *app, double core)
{
	const struct fleet_stats *stats = fleet_stats(app->fleet);

	printf("core=%.4f\n", core);
#define X(name, help) printf(#name "=%llu\n", (unsigned long long)stats->name);
	FLEET_COUNTERS(X)
#undef X
}

int main(int argc, char **argv)
{
	static struct app app;
	uint64_t begin_ns;
	double before_s;

	if (argc < 4 || !set_up(&app, argv + 4)) {
		fprintf(stderr, "usage: charges PER_SECOND SECONDS SOURCES --shared-state ADDRESS\n");
		return 2;
	}
	begin_ns = loop_now_ns();
	while (!fleet_stats(app.fleet)->up) {
		turn(&app, loop_now_ns() + TICK_NS);
		if (app.now_ns > begin_ns + READY_NS)
			return 1;
	}
	before_s = cpu_s();
	begin_ns = app.now_ns;
	run_at(&app, strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10),
	       (uint32_t)strtoul(argv[3], NULL, 10));
	print(&app, (cpu_s() - before_s) /
		    ((double)(app.now_ns - begin_ns) / NS_PER_S));
	fleet_close(app.fleet);
	engine_free(app.engine);
	loop_close(&app.loop);
	return 0;
}
