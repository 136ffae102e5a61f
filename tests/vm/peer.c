/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peer.c - a mail server and a mail client, small enough for an initramfs
 *
 *	peer serve PORT
 *	peer ask ADDRESS PORT RECIPIENT...
 *
 * The server refuses each recipient whose name starts with "bad" with a 550
 * and takes all others.  It answers a burst of commands in one write, as real
 * servers do.  The client asks for one recipient after the other and prints,
 * for each, one line "RECIPIENT CODE MILLISECONDS"; then the same for QUIT.
 *
 * Static, no dependencies.  The client waits TIMEOUT_MS for a reply, prints
 * "RECIPIENT gone MILLISECONDS" where the connection ends or stays silent,
 * and then exits with 1.  Killed while it waits for a recipient's reply, it resets
 * the connection.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_MS	60000
#define SESSIONS_MAX	1000
#define LINE_BYTES	1024
#define OUT_BYTES	4096

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static bool write_all(int fd, const char *text, size_t len_bytes)
{
	while (len_bytes) {
		ssize_t n = send(fd, text, len_bytes, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		text += n;
		len_bytes -= (size_t)n;
	}
	return true;
}

/* The server */

struct session {
	int fd;
	bool in_data;
	unsigned int recipients;
	size_t len_bytes;		/* of the line that is coming in */
	char line[LINE_BYTES];
};

static const struct {
	const char *verb, *reply;
} replies[] = {
	{ "EHLO", "250-lab\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n" },
	{ "HELO", "250 lab\r\n" },
	{ "MAIL", "250 2.1.0 Ok\r\n" },
	{ "RSET", "250 2.0.0 Ok\r\n" },
	{ "NOOP", "250 2.0.0 Ok\r\n" },
	{ "QUIT", "221 2.0.0 Bye\r\n" },
};

static const char *reply_to(struct session *s)
{
	const char *recipient;
	size_t i;

	if (s->in_data) {
		if (strcmp(s->line, ".") != 0)
			return "";
		s->in_data = false;
		return "250 2.0.0 Ok: queued\r\n";
	}
	if (strncasecmp(s->line, "RCPT TO:<", 9) == 0) {
		recipient = s->line + 9;
		if (strncasecmp(recipient, "bad", 3) == 0)
			return "550 5.1.1 Recipient address rejected: "
			       "User unknown in local recipient table\r\n";
		s->recipients++;
		return "250 2.1.5 Ok\r\n";
	}
	if (strncasecmp(s->line, "DATA", 4) == 0) {
		if (!s->recipients)
			return "554 5.5.1 Error: no valid recipients\r\n";
		s->in_data = true;
		return "354 End data with <CR><LF>.<CR><LF>\r\n";
	}
	for (i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		if (strncasecmp(s->line, replies[i].verb, 4) == 0)
			return replies[i].reply;
	return "502 5.5.2 Error: command not recognized\r\n";
}

/* Return: false when the session is over */
static bool session_read(struct session *s)
{
	char in[LINE_BYTES], out[OUT_BYTES];
	size_t out_bytes = 0;
	bool over = false;
	ssize_t n = recv(s->fd, in, sizeof(in), 0);

	if (n <= 0)
		return false;
	for (ssize_t i = 0; i < n && !over; i++) {
		if (in[i] != '\n') {
			if (s->len_bytes < LINE_BYTES - 1)
				s->line[s->len_bytes++] = in[i];
			continue;
		}
		if (s->len_bytes && s->line[s->len_bytes - 1] == '\r')
			s->len_bytes--;
		s->line[s->len_bytes] = '\0';
		s->len_bytes = 0;
		over = !s->in_data && strncasecmp(s->line, "QUIT", 4) == 0;
		out_bytes += (size_t)snprintf(out + out_bytes,
					      sizeof(out) - out_bytes, "%s",
					      reply_to(s));
		if (out_bytes >= sizeof(out))
			return false;
	}
	return write_all(s->fd, out, out_bytes) && !over;
}

static int server_listen(uint16_t port)
{
	struct sockaddr_in6 addr = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(port),
	};
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int zero = 0, one = 1;

	if (fd < 0)
		die("socket");
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		die("bind");
	if (listen(fd, 512) < 0)
		die("listen");
	return fd;
}

static _Noreturn void serve(uint16_t port)
{
	static struct session session[SESSIONS_MAX];
	static struct pollfd fds[SESSIONS_MAX + 1];
	static const char greeting[] = "220 lab ESMTP\r\n";
	nfds_t n = 1;

	fds[0] = (struct pollfd){ .fd = server_listen(port), .events = POLLIN };
	printf("READY\n");
	fflush(stdout);
	for (;;) {
		if (poll(fds, n, -1) < 0)
			die("poll");
		for (nfds_t i = n - 1; i > 0; i--) {
			if (!fds[i].revents || session_read(&session[i - 1]))
				continue;
			close(fds[i].fd);
			n--;
			fds[i] = fds[n];
			session[i - 1] = session[n - 1];
		}
		if (fds[0].revents && n <= SESSIONS_MAX) {
			int fd = accept(fds[0].fd, NULL, NULL);

			if (fd < 0)
				continue;
			fds[n] = (struct pollfd){ .fd = fd, .events = POLLIN };
			session[n - 1] = (struct session){ .fd = fd };
			n++;
			write_all(fd, greeting, sizeof(greeting) - 1);
		}
	}
}

/* The client */

struct client {
	int fd;
	size_t len_bytes;
	char in[OUT_BYTES];
};

static int client_connect(const char *host, uint16_t port)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = htons(port),
	};
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port),
	};
	bool is6 = inet_pton(AF_INET6, host, &in6.sin6_addr) == 1;
	int fd;

	if (!is6 && inet_pton(AF_INET, host, &in.sin_addr) != 1) {
		fprintf(stderr, "peer: `%s' is not an address\n", host);
		exit(2);
	}
	fd = socket(is6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		die("socket");
	if (is6 ? connect(fd, (struct sockaddr *)&in6, sizeof(in6)) < 0 :
		  connect(fd, (struct sockaddr *)&in, sizeof(in)) < 0)
		die("connect");
	return fd;
}

/* Return: the code of the next whole reply, 0 where the connection is gone */
static int client_reply(struct client *c)
{
	uint64_t until_ms = now_ms() + TIMEOUT_MS;

	for (;;) {
		struct pollfd p = { .fd = c->fd, .events = POLLIN };
		char *end = memchr(c->in, '\n', c->len_bytes);
		uint64_t now = now_ms();
		ssize_t n;

		if (end) {
			size_t line_bytes = (size_t)(end + 1 - c->in);
			bool last = line_bytes < 5 || c->in[3] != '-';
			int code = atoi(c->in);

			c->len_bytes -= line_bytes;
			memmove(c->in, end + 1, c->len_bytes);
			if (last)
				return code;
			continue;
		}
		if (now >= until_ms || c->len_bytes == sizeof(c->in) ||
		    poll(&p, 1, (int)(until_ms - now)) <= 0)
			return 0;
		n = recv(c->fd, c->in + c->len_bytes,
			 sizeof(c->in) - c->len_bytes, 0);
		if (n <= 0)
			return 0;
		c->len_bytes += (size_t)n;
	}
}

static int client_say(struct client *c, const char *before, const char *what,
		      const char *after)
{
	char out[LINE_BYTES];
	int n = snprintf(out, sizeof(out), "%s%s%s\r\n", before, what, after);

	if (n < 0 || (size_t)n >= sizeof(out))
		return 0;
	return write_all(c->fd, out, (size_t)n) ? client_reply(c) : 0;
}

/* What the kernel does with the connection of a process that ends. */
static void client_resets(const struct client *c, bool resets)
{
	struct linger linger = { .l_onoff = resets };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static bool client_ask(struct client *c, const char *before, const char *what,
		       const char *after)
{
	uint64_t from_ms = now_ms();
	int code = client_say(c, before, what, after);
	uint64_t took_ms = now_ms() - from_ms;

	if (code)
		printf("%s %d %llu\n", what, code, (unsigned long long)took_ms);
	else
		printf("%s gone %llu\n", what, (unsigned long long)took_ms);
	fflush(stdout);
	return code != 0;
}

static int ask(const char *host, uint16_t port, char **recipients)
{
	struct client c = { .fd = client_connect(host, port) };

	if (client_reply(&c) != 220 ||
	    client_say(&c, "EHLO ", "client.test", "") != 250 ||
	    client_say(&c, "MAIL FROM:<", "a@client.test", ">") != 250) {
		printf("hello gone 0\n");
		return 1;
	}
	client_resets(&c, true);
	for (; *recipients; recipients++)
		if (!client_ask(&c, "RCPT TO:<", *recipients,
				"@server.test>"))
			return 1;
	client_resets(&c, false);
	return client_ask(&c, "", "QUIT", "") ? 0 : 1;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		serve((uint16_t)atoi(argv[2]));
	if (argc >= 5 && strcmp(argv[1], "ask") == 0)
		return ask(argv[2], (uint16_t)atoi(argv[3]), argv + 4);
	fprintf(stderr, "usage: peer serve PORT\n"
			"       peer ask ADDRESS PORT RECIPIENT...\n");
	return 2;
}
