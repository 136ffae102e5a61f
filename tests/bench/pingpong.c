// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pingpong.c - how long a reply takes, and how many a second
 *
 *	pingpong serve PORT
 *	pingpong ask ADDRESS PORT CONNECTIONS REPLIES WORD
 *
 * The server answers each line that it gets with one segment, chosen by the
 * line's first letter (see answers[]); the client asks on CONNECTIONS at a
 * time, each waiting for its answer before it asks again, REPLIES times in
 * all, and prints "median_us VALUE" and "per_second VALUE".
 *
 * One thread and epoll on either side; no work but the replies.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS		64
#define CONNECTIONS_MAX	4096

static const struct {
	char letter;
	const char *text;
} answers[] = {
	{ 'k', "250 2.1.5 Ok, passes in the kernel\r\n" },
	{ 'q', "250 2.1.5 Ok, ends in LF: takes the queue\n" },
};

static int new_socket(void)
{
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		die("socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	return fd;
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		die("epoll");
}

static const char *answer_to(char letter)
{
	size_t i;

	for (i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (answers[i].letter == letter)
			return answers[i].text;
	return NULL;
}

static void answer(int fd)
{
	char line[64];
	ssize_t n = read(fd, line, sizeof(line));
	const char *text = n > 0 ? answer_to(line[0]) : NULL;

	if (!text || write(fd, text, strlen(text)) < 0)
		close(fd);
}

static _Noreturn void serve(const char *port)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons((uint16_t)atoi(port)) };
	struct epoll_event events[EVENTS];
	int epoll = epoll_create1(0), listener = new_socket(), i, n, fd;
	int one = 1;

	if (bind(listener, (struct sockaddr *)&any, sizeof(any)) < 0 ||
	    listen(listener, 4096) < 0)
		die("listen");
	watch(epoll, listener);
	printf("READY\n");
	fflush(stdout);
	for (;;) {
		n = epoll_wait(epoll, events, EVENTS, -1);
		for (i = 0; i < n; i++) {
			if (events[i].data.fd != listener) {
				answer(events[i].data.fd);
				continue;
			}
			fd = accept(listener, NULL, NULL);
			if (fd < 0)
				continue;
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one,
				   sizeof(one));
			watch(epoll, fd);
		}
	}
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/**
 * struct client - Connections, each with one question under way
 * @asked_ns:	when, by descriptor
 * @took_ns:	of each reply
 */
struct client {
	int epoll;
	char word[8];
	uint64_t asked_ns[CONNECTIONS_MAX + 64];
	uint32_t *took_ns;
	uint32_t asked, answered, replies;
};

static void ask(struct client *c, int fd)
{
	if (c->asked == c->replies)
		return;
	c->asked++;
	c->asked_ns[fd] = now_ns();
	if (write(fd, c->word, strlen(c->word)) < 0)
		die("write");
}

static void hear(struct client *c, int fd)
{
	char text[256];

	if (read(fd, text, sizeof(text)) <= 0)
		die("read");
	c->took_ns[c->answered++] = (uint32_t)(now_ns() - c->asked_ns[fd]);
	ask(c, fd);
}

static void open_connections(struct client *c, const char *address,
			     const char *port, int connections)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)atoi(port)) };
	int fd;

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		die(address);
	for (; connections > 0; connections--) {
		fd = new_socket();
		if (fd >= CONNECTIONS_MAX ||
		    connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
			die("connect");
		watch(c->epoll, fd);
		ask(c, fd);
	}
}

static int run_client(char **argv)
{
	static struct client c;
	struct epoll_event events[EVENTS];
	uint64_t began_ns;
	int i, n;

	c.epoll = epoll_create1(0);
	c.replies = (uint32_t)atoi(argv[3]);
	snprintf(c.word, sizeof(c.word), "%c\r\n", argv[4][0]);
	c.took_ns = calloc(c.replies, sizeof(*c.took_ns));
	if (!c.took_ns || !c.replies)
		die("replies");
	began_ns = now_ns();
	open_connections(&c, argv[0], argv[1], atoi(argv[2]));
	while (c.answered < c.replies) {
		n = epoll_wait(c.epoll, events, EVENTS, 20000);
		if (n <= 0)
			die("no answer");
		for (i = 0; i < n; i++)
			hear(&c, events[i].data.fd);
	}
	printf("per_second %.0f\n",
	       c.replies * 1e9 / (double)(now_ns() - began_ns));
	qsort(c.took_ns, c.replies, sizeof(*c.took_ns), compare);
	printf("median_us %.1f\n", c.took_ns[c.replies / 2] / 1e3);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "serve"))
		serve(argv[2]);
	if (argc == 7 && !strcmp(argv[1], "ask"))
		return run_client(argv + 2);
	fprintf(stderr, "usage: pingpong serve PORT | ask ADDRESS PORT "
			"CONNECTIONS REPLIES WORD\n");
	return 2;
}
