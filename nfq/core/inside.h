/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inside.h - a connection inside TLS: its segments, and what its answers say by size */
#ifndef NFQ_INSIDE_H
#define NFQ_INSIDE_H

#include "records.h"
#include "sizes.h"
#include "wire.h"

/**
 * struct inside - What is known of one connection inside TLS
 * @records, @talk: Its records, and where its conversation is
 * @next:	By side: number of the next byte that was not read
 * @asked:	@next of the client when the server spoke last
 *
 * Plain data without pointers; begun by inside_begin().
 */
struct inside {
	struct records records;
	struct sizes_talk talk;
	uint32_t next[2], asked;
};

/** inside_is_hello() - A ServerHello (RFC 8446 5.1, 4)?  A server quotes no such bytes */
bool inside_is_hello(const uint8_t *data, size_t n);

/**
 * inside_begins() - Does TLS begin with this segment of a server?
 *
 * It begins with a ServerHello (RFC 8446 5.1, 4).  All that the client said before
 * is acknowledged by it: so it tells where the client's next record begins, and the
 * ClientHello need not be seen.
 */
bool inside_begins(const struct segment *seg);

/** inside_begin() - With this one, see inside_begins() */
void inside_begin(struct inside *in, const struct segment *hello);

/**
 * inside_next() - Read a segment up to the next answer
 * @p:		What is known of the server
 * @side:	Who sent it
 * @answer:	Filled where one was found
 *
 * Segments are read as they come, each by repeated calls: of one that comes before
 * its turn, what is missing before it counts as lost; what was read is not read
 * again.  An answer is told with the last byte of its record's header.
 *
 * Return: true if an answer was found; false: all of the segment is read
 */
bool inside_next(struct inside *in, const struct sizes_profile *p,
		 enum records_side side, const struct segment *seg,
		 struct sizes_answer *answer);

/** inside_is_lost() - Can nothing more be told of it? */
bool inside_is_lost(const struct inside *in);

/** inside_waited_bytes() - So much the client said since the server spoke last */
uint32_t inside_waited_bytes(const struct inside *in);

#endif
