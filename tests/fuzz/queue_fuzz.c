// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * queue_fuzz.c - netlink messages, verdicts, and where held packets are
 *
 * Well-formed packets and messages of any bytes come; each packet gets one
 * verdict on the right socket, and what is held is found again or told lost.
 */
#include "qkernel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static struct qk kernel;
static struct input in;
static bool noisy;

/* The linker lets the program's send(2) come here: --wrap=send. */
ssize_t __wrap_send(int fd, const void *bytes, size_t n, int flags);

ssize_t __wrap_send(int fd, const void *bytes, size_t n, int flags)
{
	(void)flags;
	qk_verdicts(&kernel, fd == queue_hold_fd(kernel.q), bytes, n);
	return (ssize_t)n;
}

static void lost(void *ctx, uint32_t slot)
{
	(void)ctx;
	REQUIRE(slot < QK_SLOTS && kernel.held[slot], "slot %u", slot);
	kernel.held[slot] = false;
}

static void turn(void)
{
	unsigned int turns = 0;

	while (queue_end_turn(kernel.q, lost, NULL))
		REQUIRE(++turns < 100, "no end of it");
}

/* The engine's part: any verdict, and slots as it must use them. */
static void decide(void *ctx, const struct engine_packet *packet)
{
	static const enum action_kind kinds[] = {
		ACTION_HOLD, ACTION_ACCEPT, ACTION_DROP, ACTION_REPLACE,
		ACTION_MARK_WATCH, ACTION_MARK_EXEMPT, ACTION_SPLIT };
	uint8_t how = in8(&in);
	struct action a = { .kind = kinds[how % 7], .slot = how / 7 % QK_SLOTS };
	volatile uint8_t sum = 0;
	size_t i;

	(void)ctx;
	for (i = 0; i < packet->len_bytes; i++)
		sum = (uint8_t)(sum + packet->data[i]);
	if (a.kind == ACTION_REPLACE || how >= 0xf0) {
		a.bytes = (const uint8_t *)"other";
		a.len_bytes = 5;
	}
	if (a.kind == ACTION_HOLD && kernel.held[a.slot]) {
		kernel.held[a.slot] = false;
		queue_act(kernel.q, &(struct action){ .kind = ACTION_DISCARD,
						      .slot = a.slot });
	}
	if (a.kind == ACTION_HOLD)
		kernel.held[a.slot] = true;
	queue_act(kernel.q, &a);
}

static void end_slot(uint32_t slot, bool pass)
{
	if (!kernel.held[slot])
		return;
	kernel.held[slot] = false;
	queue_act(kernel.q, &(struct action){
		.kind = pass ? ACTION_RELEASE : ACTION_DISCARD,
		.slot = slot });
}

static void op(void)
{
	static const uint32_t marks[] = { 0, 1, 0x10000000, 0x20000000,
					  0x30000001, 0xc0ffee };
	uint8_t how = in8(&in), arg = in8(&in);
	const uint8_t *bytes;
	size_t n;

	switch (how % 10) {
	case 0: case 1: case 2:
		n = in_bytes(&in, in8(&in), &bytes);
		qk_give(&kernel, arg % 3, marks[how / 10 % 6], how >= 200,
			n ? bytes : NULL, n);
		break;
	case 3:
		noisy = true;
		n = in_bytes(&in, in8(&in), &bytes);
		qk_raw(&kernel, arg & 1, bytes, n);
		break;
	case 4:
		/* It says that the queue was flushed, which it was not. */
		noisy |= arg % 6 >= QUEUE_HOLD;
		qk_error(&kernel, arg % 6, how > 100 ? ENOENT : EINVAL);
		break;
	case 5:
		qk_stray(&kernel, QUEUE_HOLD + arg % QK_HOLD_QUEUES,
			 in32(&in));
		break;
	case 6:
		kernel.lose = true;
		break;
	case 7:
		end_slot(arg % QK_SLOTS, how & 64);
		break;
	default:
		queue_read(kernel.q, decide, NULL);
		turn();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int i;

	in = (struct input){ data, data + size };
	noisy = false;
	qk_begin(&kernel);
	for (i = 0; i < 200 && in_more(&in); i++) {
		op();
		if (i % 4 == 3)
			queue_read(kernel.q, decide, NULL);
	}
	while (queue_read(kernel.q, decide, NULL))
		turn();
	turn();
	queue_touch(kernel.q);
	turn();
	if (!noisy)
		qk_check(&kernel);
	for (i = 0; i < QK_SLOTS; i++)
		end_slot(i, i & 1);
	turn();
	if (!noisy)
		REQUIRE(!kernel.waiting, "%u packets wait for ever",
			kernel.waiting);
	qk_end(&kernel);
	return 0;
}
