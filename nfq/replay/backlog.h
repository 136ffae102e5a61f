/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backlog.h - packets that wait for their virtual time, in bounded memory */
#ifndef NFQ_REPLAY_BACKLOG_H
#define NFQ_REPLAY_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest packet that fits a record. */
#define BACKLOG_PACKET_MAX	UINT16_MAX

/* A record takes one cell, and its bytes one for each 56 begun. */
#define BACKLOG_CELL_BYTES	64u

/**
 * struct record - A packet that waits, without its bytes
 * @time_ns:	When it was captured
 * @number:	Its place among all packets that were read, modulo 2^32: to be
 *		compared as sequence numbers are
 * @seq, @end, @ack: of its TCP header; @end counts payload, SYN and FIN
 * @payload_bytes: as the IP header says
 * @data_bytes:	How many bytes of the packet are kept: payload alone, if @headless
 * @learnt:	Answers to probes that end in it
 * @replies:	Replies that end in it
 * @window:	As in the header
 * @flags:	TCP flags
 * @from_client: It was the client's
 * @ends:	With it, its stream had ended
 * @headless:	Its headers are not kept: they can be made again from the rest
 */
struct record {
	uint64_t time_ns;
	uint32_t number;
	uint32_t seq, end, ack;
	uint32_t payload_bytes;
	uint16_t data_bytes;
	uint16_t learnt;
	uint16_t replies;
	uint16_t window;
	uint8_t flags;
	bool from_client;
	bool ends;
	bool headless;
};

struct cell;

/**
 * struct fifo - Records in order
 *
 * Plain data; all zero is an empty one.  The first @in_cells records are in
 * memory, the rest in the spool file.
 *
 * @head:	The first record; NULL for none.  Borrowed until the next pop
 * @first, @last: Where the first and the last are, of those in memory
 */
struct fifo {
	const struct record *head;
	struct cell *first, *last;
	uint32_t in_cells;
	uint32_t in_spool;
	uint64_t spool_first, spool_last;
};

struct backlog;

/**
 * backlog_new() - Make a backlog
 * @cells_max:	How many cells it may use; what does not fit goes into an
 *		unlinked file
 * @spool:	false: what does not fit is refused instead
 *
 * Return: owned by the caller, for backlog_free(); NULL without memory
 */
struct backlog *backlog_new(uint32_t cells_max, bool spool);

/** backlog_free() - Free it and all in it; NULL is allowed */
void backlog_free(struct backlog *b);

/**
 * backlog_push() - Add a record at the end
 * @data:	Its @record->data_bytes bytes, copied
 *
 * Return: false if there was no room (see backlog_error())
 */
bool backlog_push(struct backlog *b, struct fifo *fifo,
		  const struct record *record, const uint8_t *data);

/** backlog_push_first() - Add a record at the front, always into memory */
bool backlog_push_first(struct backlog *b, struct fifo *fifo,
			const struct record *record, const uint8_t *data);

/**
 * backlog_pop() - Take the first record
 * @data:	Gets its bytes, at least BACKLOG_PACKET_MAX; NULL: not wanted
 *
 * Return: false if there is none
 */
bool backlog_pop(struct backlog *b, struct fifo *fifo, struct record *record,
		 uint8_t *data);

/** backlog_error() - Why a push failed or bytes were lost; NULL if none were */
const char *backlog_error(const struct backlog *b);

/** backlog_spooled() - How many records ever went into the file */
uint64_t backlog_spooled(const struct backlog *b);

#endif
