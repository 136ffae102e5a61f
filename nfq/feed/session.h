/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.h - what earlier lines have told of the sessions that go on */
#ifndef FEED_SESSION_H
#define FEED_SESSION_H

#include "core/engine.h"
#include "rows.h"

/**
 * struct session - A client's session with a mail server
 * @client:	Whose; family 0 while that is not known
 * @last_ns:	Time of its last line
 * @logged:	Errors that had a line of their own, refusals for now (4xx) too
 * @waiting:	Errors whose client is not known yet
 * @charged:	Errors that were charged
 * @tls:	It is encrypted
 * @authenticated: Its client has proved who it is
 * @from_start:	Its first line was seen
 */
struct session {
	uint64_t key;
	uint64_t last_ns;
	struct addr client;
	uint32_t logged[FEED_ERRORS];
	uint32_t waiting;
	uint32_t charged;
	bool tls, authenticated, from_start, used;
};

struct sessions;

/**
 * sessions_new() - Return: owned by the caller, for free(3); NULL: no memory
 * @key:	Secret: who has many sessions can't choose their places
 */
struct sessions *sessions_new(const uint64_t key[2]);

/** session_key() - What a session is found by: bytes that name it */
uint64_t session_key(const struct sessions *t, const void *bytes, size_t n);

/**
 * session_find() - The session, begun if it is not there
 * @idle_ns:	One that said nothing for so long is another one
 *
 * Where there is no room, the one that was silent longest is forgotten.
 * Return: borrowed until the next session_find()
 */
struct session *session_find(struct sessions *t, uint64_t key, uint64_t now_ns,
			     uint64_t idle_ns);

/** session_begin() - Another one has its name now */
void session_begin(struct session *s);

/** session_end() - Forget it */
void session_end(struct session *s);

#endif
