/* SPDX-License-Identifier: GPL-2.0-or-later */
/* timers.h - what the daemon does now and then, as a table of {when, what} */
#ifndef NFQ_TIMERS_H
#define NFQ_TIMERS_H

#include <stdint.h>

struct app;

/** timers_start() - Set those that come back after a while */
void timers_start(struct app *app);

/**
 * timers_run() - Do what is due at app->now_ns
 * Return: when there is more to do; ENGINE_NEVER for never
 */
uint64_t timers_run(struct app *app);

#endif
