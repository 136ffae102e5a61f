/* SPDX-License-Identifier: GPL-2.0-or-later */
/* siphash.h - a keyed hash, for keys that an attacker may choose */
#ifndef NFQ_SIPHASH_H
#define NFQ_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/**
 * siphash24() - SipHash-2-4 of some bytes
 * @key:	Secret, 128 bits
 *
 * Source: Aumasson, Bernstein, "SipHash: a fast short-input PRF" (2012), whose
 * test vectors tests/unit checks.
 */
uint64_t siphash24(const uint64_t key[2], const void *data, size_t len_bytes);

#endif
