// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel.c - the queue around the engine
 */
#include "kernel.h"

#include "packet.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(size_t n, size_t bytes)
{
	void *p = calloc(n ? n : 1, bytes ? bytes : 1);

	if (!p)
		abort();
	return p;
}

const char *action_name(enum action_kind kind)
{
	static const char *const names[ACTION_KINDS] = {
		"accept", "drop", "replace", "hold", "mark-watch",
		"mark-exempt", "split", "release", "discard", "inject", "event"
	};

	return names[kind];
}

static void __attribute__((format(printf, 2, 3)))
wrong(struct kernel *k, const char *format, ...)
{
	char text[128];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	k->ops->wrong(k->ctx, text);
}

void kernel_init(struct kernel *k, struct engine *engine,
		 const struct kernel_ops *ops, void *ctx)
{
	*k = (struct kernel){ .engine = engine, .ops = ops, .ctx = ctx,
			      .slots = engine_slots(engine) };
	k->slot = allocate(k->slots, sizeof(*k->slot));
}

void kernel_fini(struct kernel *k, void (*drop)(void *packet))
{
	uint32_t i;

	for (i = 0; i < k->slots; i++)
		if (k->slot[i])
			drop(k->slot[i]);
	free(k->slot);
}

void *kernel_lose(struct kernel *k, uint32_t slot)
{
	void *packet = slot < k->slots ? k->slot[slot] : NULL;

	if (!packet)
		return NULL;
	k->slot[slot] = NULL;
	k->slots_used--;
	return packet;
}

static void hold(struct kernel *k, const struct action *action)
{
	void *packet = k->given;

	if (action->slot >= k->slots || k->slot[action->slot]) {
		wrong(k, "hold in slot %u, which is %s", action->slot,
		      action->slot >= k->slots ? "none" : "taken");
		return;
	}
	if (k->ops->hold)
		packet = k->ops->hold(k->ctx, action, packet);
	k->slot[action->slot] = packet;
	k->slots_used++;
	k->ops->did(k->ctx, action, packet);
}

static void end_slot(struct kernel *k, const struct action *action)
{
	void *packet = kernel_lose(k, action->slot);

	k->ended = action->slot;
	if (!packet)
		wrong(k, "%s of slot %u, which holds nothing",
		      action_name(action->kind), action->slot);
	else
		k->ops->did(k->ctx, action, packet);
}

static void emit(void *ctx, const struct action *action)
{
	struct kernel *k = ctx;

	switch (action->kind) {
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		end_slot(k, action);
		return;
	case ACTION_INJECT:
	case ACTION_EVENT:
		k->ops->did(k->ctx, action, NULL);
		return;
	default:
		break;
	}
	k->verdict = action->kind;
	if (k->verdicts++ || !k->given)
		wrong(k, "a verdict (%s) too many", action_name(action->kind));
	else if (action->kind == ACTION_HOLD)
		hold(k, action);
	else
		k->ops->did(k->ctx, action, k->given);
}

struct sink kernel_sink(struct kernel *k)
{
	k->given = NULL;
	k->verdicts = 0;
	return (struct sink){ .emit = emit, .ctx = k };
}

enum action_kind kernel_ask(struct kernel *k, uint64_t now_ns,
			    const struct engine_packet *what, void *packet)
{
	struct sink sink = kernel_sink(k);
	struct engine_packet exact = *what;
	uint8_t *copy = allocate(1, what->len_bytes);

	memcpy(copy, what->data, what->len_bytes);
	exact.data = copy;
	k->given = packet;
	engine_packet(k->engine, now_ns, &exact, &sink);
	k->given = NULL;
	free(copy);
	if (!k->verdicts)
		wrong(k, "no verdict on a packet");
	if (k->ended < k->slots && !k->slot[k->ended] &&
	    engine_slot_is_held(k->engine, k->ended))
		wrong(k, "slot %u is empty, and held", k->ended);
	return k->verdict;
}

bool kernel_again(struct kernel *k, enum action_kind verdict,
		  struct engine_packet *what)
{
	bool whole = verdict == ACTION_SPLIT && what->dir == FROM_CLIENT;

	if (verdict == ACTION_SPLIT && !what->gso)
		wrong(k, "split of a packet that is none");
	if (verdict != ACTION_MARK_WATCH && !whole)
		return false;
	if (!whole && what->marked) {
		wrong(k, "%s, twice for one packet", action_name(verdict));
		return false;
	}
	what->marked = !whole;
	what->gso &= !whole;
	return true;
}

void kernel_cut(const uint8_t *bytes, size_t len_bytes, uint32_t mss,
		void (*part)(void *ctx, const uint8_t *bytes, size_t len_bytes),
		void *ctx)
{
	uint8_t *out = allocate(1, HEADERS_MAX + EXT_MAX_BYTES + mss);
	struct tcp_segment whole, seg;
	size_t at;

	segment_read(bytes, len_bytes, false, &whole);
	for (at = 0; at < whole.len_bytes; at += mss) {
		seg = whole;
		seg.payload += at;
		seg.len_bytes -= at;
		seg.seq += (uint32_t)at;
		if (seg.len_bytes > mss) {
			seg.len_bytes = mss;
			seg.flags &= (uint8_t)~(F_FIN | F_PSH);
		}
		part(ctx, out, segment_build(&seg, false, out));
	}
	free(out);
}

void kernel_hand_over(struct kernel *k, struct engine *next)
{
	uint32_t i;

	k->engine = next;
	for (i = 0; i < k->slots; i++)
		if (engine_slot_is_held(next, i) != !!k->slot[i]) {
			wrong(k, "after a restart, slot %u differs", i);
			return;
		}
}
