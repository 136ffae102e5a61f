/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.h - a conversation with a mail server inside TLS, and its lengths */
#ifndef NFQ_PROBE_SESSION_H
#define NFQ_PROBE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SESSION_ERROR_MAX	256
#define SESSION_LINE_MAX	512

/**
 * struct reply - A server's answer
 * @code:	Its reply code
 * @bytes:	Its length, all lines with their ends
 * @text_bytes:	What the record headers say of it, if @records is 1
 * @records:	Records with text in which it came
 * @first:	Its first line
 */
struct reply {
	unsigned int code;
	uint32_t bytes, text_bytes, records;
	char first[SESSION_LINE_MAX];
};

/**
 * struct session_conf - With whom
 * @host, @port: "mail.example.com", "25"; TLS begins at once at 465
 * @ehlo:	What is said behind EHLO, in plain text and inside of TLS
 * @tls12:	TLS 1.2 at most
 * @timeout_s:	Nothing is waited for longer
 */
struct session_conf {
	const char *host, *port, *ehlo;
	bool tls12;
	unsigned int timeout_s;
};

struct session;

/**
 * session_open() - Connect and say EHLO inside TLS
 * @ehlo:	The answer to it
 * @mechanisms:	SESSION_LINE_MAX bytes: the words behind AUTH, or ""
 * @error:	SESSION_ERROR_MAX bytes
 *
 * Whose certificate it is is not asked: nothing secret is said.
 *
 * Return: owned by the caller, for session_close(); NULL on error
 */
struct session *session_open(const struct session_conf *conf,
			     struct reply *ehlo, char *mechanisms, char *error);

/** session_close() - Hang up; NULL is allowed */
void session_close(struct session *s);

/**
 * session_ask() - Say a line and wait for the answer
 * @line:	Without its end
 *
 * Return: false if there is none; session_error() tells why
 */
bool session_ask(struct session *s, const char *line, struct reply *reply);

/** session_error() - What went wrong last; borrowed */
const char *session_error(const struct session *s);

#endif
