// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_test.c - what can be asked of a daemon, and told to it
 *
 * The daemon's parts around its control socket, over the kernel that the fuzzers
 * have.  Requests go over a real socket; what it does with time, it is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "../fuzz/qkernel.h"
#include "conf/settings.h"
#include "daemon/app.h"
#include "process/log.h"

#define ANSWER_MAX	65536
#define CROWD		40	/* more than it has room for */
#define PATIENCE_NS	(10 * NS_PER_S)

static struct app app;
static struct qk kernel;
static char folder[] = "/tmp/control-test-XXXXXX";
static char socket_path[64], config_path[64], state_path[64];
static char *arguments[] = { "--control", socket_path, "--state", state_path,
			     "--max-held", "4", "--max-sources", "64",
			     "--max-flows", "16", NULL };

static void write_config(const char *text)
{
	FILE *file = fopen(config_path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int start(void **state)
{
	char error[CONTROL_ERROR_MAX] = "";

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(socket_path, sizeof(socket_path), "%s/control", folder);
	snprintf(config_path, sizeof(config_path), "%s/conf", folder);
	snprintf(state_path, sizeof(state_path), "%s/state", folder);
	log_set(-1, 0);
	if (!settings_read(&app.settings, OPTIONS_RUN, "", arguments, error, NULL))
		fail_msg("%s", error);
	snprintf(app.config, sizeof(app.config), "%s", config_path);
	app.argv = arguments;
	app.now_ns = loop_now_ns();
	app.engine = engine_new(&app.settings.engine, app.now_ns);
	qk_begin(&kernel);
	app.queue = kernel.q;
	assert_int_equal(loop_open(&app.loop), 0);
	app.control = control_open(&app, error);
	assert_string_equal(error, "");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	control_close(app.control);
	loop_close(&app.loop);
	qk_end(&kernel);
	engine_free(app.engine);
	unlink(config_path);
	unlink(state_path);
	assert_int_equal(rmdir(folder), 0);	/* nothing else is left */
	return 0;
}

static int connect_to(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(addr.sun_path, socket_path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	loop_wait(&app.loop, false);
	return fd;
}

/* What comes until it hangs up, or says no more. */
static const char *read_all(int fd)
{
	static char text[ANSWER_MAX];
	size_t n = 0;
	ssize_t got;

	while (n < sizeof(text) - 1) {
		loop_wait(&app.loop, false);
		got = read(fd, text + n, sizeof(text) - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	text[n] = '\0';
	return text;
}

static const char *tell_bytes(const char *request, size_t n)
{
	const char *text;
	int fd = connect_to();

	assert_int_equal(send(fd, request, n, MSG_NOSIGNAL), n);
	text = read_all(fd);
	close(fd);
	loop_wait(&app.loop, false);
	return text;
}

static const char *tell(const char *request)
{
	return tell_bytes(request, strlen(request));
}

static void expect(const char *text, const char *want)
{
	if (!strstr(text, want))
		fail_msg("want: %s got: %.400s", want, text);
}

/* --- requests, in turn, and what must be in the answer */

static void test_requests(void **state)
{
	static const struct {
		const char *request, *want;
	} rows[] = {
		{ "status\n", "ok\n" },
		{ "status\n", "held now" },
		{ "status json\n", "\"held_now\":" },
		{ "status lines\n", "\nheld_now=0\n" },
		{ "status prometheus\n", "# TYPE smtp_tarpit_held_now gauge\n" },
		{ "status xml\n", "error status is one of text, json, prometheus, lines, not xml\n" },
		{ "held\n", "ok\n" },
		{ "held 0\n", "error not a number of lines" },
		{ "release 203.0.113.9\n", "ok\nreleased=0\n" },
		{ "release --all\n", "ok\nreleased=0\n" },
		{ "owe 203.0.113.9 60\n", "ok\n" },
		{ "sources\n", "source=203.0.113.9/32 owes_s=" },
		{ "owe 203.0.113.9 2592001\n", "error not a number of seconds" },
		{ "owe 203.0.113.9 soon\n", "error not a number of seconds" },
		{ "owe nobody 60\n", "error not an address: nobody\n" },
		{ "owe 2001:db8::9 60\n", "ok\n" },
		{ "sources\n", "source=2001:db8::/" },
		{ "save\n", "ok\n" },
		{ "forget 203.0.113.9\n", "ok\nforgotten=1\n" },
		{ "forget 203.0.113.9\n", "ok\nforgotten=0\n" },
		{ "forget nobody\n", "error not an address: nobody\n" },
		{ "forget --all\n", "ok\nforgotten=1\n" },
		{ "loglevel loud\n", "error log-level" },
		{ "loglevel error\n", "ok\n" },
		{ "\n", "error unknown request\n" },
		{ "dance\n", "error unknown request\n" },
		{ "owe 203.0.113.9\n", "error wrong number of words for owe\n" },
		{ "a b c d e f g\n", "error too many words\n" },
	};
	struct stat saved;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		expect(tell(rows[i].request), rows[i].want);
	}
	assert_int_equal(stat(state_path, &saved), 0);
	assert_true(saved.st_size > 0);
}

static void test_bytes(void **state)
{
	static char most[4096];

	(void)state;
	assert_string_equal(tell_bytes("status\0json\n", 12),
			    "error bad request\n");
	memset(most, 'x', sizeof(most));
	assert_string_equal(tell_bytes(most, sizeof(most)),
			    "error bad request\n");
	assert_string_equal(tell("status lines"), "");	/* the line has no end */
}

/* --- settings are read again, all of them or none */

static void test_reload(void **state)
{
	static const struct {
		const char *config, *want;
		uint64_t interval_ms;
	} rows[] = {
		{ "interval = 60\n", "ok\nthe settings were read again from ", 60000 },
		{ "interval = 600.5\n", "error nothing was changed: ", 60000 },
		{ "interval = 600.5\n", "conf:1: interval: '600.5' is out of range", 60000 },
		{ "interval = 1\nqueue-num = 7\n", "error nothing was changed: "
			"queue-num can be changed by a restart only: systemctl restart smtp-tarpit\n", 60000 },
		{ "interval = 0.5\n", "ok\n", 500 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		write_config(rows[i].config);
		expect(tell("reload\n"), rows[i].want);
		assert_int_equal(app.settings.engine.interval_ns / NS_PER_MS,
				 rows[i].interval_ms);
	}
}

/* --- who says nothing, or does not read, keeps nobody from being heard */

static void test_crowd(void **state)
{
	int fds[CROWD];
	size_t i;

	(void)state;
	for (i = 0; i < CROWD; i++)
		fds[i] = connect_to();
	assert_string_equal(read_all(fds[0]), "");
	assert_string_equal(read_all(fds[CROWD - 1]),
			    "error too many clients are connected: try again later\n");
	assert_int_equal(send(fds[0], "trace\n", 6, 0), 6);
	assert_string_equal(read_all(fds[0]), "ok\n");
	app.now_ns = loop_now_ns() + PATIENCE_NS + NS_PER_S;
	assert_true(control_next_ns(app.control) <= app.now_ns);
	control_expire(app.control, app.now_ns);
	expect(tell("status lines\n"), "ok\n");
	/* Who follows the trace may wait as long as it likes. */
	assert_int_equal(control_next_ns(app.control), ENGINE_NEVER);
	control_trace(app.control, &(struct addr){ .family = 4 }, "a line", 6);
	assert_string_equal(read_all(fds[0]), "a line\n");
	for (i = 0; i < CROWD; i++)
		close(fds[i]);
	loop_wait(&app.loop, false);
}

/* --- whose socket it is */

static void test_taken(void **state)
{
	static struct app other;
	char error[CONTROL_ERROR_MAX] = "";
	char path[64];
	FILE *file;
	int fd;

	(void)state;
	other = app;
	other.loop = (struct loop){ -1, -1, 0 };
	assert_int_equal(loop_open(&other.loop), 0);
	assert_null(control_open(&other, error));
	expect(error, "another smtp-tarpit listens there");
	expect(tell("status\n"), "ok\n");
	snprintf(path, sizeof(path), "%s/file", folder);
	strcpy(other.settings.control, path);
	file = fopen(path, "w");
	assert_int_equal(fclose(file), 0);
	assert_null(control_open(&other, error));
	expect(error, "a file stands there that is not a socket");
	assert_int_equal(unlink(path), 0);	/* it is still there */
	/* Of one that nobody listens on any more */
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	{
		struct sockaddr_un addr = { .sun_family = AF_UNIX };

		strcpy(addr.sun_path, path);
		assert_int_equal(bind(fd, (struct sockaddr *)&addr,
				      sizeof(addr)), 0);
	}
	close(fd);
	other.control = control_open(&other, error);
	assert_non_null(other.control);
	control_close(other.control);
	loop_close(&other.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_crowd),
		cmocka_unit_test(test_taken),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
