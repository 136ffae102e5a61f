// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prefilter_check.c - what the kernel's prefilter says of a packet
 *
 * Goes through the rules of the chains smtp-tarpit and smtp-tarpit-new as they
 * are written in rules/smtp-tarpit-rules (server_chains()), in their order: the
 * very bytecode, run by libpcap's interpreter, and the search of the string match.
 * That the kernel agrees is tested with real packets: prefilter_test.py.
 */
#include "prefilter_check.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTRUCTIONS_MAX	64
#define STRING_TO_MAX		65535	/* xt_string's --to, by default */
#define STAMPS_BYTES		12

/* The order of the rules. */
enum program { SHORT, EMPTY, SUSPICIOUS, STAMPED, PROGRAMS };

static const char *const names[PROGRAMS] = {
	"short", "empty", "suspicious", "stamped",
};

struct prefilter {
	struct bpf_insn programs[2][PROGRAMS][INSTRUCTIONS_MAX];
};

static bool read_instructions(FILE *file, struct bpf_insn *insns)
{
	unsigned int n, i, code, jt, jf, k;

	if (fscanf(file, "%u", &n) != 1 || n == 0 || n > INSTRUCTIONS_MAX)
		return false;
	for (i = 0; i < n; i++) {
		if (fscanf(file, ",%u %u %u %u", &code, &jt, &jf, &k) != 4)
			return false;
		insns[i].code = (u_short)code;
		insns[i].jt = (u_char)jt;
		insns[i].jf = (u_char)jf;
		insns[i].k = k;
	}
	return bpf_validate(insns, (int)n);
}

static bool read_program(const char *folder, enum program program,
			 unsigned int v6, struct bpf_insn *insns)
{
	char path[4096];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/%s%c.bytecode", folder,
		 names[program], v6 ? '6' : '4');
	file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	good = read_instructions(file, insns);
	fclose(file);
	if (!good)
		fprintf(stderr, "%s: no program\n", path);
	return good;
}

struct prefilter *prefilter_new(const char *folder)
{
	struct prefilter *p = calloc(1, sizeof(*p));

	for (unsigned int v6 = 0; p && v6 < 2; v6++)
		for (enum program i = SHORT; i < PROGRAMS; i++)
			if (!read_program(folder, i, v6, p->programs[v6][i])) {
				free(p);
				return NULL;
			}
	return p;
}

void prefilter_free(struct prefilter *prefilter)
{
	free(prefilter);
}

/* -m string --from FROM: may a match begin there or behind it? */
static bool has_string(const uint8_t *packet, size_t len_bytes, size_t from,
		       const char *text)
{
	const uint8_t *at;

	if (len_bytes <= from)
		return false;
	at = memmem(packet + from, len_bytes - from, text, strlen(text));
	return at && at - packet <= STRING_TO_MAX;
}

bool prefilter_queues(const struct prefilter *prefilter, const uint8_t *packet,
		      size_t len_bytes)
{
	bool v6 = len_bytes && packet[0] >> 4 == 6;
	const struct bpf_insn (*programs)[INSTRUCTIONS_MAX] =
		prefilter->programs[v6];
	unsigned int len = (unsigned int)len_bytes;
	size_t from = v6 ? 60 : 40;

	if (bpf_filter(programs[SHORT], packet, len, len) ||
	    bpf_filter(programs[EMPTY], packet, len, len))
		return false;
	if (bpf_filter(programs[SUSPICIOUS], packet, len, len))
		return true;
	if (bpf_filter(programs[STAMPED], packet, len, len))
		from += STAMPS_BYTES;
	return has_string(packet, len_bytes, from, "\n5") ||
	       has_string(packet, len_bytes, from, "\n235") ||
	       has_string(packet, len_bytes, from, "AUTH");
}
