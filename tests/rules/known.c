// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * known.c - add sources and networks to the kernel's sets, as the daemon does
 *
 *	known ADDR... [net BITS4 BITS6 ADDR...] [owing SECONDS ADDR...]
 *
 * Prints "added" or "refused" for each, then how full the sets are.  Networks are /24
 * and /48 where nothing else is said.
 */
#include "daemon/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"

int main(int argc, char **argv)
{
	struct engine_conf conf = { .prefix4_bits = 32, .prefix6_bits = 64,
				    .network4_bits = 24, .network6_bits = 48 };
	struct known *k = known_open(1);
	uint32_t now = 0, max = 0;
	struct addr addr;
	bool net = false, done;
	uint64_t owing_s = 0;
	uint8_t family;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "net") && i + 2 < argc) {
			conf.network4_bits = (uint8_t)atoi(argv[++i]);
			conf.network6_bits = (uint8_t)atoi(argv[++i]);
			net = true;
			continue;
		}
		if (!strcmp(argv[i], "owing") && i + 1 < argc) {
			owing_s = strtoull(argv[++i], NULL, 10);
			continue;
		}
		if (!addr_parse(argv[i], &addr))
			return 2;
		done = owing_s ?
		       known_add_owing(k, &conf, 1, &addr, 1 + owing_s * NS_PER_S) :
		       net ? known_add_net(k, &conf, 1, &addr) :
			     known_add(k, &conf, 1, &addr);
		printf("%s\n", done ? "added" : "refused");
	}
	for (family = 4; family <= 6; family += 2)
		if (known_count(k, family, &now, &max))
			printf("%u: %u of %u\n", family, now, max);
	known_close(k);
	return 0;
}
