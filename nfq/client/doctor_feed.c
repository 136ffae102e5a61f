// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_feed.c - does anybody see what is said inside TLS?
 *
 * Owns the check that asks each server whether it offers STARTTLS, as a client
 * would, and the daemon whether a mail server's log is read.  Nothing is sent but
 * EHLO and QUIT.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/addr.h"
#include "doctor.h"
#include "process/loop.h"

#define PATIENCE_MS	8000	/* some greet late, on purpose */
#define ASKED_MAX	8
#define PORT_IMPLICIT	465	/* RFC 8314 3.3 */
#define REPLY_BYTES	8192

enum offer { OFFER_UNKNOWN, OFFER_NONE, OFFER_STARTTLS };

/* Wait for the descriptor.  Return: false if that took too long */
static bool wait_for(int fd, short events, uint64_t end_ns)
{
	struct pollfd p = { .fd = fd, .events = events };
	uint64_t now_ns = loop_now_ns();

	return now_ns < end_ns &&
	       poll(&p, 1, (int)((end_ns - now_ns) / NS_PER_MS) + 1) > 0;
}

static int connect_to(const struct addr *a, uint16_t port, uint64_t end_ns)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port) };
	struct sockaddr_in in4 = { .sin_family = AF_INET,
				   .sin_port = htons(port) };
	bool is_ipv6 = a->family == 6;
	const void *to = is_ipv6 ? (void *)&in6 : (void *)&in4;
	socklen_t size = is_ipv6 ? sizeof(in6) : sizeof(in4);
	int fd, error = 0;

	memcpy(&in6.sin6_addr, a->b, 16);
	memcpy(&in4.sin_addr, a->b, 4);
	fd = socket(is_ipv6 ? AF_INET6 : AF_INET,
		    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	size = connect(fd, to, size) < 0 && errno != EINPROGRESS ? 0 : size;
	if (size && wait_for(fd, POLLOUT, end_ns)) {
		size = sizeof(error);
		if (!getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) &&
		    !error)
			return fd;
	}
	close(fd);
	return -1;
}

/* Its last line has a space behind the code, RFC 5321 4.2.1. */
static bool is_whole(const char *reply)
{
	const char *line = reply, *end;

	for (; (end = strchr(line, '\n')); line = end + 1)
		if (end - line >= 4 && line[3] != '-')
			return true;
	return false;
}

static bool read_reply(int fd, char *reply, uint64_t end_ns)
{
	size_t used = 0;
	ssize_t n;

	memset(reply, 0, REPLY_BYTES);
	while (!is_whole(reply) && used < REPLY_BYTES - 1) {
		if (!wait_for(fd, POLLIN, end_ns))
			return false;
		n = recv(fd, reply + used, REPLY_BYTES - 1 - used, 0);
		if (n <= 0)
			return false;
		used += (size_t)n;
		reply[used] = '\0';
	}
	return true;
}

static bool has_starttls(const char *reply)
{
	for (; reply; reply = strchr(reply, '\n')) {
		reply += *reply == '\n';
		if (strlen(reply) > 12 && !strncasecmp(reply + 4, "STARTTLS", 8))
			return true;
	}
	return false;
}

static enum offer ask(const struct addr *server, uint16_t port)
{
	static const char ehlo[] = "EHLO localhost\r\n", quit[] = "QUIT\r\n";
	uint64_t end_ns = loop_now_ns() + PATIENCE_MS * NS_PER_MS;
	enum offer offer = OFFER_UNKNOWN;
	char reply[REPLY_BYTES];
	int fd = connect_to(server, port, end_ns);

	if (fd < 0)
		return OFFER_UNKNOWN;
	if (read_reply(fd, reply, end_ns) && reply[0] == '2' &&
	    send(fd, ehlo, strlen(ehlo), MSG_NOSIGNAL) > 0 &&
	    read_reply(fd, reply, end_ns))
		offer = has_starttls(reply) ? OFFER_STARTTLS : OFFER_NONE;
	send(fd, quit, strlen(quit), MSG_NOSIGNAL);
	close(fd);
	return offer;
}

/* Single addresses alone: a network is not asked host by host. */
static unsigned int list_servers(const struct doctor *d, struct addr *servers)
{
	const struct net *net = d->settings.servers;
	unsigned int n = 0, i;

	for (i = 0; i < d->settings.servers_n && n < ASKED_MAX; i++)
		if (net[i].prefix_bits == (net[i].addr.family == 6 ? 128 : 32))
			servers[n++] = net[i].addr;
	if (n || d->settings.mode != MODE_HOST)
		return n;
	addr_parse("127.0.0.1", &servers[0]);
	addr_parse("::1", &servers[1]);
	return 2;
}

/* Return: how many of a server's ports offer TLS; @asked: how many answered */
static unsigned int ask_server(const struct doctor *d, const struct addr *server,
			       char *offers, size_t size, unsigned int *asked)
{
	char text[ADDR_TEXT_MAX];
	unsigned int found = 0;
	enum offer offer;
	uint32_t i;

	/* Of a range the first is asked: it may be wide. */
	for (i = 0; i < d->settings.ports_n; i++) {
		uint16_t port = d->settings.ports[i].first;
		size_t used = strlen(offers);

		offer = port == PORT_IMPLICIT ? OFFER_STARTTLS :
						ask(server, port);
		*asked += offer != OFFER_UNKNOWN;
		if (offer != OFFER_STARTTLS)
			continue;
		snprintf(offers + used, size - used, "%s%s port %u",
			 used ? ", " : "", addr_text(server, text), port);
		found++;
	}
	return found;
}

void doctor_feed(struct doctor *d)
{
	struct text answer = { .max = 65536 };
	char offers[DOCTOR_LINE_MAX / 2] = "", value[DOCTOR_LINE_MAX];
	struct addr servers[ASKED_MAX];
	unsigned int n = list_servers(d, servers), asked = 0, found = 0, i;
	bool running = doctor_status(d, &answer);

	doctor_value(&answer, "feeds_now", value);
	text_free(&answer);
	if (running && strcmp(value, "0")) {
		doctor_good(d, "%s program%s a mail server's log: errors inside TLS are charged",
			    value, strcmp(value, "1") ? "s read" : " reads");
		return;
	}
	for (i = 0; i < n; i++)
		found += ask_server(d, &servers[i], offers, sizeof(offers),
				    &asked);
	if (found && d->settings.engine.tls_sizes == TLS_SIZES_CHARGE) {
		doctor_note(d, "TLS is offered (%s) and no mail server's log is read: errors inside TLS are charged where their size tells them, and no others",
			    offers);
	} else if (found) {
		doctor_finding(d, "TLS is offered (%s) and no mail server's log is read: errors inside TLS are not charged",
			       offers);
		doctor_remedy("run smtp-tarpit-feed on the mail server's log: see smtp-tarpit-feed(8)");
	} else if (asked) {
		doctor_good(d, "no server offers TLS");
	} else {
		doctor_note(d, "no server answered, so it is not known whether one offers TLS; no mail server's log is read");
	}
}
