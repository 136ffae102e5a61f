// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shim.c - an LD_PRELOAD: another wall clock, a poorer kernel
 *
 * CLOCKSHIFT=FILE	its first 8 bytes are seconds, as an int64_t, that the
 *			wall clock is wrong by; they may change at any time
 * NO_NFQUEUE=1		there is no NETLINK_NETFILTER
 * NO_LANDLOCK=1	there is no landlock_create_ruleset(2)
 * ENOBUFS=N		every Nth send(2), recv(2) and recvmmsg(2) of a netlink
 *			socket fails for want of memory, once packets are read
 *
 * So that a test needs neither the machine's clock nor another kernel.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift_s;
static unsigned long enobufs_every;
static bool packets_are_read;

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
	const char *path = getenv("CLOCKSHIFT"), *every = getenv("ENOBUFS");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *page;

	real_syscall();
	if (every)
		enobufs_every = strtoul(every, NULL, 10);
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

/* Is it this one's turn to fail? */
static bool lacks_memory(int fd)
{
	static unsigned long calls;
	int domain = 0;
	socklen_t size = sizeof(domain);

	if (!enobufs_every || !packets_are_read ||
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 ||
	    domain != AF_NETLINK || ++calls % enobufs_every)
		return false;
	errno = ENOBUFS;
	return true;
}

ssize_t send(int fd, const void *bytes, size_t n, int flags)
{
	if (lacks_memory(fd))
		return -1;
	return real_syscall()(SYS_sendto, fd, bytes, n, flags, NULL, 0);
}

ssize_t recv(int fd, void *bytes, size_t n, int flags)
{
	if (lacks_memory(fd))
		return -1;
	return real_syscall()(SYS_recvfrom, fd, bytes, n, flags, NULL, NULL);
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned int n, int flags,
	     struct timespec *timeout)
{
	packets_are_read = true;
	if (lacks_memory(fd))
		return -1;
	return (int)real_syscall()(SYS_recvmmsg, fd, messages, n, flags, timeout);
}
