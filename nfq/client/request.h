/* SPDX-License-Identifier: GPL-2.0-or-later */
/* request.h - the client's end of the control socket */
#ifndef NFQ_REQUEST_H
#define NFQ_REQUEST_H

#include <stdio.h>

#define REQUEST_WHY_MAX	1280	/* bytes of what is wrong, with the path */

/**
 * request_try() - Send one request
 * @path:	Of the control socket
 * @request:	One line, without the newline
 * @answer:	Set to a stream of the answer behind its first line; the
 *		caller's, for fclose()
 * @why:	REQUEST_WHY_MAX bytes: what is wrong, where something is
 *
 * Return: enum exit_status
 */
int request_try(const char *path, const char *request, FILE **answer, char *why);

/** request_open() - The same; what is wrong is printed to standard error */
int request_open(const char *path, const char *request, FILE **answer);

/**
 * request_complain() - Print to standard error what is wrong
 * @status:	An enum exit_status
 * @why:	"" where @what says it all
 * Return: @status
 */
int request_complain(int status, const char *what, const char *why);

#endif
