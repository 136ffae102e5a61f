// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - run a harness over files, without a fuzzer
 *
 *	replay-NAME		the committed corpus; prints TAP
 *	replay-NAME FILE...	these files (also afl-fuzz's way: FILE is @@)
 *	replay-NAME -g N FILE	write generated input N to FILE
 *
 * Each file of the corpus runs in a process of its own, since a broken
 * invariant aborts.
 */
#include "../lib/tap.h"
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_BYTES_MAX	(1 << 20)
#define GENERATED_BYTES	2048
#define GENERATED	1000

static void run_file(const char *path)
{
	uint8_t *bytes = malloc(FILE_BYTES_MAX), *exact;
	FILE *file = fopen(path, "rb");
	size_t n;

	if (!file || !bytes) {
		perror(path);
		exit(2);
	}
	n = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	exact = malloc(n ? n : 1);
	memcpy(exact, bytes, n);
	free(bytes);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

static void run_generated(unsigned int n)
{
	uint8_t bytes[GENERATED_BYTES], *exact;
	size_t size = fuzz_generate(n, bytes, sizeof(bytes));

	exact = malloc(size);
	memcpy(exact, bytes, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static int write_generated(const char *number, const char *path)
{
	uint8_t bytes[GENERATED_BYTES];
	size_t size = fuzz_generate((unsigned int)atoi(number), bytes,
				    sizeof(bytes));
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
		perror(path);
		return 2;
	}
	return 0;
}

/* Return: whether the run of a file, or of generated input @n, ended well. */
static bool run_apart(const char *path, unsigned int n)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		perror("fork");
		return false;
	}
	if (!pid) {
		dup2(STDOUT_FILENO, STDERR_FILENO);
		if (path)
			run_file(path);
		else
			run_generated(n);
		exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void run_all_generated(const char *name)
{
	unsigned int n, bad = 0;

	for (n = 0; n < GENERATED; n++) {
		if (run_apart(NULL, n))
			continue;
		tap_note("failed: generated input %u", n);
		bad++;
	}
	tap_ok(!bad, "%s: %u generated inputs keep all invariants", name, n);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int run_corpus(const char *name)
{
	struct dirent **entries;
	char folder[256], path[768];
	int i, n, bad = 0;

	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s", name);
	n = scandir(folder, &entries, is_input, alphasort);

	tap_plan(fuzz_generate ? 2 : 1);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
			 entries[i]->d_name);
		if (!run_apart(path, 0)) {
			tap_note("failed: %s", path);
			bad++;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (n <= 0)
		tap_note("%s: no inputs", folder);
	tap_ok(!bad && n > 0, "%s: %d inputs keep all invariants", name, n);
	if (fuzz_generate)
		run_all_generated(name);
	return tap_done();
}

int main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "replay-");
	int i;

	if (argc == 1)
		return run_corpus(name ? name + strlen("replay-") : "");
	if (argc == 4 && !strcmp(argv[1], "-g") && fuzz_generate)
		return write_generated(argv[2], argv[3]);
	for (i = 1; i < argc; i++)
		run_file(argv[i]);
	return 0;
}
