// SPDX-License-Identifier: GPL-2.0-or-later
/* twin_fuzz.c - libFuzzer drives client, timing and servers of twin worlds */
#include "twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[512];

	if (!judge(data, size, text, sizeof(text)))
		fuzz_fail("%s", text);
	return 0;
}
