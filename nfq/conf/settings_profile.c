// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * settings_profile.c - the profile that the settings name
 *
 * Apart from settings.c, since the processes beside the daemon need none.
 */
#include "settings.h"

#include <stdio.h>

#include "profile.h"

bool settings_read_profile(struct settings *s, char *error)
{
	char wrong[PROFILE_ERROR_MAX];

	if (s->engine.tls_sizes == TLS_SIZES_OFF)
		return true;
	if (!*s->tls_profile) {
		snprintf(error, OPTIONS_ERROR_MAX,
			 "tls-sizes needs tls-profile: set it to a file that smtp-tarpit-probe has written");
		return false;
	}
	if (profile_read(s->tls_profile, &s->engine.tls_profile, wrong))
		return true;
	snprintf(error, OPTIONS_ERROR_MAX, "tls-profile: %s: %s",
		 s->tls_profile, wrong);
	return false;
}
