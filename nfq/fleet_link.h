/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fleet_link.h - one connection to the store that routers share */
#ifndef NFQ_FLEET_LINK_H
#define NFQ_FLEET_LINK_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "fleet_tls.h"
#include "loop.h"

struct redisReply;
struct redisReader;

#define FLEET_ERROR_MAX	256

/**
 * struct fleet_store - Where the store is
 * @to, @to_bytes:	Its address
 * @database:		Number of the database
 * @tls:		Context for TLS, NULL for none
 */
struct fleet_store {
	union {
		struct sockaddr sa;
		struct sockaddr_un un;
		struct sockaddr_in6 in6;
	} to;
	socklen_t to_bytes;
	unsigned int database;
	struct tls *tls;
};

/**
 * struct fleet_hooks - What a connection tells; each may close it
 * @up:		It is connected
 * @reply:	A whole reply came; borrowed for the call
 * @down:	It is closed, and why; not called by fleet_link_close()
 */
struct fleet_hooks {
	void (*up)(void *ctx);
	void (*reply)(void *ctx, const struct redisReply *reply);
	void (*down)(void *ctx, const char *why);
};

/** enum link_state - How far a connection is */
enum link_state { LINK_CLOSED, LINK_CONNECTING, LINK_SHAKING, LINK_OPEN };

/**
 * struct fleet_link - A connection; zeroed, with the first four set
 * @loop, @store, @hooks, @ctx: Borrowed
 * @source:	Its descriptor in the loop
 * @watched:	The EPOLL* events that it waits for
 * @out:	What is to be sent, from @out_sent on
 * @unparsed_bytes: Read since the last whole reply
 * @paused:	Nothing is read
 * @tls:	TLS of this connection, NULL for none
 */
struct fleet_link {
	struct loop *loop;
	const struct fleet_store *store;
	const struct fleet_hooks *hooks;
	void *ctx;
	struct loop_source source;
	enum link_state state;
	uint32_t watched;
	struct redisReader *reader;
	char *out;
	size_t out_used, out_sent, out_size;
	size_t unparsed_bytes;
	bool paused;
	struct tls_session *tls;
};

/** fleet_link_open() - Begin to connect; hooks tell how it went */
void fleet_link_open(struct fleet_link *l);

/** fleet_link_close() - Close it, silently */
void fleet_link_close(struct fleet_link *l);

/** fleet_link_fail() - Close it and tell so */
void fleet_link_fail(struct fleet_link *l, const char *why);

/**
 * fleet_link_command() - Append a command; fleet_link_flush() sends it
 * @argv:	Its words
 * Return: false if there is no room or no connection
 */
bool fleet_link_command(struct fleet_link *l, int argc, const char **argv);

/** fleet_link_flush() - Send what can be sent without waiting */
void fleet_link_flush(struct fleet_link *l);

/** fleet_link_pause() - Read no more, or again */
void fleet_link_pause(struct fleet_link *l, bool paused);

/** fleet_link_fini() - Close it and free its memory */
void fleet_link_fini(struct fleet_link *l);

#endif
