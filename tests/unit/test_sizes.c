// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sizes.c - what lengths say, and which classes can't be told
 *
 * A row's `input` is a conversation in lengths: "c29 s95".  `want` has a letter
 * for each answer: a accepted, r refused, or why it is unsure: 1 the first,
 * f flight, m message, u unknown, b both, c changed.
 */
#include "sizes_class.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define EHLO	"c20 s190 "
#define MAIL	"c33 s14 "

/* As Postfix answers. */
static const struct sizes_profile postfix = {
	.ehlo_bytes = 190,
	.class = {
		CLASS(EHLO, 250, ACCEPTED, CONSTANT, 190),
		CLASS(MAIL, 250, ACCEPTED, CONSTANT, 14),
		CLASS(RCPT, 250, ACCEPTED, CONSTANT, 14),
		CLASS(RCPT, 550, REFUSED, COMMAND, 69),
		CLASS(RCPT, 450, DEFERRED, COMMAND, 50),
		CLASS(VRFY, 550, REFUSED, COMMAND, 74),
		CLASS(AUTH, 334, ACCEPTED, CONSTANT, 18),
		CLASS(AUTH, 535, REFUSED, CONSTANT, 59),
		CLASS(DATA, 354, ACCEPTED, CONSTANT, 37),
		CLASS(DATA, 554, REFUSED, CONSTANT, 44),
		CLASS(RSET, 250, ACCEPTED, CONSTANT, 14),
	},
	.class_n = 11
};

static const struct row {
	const char *name, *input, *want;
} rows[] = {
	{ "the answer to EHLO", EHLO, "1" },
	{ "tickets before and behind EHLO", "s230 c20 s230 s190 " MAIL, "111a" },
	{ "a greeting inside TLS", "s60 c20 s190 " MAIL, "11a" },
	{ "MAIL and a recipient that is known", EHLO MAIL "c29 s14", "1aa" },
	{ "a recipient that is not", EHLO MAIL "c29 s98", "1ar" },
	{ "several of them", EHLO MAIL "c29 s98 c31 s100 c29 s14", "1arra" },
	{ "RCPT without MAIL is none", EHLO "c29 s98", "1u" },
	{ "RCPT behind RSET is none", EHLO MAIL "c6 s14 c29 s98", "1aau" },
	{ "VRFY needs no MAIL", EHLO "c12 s86", "1r" },
	{ "a password that is wrong", EHLO "c12 s18 c18 s18 c10 s59", "1aar" },
	{ "behind what is not understood it goes on",
	  EHLO MAIL "c29 s97 c29 s98", "1aur" },
	{ "behind another EHLO there is no mail",
	  EHLO MAIL "c25 s190 c29 s98", "1aau" },
	{ "a challenge is no answer to RCPT", EHLO MAIL "c29 s18", "1au" },
	{ "AUTH within a mail is none", EHLO MAIL "c12 s59", "1au" },
	{ "a deferred recipient", EHLO MAIL "c29 s79", "1au" },
	{ "an unknown length", EHLO MAIL "c29 s97", "1au" },
	{ "DATA refused is not charged", EHLO MAIL "c6 s44", "1ab" },
	{ "a message: its answer, and none within it",
	  EHLO MAIL "c29 s14 c6 s37 c1000 s98 " MAIL "c29 s98", "1aaamar" },
	{ "a message of many records",
	  EHLO MAIL "c29 s14 c6 s37 c9000 c9000 c29 s98 " MAIL, "1aaama" },
	{ "a message that was not waited for",
	  EHLO MAIL "c29 s14 c6 s37 s50 c29 s98 " MAIL "c29 s98", "1aaaffff" },
	{ "354 without MAIL is none", EHLO "c6 s37 c1000 s98", "1au" },
	{ "a flight of commands", EHLO "c33 c29 s14 c6 s98 " MAIL "c29 s98",
	  "1ffff" },
	{ "a flight at the start", "c20 c33 s190 s14 c29 s98", "fff" },
	{ "a flight of answers", EHLO "c60 s14 s14 c29 s98", "1aff" },
	{ "another server", "c20 s191 " MAIL "c29 s98", "1cc" },
	{ "a refusal and a good answer of one length", EHLO MAIL "c121 s190",
	  "1ab" },
};

static const char *const why_letter = "?fm1ubc";

static void test_row(void **state)
{
	const struct row *row = *state;
	struct sizes_profile p = postfix;
	struct sizes_answer a;
	struct sizes_talk t;
	char got[64] = "";
	const char *at = row->input;
	unsigned int bytes;
	size_t n = 0;
	char who;
	int used;

	sizes_profile_check(&p);
	sizes_talk_init(&t);
	while (sscanf(at, " %c%u%n", &who, &bytes, &used) == 2) {
		at += used;
		if (who == 'c') {
			sizes_command(&t, &p, bytes);
			continue;
		}
		a = sizes_answer(&t, &p, bytes);
		assert_int_equal(a.answer_bytes, bytes);
		assert_true((a.verdict == SIZES_SAYS_REFUSED) == !!a.class);
		got[n++] = a.verdict == SIZES_SAYS_REFUSED ? 'r' :
			   a.verdict == SIZES_SAYS_ACCEPTED ? 'a' :
							      why_letter[a.why];
	}
	assert_string_equal(got, row->want);
}

static const struct clash {
	const char *name;
	struct sizes_class refused, other;
	bool clashes;
} clashes[] = {
	{ "one constant", CLASS(RCPT, 550, REFUSED, CONSTANT, 30),
	  CLASS(RCPT, 250, ACCEPTED, CONSTANT, 30), true },
	{ "two constants", CLASS(RCPT, 550, REFUSED, CONSTANT, 18),
	  CLASS(RCPT, 250, ACCEPTED, CONSTANT, 14), false },
	{ "the same behind a command", CLASS(RCPT, 550, REFUSED, COMMAND, 30),
	  CLASS(RCPT, 250, ACCEPTED, COMMAND, 30), true },
	{ "another verb's", CLASS(VRFY, 550, REFUSED, COMMAND, 30),
	  CLASS(MAIL, 250, ACCEPTED, COMMAND, 30), true },
	{ "a deferred one", CLASS(RCPT, 550, REFUSED, CONSTANT, 30),
	  CLASS(RCPT, 450, DEFERRED, CONSTANT, 30), true },
	{ "one length of a command is both", CLASS(RCPT, 550, REFUSED, COMMAND, 9),
	  CLASS(RCPT, 250, ACCEPTED, CONSTANT, 40), false },
	{ "a verb too short", CLASS(RCPT, 550, REFUSED, CONSTANT, 18),
	  CLASS(RSET, 250, ACCEPTED, CONSTANT, 18), false },
	{ "a verb of one length", CLASS(AUTH, 535, REFUSED, CONSTANT, 18),
	  CLASS(RSET, 250, ACCEPTED, CONSTANT, 18), false },
	{ "what varies around it", CLASS(RCPT, 550, REFUSED, CONSTANT, 18),
	  { SIZES_RCPT, SIZES_ACCEPTED, SIZES_VARIES, 250, 10, 20, 5, 0 }, true },
	{ "what varies elsewhere may come there, too",
	  CLASS(RCPT, 550, REFUSED, CONSTANT, 28),
	  { SIZES_RCPT, SIZES_ACCEPTED, SIZES_VARIES, 250, 10, 20, 5, 0 }, true },
	{ "another verb's varies elsewhere",
	  CLASS(RCPT, 550, REFUSED, CONSTANT, 28),
	  { SIZES_EHLO, SIZES_ACCEPTED, SIZES_VARIES, 250, 10, 20, 5, 0 }, false },
	{ "what comes only where the other does not",
	  CLASS(RCPT, 550, REFUSED, CONSTANT, 18),
	  CLASS(AUTH, 334, ACCEPTED, CONSTANT, 18), false },
	{ "two refusals", CLASS(RCPT, 550, REFUSED, CONSTANT, 30),
	  CLASS(RCPT, 554, REFUSED, CONSTANT, 30), false },
};

static void test_clash(void **state)
{
	const struct clash *row = *state;
	struct sizes_profile p = { .class = { row->refused, row->other },
				   .class_n = 2 };

	sizes_profile_check(&p);
	assert_int_equal(p.class[0].clash, row->clashes ? 2 : 0);
	assert_true(sizes_can_be_told(&p.class[0]) == !row->clashes);
	assert_false(p.class[1].kind != SIZES_REFUSED &&
		     sizes_can_be_told(&p.class[1]));
}

/* EHLO, and its answer */
static void begin_talk(struct sizes_talk *t, const struct sizes_profile *p)
{
	sizes_talk_init(t);
	sizes_command(t, p, 20);
	sizes_answer(t, p, 190);
}

/* A command of that length, and its answer */
static enum sizes_verdict says(struct sizes_talk *t,
			       const struct sizes_profile *p,
			       uint32_t command_bytes, uint32_t answer_bytes)
{
	sizes_command(t, p, command_bytes);
	return sizes_answer(t, p, answer_bytes).verdict;
}

/* A flight in one record whose harmless answers are as long as a refusal. */
static void test_flight(void **state)
{
	static const struct {
		uint32_t command_bytes, answer_bytes;
		enum sizes_verdict verdict;
	} rows_[] = {
		/* MAIL and a deferred RCPT: 8 and 27 */
		{ 73, 35, SIZES_SAYS_UNSURE },
		{ 29, 35, SIZES_SAYS_UNSURE },
		{ 25, 35, SIZES_SAYS_REFUSED },	/* too short for them */
		{ 73, 36, SIZES_SAYS_REFUSED },
		{ 74, 36, SIZES_SAYS_UNSURE },	/* no Base64 */
		/* MAIL and one that echoes: 8 + 50 + 40 bytes of RCPT */
		{ 73, 98, SIZES_SAYS_UNSURE },
		{ 37, 98, SIZES_SAYS_REFUSED },	/* not enough left for MAIL */
	};
	struct sizes_profile p = {
		.class = { CLASS(MAIL, 250, ACCEPTED, CONSTANT, 8),
			   CLASS(AUTH, 535, REFUSED, CONSTANT, 35),
			   CLASS(AUTH, 535, REFUSED, CONSTANT, 36),
			   CLASS(AUTH, 535, REFUSED, CONSTANT, 98),
			   CLASS(RCPT, 451, DEFERRED, CONSTANT, 27),
			   CLASS(RCPT, 450, DEFERRED, COMMAND, 50),
			   CLASS(AUTH, 334, ACCEPTED, CONSTANT, 18) },
		.class_n = 7
	};
	struct sizes_talk t;
	size_t i;

	(void)state;
	sizes_profile_check(&p);
	for (i = 0; i < ROWS(rows_); i++) {
		begin_talk(&t, &p);
		assert_int_equal(says(&t, &p, rows_[i].command_bytes,
				      rows_[i].answer_bytes),
				 rows_[i].verdict);
	}
	/* The next one is none. */
	begin_talk(&t, &p);
	assert_int_equal(says(&t, &p, 73, 35), SIZES_SAYS_UNSURE);
	assert_int_equal(says(&t, &p, 73, 35), SIZES_SAYS_REFUSED);
	/* Behind a challenge it is none. */
	begin_talk(&t, &p);
	assert_int_equal(says(&t, &p, 12, 18), SIZES_SAYS_ACCEPTED);
	assert_int_equal(says(&t, &p, 74, 35), SIZES_SAYS_REFUSED);
}

/* DATA has six bytes and no more: MAIL, RCPT and DATA are longer by 95 - 6, exactly. */
static void test_flight_up_to_data(void **state)
{
	static const struct {
		int32_t longer_bytes;
		enum sizes_verdict verdict;
	} rows_[] = {
		{ 87, SIZES_SAYS_REFUSED },
		{ 88, SIZES_SAYS_REFUSED },
		{ 89, SIZES_SAYS_UNSURE },
		{ 90, SIZES_SAYS_REFUSED },
	};
	struct sizes_profile p = {
		.class = { CLASS(MAIL, 250, ACCEPTED, COMMAND, 20),
			   CLASS(RCPT, 250, ACCEPTED, COMMAND, 25),
			   CLASS(DATA, 354, ACCEPTED, CONSTANT, 50),
			   CLASS(VRFY, 550, REFUSED, COMMAND, 0) },
		.class_n = 4
	};
	struct sizes_talk t;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows_); i++) {
		p.class[3].n = rows_[i].longer_bytes;
		sizes_profile_check(&p);
		begin_talk(&t, &p);
		assert_int_equal(says(&t, &p, 73,
				      73 + (uint32_t)rows_[i].longer_bytes),
				 rows_[i].verdict);
	}
}

/* With so many classes nobody tries all flights: there may be one. */
static void test_many_flights(void **state)
{
	static struct sizes_profile p = {
		.class = { CLASS(MAIL, 250, ACCEPTED, CONSTANT, 14),
			   CLASS(AUTH, 535, REFUSED, CONSTANT, 451) },
		.class_n = 2
	};
	const struct sizes_class harmless = CLASS(RCPT, 451, DEFERRED, CONSTANT, 100);
	enum sizes_verdict want = SIZES_SAYS_REFUSED;
	struct sizes_talk t;

	(void)state;
	while (p.class_n < SIZES_CLASSES_MAX) {
		p.class[p.class_n++] = harmless;
		if (p.class_n != 20 && p.class_n != SIZES_CLASSES_MAX)
			continue;
		sizes_profile_check(&p);
		begin_talk(&t, &p);
		assert_int_equal(says(&t, &p, 73, 451), want);
		want = SIZES_SAYS_UNSURE;
	}
}

/* Where EHLO varies, what may be one ends a mail, and nothing else does. */
static void test_ehlo_varies(void **state)
{
	static const struct {
		uint32_t answer_bytes;
		enum sizes_verdict verdict;
	} behind[] = {
		{ 125, SIZES_SAYS_REFUSED }, { 126, SIZES_SAYS_UNSURE },
		{ 254, SIZES_SAYS_UNSURE }, { 255, SIZES_SAYS_REFUSED },
	};
	struct sizes_profile p = postfix;
	struct sizes_talk t;
	size_t i;

	(void)state;
	p.ehlo_bytes = 0;
	p.class[0].n = 1;	/* the one of EHLO */
	for (i = 0; i < ROWS(behind); i++) {
		begin_talk(&t, &p);
		sizes_command(&t, &p, 33);
		sizes_answer(&t, &p, 14);
		sizes_command(&t, &p, 40);
		sizes_answer(&t, &p, behind[i].answer_bytes);
		assert_int_equal(says(&t, &p, 29, 98), behind[i].verdict);
	}
}

/* What can't be told is unsure, not accepted. */
static void test_untold(void **state)
{
	struct sizes_profile p = {
		.class = { CLASS(MAIL, 250, ACCEPTED, CONSTANT, 14),
			   CLASS(RCPT, 550, REFUSED, CONSTANT, 30),
			   CLASS(RCPT, 250, ACCEPTED, CONSTANT, 30) },
		.class_n = 3
	};
	struct sizes_talk t;

	(void)state;
	sizes_profile_check(&p);
	begin_talk(&t, &p);
	assert_int_equal(says(&t, &p, 33, 14), SIZES_SAYS_ACCEPTED);
	assert_int_equal(says(&t, &p, 29, 30), SIZES_SAYS_UNSURE);
}

static void test_confidence(void **state)
{
	struct sizes_class c = CLASS(RCPT, 550, REFUSED, CONSTANT, 30);

	(void)state;
	c.seen = 0;
	assert_true(sizes_confidence(&c) == 0.5);
	c.seen = 98;
	assert_true(sizes_confidence(&c) == 0.99);
}

int main(void)
{
	struct unit u = { .n = 0 };

	UNIT_ADD_ROWS(&u, "sizes", rows, test_row);
	UNIT_ADD_ROWS(&u, "clash", clashes, test_clash);
	unit_add(&u, "sizes", "a class that clashes", test_untold, NULL);
	unit_add(&u, "sizes", "an EHLO that varies", test_ehlo_varies, NULL);
	unit_add(&u, "sizes", "a flight in one record", test_flight, NULL);
	unit_add(&u, "flight", "up to DATA", test_flight_up_to_data, NULL);
	unit_add(&u, "flight", "too many to try", test_many_flights, NULL);
	unit_add(&u, "sizes", "confidence", test_confidence, NULL);
	return unit_run(&u, "sizes");
}
