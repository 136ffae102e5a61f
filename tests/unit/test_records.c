// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_records.c - which lengths of texts are told, and when none is any more
 *
 * A row's `input` is what passes, one word each:
 *
 *	c22:200		the client's record of that type, with so long a body
 *	sh:0304:1301	the server's ServerHello: version and cipher suite
 *	sr:0304:1301	its HelloRetryRequest
 *	c-:10		ten bytes of the client that were not seen
 *	c+:2:8		a part of a body of two bytes, that was announced with eight
 *	sx:AB		bytes of the server, as they are
 *
 * `want` says which texts are told ("c29 s95"), and why none is behind them.
 * Each row is read as whole records, and byte by byte.
 */
#include "core/records.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES	512
#define BODY_BYTES	20000

#define START_13 "c22:200 sh:0304:1301 s20:1 s23:900 s23:53 c20:1 c23:53 "
#define START_12 "c22:200 sh:0303:c02f s22:900 c22:70 c20:1 c22:40 s22:200 s20:1 s22:40 "

static const struct row {
	const char *name, *input, *want;
} rows[] = {
	{ "TLS 1.3", START_13 "c23:46 s23:112 c23:25", "c29 s95 c8" },
	{ "TLS 1.3, SHA-384", "c22:200 sh:0304:1302 s23:900 c23:69 c23:46",
	  "c29" },
	{ "TLS 1.3, ChaCha20", "c22:200 sh:0304:1303 s23:900 c23:53 c23:46",
	  "c29" },
	{ "TLS 1.3, short tags", "c22:200 sh:0304:1305 s23:900 c23:45 c23:38",
	  "c29" },
	{ "TLS 1.3, session tickets look like text", START_13
	  "s23:250 s23:250 c23:46", "s233 s233 c29" },
	{ "TLS 1.3, a second ClientHello",
	  "c22:200 sr:0304:1301 s20:1 c22:300 sh:0304:1301 s23:900 c23:53 c23:46",
	  "c29" },
	{ "TLS 1.3, a hello and what follows it in one record",
	  "c22:200 s++:0304:1301 s23:900 c23:53 c23:46", "c29" },
	{ "TLS 1.2 with AES-GCM", START_12 "c23:53 s23:119", "c29 s95" },
	{ "TLS 1.2 with ChaCha20",
	  "c22:200 sh:0303:cca8 c20:1 c22:40 s20:1 s22:40 c23:45 s23:111",
	  "c29 s95" },
	{ "TLS 1.2 with CCM and short tags",
	  "c22:200 sh:0303:c0a0 c20:1 c22:40 s20:1 s22:40 c23:45", "c29" },
	{ "TLS 1.2, resumed: the server is first",
	  "c22:200 sh:0303:009c s20:1 s22:40 c20:1 c22:40 c23:53", "c29" },
	{ "TLS 1.2, a warning", START_12 "c21:26 c23:53", "c29" },
	{ "bytes of a body that were not seen", START_13
	  "c+:2:46 c-:44 s23:112", "c29 s95" },
	{ "more than a body was not seen", START_13 "c+:2:46 c-:45 s23:112",
	  "c29 lost bytes" },
	{ "a header was not seen", START_13 "c-:51 s23:112", "lost bytes" },
	{ "the ServerHello was not seen", "c22:200 s+:0:90 s-:90 c23:53",
	  "lost bytes" },
	{ "CBC", "c22:200 sh:0303:c013 s22:90 c20:1 c22:40 c23:53",
	  "a cipher suite whose lengths vary" },
	{ "an unknown suite of TLS 1.3", "c22:200 sh:0304:1306 c23:53 c23:46",
	  "a cipher suite whose lengths vary" },
	{ "a suite of TLS 1.2 in TLS 1.3", "c22:200 sh:0304:c02f c23:53 c23:46",
	  "a cipher suite whose lengths vary" },
	{ "TLS 1.1", "c22:200 sh:0302:c02f c23:53",
	  "a cipher suite whose lengths vary" },
	{ "early data", "c22:200 c23:46 sh:0304:1301", "early data" },
	{ "early data behind the ServerHello", "c22:200 sh:0304:1301 c23:46",
	  "early data" },
	{ "text before Finished in TLS 1.2", "c22:200 sh:0303:c02f c23:46",
	  "early data" },
	{ "no certificate of the client's, who was asked for one",
	  "c22:200 sh:0304:1301 s23:900 c23:25 c23:53 c23:46", "c29" },
	{ "and that twice",
	  "c22:200 sh:0304:1301 s23:900 c23:25 c23:25 c23:53", "early data" },
	{ "a certificate of the client's",
	  "c22:200 sh:0304:1301 s23:900 c23:800 c23:200 c23:53", "early data" },
	{ "KeyUpdate", START_13 "c23:22 c23:46", "a key update" },
	{ "KeyUpdate of the server", START_13 "c23:46 s23:22 s23:112",
	  "c29 a key update" },
	{ "an alert in TLS 1.3", START_13 "c23:46 c23:19", "c29" },
	{ "a second handshake", START_12 "c23:53 s22:28 s23:119",
	  "c29 a second handshake" },
	{ "no TLS", "sx:32 sx:35 sx:30 sx:20 sx:4f", "an unknown kind of TLS" },
	{ "a record that is too long", START_13 "c23:18433",
	  "an unknown kind of TLS" },
	{ "a record that is too short", START_13 "c23:16",
	  "an unknown kind of TLS" },
	{ "an empty record", START_13 "c23:0", "an unknown kind of TLS" },
	{ "no ServerHello, but another message",
	  "c22:200 s22:90", "an unknown kind of TLS" },
	{ "a ServerHello that ends before its suite",
	  "c22:200 sx:16 sx:03 sx:03 sx:00 sx:08 sx:02 sx:00 sx:00 sx:04 sx:03 "
	  "sx:03 sx:00 sx:00", "an unknown kind of TLS" },
	{ "a handshake in plain text behind TLS 1.3's", START_13 "s22:90",
	  "an unknown kind of TLS" },
};

struct reader {
	struct records records;
	bool bytewise;
	char got[TEXT_BYTES];
};

static void told(struct reader *r, enum records_side side, uint32_t text_bytes)
{
	size_t n = strlen(r->got);

	snprintf(r->got + n, sizeof(r->got) - n, "%s%c%u", n ? " " : "",
		 side == RECORDS_CLIENT ? 'c' : 's', (unsigned int)text_bytes);
}

/* Memory of just their length, so that a sanitizer sees who reads behind it. */
static void give(struct reader *r, enum records_side side,
		 const uint8_t *bytes, size_t n, bool seen)
{
	size_t step = r->bytewise ? 1 : n, at, pos;
	uint32_t text_bytes;
	uint8_t *piece;

	for (at = 0; at < n; at += step) {
		piece = malloc(step);
		assert_non_null(piece);
		memcpy(piece, bytes + at, step);
		pos = 0;
		while (records_next(&r->records, side, seen ? piece : NULL,
				    step, &pos, &text_bytes))
			told(r, side, text_bytes);
		assert_int_equal(pos, step);
		free(piece);
	}
}

static size_t header(uint8_t *out, unsigned int type, size_t body_bytes)
{
	out[0] = (uint8_t)type;
	out[1] = out[2] = 3;
	out[3] = (uint8_t)(body_bytes >> 8);
	out[4] = (uint8_t)body_bytes;
	return 5;
}

/* With a session of 32 bytes; key_share (51) stands before supported_versions. */
static void give_hello(struct reader *r, const char *how, unsigned int version,
		       unsigned int suite)
{
	static const char retry[] = "cf21ad74e59a6111be1d8c021e65b891"
				    "c2a211167abb8c5e079e09e2c8a8339c";
	uint8_t out[300] = { 0 }, *h = out + 5;
	size_t n = 38, more = strcmp(how, "++") ? 0 : 40;

	h[0] = 2;
	h[4] = h[5] = 3;
	if (version < 0x0303)
		h[5] = (uint8_t)version;
	memset(h + 6, 0x55, 32);
	if (!strcmp(how, "r"))
		unit_hex(retry, h + 6, 32);
	h[n] = 32;
	n += 33;
	h[n++] = (uint8_t)(suite >> 8);
	h[n++] = (uint8_t)suite;
	n++;
	if (version == 0x0304) {
		static const uint8_t extensions[] = {
			0, 14, 0, 51, 0, 4, 0, 29, 0, 43, 0, 43, 0, 2, 3, 4
		};
		memcpy(h + n, extensions, sizeof(extensions));
		n += sizeof(extensions);
	}
	h[3] = (uint8_t)(n - 4);
	memset(h + n, 0x77, more);
	header(out, 22, n + more);
	give(r, RECORDS_SERVER, out, 5 + n + more, true);
}

static void run_word(struct reader *r, const char *word)
{
	static uint8_t bytes[BODY_BYTES + 5];
	enum records_side side = word[0] == 'c' ? RECORDS_CLIENT : RECORDS_SERVER;
	unsigned int a = 0, b = 0;
	char how[3] = "";

	memset(bytes, 0x99, sizeof(bytes));
	if (sscanf(word + 1, "%2[hr+]:%4x:%4x", how, &a, &b) == 3 &&
	    (strcmp(how, "+") != 0)) {
		give_hello(r, how, a, b);
	} else if (sscanf(word + 1, "+:%u:%u", &a, &b) == 2) {
		header(bytes, side == RECORDS_SERVER ? 22 : 23, b);
		give(r, side, bytes, 5 + a, true);
	} else if (sscanf(word + 1, "-:%u", &a) == 1) {
		give(r, side, bytes, a, false);
	} else if (sscanf(word + 1, "x:%x", &a) == 1) {
		bytes[0] = (uint8_t)a;
		give(r, side, bytes, 1, true);
	} else {
		assert_int_equal(sscanf(word + 1, "%u:%u", &a, &b), 2);
		header(bytes, a, b);
		give(r, side, bytes, 5 + b, true);
	}
}

static void run(const struct row *row, bool bytewise)
{
	struct reader r = { .bytewise = bytewise };
	char text[TEXT_BYTES], *word, *rest = text;
	size_t n;

	records_init(&r.records);
	snprintf(text, sizeof(text), "%s", row->input);
	while ((word = strtok_r(rest, " ", &rest)))
		run_word(&r, word);
	n = strlen(r.got);
	if (r.records.why)
		snprintf(r.got + n, sizeof(r.got) - n, "%s%s", n ? " " : "",
			 records_why_text(r.records.why));
	assert_string_equal(r.got, row->want);
}

static void test_row(void **state)
{
	run(*state, false);
	run(*state, true);
}

int main(void)
{
	struct unit u = { .n = 0 };

	UNIT_ADD_ROWS(&u, "records", rows, test_row);
	return unit_run(&u, "records");
}
