/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tls.h - TLS for a connection that never waits, where built in */
#ifndef SHARE_TLS_H
#define SHARE_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tls;
struct tls_session;

/**
 * tls_new() - What all connections share: the authorities that are believed
 * @host:	The name or address that the certificate must be for
 * @ca:		File of authorities' certificates; "" = the system's
 * @error:	@size bytes: what went wrong
 * Return: owned by the caller, for tls_free(); NULL on failure, and if support
 * was not built in
 */
struct tls *tls_new(const char *host, const char *ca, char *error, size_t size);

/** tls_free() - NULL is allowed */
void tls_free(struct tls *t);

/** tls_begin() - Return: a client's session over @fd; NULL without memory */
struct tls_session *tls_begin(struct tls *t, int fd);

/** tls_end() - Free it; NULL is allowed */
void tls_end(struct tls_session *s);

/**
 * tls_shake(), tls_read(), tls_write() - As connect(2), read(2), write(2)
 * @wants_write:	Set if it must wait until @fd can be written to
 * Return: what they return; -1 with errno EAGAIN to wait, EPROTO if TLS failed
 */
int tls_shake(struct tls_session *s, bool *wants_write);
ssize_t tls_read(struct tls_session *s, void *bytes, size_t n,
		 bool *wants_write);
ssize_t tls_write(struct tls_session *s, const void *bytes, size_t n,
		  bool *wants_write);

/** tls_reason() - Why the last of them failed with EPROTO; borrowed */
const char *tls_reason(const struct tls_session *s);

#endif
