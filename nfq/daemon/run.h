/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.h - smtp-tarpit run */
#ifndef NFQ_RUN_H
#define NFQ_RUN_H

/** run_main() - Run the daemon until SIGTERM.  Return: enum exit_status */
int run_main(int argc, char **argv);

#endif
