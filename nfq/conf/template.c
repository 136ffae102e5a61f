// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * template.c - a text with names to fill in
 *
 * Pure: text in, text out.  A name that is not there is a fault of the program.
 */
#include "template.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX	(256u * 1024)
#define LINE_MAX_BYTES	(512u * 1024)
#define LETTERS		"abcdefghijklmnopqrstuvwxyz0123456789_"

/* Return: the index of the name of @n bytes, names->n if there is none */
static size_t find(const struct names *names, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strlen(names->name[i]) == n &&
		    !strncmp(names->name[i], name, n))
			break;
	return i;
}

void names_none(struct names *names, const char *name)
{
	size_t i = find(names, name, strlen(name));

	if (i < names->n)
		return;
	assert(i < TEMPLATE_NAMES_MAX);
	names->name[i] = name;
	names->value[i] = (struct text){ .max = VALUE_MAX };
	names->n++;
}

void names_add(struct names *names, const char *name, const char *format, ...)
{
	char item[16384];
	va_list args;

	names_none(names, name);
	va_start(args, format);
	vsnprintf(item, sizeof(item), format, args);
	va_end(args);
	text_add(&names->value[find(names, name, strlen(name))], "%s\n", item);
}

void names_free(struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		text_free(&names->value[i]);
	names->n = 0;
}

/* Copy @line with @item wherever the name of @n bytes stands in it. */
static void replace(struct text *out, const char *line, const char *name,
		    size_t n, const char *item, size_t item_bytes)
{
	const char *at;

	while ((at = strchr(line, '$'))) {
		text_add_bytes(out, line, (size_t)(at - line));
		if (strspn(at + 1, LETTERS) == n && !strncmp(at + 1, name, n)) {
			text_add_bytes(out, item, item_bytes);
			line = at + 1 + n;
		} else {
			text_add_bytes(out, "$", 1);
			line = at + 1;
		}
	}
	text_add(out, "%s", line);
}

/* Once for each item of the first name in it, and so on for the others. */
static void expand(const struct names *names, const char *line,
		   struct text *out)
{
	const char *name = strchr(line, '$'), *item;
	size_t n, i, item_bytes;

	if (!name) {
		text_add(out, "%s\n", line);
		return;
	}
	name++;
	n = strspn(name, LETTERS);
	i = find(names, name, n);
	assert(i < names->n);
	out->full |= names->value[i].full;
	for (item = names->value[i].bytes; item && *item;
	     item += item_bytes + 1) {
		struct text next = { .max = LINE_MAX_BYTES };

		item_bytes = strcspn(item, "\n");
		replace(&next, line, name, n, item, item_bytes);
		out->full |= next.full;
		if (!next.full)
			expand(names, next.bytes, out);
		text_free(&next);
	}
}

/* Cut the conditions off.  Return: false if one of them does not hold */
static bool holds(const struct names *names, char *line)
{
	char *at = line + strspn(line, "\t");
	bool wanted, ok = true;
	size_t n, i;

	while (*at == '?') {
		wanted = at[1] != '!';
		at += wanted ? 1 : 2;
		n = strspn(at, LETTERS);
		i = find(names, at, n);
		assert(i < names->n && at[n] == ' ');
		ok &= wanted == (names->value[i].used != 0);
		at += n + 1;
	}
	memmove(line + strspn(line, "\t"), at, strlen(at) + 1);
	return ok;
}

void template_fill(const char *template, const struct names *names,
		   struct text *out)
{
	char line[1024];
	size_t n;

	for (; *template; template += n + (template[n] == '\n')) {
		n = strcspn(template, "\n");
		assert(n < sizeof(line));
		memcpy(line, template, n);
		line[n] = '\0';
		if (line[strspn(line, " \t")] && line[0] != '#' &&
		    holds(names, line))
			expand(names, line, out);
	}
}
