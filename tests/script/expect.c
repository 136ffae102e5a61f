// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expect.c - stream scripts: what was wanted against what happened
 *
 * The first expectation of a packet's line is its verdict; all others are met
 * by one happening each, in any order (oracle.c looks after the order).  What
 * happened and was not asked for is a failure, but for events that are only
 * news: a hold, a release, a reply, a copy absorbed, an overdrawn bucket, and
 * what the client is told while it waits.
 */
#include "core/addr.h"
#include "core/trace.h"
#include "oracle.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLACK_NS	1000	/* a hold's length may be rounded */

static void item_text(const struct word *word, unsigned int words, char *text)
{
	size_t n = 0;
	unsigned int i;

	text[0] = '\0';
	for (i = 0; i < words && n < TEXT_MAX - 1; i++)
		n += (size_t)snprintf(text + n, TEXT_MAX - n, "%s%s",
				      i ? " " : "", word[i].text);
}

static struct happening *next_verdict(struct world *w)
{
	unsigned int i;

	for (i = 0; i < w->happenings; i++)
		if (w->happening[i].verdict && !w->happening[i].used)
			return &w->happening[i];
	return NULL;
}

/* "4", "until @4", "3..5": how long bytes wait */
static bool wait_range(const struct world *w, const struct word *word,
		       unsigned int words, uint64_t *low, uint64_t *high)
{
	char copy[64], *dots;

	if (words == 2 && !strcmp(word[0].text, "until") &&
	    word[1].text[0] == '@' && parse_time(word[1].text + 1, low)) {
		*low += START_NS - w->now_ns;
		*high = *low;
		return true;
	}
	if (words != 1 || strlen(word[0].text) >= sizeof(copy))
		return false;
	strcpy(copy, word[0].text);
	dots = strstr(copy, "..");
	if (!dots) {
		*high = 0;
		if (!parse_time(copy, low))
			return false;
		*high = *low;
		return true;
	}
	*dots = '\0';
	return parse_time(copy, low) && parse_time(dots + 2, high);
}

static struct happening *find_event(struct world *w, enum event_kind kind)
{
	unsigned int i;

	for (i = 0; i < w->happenings; i++)
		if (w->happening[i].kind == ACTION_EVENT &&
		    w->happening[i].event.kind == kind &&
		    !w->happening[i].used)
			return &w->happening[i];
	return NULL;
}

static bool time_within(uint64_t ns, uint64_t low, uint64_t high)
{
	return ns + SLACK_NS >= low && ns <= high + SLACK_NS;
}

/* hold [TIME] [cut N] */
static bool want_hold(struct world *w, const struct happening *h,
		      const struct word *word, unsigned int words)
{
	struct happening *told;
	uint64_t low, high;
	uint32_t n;

	if (words >= 2 && !strcmp(word[words - 2].text, "cut")) {
		if (!parse_number(word[words - 1].text, &n) ||
		    h->seg.len_bytes != n)
			return false;
		words -= 2;
	}
	if (!words)
		return true;
	told = find_event(w, h->seg.flags & F_RST ? EVENT_RESET : EVENT_HOLD);
	return wait_range(w, word, words, &low, &high) && told &&
	       time_within(told->event.wait_ns, low, high);
}

static bool want_verdict(struct world *w, struct happening *h,
			 const struct word *word, unsigned int words)
{
	const char *name = word[0].text;
	struct happening *told;
	int64_t at;
	uint32_t n;

	if (!strcmp(name, "hold"))
		return h->kind == ACTION_HOLD &&
		       want_hold(w, h, word + 1, words - 1);
	if (!strcmp(name, "cut"))
		return h->kind == ACTION_REPLACE && words == 2 &&
		       parse_number(word[1].text, &n) && n &&
		       h->seg.len_bytes == n;
	if (!strcmp(name, "rewrite"))
		return h->kind == ACTION_REPLACE && words == 2 &&
		       text_pos(w, word[1].text, &at) && h->from == at &&
		       !h->seg.len_bytes;
	if (!strcmp(name, "ack"))
		return h->kind == ACTION_REPLACE && words == 2 &&
		       w->given_dir == FROM_CLIENT &&
		       text_pos(w, word[1].text, &at) && h->from == at;
	if (!strcmp(name, "window"))
		return h->kind == ACTION_REPLACE && words == 2 &&
		       w->given_dir == FROM_CLIENT &&
		       parse_number(word[1].text, &n) && h->seg.win == n;
	if (!strcmp(name, "mss"))
		return h->kind == ACTION_REPLACE && words == 4 &&
		       parse_number(word[1].text, &n) && h->seg.opt.mss == n &&
		       !strcmp(word[2].text, "scale") &&
		       parse_number(word[3].text, &n) && h->seg.opt.scale == n;
	if (!strcmp(name, "exempt")) {
		told = find_event(w, EVENT_EXEMPT);
		if (h->kind != ACTION_MARK_EXEMPT || words != 2 || !told ||
		    strcmp(reason_name(told->event.reason), word[1].text))
			return false;
		told->used = true;
		return true;
	}
	return words == 1 && !strcmp(name, happening_name(h));
}

/*
 * A pass for the mark, and one for a client's whole super-packet, is part of any
 * verdict but a plain accept.
 */
static void skip_pass(struct world *w, const struct word *word)
{
	struct happening *h = next_verdict(w);

	if (!h || !strcmp(word[0].text, "accept"))
		return;
	if (h->kind == ACTION_MARK_WATCH && strcmp(word[0].text, "watch"))
		h->used = true;
	if (h->kind == ACTION_SPLIT && w->given_dir == FROM_CLIENT &&
	    strcmp(word[0].text, "split"))
		h->used = true;
}

static bool one_verdict(struct world *w, const struct word *word,
			unsigned int words)
{
	char want[TEXT_MAX], got[TEXT_MAX * 2];
	struct happening *h;

	skip_pass(w, word);
	h = next_verdict(w);
	item_text(word, words, want);
	if (!h) {
		world_fail(w, "want %s, got no verdict", want);
		return false;
	}
	h->used = true;
	if (!want_verdict(w, h, word, words)) {
		world_fail(w, "want %s, got %s", want,
			   happening_text(w, h, got));
		return false;
	}
	return true;
}

/* VERDICT, or: split VERDICT | VERDICT ... */
static void check_verdict(struct world *w, const struct word *word,
			  unsigned int words)
{
	unsigned int from = 0, i;

	if (!strcmp(word[0].text, "split")) {
		if (!one_verdict(w, word, 1))
			return;
		from = 1;
	}
	for (i = from; i <= words; i++) {
		if (i < words && strcmp(word[i].text, "|"))
			continue;
		if (i == from) {
			world_fail(w, "an empty verdict");
			return;
		}
		if (!one_verdict(w, word + from, i - from))
			return;
		from = i + 1;
	}
}

enum side_kind { SIDE_SLOT, SIDE_INJECT, SIDE_EVENT, SIDE_VERDICT };

static const struct side {
	const char *name;
	enum side_kind kind;
	unsigned int which;	/* action_kind, or event_kind */
	bool news;		/* need not be asked for */
} sides[] = {
	{ "release", SIDE_SLOT, ACTION_RELEASE, false },
	{ "discard", SIDE_SLOT, ACTION_DISCARD, false },
	{ "zero-window", SIDE_INJECT, ACTION_INJECT, false },
	{ "rst", SIDE_INJECT, ACTION_INJECT, false },
	{ "wait", SIDE_INJECT, ACTION_INJECT, true },
	{ "watch", SIDE_VERDICT, ACTION_MARK_WATCH, false },
	{ "abandon", SIDE_EVENT, EVENT_ABANDON, false },
	{ "early", SIDE_EVENT, EVENT_EARLY, false },
	{ "reset", SIDE_EVENT, EVENT_RESET, false },
	{ "detach", SIDE_EVENT, EVENT_DETACH, false },
	{ "exempt", SIDE_EVENT, EVENT_EXEMPT, false },
	{ "overdrawn", SIDE_EVENT, EVENT_OVERDRAWN, true },
	{ "earn", SIDE_EVENT, EVENT_EARN, true },
	{ "reply", SIDE_EVENT, EVENT_REPLY, true },
	{ "absorb", SIDE_EVENT, EVENT_ABSORB, true },
	{ "charge", SIDE_EVENT, EVENT_CHARGE, true },
	{ "held", SIDE_EVENT, EVENT_HOLD, true },
	{ "released", SIDE_EVENT, EVENT_RELEASE, true },
};

#define SIDES	(sizeof(sides) / sizeof(sides[0]))

static bool is_news(const struct happening *h)
{
	size_t i;

	if (h->kind == ACTION_INJECT)
		return h->to_client;
	for (i = 0; i < SIDES; i++)
		if (h->kind == ACTION_EVENT && sides[i].kind == SIDE_EVENT &&
		    sides[i].which == h->event.kind)
			return sides[i].news;
	return false;
}

/* key=value of an event */
static bool event_detail(const struct event *e, const char *key,
			 const char *value)
{
	const struct { const char *key; uint32_t value; } numbers[] = {
		{ "code", e->code }, { "replies", e->replies },
		{ "bytes", e->bytes }, { "charged", e->charged },
		{ "settled", e->settled }, { "port", e->client_port },
	};
	const struct { const char *key; uint64_t value; } times[] = {
		{ "wait", e->wait_ns }, { "late", e->delay_ns },
		{ "debt", e->debt_ns },
	};
	char text[ADDR_TEXT_MAX];
	uint64_t ns;
	uint32_t n;
	size_t i;

	if (!strcmp(key, "client"))
		return !strcmp(value, addr_text(&e->client, text));
	if (!strcmp(key, "reason"))
		return !strcmp(value, reason_name(e->reason));
	if (!strcmp(key, "enhanced"))
		return !strcmp(value, enhanced_text(&e->enhanced, text));
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!strcmp(key, numbers[i].key))
			return parse_number(value, &n) && n == numbers[i].value;
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (!strcmp(key, times[i].key))
			return parse_time(value, &ns) &&
			       time_within(times[i].value, ns, ns);
	return false;
}

/* One more word about a side action: does it say what @h is? */
static bool side_detail(struct world *w, const struct side *side,
			const struct happening *h, const char *text)
{
	const char *equal = strchr(text, '=');
	char key[NAME_MAX_BYTES];
	int64_t from, to;

	if (equal && (size_t)(equal - text) < sizeof(key)) {
		memcpy(key, text, (size_t)(equal - text));
		key[equal - text] = '\0';
		if (!strcmp(key, "flow"))
			return h->conn && !strcmp(h->conn->name, equal + 1);
		if (side->kind == SIDE_INJECT && !strcmp(key, "ack"))
			return text_pos(w, equal + 1, &from) && h->from == from;
		return side->kind == SIDE_EVENT &&
		       event_detail(&h->event, key, equal + 1);
	}
	if (side->kind == SIDE_SLOT)
		return text_range(w, text, &from, &to) && h->from == from &&
		       h->to == to;
	return side->kind == SIDE_EVENT &&
	       !strcmp(reason_name(h->event.reason), text);
}

static bool side_matches(struct world *w, const struct side *side,
			 const struct happening *h, const struct word *word,
			 unsigned int words)
{
	unsigned int i;

	if (h->used)
		return false;
	if (side->kind == SIDE_EVENT) {
		if (h->kind != ACTION_EVENT || h->event.kind != side->which)
			return false;
	} else if (h->kind != side->which) {
		return false;
	}
	if (side->kind == SIDE_INJECT &&
	    strcmp(happening_name(h), side->name))
		return false;
	for (i = 0; i < words; i++)
		if (!side_detail(w, side, h, word[i].text))
			return false;
	return true;
}

static const struct side *find_side(const char *name)
{
	size_t i;

	for (i = 0; i < SIDES; i++)
		if (!strcmp(sides[i].name, name))
			return &sides[i];
	return NULL;
}

/* [Nx] NAME DETAILS */
static void check_side(struct world *w, const struct word *word,
		       unsigned int words)
{
	const struct side *side;
	unsigned long times = 1;
	char want[TEXT_MAX], *end;
	unsigned int i;

	item_text(word, words, want);
	if (isdigit((unsigned char)word[0].text[0])) {
		times = strtoul(word[0].text, &end, 10);
		if (strcmp(end, "x") || words < 2) {
			world_fail(w, "cannot read '%s'", want);
			return;
		}
		word++;
		words--;
	}
	side = find_side(word[0].text);
	if (!side) {
		world_fail(w, "unknown expectation '%s'", want);
		return;
	}
	for (; times && !w->error[0]; times--) {
		for (i = 0; i < w->happenings; i++)
			if (side_matches(w, side, &w->happening[i], word + 1,
					 words - 1))
				break;
		if (i == w->happenings)
			world_fail(w, "want %s, but it did not happen", want);
		else
			w->happening[i].used = true;
	}
}

static void check_rest(struct world *w)
{
	char got[TEXT_MAX * 2];
	unsigned int i;

	for (i = 0; i < w->happenings; i++)
		if (!w->happening[i].used && !is_news(&w->happening[i])) {
			world_fail(w, "want no more, got %s",
				   happening_text(w, &w->happening[i], got));
			return;
		}
}

static void check_times(struct world *w, uint64_t low_ns, uint64_t high_ns)
{
	char got[TEXT_MAX * 2];
	unsigned int i;

	for (i = 0; i < w->happenings; i++)
		if (w->happening[i].at_ns < low_ns ||
		    w->happening[i].at_ns > high_ns) {
			world_fail(w, "want it at this line's time, got %s",
				   happening_text(w, &w->happening[i], got));
			return;
		}
}

static void check_passes(struct world *w)
{
	struct happening *h = next_verdict(w);
	char got[TEXT_MAX * 2];

	if (h && h->kind != ACTION_ACCEPT)
		world_fail(w, "want accept, got %s", happening_text(w, h, got));
	if (h)
		h->used = true;
}

void expect_check(struct world *w, const struct line *line, uint64_t low_ns,
		  uint64_t high_ns, enum expect_what what)
{
	unsigned int i = 0;
	const char *first = line->items ? line->item[0].word[0].text : "";

	check_times(w, low_ns, high_ns);
	if (what == EXPECT_SIDES) {
		if (!strcmp(first, "none") && line->items == 1)
			i = 1;
	} else if (!line->items) {
		check_passes(w);
	} else if (!strcmp(first, "unseen") || what == EXPECT_UNSEEN) {
		if (strcmp(first, "unseen") && strcmp(first, "accept"))
			world_fail(w, "want %s, but the kernel did not ask",
				   first);
		else if (strcmp(first, "accept") && what != EXPECT_UNSEEN)
			world_fail(w, "the kernel asked");
		else if (!strcmp(first, "accept") && w->prefilter)
			world_fail(w, "want accept, but the kernel did not ask");
		i = 1;
	} else {
		check_verdict(w, line->item[0].word, line->item[0].words);
		i = 1;
	}
	for (; i < line->items && !w->error[0]; i++)
		check_side(w, line->item[i].word, line->item[i].words);
	check_rest(w);
}
