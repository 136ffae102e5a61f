/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * twin.h - two worlds that differ in one answer, and who may not see it
 *
 *	frame.c		packets as bytes: TCP, ICMP, what is wrong with them
 *	world.c		time, links, the kernel's rules, one engine; the log of all
 *			that leaves toward the client
 *	tcp.c		the server's TCP
 *	mta.c		the server's application, like the real ones
 *	client.c	a client that an input's bytes drive
 *	judge.c		two worlds side by side: until when must they be equal?
 *	talk.c		inputs that are likely to mean something
 */
#ifndef TWIN_H
#define TWIN_H

#include "core/engine.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/packet.h"

#define INTERVAL_NS	(2 * NS_PER_S)
#define START_NS	(100000 * NS_PER_S)
/* From the router to the server, from the router to the client. */
#define SERVER_LINK_NS	(100000)
#define CLIENT_LINK_NS	(10 * NS_PER_MS)
#define SERVER_PORT	25
#define MTU		1500
#define PMTU_MIN	552	/* Linux: net.ipv4.route.min_pmtu */
#define CONNS		6
#define SOURCES		4
#define SLOTS		64
#define PACKET_MAX	2048
#define SNDBUF_BYTES	4096
#define RCVBUF_BYTES	8192
#define FLIGHT_MAX	64	/* segments */
#define CLIENT_BUFFER	(64 << 10)
#define LINE_BYTES	512
#define READ_BYTES	4096	/* what an application reads at once */

struct world;

/**
 * struct bytes - A packet under way
 */
struct bytes {
	uint8_t b[PACKET_MAX];
	size_t len;
};

/* --- frame.c */

/**
 * struct dressing - What of a packet struct packet does not have
 * @ip_id:	IPv4's identification
 * @ttl:	Or the hop limit
 * @bad_sum:	The TCP checksum is wrong
 */
struct dressing {
	uint16_t ip_id;
	uint8_t ttl;
	bool bad_sum;
};

/** frame_tcp() - Write a segment */
void frame_tcp(const struct packet *p, const struct dressing *d,
	      struct bytes *out);

/**
 * frame_icmp_too_big() - "Fragmentation needed", or IPv6's "packet too big"
 * @from:	Who says so
 * @quoted:	The server's segment that it quotes
 * @seq:	The number that it quotes
 */
void frame_icmp_too_big(const struct addr *from, const struct packet *quoted,
		       uint16_t mtu, struct bytes *out);

/** frame_echo() - An answer to a ping, one fragment of @len bytes */
void frame_echo(const struct addr *from, const struct addr *to, size_t len,
	       bool more, struct bytes *out);

/**
 * struct too_big - What an ICMP error says
 */
struct too_big {
	struct addr src, dst;
	uint16_t sport, dport, mtu;
	uint32_t seq;
};

/** frame_read_icmp() - Return: false if it is none of these */
bool frame_read_icmp(const struct bytes *b, struct too_big *t);

/**
 * frame_peek() - What a segment's fields say, whatever its checksum is
 * Return: false if it is no TCP; packets here have no options of IP
 */
bool frame_peek(const struct bytes *b, struct packet *p);

/* --- mta.c */

/**
 * enum mood - What a server does once it has answered the guess, in one world
 *
 * All are consequences that a real one may draw from an answer.
 */
enum mood { AS_EVER, STOPS_READING, CLOSES, ABORTS, TAKES_DATA, TALKS, IS_SLOW,
	    SAYS_421, MOODS };

/**
 * struct mta - The application of one connection
 * @line, @line_bytes:	what was read and is no whole line yet
 * @in, @in_at, @in_len: what was read from the socket at once
 * @out, @out_len:	answers not written yet
 * @mark:	where in @out the guess's answer begins, or SIZE_MAX
 * @ends:	it closes once all of @out is written
 */
struct mta {
	const struct breed *breed;
	char line[LINE_BYTES];
	size_t line_bytes;
	uint8_t in[READ_BYTES];
	size_t in_at, in_len;
	uint8_t out[2 * SNDBUF_BYTES];
	size_t out_len, mark;
	uint32_t valid, refused, errors, unknown, chunk;
	bool greeted, mail, in_data, last_chunk, answered, done, ends, closed, slept;
	bool authenticated;
};

/* --- tcp.c */

/**
 * struct sock - A server's end of a connection (Linux')
 */
struct sock {
	int conn;		/* whose, or -1 */
	struct addr client;
	uint16_t client_port;
	uint32_t iss, una, nxt, rcv_nxt, rcv_wup, rcv_edge, peer_win;
	/* The congestion window, in segments; where each that is under way ends. */
	unsigned int cwnd, flying;
	uint32_t flight[FLIGHT_MAX];
	uint32_t small_end;	/* of the last that was not full: Nagle */
	uint8_t snd_scale;
	uint8_t snd[SNDBUF_BYTES];
	size_t snd_len;
	uint8_t rcv[RCVBUF_BYTES];
	size_t rcv_len;
	uint32_t ts_recent;
	uint16_t ip_id, mss;
	uint64_t rto_ns, challenge_s;
	uint32_t timer, ack_timer, app_timer;
	unsigned int tries, challenges, quick_acks;
	bool ts, open, established, closing, fin_sent, got_fin, blocked;
	bool timing, tail_probed;
	struct mta app;
	/* Where the guess's answer begins, once it is in the stream. */
	bool guess_said;
	uint32_t guess_seq, opened;
};

/** tcp_arrives() - A packet of a client is at the server */
void tcp_arrives(struct world *w, const struct bytes *b);

/** tcp_icmp() - An ICMP error is */
void tcp_icmp(struct world *w, const struct bytes *b);

/** tcp_ping() - A ping is */
void tcp_ping(struct world *w, const struct addr *client, size_t len);

/** tcp_rto(), tcp_delayed_ack() - A timer went off */
void tcp_rto(struct world *w, struct sock *s);
void tcp_delayed_ack(struct world *w, struct sock *s);

/** tcp_write() - Return: how many bytes there was room for */
size_t tcp_write(struct world *w, struct sock *s, const uint8_t *b, size_t n);

/** tcp_read() - Return: how many */
size_t tcp_read(struct world *w, struct sock *s, uint8_t *b, size_t max);

/** tcp_close() - FIN, or RST where bytes were not read */
void tcp_close(struct world *w, struct sock *s);

/** tcp_abort() - RST */
void tcp_abort(struct world *w, struct sock *s);

/** mta_begin() - A connection is there: greet */
void mta_begin(struct world *w, struct sock *s);

/** mta_run() - It has bytes to read, or room to write */
void mta_run(struct world *w, struct sock *s);

/* --- client.c */

/**
 * struct cconn - A client's end
 */
struct cconn {
	int source;
	uint16_t port;
	uint32_t iss, una, nxt, rcv_nxt, irs;
	uint32_t peer_win, ts_recent;
	uint16_t win, mss;
	uint8_t *buf;
	size_t len;
	uint64_t rto_ns;
	uint32_t timer;
	unsigned int tries;
	/* What its commands acknowledge, where that is not all. */
	uint32_t stale_ack;
	bool used, established, ts, acks, fin, timing, gone, stale;
};

struct client {
	struct input in;
	struct cconn conn[CONNS];
	unsigned int opened;
	bool done;
};

/** client_begin() - The script begins */
void client_begin(struct world *w);

/** client_step() - Its next steps, up to the next pause */
void client_step(struct world *w);

/** client_arrives() - A packet is at the client */
void client_arrives(struct world *w, const struct bytes *b);

/** client_rto() - Its timer went off */
void client_rto(struct world *w, struct cconn *c);

/* --- world.c */

enum event_type { AT_ROUTER_FROM_SERVER, AT_ROUTER_FROM_CLIENT, AT_SERVER,
		  AT_CLIENT, SERVER_RTO, SERVER_ACK, SERVER_APP, CLIENT_RTO,
		  CLIENT_STEP, PING };

/**
 * struct seen - A packet that left toward the client
 */
struct seen {
	uint64_t ns;
	struct bytes bytes;
};

/**
 * struct bucket - From @ns on a source was at zero at @zero_ns
 */
struct bucket {
	uint64_t ns, zero_ns;
};

#define NO_SCALE	255

enum mark { MARK_NONE, MARK_KNOWN, MARK_WATCH, MARK_EXEMPT };

/**
 * struct setting - What an input's first bytes choose, for both worlds
 * @twin_refused: both worlds refuse the guess, and differ in what follows
 * @owed:	Intervals that the first source owes at the start
 * @scale:	The clients' window scale, or NO_SCALE
 * @nagle:	The server's TCP has no two small segments under way (RFC 896)
 */
struct setting {
	uint8_t family, breed, owed, budget, scale;
	bool twin_refused, host, prefilter, tail_probes, nagle;
	enum mood mood;
	enum policy policy;
};

/**
 * struct world - One of two
 * @valid:	The guess is an address that it has
 * @mood:	What it does then
 * @said_ns:	When the server's application answered the guess
 * @guess_ns:	When that answer was shown to the engine first
 * @guesser, @guess_conn: Which source asked, and on which connection first
 * @shown_conn:	On which of its connections an answer was shown first
 * @unplaced_ns: When a guess's answer was shown, and what is before it was not
 * @due_ns:	When that answer is due
 * @stuck:	It could not be sent when it was said
 * @all_seen:	All of the guess's connection was shown, from its SYN on
 * @lost:	A reset came in place of the answer
 * @passed_ns:	When it left toward the client first
 * @showing_ns, @showing_conn: When, and on which connection, an answer was shown
 *		last
 * @bucket:	The guesser's debt as it changed, once the guess was shown
 */
struct world {
	struct setting set;
	bool valid;
	enum mood mood;
	uint64_t now_ns;
	struct engine *engine;
	struct event_heap *heap;
	struct addr server;
	struct addr source[SOURCES];
	bool known[SOURCES];
	uint16_t pmtu[SOURCES];
	enum mark mark[CONNS];
	/* Either side was shown to the engine. */
	bool shown[CONNS], client_shown[CONNS];
	/* From its SYN on it was that of a known source. */
	bool known_begun[CONNS];
	/* Of what the client said before nothing was. */
	uint32_t client_from[CONNS];
	/* Behind what the server said that was shown. */
	uint32_t server_from[CONNS];
	/* The number of the server's SYN, as it was last. */
	uint32_t syn_seq[CONNS];
	struct sock sock[CONNS];
	struct client client;
	struct {
		struct bytes b;
		int conn;
		bool used;
	} slot[SLOTS];
	struct seen *seen;
	size_t seen_n, seen_room;
	uint64_t said_ns, guess_ns, due_ns, passed_ns, end_ns;
	uint64_t showing_ns;
	int guesser, guess_conn, shown_conn, showing_conn;
	struct bucket *bucket;
	size_t bucket_n, bucket_room;
	struct given *given;
	uint64_t unplaced_ns;
	bool stuck, all_seen, lost;
	unsigned long held;
};

/** world_new() - @valid: it has the guess; @mood: what it does then */
struct world *world_new(const struct setting *set, bool valid, enum mood mood,
			const struct input *in);

/** world_free() */
void world_free(struct world *w);

/** world_run() - Until the script and what it began are over */
void world_run(struct world *w);

/** world_post() - A packet will be there after @in_ns */
void world_post(struct world *w, enum event_type type, uint64_t in_ns,
		const struct bytes *b);

/** world_timer() - A timer of a connection goes off; @timer: its number */
void world_timer(struct world *w, enum event_type type, uint64_t in_ns,
		 int conn, uint32_t timer);

/** world_source() - Index of an address, -1 if it is none of theirs */
int world_source(const struct world *w, const struct addr *a);

/** world_conn() - Index of a connection by its client's port, or -1 */
int world_conn(const struct world *w, uint16_t port);

/** world_owe() - From now on a source owes so many intervals, at the least */
void world_owe(struct world *w, int source, unsigned int intervals);

/** world_holds() - Does the router hold a packet of this connection? */
bool world_holds(const struct world *w, int conn);

/** client_port_of() - Ports follow from the connection's index */
#define CLIENT_PORT(i)	(uint16_t)(40000 + (i))

/**
 * excused() - Shall a kind of finding be passed over, to look for others?
 *
 * TWIN_EXCUSE in the environment names those, such as "syn,bdat".
 */
bool excused(const char *kind);

/* --- judge.c */

/**
 * judge() - Run an input in both worlds
 * @text:	What is wrong, if anything is
 * @text_bytes:	Its room
 *
 * Return: false if the client could tell
 */
bool judge(const uint8_t *data, size_t size, char *text, size_t text_bytes);

/**
 * struct verdict - What judge() had to compare so far
 * @stuck:	In the last run the answer could not be sent at once
 */
extern struct verdict {
	unsigned long guesses, compared_ns, packets;
	bool stuck;
} judged;

#endif
