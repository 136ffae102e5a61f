/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * share.h - the inside of smtp-tarpit-share: one struct, and who does what to it
 *
 *	main.c		command line, sandbox, loop
 *	router.c	the daemon's control socket: charges in, raises out
 *	store.c		charges to the store, and its answers
 *	news.c		what other routers tell there
 *	router_out.c	lines for the daemon
 *	line.c		a connection to the store, tried again and again
 *	address.c	where the store is, and how to log in there
 *	link.c		one connection; tls.c under it
 *	number.c	whole numbers as text
 *	script.h	what the store computes
 *
 * Each calls those below it in this list, and none above.
 */
#ifndef SHARE_SHARE_H
#define SHARE_SHARE_H

#include "address.h"
#include "conf/text.h"
#include "core/addr.h"
#include "link.h"
#include "process/sandbox.h"
#include "process/side.h"

#define SHARE_KEY_MAX		160
#define SHARE_FLOW_MAX		128
#define SHARE_WHY_MAX		120
#define SHARE_CURSOR_MAX	24
#define SHARE_IN_BYTES		16384
#define SHARE_LINE_MAX_BYTES	512
#define SHARE_NUMBER_MAX	24
#define SHARE_PATIENCE_NS	(10 * NS_PER_S)

/* How the store is. */
enum share_state { SHARE_NEW, SHARE_DOWN, SHARE_REFUSES, SHARE_UP };

/* What a request is for; from SHARE_CHARGE on, what is lost if it is. */
enum share_kind {
	SHARE_HELLO, SHARE_LOAD, SHARE_CHARGE, SHARE_DEBT, SHARE_LIST
};

/**
 * struct share_request - Something that the store is asked
 * @kind:	enum share_kind
 * @whole:	By the script's text, not by its name
 * @source:	Whose bucket, as text
 * @flow:	CHARGE: the token of its held reply
 * @amount_ms:	How far its zero moves; less than zero: back
 * @floor_ms:	How far back its zero may lie
 * @max_ms:	How far ahead
 * @known_ms:	When the router knows its zero to be, from @sent_ns on
 * @sent_ns:	When it was asked
 */
struct share_request {
	uint8_t kind;
	bool whole;
	char source[NET_TEXT_MAX], flow[SHARE_FLOW_MAX];
	int64_t amount_ms, floor_ms, max_ms, known_ms;
	uint64_t sent_ns;
};

/* A connection to the store, and when it is tried again. */
struct share_line {
	struct link link;
	uint64_t retry_ns, wait_ns, opened_ns;
	bool ready;
};

/* A source that owes, still to be told to the store. */
struct share_debt {
	char source[NET_TEXT_MAX];
	int64_t floor_ms, max_ms;
	int64_t zero_ns;
};

/* Counters; the daemon is told how much they have grown. */
#define SHARE_COUNTERS(X)						\
	X(charges) X(answers) X(dropped) X(bad) X(reconnects)

struct share_stats {
#define X(name) uint64_t name;
	SHARE_COUNTERS(X)
#undef X
	uint64_t late_ms;	/* the most */
};

/**
 * struct share_router - The connection to the daemon
 * @open:	It has said ok
 * @refused:	It was said that it has not
 * @in, @in_bytes: What has come, up to a line that is not whole yet
 * @out, @out_sent: What is to be sent
 * @reported, @reported_state, @reported_ns: What the daemon knows of us, and since when; 0:
 *		nothing
 */
struct share_router {
	struct loop_source source;
	bool connected, open, refused, watches_out;
	char in[SHARE_IN_BYTES];
	size_t in_bytes;
	struct text out;
	size_t out_sent;
	uint64_t retry_ns, wait_ns, opened_ns;
	struct share_stats reported;
	enum share_state reported_state;
	uint64_t reported_ns;
};

/**
 * struct share - All of it
 * @channel:	Where routers of this site tell each other; keys begin with it
 * @id:		This router's name there
 * @sha:	The script's name
 * @ring, @first, @sent, @end: Requests: answered up to @first, sent up to
 *		@sent, made up to @end
 * @second_ns, @messages: What came in this second
 * @state, @said, @said_ns, @why: How the store is, and what was logged of it
 * @debts, @debts_n, @debts_at, @debts_ended: What is still to be told
 * @debts_asked, @debts_again: The daemon is asked for it, and will be again
 * @list_ns, @listed, @cursor: When the store's sources are asked for next
 */
struct share {
	struct side side;
	struct address address;
	struct share_router router;
	struct share_line charges, news;
	struct share_stats stats;
	char password[ADDRESS_PASSWORD_MAX];
	char channel[SHARE_KEY_MAX], id[12], sha[41];
	struct share_request *ring;
	uint32_t first, sent, end;
	uint64_t second_ns;
	uint32_t messages;
	enum share_state state, said;
	uint64_t said_ns;
	char why[SHARE_WHY_MAX];
	struct share_debt *debts;
	uint32_t debts_n, debts_at;
	bool debts_ended, debts_asked, debts_again;
	uint64_t list_ns;
	uint32_t listed;
	char cursor[SHARE_CURSOR_MAX];
};

extern const struct sandbox_calls share_calls;

/* Of router.c */

/** router_run() - Connect, send.  Return: when to call it again at the latest */
uint64_t router_run(struct share *s, uint64_t now_ns);

/** router_close() - Close it */
void router_close(struct share *s);

/* Of store.c */

/** store_open() - Prepare.  Return: false without memory */
bool store_open(struct share *s);

/** store_charge() - @request is copied, sent by store_run() */
void store_charge(struct share *s, const struct share_request *request);

/** store_debt(), store_debts_end() - What a source owes, and that this was all */
void store_debt(struct share *s, const struct share_request *request);
void store_debts_end(struct share *s);

/** store_catch_up() - Both ends are there: each tells what the other missed */
void store_catch_up(struct share *s);

/** store_forget_debts() - One of them is gone: no more of that */
void store_forget_debts(struct share *s);

/** store_run() - Connect, send.  Return: when to call it again at the latest */
uint64_t store_run(struct share *s, uint64_t now_ns);

/** store_close() - Close both connections */
void store_close(struct share *s);

/* Of news.c */

/** news_open() - Prepare */
void news_open(struct share *s);

/** news_second() - Begin a new second, if it is time */
void news_second(struct share *s, uint64_t now_ns);

/**
 * news_source() - What somebody else knows of a source
 * @zero_ms:	From now on
 */
void news_source(struct share *s, const char *source, long long zero_ms);

/* Of router_out.c */

/** router_raise() - A source's zero is @zero_ms from now; @flow may be "" */
void router_raise(struct share *s, const char *source, int64_t zero_ms,
		  const char *flow);

/** router_ask_debts() - Let the daemon tell what all sources owe */
void router_ask_debts(struct share *s);

/** router_report() - How the store is, at once; counters now and then.  Return: when next */
uint64_t router_report(struct share *s, uint64_t now_ns);

/* Of line.c */

/** line_init() - It was not tried yet */
void line_init(struct share_line *line);

/** line_broke() - A connection broke: when is it tried again? */
void line_broke(struct share *s, struct share_line *line);

/** line_ready() - It is ready */
void line_ready(struct share_line *line);

/** line_login() - Send the password, where there is one */
bool line_login(struct share *s, struct share_line *line);

/**
 * line_run() - Connect, or give up waiting for what was asked
 * @since_ns:	An answer is waited for since then; ENGINE_NEVER: none is
 * Return: when it wants to be looked at again
 */
uint64_t line_run(struct share_line *line, uint64_t since_ns, uint64_t now_ns);

/* Of number.c */

/** share_read() - Read a whole number.  Return: false if @text is none */
bool share_read(const char *text, long long *number);

/**
 * share_write() - Write one
 * @text:	At least SHARE_NUMBER_MAX bytes
 * Return: @text
 */
const char *share_write(char *text, int64_t number);

#endif
