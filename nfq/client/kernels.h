/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernels.h - what is known of kernels' versions, as far as it matters to us */
#ifndef NFQ_KERNELS_H
#define NFQ_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

/** struct kernel_version - 6.12.95; 7.0-rc3 is before 7.0.0 */
struct kernel_version {
	unsigned int major, minor, patch;
	bool candidate;
};

/**
 * kernel_version() - Take the version out of what uname(2) tells
 * @release:	"6.12.95+deb12-amd64"
 * @build:	Its version field: Debian's has the whole version, where the release
 *		ends in .0 whatever it is made of
 *
 * Return: false if there is none
 */
bool kernel_version(const char *release, const char *build,
		    struct kernel_version *v);

/** kernel_verdicts_linear() - Does it look verdicts up one by one? */
bool kernel_verdicts_linear(const struct kernel_version *v);

/**
 * kernel_fault() - A fault of this version that concerns us
 * @mended:	The first version of its series without it
 *
 * Return: what it does; NULL if none is known
 */
const char *kernel_fault(const struct kernel_version *v, const char **mended);

#endif
