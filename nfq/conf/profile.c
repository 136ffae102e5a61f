// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile.c - a server's profile as text, and back
 *
 *	ehlo 190
 *	class RCPT 550 refused command 69 seen 12
 *	class MAIL 250 accepted constant 14 seen 6
 *	class VRFY 252 accepted varies 20 44 seen 3
 *
 * Whether a class can be told is not written but for people: it is found out anew
 * where a profile is read, so that a line too many can't make it sure.
 */
#include "profile.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX	10
#define LINE_BYTES_MAX	256
#define FILE_BYTES_MAX	(64 * 1024)
#define LENGTH_MAX	16384

/**
 * struct words - A line in its words
 */
struct words {
	const char *word[WORDS_MAX];
	size_t n;
};

static bool split(char *line, struct words *w)
{
	char *at = line + strspn(line, " \t");

	w->n = 0;
	while (*at) {
		if (w->n == WORDS_MAX)
			return false;
		w->word[w->n++] = at;
		at += strcspn(at, " \t");
		if (*at)
			*at++ = '\0';
		at += strspn(at, " \t");
	}
	return true;
}

static bool read_number(const char *text, long least, long most, long *n)
{
	char *end;

	*n = strtol(text, &end, 10);
	return end != text && !*end && *n >= least && *n <= most;
}

static bool find(const char *word, const char *(*name)(unsigned int),
		 unsigned int count, unsigned int *found)
{
	for (*found = 0; *found < count; (*found)++)
		if (!strcmp(word, name(*found)))
			return true;
	return false;
}

static const char *verb_name(unsigned int i)
{
	return sizes_verb_text((enum sizes_verb)i);
}

static const char *kind_name(unsigned int i)
{
	return sizes_kind_text((enum sizes_kind)i);
}

static const char *rule_name(unsigned int i)
{
	return sizes_rule_text((enum sizes_rule)i);
}

/* class VERB CODE KIND RULE N [MOST] seen COUNT.  Return: NULL, or what is wrong */
static const char *parse_class(const struct words *w, struct sizes_profile *p)
{
	struct sizes_class c = { 0 };
	unsigned int verb, kind, rule;
	long code, n, most = 0, seen;
	size_t tail;

	if (w->n < 8)
		return "words are missing";
	if (!find(w->word[1], verb_name, SIZES_VERBS_N, &verb))
		return "unknown verb";
	if (!read_number(w->word[2], 200, 599, &code))
		return "no reply code";
	if (!find(w->word[3], kind_name, SIZES_KINDS_N, &kind))
		return "neither accepted nor refused nor deferred";
	if (!find(w->word[4], rule_name, SIZES_RULES_N, &rule))
		return "unknown rule";
	tail = rule == SIZES_VARIES ? 7 : 6;
	if (w->n != tail + 2 || strcmp(w->word[tail], "seen") ||
	    !read_number(w->word[tail + 1], 1, 1000000, &seen))
		return "`seen' and a number must end it";
	if (!read_number(w->word[5], -LENGTH_MAX, LENGTH_MAX, &n) ||
	    (tail == 7 && !read_number(w->word[6], n, LENGTH_MAX, &most)))
		return "no length";
	if (p->class_n == SIZES_CLASSES_MAX)
		return "too many classes";
	c.verb = (enum sizes_verb)verb;
	c.code = (uint16_t)code;
	c.kind = (enum sizes_kind)kind;
	c.rule = (enum sizes_rule)rule;
	c.n = (int32_t)n;
	c.most = (int32_t)most;
	c.seen = (uint32_t)seen;
	p->class[p->class_n++] = c;
	return NULL;
}

static const char *parse_line(const struct words *w, struct sizes_profile *p)
{
	long n;

	if (!strcmp(w->word[0], "class"))
		return parse_class(w, p);
	if (strcmp(w->word[0], "ehlo"))
		return "neither `class' nor `ehlo'";
	if (w->n != 2 || !read_number(w->word[1], 1, LENGTH_MAX, &n))
		return "no length";
	p->ehlo_bytes = (uint32_t)n;
	return NULL;
}

bool profile_parse(const char *text, struct sizes_profile *p, char *error)
{
	char line[LINE_BYTES_MAX];
	const char *wrong = NULL;
	struct words w;
	unsigned int number;
	size_t n;

	memset(p, 0, sizeof(*p));
	for (number = 1; *text; number++) {
		n = strcspn(text, "\n");
		if (n >= sizeof(line)) {
			wrong = "too long";
		} else {
			memcpy(line, text, n);
			line[n] = '\0';
			line[strcspn(line, "#\r")] = '\0';
			if (!split(line, &w))
				wrong = "too many words";
			else if (w.n)
				wrong = parse_line(&w, p);
		}
		if (wrong) {
			snprintf(error, PROFILE_ERROR_MAX, "line %u: %s", number,
				 wrong);
			return false;
		}
		text += n + (text[n] == '\n');
	}
	if (!p->class_n) {
		snprintf(error, PROFILE_ERROR_MAX, "the profile has no class");
		return false;
	}
	sizes_profile_check(p);
	return true;
}

bool profile_read(const char *path, struct sizes_profile *p, char *error)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(FILE_BYTES_MAX + 1);
	bool good = false;
	size_t n;

	if (!file || !text) {
		snprintf(error, PROFILE_ERROR_MAX, "%s", file ? "out of memory" :
			 "cannot be read");
	} else {
		n = fread(text, 1, FILE_BYTES_MAX + 1, file);
		if (ferror(file) || n > FILE_BYTES_MAX ||
		    memchr(text, '\0', n)) {
			snprintf(error, PROFILE_ERROR_MAX, "this is not a profile of smtp-tarpit-probe");
		} else {
			text[n] = '\0';
			good = profile_parse(text, p, error);
		}
	}
	if (file)
		fclose(file);
	free(text);
	return good;
}

const char *profile_class_text(const struct sizes_class *c, char *text,
			       size_t text_bytes)
{
	snprintf(text, text_bytes, "%s %u", sizes_verb_text(c->verb),
		 (unsigned int)c->code);
	return text;
}

static void write_class(FILE *to, const struct sizes_profile *p,
			const struct sizes_class *c)
{
	char text[32];

	fprintf(to, "class %s %u %s %s %d", sizes_verb_text(c->verb),
		(unsigned int)c->code, sizes_kind_text(c->kind),
		sizes_rule_text(c->rule), (int)c->n);
	if (c->rule == SIZES_VARIES)
		fprintf(to, " %d", (int)c->most);
	fprintf(to, " seen %u", (unsigned int)c->seen);
	if (c->clash)
		fprintf(to, "\t# cannot be told from %s", profile_class_text(
				&p->class[c->clash - 1], text, sizeof(text)));
	else if (c->kind == SIZES_REFUSED && !sizes_can_be_told(c))
		fprintf(to, "\t# is not charged");
	fputc('\n', to);
}

void profile_write(FILE *to, const struct sizes_profile *p)
{
	uint32_t i;

	if (p->ehlo_bytes)
		fprintf(to, "ehlo %u\n", (unsigned int)p->ehlo_bytes);
	for (i = 0; i < p->class_n; i++)
		write_class(to, p, &p->class[i]);
}
