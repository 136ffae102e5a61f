/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel.h - the queue around the engine: packets that wait in slots, come back
 * marked or whole, or are cut
 *
 * What the kernel owes the engine, and the engine the kernel, whoever drives it:
 * each packet gets one verdict, each slot keeps one packet until its end, no packet
 * comes back twice for the same reason.  What a packet is, and what becomes of it,
 * only the harness knows; whether that is right, its oracle.
 */
#ifndef LIB_KERNEL_H
#define LIB_KERNEL_H

#include "core/engine.h"

/**
 * struct kernel_ops - What a harness does
 * @did:	The engine wants this done: a verdict on @packet, which is being
 *		given (NULL: there is none), or the end of @packet in a slot, which
 *		is empty by now; NULL with what is injected and with events.
 *		With ACTION_HOLD the slot has taken @packet, or what hold() made of it
 * @hold:	Return: what a slot keeps of @packet; NULL, where it's @packet itself
 * @wrong:	The engine broke the contract; says how
 */
struct kernel_ops {
	void (*did)(void *ctx, const struct action *action, void *packet);
	void *(*hold)(void *ctx, const struct action *action, void *packet);
	void (*wrong)(void *ctx, const char *what);
};

/**
 * struct kernel - The slots of one engine, and the packet that it is asked about
 * @slot:	What they keep; NULL: nothing
 * @slots, @slots_used:	How many there are, how many keep something
 * @verdicts, @verdict: On the packet that was given last
 * @ended:	The slot that became empty last
 */
struct kernel {
	struct engine *engine;
	const struct kernel_ops *ops;
	void *ctx;
	void **slot;
	uint32_t slots, slots_used;
	void *given;
	unsigned int verdicts;
	enum action_kind verdict;
	uint32_t ended;
};

/** kernel_init() - Slots for @engine, which is borrowed; all empty */
void kernel_init(struct kernel *k, struct engine *engine,
		 const struct kernel_ops *ops, void *ctx);

/** kernel_fini() - @drop what is in slots, and the slots */
void kernel_fini(struct kernel *k, void (*drop)(void *packet));

/** kernel_sink() - For calls of the engine without a packet */
struct sink kernel_sink(struct kernel *k);

/**
 * kernel_ask() - Give a packet to the engine, once
 * @what:	Its bytes are copied into memory of just their length
 * @packet:	What the harness knows it by
 *
 * Return: the verdict
 */
enum action_kind kernel_ask(struct kernel *k, uint64_t now_ns,
			    const struct engine_packet *what, void *packet);

/**
 * kernel_again() - Mark a packet for its next pass, as the verdict wants it
 * @what:	As it was given
 *
 * Return: false if it doesn't come back: it was another verdict, it came back
 * before for the same reason, or it is a super-packet to be cut
 */
bool kernel_again(struct kernel *k, enum action_kind verdict,
		  struct engine_packet *what);

/**
 * kernel_cut() - Cut a super-packet, as the stack does
 * @mss:	Payload of each part, at the most
 * @part:	Called for each; its bytes are valid until it returns
 */
void kernel_cut(const uint8_t *bytes, size_t len_bytes, uint32_t mss,
		void (*part)(void *ctx, const uint8_t *bytes, size_t len_bytes),
		void *ctx);

/** kernel_lose() - A slot's packet is gone.  Return: it; NULL for none */
void *kernel_lose(struct kernel *k, uint32_t slot);

/**
 * kernel_hand_over() - Another engine takes the first one's place
 *
 * Its slots hold what they held: anything else is wrong.
 */
void kernel_hand_over(struct kernel *k, struct engine *next);

/** action_name() - "hold" */
const char *action_name(enum action_kind kind);

#endif
