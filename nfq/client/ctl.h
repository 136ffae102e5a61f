/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ctl.h - the commands that talk to a running daemon */
#ifndef NFQ_CTL_H
#define NFQ_CTL_H

#include <stdbool.h>
#include <stdio.h>

/* Each returns an enum exit_status.  @argv: begins with the command's name */
int status_main(int argc, char **argv);
int ctl_main(int argc, char **argv);

/**
 * ctl_request() - Send one request
 * @path:	Of the control socket
 * @request:	One line, without the newline
 * @answer:	Set to a stream of the answer behind its first line; the
 *		caller's, for fclose()
 *
 * What is wrong is printed to standard error.
 * Return: enum exit_status
 */
int ctl_request(const char *path, const char *request, FILE **answer);

#endif
