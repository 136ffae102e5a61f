/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check.h - smtp-tarpit check-config */
#ifndef NFQ_CHECK_H
#define NFQ_CHECK_H

/** check_main() - smtp-tarpit check-config.  Return: enum exit_status */
int check_main(int argc, char **argv);

#endif
