/* SPDX-License-Identifier: GPL-2.0-or-later */
/* curve.h - a count that grows with time, in a bounded number of points */
#ifndef NFQ_REPLAY_CURVE_H
#define NFQ_REPLAY_CURVE_H

#include <stdint.h>

#define CURVE_POINTS	2048u	/* even */

/**
 * struct curve - Points of a growing count
 * @time_ns, @count: The points, in order of time
 * @n:		How many
 * @every:	A point is kept for each so many
 * @total:	The count now
 * @last_ns:	When it last grew
 */
struct curve {
	uint64_t time_ns[CURVE_POINTS];
	uint64_t count[CURVE_POINTS];
	uint32_t n;
	uint64_t every;
	uint64_t total;
	uint64_t last_ns;
};

/** curve_add() - It grows by @count at @now_ns, which never goes back */
void curve_add(struct curve *c, uint64_t now_ns, uint64_t count);

#endif
