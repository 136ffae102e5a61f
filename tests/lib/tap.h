/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tap.h - results in the Test Anything Protocol, of tests without cmocka */
#ifndef LIB_TAP_H
#define LIB_TAP_H

#include <stdbool.h>

/** tap_plan() - So many results come; without it, tap_done() says how many */
void tap_plan(unsigned int n);

/**
 * tap_ok() - A result, numbered, with its name
 *
 * All that was printed is out then: whoever forks behind it prints nothing twice.
 * Return: @good
 */
bool tap_ok(bool good, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** tap_note() - A line that is no result */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** tap_done() - Return: the exit status */
int tap_done(void);

#endif
