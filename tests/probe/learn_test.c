// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * learn_test.c - which rules are found in answers
 *
 * A row's `input` has a word for each: VERB/code/form/command/answer, with "/s"
 * behind it where it came in several records.  `want` is the profile as
 * profile_write() has it, with '|' between its lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conf/profile.h"
#include "probe/learn.h"

static const struct row {
	const char *name, *input, *want;
} rows[] = {
	{ "one length", "RCPT/550/0/20/18 RCPT/550/0/30/18",
	  "class RCPT 550 refused constant 18 seen 2|" },
	{ "as much longer than the command", "RCPT/550/0/20/89 RCPT/550/0/30/99",
	  "class RCPT 550 refused command 69 seen 2|" },
	{ "neither", "RCPT/550/0/20/89 RCPT/550/0/30/95",
	  "class RCPT 550 refused varies 89 95 seen 2\t# is not charged|" },
	{ "another form, the same rule",
	  "RCPT/550/0/20/18 RCPT/550/1/21/18 RCPT/550/0/30/18 RCPT/550/1/31/18",
	  "class RCPT 550 refused constant 18 seen 4|" },
	{ "another form, another rule",
	  "RCPT/550/0/20/89 RCPT/550/1/21/89 RCPT/550/0/30/99 RCPT/550/1/31/99",
	  "class RCPT 550 refused command 69 seen 2|"
	  "class RCPT 550 refused command 68 seen 2|" },
	{ "a refusal of one command says nothing", "RCPT/550/0/20/18 RCPT/550/0/20/18",
	  "" },
	{ "anything else of one command is both", "RCPT/250/0/20/14",
	  "class RCPT 250 accepted constant 14 seen 1|"
	  "class RCPT 250 accepted command -6 seen 1|" },
	{ "a verb of one length", "RSET/250/0/6/14",
	  "class RSET 250 accepted constant 14 seen 1|" },
	{ "a refusal in several records", "RCPT/550/0/20/18/s RCPT/550/0/30/18", "" },
	{ "a clash", "RCPT/550/0/20/14 RCPT/550/0/30/14 RCPT/250/20/25/14",
	  "class RCPT 550 refused constant 14 seen 2\t# cannot be told from RCPT 250|"
	  "class RCPT 250 accepted constant 14 seen 1|"
	  "class RCPT 250 accepted command -11 seen 1|" },
	{ "a deferred recipient", "RCPT/450/20/25/60 RCPT/450/20/27/60",
	  "class RCPT 450 deferred constant 60 seen 2|" },
	{ "EHLO of one length", "EHLO/250/0/20/190 EHLO/250/0/22/190",
	  "ehlo 190|class EHLO 250 accepted constant 190 seen 2|" },
	{ "EHLO that echoes", "EHLO/250/0/20/190 EHLO/250/0/22/192", "" },
};

static enum sizes_verb find_verb(const char *name)
{
	unsigned int i;

	for (i = 0; i < SIZES_VERBS_N; i++)
		if (!strcmp(name, sizes_verb_text((enum sizes_verb)i)))
			return (enum sizes_verb)i;
	fail_msg("no verb: %s", name);
	return SIZES_VERBS_N;
}

static void test_row(void **state)
{
	static struct samples all;
	const struct row *row = *state;
	struct sizes_profile p;
	const char *at;
	char verb[8], *got = NULL, *end;
	size_t size;
	FILE *to = open_memstream(&got, &size);

	assert_non_null(to);
	memset(&all, 0, sizeof(all));
	for (at = row->input; at; at = strchr(at, ' ')) {
		struct sample *s = &all.sample[all.n++];

		at += *at == ' ';
		assert_int_equal(sscanf(at, "%7[A-Z]/%u/%u/%u/%u", verb,
					&s->code, &s->form, &s->command_bytes,
					&s->answer_bytes), 5);
		s->verb = find_verb(verb);
		s->split = !strncmp(at + strcspn(at, "s "), "s", 1);
	}
	learn_profile(&all, &p);
	profile_write(to, &p);
	fclose(to);
	for (end = got; (end = strchr(end, '\n')); )
		*end = '|';
	assert_string_equal(got, row->want);
	free(got);
}

int main(void)
{
	struct CMUnitTest test[sizeof(rows) / sizeof(rows[0])];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test[i] = (struct CMUnitTest){
			.name = rows[i].name, .test_func = test_row,
			.initial_state = (void *)&rows[i]
		};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("learn", test, i, NULL, NULL);
}
