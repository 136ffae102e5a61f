// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print-options.c - what the table of options says, for man pages and packages
 *
 *	print-options mdoc		the list of smtp-tarpit.conf(5)
 *	print-options sample		the sample configuration file
 *	print-options words WHO		the flags of run, and the like
 *
 * Built and run when the pages are made; a test compares what is committed.
 */
#include "conf/options.h"

#include <string.h>

static const struct {
	const char *name;
	unsigned int who;
} users[] = {
	{ "run", OPTIONS_RUN },
	{ "rules", OPTIONS_RULES },
	{ "replay", OPTIONS_REPLAY },
	{ "ctl", OPTIONS_CTL },
	{ "share", OPTIONS_SHARE },
	{ "metrics", OPTIONS_METRICS },
};

/* Several values stand in braces. */
static void print_default(const struct option_row *row)
{
	bool several = row->list && strchr(row->standard, ',');

	printf("%s%s%s", several ? "{" : "", row->standard,
	       several ? "}" : "");
}

/* A sentence, in lines of up to 72 bytes, each behind @prefix. */
static void print_sentence(const char *prefix, const char *text)
{
	size_t column = 0, word;
	char first = *text;

	if (first >= 'a' && first <= 'z')
		first = (char)(first - 'a' + 'A');
	printf("%s%c", prefix, first);
	for (text++; *text; text += word + strspn(text + word, " ")) {
		word = strcspn(text, " ");
		if (column + word > 70) {
			printf("\n%s", prefix);
			column = 0;
		} else if (column) {
			putchar(' ');
		}
		printf("%.*s", (int)word, text);
		column += word + 1;
	}
	printf(".\n");
}

/* Several values stand in braces: of "NET[,...]" the page says {NET, ...}. */
static void print_unit(const struct option_row *row)
{
	if (!*row->unit)
		printf(" = Cm yes | no\n");
	else if (row->list)
		printf(" = Brq Ar %.*s , ...\n", (int)strcspn(row->unit, "["),
		       row->unit);
	else
		printf(" = Ar %s\n", row->unit);
}

static void print_mdoc(void)
{
	struct option_row row;
	const char *section = NULL;
	size_t i;

	for (i = 0; options_each(i, &row); i++) {
		if (section && strcmp(section, row.section))
			printf(".El\n");
		if (!section || strcmp(section, row.section))
			printf(".Ss %s\n.Bl -tag -width Ds\n", row.section);
		section = row.section;
		printf(".It Ic %s", row.key);
		print_unit(&row);
		print_sentence("", row.help);
		if (*row.range)
			printf("Range: %s.\n", row.range);
		printf("Default: ");
		print_default(&row);
		printf(".\n");
		if (row.fixed)
			printf("Read at the start only.\n");
		else if (row.who & OPTIONS_RULES)
			printf("Also in the rules.\n");
	}
	printf(".El\n");
}

static void print_sample(void)
{
	struct option_row row;
	const char *section = NULL;
	size_t i;

	printf("# smtp-tarpit.conf(5): read by smtp-tarpit and smtp-tarpit-rules.\n"
	       "# What is commented out is the default.\n");
	for (i = 0; options_each(i, &row); i++) {
		if (!(row.who & (OPTIONS_RUN | OPTIONS_RULES)))
			continue;
		if (!section || strcmp(section, row.section))
			printf("\n# --- %s\n", row.section);
		section = row.section;
		printf("\n");
		print_sentence("# ", row.help);
		if (*row.range)
			printf("# %s\n", row.range);
		printf("#%s = ", row.key);
		print_default(&row);
		printf("\n");
	}
}

static int print_words(const char *name)
{
	struct option_row row;
	unsigned int who = 0;
	size_t i;

	for (i = 0; i < sizeof(users) / sizeof(*users); i++)
		if (!strcmp(users[i].name, name))
			who = users[i].who;
	for (i = 0; options_each(i, &row); i++)
		if (row.who & who)
			printf("--%s\n", row.key);
	return who ? 0 : 2;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "mdoc"))
		print_mdoc();
	else if (argc == 2 && !strcmp(argv[1], "sample"))
		print_sample();
	else if (argc == 3 && !strcmp(argv[1], "words"))
		return print_words(argv[2]);
	else
		return fprintf(stderr, "usage: print-options mdoc|sample|words WHO\n"), 2;
	return 0;
}
