/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core.h - the engine's inside: what its files share, each in a section of its own
 *
 * Nothing outside of the engine includes this file.
 */
#ifndef NFQ_CORE_H
#define NFQ_CORE_H

#include "engine.h"
#include "inside.h"
#include "smtp.h"
#include "source.h"
#include "wire.h"

#include <assert.h>

#define NONE		UINT32_MAX

#define HOLDS_PER_FLOW	24	/* held segments of one connection */
#define PACKET_BYTES_MAX 65600	/* a super-packet without BIG TCP */
/* A jump of more than this is another connection with the same ends. */
#define SEQ_JUMP_BYTES	(4 << 20)
#define WINDOW_ENOUGH	1024	/* room for a reply, without any scale */

/**
 * struct flow_key - A connection, seen from either side
 */
struct flow_key {
	uint8_t client[16], server[16];
	uint16_t client_port, server_port;
	uint8_t family;
	uint8_t zero[3];
};

/**
 * struct numbers - How far the server's stream went, in its sequence numbers
 *
 *	       gap             read               next
 *	────────┼───────────────┼──────────────────┼─────────────────►
 *	  read  │   unscanned   │ read             │ not looked at yet
 *	        │               │            gate ─┤ what is held begins at the gate,
 *	        │               │              ▼   │ and ends at next, if all was kept
 *	────────┴───────────────┴───────┼──────────┴─────────────────►
 *	  the client was given       passed, at the most
 *
 * Where something of the gap comes late, and begins an error, reading goes back into
 * it (gap_read()): read and next are there then, and again is where read was.
 *
 *	               gap    read next      again          passed
 *	────────────────┼───────┼───┼──────────┼──────────────┼──────►
 *	                            reading ►  │ was read before
 *
 * @next:	The server's next byte that was not looked at yet
 * @gap, @read:	The last gap: what lies between them passed unscanned
 * @passed:	The end of what the client was given, at the most
 * @again:	What lies between it and @passed was read before
 * @missing:	A segment at this number was dropped as out of order
 * @kept_back:	The end of what was seen behind @next without a gap, and was dropped
 *		unread; no further than @next where there is nothing
 * @unfit:	There an error begins that did not fit into the longest hold, if
 *		flow.unfit or flow.unfit_paid: it is read again
 *
 * gap <= read <= next, in the order of seq_le(); see flow_check().
 */
struct numbers {
	uint32_t next, gap, read, passed, again, missing, kept_back, unfit;
};

#define BDAT_MOST	6	/* of a connection, that are not answered */
#define REASON_MASK	31
#define CODE_MASK	1023
#define TLS_MAY_PASS	2	/* the answer to a flight, and a message's */

/**
 * enum flow_of - Whose a connection is
 * @FLOW_OF_PEER:	its peer's, no balancer
 * @FLOW_UNNAMED:	a balancer's, whose header was not seen yet
 * @FLOW_OF_CLIENT:	of the client that a balancer named
 * @FLOW_OF_NOBODY:	a balancer's, and no client was named: it is exempt
 */
enum flow_of { FLOW_OF_PEER, FLOW_UNNAMED, FLOW_OF_CLIENT, FLOW_OF_NOBODY };

/**
 * struct flow - A connection whose server's segments are looked at
 *
 * @client, @client_port, @client_family: who is charged: as in @key, or whom the header
 *		of a balancer named; see @proxy
 * @scan:	Where in the server's stream of replies it is
 * @seq:	How far the server's stream went
 * @gap_scan:	@scan where the last gap begins, if anything before it was read
 * @data_ack:	What the server had acknowledged with its newest bytes
 * @client_read:	The client's bytes before it were looked at, if @client_synced
 * @client_end:	So much of the client's passed, if @end_seen
 * @bdat_left:	So much of a message follows there (RFC 3030)
 * @server_ack:	What the server acknowledged last: the client's next number
 * @client_ack:	What the client acknowledged last, if @client_ack_seen
 * @client_next: End of the client's newest bytes that were seen
 * @told_ack, @told_ts, @told_window: What the client was told last: the server's
 *		ACK, time, and window, 0 where that is not known
 * @zero_ns:	POLICY_REPLY: when its bucket is back at zero
 * @unfit_ns:	When that error is due, once it was charged
 * @last_ns:	Its last packet
 * @gated_ns:	Since when it has held bytes
 * @first_hold, @last_hold: its held ranges, in order, indexes of struct hold
 * @heap_pos:	where it is among the flows with held bytes, by due time
 * @older, @newer: links of one of two lists: held (by @gated_ns) or idle
 * @server:	index of the server's entry while it is bound to it, or NONE
 * @bound_older, @bound_newer: links of the list of those
 * @source:	where its source was last, to be verified; or NONE
 * @replies:	replies that ended, counted to 255
 * @holds:	number of held ranges
 * @unanswered:	lines of the client that were not answered yet, to 65535
 * @untold:	messages that were taken, whose answer is held
 * @free_due:	why the server is to be freed: it does not count any more
 * @kept:	times, to 7, that the same was kept, as what is before it was not
 *		answered, or what came before what is before it
 * @bdat_at, @last_at: the answers to BDAT are so many replies away, the first one first,
 *		0: none is to come; and bits: which of them have LAST
 * @line:	where within a line of the client reading is; see said.c
 * @not_smtp:	lines in a row that are no replies
 * @unfit_code:	code of the error at @seq.unfit
 * @line_bytes:	of the line that is read, so far
 * @gate_copies: times that the bytes at the gate came without any before them
 * @line_ends:	no more lines are unanswered, whatever the server read of what the
 *		client said; to 255, which may be any number
 *
 * States are flags, since they are independent:
 * @from_start:	  SYN-ACK was seen, so the position of each reply is known
 * @synced:	  @seq.next and @scan are valid
 * @watched:	  the kernel gives us all of its packets
 * @exempt:	  nothing of it is looked at any more
 * @tls:	  its replies are in TLS: it waits, but they are not read
 * @tls_exempt:	  it is, and the kernel lets it pass while its source owes nothing
 * @tls_may_pass: so many answers to more than a command has may pass, whatever is
 *		  owed; the last one if it is a single reply
 * @exempt_due:	  it becomes exempt with the next packet after its holds
 * @abandoned:	  the client left; what is held is kept from it all the same
 * @detached:	  the server was reset in the client's name; the client waits
 * @greeted:	  the greeting ended, EHLO or HELO is not accepted yet
 * @after_354:	  the next reply answers the end of data
 * @in_mail:	  MAIL was answered: a further 2xx may be a recipient's
 * @client_synced: @client_read is valid
 * @client_begun: it was once
 * @client_whole: all was read that the client said since the server spoke last
 * @client_late: reading would begin within a transaction, maybe in a chunk: so nothing
 *		  is read until the next reply ends
 * @client_over: before @client_end the server may have what was not looked at
 * @end_seen:	  @client_end is valid
 * @ends_line:	  each copy of what ends there ended a line
 * @said_twice:	  the client said again what the server may not have had: which copy it
 *		  reads, and how it reads what follows, is not known
 * @all_said:	  all that the client said was seen, from its first byte on, and its
 *		  server said nothing that is not clean
 * @no_chunks:	  the server does not offer CHUNKING, so BDAT is no command for it; or the
 *		  client said one that not each server takes for it
 * @kept_at:	when @kept began to count, see said.c
 * @client_counted: @unanswered is so many, @bdat_at and @last_at are valid
 * @unplaced:	  where in the conversation the next reply is, is not known
 * @client_seen:  the client's packets are seen
 * @told:	  @told_ack, and @told_ts where @told_has_ts, are known
 * @server_gone:  the server reset the connection
 * @finished:	  the server's FIN was read
 * @closing:	  the last reply said that the server closes: 221 or 421
 * @enhanced:	  the server says enhanced codes
 * @last_refused: the last reply was an error, and no recipient was accepted
 * @ever_held:	  something was held once
 * @recipient:	  one was accepted, and no message yet
 * @freed:	  the server was reset in the client's name, and has sent
 *		  nothing since
 * @missing:	  times that the segment at @seq.missing was dropped
 * @bridged:	  what is read next follows a gap
 * @claims:	  either side acknowledged what was not looked at: packets may
 *		  have passed unseen
 * @unfit:	  an error is left unread, and not charged: see @seq.unfit
 * @unfit_paid:	  it is, and was charged as what is before it was released
 * @counted:	  it is among the connections held open for its source
 * @weighed:	  its server's budget was kept since it has a gate
 * @taken:	  the reply that ended says that a message was taken
 * @reserved:	  so many answers to come have a token: see policy_reserve()
 * @reserved_wide: in its network's bucket, too
 * @is_scaled:	  windows have a scale, and one that was seen (RFC 7323 2.2)
 * @proxy:	  enum flow_of
 *
 * Why @abandoned, @detached and @server_gone are not one state: they are of two
 * parties that don't know of each other, and last as long as the gate.  The client
 * leaves before or after the server is freed.  The server resets the connection, but
 * stays bound to it, since nobody may see that it did; so it may be freed after that,
 * and what is removed when the gate opens hangs on both.  @freed lasts longer than
 * the gate, until the server sends again; @finished is of the stream alone.
 */
struct flow {
	struct flow_key key;
	uint8_t client[16];
	struct smtp_scan scan, gap_scan;
	struct numbers seq;
	uint32_t data_ack, client_end, client_read, bdat_left, server_ack, client_ack, client_next;
	uint8_t bdat_at[BDAT_MOST], last_at;
	/* These are no part of the flags: they have a byte of their own. */
	bool end_seen : 1, ends_line : 1, all_said : 1, no_chunks : 1;
	uint8_t kept_at : 4;
	uint32_t told_ack, told_ts;
	uint64_t zero_ns, unfit_ns, last_ns, gated_ns;
	uint32_t hash_next;
	uint32_t first_hold, last_hold;
	uint32_t heap_pos;
	uint32_t older, newer;
	uint32_t server, bound_older, bound_newer;
	uint32_t source;
	uint8_t replies, holds, line_ends, not_smtp;
	uint16_t unanswered;
	uint8_t line : 5, kept : 3;
	uint8_t reserved, untold;
	uint8_t client_family : 4, gate_copies : 4;
	uint16_t told_window, client_port;
	/* In this order they are four bytes. */
	uint32_t unfit_code : 10;
	enum reason free_due : 5;
	bool said_twice : 1;
	uint32_t line_bytes : 11;
	enum reason exempt_reason : 5;
	bool from_start : 1, synced : 1, watched : 1, exempt : 1;
	bool exempt_due : 1, abandoned : 1, detached : 1, greeted : 1;
	bool after_354 : 1, last_refused : 1, ever_held : 1;
	uint8_t missing : 3;
	bool bridged : 1;
	bool client_ack_seen : 1, claims : 1, counted : 1, used : 1;
	bool in_mail : 1, enhanced : 1, client_synced : 1, client_counted : 1;
	bool unplaced : 1, client_seen : 1, told : 1, told_has_ts : 1;
	bool server_gone : 1, finished : 1, closing : 1, freed : 1, recipient : 1;
	bool tls : 1, tls_exempt : 1, unfit : 1, unfit_paid : 1;
	bool weighed : 1, taken : 1;
	bool client_begun : 1, client_whole : 1, client_late : 1, client_over : 1;
	bool reserved_wide : 1, is_scaled : 1;
	uint8_t proxy : 2, tls_may_pass : 2;
};

/**
 * struct hold - A range of a flow's bytes that is held until one time
 *
 * Its index is the slot of the packet that is held for it, if there is one.
 * @seq, @end:	The range; a FIN counts as one byte, as in TCP
 * @packet_end:	The held packet covers @seq to here; @seq if there is none
 * @due_ns, @since_ns: held from, until
 * @next:	the flow's next range, or the free list
 * @flow:	whose
 * @replies:	charged replies that begin in it
 * @owed:	errors that came while their source was overdrawn
 * @code, @enhanced: of the first of them
 * @unpaid:	its turn comes later than @due_ns: it never passes
 * @is_reset:	it is the server's RST: without bytes, behind all others
 * @carries:	it begins with an error that had a token: a message is behind it, which
 *		the server may have taken
 * @in_flight:	it begins in a flight of a client that was not seen: one may be
 * @ack, @ts_val, @window: what the packet tells of the server, @ts_val where @has_ts
 */
struct hold {
	uint32_t seq, end, packet_end;
	uint32_t next;
	uint64_t due_ns, since_ns;
	uint32_t flow;
	uint32_t bytes;
	uint32_t ack, ts_val;
	uint16_t replies, owed, window;
	uint16_t code;
	struct enhanced enhanced;
	enum reason reason : 8;
	bool has_packet : 1, unpaid : 1, is_reset : 1, has_ts : 1, used : 1, carries : 1;
	bool in_flight : 1;
};

/* What a held reply costs, besides its source. */
static_assert(sizeof(struct flow) <= 256, "a flow takes four cache lines at most");
static_assert(sizeof(struct hold) <= 64, "and a hold one");
static_assert(REASON_KINDS <= REASON_MASK + 1, "a reason has five bits");

/**
 * struct flow_list - A list of flows, oldest first
 */
struct flow_list {
	uint32_t oldest, newest;
};

/**
 * struct server - A mail server with held connections, or under attack
 *
 * @held, @held_now: connections that it keeps open for held replies
 * @zero_ns:	the bucket of errors of sources without a history
 * @early_ns:	the bucket of replies that were early since it was over budget
 */
struct server {
	uint8_t address[16];
	uint16_t port;
	uint8_t family;
	bool used;
	uint32_t held_now;
	struct flow_list held;
	uint64_t zero_ns, early_ns;
};

/**
 * struct told_flow - A flow in TLS whose answers are told by their size
 * @open:	They are
 * @closed:	They were: the kernel may have the connection
 */
struct told_flow {
	struct inside inside;
	bool open, closed;
};

#define SERVERS_MAX	1024
#define SERVER_BURSTS	4	/* a server's bucket holds so many of a source's */

struct engine {
	struct engine_conf conf;
	struct engine_stats stats;
	struct flow *flows;
	uint32_t *flow_buckets;
	uint32_t flow_mask, flow_max, flow_used, flow_free;
	uint32_t flow_last;	/* found last, as most often again */
	struct told_flow *told;	/* by the flow's index; NULL where it is off */
	uint32_t changed_run;	/* connections in a row with another EHLO */
	struct flow_list held, idle;
	struct hold *holds;
	uint32_t hold_max, hold_used, hold_free;
	uint32_t *heap;
	uint32_t heap_n;
	struct source_table sources;
	struct source_mask mask4, mask6;	/* of a client's source */
	struct server servers[SERVERS_MAX];
	uint32_t server_last;	/* found last, too */
	uint64_t random;
	/* Of the call that is under way: */
	uint64_t now_ns;
	const struct sink *sink;
	uint8_t scratch[PACKET_BYTES_MAX];
	uint8_t bare[WIRE_BARE_BYTES];
};

/**
 * enum then - What follows from a verdict
 * @THEN_REPORT_ABSORBED, @THEN_REPORT_EXEMPT, @THEN_REPORT_RESET: that is told
 * @THEN_ANSWER_SERVER, @THEN_ANSWER_CLIENT: it is told to wait
 * @THEN_RESET_SERVER:	it is there still, though it was freed
 * @THEN_WEIGH:		may it be kept, or is its server freed?
 * @THEN_ABANDON:	the client left
 * @THEN_FORGET:	nothing more is to come of the flow
 */
enum then {
	THEN_REPORT_ABSORBED = 1,
	THEN_REPORT_EXEMPT = 2,
	THEN_REPORT_RESET = 4,
	THEN_ANSWER_SERVER = 8,
	THEN_ANSWER_CLIENT = 16,
	THEN_RESET_SERVER = 32,
	THEN_WEIGH = 64,
	THEN_ABANDON = 128,
	THEN_FORGET = 256,
};

/**
 * struct verdict - What becomes of the packet at hand, and what follows
 * @kind:	one of the verdicts among the actions
 * @slot:	ACTION_HOLD: where
 * @len_bytes:	it goes on, or is held, as so many bytes of engine.scratch; 0: as
 *		it is
 * @then:	what follows, of enum then
 * @reason, @wait_ns: for that
 */
struct verdict {
	enum action_kind kind;
	uint32_t slot;
	size_t len_bytes;
	uint32_t then;
	enum reason reason;
	uint64_t wait_ns;
};

/* --- emit.c: actions that are no verdict */

/** emit() - Give an action to the caller */
static inline void emit(struct engine *e, const struct action *action)
{
	e->sink->emit(e->sink->ctx, action);
}

/** emit_slot() - A packet held earlier is released, or discarded */
void emit_slot(struct engine *e, enum action_kind kind, uint32_t slot);

/** event_begin() - Begin an event of this flow: its ends are filled in */
void event_begin(struct event *event, const struct flow *f,
		 enum event_kind kind, enum reason reason);

/** event_is_wanted() - Does anybody wait for events of this kind? */
static inline bool event_is_wanted(const struct engine *e, enum event_kind kind)
{
	return !(e->sink->mute_events & 1u << kind);
}

/** emit_event() - Tell it */
void emit_event(struct engine *e, const struct event *event);

/** emit_bare() - Send a segment that the engine made, to one of the sides */
void emit_bare(struct engine *e, const struct bare *bare, bool to_client);

/* --- flow.c: the table of connections */

/** flow_client() - Who is charged for it */
struct addr flow_client(const struct flow *f);

/** flow_peer(), flow_server() - The address of an end */
struct addr flow_peer(const struct flow *f);
struct addr flow_server(const struct flow *f);

/** flow_told() - The client was told this of the server */
static inline void flow_told(struct flow *f, uint32_t ack, uint16_t window,
			     bool has_ts, uint32_t ts_val)
{
	f->told = true;
	f->told_ack = ack;
	f->told_window = window;
	f->told_has_ts = has_ts;
	f->told_ts = ts_val;
}

/** flow_told_by() - By this segment */
void flow_told_by(struct flow *f, const struct segment *seg);

/** flow_exempt_later() - It is to be let alone, once it holds nothing */
void flow_exempt_later(struct engine *e, struct flow *f, enum reason reason);

/** flow_is_full() - Must one that is idle be forgotten for a new one? */
bool flow_is_full(const struct engine *e);

/** flow_tables_init() - Allocate.  Return: false without memory */
bool flow_tables_init(struct engine *e);

/** flow_tables_fini() - Free */
void flow_tables_fini(struct engine *e);

/**
 * flow_find() - The flow of a segment, NULL if there is none
 *
 * What was found last is looked at first; else nothing changes by it.
 */
struct flow *flow_find(struct engine *e, const struct segment *seg,
		       enum engine_dir dir);

/**
 * flow_add() - Begin a flow for a server's segment
 *
 * Where there is no room, the one idle longest is forgotten: there must be one.
 */
struct flow *flow_add(struct engine *e, const struct segment *seg);

/** flow_restore() - A saved flow, without holds.  Return: NULL if it is there */
struct flow *flow_restore(struct engine *e, const struct flow *saved);

/** flow_reset() - Begin anew: another connection with the same ends; no holds */
void flow_reset(struct engine *e, struct flow *f);

/** flow_remove() - Forget it; its holds must be gone */
void flow_remove(struct engine *e, struct flow *f);

/** flow_touch() - A packet of it was seen */
void flow_touch(struct engine *e, struct flow *f);

/** flow_source() - Its source, where it remembers; NULL if that is another's by now */
static inline struct source *flow_source(const struct engine *e, const struct flow *f)
{
	bool is_ipv6 = f->client_family == 6;

	return source_at(&e->sources, f->source, f->client, is_ipv6,
			 is_ipv6 ? &e->mask6 : &e->mask4);
}

/**
 * flow_has_network() - Is a client's network charged for it?
 *
 * Where sources are as wide as networks, these count nothing of their own.
 */
bool flow_has_network(const struct engine *e, const struct addr *client);

/** flow_network() - The network of a client, where one is charged, and known; else NULL */
struct source *flow_network(const struct engine *e, const struct addr *client);

/** flow_unreserve() - So many tokens are not kept any more, see policy_reserve() */
void flow_unreserve(const struct engine *e, struct flow *f, uint8_t n);

/** flow_unreserve_all() - No answer is to come to what was said so far */
void flow_unreserve_all(const struct engine *e, struct flow *f);

/** flow_passes() - The client is given the bytes before @end */
void flow_passes(struct flow *f, uint32_t end);

/** flow_index() - Its index */
static inline uint32_t flow_index(const struct engine *e, const struct flow *f)
{
	return (uint32_t)(f - e->flows);
}

/** flow_list_append(), flow_list_remove() - Newest last */
void flow_list_append(struct engine *e, struct flow_list *l, struct flow *f);
void flow_list_remove(struct engine *e, struct flow_list *l, struct flow *f);

/* --- error.c: which replies are errors, and which of them cost nothing */

/** error_is_held() - Is it an error that waits, as far as it is known? */
bool error_is_held(const struct engine *e, const struct smtp_item *item);

/** error_is_exempt() - Does a row of the table let this error pass, uncharged? */
bool error_is_exempt(const struct engine *e, const struct flow *f,
		     const struct smtp_item *item);

/* --- policy.c: whose time is it? */

/**
 * struct charge - What a reply costs
 * @hold:	It may not pass before @due_ns
 * @charged:	It is an error that took a token
 * @unpaid:	Its turn comes after the longest hold
 * @owed:	So many errors of it were made while its source was overdrawn
 * @reserved:	It had its token, see policy_reserve()
 */
struct charge {
	bool hold, charged, unpaid, reserved;
	enum reason reason;
	uint16_t owed;
	uint64_t due_ns;
};

/** policy_interval_ns() - The interval of the flow's port */
uint64_t policy_interval_ns(const struct engine *e, const struct flow *f);

/**
 * policy_fits() - Would the interval of this error end within the longest hold?
 * @is_paid:	It was charged by policy_charge_unfit()
 */
bool policy_fits(const struct engine *e, const struct flow *f,
		 const struct smtp_item *item, bool is_paid);

/**
 * struct judgement - Must a reply wait?
 * @reason:	REASON_NONE, ERROR, DEBT, NETWORK or GREETING
 * @exempt:	It is an error that is not charged
 * @reserved:	A token is kept for it, see policy_reserve()
 */
struct judgement {
	enum reason reason;
	bool exempt, reserved;
};

/**
 * policy_remember() - The flow's source, NULL if it has none
 *
 * The flow notes where it is: whoever asks finds it at once.
 */
struct source *policy_remember(const struct engine *e, struct flow *f);

/** policy_judge() - A reply begins: must it wait?  @s: the flow's source, or NULL */
struct judgement policy_judge(const struct engine *e, const struct flow *f,
			      const struct source *s,
			      const struct smtp_item *item);

/** policy_tokens() - So many errors may the flow's source make at once, now */
uint64_t policy_tokens(const struct engine *e, const struct flow *f);

/**
 * policy_reserve() - Reserve tokens for the next answers: a message is to pass behind them
 * @answers:	So many; those that have one already are among them
 *
 * They may be errors, and the server may take the message before they are told.  So what
 * others of the source, or of its network, do meanwhile must not make them wait: an
 * error waits an interval, and anything else for nothing, but for what is said to AUTH.
 * Return: false where the source, or its network, has not got so many
 */
bool policy_reserve(struct engine *e, struct flow *f, unsigned int answers);

/** policy_is_login() - Is it an answer to AUTH?  RFC 4954 4, 6 */
bool policy_is_login(const struct smtp_item *item);

/** policy_holds_all() - Does the source, or its network, owe, so that all replies wait? */
bool policy_holds_all(const struct engine *e, const struct flow *f,
		      const struct source *s);

/** policy_charge() - Charge for it, as policy_judge() said */
struct charge policy_charge(struct engine *e, struct flow *f, struct source *s,
			    const struct smtp_item *item,
			    struct judgement judgement);

/**
 * policy_charge_unfit() - What is before an error that did not fit is released
 *
 * That ends where the error begins, which tells what it is: so it is charged now, or
 * who hangs up then would not pay for it.
 */
void policy_charge_unfit(struct engine *e, struct flow *f);

/** policy_charge_paid() - Of an error that was charged so, and is read now */
struct charge policy_charge_paid(const struct engine *e, const struct flow *f);

/** policy_sees_tls() - Do connections in TLS wait for what their source owes? */
bool policy_sees_tls(const struct engine *e, const struct flow *f);

/**
 * policy_charge_tls() - A server's bytes in TLS: must they wait?
 * @client_bytes:	So many the server got since its last ones
 *
 * They take nothing: what they say only the server's log can tell.
 */
struct charge policy_charge_tls(const struct engine *e, const struct flow *f,
				uint32_t client_bytes, size_t answer_bytes);

/**
 * policy_pass_tls() - A server's bytes in TLS pass
 * @waited:	They did until they were due
 */
void policy_pass_tls(const struct engine *e, struct flow *f, bool waited);

/**
 * policy_charge_reset() - Charge for a reset that came in place of replies
 * @lines:	So many of the client's are not answered, as far as is known
 *
 * Each of them costs an error, and the reset costs one at the least.  It is due as the
 * first of them: so nobody sees by it how many there are.
 */
struct charge policy_charge_reset(struct engine *e, struct flow *f, unsigned int lines);

/** policy_answered() - So many errors of a source that owed are answered now */
void policy_answered(struct engine *e, const struct flow *f, uint32_t errors);

/** policy_take() - So many errors of @client that no packet told of */
void policy_take(struct engine *e, const struct addr *client, uint32_t errors);

/** policy_delivered() - The client is told that a message of it was taken */
void policy_delivered(struct engine *e, const struct flow *f);

/** policy_is_overdrawn() - Is the bucket of the flow's source overdrawn? */
bool policy_is_overdrawn(const struct engine *e, const struct flow *f);

/** policy_has_erred() - Has the flow's source made an error that is remembered? */
bool policy_has_erred(const struct engine *e, const struct flow *f);

/** policy_is_stranger() - Has the flow's source delivered nothing? */
bool policy_is_stranger(const struct engine *e, const struct flow *f);

/** policy_holds_share() - Has its source more than its share of held flows? */
bool policy_holds_share(const struct engine *e, const struct flow *f);

/** policy_debt_ns() - What the flow's source owes now */
uint64_t policy_debt_ns(const struct engine *e, const struct flow *f);

/** policy_trusts() - Is it one of the trusted networks? */
bool policy_trusts(const struct engine *e, const struct addr *client);

/** policy_gated() - The flow has held bytes now: the server keeps it open */
void policy_gated(struct engine *e, struct flow *f);

/** policy_freed() - The server keeps nothing open any more for what it holds */
void policy_freed(struct engine *e, struct flow *f);

/** policy_source() - The source that @client belongs to, NULL if unknown */
struct source *policy_source(const struct engine *e, const struct addr *client);

/** policy_begin() - The source of @client, or its network; begun if need be */
struct source *policy_begin(struct engine *e, const struct addr *client,
			    bool is_network);

/* --- transaction.c: where in the conversation a reply stands */

/** transaction_is_opening() - Is the greeting to come?  It answers nothing */
static inline bool transaction_is_opening(const struct flow *f)
{
	return f->from_start && f->replies == 0;
}

/**
 * transaction_may_end() - May this reply say that a message was taken?
 *
 * A client that gives up on such a one sends the message twice, so it does not
 * wait.  It is a 2xx after 354, or a 250 in answer to BDAT (RFC 3030); and that wherever
 * the place in the conversation is unknown, since the kernel let what was before pass
 * unseen, or the client has not been seen yet.
 */
bool transaction_may_end(const struct flow *f, const struct smtp_item *item);

/**
 * transaction_reply_end() - A reply is complete: learn from it
 * Return: true if it answers a line of the client; no greeting does
 */
bool transaction_reply_end(struct engine *e, struct flow *f,
			   const struct smtp_item *item);

/**
 * transaction_gap() - Bytes of it were not seen
 *
 * Which reply comes next is not known: it is not taken for the one to EHLO,
 * to which an error is free, and it may be a message's.
 */
void transaction_gap(struct flow *f);

/* --- proxy.c: whom a balancer's connection is for */

/** proxy_is_balancer() - Do connections of @peer begin with a header? */
bool proxy_is_balancer(const struct engine *e, const struct addr *peer);

/** proxy_read() - A client's segment with payload, of a flow that is FLOW_UNNAMED */
void proxy_read(struct engine *e, struct flow *f, const struct segment *seg);

/** proxy_missing() - The server speaks on such a flow, or it ends */
void proxy_missing(struct engine *e, struct flow *f);

/* --- server.c: mail servers with held connections, or under attack */

/** server_bind() - The server keeps a connection open for this flow's replies */
void server_bind(struct engine *e, struct flow *f);

/** server_free() - It is not bound by this flow any more */
void server_free(struct engine *e, struct flow *f);

/**
 * server_over_budget() - Does the flow's server hold more than its budget?
 * @is_apart:	Does that connection not count?
 */
bool server_over_budget(const struct engine *e, const struct flow *f,
			bool (*is_apart)(const struct engine *e, const struct flow *f));

/** server_share() - How much of a budget one source may hold, at least 1 */
uint32_t server_share(const struct engine *e);

/** server_take_early() - One more reply is to be early.  Return: false: it may not be */
bool server_take_early(struct engine *e, const struct flow *f);

/**
 * server_longest_held() - Of those bound to @f's server, the one held longest
 * that @fits; NULL if there is none among the first of them
 */
struct flow *server_longest_held(const struct engine *e, const struct flow *f,
				 bool (*fits)(const struct engine *e,
					      const struct flow *f));

/** server_take() - An error there.  Return: when its bucket is back at zero */
uint64_t server_take(struct engine *e, const struct flow *f);

/* --- logged.c: replies that the mail server's log tells of */

/** logged_reply() - A reply of @s is seen.  Return: true: its line was charged */
bool logged_reply(struct engine *e, struct source *s);

/** logged_ahead() - So many replies were charged whose lines are to come */
uint32_t logged_ahead(const struct engine *e, const struct source *s);

/** logged_lines() - So many lines came */
void logged_lines(const struct engine *e, struct source *s, uint32_t errors);

/* --- told.c: refusals inside TLS, by their size */

/** told_forget() - The flow's entry is another connection's from now on */
static inline void told_forget(struct engine *e, const struct flow *f)
{
	if (e->told)
		e->told[flow_index(e, f)].open =
			e->told[flow_index(e, f)].closed = false;
}

/** told_charges() - Are refusals charged that are told so? */
static inline bool told_charges(const struct engine *e)
{
	return e->told && e->conf.tls_sizes == TLS_SIZES_CHARGE;
}

/** told_is_open() - Must all of the flow's packets be seen, of both sides? */
static inline bool told_is_open(const struct engine *e, const struct flow *f)
{
	return e->told && e->told[flow_index(e, f)].open &&
	       e->conf.tls_sizes != TLS_SIZES_OFF;
}

/** told_is_closed() - They had to be, and need not be any more */
static inline bool told_is_closed(const struct engine *e, const struct flow *f)
{
	return e->told && e->told[flow_index(e, f)].closed;
}

/** told_begin() - TLS begins with this segment of the server */
void told_begin(struct engine *e, struct flow *f, const struct segment *seg);

/**
 * told_server() - Read the server's new bytes in TLS, and charge what they refuse
 *
 * Return: true if one was a refusal, and is to be paid for
 */
bool told_server(struct engine *e, struct flow *f, const struct segment *seg);

/** told_client() - Read the client's, which pass */
void told_client(struct engine *e, struct flow *f, const struct segment *seg);

/* --- hold.c: ranges, gates, and the packets that wait at them */

/** hold_gate() - Its first byte that may not pass; the flow must have holds */
static inline uint32_t hold_gate(const struct engine *e, const struct flow *f)
{
	return e->holds[f->first_hold].seq;
}

/** hold_has_capacity() - May this flow hold one more range? */
bool hold_has_capacity(const struct engine *e, const struct flow *f);

/**
 * hold_restore() - Append a saved range, in the slot that it had
 * Return: false where that can't be
 */
bool hold_restore(struct engine *e, struct flow *f, uint32_t slot,
		  const struct hold *saved);

/** hold_restore_state() - All ranges of @f are restored: how it stands */
void hold_restore_state(struct engine *e, struct flow *f,
			const struct flow *saved);

/** hold_restore_free() - All are restored: what lies between is free */
void hold_restore_free(struct engine *e);

/**
 * hold_append() - Hold the bytes @seq to @end of a flow
 * @charge:	reason and due time
 *
 * Where there is no room, the flow held longest is released (never @f).
 * Return: the range, without a packet yet
 */
struct hold *hold_append(struct engine *e, struct flow *f, uint32_t seq,
			 uint32_t end, const struct charge *charge);

/** hold_place() - A segment that reaches behind the gate: keep it, or not */
struct verdict hold_place(struct engine *e, struct flow *f,
			  const struct segment *seg);

/**
 * hold_reset() - The server's RST: it follows the reply that is held
 * @charge:	Until when it waits itself, if it costs
 */
struct verdict hold_reset(struct engine *e, struct flow *f,
			  const struct segment *seg, const struct charge *charge);

/**
 * hold_says() - What a packet of a flow that holds something may tell the client
 * @later:	Something follows its bytes already: only what was told before
 *
 * Its window is the one that was told before in any case: it hangs on how far the
 * server has read since.
 */
struct says hold_says(const struct flow *f, const struct segment *seg,
		      bool later);

/** hold_tell() - Nothing is held: messages that were taken count */
void hold_tell(struct engine *e, struct flow *f);

/**
 * hold_wait_for_last() - A flow whose first range was cut, and has no packet, waits
 *
 * Whether it has one when it is due hangs on what its server did since, so it waits as
 * long as what is behind it.  Who left gets nothing.
 */
void hold_wait_for_last(struct engine *e, const struct flow *f);

/** hold_postpone() - The flow's last range is due then, if not later */
void hold_postpone(struct engine *e, struct flow *f, uint64_t due_ns);

/** hold_next_ns() - When hold_release_due() has work; ENGINE_NEVER for none */
uint64_t hold_next_ns(const struct engine *e);

/** hold_release_due() - Release what is due at e->now_ns */
void hold_release_due(struct engine *e);

/** hold_release_flow() - Release all that a flow holds, early */
void hold_release_flow(struct engine *e, struct flow *f, enum reason reason);

/** hold_abandon() - The client left: keep no packets, keep the gate */
void hold_abandon(struct engine *e, struct flow *f, enum reason reason);

/** hold_drop_all() - Drop what a flow holds, and its gate */
void hold_drop_all(struct engine *e, struct flow *f);

/** hold_free_later() - The server is to be freed, and is not bound from now on */
void hold_free_later(struct engine *e, struct flow *f, enum reason reason);

/** hold_has_unread() - Was something dropped behind what was held, and is not read yet? */
bool hold_has_unread(const struct engine *e, const struct flow *f);

/** hold_is_to_come() - Was it, or has what was held not been given to the client yet? */
bool hold_is_to_come(const struct engine *e, const struct flow *f);

/** hold_detach() - Free it, with an RST in the client's name */
void hold_detach(struct engine *e, struct flow *f);

/** hold_detached() - A server's segment on a detached flow: still there? */
struct verdict hold_detached(const struct segment *seg);

/** hold_reset_server() - Send the server a RST in the client's name */
void hold_reset_server(struct engine *e, const struct flow *f);

/** hold_freeze() - The flow has a gate since this segment: what was told before? */
void hold_freeze(struct flow *f, const struct segment *seg);

/** hold_lost() - The packet in @slot is gone */
void hold_lost(struct engine *e, uint32_t slot);

/** hold_answer() - Tell the server to wait, if that is certain to be right */
void hold_answer(struct engine *e, struct flow *f, const struct segment *seg);

/**
 * hold_answer_client() - Tell the client to wait, in the server's name
 *
 * With what it was told last, whatever became of the server since: so it tells
 * nothing, and a client that gives up after some retransmissions doesn't.
 */
void hold_answer_client(struct engine *e, const struct flow *f,
			const struct segment *seg);

/* --- gap.c: bytes of the server that were not seen */

/** gap_bridge() - Bytes before this were not seen.  Return: false if it must wait */
bool gap_bridge(struct engine *e, struct flow *f, const struct segment *seg);

/**
 * gap_is_retransmitted_error() - Does an error begin in what was passed over as unseen?
 *
 * In a segment that comes late, alone or merged with its neighbours; what the kernel
 * let pass begins none.
 */
bool gap_is_retransmitted_error(const struct engine *e, const struct flow *f,
				const struct segment *seg);

/** gap_read() - Reading goes back to where this begins, and on from there */
void gap_read(struct flow *f, const struct segment *seg);

/* --- reply.c: the server's new bytes */

/** reply_commit() - Read from f->seq.next on; there are bytes, or a FIN */
void reply_commit(struct engine *e, struct flow *f, const struct segment *seg);

/* --- place.c: what becomes of a server's packet */

/** place() - Of one that was read */
struct verdict place(struct engine *e, struct flow *f,
		     const struct engine_packet *packet,
		     const struct segment *seg);

/** place_reset() - Of its RST */
struct verdict place_reset(struct engine *e, struct flow *f,
			   const struct segment *seg);

/* --- client_ack.c: what a client acknowledges */

/** client_given_to() - Up to here the server's bytes were read, and do not wait */
uint32_t client_given_to(const struct engine *e, const struct flow *f);

/** client_acks_beyond() - Does it acknowledge what it was not given? */
bool client_acks_beyond(const struct engine *e, const struct flow *f,
			const struct segment *seg);

/** client_must_cut() - Must such an ACK be cut down to what it was given? */
bool client_must_cut(const struct engine *e, const struct flow *f,
		     const struct segment *seg);

/** client_shown() - What of the client the server is known to have */
uint32_t client_shown(const struct flow *f);

/** client_note() - Learn from its numbers; @beyond as client_acks_beyond() said */
void client_note(struct flow *f, const struct segment *seg, bool beyond);

/* --- said.c: what the client says */

/** said_answered() - A reply ended, @item, that answers a line of the client */
void said_answered(const struct engine *e, struct flow *f, const struct smtp_item *item);

/** said_begins() - The first byte that the client says has this number; read if seen */
void said_begins(struct flow *f, uint32_t seq);

/**
 * said_nothing_long() - Nothing is held, and the client says something, or is reset
 *
 * Where nobody said anything before, or the same was kept, for so long that what it
 * waits for may not come, it waits no more.  @said: what the client says now, or NULL
 */
void said_nothing_long(const struct engine *e, struct flow *f, const struct segment *said);

/** said_unanswered() - So many lines are not answered at the most, as far as is known; else 0 */
unsigned int said_unanswered(const struct flow *f);

/** said_is_answered() - Is every line answered, as far as it is known? */
bool said_is_answered(const struct flow *f);

/** said_may_pass() - Read its lines.  Return: how much of the payload may pass */
uint32_t said_may_pass(struct engine *e, struct flow *f,
		       const struct segment *seg);

/* --- client.c: what becomes of a client's packet */

/** client_place() - @f: its flow, or NULL */
struct verdict client_place(struct engine *e, struct flow *f,
			    const struct engine_packet *packet,
			    const struct segment *seg);

/** client_icmp() - An ICMP error that quotes a segment of the server */
struct verdict client_icmp(struct engine *e, const struct flow *f,
			   const struct engine_packet *packet,
			   const struct segment *quoted);

/* --- check.c: what is always true */

#ifdef ENGINE_CHECKS
/** engine_check() - Of this flow, or NULL, and its source; else it aborts */
void engine_check(const struct engine *e, const struct flow *f);
#else
static inline void engine_check(const struct engine *e, const struct flow *f)
{
	(void)e;
	(void)f;
}
#endif

#endif
