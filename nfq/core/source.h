/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source.h - what each source of connections, and each network, has done and owes */
#ifndef NFQ_SOURCE_H
#define NFQ_SOURCE_H

#include "engine.h"

#include <string.h>

#define SOURCE_NONE	UINT32_MAX

/**
 * bucket_take() - A token is taken: when is the bucket back at zero now?
 * @zero_ns:	When it was back at zero: before @now_ns it holds tokens
 * @token_ns:	How long a token takes to come back
 * @burst:	Tokens that it holds at most
 * @max_debt_ns: It is never overdrawn by more
 *
 * The generic cell rate algorithm (ITU-T I.371): one number is the bucket.
 */
static inline uint64_t bucket_take(uint64_t zero_ns, uint64_t now_ns,
				   uint64_t token_ns, uint32_t burst,
				   uint64_t max_debt_ns)
{
	uint64_t full_ns = now_ns > burst * token_ns ?
			   now_ns - burst * token_ns : 0;
	uint64_t next_ns = (zero_ns > full_ns ? zero_ns : full_ns) + token_ns;

	if (next_ns > now_ns + max_debt_ns)
		next_ns = now_ns + max_debt_ns;
	return next_ns > zero_ns ? next_ns : zero_ns;
}

/**
 * struct source - A source, or a network: all clients behind one prefix
 * @address:	The prefix, bits behind it cleared
 * @zero_ns:	Its bucket is back at zero then, see bucket_take()
 * @earned_ns:	Its deliveries paid for errors up to then
 * @last_s:	Its last charge
 * @hash_next, @newer, @older: links, indexes into the table
 * @errors:	Charged replies
 * @delivered:	Messages taken since it is known
 * @held_now:	Its connections that servers keep open for held bytes
 * @reserved:	Of its tokens, so many are kept for answers to come: policy_reserve()
 * @code, @enhanced_*: of its last charged reply
 * @is_network:	A network is none of the sources within it
 * @ahead, @ahead_s: see logged.c
 *
 * 64 bytes at most (60 on i386), so that a million of them is 61 MiB.
 */
struct source {
	uint8_t address[16];
	uint64_t zero_ns;
	uint64_t earned_ns;
	uint32_t last_s;
	uint32_t hash_next, newer, older;
	uint16_t errors, delivered;
	uint16_t held_now;
	int16_t ahead;
	uint16_t ahead_s;
	uint8_t reserved;
	bool is_ipv6 : 1;
	bool is_network : 1;
	bool used : 1;
	uint32_t code : 10, enhanced_detail : 10, enhanced_subject : 8, enhanced_class : 4;
};

/** source_note() - Its last charged reply; numbers of RFC 5321 and RFC 3463 */
static inline void source_note(struct source *s, uint16_t code,
			       const struct enhanced *enhanced)
{
	s->code = code & 1023u;
	s->enhanced_class = enhanced->class & 15u;
	s->enhanced_subject = enhanced->subject & 255u;
	s->enhanced_detail = enhanced->detail & 1023u;
}

/**
 * struct source_table - All sources, most recently charged first
 */
struct source_table {
	struct source *sources;
	uint32_t *buckets;
	uint32_t bucket_mask;
	uint32_t max;
	uint32_t count;
	uint32_t used_now;	/* below it every entry was used once */
	uint32_t free;
	uint32_t newest, oldest;
	uint32_t last;		/* of source_add(), as most often again */
	uint64_t key[2];
};

/** source_table_init() - Allocate for @max sources.  Return: false: no memory */
bool source_table_init(struct source_table *t, uint32_t max,
		       const uint64_t key[2]);

/** source_table_fini() - Free what init allocated */
void source_table_fini(struct source_table *t);

/**
 * source_find() - Look a source, or a network, up
 * @prefix:	Already masked to its prefix
 * Return: it, borrowed until the next source_add(); NULL if unknown
 */
struct source *source_find(const struct source_table *t,
			   const struct addr *prefix, bool is_network);

/**
 * struct source_mask - Which bits of an address make it a source
 * @words:	As they stand in memory
 */
struct source_mask {
	uint64_t words[2];
};

/** source_mask() - The first @prefix_bits */
struct source_mask source_mask(unsigned int prefix_bits);

/** source_at() - The entry at an index, if it is @client's source; else NULL */
static inline struct source *source_at(const struct source_table *t,
				       uint32_t index,
				       const uint8_t client[16], bool is_ipv6,
				       const struct source_mask *mask)
{
	struct source *s = &t->sources[index];
	uint64_t have[2], of[2];

	if (index >= t->max || !s->used || s->is_ipv6 != is_ipv6 ||
	    s->is_network)
		return NULL;
	memcpy(have, s->address, 16);
	memcpy(of, client, 16);
	return have[0] == (of[0] & mask->words[0]) &&
	       have[1] == (of[1] & mask->words[1]) ? s : NULL;
}

/**
 * source_add() - Find a source or a network, or begin one
 * @forgot:	Set if another had to be forgotten for it
 * Return: it, borrowed until the next source_add()
 */
struct source *source_add(struct source_table *t, const struct addr *prefix,
			  bool is_network, bool *forgot);

/** source_make_newest() - It is the most recently charged now */
void source_make_newest(struct source_table *t, struct source *s);

/** source_remove() - Forget it */
void source_remove(struct source_table *t, struct source *s);

/** source_addr() - Its prefix */
struct addr source_addr(const struct source *s);

#endif
