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
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S	1000000000ull
#define CONNECTIONS	64
#define BATCH		32
#define HEADERS_BYTES	40
#define SERVER_PORT	25
#define CLIENT_PORT	30000
#define FOREIGN		16	/* packets of neighbour discovery and the like */
#define SILENCE_NS	(5 * NS_PER_S)

static const char text[] = "250 2.1.5 Ok, ends in LF: takes the queue\n";

#define TEXT_BYTES	(sizeof(text) - 1)
#define SEGMENT_BYTES	(HEADERS_BYTES + TEXT_BYTES)

/**
 * struct pour - What is sent, and where it is counted
 * @segment:	those of one call; each stands for the next of its connection
 * @sum:	of all that stays the same in a segment, its text included
 * @came_before: what the device had counted at the start
 */
struct pour {
	int raw_fd, count_fd;
	const char *device;
	uint8_t segment[BATCH][SEGMENT_BYTES];
	struct sockaddr_in to[BATCH];
	struct iovec iov[BATCH];
	struct mmsghdr msg[BATCH];
	uint32_t sum, to_host;
	uint64_t sent, segments, came_before;
	pid_t listener;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "pour: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

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

static void put_be16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, v >> 16);
	put_be16(p + 2, v & 0xffff);
}

static uint32_t sum16(uint32_t sum, const uint8_t *p, size_t len_bytes)
{
	for (; len_bytes > 1; len_bytes -= 2, p += 2)
		sum += (uint32_t)(p[0] << 8 | p[1]);
	return len_bytes ? sum + (uint32_t)(p[0] << 8) : sum;
}

/* The kernel fills in the IP header's length and checksum (raw(7)). */
static void prepare(struct pour *p, const char *from, const char *to)
{
	struct in_addr source, target;
	uint8_t *s = p->segment[0];
	int i;

	if (inet_pton(AF_INET, from, &source) != 1 ||
	    inet_pton(AF_INET, to, &target) != 1)
		die("address");
	p->to_host = ntohl(target.s_addr) & 0xffffff00;
	s[0] = 0x45;
	s[8] = 64;
	s[9] = IPPROTO_TCP;
	memcpy(s + 12, &source, 4);
	put_be16(s + 20, SERVER_PORT);
	put_be16(s + 22, CLIENT_PORT);
	put_be32(s + 28, 1);
	s[32] = 5 << 4;
	s[33] = 0x18;			/* PSH, ACK */
	put_be16(s + 34, 65535);
	memcpy(s + HEADERS_BYTES, text, TEXT_BYTES);
	p->sum = sum16(IPPROTO_TCP + 20 + TEXT_BYTES, s + 12, 8);
	p->sum = sum16(p->sum, s + 20, 20 + TEXT_BYTES);
	for (i = 0; i < BATCH; i++) {
		memcpy(p->segment[i], s, SEGMENT_BYTES);
		p->to[i].sin_family = AF_INET;
		p->iov[i].iov_base = p->segment[i];
		p->iov[i].iov_len = SEGMENT_BYTES;
		p->msg[i].msg_hdr.msg_name = &p->to[i];
		p->msg[i].msg_hdr.msg_namelen = sizeof(p->to[i]);
		p->msg[i].msg_hdr.msg_iov = &p->iov[i];
		p->msg[i].msg_hdr.msg_iovlen = 1;
	}
}

/* Number @number of all: the next on its connection. */
static void fill(struct pour *p, int slot, uint64_t number)
{
	uint8_t *s = p->segment[slot];
	uint32_t to = p->to_host + 1 + (uint32_t)(number % CONNECTIONS);
	uint32_t sum;

	p->to[slot].sin_addr.s_addr = htonl(to);
	put_be32(s + 16, to);
	put_be32(s + 24, 1 + (uint32_t)(number / CONNECTIONS * TEXT_BYTES));
	sum = sum16(sum16(p->sum, s + 16, 4), s + 24, 4);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put_be16(s + 36, ~sum & 0xffff);
}

static void send_batch(struct pour *p, unsigned int n)
{
	unsigned int i, done = 0;
	int now;

	for (i = 0; i < n; i++)
		fill(p, (int)i, p->sent + i);
	while (done < n) {
		now = sendmmsg(p->raw_fd, p->msg + done, n - done, 0);
		if (now < 0 && errno != ENOBUFS && errno != EINTR)
			die("sendmmsg");
		done += now > 0 ? (unsigned int)now : 0;
	}
	p->sent += n;
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
		send_batch(p, BATCH);
	wait_for_all(p);
	tell(p, SIGSTOP);
	while (p->sent < p->segments + CONNECTIONS)
		send_batch(p, BATCH);
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
	p.segments = strtoull(argv[6], NULL, 10) / BATCH * BATCH;
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
