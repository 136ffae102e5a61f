// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * charges.c - what the feed reads out of a log
 *
 *	charges [--format NAME] FILE...
 *
 * Prints a line for each charge: the number of the log's line, the client, how
 * many errors, and "tls" if they were encrypted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "reader.h"

#define LINE_NS	(10 * NS_PER_MS)

static int read_file(struct reader *r, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL, text[ADDR_TEXT_MAX];
	struct feed_charge c;
	unsigned int number = 0;
	size_t size = 0;
	ssize_t n;

	if (!f) {
		perror(path);
		return 1;
	}
	while ((n = getline(&line, &size, f)) > 0) {
		number++;
		if (line[n - 1] == '\n')
			n--;
		if (reader_line(r, number * LINE_NS, line, (size_t)n, &c))
			printf("%u %s %d%s\n", number, addr_text(&c.client, text),
			       c.errors, c.tls ? " tls" : "");
	}
	free(line);
	fclose(f);
	return 0;
}

int main(int argc, char **argv)
{
	static const uint64_t key[2] = { 1, 2 };
	enum feed_format format = FORMAT_AUTO;
	struct reader *r;
	int i = 1, status = 0;

	if (argc > 2 && !strcmp(argv[1], "--format")) {
		while (format < FORMATS &&
		       strcmp(argv[2], feed_format_names[format]))
			format++;
		i = 3;
	}
	r = format < FORMATS ? reader_new(format, key) : NULL;
	if (!r)
		return 2;
	for (; i < argc; i++)
		status |= read_file(r, argv[i]);
	reader_free(r);
	return status;
}
