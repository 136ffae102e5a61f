/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rows.h - the table of log lines that mean something */
#ifndef FEED_ROWS_H
#define FEED_ROWS_H

#include <stddef.h>

/**
 * enum feed_format - Whose lines they are
 */
enum feed_format {
	FORMAT_AUTO,
	FORMAT_POSTFIX,
	FORMAT_EXIM,
	FORMAT_OPENSMTPD,
	FORMAT_SENDMAIL,
	FORMAT_DOVECOT,
	FORMATS
};

/**
 * enum feed_means - What a line means
 * @MEANS_BEGIN:	A session begins; of this client, where it says so
 * @MEANS_WHO:		Whose session it is, which lines before left open
 * @MEANS_TLS:		It is encrypted from here on
 * @MEANS_AUTHENTICATED: Its client has proved who it is
 * @MEANS_ERROR:	Something was refused
 * @MEANS_END:		It is over
 * @MEANS_CHECKS:	The server takes no HELO but of letters (Exim)
 */
enum feed_means {
	MEANS_BEGIN,
	MEANS_WHO,
	MEANS_TLS,
	MEANS_AUTHENTICATED,
	MEANS_ERROR,
	MEANS_END,
	MEANS_CHECKS,
};

/**
 * enum feed_error - What was refused
 */
enum feed_error { ERROR_RCPT, ERROR_VRFY, ERROR_AUTH, FEED_ERRORS };

/**
 * enum feed_tls - Who knows whether it was encrypted
 * @TLS_SESSION:	Lines before it, of the same session
 * @TLS_LINE:		The line: it was, if the group "tls" is in it
 * @TLS_NOBODY:		Nobody
 */
enum feed_tls { TLS_SESSION, TLS_LINE, TLS_NOBODY };

/**
 * struct feed_row - One kind of line
 * @literal:	It is nowhere but where this is: looked for first
 * @pattern:	PCRE2, of the text behind time and program, from its start.
 *		Groups: "addr", the client; "session", where it is not the
 *		process; "tls", there if encrypted; "good", there if the client
 *		was authenticated; "soft", there if it may try again (4xx);
 *		"doubt", there if another address could be the client's, should
 *		the server take any HELO; "n", how many, else one; "counts", Postfix's of a session
 * @line:	Such a line, as a real server wrote it
 * @want:	What is read out of it by itself, "192.0.2.10 1" or
 *		"192.0.2.10 1 tls"; "" for nothing yet
 */
struct feed_row {
	enum feed_format format;
	enum feed_means means;
	enum feed_error error;
	enum feed_tls tls;
	const char *literal;
	const char *pattern;
	const char *line;
	const char *want;
};

extern const struct feed_row feed_rows[];
extern const size_t feed_rows_n;

/** feed_format_names[] - As --format takes them */
extern const char *const feed_format_names[FORMATS];

#endif
