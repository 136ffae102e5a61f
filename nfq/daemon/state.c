// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - what sources owe, over a restart
 *
 * Owns the state file: a header, then a record for each source, least recently
 * charged first, so that reading it in order restores the order.  Times are
 * milliseconds of the wall clock there, since the monotonic clock starts anew.
 *
 * Promises that the file is whole or as it was before (rename(2)), that nothing
 * of a damaged one is used, and that nobody owes more for a wall clock that was
 * set back meanwhile, or was wrong at the start.
 *
 * Form, all numbers in network order:
 *	magic "SMTPTAR3", records (8), checksum of all that follows (8),
 *	saved at (8, ms of the wall clock)
 *	record: address (16), family, prefix, is a network, class (1 each),
 *	code, subject, detail, errors of which the replies are held (2 each),
 *	errors, delivered (4 each),
 *	bucket at zero, paid for by deliveries, last charge (8 each, ms of the
 *	wall clock)
 * The checksum is FNV-1a: it finds damage; who can write the file can write
 * anything in it.
 */
#include "state.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/addr.h"
#include "process/log.h"

#define MAGIC		"SMTPTAR3"
#define SUMMED_FROM	24
#define HEADER_BYTES	32
#define RECORD_BYTES	60
#define SOURCES_MAX	16000000u
#define PATH_BYTES	160
#define DEBT_MAX_MS	(30ull * 86400 * 1000)
#define WALL_MAX_MS	100000000000000ull	/* the year 5138 */

/* Charged replies that are held of a source: one for each connection. */
struct held {
	struct addr prefix;
	uint32_t errors;
};

/*
 * struct records - The file's records, while they are written or read
 * @held:	What is held now, in the order of compare_held()
 */
struct records {
	const struct engine_conf *conf;
	struct held *held;
	size_t held_n, held_room;
	uint8_t *bytes;
	size_t n, capacity;
	int64_t wall_minus_mono_ms;
	uint64_t saved_ms;	/* of the wall clock */
};

static uint64_t checksum(const uint8_t *bytes, size_t n)
{
	uint64_t sum = 0xcbf29ce484222325;

	while (n--)
		sum = (sum ^ *bytes++) * 0x100000001b3;
	return sum;
}

static int64_t clock_offset_ms(uint64_t now_ns)
{
	struct timespec wall;

	clock_gettime(CLOCK_REALTIME, &wall);
	return (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000 -
	       (int64_t)(now_ns / NS_PER_MS);
}

static uint8_t *put16(uint8_t *p, uint16_t value)
{
	value = htobe16(value);
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static uint8_t *put32(uint8_t *p, uint32_t value)
{
	value = htobe32(value);
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static uint8_t *put64(uint8_t *p, uint64_t value)
{
	value = htobe64(value);
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static uint16_t get16(const uint8_t **p)
{
	uint16_t value;

	memcpy(&value, *p, sizeof(value));
	*p += sizeof(value);
	return be16toh(value);
}

static uint32_t get32(const uint8_t **p)
{
	uint32_t value;

	memcpy(&value, *p, sizeof(value));
	*p += sizeof(value);
	return be32toh(value);
}

static uint64_t get64(const uint8_t **p)
{
	uint64_t value;

	memcpy(&value, *p, sizeof(value));
	*p += sizeof(value);
	return be64toh(value);
}

/* Times: a source's are monotonic, the file's of the wall clock. */

static uint64_t to_wall_ms(const struct records *r, uint64_t time_ns)
{
	return (uint64_t)((int64_t)(time_ns / NS_PER_MS) +
			  r->wall_minus_mono_ms);
}

/* What was before the machine started is 0: as long ago as can be. */
static uint64_t to_mono_ns(const struct records *r, uint64_t wall_ms)
{
	int64_t ms;

	if (wall_ms > WALL_MAX_MS)
		return UINT64_MAX;	/* damaged; the caller bounds it */
	ms = (int64_t)wall_ms - r->wall_minus_mono_ms;
	return ms < 0 ? 0 : (uint64_t)ms * NS_PER_MS;
}

static int compare_held(const void *a, const void *b)
{
	return memcmp(&((const struct held *)a)->prefix,
		      &((const struct held *)b)->prefix, sizeof(struct addr));
}

static bool collect_held(void *ctx, const struct held_info *info)
{
	struct records *r = ctx;
	struct held *held = &r->held[r->held_n];

	if (r->held_n == r->held_room)
		return false;
	r->held_n += info->errors > 0;
	held->errors = info->errors;
	held->prefix = net_of_source(r->conf, &info->client).addr;
	return true;
}

/* Return: how many errors of it are held; a network's are its sources' */
static uint32_t held_errors(const struct records *r, const struct source_info *s)
{
	struct held key = { .prefix = s->net.addr }, *first, *end, *at;
	uint32_t n = 0;

	if (s->network || !s->held_now || !r->held_n)
		return 0;
	end = r->held + r->held_n;
	first = bsearch(&key, r->held, r->held_n, sizeof(key), compare_held);
	while (first && first > r->held && !compare_held(&key, first - 1))
		first--;
	for (at = first; at && at < end && !compare_held(&key, at); at++)
		n += at->errors;
	return n < UINT16_MAX ? n : UINT16_MAX;
}

static void write_record(const struct records *r, uint8_t *p,
			 const struct source_info *s)
{
	memcpy(p, s->net.addr.b, 16);
	p += 16;
	*p++ = s->net.addr.family;
	*p++ = s->net.prefix_bits;
	*p++ = s->network;
	*p++ = s->enhanced.class;
	p = put16(p, s->code);
	p = put16(p, s->enhanced.subject);
	p = put16(p, s->enhanced.detail);
	p = put16(p, (uint16_t)held_errors(r, s));
	p = put32(p, s->errors);
	p = put32(p, s->delivered);
	p = put64(p, to_wall_ms(r, s->zero_ns));
	p = put64(p, to_wall_ms(r, s->earned_ns));
	put64(p, to_wall_ms(r, s->last_ns));
}

/*
 * What is owed at most: what was owed when it was saved.  Less is left as the
 * wall clock tells, unless it was set back.
 */
static uint64_t bounded_ns(const struct records *r, uint64_t now_ns,
			   uint64_t zero_ms)
{
	uint64_t zero_ns = to_mono_ns(r, zero_ms), most_ms = 0;

	if (zero_ms > r->saved_ms)
		most_ms = zero_ms - r->saved_ms;
	if (most_ms > DEBT_MAX_MS)
		most_ms = DEBT_MAX_MS;
	if (zero_ns > now_ns + most_ms * NS_PER_MS)
		zero_ns = now_ns + most_ms * NS_PER_MS;
	return zero_ns;
}

/* Return: false if the record cannot be true */
static bool read_record(const struct records *r, const uint8_t *p,
			uint64_t now_ns, struct source_info *s)
{
	*s = (struct source_info){ 0 };
	memcpy(s->net.addr.b, p, 16);
	p += 16;
	s->net.addr.family = *p++;
	s->net.prefix_bits = *p++;
	s->network = *p++;
	s->enhanced.class = *p++;
	s->code = get16(&p);
	s->enhanced.subject = get16(&p);
	s->enhanced.detail = get16(&p);
	s->held_errors = get16(&p);
	s->errors = get32(&p);
	s->delivered = get32(&p);
	s->zero_ns = bounded_ns(r, now_ns, get64(&p));
	s->earned_ns = bounded_ns(r, now_ns, get64(&p));
	s->last_ns = to_mono_ns(r, get64(&p));
	if ((s->net.addr.family != 4 || s->net.prefix_bits > 32) &&
	    (s->net.addr.family != 6 || s->net.prefix_bits > 128))
		return false;
	if (s->last_ns > now_ns)
		s->last_ns = now_ns;
	return s->code <= 999;
}

/* Sources come most recently charged first; fill from the end. */
static bool collect(void *ctx, const struct source_info *source)
{
	struct records *r = ctx;

	if (r->n == r->capacity)
		return false;
	r->n++;
	write_record(r, r->bytes + HEADER_BYTES +
			(r->capacity - r->n) * RECORD_BYTES, source);
	return true;
}

static bool write_all(int fd, const uint8_t *bytes, size_t n)
{
	ssize_t written;

	for (; n; bytes += written, n -= (size_t)written) {
		written = write(fd, bytes, n);
		if (written < 0)
			return false;
	}
	return true;
}

static bool write_file(const char *path, const uint8_t *bytes, size_t n,
		       bool durable)
{
	char fresh[PATH_BYTES];
	int fd, error;

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return false;
	if (write_all(fd, bytes, n) && (!durable || fsync(fd) == 0)) {
		close(fd);
		if (rename(fresh, path) == 0)
			return true;
		fd = -1;
	}
	error = errno;
	if (fd >= 0)
		close(fd);
	unlink(fresh);
	errno = error;
	return false;
}

bool state_write(const struct engine *e, const char *path, uint64_t now_ns,
		 bool durable)
{
	struct records r = { .capacity = engine_stats(e)->sources_now,
			     .held_room = engine_stats(e)->held_now,
			     .conf = engine_conf(e) };
	size_t bytes;
	bool ok;

	if (!*path)
		return true;
	r.wall_minus_mono_ms = clock_offset_ms(now_ns);
	r.bytes = malloc(HEADER_BYTES + r.capacity * RECORD_BYTES);
	r.held = calloc(r.held_room + 1, sizeof(*r.held));
	if (!r.bytes || !r.held) {
		log_error("state %s: not written: out of memory", path);
		free(r.bytes);
		free(r.held);
		return false;
	}
	engine_held_each(e, collect_held, &r);
	qsort(r.held, r.held_n, sizeof(*r.held), compare_held);
	engine_source_each(e, collect, &r);
	memmove(r.bytes + HEADER_BYTES,
		r.bytes + HEADER_BYTES + (r.capacity - r.n) * RECORD_BYTES,
		r.n * RECORD_BYTES);
	memcpy(r.bytes, MAGIC, 8);
	put64(r.bytes + 8, r.n);
	bytes = HEADER_BYTES + r.n * RECORD_BYTES;
	put64(r.bytes + 24, to_wall_ms(&r, now_ns));
	put64(r.bytes + 16, checksum(r.bytes + SUMMED_FROM, bytes - SUMMED_FROM));
	ok = write_file(path, r.bytes, bytes, durable);
	if (!ok)
		log_error("state %s: not written: %s", path, strerror(errno));
	free(r.bytes);
	free(r.held);
	return ok;
}

/* Return: NULL if the bytes are a state file, else what is wrong with them */
static const char *check(const uint8_t *bytes, size_t n, uint64_t *records,
			 uint64_t *saved_ms)
{
	const uint8_t *p = bytes + 8;
	uint64_t sum;

	if (n < sizeof(MAGIC) - 1)
		return "the file is too short";
	if (memcmp(bytes, MAGIC, 7))
		return "this is not a state file";
	if (bytes[7] != MAGIC[7])
		return "another version wrote this file";
	if (n < HEADER_BYTES)
		return "the file is too short";
	*records = get64(&p);
	sum = get64(&p);
	*saved_ms = get64(&p);
	if (*records > SOURCES_MAX ||
	    n != HEADER_BYTES + *records * RECORD_BYTES)
		return "the file's length is wrong";
	if (checksum(bytes + SUMMED_FROM, n - SUMMED_FROM) != sum)
		return "the file's checksum is wrong";
	if (*saved_ms > WALL_MAX_MS)
		return "the file's time is wrong";
	return NULL;
}

/* Put all, once all are known to be right. */
static const char *restore(struct engine *e, const uint8_t *bytes,
			   uint64_t records, uint64_t saved_ms, uint64_t now_ns)
{
	struct records r = { .wall_minus_mono_ms = clock_offset_ms(now_ns),
			     .saved_ms = saved_ms };
	uint64_t max_hold_ns = engine_conf(e)->max_hold_ns, i;
	struct source_info source;
	int put;

	for (put = 0; put < 2; put++)
		for (i = 0; i < records; i++) {
			if (!read_record(&r, bytes + HEADER_BYTES +
					     i * RECORD_BYTES, now_ns, &source))
				return "a record is wrong";
			/* None is held for longer: all were answered since. */
			if (source.last_ns + max_hold_ns < now_ns)
				source.held_errors = 0;
			if (put)
				engine_source_put(e, &source);
		}
	return NULL;
}

const char *state_parse(struct engine *e, const uint8_t *bytes, size_t n,
			uint64_t now_ns)
{
	uint64_t records, saved_ms;
	const char *wrong = check(bytes, n, &records, &saved_ms);

	return wrong ? wrong : restore(e, bytes, records, saved_ms, now_ns);
}

static bool set_aside(const char *path, const char *why)
{
	char aside[PATH_BYTES];

	snprintf(aside, sizeof(aside), "%s.damaged", path);
	if (rename(path, aside) < 0)
		log_warning("state %s: not used: %s; the file could not be set aside: %s",
			    path, why, strerror(errno));
	else
		log_warning("state %s: not used: %s; set aside as %s", path,
			    why, aside);
	return false;
}

static uint8_t *read_all(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t *bytes = NULL;
	struct stat st;
	ssize_t got = 0;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size <= (off_t)HEADER_BYTES +
			  (off_t)SOURCES_MAX * RECORD_BYTES)
		bytes = malloc((size_t)st.st_size + 1);
	else
		errno = EFBIG;
	for (*n = 0; bytes && *n < (size_t)st.st_size; *n += (size_t)got) {
		got = read(fd, bytes + *n, (size_t)st.st_size - *n);
		if (got <= 0)
			break;
	}
	if (got < 0) {
		free(bytes);
		bytes = NULL;
	}
	close(fd);
	return bytes;
}

bool state_read(struct engine *e, const char *path, uint64_t now_ns)
{
	const char *wrong;
	uint8_t *bytes;
	size_t n;

	if (!*path)
		return true;
	bytes = read_all(path, &n);
	if (!bytes && errno == ENOENT)
		return true;
	if (!bytes) {
		log_warning("state %s: %s", path, strerror(errno));
		return false;
	}
	wrong = state_parse(e, bytes, n, now_ns);
	free(bytes);
	if (wrong)
		return set_aside(path, wrong);
	log_notice("state %s: %u sources known", path,
		   engine_stats(e)->sources_now);
	return true;
}
