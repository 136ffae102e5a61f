// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * source.c - the table of sources
 *
 * Bounded: where it is full, the source that was charged longest ago is
 * forgotten.  Keys are hashed with a secret, since attackers choose them.
 * Links are indexes, so the table may be large and stays without padding.
 */
#include "siphash.h"
#include "source.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct source) <= 64, "a million of them is 61 MiB");

/* What is looked up: the bits of a prefix, and of which kind it is. */
struct key {
	uint8_t address[16];
	bool is_ipv6, is_network;
};

static uint32_t bucket_of(const struct source_table *t, const struct key *key)
{
	size_t len_bytes = key->is_ipv6 ? 16 : 4;
	uint8_t bytes[17];

	bytes[0] = (uint8_t)(key->is_ipv6 | key->is_network << 1);
	memcpy(bytes + 1, key->address, 16);
	return (uint32_t)siphash24(t->key, bytes, 1 + len_bytes) & t->bucket_mask;
}

bool source_table_init(struct source_table *t, uint32_t max,
		       const uint64_t key[2])
{
	uint32_t buckets = 64;

	memset(t, 0, sizeof(*t));
	while (buckets < max)
		buckets *= 2;
	t->max = max;
	t->bucket_mask = buckets - 1;
	t->free = t->newest = t->oldest = SOURCE_NONE;
	memcpy(t->key, key, sizeof(t->key));
	t->sources = calloc(max, sizeof(*t->sources));
	t->buckets = calloc(buckets, sizeof(*t->buckets));
	return t->sources && t->buckets;
}

void source_table_fini(struct source_table *t)
{
	free(t->sources);
	free(t->buckets);
}

static bool has_key(const struct source *s, const struct key *key)
{
	return s->used && s->is_ipv6 == key->is_ipv6 &&
	       s->is_network == key->is_network &&
	       !memcmp(s->address, key->address, 16);
}

/*
 * What was added last is first looked at: flows know where their sources are, so most
 * often it is a network.  Buckets hold an index plus one, so that zeroed memory is an
 * empty table.
 */
static struct source *find(const struct source_table *t, const struct key *key)
{
	struct source *s = &t->sources[t->last];
	uint32_t i;

	if (has_key(s, key))
		return s;
	for (i = t->buckets[bucket_of(t, key)]; i; i = s->hash_next) {
		s = &t->sources[i - 1];
		if (has_key(s, key))
			return s;
	}
	return NULL;
}

static struct key key_of(const struct addr *prefix, bool is_network)
{
	struct key key = { .is_ipv6 = prefix->family == 6,
			   .is_network = is_network };

	memcpy(key.address, prefix->b, key.is_ipv6 ? 16 : 4);
	return key;
}

struct source *source_find(const struct source_table *t,
			   const struct addr *prefix, bool is_network)
{
	struct key key = key_of(prefix, is_network);

	return find(t, &key);
}

static uint64_t first_bits(unsigned int bits)
{
	if (!bits)
		return 0;
	return bits < 64 ? htobe64(UINT64_MAX << (64 - bits)) : UINT64_MAX;
}

struct source_mask source_mask(unsigned int prefix_bits)
{
	return (struct source_mask){ {
		first_bits(prefix_bits),
		first_bits(prefix_bits > 64 ? prefix_bits - 64 : 0)
	} };
}

static uint32_t index_of(const struct source_table *t, const struct source *s)
{
	return (uint32_t)(s - t->sources);
}

static void unlink_age(struct source_table *t, struct source *s)
{
	if (s->newer != SOURCE_NONE)
		t->sources[s->newer].older = s->older;
	else
		t->newest = s->older;
	if (s->older != SOURCE_NONE)
		t->sources[s->older].newer = s->newer;
	else
		t->oldest = s->newer;
}

static void link_newest(struct source_table *t, struct source *s)
{
	s->newer = SOURCE_NONE;
	s->older = t->newest;
	if (t->newest != SOURCE_NONE)
		t->sources[t->newest].newer = index_of(t, s);
	else
		t->oldest = index_of(t, s);
	t->newest = index_of(t, s);
}

void source_make_newest(struct source_table *t, struct source *s)
{
	if (t->newest == index_of(t, s))
		return;
	unlink_age(t, s);
	link_newest(t, s);
}

void source_remove(struct source_table *t, struct source *s)
{
	struct addr prefix = source_addr(s);
	struct key key = key_of(&prefix, s->is_network);
	uint32_t *link = &t->buckets[bucket_of(t, &key)];

	while (*link != index_of(t, s) + 1)
		link = &t->sources[*link - 1].hash_next;
	*link = s->hash_next;
	unlink_age(t, s);
	memset(s, 0, sizeof(*s));
	s->hash_next = t->free;
	t->free = index_of(t, s);
	t->count--;
}

static struct source *take_entry(struct source_table *t, bool *forgot)
{
	struct source *s;

	*forgot = t->free == SOURCE_NONE && t->used_now == t->max;
	if (*forgot)
		source_remove(t, &t->sources[t->oldest]);
	if (t->free == SOURCE_NONE)
		return &t->sources[t->used_now++];
	s = &t->sources[t->free];
	t->free = s->hash_next;
	return s;
}

static struct source *begin(struct source_table *t, const struct key *key,
			    bool *forgot)
{
	struct source *s = take_entry(t, forgot);
	uint32_t *bucket = &t->buckets[bucket_of(t, key)];

	memset(s, 0, sizeof(*s));
	memcpy(s->address, key->address, 16);
	s->is_ipv6 = key->is_ipv6;
	s->is_network = key->is_network;
	s->used = true;
	s->hash_next = *bucket;
	*bucket = index_of(t, s) + 1;
	link_newest(t, s);
	t->count++;
	return s;
}

struct source *source_add(struct source_table *t, const struct addr *prefix,
			  bool is_network, bool *forgot)
{
	struct key key = key_of(prefix, is_network);
	struct source *s = find(t, &key);

	*forgot = false;
	if (!s)
		s = begin(t, &key, forgot);
	t->last = index_of(t, s);
	return s;
}

struct addr source_addr(const struct source *s)
{
	struct addr a = { .family = s->is_ipv6 ? 6 : 4 };

	memcpy(a.b, s->address, 16);
	return a;
}
