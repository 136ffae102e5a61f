// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_rules.c - what smtp-tarpit doctor finds in the firewall
 *
 * Owns the checks of our own rules, which smtp-tarpit-rules knows, and of
 * everybody else's that would hide packets from us, eat our ACKs to servers,
 * write over our marks, or hide who the clients are.  Reads the text that
 * iptables-save and nft print, as an admin would; where a rule's effect cannot
 * be told from its text alone, the finding says "may".
 */
#include <stdlib.h>
#include <string.h>

#include "conf/rules.h"
#include "conf/settings.h"
#include "core/addr.h"
#include "doctor.h"

#define FULL_MASK	0xffffffffu

static bool has(const char *line, const char *what)
{
	return strstr(line, what) != NULL;
}

static bool is_ours(const char *line)
{
	return has(line, "smtp-tarpit") || has(line, "smtp_tarpit");
}

/* Is a port of ours among those that are listed at @at, as "25,587:590"? */
static bool lists_ours(const struct doctor *d, const char *at)
{
	unsigned long first, last;
	const struct port_range *p;
	char *end;
	uint32_t i;

	for (at += strspn(at, " {"); *at >= '0' && *at <= '9';
	     at = end + strspn(end, " ,")) {
		first = last = strtoul(at, &end, 10);
		if ((*end == '-' || *end == ':') && end[1])
			last = strtoul(end + 1, &end, 10);
		for (i = 0; i < d->settings.ports_n; i++) {
			p = &d->settings.ports[i];
			if (first <= p->last && last >= p->first)
				return true;
		}
	}
	return false;
}

/* A rule for some ports that ours are not among. */
static bool for_other_ports(const struct doctor *d, const char *line)
{
	const char *at = line;
	bool some = false;

	while ((at = strstr(at, "port"))) {
		at += strcspn(at, " ");
		if (lists_ours(d, at))
			return false;
		at += strspn(at, " {");
		some |= *at >= '0' && *at <= '9';
	}
	return some;
}

/* ----------------------------------------------------------------- our rules */

/* Cut what differs from one machine or hour to the other out of a line of rules. */
static void cut_figures(char *line)
{
	static const char *const words[] = {
		" hashsize ", " bucketsize ", " initval ", " packets ",
		" bytes ", " rules=", " queues=", " sum=",
	};
	char *at;
	size_t i, n;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		at = strstr(line, words[i]);
		if (!at)
			continue;
		n = strlen(words[i]);
		n += strcspn(at + n, " \"");
		memmove(at, at + n, strlen(at + n) + 1);
	}
}

/* Members of a set that come and go, and figures of sets: no rules */
static bool is_figure(const char *line)
{
	return ((has(line, " expires ") || has(line, " ct count over ")) &&
		!has(line, "@")) ||
	       !strncmp(line, "Size in memory: ", 16) ||
	       !strncmp(line, "References: ", 12) ||
	       !strncmp(line, "Number of entries: ", 19);
}

/* Are these rules of one chain, or none of any? */
static bool same_chain(const char *a, const char *b)
{
	size_t n = !strncmp(a, "-A ", 3) ? strcspn(a + 3, " ") + 4 : 0;

	return n ? !strncmp(a, b, n) : strncmp(b, "-A ", 3) != 0;
}

/* The next line that is in the same chain as @like, or in any; "" at the end */
static bool next_rule(const char **at, const char *like, char *line)
{
	while (doctor_line(at, line)) {
		cut_figures(line);
		if (!is_figure(line) && (!like || same_chain(like, line)))
			return true;
	}
	*line = '\0';
	return false;
}

/*
 * Find the first line of @a that is not at its place in the same chain of @b; chains
 * may stand in another order.
 * @other:	What is there; "" at its end
 */
static bool first_difference(const struct text *a, const struct text *b,
			     char *line, char *other)
{
	const char *at = a->bytes, *here, *before;
	char skipped[DOCTOR_LINE_MAX];

	while (next_rule(&at, NULL, line)) {
		here = b->bytes;
		before = a->bytes;
		do {
			next_rule(&here, line, other);
			next_rule(&before, line, skipped);
		} while (before < at);
		if (strcmp(line, other))
			return true;
	}
	return false;
}

/* Are they what the file gives now? */
static void check_settings(struct doctor *d)
{
	char wanted[DOCTOR_LINE_MAX] = "", there[DOCTOR_LINE_MAX] = "";
	char value[DOCTOR_LINE_MAX];
	uint32_t sum;
	struct text shown = { .max = 1u << 20 };

	if (!d->wanted.bytes || *d->error || settings_refused(&d->settings) ||
	    doctor_other_backend(d))
		return;		/* they were made with options beside it */
	doctor_run((const char *[]){ d->rules, "show", NULL }, &shown);
	if (first_difference(&d->wanted, &shown, wanted, there) ||
	    first_difference(&shown, &d->wanted, there, wanted)) {
		doctor_finding(d, "the rules differ from those that %s gives now: %.200s should be there%s%.200s",
			       d->config, *wanted ? wanted : "nothing",
			       *there ? ", and is: " : "", there);
		sum = !strcmp(doctor_value(&d->status, "backend", value), "nft") ?
		      rules_nft_sum(&d->settings) :
		      rules_iptables_sum(&d->settings);
		doctor_value(&d->status, "sum", value);
		doctor_remedy("%ssmtp-tarpit-rules install",
			      strtoul(value, NULL, 10) != sum ? "" :
			      "another program changed the rules: smtp-tarpit-rules remove; ");
	}
	text_free(&shown);
}

/* Sets that are nearly full */
static void check_sets(struct doctor *d)
{
	static const char *const sets[] = {
		"known4", "known6", "nets4", "nets6", "owing4", "owing6",
	};
	char now[DOCTOR_LINE_MAX], max[DOCTOR_LINE_MAX], key[32];
	unsigned long n;
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		snprintf(key, sizeof(key), "%s_max", sets[i]);
		n = strtoul(doctor_value(&d->status, key, max), NULL, 10);
		doctor_value(&d->status, sets[i], now);
		if (strtoul(now, NULL, 10) <= n / 10 * 9)
			continue;
		doctor_finding(d, "the set %s is nearly full: %s of %s entries", sets[i],
			       now, max);
		doctor_remedy("lower known-timeout, or prefix4 and prefix6, so that a source is a network");
	}
}

bool doctor_other_backend(const struct doctor *d)
{
	const struct settings *s = &d->settings;
	static char wanted[OPTIONS_TEXT_MAX];
	char there[DOCTOR_LINE_MAX];

	if (!*doctor_value(&d->status, "backend", there) ||
	    (s->backend == BACKEND_AUTO && !s->iptables))
		return false;
	if ((s->backend == BACKEND_NFT) != !strcmp(there, "nft"))
		return true;
	options_get(s, "iptables", wanted);
	return !strncmp(wanted, "iptables-", 9) && strcmp(there, wanted);
}

static void check_backend(struct doctor *d)
{
	char there[DOCTOR_LINE_MAX];

	if (!doctor_other_backend(d))
		return;
	doctor_finding(d, "the rules are in %s, and %s asks for another backend",
		       doctor_value(&d->status, "backend", there), d->config);
	doctor_remedy("smtp-tarpit-rules install");
}

static void check_where(struct doctor *d)
{
	char value[DOCTOR_LINE_MAX], line[DOCTOR_LINE_MAX];
	const char *at = d->status.bytes, *mode;

	doctor_value(&d->status, "queue", value);
	if (strtoul(value, NULL, 10) != d->settings.queue_num) {
		doctor_finding(d, "the rules give packets to queue %s; the daemon reads queue %u",
			       value, d->settings.queue_num);
		doctor_remedy("smtp-tarpit-rules install");
	}
	mode = d->settings.mode == MODE_HOST ? "host" : "router";
	if (strcmp(doctor_value(&d->status, "mode", value), mode)) {
		doctor_finding(d, "the rules are for mode %s; the configuration says %s",
			       value, mode);
		doctor_remedy("smtp-tarpit-rules install");
	}
	check_backend(d);
	check_settings(d);
	check_sets(d);
	while (doctor_line(&at, line)) {
		if (strncmp(line, "warning=", 8))
			continue;
		doctor_finding(d, "%s", line + 8);
		doctor_remedy("smtp-tarpit-rules remove, then install: the tarpit's rules come last then");
	}
}

void doctor_rules(struct doctor *d)
{
	char value[DOCTOR_LINE_MAX], backend[DOCTOR_LINE_MAX];
	unsigned int before = d->findings;

	if (!*d->rules) {
		doctor_finding(d, "there is no smtp-tarpit-rules");
		doctor_remedy("install it beside smtp-tarpit");
		return;
	}
	doctor_value(&d->status, "installed", value);
	if (!strcmp(value, "no")) {
		doctor_finding(d, "the rules are not installed: the daemon gets no packet");
		doctor_remedy("systemctl start smtp-tarpit, or: smtp-tarpit-rules install");
		return;
	}
	if (strcmp(value, "yes")) {
		doctor_finding(d, "smtp-tarpit-rules status says: %.*s",
			       d->status.bytes ?
			       (int)strcspn(d->status.bytes, "\n") : 7,
			       d->status.bytes ? d->status.bytes : "nothing");
		doctor_remedy("see smtp-tarpit-rules(8)");
		return;
	}
	if (strcmp(doctor_value(&d->status, "whole", value), "yes")) {
		doctor_finding(d, "some rules are missing: another program removed them");
		doctor_remedy("smtp-tarpit-rules install");
	}
	check_where(d);
	if (d->findings == before)
		doctor_good(d, "the rules are installed, whole, in their places (%s)",
			    doctor_value(&d->status, "backend", backend));
}

/* ------------------------------------------------------ what hides packets */

static bool look_for_modules(struct doctor *d)
{
	static const char *const modules[] = {
		"shortcut_fe ", "fast_classifier ", "qca_nss_ecm ",
		"hw_nat ", "ctf ",
	};
	struct text t = { .max = 1u << 20 };
	bool found = false;
	size_t i;

	doctor_read("/proc/modules", &t);
	for (i = 0; t.bytes && i < sizeof(modules) / sizeof(*modules); i++) {
		const char *at = strstr(t.bytes, modules[i]);

		if (!at || (at != t.bytes && at[-1] != '\n'))
			continue;
		found = true;
		doctor_finding(d, "module %sforwards packets past the firewall",
			       modules[i]);
		doctor_remedy("unload it, or exclude port 25 from it");
	}
	text_free(&t);
	return found;
}

/*
 * What nft's chain accepts before a rule offloads it: mail of both directions, since
 * either one's packet would do.
 */
static bool spares_mail(const struct doctor *d, const char *rule, unsigned *spared)
{
	if (!strncmp(rule, "chain ", 6))
		*spared = 0;
	if (has(rule, " accept") && !for_other_ports(d, rule)) {
		*spared |= !strncmp(rule, "tcp sport ", 10);
		*spared |= !strncmp(rule, "tcp dport ", 10) << 1;
	}
	return *spared == 3;
}

void doctor_offload(struct doctor *d)
{
	const char *texts[] = { d->ruleset.bytes, d->saved.bytes };
	char line[DOCTOR_LINE_MAX];
	bool found = look_for_modules(d);
	size_t i;

	for (i = 0; i < 2; i++) {
		const char *at = texts[i];
		unsigned spared = 0;

		while (doctor_line(&at, line)) {
			const char *rule = line + strspn(line, " \t");

			if (spares_mail(d, rule, &spared))
				continue;
			if (!has(rule, "flow add @") &&
			    !has(rule, "flow offload @") &&
			    !has(rule, "-j FLOWOFFLOAD"))
				continue;
			if (has(rule, "port") && !for_other_ports(d, rule))
				continue;	/* it minds the port */
			found = true;
			doctor_finding(d, "flows may be offloaded past the firewall, where the tarpit does not see them: %s",
				       rule);
			doctor_remedy("accept tcp sport 25 and tcp dport 25 before that rule, as managers/fw4.nft does");
		}
	}
	if (!found)
		doctor_good(d, "no flow is offloaded past the firewall");
}

/* -------------------------------------------------- what eats our own ACKs */

/* struct hook - A chain as seen so far */
struct hook {
	const char *save, *nft;		/* how its beginning is written */
	const char *loopback, *device;	/* rules for loopback say this */
	bool loopback_counts;
};

static const struct hook hooks[] = {
	{ "OUTPUT", "hook output", "-o lo", "oif", false },
	{ "INPUT", "hook input", "-i lo", "iif", true },
};

/* Does this rule let an untracked TCP segment to port 25 pass? */
static bool lets_pass(const struct doctor *d, const struct hook *h,
		      const char *line)
{
	if (!has(line, "-j ACCEPT") && !has(line, "accept"))
		return false;
	if (has(line, "UNTRACKED") || has(line, "untracked"))
		return true;
	if (has(line, "state") || has(line, "-p udp") || has(line, "icmp") ||
	    has(line, "udp "))
		return false;
	if (has(line, h->loopback) || has(line, h->device))
		return h->loopback_counts && has(line, "lo");
	return !for_other_ports(d, line);
}

/* iptables-save: a policy of DROP, and no rule that lets our ACKs pass. */
static bool saved_eats(const struct doctor *d, const struct hook *h)
{
	char line[DOCTOR_LINE_MAX], policy[32], rule[32];
	const char *at = d->saved.bytes;
	bool drops = false, passes = false, eats = false;

	snprintf(policy, sizeof(policy), ":%s DROP", h->save);
	snprintf(rule, sizeof(rule), "-A %s ", h->save);
	while (doctor_line(&at, line)) {
		if (*line == '*') {
			drops = passes = false;
		} else if (!strncmp(line, policy, strlen(policy))) {
			drops = true;
		} else if (!strncmp(line, rule, strlen(rule))) {
			passes |= lets_pass(d, h, line);
		} else if (!strcmp(line, "COMMIT")) {
			eats |= drops && !passes;
		}
	}
	return eats;
}

static bool ruleset_eats(const struct doctor *d, const struct hook *h)
{
	const char *at = d->ruleset.bytes;
	char line[DOCTOR_LINE_MAX];
	bool drops = false, passes = false, eats = false;

	while (doctor_line(&at, line)) {
		if (has(line, " hook ")) {
			drops = has(line, h->nft) && has(line, "policy drop");
			passes = false;
		} else if (has(line, "}") && !has(line, "{")) {
			eats |= drops && !passes;
			drops = false;
		} else if (drops) {
			passes |= lets_pass(d, h, line);
		}
	}
	return eats;
}

/* A rule that drops what is not tracked, by name. */
static bool drops_untracked(const char *line)
{
	return (has(line, "UNTRACKED") && (has(line, "-j DROP") ||
					   has(line, "-j REJECT"))) ||
	       (has(line, "untracked") && (has(line, " drop") ||
					   has(line, " reject")));
}

static void find_droppers(struct doctor *d, const struct text *t)
{
	const char *at = t->bytes;
	char line[DOCTOR_LINE_MAX];

	while (doctor_line(&at, line)) {
		if (!drops_untracked(line))
			continue;
		doctor_finding(d, "a rule may drop the tarpit's ACKs to servers, so that servers give up: %s",
			       line + strspn(line, " \t"));
		doctor_remedy("accept packets with mark 0x%x/0x%x before that rule",
			      d->settings.mark_mask, d->settings.mark_mask);
	}
}

void doctor_untracked(struct doctor *d)
{
	unsigned int before = d->findings;
	size_t i, n = d->settings.mode == MODE_HOST ? 2 : 1;

	find_droppers(d, &d->saved);
	if (d->findings == before)
		find_droppers(d, &d->ruleset);
	for (i = 0; i < n; i++) {
		if (!saved_eats(d, &hooks[i]) && !ruleset_eats(d, &hooks[i]))
			continue;
		doctor_finding(d, "%s drops what no rule accepts, and none accepts the tarpit's untracked ACKs: servers may give up while a reply is held",
			       hooks[i].save);
		doctor_remedy("iptables -I %s -m mark --mark 0x%x/0x%x -j ACCEPT, ip6tables too (nft: meta mark & 0x%x == 0x%x accept)",
			      hooks[i].save, d->settings.mark_mask,
			      d->settings.mark_mask, d->settings.mark_mask,
			      d->settings.mark_mask);
	}
	if (d->findings == before)
		doctor_good(d, "no rule drops the tarpit's untracked ACKs to servers");
}

/* -------------------------------------------------- what writes over marks */

static uint32_t mask_after(const char *line, const char *word)
{
	const char *at = strstr(line, word);

	return at ? (uint32_t)strtoul(at + strlen(word), NULL, 0) : 0;
}

/* The bits of the connmark that a rule writes or copies. */
static uint32_t connmark_bits(const char *line)
{
	const char *slash, *value = strstr(line, "--set-xmark ");

	if (has(line, "-j CONNMARK") && value) {
		slash = strchr(value, '/');
		return slash ? (uint32_t)strtoul(slash + 1, NULL, 0) :
			       FULL_MASK;
	}
	if (has(line, "-j CONNMARK"))
		return mask_after(line, "--ctmask ");
	if (has(line, "meta mark set ct mark") ||
	    has(line, "ct mark set "))
		return has(line, "&") || has(line, "and ") ? 0 : FULL_MASK;
	return 0;
}

static void find_writers(struct doctor *d, const struct text *t)
{
	const char *at = t->bytes;
	char line[DOCTOR_LINE_MAX];
	bool table = false, chain = false;

	while (doctor_line(&at, line)) {
		if (!strncmp(line, "table ", 6))
			table = is_ours(line);
		if (has(line, "\tchain "))
			chain = is_ours(line);	/* of iptables, shown by nft */
		if (table || chain || is_ours(line) ||
		    !(connmark_bits(line) & d->settings.mark_mask))
			continue;
		doctor_finding(d, "a rule copies or writes the tarpit's bits of the connmark: %s",
			       line + strspn(line, " \t"));
		doctor_remedy("give that rule a mask without 0x%x (iptables: --nfmask and --ctmask 0x%x), or choose another mark-mask",
			      d->settings.mark_mask,
			      ~d->settings.mark_mask);
	}
}

/* Routing by marks that have our bits in them. */
static void find_routes(struct doctor *d, const char *family)
{
	struct text t = { .max = 1u << 20 };
	char line[DOCTOR_LINE_MAX];
	const char *at;

	doctor_run((const char *[]){ "ip", family, "rule", "show", NULL }, &t);
	for (at = t.bytes; doctor_line(&at, line); ) {
		if (!(mask_after(line, "fwmark ") & d->settings.mark_mask))
			continue;
		line[strcspn(line, "\t")] = ' ';
		doctor_finding(d, "packets are routed by the tarpit's bits of the mark: ip %s rule: %s",
			       family, line);
		doctor_remedy("choose another mark-mask");
	}
	text_free(&t);
}

void doctor_marks(struct doctor *d)
{
	unsigned int before = d->findings;

	find_writers(d, &d->saved);
	if (d->findings == before)	/* nft shows those of iptables too */
		find_writers(d, &d->ruleset);
	find_routes(d, "-4");
	find_routes(d, "-6");
	if (d->findings == before)
		doctor_good(d, "no other rule uses the mark's bits 0x%x",
			    d->settings.mark_mask);
}

/* ------------------------------------------------------ who the clients are */

/* The interface that packets to @server leave by; "" if there is none */
static void device_to(const struct net *server, char *device)
{
	char text[ADDR_TEXT_MAX];
	struct text t = { .max = 4096 };
	const char *at;

	addr_text(&server->addr, text);
	doctor_run((const char *[]){ "ip", "-o", "route", "get", text, NULL },
		   &t);
	at = t.bytes ? strstr(t.bytes, " dev ") : NULL;
	*device = '\0';
	if (at)
		snprintf(device, 32, "%.*s", (int)strcspn(at + 5, " \n"),
			 at + 5);
	text_free(&t);
}

/* Would this rule give clients our own address on their way to @device? */
static bool hides_clients(const struct doctor *d, const char *line,
			  const char *device)
{
	bool names = has(line, " -o ") || has(line, "oif");

	return (has(line, "-j MASQUERADE") || has(line, "-j SNAT") ||
		has(line, "masquerade") || has(line, " snat ")) &&
	       !has(line, " -s ") && !has(line, " saddr ") &&
	       !for_other_ports(d, line) && (!names || has(line, device));
}

static bool find_hiders(struct doctor *d, const struct text *t,
			const char *device)
{
	const char *at = t->bytes;
	char line[DOCTOR_LINE_MAX];

	while (doctor_line(&at, line)) {
		if (!hides_clients(d, line, device))
			continue;
		doctor_finding(d, "clients may be masqueraded on their way to the server (%s); with policy = source all of them are one source: %s",
			       device, line + strspn(line, " \t"));
		doctor_remedy("masquerade only what leaves by the outer interface, or set policy = reply");
		return true;
	}
	return false;
}

void doctor_masquerade(struct doctor *d)
{
	unsigned int before = d->findings;
	char device[32];
	uint32_t i;

	if (d->settings.mode == MODE_HOST ||
	    d->settings.engine.policy != POLICY_SOURCE) {
		doctor_good(d, "not checked: it has no effect with mode = host or policy = reply");
		return;
	}
	for (i = 0; i < d->settings.servers_n && d->findings == before; i++) {
		device_to(&d->settings.servers[i], device);
		if (*device && !find_hiders(d, &d->saved, device))
			find_hiders(d, &d->ruleset, device);
	}
	if (d->findings == before)
		doctor_good(d, "no rule hides the clients from the servers");
}
