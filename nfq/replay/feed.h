/* SPDX-License-Identifier: GPL-2.0-or-later */
/* feed.h - captures in, models fed, facts collected */
#ifndef NFQ_REPLAY_FEED_H
#define NFQ_REPLAY_FEED_H

#include "capture.h"
#include "conf/options.h"
#include "curve.h"
#include "model.h"
#include "streams.h"

#define FEED_RUNS_MAX	16
#define FEED_TOP_MAX	1000

/**
 * struct feed_conf - What is to be replayed, and how
 * @settings:	As the options say; its interval is that of the first run
 * @interval_ns, @runs_n: One run for each interval
 * @cells_max:	Memory for waiting packets of each run, cells (backlog.h)
 * @top:	Streams that are kept for the report
 * @open_loop:	Leave the clock as captured
 * @whole_packets, @on_packet, @on_event, @ctx: Of the first run, see model.h
 * @on_segment:	Called for each segment of a server's port; NULL: not wanted
 * @on_progress: Called now and then; NULL: not wanted
 */
struct feed_conf {
	struct settings settings;
	uint64_t interval_ns[FEED_RUNS_MAX];
	uint32_t runs_n;
	uint32_t cells_max;
	uint32_t top;
	bool open_loop, whole_packets;
	void (*on_packet)(void *ctx, uint64_t now_ns, const uint8_t *bytes,
			  size_t len_bytes);
	void (*on_event)(void *ctx, uint64_t now_ns, const struct event *event);
	void (*on_segment)(void *ctx, const struct segment *seg,
			   bool from_client);
	void (*on_progress)(void *ctx, const struct capture *c);
	void *ctx;
};

/**
 * struct feed_file - What became of one capture
 * @error:	Why not all of it was read; "" if it was
 */
struct feed_file {
	const char *path;
	uint64_t frames;
	char error[CAPTURE_ERROR_MAX];
};

/**
 * struct feed_stream - A stream that is worth a row of the report
 */
struct feed_stream {
	struct addr client, server;
	uint16_t client_port, server_port;
	uint64_t number;
	struct counts counts;
	struct outcome outcome;
};

/**
 * struct feed - A replay
 * @models:	One for each interval, from the first packet on
 * @learnt:	Answers to probes as captured
 * @top, @top_n: Streams that the tarpit makes longest
 * @segments:	TCP segments of the servers' ports
 * @fragments:	IP fragments, passed over
 * @cut_short:	Server segments of which a snap length cut some off
 * @start_ns, @now_ns: Time of the first and the last packet
 * @error:	Why the replay had to stop; NULL if it had not
 */
struct feed {
	struct feed_conf conf;
	struct streams *streams;
	struct model *models[FEED_RUNS_MAX];
	struct curve learnt;
	struct feed_stream *top;
	uint32_t top_n;
	uint64_t segments, fragments, cut_short;
	uint64_t start_ns, now_ns;
	uint64_t shift_ns;
	uint32_t number;
	const char *error;
};

/** feed_new() - Return: owned by the caller; NULL without memory */
struct feed *feed_new(const struct feed_conf *conf);

/** feed_free() - Free it; NULL is allowed */
void feed_free(struct feed *f);

/**
 * feed_file() - Read one capture
 * @file:	Filled; @file->path says which
 *
 * Captures given one after the other are one: streams go on from one to the
 * next.  One that begins before the end of the one before is moved behind it.
 * Return: false if it could not be read to its end
 */
bool feed_file(struct feed *f, struct feed_file *file);

/** feed_finish() - That was the last one: play everything to its end */
void feed_finish(struct feed *f);

#endif
