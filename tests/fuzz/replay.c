// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - run a harness over files, without a fuzzer
 *
 *	replay-NAME		the committed corpus; prints TAP
 *	replay-NAME FILE...	these files (also afl-fuzz's way: FILE is @@)
 *	replay-NAME -g N FILE	write generated input N to FILE
 *
 * The files of the corpus run in a process apart, since a broken invariant aborts;
 * after such a one the next begin in another.
 */
#include "../lib/tap.h"
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

/* Run those from @from to the last, and keep in @*at which one runs. */
static void run_from(int from, int n, char **paths, volatile int *at)
{
	int i;

	dup2(STDOUT_FILENO, STDERR_FILENO);
	for (i = from; i < n; i++) {
		*at = i;
		if (paths)
			run_file(paths[i]);
		else
			run_generated((unsigned int)i);
	}
	*at = n;
	exit(0);
}

/*
 * Run @n files, or, where @paths is NULL, generated inputs, in a process apart; after one
 * that ends it the next begins in another.  Return: how many didn't end well.
 */
static int run_apart(int n, char **paths)
{
	volatile int *at = mmap(NULL, sizeof(*at), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, from, bad = 0;
	pid_t pid;

	if (at == MAP_FAILED) {
		perror("mmap");
		return n;
	}
	for (from = 0; from < n; from = *at + 1) {
		fflush(stdout);
		*at = from;
		pid = fork();
		if (!pid)
			run_from(from, n, paths, at);
		if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
			break;
		if (*at == n)
			tap_note("failed: at the end, after all of them");
		else if (paths)
			tap_note("failed: %s", paths[*at]);
		else
			tap_note("failed: generated input %d", *at);
		bad++;
	}
	munmap((void *)at, sizeof(*at));
	return bad;
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int run_corpus(const char *name)
{
	struct dirent **entries;
	char folder[256], **paths;
	int i, n, bad;

	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s", name);
	n = scandir(folder, &entries, is_input, alphasort);

	tap_plan(fuzz_generate ? 2 : 1);
	paths = calloc(n > 0 ? (size_t)n : 1, sizeof(*paths));
	for (i = 0; i < n; i++) {
		if (asprintf(&paths[i], "%s/%s", folder, entries[i]->d_name) < 0)
			exit(2);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (n <= 0)
		tap_note("%s: no inputs", folder);
	bad = n > 0 ? run_apart(n, paths) : 1;
	tap_ok(!bad, "%s: %d inputs keep all invariants", name, n);
	for (i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
	if (fuzz_generate)
		tap_ok(!run_apart(GENERATED, NULL),
		       "%s: %u generated inputs keep all invariants", name, GENERATED);
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
