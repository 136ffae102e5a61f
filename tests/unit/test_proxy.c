// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_proxy.c - headers of the PROXY protocol: which name a client, and how long they are
 *
 * The stream scripts proxy-*.t say what becomes of their connections.
 */
#include "core/addr.h"
#include "core/proxy.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define SIGNATURE	"\r\n\r\n\0\r\nQUIT\n"
#define FOUR		"\xcb\0\x71\x07" "\xc6\x33\x64\x19" "\x9c\x40" "\0\x19"
#define SIX		"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"		\
			"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x19"		\
			"\xff\xff" "\0\x19"
#define BYTES_64	"................................................................"
#define V1		"PROXY TCP4 203.0.113.7 198.51.100.25 40000 25\r\n"
#define BYTES(text)	text, sizeof(text) - 1

static const struct row {
	const char *name;
	const char *bytes;
	size_t len_bytes;
	enum proxy_kind kind;
	const char *client;	/* with its port */
	uint32_t header_bytes;
} rows[] = {
	{ "1, IPv4", BYTES(V1), PROXY_CLIENT, "203.0.113.7 40000", 47 },
	{ "1, and text", BYTES(V1 "EHLO a\r\n"), PROXY_CLIENT,
	  "203.0.113.7 40000", 47 },
	{ "1, the longest", BYTES("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 65535\r\n"), PROXY_CLIENT,
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535", 104 },
	{ "1, port 0", BYTES("PROXY TCP6 2001:db8::7 2001:DB8::19 0 0\r\n"),
	  PROXY_CLIENT, "2001:db8::7 0", 41 },
	{ "1, IPv4 as IPv6", BYTES("PROXY TCP6 ::ffff:203.0.113.7 ::ffff:c633:6419 1 25\r\n"),
	  PROXY_CLIENT, "203.0.113.7 1", 53 },
	{ "1, unknown", BYTES("PROXY UNKNOWN\r\n"), PROXY_NOBODY, NULL, 0 },
	{ "1, unknown, the longest", BYTES("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 65535\r\n"),
	  PROXY_NOBODY, NULL, 0 },
	{ "1, unknown, longer", BYTES("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 655350\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, unknown with a tail", BYTES("PROXY UNKNOWNS\r\n"), PROXY_BAD, NULL, 0 },
	{ "1, LF alone", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 25\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, CR alone", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 25\rE\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a NUL", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 25\0\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, two spaces", BYTES("PROXY TCP4  203.0.113.7 198.51.100.25 40000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a word more", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 25 1\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a space more", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 25 \r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a word less", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, UDP", BYTES("PROXY UDP4 203.0.113.7 198.51.100.25 40000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, unknown, another letter", BYTES("PROXY UNKNOWM\r\n"), PROXY_BAD, NULL, 0 },
	{ "1, in small letters", BYTES("proxy TCP4 203.0.113.7 198.51.100.25 40000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, another family", BYTES("PROXY TCP4 2001:db8::7 198.51.100.25 40000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a server of another", BYTES("PROXY TCP4 203.0.113.7 2001:db8::19 40000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, no address", BYTES("PROXY TCP4 203.0.113.256 198.51.100.25 40000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, zeros before a port", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 040000 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a zero before a port", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 025\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a zero before a digit", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 05\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, a port and more", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 25x\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, no such port", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 65536 25\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, no port", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 smtp\r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "1, no number", BYTES("PROXY TCP4 203.0.113.7 198.51.100.25 40000 \r\n"),
	  PROXY_BAD, NULL, 0 },
	{ "2, IPv4", BYTES(SIGNATURE "\x21\x11\0\x0c" FOUR), PROXY_CLIENT,
	  "203.0.113.7 40000", 28 },
	{ "2, and text", BYTES(SIGNATURE "\x21\x11\0\x0c" FOUR "EHLO a\r\n"),
	  PROXY_CLIENT, "203.0.113.7 40000", 28 },
	{ "2, and more (TLV)", BYTES(SIGNATURE "\x21\x11\0\x10" FOUR "\x04\0\1x"),
	  PROXY_CLIENT, "203.0.113.7 40000", 32 },
	{ "2, and 256 bytes more", BYTES(SIGNATURE "\x21\x11\x01\x0f" FOUR "\x04\x01\0"
	  BYTES_64 BYTES_64 BYTES_64 BYTES_64), PROXY_CLIENT, "203.0.113.7 40000",
	  287 },
	{ "2, IPv6", BYTES(SIGNATURE "\x21\x21\0\x24" SIX), PROXY_CLIENT,
	  "2001:db8::7 65535", 52 },
	{ "2, local", BYTES(SIGNATURE "\x20\0\0\0"), PROXY_NOBODY, NULL, 0 },
	{ "2, local with addresses", BYTES(SIGNATURE "\x20\x11\0\x0c" FOUR),
	  PROXY_NOBODY, NULL, 0 },
	{ "2, local, of no family", BYTES(SIGNATURE "\x20\x77\0\0"), PROXY_NOBODY,
	  NULL, 0 },
	{ "2, unspecified", BYTES(SIGNATURE "\x21\0\0\0"), PROXY_NOBODY, NULL, 0 },
	{ "2, UDP", BYTES(SIGNATURE "\x21\x12\0\x0c" FOUR), PROXY_NOBODY, NULL, 0 },
	{ "2, no such family", BYTES(SIGNATURE "\x21\x41\0\x0c" FOUR), PROXY_BAD,
	  NULL, 0 },
	{ "2, no such transport", BYTES(SIGNATURE "\x21\x13\0\x0c" FOUR), PROXY_BAD,
	  NULL, 0 },
	{ "2, no such command", BYTES(SIGNATURE "\x22\x11\0\x0c" FOUR), PROXY_BAD,
	  NULL, 0 },
	{ "2, version 1", BYTES(SIGNATURE "\x11\x11\0\x0c" FOUR), PROXY_BAD, NULL, 0 },
	{ "2, too short for its family", BYTES(SIGNATURE "\x21\x11\0\x0b" FOUR),
	  PROXY_BAD, NULL, 0 },
	{ "2, IPv6 of IPv4's length", BYTES(SIGNATURE "\x21\x21\0\x0c" SIX), PROXY_BAD,
	  NULL, 0 },
	{ "2, longer than what is there", BYTES(SIGNATURE "\x21\x11\0\x0d" FOUR),
	  PROXY_BAD, NULL, 0 },
	{ "2, another last byte", BYTES("\r\n\r\n\0\r\nQUIT\r" "\x21\x11\0\x0c" FOUR),
	  PROXY_BAD, NULL, 0 },
	{ "2, much longer", BYTES(SIGNATURE "\x21\x11\x01\x0c" FOUR), PROXY_BAD,
	  NULL, 0 },
	{ "text", BYTES("EHLO client.example\r\n"), PROXY_BAD, NULL, 0 },
	{ "nothing", BYTES(""), PROXY_BAD, NULL, 0 },
};

static struct proxy_header parse(const char *bytes, size_t n)
{
	return proxy_parse(unit_at_edge(bytes, n), n);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct proxy_header h = parse(row->bytes, row->len_bytes);
	char address[ADDR_TEXT_MAX], text[ADDR_TEXT_MAX + 8];

	assert_int_equal(h.kind, row->kind);
	if (h.kind != PROXY_CLIENT)
		return;
	snprintf(text, sizeof(text), "%s %u", addr_text(&h.client, address),
		 h.client_port);
	assert_string_equal(text, row->client);
	assert_int_equal(h.bytes, row->header_bytes);
}

/* A part of a header names nobody; with all of it, what follows does not matter. */
static void test_cut(void **state)
{
	const struct row *row = *state;
	size_t whole = row->header_bytes, n;

	for (n = 0; whole && n <= row->len_bytes; n++)
		assert_int_equal(parse(row->bytes, n).kind,
				 n < whole ? PROXY_BAD : PROXY_CLIENT);
}

int main(void)
{
	static struct unit u;

	UNIT_ADD_ROWS(&u, "header", rows, test_row);
	UNIT_ADD_ROWS(&u, "cut", rows, test_cut);
	return unit_run(&u, "proxy");
}
