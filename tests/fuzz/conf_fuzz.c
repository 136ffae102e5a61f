// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conf_fuzz.c - configuration files and option values of any bytes
 *
 * An error is told and changes nothing; what was taken can be written and read
 * again, with the same result.
 */
#include "conf/conf.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static struct settings settings, before, again;

static void check_error(const char *error)
{
	size_t n = strnlen(error, OPTIONS_ERROR_MAX);

	REQUIRE(n > 0 && n < OPTIONS_ERROR_MAX, "an error without a text");
	REQUIRE(!memcmp(&settings, &before, sizeof(settings)),
		"changed by what was refused: %s", error);
}

/* Each value is such that it can be set again. */
static void check_round(void)
{
	static char text[OPTIONS_TEXT_MAX], second[OPTIONS_TEXT_MAX];
	char error[OPTIONS_ERROR_MAX] = "";
	struct option_row row;
	size_t i;
	bool ok;

	options_defaults(&again);
	for (i = 0; options_each(i, &row); i++) {
		ok = options_get(&settings, row.key, text);
		REQUIRE(ok, "no %s", row.key);
		ok = options_set(&again, row.who, row.key, text, error);
		REQUIRE(ok, "%s = %s: %s", row.key, text, error);
		options_get(&again, row.key, second);
		REQUIRE(!strcmp(text, second), "%s: %s, then %s", row.key,
			text, second);
	}
}

static void parse_file(const char *text, size_t n)
{
	char error[OPTIONS_ERROR_MAX] = "";

	if (!conf_parse(&settings, text, n, "fuzz.conf", error, NULL))
		check_error(error);
}

/* The first byte chooses an option, the rest is its value. */
static void set_one(const char *text, size_t n)
{
	char error[OPTIONS_ERROR_MAX] = "", *value;
	struct option_row row;

	if (!n || !options_each((uint8_t)text[0], &row))
		return;
	value = strndup(text + 1, n - 1);
	if (!options_set(&settings, row.who, row.key, value, error))
		check_error(error);
	free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);

	options_defaults(&settings);
	before = settings;
	if (size) {
		memcpy(text, data, size);
		if (data[0] < 0x80 && data[0] >= 9)
			parse_file(text, size);
		else
			set_one(text + 1, size - 1);
		check_round();
	}
	free(text);
	return 0;
}
