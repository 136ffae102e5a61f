/* SPDX-License-Identifier: GPL-2.0-or-later */
/* write.h - a capture of what the wire would have carried */
#ifndef NFQ_REPLAY_WRITE_H
#define NFQ_REPLAY_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct write;

/**
 * write_open() - Make a capture file (pcap, raw IP, nanoseconds)
 * @error:	At least CAPTURE_ERROR_MAX bytes; says what is wrong
 *
 * Return: owned by the caller, for write_close(); NULL on error
 */
struct write *write_open(const char *path, char *error);

/** write_packet() - Add an IP packet; times must not go back */
void write_packet(struct write *w, uint64_t now_ns, const uint8_t *bytes,
		  size_t len_bytes);

/**
 * write_close() - Finish it; NULL is allowed
 *
 * Return: false if not all of it could be written
 */
bool write_close(struct write *w);

#endif
