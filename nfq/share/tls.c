// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tls.c - TLS for a connection that never waits (OpenSSL, ssl(7))
 *
 * Owns OpenSSL's objects.  Promises that the store is who it should be: its
 * certificate must be for the host of the address, by an authority that is
 * believed.  All files are read in tls_new(), before the sandbox.
 *
 * Built with WITH_TLS; without it there is only the error that says so.
 */
#include "tls.h"

#include <stdio.h>

#ifdef WITH_TLS

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#define HOST_MAX	256

struct tls {
	SSL_CTX *context;
	char host[HOST_MAX];
};

struct tls_session {
	SSL *ssl;
};

struct tls *tls_new(const char *host, const char *ca, char *error, size_t size)
{
	struct tls *t = calloc(1, sizeof(*t));
	int ok;

	if (!t)
		return NULL;
	snprintf(t->host, sizeof(t->host), "%s", host);
	t->context = SSL_CTX_new(TLS_client_method());
	ok = t->context &&
	     (*ca ? SSL_CTX_load_verify_locations(t->context, ca, NULL) :
		    SSL_CTX_set_default_verify_paths(t->context)) == 1;
	if (!ok) {
		snprintf(error, size, "TLS: %s: %s", *ca ? ca : "authorities",
			 ERR_reason_error_string(ERR_peek_last_error()));
		tls_free(t);
		return NULL;
	}
	SSL_CTX_set_min_proto_version(t->context, TLS1_2_VERSION);
	SSL_CTX_set_options(t->context, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_verify(t->context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(t->context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return t;
}

void tls_free(struct tls *t)
{
	if (!t)
		return;
	SSL_CTX_free(t->context);
	free(t);
}

/* RFC 6125: an address must be in the certificate as one. */
static int expect(SSL *ssl, const char *host)
{
	unsigned char binary[16];

	if (inet_pton(AF_INET, host, binary) == 1 ||
	    inet_pton(AF_INET6, host, binary) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
	return SSL_set1_host(ssl, host) &&
	       SSL_set_tlsext_host_name(ssl, host);
}

struct tls_session *tls_begin(struct tls *t, int fd)
{
	struct tls_session *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->ssl = SSL_new(t->context);
	if (s->ssl && expect(s->ssl, t->host) && SSL_set_fd(s->ssl, fd)) {
		SSL_set_connect_state(s->ssl);
		return s;
	}
	tls_end(s);
	return NULL;
}

void tls_end(struct tls_session *s)
{
	if (!s)
		return;
	SSL_free(s->ssl);
	free(s);
}

/* Turn a result into that of a system call. */
static ssize_t result(struct tls_session *s, int got, bool *wants_write)
{
	if (got > 0)
		return got;
	*wants_write = false;
	switch (SSL_get_error(s->ssl, got)) {
	case SSL_ERROR_WANT_WRITE:
		*wants_write = true;
		/* fall through */
	case SSL_ERROR_WANT_READ:
		errno = EAGAIN;
		return -1;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	case SSL_ERROR_SYSCALL:
		if (errno)
			return -1;
		return 0;
	default:
		errno = EPROTO;
		return -1;
	}
}

static int clip(size_t n)
{
	return n > INT_MAX ? INT_MAX : (int)n;
}

int tls_shake(struct tls_session *s, bool *wants_write)
{
	ssize_t got;

	ERR_clear_error();
	errno = 0;
	got = result(s, SSL_do_handshake(s->ssl), wants_write);
	if (got > 0)
		return 0;
	if (got == 0)
		errno = ECONNRESET;
	return -1;
}

ssize_t tls_read(struct tls_session *s, void *bytes, size_t n,
		 bool *wants_write)
{
	ERR_clear_error();
	errno = 0;
	return result(s, SSL_read(s->ssl, bytes, clip(n)), wants_write);
}

ssize_t tls_write(struct tls_session *s, const void *bytes, size_t n,
		  bool *wants_write)
{
	ssize_t got;

	ERR_clear_error();
	errno = 0;
	got = result(s, SSL_write(s->ssl, bytes, clip(n)), wants_write);
	if (got == 0) {
		errno = ECONNRESET;
		return -1;
	}
	return got;
}

const char *tls_reason(const struct tls_session *s)
{
	long verified = SSL_get_verify_result(s->ssl);
	const char *reason;

	if (verified != X509_V_OK)
		return X509_verify_cert_error_string(verified);
	reason = ERR_reason_error_string(ERR_peek_last_error());
	return reason ? reason : "TLS failed";
}

#else

struct tls *tls_new(const char *host, const char *ca, char *error, size_t size)
{
	(void)host;
	(void)ca;
	snprintf(error, size, "this program was built without TLS (make WITH_TLS=yes, with libssl)");
	return NULL;
}

void tls_free(struct tls *t)
{
	(void)t;
}

struct tls_session *tls_begin(struct tls *t, int fd)
{
	(void)t;
	(void)fd;
	return NULL;
}

void tls_end(struct tls_session *s)
{
	(void)s;
}

int tls_shake(struct tls_session *s, bool *wants_write)
{
	(void)s;
	*wants_write = false;
	return -1;
}

ssize_t tls_read(struct tls_session *s, void *bytes, size_t n,
		 bool *wants_write)
{
	(void)s;
	(void)bytes;
	(void)n;
	*wants_write = false;
	return -1;
}

ssize_t tls_write(struct tls_session *s, const void *bytes, size_t n,
		  bool *wants_write)
{
	(void)s;
	(void)bytes;
	(void)n;
	*wants_write = false;
	return -1;
}

const char *tls_reason(const struct tls_session *s)
{
	(void)s;
	return "";
}

#endif
