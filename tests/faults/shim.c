// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shim.c - an LD_PRELOAD: another wall clock, a poorer kernel
 *
 * CLOCKSHIFT=FILE	its first 8 bytes are seconds, as an int64_t, that the
 *			wall clock is wrong by; they may change at any time
 * NO_NFQUEUE=1		there is no NETLINK_NETFILTER
 * NO_LANDLOCK=1	there is no landlock_create_ruleset(2)
 *
 * So that a test needs neither the machine's clock nor another kernel.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift_s;

static long (*real_syscall(void))(long number, ...)
{
	static long (*real)(long number, ...);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "syscall");
	return real;
}

/* Before anything is out of reach. */
__attribute__((constructor)) static void prepare(void)
{
	const char *path = getenv("CLOCKSHIFT");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *page;

	real_syscall();
	if (fd < 0)
		return;
	page = mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
	if (page != MAP_FAILED)
		shift_s = page;
	close(fd);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int status = (int)real_syscall()(SYS_clock_gettime, clock, now);

	if (!status && clock == CLOCK_REALTIME && shift_s)
		now->tv_sec += *shift_s;
	return status;
}

time_t time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

int socket(int domain, int type, int protocol)
{
	if (domain == AF_NETLINK && protocol == NETLINK_NETFILTER &&
	    getenv("NO_NFQUEUE")) {
		errno = EPROTONOSUPPORT;
		return -1;
	}
	return (int)real_syscall()(SYS_socket, domain, type, protocol);
}

long syscall(long number, ...)
{
	long a[6];
	va_list args;
	size_t i;

	if (number == SYS_landlock_create_ruleset && getenv("NO_LANDLOCK")) {
		errno = ENOSYS;
		return -1;
	}
	va_start(args, number);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	return real_syscall()(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
