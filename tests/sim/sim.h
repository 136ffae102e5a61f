/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim.h - sources of every kind against the engine, in virtual time
 *
 *	net.c		time, the link, and the kernel: marks, known set,
 *			prefilter; it drives engine.h
 *	bytes.c		segments as packets
 *	tcp.c		both ends' TCP, as far as a tarpit meets it
 *	server.c	mail servers
 *	harvester.c	those who ask, and what they have learnt
 *	sender.c	those who send mail, and how long they waited
 *	cases.c		what the cases share: servers, what must always hold
 *	harvests.c	each strategy alone, and several together
 *	deliveries.c	what those who send mail may wait
 *	bounds.c	the server's slots, shares of them, and memory
 *	crowd.c		all of them at once
 */
#ifndef SIM_H
#define SIM_H

#include "../lib/kernel.h"
#include "../lib/tap.h"
#include "bytes.h"

#define START_NS		(100000 * NS_PER_S)
#define LINK_NS			(15 * NS_PER_MS)	/* one way */
#define RTT_NS			(2 * LINK_NS)
#define KNOWN_NS		(3600 * NS_PER_S)
#define SEGMENT_MAX		1460
#define BURST			4	/* the defaults of options */
#define CONNECTIONS_MAX		20
#define LINE_MAX_BYTES		640

enum side { SERVER, CLIENT };

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/**
 * struct end - One end of a connection
 * @buffer:	Bytes from @una on: sent and not acknowledged, then not yet sent
 * @una, @nxt:	First number not acknowledged, next to send
 * @fin:	A FIN stands behind the buffer
 * @closed:	Nothing more is written
 * @peer_win, @win: What may be sent, what may be received, in bytes
 * @rto_ns, @tries: Of the bytes at @una
 * @timer:	Number of the timer that counts
 * @open:	It has a socket
 * @got_fin:	The peer's FIN came
 */
struct end {
	uint8_t *buffer;
	uint32_t len_bytes, room_bytes;
	uint32_t una, nxt, rcv_nxt;
	uint32_t peer_win, win;
	uint64_t rto_ns;
	uint32_t timer;
	uint16_t mss;
	uint8_t tries;
	bool fin, closed, open, got_fin, timing;
};

struct source;
struct server;
struct conn;

/**
 * struct client - What a client does with its connection
 */
struct client {
	void (*reply)(struct conn *c, unsigned int code);
	void (*timer)(struct conn *c);
	void (*closed)(struct conn *c);
};

/**
 * struct conn - A connection
 * @id:		Unlike that of any other connection before it
 * @watch, @exempt, @known: Its connmark
 * @line:	Line that is being received, of each side
 * @work:	The client's own
 */
struct conn {
	uint64_t id;
	uint32_t index;
	struct source *source;
	struct server *server;
	struct addr address;
	uint16_t port;
	bool watch, exempt, known;
	struct end end[2];
	char line[2][LINE_MAX_BYTES];
	uint32_t line_bytes[2];
	const struct client *client;
	void *work;
	uint32_t app_timer;
	/* the server's */
	uint32_t valid, refused, errors;
	bool greeted, in_data, chunk, tls;
	/* the client: acknowledges what it did not get; has closed its socket */
	bool optimistic, deaf;
};

/**
 * struct server - A mail server
 * @enhanced:	It says enhanced codes (Postfix), or does not (Exim)
 * @refuse_ehlo: Code that it answers EHLO with, or 0
 * @echoes:	It quotes what it does not know, bare LF and all (Sendmail)
 * @sockets_now, @sockets_max: how many it has open
 */
struct server {
	struct addr address;
	bool enhanced, echoes, tls, auth;
	unsigned int refuse_ehlo;
	uint32_t sockets_now, sockets_max;
	unsigned long delivered, recipients, gave_up;
};

/**
 * struct source - One source, and what the engine said of it
 * @neighbour:	Another one of its network, or NULL
 * @known_ns:	It is in the kernel's known set until then
 * @open_now:	How many connections servers keep open for it
 * @charged:	Errors that it was charged for
 * @overdrawn:	How often its bucket was overdrawn
 * @debt_beyond_ns: By how much its debt passed what its errors can cost
 */
struct source {
	struct source *neighbour;
	struct addr address;
	uint64_t known_ns;
	uint16_t next_port;
	unsigned int open_now;
	bool hops;
	uint64_t debt_beyond_ns, debt_max_ns;
	unsigned long charged, overdrawn, early, detached;
};

/**
 * struct world - All of a simulation
 */
struct world {
	uint64_t now_ns, end_ns;
	struct engine *engine;
	uint64_t interval_ns;
	struct event_heap *heap;
	struct conn **conn;
	uint32_t conns, conns_room, conn_free_n;
	uint32_t *conn_free;
	uint64_t next_id;
	struct kernel kernel;
	uint64_t random;
	struct source **source, **network;
	uint32_t sources_n, sources_room, networks_n;
	unsigned long packets, leaks;
};

extern struct world *world;

/* --- net.c */

/** world_new() - A world with its engine; @key=value pairs set options */
struct world *world_new(const char *const *options);

/** world_free() - Free it, and all in it but the servers */
void world_free(struct world *w);

/** world_run() - Let time pass */
void world_run(uint64_t seconds);

/** source_new() - A source in a network of its own, of @family 4 or 6 */
struct source *source_new(uint8_t family);

/** source_beside() - Another source in the network of one */
struct source *source_beside(struct source *s);

/** conn_open() - Connect; the client's work begins with the greeting */
struct conn *conn_open(struct source *source, struct server *server,
		       const struct client *client, void *work, uint16_t mss,
		       uint32_t win);

/** conn_timer() - Call the client's timer after @ns; a new one replaces it */
void conn_timer(struct conn *c, uint64_t ns);

/** world_after() - Call @what(@with) after @ns */
void world_after(uint64_t ns, void (*what)(void *with), void *with);

/** net_send() - A side sends a segment; takes @p */
void net_send(struct conn *c, enum side side, struct packet *p);

/** net_timer() - Call tcp_timer() after @ns */
void net_timer(struct conn *c, enum side side, uint64_t ns);

/** chance() - A random number below @bound */
uint32_t chance(uint32_t bound);

/** source_info() - What the engine knows of it.  Return: false: nothing */
bool source_known(const struct source *s, struct source_info *info);

/* --- tcp.c */

/** tcp_connect() - The client's SYN */
void tcp_connect(struct conn *c);

/** tcp_write() - Append to what a side sends; tcp_push() sends it */
void tcp_write(struct conn *c, enum side side, const void *bytes, size_t n);

/** tcp_push() - Send what may be sent.  Return: something was */
bool tcp_push(struct conn *c, enum side side);

/** tcp_close() - FIN behind what is written; the side reads on until the other's */
void tcp_close(struct conn *c, enum side side);

/** tcp_reset() - A side is gone at once: RST */
void tcp_reset(struct conn *c, enum side side);

/** tcp_input() - A segment arrives at @side; borrows @p */
void tcp_input(struct conn *c, enum side side, const struct packet *p);

/** tcp_timer() - The retransmission timer of @side went off */
void tcp_timer(struct conn *c, enum side side);

/* --- server.c, and the clients' lines */

/** server_open() - The connection is established: greet */
void server_open(struct conn *c);

/** server_bytes() - It got these */
void server_bytes(struct conn *c, const uint8_t *bytes, size_t n);

/** client_bytes() - The client got these: replies */
void client_bytes(struct conn *c, const uint8_t *bytes, size_t n);

/** say() - The client writes a line; "\r\n" is added; tcp_push() sends it */
void say(struct conn *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* --- harvester.c */

/**
 * struct strategy - A way to ask
 * @connections:	at the same time
 * @burst:	guesses in one go
 * @patience_ns: for one reply; 0 = any time
 * @verb:	'R'CPT, 'V'RFY, 'A'UTH
 * @decoys:	addresses known to be valid, asked before each guess
 * @noise:	commands that nobody minds, said before each guess
 * @noises:	how many
 * @blind:	says everything before it hears anything
 * @calm:	patience is for guesses alone
 * @keeps:	does not hang up on what is late, but lets it wait
 * @half_close:	FIN behind each question
 * @once:	one question in each connection
 * @hops:	each connection from another address of its /64
 * @optimistic:	acknowledges what it did not get
 * @authenticates: has a password, and proves it now and then
 * @echoes:	makes sense for servers that quote what they don't know
 * @valid_every: one of so many guesses is valid; 0: of 5
 * @most_early, @most_late: that it may learn an interval, in 10 intervals and
 *		in 100; 0: 1.3 and 1.0, as promised
 */
struct strategy {
	const char *name;
	unsigned int connections, burst;
	uint64_t patience_ns;
	uint16_t mss;
	uint32_t win;
	char verb;
	unsigned int decoys, noises;
	const char *noise;
	bool blind, calm, keeps, half_close, once, hops, optimistic;
	bool authenticates, echoes;
	unsigned int valid_every;
	double most_early, most_late;
};

/**
 * struct tally - What was asked and learnt, by validity where it matters
 */
struct tally {
	unsigned long asked[2], late[2], answered;
};

/**
 * struct harvester - One source that asks
 */
struct harvester {
	struct harvester *next;
	const struct strategy *how;
	struct server *server;
	struct source *source;
	uint64_t started_ns, end_ns;
	struct tally tally, early;
	unsigned long guesses, connections;
	uint32_t kept;
	struct worker *workers;
};

extern const struct strategy strategies[];
extern const size_t strategies_n;

/** harvester_start() - Begin after @delay_ns, for @seconds */
struct harvester *harvester_start(const struct strategy *how,
				  struct server *server, uint64_t delay_ns,
				  uint64_t seconds);

/** harvesters_free() - All of a list */
void harvesters_free(struct harvester *h);

/**
 * tally_learnt() - Addresses learnt from @from to @to
 *
 * A late reply counts only as far as lateness tells valid from invalid.
 */
double tally_learnt(const struct tally *from, const struct tally *to);

/* --- sender.c */

/**
 * struct mail - What a sender delivers over each of its connections
 * @recipients, @dead: how many of them, how many do not exist
 * @dead_first:	those that don't exist come first
 * @messages:	one after another over one connection
 * @connections: at the same time
 * @pipelining:	envelope in one go
 * @authenticates, @bad_passwords: AUTH first, after so many wrong tries
 */
struct mail {
	const char *name;
	unsigned int recipients, dead, messages, connections;
	bool dead_first, pipelining, authenticates;
	unsigned int bad_passwords;
};

/**
 * struct sender - One source that sends mail
 * @open_now:	connections not finished yet
 * @done_ns:	when the last one was; 0 = not yet
 * @bounced, @accepted: recipients refused, and of messages that were taken
 * @broken:	connections that ended too early; it tries again
 * @data_ns:	longest wait for the answer to the end of data
 * @reply_ns:	longest wait for any reply
 */
struct sender {
	struct sender *next;
	const struct mail *mail;
	struct server *server;
	struct source *source;
	uint64_t started_ns, done_ns, data_ns, reply_ns;
	uint32_t open_now, delivered, bounced, accepted, broken;
};

/** sender_start() - Begin after @delay_ns; @source NULL: one of its own */
struct sender *sender_start(const struct mail *mail, struct server *server,
			    struct source *source, uint64_t delay_ns);

/* --- cases.c: what several cases need */

#define LONG_INTERVALS	100

/**
 * struct payer - Mail, and the errors that its sender pays for
 * @in_crowd:	how many such senders there are in the crowd
 */
struct payer {
	struct mail mail;
	unsigned int errors, in_crowd;
};

enum { NO_ERROR, TYPO, ONLY_TYPO, LIST, LIST_BURST, LIST_FIRST, LIST_TEN,
       LIST_TEN_TURN, WITH_AUTH, BAD_AUTH, PAYERS };

extern const struct payer payers[PAYERS];

/** server_like() - A server of its own: like Postfix, or like Exim */
struct server server_like(uint16_t number, bool enhanced);

/** kind_of() - "Postfix" or "Exim" */
const char *kind_of(const struct server *s);

/**
 * is_sound() - What must hold whoever meets whom
 *
 * No number tells of held bytes, no server gives up on a client that waits, no
 * debt is without a cause.
 */
bool is_sound(const struct server *server, unsigned int servers);

/** learnt_between() - Addresses an interval */
double learnt_between(const struct tally *from, const struct tally *to,
		      unsigned int intervals);

/**
 * learnt_after_burst() - Addresses an interval, but for those at once
 *
 * That is as many as the bucket holds, and one for each connection which was
 * there before the first error: what the kernel let pass on it nobody knows, so
 * a 2xx that comes next may be a message's.
 */
double learnt_after_burst(const struct harvester *h, const struct tally *to,
			  unsigned int intervals);

/** untarred_s() - How long @mail takes without a tarpit */
double untarred_s(const struct mail *mail, struct server server);

/** took_s() - How long it took; a very long time if it is not done */
double took_s(const struct sender *s);

/** early_now(), detached_now() - The engine's counters */
unsigned long early_now(void);
unsigned long detached_now(void);

/* --- harvests.c, deliveries.c, bounds.c, crowd.c: the cases */

void harvests_run(void);
void deliveries_run(void);
void bounds_run(void);
void crowd_run(void);

#endif
