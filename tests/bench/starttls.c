/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * starttls.c - sessions that begin TLS, without what TLS costs
 *
 *	starttls serve PORT
 *	starttls send ADDRESS PORT MESSAGES
 *
 * A connection and a message each.  The lines up to STARTTLS are real ones.  The
 * records behind it have a record's header, a hello's type, the usual lengths of TLS
 * 1.3, and nothing inside: nobody between the two can see a difference, and what the two
 * themselves compute does not hide what the packets' way costs.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECORD_HEADER	5
#define STEP_BYTES_MAX	4096

/**
 * struct step - What one side says before the other goes on
 * @text:	A line of SMTP; NULL: a record
 * @type, @bytes: Of the record, its header included
 */
struct step {
	bool server;
	const char *text;
	uint8_t type;
	uint16_t bytes;
};

#define HANDSHAKE	0x16
#define DATA		0x17

static const struct step steps[] = {
	{ true, "220 mx.example ESMTP Postfix\r\n", 0, 0 },
	{ false, "EHLO client.example\r\n", 0, 0 },
	{ true, "250-mx.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n"
		"250-STARTTLS\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n"
		"250-DSN\r\n250 CHUNKING\r\n", 0, 0 },
	{ false, "STARTTLS\r\n", 0, 0 },
	{ true, "220 2.0.0 Ready to start TLS\r\n", 0, 0 },
	{ false, NULL, HANDSHAKE, 322 },	/* ClientHello */
	{ true, NULL, HANDSHAKE, 2310 },	/* ServerHello to Finished */
	{ false, NULL, DATA, 80 },		/* Finished */
	{ true, NULL, DATA, 510 },		/* two tickets */
	{ false, NULL, DATA, 43 },		/* EHLO */
	{ true, NULL, DATA, 170 },
	{ false, NULL, DATA, 58 },		/* MAIL */
	{ true, NULL, DATA, 36 },
	{ false, NULL, DATA, 54 },		/* RCPT */
	{ true, NULL, DATA, 36 },
	{ false, NULL, DATA, 28 },		/* DATA */
	{ true, NULL, DATA, 59 },
	{ false, NULL, DATA, 1100 },		/* a short message */
	{ true, NULL, DATA, 60 },
	{ false, NULL, DATA, 28 },		/* QUIT */
	{ true, NULL, DATA, 37 },
};

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* Return: its bytes, in @bytes */
static size_t make_step(const struct step *s, uint8_t *bytes)
{
	size_t n = s->text ? strlen(s->text) : s->bytes;

	memset(bytes, 0xa5, n);
	if (s->text) {
		memcpy(bytes, s->text, n);
		return n;
	}
	bytes[0] = s->type;
	bytes[1] = bytes[2] = 3;
	bytes[3] = (uint8_t)((n - RECORD_HEADER) >> 8);
	bytes[4] = (uint8_t)(n - RECORD_HEADER);
	if (s->type == HANDSHAKE)	/* ServerHello, ClientHello */
		bytes[RECORD_HEADER] = s->server ? 2 : 1;
	return n;
}

/* Return: false if the other side is gone */
static bool take_step(int fd, size_t n)
{
	uint8_t bytes[STEP_BYTES_MAX];
	ssize_t got;

	while (n) {
		got = recv(fd, bytes, n < sizeof(bytes) ? n : sizeof(bytes), 0);
		if (got <= 0)
			return false;
		n -= (size_t)got;
	}
	return true;
}

static bool play(int fd, bool server)
{
	uint8_t bytes[STEP_BYTES_MAX];
	int one = 1;
	size_t i, n;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		n = make_step(&steps[i], bytes);
		if (steps[i].server != server ?
		    !take_step(fd, n) :
		    send(fd, bytes, n, MSG_NOSIGNAL) != (ssize_t)n)
			return false;
	}
	close(fd);
	return true;
}

static _Noreturn void serve(const struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (const struct sockaddr *)at, sizeof(*at)) || listen(fd, 9))
		die("listen");
	puts("READY");
	fflush(stdout);
	for (;;) {
		int client = accept(fd, NULL, NULL);

		if (client >= 0 && !play(client, true))
			close(client);
	}
}

static int deliver(const struct sockaddr_in *to, long messages)
{
	while (messages--) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);

		if (connect(fd, (const struct sockaddr *)to, sizeof(*to)))
			die("connect");
		if (!play(fd, false)) {
			fputs("starttls: the server has closed\n", stderr);
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };

	if (argc == 3 && !strcmp(argv[1], "serve")) {
		addr.sin_port = htons((uint16_t)atoi(argv[2]));
		serve(&addr);
	}
	if (argc == 5 && !strcmp(argv[1], "send") &&
	    inet_pton(AF_INET, argv[2], &addr.sin_addr) == 1) {
		addr.sin_port = htons((uint16_t)atoi(argv[3]));
		return deliver(&addr, atol(argv[4]));
	}
	fputs("usage: starttls serve PORT\n"
	      "       starttls send ADDRESS PORT MESSAGES\n", stderr);
	return 2;
}
