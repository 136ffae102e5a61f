// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_iptables.c - the names in rules/iptables.rules
 */
#include <string.h>

#include "core/addr.h"
#include "rules_internal.h"

/* Codes of instructions, as linux/bpf_common.h puts them together. */
enum {
	BPF_LDB_ABS = 48, BPF_LDH_ABS = 40, BPF_LDB_IND = 80, BPF_LDH_IND = 72,
	BPF_LDX_MSH = 177, BPF_TAX = 7, BPF_AND_K = 84, BPF_LSH_K = 100,
	BPF_ADD_X = 12, BPF_JEQ_K = 21, BPF_JGT_K = 37, BPF_JGE_K = 53,
	BPF_RET_K = 6,
};

/* -s or -d, for each server of the family; nothing where all are servers */
static void add_servers(const struct settings *s, unsigned int family,
			struct names *names)
{
	char net[NET_TEXT_MAX];
	uint32_t i;

	if (!s->servers_n) {
		names_add(names, "from", "%s", "");
		names_add(names, "to", "%s", "");
	}
	for (i = 0; i < s->servers_n; i++) {
		if (s->servers[i].addr.family != family)
			continue;
		net_text(&s->servers[i], net);
		names_add(names, "from", " -s %s", net);
		names_add(names, "to", " -d %s", net);
	}
}

/* Those of the family */
static void add_nets(const struct net *nets, uint32_t n, unsigned int family,
		     const char *name, struct names *names)
{
	char net[NET_TEXT_MAX];
	uint32_t i;

	names_none(names, name);
	for (i = 0; i < n; i++)
		if (nets[i].addr.family == family)
			names_add(names, name, "%s", net_text(&nets[i], net));
}

static void add_interfaces(const struct settings *s, struct names *names)
{
	const char *at = s->in_interface;
	size_t n;

	if (!*at)
		names_add(names, "in", "%s", "");
	for (; *at; at += n + (at[n] == ',')) {
		n = strcspn(at, ",");
		names_add(names, "in", " -i %.*s", (int)n, at);
	}
}

static void add_ports(const struct settings *s, struct names *names)
{
	const struct port_range *p = s->ports;
	struct text list = { .max = 1024 };
	uint32_t i;

	for (i = 0; i < s->ports_n; i++) {
		text_add(&list, "%s%u", i ? "," : "", p[i].first);
		if (p[i].last != p[i].first)
			text_add(&list, ":%u", p[i].last);
	}
	if (s->ports_n > 1) {
		names_add(names, "sport", "-p tcp -m multiport --sports %s",
			  list.bytes);
		names_add(names, "dport", "-p tcp -m multiport --dports %s",
			  list.bytes);
	} else {
		names_add(names, "sport", "-p tcp -m tcp --sport %s",
			  list.bytes);
		names_add(names, "dport", "-p tcp -m tcp --dport %s",
			  list.bytes);
	}
	text_free(&list);
}

static void add_sets(const struct settings *s, unsigned int family,
		     struct names *names)
{
	names_add(names, "known", "smtp-tarpit-known%u", family);
	names_add(names, "nets", "smtp-tarpit-nets%u", family);
	names_add(names, "sets", "smtp-tarpit-known%u", family);
	names_add(names, "sets", "smtp-tarpit-nets%u", family);
	names_add(names, "owing_sets", "smtp-tarpit-owing%u", family);
	names_add(names, "owing_sets", "smtp-tarpit-nets%u", family);
	names_none(names, "connections");
	if (s->max_connections)
		names_add(names, "connections", "%u", s->max_connections);
	names_add(names, "source_bits", "%u", family == 4 ?
		  s->engine.prefix4_bits : s->engine.prefix6_bits);
}

/* A program for -m bpf, as it is made. */
struct program {
	unsigned int n;
	struct text code;
};

static void put(struct program *p, unsigned int code, unsigned int yes,
		unsigned int no, unsigned int k)
{
	text_add(&p->code, ",%u %u %u %u", code, yes, no, k);
	p->n++;
}

/*
 * The end of the programs below: is what was loaded a port of the servers?  Jumps
 * lead forward only, so the distance to the end is counted.
 */
static void put_ports(struct program *p, const struct settings *s)
{
	unsigned int left = 0;
	uint32_t i;

	for (i = 0; i < s->ports_n; i++)
		left += s->ports[i].first == s->ports[i].last ? 1 : 2;
	for (i = 0; i < s->ports_n; i++) {
		left--;
		if (s->ports[i].first == s->ports[i].last) {
			put(p, BPF_JEQ_K, left + 1, 0, s->ports[i].first);
			continue;
		}
		left--;
		put(p, BPF_JGE_K, 0, 1, s->ports[i].first);
		put(p, BPF_JGT_K, 0, left + 1, s->ports[i].last);
	}
	put(p, BPF_RET_K, 0, 0, 0);
	put(p, BPF_RET_K, 0, 0, 65535);
}

/*
 * An ICMP error (3, 4, 11, 12) that quotes a segment from a server's port: both
 * headers may have options.
 */
static void put_icmp4(struct program *p, const struct settings *s)
{
	put(p, BPF_LDX_MSH, 0, 0, 0);		/* X: the header's length */
	put(p, BPF_LDB_IND, 0, 0, 0);		/* ICMP's type */
	put(p, BPF_JEQ_K, 4, 0, 3);
	put(p, BPF_JEQ_K, 3, 0, 4);
	put(p, BPF_JEQ_K, 2, 0, 11);
	put(p, BPF_JEQ_K, 1, 0, 12);
	put(p, BPF_RET_K, 0, 0, 0);
	put(p, BPF_LDB_IND, 0, 0, 8 + 9);	/* the quoted protocol */
	put(p, BPF_JEQ_K, 1, 0, 6);
	put(p, BPF_RET_K, 0, 0, 0);
	put(p, BPF_LDB_IND, 0, 0, 8);		/* the quoted header's length */
	put(p, BPF_AND_K, 0, 0, 15);
	put(p, BPF_LSH_K, 0, 0, 2);
	put(p, BPF_ADD_X, 0, 0, 0);
	put(p, BPF_TAX, 0, 0, 0);
	put(p, BPF_LDH_IND, 0, 0, 8);
	put_ports(p, s);
}

/*
 * The same of ICMPv6 (1 to 4).  Where an extension header stands in either packet,
 * the daemon looks at it: a program has no loops.
 */
static void put_icmp6(struct program *p, const struct settings *s)
{
	put(p, BPF_LDB_ABS, 0, 0, 6);		/* the next header */
	put(p, BPF_JEQ_K, 1, 0, 58);
	put(p, BPF_RET_K, 0, 0, 65535);
	put(p, BPF_LDB_ABS, 0, 0, 40);		/* ICMPv6's type */
	put(p, BPF_JEQ_K, 1, 0, 0);
	put(p, BPF_JGT_K, 0, 1, 4);
	put(p, BPF_RET_K, 0, 0, 0);
	put(p, BPF_LDB_ABS, 0, 0, 40 + 8 + 6);	/* the quoted next header */
	put(p, BPF_JEQ_K, 4, 0, 6);
	put(p, BPF_JEQ_K, 2, 0, 17);
	put(p, BPF_JEQ_K, 1, 0, 58);
	put(p, BPF_RET_K, 0, 0, 65535);
	put(p, BPF_RET_K, 0, 0, 0);
	put(p, BPF_LDH_ABS, 0, 0, 40 + 8 + 40);
	put_ports(p, s);
}

static void add_icmp(const struct settings *s, unsigned int family,
		     struct names *names)
{
	struct program p = { .code.max = 4096 };

	if (family == 4)
		put_icmp4(&p, s);
	else
		put_icmp6(&p, s);
	names_add(names, "icmp_error", "-p %s -m bpf --bytecode \"%u%s\"",
		  family == 4 ? "icmp" : "ipv6-icmp", p.n, p.code.bytes);
	text_free(&p.code);
}

static void add_hooks(const struct settings *s, struct names *names)
{
	bool host = s->mode == MODE_HOST;

	names_add(names, "hook", "%s", host ? "OUTPUT" : "PREROUTING");
	names_add(names, "client_hook", "%s", host ? "INPUT" : "POSTROUTING");
	names_add(names, "add", "%s",
		  s->position == POSITION_FIRST ? "-I" : "-A");
	names_add(names, "queue", "-j NFQUEUE --queue-num %u --queue-bypass",
		  s->queue_num);
	names_add(names, "client_queue",
		  "-j NFQUEUE --queue-num %u --queue-bypass",
		  s->queue_num + 1);
}

static void add_prefilter(const struct settings *s, unsigned int family,
			  struct names *names)
{
	static const char *const programs[] = {
		"short", "empty", "suspicious", "stamped", "error", "no_room",
		"room",
	};
	unsigned int payload = family == 4 ? 40 : 60;
	char name[16];
	size_t i;

	names_none(names, "prefilter");
	if (s->prefilter)
		names_add(names, "prefilter", "yes");
	names_none(names, "hold_4xx");
	names_add(names, "error_start", "0a35");
	if (settings_hold_4xx(s)) {
		names_add(names, "hold_4xx", "yes");
		names_add(names, "error_start", "0a34");
	}
	for (i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		snprintf(name, sizeof(name), "%s%u", programs[i], family);
		names_add(names, programs[i], "-m bpf --bytecode \"%s\"",
			  rules_source(name));
	}
	names_add(names, "payload", "%u", payload);
	names_add(names, "payload_stamped", "%u", payload + 12);
}

void rules_features(const struct settings *s, unsigned int family,
		    struct text *out)
{
	struct names names = { 0 };

	add_sets(s, family, &names);
	template_fill(rules_source("features"), &names, out);
	names_free(&names);
}

/* The rules with this number and sum in their comment. */
static void fill(const struct settings *s, unsigned int family,
		 unsigned int rules_n, uint32_t sum, struct text *out)
{
	static const char *const modes[] = { "router", "host" };
	static const char *const places[] = { "last", "first" };
	const struct engine_conf *e = &s->engine;
	struct names names = { 0 };

	rules_marks(s, &names);
	names_add(&names, "unmarked", "-m connmark --mark 0x0/0x%08x",
		  s->mark_mask);
	add_sets(s, family, &names);
	add_icmp(s, family, &names);
	add_servers(s, family, &names);
	add_nets(e->trusted, e->trusted_n, family, "trusted", &names);
	add_nets(e->proxies, e->proxies_n, family, "proxies", &names);
	add_interfaces(s, &names);
	add_ports(s, &names);
	add_hooks(s, &names);
	add_prefilter(s, family, &names);
	names_add(&names, "comment",
		  "-m comment --comment \"smtp-tarpit mode=%s at=%s rules=%u sum=%u\"",
		  modes[s->mode], places[s->position], rules_n, sum);
	template_fill(rules_source("iptables"), &names, out);
	names_free(&names);
}

static unsigned int count_rules(const struct text *t)
{
	const char *at = t->bytes;
	unsigned int n = 0;

	while (at) {
		n += *at == '-';
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return n;
}

uint32_t rules_iptables_sum(const struct settings *s)
{
	uint32_t sum = RULES_SUM_START;
	unsigned int family;

	for (family = 4; family <= 6; family += 2) {
		struct text t = { .max = RULES_TEXT_MAX };

		if (rules_wanted(s, family)) {
			rules_ipset(s, family, &t);
			fill(s, family, 0, 0, &t);
		}
		sum = rules_text_sum(sum, &t);
		text_free(&t);
	}
	return sum;
}

void rules_iptables(const struct settings *s, unsigned int family,
		    struct text *out)
{
	struct text t = { .max = RULES_TEXT_MAX };

	fill(s, family, 0, 0, &t);
	fill(s, family, count_rules(&t), rules_iptables_sum(s), out);
	out->full |= t.full;
	text_free(&t);
}

/* A set of sources; where it is full, it evicts one, or refuses */
static void add_ipset(const struct settings *s, const char *kind,
		      unsigned int family, bool evicts, struct text *out)
{
	unsigned int bits = family == 4 ? s->engine.prefix4_bits :
					  s->engine.prefix6_bits;

	text_add(out, "create smtp-tarpit-%s%u hash:ip family %s maxelem %u",
		 kind, family, family == 4 ? "inet" : "inet6", RULES_KNOWN_MAX);
	if (bits != (family == 4 ? 32 : 128))
		text_add(out, " netmask %u", bits);
	text_add(out, " timeout %u%s\n", s->known_s, evicts ? " forceadd" : "");
}

void rules_ipset(const struct settings *s, unsigned int family,
		 struct text *out)
{
	add_ipset(s, "known", family, true, out);
	add_ipset(s, "owing", family, false, out);
	text_add(out, "create smtp-tarpit-nets%u hash:net family %s maxelem %u timeout %u forceadd\n",
		 family, family == 4 ? "inet" : "inet6", RULES_NETS_MAX,
		 s->known_s);
}
