// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - stream scripts: run them all, print TAP
 *
 *	script-runner [FILE.t...]
 *
 * Without files: all of tests/script, and those in tests/script/bad, which
 * must fail as they say.  Each runs for IPv4 and for IPv6, unless its name
 * ends in v4.t or v6.t, once more with another engine for each line, which
 * takes over from the one before, and once with clients that are masqueraded
 * behind the hook.  DEBUG=1 prints all that happens.
 */
#include "../lib/tap.h"
#include "script.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT_MAX_BYTES	(256 * 1024)

static char *read_script(const char *path)
{
	char *text = malloc(SCRIPT_MAX_BYTES);
	FILE *file = fopen(path, "r");
	size_t n;

	if (!text || !file) {
		perror(path);
		exit(2);
	}
	n = fread(text, 1, SCRIPT_MAX_BYTES - 1, file);
	text[n] = '\0';
	fclose(file);
	return text;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static void print_failure(const struct world *w, const char *path,
			  unsigned int line)
{
	unsigned int i = w->traces > TRACE_KEEP ? w->traces - TRACE_KEEP : 0;

	tap_note("%s:%u: %s", path, line, w->error);
	for (; i < w->traces; i++)
		tap_note("  %s", w->trace[i % TRACE_KEEP]);
}

/* A script in bad/ begins with "# fails: TEXT", part of what it must say. */
static bool fails_as_said(const struct world *w, const char *text)
{
	static const char head[] = "# fails: ";
	const char *end = strchr(text, '\n');
	char want[TEXT_MAX];
	size_t n;

	if (strncmp(text, head, sizeof(head) - 1) || !end)
		return false;
	n = (size_t)(end - text) - (sizeof(head) - 1);
	if (n >= sizeof(want))
		return false;
	memcpy(want, text + sizeof(head) - 1, n);
	want[n] = '\0';
	return strstr(w->error, want);
}

enum how { PLAIN, RESTARTED, MASQUERADED, HOWS };

static void run_one(const char *path, uint8_t family, enum how how)
{
	static const char *const names[HOWS] = {
		"", ", restarted", ", masqueraded"
	};
	struct world *w = malloc(sizeof(*w));
	char *text = read_script(path);
	bool bad = strstr(path, "/bad/"), good;
	unsigned int line;

	if (!w)
		abort();
	world_init(w, family, getenv("DEBUG"));
	w->restarts = how == RESTARTED;
	w->masquerade = how == MASQUERADED;
	line = script_run(w, text);
	good = bad ? line && fails_as_said(w, text) : !line;
	tap_ok(good, "%s IPv%u%s", path, family, names[how]);
	if (!good && line)
		print_failure(w, path, line);
	else if (!good)
		tap_note("%s: it should have failed", path);
	world_fini(w);
	free(w);
	free(text);
}

static bool for_family(const char *path, uint8_t family)
{
	return !ends_with(path, family == 4 ? "v6.t" : "v4.t");
}

static void run_all(char **paths, size_t n)
{
	unsigned int total = 0;
	uint8_t family;
	enum how how;
	size_t i;

	for (i = 0; i < n; i++)
		total += HOWS * (for_family(paths[i], 4) + for_family(paths[i], 6));
	tap_plan(total);
	for (i = 0; i < n; i++) {
		for (family = 4; family <= 6; family += 2) {
			if (!for_family(paths[i], family))
				continue;
			for (how = PLAIN; how < HOWS; how++)
				run_one(paths[i], family, how);
		}
	}
}

int main(int argc, char **argv)
{
	glob_t found = { 0 };

	if (argc > 1) {
		run_all(argv + 1, (size_t)argc - 1);
		return tap_done();
	}
	if (glob("tests/script/*.t", 0, NULL, &found) ||
	    glob("tests/script/bad/*.t", GLOB_APPEND, NULL, &found)) {
		fprintf(stderr, "no tests/script/*.t here\n");
		return 2;
	}
	run_all(found.gl_pathv, found.gl_pathc);
	globfree(&found);
	return tap_done();
}
