/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notify.h - tell the service manager, as sd_notify(3) does */
#ifndef NFQ_NOTIFY_H
#define NFQ_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct notify - The way to the service manager
 * @fd:		Connected datagram socket; -1 if nobody asked
 * @watchdog_ns: It wants a sign of life this often; 0 = it does not
 */
struct notify {
	int fd;
	uint64_t watchdog_ns;
};

/**
 * notify_open() - Read NOTIFY_SOCKET and WATCHDOG_USEC from the environment
 *
 * Return: false, errno set, if the socket that is named cannot be reached
 */
bool notify_open(struct notify *n);

/** notify_send() - Send "READY=1" and the like; nothing where nobody asked */
void notify_send(const struct notify *n, const char *text);

/**
 * notify_store() - Hand a descriptor to the manager (FDSTORE=1)
 * @name:	By which it comes back in LISTEN_FDNAMES
 * Return: false, errno set, if it could not be sent
 */
bool notify_store(const struct notify *n, int fd, const char *name);

/** notify_forget() - Let the manager close what it stores under @name */
void notify_forget(const struct notify *n, const char *name);

/**
 * notify_barrier() - Wait until the manager has taken all that was sent
 *
 * Return: false, errno set, if there is no manager or it takes over 5 s
 */
bool notify_barrier(const struct notify *n);

/** notify_close() - Close it */
void notify_close(struct notify *n);

#endif
