// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_nft_filter.c - chains of nftables that know a good reply
 *
 * Pure: text out.  nftables can compare bytes at known places, and cannot search.
 * So a segment's length leads to a chain of its own, for which the places are
 * known.  What none of the chains lets pass, the daemon sees.
 */
#include <inttypes.h>
#include <string.h>

#include "rules_internal.h"

#define LINE_MIN	5	/* "250", CR LF */
#define LINE_MAX	96
#define CODE_BYTES	4	/* with its blank */
#define WORD_BYTES	6	/* of text for a look into a set; more would make it large */
#define STEP_BYTES	18	/* of text for a chain; more, as they nest 16 deep */
#define TCP_PLAIN	20
#define TCP_STAMPED	32
#define TCP_SYN		40
#define MIN(a, b)	((a) < (b) ? (a) : (b))
#define IP4_HEADER	20
#define IP6_HEADER	40
#define PER_ROW		6

/* Replies of one line that have nothing to hold, nor to exempt a connection. */
static const char *const codes[] = {
	"211", "214", "220", "221", "250", "251", "252", "354",
};

static const char sets_head[] =
	"# A good reply: one line, of a code that says yes, in a segment of its own.\n"
	"#\n"
	"# Why this is sound: a 5xx reply begins a line, and a line begins the segment\n"
	"# or follows an LF.  Here the segment begins with one of @codes, the only LF is its\n"
	"# last byte, and it ends in CR LF, so that the next one begins a line too.  334\n"
	"# and 235 are no such codes, nor is the last line of an offer of AUTH one: the\n"
	"# daemon sees them.  Two bits of a byte, 0x60, tell text from control characters:\n"
	"# where neither is set it is no text, and LF is one of these.  In @text is what six\n"
	"# bytes of text leave of them, in @end what four bytes do, and CR LF.\n";

static const char good_head[] =
	"# Which chain is for this length?  Headers of the usual size alone: no IP options\n"
	"# nor extension headers; TCP without options, or with timestamps (32 bytes).\n"
	"# Whatever falls through goes back to where it came from.  The last two are for the\n"
	"# server's SYN with its options.\n";

static const char bare_head[] =
	"# No payload.  A FIN or SYN of a known source must not pass; a RST is queued.\n";

static const char pass_head[] =
	"# It is good, and passes, but to a known source.\n";

static const char code_head[] =
	"# The first four bytes; and those behind them, where they could be AUTH.\n";

static const char text_head[] =
	"# Bytes 4 to N - 1 of text_N are text, 18 of them here, the others behind.\n";

static const char line_head[] =
	"# N bytes: the last two of line_N are CR LF, what text_N leaves out is text.\n";

/* Each line of @text is an item. */
static void add_lines(struct names *names, const char *name, const char *text)
{
	size_t n;

	for (; *text; text += n + 1) {
		n = strcspn(text, "\n");
		names_add(names, name, "%.*s", (int)n, text);
	}
}

/*
 * All that the masks leave of text: each of @bytes bytes is 0x20, 0x40 or 0x60, and
 * @end, in hexadecimal, follows them.
 */
static void add_left(struct names *names, const char *name, unsigned int bytes,
		     const char *end)
{
	struct text row = { .max = 4096 };
	unsigned int all = 1, i, j, rest;

	for (i = 0; i < bytes; i++)
		all *= 3;
	for (i = 0; i < all; i++) {
		uint64_t value = 0;

		for (j = 0, rest = i; j < bytes; j++, rest /= 3)
			value |= (uint64_t)(0x20 + 0x20 * (rest % 3)) << 8 * j;
		text_add(&row, "%s0x%0*" PRIx64 "%s%s", i % PER_ROW ? " " : "",
			 (int)bytes * 2, value, end, i + 1 == all ? "" : ",");
		if (i % PER_ROW != PER_ROW - 1 && i + 1 < all)
			continue;
		names_add(names, name, "\t\t%s", row.bytes);
		text_free(&row);
		row = (struct text){ .max = 4096 };
	}
}

static void begin_set(struct names *names, const char *name,
		      unsigned int bits, unsigned int size)
{
	names_add(names, "good_sets", "set %s {", name);
	names_add(names, "good_sets", "\ttypeof @ih,0,%u", bits);
	names_add(names, "good_sets", "\tsize %u", size);
	names_add(names, "good_sets", "\tflags constant");
	names_add(names, "good_sets", "\telements = {");
}

static void end_set(struct names *names)
{
	names_add(names, "good_sets", "\t}");
	names_add(names, "good_sets", "}");
}

/* Codes, each with @end behind it */
static void add_codes(struct names *names, const char *name, unsigned int bits,
		      const char *end)
{
	unsigned int n = sizeof(codes) / sizeof(*codes), i;
	struct text row = { .max = 4096 };

	begin_set(names, name, bits, n);
	for (i = 0; i < n; i++)
		text_add(&row, "0x3%c3%c3%c%s%s", codes[i][0], codes[i][1],
			 codes[i][2], end, i + 1 == n ? "" : ", ");
	names_add(names, "good_sets", "\t\t%s", row.bytes);
	text_free(&row);
	end_set(names);
}

static void add_sets(struct names *names)
{
	add_lines(names, "good_sets", sets_head);
	add_codes(names, "codes", 32, "20");
	add_codes(names, "codes_alone", 40, "0d0a");
	begin_set(names, "text", 8 * WORD_BYTES, 729);
	add_left(names, "good_sets", WORD_BYTES, "");
	end_set(names);
	begin_set(names, "end", 8 * WORD_BYTES, 81);
	add_left(names, "good_sets", WORD_BYTES - 2, "0d0a");
	end_set(names);
}

/* The lengths of packets whose headers have @headers bytes, and their chains */
static void add_lengths(struct names *names, const char *match,
			unsigned int headers)
{
	struct text row = { .max = 4096 };
	unsigned int n;

	names_add(names, "good_chains", "\t%s meta length vmap {", match);
	names_add(names, "good_chains", "\t\t%u : goto bare,", headers);
	for (n = LINE_MIN; n <= LINE_MAX; n++) {
		text_add(&row, "%s%u : goto line_%u%s", row.used ? " " : "",
			 headers + n, n, n == LINE_MAX ? "" : ",");
		if (n % PER_ROW && n < LINE_MAX)
			continue;
		names_add(names, "good_chains", "\t\t%s", row.bytes);
		text_free(&row);
		row = (struct text){ .max = 4096 };
	}
	names_add(names, "good_chains", "\t}");
}

static void begin_chain(struct names *names, const char *name)
{
	names_add(names, "good_chains", "chain %s {", name);
}

static void end_chain(struct names *names)
{
	names_add(names, "good_chains", "}");
}

static void add_good(struct names *names)
{
	add_lines(names, "good_chains", good_head);
	begin_chain(names, "good");
	add_lengths(names, "@nh,0,8 0x45 @th,96,8 0x80",
		    IP4_HEADER + TCP_STAMPED);
	add_lengths(names, "@nh,0,8 0x45 @th,96,8 0x50",
		    IP4_HEADER + TCP_PLAIN);
	add_lengths(names, "ip6 nexthdr tcp @th,96,8 0x80",
		    IP6_HEADER + TCP_STAMPED);
	add_lengths(names, "ip6 nexthdr tcp @th,96,8 0x50",
		    IP6_HEADER + TCP_PLAIN);
	names_add(names, "good_chains",
		  "\t@nh,0,8 0x45 @th,96,8 0xa0 meta length %u goto bare",
		  IP4_HEADER + TCP_SYN);
	names_add(names, "good_chains",
		  "\tip6 nexthdr tcp @th,96,8 0xa0 meta length %u goto bare",
		  IP6_HEADER + TCP_SYN);
	end_chain(names);
	add_lines(names, "good_chains", bare_head);
	begin_chain(names, "bare");
	names_add(names, "good_chains", "\t@th,104,8 & 0x07 == 0 accept");
	names_add(names, "good_chains", "\t@th,104,8 & 0x04 == 0 goto pass");
	end_chain(names);
}

/* Where it is known, the chain from which this one was reached goes on. */
static void add_pass(struct names *names)
{
	static const char *const keys[][2] = {
		{ "to_source4", "known4" }, { "to_source6", "known6" },
		{ "to_net4", "nets4" }, { "to_net6", "nets6" },
	};
	size_t i;

	add_lines(names, "good_chains", pass_head);
	begin_chain(names, "pass");
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		names_add(names, "good_chains", "\t$%s @%s return",
			  keys[i][0], keys[i][1]);
	names_add(names, "good_chains", "\taccept");
	end_chain(names);
	add_lines(names, "good_chains", code_head);
	begin_chain(names, "code");
	names_add(names, "good_chains", "\t@ih,0,32 @codes goto pass");
	end_chain(names);
	begin_chain(names, "text_4");
	names_add(names, "good_chains", "\t@ih,32,32 != 0x41555448 goto code");
	end_chain(names);
}

/* Six bytes of text from byte @at on */
static void add_text(struct text *rule, unsigned int at)
{
	text_add(rule, "@ih,%u,48 & 0x606060606060 @text ", 8 * at);
}

static void add_texts(struct names *names)
{
	unsigned int n, at;

	add_lines(names, "good_chains", text_head);
	for (n = CODE_BYTES + STEP_BYTES; n <= LINE_MAX - WORD_BYTES;
	     n += STEP_BYTES) {
		struct text rule = { .max = 4096 };

		for (at = STEP_BYTES; at; at -= WORD_BYTES)
			add_text(&rule, n - at);
		names_add(names, "good_chains", "chain text_%u {", n);
		names_add(names, "good_chains", "\t%sgoto text_%u", rule.bytes,
			  n - STEP_BYTES);
		end_chain(names);
		text_free(&rule);
	}
}

/*
 * The end is the last six bytes.  The text before it, as far as it fills chains of
 * text, is looked at there; what is left, up to 17 bytes, here.  A code counts as
 * text where what is looked at reaches into it, or begins with it.
 */
static void add_line(struct names *names, unsigned int n)
{
	unsigned int end = n - WORD_BYTES, chained = CODE_BYTES, at;
	struct text rule = { .max = 4096 };

	if (end > CODE_BYTES)
		chained += (end - CODE_BYTES) / STEP_BYTES * STEP_BYTES;
	text_add(&rule, "@ih,%u,48 & 0x60606060ffff @end ", 8 * end);
	for (at = end; at > chained; at -= MIN(at - chained, WORD_BYTES))
		add_text(&rule, at - MIN(at, WORD_BYTES));
	names_add(names, "good_chains", "chain line_%u {", n);
	if (n < CODE_BYTES + 4)
		names_add(names, "good_chains", "\t%sgoto code", rule.bytes);
	else
		names_add(names, "good_chains", "\t%sgoto text_%u", rule.bytes,
			  chained);
	end_chain(names);
	text_free(&rule);
}

void rules_nft_filter(struct names *names)
{
	unsigned int n;

	add_sets(names);
	add_good(names);
	add_pass(names);
	add_texts(names);
	add_lines(names, "good_chains", line_head);
	begin_chain(names, "line_5");
	names_add(names, "good_chains", "\t@ih,0,40 @codes_alone goto pass");
	end_chain(names);
	for (n = LINE_MIN + 1; n <= LINE_MAX; n++)
		add_line(names, n);
}
