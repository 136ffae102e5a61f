/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unit.h - unit tests: rows of a table become tests, by cmocka, as TAP */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define ROWS(table)	(sizeof(table) / sizeof((table)[0]))
#define TESTS_MAX	256

/**
 * struct unit - The tests of one program
 */
struct unit {
	struct CMUnitTest test[TESTS_MAX];
	char name[TESTS_MAX][96];
	size_t n;
};

/** unit_add() - Add the test "@what: @name": @function, @row as its state */
void unit_add(struct unit *u, const char *what, const char *name,
	      CMUnitTestFunction function, const void *row);

/** UNIT_ADD_ROWS() - Each row, by its member `name` */
#define UNIT_ADD_ROWS(u, what, table, function)				\
	do {								\
		for (size_t row_ = 0; row_ < ROWS(table); row_++)	\
			unit_add(u, what, (table)[row_].name, function,	\
				 &(table)[row_]);			\
	} while (0)

/** unit_run() - Run them, print TAP.  Return: exit status */
int unit_run(struct unit *u, const char *group);

/**
 * unit_hex() - "450000 30..." into bytes
 * Return: how many
 */
size_t unit_hex(const char *hex, uint8_t *bytes, size_t max);

/**
 * unit_at_edge() - A copy of @n bytes, which end where nobody may read on
 *
 * Who reads beyond them is killed there, without any sanitizer.
 * Return: it, good until the next call
 */
uint8_t *unit_at_edge(const void *bytes, size_t n);

#endif
