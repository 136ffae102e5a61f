/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_internal.h - what the makers of rules share */
#ifndef NFQ_RULES_INTERNAL_H
#define NFQ_RULES_INTERNAL_H

#include "rules.h"
#include "template.h"

#define RULES_TEXT_MAX	(8u * 1024 * 1024)
#define RULES_SUM_START	2166136261u	/* as FNV-1a has it */

/* Made of the files in rules/ and rules/filters/, see rules.mk. */
extern const struct rules_source {
	const char *name, *text;
} rules_sources[];

/** rules_source() - The text of a file in rules/, by its name without an end */
const char *rules_source(const char *name);

/** rules_marks() - Names that both backends have: mask, watch, exempt */
void rules_marks(const struct settings *s, struct names *names);

/** rules_has_family() - Is one of these networks of this family? */
bool rules_has_family(const struct net *nets, uint32_t n, unsigned int family);

/** rules_nft_filter() - Names of the kernel's prefilter: good_sets, good_chains */
void rules_nft_filter(struct names *names);

/**
 * rules_count_set() - Append key=value lines: members of a set, and the most
 * @listed:	What ipset list -t printed
 * @kind:	"known", "nets" or "owing"
 * Return: false if there is no such set
 */
bool rules_count_set(const char *listed, const char *kind, unsigned int family,
		     struct text *out);

/** rules_text_sum() - Go on with a sum over a text; begins with RULES_SUM_START */
uint32_t rules_text_sum(uint32_t sum, const struct text *t);

#endif
