// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * address.c - where the shared store is, and how to log in there
 *
 * Owns how shared-state and the file with the password are read.  All of it is
 * done once, at the start: later nothing resolves names or opens files.
 */
#include "address.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PORT		"6379"
#define DATABASES	1000000

/* "/N" behind a host, "?db=N" behind a path.  Return: false if it is none */
static bool read_database(const char *text, unsigned int *database)
{
	size_t n = strspn(text, "0123456789");

	if (!n || n > 6 || text[n])
		return false;
	*database = (unsigned int)strtoul(text, NULL, 10);
	return *database < DATABASES;
}

static bool wrong(const struct settings *s, const char *why, char *error,
		  size_t size)
{
	snprintf(error, size, "shared-state %s: %s", s->shared_state, why);
	return false;
}

static bool find_unix(const struct settings *s, char *path,
		      struct address *store, char *error, size_t size)
{
	char *query = strchr(path, '?');

	if (query) {
		*query = '\0';
		if (strncmp(query + 1, "db=", 3) ||
		    !read_database(query + 4, &store->database))
			return wrong(s, "only ?db=NUMBER may follow the path",
				     error, size);
	}
	if (*path != '/' || strlen(path) >= sizeof(store->to.un.sun_path))
		return wrong(s, "the path is not absolute, or too long", error,
			     size);
	store->to.un.sun_family = AF_UNIX;
	strcpy(store->to.un.sun_path, path);
	store->to_bytes = sizeof(store->to.un);
	return true;
}

/* Split "host:port/db", "[host]:port/db".  Return: false if it is none */
static bool split(char *text, char **host, char **port,
		  struct address *store)
{
	static char standard[] = PORT;
	char *end = strchr(text, '/');

	if (end) {
		*end = '\0';
		if (end[1] && !read_database(end + 1, &store->database))
			return false;
	}
	*host = text;
	if (*text == '[') {
		end = strchr(text, ']');
		if (!end)
			return false;
		*end = '\0';
		*host = text + 1;
		end++;
	} else {
		end = text + strcspn(text, ":");
	}
	*port = *end == ':' ? end + 1 : standard;
	if (*end && *end != ':')
		return false;
	*end = '\0';
	return **host && strspn(*port, "0123456789") == strlen(*port) &&
	       **port && strtoul(*port, NULL, 10) - 1 < 65535;
}

static bool find_host(const struct settings *s, char *text, bool tls,
		      struct address *store, char *error, size_t size)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
				  .ai_socktype = SOCK_STREAM }, *found;
	char *host, *port;
	int status;

	if (strchr(text, '@'))
		return wrong(s, "write the user into shared-user, the password into the file of shared-password-file",
			     error, size);
	if (!split(text, &host, &port, store))
		return wrong(s, "write redis://HOST[:PORT][/DATABASE]", error,
			     size);
	status = getaddrinfo(host, port, &hints, &found);
	if (status)
		return wrong(s, gai_strerror(status), error, size);
	memcpy(&store->to, found->ai_addr, found->ai_addrlen);
	store->to_bytes = found->ai_addrlen;
	freeaddrinfo(found);
	if (!tls)
		return true;
	store->tls = tls_new(host, s->shared_ca, error, size);
	return store->tls;
}

bool address_find(const struct settings *s, struct address *store,
		      char *error, size_t size)
{
	char text[sizeof(s->shared_state)];

	memset(store, 0, sizeof(*store));
	snprintf(text, sizeof(text), "%s", s->shared_state);
	if (!strncmp(text, "unix:", 5))
		return find_unix(s, text + 5, store, error, size);
	if (!strncmp(text, "redis://", 8))
		return find_host(s, text + 8, false, store, error, size);
	if (!strncmp(text, "rediss://", 9))
		return find_host(s, text + 9, true, store, error, size);
	return wrong(s, "write none, unix:/PATH, redis://HOST or rediss://HOST",
		     error, size);
}

bool address_password(const struct settings *s, char *password,
			  char *error, size_t size)
{
	const char *path = s->shared_password_file;
	FILE *file;
	bool ok;

	*password = '\0';
	if (!*path)
		return true;
	file = fopen(path, "re");
	ok = file && fgets(password, ADDRESS_PASSWORD_MAX, file);
	if (!ok)
		snprintf(error, size, "shared-password-file %s: %s", path,
			 file && !ferror(file) ? "the file is empty" : strerror(errno));
	if (file)
		fclose(file);
	password[strcspn(password, "\r\n")] = '\0';
	return ok;
}

void address_fini(struct address *store)
{
	tls_free(store->tls);
	store->tls = NULL;
}
