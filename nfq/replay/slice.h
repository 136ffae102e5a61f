/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slice.h - a part of a segment as a packet of its own */
#ifndef NFQ_REPLAY_SLICE_H
#define NFQ_REPLAY_SLICE_H

#include "../wire.h"

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

#endif
