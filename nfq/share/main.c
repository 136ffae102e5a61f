// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit-share: between a router and the store that routers share
 *
 * Owns the order of things: what is read and looked up, then the sandbox, then a
 * loop.  It has no capability and sees no packet: all that it can do to the
 * router is what the control socket takes from it, see shared.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "process/log.h"
#include "process/status.h"
#include "share.h"

#define ERROR_MAX	512

/* What only a human can put right. */
static bool find(struct share *s, char *error)
{
	const struct settings *settings = &s->side.settings;

	snprintf(s->channel, sizeof(s->channel), "%s:%s",
		 settings->shared_prefix, settings->shared_site);
	if (strpbrk(s->channel, "*?[]\\ ")) {
		snprintf(error, ERROR_MAX,
			 "shared-prefix and shared-site must be without *?[]\\ and spaces");
		return false;
	}
	return address_find(settings, &s->address, error, ERROR_MAX) &&
	       address_password(settings, s->password, error, ERROR_MAX);
}

static bool open_store(struct share *s)
{
	uint32_t id;

	if (getrandom(&id, sizeof(id), 0) == sizeof(id) && store_open(s)) {
		snprintf(s->id, sizeof(s->id), "%08x", id);
		return true;
	}
	log_error("%s", strerror(errno));
	return false;
}

static bool enter_sandbox(struct share *s)
{
	const struct sandbox sandbox = {
		.user = SIDE_SHARE_USER, .calls = &share_calls, .config = "",
		.state = "", .control = "",
		.connects = { AF_UNIX, s->address.to.sa.sa_family },
	};
	char error[SANDBOX_ERROR_MAX];

	if (!s->side.settings.sandbox || sandbox_enter(&sandbox, error))
		return true;
	log_error("%s", error);
	return false;
}

static void turn(struct share *s)
{
	uint64_t now_ns = loop_now_ns(), store_ns, router_ns;

	store_ns = store_run(s, now_ns);
	router_ns = router_run(s, now_ns);
	side_wait(&s->side, store_ns < router_ns ? store_ns : router_ns);
}

static int serve(struct share *s)
{
	bool ready = side_open(&s->side) && open_store(s) && enter_sandbox(s);

	if (ready)
		log_notice("READY");
	while (ready && !s->side.stop)
		turn(s);
	log_notice("stopped");
	router_close(s);
	store_close(s);
	side_close(&s->side);
	return ready ? STATUS_OK : STATUS_FAILED;
}

int main(int argc, char **argv)
{
	static struct share s = { .side = {
		.name = "smtp-tarpit-share", .who = OPTIONS_SHARE,
		.help = "Share with other routers what sources owe, through a store.",
	} };
	char error[ERROR_MAX];
	int status;

	status = side_parse(&s.side, argc, argv);
	if (status >= 0)
		return status;
	if (!*s.side.settings.shared_state) {
		log_notice("shared-state is none: there is nothing to share; set it in the configuration");
		return STATUS_OK;
	}
	if (find(&s, error))
		return serve(&s);
	log_error("%s", error);
	address_fini(&s.address);
	return STATUS_USAGE;
}
