// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tls.c - what answers inside TLS say by their lengths
 *
 * Owns a table of connections beside the replay's own: only headers are read,
 * and nothing waits.  TLS begins where a client's segment begins with a handshake
 * record; from there on the server's next byte is of it, too.
 */
#include "tls.h"
#include "conf/profile.h"
#include "core/addr.h"
#include "core/siphash.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS		65536u
#define SAYS_N		3
#define WHY_N		(SIZES_CHANGED + 1)
#define LOST_N		(RECORDS_NOT_TLS + 1)
#define CLASS_TEXT	32

/**
 * struct connection - A connection
 * @next:	By side: the next byte that was not read
 * @begun:	By side: @next is valid
 * @inside:	TLS began
 * @answers:	Of the server inside of it
 */
struct connection {
	struct connection *chain;
	struct addr client, server;
	uint16_t client_port, server_port;
	uint32_t next[2];
	bool begun[2], inside;
	uint64_t answers;
	struct records records;
	struct sizes_talk talk;
};

/**
 * struct tls - All of them, and what they said
 */
struct tls {
	const struct sizes_profile *profile;
	uint64_t key[2];
	uint32_t max, n;
	FILE *lines;
	struct connection **bucket;
	uint64_t passed_over, inside, says[SAYS_N], why[WHY_N], lost[LOST_N];
	uint64_t refused[SIZES_CLASSES_MAX];
};

struct tls *tls_new(const struct sizes_profile *profile, const uint64_t key[2],
		    uint32_t max, FILE *lines)
{
	struct tls *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->profile = profile;
	memcpy(t->key, key, sizeof(t->key));
	t->max = max;
	t->lines = lines;
	t->bucket = calloc(BUCKETS, sizeof(struct connection *));
	if (t->bucket)
		return t;
	free(t);
	return NULL;
}

void tls_free(struct tls *t)
{
	struct connection *c;
	uint32_t i;

	if (!t)
		return;
	for (i = 0; i < BUCKETS; i++) {
		while ((c = t->bucket[i])) {
			t->bucket[i] = c->chain;
			free(c);
		}
	}
	free(t->bucket);
	free(t);
}

static struct connection **bucket_of(struct tls *t, const struct connection *c)
{
	uint8_t key[2 * 16 + 4] = { 0 };

	memcpy(key, c->client.b, 16);
	memcpy(key + 16, c->server.b, 16);
	memcpy(key + 32, &c->client_port, 2);
	memcpy(key + 34, &c->server_port, 2);
	return &t->bucket[siphash24(t->key, key, sizeof(key)) % BUCKETS];
}

static struct connection *find_or_add(struct tls *t, const struct segment *seg,
				      bool from_client)
{
	struct connection want = {
		.client = from_client ? seg->src : seg->dst,
		.server = from_client ? seg->dst : seg->src,
		.client_port = from_client ? seg->src_port : seg->dst_port,
		.server_port = from_client ? seg->dst_port : seg->src_port
	};
	struct connection **bucket = bucket_of(t, &want), *c;

	for (c = *bucket; c; c = c->chain)
		if (c->client_port == want.client_port &&
		    c->server_port == want.server_port &&
		    addr_equal(&c->client, &want.client) &&
		    addr_equal(&c->server, &want.server))
			return c;
	c = t->n < t->max ? malloc(sizeof(*c)) : NULL;
	if (!c) {
		t->passed_over += (seg->flags & TCP_SYN) && from_client;
		return NULL;
	}
	t->n++;
	*c = want;
	c->chain = *bucket;
	*bucket = c;
	return c;
}

/* The same ends are used again. */
static void begin_anew(struct connection *c)
{
	c->begun[RECORDS_CLIENT] = c->begun[RECORDS_SERVER] = false;
	c->inside = false;
	c->answers = 0;
}

static void count(struct tls *t, const struct sizes_answer *a)
{
	t->says[a->verdict]++;
	if (a->verdict == SIZES_SAYS_UNSURE)
		t->why[a->why]++;
	if (a->class)
		t->refused[a->class - t->profile->class]++;
}

static void print_line(const struct tls *t, const struct connection *c,
		       const struct sizes_answer *a)
{
	static const char *const says[SAYS_N] = {
		[SIZES_SAYS_UNSURE] = "unsure",
		[SIZES_SAYS_ACCEPTED] = "accepted",
		[SIZES_SAYS_REFUSED] = "refused"
	};
	char addr[ADDR_TEXT_MAX], class[CLASS_TEXT];

	fprintf(t->lines, "tls client=%s port=%u answer=%" PRIu64
		" command=%" PRIu32 " bytes=%" PRIu32 " says=%s",
		addr_text(&c->client, addr), c->client_port, c->answers,
		a->command_bytes, a->answer_bytes, says[a->verdict]);
	if (a->class)
		fprintf(t->lines, " class=\"%s\" confidence=%.2f",
			profile_class_text(a->class, class, sizeof(class)),
			sizes_confidence(a->class));
	else if (a->verdict == SIZES_SAYS_UNSURE)
		fprintf(t->lines, " why=\"%s\"", sizes_why_text(a->why));
	fputc('\n', t->lines);
}

/* @data: NULL for bytes that were not seen */
static void read_bytes(struct tls *t, struct connection *c,
		       enum records_side side, const uint8_t *data, uint32_t n)
{
	enum records_why before = c->records.why;
	struct sizes_answer answer;
	uint32_t text_bytes;
	size_t pos = 0;

	while (records_next(&c->records, side, data, n, &pos, &text_bytes)) {
		if (side == RECORDS_CLIENT) {
			sizes_command(&c->talk, t->profile, text_bytes);
			continue;
		}
		answer = sizes_answer(&c->talk, t->profile, text_bytes);
		c->answers++;
		count(t, &answer);
		if (t->lines)
			print_line(t, c, &answer);
	}
	if (before == RECORDS_SURE && c->records.why)
		t->lost[c->records.why]++;
}

static bool begins_tls(const struct segment *seg)
{
	return seg->captured_bytes >= 2 && seg->payload[0] == 22 &&
	       seg->payload[1] == 3;
}

static void read_inside(struct tls *t, struct connection *c,
			enum records_side side, const struct segment *seg)
{
	int32_t ahead = seq_diff(seg->seq, c->next[side]);
	uint32_t known = ahead < 0 ? (uint32_t)-ahead : 0;
	uint32_t seen = seg->captured_bytes;

	if (known >= seg->payload_bytes)
		return;
	if (ahead > 0)
		read_bytes(t, c, side, NULL, (uint32_t)ahead);
	if (known < seen)
		read_bytes(t, c, side, seg->payload + known, seen - known);
	else
		seen = known;
	if (seen < seg->payload_bytes)
		read_bytes(t, c, side, NULL, seg->payload_bytes - seen);
}

void tls_take(struct tls *t, const struct segment *seg, bool from_client)
{
	enum records_side side = from_client ? RECORDS_CLIENT : RECORDS_SERVER;
	struct connection *c = find_or_add(t, seg, from_client);
	uint32_t end = seg->seq + seg->payload_bytes;

	if (!c)
		return;
	if (seg->flags & TCP_SYN) {
		if (from_client)
			begin_anew(c);
		c->begun[side] = true;
		c->next[side] = seg->seq + 1;
		return;
	}
	if (!seg->payload_bytes)
		return;
	if (!c->begun[side]) {
		c->begun[side] = true;
		c->next[side] = seg->seq;
	}
	if (!c->inside && from_client && seg->seq == c->next[side] &&
	    begins_tls(seg)) {
		c->inside = true;
		t->inside++;
		records_init(&c->records);
		sizes_talk_init(&c->talk);
	}
	if (c->inside)
		read_inside(t, c, side, seg);
	if (seq_lt(c->next[side], end))
		c->next[side] = end;
}

void tls_report(const struct tls *t, FILE *to)
{
	char text[CLASS_TEXT];
	uint32_t i;

	fprintf(to, "\nInside TLS, by length: %" PRIu64 " connections\nanswers: %"
		PRIu64 " refuse, %" PRIu64 " do not, %" PRIu64 " are unsure\n",
		t->inside, t->says[SIZES_SAYS_REFUSED],
		t->says[SIZES_SAYS_ACCEPTED], t->says[SIZES_SAYS_UNSURE]);
	for (i = 0; i < t->profile->class_n; i++)
		if (t->refused[i])
			fprintf(to, "  refused  %8" PRIu64 "  %s, confidence %.2f\n",
				t->refused[i],
				profile_class_text(&t->profile->class[i], text,
						   sizeof(text)),
				sizes_confidence(&t->profile->class[i]));
	for (i = 0; i < WHY_N; i++)
		if (t->why[i])
			fprintf(to, "  unsure   %8" PRIu64 "  %s\n", t->why[i],
				sizes_why_text((enum sizes_why)i));
	for (i = 0; i < LOST_N; i++)
		if (t->lost[i])
			fprintf(to, "  given up %8" PRIu64 "  connections: %s\n",
				t->lost[i],
				records_why_text((enum records_why)i));
	if (t->passed_over)
		fprintf(to, "  not read %8" PRIu64 "  connections: raise --max-flows\n",
			t->passed_over);
}
