/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - servers, clients, a network and a kernel around one engine
 *
 * All driven by an input's bytes, in virtual time.  Whoever is honest in here
 * does what a real one may do, and no more: see peers.c and kernel.c.
 */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "../lib/kernel.h"
#include "../lib/packet.h"
#include "fuzz.h"

#define CONNS		6
#define CLIENTS		4
#define STREAM_MAX	2000
#define SLOTS_MAX	40
#define QUEUE_MAX	256
#define LATE_MAX	8
#define MSS		1460
/* Addresses of those who come in crowds begin with it. */
#define CROWD_NET	10
#define NEVER		UINT64_MAX

/* Variations of a packet's headers, as bits. */
enum dress {
	DRESS_TS = 1,		/* TCP timestamps */
	DRESS_SACK = 2,		/* a D-SACK block */
	DRESS_IP = 4,		/* an IPv4 option, or an IPv6 hop-by-hop header */
	DRESS_ALL = 7
};

enum conn_mark { MARK_NONE, MARK_KNOWN, MARK_WATCH, MARK_EXEMPT };

/**
 * struct parcel - A packet on its way; @bytes have just its length
 * @shown:	to the engine
 * @gap:	what it leaves was counted
 * @corrupt:	a client's, with a wrong checksum
 * @icmp:	it is an ICMP error about the server's byte @from
 */
struct parcel {
	uint8_t *bytes;
	size_t len;
	int conn;		/* index, or -1 */
	uint32_t birth;		/* of its connection */
	enum engine_dir dir;
	bool marked, gso, shown, gap, corrupt, icmp;
	/* A server's: which bytes of its stream it carries. */
	size_t from, payload;
	uint8_t flags;
};

/**
 * struct conn - Both ends of a connection, and what the kernel knows of it
 *
 * Positions are offsets in the server's stream; a FIN counts as one byte.
 * @said, @fin_said:	what the server's application wrote
 * @una, @nxt:		acknowledged, sent
 * @tail_sent:		the one tail loss probe was used (RFC 8985 7.3)
 * @zero_window:	it was told so, and waits
 * @dead:		it has no such connection any more
 * @got_to:		the client has all bytes before this
 * @acked_to:		the most that it acknowledged
 * @liar:		it acknowledged bytes that it did not get, and was believed
 * @shown_ns:	when the engine was shown a packet of it last
 * @ack_shown:	the most that it acknowledged in packets that the engine that is
 *		there let pass
 * @was_reset:	it was told that the connection is no more
 * @seen_ns, @seen_step: when each byte was shown to the engine first
 * @zero_ns:		when the source's bucket was to be at zero, as far as was
 *			known before that; 0 where the client had it already, or
 *			later bytes were shown
 * @seen_nth:	in which packet the engine that is there saw it first; 0: none
 * @got_ns, @got_step:	when it reached the client first
 * @told_ns:		when a number behind it reached the client first
 * @free_byte:		it may pass at any time
 * @starts:		a segment shown to the engine begins with this byte
 * @exempt_from:	bytes from here on are none of the engine's business
 * @gappy:		the engine could not see all of it in order
 * @postponed_ns:	it must hold something until then
 * @shown_to:		no byte from here on was shown to the engine
 * @passed_to:		all that the engine let pass to the client ends here
 * @ack_said:		the most that the server acknowledged, as it was shown
 * @ack_told, @ts_told:	the most that the client was told of the server
 * @ack_frozen, @ts_frozen: the same of what was shown when it was frozen
 * @stale:		the engine holds something of another one with these ends
 * @server_shown, @client_shown: a packet was shown to the engine, a client's
 *			behind a server's; @client_seen: before it was frozen
 * @server_gone:	the server reset it
 * @earned:		how often a delivery paid for an error
 */
struct conn {
	struct addr client, server;
	uint16_t client_port, server_port;
	uint32_t birth;
	enum conn_mark mark;
	bool open, chatty;
	uint8_t dress;
	uint32_t server_isn, client_isn;
	uint8_t stream[STREAM_MAX];
	size_t said, una, nxt;
	bool fin_said, tail_sent, zero_window, dead, detached;
	size_t client_nxt, server_got;
	size_t got_to, acked_to;
	bool liar, client_gone, was_reset, trusted, watched, gappy;
	unsigned int gaps;
	int64_t ack_shown;
	uint64_t shown_ns;
	uint64_t seen_ns[STREAM_MAX + 2], got_ns[STREAM_MAX + 2];
	uint64_t told_ns[STREAM_MAX + 2], zero_ns[STREAM_MAX + 2];
	uint32_t seen_step[STREAM_MAX + 2], got_step[STREAM_MAX + 2];
	uint32_t seen_nth[STREAM_MAX + 2];
	bool free_byte[STREAM_MAX + 2], starts[STREAM_MAX + 2];
	size_t exempt_from;
	bool gated, abandoned;
	uint64_t progress_ns, postponed_ns;
	size_t shown_to;
	int64_t passed_to, ack_said, ack_told, ack_frozen;
	uint32_t ts_told, ts_frozen;
	bool stale, server_shown, client_shown, client_seen, server_gone;
	unsigned int earned;
};

/**
 * struct world - All of it
 * @prefilter:	the kernel's filter is in the rules
 * @asked:	the packet that the engine was shown last
 * @shown:	how many packets the engine was shown
 * @lose_next:	the next packet is lost behind the engine
 * @expiring:	what the engine did last it did since its time had come
 * @bypass_next: the next passes the engine unseen (a queue was full)
 * @muddled:	the engine was restarted or told otherwise: it may have
 *		forgotten debts
 * @did:	actions and events since the engine began, to compare with its
 *		counters
 * @zero_ns:	the bucket of each client's source was back at zero then, when
 *		last asked
 * @earn_ns:	what its deliveries paid since
 * @earned_ns:	what they paid since @earned_from_ns, when it was forgotten last
 */
struct world {
	struct input in;
	struct engine *e;
	struct engine_conf conf;
	uint64_t now_ns;
	uint32_t step, births, shown;
	struct conn conns[CONNS];
	bool known[CLIENTS];
	struct kernel kernel;
	struct parcel *queue[QUEUE_MAX];
	struct parcel *late[LATE_MAX];
	unsigned int queued, late_n;
	struct tcp_segment asked;
	bool expiring, prefilter, lose_next, bypass_next, hold_queue, muddled, blind;
	uint64_t interval_min_ns, max_hold_min_ns, max_hold_max_ns;
	uint64_t max_debt_min_ns;
	uint64_t interval_max_ns;
	uint32_t max_rate_max;
	struct {
		uint64_t given, holds, reset_holds, cuts;
		uint64_t zero_windows, answers, resets, lost;
		uint64_t waited_ms, abandoned_ms;
		uint64_t withheld, behind, widened, drops, bare_drops, icmp, icmp_drops, corrupt;
		uint64_t events[EVENT_KINDS];
		uint64_t evicted, forgotten;
	} did;
	uint64_t zero_ns[CLIENTS], earn_ns[CLIENTS];
	uint64_t earned_ns[CLIENTS], earned_from_ns[CLIENTS];
	unsigned int actions;
};

/* --- world.c */

/** world_begin() - Configure zeroed @w from the input, start the engine */
void world_begin(struct world *w, const uint8_t *data, size_t size);

/** world_op() - Do the next operation that the input asks for */
void world_op(struct world *w);

/**
 * world_op_row() - What is known of an operation
 * @args:	Bytes that follow it, besides the connection's
 * @weight:	How often it is to be taken
 * Return: false behind the last
 */
bool world_op_row(unsigned int op, unsigned int *args, unsigned int *weight);

/** world_op_byte() - Which byte of an input means operation @op */
uint8_t world_op_byte(unsigned int op);

/** world_end() - Free all */
void world_end(struct world *w);

/** world_client() - Where client number @i comes from */
const struct addr *world_client(unsigned int i);

/* --- kernel.c */

/** kernel_take() - A packet enters the host; the parcel is taken */
void kernel_take(struct world *w, struct parcel *parcel);

/** kernel_queue() - A packet waits for the engine, or is lost: it is full */
void kernel_queue(struct world *w, struct parcel *parcel);

/** kernel_run() - Let the engine work through the queue */
void kernel_run(struct world *w);

extern const struct kernel_ops fuzz_kernel;

/** kernel_tick() - Time passes; expire what is due, at exactly its time */
void kernel_tick(struct world *w, uint64_t until_ns);

/** kernel_flush() - The queues' socket closed: held and queued packets go */
void kernel_flush(struct world *w);

/** parcel_free() - Free it; NULL is allowed */
void parcel_free(struct parcel *parcel);

/** kernel_new_mark() - A connection is new to conntrack */
bool kernel_is_known(struct world *w, const struct conn *c);

/* --- peers.c */

/** conn_open() - A client connects, and the server answers SYN-ACK */
void conn_open(struct world *w, struct conn *c, uint8_t dress, uint32_t isn);

/** conn_say() - The server's application writes */
void conn_say(struct conn *c, const void *bytes, size_t n);

/** conn_offset() - Where in the server's stream this number is */
int64_t conn_offset(const struct conn *c, uint32_t seq);

/** conn_gap() - The engine may miss something of it */
void conn_gap(struct conn *c);

/** conn_forgotten() - The engine may not know any more what it saw of it */
void conn_forgotten(struct conn *c);

/** conn_total() - The stream's length so far, FIN included */
size_t conn_total(const struct conn *c);

/** server_send() - Send bytes @from on; flags and dress as asked */
void server_send(struct world *w, struct conn *c, size_t from, size_t bytes,
		 uint8_t dress, bool gso);

/** server_new() - Send up to @bytes not sent before, if the window is open */
void server_new(struct world *w, struct conn *c, size_t bytes, bool gso);

/** server_retransmit() - RFC 6298 5.4: the earliest that was not acknowledged */
void server_retransmit(struct world *w, struct conn *c, size_t bytes,
		       uint8_t dress);

/** server_merge() - Some send new bytes behind those that they send again */
void server_merge(struct world *w, struct conn *c, size_t bytes);

/** server_tail_probe() - RFC 8985 7.3: the last segment, once */
void server_tail_probe(struct world *w, struct conn *c, size_t bytes);

/** server_bare() - A segment without payload: ACK, RST or a window probe */
void server_bare(struct world *w, struct conn *c, uint8_t flags, size_t at);

/** server_receives() - A packet of the client, or made for it, arrives */
void server_receives(struct world *w, struct conn *c,
		     const struct tcp_segment *p);

/** client_receives() - A packet of the server arrives */
void client_receives(struct world *w, struct conn *c,
		     const struct tcp_segment *p);

/** client_send() - A segment of the client; @ack and @seq_off may be lies */
void client_send(struct world *w, struct conn *c, uint8_t flags, size_t ack,
		 int32_t seq_off, size_t bytes);

/** client_corrupt() - The same, and its checksum is wrong */
void client_corrupt(struct world *w, struct conn *c, uint8_t flags,
		    int32_t seq_off, size_t bytes);

/** client_pipelines() - The client sends several lines, and perhaps has no room */
void client_pipelines(struct world *w, struct conn *c, uint8_t how);

/** network_icmp() - An error about the server's byte @at */
void network_icmp(struct world *w, struct conn *c, uint8_t type, size_t at);

/** peers_settle() - All peers go on until everything got through, or fail */
void peers_settle(struct world *w);

/** conn_of() - Whose packet this is, NULL if nobody's */
struct conn *conn_of(struct world *w, const struct addr *client,
		     uint16_t client_port, const struct addr *server,
		     uint16_t server_port);

/* --- oracle.c */

/** oracle_event() - The engine tells */
void oracle_event(struct world *w, const struct event *event);

/** oracle_after() - Check what must hold between two calls of the engine */
void oracle_after(struct world *w);

/** oracle_forgot() - What a source owed is no promise any more; NULL: all's */
void oracle_forgot(struct world *w, const struct addr *client);

/** oracle_raise() - Call engine_raise(), and check what it changes */
void oracle_raise(struct world *w, const struct addr *client,
		  uint64_t zero_ns);

/** oracle_passes() - @p passes to the client, the engine's verdict on it */
void oracle_passes(struct world *w, struct conn *c, const struct tcp_segment *p);

/** oracle_reaches() - @p passes to the server, the engine's verdict on it */
void oracle_reaches(struct world *w, struct conn *c, const struct tcp_segment *p);

/** oracle_answered() - @p is injected towards the client */
void oracle_answered(struct world *w, struct conn *c, const struct tcp_segment *p);

/** oracle_icmp() - An ICMP error passes, or not */
void oracle_icmp(struct world *w, const struct conn *c,
		 const struct parcel *parcel, bool passes);

/** oracle_postpone() - Call engine_postpone(), and check what it changes */
void oracle_postpone(struct world *w, struct conn *c, uint64_t due_ns);

/** oracle_conn() - Check when each byte of a connection got through */
void oracle_conn(struct world *w, const struct conn *c);

#endif
