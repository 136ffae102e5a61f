/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sandbox.h - give up all that is not needed once everything is open */
#ifndef NFQ_SANDBOX_H
#define NFQ_SANDBOX_H

#include <stdbool.h>

#define SANDBOX_ERROR_MAX	256

/**
 * struct sandbox - What stays allowed
 * @user:	Becomes this user, where it was started as root
 * @config:	May be read again; "" for none
 * @state:	May be written anew, with files beside it; "" for none
 * @control:	May be removed
 * @connects:	Streams of this family may be opened: AF_INET; AF_UNSPEC: none
 */
struct sandbox {
	const char *user;
	const char *config;
	const char *state;
	const char *control;
	int connects;
};

/**
 * sandbox_enter() - User, capabilities, files, system calls: in this order
 * @error:	At least SANDBOX_ERROR_MAX bytes: what could not be given up
 *
 * CAP_NET_ADMIN stays, since each verdict needs it.  Where the kernel has no
 * Landlock, a message says so and the rest is done.
 * Return: false on failure: do not go on
 */
bool sandbox_enter(const struct sandbox *sandbox, char *error);

#endif
