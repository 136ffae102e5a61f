// SPDX-License-Identifier: GPL-2.0-or-later
/* version.c - what main.c gives the daemon's other files */
#include "process/status.h"

const char program_version[] = "test";
