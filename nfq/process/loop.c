// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * loop.c - wait for descriptors and for one moment in time
 *
 * Owns the epoll and timer descriptors.  Knows nothing of what it waits for.
 */
#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "core/engine.h"

#define EVENTS	16

uint64_t loop_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

int loop_open(struct loop *l)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

	l->armed_ns = ENGINE_NEVER;
	l->timer = -1;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0)
		return -errno;
	l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (l->timer < 0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->timer, &event) < 0) {
		int error = errno;

		loop_close(l);
		return -error;
	}
	return 0;
}

void loop_close(struct loop *l)
{
	if (l->timer >= 0)
		close(l->timer);
	if (l->epoll >= 0)
		close(l->epoll);
	l->timer = l->epoll = -1;
}

static int control(struct loop *l, int what, struct loop_source *source,
		   uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(l->epoll, what, source->fd, &event) < 0 ? -errno : 0;
}

int loop_add(struct loop *l, struct loop_source *source, uint32_t events)
{
	return control(l, EPOLL_CTL_ADD, source, events);
}

void loop_change(struct loop *l, struct loop_source *source, uint32_t events)
{
	control(l, EPOLL_CTL_MOD, source, events);
}

void loop_remove(struct loop *l, struct loop_source *source)
{
	control(l, EPOLL_CTL_DEL, source, 0);
}

void loop_arm(struct loop *l, uint64_t when_ns)
{
	struct itimerspec at = {
		.it_value = {
			.tv_sec = (time_t)(when_ns / NS_PER_S),
			.tv_nsec = (long)(when_ns % NS_PER_S),
		},
	};

	if (when_ns >= l->armed_ns)
		return;
	if (when_ns == 0)
		at.it_value.tv_nsec = 1;	/* 0 would disarm it */
	timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &at, NULL);
	l->armed_ns = when_ns;
}

static void timer_fired(struct loop *l)
{
	uint64_t times;

	if (read(l->timer, &times, sizeof(times)) == sizeof(times))
		l->armed_ns = ENGINE_NEVER;
}

void loop_wait(struct loop *l, bool block)
{
	struct epoll_event events[EVENTS];
	int i, n = epoll_wait(l->epoll, events, EVENTS, block ? -1 : 0);

	for (i = 0; i < n; i++) {
		struct loop_source *source = events[i].data.ptr;

		if (source)
			source->ready(source->ctx, events[i].events);
		else
			timer_fired(l);
	}
}
