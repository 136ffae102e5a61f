// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sizes.c - what a single answer inside TLS says, by its length and a profile
 *
 * Verbs can't be seen.  What can: how long a command and its answer are, and
 * what passed before.  All classes of the profile that the two lengths allow are
 * looked at; only where every one of them is a refusal the answer is one.
 * What speaks against a refusal is taken with fewer conditions than what speaks
 * for it: an answer that passes costs little, a wrong charge hits the innocent.
 */
#include "sizes.h"

#include <string.h>

#define COUNT_MAX	UINT8_MAX
#define EHLO_NEAR_BYTES	64
#define FLIGHT_COMMANDS_MAX 5	/* behind MAIL; more can have any length */
#define FLIGHT_TRIES_MAX 50000	/* past it, it may be one */
#define LINE_BYTES_MAX	2048	/* longer than any command, RFC 4954 aside */

/*
 * How long a command can be.  AUTH is the last line of an exchange, "AA==" or
 * "*" among them.
 */
static const struct verb {
	const char *text;
	uint16_t least, most;
	bool charged;
} verbs[SIZES_VERBS_N] = {
	[SIZES_MAIL] = { "MAIL", sizeof("MAIL FROM:<>\r\n") - 1, LINE_BYTES_MAX, false },
	[SIZES_RCPT] = { "RCPT", sizeof("RCPT TO:a@b\r\n") - 1, LINE_BYTES_MAX, true },
	[SIZES_VRFY] = { "VRFY", sizeof("VRFY a\r\n") - 1, LINE_BYTES_MAX, true },
	[SIZES_AUTH] = { "AUTH", sizeof("*\r\n") - 1, LINE_BYTES_MAX, true },
	[SIZES_DATA] = { "DATA", 6, 6, false },
	[SIZES_RSET] = { "RSET", 6, 6, false },
	[SIZES_NOOP] = { "NOOP", 6, LINE_BYTES_MAX, false },
	[SIZES_QUIT] = { "QUIT", 6, 6, false },
	[SIZES_EHLO] = { "EHLO", sizeof("EHLO\r\n") - 1, LINE_BYTES_MAX, false },
};

void sizes_talk_init(struct sizes_talk *t)
{
	memset(t, 0, sizeof(*t));
}

static void lose(struct sizes_talk *t, enum sizes_why why)
{
	if (!t->lost)
		t->lost = why;
}

void sizes_command(struct sizes_talk *t, const struct sizes_profile *p,
		   uint32_t text_bytes)
{
	if (t->commands < COUNT_MAX)
		t->commands++;
	t->command_bytes = text_bytes;
	if (t->message)
		return;
	if (t->commands > 1) {
		lose(t, SIZES_FLIGHT);
		return;
	}
	if (t->exchanges < COUNT_MAX)
		t->exchanges++;
	if (t->exchanges == 2 && p->ehlo_bytes &&
	    t->ehlo_bytes != p->ehlo_bytes)
		lose(t, SIZES_CHANGED);
}

static bool has_length(const struct sizes_class *c, uint32_t command_bytes,
		       uint32_t answer_bytes)
{
	int64_t answer = answer_bytes;

	switch (c->rule) {
	case SIZES_CONSTANT:
		return answer == c->n;
	case SIZES_COMMAND:
		return answer == (int64_t)command_bytes + c->n;
	default:
		return answer >= c->n && answer <= c->most;
	}
}

static bool fits(const struct sizes_class *c, uint32_t command_bytes,
		 uint32_t answer_bytes)
{
	const struct verb *v = &verbs[c->verb];

	return command_bytes >= v->least && command_bytes <= v->most &&
	       has_length(c, command_bytes, answer_bytes);
}

/* RCPT comes within a mail transaction, AUTH outside of one (RFC 4954 4). */
static bool may_come(bool in_mail, enum sizes_verb verb)
{
	return verb == SIZES_RCPT ? in_mail :
	       verb == SIZES_AUTH ? !in_mail : true;
}

/* What an accepted command does to the conversation, if it was this one. */
static void note_accepted(struct sizes_talk *t, enum sizes_verb verb)
{
	switch (verb) {
	case SIZES_MAIL:
		t->mail = t->in_turn = true;
		break;
	case SIZES_RSET:
	case SIZES_EHLO:
		t->mail = false;
		break;
	case SIZES_DATA:
		t->message = t->mail;
		break;
	case SIZES_AUTH:
		t->challenged = t->in_turn = true;
		break;
	default:
		break;
	}
}

bool sizes_can_be_told(const struct sizes_class *c)
{
	return c->kind == SIZES_REFUSED && c->rule != SIZES_VARIES &&
	       verbs[c->verb].charged && !c->clash;
}

/*
 * EHLO ends a mail transaction.  Where its answer varies with the name that is
 * said, another name makes it somewhat longer or shorter than the first one.
 */
static bool may_be_ehlo(const struct sizes_talk *t,
			const struct sizes_profile *p, uint32_t answer_bytes)
{
	uint32_t near_bytes = p->ehlo_bytes ? 0 : EHLO_NEAR_BYTES;

	return answer_bytes + near_bytes >= t->ehlo_bytes &&
	       answer_bytes <= t->ehlo_bytes + near_bytes;
}

/* "AUTH PLAIN AA==": behind the mechanism Base64 (RFC 4954 4) */
static bool is_initial(uint32_t command_bytes)
{
	uint32_t around = sizeof("AUTH PLAIN \r\n") - 1;

	return command_bytes > around && (command_bytes - around) % 4 == 0;
}

/**
 * struct flight - What is left of two lengths for further commands
 * @answer, @command: The lengths
 * @fixed:	What commands with answers of one length have at least
 * @echoed:	What commands with answers that grow with them have at least
 * @elastic:	Of @fixed some can be longer
 */
struct flight {
	int64_t answer, command, fixed, echoed;
	bool elastic;
};

static struct flight fly(struct flight f, const struct sizes_class *c)
{
	const struct verb *v = &verbs[c->verb];

	f.answer -= c->n;
	if (c->rule == SIZES_COMMAND) {
		f.echoed += v->least;
	} else {
		f.fixed += v->least;
		f.elastic |= v->most > v->least;
	}
	return f;
}

/* Can commands of these lengths be found? */
static bool has_landed(const struct flight *f)
{
	int64_t fixed = f->command - f->answer;

	if (f->echoed ? f->answer < f->echoed : f->answer)
		return false;
	return f->elastic ? fixed >= f->fixed : fixed == f->fixed;
}

/* Answers behind MAIL that nobody is charged for. */
static bool is_harmless(const struct sizes_class *c)
{
	return c->rule != SIZES_VARIES &&
	       ((c->verb == SIZES_RCPT && c->kind != SIZES_REFUSED) ||
		c->verb == SIZES_DATA);
}

/* Classes in their order, each as often as there is room: so each set once. */
static bool may_go_on(const struct sizes_profile *p, uint32_t first,
		      struct flight f, unsigned int depth, uint32_t *tries)
{
	struct flight next;
	uint32_t i;

	for (i = first; i < p->class_n; i++) {
		if (!is_harmless(&p->class[i]))
			continue;
		next = fly(f, &p->class[i]);
		if (next.fixed + next.echoed > f.command || next.answer < 0)
			continue;
		if (has_landed(&next) || depth == FLIGHT_COMMANDS_MAX ||
		    ++*tries > FLIGHT_TRIES_MAX ||
		    may_go_on(p, i, next, depth + 1, tries))
			return true;
	}
	return false;
}

/*
 * MAIL and what follows it may come in one record, and be answered in one: then
 * it looks like a single command.  Where all its answers can be harmless ones,
 * together as long as this one, it is not charged.  Behind such a one the next
 * is none, since MAIL can't come twice.
 */
static bool may_be_flight(const struct sizes_profile *p,
			  const struct sizes_answer *a)
{
	const struct flight all = { .answer = a->answer_bytes,
				    .command = a->command_bytes };
	const struct sizes_class *c;
	uint32_t tries = 0;

	for (c = p->class; c < p->class + p->class_n; c++)
		if (c->verb == SIZES_MAIL && c->kind == SIZES_ACCEPTED &&
		    c->rule != SIZES_VARIES &&
		    may_go_on(p, 0, fly(all, c), 1, &tries))
			return true;
	return false;
}

/* One command, one answer: look at all that it can be. */
static void judge(struct sizes_talk *t, const struct sizes_profile *p,
		  struct sizes_answer *a)
{
	const struct sizes_class *refused = NULL, *c;
	bool untold = false, other = false, accepted = false;
	bool in_mail = t->mail, in_turn = t->in_turn;
	bool challenged = t->challenged, suspect = t->suspect;

	t->challenged = t->suspect = false;

	for (c = p->class; c < p->class + p->class_n; c++) {
		if (!fits(c, a->command_bytes, a->answer_bytes))
			continue;
		if (!may_come(in_mail, c->verb))
			continue;
		if (c->kind == SIZES_REFUSED && c->verb == SIZES_AUTH &&
		    !challenged && !is_initial(a->command_bytes))
			continue;
		if (c->kind == SIZES_REFUSED) {
			untold |= !sizes_can_be_told(c);
			refused = refused ? refused : c;
			continue;
		}
		other = true;
		if (c->kind == SIZES_ACCEPTED) {
			accepted = true;
			note_accepted(t, c->verb);
		}
	}
	if (!refused && !other && may_be_ehlo(t, p, a->answer_bytes))
		t->mail = false;
	if (refused && !in_mail && !in_turn && !suspect && may_be_flight(p, a))
		t->suspect = untold = true;
	if (refused && !untold && !other) {
		a->verdict = SIZES_SAYS_REFUSED;
		a->class = refused;
	} else if (accepted && !refused) {
		a->verdict = SIZES_SAYS_ACCEPTED;
	} else {
		a->why = refused ? SIZES_BOTH : SIZES_UNKNOWN;
	}
}

struct sizes_answer sizes_answer(struct sizes_talk *t,
				 const struct sizes_profile *p,
				 uint32_t text_bytes)
{
	struct sizes_answer a = { .command_bytes = t->command_bytes,
				  .answer_bytes = text_bytes };
	uint8_t commands = t->commands;

	t->commands = 0;
	/* A greeting, or tickets, before the client's first word. */
	if (t->exchanges <= 1) {
		t->ehlo_bytes = text_bytes;
		a.why = t->lost ? t->lost : SIZES_FIRST;
		return a;
	}
	if (t->message && commands && !t->lost) {
		t->message = t->mail = false;
		a.why = SIZES_MESSAGE;
		return a;
	}
	if (commands != 1)
		lose(t, SIZES_FLIGHT);
	a.why = t->lost;
	if (!t->lost)
		judge(t, p, &a);
	return a;
}

/* One comes within a mail transaction only, the other outside of one. */
static bool never_together(enum sizes_verb a, enum sizes_verb b)
{
	return (a == SIZES_RCPT && b == SIZES_AUTH) ||
	       (a == SIZES_AUTH && b == SIZES_RCPT);
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Of how many lengths of a command have @a and @b an answer of one length? */
static uint32_t common_lengths(const struct sizes_class *a,
			       const struct sizes_class *b)
{
	uint32_t first = larger(verbs[a->verb].least, verbs[b->verb].least);
	uint32_t last = smaller(verbs[a->verb].most, verbs[b->verb].most);
	uint32_t command, n = 0;
	int64_t answer;

	for (command = first; command <= last; command++) {
		answer = a->rule == SIZES_COMMAND ? (int64_t)command + a->n : a->n;
		n += answer > 0 && has_length(b, command, (uint32_t)answer);
	}
	return n;
}

/*
 * A verb of one length has but one in common with anything.  What varies may
 * have lengths that were not seen, too.
 */
static bool clash(const struct sizes_class *refused, const struct sizes_class *c)
{
	uint32_t n = common_lengths(refused, c);

	if (c->rule == SIZES_VARIES && c->verb == refused->verb)
		return true;
	if (never_together(refused->verb, c->verb))
		return false;
	return verbs[c->verb].least == verbs[c->verb].most ? false : n > 1;
}

void sizes_profile_check(struct sizes_profile *p)
{
	struct sizes_class *r;
	uint32_t i;

	for (r = p->class; r < p->class + p->class_n; r++) {
		r->clash = 0;
		for (i = 0; i < p->class_n && r->kind == SIZES_REFUSED; i++) {
			if (p->class[i].kind != SIZES_REFUSED &&
			    clash(r, &p->class[i])) {
				r->clash = i + 1;
				break;
			}
		}
	}
}

double sizes_confidence(const struct sizes_class *c)
{
	return ((double)c->seen + 1) / ((double)c->seen + 2);
}

const char *sizes_verb_text(enum sizes_verb verb)
{
	return verbs[verb].text;
}

const char *sizes_kind_text(enum sizes_kind kind)
{
	static const char *const text[SIZES_KINDS_N] = {
		"accepted", "refused", "deferred"
	};

	return text[kind];
}

const char *sizes_rule_text(enum sizes_rule rule)
{
	static const char *const text[SIZES_RULES_N] = {
		"constant", "command", "varies"
	};

	return text[rule];
}

const char *sizes_why_text(enum sizes_why why)
{
	static const char *const text[] = {
		[SIZES_SURE] = "sure",
		[SIZES_FLIGHT] = "several at once",
		[SIZES_MESSAGE] = "the answer may be to a message",
		[SIZES_FIRST] = "the first answer",
		[SIZES_UNKNOWN] = "no class has this length",
		[SIZES_BOTH] = "a refusal and another answer have this length",
		[SIZES_CHANGED] = "the answer to EHLO is not the profile's",
	};

	return text[why];
}
