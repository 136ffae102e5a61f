/* SPDX-License-Identifier: GPL-2.0-or-later */
/* start.h - what the daemon opens, in which order, and closes */
#ifndef NFQ_START_H
#define NFQ_START_H

struct app;

/** start_open() - Open all that it works with.  Return: enum exit_status */
int start_open(struct app *app);

/**
 * start_sandbox() - Give up what is not needed
 *
 * All sockets are open: there will be no new ones.
 * Return: enum exit_status
 */
int start_sandbox(struct app *app);

/** start_close() - Close what was opened, as far as it got */
void start_close(struct app *app);

#endif
