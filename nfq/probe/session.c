// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session.c - a conversation with a mail server inside TLS, and its lengths
 *
 * Owns the socket and OpenSSL's objects.  OpenSSL reads and writes memory, so
 * that all bytes of both sides pass through core/records.c, too: what it makes
 * of them is compared with what was really said.
 */
#include "session.h"
#include "core/records.h"

#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define BUFFER_BYTES	16384

/**
 * struct session - A connection
 * @fd:		-1 while there is none
 * @ssl:	NULL in plain text
 * @in, @out:	What OpenSSL reads and writes; owned by @ssl
 * @records:	Reads along
 * @text_bytes, @texts: The last text of the server, and how many since the
 *		client's last
 * @line, @line_bytes: What was received and is no whole line yet
 */
struct session {
	int fd;
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out;
	struct records records;
	uint32_t text_bytes, texts;
	char line[BUFFER_BYTES];
	size_t line_bytes;
	char error[SESSION_ERROR_MAX];
};

static bool fail(struct session *s, const char *what)
{
	snprintf(s->error, sizeof(s->error), "%s", what);
	return false;
}

static bool fail_errno(struct session *s, const char *what)
{
	snprintf(s->error, sizeof(s->error), "%s: %s", what, errno == EAGAIN ?
		 "the server did not answer in time" : strerror(errno));
	return false;
}

static bool fail_tls(struct session *s)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	snprintf(s->error, sizeof(s->error), "TLS: %s", why ? why : "failed");
	return false;
}

const char *session_error(const struct session *s)
{
	return s->error;
}

/* --- bytes */

static bool send_all(struct session *s, const char *bytes, size_t n)
{
	ssize_t sent;

	for (; n; n -= (size_t)sent, bytes += sent) {
		sent = send(s->fd, bytes, n, MSG_NOSIGNAL);
		if (sent < 0)
			return fail_errno(s, "sending");
	}
	return true;
}

static void watch(struct session *s, enum records_side side,
		  const uint8_t *bytes, size_t n)
{
	uint32_t text_bytes;
	size_t pos = 0;

	while (records_next(&s->records, side, bytes, n, &pos, &text_bytes)) {
		if (side == RECORDS_CLIENT) {
			s->texts = 0;
			continue;
		}
		s->text_bytes = text_bytes;
		s->texts++;
	}
}

/* What OpenSSL has written goes out. */
static bool flush(struct session *s)
{
	uint8_t bytes[BUFFER_BYTES];
	int n;

	while ((n = BIO_read(s->out, bytes, sizeof(bytes))) > 0) {
		watch(s, RECORDS_CLIENT, bytes, (size_t)n);
		if (!send_all(s, (const char *)bytes, (size_t)n))
			return false;
	}
	return true;
}

/* Wait for bytes of the server and give them to OpenSSL. */
static bool fill(struct session *s)
{
	uint8_t bytes[BUFFER_BYTES];
	ssize_t n = recv(s->fd, bytes, sizeof(bytes), 0);

	if (n < 0)
		return fail_errno(s, "receiving");
	if (n == 0)
		return fail(s, "the server hung up");
	watch(s, RECORDS_SERVER, bytes, (size_t)n);
	return BIO_write(s->in, bytes, (int)n) == (int)n || fail_tls(s);
}

static bool receive_text(struct session *s, char *bytes, size_t size, size_t *n)
{
	ssize_t got;
	int read;

	if (!s->ssl) {
		got = recv(s->fd, bytes, size, 0);
		*n = got < 0 ? 0 : (size_t)got;
		return got > 0 || (got ? fail_errno(s, "receiving") :
				   fail(s, "the server hung up"));
	}
	for (;;) {
		ERR_clear_error();
		read = SSL_read(s->ssl, bytes, (int)size);
		*n = read < 0 ? 0 : (size_t)read;
		if (!flush(s))
			return false;
		if (read > 0)
			return true;
		if (SSL_get_error(s->ssl, read) != SSL_ERROR_WANT_READ)
			return fail_tls(s);
		if (!fill(s))
			return false;
	}
}

/* --- lines */

/* The next line, without its end.  Its length with it is added to @bytes. */
static bool read_line(struct session *s, char *line, uint32_t *bytes)
{
	char *end;
	size_t n;

	while (!(end = memchr(s->line, '\n', s->line_bytes))) {
		if (s->line_bytes == sizeof(s->line))
			return fail(s, "the server sent a line without an end");
		if (!receive_text(s, s->line + s->line_bytes,
				  sizeof(s->line) - s->line_bytes, &n))
			return false;
		s->line_bytes += n;
	}
	n = (size_t)(end + 1 - s->line);
	*bytes += (uint32_t)n;
	snprintf(line, SESSION_LINE_MAX, "%.*s", (int)(n - 1), s->line);
	line[strcspn(line, "\r")] = '\0';
	memmove(s->line, s->line + n, s->line_bytes - n);
	s->line_bytes -= n;
	return true;
}

/* @mechanisms: the words behind AUTH, where it is not NULL */
static bool read_reply(struct session *s, struct reply *r, char *mechanisms)
{
	char line[SESSION_LINE_MAX];
	bool more = true, first = true;

	memset(r, 0, sizeof(*r));
	while (more) {
		if (!read_line(s, line, &r->bytes))
			return false;
		if (strspn(line, "0123456789") != 3)
			return fail(s, "the server does not speak SMTP");
		more = line[3] == '-';
		r->code = (unsigned int)atoi(line);
		if (first)
			memcpy(r->first, line, sizeof(line));
		first = false;
		if (mechanisms && !strncmp(line + 4, "AUTH ", 5))
			memcpy(mechanisms, line + 8, strlen(line + 8) + 1);
	}
	r->records = s->texts;
	r->text_bytes = s->text_bytes;
	return true;
}

static bool say(struct session *s, const char *line)
{
	char text[SESSION_LINE_MAX + 2];
	int n = snprintf(text, sizeof(text), "%s\r\n", line);

	if (n >= (int)sizeof(text))
		return fail(s, "the server sent a line that is too long");
	if (!s->ssl)
		return send_all(s, text, (size_t)n);
	ERR_clear_error();
	if (SSL_write(s->ssl, text, n) != n)
		return fail_tls(s);
	return flush(s);
}

bool session_ask(struct session *s, const char *line, struct reply *reply)
{
	return say(s, line) && read_reply(s, reply, NULL);
}

/* --- the beginning */

static bool connect_to(struct session *s, const struct session_conf *conf)
{
	struct timeval timeout = { .tv_sec = conf->timeout_s };
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *a;
	int error = getaddrinfo(conf->host, conf->port, &hints, &list);

	if (error)
		return fail(s, gai_strerror(error));
	for (a = list; a && s->fd < 0; a = a->ai_next) {
		s->fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);
		if (s->fd < 0)
			continue;
		setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout,
			   sizeof(timeout));
		setsockopt(s->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout,
			   sizeof(timeout));
		if (connect(s->fd, a->ai_addr, a->ai_addrlen) == 0)
			break;
		error = errno;
		close(s->fd);
		s->fd = -1;
		errno = error;
	}
	freeaddrinfo(list);
	return s->fd >= 0 || fail_errno(s, "connecting");
}

static bool start_tls(struct session *s, const struct session_conf *conf)
{
	int done;

	s->context = SSL_CTX_new(TLS_client_method());
	s->ssl = s->context ? SSL_new(s->context) : NULL;
	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	if (!s->ssl || !s->in || !s->out)
		return fail_tls(s);
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_min_proto_version(s->ssl, TLS1_2_VERSION);
	if (conf->tls12)
		SSL_set_max_proto_version(s->ssl, TLS1_2_VERSION);
	SSL_set_tlsext_host_name(s->ssl, conf->host);
	SSL_set_connect_state(s->ssl);
	records_init(&s->records);
	for (;;) {
		ERR_clear_error();
		done = SSL_do_handshake(s->ssl);
		if (!flush(s))
			return false;
		if (done == 1)
			return true;
		if (SSL_get_error(s->ssl, done) != SSL_ERROR_WANT_READ)
			return fail_tls(s);
		if (!fill(s))
			return false;
	}
}

static bool expect(struct session *s, const char *line, unsigned int code,
		   struct reply *r, char *mechanisms)
{
	if ((line && !say(s, line)) || !read_reply(s, r, mechanisms))
		return false;
	if (r->code == code)
		return true;
	snprintf(s->error, sizeof(s->error), "%s: the server said `%.100s'",
		 line ? line : "greeting", r->first);
	return false;
}

static bool begin(struct session *s, const struct session_conf *conf,
		  struct reply *ehlo, char *mechanisms)
{
	bool implicit = !strcmp(conf->port, "465");
	char hello[SESSION_LINE_MAX];
	struct reply r;

	snprintf(hello, sizeof(hello), "EHLO %s", conf->ehlo);
	if (!connect_to(s, conf))
		return false;
	if (!implicit && (!expect(s, NULL, 220, &r, NULL) ||
			  !expect(s, hello, 250, &r, NULL) ||
			  !expect(s, "STARTTLS", 220, &r, NULL)))
		return false;
	/* Whatever follows in plain text is not the server's. */
	if (s->line_bytes)
		return fail(s, "the server sent plain text behind STARTTLS");
	if (!start_tls(s, conf) ||
	    (implicit && !expect(s, NULL, 220, &r, NULL)))
		return false;
	*mechanisms = '\0';
	if (!expect(s, hello, 250, ehlo, mechanisms))
		return false;
	return s->records.why == RECORDS_SURE ||
	       fail(s, records_why_text(s->records.why));
}

struct session *session_open(const struct session_conf *conf,
			     struct reply *ehlo, char *mechanisms, char *error)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s) {
		snprintf(error, SESSION_ERROR_MAX, "out of memory");
		return NULL;
	}
	s->fd = -1;
	if (begin(s, conf, ehlo, mechanisms))
		return s;
	memcpy(error, s->error, SESSION_ERROR_MAX);
	session_close(s);
	return NULL;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	if (!s->ssl) {
		BIO_free(s->in);
		BIO_free(s->out);
	}
	SSL_free(s->ssl);
	SSL_CTX_free(s->context);
	free(s);
}
