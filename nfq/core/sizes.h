/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sizes.h - what a single answer inside TLS says, by its length and a profile */
#ifndef NFQ_SIZES_H
#define NFQ_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIZES_CLASSES_MAX	128

/** enum sizes_verb - What was asked */
enum sizes_verb {
	SIZES_MAIL,
	SIZES_RCPT,
	SIZES_VRFY,
	SIZES_AUTH,
	SIZES_DATA,
	SIZES_RSET,
	SIZES_NOOP,
	SIZES_QUIT,
	SIZES_EHLO,
	SIZES_VERBS_N
};

/** enum sizes_kind - What the answer means for who asked */
enum sizes_kind { SIZES_ACCEPTED, SIZES_REFUSED, SIZES_DEFERRED, SIZES_KINDS_N };

/** enum sizes_rule - How long a class's answers are */
enum sizes_rule {
	SIZES_CONSTANT,		/* @n bytes */
	SIZES_COMMAND,		/* as long as the command, and @n more */
	SIZES_VARIES,		/* @n at least, @most at most */
	SIZES_RULES_N
};

/**
 * struct sizes_class - Answers of one verb and code that follow one rule
 * @seen:	So many answers followed it when the server was asked, none
 *		did not
 * @clash:	Refused: index + 1 of a class that is not, and has its lengths:
 *		the two can't be told apart; 0: there is none
 */
struct sizes_class {
	enum sizes_verb verb;
	enum sizes_kind kind;
	enum sizes_rule rule;
	uint16_t code;
	int32_t n, most;
	uint32_t seen;
	uint32_t clash;
};

/**
 * struct sizes_profile - What is known of a server
 * @class, @class_n: Its answers
 * @ehlo_bytes:	Length of its answer to EHLO; 0: it varies, or is not known.
 *		Where it has another one, the server is not what it was
 */
struct sizes_profile {
	struct sizes_class class[SIZES_CLASSES_MAX];
	uint32_t class_n;
	uint32_t ehlo_bytes;
};

/** enum sizes_verdict - What an answer says */
enum sizes_verdict { SIZES_SAYS_UNSURE, SIZES_SAYS_ACCEPTED, SIZES_SAYS_REFUSED };

/**
 * enum sizes_why - Why an answer is unsure
 * @SIZES_FLIGHT:	Several commands or answers at once: from here on nobody
 *			knows which answer is whose
 * @SIZES_MESSAGE:	It may be the answer to a message
 * @SIZES_FIRST:	It is the answer to EHLO, or a session ticket
 * @SIZES_UNKNOWN:	No class has this length
 * @SIZES_BOTH:		A refused and another class have this length
 * @SIZES_CHANGED:	The server's answer to EHLO is not the profile's
 */
enum sizes_why {
	SIZES_SURE,
	SIZES_FLIGHT,
	SIZES_MESSAGE,
	SIZES_FIRST,
	SIZES_UNKNOWN,
	SIZES_BOTH,
	SIZES_CHANGED
};

/**
 * struct sizes_answer - An answer, and what it says
 * @class:	SAYS_REFUSED: the class that it is of; borrowed from the profile
 * @command_bytes: What it answers, if that is one command
 */
struct sizes_answer {
	enum sizes_verdict verdict;
	enum sizes_why why;
	const struct sizes_class *class;
	uint32_t command_bytes, answer_bytes;
};

/**
 * struct sizes_talk - Where a conversation inside TLS is
 * @exchanges:	Commands that came alone, counted to 255; the first is EHLO
 * @commands:	Texts of the client that were not answered yet, to 255
 * @command_bytes: Length of the last one
 * @ehlo_bytes:	Length of the last answer to the first one
 * @mail:	MAIL was accepted, as it seems
 * @message:	What the client says is a message
 * @lost:	From here on nothing is sure, and why
 */
struct sizes_talk {
	uint8_t exchanges, commands;
	bool mail, message;
	uint32_t command_bytes, ehlo_bytes;
	enum sizes_why lost;
};

/** sizes_talk_init() - Before the client's first text in TLS */
void sizes_talk_init(struct sizes_talk *t);

/** sizes_command() - The client said something of that length */
void sizes_command(struct sizes_talk *t, const struct sizes_profile *p,
		   uint32_t text_bytes);

/**
 * sizes_answer() - The server said something of that length
 *
 * Only what follows one command alone is judged: AUTH, RCPT after MAIL, VRFY.
 */
struct sizes_answer sizes_answer(struct sizes_talk *t,
				 const struct sizes_profile *p,
				 uint32_t text_bytes);

/**
 * sizes_profile_check() - Find the refused classes that can't be told: @clash
 *
 * Two classes clash where they have the same length for more than a single
 * length of a command that either can have.
 */
void sizes_profile_check(struct sizes_profile *p);

/** sizes_can_be_told() - Is it a refused class that nothing else looks like? */
bool sizes_can_be_told(const struct sizes_class *c);

/**
 * sizes_confidence() - How sure is it that the next one follows the rule, too?
 *
 * Laplace's rule of succession: (seen + 1) / (seen + 2).
 */
double sizes_confidence(const struct sizes_class *c);

/** sizes_verb_text(), sizes_kind_text(), sizes_rule_text(), sizes_why_text() */
const char *sizes_verb_text(enum sizes_verb verb);
const char *sizes_kind_text(enum sizes_kind kind);
const char *sizes_rule_text(enum sizes_rule rule);
const char *sizes_why_text(enum sizes_why why);

#endif
