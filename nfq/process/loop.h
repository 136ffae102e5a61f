/* SPDX-License-Identifier: GPL-2.0-or-later */
/* loop.h - wait for descriptors and for one moment in time */
#ifndef NFQ_LOOP_H
#define NFQ_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct loop_source - Something that may get ready
 * @fd:		Its descriptor
 * @ready:	Called with the EPOLL* events; may remove this source only
 * @ctx:	Handed through
 */
struct loop_source {
	int fd;
	void (*ready)(void *ctx, uint32_t events);
	void *ctx;
};

/** struct loop - epoll(7) and one timerfd; nothing polls */
struct loop {
	int epoll, timer;
	uint64_t armed_ns;
};

/** loop_now_ns() - CLOCK_MONOTONIC */
uint64_t loop_now_ns(void);

/** loop_open() - Return: 0 or -errno */
int loop_open(struct loop *l);

/** loop_close() - Close it; sources are their owners' */
void loop_close(struct loop *l);

/** loop_add() - Watch @source, borrowed, for @events.  Return: 0 or -errno */
int loop_add(struct loop *l, struct loop_source *source, uint32_t events);

/** loop_change() - Watch it for other events */
void loop_change(struct loop *l, struct loop_source *source, uint32_t events);

/** loop_remove() - Watch it no more; before its descriptor is closed */
void loop_remove(struct loop *l, struct loop_source *source);

/**
 * loop_arm() - Let loop_wait() return at @when_ns; ENGINE_NEVER: it need not
 *
 * A timer that is set to an earlier time is left: waking once for nothing costs
 * less than setting it for each packet.
 */
void loop_arm(struct loop *l, uint64_t when_ns);

/**
 * loop_wait() - Wait for sources or the time, and call what is ready
 * @block:	Else return at once
 */
void loop_wait(struct loop *l, bool block);

#endif
