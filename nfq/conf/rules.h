/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules.h - what is put into the firewall, as text
 *
 * Functions of the settings alone.  The templates are rules/iptables.rules and
 * rules/nftables.rules.
 */
#ifndef NFQ_RULES_H
#define NFQ_RULES_H

#include "options.h"
#include "text.h"

/* Sources in a set; sets of 2^18 did not evict, so that this tells them apart. */
#define RULES_KNOWN_MAX	250000
/* Networks in a set: neighbours who would fill the other. */
#define RULES_NETS_MAX	65536

/** rules_wanted() - Are there rules of family 4 or 6?  Not without servers of it */
bool rules_wanted(const struct settings *s, unsigned int family);

/**
 * rules_ipset() - Append the input of ipset-restore: known sources, those that owe,
 * networks
 */
void rules_ipset(const struct settings *s, unsigned int family,
		 struct text *out);

/**
 * rules_iptables() - Append the input of iptables-restore or ip6tables-restore
 *
 * The comment in its jumps has the number of rules, and a sum of all texts that
 * tells settings apart.
 */
void rules_iptables(const struct settings *s, unsigned int family,
		    struct text *out);

/** rules_features() - Append lines "MODULE TABLE RULE": what the rules need */
void rules_features(const struct settings *s, unsigned int family,
		    struct text *out);

/** rules_nft() - Append the input of nft: a table, which replaces the old one */
void rules_nft(const struct settings *s, struct text *out);

/** rules_iptables_sum() - The sum in the comments of what iptables installed */
uint32_t rules_iptables_sum(const struct settings *s);

/** rules_nft_sum() - The sum in the comments of the table */
uint32_t rules_nft_sum(const struct settings *s);

/**
 * rules_merge() - Append the input of iptables-restore that makes @wanted of @saved
 * @saved:	What iptables-save printed
 * @wanted:	As of rules_iptables(); "" removes all of ours
 *
 * Rules of others stay as they are.  Nothing is appended where there is nothing
 * to do.
 */
void rules_merge(const char *saved, const char *wanted, struct text *out);

/** rules_show() - Append our rules of what iptables-save printed, without counters */
void rules_show(const char *saved, struct text *out);

/**
 * struct rules_saved - What is in the kernel, and what should be; IPv4, then IPv6
 * @saved:	What iptables-save -c and ip6tables-save -c printed; "" for nothing
 * @wanted:	As of rules_iptables(); "" for none
 * @sets:	What ipset list -t printed
 */
struct rules_saved {
	const char *saved[2], *wanted[2], *sets;
};

/**
 * rules_saved() - Append key=value lines about the rules of ours
 * @right:	Are they the wanted ones, by the sums in their comments?
 * Return: false if there are none
 */
bool rules_saved(const struct rules_saved *s, bool *right, struct text *out);

/**
 * rules_listed() - The same of what nft list table printed
 * @wanted:	As of rules_nft(); "" for none
 * Return: are they the wanted ones?
 */
bool rules_listed(const char *listed, const char *wanted, struct text *out);

/**
 * rules_make_sets() - Append the input of ipset-restore that makes sets
 * @listed:	What ipset list -t printed
 * @wanted:	As of rules_ipset()
 *
 * A set that was made otherwise is replaced at one blow, and those in it are
 * forgotten.  Nothing is appended where there is nothing to do.
 */
void rules_make_sets(const char *listed, const char *wanted, struct text *out);

/** rules_members() - Append "ADDRESS SECONDS" of who is known in what nft printed */
void rules_members(const char *listed, struct text *out);

/** rules_main() - smtp-tarpit rules-text.  Return: enum exit_status */
int rules_main(int argc, char **argv);

#endif
