/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stream.h - property test: streams of a mail server, and what is in them */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_BYTES_MAX	2048
#define POINTS_MAX		512

/**
 * struct point - A place where a charged reply begins, or may begin
 * @at:		Offset of its first byte that must not pass
 * @line_at:	Of its first byte; it may be charged from there on
 * @must:	A 5xx reply without any doubt; else it may be taken for one
 */
struct point {
	uint32_t at, line_at;
	bool must;
};

/**
 * struct stream - All that a server says in one connection
 * @points:	In order
 * @musts:	How many of them are without doubt
 * @exempt_at:	Offset behind which the connection may be let alone: it is
 *		authenticated, or speaks TLS, or is no SMTP; UINT32_MAX: never
 */
struct stream {
	uint8_t bytes[STREAM_BYTES_MAX];
	uint32_t size;
	struct point points[POINTS_MAX];
	uint32_t points_n, musts;
	uint32_t exempt_at;
};

/** rng_next() - xorshift64*; @state must not be 0 */
uint32_t rng_next(uint64_t *state);

/** rng_below() - 0 to @bound, less one; @bound must not be 0 */
uint32_t rng_below(uint64_t *state, uint32_t bound);

/** stream_make() - A random stream */
void stream_make(struct stream *s, uint64_t *rng);

/** stream_judge() - Fill in what is in @s->bytes, reading all of it */
void stream_judge(struct stream *s);

#endif
