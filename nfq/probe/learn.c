// SPDX-License-Identifier: GPL-2.0-or-later
/* learn.c - from answers and their lengths to a profile */
#include "learn.h"

#include <string.h>

/**
 * struct group - Samples of one verb, code and form
 */
struct group {
	uint32_t n, least, most;		/* answers */
	uint32_t command_least, command_most;
	int32_t more_least, more_most;		/* than the command */
	bool split;
};

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static bool is_alike(const struct sample *a, const struct sample *b)
{
	return a->verb == b->verb && a->code == b->code && a->form == b->form;
}

static struct group find_group(const struct samples *all,
			       const struct sample *like)
{
	struct group g = { .least = UINT32_MAX, .command_least = UINT32_MAX,
			   .more_least = INT32_MAX, .more_most = INT32_MIN };
	const struct sample *s;
	int32_t more;

	for (s = all->sample; s < all->sample + all->n; s++) {
		if (!is_alike(s, like))
			continue;
		more = (int32_t)s->answer_bytes - (int32_t)s->command_bytes;
		g.n++;
		g.split |= s->split;
		g.least = smaller(g.least, s->answer_bytes);
		g.most = larger(g.most, s->answer_bytes);
		g.command_least = smaller(g.command_least, s->command_bytes);
		g.command_most = larger(g.command_most, s->command_bytes);
		if (more < g.more_least)
			g.more_least = more;
		if (more > g.more_most)
			g.more_most = more;
	}
	return g;
}

static enum sizes_kind kind_of(unsigned int code)
{
	return code / 100 == 5 ? SIZES_REFUSED :
	       code / 100 == 4 ? SIZES_DEFERRED : SIZES_ACCEPTED;
}

/* The same rule in another form is the same class. */
static void add(struct sizes_profile *p, const struct sizes_class *c)
{
	struct sizes_class *have;

	for (have = p->class; have < p->class + p->class_n; have++) {
		if (have->verb == c->verb && have->code == c->code &&
		    have->rule == c->rule && have->n == c->n &&
		    have->most == c->most) {
			have->seen += c->seen;
			return;
		}
	}
	if (p->class_n < SIZES_CLASSES_MAX)
		p->class[p->class_n++] = *c;
}

static bool has_one_length(enum sizes_verb verb)
{
	return verb == SIZES_DATA || verb == SIZES_RSET || verb == SIZES_NOOP ||
	       verb == SIZES_QUIT;
}

static void add_group(struct sizes_profile *p, const struct sample *s,
		      const struct group *g)
{
	struct sizes_class c = { .verb = s->verb, .code = (uint16_t)s->code,
				 .kind = kind_of(s->code), .seen = g->n };
	bool one = g->command_least == g->command_most &&
		   !has_one_length(s->verb);

	if (c.kind == SIZES_REFUSED && (one || g->split))
		return;
	c.rule = SIZES_CONSTANT;
	c.n = (int32_t)g->least;
	if (g->least == g->most)
		add(p, &c);
	if (g->more_least == g->more_most && !has_one_length(s->verb)) {
		c.rule = SIZES_COMMAND;
		c.n = g->more_least;
		add(p, &c);
	} else if (g->least != g->most) {
		c.rule = SIZES_VARIES;
		c.most = (int32_t)g->most;
		add(p, &c);
	}
}

void learn_profile(const struct samples *all, struct sizes_profile *p)
{
	const struct sample *s, *before;
	struct group g;

	memset(p, 0, sizeof(*p));
	for (s = all->sample; s < all->sample + all->n; s++) {
		for (before = all->sample; !is_alike(before, s); before++)
			;
		if (before != s)
			continue;
		g = find_group(all, s);
		if (s->verb == SIZES_EHLO) {
			if (g.least != g.most ||
			    g.command_least == g.command_most)
				continue;
			p->ehlo_bytes = g.least;
		}
		add_group(p, s, &g);
	}
	sizes_profile_check(p);
}
