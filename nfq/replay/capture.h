/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture.h - packets out of capture files */
#ifndef NFQ_REPLAY_CAPTURE_H
#define NFQ_REPLAY_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPTURE_ERROR_MAX	512

/**
 * struct capture_packet - An IP packet of a capture
 * @data:	Starts at the IP header; valid until the next capture_next()
 * @len_bytes:	Bytes at hand: fewer than there were if the capture was taken
 *		with a snap length
 * @time_ns:	Nanoseconds since 1970
 * @number:	Which packet of the file it is, from 1
 */
struct capture_packet {
	const uint8_t *data;
	size_t len_bytes;
	uint64_t time_ns;
	uint64_t number;
};

struct capture;

/** enum capture_result - What capture_next() found */
enum capture_result { CAPTURE_BROKEN = -1, CAPTURE_END = 0, CAPTURE_PACKET = 1 };

/**
 * capture_open() - Open a capture (pcap or pcapng)
 * @path:	"-" is standard input
 * @error:	At least CAPTURE_ERROR_MAX bytes; says what is wrong
 *
 * Return: owned by the caller, for capture_close(); NULL on error
 */
struct capture *capture_open(const char *path, char *error);

/** capture_close() - Close it; NULL is allowed */
void capture_close(struct capture *c);

/**
 * capture_next() - The next IP packet
 * @packet:	Filled; frames that carry no IP are passed over
 *
 * Return: CAPTURE_PACKET; CAPTURE_END behind the last; CAPTURE_BROKEN where
 * the file is damaged or cut off, see capture_error()
 */
enum capture_result capture_next(struct capture *c,
				 struct capture_packet *packet);

/** capture_error() - Where and why it broke; borrowed, valid until close */
const char *capture_error(const struct capture *c);

/** capture_frames() - Frames read so far, of whatever kind */
uint64_t capture_frames(const struct capture *c);

/** capture_done() - How much of the file was read, 0..1; -1 if unknown */
double capture_done(const struct capture *c);

/** capture_size_bytes() - The file's length; 0 if it is none (a pipe) */
uint64_t capture_size_bytes(const struct capture *c);

#endif
