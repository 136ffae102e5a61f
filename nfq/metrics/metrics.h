/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metrics.h - the inside of smtp-tarpit-metrics
 *
 *	http.c		who asks over HTTP (libmicrohttpd(3))
 *	ask.c		asks the daemon, by its control socket
 *	main.c		command line, sandbox, loop
 */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include "conf/text.h"
#include "process/sandbox.h"

extern const struct sandbox_calls metrics_calls;

/**
 * ask_daemon() - Have the daemon's metrics
 * @path:	Its control socket
 * @out:	They are appended
 *
 * Waits for some seconds at most.
 * Return: false if there was no answer, or one that is not whole
 */
bool ask_daemon(const char *path, struct text *out);

#endif
