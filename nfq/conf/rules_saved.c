// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_saved.c - what is in the firewall, from what its tools print
 *
 * Pure: text in, text out.  A rule is ours if it stands in a chain of ours, or
 * leads to one; another version may have had other chains.
 */
#include <stdlib.h>
#include <string.h>

#include "rules_internal.h"

#define CHAIN_PREFIX	"smtp-tarpit"
#define CHAIN_MAX	32
#define CHAINS_MAX	64

/* Return: the next line, without counters; @n: its bytes; NULL at the end */
static const char *next_line(const char **at, size_t *n)
{
	const char *line = *at;

	if (!line || !*line)
		return NULL;
	*n = strcspn(line, "\n");
	*at = line + *n + (line[*n] == '\n');
	if (*line == '[') {
		size_t counters = strcspn(line, " \n") + 1;

		if (counters < *n) {
			line += counters;
			*n -= counters;
		}
	}
	return line;
}

static bool is_our_chain(const char *name, size_t n)
{
	static const size_t prefix = sizeof(CHAIN_PREFIX) - 1;
	size_t i;

	if (n < prefix || n >= CHAIN_MAX || strncmp(name, CHAIN_PREFIX, prefix))
		return false;
	for (i = prefix; i < n; i++)
		if (name[i] != '-' && (name[i] < 'a' || name[i] > 'z'))
			return false;
	return n == prefix || name[prefix] == '-';
}

/* Is it in a chain of ours? */
static bool is_inside(const char *line, size_t n)
{
	size_t chain = n > 3 ? strcspn(line + 3, " \n") : 0;

	return !strncmp(line, "-A ", 3) && is_our_chain(line + 3, chain);
}

/* Does it end with "-j CHAIN" or "-g CHAIN", one of ours? */
static bool leads_to_ours(const char *line, size_t n)
{
	size_t at = n;

	if (n < 8 || strncmp(line, "-A ", 3))
		return false;
	while (at > 4 && line[at - 1] != ' ')
		at--;
	return (!strncmp(line + at - 4, " -j ", 4) ||
		!strncmp(line + at - 4, " -g ", 4)) &&
	       is_our_chain(line + at, n - at);
}

/* Is this behind a "-j" of the line? */
static bool leads_to(const char *line, size_t n, const char *target)
{
	const char *at = strstr(line, " -j ");

	return at && at < line + n && !strncmp(at + 4, target, strlen(target));
}

/* ------------------------------------------------------------------- merge */

/*
 * struct table - What is done to a table
 * @some:	It is in one of the texts
 * @stays:	The chain is in the new text
 */
struct table {
	const char *head;
	bool some;
	struct text declare, drop, add;
	char chain[CHAINS_MAX][CHAIN_MAX];
	bool stays[CHAINS_MAX];
	size_t chains;
};

static void note_chain(struct table *t, const char *line, bool stays)
{
	size_t i, n = strcspn(line + 1, " \n");

	if (!is_our_chain(line + 1, n))
		return;
	for (i = 0; i < t->chains; i++)
		if (strlen(t->chain[i]) == n &&
		    !strncmp(t->chain[i], line + 1, n))
			break;
	if (i == CHAINS_MAX) {
		t->declare.full = true;
		return;
	}
	if (i == t->chains) {
		t->chains++;
		memcpy(t->chain[i], line + 1, n);
		text_add(&t->declare, ":%s - [0:0]\n", t->chain[i]);
	}
	t->stays[i] |= stays;
	t->some = true;
}

static void read_tables(struct table *tables, const char *text, bool fresh)
{
	struct table *t = NULL;
	const char *line;
	size_t n, i;

	while ((line = next_line(&text, &n))) {
		for (i = 0; *line == '*' && i < 2; i++)
			if (!strncmp(line, tables[i].head, n))
				t = &tables[i];
		if (*line == 'C')
			t = NULL;	/* COMMIT */
		if (!t)
			continue;
		if (*line == ':') {
			note_chain(t, line, fresh);
		} else if (*line == '-' && fresh) {
			text_add(&t->add, "%.*s\n", (int)n, line);
		} else if (leads_to_ours(line, n) && !is_inside(line, n)) {
			text_add(&t->drop, "-D%.*s\n", (int)n - 2, line + 2);
			t->some = true;
		}
	}
}

static void put_table(struct table *t, struct text *out)
{
	size_t i;

	out->full |= t->declare.full || t->drop.full || t->add.full;
	if (t->some) {
		text_add(out, "%s\n%s%s%s", t->head,
			 t->declare.used ? t->declare.bytes : "",
			 t->drop.used ? t->drop.bytes : "",
			 t->add.used ? t->add.bytes : "");
		for (i = 0; i < t->chains; i++)
			if (!t->stays[i])
				text_add(out, "-X %s\n", t->chain[i]);
		text_add(out, "COMMIT\n");
	}
	text_free(&t->declare);
	text_free(&t->drop);
	text_free(&t->add);
}

void rules_show(const char *saved, struct text *out)
{
	static const char *const heads[] = { "*mangle", "*raw" };
	const char *at, *line;
	bool here = false;
	size_t n, i;

	for (i = 0; i < 2; i++) {
		text_add(out, "%s\n", heads[i]);
		for (at = saved; (line = next_line(&at, &n)); ) {
			if (*line == '*')
				here = !strncmp(line, heads[i], n);
			if (here && (is_inside(line, n) ||
				     leads_to_ours(line, n)))
				text_add(out, "%.*s\n", (int)n, line);
		}
	}
}

void rules_merge(const char *saved, const char *wanted, struct text *out)
{
	struct table tables[] = {
		{ .head = "*mangle" }, { .head = "*raw" },
	};
	size_t i;

	for (i = 0; i < 2; i++)
		tables[i].declare.max = tables[i].drop.max =
			tables[i].add.max = RULES_TEXT_MAX;
	read_tables(tables, saved, false);
	read_tables(tables, wanted, true);
	for (i = 0; i < 2; i++)
		put_table(&tables[i], out);
}

/* ------------------------------------------------------------------ status */

enum kind { BY_PREFILTER, BY_KNOWN, BY_WATCH, BY_HOLD, BY_CLIENT, KINDS };

/*
 * struct there - What is told of rules of ours
 * @rules:	How many there are, and the comment says that there should be
 * @behind:	Rules of others behind our last jump, in each hook
 */
struct there {
	unsigned int rules;
	unsigned int behind[2];
	unsigned long long queued[KINDS];
	bool strips_mptcp;
	char queue[16], mode[16], sum[16], wanted[16], prefix4[16], prefix6[16];
	char network4[16], network6[16];
};

/* Copy the word behind @key, if it is there and none was. */
static void copy_value(const char *line, size_t n, const char *key, char *value)
{
	const char *at = strstr(line, key);

	if (*value || !at || at >= line + n)
		return;
	at += strlen(key);
	snprintf(value, 16, "%.*s", (int)strcspn(at, " \"\n"), at);
}

static void read_comment(struct there *t, const char *line, size_t n)
{
	const char *comment = strstr(line, "\"" CHAIN_PREFIX " mode=");

	if (!comment || comment >= line + n)
		return;
	n -= (size_t)(comment - line);
	copy_value(comment, n, " mode=", t->mode);
	copy_value(comment, n, " sum=", t->sum);
	copy_value(comment, n, " rules=", t->wanted);
	copy_value(comment, n, " queues=", t->wanted);
	copy_value(comment, n, " prefix4=", t->prefix4);
	copy_value(comment, n, " prefix6=", t->prefix6);
	copy_value(comment, n, " network4=", t->network4);
	copy_value(comment, n, " network6=", t->network6);
}

static bool in_chain(const char *line, const char *chain)
{
	size_t n = strlen(chain);

	return !strncmp(line + 3, chain, n) && line[3 + n] == ' ';
}

/* @start: where the line begins with its counters, "[packets:bytes] " */
static void count_queued(struct there *t, const char *start, const char *line,
			 size_t n)
{
	const char *queue = strstr(line, " -j NFQUEUE "), *mark;
	enum kind kind = BY_PREFILTER;

	if (!queue || queue >= line + n)
		return;
	mark = strstr(line, " connmark ");
	if (in_chain(line, "smtp-tarpit-hold")) {
		kind = BY_HOLD;
		copy_value(line, n, "--queue-num ", t->queue);
	} else if (in_chain(line, "smtp-tarpit-client")) {
		kind = BY_CLIENT;
	} else if (in_chain(line, "smtp-tarpit-known")) {
		kind = BY_KNOWN;
	} else if (mark && mark < queue) {
		kind = BY_WATCH;
	}
	if (*start == '[')
		t->queued[kind] += strtoull(start + 1, NULL, 10);
}

/* Rules of others that a queued packet does not meet: it goes on behind the hook. */
static void count_behind(struct there *t, const char *line, size_t n)
{
	static const char *const hooks[] = { "PREROUTING", "OUTPUT" };
	size_t i;

	for (i = 0; i < 2; i++) {
		if (!in_chain(line, hooks[i]))
			continue;
		if (!leads_to_ours(line, n))
			t->behind[i]++;
		else if (line[n - 1] == 't')
			t->behind[i] = 0;	/* "-j smtp-tarpit" */
	}
}

static void read_saved(struct there *t, const char *saved)
{
	const char *start = saved, *line;
	bool mangle = false;
	size_t n;

	while ((line = next_line(&saved, &n))) {
		if (*line == '*')
			mangle = !strncmp(line, "*mangle", n);
		if (mangle && !strncmp(line, "-A ", 3))
			count_behind(t, line, n);
		if (is_inside(line, n) || leads_to_ours(line, n)) {
			t->rules++;
			t->strips_mptcp |= leads_to(line, n, "TCPOPTSTRIP ");
			read_comment(t, line, n);
			count_queued(t, start, line, n);
		}
		start = saved;
	}
}

/* Are these the rules of the wanted text, by its sum, and all of them? */
static bool is_wanted(const struct there *t, unsigned int rules,
		      const char *wanted)
{
	struct there w = { 0 };

	read_comment(&w, wanted, strlen(wanted));
	return *wanted ? strtoul(t->wanted, NULL, 10) == rules && rules &&
			 !strcmp(t->sum, w.sum) : !rules;
}

static void say_head(const struct there *t, struct text *out)
{
	text_add(out, "mptcp=%s\nmode=%s\nsum=%s\nqueue=%s\n",
		 t->strips_mptcp ? "stripped" : "kept", t->mode, t->sum,
		 *t->queue ? t->queue : "none");
}

/* Return: are its rules and sets whole? */
static bool say_family(const struct there *t, unsigned int family,
		       const char *sets, struct text *out)
{
	static const char *const kinds[KINDS] = {
		"prefilter", "known", "watch", "hold", "client"
	};
	bool whole = strtoul(t->wanted, NULL, 10) == t->rules;
	size_t i;

	text_add(out, "rules%u=%u\n", family, t->rules);
	for (i = 0; i < KINDS; i++)
		text_add(out, "queued_%s%u=%llu\n", kinds[i], family,
			 t->queued[i]);
	if (*t->mode && t->behind[0] + t->behind[1] && *t->queue)
		text_add(out, "warning=%u other rules in mangle come after the tarpit's: a queued packet does not meet them (IPv%u)\n",
			 t->behind[strcmp(t->mode, "host") == 0], family);
	whole &= rules_count_set(sets, "known", family, out);
	whole &= rules_count_set(sets, "nets", family, out);
	whole &= rules_count_set(sets, "owing", family, out);
	return whole;
}

bool rules_saved(const struct rules_saved *s, bool *right, struct text *out)
{
	struct there t[2] = { { 0 }, { 0 } };
	bool whole = true;
	size_t i;

	*right = true;
	for (i = 0; i < 2; i++) {
		read_saved(&t[i], s->saved[i]);
		*right &= is_wanted(&t[i], t[i].rules, s->wanted[i]);
	}
	if (!t[0].rules && !t[1].rules)
		return false;
	say_head(t[0].rules ? &t[0] : &t[1], out);
	for (i = 0; i < 2; i++)
		if (t[i].rules)
			whole &= say_family(&t[i], i ? 6 : 4, s->sets, out);
	text_add(out, "whole=%s\n", whole ? "yes" : "no");
	return true;
}

/* -------------------------------------------------------------------- nft */

/* Seconds of "1h2m3s4ms" */
static unsigned long long read_time(const char *at)
{
	unsigned long long sum = 0, n;
	char *end;

	for (; *at >= '0' && *at <= '9'; at = end) {
		n = strtoull(at, &end, 10);
		if (!strncmp(end, "ms", 2)) {
			end += 2;
			continue;
		}
		sum += n * (*end == 'd' ? 86400 : *end == 'h' ? 3600 :
			    *end == 'm' ? 60 : *end == 's' ? 1 : 0);
		end += *end != '\0';
	}
	return sum;
}

/* The table's sets: of known sources, of networks, of sources that owe. */
static const struct {
	const char *name;
	unsigned int max;
} sets[] = {
	{ "known4", RULES_KNOWN_MAX }, { "known6", RULES_KNOWN_MAX },
	{ "nets4", RULES_NETS_MAX }, { "nets6", RULES_NETS_MAX },
	{ "owing4", RULES_KNOWN_MAX }, { "owing6", RULES_KNOWN_MAX },
};
#define SETS	(sizeof(sets) / sizeof(*sets))
#define KNOWN_SETS	4	/* the first of them: who is known */

/* Does a set of ours begin in this line?  Return: which; @set if none does */
static size_t read_set(const char *line, size_t set)
{
	size_t i, n;

	if (strncmp(line, "\tset ", 5))
		return set;
	for (i = 0; i < SETS; i++) {
		n = strlen(sets[i].name);
		if (!strncmp(line + 5, sets[i].name, n) && line[5 + n] == ' ')
			break;
	}
	return i;
}

/* A set's elements in a line: "ADDRESS timeout 1h expires 59m, ADDRESS …" */
static unsigned int read_members(const char *line, size_t n, const char *bits,
				 struct text *out)
{
	const char *at = line, *expires, *word;
	unsigned int members = 0;

	while ((expires = strstr(at, " expires ")) && expires < line + n) {
		for (word = expires; word > at && word[-1] != ',' &&
		     word[-1] != '{' && word[-1] != '\t'; word--)
			;
		word += strspn(word, " ");
		members++;
		if (out)
			text_add(out, "%.*s", (int)strcspn(word, " "), word);
		if (out && *bits)
			text_add(out, "/%s", bits);
		if (out)
			text_add(out, " %llu\n", read_time(expires + 9));
		at = expires + 9;
	}
	return members;
}

void rules_members(const char *listed, struct text *out)
{
	struct there t = { 0 };
	const char *const bits[KNOWN_SETS] = { "", "", t.network4, t.network6 };
	const char *at = listed, *line;
	size_t n, set = SETS;

	while ((line = next_line(&at, &n)))
		read_comment(&t, line, n);
	while ((line = next_line(&listed, &n))) {
		set = read_set(line, set);
		if (set < KNOWN_SETS)
			read_members(line, n, bits[set], out);
	}
}

bool rules_listed(const char *listed, const char *wanted, struct text *out)
{
	unsigned int members[SETS + 1] = { 0 }, queues = 0;
	struct there t = { 0 };
	const char *line, *at;
	size_t n, set = SETS;
	bool hold = false;

	while ((line = next_line(&listed, &n))) {
		set = read_set(line, set);
		if (!strncmp(line, "\tchain ", 7))
			hold = !strncmp(line + 7, "hold ", 5);
		members[set] += read_members(line, n, "", NULL);
		read_comment(&t, line, n);
		t.strips_mptcp |= !strncmp(line, "\t\treset tcp option", 18);
		at = strstr(line, " bypass");
		if (!at || at >= line + n)
			continue;
		queues++;
		if (hold)
			copy_value(line, n, "num ", t.queue);
		if (hold && !*t.queue)
			copy_value(line, n, "to ", t.queue);
	}
	say_head(&t, out);
	text_add(out, "prefix4=%s\nprefix6=%s\n", t.prefix4, t.prefix6);
	for (set = 0; set < SETS; set++)
		text_add(out, "%s=%u\n%s_max=%u\n", sets[set].name,
			 members[set], sets[set].name, sets[set].max);
	text_add(out, "whole=%s\n",
		 strtoul(t.wanted, NULL, 10) == queues ? "yes" : "no");
	return is_wanted(&t, queues, wanted);
}
