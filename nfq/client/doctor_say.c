// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_say.c - the form in which checks speak: a line each, and below each
 * finding its remedy
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "doctor.h"

#define HEAD_COLUMNS	19	/* what was looked at, and how it is */

/* Columns of the terminal; 0 where it is none, and lines stay whole. */
static unsigned int columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ||
	    size.ws_col < 2 * HEAD_COLUMNS)
		return 0;
	return size.ws_col;
}

/* A line behind its head, which goes on below where the terminal ends. */
static void say(const char *head, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void say(const char *head, const char *format, va_list args)
{
	struct text t = { .max = 4 * DOCTOR_LINE_MAX };
	char line[DOCTOR_LINE_MAX];

	vsnprintf(line, sizeof(line), format, args);
	text_add_wrapped(&t, strlen(head), columns(), line);
	printf("%s%s", head, t.bytes ? t.bytes : "\n");
	text_free(&t);
}

static void say_of(const struct doctor *d, const char *kind,
		   const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void say_of(const struct doctor *d, const char *kind,
		   const char *format, va_list args)
{
	char head[64];

	snprintf(head, sizeof(head), "%-8s%-11s", kind, d->check);
	say(head, format, args);
}

void doctor_good(const struct doctor *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_of(d, "ok", format, args);
	va_end(args);
}

void doctor_note(const struct doctor *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_of(d, "note", format, args);
	va_end(args);
}

void doctor_finding(struct doctor *d, const char *format, ...)
{
	va_list args;

	d->findings++;
	va_start(args, format);
	say_of(d, "FINDING", format, args);
	va_end(args);
}

void doctor_remedy(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("                   -> ", format, args);
	va_end(args);
}
