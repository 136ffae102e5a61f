// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * known.c - the kernel's sets of known sources, and of those that owe
 *
 * Owns a netlink socket.  The rules make a source known when something of it is
 * held; here are put those that others hold, or that an admin lets owe.  The kernel
 * answers within the system call, so nothing is waited for.
 *
 * Who owes is told from here alone: the rules cannot know.  It stays for as long as
 * it owes, and a while longer, so that few charges need a message.
 *
 * Promises that others cannot fill the set: see known_add().
 *
 * A set of ipset(8) evicts when it is full, one of nftables refuses; networks have
 * sets of their own, so that neighbours who would fill the one become one
 * element of the other.  That of those who owe refuses always: nobody puts one there
 * again who was evicted.  Who does not fit has its network known.
 */
#include "known.h"

#include <arpa/inet.h>
#include <endian.h>
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
#define PROTOCOL	6		/* ipset's; newer kernels take it too */
#define RECENT		4096
#define AGAIN_NS	(30 * NS_PER_S)	/* half of the least known-timeout */
#define OWING_AGAIN_NS	(8 * NS_PER_S)	/* the rules may have been made anew */
#define OWING_LONGER_S	60		/* than is owed, and a quarter of that */
#define TIMEOUT_MAX_S	2147483u	/* of ipset; 0 is never */
#define WINDOW_NS	(3600 * NS_PER_S)
#define ADDED_MOST	(RULES_KNOWN_MAX / 2)	/* in a window */
#define PATIENCE_NS	(1 * NS_PER_S)	/* after the kernel has refused */
#define MESSAGE_BYTES	1024

enum kind { KNOWN, NETS, OWING, KINDS };

static const char *const names[KINDS] = { "known", "nets", "owing" };

/* Who is put where, for how long: until_ns, 0: as long as the set says. */
struct entry {
	struct net net;
	enum kind kind;
	uint64_t until_ns;
};

/*
 * struct known - The sets, as far as they are known here
 * @recent:	Who was added lately, and when, by a hash of the address
 * @window_ns, @added: How many in this window, but of those who owe
 * @refused_ns: When the kernel refused last
 */
struct known {
	struct mnl_socket *socket;
	uint32_t sequence;
	struct {
		struct entry entry;
		uint64_t at_ns;
	} recent[RECENT];
	uint64_t window_ns, refused_ns[KINDS];
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

/* @name: IPSET_MAXNAMELEN */
static const char *set_name(const char *prefix, enum kind kind, uint8_t family,
			    char *name)
{
	snprintf(name, IPSET_MAXNAMELEN, "%s%s%u", prefix, names[kind], family);
	return name;
}

/*
 * As `ipset add smtp-tarpit-known4 ADDR -exist`, or ADDR/BITS to nets4.
 * @timeout_s: 0: the set's own
 */
static size_t put_ipset(struct known *k, char *bytes, const struct entry *entry,
			uint64_t timeout_s)
{
	const struct addr *addr = &entry->net.addr;
	char name[IPSET_MAXNAMELEN];
	bool is_ipv6 = addr->family == 6;
	struct nlmsghdr *header;
	struct nlattr *data, *ip;

	header = put_header(k, bytes, NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_ADD,
			    NLM_F_ACK, is_ipv6 ? AF_INET6 : AF_INET, 0);
	mnl_attr_put_u8(header, IPSET_ATTR_PROTOCOL, PROTOCOL);
	mnl_attr_put_strz(header, IPSET_ATTR_SETNAME,
			  set_name(SET_PREFIX, entry->kind, addr->family, name));
	data = mnl_attr_nest_start(header, IPSET_ATTR_DATA);
	ip = mnl_attr_nest_start(header, IPSET_ATTR_IP);
	mnl_attr_put(header,
		     (is_ipv6 ? IPSET_ATTR_IPADDR_IPV6 :
				IPSET_ATTR_IPADDR_IPV4) | NLA_F_NET_BYTEORDER,
		     address_bytes(addr), addr->b);
	mnl_attr_nest_end(header, ip);
	if (entry->kind == NETS)
		mnl_attr_put_u8(header, IPSET_ATTR_CIDR, entry->net.prefix_bits);
	if (timeout_s)
		mnl_attr_put_u32(header, IPSET_ATTR_TIMEOUT | NLA_F_NET_BYTEORDER,
				 htonl(timeout_s <= TIMEOUT_MAX_S ?
				       (uint32_t)timeout_s : 0));
	mnl_attr_nest_end(header, data);
	return header->nlmsg_len;
}

/* @type: NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM */
static size_t put_nft_element(struct known *k, char *bytes, uint16_t type,
			      const struct entry *entry, uint64_t timeout_s)
{
	const struct addr *addr = &entry->net.addr;
	char name[IPSET_MAXNAMELEN];
	struct nlattr *list, *element, *key;
	struct nlmsghdr *header;

	header = put_header(k, bytes, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type),
			    NLM_F_ACK |
			    (type == NFT_MSG_NEWSETELEM ? NLM_F_CREATE : 0),
			    NFPROTO_INET, 0);
	mnl_attr_put_strz(header, NFTA_SET_ELEM_LIST_TABLE, TABLE_NAME);
	mnl_attr_put_strz(header, NFTA_SET_ELEM_LIST_SET,
			  set_name("", entry->kind, addr->family, name));
	list = mnl_attr_nest_start(header, NFTA_SET_ELEM_LIST_ELEMENTS);
	element = mnl_attr_nest_start(header, NFTA_LIST_ELEM);
	key = mnl_attr_nest_start(header, NFTA_SET_ELEM_KEY);
	mnl_attr_put(header, NFTA_DATA_VALUE, address_bytes(addr), addr->b);
	mnl_attr_nest_end(header, key);
	if (timeout_s)
		mnl_attr_put_u64(header, NFTA_SET_ELEM_TIMEOUT,
				 htobe64(timeout_s * 1000));
	mnl_attr_nest_end(header, element);
	mnl_attr_nest_end(header, list);
	return header->nlmsg_len;
}

/*
 * As `nft add element inet smtp_tarpit known4 { ADDR }`: a batch of one.  Before
 * Linux 6.12 what is there keeps its timeout: it is taken out, and put in again; for
 * this to be right where it is not there, it is put in before.
 */
static size_t put_nft(struct known *k, char *bytes, const struct entry *entry,
		      uint64_t timeout_s)
{
	struct nlmsghdr *header;
	size_t used;

	header = put_header(k, bytes, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC,
			    NFNL_SUBSYS_NFTABLES);
	used = header->nlmsg_len;
	if (timeout_s) {
		used += put_nft_element(k, bytes + used, NFT_MSG_NEWSETELEM,
					entry, timeout_s);
		used += put_nft_element(k, bytes + used, NFT_MSG_DELSETELEM,
					entry, 0);
	}
	used += put_nft_element(k, bytes + used, NFT_MSG_NEWSETELEM, entry,
				timeout_s);
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

static uint32_t place_of(const struct entry *entry)
{
	const struct addr *addr = &entry->net.addr;
	/* Of the table below only: no secret. */
	uint32_t hash = 2166136261u + (uint32_t)entry->kind;
	size_t i;

	for (i = 0; i < address_bytes(addr); i++)
		hash = (hash ^ addr->b[i]) * 16777619u;
	return (hash ^ hash >> 16) % RECENT;
}

/* Was it added a moment ago, for as long? */
static bool is_recent(const struct known *k, uint64_t now_ns, uint32_t place,
		      const struct entry *entry)
{
	const struct entry *last = &k->recent[place].entry;
	uint64_t again_ns = entry->kind == OWING ? OWING_AGAIN_NS : AGAIN_NS;

	return k->recent[place].at_ns &&
	       now_ns - k->recent[place].at_ns < again_ns &&
	       entry->kind == last->kind && entry->until_ns <= last->until_ns &&
	       entry->net.prefix_bits == last->net.prefix_bits &&
	       addr_equal(&entry->net.addr, &last->net.addr);
}

static void begin_window(struct known *k, uint64_t now_ns)
{
	if (now_ns - k->window_ns < WINDOW_NS)
		return;
	k->window_ns = now_ns;
	k->added = 0;
}

static bool may_add(const struct known *k, uint64_t now_ns, enum kind kind)
{
	if (kind != OWING && k->added >= ADDED_MOST)
		return false;
	return !k->refused_ns[kind] ||
	       now_ns - k->refused_ns[kind] >= PATIENCE_NS;
}

/* What was added a moment ago costs nothing. */
static bool add(struct known *k, uint64_t now_ns, struct entry entry)
{
	uint32_t place = place_of(&entry);
	uint64_t timeout_s = 0;
	char bytes[MESSAGE_BYTES];
	int error;

	if (is_recent(k, now_ns, place, &entry))
		return true;
	begin_window(k, now_ns);
	if (!may_add(k, now_ns, entry.kind))
		return false;
	if (entry.kind == OWING) {
		timeout_s = (entry.until_ns - now_ns) / NS_PER_S;
		timeout_s += OWING_LONGER_S + timeout_s / 4;
		entry.until_ns = now_ns + timeout_s * NS_PER_S;
	}
	error = ask(k, bytes, put_ipset(k, bytes, &entry, timeout_s));
	if (error)
		error = ask(k, bytes, put_nft(k, bytes, &entry, timeout_s));
	k->refused_ns[entry.kind] = error ? now_ns : 0;
	if (error)
		return false;
	k->added += entry.kind != OWING;
	k->recent[place].entry = entry;
	k->recent[place].at_ns = now_ns;
	return true;
}

bool known_add(struct known *k, const struct engine_conf *conf,
	       uint64_t now_ns, const struct addr *client)
{
	return k && add(k, now_ns, (struct entry){
				.net = net_of_source(conf, client),
				.kind = KNOWN });
}

bool known_add_net(struct known *k, const struct engine_conf *conf,
		   uint64_t now_ns, const struct addr *addr)
{
	return k && add(k, now_ns, (struct entry){
				.net = net_around_source(conf, addr),
				.kind = NETS });
}

bool known_add_owing(struct known *k, const struct engine_conf *conf,
		     uint64_t now_ns, const struct addr *client,
		     uint64_t until_ns)
{
	struct entry entry = { .net = net_of_source(conf, client),
			       .kind = OWING, .until_ns = until_ns };

	if (!k || conf->dry_run || until_ns <= now_ns)
		return false;
	return add(k, now_ns, entry) || known_add_net(k, conf, now_ns, client);
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
