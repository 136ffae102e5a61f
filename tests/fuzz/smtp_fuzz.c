// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smtp_fuzz.c - the scanner tells the same, however the stream is cut
 *
 * Each reply that a scan of the whole stream tells is told once by a scan in
 * pieces, at the same byte, and ends at the same byte.  A piece may end where
 * a reply can still become anything: then it is told as such, and only such
 * replies may turn out to be none.
 */
#include "core/smtp.h"
#include "finder.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define STREAM_MAX 2048

/* What was told at each byte: times, and the code as far as it was known. */
struct told {
	uint8_t replies[STREAM_MAX + 3], ends[STREAM_MAX + 1];
	uint16_t code[STREAM_MAX + 1], end_code[STREAM_MAX + 1];
	bool open_end;
};

static void scan_piece(struct smtp_scan *scan, const uint8_t *piece, size_t n,
		       size_t base, struct told *told)
{
	struct smtp_item item;
	size_t pos = 0;

	while (smtp_next(scan, piece, n, &pos, &item) != SMTP_MORE) {
		REQUIRE(pos <= n && item.start <= n, "behind the bytes");
		REQUIRE(item.digits <= 3 && item.code <= 599, "%u", item.code);
		if (item.kind == SMTP_REPLY) {
			REQUIRE(item.start < n || n == 0, "no byte of it");
			told->replies[base + item.start]++;
			told->code[base + item.start] = item.decided ?
							item.code : 0;
		} else if (item.kind == SMTP_REPLY_END) {
			told->ends[base + item.start]++;
			told->end_code[base + item.start] = item.code;
		}
	}
}

/*
 * Behind "550-" a digit that fits goes with it, so that a server whose lines
 * have different codes is found out in the second or third digit.
 */
static bool told_near(const struct told *cut, size_t at)
{
	return cut->replies[at] || cut->replies[at + 1] || cut->replies[at + 2];
}

static void compare(const struct told *whole, const struct told *cut,
		    size_t size)
{
	size_t i;

	for (i = 0; i <= size; i++) {
		REQUIRE(cut->replies[i] <= 1, "at %zu: %u times", i,
			cut->replies[i]);
		REQUIRE(!whole->replies[i] || told_near(cut, i), "not at %zu",
			i);
		REQUIRE(!cut->code[i] || !whole->code[i] ||
			cut->code[i] == whole->code[i],
			"at %zu: %u, not %u", i, cut->code[i], whole->code[i]);
		REQUIRE(cut->ends[i] >= whole->ends[i], "no end at %zu", i);
		REQUIRE(!whole->ends[i] ||
			cut->end_code[i] == whole->end_code[i], "at %zu", i);
	}
}

/* The finder reads CRLF only; so does the scanner, where nothing else is. */
static void check_finder(const uint8_t *text, size_t size,
			 const struct told *whole)
{
	unsigned int code;
	size_t at, end;

	for (at = 0; at < size; at++)
		if ((text[at] == '\n' && (!at || text[at - 1] != '\r')) ||
		    (text[at] == '\r' && (at + 1 == size ||
					  text[at + 1] != '\n')))
			return;
	for (at = 0; at < size; at = end) {
		code = line_code(text, size, at);
		end = code ? reply_end(text, size, at, code) :
			     line_end(text, size, at);
		REQUIRE(!code || whole->code[at] == code ||
			end == size, "at %zu: %u, not %u", at,
			whole->code[at], code);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct told whole, cut;
	struct input in = { data, data + size };
	uint8_t pieces[64], *piece;
	struct smtp_scan scan;
	const uint8_t *text;
	size_t i, n, at, count;

	memset(&whole, 0, sizeof(whole));
	memset(&cut, 0, sizeof(cut));
	/* A cycle of lengths, 0 among them, that goes on by one at least. */
	count = in8(&in) % sizeof(pieces);
	for (i = 0; i < count; i++)
		pieces[i] = in8(&in);
	pieces[count++] = 1;
	size = in_bytes(&in, STREAM_MAX, &text);
	smtp_scan_init(&scan);
	scan_piece(&scan, text, size, 0, &whole);
	check_finder(text, size, &whole);
	smtp_scan_init(&scan);
	for (at = 0, i = 0; at < size; at += n) {
		n = pieces[i++ % count];
		n = n > size - at ? size - at : n;
		piece = malloc(n ? n : 1);
		memcpy(piece, text + at, n);
		scan_piece(&scan, piece, n, at, &cut);
		free(piece);
	}
	compare(&whole, &cut, size);
	return 0;
}
