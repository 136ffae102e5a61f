/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attack.h - log lines of real servers with an attacker's words in them */
#ifndef TEST_FEED_ATTACK_H
#define TEST_FEED_ATTACK_H

#include <stdbool.h>
#include <stddef.h>

#define ATTACK_LINE_MAX	8000
#define ATTACK_PIDS	97

/**
 * struct attack_words - What a client may choose
 * @recipient:	Of RCPT, or what it asks VRFY for
 * @sender:	Of MAIL
 * @helo:	Of HELO
 * @user:	Of AUTH
 * @name:	Its address' name in the DNS
 * @checked:	Exim takes no HELO but of letters, as it does unless it is told
 *		otherwise
 */
struct attack_words {
	const char *recipient, *sender, *helo, *user, *name;
	bool checked;
};

/** attack_forms_n - How many kinds of line there are */
extern const size_t attack_forms_n;

/**
 * attack_line() - Make a line
 * @form:	Which kind
 * @peer:	The client's address; it stands where the server writes it
 * @pid:	Process of the server, ATTACK_PIDS or less; a session is one's
 * @line:	ATTACK_LINE_MAX long
 *
 * Words are changed as the server does before it logs them.
 * Return: its length
 */
size_t attack_line(size_t form, const char *peer, unsigned int pid,
		   const struct attack_words *words, char *line);

/** attack_begins() - Is it the first line of a session? */
bool attack_begins(size_t form);

/** attack_session() - The form that begins a session of @form's server */
size_t attack_session(size_t form);

/**
 * attack_must_charge() - Must this form charge the peer, whatever the words?
 *
 * Else who makes it up may get out of being charged, but charge no one else.
 */
bool attack_must_charge(size_t form, bool checked);

/** attack_only_checked() - Does Exim write it only where HELO is checked? */
bool attack_only_checked(size_t form);

/** attack_form_text() - The form itself, for whoever reads a failure */
const char *attack_form_text(size_t form);

#endif
