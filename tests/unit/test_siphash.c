// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_siphash.c - the published vectors of SipHash-2-4
 *
 * Key 00 01 .. 0f, input 00 01 .. of 0 to 15 bytes: Aumasson, Bernstein, 2012,
 * appendix A, and the reference implementation's vectors.h.
 */
#include "core/siphash.h"
#include "unit.h"

static const struct row {
	const char *name;
	size_t len_bytes;
	uint64_t want;
} rows[] = {
	{ "0 bytes", 0, 0x726fdb47dd0e0e31 },
	{ "1 byte", 1, 0x74f839c593dc67fd },
	{ "2 bytes", 2, 0x0d6c8009d9a94f5a },
	{ "3 bytes", 3, 0x85676696d7fb7e2d },
	{ "4 bytes", 4, 0xcf2794e0277187b7 },
	{ "5 bytes", 5, 0x18765564cd99a68d },
	{ "6 bytes", 6, 0xcbc9466e58fee3ce },
	{ "7 bytes", 7, 0xab0200f58b01d137 },
	{ "8 bytes", 8, 0x93f5f5799a932462 },
	{ "9 bytes", 9, 0x9e0082df0ba9e4b0 },
	{ "10 bytes", 10, 0x7a5dbbc594ddb9f3 },
	{ "11 bytes", 11, 0xf4b32f46226bada7 },
	{ "12 bytes", 12, 0x751e8fbc860ee5fb },
	{ "13 bytes", 13, 0x14ea5627c0843d90 },
	{ "14 bytes", 14, 0xf723ca908e7af2ee },
	{ "15 bytes: the paper's own", 15, 0xa129ca6149be45e5 },
};

static const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };

static void test_vector(void **state)
{
	const struct row *row = *state;
	uint8_t input[16];
	uint8_t i;

	for (i = 0; i < 16; i++)
		input[i] = i;
	assert_true(siphash24(key, input, row->len_bytes) == row->want);
}

static void test_key_matters(void **state)
{
	const uint64_t other[2] = { key[0], key[1] ^ 1 };

	(void)state;
	assert_true(siphash24(key, "x", 1) != siphash24(other, "x", 1));
}

int main(void)
{
	static struct unit u;

	UNIT_ADD_ROWS(&u, "vector", rows, test_vector);
	unit_add(&u, "key", "another one, another value", test_key_matters, NULL);
	return unit_run(&u, "siphash");
}
