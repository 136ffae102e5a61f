/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz.h - what all fuzz harnesses share */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** LLVMFuzzerTestOneInput() - One run; each harness has one */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * fuzz_generate() - Make input number @n; harnesses need not have it
 * Return: its length
 */
size_t fuzz_generate(unsigned int n, uint8_t *out, size_t max_bytes)
	__attribute__((weak));

/**
 * struct input - Bytes that steer a run; zeros follow its end
 */
struct input {
	const uint8_t *at, *end;
};

/** in_more() - Is anything left? */
bool in_more(const struct input *in);

/** in8(), in16(), in32() - The next number, big end first */
uint8_t in8(struct input *in);
uint16_t in16(struct input *in);
uint32_t in32(struct input *in);

/** in_bytes() - Up to @max_bytes next bytes at *@bytes.  Return: how many */
size_t in_bytes(struct input *in, size_t max_bytes, const uint8_t **bytes);

/** fuzz_loud() - Shall a run tell what it does?  FUZZ_LOUD is set */
bool fuzz_loud(void);

/** fuzz_fail() - An invariant is broken: say how, and abort */
_Noreturn void fuzz_fail(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* The condition's text is in the message, since it names the rule. */
#define REQUIRE(condition, ...)						\
	do {								\
		if (!(condition))					\
			fuzz_fail(#condition ": " __VA_ARGS__);		\
	} while (0)

#endif
