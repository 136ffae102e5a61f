// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notify_test.c - the service manager is told, by path and by abstract name
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/notify.h"

static int listen_on(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	socklen_t n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				  strlen(name));

	strcpy(addr.sun_path, name);
	if (*name == '@')
		addr.sun_path[0] = '\0';
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, n), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static void test_send(void **state)
{
	char name[64], got[64] = "", number[32];
	struct notify n;
	int i, fd;

	(void)state;
	for (i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), i ? "@notify-test-%d" :
			 "/tmp/notify-test-%d", (int)getpid());
		fd = listen_on(name);
		setenv("WATCHDOG_USEC", "3000000", 1);
		snprintf(number, sizeof(number), "%d", (int)getpid());
		setenv("WATCHDOG_PID", number, 1);
		assert_true(notify_open(&n));
		assert_true(n.watchdog_ns == 3000000000ull);
		notify_send(&n, "READY=1");
		assert_int_equal(recv(fd, got, sizeof(got), MSG_DONTWAIT), 7);
		assert_memory_equal(got, "READY=1", 7);
		notify_close(&n);
		setenv("WATCHDOG_PID", "1", 1);	/* another's */
		assert_true(notify_open(&n));
		assert_true(n.watchdog_ns == 0);
		notify_close(&n);
		close(fd);
		unlink(name);
	}
}

static void test_store(void **state)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	char name[64], got[64] = "";
	struct iovec iov = { got, sizeof(got) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct stat a, b;
	struct notify n;
	int fd, passed;

	(void)state;
	snprintf(name, sizeof(name), "@notify-test-%d", (int)getpid());
	fd = listen_on(name);
	assert_true(notify_open(&n));
	assert_true(notify_store(&n, STDIN_FILENO, "queue"));
	assert_true(recvmsg(fd, &msg, MSG_DONTWAIT) > 0);
	assert_string_equal(got, "FDSTORE=1\nFDNAME=queue");
	memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(passed));
	assert_int_equal(fstat(passed, &a), 0);
	assert_int_equal(fstat(STDIN_FILENO, &b), 0);
	assert_true(a.st_ino == b.st_ino);
	close(passed);
	notify_close(&n);
	close(fd);
}

/* A manager that takes the message, and so closes the pipe, is what it waits
 * for; one that does not read is given up on. */
static void test_barrier(void **state)
{
	char name[64], got[64] = "";
	struct iovec iov = { got, sizeof(got) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct notify n;
	int fd, status;
	pid_t child;

	(void)state;
	snprintf(name, sizeof(name), "@notify-test-%d", (int)getpid());
	fd = listen_on(name);
	assert_true(notify_open(&n));
	child = fork();
	if (!child) {
		notify_close(&n);
		/* no room for the descriptor: it is closed */
		_exit(recvmsg(fd, &msg, 0) != 9 || memcmp(got, "BARRIER=1", 9));
	}
	assert_true(notify_barrier(&n));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	notify_close(&n);
	close(fd);
	assert_false(notify_barrier(&n));
	assert_false(notify_store(&n, 0, "x"));
}

static void test_nobody(void **state)
{
	struct notify n;

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	assert_true(notify_open(&n));
	assert_int_equal(n.fd, -1);
	notify_send(&n, "READY=1");
	setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
	assert_false(notify_open(&n));
	setenv("NOTIFY_SOCKET", "relative", 1);
	assert_false(notify_open(&n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_store),
		cmocka_unit_test(test_barrier),
		cmocka_unit_test(test_nobody),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
