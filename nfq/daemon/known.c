// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * known.c - the kernel's set of known sources
 *
 * Owns a netlink socket.  The rules put a source into the set when something
 * of it is held; here are put those that others hold, or that an admin lets
 * owe.  The kernel answers within the system call, so nothing is waited for.
 *
 * Promises that others cannot fill the set: see known_add().
 *
 * A set of ipset(8) evicts when it is full, one of nftables refuses; networks have
 * sets of their own, so that neighbours who would fill the one become one
 * element of the other.
 */
#include "known.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/rules.h"
#include "core/addr.h"

#define SET_PREFIX	"smtp-tarpit-"	/* and known4, nets6, ... */
#define TABLE_NAME	"smtp_tarpit"
#define KNOWN		"known"
#define NETS		"nets"
#define PROTOCOL	6		/* ipset's; newer kernels take it too */
#define RECENT		4096
#define AGAIN_NS	(30 * NS_PER_S)	/* half of the least known-timeout */
#define WINDOW_NS	(3600 * NS_PER_S)
#define ADDED_MOST	(RULES_KNOWN_MAX / 2)	/* in a window */
#define PATIENCE_NS	(1 * NS_PER_S)	/* after the kernel has refused */
#define MESSAGE_BYTES	1024

/*
 * struct known - The set, as far as it is known here
 * @recent:	Whom was added lately, by a hash of the address
 * @window_ns, @added: How many in this window
 * @refused_ns: When the kernel refused last
 */
struct known {
	struct mnl_socket *socket;
	uint32_t sequence;
	struct {
		struct net net;
		uint64_t at_ns;
	} recent[RECENT];
	uint64_t window_ns, refused_ns;
	uint32_t added;
};

struct known *known_open(uint64_t now_ns)
{
	struct known *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->window_ns = now_ns;
	k->socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (k->socket && mnl_socket_bind(k->socket, 0, MNL_SOCKET_AUTOPID) >= 0)
		return k;
	known_close(k);
	return NULL;
}

void known_close(struct known *k)
{
	if (!k)
		return;
	if (k->socket)
		mnl_socket_close(k->socket);
	free(k);
}

/* ---------------------------------------------------------------- messages */

static struct nlmsghdr *put_header(struct known *k, char *at, uint16_t type,
				   uint16_t flags, uint8_t family, uint16_t id)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(at);
	struct nfgenmsg *general;

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	header->nlmsg_seq = ++k->sequence;
	general = mnl_nlmsg_put_extra_header(header, sizeof(*general));
	general->nfgen_family = family;
	general->version = NFNETLINK_V0;
	general->res_id = htons(id);
	return header;
}

static size_t address_bytes(const struct addr *addr)
{
	return addr->family == 6 ? 16 : 4;
}

/* @kind: "known" or "nets"; @name: IPSET_MAXNAMELEN */
static const char *set_name(const char *prefix, const char *kind,
			    uint8_t family, char *name)
{
	snprintf(name, IPSET_MAXNAMELEN, "%s%s%u", prefix, kind, family);
	return name;
}

/* As `ipset add smtp-tarpit-known4 ADDR -exist`, or ADDR/BITS to nets4. */
static size_t put_ipset(struct known *k, char *bytes, const char *kind,
			const struct net *net)
{
	const struct addr *addr = &net->addr;
	char name[IPSET_MAXNAMELEN];
	bool is_ipv6 = addr->family == 6;
	struct nlmsghdr *header;
	struct nlattr *data, *ip;

	header = put_header(k, bytes, NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_ADD,
			    NLM_F_ACK, is_ipv6 ? AF_INET6 : AF_INET, 0);
	mnl_attr_put_u8(header, IPSET_ATTR_PROTOCOL, PROTOCOL);
	mnl_attr_put_strz(header, IPSET_ATTR_SETNAME,
			  set_name(SET_PREFIX, kind, addr->family, name));
	data = mnl_attr_nest_start(header, IPSET_ATTR_DATA);
	ip = mnl_attr_nest_start(header, IPSET_ATTR_IP);
	mnl_attr_put(header,
		     (is_ipv6 ? IPSET_ATTR_IPADDR_IPV6 :
				IPSET_ATTR_IPADDR_IPV4) | NLA_F_NET_BYTEORDER,
		     address_bytes(addr), addr->b);
	mnl_attr_nest_end(header, ip);
	if (!strcmp(kind, NETS))
		mnl_attr_put_u8(header, IPSET_ATTR_CIDR, net->prefix_bits);
	mnl_attr_nest_end(header, data);
	return header->nlmsg_len;
}

/* As `nft add element inet smtp_tarpit known4 { ADDR }`: a batch of one. */
static size_t put_nft(struct known *k, char *bytes, const char *kind,
		      const struct addr *addr)
{
	char name[IPSET_MAXNAMELEN];
	struct nlattr *list, *element, *key;
	struct nlmsghdr *header;
	size_t used;

	header = put_header(k, bytes, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC,
			    NFNL_SUBSYS_NFTABLES);
	used = header->nlmsg_len;
	header = put_header(k, bytes + used,
			    NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSETELEM,
			    NLM_F_CREATE | NLM_F_ACK, NFPROTO_INET, 0);
	mnl_attr_put_strz(header, NFTA_SET_ELEM_LIST_TABLE, TABLE_NAME);
	mnl_attr_put_strz(header, NFTA_SET_ELEM_LIST_SET,
			  set_name("", kind, addr->family, name));
	list = mnl_attr_nest_start(header, NFTA_SET_ELEM_LIST_ELEMENTS);
	element = mnl_attr_nest_start(header, NFTA_LIST_ELEM);
	key = mnl_attr_nest_start(header, NFTA_SET_ELEM_KEY);
	mnl_attr_put(header, NFTA_DATA_VALUE, address_bytes(addr), addr->b);
	mnl_attr_nest_end(header, key);
	mnl_attr_nest_end(header, element);
	mnl_attr_nest_end(header, list);
	used += header->nlmsg_len;
	header = put_header(k, bytes + used, NFNL_MSG_BATCH_END, 0, AF_UNSPEC,
			    NFNL_SUBSYS_NFTABLES);
	return used + header->nlmsg_len;
}

/*
 * Return: 0, or -errno as the kernel has answered.  A missing answer is one:
 * what is waited for here is already there when the message was sent.
 */
static int ask(struct known *k, const char *bytes, size_t n)
{
	int fd = mnl_socket_get_fd(k->socket), error = 0;
	char answer[8192];
	const struct nlmsghdr *header;
	const struct nlmsgerr *told;
	bool answered = false;
	ssize_t got;

	if (mnl_socket_sendto(k->socket, bytes, n) < 0)
		return -errno;
	while ((got = recv(fd, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		int left = (int)got;

		header = (const struct nlmsghdr *)answer;
		for (; mnl_nlmsg_ok(header, left);
		     header = mnl_nlmsg_next(header, &left)) {
			if (header->nlmsg_type != NLMSG_ERROR)
				continue;
			told = mnl_nlmsg_get_payload(header);
			answered = true;
			if (told->error)
				error = told->error;
		}
	}
	return answered ? error : -EIO;
}

/* --------------------------------------------------------------------- add */

static uint32_t place_of(const struct addr *addr)
{
	uint32_t hash = 2166136261u;	/* of the table below only: no secret */
	size_t i;

	for (i = 0; i < address_bytes(addr); i++)
		hash = (hash ^ addr->b[i]) * 16777619u;
	return (hash ^ hash >> 16) % RECENT;
}

/* What was added a moment ago costs nothing. */
static bool add(struct known *k, uint64_t now_ns, const char *kind,
		const struct net *net)
{
	uint32_t place = place_of(&net->addr);
	char bytes[MESSAGE_BYTES];
	int error;

	if (k->recent[place].at_ns &&
	    now_ns - k->recent[place].at_ns < AGAIN_NS &&
	    net->prefix_bits == k->recent[place].net.prefix_bits &&
	    addr_equal(&net->addr, &k->recent[place].net.addr))
		return true;
	if (now_ns - k->window_ns >= WINDOW_NS) {
		k->window_ns = now_ns;
		k->added = 0;
	}
	if (k->added >= ADDED_MOST ||
	    (k->refused_ns && now_ns - k->refused_ns < PATIENCE_NS))
		return false;
	error = ask(k, bytes, put_ipset(k, bytes, kind, net));
	if (error)
		error = ask(k, bytes, put_nft(k, bytes, kind, &net->addr));
	k->refused_ns = error ? now_ns : 0;
	if (error)
		return false;
	k->added++;
	k->recent[place].net = *net;
	k->recent[place].at_ns = now_ns;
	return true;
}

bool known_add(struct known *k, const struct engine_conf *conf,
	       uint64_t now_ns, const struct addr *client)
{
	struct net net = net_of_source(conf, client);

	return k && add(k, now_ns, KNOWN, &net);
}

bool known_add_net(struct known *k, const struct engine_conf *conf,
		   uint64_t now_ns, const struct addr *addr)
{
	struct net net = net_around_source(conf, addr);

	return k && add(k, now_ns, NETS, &net);
}

/* ------------------------------------------------------------------- count */

/* The answer's header: how many elements, of how many. */
static bool read_count(const struct nlmsghdr *header, uint32_t *now,
		       uint32_t *max)
{
	const struct nlattr *attr, *one;
	bool found = false;

	mnl_attr_for_each(attr, header, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attr) != IPSET_ATTR_DATA)
			continue;
		mnl_attr_for_each_nested(one, attr) {
			if (mnl_attr_get_type(one) == IPSET_ATTR_ELEMENTS) {
				*now = ntohl(mnl_attr_get_u32(one));
				found = true;
			} else if (mnl_attr_get_type(one) ==
				   IPSET_ATTR_MAXELEM) {
				*max = ntohl(mnl_attr_get_u32(one));
			}
		}
	}
	return found;
}

bool known_count(struct known *k, uint8_t family, uint32_t *now, uint32_t *max)
{
	char bytes[MESSAGE_BYTES], answer[8192], name[IPSET_MAXNAMELEN];
	const struct nlmsghdr *header;
	struct nlmsghdr *request;
	bool found = false;
	ssize_t got;
	int left;

	if (!k)
		return false;
	request = put_header(k, bytes, NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST,
			     NLM_F_DUMP, AF_INET, 0);
	mnl_attr_put_u8(request, IPSET_ATTR_PROTOCOL, PROTOCOL);
	mnl_attr_put_strz(request, IPSET_ATTR_SETNAME,
			  set_name(SET_PREFIX, KNOWN, family, name));
	mnl_attr_put_u32(request, IPSET_ATTR_FLAGS,
			 htonl(IPSET_FLAG_LIST_HEADER));
	if (mnl_socket_sendto(k->socket, bytes, request->nlmsg_len) < 0)
		return false;
	while ((got = recv(mnl_socket_get_fd(k->socket), answer,
			   sizeof(answer), MSG_DONTWAIT)) > 0) {
		left = (int)got;
		header = (const struct nlmsghdr *)answer;
		for (; mnl_nlmsg_ok(header, left);
		     header = mnl_nlmsg_next(header, &left))
			if (header->nlmsg_type ==
			    (NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST))
				found |= read_count(header, now, max);
	}
	return found;
}
