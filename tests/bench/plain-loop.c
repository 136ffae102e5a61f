// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plain-loop.c - what a queue costs whoever listens: read one, accept it
 *
 *	plain-loop QUEUE [QUEUE...]
 *
 * The yardstick of the benchmark: the loop of libnetfilter_queue's own example,
 * one packet at a time, with the same queue and buffer settings as the
 * daemon's.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <sys/socket.h>

#define BUFFER_BYTES	(0xffff + 4096)
#define RECEIVE_BYTES	(20 * 1024 * 1024)

static struct mnl_socket *socket_;

static void send_message(struct nlmsghdr *nlh)
{
	if (mnl_socket_sendto(socket_, nlh, nlh->nlmsg_len) < 0)
		die("send");
}

static void take(char *buffer, uint32_t queue)
{
	struct nlmsghdr *nlh = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, queue);

	nfq_nlmsg_cfg_put_cmd(nlh, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(nlh, NFQNL_COPY_PACKET, 0xffff);
	nfq_nlmsg_cfg_put_qmaxlen(nlh, 32768);
	mnl_attr_put_u32(nlh, NFQA_CFG_FLAGS, htonl(NFQA_CFG_F_GSO));
	mnl_attr_put_u32(nlh, NFQA_CFG_MASK, htonl(NFQA_CFG_F_GSO));
	send_message(nlh);
}

static int accept_packet(const struct nlmsghdr *nlh, void *ctx)
{
	struct nlattr *attr[NFQA_MAX + 1] = { NULL };
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const struct nfqnl_msg_packet_hdr *header;
	char buffer[256];
	struct nlmsghdr *verdict;

	(void)ctx;
	if (nfq_nlmsg_parse(nlh, attr) < 0 || !attr[NFQA_PACKET_HDR])
		return MNL_CB_OK;
	header = mnl_attr_get_payload(attr[NFQA_PACKET_HDR]);
	verdict = nfq_nlmsg_put(buffer, NFQNL_MSG_VERDICT, ntohs(nfg->res_id));
	nfq_nlmsg_verdict_put(verdict, (int)ntohl(header->packet_id), NF_ACCEPT);
	send_message(verdict);
	return MNL_CB_OK;
}

int main(int argc, char **argv)
{
	char *buffer = malloc(BUFFER_BYTES);
	int receive_bytes = RECEIVE_BYTES, i;
	ssize_t n;

	socket_ = mnl_socket_open(NETLINK_NETFILTER);
	if (!buffer || !socket_ || mnl_socket_bind(socket_, 0, 0) < 0 ||
	    setsockopt(mnl_socket_get_fd(socket_), SOL_SOCKET, SO_RCVBUFFORCE,
		       &receive_bytes, sizeof(receive_bytes)) < 0)
		die("socket");
	for (i = 1; i < argc; i++)
		take(buffer, (uint32_t)atoi(argv[i]));
	printf("READY\n");
	fflush(stdout);
	for (;;) {
		n = mnl_socket_recvfrom(socket_, buffer, BUFFER_BYTES);
		if (n < 0)
			die("recv");
		mnl_cb_run(buffer, (size_t)n, 0, mnl_socket_get_portid(socket_),
			   accept_packet, NULL);
	}
}
