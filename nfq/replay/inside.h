/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inside.h - the model's inside: what model.c, order.c and play.c share
 *
 * Nothing else includes this file.
 */
#ifndef NFQ_REPLAY_INSIDE_H
#define NFQ_REPLAY_INSIDE_H

#include "model.h"

#define NO_SLOT		UINT32_MAX
#define NOT_QUEUED	UINT32_MAX
#define STEPS_MAX	8

/**
 * struct steps - How a delay grew along a stream's sequence numbers
 * @seq, @delay_ns: From this byte on, it was so long
 */
struct steps {
	struct {
		uint32_t seq;
		uint64_t delay_ns;
	} step[STEPS_MAX];
	uint32_t n;
};

enum side { SERVER, CLIENT, SIDES };

/** enum turn - What a stream does next */
enum turn { TURN_NONE, TURN_SERVER, TURN_CLIENT, TURN_RESEND };

/**
 * struct play - A stream in virtual time
 *
 * @stream:	The facts, borrowed from the table of streams
 * @source:	Outcome of its source; NULL if none is to be entered there
 * @waiting:	Packets that were read and not played, for each side
 * @resend:	Server bytes that the engine did not take: sent again later
 * @delay_ns:	How much later than captured each side is, so far
 * @arrived:	How much later the server's bytes came to the client
 * @sent:	How much later the client's bytes were sent
 * @opened:	How much later the client's window opened for server bytes
 * @limit:	End of the client's window, where @limit_known
 * @delivered:	Behind the last server byte that came to the client
 * @first_slot:	Its held packets
 * @resend_ns:	When to try @resend; ENGINE_NEVER: at the next release
 * @resend_tries: Tries in vain
 * @carry_learnt, @carry_ns: Of a held packet for which a newer copy comes
 * @first_waiter, @next_waiter: Streams that begin after this one ended
 * @end_delay_ns: @delay_ns when it ended
 * @last_late_ns: How late its last held packet was let go
 * @key_ns, @key_number, @turn: What comes next, and when
 * @queue_pos:	Where in the model's queue
 * @mark:	As connmark: nothing, WATCH or EXEMPT
 */
struct play {
	const struct stream *stream;
	struct outcome *source;
	struct fifo waiting[SIDES];
	struct fifo resend;
	uint64_t delay_ns[SIDES];
	struct steps arrived, sent, opened;
	uint32_t limit;
	uint32_t delivered;
	uint32_t first_slot;
	uint64_t resend_ns;
	uint32_t resend_tries;
	uint32_t carry_learnt;
	uint64_t carry_ns;
	struct play *first_waiter, *next_waiter;
	uint64_t end_delay_ns, last_late_ns;
	uint64_t key_ns;
	uint32_t key_number;
	uint32_t queue_pos;
	uint32_t last_server_ack;
	enum turn turn;
	enum { UNMARKED, WATCH, EXEMPT } mark;
	uint8_t client_scale;
	bool limit_known, scale_known, delivered_known, blocked, ended;
	bool detached, abandoned, cut, dirty;
	struct outcome outcome;
};

/**
 * struct slot - A held packet
 * @play:	Whose
 * @next, @prev: Others of it
 * @seq, @end:	What it covers
 * @time_ns:	When it was captured
 * @bytes, @len_bytes: The packet, kept only where model_conf.on_packet is
 */
struct slot {
	struct play *play;
	uint32_t next, prev;
	uint32_t seq, end;
	uint32_t learnt;
	uint64_t time_ns;
	uint8_t *bytes;
	size_t len_bytes;
	bool used;
};

struct model {
	struct model_conf conf;
	struct streams *streams;
	struct engine *engine;
	struct sink sink;
	struct backlog *backlog;
	struct slot *slots;
	struct play **slabs;
	uint32_t slabs_n;
	uint32_t plays_n;	/* indices in use or once used */
	struct play **queue;
	uint32_t queue_n, queue_capacity;
	struct play **dirty;
	uint32_t dirty_n, dirty_capacity;
	uint64_t now_ns;
	uint64_t due_ns;	/* of the engine: changes as it is driven */
	struct model_total total;
	const char *error;
	struct record turn;	/* of the packet in @packet */
	/* the packet that is with the engine */
	struct play *giving;
	const struct record *record;
	const uint8_t *data;
	enum action_kind verdict;
	uint32_t covered;	/* its bytes before this were taken */
	uint32_t given_learnt;
	uint8_t packet[BACKLOG_PACKET_MAX];
	uint8_t part[BACKLOG_PACKET_MAX];
};

/* --- model.c */

#define MODEL_SLAB	256u	/* states that are allocated at once */

/** model_play() - A stream's state; borrowed */
static inline struct play *model_play(const struct model *m, uint32_t index)
{
	return &m->slabs[index / MODEL_SLAB][index % MODEL_SLAB];
}

/** model_touch() - What comes next of this stream may have changed */
static inline void model_touch(struct model *m, struct play *p)
{
	if (p->dirty)
		return;
	p->dirty = true;
	m->dirty[m->dirty_n++] = p;
}

/* --- order.c: when may a packet be played? */

/** order_next() - Fill @turn, @key_ns and @key_number of a stream */
void order_next(const struct model *m, struct play *p);

/** steps_add() - From @seq on, it is so long; shorter ones are ignored */
void steps_add(struct steps *s, uint32_t seq, uint64_t delay_ns);

/** steps_before() - How long it is for a byte before @seq; 0 if unknown */
uint64_t steps_before(const struct steps *s, uint32_t seq);

/** steps_forget() - Nobody will ask for numbers before @seq any more */
void steps_forget(struct steps *s, uint32_t seq);

/** order_missing() - First byte of a range that is not delivered nor held */
uint32_t order_missing(const struct model *m, const struct play *p,
		       uint32_t seq, uint32_t end);

/* --- play.c: drive the engine */

/** play_sink() - What takes the actions of the model's engine */
struct sink play_sink(struct model *m);

/** play_turn() - Do what comes next of a stream */
void play_turn(struct model *m, struct play *p);

/**
 * play_cut() - The server was reset, and all that was held of it is gone
 *
 * It says nothing more: what was captured of it is not played.
 */
void play_cut(struct model *m, struct play *p);

/** play_expire() - Time has come for held packets */
void play_expire(struct model *m);

/** play_end() - The stream ended: those that begin after it may */
void play_end(struct model *m, struct play *p, uint64_t delay_ns);

#endif
