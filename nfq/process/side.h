/* SPDX-License-Identifier: GPL-2.0-or-later */
/* side.h - how a process beside the daemon begins, and is told to end */
#ifndef NFQ_SIDE_H
#define NFQ_SIDE_H

#include <stdbool.h>

#include "conf/options.h"
#include "loop.h"

/* Whom they become: the control socket lets each ask for one thing alone. */
#define SIDE_SHARE_USER		"smtp-tarpit-share"
#define SIDE_METRICS_USER	"smtp-tarpit-metrics"

/**
 * struct side - A process beside the daemon
 * @name, @help: What it is, and what it does, for people
 * @who:	Its options
 * @settings:	Read by side_parse()
 * @loop:	Opened by side_open()
 * @stop:	A signal has asked for it
 */
struct side {
	const char *name, *help;
	unsigned int who;
	struct settings settings;
	struct loop loop;
	struct loop_source signals;
	bool stop;
};

/**
 * side_parse() - Read its settings, as settings_read(); or answer --help
 * Return: -1 to go on, else enum exit_status
 */
int side_parse(struct side *s, int argc, char **argv);

/** side_open() - Log, loop, signals.  Return: false, and it has said why */
bool side_open(struct side *s);

/** side_wait() - Wait for sources, or until @next_ns; lines are logged before */
void side_wait(struct side *s, uint64_t next_ns);

/** side_close() - Close what side_open() has opened */
void side_close(struct side *s);

#endif
