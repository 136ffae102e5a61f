/* SPDX-License-Identifier: GPL-2.0-or-later */
/* template.h - a text with names to fill in */
#ifndef NFQ_TEMPLATE_H
#define NFQ_TEMPLATE_H

#include "text.h"

#define TEMPLATE_NAMES_MAX	48

/**
 * struct names - What the names in a template stand for
 * @n:		How many there are
 * @name:	Letters, digits and '_'; borrowed
 * @value:	One line for each item; no items, no line of the template
 */
struct names {
	size_t n;
	const char *name[TEMPLATE_NAMES_MAX];
	struct text value[TEMPLATE_NAMES_MAX];
};

/**
 * names_add() - Add an item to a name's value, as printf(3)
 *
 * A name without items is one all the same: names_none() makes it known.
 */
void names_add(struct names *names, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** names_none() - Make a name known; it has no items unless it has some */
void names_none(struct names *names, const char *name);

/** names_free() - Free all values */
void names_free(struct names *names);

/**
 * template_fill() - Append a template's lines with the names filled in
 * @template:	Lines; "$name" stands for the name's value, and the line is
 *		repeated for each of its items.  A line that begins with "?name "
 *		is there only if the name has items, one with "?!name " only if it
 *		has none.  Empty lines, and those that begin with '#', are left out
 * @out:	Its @full says if something did not fit
 */
void template_fill(const char *template, const struct names *names,
		   struct text *out);

#endif
