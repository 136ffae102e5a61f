// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compile-filter.c - make bytecode for "-m bpf" from a filter expression
 *
 * compile-filter FILE prints the program of the expression in FILE ('#' starts
 * a comment) as iptables takes it: "N,code jt jf k,..." on one line.  The
 * kernel runs it on a packet that starts at the IP header, so it is compiled
 * for DLT_RAW.
 *
 * A build tool: its output is kept beside the source, so that a router needs
 * neither it nor libpcap.  It refuses a program that xt_bpf would not load
 * (XT_BPF_MAX_NUM_INSTR, linux/netfilter/xt_bpf.h).
 */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SOURCE_MAX_BYTES	8192
#define INSTRUCTIONS_MAX	64
#define SNAP_BYTES		262144

/* Read the expression in @path, without its comments, into @text. */
static bool read_expression(const char *path, char *text, size_t size)
{
	bool comment = false;
	size_t n = 0;
	FILE *file;
	int c;

	file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	while ((c = getc(file)) != EOF && n < size) {
		if (c == '#')
			comment = true;
		if (c == '\n')
			comment = false;
		if (!comment)
			text[n++] = (char)c;
	}
	fclose(file);
	if (n == size) {
		fprintf(stderr, "%s: longer than %zu bytes\n", path, size);
		return false;
	}
	text[n] = '\0';
	return true;
}

static void print_program(const struct bpf_program *program)
{
	printf("%u", program->bf_len);
	for (unsigned int i = 0; i < program->bf_len; i++) {
		const struct bpf_insn *insn = &program->bf_insns[i];

		printf(",%u %u %u %u", insn->code, insn->jt, insn->jf, insn->k);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	char text[SOURCE_MAX_BYTES];
	struct bpf_program program;
	int status = 1;
	pcap_t *pcap;

	if (argc != 2) {
		fprintf(stderr, "usage: compile-filter FILE\n");
		return 2;
	}
	if (!read_expression(argv[1], text, sizeof(text)))
		return 1;
	pcap = pcap_open_dead(DLT_RAW, SNAP_BYTES);
	if (!pcap) {
		fprintf(stderr, "compile-filter: no memory\n");
		return 1;
	}
	if (pcap_compile(pcap, &program, text, 1, PCAP_NETMASK_UNKNOWN) < 0) {
		fprintf(stderr, "%s: %s\n", argv[1], pcap_geterr(pcap));
		goto out;
	}
	if (program.bf_len > INSTRUCTIONS_MAX) {
		fprintf(stderr, "%s: %u instructions, the kernel takes %d\n",
			argv[1], program.bf_len, INSTRUCTIONS_MAX);
	} else {
		print_program(&program);
		status = 0;
	}
	pcap_freecode(&program);
out:
	pcap_close(pcap);
	return status;
}
