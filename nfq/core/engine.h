/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine.h - the contract: packets and time in, actions out
 *
 * The engine is all of smtp-tarpit that decides.  It does no I/O, reads no
 * clock, keeps no globals, and allocates only in engine_new().  The daemon
 * (NFQUEUE), the replay tool (libpcap), the stream scripts, the fuzzers and
 * the benchmarks all drive it through this file and nothing else:
 *
 *	engine_packet()   a packet was seen      -> exactly one verdict for it,
 *	                                            and what follows from it
 *	engine_expire()   time has come          -> releases
 *	engine_next_ns()  when to call engine_expire() again
 *
 * Everything that the engine wants done is an action, given to the caller's
 * sink in the order in which it must happen.
 *
 * All times are nanoseconds of one monotonic clock, chosen by the caller.
 */
#ifndef NFQ_ENGINE_H
#define NFQ_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sizes.h"

#define NS_PER_MS	1000000ull
#define NS_PER_S	1000000000ull
#define ENGINE_NEVER	UINT64_MAX
#define ENGINE_NO_SLOT	UINT32_MAX

/**
 * struct addr - An IPv4 or IPv6 address
 * @family:	4 or 6, 0 for none
 * @b:		The bytes in network order; IPv4 uses the first four
 */
struct addr {
	uint8_t b[16];
	uint8_t family;
};

/**
 * struct net - A network: an address and the length of its prefix
 */
struct net {
	struct addr addr;
	uint8_t prefix_bits;
};

/**
 * enum policy - Whose time is it?
 * @POLICY_REPLY:	Each 5xx reply waits one interval; nothing is remembered
 * @POLICY_SOURCE:	Time is owed by the source, across its connections
 */
enum policy { POLICY_REPLY, POLICY_SOURCE };

/**
 * enum exempt_reply - Rows of the table of replies that are never charged
 * @EXEMPT_HELO:	5xx to EHLO or HELO (a fallback to HELO follows)
 * @EXEMPT_552:		552, too many recipients (RFC 5321 4.5.3.1.10)
 * @EXEMPT_DATA:	503/554 to a DATA that had no valid recipient
 *			(POLICY_SOURCE only)
 */
enum exempt_reply { EXEMPT_HELO = 1, EXEMPT_552 = 2, EXEMPT_DATA = 4 };

/**
 * struct enhanced - An enhanced status code (RFC 3463); class 0 for none
 */
struct enhanced {
	uint8_t class;
	uint16_t subject;
	uint16_t detail;
};

/**
 * enum tls_sizes - What becomes of refusals inside TLS that are told by their size
 * @TLS_SIZES_OFF:	They are not looked for
 * @TLS_SIZES_LOG:	They are reported, and cost nothing
 * @TLS_SIZES_CHARGE: They are charged
 */
enum tls_sizes { TLS_SIZES_OFF, TLS_SIZES_LOG, TLS_SIZES_CHARGE };

#define ENGINE_CODES_BYTES	125	/* a bit for each code 0..999 */
#define ENGINE_ENHANCED_MAX	16
#define ENGINE_PORTS_MAX	16
#define ENGINE_TRUSTED_MAX	256
#define ENGINE_PROXIES_MAX	64
#define ENGINE_TLS_SERVERS_MAX	64

/**
 * struct engine_conf - What the engine may be told
 * @interval_ns:	The tarpit interval; 0 = nothing is held
 * @policy:		Whose time it is
 * @max_hold_ns:	No hold is longer
 * @max_held:		Replies held at once; past it the longest-held goes
 * @max_flows:		Connections tracked at once, over @max_held
 * @max_sources:	Sources remembered, least recently charged forgotten
 * @dry_run:		Decide and report, accept everything
 * @prefix4_bits:	IPv4 addresses that share this prefix are one source
 * @prefix6_bits:	The same for IPv6
 * @auth_interval_ns:	Interval of a failed login (535); 0 = that of the port
 * @port_interval:	Ports with an interval of their own
 * @hold_codes:		Bit set of the reply codes that are charged
 * @hold_enhanced:	Where not empty, a reply must match one of these too
 *			unless its code was listed by itself
 * @exempt_replies:	Set of enum exempt_reply
 * @burst:		Errors that a source may make at once, after a pause,
 *			before all of it waits
 * @max_rate:		Errors an interval that deliveries can pay for, with
 *			the one that time pays for; 1 = deliveries pay nothing
 * @max_debt_ns:	No bucket is overdrawn by more
 * @network4_bits:	IPv4 addresses that share this prefix are one network
 * @network6_bits:	The same for IPv6
 * @network_rate:	Errors an interval of a network; 0 = not counted
 * @server_budget:	Held connections for one server (POLICY_SOURCE); 0 = no
 *			bound
 * @server_interval_ns:	Interval of the bucket of a server, for errors of
 *			sources that delivered nothing; 0 = off
 * @jitter_percent:	Each interval is longer or shorter by up to this
 * @trusted:		Clients that are never held
 * @proxies:		Balancers: whom they connect for, they say by a header of the
 *			PROXY protocol
 * @tls_sizes:		What becomes of refusals inside TLS that @tls_profile tells;
 *			what is off in engine_new() stays off
 * @tls_profile:	How long the servers' answers are
 * @tls_servers:	Only those of these; none: all
 * @key:		Secret: keys the hash tables, seeds the jitter
 */
struct engine_conf {
	uint64_t interval_ns;
	uint64_t auth_interval_ns;
	uint64_t max_hold_ns;
	uint64_t max_debt_ns;
	uint64_t server_interval_ns;
	uint64_t key[2];
	uint32_t max_held;
	uint32_t max_flows;
	uint32_t max_sources;
	uint32_t burst;
	uint32_t max_rate;
	uint32_t network_rate;
	uint32_t server_budget;
	uint32_t jitter_percent;
	uint32_t exempt_replies;
	enum policy policy;
	enum tls_sizes tls_sizes;
	bool dry_run;
	uint8_t prefix4_bits, prefix6_bits;
	uint8_t network4_bits, network6_bits;
	uint8_t hold_codes[ENGINE_CODES_BYTES];
	struct enhanced hold_enhanced[ENGINE_ENHANCED_MAX];
	uint32_t hold_enhanced_n;
	struct {
		uint64_t interval_ns;
		uint16_t port;
	} port_interval[ENGINE_PORTS_MAX];
	uint32_t port_interval_n;
	struct net trusted[ENGINE_TRUSTED_MAX];
	uint32_t trusted_n;
	struct net proxies[ENGINE_PROXIES_MAX];
	uint32_t proxies_n;
	struct sizes_profile tls_profile;
	struct net tls_servers[ENGINE_TLS_SERVERS_MAX];
	uint32_t tls_servers_n;
};

/**
 * enum engine_dir - Which side sent a packet
 */
enum engine_dir { FROM_SERVER, FROM_CLIENT };

/**
 * struct engine_packet - A packet as the hook saw it
 * @data:	Starts at the IP header; borrowed for the call
 * @len_bytes:	Bytes at @data
 * @dir:	The side that sent it
 * @marked:	It comes back after ACTION_MARK_WATCH: its flow is on WATCH now
 * @exempt:	Its flow is marked EXEMPT, and its client owes, or its network is known
 * @gso:	It is a super-packet that the kernel will cut later
 * @checksum_unready: The kernel fills its checksum in later: it can't be wrong
 * @client, @client_port: How the server's packets name the client of this one, whatever
 *		NAT has yet to do to it; family 0: as it does itself
 *
 * Of the client's side are ICMP and ICMPv6 errors, too, whoever sent them: they
 * quote a segment of the server.
 */
struct engine_packet {
	const uint8_t *data;
	size_t len_bytes;
	enum engine_dir dir;
	bool marked;
	bool exempt;
	bool gso;
	bool checksum_unready;
	struct addr client;
	uint16_t client_port;
};

/**
 * enum action_kind - What the engine wants done
 *
 * The verdicts on the packet just given; each packet gets exactly one:
 * @ACTION_ACCEPT:	It passes, now
 * @ACTION_DROP:	It is a copy of held bytes, or must not be seen
 * @ACTION_REPLACE:	It passes as @bytes (cut, or a number rewritten)
 * @ACTION_HOLD:	Keep it in @slot; as @bytes, where that is not NULL
 * @ACTION_MARK_WATCH:	Put its connection on WATCH and give it again, marked
 * @ACTION_MARK_EXEMPT:	Make its connection EXEMPT; it passes
 * @ACTION_SPLIT:	Cut this super-packet into segments and give me those, each
 *			as a whole
 *
 * What happens to packets held earlier; each slot ends in exactly one:
 * @ACTION_RELEASE:	The packet in @slot passes, now
 * @ACTION_DISCARD:	The packet in @slot is dropped (a newer copy is held,
 *			or nobody waits for it)
 *
 * And besides:
 * @ACTION_INJECT:	Send @bytes, a whole IP packet, to the side @to
 * @ACTION_EVENT:	Something to tell: @event
 */
enum action_kind {
	ACTION_ACCEPT,
	ACTION_DROP,
	ACTION_REPLACE,
	ACTION_HOLD,
	ACTION_MARK_WATCH,
	ACTION_MARK_EXEMPT,
	ACTION_SPLIT,
	ACTION_RELEASE,
	ACTION_DISCARD,
	ACTION_INJECT,
	ACTION_EVENT,
	ACTION_KINDS
};

/**
 * enum event_kind - What is worth a line
 * @EVENT_REPLY:	A reply was seen (replay's statistics; not logged)
 * @EVENT_HOLD:		Bytes are held from now on
 * @EVENT_RELEASE:	They passed at their time
 * @EVENT_EARLY:	They passed before their time; @reason says why
 * @EVENT_ABSORB:	A copy of held bytes was kept from the client
 * @EVENT_ABANDON:	The client left before its reply came
 * @EVENT_RESET:	The server reset the connection while its reply was held;
 *			the reset follows the reply
 * @EVENT_EXEMPT:	The connection is let alone from now on; see @reason
 * @EVENT_DETACH:	The server was freed; the client waits on
 * @EVENT_OVERDRAWN:	From now on all of the source waits, or (REASON_NETWORK)
 *			all of its network that delivered nothing
 * @EVENT_CHARGE:	The source owes an interval more (to be shared; not logged)
 * @EVENT_EARN:		A delivery paid for a part of one (the same)
 * @EVENT_REFUSED:	A refusal inside TLS was told by its size: see @reason
 * @EVENT_CHANGED:	Answers to EHLO inside TLS are not as long as the profile's
 *			any more: the server has changed
 */
enum event_kind {
	EVENT_REPLY,
	EVENT_HOLD,
	EVENT_RELEASE,
	EVENT_EARLY,
	EVENT_ABSORB,
	EVENT_ABANDON,
	EVENT_RESET,
	EVENT_EXEMPT,
	EVENT_DETACH,
	EVENT_OVERDRAWN,
	EVENT_CHARGE,
	EVENT_EARN,
	EVENT_REFUSED,
	EVENT_CHANGED,
	EVENT_KINDS
};

/**
 * enum reason - Why it happened
 */
enum reason {
	REASON_NONE,
	REASON_AUTH,		/* exempt: 235 was seen */
	REASON_TLS,		/* exempt: TLS follows STARTTLS */
	REASON_NOT_SMTP,	/* exempt: no reply lines */
	REASON_TRUSTED,		/* exempt: a trusted network */
	REASON_BALANCER,	/* exempt: a balancer's own, or its client has no address */
	REASON_PROXY,		/* exempt: a balancer's, its header missing, cut, or wrong */
	REASON_ERROR,		/* held: a 5xx reply, or a reset in place of one */
	REASON_DEBT,		/* held: its source's bucket is overdrawn */
	REASON_TLS_DEBT,	/* held: so is that of a connection in TLS */
	REASON_NETWORK,		/* held: its network's bucket is overdrawn */
	REASON_GREETING,	/* held: the greeting of such a source */
	REASON_BEHIND,		/* held: it follows held bytes */
	REASON_ROOM,		/* early: max_held is reached */
	REASON_BUDGET,		/* early or detach: the server's budget is spent */
	REASON_SHARE,		/* detach: the source holds its share of it */
	REASON_LATE,		/* detach: due only after the longest hold */
	REASON_LEFT,		/* detach: its client has left */
	REASON_STOP,		/* early: the tarpit stops */
	REASON_ASKED,		/* early: somebody asked for it */
	REASON_RST,		/* abandon: by RST */
	REASON_FIN,		/* abandon: by FIN */
	REASON_SIZE,		/* refused: it was charged; changed */
	REASON_SIZE_LOG,	/* refused: it would have been */
	REASON_KINDS
};

/**
 * struct event - Something that happened to one flow
 * @kind, @reason:	What and why
 * @client, @server:	Who is charged, and the mail server
 * @client_port, @server_port: in host order
 * @peer, @peer_port:	Whom the server's packets go to: @client, or the balancer that
 *			named it
 * @code:		Reply code of the first charged reply, or of the reply
 * @enhanced:		Its enhanced code; class 0 for none
 * @replies:		Charged replies in these bytes
 * @bytes:		How many bytes
 * @charged:		EVENT_REPLY: it was charged
 * @settled:		CHARGE: what waits for it must not be postponed
 * @wait_ns:		HOLD: until it is due; afterwards: how long it waited;
 *			CHARGE, EARN: how much more, or less, the source owes
 * @delay_ns:		RELEASE: how much after its due time
 * @debt_ns:		What the source owes now
 */
struct event {
	enum event_kind kind;
	enum reason reason;
	struct addr client, server, peer;
	uint16_t client_port, server_port, peer_port;
	uint16_t code;
	struct enhanced enhanced;
	uint32_t replies;
	uint32_t bytes;
	bool charged, settled;
	uint64_t wait_ns;
	uint64_t delay_ns;
	uint64_t debt_ns;
};

/**
 * struct action - One thing to do
 * @kind:	Which
 * @slot:	HOLD, RELEASE, DISCARD: below engine_slots()
 * @bytes:	REPLACE, HOLD, INJECT: a whole IP packet with right lengths and
 *		checksums; valid until the sink returns
 * @len_bytes:	Its length
 * @to_client:	INJECT: it is for the client, in the server's name
 * @event:	EVENT: valid until the sink returns
 */
struct action {
	enum action_kind kind;
	uint32_t slot;
	const uint8_t *bytes;
	size_t len_bytes;
	bool to_client;
	const struct event *event;
};

/**
 * struct sink - Where actions go
 * @emit:	Called for each action, in order; must not call the engine
 * @ctx:	Handed through
 * @mute_events: Kinds of event that nobody waits for, a bit each: not made
 * @mute_injects: Nothing can be sent: ACTION_INJECT is counted, but not made
 */
struct sink {
	void (*emit)(void *ctx, const struct action *action);
	void *ctx;
	uint32_t mute_events;
	bool mute_injects;
};

/* Counters: name and help; one table makes struct, status, JSON, metrics. */
#define ENGINE_COUNTERS(X)						\
	X(packets_total, "packets that the engine read")			\
	X(unparsed_total, "packets that could not be parsed, and passed") \
	X(client_packets_total, "packets of clients that the engine read") \
	X(replies_total, "replies that were seen")			\
	X(replies_5xx_total, "5xx replies that were seen")		\
	X(charged_total, "replies that cost an interval")		\
	X(log_charges_total, "errors that the mail server's log reported, and that were charged") \
	X(log_matched_total, "errors in the log and on the wire, charged once") \
	X(size_connections_total, "connections in TLS whose answers were looked at by their size") \
	X(size_refusals_total, "refusals inside TLS that were told by their size") \
	X(size_charges_total, "refusals inside TLS that were told by their size, and were charged") \
	X(size_unsure_total, "answers inside TLS whose size is that of several answers, or of none; not charged") \
	X(size_let_go_total, "connections in TLS that were passed on to the kernel, since further answers would be unsure") \
	X(size_changed_total, "connections in TLS whose answer to EHLO was not as long as the profile says") \
	X(exempt_replies_total, "5xx replies that were not charged")	\
	X(held_total, "segments that were held")			\
	X(held_tls_total, "segments of connections in TLS that were held") \
	X(held_replies_total, "charged replies that were held")		\
	X(released_total, "held segments that passed when they were due")	\
	X(early_total, "held segments that passed before they were due")	\
	X(absorbed_total, "copies of held bytes that were kept back")	\
	X(replaced_total, "held packets for which a newer copy was kept") \
	X(cut_total, "packets cut before held bytes")			\
	X(frozen_total, "packets of servers that were dropped while a reply was held") \
	X(injected_total, "zero-window ACKs made for servers")		\
	X(withheld_total, "packets of clients that were dropped while a reply was held") \
	X(answered_total, "zero-window ACKs made for clients")		\
	X(behind_total, "packets of clients cut before a message, or dropped, since commands before it are not answered, or did not come yet") \
	X(widened_total, "packets of clients that leave no room for a reply") \
	X(icmp_total, "ICMP errors that the engine read")		\
	X(icmp_dropped_total, "ICMP errors dropped, since a reply of their connection is held") \
	X(bad_checksum_total, "packets of clients with a wrong checksum; not believed") \
	X(abandoned_total, "held segments whose client left")		\
	X(abandoned_ms_total, "milliseconds that clients had waited when they left")	\
	X(reset_total, "servers that reset a connection while a reply was held") \
	X(early_ack_total, "packets of clients that acknowledged bytes that they were not given") \
	X(out_of_order_total, "segments dropped, since a segment before them is missing") \
	X(no_room_total, "segments dropped, since their connection has too many held") \
	X(lost_total, "held packets that the kernel lost; sent again later") \
	X(exempt_auth_total, "connections exempt: the client authenticated")	\
	X(exempt_tls_total, "connections exempt: TLS")			\
	X(exempt_not_smtp_total, "connections exempt: not SMTP")	\
	X(exempt_balancer_total, "connections exempt: a balancer's own, or of a client without an address") \
	X(exempt_proxy_total, "connections exempt: of a balancer, and the PROXY header is missing, cut, or wrong") \
	X(proxy_bad_total, "those of exempt_proxy_total that were seen from their beginning") \
	X(proxied_total, "connections whose client a PROXY header named") \
	X(detached_total, "connections whose server's side the tarpit reset")		\
	X(over_budget_total, "segments held though the server's budget was spent") \
	X(overdrawn_total, "times that a source's bucket was overdrawn")	\
	X(networks_overdrawn_total, "times that a network's bucket was overdrawn") \
	X(sources_forgotten_total, "sources forgotten for lack of room") \
	X(flows_evicted_total, "connections forgotten for lack of room") \
	X(waited_ms_total, "milliseconds that clients have waited")

/**
 * struct engine_stats - Counters, and what is now
 */
struct engine_stats {
#define X(name, help) uint64_t name;
	ENGINE_COUNTERS(X)
#undef X
	uint32_t held_now;	/* segments with a packet in a slot */
	uint32_t gated_now;	/* connections with held bytes */
	uint32_t flows_now;
	uint32_t sources_now;
};

struct engine;

/**
 * engine_new() - Make an engine
 * @conf:	Copied
 * @now_ns:	The time now
 *
 * All memory that it will ever use is allocated here.
 * Return: the engine, owned by the caller, for engine_free(); NULL without
 * memory
 */
struct engine *engine_new(const struct engine_conf *conf, uint64_t now_ns);

/** engine_free() - Free it; NULL is allowed.  Held slots are the caller's. */
void engine_free(struct engine *e);

/**
 * engine_configure() - Take new settings; the sizes of the tables stay
 *
 * Holds that exist keep their times.
 */
void engine_configure(struct engine *e, const struct engine_conf *conf);

/** engine_conf() - The settings in force; borrowed */
const struct engine_conf *engine_conf(const struct engine *e);

/**
 * engine_packet() - A packet was seen
 * @e:		The engine
 * @now_ns:	The time now; never less than before
 * @packet:	Borrowed for the call
 * @sink:	Gets exactly one verdict for @packet, and what follows from it
 *
 * A packet that cannot be parsed is accepted and counted.
 */
void engine_packet(struct engine *e, uint64_t now_ns,
		   const struct engine_packet *packet, const struct sink *sink);

/** engine_next_ns() - When engine_expire() has work; ENGINE_NEVER for none */
uint64_t engine_next_ns(const struct engine *e);

/** engine_expire() - Release what is due at @now_ns */
void engine_expire(struct engine *e, uint64_t now_ns, const struct sink *sink);

/**
 * engine_release() - Release held replies before their time
 * @client:	Those of this source only; NULL for all
 * @reason:	REASON_STOP or REASON_ASKED
 *
 * Return: how many connections had held bytes
 */
uint32_t engine_release(struct engine *e, uint64_t now_ns,
			const struct addr *client, enum reason reason,
			const struct sink *sink);

/**
 * engine_lost() - The packet in @slot is gone (the kernel flushed its queue)
 *
 * The bytes stay held until their time; the server will send them again.
 * A slot that holds nothing is ignored.
 */
void engine_lost(struct engine *e, uint32_t slot);

/** engine_slots() - Slots are numbered from 0 to this, less one */
uint32_t engine_slots(const struct engine *e);

/** engine_stats() - The counters; borrowed, valid until engine_free() */
const struct engine_stats *engine_stats(const struct engine *e);

/**
 * struct held_info - A connection with held bytes
 * @errors:		Of all that is held of it, charged replies
 */
struct held_info {
	struct addr client, server;
	uint16_t client_port, server_port;
	uint16_t code;
	struct enhanced enhanced;
	uint64_t since_ns, due_ns;
	uint32_t replies, errors;
	bool detached, abandoned, overdrawn;
};

/** engine_held_each() - Tell of each connection with held bytes, oldest first */
void engine_held_each(const struct engine *e,
		      bool (*report)(void *ctx, const struct held_info *info),
		      void *ctx);

/**
 * struct source_info - What is known of a source
 * @net:		Who
 * @zero_ns:		Its bucket is back at zero then; what lies before now are
 *			tokens, an interval each
 * @earned_ns:		Deliveries paid for errors up to then
 * @last_ns:		Its last charge, in whole seconds
 * @errors:		Charged replies
 * @delivered:		Messages taken since it is known
 * @held_now:		Its connections that servers keep open for held bytes
 * @held_errors:	To be restored: charged replies that were held, and that servers
 *			will send again; never told
 * @code, @enhanced:	Of its last charged reply
 * @network:		It is a network, not a source
 */
struct source_info {
	struct net net;
	uint64_t zero_ns, earned_ns, last_ns;
	uint32_t errors, delivered;
	uint32_t held_now, held_errors;
	uint16_t code;
	struct enhanced enhanced;
	bool network;
};

/** engine_source_each() - Tell of each source, most recently charged first */
void engine_source_each(const struct engine *e,
			bool (*report)(void *ctx, const struct source_info *info),
			void *ctx);

/** engine_source_get() - Return: false if nothing is known of @client */
bool engine_source_get(const struct engine *e, const struct addr *client,
		       struct source_info *info);

/** engine_source_put() - Restore a source as source_each() told it */
void engine_source_put(struct engine *e, const struct source_info *info);

/** engine_save_bytes() - How long engine_save()'s output is */
size_t engine_save_bytes(const struct engine *e);

/**
 * engine_save() - Write all that is known, for engine_load()
 * @out:	engine_save_bytes() long
 */
void engine_save(const struct engine *e, uint8_t *out);

/**
 * engine_load() - Take what engine_save() wrote in an earlier process
 * @e:		New, and nothing seen yet
 * @now_ns:	Of the same clock as the times that were saved
 * @in:		Borrowed; need not be aligned
 *
 * Slots keep their numbers.  Settings and counters are not in it.
 * Return: false if it is damaged, of another build, or does not fit; @e is
 * to be freed then
 */
bool engine_load(struct engine *e, uint64_t now_ns, const uint8_t *in,
		 size_t len_bytes);

/** engine_slot_is_held() - Is there to be a packet in @slot? */
bool engine_slot_is_held(const struct engine *e, uint32_t slot);

#define ENGINE_OWE_MAX_S	(30 * 86400)

/**
 * engine_owe() - Let @client owe at least until @until_ns
 *
 * An admin says so, so that it may be more than max-debt; but no more than
 * ENGINE_OWE_MAX_S from now on.
 */
void engine_owe(struct engine *e, uint64_t now_ns, const struct addr *client,
		uint64_t until_ns);

/**
 * engine_charge() - Errors of @client that no packet told of
 * @errors:	How many
 * @sink:	Gets the events that follow
 *
 * As if so many of its replies had been charged now.
 */
void engine_charge(struct engine *e, uint64_t now_ns, const struct addr *client,
		   uint32_t errors, const struct sink *sink);

/**
 * engine_raise() - @client's bucket is back at zero at @zero_ns, others know
 *
 * Never lowers what it owes; nothing else of it changes.
 */
void engine_raise(struct engine *e, uint64_t now_ns, const struct addr *client,
		  uint64_t zero_ns);

/**
 * engine_refund() - Take back what engine_charge() charged, so many errors
 */
void engine_refund(struct engine *e, uint64_t now_ns, const struct addr *client,
		   uint32_t errors);

/**
 * engine_logged() - The mail server's log tells of errors of @client
 * @tls:	They were inside TLS
 * @sink:	Gets what follows
 *
 * Those that were seen here and charged are not charged again, in whichever
 * order they come; see logged.c.
 * Return: how many were charged now
 */
uint32_t engine_logged(struct engine *e, uint64_t now_ns,
		       const struct addr *client, uint32_t errors, bool tls,
		       const struct sink *sink);

/**
 * engine_postpone() - What a flow holds last is due at @due_ns, if not later
 * @event:	An event of that flow, such as EVENT_CHARGE: its @peer and @server
 *		count
 *
 * Never earlier, and never past the longest hold.
 */
void engine_postpone(struct engine *e, uint64_t now_ns,
		     const struct event *event, uint64_t due_ns);

/** engine_forget() - Forget @client, or NULL: all.  Return: how many */
uint32_t engine_forget(struct engine *e, const struct addr *client);

#endif
