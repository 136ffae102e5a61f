// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * write.c - a capture of what the wire would have carried
 *
 * Owns the file that --write makes.  What is in it is what passed the tarpit,
 * at its virtual time: the server's packets as the client gets them, the
 * client's as the server gets them, and the packets that the tarpit made.
 */
#include "write.h"
#include "capture.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SNAP_BYTES	262144

struct write {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

struct write *write_open(const char *path, char *error)
{
	struct write *w = calloc(1, sizeof(*w));
	FILE *file;

	if (!w) {
		snprintf(error, CAPTURE_ERROR_MAX, "out of memory");
		return NULL;
	}
	file = fopen(path, "wb");
	if (!file) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
		free(w);
		return NULL;
	}
	w->pcap = pcap_open_dead_with_tstamp_precision(
		DLT_RAW, SNAP_BYTES, PCAP_TSTAMP_PRECISION_NANO);
	w->dumper = w->pcap ? pcap_dump_fopen(w->pcap, file) : NULL;
	if (w->dumper)
		return w;
	snprintf(error, CAPTURE_ERROR_MAX, "%s",
		 w->pcap ? pcap_geterr(w->pcap) : "out of memory");
	fclose(file);
	if (w->pcap)
		pcap_close(w->pcap);
	free(w);
	return NULL;
}

void write_packet(struct write *w, uint64_t now_ns, const uint8_t *bytes,
		  size_t len_bytes)
{
	struct pcap_pkthdr header = {
		.caplen = (bpf_u_int32)len_bytes,
		.len = (bpf_u_int32)len_bytes
	};

	header.ts.tv_sec = (time_t)(now_ns / 1000000000u);
	header.ts.tv_usec = (suseconds_t)(now_ns % 1000000000u);
	pcap_dump((u_char *)w->dumper, &header, bytes);
}

bool write_close(struct write *w)
{
	bool good;

	if (!w)
		return true;
	good = !pcap_dump_flush(w->dumper) &&
	       !ferror(pcap_dump_file(w->dumper));
	pcap_dump_close(w->dumper);
	pcap_close(w->pcap);
	free(w);
	return good;
}
