/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ctl.h - the commands that talk to a running daemon */
#ifndef NFQ_CTL_H
#define NFQ_CTL_H

#include <stdbool.h>
#include <stdio.h>

/* Each returns an enum exit_status.  @argv: begins with the command's name */
int status_main(int argc, char **argv);
int ctl_main(int argc, char **argv);

#define CTL_WHY_MAX	1280	/* bytes of what is wrong, with the path */

/**
 * ctl_try() - Send one request
 * @path:	Of the control socket
 * @request:	One line, without the newline
 * @answer:	Set to a stream of the answer behind its first line; the
 *		caller's, for fclose()
 * @why:	CTL_WHY_MAX bytes: what is wrong, where something is
 *
 * Return: enum exit_status
 */
int ctl_try(const char *path, const char *request, FILE **answer, char *why);

/** ctl_request() - The same; what is wrong is printed to standard error */
int ctl_request(const char *path, const char *request, FILE **answer);

#endif
