/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch.h - smtp-tarpit status --watch: the live screen */
#ifndef NFQ_WATCH_H
#define NFQ_WATCH_H

/**
 * watch_screen() - Draw what the daemon does, twice a second, until interrupted
 * @path:	Of its control socket
 * Return: enum exit_status
 */
int watch_screen(const char *path);

#endif
