/* SPDX-License-Identifier: GPL-2.0-or-later */
/* model.h - what would have happened with the tarpit: virtual time */
#ifndef NFQ_REPLAY_MODEL_H
#define NFQ_REPLAY_MODEL_H

#include "backlog.h"
#include "curve.h"
#include "streams.h"

/**
 * struct model_conf - What a model is told
 * @engine:	The engine's settings
 * @cells_max:	Memory for waiting packets, in cells (backlog.h)
 * @open_loop:	Leave the clock as captured
 * @whole_packets: Keep clients' payload too, for @on_packet or tls-sizes
 * @fill_sources: Enter outcomes into the sources of the table of streams
 * @on_packet:	A packet passed; NULL: not wanted
 * @on_event:	The engine tells, but of replies and charges; NULL: not wanted
 */
struct model_conf {
	struct engine_conf engine;
	uint32_t cells_max;
	bool open_loop, whole_packets, fill_sources;
	void (*on_packet)(void *ctx, uint64_t now_ns, const uint8_t *bytes,
			  size_t len_bytes);
	void (*on_event)(void *ctx, uint64_t now_ns, const struct event *event);
	void *ctx;
};

/**
 * struct model_total - What came of it
 * @outcome:	Of all streams together
 * @learnt:	Answers to probes as clients got them
 * @detached:	Connections whose server was reset
 * @resets:	Resets of servers that were held, and charged like errors
 * @unplayed_replies: Replies that were captured behind such a reset
 * @resent:	Parts of segments sent again in the server's place
 * @forced:	Segments that the engine refused for good; given to the client
 */
struct model_total {
	struct outcome outcome;
	struct curve learnt;
	uint64_t detached, resets, unplayed_replies, resent, forced;
};

struct model;

/**
 * model_new() - Make a model
 * @streams:	The facts; borrowed, outlives the model
 * @start_ns:	Time of the first packet
 *
 * Return: owned by the caller, for model_free(); NULL without memory
 */
struct model *model_new(const struct model_conf *conf, struct streams *streams,
			uint64_t start_ns);

/** model_free() - Free it; NULL is allowed */
void model_free(struct model *m);

/**
 * model_push() - A packet was captured
 * @taken:	What streams_take() said of it
 * @record:	Its headers; what is kept of its bytes is entered
 * @seg:	The packet
 *
 * Return: false if there was no room for it (see model_error())
 */
bool model_push(struct model *m, const struct streams_taken *taken,
		struct record *record, const struct segment *seg);

/** model_run() - Nothing before @horizon_ns will be captured any more: go on */
void model_run(struct model *m, uint64_t horizon_ns);

/** model_finish() - Nothing will be captured any more: play all there is */
void model_finish(struct model *m);

/** model_is_idle() - Was all of this stream played, and does none wait for it? */
bool model_is_idle(const struct model *m, uint32_t index);

/** model_outcome() - Of one stream; borrowed */
const struct outcome *model_outcome(const struct model *m, uint32_t index);

/** model_total() - What came of it so far; borrowed */
const struct model_total *model_total(const struct model *m);

/** model_engine() - The engine in it; borrowed */
const struct engine *model_engine(const struct model *m);

/** model_error() - Why packets were lost; NULL if none were */
const char *model_error(const struct model *m);

/** model_stuck() - Streams with packets that could never be played: a defect */
uint32_t model_stuck(const struct model *m);

/** model_spooled() - Packets that waited in a file for lack of memory */
uint64_t model_spooled(const struct model *m);

#endif
