// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernels.c - what is known of kernels' versions, as far as it matters to us
 *
 * Pure.  A distribution may have mended a fault without changing the version, and
 * one whose release says nothing of the patch level is taken for its first.
 */
#include "kernels.h"

#include <stdio.h>
#include <string.h>

bool kernel_version(const char *release, const char *build,
		    struct kernel_version *v)
{
	const char *debian = strstr(build, "Debian ");
	struct kernel_version whole = { 0 };

	*v = (struct kernel_version){ 0 };
	if (sscanf(release, "%u.%u.%u", &v->major, &v->minor, &v->patch) < 2)
		return false;
	v->candidate = strstr(release, "-rc") != NULL;
	if (debian && sscanf(debian, "Debian %u.%u.%u", &whole.major,
			     &whole.minor, &whole.patch) == 3 &&
	    whole.major == v->major && whole.minor == v->minor)
		v->patch = whole.patch;
	return true;
}

/*
 * Commit e19079adcd26 ("netfilter: nfnetlink_queue: optimize verdict lookup with
 * hash table"), and where it was taken to; from 7.0 on all have it.  Until commit
 * 936206e3f6ff ("make hash table per queue") a verdict could meet a packet that
 * another processor was freeing: CVE-2026-43084.
 */
static const struct {
	unsigned int major, minor, hash, mended;
	const char *mended_text;
} series[] = {
	{ 6, 12, 75, 83, "6.12.83" },
	{ 6, 18, 14, 24, "6.18.24" },
	{ 6, 19, 4, 14, "6.19.14" },
};

bool kernel_verdicts_linear(const struct kernel_version *v)
{
	size_t i;

	for (i = 0; i < sizeof(series) / sizeof(series[0]); i++)
		if (v->major == series[i].major && v->minor == series[i].minor)
			return v->patch < series[i].hash;
	return v->major < 7;
}

const char *kernel_fault(const struct kernel_version *v, const char **mended)
{
	static const char what[] =
		"this kernel may use freed memory at a verdict (CVE-2026-43084): under load it may crash";
	size_t i;

	*mended = "7.0";
	if (v->major == 7 && v->minor == 0 && v->candidate)
		return what;
	for (i = 0; i < sizeof(series) / sizeof(series[0]); i++) {
		*mended = series[i].mended_text;
		if (v->major == series[i].major &&
		    v->minor == series[i].minor && v->patch >= series[i].hash &&
		    v->patch < series[i].mended)
			return what;
	}
	return NULL;
}
