/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ctl.h - the commands that talk to a running daemon */
#ifndef NFQ_CTL_H
#define NFQ_CTL_H

#include <stdbool.h>
#include <stdio.h>

/* Each returns an enum exit_status. */
int status_main(int argc, char **argv);
int trace_main(int argc, char **argv);
int release_main(int argc, char **argv);
int forget_main(int argc, char **argv);
int owe_main(int argc, char **argv);
int charge_main(int argc, char **argv);
int reload_main(int argc, char **argv);
int loglevel_main(int argc, char **argv);
int save_main(int argc, char **argv);

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
