// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * feed_fuzz.c - lines of mail servers' logs with any words in them
 *
 * The input chooses kinds of line, clients, and what these say.  Whoever is
 * charged is the peer of the line.  And lines that are nothing but input charge
 * whom they like, but are read within their bounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../feed/attack.h"
#include "core/addr.h"
#include "fuzz.h"
#include "reader.h"

#define LINES_MAX	32
#define WORDS	5

/* A word of the input, which has no NUL: up to 255 bytes. */
static char *take_word(struct input *in)
{
	const uint8_t *bytes;
	size_t n = in_bytes(in, in8(in), &bytes), i;
	char *word = malloc(n + 1);

	for (i = 0; i < n; i++)
		word[i] = bytes[i] ? (char)bytes[i] : ' ';
	word[n] = '\0';
	return word;
}

static void run_line(struct reader *r, struct input *in, bool checked)
{
	static char line[ATTACK_LINE_MAX];
	char *words[WORDS], peer[ADDR_TEXT_MAX], text[ADDR_TEXT_MAX];
	size_t form = in8(in) % attack_forms_n, n, i;
	unsigned int pid = in8(in) % ATTACK_PIDS;
	struct attack_words w = { .checked = checked };
	struct feed_charge c = { .errors = 0 };
	bool charged;

	/* A process serves one client for ever, so that it is its sessions'. */
	snprintf(peer, sizeof(peer), "198.18.77.%u", pid);
	for (i = 0; i < WORDS; i++)
		words[i] = take_word(in);
	w.recipient = words[0];
	w.sender = words[1];
	w.helo = words[2];
	w.user = words[3];
	w.name = words[4];
	n = checked || !attack_only_checked(form) ?
		    attack_line(form, peer, pid, &w, line) : 0;
	charged = reader_line(r, NS_PER_S, line, n, &c);
	if (charged)
		REQUIRE(!strcmp(addr_text(&c.client, text), peer),
			"%s is charged by: %s", text, line);
	for (i = 0; i < WORDS; i++)
		free(words[i]);
}

static void run_bytes(struct reader *r, struct input *in)
{
	const uint8_t *bytes;
	size_t n = in_bytes(in, SIZE_MAX, &bytes);
	struct feed_charge c;
	char *line = malloc(n ? n : 1);	/* of its own: ends are seen */

	if (n)
		memcpy(line, bytes, n);
	if (reader_line(r, NS_PER_S, line, n, &c))
		REQUIRE(c.errors && c.client.family, "nobody is charged");
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Whether Exim checks HELO is remembered: a reader for each world. */
	static struct reader *readers[3];
	static const uint64_t key[2] = { 3, 5 };
	struct input in = { data, data + size };
	unsigned int world = in8(&in) % 3, i;

	if (!readers[world])
		readers[world] = reader_new(FORMAT_AUTO, key);
	REQUIRE(readers[world], "no memory");
	if (world == 2)
		run_bytes(readers[world], &in);
	for (i = 0; world < 2 && i < LINES_MAX && in_more(&in); i++)
		run_line(readers[world], &in, world == 0);
	return 0;
}
