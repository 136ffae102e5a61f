/* SPDX-License-Identifier: GPL-2.0-or-later */
/* follow.h - count the replies of a stream, each once, in order */
#ifndef NFQ_REPLAY_FOLLOW_H
#define NFQ_REPLAY_FOLLOW_H

#include "backlog.h"
#include "core/smtp.h"
#include "core/wire.h"
#include "probe.h"

/**
 * struct follow - A stream as it was captured
 * @scan:	Reads the server's replies
 * @probe:	Reads the client's commands
 * @waiting:	Server segments that came before their turn
 * @next:	Sequence number of the server's next byte
 * @begun:	@next is valid
 * @off:	What follows cannot be read (TLS)
 */
struct follow {
	struct smtp_scan scan;
	struct probe probe;
	struct fifo waiting;
	uint32_t next;
	uint32_t waiting_n;
	bool begun, off;
};

/**
 * struct follow_sink - Where replies go
 * @reply:	Called for each reply when its last line ended
 */
struct follow_sink {
	void (*reply)(void *ctx, uint16_t code,
		      const struct enhanced *enhanced, bool probe);
	void *ctx;
};

/**
 * follow_begin() - A stream begins
 * @from_start:	Its handshake was seen: a greeting will come
 */
void follow_begin(struct follow *f, bool from_start);

/** follow_end() - Give back what waits */
void follow_end(struct follow *f, struct backlog *backlog);

/**
 * follow_server() - The server sent a segment
 * @backlog:	Where segments wait that come before their turn
 */
void follow_server(struct follow *f, const struct segment *seg,
		   struct backlog *backlog, const struct follow_sink *sink);

/**
 * follow_client() - The client sent a segment
 *
 * What it acknowledges will not be sent again, so bytes before that which are
 * missing in the capture stay missing.
 */
void follow_client(struct follow *f, const struct segment *seg,
		   struct backlog *backlog, const struct follow_sink *sink);

/** follow_finish() - Nothing comes any more: read what waits for a gap */
void follow_finish(struct follow *f, struct backlog *backlog,
		   const struct follow_sink *sink);

#endif
