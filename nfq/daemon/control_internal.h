/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_internal.h - what the files of the control socket share; nobody else
 *
 *	control_clients.c	those who are connected, and what waits for them
 *	control_requests.c	the table of requests
 *	control.c		the socket: who may come, what they send, when they go
 */
#ifndef NFQ_CONTROL_INTERNAL_H
#define NFQ_CONTROL_INTERNAL_H

#include <sys/stat.h>

#include "app.h"
#include "conf/text.h"
#include "control.h"
#include "process/loop.h"

#define CONTROL_CLIENTS_MAX	32
#define CONTROL_REQUEST_MAX	2048
#define CONTROL_PATIENCE_NS	(10 * NS_PER_S)
#define CONTROL_GUESTS		2

/** struct control_guest - A process that serves the network: it may ask for one thing */
struct control_guest {
	const char *user, *request;
};

/**
 * struct client - Somebody who is connected
 * @deadline_ns: It must have done something by then
 * @answered:	Its request was taken
 * @follows:	It wants the trace, of @follow or, if that is none, of all
 * @feeds:	It reads a mail server's log
 * @feeds_only:	It may do nothing else
 * @lost:	Trace lines that it was too slow for
 * @shares:	It is smtp-tarpit-share, and goes on as long as both live
 * @may_only:	A bit for each of control_guests[] that it is; 0: it may ask for all
 * @watched:	The EPOLL* events that it waits for
 */
struct client {
	struct loop_source source;
	struct control *control;
	char request[CONTROL_REQUEST_MAX];
	size_t request_bytes;
	struct text out;
	size_t sent_bytes;
	uint64_t deadline_ns;
	struct addr follow;
	uint64_t lost;
	uint32_t watched, may_only;
	bool used, answered, follows, shares, feeds, feeds_only;
};

/**
 * struct control - The socket, and who is connected
 * @connected, @followers, @feeds: How many clients there are, follow the trace, feed
 * @share:	Which of them is smtp-tarpit-share; NULL: none
 * @group:	Whose members may ask for all, where @has_group
 * @guests:	Who they are
 * @file:	The socket's file, as it was made
 */
struct control {
	struct app *app;
	struct loop_source listener;
	struct client clients[CONTROL_CLIENTS_MAX];
	unsigned int connected, followers, feeds;
	struct client *share;
	bool has_group;
	gid_t group;
	uid_t guests[CONTROL_GUESTS];
	struct stat file;
};

/* Of control_clients.c */

/** control_stays() - Does it stay when it was answered? */
bool control_stays(const struct client *c);

/** control_send() - Send what waits for it.  Return: false: hang up on it now */
bool control_send(struct client *c);

/** control_watch() - Wait for what it is expected to do next */
void control_watch(struct client *c);

/** control_hang_up() - Close its connection; whoever it was to must be told */
void control_hang_up(struct client *c);

/* Of control_requests.c */

extern const struct control_guest control_guests[CONTROL_GUESTS];

/** control_answer() - Do what a line asks for, and put the answer; @line is changed */
void control_answer(struct client *c, char *line);

#endif
