// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream_fuzz.c - servers, clients, network and kernel around the engine
 *
 * Whatever happens to the packets, each gets one verdict, no reply that must
 * wait is early, and in the end everything gets through.
 */
#include "world.h"

#include <stdlib.h>

#define OPS_MAX 600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world *w = calloc(1, sizeof(*w));
	unsigned int i;

	world_begin(w, data, size);
	for (i = 0; i < OPS_MAX && in_more(&w->in); i++)
		world_op(w);
	peers_settle(w);
	world_end(w);
	free(w);
	return 0;
}
