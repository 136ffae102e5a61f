// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * backlog.c - packets that wait for their virtual time, in bounded memory
 *
 * Owns cells of fixed size, from which queues of packets are made without an
 * allocation for each packet, and the file that takes what the cells cannot:
 * a client that is held for hours has most of its stream waiting, however long
 * the capture is.  A queue's first record is always in memory.  The file is
 * unlinked as soon as it is made, and emptied when nothing is in it.
 */
#include "backlog.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PART_BYTES	(BACKLOG_CELL_BYTES - 8u)
#define SLAB_BYTES	(2u << 20)	/* a huge page, where there are some */
#define SLAB_CELLS	(SLAB_BYTES / sizeof(struct cell))
#define SPOOL_NONE	0u	/* nothing is stored at offset 0 */

/* Most packets are headers alone, and take one cell: that of the record. */
struct cell {
	struct cell *next;	/* of the same record, or free */
	union {
		struct {
			struct cell *next_record;
			struct record record;
		};
		uint8_t part[PART_BYTES];	/* of its bytes */
	};
};

/* A record in the file. */
struct spooled {
	uint64_t next;
	struct record record;
};

struct backlog {
	struct cell **slabs;
	uint32_t slabs_n, slabs_capacity;
	uint32_t cells_max;	/* the file is used above it */
	uint32_t cells_used;
	struct cell *free;	/* first free cell */
	struct cell *fresh, *fresh_end;	/* cells that were never used */
	bool may_spool;
	int file;
	uint64_t file_end;
	uint64_t in_file;
	uint64_t spooled;
	const char *error;
	uint8_t *buffer;	/* for a record that comes back from it */
};

_Static_assert(sizeof(struct cell) <= BACKLOG_CELL_BYTES,
	       "a cell has no padding");

struct backlog *backlog_new(uint32_t cells_max, bool spool)
{
	struct backlog *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->cells_max = cells_max;
	b->may_spool = spool;
	b->file = -1;
	b->file_end = sizeof(struct spooled);
	return b;
}

void backlog_free(struct backlog *b)
{
	uint32_t i;

	if (!b)
		return;
	for (i = 0; i < b->slabs_n; i++)
		free(b->slabs[i]);
	free(b->slabs);
	free(b->buffer);
	if (b->file >= 0)
		close(b->file);
	free(b);
}

static bool grow(struct backlog *b)
{
	struct cell **slabs, *slab;

	if (b->slabs_n == b->slabs_capacity) {
		b->slabs_capacity = b->slabs_capacity ? b->slabs_capacity * 2 : 16;
		slabs = realloc(b->slabs, b->slabs_capacity * sizeof(*slabs));
		if (!slabs)
			return false;
		b->slabs = slabs;
	}
	slab = aligned_alloc(SLAB_BYTES, SLAB_BYTES);
	if (!slab)
		return false;
	/* Only a wish: it saves most of the page faults. */
	madvise(slab, SLAB_BYTES, MADV_HUGEPAGE);
	b->slabs[b->slabs_n++] = slab;
	b->fresh = slab;
	b->fresh_end = slab + SLAB_CELLS;
	return true;
}

static struct cell *cell_new(struct backlog *b)
{
	struct cell *cell = b->free;

	if (cell) {
		b->free = cell->next;
	} else {
		if (b->fresh == b->fresh_end && !grow(b))
			return NULL;
		cell = b->fresh++;
	}
	b->cells_used++;
	return cell;
}

static uint32_t cells_needed(size_t data_bytes)
{
	return 1 + (uint32_t)((data_bytes + PART_BYTES - 1) / PART_BYTES);
}

/* Give back the cells from @first to @last, which are linked. */
static void cells_free(struct backlog *b, struct cell *first,
		       struct cell *last, uint32_t cells)
{
	last->next = b->free;
	b->free = first;
	b->cells_used -= cells;
}

/* Copies of a whole part, whose length the compiler knows, are no calls. */
static size_t copy_part(uint8_t *to, const uint8_t *from, size_t left)
{
	if (left >= PART_BYTES) {
		memcpy(to, from, PART_BYTES);
		return PART_BYTES;
	}
	memcpy(to, from, left);
	return left;
}

/* Copy a record into cells.  Return: the first; NULL without memory. */
static struct cell *store(struct backlog *b, const struct record *record,
			  const uint8_t *data)
{
	struct cell *first = cell_new(b), *last = first, *cell;
	size_t left = record->data_bytes, n;
	uint32_t cells = 1;

	if (!first)
		goto fail;
	first->record = *record;
	first->next_record = NULL;
	for (; left; left -= n, data += n) {
		cell = cell_new(b);
		if (!cell) {
			cells_free(b, first, last, cells);
			goto fail;
		}
		n = copy_part(cell->part, data, left);
		last->next = cell;
		last = cell;
		cells++;
	}
	return first;
fail:
	b->error = "out of memory";
	return NULL;
}

/* Copy a record's bytes, if they are wanted, and give back its cells. */
static void unload(struct backlog *b, struct cell *first, uint8_t *data)
{
	size_t left = first->record.data_bytes, n;
	struct cell *last = first;
	uint32_t cells = 1;

	for (; left; left -= n) {
		last = last->next;
		n = left < PART_BYTES ? left : PART_BYTES;
		if (data)
			data += copy_part(data, last->part, left);
		cells++;
	}
	cells_free(b, first, last, cells);
}

static bool spool_open(struct backlog *b)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];

	if (b->file >= 0)
		return true;
	b->buffer = malloc(BACKLOG_PACKET_MAX);
	if (!b->buffer) {
		b->error = "out of memory";
		return false;
	}
	snprintf(path, sizeof(path), "%s/smtp-tarpit-replay-XXXXXX",
		 dir && *dir ? dir : "/var/tmp");
	b->file = mkostemp(path, 0);
	if (b->file < 0) {
		free(b->buffer);
		b->buffer = NULL;
		b->error = "cannot make a temporary file: set TMPDIR to a folder that can be written";
		return false;
	}
	unlink(path);
	return true;
}

static bool write_at(struct backlog *b, const void *bytes, size_t n, uint64_t at)
{
	const uint8_t *p = bytes;
	ssize_t done;

	while (n) {
		done = pwrite(b->file, p, n, (off_t)at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			b->error = "cannot write the temporary file";
			return false;
		}
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return true;
}

static bool read_at(struct backlog *b, void *bytes, size_t n, uint64_t at)
{
	if (pread(b->file, bytes, n, (off_t)at) == (ssize_t)n)
		return true;
	b->error = "cannot read the temporary file";
	return false;
}

static bool spool_push(struct backlog *b, struct fifo *fifo,
		       const struct record *record, const uint8_t *data)
{
	struct spooled s = { .next = SPOOL_NONE, .record = *record };
	uint64_t at = b->file_end;

	if (!spool_open(b) || !write_at(b, &s, sizeof(s), at) ||
	    !write_at(b, data, record->data_bytes, at + sizeof(s)))
		return false;
	if (fifo->in_spool == 0)
		fifo->spool_first = at;
	else if (!write_at(b, &at, sizeof(at), fifo->spool_last))
		return false;
	fifo->spool_last = at;
	fifo->in_spool++;
	b->file_end = at + sizeof(s) + record->data_bytes;
	b->in_file++;
	b->spooled++;
	return true;
}

/* Bring a queue's first record back from the file. */
static bool spool_load(struct backlog *b, struct fifo *fifo)
{
	struct spooled s;

	if (!read_at(b, &s, sizeof(s), fifo->spool_first) ||
	    !read_at(b, b->buffer, s.record.data_bytes,
		     fifo->spool_first + sizeof(s)) ||
	    !backlog_push(b, fifo, &s.record, b->buffer))
		return false;
	fifo->spool_first = s.next;
	fifo->in_spool--;
	if (--b->in_file == 0) {
		b->file_end = sizeof(s);
		if (ftruncate(b->file, 0))
			b->error = "cannot empty the temporary file";
	}
	return true;
}

bool backlog_push(struct backlog *b, struct fifo *fifo,
		  const struct record *record, const uint8_t *data)
{
	uint32_t needed = cells_needed(record->data_bytes);
	bool full = b->cells_used + needed > b->cells_max;
	struct cell *cell;

	if (full && !b->may_spool)
		return false;
	if (fifo->in_cells && (full || fifo->in_spool))
		return spool_push(b, fifo, record, data);
	cell = store(b, record, data);
	if (!cell)
		return false;
	if (fifo->in_cells++) {
		fifo->last->next_record = cell;
	} else {
		fifo->first = cell;
		fifo->head = &cell->record;
	}
	fifo->last = cell;
	return true;
}

bool backlog_push_first(struct backlog *b, struct fifo *fifo,
			const struct record *record, const uint8_t *data)
{
	struct fifo alone = { .head = NULL };

	if (!backlog_push(b, &alone, record, data))
		return false;
	if (fifo->in_cells++)
		alone.first->next_record = fifo->first;
	else
		fifo->last = alone.last;
	fifo->first = alone.first;
	fifo->head = alone.head;
	return true;
}

bool backlog_pop(struct backlog *b, struct fifo *fifo, struct record *record,
		 uint8_t *data)
{
	struct cell *cell = fifo->first;

	if (!fifo->head)
		return false;
	*record = cell->record;
	fifo->first = cell->next_record;
	unload(b, cell, data);
	fifo->head = --fifo->in_cells ? &fifo->first->record : NULL;
	if (!fifo->head && fifo->in_spool && !spool_load(b, fifo))
		fifo->in_spool = 0;
	return true;
}

const char *backlog_error(const struct backlog *b)
{
	return b->error;
}

uint64_t backlog_spooled(const struct backlog *b)
{
	return b->spooled;
}
