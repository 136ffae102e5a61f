// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inside.c - a connection inside TLS: its segments, and what its answers say by size
 *
 * Brings segments into the order of the stream for records.c, and what that finds to
 * sizes.c.  The daemon and the replay tool read with it, so that both say the same
 * of the same packets.
 */
#include "inside.h"

#include <string.h>

#define HANDSHAKE	22	/* RFC 8446 5.1 */
#define SERVER_HELLO	2	/* RFC 8446 4 */
#define HEADER_BYTES	5

bool inside_is_hello(const uint8_t *data, size_t n)
{
	return n > HEADER_BYTES && data[0] == HANDSHAKE && data[1] == 3 &&
	       data[2] <= 4 && data[HEADER_BYTES] == SERVER_HELLO;
}

bool inside_begins(const struct segment *seg)
{
	return inside_is_hello(seg->payload, seg->captured_bytes);
}

void inside_begin(struct inside *in, const struct segment *hello)
{
	memset(in, 0, sizeof(*in));
	records_init(&in->records);
	sizes_talk_init(&in->talk);
	in->next[RECORDS_SERVER] = hello->seq;
	in->next[RECORDS_CLIENT] = in->asked = hello->ack;
}

/*
 * Read @n bytes; @data: NULL for such as were not seen.
 * Return: an answer was found, and what is behind it was not read yet
 */
static bool read_bytes(struct inside *in, const struct sizes_profile *p,
		       enum records_side side, const uint8_t *data, size_t n,
		       struct sizes_answer *answer)
{
	uint32_t first = in->next[side], text_bytes;
	size_t pos = 0;

	while (records_next(&in->records, side, data, n, &pos, &text_bytes)) {
		if (side == RECORDS_CLIENT) {
			sizes_command(&in->talk, p, text_bytes);
			continue;
		}
		*answer = sizes_answer(&in->talk, p, text_bytes);
		in->asked = in->next[RECORDS_CLIENT];
		in->next[side] = first + (uint32_t)pos;
		return true;
	}
	in->next[side] = first + (uint32_t)n;
	return false;
}

bool inside_next(struct inside *in, const struct sizes_profile *p,
		 enum records_side side, const struct segment *seg,
		 struct sizes_answer *answer)
{
	uint32_t end = seg->seq + seg->payload_bytes, known;
	int32_t ahead = seq_diff(seg->seq, in->next[side]);

	if (!seg->payload_bytes || !seq_lt(in->next[side], end))
		return false;
	if (ahead > 0)
		read_bytes(in, p, side, NULL, (uint32_t)ahead, answer);
	known = in->next[side] - seg->seq;
	if (known < seg->captured_bytes &&
	    read_bytes(in, p, side, seg->payload + known,
		       seg->captured_bytes - known, answer))
		return true;
	known = in->next[side] - seg->seq;
	if (known < seg->payload_bytes)
		read_bytes(in, p, side, NULL, seg->payload_bytes - known, answer);
	return false;
}

bool inside_is_lost(const struct inside *in)
{
	return in->records.why != RECORDS_SURE || in->talk.lost != SIZES_SURE;
}

uint32_t inside_waited_bytes(const struct inside *in)
{
	return in->next[RECORDS_CLIENT] - in->asked;
}
