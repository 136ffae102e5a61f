// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rows_test.c - each row of the table reads the line beside it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "reader.h"

static const uint64_t key[2] = { 1, 2 };

static struct log_line split(const char *line)
{
	return line_split(line, strlen(line));
}

/* A row's line, by itself, through rows of @format. */
static void check_row(size_t i, enum feed_format format)
{
	const struct feed_row *row = &feed_rows[i];
	struct reader *r = reader_new(format, key);
	struct log_line l = split(row->line);
	char got[100] = "", client[ADDR_TEXT_MAX];
	struct feed_charge c;

	assert_non_null(r);
	if (reader_row(r, &l) != i)
		print_error("row %zu (%s): another matches\n", i, row->line);
	assert_int_equal(reader_row(r, &l), i);
	if (reader_line(r, NS_PER_S, row->line, strlen(row->line), &c))
		snprintf(got, sizeof(got), "%s %d%s",
			 addr_text(&c.client, client), c.errors,
			 c.tls ? " tls" : "");
	assert_string_equal(got, row->want);
	reader_free(r);
}

static void test_rows(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < feed_rows_n; i++) {
		check_row(i, FORMAT_AUTO);
		check_row(i, feed_rows[i].format);
	}
}

/* A row is no other format's. */
static void test_formats(void **state)
{
	enum feed_format format;
	struct log_line l;
	struct reader *r;
	size_t i;

	(void)state;
	for (format = FORMAT_POSTFIX; format < FORMATS; format++) {
		r = reader_new(format, key);
		for (i = 0; i < feed_rows_n; i++) {
			l = split(feed_rows[i].line);
			if (feed_rows[i].format != format)
				assert_int_equal(reader_row(r, &l), feed_rows_n);
		}
		reader_free(r);
	}
}

static const struct {
	const char *line, *host, *tag, *text;
	uint32_t pid;
} heads[] = {
	{ "Nov  9 10:20:37 mail postfix/smtpd[25]: connect", "mail",
	  "postfix/smtpd", "connect", 25 },
	{ "<22>Nov 29 10:31:55 sendmail[67]: starting", "", "sendmail",
	  "starting", 67 },
	{ "2026-11-29T10:20:30.123456+00:00 mx1 postfix/submission/smtpd[7]: x\r",
	  "mx1", "postfix/submission/smtpd", "x", 7 },
	{ "2026-11-29T10:20:30Z 2001:db8::1 sm-mta[7]: x", "2001:db8::1",
	  "sm-mta", "x", 7 },
	{ "2026-11-29 10:32:25 H=x", "", "", "H=x", 0 },
	{ "2026-11-29 10:32:25.017 +0100 [4711] H=x", "", "", "H=x", 4711 },
	{ "Nov 29 10:20:37 mail exim[3]: 2026-11-29 10:32:25 H=x", "mail", "exim",
	  "H=x", 3 },
	{ "84ab1e25d52f8dc2 smtp connected", "", "",
	  "84ab1e25d52f8dc2 smtp connected", 0 },
	{ "Nov 29 10:20:37 mail [25]: x", "mail", "", "[25]: x", 0 },
	{ "Nov 29 10:20:37 ", "", "", "", 0 },
	{ "", "", "", "", 0 },
	{ "<999", "", "", "<999", 0 },
};

static void assert_span(struct span s, const char *want)
{
	assert_int_equal(s.bytes, strlen(want));
	assert_memory_equal(s.at, want, s.bytes);
}

static void test_heads(void **state)
{
	struct log_line l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		l = split(heads[i].line);
		assert_span(l.text, heads[i].text);
		assert_int_equal(l.pid, heads[i].pid);
		if (*heads[i].host)
			assert_span(l.host, heads[i].host);
		if (*heads[i].tag)
			assert_span(l.tag, heads[i].tag);
	}
}

/*
 * What a session was charged for is taken back when its client turns out to be a
 * user. Refusals without a line are charged at the end, of a session seen whole.
 */
static const struct {
	const char *line, *want;
} story[] = {
	{ "mx postfix/smtpd[9]: connect from x.example[192.0.2.10]", "" },
	{ "mx postfix/smtpd[9]: Anonymous TLS connection established from x.example[192.0.2.10]: TLSv1.3", "" },
	{ "mx postfix/smtpd[9]: warning: x.example[192.0.2.10]: SASL PLAIN authentication failed: x", "192.0.2.10 1 tls" },
	{ "mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from x.example[192.0.2.10]: 550 5.1.1 <x>: no", "192.0.2.10 1 tls" },
	{ "mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from x.example[192.0.2.10]: 450 4.2.0 <x>: later", "" },
	{ "mx postfix/smtpd[8]: connect from x.example[192.0.2.11]", "" },
	{ "mx postfix/smtpd[8]: disconnect from x.example[192.0.2.11] ehlo=1 auth=0/3 mail=1 rcpt=0/12 commands=2/17", "192.0.2.11 15" },
	{ "mx postfix/smtpd[9]: ABCDEF: client=x.example[192.0.2.10], sasl_method=PLAIN, sasl_username=u", "192.0.2.10 -2 tls" },
	{ "mx postfix/smtpd[9]: ABCDEF: reject: RCPT from x.example[192.0.2.10]: 550 5.1.1 <x>: no", "" },
	{ "mx postfix/smtpd[9]: disconnect from x.example[192.0.2.10] starttls=1 auth=1/2 mail=1 rcpt=1/4 commands=4/8", "" },
	{ "mx postfix/smtpd[9]: connect from x.example[192.0.2.12]", "" },
	{ "mx postfix/smtpd[9]: disconnect from x.example[192.0.2.12] mail=1 rcpt=1000/1200 commands=1001/1201", "" },
	{ "mx postfix/smtpd[7]: disconnect from x.example[192.0.2.13] mail=1 rcpt=0/5 commands=1/6", "" },
	{ "mx postfix/smtpd[6]: connect from x.example[192.0.2.14]", "" },
	{ "mx postfix/smtpd[6]: NOQUEUE: reject: RCPT from x.example[192.0.2.14]: 450 4.2.0 <x>: later", "" },
	{ "mx postfix/smtpd[6]: NOQUEUE: reject: RCPT from x.example[192.0.2.14]: 550 5.1.1 <x>: no", "192.0.2.14 1" },
	{ "mx postfix/smtpd[6]: disconnect from x.example[192.0.2.14] mail=1 rcpt=0/4 commands=1/5", "192.0.2.14 2" },
	{ "mx dovecot: imap-login: Disconnected (auth failed, 2 attempts in 4 secs): user=<u>, method=PLAIN, rip=::ffff:192.0.2.15, lip=::1, TLS, session=<x>", "192.0.2.15 2 tls" },
};

static void test_story(void **state)
{
	struct reader *r = reader_new(FORMAT_AUTO, key);
	char line[500], got[100], client[ADDR_TEXT_MAX];
	struct feed_charge c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(story) / sizeof(*story); i++) {
		snprintf(line, sizeof(line), "Nov 29 10:20:37 %s",
			 story[i].line);
		*got = '\0';
		if (reader_line(r, NS_PER_S, line, strlen(line), &c))
			snprintf(got, sizeof(got), "%s %d%s",
				 addr_text(&c.client, client), c.errors,
				 c.tls ? " tls" : "");
		if (strcmp(got, story[i].want))
			print_error("%s\n", line);
		assert_string_equal(got, story[i].want);
	}
	reader_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
