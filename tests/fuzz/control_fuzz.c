// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_fuzz.c - requests of any bytes to the control socket
 *
 * Sent in pieces over the real socket.  Whoever sent a line gets an answer, and
 * nothing keeps the next client from getting one; also not what comes behind the
 * request `share`.
 */
#include "daemon/app.h"
#include "daemon/run.h"
#include "fuzz.h"
#include "process/log.h"
#include "qkernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const char program_version[] = "fuzz";

static struct app app;
static struct qk kernel;
static char folder[64];

static void stop(void)
{
	shared_close(app.shared);
	app.shared = NULL;
	control_close(app.control);
	rmdir(folder);
}

static void start(void)
{
	static char *const no_arguments[] = { NULL };
	char error[CONTROL_ERROR_MAX] = "";

	if (app.control)
		return;
	log_set(-1, 0);
	options_defaults(&app.settings);
	snprintf(folder, sizeof(folder), "/tmp/fuzz-control-%d", (int)getpid());
	snprintf(app.settings.control, sizeof(app.settings.control),
		 "%s/socket", folder);
	strcpy(app.settings.shared_state, "unix:/nowhere");
	REQUIRE(shared_open(&app, &app.shared), "memory");
	app.settings.engine.max_held = 4;
	app.settings.engine.max_sources = 8;
	app.settings.engine.max_flows = 4;
	app.argv = no_arguments;
	app.now_ns = loop_now_ns();
	app.engine = engine_new(&app.settings.engine, app.now_ns);
	qk_begin(&kernel);
	app.queue = kernel.q;
	REQUIRE(!loop_open(&app.loop), "loop");
	app.control = control_open(&app, error);
	REQUIRE(app.control, "%s", error);
	atexit(stop);
}

static int connect_to(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(addr.sun_path, app.settings.control);
	REQUIRE(!connect(fd, (struct sockaddr *)&addr, sizeof(addr)), "connect");
	loop_wait(&app.loop, false);
	return fd;
}

/* Return: how much of the answer there was; @text ends with a NUL */
static size_t answer_of(int fd, char *text, size_t max)
{
	size_t n = 0;
	ssize_t got;

	while (n < max - 1) {
		loop_wait(&app.loop, false);
		got = read(fd, text + n, max - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	text[n] = '\0';
	return n;
}

static void expect_answer(const char *text)
{
	REQUIRE(!strncmp(text, "ok\n", 3) || !strncmp(text, "error ", 6),
		"an answer that is neither: %.40s", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[65536];
	struct input in = { data, data + size };
	bool line = memchr(data, '\n', size) != NULL;
	const uint8_t *bytes;
	size_t n, piece;
	int fd;

	if (!size)
		return 0;
	start();
	piece = in8(&in) + 1u;
	line = memchr(in.at, '\n', size - 1) != NULL;
	fd = connect_to();
	while ((n = in_bytes(&in, piece, &bytes))) {
		if (send(fd, bytes, n, MSG_NOSIGNAL) < 0)
			break;
		loop_wait(&app.loop, false);
	}
	if (answer_of(fd, text, sizeof(text)) || line)
		expect_answer(text);
	close(fd);
	loop_wait(&app.loop, false);
	fd = connect_to();
	n = (size_t)send(fd, "status lines\n", 13, MSG_NOSIGNAL);
	REQUIRE(n == 13 && answer_of(fd, text, sizeof(text)), "no answer");
	REQUIRE(!strncmp(text, "ok\n", 3), "status: %.40s", text);
	close(fd);
	loop_wait(&app.loop, false);
	return 0;
}
