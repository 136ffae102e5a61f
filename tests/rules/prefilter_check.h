/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prefilter_check.h - what the kernel's prefilter says of a packet */
#ifndef PREFILTER_CHECK_H
#define PREFILTER_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct prefilter;

/**
 * prefilter_new() - Read the programs that the installer gives to the kernel
 * @folder:	That of the *.bytecode files
 *
 * Return: for prefilter_free(); NULL after a message on stderr
 */
struct prefilter *prefilter_new(const char *folder);

/** prefilter_free() - Free it; NULL is allowed */
void prefilter_free(struct prefilter *prefilter);

/**
 * prefilter_queues() - Would the rules queue this packet, of an unmarked flow?
 * @packet:	Begins at its IP header
 * @len_bytes:	All of it
 */
bool prefilter_queues(const struct prefilter *prefilter, const uint8_t *packet,
		      size_t len_bytes);

#endif
