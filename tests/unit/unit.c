// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unit.c - unit tests: what all of them share
 *
 * A table's rows become named tests, so that a failure names its row.
 */
#include "unit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define EDGE_BYTES	65536	/* some pages, of any size */

void unit_add(struct unit *u, const char *what, const char *name,
	      CMUnitTestFunction function, const void *row)
{
	assert(u->n < TESTS_MAX);
	snprintf(u->name[u->n], sizeof(u->name[0]), "%s: %s", what, name);
	u->test[u->n] = (struct CMUnitTest){
		.name = u->name[u->n], .test_func = function,
		.initial_state = (void *)(uintptr_t)row,
	};
	u->n++;
}

int unit_run(struct unit *u, const char *group)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests(group, u->test, u->n, NULL, NULL) != 0;
}

size_t unit_hex(const char *hex, uint8_t *bytes, size_t max)
{
	size_t n = 0;
	unsigned int byte;

	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		assert(n < max && sscanf(hex, "%2x", &byte) == 1);
		bytes[n++] = (uint8_t)byte;
		hex++;
	}
	return n;
}

uint8_t *unit_at_edge(const void *bytes, size_t n)
{
	static uint8_t *pages;

	assert(n <= EDGE_BYTES);
	if (!pages) {
		pages = mmap(NULL, 2 * EDGE_BYTES, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert(pages != MAP_FAILED);
		mprotect(pages + EDGE_BYTES, EDGE_BYTES, PROT_NONE);
	}
	return memcpy(pages + EDGE_BYTES - n, bytes, n);
}
