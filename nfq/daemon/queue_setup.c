// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * queue_setup.c - take the queues, and say clearly why not
 *
 * Owns the configuration of the queues (nfnetlink_queue), and opens their view in
 * /proc at the start, so that it can be read when no other file can.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/capability.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "queue_internal.h"

#define MESSAGE_BYTES	1024	/* of configuration and its answers */
#define PROCESS_NAME_MAX	32
#define QUEUES_MOST	(QUEUE_HOLD + 64)	/* hold-queues is 64 at most */
/* The socket is the tighter bound: a packet that it has no room for is counted. */
#define FAST_LENGTH	65535
#define HOLD_LENGTH	65535
#define FAST_SOCKET_BYTES	(20 * 1024 * 1024)
#define HOLD_SOCKET_BYTES	(16 * 1024 * 1024)
#define SEND_BYTES		(256 * 1024)	/* more than queue.c puts into a message */

static bool has_net_admin(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

	return !syscall(SYS_capget, &header, data) &&
	       data[0].effective & 1u << CAP_NET_ADMIN;
}

/* The name of a process.  Return: false if there is none of that number */
static bool process_name(unsigned int pid, char *name, size_t size)
{
	char path[32];
	bool read;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	f = fopen(path, "re");
	read = f && fgets(name, (int)size, f);
	if (f)
		fclose(f);
	if (read)
		name[strcspn(name, "\n")] = '\0';
	return read;
}

/*
 * Who listens on @queue: the process whose number is its netlink port.  That is
 * so for a program's first socket only; a tarpit's hold queues have another, and
 * so the queue next below it is asked.  Return: 0 if none is known; and whether
 * anybody listens on @queue itself.
 */
static unsigned int owner_of(unsigned int queue, char *name, size_t size,
			     bool *taken)
{
	unsigned int number, port, best = 0, owner = 0;
	FILE *f = fopen(QUEUE_PROC, "re");
	char line[256], found[PROCESS_NAME_MAX];

	*taken = false;
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%u %u", &number, &port) != 2 ||
		    number > queue || queue - number >= QUEUES_MOST)
			continue;
		*taken |= number == queue;
		if (number >= best && process_name(port, found, sizeof(found))) {
			best = number;
			owner = port;
			snprintf(name, size, "%s", found);
		}
	}
	fclose(f);
	return owner;
}

static void explain_taken(unsigned int queue, unsigned int owner,
			  const char *name, char *text)
{
	char who[96] = "another program listens";

	if (owner && !strcmp(name, "smtp-tarpit"))
		snprintf(who, sizeof(who), "smtp-tarpit already runs (process %u), and listens",
			 owner);
	else if (owner)
		snprintf(who, sizeof(who), "%s (process %u) listens", name,
			 owner);
	snprintf(text, QUEUE_ERROR_MAX,
		 "%s on queue %u: stop it, or choose another --queue-num", who,
		 queue);
}

static enum queue_failure explain(unsigned int queue, int error, char *text)
{
	char name[PROCESS_NAME_MAX] = "";
	bool taken;
	unsigned int owner = owner_of(queue, name, sizeof(name), &taken);

	if (error == EPERM && !has_net_admin()) {
		snprintf(text, QUEUE_ERROR_MAX,
			 "queue %u: needs CAP_NET_ADMIN: run it as root",
			 queue);
		return QUEUE_DENIED;
	}
	if (error == EBUSY || (error == EPERM && taken)) {
		explain_taken(queue, owner, name, text);
		return QUEUE_TAKEN;
	}
	if (error == EINVAL || error == EOPNOTSUPP ||
	    error == EPROTONOSUPPORT) {
		snprintf(text, QUEUE_ERROR_MAX,
			 "queue %u: this kernel has no NFQUEUE (CONFIG_NETFILTER_NETLINK_QUEUE, module nfnetlink_queue): %s",
			 queue, strerror(error));
		return QUEUE_MISSING;
	}
	snprintf(text, QUEUE_ERROR_MAX, "queue %u: %s", queue,
		 strerror(error));
	return QUEUE_FAILED;
}

/* A packet that came before we are ready for packets passes. */
static void pass_early(struct mnl_socket *socket, struct nlmsghdr *nlh,
		       ssize_t n)
{
	struct nlattr *attr[NFQA_MAX + 1] = { NULL };
	const struct nfqnl_msg_packet_hdr *header;
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	_Alignas(8) char buffer[MESSAGE_BYTES];
	struct nlmsghdr *verdict;

	if (nlh->nlmsg_len > (uint32_t)n)
		nlh->nlmsg_len = (uint32_t)n;	/* its payload was cut */
	nfq_nlmsg_parse(nlh, attr);
	if (!attr[NFQA_PACKET_HDR])
		return;
	header = mnl_attr_get_payload(attr[NFQA_PACKET_HDR]);
	verdict = nfq_nlmsg_put(buffer, NFQNL_MSG_VERDICT, ntohs(nfg->res_id));
	nfq_nlmsg_verdict_put(verdict, (int)ntohl(header->packet_id),
			      NF_ACCEPT);
	mnl_socket_sendto(socket, verdict, verdict->nlmsg_len);
}

/* Send one configuration message and wait for its answer.  Return: errno */
static int configure(struct mnl_socket *socket, struct nlmsghdr *nlh)
{
	_Alignas(8) char answer[MESSAGE_BYTES] = { 0 };
	struct nlmsghdr *a = (struct nlmsghdr *)answer;
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(a);
	ssize_t n;

	nlh->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(socket, nlh, nlh->nlmsg_len) < 0)
		return errno;
	for (;;) {
		n = recv(mnl_socket_get_fd(socket), answer, sizeof(answer), 0);
		if (n < 0)
			return errno;
		if (n < (ssize_t)mnl_nlmsg_size(sizeof(struct nfgenmsg)))
			continue;
		if (a->nlmsg_type == NLMSG_ERROR)
			return -e->error;
		pass_early(socket, a, n);
	}
}

/* How each kind of queue is set up. */
static const struct setup {
	uint8_t mode;
	int range_bytes;
	uint32_t length, flags;
} setups[] = {
	[QUEUE_FAST] = { NFQNL_COPY_PACKET, 0xffff, FAST_LENGTH,
			 NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO },
	[QUEUE_CLIENT] = { NFQNL_COPY_PACKET, 0xffff, FAST_LENGTH,
			   NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO },
	[QUEUE_SPLIT] = { NFQNL_COPY_PACKET, 0xffff, FAST_LENGTH,
			  NFQA_CFG_F_FAIL_OPEN },
	/* not FAIL_OPEN: what is to be held must not pass for lack of room */
	[QUEUE_HOLD] = { NFQNL_COPY_META, 0, HOLD_LENGTH, NFQA_CFG_F_GSO },
};

/* All in one message, so that no packet comes in between. */
static int take(struct mnl_socket *socket, unsigned int queue,
		const struct setup *s)
{
	_Alignas(8) char buffer[MESSAGE_BYTES];
	struct nlmsghdr *nlh = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, queue);

	nfq_nlmsg_cfg_put_cmd(nlh, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(nlh, s->mode, s->range_bytes);
	nfq_nlmsg_cfg_put_qmaxlen(nlh, s->length);
	mnl_attr_put_u32(nlh, NFQA_CFG_FLAGS, htonl(s->flags));
	mnl_attr_put_u32(nlh, NFQA_CFG_MASK,
			 htonl(NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO));
	return configure(socket, nlh);
}

/*
 * With each packet of a client comes what conntrack knows of it.  Asked for apart,
 * since a kernel that has no such thing refuses all of a message.
 */
static bool ask_for_names(struct mnl_socket *socket, unsigned int queue)
{
	_Alignas(8) char buffer[MESSAGE_BYTES];
	struct nlmsghdr *nlh = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, queue);

	mnl_attr_put_u32(nlh, NFQA_CFG_FLAGS, htonl(NFQA_CFG_F_CONNTRACK));
	mnl_attr_put_u32(nlh, NFQA_CFG_MASK, htonl(NFQA_CFG_F_CONNTRACK));
	return !configure(socket, nlh);
}

static struct mnl_socket *open_socket(int receive_bytes)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER,
						     SOCK_CLOEXEC);
	int on = 1, send_bytes = SEND_BYTES, fd;

	if (!socket)
		return NULL;
	fd = mnl_socket_get_fd(socket);
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_setsockopt(socket, NETLINK_NO_ENOBUFS, &on,
				  sizeof(on)) < 0) {
		mnl_socket_close(socket);
		return NULL;
	}
	/* without the right to, what net.core.rmem_max allows must do */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_bytes,
		       sizeof(receive_bytes)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
			   sizeof(receive_bytes));
	/* a message of many verdicts must fit, whatever wmem_default is */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &send_bytes,
		       sizeof(send_bytes)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_bytes,
			   sizeof(send_bytes));
	return socket;
}

/* Hold queues first: a packet may be held as soon as the fast queue is ours. */
static enum queue_failure take_all(struct queue *q, char *text)
{
	uint32_t i;
	int error;

	for (i = queue_count(q); i-- > 0; ) {
		bool hold = i >= QUEUE_HOLD;
		struct mnl_socket *socket = hold ? q->hold.socket :
						   q->fast.socket;

		error = take(socket, q->conf.first + i,
			     &setups[hold ? QUEUE_HOLD : i]);
		if (error)
			return explain(q->conf.first + i, error, text);
		if (i == QUEUE_CLIENT || i == QUEUE_SPLIT)
			q->names = ask_for_names(socket, q->conf.first + i);
	}
	return QUEUE_OK;
}

/* For queue_wait(); not before the answers to take_all() are read. */
static void bound_wait(struct queue *q)
{
	struct timeval wait = { .tv_usec = QUEUE_WAIT_MS * 1000 };

	setsockopt(queue_fd(q), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
}

struct queue *queue_new(const struct queue_conf *conf, char *error,
			enum queue_failure *failure)
{
	struct queue *q = calloc(1, sizeof(*q));

	*failure = QUEUE_FAILED;
	snprintf(error, QUEUE_ERROR_MAX, "out of memory");
	if (!q)
		return NULL;
	q->proc = -1;
	q->conf = *conf;
	if (!queue_alloc(q))
		goto failed;
	q->fast.socket = open_socket(FAST_SOCKET_BYTES);
	q->hold.socket = open_socket(HOLD_SOCKET_BYTES);
	if (!q->fast.socket || !q->hold.socket) {
		*failure = explain(conf->first, errno, error);
		goto failed;
	}
	*failure = take_all(q, error);
	if (*failure != QUEUE_OK)
		goto failed;
	q->proc = open(QUEUE_PROC, O_RDONLY | O_CLOEXEC);
	bound_wait(q);
	return q;
failed:
	queue_free(q);
	return NULL;
}

/* What is saved: the configuration, then the slots. */

size_t queue_save_bytes(const struct queue *q)
{
	return sizeof(q->conf) + slots_save_bytes(q->slots);
}

void queue_save(const struct queue *q, uint8_t *out)
{
	memcpy(out, &q->conf, sizeof(q->conf));
	slots_save(q->slots, out + sizeof(q->conf));
}

bool queue_has(const struct queue *q, uint32_t slot)
{
	return slots_has(q->slots, slot);
}

struct queue *queue_adopt(const struct queue_conf *conf, int fd, int hold_fd,
			  const uint8_t *in, size_t len_bytes)
{
	struct queue *q = calloc(1, sizeof(*q));

	if (!q)
		goto failed;
	q->proc = -1;
	q->conf = *conf;
	if (len_bytes < sizeof(*conf) || memcmp(in, conf, sizeof(*conf)) ||
	    !queue_alloc(q) ||
	    !slots_load(q->slots, in + sizeof(*conf),
			len_bytes - sizeof(*conf)))
		goto failed;
	q->fast.socket = mnl_socket_fdopen(fd);
	if (!q->fast.socket)
		goto failed;
	fd = -1;
	q->hold.socket = mnl_socket_fdopen(hold_fd);
	if (!q->hold.socket)
		goto failed;
	q->hold_touched = true;	/* it may have told of something since */
	q->names = true;	/* or it was said before */
	q->proc = open(QUEUE_PROC, O_RDONLY | O_CLOEXEC);
	bound_wait(q);
	return q;
failed:
	if (fd >= 0)
		close(fd);
	close(hold_fd);
	queue_free(q);
	return NULL;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	if (q->proc >= 0)
		close(q->proc);
	if (q->fast.socket)
		mnl_socket_close(q->fast.socket);
	if (q->hold.socket)
		mnl_socket_close(q->hold.socket);
	queue_free_buffers(q);
	free(q);
}
