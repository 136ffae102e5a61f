// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tls.c - what answers inside TLS say by their lengths
 *
 * Owns a table of connections beside the replay's own: only headers are read,
 * and nothing waits.  What a segment says is told by core/inside.c, as to the daemon.
 */
#include "tls.h"
#include "conf/profile.h"
#include "core/addr.h"
#include "core/inside.h"
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
 * @next:	The server's next byte, if @begun
 * @is_inside:	TLS began
 * @answers:	Of the server inside of it
 */
struct connection {
	struct connection *chain;
	struct addr client, server;
	uint16_t client_port, server_port;
	uint32_t next;
	bool begun, is_inside;
	uint64_t answers;
	struct inside inside;
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
	c->begun = c->is_inside = false;
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

static void read_inside(struct tls *t, struct connection *c,
			enum records_side side, const struct segment *seg)
{
	enum records_why before = c->inside.records.why;
	struct sizes_answer answer;

	while (inside_next(&c->inside, t->profile, side, seg, &answer)) {
		c->answers++;
		count(t, &answer);
		if (t->lines)
			print_line(t, c, &answer);
	}
	if (before == RECORDS_SURE && c->inside.records.why)
		t->lost[c->inside.records.why]++;
}

/* A server's segment: the first of TLS, where no byte before it is missing? */
static void look_for_tls(struct tls *t, struct connection *c,
			 const struct segment *seg)
{
	if (!c->is_inside && (!c->begun || c->next == seg->seq) &&
	    inside_begins(seg)) {
		c->is_inside = true;
		t->inside++;
		inside_begin(&c->inside, seg);
	}
	if (!c->begun || seq_lt(c->next, seg->end))
		c->next = seg->end;
	c->begun = true;
}

void tls_take(struct tls *t, const struct segment *seg, bool from_client)
{
	struct connection *c = find_or_add(t, seg, from_client);

	if (!c)
		return;
	if (seg->flags & TCP_SYN && from_client)
		begin_anew(c);
	if (!from_client && (seg->payload_bytes || seg->flags & TCP_SYN))
		look_for_tls(t, c, seg);
	if (c->is_inside)
		read_inside(t, c, from_client ? RECORDS_CLIENT : RECORDS_SERVER,
			    seg);
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
