/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tls.h - what answers inside TLS say by their lengths */
#ifndef NFQ_REPLAY_TLS_H
#define NFQ_REPLAY_TLS_H

#include "core/records.h"
#include "core/sizes.h"
#include "core/wire.h"

#include <stdio.h>

struct tls;

/**
 * tls_new() - Begin
 * @profile:	Of the servers; borrowed
 * @key:	Of the table, 16 bytes
 * @max:	So many connections at most; later ones are passed over
 * @lines:	A line for each answer goes there; NULL: nowhere
 *
 * Return: owned by the caller, for tls_free(); NULL without memory
 */
struct tls *tls_new(const struct sizes_profile *profile, const uint64_t key[2],
		    uint32_t max, FILE *lines);

/** tls_free() - Free it; NULL is allowed */
void tls_free(struct tls *t);

/**
 * tls_take() - Read a segment
 *
 * Segments are read as they come: of one that comes before its turn, what is
 * missing before it counts as lost.
 */
void tls_take(struct tls *t, const struct segment *seg, bool from_client);

/** tls_report() - Tell what was found */
void tls_report(const struct tls *t, FILE *to);

#endif
