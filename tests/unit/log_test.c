// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * log_test.c - a log that nobody reads delays nothing; lines stay whole
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "process/log.h"

#define LINES	10000
#define LINE	"time=1.000 event=hold client=192.0.2.1:4711 code=550"

static int ends[2];

/* Standard error becomes a pipe whose other end is ours. */
static void pipe_on(void)
{
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
}

/* Return: lines that can be read now; each must be whole in the end */
static unsigned int read_lines(void)
{
	static char text[1 << 21];
	static size_t used;	/* the start of a line, read before */
	unsigned int n = 0;
	ssize_t got;
	char *line, *end;

	while ((got = read(ends[0], text + used, sizeof(text) - used)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	for (line = text; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (!strcmp(line, LINE))
			n++;
		else
			assert_non_null(strstr(line, "lines were not written"));
	}
	used = strlen(line);
	memmove(text, line, used);
	return n;
}

static void test_nobody_reads(void **state)
{
	int saved = dup(STDERR_FILENO);
	uint64_t lost = log_lost_total();
	unsigned int i, n = 0;

	(void)state;
	pipe_on();
	log_set(LOG_INFO, 0);
	for (i = 0; i < LINES; i++) {
		assert_true(log_wants_event(NS_PER_S));
		log_event(LINE, strlen(LINE));
		log_flush(NS_PER_S);	/* must not block: the pipe is full */
	}
	assert_false(log_flush(NS_PER_S));
	lost = log_lost_total() - lost;
	assert_true(lost > 0);
	do
		n += read_lines();
	while (!log_flush(3 * NS_PER_S));
	n += read_lines();
	dup2(saved, STDERR_FILENO);
	assert_int_equal(n + lost, LINES);
}

static void test_rate(void **state)
{
	int saved = dup(STDERR_FILENO);
	uint64_t lost = log_lost_total();
	unsigned int i, second, n = 0;

	(void)state;
	pipe_on();
	log_set(LOG_INFO, 10);
	for (second = 10; second < 13; second++)
		for (i = 0; i < 25; i++)
			if (log_wants_event(second * NS_PER_S + i)) {
				log_event(LINE, strlen(LINE));
				n++;
			}
	log_flush(12 * NS_PER_S);
	assert_int_equal(read_lines(), n);
	dup2(saved, STDERR_FILENO);
	assert_int_equal(n, 30);
	assert_int_equal(log_lost_total() - lost, 45);
	log_set(LOG_WARNING, 0);	/* events are of level info */
	assert_false(log_wants_event(20 * NS_PER_S));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_reads),
		cmocka_unit_test(test_rate),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
