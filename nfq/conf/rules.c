// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules.c - which rules the settings ask for
 *
 * Pure, as are rules_iptables.c and rules_nft.c, which fill in the templates.
 */
#include <assert.h>
#include <string.h>

#include "rules_internal.h"

bool rules_has_family(const struct net *nets, uint32_t n, unsigned int family)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (nets[i].addr.family == family)
			return true;
	return false;
}

bool rules_wanted(const struct settings *s, unsigned int family)
{
	return !s->servers_n ||
	       rules_has_family(s->servers, s->servers_n, family);
}

const char *rules_source(const char *name)
{
	const struct rules_source *source = rules_sources;

	while (strcmp(source->name, name)) {
		source++;
		assert(source->name);
	}
	return source->text;
}

void rules_marks(const struct settings *s, struct names *names)
{
	uint32_t watch = s->mark_mask & -s->mark_mask;

	names_add(names, "mask", "0x%08x", s->mark_mask);
	names_add(names, "others", "0x%08x", ~s->mark_mask);
	names_add(names, "watch", "0x%08x", watch);
	names_add(names, "exempt", "0x%08x", s->mark_mask & ~watch);
}

uint32_t rules_text_sum(uint32_t sum, const struct text *t)
{
	size_t i;

	for (i = 0; i < t->used; i++)
		sum = (sum ^ (uint8_t)t->bytes[i]) * 16777619u;
	return sum;
}
