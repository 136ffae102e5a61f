/* SPDX-License-Identifier: GPL-2.0-or-later */
/* state.h - what sources owe, over a restart */
#ifndef NFQ_STATE_H
#define NFQ_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/engine.h"

/**
 * state_write() - Write all sources, atomically
 * @path:	The file; "" for none
 * @durable:	Wait until it is on the disk (fsync(2)): at the end, when no
 *		packet waits for it.  Else a crash of the machine may leave a
 *		file whose checksum is wrong, which is as good as none.
 *
 * A failure is logged; the old file is then left as it was.
 * Return: false on failure
 */
bool state_write(const struct engine *e, const char *path, uint64_t now_ns,
		 bool durable);

/**
 * state_parse() - Restore sources from the bytes of a state file
 *
 * Nothing is restored unless all of it is right.
 * Return: NULL, or what is wrong
 */
const char *state_parse(struct engine *e, const uint8_t *bytes, size_t n,
			uint64_t now_ns);

/**
 * state_read() - Restore the sources of state_write()
 * @path:	The file; "" for none; it need not exist
 *
 * A damaged file is set aside as @path.damaged, with a warning, and nothing of
 * it is used.
 * Return: false if it was damaged or could not be read
 */
bool state_read(struct engine *e, const char *path, uint64_t now_ns);

#endif
