// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pour.c - how many segments a second whoever listens on a queue handles
 *
 *	pour FROM-NETNS FROM TO-NETNS TO DEVICE SEGMENTS LISTENER
 *
 * Sends SEGMENTS replies that take the queue from port 25 of FROM, on
 * CONNECTIONS connections in turns, to hosts behind TO (an address whose last
 * byte is free), while the process LISTENER is stopped, so that all are in the
 * queue at once.  Then it goes on, and the time is taken until the last has
 * come.  What comes is counted by DEVICE of TO-NETNS; nothing there answers.
 *
 * Prints "per_second VALUE", or fails when segments are lost or pass by.
 */
#include "../lib/packet.h"
#include "bench.h"
#include "core/addr.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS	64
#define SERVER_PORT	25
#define CLIENT_PORT	30000
#define FOREIGN		16	/* packets of neighbour discovery and the like */
#define SILENCE_NS	(5 * NS_PER_S)

static const char text[] = "250 2.1.5 Ok, ends in LF: takes the queue\n";

#define TEXT_BYTES	(sizeof(text) - 1)

/**
 * struct pour - What is sent, and where it is counted
 * @to_net:	in host order
 * @came_before: what the device had counted at the start
 */
struct pour {
	int raw_fd, count_fd;
	const char *device;
	struct tcp_segment segment;
	uint32_t to_net;
	uint64_t sent, segments, came_before;
	pid_t listener;
};

static void enter(const char *netns)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		die(path);
	close(fd);
}

static void prepare(struct pour *p, const char *from, const char *to)
{
	struct addr net;

	if (!addr_parse(from, &p->segment.src) || !addr_parse(to, &net))
		die("address");
	p->to_net = (uint32_t)net.b[0] << 24 | (uint32_t)net.b[1] << 16 |
		    (uint32_t)net.b[2] << 8;
	p->segment.dst = net;
	p->segment.sport = SERVER_PORT;
	p->segment.dport = CLIENT_PORT;
	p->segment.ack = 1;
	p->segment.flags = F_PSH | F_ACK;
	p->segment.win = 65535;
	p->segment.payload = (const uint8_t *)text;
	p->segment.len_bytes = TEXT_BYTES;
}

/* The next of all: the connections have their turns. */
static void send_one(struct pour *p)
{
	static uint8_t bytes[PACKET_MAX];
	uint8_t host = (uint8_t)(1 + p->sent % CONNECTIONS);
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(p->to_net | host) };
	size_t len;

	p->segment.dst.b[3] = host;
	p->segment.seq = 1 + (uint32_t)(p->sent / CONNECTIONS * TEXT_BYTES);
	len = segment_build(&p->segment, false, bytes);
	while (sendto(p->raw_fd, bytes, len, 0, (struct sockaddr *)&to,
		      sizeof(to)) < 0)
		if (errno != ENOBUFS && errno != EINTR)
			die("sendto");
	p->sent++;
}

/* What the device has received, proc(5). */
static uint64_t came(const struct pour *p)
{
	char all[4096], name[32];
	ssize_t n = pread(p->count_fd, all, sizeof(all) - 1, 0);
	unsigned long long packets;
	const char *line;

	if (n <= 0)
		die("/proc/net/dev");
	all[n] = '\0';
	snprintf(name, sizeof(name), "%s:", p->device);
	line = strstr(all, name);
	if (!line || sscanf(line + strlen(name), "%*u %llu", &packets) != 1)
		die(name);
	return packets - p->came_before;
}

/* Until all that was sent has come; it is lost if nothing comes any more. */
static void wait_for_all(const struct pour *p)
{
	uint64_t last = 0, n, changed_ns = now_ns();

	while ((n = came(p)) < p->sent) {
		if (n != last)
			changed_ns = now_ns();
		last = n;
		if (now_ns() - changed_ns > SILENCE_NS) {
			fprintf(stderr, "pour: %llu of %llu segments came\n",
				(unsigned long long)n,
				(unsigned long long)p->sent);
			exit(1);
		}
	}
}

static void tell(const struct pour *p, int signal)
{
	if (kill(p->listener, signal) < 0)
		die("kill");
}

static void pour(struct pour *p)
{
	uint64_t began_ns, before;

	/* A connection's first goes alone: until it has passed, conntrack
	 * takes each further one for the first of another. */
	while (p->sent < CONNECTIONS)
		send_one(p);
	wait_for_all(p);
	tell(p, SIGSTOP);
	while (p->sent < p->segments + CONNECTIONS)
		send_one(p);
	before = came(p);
	began_ns = now_ns();
	tell(p, SIGCONT);
	if (before > CONNECTIONS + FOREIGN) {
		fprintf(stderr, "pour: %llu segments did not wait\n",
			(unsigned long long)before - CONNECTIONS);
		exit(1);
	}
	wait_for_all(p);
	printf("per_second %.0f\n", (double)p->segments * NS_PER_S /
	       (double)(now_ns() - began_ns));
}

int main(int argc, char **argv)
{
	static struct pour p;

	if (argc != 8) {
		fprintf(stderr, "usage: pour FROM-NETNS FROM TO-NETNS TO "
				"DEVICE SEGMENTS LISTENER\n");
		return 2;
	}
	prepare(&p, argv[2], argv[4]);
	p.device = argv[5];
	p.segments = strtoull(argv[6], NULL, 10);
	p.listener = (pid_t)atoi(argv[7]);
	if (!p.segments || p.listener <= 1)
		die("SEGMENTS, LISTENER");
	enter(argv[3]);
	p.count_fd = open("/proc/thread-self/net/dev", O_RDONLY | O_CLOEXEC);
	if (p.count_fd < 0)
		die("/proc/net/dev");
	enter(argv[1]);
	p.raw_fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	if (p.raw_fd < 0)
		die("socket");
	p.came_before = came(&p);
	pour(&p);
	return 0;
}
