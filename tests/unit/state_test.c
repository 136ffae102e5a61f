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

#include "addr.h"
#include "log.h"
#include "options.h"
#include "state.h"

#define SOURCES		200
#define FILE_BYTES	(24 + SOURCES * 68)

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
	assert_in_range(b.paid_up_ns + 1500 * NS_PER_S,
			a.paid_up_ns - 100 * NS_PER_MS,
			a.paid_up_ns + 100 * NS_PER_MS);
	assert_int_equal(a.offender, b.offender);
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
