// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit-share: between a router and the store that routers share
 *
 * Owns the order of things: what is read and looked up, then the sandbox, then a
 * loop.  It has no capability and sees no packet: all that it can do to the
 * router is what the control socket takes from it, see shared.c.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "conf.h"
#include "log.h"
#include "run.h"
#include "settings.h"
#include "share.h"
#include "shared.h"

#define ERROR_MAX	512
#define LOG_RETRY_NS	(100 * NS_PER_MS)

const char program_version[] = VERSION;

bool share_number(const char *text, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	return *text && !*end && !errno;
}

static void on_signal(void *ctx, uint32_t events)
{
	struct share *s = ctx;

	(void)events;
	s->stop = true;
}

/* Return: 0 or errno */
static int open_signals(struct share *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	s->signals = (struct loop_source){
		signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), on_signal, s
	};
	if (s->signals.fd < 0)
		return errno;
	return -loop_add(&s->loop, &s->signals, EPOLLIN);
}

/* What only a human can put right. */
static bool find(struct share *s, char *error)
{
	const struct settings *settings = &s->settings;

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

/* @what was tried last.  Return: 0 or errno */
static int try_all(struct share *s, const char **what)
{
	const struct settings *settings = &s->settings;
	uint32_t id;
	int error;

	*what = "syslog";
	if (!log_open(settings->log_target, (int)settings->log_level,
		      settings->log_rate))
		return errno;
	*what = "loop";
	error = -loop_open(&s->loop);
	if (error)
		return error;
	*what = "signals";
	error = open_signals(s);
	if (error)
		return error;
	*what = "random bytes";
	if (getrandom(&id, sizeof(id), 0) != sizeof(id))
		return errno;
	snprintf(s->id, sizeof(s->id), "%08x", id);
	*what = "requests";
	return store_open(s) ? 0 : ENOMEM;
}

static bool open_all(struct share *s, char *error)
{
	const char *what;
	int failed = try_all(s, &what);

	if (failed)
		snprintf(error, ERROR_MAX, "%s: %s", what, strerror(failed));
	return !failed;
}

static bool enter_sandbox(struct share *s, char *error)
{
	const struct sandbox sandbox = {
		.user = SHARED_USER, .calls = &share_calls, .config = "",
		.state = "", .control = "",
		.connects = { AF_UNIX, s->address.to.sa.sa_family },
	};

	return !s->settings.sandbox || sandbox_enter(&sandbox, error);
}

static void turn(struct share *s)
{
	uint64_t now_ns = loop_now_ns();

	loop_arm(&s->loop, store_run(s, now_ns));
	loop_arm(&s->loop, router_run(s, now_ns));
	if (!log_flush(now_ns))
		loop_arm(&s->loop, now_ns + LOG_RETRY_NS);
	loop_wait(&s->loop, true);
}

static int serve(struct share *s)
{
	char error[ERROR_MAX];
	bool ready = open_all(s, error) && enter_sandbox(s, error);

	if (ready)
		log_notice("READY");
	else
		log_error("%s", error);
	while (ready && !s->stop)
		turn(s);
	log_notice("stopped");
	log_flush(loop_now_ns());
	router_close(s);
	store_close(s);
	if (s->signals.fd >= 0)
		close(s->signals.fd);
	loop_close(&s->loop);
	return ready ? STATUS_OK : STATUS_FAILED;
}

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit-share [OPTION...]\n\n"
		"Share with other routers, by a store, what sources owe here.\n\n"
		"  --config FILE                the file that is read first\n"
		"  %-28s (default %s, where it exists; none for none)\n\n",
		"", CONF_DEFAULT);
	options_help(out, OPTIONS_SHARE);
}

/* Return: -1 to go on, else an exit status */
static int parse(struct share *s, int argc, char **argv)
{
	const char *config = settings_file(argv + 1);
	char error[OPTIONS_ERROR_MAX];

	if (argc > 1 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return STATUS_OK;
	}
	if (argc > 1 && !strcmp(argv[1], "--version")) {
		printf("smtp-tarpit-share %s\n", program_version);
		return STATUS_OK;
	}
	if (!config || !*config) {
		log_error("--config needs a value: FILE");
		return STATUS_USAGE;
	}
	if (!settings_read(&s->settings, OPTIONS_SHARE,
			   strcmp(config, "none") ? config : "", argv + 1,
			   error)) {
		log_error("%s", error);
		return STATUS_USAGE;
	}
	if (*s->settings.shared_state)
		return -1;
	log_notice("shared-state is none: there is nothing to do");
	return STATUS_OK;
}

int main(int argc, char **argv)
{
	static struct share s = {
		.loop = { -1, -1, 0 }, .signals = { .fd = -1 },
	};
	char error[ERROR_MAX];
	int status;

	log_name("smtp-tarpit-share");
	status = parse(&s, argc, argv);
	if (status >= 0)
		return status;
	if (find(&s, error))
		return serve(&s);
	log_error("%s", error);
	address_fini(&s.address);
	return STATUS_USAGE;
}
