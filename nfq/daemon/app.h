/* SPDX-License-Identifier: GPL-2.0-or-later */
/* app.h - the daemon's parts, passed down to those that need to see them all */
#ifndef NFQ_APP_H
#define NFQ_APP_H

#include <time.h>

#include "conf/options.h"
#include "conf/text.h"
#include "control.h"
#include "core/engine.h"
#include "inject.h"
#include "known.h"
#include "notify.h"
#include "process/loop.h"
#include "queue.h"
#include "shared.h"

/* Delays of releases: upper bounds in ms; the last bucket has none. */
#define DELAY_BOUNDS_MS	{ 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000 }
#define DELAY_BOUNDS	11

/**
 * struct app - The running daemon
 * @settings:	In force
 * @argv:	Command line, ends with NULL: it goes before the file
 * @config:	File that settings are read from; "" for none
 * @signals:	signalfd
 * @now_ns:	Time of this turn
 * @started_at:	Wall clock
 * @delays:	Histogram of releases' delays
 * @delay_ns:	Its sum
 * @stop, @handover: What a signal has asked for
 * @watchdog_ns: When the service manager wants its next sign of life
 * @save_ns:	When sources are written next
 * @owing_ns:	When the kernel is told again who owes
 * @log_ns:	When log lines that were not taken are tried again
 * @timed_ns:	When timers were looked at last
 * @owes_timers: They were not in the last turn
 */
struct app {
	struct settings settings;
	char *const *argv;
	char config[256];
	struct engine *engine;
	struct queue *queue;
	struct inject inject;
	struct loop loop;
	struct notify notify;
	struct control *control;
	struct known *known;
	struct shared *shared;
	int signals;
	uint64_t now_ns;
	time_t started_at;
	uint64_t delays[DELAY_BOUNDS + 1];
	uint64_t delay_ns;
	uint64_t watchdog_ns;
	uint64_t save_ns;
	uint64_t owing_ns;
	uint64_t log_ns;
	uint64_t timed_ns;
	uint64_t reloads_total;
	int packets;
	bool stop, handover, owes_timers;
};

/** app_act() - The engine's sink; @ctx is the struct app */
void app_act(void *ctx, const struct action *action);

/** app_release() - Release held replies of @client, NULL: all; how many */
uint32_t app_release(struct app *app, const struct addr *client);

/**
 * app_charge() - Charge a client for what the mail server's log tells of
 * @errors:	How many; less than 0: take so many back
 * @tls:	They were inside TLS
 * Return: how many were charged, that were not before
 */
uint32_t app_charge(struct app *app, const struct addr *client, int32_t errors,
		    bool tls);

/**
 * app_tell_owing() - Tell the kernel who owes, of the @most that were charged last
 *
 * Its rules may be made anew at any time, and know nobody then.
 */
void app_tell_owing(struct app *app, uint32_t most);

/**
 * app_reload() - Read the settings again
 * @answer:	At least OPTIONS_ERROR_MAX bytes: what is wrong, or was done
 * Return: false if nothing was changed
 */
bool app_reload(struct app *app, char *answer);

/** app_log_notes() - Log what is right in a file, and perhaps not meant; frees it */
void app_log_notes(struct text *notes);

#endif
