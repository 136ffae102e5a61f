// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_nft.c - the names in rules/nftables.rules
 */
#include <string.h>

#include "core/addr.h"
#include "rules_internal.h"

/* A net's text, of a whole address without its prefix */
static void net_name(const struct net *net, char text[NET_TEXT_MAX])
{
	net_text(net, text);
	if (net->prefix_bits == (net->addr.family == 4 ? 32 : 128))
		text[strcspn(text, "/")] = '\0';
}

/* "a, b" */
static void add_nets(const struct net *nets, uint32_t n, unsigned int family,
		     const char *name, struct names *names)
{
	struct text list = { .max = 65536 };
	char net[NET_TEXT_MAX];
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (nets[i].addr.family != family)
			continue;
		net_name(&nets[i], net);
		text_add(&list, "%s%s", list.used ? ", " : "", net);
	}
	names_none(names, name);
	if (list.used)
		names_add(names, name, "%s", list.bytes);
	text_free(&list);
}

/* A source's key, from packets to it (daddr) or of it (saddr) */
static void add_key(const char *name, const char *field, uint8_t family,
		    unsigned int bits, struct names *names)
{
	struct addr mask = { .family = family };
	char text[ADDR_TEXT_MAX];

	memset(mask.b, 0xff, family == 4 ? 4 : 16);
	addr_mask(&mask, bits);
	if (bits == (family == 4 ? 32 : 128))
		names_add(names, name, "%s", field);
	else
		names_add(names, name, "%s & %s", field,
			  addr_text(&mask, text));
}

static void add_keys(const struct settings *s, struct names *names)
{
	const struct engine_conf *e = &s->engine;

	add_key("to_source4", "ip daddr", 4, e->prefix4_bits, names);
	add_key("from_source4", "ip saddr", 4, e->prefix4_bits, names);
	add_key("to_source6", "ip6 daddr", 6, e->prefix6_bits, names);
	add_key("from_source6", "ip6 saddr", 6, e->prefix6_bits, names);
	add_key("to_net4", "ip daddr", 4, e->network4_bits, names);
	add_key("from_net4", "ip saddr", 4, e->network4_bits, names);
	add_key("to_net6", "ip6 daddr", 6, e->network6_bits, names);
	add_key("from_net6", "ip6 saddr", 6, e->network6_bits, names);
}

/*
 * The servers of a family.  A single one is compared with, before the ports: that takes
 * less time than a set, and each packet meets it.
 */
static void add_servers(const struct settings *s, unsigned int family,
			const char *sport, struct names *names)
{
	const char *ip = family == 4 ? "ip" : "ip6";
	const char *set = family == 4 ? "servers4" : "servers6";
	char one[NET_TEXT_MAX + 1], *to = family == 4 ? "to4" : "to6";
	uint32_t i, n = 0;

	snprintf(one, sizeof(one), "@%s", set);
	for (i = 0; i < s->servers_n; i++)
		n += s->servers[i].addr.family == family;
	if (n == 1) {
		for (i = 0; s->servers[i].addr.family != family; i++)
			;
		net_name(&s->servers[i], one);
		names_none(names, set);
	} else {
		add_nets(s->servers, s->servers_n, family, set, names);
	}
	if (!n) {
		names_add(names, to, "%s", "");
		return;
	}
	if (n == 1)
		names_add(names, "replies", "%s saddr %s %s", ip, one, sport);
	else
		names_add(names, "replies", "%s %s saddr %s", sport, ip, one);
	names_add(names, "to", " %s daddr %s", ip, one);
	names_add(names, to, " %s daddr %s", ip, one);
}

static void add_interfaces(const struct settings *s, struct names *names)
{
	struct text list = { .max = 1024 };
	const char *at;
	size_t n, name_bytes;

	for (at = s->in_interface; *at; at += n + (at[n] == ',')) {
		n = strcspn(at, ",");
		name_bytes = n - (at[n - 1] == '+');
		text_add(&list, "%s\"%.*s%s\"", list.used ? ", " : "",
			 (int)name_bytes, at, name_bytes < n ? "*" : "");
	}
	if (list.used)
		names_add(names, "in", "iifname { %s } ", list.bytes);
	else
		names_add(names, "in", "%s", "");
	text_free(&list);
}

static void add_ports(const struct settings *s, struct names *names)
{
	struct text list = { .max = 1024 }, sport = { .max = 1024 };
	uint32_t i;

	for (i = 0; i < s->ports_n; i++) {
		text_add(&list, "%s%u", i ? ", " : "", s->ports[i].first);
		if (s->ports[i].last != s->ports[i].first)
			text_add(&list, "-%u", s->ports[i].last);
	}
	text_add(&sport, "tcp sport { %s }", list.bytes);
	if (!s->servers_n) {
		names_add(names, "replies", "%s", sport.bytes);
		names_add(names, "to", "%s", "");
	}
	add_servers(s, 4, sport.bytes, names);
	add_servers(s, 6, sport.bytes, names);
	names_add(names, "ports", "{ %s }", list.bytes);
	names_add(names, "dport", "tcp dport { %s }", list.bytes);
	text_free(&sport);
	text_free(&list);
}

static void add_queues(const struct settings *s, struct names *names)
{
	bool host = s->mode == MODE_HOST;

	names_add(names, "hook", "%s", host ? "output" : "prerouting");
	names_add(names, "client_hook", "%s", host ? "input priority -150" :
						     "postrouting priority 150");
	names_add(names, "queue", "counter queue num %u bypass", s->queue_num);
	names_add(names, "client_queue", "counter queue num %u bypass",
		  s->queue_num + 1);
	names_add(names, "known_max", "%u", RULES_KNOWN_MAX);
	names_add(names, "nets_max", "%u", RULES_NETS_MAX);
	names_add(names, "known_s", "%us", s->known_s);
	names_none(names, "connections");
	if (s->max_connections)
		names_add(names, "connections", "%u", s->max_connections);
	names_none(names, "prefilter");
	if (!s->prefilter)
		return;
	names_add(names, "prefilter", "yes");
	rules_nft_filter(names);
}

/* The table with this number of queue rules and this sum in its comment. */
static void fill(const struct settings *s, unsigned int queues_n,
		 uint32_t sum, struct text *out)
{
	const struct engine_conf *e = &s->engine;
	struct names names = { 0 };

	rules_marks(s, &names);
	add_nets(e->trusted, e->trusted_n, 4, "trusted4", &names);
	add_nets(e->trusted, e->trusted_n, 6, "trusted6", &names);
	add_nets(e->proxies, e->proxies_n, 4, "proxies4", &names);
	add_nets(e->proxies, e->proxies_n, 6, "proxies6", &names);
	names_none(&names, "proxies");
	if (e->proxies_n)
		names_add(&names, "proxies", "yes");
	add_keys(s, &names);
	add_interfaces(s, &names);
	add_ports(s, &names);
	add_queues(s, &names);
	names_add(&names, "comment",
		  "comment \"smtp-tarpit mode=%s prefix4=%u prefix6=%u network4=%u network6=%u queues=%u sum=%u\"",
		  s->mode == MODE_HOST ? "host" : "router", e->prefix4_bits,
		  e->prefix6_bits, e->network4_bits, e->network6_bits,
		  queues_n, sum);
	template_fill(rules_source("nftables"), &names, out);
	names_free(&names);
}

static unsigned int count_queues(const struct text *t)
{
	const char *at = t->bytes;
	unsigned int n = 0;

	while (at && (at = strstr(at, " queue num "))) {
		at++;
		n++;
	}
	return n;
}

uint32_t rules_nft_sum(const struct settings *s)
{
	struct text t = { .max = RULES_TEXT_MAX };
	uint32_t sum;

	fill(s, 0, 0, &t);
	sum = rules_text_sum(RULES_SUM_START, &t);
	text_free(&t);
	return sum;
}

void rules_nft(const struct settings *s, struct text *out)
{
	struct text t = { .max = RULES_TEXT_MAX };

	fill(s, 0, 0, &t);
	fill(s, count_queues(&t), rules_nft_sum(s), out);
	out->full |= t.full;
	text_free(&t);
}
