/* SPDX-License-Identifier: GPL-2.0-or-later */
/* script.h - stream scripts: what the files of the runner share */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "../lib/kernel.h"
#include "../lib/packet.h"

#define NAME_MAX_BYTES	24
#define TEXT_MAX	256
#define WORDS_MAX	96
#define ITEMS_MAX	48
#define LINE_MAX_BYTES	4096
#define NEVER		ENGINE_NEVER

/*
 * parse.c - text into words; README.md has the format
 */

/**
 * struct word - A word of a line
 * @text:	Zero-terminated; of a string: decoded, may contain zeros
 * @len_bytes:	Of @text
 * @string:	It was in quotes
 */
struct word {
	char *text;
	size_t len_bytes;
	bool string;
};

/**
 * struct line - One line of a script, cut into words
 * @word, @words:	All before the '=' that stands alone
 * @item, @items:	The comma separated expectations behind it
 * @expects:		There was such a '='
 */
struct line {
	struct word word[WORDS_MAX];
	unsigned int words;
	struct {
		struct word *word;
		unsigned int words;
	} item[ITEMS_MAX];
	unsigned int items;
	bool expects;
	struct word item_word[WORDS_MAX];
	char arena[2 * PACKET_MAX];
	size_t arena_used;
};

/** line_parse() - Return: NULL, or what is wrong with @text (static) */
const char *line_parse(struct line *line, const char *text);

/** parse_time() - "1.5" into 1500000000.  Return: false if it is none */
bool parse_time(const char *text, uint64_t *ns);

/** parse_number() - Unsigned decimal.  Return: false if it is none */
bool parse_number(const char *text, uint32_t *number);

/** parse_flags() - "SFRPU." into bits.  Return: false if it is none */
bool parse_flags(const char *text, uint8_t *flags);

/**
 * struct pos - A place in a stream: NUMBER, LABEL, LABEL$, each [+-NUMBER]
 */
struct pos {
	char label[NAME_MAX_BYTES];
	bool end;
	int64_t offset;
};

/** parse_pos() - Return: behind it, or NULL if it is none */
const char *parse_pos(const char *text, struct pos *pos);

/*
 * world.c - the kernel, both ends, and the oracle
 */

/**
 * struct closed - Bytes of which none may reach the client yet
 */
struct closed {
	int64_t from, to;
	uint64_t due_ns, since_ns;
};

#define CLOSED_MAX	512

/**
 * struct stream - One direction's bytes; index 1 is the first byte
 * @isn:	Sequence number of the SYN
 * @sent:	The bytes as they were last sent
 * @known:	There is a byte in @sent
 * @got:	It reached the peer
 * @far:	Behind the last byte that reached the peer
 * @nxt:	Behind the last byte sent
 * @acked:	The peer's highest acknowledgement that was sent
 * @tsval:	Last timestamp sent
 */
struct stream {
	uint32_t isn;
	uint8_t *sent, *known, *got;
	size_t size;
	int64_t far, nxt, acked;
	uint32_t tsval;
};

struct label {
	char name[NAME_MAX_BYTES];
	int64_t from, to;
};

/**
 * struct conn - One connection of the script
 * @watch, @exempt, @known:	Its connmark
 * @dir:	FROM_SERVER and FROM_CLIENT streams
 * @server_acked: Of the client's bytes, as the server said
 * @told:	And as the client was told last, with @told_ts
 * @held:	And as the first packet says that is held
 * @asked:	The engine was given a packet of the client before it held any
 * @waits:	The client was told @wait, and nothing else since
 * @detached:	Its server was reset
 * @left:	The client left while something was held
 * @scale:	Of the server's windows, in its SYN-ACK; -1: none
 */
struct conn {
	struct conn *next;
	char name[NAME_MAX_BYTES];
	struct addr client, server;
	uint16_t client_port, server_port;
	bool watch, exempt, known, ts, explicit_acks;
	uint32_t mss;
	int scale;
	struct stream dir[2];
	struct closed closed[CLOSED_MAX];
	unsigned int closed_n;
	int64_t server_acked;
	struct said {
		int64_t ack;
		bool ts;
		uint32_t tsval;
	} told, held, wait;
	bool asked, waits, detached, left;
};

/**
 * struct slot - A held packet
 */
struct slot {
	struct conn *conn;
	uint8_t *bytes;
	size_t len_bytes;
	uint64_t since_ns;
};

/**
 * struct happening - An action, as it was seen
 * @from, @to:	Relative sequence numbers of its packet
 * @used:	An expectation asked for it
 */
struct happening {
	enum action_kind kind;
	uint64_t at_ns;
	struct conn *conn;
	int64_t from, to;
	struct tcp_segment seg;
	uint8_t *bytes;
	size_t len_bytes;
	struct event event;
	bool to_client;		/* of what is injected */
	bool used;
	bool verdict;
};

#define HAPPENINGS_MAX	4096
#define TRACE_KEEP	20

/**
 * struct world - All that a running script has
 * @restarts:	The engine is exchanged before each line with a time
 * @masquerade:	At the hook of clients' packets they have other addresses and ports
 *		than the server knows
 * @error:	The first thing that went wrong; "" for none
 */
struct world {
	uint8_t family;
	uint64_t now_ns;
	struct engine_conf conf;
	struct engine *engine;
	struct engine_stats past;	/* of engines before a restart */
	bool restarts, masquerade;
	bool prefilter;
	struct conn *conns;
	unsigned int conns_n;
	struct addr known[256];
	unsigned int known_n;
	struct {
		struct addr addr;
		uint64_t until_ns;
	} owing[256];
	unsigned int owing_n;
	struct kernel kernel;
	struct label label[128];
	unsigned int labels;
	struct happening happening[HAPPENINGS_MAX];
	unsigned int happenings;
	/* of the call that is running */
	const uint8_t *given;
	size_t given_len;
	struct conn *given_conn;
	enum engine_dir given_dir;
	int64_t given_end;
	bool given_gated;	/* something of the connection was held before */
	bool given_damaged;	/* its checksum is wrong: no server believes it */
	unsigned int waits;	/* the client was told to wait so often */
	size_t snap_bytes;	/* the engine sees no more; 0: all */
	bool partial;		/* the next packet's checksum is not made yet */
	bool damaged;		/* or it is wrong */
	uint64_t hold_wait_ns;
	uint32_t hold_bytes;
	bool hold_behind_cut;	/* what is closed first has no packet yet */
	bool early_release, early_event, slept, freeing;
	bool closing, holding;
	int64_t closing_from, closing_to;
	char error[TEXT_MAX * 2];
	char trace[TRACE_KEEP][TEXT_MAX * 2];
	unsigned int traces;
	bool loud;
};

/** world_fail() - Note what went wrong, unless something did before */
void world_fail(struct world *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** world_trace() - Add a line to those shown on failure */
void world_trace(struct world *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** world_client(), world_server() - Addresses by number: 7 or 7/2 */
bool world_client(const struct world *w, const char *text, struct addr *a);
bool world_server(const struct world *w, const char *text, struct addr *a);

/** world_lose() - The kernel loses what a slot holds.  Return: false: nothing */
bool world_lose(struct world *w, uint32_t slot);

/** world_conn() - Return: the connection of that name, or NULL */
struct conn *world_conn(struct world *w, const char *name);

/** world_start() - Make the engine, where there is none */
void world_start(struct world *w);

/** world_restart() - Another engine takes over what the first one knew */
void world_restart(struct world *w);

/** world_init(), world_fini() - @w is the caller's */
void world_init(struct world *w, uint8_t family, bool loud);
void world_fini(struct world *w);

/** world_forget() - Start a new list of happenings */
void world_forget(struct world *w);

/** world_advance() - Let time pass until @until_ns, and do what is due */
void world_advance(struct world *w, uint64_t until_ns);

/**
 * world_packet() - Somebody sends a packet
 * Return: false if the kernel did not ask the engine
 */
bool world_packet(struct world *w, struct conn *conn, enum engine_dir dir,
		  const uint8_t *bytes, size_t len_bytes, bool gso);

/**
 * world_icmp() - Somebody sends an error that quotes the server's byte @at
 */
void world_icmp(struct world *w, struct conn *conn, int64_t at, bool too_big);

/** world_owing() - The kernel's set of those who owe has this source, until then */
void world_owing(struct world *w, const struct addr *client, uint64_t until_ns);

/** world_known() - The kernel's set of known sources has this one, too */
void world_known(struct world *w, const struct addr *client);

/** world_call() - Around other calls of the engine; NULL for none failed */
void world_before(struct world *w);
void world_after(struct world *w);
struct sink world_sink(struct world *w);

/** conn_gate() - First byte that may not pass; INT64_MAX for none */
int64_t conn_gate(const struct conn *conn, uint64_t now_ns);

/** stream_sent() - Note @n bytes at @from as sent, in the stream's memory */
void stream_sent(struct stream *s, int64_t from, const uint8_t *bytes,
		 size_t n);

/** stream_rcv_nxt() - What the receiver would acknowledge */
int64_t stream_rcv_nxt(const struct stream *s);

/*
 * expect.c - what was wanted against what happened
 */

/** enum expect_what - A packet; one that the kernel let pass; or neither */
enum expect_what { EXPECT_VERDICT, EXPECT_UNSEEN, EXPECT_SIDES };

/**
 * expect_check() - Compare; world_fail() if they differ
 * @low_ns, @high_ns:	When things may have happened
 */
void expect_check(struct world *w, const struct line *line, uint64_t low_ns,
		  uint64_t high_ns, enum expect_what what);

/** world_pos() - Resolve a place.  Return: false if its label is unknown */
bool world_pos(const struct world *w, const struct pos *pos, int64_t *at);

/** text_pos() - The same from text, all of it */
bool text_pos(const struct world *w, const char *text, int64_t *at);

/** text_range() - "a:b", or a label for all of it */
bool text_range(const struct world *w, const char *text, int64_t *from,
		int64_t *to);

/*
 * run.c - line by line
 */

/** script_run() - Run the script @text.  Return: line of the failure, or 0 */
unsigned int script_run(struct world *w, const char *text);

#endif
