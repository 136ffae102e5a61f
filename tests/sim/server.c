// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * server.c - simulation: mail servers, and the lines of both sides
 *
 * Like Postfix (enhanced codes) or Exim (none), with their texts, since what
 * is accepted is read from them.  user1, user2 ... exist, everyone else does
 * not.  Answers to what came in one segment go out together.
 */
#include "sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reply(struct conn *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void reply(struct conn *c, const char *format, ...)
{
	char text[LINE_MAX_BYTES + 128];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text) - 2, format, args);
	va_end(args);
	memcpy(text + n, "\r\n", 2);
	tcp_write(c, SERVER, text, (size_t)n + 2);
}

void server_open(struct conn *c)
{
	c->greeted = true;
	reply(c, "220 mx.example.com ESMTP");
}

static bool exists(const char *line)
{
	return strstr(line, "user") != NULL;
}

static void do_ehlo(struct conn *c, const char *line)
{
	bool ehlo = line[0] == 'E';

	if (ehlo && c->server->refuse_ehlo == 550)
		reply(c, "550 5.7.1 Helo command rejected");
	else if (ehlo && c->server->refuse_ehlo)
		reply(c, "%u 5.5.1 Error: command not implemented",
		      c->server->refuse_ehlo);
	else if (ehlo)
		reply(c, "250-mx.example.com\r\n250-PIPELINING\r\n"
		      "250-AUTH PLAIN\r\n250-CHUNKING\r\n250 8BITMIME");
	else
		reply(c, "250 mx.example.com");
}

static void do_mail(struct conn *c, const char *line)
{
	(void)line;
	c->valid = c->refused = 0;
	reply(c, c->server->enhanced ? "250 2.1.0 Ok" : "250 OK");
}

static void do_rcpt(struct conn *c, const char *line)
{
	if (strstr(line, "grey")) {
		reply(c, "450 4.2.0 Greylisted, try again later");
		return;
	}
	if (exists(line)) {
		c->valid++;
		reply(c, c->server->enhanced ? "250 2.1.5 Ok" :
					       "250 Accepted");
		return;
	}
	c->refused++;
	if (c->server->enhanced)
		reply(c, "550 5.1.1 <%.60s>: Recipient address rejected: User "
		      "unknown in local recipient table", line + 9);
	else
		reply(c, "550 Unrouteable address");
}

static void do_data(struct conn *c, const char *line)
{
	(void)line;
	c->in_data = c->valid;
	if (c->valid)
		reply(c, "354 End data with <CR><LF>.<CR><LF>");
	else if (c->server->enhanced)
		reply(c, "554 5.5.1 Error: no valid recipients");
	else
		reply(c, "503-All RCPT commands were rejected with this error:"
		      "\r\n503-Unrouteable address\r\n503 Valid RCPT command "
		      "must precede DATA");
}

/* RFC 3030; a chunk is one line here. */
static void do_bdat(struct conn *c, const char *line)
{
	(void)line;
	c->in_data = c->chunk = true;
}

static void do_ok(struct conn *c, const char *line)
{
	if (line[0] == 'R')
		c->valid = c->refused = 0;
	reply(c, c->server->enhanced ? "250 2.0.0 Ok" : "250 OK");
}

static void do_vrfy(struct conn *c, const char *line)
{
	if (exists(line))
		reply(c, c->server->enhanced ? "252 2.0.0 %.60s" : "252 %.60s",
		      line + 5);
	else
		reply(c, c->server->enhanced ?
		      "550 5.1.1 <%.60s>: User unknown" : "550 <%.60s> unknown",
		      line + 5);
}

static void do_auth(struct conn *c, const char *line)
{
	if (exists(line))
		reply(c, "235 2.7.0 Authentication successful");
	else
		reply(c, "535 5.7.8 Error: authentication failed");
}

static void do_starttls(struct conn *c, const char *line)
{
	(void)line;
	c->tls = c->server->tls;
	reply(c, c->tls ? "220 2.0.0 Ready to start TLS" :
			  "502 5.5.1 Error: command not implemented");
}

static void do_quit(struct conn *c, const char *line)
{
	(void)line;
	reply(c, c->server->enhanced ? "221 2.0.0 Bye" :
				       "221 mx.example.com closing connection");
	tcp_close(c, SERVER);
}

static const struct {
	const char *verb;
	void (*run)(struct conn *c, const char *line);
} commands[] = {
	{ "RCPT ", do_rcpt }, { "MAIL ", do_mail }, { "EHLO", do_ehlo },
	{ "HELO", do_ehlo }, { "DATA", do_data }, { "RSET", do_ok },
	{ "NOOP", do_ok }, { "VRFY ", do_vrfy }, { "AUTH ", do_auth },
	{ "STARTTLS", do_starttls }, { "BDAT ", do_bdat }, { "QUIT", do_quit },
};

static void command(struct conn *c, const char *line)
{
	size_t i;

	if (c->in_data) {
		if (!c->chunk && strcmp(line, "."))
			return;
		c->in_data = c->chunk = false;
		if (!c->valid) {
			reply(c, "554 5.5.1 Error: no valid recipients");
			return;
		}
		c->server->delivered++;
		c->server->recipients += c->valid;
		c->valid = 0;
		reply(c, c->server->enhanced ? "250 2.0.0 Ok: queued as 4C1F2" :
					       "250 OK id=1tFabc-000001-2x");
		return;
	}
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strncmp(line, commands[i].verb, strlen(commands[i].verb))) {
			commands[i].run(c, line);
			return;
		}
	if (c->server->echoes)
		reply(c, "500 5.5.1 Command unrecognized: \"%s\"", line);
	else
		reply(c, "502 5.5.2 Error: command not recognized");
}

/* Lines end in CRLF; a bare LF is text, as in Sendmail's echo. */
static void lines(struct conn *c, enum side side, const uint8_t *bytes,
		  size_t n, void (*take)(struct conn *c, const char *line))
{
	char *line = c->line[side];
	uint32_t *len = &c->line_bytes[side];
	uint64_t id = c->id;
	size_t i;

	for (i = 0; i < n && c->id == id; i++) {
		if (*len < LINE_MAX_BYTES - 1)
			line[(*len)++] = (char)bytes[i];
		if (bytes[i] != '\n' || *len < 2 || line[*len - 2] != '\r')
			continue;
		line[*len - 2] = '\0';
		*len = 0;
		if (c->end[side].open)
			take(c, line);
	}
}

void server_bytes(struct conn *c, const uint8_t *bytes, size_t n)
{
	if (c->tls) {
		tcp_write(c, SERVER, "\x16\x03\x03\0\x02hi", 7);
		return;
	}
	lines(c, SERVER, bytes, n, command);
}

static void take_reply(struct conn *c, const char *line)
{
	if (strlen(line) >= 3 && line[3] != '-')
		c->client->reply(c, (unsigned int)strtoul(line, NULL, 10));
}

void client_bytes(struct conn *c, const uint8_t *bytes, size_t n)
{
	lines(c, CLIENT, bytes, n, take_reply);
}

void say(struct conn *c, const char *format, ...)
{
	char text[LINE_MAX_BYTES];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text) - 2, format, args);
	va_end(args);
	memcpy(text + n, "\r\n", 2);
	tcp_write(c, CLIENT, text, (size_t)n + 2);
}
