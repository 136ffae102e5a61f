// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture.c - packets out of capture files
 *
 * Owns libpcap and the link layers: everything behind it sees IP packets and
 * nanoseconds.  Promises that no file can make it read beyond a frame, and
 * that of a damaged one everything before the damage is given, together with
 * where it broke.  Must not look at TCP.
 *
 * libpcap opens every capture, and reads it, but for one case: the frames of a
 * plain pcap file in this machine's byte order are taken where they lie in a
 * window of the file, which saves two copies and four calls for each.  Whatever
 * is odd about a frame (it is longer than the file says, or ends early) is left
 * to libpcap, together with all that follow: it knows what to say.
 */
#include "capture.h"

#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ETHERTYPE_IPV4	0x0800
#define ETHERTYPE_IPV6	0x86dd
#define VLANS_MAX	4
#define READ_BYTES	(32u << 10)
#define WINDOW_BYTES	(72u << 10)	/* more than the longest packet */

/* What a capture's very first byte says: a pcapng section header, or pcap. */
#define PCAPNG_FIRST_BYTE	0x0a

enum {
	PCAP_FILE_HEADER_BYTES = 24,
	PCAP_FRAME_HEADER_BYTES = 16,
	PCAP_MAJOR = 2,
	PCAP_MINOR = 4
};

#define PCAP_MAGIC_MICRO	0xa1b2c3d4u
#define PCAP_MAGIC_NANO		0xa1b23c4du

/* As they stand in a plain file (pcap-savefile(5)). */
struct file_header {
	uint32_t magic;
	uint16_t major, minor;
};

struct frame_header {
	uint32_t seconds;
	int32_t part;
	uint32_t captured_bytes, bytes;
};

_Static_assert(sizeof(struct frame_header) == PCAP_FRAME_HEADER_BYTES,
	       "a frame header has no padding");

/**
 * struct frame - A frame of whatever link layer
 * @bytes, @len_bytes: Borrowed until the next one
 * @time_ns:	Nanoseconds since 1970
 */
struct frame {
	const uint8_t *bytes;
	size_t len_bytes;
	uint64_t time_ns;
};

/**
 * struct capture - An open capture
 * @strip:	Takes the link layer off a frame; 0 if it carries no IP
 * @next_byte:	Where the next frame begins, for pcap; 0 for pcapng
 * @part_ns:	Of a plain file: what a part of a second counts; 0 if libpcap
 *		is to read it
 * @window, @window_at, @window_end: Of a plain file: its bytes that are at
 *		hand, from @next_byte on
 * @buffer:	Of @file; a size alone is ignored by the C library
 */
struct capture {
	pcap_t *pcap;
	FILE *file;
	size_t (*strip)(const uint8_t *frame, size_t len);
	uint64_t frames;
	uint64_t size_bytes;
	uint64_t next_byte;
	int part_ns;
	uint8_t *window;
	size_t window_at, window_end;
	char error[CAPTURE_ERROR_MAX];
	char buffer[READ_BYTES];
};

static unsigned int get16(const uint8_t *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static bool is_vlan(unsigned int type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* @type_at: offset of an EtherType; further VLAN tags may follow it. */
static size_t strip_ethertype(const uint8_t *frame, size_t len, size_t type_at,
			      size_t payload_at)
{
	unsigned int type, i;

	for (i = 0; i <= VLANS_MAX; i++) {
		if (payload_at >= len)
			return 0;
		type = get16(frame + type_at);
		if (!is_vlan(type))
			break;
		type_at = payload_at + 2;
		payload_at += 4;
	}
	if (payload_at >= len)
		return 0;
	return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 ? payload_at : 0;
}

static size_t strip_ethernet(const uint8_t *frame, size_t len)
{
	return strip_ethertype(frame, len, 12, 14);
}

/* Linux cooked: the type is the header's last field, in version 2 its first. */
static size_t strip_cooked(const uint8_t *frame, size_t len)
{
	return strip_ethertype(frame, len, 14, 16);
}

static size_t strip_cooked2(const uint8_t *frame, size_t len)
{
	return strip_ethertype(frame, len, 0, 20);
}

/* Four bytes of address family, numbered differently by each system. */
static size_t strip_null(const uint8_t *frame, size_t len)
{
	(void)frame;
	return len > 4 ? 4 : 0;
}

/* There is nothing to strip: SIZE_MAX says 'IP at offset 0'. */
static size_t strip_raw(const uint8_t *frame, size_t len)
{
	(void)frame;
	return len ? SIZE_MAX : 0;
}

static const struct link {
	int type;
	size_t (*strip)(const uint8_t *frame, size_t len);
} links[] = {
	{ DLT_EN10MB, strip_ethernet },
	{ DLT_RAW, strip_raw },
	{ DLT_IPV4, strip_raw },
	{ DLT_IPV6, strip_raw },
	{ DLT_NULL, strip_null },
	{ DLT_LOOP, strip_null },
	{ DLT_LINUX_SLL, strip_cooked },
	{ DLT_LINUX_SLL2, strip_cooked2 },
};

static bool find_link(struct capture *c, char *error)
{
	int type = pcap_datalink(c->pcap);
	const char *name = pcap_datalink_val_to_name(type);
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		if (links[i].type == type) {
			c->strip = links[i].strip;
			return true;
		}
	}
	snprintf(error, CAPTURE_ERROR_MAX,
		 "link type %d (%s) is not supported: Ethernet, Linux cooked, "
		 "null/loopback and raw IP are", type, name ? name : "unknown");
	return false;
}

static bool open_file(struct capture *c, const char *path, char *error)
{
	c->file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	if (!c->file) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
		return false;
	}
	setvbuf(c->file, c->buffer, _IOFBF, sizeof(c->buffer));
	/* There is one thread, and libpcap reads twice for each packet. */
	__fsetlocking(c->file, FSETLOCKING_BYCALLER);
	return true;
}

/* Its length, and whether a frame's place in it can be told. */
static void look_at_file(struct capture *c)
{
	struct stat st;
	int first = getc(c->file);

	if (first != EOF)
		ungetc(first, c->file);
	if (first != PCAPNG_FIRST_BYTE)
		c->next_byte = PCAP_FILE_HEADER_BYTES;
	if (!fstat(fileno(c->file), &st) && S_ISREG(st.st_mode))
		c->size_bytes = (uint64_t)st.st_size;
}

/* Is it a plain file?  Standard input may be one that was read from already. */
static void look_if_plain(struct capture *c)
{
	struct file_header h;

	if (c->file == stdin || !c->size_bytes ||
	    pread(fileno(c->file), &h, sizeof(h), 0) != sizeof(h) ||
	    h.major != PCAP_MAJOR || h.minor != PCAP_MINOR ||
	    (h.magic != PCAP_MAGIC_MICRO && h.magic != PCAP_MAGIC_NANO))
		return;
	c->window = malloc(WINDOW_BYTES);
	if (c->window)
		c->part_ns = h.magic == PCAP_MAGIC_MICRO ? 1000 : 1;
}

struct capture *capture_open(const char *path, char *error)
{
	char why[PCAP_ERRBUF_SIZE];
	struct capture *c = calloc(1, sizeof(*c));

	if (!c) {
		snprintf(error, CAPTURE_ERROR_MAX, "out of memory");
		return NULL;
	}
	if (!open_file(c, path, error))
		goto fail;
	look_at_file(c);
	c->pcap = pcap_fopen_offline_with_tstamp_precision(
		c->file, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!c->pcap) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", why);
		goto fail;
	}
	if (!find_link(c, error))
		goto fail;
	look_if_plain(c);
	return c;
fail:
	capture_close(c);
	return NULL;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	if (c->pcap)
		pcap_close(c->pcap);	/* closes the file too, but not stdin */
	else if (c->file && c->file != stdin)
		fclose(c->file);
	if (c->file == stdin)
		setvbuf(stdin, NULL, _IONBF, 0);	/* the buffer goes */
	free(c->window);
	free(c);
}

static enum capture_result broken(struct capture *c)
{
	long at = ftell(c->file);

	if (c->next_byte)
		snprintf(c->error, sizeof(c->error),
			 "breaks off after packet %" PRIu64 ", at byte %" PRIu64
			 ": %s", c->frames, c->next_byte, pcap_geterr(c->pcap));
	else
		snprintf(c->error, sizeof(c->error),
			 "breaks off after packet %" PRIu64
			 ", before byte %ld: %s", c->frames, at,
			 pcap_geterr(c->pcap));
	return CAPTURE_BROKEN;
}

/* Read until @n bytes from @next_byte on are in the window. */
static bool refill(struct capture *c, size_t n)
{
	size_t have = c->window_end - c->window_at;
	ssize_t got;

	if (n > WINDOW_BYTES)
		return false;
	memmove(c->window, c->window + c->window_at, have);
	c->window_at = 0;
	c->window_end = have;
	while (c->window_end < n) {
		got = pread(fileno(c->file), c->window + c->window_end,
			    WINDOW_BYTES - c->window_end,
			    (off_t)(c->next_byte + c->window_end));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		c->window_end += (size_t)got;
	}
	return true;
}

/* Have @n bytes from @next_byte on in the window.  Return: false if it can't. */
static bool at_hand(struct capture *c, size_t n)
{
	return c->window_end - c->window_at >= n || refill(c, n);
}

/* Return: false if libpcap must read it, and all that follow */
static bool next_plain(struct capture *c, struct frame *frame)
{
	struct frame_header h;

	if (!at_hand(c, sizeof(h)))
		return false;
	memcpy(&h, c->window + c->window_at, sizeof(h));
	if (h.captured_bytes > (uint32_t)pcap_snapshot(c->pcap) ||
	    !at_hand(c, sizeof(h) + h.captured_bytes))
		return false;
	frame->bytes = c->window + c->window_at + sizeof(h);
	frame->len_bytes = h.captured_bytes;
	frame->time_ns = (uint64_t)h.seconds * 1000000000u +
			 (uint64_t)((int64_t)h.part * c->part_ns) % 1000000000u;
	c->window_at += sizeof(h) + h.captured_bytes;
	return true;
}

static enum capture_result next_frame(struct capture *c, struct frame *frame)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int found;

	if (c->part_ns) {
		if (next_plain(c, frame))
			return CAPTURE_PACKET;
		c->part_ns = 0;
		fseeko(c->file, (off_t)c->next_byte, SEEK_SET);
	}
	found = pcap_next_ex(c->pcap, &header, &bytes);
	if (found == PCAP_ERROR_BREAK)
		return CAPTURE_END;
	if (found != 1)
		return broken(c);
	frame->bytes = bytes;
	frame->len_bytes = header->caplen;
	/* With nanosecond precision tv_usec counts nanoseconds. */
	frame->time_ns = (uint64_t)(uint32_t)header->ts.tv_sec * 1000000000u +
			 (uint64_t)header->ts.tv_usec % 1000000000u;
	return CAPTURE_PACKET;
}

enum capture_result capture_next(struct capture *c,
				 struct capture_packet *packet)
{
	enum capture_result found;
	struct frame frame;
	size_t skip;

	do {
		found = next_frame(c, &frame);
		if (found != CAPTURE_PACKET)
			return found;
		c->frames++;
		if (c->next_byte)
			c->next_byte += PCAP_FRAME_HEADER_BYTES +
					frame.len_bytes;
		skip = c->strip(frame.bytes, frame.len_bytes);
	} while (!skip);
	if (skip == SIZE_MAX)
		skip = 0;
	packet->data = frame.bytes + skip;
	packet->len_bytes = frame.len_bytes - skip;
	packet->time_ns = frame.time_ns;
	packet->number = c->frames;
	return CAPTURE_PACKET;
}

const char *capture_error(const struct capture *c)
{
	return c->error;
}

uint64_t capture_frames(const struct capture *c)
{
	return c->frames;
}

double capture_done(const struct capture *c)
{
	long at = c->next_byte ? (long)c->next_byte : ftell(c->file);

	return !c->size_bytes || at < 0 ? -1 : (double)at /
					       (double)c->size_bytes;
}

uint64_t capture_size_bytes(const struct capture *c)
{
	return c->size_bytes;
}
