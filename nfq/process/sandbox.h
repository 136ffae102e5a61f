/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sandbox.h - give up all that is not needed once everything is open */
#ifndef NFQ_SANDBOX_H
#define NFQ_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#define SANDBOX_ERROR_MAX	256
#define SANDBOX_FAMILIES	2
#define SANDBOX_OTHER_USER	"nobody"	/* where there is none of a name */

/** struct sandbox_calls - System calls that stay allowed */
struct sandbox_calls {
	const int *numbers;
	size_t n;
};

/** sandbox_common_calls - Those of each process: process/calls.c */
extern const struct sandbox_calls sandbox_common_calls;

/** daemon_calls - Those of smtp-tarpit run: daemon/calls.c */
extern const struct sandbox_calls daemon_calls;

/**
 * struct sandbox - What stays allowed
 * @user:	Becomes this user, where it was started as root
 * @admin:	CAP_NET_ADMIN stays, which each verdict needs, and no group but
 *		the user's first one
 * @calls:	System calls, besides sandbox_common_calls
 * @config, @profile: May be read again; "" or NULL for none
 * @state:	May be written anew, with files beside it; "" for none
 * @control:	May be removed; "" for none
 * @connects:	Streams of these families may be opened; AF_UNSPEC: none
 */
struct sandbox {
	const char *user;
	bool admin;
	const struct sandbox_calls *calls;
	const char *config, *profile;
	const char *state;
	const char *control;
	int connects[SANDBOX_FAMILIES];
};

/**
 * sandbox_enter() - User, capabilities, files, system calls: in this order
 * @error:	At least SANDBOX_ERROR_MAX bytes: what could not be given up
 *
 * Where the kernel has no Landlock, a message says so and the rest is done.
 * Return: false on failure: do not go on
 */
bool sandbox_enter(const struct sandbox *sandbox, char *error);

#endif
