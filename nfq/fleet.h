/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fleet.h - routers share what sources owe, where it was asked for */
#ifndef NFQ_FLEET_H
#define NFQ_FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include "engine.h"

#define FLEET_OPEN_ERROR_MAX	512

struct app;
struct fleet;

/* Counters: name and help. */
#define FLEET_COUNTERS(X)						\
	X(shared_charges_total, "charges that were sent to the shared store") \
	X(shared_answers_total, "answers of the shared store")		\
	X(shared_late_ms, "milliseconds that its slowest answer took")	\
	X(shared_dropped_total, "charges and debts that were not shared or taken") \
	X(shared_bad_total, "answers and messages that were refused or made no sense") \
	X(shared_reconnects_total, "connections to the shared store that failed or broke") \
	X(shared_raises_total, "debts that other routers have told")

/** struct fleet_stats - Counters, and whether the store answers now */
struct fleet_stats {
#define X(name, help) uint64_t name;
	FLEET_COUNTERS(X)
#undef X
	bool up;
};

/**
 * fleet_open() - Begin to share, as app->settings.shared_* say
 * @app:	Borrowed until fleet_close(); its loop and engine are open
 * @fleet:	Set to NULL if nothing is to be shared, else owned by the caller
 * @error:	At least FLEET_OPEN_ERROR_MAX bytes
 *
 * Names are resolved and files read here, never again; that the store does not
 * answer is no failure.
 * Return: false if a setting is wrong, and if support was not built in
 */
bool fleet_open(struct app *app, struct fleet **fleet, char *error);

/** fleet_family() - Family of the sockets that it opens; AF_UNSPEC for none */
int fleet_family(const struct fleet *f);

/**
 * fleet_charge() - A source owes more: tell the others
 * @f:		NULL is allowed
 * @event:	EVENT_CHARGE; borrowed
 *
 * May be called by the engine's sink: it is sent by fleet_turn().
 */
void fleet_charge(struct fleet *f, const struct event *event);

/**
 * fleet_turn() - Send what is to be sent, and look after the connections
 * @f:		NULL is allowed
 * Return: when to call it again at the latest; ENGINE_NEVER for none
 */
uint64_t fleet_turn(struct fleet *f, uint64_t now_ns);

/** fleet_stats() - Borrowed; zeros for NULL */
const struct fleet_stats *fleet_stats(const struct fleet *f);

/** fleet_close() - NULL is allowed */
void fleet_close(struct fleet *f);

#endif
