/* SPDX-License-Identifier: GPL-2.0-or-later */
/* handover.h - a restart that loses no hold */
#ifndef NFQ_HANDOVER_H
#define NFQ_HANDOVER_H

#include <stdbool.h>

struct app;

/**
 * handover_give() - Give queues and state to the service manager
 * @app:	Its last turn is over: nothing is on the way
 *
 * The kernel keeps what is held, since the sockets live on in the manager's
 * file-descriptor store (FileDescriptorStoreMax= in systemd.service(5)).
 * Return: false, with a message logged, if the manager did not take them
 */
bool handover_give(struct app *app);

/**
 * handover_take() - Take them from the manager, if it has them
 * @app:	app->engine is new; on success it and app->queue go on
 *
 * What cannot be used is closed with a warning: the kernel then drops what was
 * held, and the servers send it again.
 * Return: false only if the engine could not be made again
 */
bool handover_take(struct app *app);

#endif
