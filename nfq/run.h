/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.h - smtp-tarpit run */
#ifndef NFQ_RUN_H
#define NFQ_RUN_H

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

/** run_main() - Run the daemon until SIGTERM.  Return: enum exit_status */
int run_main(int argc, char **argv);

#endif
