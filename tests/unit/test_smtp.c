// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_smtp.c - where replies begin and end in a server's stream
 *
 * A row's `want` says what is found in the whole input, one after the other:
 *
 *	550/5.1.1@0	a reply begins at offset 0; '?' behind it: undecided,
 *			'~': after a bare LF
 *	.@23		its last line ended before offset 23; '~' behind it: the
 *			reply began after a bare LF
 *	TLS@0, NOT@0	a line that begins no reply
 */
#include "core/smtp.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define TEXT_BYTES	512

static const struct row {
	const char *name, *input, *want;
} rows[] = {
	{ "one line", "250 2.1.5 Ok\r\n", "250/2.1.5@0 .@14" },
	{ "one after the other", "250 a\r\n550 b\r\n", "250@0 .@7 550@7 .@14" },
	{ "many lines are one reply", "550-5.7.1 a\r\n550-b\r\n550 5.7.1 c\r\n",
	  "550/5.7.1@0 .@33" },
	{ "many lines, then another", "250-a\r\n250 b\r\n250 c\r\n",
	  "250@0 .@14 250@14 .@21" },
	{ "code alone", "550\r\n", "550@0 .@5" },
	{ "code and a space", "550 \r\n", "550@0 .@6" },
	{ "code and a hyphen goes on", "550-\r\n550 \r\n", "550@0 .@12" },
	{ "last line is a code alone", "250-a\r\n250\r\n", "250@0 .@12" },
	{ "bare LF ends a line", "550 a\n250 b\n", "550@0 .@6 250@6~ .@12~" },
	{ "code and a bare LF", "550\n", "550@0 .@4" },
	{ "a code alone after a bare LF", "250 a\n550\r\n",
	  "250@0 .@6 550@6~ .@11~" },
	{ "CR within a line is text", "250 a\r550 b\r\n", "250@0 .@13" },
	{ "CR CR LF", "250 a\r\r\n550 b\r\n", "250@0 .@8 550@8 .@15" },
	{ "another code is another reply", "250-a\r\n550 b\r\n",
	  "250@0 550@7 .@14" },
	{ "no end", "550 5.1.1 nobody", "550/5.1.1@0" },
	{ "no text", "", "" },
	{ "empty line", "\r\n", "NOT@0" },
	{ "undecided: one digit", "5", "5@0?" },
	{ "undecided: two digits", "55", "55@0?" },
	{ "undecided: code", "550", "550@0?" },
	{ "undecided: no enhanced code yet", "550 5.1", "550@0?" },
	{ "undecided: enhanced code may go on", "550 5.1.1", "550@0?" },
	{ "enhanced code ends with the line", "550 5.1.1\r\n",
	  "550/5.1.1@0 .@11" },
	{ "enhanced code of three digits", "550 5.123.456 a\r\n",
	  "550/5.123.456@0 .@17" },
	{ "enhanced code with a number too long", "550 5.1234.1 a\r\n",
	  "550@0 .@16" },
	{ "enhanced code with a number of four digits", "550 5.1001.1 a\r\n",
	  "550@0 .@16" },
	{ "enhanced code of the longest numbers", "550 5.999.999 a\r\n",
	  "550/5.999.999@0 .@17" },
	{ "enhanced code without a subject", "550 5.x.1 a\r\n", "550@0 .@13" },
	{ "enhanced code without a detail", "550 5.1.x a\r\n", "550@0 .@13" },
	{ "enhanced code without its second dot", "550 5.1x1 a\r\n",
	  "550@0 .@13" },
	{ "enhanced code without its first dot", "550 5x1.1 a\r\n",
	  "550@0 .@13" },
	{ "bare LF behind an enhanced code", "550 5.1.1 \n550 b\r\n",
	  "550/5.1.1@0 .@11 550@11~ .@18~" },
	{ "enhanced code of a class of two digits", "550 55.1.1 a\r\n",
	  "550@0 .@14" },
	{ "enhanced code with a dot behind it", "550 5.1.1.", "550@0" },
	{ "a bare LF behind a reply ends nothing", "250 a\r\n\n250 b\r\n",
	  "250@0 .@7 250@8~ .@15~" },
	{ "enhanced code of two numbers", "550 5.1 a\r\n", "550@0 .@11" },
	{ "enhanced code of another class", "521 4.7.1 a\r\n",
	  "521/4.7.1@0 .@13" },
	{ "enhanced code of no class", "550 3.1.1 a\r\n", "550@0 .@13" },
	{ "enhanced code without a space", "550 5.1.1, a\r\n", "550@0 .@14" },
	{ "any code of three digits", "599 a\r\n", "599@0 .@7" },
	{ "200", "200 a\r\n", "200@0 .@7" },
	{ "four digits", "5500 a\r\n", "550@0 .@8" },
	{ "first digit 1", "150 a\r\n", "NOT@0" },
	{ "first digit 6", "650 a\r\n", "NOT@0" },
	{ "first digit and a letter", "5x0 a\r\n", "NOT@0" },
	{ "two digits and a space", "55 a\r\n", "NOT@0" },
	{ "a space before the code", " 550 a\r\n", "NOT@0" },
	{ "text that is no reply", "hello\r\n", "NOT@0" },
	{ "TLS handshake", "\x16\x03\x01", "TLS@0" },
	{ "TLS after a reply", "220 go\r\n\x16\x03\x01", "220@0 .@8 TLS@8" },
	{ "TLS after a bare LF is text", "220 go\n\x16\x03\x01", "220@0 .@7" },
	{ "no reply after a bare LF is text", "220 go\nhello\r\n250 a\r\n",
	  "220@0 .@7 250@14 .@21" },
	{ "a 235 after a bare LF is not clean", "500 x\n235 ok\r\n",
	  "500@0 .@6 235@6~ .@14~" },
	{ "bytes above 127", "553 5.6.7 \xc3\xa4\r\n", "553/5.6.7@0 .@14" },
	{ "a 5 within a line", "250 a 550 b\r\n", "250@0 .@13" },
	{ "a quoted line does not end what began cleanly",
	  "500-x\n500 y\r\n500 z\r\n", "500@0 .@13 500@13 .@20" },
};

/* What begins at the end of the bytes: a further line, or another reply? */
static const struct row further_rows[] = {
	{ "a further line may begin: one digit", "200-a\r\n2", "200@0" },
	{ "a further line may begin: two digits", "209-a\r\n20", "209@0" },
	{ "a further line may begin: code", "250-a\r\n250", "250@0" },
	{ "another reply begins: one digit", "299-a\r\n3", "299@0 3@7?" },
	{ "another reply begins: two digits", "250-a\r\n24", "250@0 24@7?" },
	{ "another reply begins: code", "250-a\r\n251", "250@0 251@7?" },
	/* In portions it may be one, as far as is known. */
	{ "no code after a bare LF is text", "220 go\n550x a\r\n", "220@0 .@7" },
};

static void append(char *text, const char *more)
{
	if (text[0])
		strcat(text, " ");
	strcat(text, more);
}

static void item_text(const struct smtp_item *item, size_t base, char *text)
{
	const struct enhanced *e = &item->enhanced;
	char one[64];
	int n;

	switch (item->kind) {
	case SMTP_REPLY:
		n = snprintf(one, sizeof(one), "%u", item->code);
		if (e->class)
			n += snprintf(one + n, sizeof(one) - (size_t)n,
				      "/%u.%u.%u", e->class, e->subject,
				      e->detail);
		snprintf(one + n, sizeof(one) - (size_t)n, "@%zu%s%s",
			 base + item->start, item->decided ? "" : "?",
			 item->clean ? "" : "~");
		break;
	case SMTP_REPLY_END:
		snprintf(one, sizeof(one), ".@%zu%s", base + item->start,
			 item->clean ? "" : "~");
		break;
	default:
		snprintf(one, sizeof(one), "%s@%zu",
			 item->kind == SMTP_TLS ? "TLS" : "NOT",
			 base + item->start);
	}
	append(text, one);
}

static void scan_text(struct smtp_scan *scan, const char *input, size_t base,
		      size_t n, char *text)
{
	struct smtp_item item;
	size_t pos = 0;

	while (smtp_next(scan, (const uint8_t *)input + base, n, &pos,
			 &item) != SMTP_MORE) {
		assert_true(pos <= n && item.start <= pos);
		item_text(&item, base, text);
	}
	assert_int_equal(pos, n);
}

static void test_whole(void **state)
{
	const struct row *row = *state;
	char text[TEXT_BYTES] = "";
	struct smtp_scan scan;

	smtp_scan_init(&scan);
	scan_text(&scan, row->input, 0, strlen(row->input), text);
	assert_string_equal(text, row->want);
}

/**
 * struct places - Offsets at which replies begin and end, and of which code
 */
struct places {
	bool begins[TEXT_BYTES], ends[TEXT_BYTES];
	uint16_t code[TEXT_BYTES];
	struct enhanced enhanced[TEXT_BYTES];
};

static void scan_places(struct smtp_scan *scan, const char *input, size_t base,
			size_t n, struct places *places)
{
	struct smtp_item item;
	size_t pos = 0;

	while (smtp_next(scan, (const uint8_t *)input + base, n, &pos,
			 &item) != SMTP_MORE) {
		assert_true(item.start <= pos && pos <= n);
		if (item.kind == SMTP_REPLY)
			places->begins[base + item.start] = true;
		if (item.kind != SMTP_REPLY_END)
			continue;
		places->ends[base + item.start] = true;
		places->code[base + item.start] = item.code;
		places->enhanced[base + item.start] = item.enhanced;
	}
	assert_int_equal(pos, n);
}

/* A reply that is told before its code is complete has no enhanced code. */
static bool ends_within_code(size_t begin, size_t portion)
{
	size_t digits;

	for (digits = 1; digits <= 3; digits++)
		if ((begin + digits) % portion == 0)
			return true;
	return false;
}

/*
 * In whatever portions the bytes come: each reply is told in the portion where
 * it begins, ends where it ends, and has its code then.  (A portion's end may show the beginning
 * of a reply in what turns out to be none.)
 */
static void test_portions(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->input), portion, at, n, begin = 0;
	struct places whole, parts;
	struct smtp_scan scan;

	memset(&whole, 0, sizeof(whole));
	smtp_scan_init(&scan);
	scan_places(&scan, row->input, 0, len, &whole);
	for (portion = 1; portion < len; portion++) {
		memset(&parts, 0, sizeof(parts));
		smtp_scan_init(&scan);
		for (at = 0; at < len; at += n) {
			n = len - at < portion ? len - at : portion;
			scan_places(&scan, row->input, at, n, &parts);
		}
		for (at = 0; at <= len; at++) {
			assert_true(parts.begins[at] || !whole.begins[at]);
			assert_true(parts.ends[at] || !whole.ends[at]);
			assert_true(strstr(row->want, "NOT") ||
				    whole.ends[at] || !parts.ends[at]);
			assert_int_equal(parts.code[at], whole.code[at]);
			if (!ends_within_code(begin, portion))
				assert_memory_equal(&parts.enhanced[at],
						    &whole.enhanced[at],
						    sizeof(*whole.enhanced));
			if (whole.begins[at])
				begin = at;
		}
	}
}

/* Gives @text to the scanner.  Return: the tag with the last item of @kind, or -1 */
static int tag_at(struct smtp_scan *scan, const char *text, enum smtp_kind kind)
{
	struct smtp_item item;
	size_t pos = 0;
	int tag = -1;

	while (smtp_next(scan, (const uint8_t *)text, strlen(text), &pos,
			 &item) != SMTP_MORE)
		if (item.kind == kind)
			tag = scan->tag;
	return tag;
}

/* The caller's tag is 0 where a reply begins, and stays until it ends. */
static void test_tag(void **state)
{
	struct smtp_scan scan;

	(void)state;
	smtp_scan_init(&scan);
	assert_int_equal(tag_at(&scan, "550-5.1.1 ", SMTP_REPLY), 0);
	scan.tag = 1;
	assert_int_equal(tag_at(&scan, "a\r\n550 5.1.1 b\r\n", SMTP_REPLY_END),
			 1);
	assert_int_equal(tag_at(&scan, "25", SMTP_REPLY), 0);
	scan.tag = 2;
	assert_int_equal(tag_at(&scan, "0 c\r\n", SMTP_REPLY_END), 2);
	assert_int_equal(tag_at(&scan, "250", SMTP_REPLY), 0);
	scan.tag = 3;
	assert_int_equal(tag_at(&scan, "\r\n", SMTP_REPLY_END), 3);
	assert_int_equal(tag_at(&scan, "250 d", SMTP_REPLY), 0);
}

/* What was told for a reply, and turned out to be none, ends with its line. */
static void test_told_in_vain(void **state)
{
	struct smtp_scan scan;

	(void)state;
	smtp_scan_init(&scan);
	assert_int_equal(tag_at(&scan, "250-a\r\n55", SMTP_REPLY), 0);
	assert_int_not_equal(tag_at(&scan, "x b\r\n", SMTP_REPLY_END), -1);
	assert_int_equal(tag_at(&scan, "250 c\r\n", SMTP_REPLY), 0);
}

/* Bytes of any kind: the scanner stays within them, and always comes to an end. */
static void test_noise(void **state)
{
	static const char letters[] = "5502-. \r\n\n\x16x";
	struct smtp_scan scan;
	struct smtp_item item;
	uint8_t bytes[64];
	size_t pos, i, items;
	uint32_t random = 1, round;

	(void)state;
	smtp_scan_init(&scan);
	for (round = 0; round < 20000; round++) {
		for (i = 0; i < sizeof(bytes); i++) {
			random = random * 1664525 + 1013904223;
			bytes[i] = (uint8_t)letters[(random >> 16) %
						    (sizeof(letters) - 1)];
		}
		pos = items = 0;
		while (smtp_next(&scan, bytes, sizeof(bytes), &pos, &item) !=
		       SMTP_MORE) {
			assert_true(item.start <= pos && pos <= sizeof(bytes));
			assert_true(++items <= 2 * sizeof(bytes));
		}
		assert_int_equal(pos, sizeof(bytes));
	}
}

int main(void)
{
	static struct unit u;

	UNIT_ADD_ROWS(&u, "whole", rows, test_whole);
	UNIT_ADD_ROWS(&u, "further", further_rows, test_whole);
	UNIT_ADD_ROWS(&u, "portions", rows, test_portions);
	unit_add(&u, "tag", "stays with its reply", test_tag, NULL);
	unit_add(&u, "told in vain", "ends with its line", test_told_in_vain,
		 NULL);
	unit_add(&u, "noise", "stays within its bytes", test_noise, NULL);
	return unit_run(&u, "smtp");
}
