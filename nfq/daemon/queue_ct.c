// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * queue_ct.c - who the server takes a packet's client for
 *
 * A client's packets may be seen where NAT has not been done to them yet (iptables has
 * no hook behind masquerade), a server's where it has not been undone.  Conntrack
 * knows a connection by both: what packets of the other direction look like where they
 * arrive is their tuple, and the destination in it is the client as the server knows it.
 *
 * Reads nfnetlink_conntrack.h's attributes; what is not there, or has another
 * length, is not said.
 */
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <netinet/in.h>
#include <string.h>

#include "queue_internal.h"

/* The attribute of this type within @nest, with @len_bytes or, 0, any number of them. */
static const struct nlattr *find(const struct nlattr *nest, uint16_t type,
				 size_t len_bytes)
{
	const struct nlattr *attr;

	if (!nest)
		return NULL;
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == type &&
		    (!len_bytes || mnl_attr_get_payload_len(attr) == len_bytes))
			return attr;
	return NULL;
}

void queue_name_client(struct nlattr *const *attr, struct engine_packet *packet)
{
	const struct nlattr *info = attr[NFQA_CT_INFO], *tuple, *to, *port, *protocol;
	struct addr client = { .family = 4 };
	bool replies;

	if (!attr[NFQA_CT] || !info ||
	    mnl_attr_get_payload_len(info) != sizeof(uint32_t))
		return;
	replies = ntohl(mnl_attr_get_u32(info)) >= IP_CT_IS_REPLY;
	tuple = find(attr[NFQA_CT], replies ? CTA_TUPLE_ORIG : CTA_TUPLE_REPLY, 0);
	to = find(find(tuple, CTA_TUPLE_IP, 0), CTA_IP_V4_DST, 4);
	if (!to) {
		client.family = 6;
		to = find(find(tuple, CTA_TUPLE_IP, 0), CTA_IP_V6_DST, 16);
	}
	tuple = find(tuple, CTA_TUPLE_PROTO, 0);
	protocol = find(tuple, CTA_PROTO_NUM, 1);
	port = find(tuple, CTA_PROTO_DST_PORT, 2);
	if (!to || !port || !protocol ||
	    mnl_attr_get_u8(protocol) != IPPROTO_TCP)
		return;
	memcpy(client.b, mnl_attr_get_payload(to), mnl_attr_get_payload_len(to));
	packet->client = client;
	packet->client_port = ntohs(mnl_attr_get_u16(port));
}
