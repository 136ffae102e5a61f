/* SPDX-License-Identifier: GPL-2.0-or-later */
/* streams.h - the streams and sources of a capture, and what was counted */
#ifndef NFQ_REPLAY_STREAMS_H
#define NFQ_REPLAY_STREAMS_H

#include "follow.h"

#define CODES_MAX	12
#define STREAM_NONE	UINT32_MAX

/**
 * struct codes - How often which error was seen
 * @row:	A reply code, its enhanced code, and how often
 * @other:	Errors that found no row
 */
struct codes {
	struct {
		uint16_t code;
		struct enhanced enhanced;
		uint64_t count;
	} row[CODES_MAX];
	uint32_t n;
	uint64_t other;
};

/**
 * struct counts - What was seen of a stream, a source, or of everything
 * @replies:	Replies
 * @replies_5xx: Final 5xx reply lines
 * @replies_4xx: Final 4xx reply lines
 * @probes:	Answers to RCPT, VRFY, EXPN and AUTH
 * @codes:	The 5xx by code
 * @first_ns, @last_ns: First and last packet as captured; @packets of them
 */
struct counts {
	uint64_t packets;
	uint64_t replies, replies_5xx, replies_4xx, probes;
	uint64_t first_ns, last_ns;
	struct codes codes;
};

/**
 * struct outcome - What the tarpit makes of it
 * @held_replies: Charged replies that were held
 * @give_ups:	Clients that left while a reply was held
 * @longest_ns:	Longest hold
 * @first_ns, @last_ns: First and last packet in virtual time; none if @played
 *		is false
 */
struct outcome {
	uint64_t held_replies, give_ups;
	uint64_t longest_ns;
	uint64_t first_ns, last_ns;
	bool played;
};

/** struct source - Streams whose client is the same by the engine's prefix */
struct source {
	struct net net;
	uint32_t next_same_hash;
	uint64_t streams;
	uint32_t ended_first;	/* streams that ended and none follows yet */
	uint32_t ended_last;	/* the one that ended last */
	struct counts counts;
	struct outcome outcome;
};

/**
 * struct stream - A TCP connection
 * @source:	Its source, borrowed
 * @index:	Its own, see streams_at()
 * @before:	Stream that it can only begin after; STREAM_NONE
 * @older, @newer: Its neighbours by the time of the last packet
 * @ended_next, @ended_prev: Its neighbours among its source's streams that
 *		ended and that none follows yet, if @listed
 * @server_end:	Behind the last byte of the server seen so far
 * @client_isn, @server_isn: Their first numbers, where @client_syn,
 *		@server_syn say so
 * @client_seen: A packet of the client was seen
 * @ended:	It ended, as captured
 * @found:	streams_find() finds it; not so if its ends are in use anew
 * @number:	Which stream it is, from 1
 */
struct stream {
	struct addr client, server;
	uint16_t client_port, server_port;
	struct source *source;
	uint32_t index;
	uint32_t next_same_hash;
	uint32_t older, newer;		/* by their last packet */
	uint32_t ended_next, ended_prev;
	uint32_t before;
	uint32_t server_end;
	uint32_t client_isn, server_isn;
	uint64_t number;
	bool client_syn, server_syn, client_seen, ended, listed, found;
	struct follow follow;
	struct counts counts;
};

struct streams;

/**
 * struct streams_conf - What streams_new() is told
 * @streams_max, @sources_max: Bounds
 * @prefix4_bits, @prefix6_bits: Of a source
 * @is_idle:	Has every model played all of this stream?
 * @on_leave:	A stream is forgotten: the last chance to report it
 */
struct streams_conf {
	uint32_t streams_max, sources_max;
	uint8_t prefix4_bits, prefix6_bits;
	uint64_t key[2];
	bool (*is_idle)(void *ctx, uint32_t index);
	void (*on_leave)(void *ctx, uint32_t index);
	void *ctx;
};

/** streams_new() - Return: owned by the caller; NULL without memory */
struct streams *streams_new(const struct streams_conf *conf);

/** streams_free() - Forget all, without telling; NULL is allowed */
void streams_free(struct streams *t);

/**
 * struct streams_taken - What a segment was
 * @index:	Its stream; STREAM_NONE if it belongs to none that can be
 *		followed
 * @fresh:	The stream begins with it
 * @ends:	The stream ended with it
 * @replies, @learnt: Replies and answers to probes that end in it
 */
struct streams_taken {
	uint32_t index;
	uint32_t replies, learnt;
	bool fresh, ends;
};

/**
 * streams_take() - A segment was captured: which stream is it of?
 * @seg:	The segment
 * @from_client: Who sent it
 * @time_ns:	When
 *
 * The stream is made if the segment may begin one; its replies are counted.
 */
struct streams_taken streams_take(struct streams *t, const struct segment *seg,
				  bool from_client, uint64_t time_ns);

/** streams_find() - Return: the stream of these ends; STREAM_NONE for none */
uint32_t streams_find(const struct streams *t, const struct addr *client,
		      uint16_t client_port, const struct addr *server,
		      uint16_t server_port);

/** streams_finish() - The capture ended: tell of all streams and forget them */
void streams_finish(struct streams *t);

/** streams_read_gaps() - The capture ended: count what waits behind gaps */
void streams_read_gaps(struct streams *t);

/** streams_at() - Borrowed, valid until streams_take() forgets it */
struct stream *streams_at(const struct streams *t, uint32_t index);

/** streams_source() - Source of an index; borrowed */
struct source *streams_source(const struct streams *t, uint32_t index);

/** streams_sources_n() - Source indices are below it; 0 is 'all others' */
uint32_t streams_sources_n(const struct streams *t);

/** streams_total() - Everything counted; borrowed */
const struct counts *streams_total(const struct streams *t);

/** streams_seen() - How many streams there were */
uint64_t streams_seen(const struct streams *t);

/** streams_refused() - How many could not be followed for lack of room */
uint64_t streams_refused(const struct streams *t);

/** outcome_at() - Something of a stream happened at a virtual time */
static inline void outcome_at(struct outcome *o, uint64_t now_ns)
{
	if (!o->played)
		o->first_ns = now_ns;
	o->played = true;
	o->last_ns = now_ns;
}

#endif
