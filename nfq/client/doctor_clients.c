// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_clients.c - does the daemon see who the clients are?
 *
 * Owns the check that compares the sources it has charged with this machine's own
 * addresses.  A router's own address is a source where a program on it takes the
 * clients' connections (Docker's userland proxy), or where they are masqueraded: then
 * all clients are one, and an attacker among them delays them all.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "core/addr.h"
#include "doctor.h"
#include "request.h"

/* Of no family where it is none of IP. */
static struct addr addr_of(const struct sockaddr *sa)
{
	struct addr a = { .family = 0 };

	if (sa && sa->sa_family == AF_INET) {
		a.family = 4;
		memcpy(a.b, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
	} else if (sa && sa->sa_family == AF_INET6) {
		a.family = 6;
		memcpy(a.b, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
	}
	return a;
}

/* Is @a an address of this machine?  @device: IF_NAMESIZE long, where it is */
static bool is_ours(const struct addr *a, const struct ifaddrs *all, char *device)
{
	for (; all; all = all->ifa_next) {
		struct addr own = addr_of(all->ifa_addr);

		if (!addr_equal(&own, a))
			continue;
		snprintf(device, IF_NAMESIZE, "%s", all->ifa_name);
		return true;
	}
	return false;
}

/* A line of `sources`.  A wider prefix holds others' addresses beside this machine's. */
static bool is_hidden(const char *line, const struct ifaddrs *all, char *source,
		      char *device)
{
	struct net net;

	return sscanf(line, "source=%49s", source) == 1 && net_parse(source, &net) &&
	       net.prefix_bits == (net.addr.family == 6 ? 128 : 32) &&
	       is_ours(&net.addr, all, device);
}

void doctor_clients(struct doctor *d)
{
	char line[DOCTOR_LINE_MAX], source[NET_TEXT_MAX], device[IF_NAMESIZE];
	char why[REQUEST_WHY_MAX];
	unsigned int before = d->findings;
	struct ifaddrs *all;
	FILE *f;

	if (d->settings.mode == MODE_HOST) {
		doctor_good(d, "not checked: it has no effect on the mail host");
		return;
	}
	if (request_try(d->settings.control, "sources", &f, why)) {
		doctor_note(d, "the daemon does not answer, so it is not known which sources were charged");
		return;
	}
	if (getifaddrs(&all) < 0) {
		doctor_note(d, "this machine's own addresses cannot be read: %s",
			    strerror(errno));
		fclose(f);
		return;
	}
	while (d->findings == before && fgets(line, sizeof(line), f)) {
		if (!is_hidden(line, all, source, device))
			continue;
		doctor_finding(d, "%s is charged, and is this machine's own address (%s): a proxy or masquerading hides the clients, and all of them are one source",
			       source, device);
		doctor_remedy("let the servers see the clients' addresses, or name a proxy that speaks the PROXY protocol in proxy-protocol, or set policy = reply; for Docker see docker.md in the documentation");
	}
	if (d->findings == before)
		doctor_good(d, "no address of this machine was charged");
	freeifaddrs(all);
	fclose(f);
}
