// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_fuzz.c - capture files of any bytes
 *
 * Each packet lies within its frame, and a damaged file ends with an error.
 */
#include "capture.h"
#include "fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("capture", 0);

	REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size, "memfd");
	return fd;
}

static void read_all(struct capture *c)
{
	struct capture_packet packet;
	enum capture_result found;
	volatile uint8_t sum = 0;
	uint64_t number = 0;
	size_t i;

	while ((found = capture_next(c, &packet)) == CAPTURE_PACKET) {
		REQUIRE(packet.number > number, "packet numbers go back");
		number = packet.number;
		for (i = 0; i < packet.len_bytes; i++)
			sum = (uint8_t)(sum + packet.data[i]);
	}
	REQUIRE(number <= capture_frames(c), "more packets than frames");
	REQUIRE(found != CAPTURE_BROKEN || *capture_error(c),
		"broken, and no error is told");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64], error[CAPTURE_ERROR_MAX] = "";
	int fd = file_of(data, size);
	struct capture *c;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capture_open(path, error);
	REQUIRE(c || *error, "refused, and no error is told");
	if (c)
		read_all(c);
	capture_close(c);
	close(fd);
	return 0;
}
