// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state_test.c - what sources owe survives; a damaged file changes nothing
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf/options.h"
#include "core/addr.h"
#include "daemon/state.h"
#include "process/log.h"

/* A busy machine may take so long from writing to reading: debts are paid. */
#define LATE_NS		(10 * NS_PER_S)
#define SOURCES		200
#define SAVED_AT	24	/* in the file, behind the checksum */
#define FIRST		32
#define RECORD		60
#define OWES_AT		36	/* in a record */
#define FILE_BYTES	(FIRST + SOURCES * RECORD)

static char folder[] = "/tmp/state_test.XXXXXX";
static char path[128], aside[160], fresh[160];

static struct engine *new_engine(void)
{
	static struct settings s;

	options_defaults(&s);
	s.engine.policy = POLICY_SOURCE;
	s.engine.max_held = 16;
	s.engine.max_flows = 16;
	s.engine.max_sources = 1000;
	return engine_new(&s.engine, 1000 * NS_PER_S);
}

static struct addr source(unsigned int i)
{
	struct addr a = { .family = 4, .b = { 192, 0, (uint8_t)(i >> 8),
					      (uint8_t)i } };

	return a;
}

static struct engine *full_engine(void)
{
	struct engine *e = new_engine();
	unsigned int i;
	struct addr a;

	for (i = 0; i < SOURCES; i++) {
		a = source(i);
		engine_owe(e, (1000 + i) * NS_PER_S, &a,
			   (5000 + i) * NS_PER_S);
	}
	return e;
}

static bool collect(void *ctx, const struct source_info *info)
{
	char *order = ctx;
	char net[NET_TEXT_MAX];

	strcat(strcat(order, net_text(&info->net, net)), " ");
	return true;
}

static void test_round_trip(void **state)
{
	static char order[SOURCES * 24], again[SOURCES * 24];
	struct engine *e = full_engine(), *e2 = new_engine();
	struct source_info a, b;
	struct addr who = source(7);
	uint64_t now_ns = 2000 * NS_PER_S;

	(void)state;
	assert_true(state_write(e, path, now_ns, true));
	/* the clock began anew: 1,500 s less on it, at the same wall time */
	assert_true(state_read(e2, path, now_ns - 1500 * NS_PER_S));
	assert_int_equal(engine_stats(e2)->sources_now, SOURCES);
	assert_true(engine_source_get(e, &who, &a));
	assert_true(engine_source_get(e2, &who, &b));
	assert_in_range(b.zero_ns + 1500 * NS_PER_S,
			a.zero_ns - LATE_NS, a.zero_ns + 100 * NS_PER_MS);
	engine_source_each(e, collect, order);
	engine_source_each(e2, collect, again);
	assert_string_equal(order, again);
	assert_int_equal(access(fresh, F_OK), -1);
	engine_free(e);
	engine_free(e2);
}

static size_t slurp(uint8_t *bytes)
{
	FILE *f = fopen(path, "r");
	size_t n = fread(bytes, 1, FILE_BYTES + 1, f);

	fclose(f);
	return n;
}

static void spill(const uint8_t *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

/* Each byte changed, each length cut: refused, set aside, nothing used. */
static void test_damage(void **state)
{
	static uint8_t good[FILE_BYTES + 1], bad[FILE_BYTES + 1];
	struct engine *e = full_engine(), *e2 = new_engine();
	uint64_t now_ns = 2000 * NS_PER_S;
	size_t i, n;

	(void)state;
	assert_true(state_write(e, path, now_ns, true));
	n = slurp(good);
	assert_int_equal(n, FILE_BYTES);
	assert_null(state_parse(e2, good, n, now_ns));
	engine_free(e2);
	e2 = new_engine();
	for (i = 0; i < n; i++) {
		memcpy(bad, good, n);
		bad[i] ^= 0x40;
		assert_non_null(state_parse(e2, bad, n, now_ns));
		assert_non_null(state_parse(e2, good, i, now_ns));
	}
	assert_non_null(state_parse(e2, good, n + 1, now_ns));
	assert_int_equal(engine_stats(e2)->sources_now, 0);
	bad[0] = 0;
	spill(bad, n);
	assert_false(state_read(e2, path, now_ns));
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_equal(engine_stats(e2)->sources_now, 0);
	assert_true(state_read(e2, path, now_ns));	/* none is no error */
	engine_free(e);
	engine_free(e2);
}

static void put64(uint8_t *p, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		p[i] = (uint8_t)(value >> (56 - 8 * i));
}

static uint64_t get64(const uint8_t *p)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < 8; i++)
		value = value << 8 | p[i];
	return value;
}

/* As if a clock had saved it that went before ours by so much. */
static void saved_ahead(uint8_t *file, int64_t ms)
{
	uint64_t sum = 0xcbf29ce484222325;
	uint8_t *owes;
	size_t i;

	put64(file + SAVED_AT, get64(file + SAVED_AT) + (uint64_t)ms);
	for (i = 0; i < SOURCES; i++) {
		owes = file + FIRST + i * RECORD + OWES_AT;
		put64(owes, get64(owes) + (uint64_t)ms);
	}
	for (i = SAVED_AT; i < FILE_BYTES; i++)
		sum = (sum ^ file[i]) * 0x100000001b3;
	put64(file + 16, sum);
}

/* A clock that was set back since lengthens no debt; set forth, it ends them. */
static void test_wall_clock(void **state)
{
	static const struct {
		int64_t ahead_ms;
		uint64_t owes_s;
	} cases[] = {
		{ 0, 3007 }, { 3600000, 3007 }, { 400000000000, 3007 },
		{ -1000000, 2007 }, { -4000000, 0 }, { 90000000000000, 3007 },
	};
	static uint8_t good[FILE_BYTES + 1], file[FILE_BYTES + 1];
	uint64_t now_ns = 2000 * NS_PER_S, owes_ns;
	struct engine *e = full_engine();
	struct addr who = source(7);
	struct source_info info;
	size_t i;

	(void)state;
	assert_true(state_write(e, path, now_ns, true));
	assert_int_equal(slurp(good), FILE_BYTES);
	engine_free(e);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		memcpy(file, good, FILE_BYTES);
		saved_ahead(file, cases[i].ahead_ms);
		e = new_engine();
		assert_null(state_parse(e, file, FILE_BYTES, now_ns));
		assert_true(engine_source_get(e, &who, &info));
		owes_ns = info.zero_ns > now_ns ?
			  info.zero_ns - now_ns : 0;
		assert_in_range(owes_ns + LATE_NS, cases[i].owes_s * NS_PER_S,
				cases[i].owes_s * NS_PER_S + LATE_NS +
				100 * NS_PER_MS);
		engine_free(e);
	}
}

/* What another version wrote is told from what is damaged. */
static void test_version(void **state)
{
	static uint8_t file[FILE_BYTES + 1];
	struct engine *e = full_engine(), *e2 = new_engine();

	(void)state;
	assert_true(state_write(e, path, 2000 * NS_PER_S, true));
	assert_int_equal(slurp(file), FILE_BYTES);
	file[7] = '2';
	assert_string_equal(state_parse(e2, file, FILE_BYTES, 2000 * NS_PER_S),
			    "another version wrote this file");
	assert_string_equal(state_parse(e2, file, 24, 2000 * NS_PER_S),
			    "another version wrote this file");
	saved_ahead(file, 200000000000000);
	file[7] = '3';
	assert_string_equal(state_parse(e2, file, FILE_BYTES, 2000 * NS_PER_S),
			    "the file's time is wrong");
	assert_int_equal(engine_stats(e2)->sources_now, 0);
	engine_free(e);
	engine_free(e2);
}

/* A disk that is full leaves the old file as it was. */
static void test_cannot_write(void **state)
{
	static uint8_t before[FILE_BYTES + 1], after[FILE_BYTES + 1];
	struct rlimit little = { 1000, RLIM_INFINITY }, as_it_was;
	struct engine *e = full_engine();
	size_t n;

	(void)state;
	assert_true(state_write(e, path, 2000 * NS_PER_S, true));
	n = slurp(before);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &as_it_was), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	assert_false(state_write(e, path, 3000 * NS_PER_S, true));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &as_it_was), 0);
	assert_int_equal(access(fresh, F_OK), -1);
	assert_int_equal(symlink("/dev/full", fresh), 0);
	assert_false(state_write(e, path, 3000 * NS_PER_S, true));
	assert_int_equal(unlink(fresh), 0);
	assert_false(state_write(e, "/nonexistent/state", 3000 * NS_PER_S, true));
	assert_int_equal(slurp(after), n);
	assert_memory_equal(before, after, n);
	assert_true(state_write(e, "", 3000 * NS_PER_S, true));
	engine_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_wall_clock),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_cannot_write),
	};
	int failed;

	log_set(LOG_EMERG, 0);
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/state", folder);
	snprintf(aside, sizeof(aside), "%s.damaged", path);
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = cmocka_run_group_tests_name("state", tests, NULL, NULL);
	unlink(path);
	unlink(aside);
	rmdir(folder);
	return failed;
}
