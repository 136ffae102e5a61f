/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nft_kernel.h - what this kernel's nf_tables says of a packet */
#ifndef NFT_KERNEL_H
#define NFT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * nft_kernel_open() - From here on nft_kernel_queues() may be called
 *
 * In this network namespace the rules are those of a mail host, with "drop" in the
 * place of "queue"; all leads to a device that swallows it.  See nft_prefilter.
 * Return: false after a message on stderr
 */
bool nft_kernel_open(void);

/**
 * nft_kernel_queues() - Do the rules queue this packet?
 * @packet:	Begins at its IP header
 * @len_bytes:	All of it
 */
bool nft_kernel_queues(const uint8_t *packet, size_t len_bytes);

#endif
