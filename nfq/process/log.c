// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * log.c - lines for the admin, never at the cost of a packet
 *
 * Owns the buffer of lines and the descriptor behind it.  Lines are collected
 * and handed on once a turn of the loop; a full pipe or a stuck log daemon
 * makes lines be counted, not packets wait.  poll(2) says POLLOUT of a pipe
 * only if PIPE_BUF bytes fit, so writes of at most that never block.
 *
 * The state is static: a message must be possible anywhere.
 */
#include "log.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_BYTES	(256u * 1024)
#define MESSAGE_MAX	1024
#define RECORD_MAX	1200	/* of a syslog datagram */

static struct {
	const char *name;
	enum log_target target;
	int fd;
	int level;
	uint32_t rate;
	uint32_t in_second;	/* event lines since second_ns */
	uint64_t second_ns;
	uint64_t lost;		/* not told yet */
	uint64_t lost_total;
	size_t used;
} state = { .name = "smtp-tarpit", .fd = STDERR_FILENO, .level = LOG_INFO };

/* Apart, so that the program's file has no room for it. */
static char buffer[BUFFER_BYTES];

static int connect_syslog(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX,
				    .sun_path = "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

bool log_open(enum log_target target, int level, uint32_t rate)
{
	if (target == LOG_TO_SYSLOG) {
		int fd = connect_syslog();

		if (fd < 0)
			return false;
		state.fd = fd;
	}
	state.target = target;
	log_set(level, rate);
	return true;
}

void log_set(int level, uint32_t rate)
{
	state.level = level;
	state.rate = rate;
}

void log_name(const char *name)
{
	state.name = name;
}

uint64_t log_next_ns(void)
{
	if (state.used)
		return 0;
	return state.lost ? state.second_ns + NS_PER_S : ENGINE_NEVER;
}

uint64_t log_lost_total(void)
{
	return state.lost_total;
}

static bool put(const char *text, size_t n)
{
	if (state.used + n + 1 > BUFFER_BYTES) {
		state.lost++;
		state.lost_total++;
		return false;
	}
	memcpy(buffer + state.used, text, n);
	state.used += n;
	buffer[state.used++] = '\n';
	return true;
}

/* Return: bytes that the target took, 0 if it would block or is gone */
static size_t hand_stream(size_t n)
{
	struct pollfd p = { .fd = state.fd, .events = POLLOUT };
	ssize_t taken;

	if (poll(&p, 1, 0) != 1 || !(p.revents & POLLOUT))
		return 0;
	taken = write(state.fd, buffer, n < PIPE_BUF ? n : PIPE_BUF);
	return taken > 0 ? (size_t)taken : 0;
}

/* RFC 3164 as syslog(3) writes it, one datagram for a line. */
static size_t hand_syslog(size_t n)
{
	const char *end = memchr(buffer, '\n', n);
	size_t length = end ? (size_t)(end - buffer) : n;
	char record[RECORD_MAX];
	int m, level = LOG_INFO;

	if (n > 7 && !memcmp(buffer, "error: ", 7))
		level = LOG_ERR;
	else if (n > 9 && !memcmp(buffer, "warning: ", 9))
		level = LOG_WARNING;
	m = snprintf(record, sizeof(record), "<%d>%s[%d]: %.*s",
		     LOG_DAEMON | level, state.name, (int)getpid(),
		     (int)length, buffer);
	if (m >= (int)sizeof(record))
		m = sizeof(record) - 1;
	if (send(state.fd, record, (size_t)m, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 &&
	    (errno == EAGAIN || errno == ENOBUFS))
		return 0;
	return length + 1;
}

static void report_lost(void)
{
	char text[128];
	int n;

	n = snprintf(text, sizeof(text),
		     "%s: warning: %llu log lines were not written (log-rate, or the log is slow)",
		     state.name, (unsigned long long)state.lost);
	if (put(text, (size_t)n))
		state.lost = 0;
}

bool log_flush(uint64_t now_ns)
{
	size_t n;

	if (state.lost && now_ns >= state.second_ns + NS_PER_S)
		report_lost();
	while (state.used) {
		n = state.target == LOG_TO_SYSLOG ? hand_syslog(state.used) :
						    hand_stream(state.used);
		if (!n)
			return false;
		state.used -= n;
		memmove(buffer, buffer + n, state.used);
	}
	return true;
}

bool log_wants_event(uint64_t now_ns)
{
	if (state.level < LOG_INFO)
		return false;
	if (now_ns >= state.second_ns + NS_PER_S) {
		if (state.lost)
			report_lost();
		state.second_ns = now_ns;
		state.in_second = 0;
	}
	if (state.rate && state.in_second >= state.rate) {
		state.lost++;
		state.lost_total++;
		return false;
	}
	state.in_second++;
	return true;
}

void log_event(const char *line, size_t length_bytes)
{
	put(line, length_bytes);
}

void log_message(int level, const char *format, ...)
{
	const char *word = level == LOG_ERR ? "error: " :
			   level == LOG_WARNING ? "warning: " : "";
	char text[MESSAGE_MAX];
	struct timespec now;
	va_list args;
	int n, m;

	if (level > state.level)
		return;
	n = snprintf(text, sizeof(text), "%s%s%s",
		     state.target == LOG_TO_SYSLOG ? "" : state.name,
		     state.target == LOG_TO_SYSLOG ? "" : ": ", word);
	va_start(args, format);
	m = vsnprintf(text + n, sizeof(text) - (size_t)n, format, args);
	va_end(args);
	n += m;
	if (n >= (int)sizeof(text))
		n = sizeof(text) - 1;
	put(text, (size_t)n);
	clock_gettime(CLOCK_MONOTONIC, &now);
	log_flush((uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec);
}
