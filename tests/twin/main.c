// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - twin worlds without a fuzzer
 *
 *	twin			the committed inputs, then RUNS made ones; TAP
 *	twin FILE...		these inputs; says what differs
 *	twin -g N FILE		write made input N to FILE
 *	twin -s FIRST N		N made inputs from FIRST on; tells of each that
 *				differs, and when (seconds since the start)
 */
#include "twin.h"

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CORPUS		"tests/twin/corpus"
#define INPUT_MAX	4096
#define STUCK_PART	8	/* so many of those may tell: one in eight */
#define RUNS		2000
#define KEEP_BYTES	(16 << 20)	/* a pair of worlds takes less */

static size_t read_file(const char *path, uint8_t *out)
{
	FILE *file = fopen(path, "rb");
	size_t n;

	if (!file) {
		perror(path);
		exit(2);
	}
	n = fread(out, 1, INPUT_MAX, file);
	fclose(file);
	return n;
}

/* Return: it differs */
static bool run(const uint8_t *bytes, size_t n, const char *name)
{
	uint8_t *exact = malloc(n ? n : 1);
	char text[512];
	bool good;

	memcpy(exact, bytes, n);
	good = judge(exact, n, text, sizeof(text));
	free(exact);
	if (!good)
		printf("# %s: %s\n", name, text);
	return !good;
}

static bool run_file(const char *path)
{
	uint8_t bytes[INPUT_MAX];

	return run(bytes, read_file(path, bytes), path);
}

static bool run_made(unsigned int number)
{
	uint8_t bytes[INPUT_MAX];
	char name[32];

	snprintf(name, sizeof(name), "made input %u", number);
	return run(bytes, fuzz_generate(number, bytes, sizeof(bytes)), name);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static unsigned int run_corpus(int *n)
{
	struct dirent **entries;
	char path[512];
	unsigned int bad = 0;
	int i;

	*n = scandir(CORPUS, &entries, is_input, alphasort);
	for (i = 0; i < *n; i++) {
		snprintf(path, sizeof(path), CORPUS "/%s", entries[i]->d_name);
		/* What is stuck may tell: see run_all(). */
		bad += run_file(path) && !judged.stuck;
		free(entries[i]);
	}
	if (*n >= 0)
		free(entries);
	return bad;
}

static void result(bool bad, const char *what, unsigned int n)
{
	static unsigned int number;

	printf("%sok %u - twin worlds: %u %s\n", bad ? "not " : "", ++number, n,
	       what);
}

static int run_all(void)
{
	unsigned int bad, told[2] = { 0, 0 }, of[2] = { 0, 0 }, i;
	bool hidden, differs;
	int n;

	printf("1..4\n");
	bad = run_corpus(&n);
	result(bad || n <= 0, "inputs that told once tell nothing",
	       (unsigned int)(n < 0 ? 0 : n));
	for (i = 0; i < RUNS; i++) {
		differs = run_made(i);
		told[judged.stuck] += differs;
		of[judged.stuck]++;
	}
	result(told[0], "made inputs tell nothing", of[0]);
	/*
	 * Of a fresh source whose window has room for some bytes and not for a
	 * reply, what the server does shows before its probe does (200 ms): it is
	 * charged then, and earlier nobody can know.
	 */
	result(told[1] > of[1] / STUCK_PART,
	       "more, whose answer was stuck in its server: few tell", of[1]);
	/* Where nothing is compared, nothing tells. */
	hidden = judged.guesses >= RUNS / 2 &&
		 judged.compared_ns / INTERVAL_NS >= judged.guesses / 2;
	result(!hidden, "intervals of them were compared",
	       (unsigned int)(judged.compared_ns / INTERVAL_NS));
	printf("# %u of %u, and %u of %u stuck ones tell\n", told[0], of[0],
	       told[1], of[1]);
	return bad || n <= 0 || told[0] || told[1] > of[1] / STUCK_PART || !hidden;
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int run_some(unsigned int first, unsigned int n)
{
	double start = now_s();
	unsigned int i, bad = 0;

	/* Who ends a long run has what it found. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = first; i < first + n; i++) {
		if (!run_made(i))
			continue;
		bad++;
		printf("#   %.2f s\n", now_s() - start);
	}
	printf("%u of %u tell; %lu guesses, hidden for %lu intervals, %lu packets, "
	       "%.1f s\n", bad, n, judged.guesses,
	       (unsigned long)(judged.compared_ns / INTERVAL_NS),
	       judged.packets, now_s() - start);
	return bad != 0;
}

static int write_made(const char *number, const char *path)
{
	uint8_t bytes[INPUT_MAX];
	size_t n = fuzz_generate((unsigned int)atoi(number), bytes,
				 sizeof(bytes));
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes, 1, n, file) != n || fclose(file)) {
		perror(path);
		return 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int i, bad = 0;

#ifdef __GLIBC__
	/* Giving it back for each pair of worlds takes half of the time. */
	mallopt(M_MMAP_THRESHOLD, KEEP_BYTES);
	mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
#endif
	if (argc == 1)
		return run_all();
	if (argc == 4 && !strcmp(argv[1], "-g"))
		return write_made(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "-s"))
		return run_some((unsigned int)atoi(argv[2]),
				(unsigned int)atoi(argv[3]));
	for (i = 1; i < argc; i++)
		bad |= run_file(argv[i]);
	return bad;
}
