/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flood.c - many held replies, and what a packet costs that passes meanwhile
 *
 *	flood -s NETNS -c NETNS -f ADDRESS -t NETWORK -n REPLIES -r RATE -i MS
 *	      [-k PACKETS]
 *
 * Sends REPLIES 550 replies, RATE a second, each on a connection of its own
 * from port 25 of ADDRESS to the addresses of NETWORK/16, by a raw socket in
 * the server's network namespace, and watches them arrive in the client's.
 * Neither address is anybody's, so nothing answers; the tarpit between the
 * two must hold each reply for MS milliseconds, see -i.
 *
 * Before the first reply and again when the last is held, it sends PACKETS
 * segments that take the queue and pass, WINDOW of them on the way at a time,
 * ROUNDS times, and takes the quickest round: what disturbs it can only add.
 * It prints one "name value" a line:
 *
 *	sent received lost early duplicates	replies
 *	early_max_us				how much before its time
 *	late_p50_us late_p99_us late_max_us	arrival after its time
 *	cost_none_ns cost_held_ns		of a passing packet
 *	held_for_cost				replies held at the last round
 *
 * One thread, one clock (CLOCK_REALTIME, the kernel's packet time stamps).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S	1000000000ull
#define NS_PER_MS	1000000ull
#define HEADERS_BYTES	40
#define PACKET_BYTES	256
#define SERVER_PORT	25
#define WINDOW		64
#define ROUNDS		5
#define SILENCE_MS	5000
#define EARLY_NS	NS_PER_MS	/* clocks and ticks may differ by so much */
#define REPLY_PORT	10000		/* replies: + n / 65536 */
#define COST_PORT	20000		/* cost: + a number for each stream */
#define STREAM_PACKETS	1000		/* so far conntrack's window allows */
#define RCVBUF_BYTES	(256 << 20)

struct reply {
	uint64_t sent_ns, came_ns;
};

struct flood {
	int raw_fd, sniff_fd;
	uint32_t from_be, net;		/* net in host order */
	uint32_t replies, rate, packets;
	uint64_t hold_ns;
	struct reply *reply;
	uint32_t sent, received, duplicates, early;
	uint64_t early_max_ns;
	uint32_t cost_sent, cost_came;
	uint16_t stream;
};

static const char reply_text[] =
	"550 5.1.1 <bad@server.test>: Recipient address rejected: User unknown "
	"in local recipient table\r\n";

static void die(const char *what)
{
	fprintf(stderr, "flood: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
}

static int socket_in(const char *netns, int family, int type, int protocol)
{
	char path[64];
	int ns_fd, fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	ns_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (ns_fd < 0 || setns(ns_fd, CLONE_NEWNET) < 0)
		die(path);
	close(ns_fd);
	fd = socket(family, type, protocol);
	if (fd < 0)
		die("socket");
	return fd;
}

static void put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, (uint16_t)(v >> 16));
	put_be16(p + 2, (uint16_t)v);
}

static uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static uint32_t sum16(uint32_t sum, const uint8_t *p, size_t len_bytes)
{
	for (; len_bytes > 1; len_bytes -= 2, p += 2)
		sum += (uint32_t)(p[0] << 8 | p[1]);
	return len_bytes ? sum + (uint32_t)(p[0] << 8) : sum;
}

/* The kernel fills in the IP header's length and checksum (raw(7)). */
static void send_segment(const struct flood *f, uint32_t to, uint16_t port,
			 uint32_t seq, const char *text, size_t len_bytes)
{
	uint8_t p[PACKET_BYTES] = { 0x45 };
	struct sockaddr_in dst = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(to),
	};
	uint32_t sum;

	p[8] = 64;
	p[9] = IPPROTO_TCP;
	memcpy(p + 12, &f->from_be, 4);
	put_be32(p + 16, to);
	put_be16(p + 20, SERVER_PORT);
	put_be16(p + 22, port);
	put_be32(p + 24, seq);
	put_be32(p + 28, 1);
	p[32] = 5 << 4;
	p[33] = 0x18;			/* PSH, ACK */
	put_be16(p + 34, 65535);
	memcpy(p + HEADERS_BYTES, text, len_bytes);
	sum = sum16(IPPROTO_TCP + 20 + (uint32_t)len_bytes, p + 12, 8);
	sum = sum16(sum, p + 20, 20 + len_bytes);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put_be16(p + 36, (uint16_t)~sum);
	while (sendto(f->raw_fd, p, HEADERS_BYTES + len_bytes, 0,
		      (struct sockaddr *)&dst, sizeof(dst)) < 0)
		if (errno != ENOBUFS && errno != EINTR)
			die("sendto");
}

static void take_reply(struct flood *f, uint32_t n, uint64_t at_ns)
{
	struct reply *r = &f->reply[n];
	uint64_t due_ns = r->sent_ns + f->hold_ns;

	if (r->came_ns) {
		f->duplicates++;
		return;
	}
	r->came_ns = at_ns;
	f->received++;
	if (at_ns >= due_ns)
		return;
	f->early += due_ns - at_ns > EARLY_NS;
	if (f->early_max_ns < due_ns - at_ns)
		f->early_max_ns = due_ns - at_ns;
}

static void take_packet(struct flood *f, const uint8_t *p, size_t len_bytes,
			uint64_t at_ns)
{
	uint32_t to, n, port;

	if (len_bytes <= HEADERS_BYTES || p[0] != 0x45 || p[9] != IPPROTO_TCP ||
	    memcmp(p + 12, &f->from_be, 4) != 0)
		return;
	to = get_be32(p + 16);
	port = (uint32_t)(p[22] << 8 | p[23]);
	if (port >= COST_PORT) {
		f->cost_came++;
		return;
	}
	n = (port - REPLY_PORT) << 16 | (to & 0xffff);
	if (port >= REPLY_PORT && n < f->sent)
		take_reply(f, n, at_ns);
}

static uint64_t stamp_ns(struct msghdr *msg)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	struct timespec ts;

	if (!c || c->cmsg_type != SCM_TIMESTAMPNS)
		return now_ns();
	memcpy(&ts, CMSG_DATA(c), sizeof(ts));
	return (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
}

/* Take all that has come; wait for the first at most @wait_ms.  Return: how
 * many packets that were, of whatever kind */
static uint32_t take_all(struct flood *f, int wait_ms)
{
	struct pollfd p = { .fd = f->sniff_fd, .events = POLLIN };
	uint8_t data[PACKET_BYTES], control[64];
	uint32_t n = 0;

	if (poll(&p, 1, wait_ms) <= 0)
		return 0;
	for (;; n++) {
		struct iovec iov = { data, sizeof(data) };
		struct msghdr msg = {
			.msg_iov = &iov, .msg_iovlen = 1,
			.msg_control = control, .msg_controllen = sizeof(control),
		};
		ssize_t len = recvmsg(f->sniff_fd, &msg, MSG_DONTWAIT);

		if (len < 0)
			return n;
		take_packet(f, data, (size_t)len, stamp_ns(&msg));
	}
}

/* A reply in two segments: the first does not end a line, the second starts
 * in mid-line, so no filter can let them pass by themselves. */
static void send_passing(struct flood *f)
{
	static const char *const half[2] = { "250 2.1.5 O", "k\r\n" };
	uint32_t i = f->cost_sent % STREAM_PACKETS;
	uint32_t seq = 1 + i / 2 * 14 + (i & 1) * 11;

	if (i == 0)
		f->stream++;
	send_segment(f, f->net, (uint16_t)(COST_PORT + f->stream), seq,
		     half[i & 1], strlen(half[i & 1]));
	f->cost_sent++;
}

/* A connection's first packet goes alone: until it has passed, conntrack takes
 * each further one for the first of another, and drops it in the end. */
static bool may_send(const struct flood *f)
{
	uint32_t on_the_way = f->cost_sent - f->cost_came;

	if (f->cost_sent == f->packets)
		return false;
	if (f->cost_sent % STREAM_PACKETS == 1)
		return on_the_way == 0;
	return on_the_way < WINDOW;
}

static uint64_t cost_round_ns(struct flood *f)
{
	uint64_t start_ns = now_ns();

	f->cost_sent = f->cost_came = 0;
	while (f->cost_came < f->packets) {
		while (may_send(f))
			send_passing(f);
		if (!take_all(f, SILENCE_MS)) {
			fprintf(stderr, "flood: %u of %u passing segments "
				"came\n", f->cost_came, f->cost_sent);
			exit(1);
		}
	}
	return (now_ns() - start_ns) / f->packets;
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void cost_print(struct flood *f, const char *name)
{
	uint64_t cost_ns = UINT64_MAX;

	if (!f->packets)
		return;
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t round_ns = cost_round_ns(f);

		if (round_ns < cost_ns)
			cost_ns = round_ns;
	}
	printf("%s %llu\n", name, (unsigned long long)cost_ns);
}

static void send_replies(struct flood *f)
{
	uint64_t start_ns = now_ns(), due_ns;

	for (; f->sent < f->replies; f->sent++) {
		due_ns = start_ns + f->sent * NS_PER_S / f->rate;
		while (now_ns() < due_ns)
			take_all(f, 1);
		f->reply[f->sent].sent_ns = now_ns();
		send_segment(f, f->net | (f->sent & 0xffff),
			     (uint16_t)(REPLY_PORT + (f->sent >> 16)), 1,
			     reply_text, sizeof(reply_text) - 1);
	}
	printf("send_ms %llu\n",
	       (unsigned long long)((now_ns() - start_ns) / NS_PER_MS));
}

static void late_print(const struct flood *f)
{
	uint64_t *late_ns = calloc(f->received + 1, sizeof(*late_ns));
	uint32_t n = 0;

	if (!late_ns)
		die("calloc");
	for (uint32_t i = 0; i < f->sent; i++) {
		const struct reply *r = &f->reply[i];
		uint64_t due_ns = r->sent_ns + f->hold_ns;

		if (r->came_ns)
			late_ns[n++] = r->came_ns > due_ns ?
				       r->came_ns - due_ns : 0;
	}
	if (!n)
		return;
	qsort(late_ns, n, sizeof(*late_ns), compare_u64);
	printf("late_p50_us %llu\nlate_p99_us %llu\nlate_max_us %llu\n",
	       (unsigned long long)late_ns[n / 2] / 1000,
	       (unsigned long long)late_ns[(uint64_t)n * 99 / 100] / 1000,
	       (unsigned long long)late_ns[n - 1] / 1000);
	free(late_ns);
}

static void run(struct flood *f)
{
	uint64_t end_ns;

	cost_print(f, "cost_none_ns");
	send_replies(f);
	cost_print(f, "cost_held_ns");
	printf("held_for_cost %u\n", f->sent - f->received);
	end_ns = now_ns() + f->hold_ns;
	while (f->received < f->sent)
		if (!take_all(f, SILENCE_MS) &&
		    now_ns() > end_ns + SILENCE_MS * NS_PER_MS)
			break;
	/* A second copy of the last ones would come right behind them. */
	take_all(f, 100);
	printf("sent %u\nreceived %u\nlost %u\nearly %u\nduplicates %u\n"
	       "early_max_us %llu\n",
	       f->sent, f->received, f->sent - f->received, f->early,
	       f->duplicates, (unsigned long long)f->early_max_ns / 1000);
	late_print(f);
}

static void open_sockets(struct flood *f, const char *server_ns,
			 const char *client_ns)
{
	int one = 1, bytes = RCVBUF_BYTES;

	/* First the client's: opened before the first packet is sent. */
	f->sniff_fd = socket_in(client_ns, AF_PACKET, SOCK_DGRAM,
				htons(ETH_P_IP));
	f->raw_fd = socket_in(server_ns, AF_INET, SOCK_RAW, IPPROTO_RAW);
	if (setsockopt(f->sniff_fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
		       sizeof(bytes)) < 0)
		die("SO_RCVBUFFORCE");
	if (setsockopt(f->sniff_fd, SOL_SOCKET, SO_TIMESTAMPNS, &one,
		       sizeof(one)) < 0)
		die("SO_TIMESTAMPNS");
}

static uint32_t number(const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (*end || end == text || v > 1000000) {
		fprintf(stderr, "flood: `%s' is not a number\n", text);
		exit(2);
	}
	return (uint32_t)v;
}

int main(int argc, char **argv)
{
	const char *server_ns = NULL, *client_ns = NULL;
	struct flood f = { .replies = 1000, .rate = 1000 };
	struct in_addr addr;
	int opt;

	while ((opt = getopt(argc, argv, "s:c:f:t:n:r:i:k:")) != -1) {
		switch (opt) {
		case 's': server_ns = optarg; break;
		case 'c': client_ns = optarg; break;
		case 'n': f.replies = number(optarg); break;
		case 'r': f.rate = number(optarg); break;
		case 'i': f.hold_ns = number(optarg) * NS_PER_MS; break;
		case 'k': f.packets = number(optarg); break;
		case 'f':
			if (inet_pton(AF_INET, optarg, &addr) != 1)
				die(optarg);
			f.from_be = addr.s_addr;
			break;
		case 't':
			if (inet_pton(AF_INET, optarg, &addr) != 1)
				die(optarg);
			f.net = ntohl(addr.s_addr) & 0xffff0000;
			break;
		default: return 2;
		}
	}
	if (!server_ns || !client_ns || !f.from_be || !f.net || !f.rate) {
		fprintf(stderr, "flood: -s, -c, -f and -t are needed\n");
		return 2;
	}
	f.reply = calloc(f.replies + 1, sizeof(*f.reply));
	if (!f.reply)
		die("calloc");
	open_sockets(&f, server_ns, client_ns);
	run(&f);
	return f.received == f.sent && !f.early && !f.duplicates ? 0 : 1;
}
