// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * judge.c - twin worlds side by side: until when must they be equal?
 *
 * Either the one world has the guess and the other has not; or both refuse it,
 * and differ in what follows.
 *
 * What an attacker gets it must have paid for.  Where its bucket is overdrawn
 * when the guess's answer comes, nothing may tell until it is back at zero, in
 * the world where that is earlier.  Where it is not, the 250 passes and the 550
 * is late: that tells, and costs a token; but of two that say 550 nothing may
 * tell what follows until the 550 is released, or until the one world has
 * charged what the other has not and the bucket is at zero: that was paid for.
 */
#include "twin.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verdict judged;

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static struct setting read_setting(struct input *in)
{
	static const uint8_t scales[] = { NO_SCALE, 7, 0, 3 };
	uint8_t a = in8(in), b = in8(in), c = in8(in);
	struct setting set = {
		.family = a & 1 ? 6 : 4,
		.host = a & 2,
		.prefilter = !(a & 4),
		.tail_probes = a & 8,
		.breed = a >> 4 & 3,
		.mood = b & 7,
		.twin_refused = b & 8,
		.owed = b >> 4 & 7,
		.policy = b & 128 ? POLICY_REPLY : POLICY_SOURCE,
		.budget = c & 3 ? c & 3 : 20,
		.scale = scales[c >> 2 & 3],
		.nagle = !(c & 16),
	};

	if (set.policy == POLICY_REPLY)
		set.twin_refused = true;
	return set;
}

/*
 * From @from_ns on, when is what arrives released at the earliest?  Until its
 * bucket is at zero, as it was when it arrived.
 */
static uint64_t at_zero(const struct world *w, uint64_t from_ns)
{
	uint64_t first_ns = ENGINE_NEVER, at_ns;
	size_t i;

	for (i = 0; i < w->bucket_n; i++) {
		if (i + 1 < w->bucket_n && w->bucket[i + 1].ns < from_ns)
			continue;
		at_ns = w->bucket[i].ns > from_ns ? w->bucket[i].ns : from_ns;
		if (at_ns < w->bucket[i].zero_ns)
			at_ns = w->bucket[i].zero_ns;
		first_ns = least(first_ns, at_ns);
	}
	return first_ns;
}

/* Since when has the one world charged what the other has not? */
static uint64_t charged_apart(const struct world *a, const struct world *b)
{
	size_t i;

	for (i = 0; i < a->bucket_n && i < b->bucket_n; i++) {
		if (a->bucket[i].ns != b->bucket[i].ns)
			return a->bucket[i].ns < b->bucket[i].ns ?
			       a->bucket[i].ns : b->bucket[i].ns;
		if (a->bucket[i].zero_ns != b->bucket[i].zero_ns)
			return a->bucket[i].ns;
	}
	if (i < a->bucket_n)
		return a->bucket[i].ns;
	return i < b->bucket_n ? b->bucket[i].ns : ENGINE_NEVER;
}

/* When the guess's answer passes, or would: its packet may have to come again. */
static uint64_t answered_ns(const struct world *w)
{
	uint64_t ns = w->due_ns ? w->due_ns : ENGINE_NEVER;

	return w->passed_ns ? least(ns, w->passed_ns) : ns;
}

/* Until then all must be equal; without a guess, for ever. */
static uint64_t equal_until(const struct world *a, const struct world *b)
{
	uint64_t apart_ns = charged_apart(a, b), until_ns = ENGINE_NEVER;

	if (a->guess_ns && !a->set.twin_refused)
		apart_ns = least(a->guess_ns, apart_ns);
	if (b->guess_ns && !b->set.twin_refused)
		apart_ns = least(b->guess_ns, apart_ns);
	if (a->set.policy == POLICY_SOURCE && apart_ns != ENGINE_NEVER)
		until_ns = least(at_zero(a, apart_ns), at_zero(b, apart_ns));
	if (!a->set.twin_refused && a->unplaced_ns)
		until_ns = least(until_ns, a->unplaced_ns);
	if (!a->set.twin_refused && b->unplaced_ns)
		until_ns = least(until_ns, b->unplaced_ns);
	if (!a->set.twin_refused)
		return until_ns;
	return least(until_ns, least(answered_ns(a), answered_ns(b)));
}

static void describe(const struct world *w, size_t i, uint64_t since_ns,
		     char *text, size_t room)
{
	const struct seen *seen = &w->seen[i];
	struct packet p;

	if (i >= w->seen_n) {
		snprintf(text, room, "nothing");
		return;
	}
	if (!frame_peek(&seen->bytes, &p)) {
		snprintf(text, room, "ICMP, %zu bytes, at %.6f",
			 seen->bytes.len,
			 (double)(seen->ns - since_ns) / NS_PER_S);
		return;
	}
	packet_read(seen->bytes.b, seen->bytes.len, &p);
	snprintf(text, room,
		 "conn %d %s%s%s%s seq %u +%zu ack %u win %u ts %u %u id %u at "
		 "%.6f s",
		 world_conn(w, p.dport), p.flags & SYN ? "SYN " : "",
		 p.flags & FIN ? "FIN " : "", p.flags & RST ? "RST " : "",
		 p.flags & ACK ? "ACK" : "", p.seq & 0xfffffff,
		 p.payload_bytes, p.ack & 0xffffff, p.window, p.ts_val, p.ts_ecr,
		 p.src.family == 4 ? seen->bytes.b[4] << 8 | seen->bytes.b[5] : 0,
		 (double)(seen->ns - since_ns) / NS_PER_S);
}

bool excused(const char *kind)
{
	const char *kinds = getenv("TWIN_EXCUSE");

	return kinds && strstr(kinds, kind);
}

static bool is_equal(const struct seen *a, const struct seen *b)
{
	struct bytes x = a->bytes, y = b->bytes;

	if (excused("id") && x.b[0] >> 4 == 4) {
		/* The identification, and the checksum over it. */
		memset(x.b + 4, 0, 2);
		memset(y.b + 4, 0, 2);
		memset(x.b + 10, 0, 2);
		memset(y.b + 10, 0, 2);
	}
	return a->ns == b->ns && x.len == y.len && !memcmp(x.b, y.b, x.len);
}

/*
 * The server's answer could not be sent at once, since its client takes no more,
 * or acknowledges nothing: what it did then may be seen before.  Where all of a
 * connection is seen it may not; but of two worlds that refuse one may send its
 * answer, and the other a reset: that is charged, too.
 */
static bool was_stuck(const struct world *w)
{
	if (w->all_seen)
		return w->set.twin_refused && w->lost;
	return w->said_ns && (!w->guess_ns || w->stuck ||
			      w->guess_ns > w->said_ns + NS_PER_MS);
}

static uint64_t seen_ns(const struct world *w, size_t i)
{
	return i < w->seen_n ? w->seen[i].ns : ENGINE_NEVER;
}

static bool compare(const struct world *a, const struct world *b,
		    uint64_t until_ns, char *text, size_t room)
{
	char saw[2][160];
	size_t i;

	for (i = 0; seen_ns(a, i) < until_ns || seen_ns(b, i) < until_ns; i++) {
		judged.packets++;
		if (i < a->seen_n && i < b->seen_n &&
		    is_equal(&a->seen[i], &b->seen[i]))
			continue;
		describe(a, i, START_NS, saw[0], sizeof(saw[0]));
		describe(b, i, START_NS, saw[1], sizeof(saw[1]));
		snprintf(text, room,
			 "packet %zu: one world shows %s, the other %s; the answer "
			 "came at %.6f s, until %.6f s none may tell", i, saw[0],
			 saw[1], (double)(a->guess_ns - START_NS) / NS_PER_S,
			 until_ns == ENGINE_NEVER ? 0.0 :
			 (double)(until_ns - START_NS) / NS_PER_S);
		return false;
	}
	return true;
}

static void tell(const struct world *w, const char *name)
{
	char saw[160];
	size_t i;

	if (!fuzz_loud())
		return;
	fprintf(stderr, "# --- %s: valid %d mood %d, guess shown %.6f passed "
		"%.6f, %zu changes of the bucket\n", name, w->valid, w->mood,
		w->guess_ns ? (double)(w->guess_ns - START_NS) / NS_PER_S : 0,
		w->passed_ns ? (double)(w->passed_ns - START_NS) / NS_PER_S : 0,
		w->bucket_n);
	for (i = 0; i < w->bucket_n; i++)
		fprintf(stderr, "#   at %.6f zero is at %.6f\n",
			(double)(w->bucket[i].ns - START_NS) / NS_PER_S,
			((double)w->bucket[i].zero_ns - START_NS) / NS_PER_S);
	for (i = 0; i < w->seen_n; i++) {
		describe(w, i, START_NS, saw, sizeof(saw));
		fprintf(stderr, "#   %s\n", saw);
	}
}

bool judge(const uint8_t *data, size_t size, char *text, size_t room)
{
	struct input in = { data, data + size };
	struct setting set = read_setting(&in);
	struct world *a = world_new(&set, !set.twin_refused, AS_EVER, &in);
	struct world *b = world_new(&set, false, set.mood, &in);
	uint64_t until_ns;
	bool equal;

	world_run(a);
	world_run(b);
	until_ns = equal_until(a, b);
	if (excused("stuck") && (was_stuck(a) || was_stuck(b)))
		until_ns = 0;
	tell(a, "one world");
	tell(b, "the other");
	judged.guesses += a->guess_ns && b->guess_ns;
	judged.stuck = was_stuck(a) || was_stuck(b);
	if (a->guess_ns && until_ns != ENGINE_NEVER && until_ns > a->guess_ns)
		judged.compared_ns += until_ns - a->guess_ns;
	equal = compare(a, b, until_ns, text, room);
	world_free(a);
	world_free(b);
	return equal;
}
