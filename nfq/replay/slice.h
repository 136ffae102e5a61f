/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slice.h - packets made from parts of others */
#ifndef NFQ_REPLAY_SLICE_H
#define NFQ_REPLAY_SLICE_H

#include "backlog.h"
#include "core/wire.h"

/** slice_headers_bytes() - How much slice_headers() makes */
static inline size_t slice_headers_bytes(const struct addr *src)
{
	return src->family == 4 ? 20 + 20 : 40 + 20;
}

/**
 * slice_packet() - What a server sends if it sends a part of a segment again
 * @seg:	The segment, all of its payload captured
 * @from:	Offset of the part's first payload byte
 * @bytes:	Its length; with it to the end, a FIN stays on it
 * @out:	At least @seg->header_bytes + @bytes
 *
 * Lengths and checksums are right.
 * Return: the packet's length
 */
size_t slice_packet(const struct segment *seg, uint32_t from, uint32_t bytes,
		    uint8_t *out);

/**
 * slice_headers() - The headers of a packet of which only a record was kept
 * @src, @dst, @src_port, @dst_port: Its ends, ports in host order
 * @record:	What is in them
 * @out:	At least slice_headers_bytes()
 *
 * Checksums are zero: such packets are for the engine alone.
 * Return: how many bytes
 */
size_t slice_headers(const struct addr *src, uint16_t src_port,
		     const struct addr *dst, uint16_t dst_port,
		     const struct record *record, uint8_t *out);

#endif
