/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask.h - what the server is asked */
#ifndef NFQ_PROBE_ASK_H
#define NFQ_PROBE_ASK_H

#include "learn.h"
#include "session.h"

#define VALID_MAX	16
#define LOCAL_PART_MAX	64	/* RFC 5321 4.5.3.1.1 */

/**
 * struct ask_conf - Whom, and about whom
 * @session:	Its @tls12 is chosen by ask_all()
 * @valid, @valid_n: Recipients that the server knows
 * @deferred, @deferred_n: Recipients to which it says 4xx
 * @user:	Whose password is guessed wrongly; NULL: only of nobody
 * @seed:	Unknown names are made of it
 */
struct ask_conf {
	struct session_conf session;
	const char *valid[VALID_MAX];
	size_t valid_n;
	const char *deferred[VALID_MAX];
	size_t deferred_n;
	const char *user;
	uint32_t seed;
};

/**
 * ask_all() - Ask everything, over several connections
 * @error:	SESSION_ERROR_MAX bytes
 *
 * No connection makes more than a few errors, since servers hang up, or slow
 * down, behind some more.  No message is sent: DATA is said, and hung up.
 *
 * Return: false if the server could not be asked
 */
bool ask_all(const struct ask_conf *conf, struct samples *samples, char *error);

#endif
