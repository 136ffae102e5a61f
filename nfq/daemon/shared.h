/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shared.h - what sources owe, told to other routers and by them */
#ifndef NFQ_SHARED_H
#define NFQ_SHARED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/engine.h"

struct app;
struct shared;

/* Counters: name and help. */
#define SHARED_COUNTERS(X)						\
	X(shared_charges_total, "charges that were sent to the shared store") \
	X(shared_answers_total, "answers of the shared store")		\
	X(shared_late_ms, "milliseconds that the store's slowest answer took")	\
	X(shared_dropped_total, "charges and debts that were not shared or taken") \
	X(shared_bad_total, "answers and messages that were refused or could not be read") \
	X(shared_reconnects_total, "connections to the shared store that failed or broke") \
	X(shared_raises_total, "debts that other routers reported")

/** struct shared_stats - Counters */
struct shared_stats {
#define X(name, help) uint64_t name;
	SHARED_COUNTERS(X)
#undef X
};

/**
 * shared_open() - Begin, as app->settings.shared_state says
 * @app:	Borrowed until shared_close()
 * @shared:	Set to NULL if nothing is shared, else owned by the caller
 * Return: false without memory
 */
bool shared_open(struct app *app, struct shared **shared);

/** shared_close() - NULL is allowed */
void shared_close(struct shared *s);

/**
 * shared_charge() - A source owes more, or less: tell the others
 * @s:		NULL is allowed
 * @event:	EVENT_CHARGE or EVENT_EARN; borrowed
 *
 * May be called by the engine's sink: it is sent by shared_run().
 */
void shared_charge(struct shared *s, const struct event *event);

/** shared_next_ns() - When shared_run() has work; ENGINE_NEVER for none */
uint64_t shared_next_ns(const struct shared *s);

/** shared_run() - Send what is to be sent */
void shared_run(struct shared *s);

/** shared_joined(), shared_left() - smtp-tarpit-share is there, or no more */
void shared_joined(struct shared *s);
void shared_left(struct shared *s);

/**
 * shared_receive() - Take what smtp-tarpit-share says
 * @fd:		Its connection, which has something to read
 * Return: false if that is to be closed
 */
bool shared_receive(struct shared *s, int fd);

/** shared_stats() - Borrowed; zeros for NULL */
const struct shared_stats *shared_stats(const struct shared *s);

/** shared_warning() - Why this router decides alone; NULL if it does not */
const char *shared_warning(const struct shared *s);

#endif
