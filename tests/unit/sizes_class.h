/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sizes_class.h - a class of a profile, in a line, as if it had been seen ten times */
#ifndef SIZES_CLASS_H
#define SIZES_CLASS_H

#include "core/sizes.h"

#define CLASS(verb, code, kind, rule, n) \
	{ SIZES_##verb, SIZES_##kind, SIZES_##rule, code, n, 0, 10, 0 }

#endif
