// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * side.c - how a process beside the daemon begins, and is told to end
 *
 * Owns what smtp-tarpit-share and smtp-tarpit-metrics have in common, and nothing
 * of what they do.
 */
#include "side.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/settings.h"
#include "log.h"
#include "status.h"

#define LOG_RETRY_NS	(100 * NS_PER_MS)

/* ---------------------------------------------------------- command line */

static void usage(const struct side *s)
{
	printf("usage: %s [OPTION...]\n\n%s\n\n"
	       "  --config FILE                the configuration file, or none\n"
	       "  %-28s (default %s, where it exists)\n\n",
	       s->name, s->help, "", CONF_DEFAULT);
	options_help(stdout, s->who);
}

int side_parse(struct side *s, int argc, char **argv)
{
	const char *config = settings_file(argv + 1);
	char error[OPTIONS_ERROR_MAX];

	log_name(s->name);
	s->loop = (struct loop){ -1, -1, 0 };
	s->signals.fd = -1;
	if (argc > 1 && !strcmp(argv[1], "--help")) {
		usage(s);
		return STATUS_OK;
	}
	if (argc > 1 && !strcmp(argv[1], "--version")) {
		printf("%s %s\n", s->name, program_version);
		return STATUS_OK;
	}
	if (!config || !*config) {
		log_error("--config needs a value: FILE");
		return STATUS_USAGE;
	}
	if (settings_read(&s->settings, s->who,
			  strcmp(config, "none") ? config : "", argv + 1,
			  error, NULL))
		return -1;
	log_error("%s", error);
	return STATUS_USAGE;
}

/* ------------------------------------------------------------ open, close */

static void on_signal(void *ctx, uint32_t events)
{
	struct side *s = ctx;

	(void)events;
	s->stop = true;
}

/* Return: 0 or errno */
static int open_signals(struct side *s)
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

bool side_open(struct side *s)
{
	const struct settings *settings = &s->settings;
	int error;

	if (!log_open(settings->log_target, (int)settings->log_level,
		      settings->log_rate)) {
		log_error("syslog: %s", strerror(errno));
		return false;
	}
	error = -loop_open(&s->loop);
	if (!error)
		error = open_signals(s);
	if (error)
		log_error("the event loop or its signals: %s", strerror(error));
	return !error;
}

void side_wait(struct side *s, uint64_t next_ns)
{
	uint64_t now_ns = loop_now_ns();

	loop_arm(&s->loop, next_ns);
	if (!log_flush(now_ns))
		loop_arm(&s->loop, now_ns + LOG_RETRY_NS);
	loop_wait(&s->loop, true);
}

void side_close(struct side *s)
{
	if (s->signals.fd >= 0)
		close(s->signals.fd);
	loop_close(&s->loop);
}
