/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.h - what each program of the product says of itself: exit status, version */
#ifndef NFQ_STATUS_H
#define NFQ_STATUS_H

/* Exit status, of all commands; see smtp-tarpit(8). */
enum exit_status {
	STATUS_OK,
	STATUS_FAILED,
	STATUS_USAGE,		/* bad option or bad configuration */
	STATUS_TAKEN,		/* another program has the queue or socket */
	STATUS_DENIED,		/* not allowed to */
	STATUS_KERNEL		/* the kernel lacks what is needed */
};

/** program_version - As of git describe */
extern const char program_version[];

#endif
