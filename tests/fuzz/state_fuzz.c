// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state_fuzz.c - state files of any bytes
 *
 * Nothing is restored unless all is right, and an engine that took a file goes
 * on as one that learnt it.  Length and checksum are put right in most inputs,
 * or none would pass them.
 */
#include "daemon/state.h"
#include "fuzz.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define SUMMED_FROM	24
#define HEADER_BYTES	32
#define RECORD_BYTES	60
#define OWES_AT		36	/* in a record */
#define NOW_NS		(5000 * NS_PER_S)

static void put_right(uint8_t *file, size_t size)
{
	uint64_t records = (size - HEADER_BYTES) / RECORD_BYTES, sum, be;
	size_t i;

	sum = 0xcbf29ce484222325;
	for (i = SUMMED_FROM; i < size; i++)
		sum = (sum ^ file[i]) * 0x100000001b3;
	memcpy(file, "SMTPTAR3", 8);
	be = htobe64(records);
	memcpy(file + 8, &be, 8);
	be = htobe64(sum);
	memcpy(file + 16, &be, 8);
}

/* What any record owed when it was saved. */
static uint64_t most_owed_ms(const uint8_t *file, size_t size)
{
	uint64_t saved, owes, most = 0;
	size_t at;

	if (size < HEADER_BYTES)
		return 0;
	memcpy(&saved, file + SUMMED_FROM, 8);
	for (at = HEADER_BYTES; at + RECORD_BYTES <= size; at += RECORD_BYTES) {
		memcpy(&owes, file + at + OWES_AT, 8);
		if (be64toh(owes) > be64toh(saved) + most)
			most = be64toh(owes) - be64toh(saved);
	}
	return most;
}

struct seen {
	unsigned int n;
	uint64_t most_ms;
};

static bool check_source(void *ctx, const struct source_info *s)
{
	struct seen *seen = ctx;

	REQUIRE(s->net.addr.family == 4 || s->net.addr.family == 6, "family");
	REQUIRE(s->code <= 999, "code %u", s->code);
	REQUIRE(s->zero_ns <= NOW_NS + 31 * 86400 * NS_PER_S, "owes %llu s",
		(unsigned long long)(s->zero_ns / NS_PER_S));
	REQUIRE(s->zero_ns <= NOW_NS ||
		(s->zero_ns - NOW_NS) / NS_PER_MS <= seen->most_ms,
		"owes more than anybody did");
	seen->n++;
	return true;
}

static void use(struct engine *e, const char *wrong, uint64_t most_ms)
{
	struct addr client = { { 192, 0, 2, 1 }, 4 };
	struct seen seen = { .most_ms = most_ms };

	engine_source_each(e, check_source, &seen);
	REQUIRE(seen.n == engine_stats(e)->sources_now && seen.n <= 8,
		"%u sources", seen.n);
	REQUIRE(!wrong || !seen.n, "%u sources of a file that is wrong (%s)",
		seen.n, wrong);
	engine_owe(e, NOW_NS, &client, NOW_NS + 1);
	engine_forget(e, &client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct engine_conf conf = { .max_held = 2, .max_flows = 2,
				    .max_sources = 8, .prefix4_bits = 32,
				    .prefix6_bits = 64, .key = { 1, 2 } };
	struct engine *e = engine_new(&conf, NOW_NS);
	struct input in = { data, data + size };
	bool right = in8(&in) & 7;
	const uint8_t *bytes;
	size_t n = in_bytes(&in, 4096, &bytes);
	uint8_t *file = malloc(n ? n : 1);

	if (n)
		memcpy(file, bytes, n);
	if (right && n > HEADER_BYTES)
		put_right(file, n);
	use(e, state_parse(e, file, n, NOW_NS), most_owed_ms(file, n));
	free(file);
	engine_free(e);
	return 0;
}
