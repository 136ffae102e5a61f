/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ctl.h - the commands that talk to a running daemon */
#ifndef NFQ_CTL_H
#define NFQ_CTL_H

/* Each returns an enum exit_status.  @argv: begins with the command's name */
int status_main(int argc, char **argv);
int ctl_main(int argc, char **argv);

#endif
