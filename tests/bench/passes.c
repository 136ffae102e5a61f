// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * passes.c - what one packet costs the kernel, from here to where it is dropped
 *
 *	passes FROM PORT TO PORT LINE PACKETS
 *
 * Sends the same segment PACKETS times through a raw socket: LINE and CRLF, or
 * none if it is "".  A veth's other end, and all behind it, is worked off before
 * sendto() returns, on the same processor; what differs between two runs is what
 * the packet met on its way.
 *
 * Prints "ns VALUE", the mean of the fastest of RUNS parts: what else the machine
 * does only adds to it.
 */
#include "../script/script.h"
#include "bench.h"
#include "core/addr.h"

#include <netinet/in.h>
#include <sys/socket.h>

#define RUNS		10

/* argv: FROM PORT TO PORT LINE */
static size_t build(char **argv, uint8_t *packet, struct sockaddr_in *to)
{
	static char text[TEXT_MAX];
	struct tcp_segment segment = {
		.seq = 1, .ack = 1, .win = 65535, .flags = F_ACK,
		.opt = { .ts = true, .tsval = 1, .tsecr = 1 },
		.payload = (const uint8_t *)text,
	};

	if (!addr_parse(argv[0], &segment.src) ||
	    !addr_parse(argv[2], &segment.dst))
		die("address");
	segment.sport = (uint16_t)atoi(argv[1]);
	segment.dport = (uint16_t)atoi(argv[3]);
	if (*argv[4]) {
		snprintf(text, sizeof(text), "%s\r\n", argv[4]);
		segment.flags |= F_PSH;
	}
	segment.len_bytes = strlen(text);
	to->sin_family = AF_INET;
	memcpy(&to->sin_addr, segment.dst.b, sizeof(to->sin_addr));
	return segment_build(&segment, false, packet);
}

int main(int argc, char **argv)
{
	static uint8_t packet[PACKET_MAX];
	struct sockaddr_in to = { 0 };
	uint64_t part, ns, best = UINT64_MAX;
	size_t len;
	int fd, i;

	if (argc != 7) {
		fprintf(stderr, "usage: passes FROM PORT TO PORT LINE PACKETS\n");
		return 2;
	}
	len = build(argv + 1, packet, &to);
	part = strtoull(argv[6], NULL, 10) / RUNS;
	fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	if (fd < 0 || !part)
		die("socket, PACKETS");
	for (i = 0; i < RUNS; i++) {
		ns = now_ns();
		for (uint64_t n = 0; n < part; n++)
			if (sendto(fd, packet, len, 0, (struct sockaddr *)&to,
				   sizeof(to)) < 0 && errno != ENOBUFS)
				die("sendto");
		ns = (now_ns() - ns) / part;
		if (ns < best)
			best = ns;
	}
	printf("ns %llu\n", (unsigned long long)best);
	return 0;
}
