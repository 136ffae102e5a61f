// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_sets.c - the sets of ipset(8), from what "ipset list -t" prints
 *
 * Pure: text in, text out.
 */
#include <stdlib.h>
#include <string.h>

#include "rules_internal.h"

#define SET_MAX	256

/*
 * What is told of the set of this name: "TYPE HEADER", without what differs from
 * one machine to the other, as it was told to create it.
 */
static bool find_set(const char *listed, const char *name, char *made,
		     unsigned int *members)
{
	char head[64], word[64];
	const char *at, *end;
	size_t used = 0;
	int n;

	snprintf(head, sizeof(head), "Name: %s\nType: ", name);
	at = strstr(listed, head);
	if (!at || (at != listed && at[-1] != '\n'))
		return false;
	at += strlen(head);
	end = strstr(at, "\nName: ");
	used = (size_t)snprintf(made, SET_MAX, "%.*s",
				(int)strcspn(at, "\n"), at);
	for (at = strstr(at, "\nHeader: "), at = at ? at + 9 : "";
	     used < SET_MAX && sscanf(at, "%63[^ \n]%n", word, &n) == 1;
	     at += n + strspn(at + n, " ")) {
		if (!strcmp(word, "forceadd"))
			continue;	/* some versions print it */
		if (!strcmp(word, "hashsize") || !strcmp(word, "initval") ||
		    !strcmp(word, "bucketsize"))
			n += (int)strcspn(at + n + 1, " \n") + 1;
		else
			used += (size_t)snprintf(made + used, SET_MAX - used,
						 " %s", word);
	}
	at = strstr(at, "\nNumber of entries: ");
	*members = at && (!end || at < end) ?
		   (unsigned int)strtoul(at + 20, NULL, 10) : 0;
	return true;
}

void rules_make_sets(const char *listed, const char *wanted, struct text *out)
{
	char name[32], fresh[40], how[SET_MAX], is[SET_MAX];
	unsigned int members;
	const char *rest;

	while (sscanf(wanted, "create %31s %255[^\n]", name, how) == 2) {
		wanted += strcspn(wanted, "\n");
		wanted += *wanted == '\n';
		snprintf(fresh, sizeof(fresh), "%s-new", name);
		if (!find_set(listed, name, is, &members)) {
			text_add(out, "create %s %s\n", name, how);
			continue;
		}
		rest = strncmp(is, how, strlen(is)) ? "?" : how + strlen(is);
		if (!*rest || !strcmp(rest, " forceadd"))
			continue;
		if (find_set(listed, fresh, is, &members))
			text_add(out, "destroy %s\n", fresh);
		text_add(out, "create %s %s\nswap %s %s\ndestroy %s\n", fresh,
			 how, fresh, name, fresh);
	}
}

bool rules_count_set(const char *listed, const char *kind, unsigned int family,
		     struct text *out)
{
	char name[32], is[SET_MAX];
	unsigned int members;
	const char *max;

	snprintf(name, sizeof(name), "smtp-tarpit-%s%u", kind, family);
	if (!find_set(listed, name, is, &members))
		return false;
	max = strstr(is, " maxelem ");
	text_add(out, "%s%u=%u\n%s%u_max=%lu\n", kind, family, members, kind,
		 family, max ? strtoul(max + 9, NULL, 10) : 0);
	return true;
}
