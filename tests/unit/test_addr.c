// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_addr.c - addresses and networks from and to text
 */
#include "core/addr.h"
#include "unit.h"

#include <string.h>

static const struct parse_row {
	const char *name;	/* the text */
	const char *want;	/* as it is written, NULL: refused */
} addr_rows[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "2001:0db8:0:0:0:0:0:1", "2001:db8::1" },
	{ "2001:DB8::A", "2001:db8::a" },
	{ "::", "::" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.256", NULL },
	{ "192.0.2.1 ", NULL },
	{ " 192.0.2.1", NULL },
	{ "192.0.2.1.5", NULL },
	{ "2001:db8", NULL },
	{ "2001:db8:::1", NULL },
	{ "fe80::1%eth0", NULL },
	{ "mx.example", NULL },
}, net_rows[] = {
	{ "192.0.2.0/24", "192.0.2.0/24" },
	{ "192.0.2.1", "192.0.2.1/32" },
	{ "2001:db8::/32", "2001:db8::/32" },
	{ "2001:db8::1", "2001:db8::1/128" },
	{ "0.0.0.0/0", "0.0.0.0/0" },
	{ "::/0", "::/0" },
	{ "10.128.0.0/9", "10.128.0.0/9" },
	{ "192.0.2.1/24", NULL },
	{ "10.64.0.0/9", NULL },
	{ "2001:db8::1/64", NULL },
	{ "192.0.2.0/33", NULL },
	{ "2001:db8::/129", NULL },
	{ "192.0.2.0/", NULL },
	{ "192.0.2.0/-1", NULL },
	{ "192.0.2.0/ 24", NULL },
	{ "192.0.2.0/24x", NULL },
	{ "192.0.2.0/24/8", NULL },
	{ "192.0.2.0/4294967320", NULL },
	{ "/24", NULL },
	{ "11111111111111111111111111111111111111111111111111/8", NULL },
};

static void test_addr(void **state)
{
	const struct parse_row *row = *state;
	char text[ADDR_TEXT_MAX];
	struct addr a;

	if (!row->want) {
		assert_false(addr_parse(row->name, &a));
		return;
	}
	assert_true(addr_parse(row->name, &a));
	assert_string_equal(addr_text(&a, text), row->want);
}

static void test_net(void **state)
{
	const struct parse_row *row = *state;
	char text[NET_TEXT_MAX];
	struct net n;

	if (!row->want) {
		assert_false(net_parse(row->name, &n));
		return;
	}
	assert_true(net_parse(row->name, &n));
	assert_string_equal(net_text(&n, text), row->want);
}

static const struct contains_row {
	const char *name, *net, *addr;
	bool want;
} contains_rows[] = {
	{ "inside", "192.0.2.0/24", "192.0.2.255", true },
	{ "outside", "192.0.2.0/24", "192.0.3.0", false },
	{ "odd prefix, inside", "10.128.0.0/9", "10.255.0.1", true },
	{ "odd prefix, outside", "10.128.0.0/9", "10.127.255.255", false },
	{ "itself", "192.0.2.1", "192.0.2.1", true },
	{ "all", "0.0.0.0/0", "198.51.100.1", true },
	{ "all of one family is none of the other", "0.0.0.0/0", "::1", false },
	{ "IPv6 inside", "2001:db8::/64", "2001:db8::ffff", true },
	{ "IPv6 outside", "2001:db8::/64", "2001:db8:0:1::", false },
	{ "mapped is not IPv4", "192.0.2.0/24", "::ffff:192.0.2.1", false },
};

static void test_contains(void **state)
{
	const struct contains_row *row = *state;
	struct net n;
	struct addr a;

	assert_true(net_parse(row->net, &n) && addr_parse(row->addr, &a));
	assert_int_equal(net_contains(&n, &a), row->want);
}

static const struct mask_row {
	const char *name, *addr;
	unsigned int bits;
	const char *want;
} mask_rows[] = {
	{ "/32", "192.0.2.1", 32, "192.0.2.1" },
	{ "/31", "192.0.2.1", 31, "192.0.2.0" },
	{ "/9", "10.255.255.255", 9, "10.128.0.0" },
	{ "/0", "10.255.255.255", 0, "0.0.0.0" },
	{ "/64", "2001:db8:0:1:2:3:4:5", 64, "2001:db8:0:1::" },
	{ "/61", "2001:db8:0:f::1", 61, "2001:db8:0:8::" },
	{ "/128", "2001:db8::1", 128, "2001:db8::1" },
};

static void test_mask(void **state)
{
	const struct mask_row *row = *state;
	char text[ADDR_TEXT_MAX];
	struct addr a;

	assert_true(addr_parse(row->addr, &a));
	addr_mask(&a, row->bits);
	assert_string_equal(addr_text(&a, text), row->want);
}

static void test_equal(void **state)
{
	struct addr a, b, c;

	(void)state;
	assert_true(addr_parse("192.0.2.1", &a) && addr_parse("192.0.2.1", &b));
	assert_true(addr_parse("::", &c));
	memset(b.b + 4, 0xff, 12);	/* IPv4 has four bytes */
	assert_true(addr_equal(&a, &b));
	assert_true(addr_parse("0.0.0.0", &a));
	assert_false(addr_equal(&a, &c));
}

int main(void)
{
	static struct unit u;

	UNIT_ADD_ROWS(&u, "address", addr_rows, test_addr);
	UNIT_ADD_ROWS(&u, "network", net_rows, test_net);
	UNIT_ADD_ROWS(&u, "contains", contains_rows, test_contains);
	UNIT_ADD_ROWS(&u, "mask", mask_rows, test_mask);
	unit_add(&u, "equal", "family and its bytes alone", test_equal, NULL);
	return unit_run(&u, "addr");
}
