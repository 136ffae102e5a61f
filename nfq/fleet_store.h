/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fleet_store.h - where the shared store is, and how to log in there */
#ifndef NFQ_FLEET_STORE_H
#define NFQ_FLEET_STORE_H

#include "fleet_link.h"
#include "options.h"

#define FLEET_PASSWORD_MAX	512

/**
 * fleet_store_find() - Where the store is
 * @s:		Of these, shared_*
 * @store:	Filled; for fleet_store_fini()
 * @error:	@size bytes
 *
 * Resolves a name and reads certificates: not in the sandbox.
 * Return: false if a setting is wrong
 */
bool fleet_store_find(const struct settings *s, struct fleet_store *store,
		      char *error, size_t size);

/**
 * fleet_store_password() - Read the password, the first line of a file
 * @password:	At least FLEET_PASSWORD_MAX bytes; "" where there is no file
 */
bool fleet_store_password(const struct settings *s, char *password,
			  char *error, size_t size);

/** fleet_store_fini() - Free what find has allocated */
void fleet_store_fini(struct fleet_store *store);

#endif
