// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * line.c - take log lines apart
 *
 * Pure.  What an attacker has written stands in the text alone: time, host and
 * program are read from the line's start, each by its fixed form, and nothing
 * is searched for.
 */
#include "line.h"

#include <string.h>

bool line_ends(struct span s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.bytes >= n && !memcmp(s.at + s.bytes - n, suffix, n);
}

bool line_begins(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.bytes >= n && !memcmp(s.at, prefix, n);
}

bool line_is(struct span s, const char *string)
{
	return s.bytes == strlen(string) && line_begins(s, string);
}

static void skip(struct span *s, size_t n)
{
	s->at += n;
	s->bytes -= n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Form: 9 a digit, _ a digit or a space, A a letter; all else is itself. */
static bool fits(struct span s, const char *form)
{
	size_t i;

	for (i = 0; form[i]; i++) {
		if (i == s.bytes)
			return false;
		switch (form[i]) {
		case '9':
			if (!is_digit(s.at[i]))
				return false;
			break;
		case '_':
			if (!is_digit(s.at[i]) && s.at[i] != ' ')
				return false;
			break;
		case 'A':
			if (!is_letter(s.at[i]))
				return false;
			break;
		default:
			if (s.at[i] != form[i])
				return false;
		}
	}
	return true;
}

/* Take what has this form.  Return: false: it has not, nothing is taken */
static bool take(struct span *s, const char *form)
{
	if (!fits(*s, form))
		return false;
	skip(s, strlen(form));
	return true;
}

static void take_digits(struct span *s)
{
	while (s->bytes && is_digit(*s->at))
		skip(s, 1);
}

/* "<22>", as datagrams to /dev/log have it. */
static void take_priority(struct span *s)
{
	struct span t = *s;

	if (!t.bytes || *t.at != '<')
		return;
	skip(&t, 1);
	take_digits(&t);
	if (t.bytes && *t.at == '>' && t.at - s->at <= 4) {
		skip(&t, 1);
		*s = t;
	}
}

static void take_fraction(struct span *s)
{
	if (fits(*s, ".9")) {
		skip(s, 1);
		take_digits(s);
	}
}

/* "2026-11-29T10:20:30.123456+00:00 " */
static bool take_rfc3339(struct span *s)
{
	struct span t = *s;

	if (!take(&t, "9999-99-99T99:99:99"))
		return false;
	take_fraction(&t);
	if (!take(&t, "Z ") && !take(&t, "+99:99 ") && !take(&t, "-99:99 "))
		return false;
	*s = t;
	return true;
}

/* "2026-11-29 10:20:30.123 +0000 [4711] ": log_selector says what of it. */
static bool take_exim(struct span *s, uint32_t *pid)
{
	struct span t = *s;
	uint32_t n = 0;

	if (!take(&t, "9999-99-99 99:99:99"))
		return false;
	take_fraction(&t);
	if (fits(t, " +9999 ") || fits(t, " -9999 "))
		skip(&t, strlen(" +9999"));
	if (!take(&t, " "))
		return false;
	*s = t;
	if (!fits(t, "[9"))
		return true;
	for (skip(&t, 1); t.bytes && is_digit(*t.at); skip(&t, 1))
		n = n * 10 + (uint32_t)(*t.at - '0');
	if (take(&t, "] ")) {
		*pid = n;
		*s = t;
	}
	return true;
}

static bool is_word_byte(char c)
{
	return c > ' ' && c < 0x7f && c != ':' && c != '[';
}

/* "postfix/smtpd[25]: ".  Return: false, with nothing taken, if it is none */
static bool take_tag(struct span *s, struct log_line *l)
{
	struct span t = *s, tag = { t.at, 0 };
	uint32_t pid = 0;

	while (t.bytes && is_word_byte(*t.at))
		skip(&t, 1);
	tag.bytes = (size_t)(t.at - tag.at);
	if (!tag.bytes)
		return false;
	if (fits(t, "[9")) {
		for (skip(&t, 1); t.bytes && is_digit(*t.at); skip(&t, 1))
			pid = pid * 10 + (uint32_t)(*t.at - '0');
		if (!take(&t, "]"))
			return false;
	}
	if (!take(&t, ": "))
		return false;
	l->tag = tag;
	l->pid = pid;
	*s = t;
	return true;
}

/* A name or an address, which has colons in IPv6. */
static bool take_host(struct span *s, struct log_line *l)
{
	struct span t = *s;

	while (t.bytes && *t.at > ' ' && *t.at < 0x7f && *t.at != '[')
		skip(&t, 1);
	if (t.at == s->at || !t.bytes || *t.at != ' ')
		return false;
	l->host = (struct span){ s->at, (size_t)(t.at - s->at) };
	skip(&t, 1);
	*s = t;
	return true;
}

struct log_line line_split(const char *line, size_t bytes)
{
	struct span s = { line, bytes };
	struct log_line l = { .pid = 0 };

	while (s.bytes && s.at[s.bytes - 1] == '\r')
		s.bytes--;
	take_priority(&s);
	if (take_exim(&s, &l.pid)) {
		l.dated = true;
	} else if (take(&s, "AAA _9 99:99:99 ") || take_rfc3339(&s)) {
		if (!take_tag(&s, &l) && take_host(&s, &l))
			take_tag(&s, &l);
		l.text = s;
		line_undate(&l);
		return l;
	}
	l.text = s;
	return l;
}

/* Exim writes it behind that of syslog, unless it is told not to. */
void line_undate(struct log_line *l)
{
	if (!line_begins(l->tag, "exim"))
		return;
	take_exim(&l->text, &l->pid);
	l->dated = true;
}
