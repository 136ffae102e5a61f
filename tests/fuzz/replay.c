// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - run a harness over files, without a fuzzer
 *
 *	replay-NAME		the committed corpus; prints TAP
 *	replay-NAME FILE...	these files (also afl-fuzz's way: FILE is @@)
 *
 * Each file of the corpus runs in a process of its own, since a broken
 * invariant aborts.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_BYTES_MAX	(1 << 20)

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

/* Return: whether the file's run ended well. */
static bool run_apart(const char *path)
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
		run_file(path);
		exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
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

	puts("1..1");
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
			 entries[i]->d_name);
		if (!run_apart(path)) {
			printf("# failed: %s\n", path);
			bad++;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (n <= 0)
		printf("# %s: no inputs\n", folder);
	printf("%sok 1 - %s: %d inputs keep all invariants\n",
	       bad || n <= 0 ? "not " : "", name, n);
	return bad || n <= 0;
}

int main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "replay-");
	int i;

	if (argc == 1)
		return run_corpus(name ? name + strlen("replay-") : "");
	for (i = 1; i < argc; i++)
		run_file(argv[i]);
	return 0;
}
