/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.h - where the shared store is, and how to log in there */
#ifndef SHARE_ADDRESS_H
#define SHARE_ADDRESS_H

#include "conf/options.h"
#include "link.h"

#define ADDRESS_PASSWORD_MAX	512

/**
 * address_find() - Where the store is
 * @s:		Of these, shared_*
 * @store:	Filled; for address_fini()
 * @error:	@size bytes
 *
 * Resolves a name and reads certificates: not in the sandbox.
 * Return: false if a setting is wrong
 */
bool address_find(const struct settings *s, struct address *store,
		      char *error, size_t size);

/**
 * address_password() - Read the password, the first line of a file
 * @password:	At least ADDRESS_PASSWORD_MAX bytes; "" where there is no file
 */
bool address_password(const struct settings *s, char *password,
			  char *error, size_t size);

/** address_fini() - Free what find has allocated */
void address_fini(struct address *store);

#endif
