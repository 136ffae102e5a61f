// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * curve.c - a count that grows with time, in a bounded number of points
 *
 * When the points are used up, every other one is dropped and half as many are
 * kept from then on: the curve stays true at each of its points.
 */
#include "curve.h"

static void halve(struct curve *c)
{
	uint32_t i;

	for (i = 0; i < CURVE_POINTS / 2; i++) {
		c->time_ns[i] = c->time_ns[2 * i];
		c->count[i] = c->count[2 * i];
	}
	c->n = CURVE_POINTS / 2;
	c->every *= 2;
}

void curve_add(struct curve *c, uint64_t now_ns, uint64_t count)
{
	if (!count)
		return;
	if (!c->every)
		c->every = 1;
	c->total += count;
	c->last_ns = now_ns;
	if (c->n && c->total < c->count[c->n - 1] + c->every)
		return;
	if (c->n == CURVE_POINTS)
		halve(c);
	c->time_ns[c->n] = now_ns;
	c->count[c->n++] = c->total;
}
