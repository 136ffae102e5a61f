/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link.h - one connection to the store that routers share */
#ifndef SHARE_LINK_H
#define SHARE_LINK_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "process/loop.h"
#include "tls.h"

struct redisReply;
struct redisReader;

/**
 * struct address - Where the store is
 * @to, @to_bytes:	Its address
 * @database:		Number of the database
 * @tls:		Context for TLS, NULL for none
 */
struct address {
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
 * struct link_hooks - What a connection tells; each may close it
 * @up:		It is connected
 * @reply:	A whole reply came; borrowed for the call
 * @down:	It is closed, and why; not called by link_close()
 */
struct link_hooks {
	void (*up)(void *ctx);
	void (*reply)(void *ctx, const struct redisReply *reply);
	void (*down)(void *ctx, const char *why);
};

/** enum link_state - How far a connection is */
enum link_state { LINK_CLOSED, LINK_CONNECTING, LINK_SHAKING, LINK_OPEN };

/**
 * struct link - A connection; zeroed, with the first four set
 * @loop, @store, @hooks, @ctx: Borrowed
 * @source:	Its descriptor in the loop
 * @watched:	The EPOLL* events that it waits for
 * @out:	What is to be sent, from @out_sent on
 * @unparsed_bytes: Read since the last whole reply
 * @paused:	Nothing is read
 * @tls:	TLS of this connection, NULL for none
 */
struct link {
	struct loop *loop;
	const struct address *store;
	const struct link_hooks *hooks;
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

/** link_open() - Begin to connect; hooks tell how it went */
void link_open(struct link *l);

/** link_close() - Close it, silently */
void link_close(struct link *l);

/** link_fail() - Close it and tell so */
void link_fail(struct link *l, const char *why);

/**
 * link_command() - Append a command; link_flush() sends it
 * @argv:	Its words
 * Return: false if there is no room or no connection
 */
bool link_command(struct link *l, int argc, const char **argv);

/** link_flush() - Send what can be sent without waiting */
void link_flush(struct link *l);

/** link_pause() - Read no more, or again */
void link_pause(struct link *l, bool paused);

/** link_fini() - Close it and free its memory */
void link_fini(struct link *l);

#endif
