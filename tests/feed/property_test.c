// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * property_test.c - whoever is charged is the peer
 *
 *	property_test [LINES]		a million, unless it is said
 *
 * Into every field of a log line that a client can choose go pieces of other log
 * lines which name an innocent one, quotes, brackets and noise.  Of each line the
 * peer is charged, or where the server's line leaves it open nobody; never
 * another, and never anybody whose session is another's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attack.h"
#include "core/addr.h"
#include "reader.h"

#define LINES		1000000u
#define WORD_MAX	600
#define LINE_NS		(NS_PER_MS / 20)
#define FAILURES_TOLD	10

static const char *const pieces[] = {
	"192.0.2.9", "[192.0.2.9]", "x[192.0.2.9]", "2001:db8::9", "[IPv6:2001:db8::9]",
	"from x[192.0.2.9]: 550", "from x[192.0.2.9]: 550 5.1.1 <",
	"NOQUEUE: reject: RCPT from x[192.0.2.9]: 550 5.1.1 <>",
	"warning: x[192.0.2.9]: SASL LOGIN authentication failed",
	"disconnect from x[192.0.2.9] auth=0/3 rcpt=0/12", ": connect from x[192.0.2.9]",
	"H=(x) [192.0.2.9] F=<a@b> rejected RCPT <c>: d", ") [192.0.2.9] ",
	") [192.0.2.9] rejected RCPT <", " H=(x) [192.0.2.9]", " H=x [192.0.2.9]",
	"> rejected RCPT <", " A=plain:x", "F=<", " temporarily rejected RCPT <",
	" authenticator failed for (x) [192.0.2.9]: 535 ", "VRFY failed for ",
	"\" result=\"550 ", "\" result=\"250 ", " result=ok", "command=\"",
	" smtp connected address=192.0.2.9 host=x", "84ab1e25d52f0001 smtp ",
	"STARTTLS=server, relay=[192.0.2.9], version=", "AUTH=server, relay=[192.0.2.9], authid=",
	", relay=[192.0.2.9]", ", relay=x [192.0.2.9], reject=550 ", ", reject=450 ",
	"ruleset=check_rcpt, arg1=<x>, relay=[192.0.2.9], reject=550 ",
	"from=<x>, size=0, class=0, nrcpts=0, proto=SMTP, daemon=MTA, relay=[192.0.2.9]",
	"AUTH failure (PLAIN): x, user=y, relay=[192.0.2.9]", "[192.0.2.9]: VRFY x",
	"lost input channel from [192.0.2.9] to MTA after rcpt", "... User unknown", "... ",
	"[192.0.2.9] did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA",
	"user=<", ">, method=PLAIN, rip=192.0.2.9, lip=192.0.2.9", ", TLS", ", session=<x>",
	"(auth failed, 9 attempts in 2 secs): user=<x>, method=PLAIN, rip=192.0.2.9, lip=1.2.3.4",
	"\"", "<", ">", "(", ")", "[", "]", "\\", "\\\"", " ", ": ", ", ", "=", "@", "%", "'",
	"a", "user1", "nobody@example.com", "\xc3\xa4", "\xff", "sendmail[1001]: ", "{", "}",
};

#define PIECES	(sizeof(pieces) / sizeof(*pieces))

static uint64_t state = 0x9e3779b97f4a7c15u;

static uint32_t below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1du) >> 33) % n;
}

static const char *make_word(char *word)
{
	unsigned int n = below(8);
	const char *piece;

	*word = '\0';
	while (n--) {
		piece = pieces[below(PIECES)];
		if (strlen(word) + strlen(piece) < WORD_MAX)
			strcat(word, piece);
	}
	return word;
}

/* No peer is anybody that a piece names. */
static void make_peer(char *peer)
{
	if (below(4))
		sprintf(peer, "198.18.%u.%u", below(256), below(256));
	else
		sprintf(peer, "2001:db8:1::%x", 0x10 + below(0xff00));
}

struct world {
	struct reader *reader;
	char peers[ATTACK_PIDS][ADDR_TEXT_MAX];
	size_t servers[ATTACK_PIDS];	/* the form that began it */
	bool open[ATTACK_PIDS];
	unsigned long charged, failures;
	uint64_t now_ns;
	bool checked, told;	/* Exim checks HELO; and the log has shown it */
};

static void say(struct world *w, const char *why, size_t form, const char *line)
{
	if (w->failures++ < FAILURES_TOLD)
		printf("# %s\n#   form: %s\n#   line: %s\n", why,
		       attack_form_text(form), line);
}

static void run_line(struct world *w, size_t form, unsigned int pid)
{
	static char words[5][WORD_MAX], line[ATTACK_LINE_MAX];
	struct attack_words all = {
		make_word(words[0]), make_word(words[1]), make_word(words[2]),
		make_word(words[3]), make_word(words[4]), w->checked,
	};
	char text[ADDR_TEXT_MAX];
	struct feed_charge c;
	size_t n = attack_line(form, w->peers[pid], pid, &all, line);

	w->now_ns += LINE_NS;
	w->told |= attack_only_checked(form);
	if (!reader_line(w->reader, w->now_ns, line, n, &c)) {
		if (attack_must_charge(form, w->told))
			say(w, "nobody was charged", form, line);
		return;
	}
	w->charged++;
	if (strcmp(addr_text(&c.client, text), w->peers[pid]))
		say(w, "another than the peer was charged", form, line);
}

/* A session belongs to one peer, and its first line says so. */
static void run_one(struct world *w)
{
	size_t form = below((uint32_t)attack_forms_n), first;
	unsigned int pid = below(ATTACK_PIDS);

	if (attack_only_checked(form) && !w->checked)
		return;
	first = attack_session(form);
	if (attack_begins(form) || !w->open[pid] || w->servers[pid] != first) {
		make_peer(w->peers[pid]);
		w->servers[pid] = first;
		w->open[pid] = true;
		if (form != first)
			run_line(w, first, pid);
	}
	run_line(w, form, pid);
}

static int run_world(unsigned int number, bool checked, unsigned long lines)
{
	static const uint64_t key[2] = { 7, 9 };
	static struct world w;
	unsigned long i;

	memset(&w, 0, sizeof(w));
	w.checked = checked;
	w.reader = reader_new(FORMAT_AUTO, key);
	if (!w.reader)
		return 1;
	for (i = 0; i < lines; i++)
		run_one(&w);
	reader_free(w.reader);
	printf("%sok %u - %lu lines, HELO is %schecked: each of %lu charges is the peer's, what must be charged is\n",
	       w.failures || w.charged <= lines / 3 ? "not " : "", number,
	       lines, checked ? "" : "not ", w.charged);
	return w.failures || w.charged <= lines / 3;
}

int main(int argc, char **argv)
{
	unsigned long lines = argc > 1 ? strtoul(argv[1], NULL, 10) : LINES;
	clock_t begin = clock();
	int failed;

	printf("1..2\n");
	failed = run_world(1, true, lines);
	failed |= run_world(2, false, lines);
	printf("# %.2f s of processor for all\n",
	       (double)(clock() - begin) / CLOCKS_PER_SEC);
	return failed;
}
