// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - simulation: all cases, as TAP
 *
 * Each run is like the last one; SEED=N gives other chances.
 */
#include "sim.h"

int main(void)
{
	harvests_run();
	deliveries_run();
	bounds_run();
	crowd_run();
	return tap_done();
}
