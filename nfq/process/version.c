// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * version.c - what version each program is of; see VERSION in the Makefile
 */
#include "status.h"

const char program_version[] = VERSION;
