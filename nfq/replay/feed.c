// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * feed.c - captures in, models fed, facts collected
 *
 * Owns the one pass over the packets: each is parsed once, counted once, and
 * given to a model for each interval that is compared.  So a pipe can be
 * replayed with several intervals too, and nothing is kept of a packet that
 * all models have played.
 */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_EVERY	8192u	/* packets */

static bool is_idle(void *ctx, uint32_t index)
{
	const struct feed *f = ctx;
	uint32_t i;

	for (i = 0; i < f->conf.runs_n; i++)
		if (f->models[i] && !model_is_idle(f->models[i], index))
			return false;
	return true;
}

static uint64_t length_ns(const struct feed_stream *s)
{
	return s->outcome.played ? s->outcome.last_ns - s->outcome.first_ns : 0;
}

/* Longest first; insertion, since there are few of them. */
static void keep_top(struct feed *f, const struct feed_stream *row)
{
	uint32_t at = f->top_n;

	if (at == f->conf.top) {
		if (!at || length_ns(row) <= length_ns(&f->top[at - 1]))
			return;
		at--;
	} else {
		f->top_n++;
	}
	while (at > 0 && length_ns(&f->top[at - 1]) < length_ns(row)) {
		f->top[at] = f->top[at - 1];
		at--;
	}
	f->top[at] = *row;
}

static void on_leave(void *ctx, uint32_t index)
{
	struct feed *f = ctx;
	const struct stream *s = streams_at(f->streams, index);
	struct feed_stream row = {
		.client = s->client, .server = s->server,
		.client_port = s->client_port, .server_port = s->server_port,
		.number = s->number,
		.counts = s->counts
	};

	if (f->models[0])
		row.outcome = *model_outcome(f->models[0], index);
	keep_top(f, &row);
}

struct feed *feed_new(const struct feed_conf *conf)
{
	const struct engine_conf *e = &conf->settings.engine;
	struct feed *f = calloc(1, sizeof(*f));
	struct streams_conf streams = {
		.streams_max = e->max_flows,
		.sources_max = e->max_flows,
		.prefix4_bits = e->prefix4_bits,
		.prefix6_bits = e->prefix6_bits,
		.key = { e->key[0], e->key[1] },
		.is_idle = is_idle,
		.on_leave = on_leave,
		.ctx = f
	};

	if (!f)
		return NULL;
	f->conf = *conf;
	f->streams = streams_new(&streams);
	f->top = calloc(conf->top + 1u, sizeof(*f->top));
	if (f->streams && f->top)
		return f;
	feed_free(f);
	return NULL;
}

void feed_free(struct feed *f)
{
	uint32_t i;

	if (!f)
		return;
	for (i = 0; i < FEED_RUNS_MAX; i++)
		model_free(f->models[i]);
	streams_free(f->streams);
	free(f->top);
	free(f);
}

/* The clock of the first packet is the engines' too. */
static bool start_models(struct feed *f, uint64_t now_ns)
{
	struct model_conf conf = {
		.engine = f->conf.settings.engine,
		.cells_max = f->conf.cells_max,
		.open_loop = f->conf.open_loop,
		.whole_packets = f->conf.whole_packets,
		.fill_sources = true,
		.on_packet = f->conf.on_packet,
		.on_event = f->conf.on_event,
		.ctx = f->conf.ctx
	};
	uint32_t i;

	f->start_ns = f->now_ns = now_ns;
	for (i = 0; i < f->conf.runs_n; i++) {
		conf.engine.interval_ns = f->conf.interval_ns[i];
		f->models[i] = model_new(&conf, f->streams, now_ns);
		if (!f->models[i]) {
			f->error = "out of memory";
			return false;
		}
		conf.fill_sources = conf.whole_packets = false;
		conf.on_packet = NULL;
		conf.on_event = NULL;
	}
	return true;
}

/* RFC 791: more fragments, or an offset; RFC 8200: the fragment header. */
static bool is_fragment(const struct capture_packet *p)
{
	if (p->len_bytes >= 20 && p->data[0] >> 4 == 4)
		return (p->data[6] & 0x3f) || p->data[7];
	return p->len_bytes >= 40 && p->data[0] >> 4 == 6 && p->data[6] == 44;
}

/* Who sent it?  Return: false if it is of no server's port. */
static bool find_side(const struct feed *f, const struct segment *seg,
		      bool *from_client)
{
	bool to_server = settings_has_port(&f->conf.settings, seg->dst_port);
	bool from_server = settings_has_port(&f->conf.settings, seg->src_port);

	*from_client = to_server;
	if (!to_server || !from_server)
		return to_server || from_server;
	/* Both ports are servers' ports: who began? */
	if (seg->flags & TCP_SYN)
		*from_client = !(seg->flags & TCP_ACK);
	else
		*from_client = streams_find(f->streams, &seg->src,
					    seg->src_port, &seg->dst,
					    seg->dst_port) != STREAM_NONE;
	return true;
}

/* More do not fit into a segment; a gap that is passed over may tell of more. */
static uint16_t at_most_16_bits(uint32_t n)
{
	return n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

static void push(struct feed *f, const struct segment *seg, bool from_client)
{
	struct streams_taken taken = streams_take(f->streams, seg, from_client,
						  f->now_ns);
	struct record record = {
		.time_ns = f->now_ns,
		.number = ++f->number,
		.seq = seg->seq, .end = seg->end, .ack = seg->ack,
		.payload_bytes = seg->payload_bytes,
		.learnt = at_most_16_bits(taken.learnt),
		.replies = at_most_16_bits(taken.replies),
		.window = seg->window,
		.flags = seg->flags,
		.from_client = from_client,
		.ends = taken.ends
	};
	uint32_t i;

	curve_add(&f->learnt, f->now_ns, taken.learnt);
	if (taken.index == STREAM_NONE)
		return;
	for (i = 0; i < f->conf.runs_n && !f->error; i++) {
		if (!model_push(f->models[i], &taken, &record, seg))
			f->error = model_error(f->models[i]);
		model_run(f->models[i], f->now_ns);
	}
}

static void take(struct feed *f, const struct capture_packet *packet)
{
	uint64_t time_ns = packet->time_ns + f->shift_ns;
	struct segment seg;
	bool from_client;

	if (!wire_parse(packet->data, packet->len_bytes, &seg)) {
		f->fragments += is_fragment(packet);
		return;
	}
	if (!find_side(f, &seg, &from_client))
		return;
	if (!f->models[0] && !start_models(f, time_ns))
		return;
	f->segments++;
	if (f->conf.on_segment)
		f->conf.on_segment(f->conf.ctx, &seg, from_client);
	if (!from_client)
		f->cut_short += !segment_is_whole(&seg);
	if (time_ns > f->now_ns)	/* captures of several queues go back */
		f->now_ns = time_ns;
	push(f, &seg, from_client);
}

/* A capture that begins earlier than the one before ended comes behind it. */
static void place_file(struct feed *f, uint64_t first_ns)
{
	f->shift_ns = first_ns < f->now_ns ? f->now_ns - first_ns : 0;
}

bool feed_file(struct feed *f, struct feed_file *file)
{
	struct capture *c = capture_open(file->path, file->error);
	enum capture_result result;
	struct capture_packet packet;
	uint64_t packets = 0;

	if (!c)
		return false;
	while ((result = capture_next(c, &packet)) == CAPTURE_PACKET &&
	       !f->error) {
		if (packets++ == 0)
			place_file(f, packet.time_ns);
		take(f, &packet);
		if (packets % PROGRESS_EVERY == 0 && f->conf.on_progress)
			f->conf.on_progress(f->conf.ctx, c);
	}
	file->frames = capture_frames(c);
	if (result == CAPTURE_BROKEN)
		memcpy(file->error, capture_error(c), CAPTURE_ERROR_MAX);
	capture_close(c);
	return result == CAPTURE_END && !f->error;
}

void feed_finish(struct feed *f)
{
	uint32_t i;

	if (!f->models[0] && !f->error)
		start_models(f, 0);
	streams_read_gaps(f->streams);
	for (i = 0; i < f->conf.runs_n && f->models[i]; i++) {
		model_finish(f->models[i]);
		if (model_error(f->models[i]))
			f->error = model_error(f->models[i]);
		else if (model_stuck(f->models[i]))
			f->error = "some packets were not played: "
				   "this is a defect, report it";
	}
	streams_finish(f->streams);
}
