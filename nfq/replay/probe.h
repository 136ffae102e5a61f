/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe.h - which replies tell a client what it wanted to find out? */
#ifndef NFQ_REPLAY_PROBE_H
#define NFQ_REPLAY_PROBE_H

#include "core/engine.h"

#define PROBE_COMMANDS_MAX	1024	/* commands that wait for their reply */

/**
 * struct probe - The commands of one stream that wait for their replies
 *
 * A probe is a RCPT, VRFY, EXPN or AUTH.  Replies come in the commands' order
 * (RFC 5321 4.1), so a bit for each command is enough.  Plain data; all zero
 * at a stream's beginning.
 *
 * @ring:	A bit for each command: was it a probe?
 * @first, @n:	Part of @ring in use
 * @next:	Sequence number of the client's next byte
 * @verb:	First letters of the line being read, the last one lowest
 * @number, @skip_bytes: BDAT's length (RFC 3030), and how much is to come
 * @state:	Where in a line, or in a message, the client is
 * @begun:	@next is valid
 * @lost:	Bytes are missing: judge replies by their codes from now on
 * @greeted:	The greeting, which answers no command, was seen
 * @dialog:	The next line is an answer to a 334 (RFC 4954), no command
 */
struct probe {
	uint64_t ring[PROBE_COMMANDS_MAX / 64];
	uint32_t next;
	uint32_t number, skip_bytes;
	uint16_t first, n;
	uint32_t verb;
	uint8_t state;
	bool begun, lost, greeted, dialog;
};

/**
 * probe_client() - Read what the client says
 * @seq:	Sequence number of @data's first byte
 * @len_bytes:	Bytes at hand
 * @whole_bytes: Bytes that were sent; more than @len_bytes if they were cut off
 */
void probe_client(struct probe *p, uint32_t seq, const uint8_t *data,
		  size_t len_bytes, size_t whole_bytes);

/** probe_reply() - Does this reply answer a probe?  Call it for each, in order */
bool probe_reply(struct probe *p, uint16_t code,
		 const struct enhanced *enhanced);

#endif
