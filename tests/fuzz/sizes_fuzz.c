// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sizes_fuzz.c - how a conversation inside TLS is cut never changes a verdict
 *
 * An input makes a profile, a handshake and records of both sides, right and
 * wrong ones.  They are read as they were made, in other pieces, and with bodies
 * that were not seen: each text and each verdict must be the same, or, where
 * something was not seen, nothing at all.  An engine that is given them as segments
 * tells of as many refusals.
 */
#include "conf/options.h"
#include "core/addr.h"
#include "core/engine.h"
#include "core/records.h"
#include "core/sizes.h"
#include "../lib/packet.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define STREAM_MAX	16384
#define PARTS_MAX	256
#define TOLD_MAX	(STREAM_MAX / 14)	/* of the shortest records */

/* What one side sends before the other one does. */
struct part {
	enum records_side side;
	size_t at, end;
};

struct stream {
	uint8_t bytes[STREAM_MAX];
	struct part part[PARTS_MAX];
	size_t n, used;
};

struct told {
	uint32_t text_bytes[TOLD_MAX];
	uint8_t side[TOLD_MAX], verdict[TOLD_MAX], why[TOLD_MAX];
	size_t n;
	enum records_why end;
};

static void begin_part(struct stream *s, enum records_side side)
{
	if (s->n && s->part[s->n - 1].side == side)
		return;
	s->part[s->n].side = side;
	s->part[s->n].at = s->part[s->n].end = s->used;
	s->n++;
}

static void put(struct stream *s, const uint8_t *bytes, size_t n)
{
	if (n > STREAM_MAX - s->used)
		n = STREAM_MAX - s->used;
	if (bytes)
		memcpy(s->bytes + s->used, bytes, n);
	else
		memset(s->bytes + s->used, 0x99, n);
	s->used += n;
	s->part[s->n - 1].end = s->used;
}

static void put_record(struct stream *s, enum records_side side, uint8_t type,
		       uint16_t body_bytes, const uint8_t *body)
{
	uint8_t header[5] = { type, 3, 3, (uint8_t)(body_bytes >> 8),
			      (uint8_t)body_bytes };

	begin_part(s, side);
	put(s, header, sizeof(header));
	put(s, body, body_bytes);
}

/* Up to a client's Finished, with a suite of either version. */
static void put_handshake(struct stream *s, struct input *in)
{
	static const uint16_t suites[] = { 0x1301, 0x1302, 0x1305, 0xc02f,
					   0xcca8, 0xc013, 0x009c, 0x1399 };
	uint16_t suite = suites[in8(in) % 8];
	bool is_13 = suite >> 8 == 0x13;
	uint8_t hello[64] = { 2, 0, 0, 0, 3, 3 };
	size_t n = 39;

	hello[n++] = (uint8_t)(suite >> 8);
	hello[n++] = (uint8_t)suite;
	n++;
	if (is_13) {
		memcpy(hello + n, "\0\6\0\53\0\2\3\4", 8);
		n += 8;
	}
	hello[3] = (uint8_t)(n - 4);
	put_record(s, RECORDS_CLIENT, 22, 60, NULL);
	put_record(s, RECORDS_SERVER, 22, (uint16_t)n, hello);
	if (is_13) {
		put_record(s, RECORDS_SERVER, 23, 100, NULL);
		put_record(s, RECORDS_CLIENT, 23, suite == 0x1302 ? 69 :
			   suite == 0x1305 ? 45 : 53, NULL);
		return;
	}
	put_record(s, RECORDS_CLIENT, 20, 1, NULL);
	put_record(s, RECORDS_CLIENT, 22, 40, NULL);
	put_record(s, RECORDS_SERVER, 20, 1, NULL);
	put_record(s, RECORDS_SERVER, 22, 40, NULL);
}

/* Mostly texts, as a conversation has them; the rest is anything. */
static void put_anything(struct stream *s, struct input *in)
{
	uint8_t what = in8(in);
	enum records_side side = what & 1 ? RECORDS_SERVER : RECORDS_CLIENT;
	const uint8_t *bytes;
	size_t n;

	switch (what >> 1 & 15) {
	case 0:
		put_record(s, side, in8(in), in8(in), NULL);
		break;
	case 1:
		n = in_bytes(in, in8(in), &bytes);
		begin_part(s, side);
		put(s, bytes, n);
		break;
	case 2:
		put_record(s, side, 23, in16(in) % 20000, NULL);
		break;
	default:
		put_record(s, side, 23, (uint16_t)(17 + in8(in)), NULL);
		break;
	}
}

static void make_profile(struct sizes_profile *p, struct input *in)
{
	struct sizes_class *c;

	memset(p, 0, sizeof(*p));
	p->ehlo_bytes = in8(in) & 1 ? 60 : 0;
	p->class_n = in8(in) % 12;
	for (c = p->class; c < p->class + p->class_n; c++) {
		c->verb = in8(in) % SIZES_VERBS_N;
		c->kind = in8(in) % SIZES_KINDS_N;
		c->rule = in8(in) % SIZES_RULES_N;
		c->n = in8(in);
		c->most = c->n + in8(in);
	}
	sizes_profile_check(p);
}

static void tell(struct told *told, struct sizes_talk *talk,
		 const struct sizes_profile *p, enum records_side side,
		 uint32_t text_bytes)
{
	struct sizes_answer a = { 0 };
	size_t i = told->n++;

	REQUIRE(i < TOLD_MAX, "more texts than records");
	if (side == RECORDS_CLIENT)
		sizes_command(talk, p, text_bytes);
	else
		a = sizes_answer(talk, p, text_bytes);
	REQUIRE((a.verdict == SIZES_SAYS_REFUSED) ==
		(a.class && sizes_can_be_told(a.class)), "no class of it");
	REQUIRE(a.verdict == SIZES_SAYS_UNSURE || !talk->lost, "sure, and lost");
	told->side[i] = (uint8_t)side;
	told->text_bytes[i] = text_bytes;
	told->verdict[i] = (uint8_t)a.verdict;
	told->why[i] = (uint8_t)a.why;
}

/* @cuts: lengths of pieces; a piece of bit 7 is not seen, where @unseen. */
static void run(const struct stream *s, const struct sizes_profile *p,
		struct input cuts, bool cut, bool unseen, struct told *told)
{
	struct sizes_talk talk;
	struct records r;
	const struct part *part;
	uint32_t text_bytes;
	size_t at, n, pos;
	uint8_t how, *piece;

	records_init(&r);
	sizes_talk_init(&talk);
	told->n = 0;
	for (part = s->part; part < s->part + s->n; part++) {
		for (at = part->at; at < part->end; at += n) {
			how = in8(&cuts);
			n = cut ? 1u + (how & 63) : part->end - at;
			n = n > part->end - at ? part->end - at : n;
			piece = malloc(n);
			memcpy(piece, s->bytes + at, n);
			pos = 0;
			while (records_next(&r, part->side, unseen && how & 128 ?
					    NULL : piece, n, &pos, &text_bytes))
				tell(told, &talk, p, part->side, text_bytes);
			REQUIRE(pos == n, "%zu of %zu", pos, n);
			free(piece);
		}
	}
	told->end = r.why;
}

static void compare(const struct told *whole, const struct told *other)
{
	size_t i;

	REQUIRE(other->n <= whole->n, "more texts");
	for (i = 0; i < other->n; i++) {
		REQUIRE(other->side[i] == whole->side[i], "text %zu", i);
		REQUIRE(other->text_bytes[i] == whole->text_bytes[i],
			"text %zu", i);
		REQUIRE(other->verdict[i] == whole->verdict[i], "text %zu", i);
		REQUIRE(other->why[i] == whole->why[i], "text %zu", i);
	}
}

static void ignore(void *ctx, const struct action *action)
{
	(void)ctx;
	(void)action;
}

/* Each part is a segment.  Return: refusals of which the engine tells */
static uint64_t ask_engine(const struct stream *s, const struct sizes_profile *p)
{
	static uint8_t packet[HEADERS_MAX + STREAM_MAX];
	const struct sink sink = { .emit = ignore };
	uint32_t next[2] = { 1000, 5000 };
	struct settings settings;
	const struct part *part;
	struct engine *e;
	uint64_t refusals;

	options_defaults(&settings);
	settings.engine.max_flows = settings.engine.max_sources = 16;
	settings.engine.max_held = 4;
	settings.engine.tls_sizes = TLS_SIZES_LOG;
	settings.engine.tls_profile = *p;
	e = engine_new(&settings.engine, 1);
	REQUIRE(e, "no memory");
	for (part = s->part; part < s->part + s->n; part++) {
		bool client = part->side == RECORDS_CLIENT;
		struct tcp_segment seg = {
			.sport = client ? 40000 : 25, .dport = client ? 25 : 40000,
			.seq = next[client], .ack = next[!client], .flags = F_ACK,
			.win = 5000, .payload = s->bytes + part->at,
			.len_bytes = part->end - part->at,
		};
		struct engine_packet given = {
			.data = packet, .dir = client ? FROM_CLIENT : FROM_SERVER,
			.marked = true,
		};

		addr_parse("198.51.100.25", client ? &seg.dst : &seg.src);
		addr_parse("203.0.113.7", client ? &seg.src : &seg.dst);
		given.len_bytes = segment_build(&seg, false, packet);
		engine_packet(e, 1, &given, &sink);
		next[client] += (uint32_t)seg.len_bytes;
	}
	refusals = engine_stats(e)->size_refusals_total;
	engine_free(e);
	return refusals;
}

static uint64_t refusals_of(const struct told *told)
{
	uint64_t refusals = 0;
	size_t i;

	for (i = 0; i < told->n; i++)
		refusals += told->verdict[i] == SIZES_SAYS_REFUSED;
	return refusals;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct told whole, cut, unseen;
	static struct stream s;
	struct input in = { data, data + size }, cuts = in;
	struct sizes_profile p;
	uint64_t told;
	bool begins;

	s.n = s.used = 0;
	make_profile(&p, &in);
	begins = in8(&in) % 8;
	if (begins)
		put_handshake(&s, &in);
	while (in_more(&in) && s.n < PARTS_MAX - 4 && s.used < STREAM_MAX)
		put_anything(&s, &in);
	run(&s, &p, cuts, false, false, &whole);
	run(&s, &p, cuts, true, false, &cut);
	run(&s, &p, cuts, true, true, &unseen);
	compare(&whole, &cut);
	REQUIRE(cut.n == whole.n && cut.end == whole.end, "fewer texts");
	compare(&whole, &unseen);
	REQUIRE(unseen.n == whole.n || unseen.end == RECORDS_LOST,
		"texts are missing");
	if (!begins)
		return 0;
	told = ask_engine(&s, &p);
	REQUIRE(told == refusals_of(&whole), "%u refusals", (unsigned int)told);
	return 0;
}
