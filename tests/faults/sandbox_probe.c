// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sandbox_probe.c - enter the daemon's sandbox, then try what it must refuse
 *
 *	sandbox_probe FOLDER
 *
 * FOLDER holds state/, control/ and config/, each with a file of that name.
 * Prints TAP: one test for each try.  What the daemon needs must still work,
 * or a sandbox that refuses everything would do.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"

static char paths[8][256];
static const char *const state = paths[0], *const state_new = paths[1],
			 *const config = paths[2], *const control = paths[3],
			 *const outside = paths[4], *const config_new = paths[5];
static int netlink, tests, failures;

static int open_for(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int try_shadow(void) { return open_for("/etc/shadow", O_RDONLY); }
static int try_passwd(void) { return open_for("/etc/passwd", O_RDONLY); }
static int try_proc(void) { return open_for("/proc/1/status", O_RDONLY); }
static int try_device(void) { return open_for("/dev/null", O_RDWR); }
static int try_folder(void) { return open_for("/etc", O_RDONLY); }

static int try_outside(void)
{
	return open_for(outside, O_WRONLY | O_CREAT);
}

static int try_config_write(void) { return open_for(config, O_WRONLY); }

static int try_config_new(void)
{
	return open_for(config_new, O_WRONLY | O_CREAT);
}

static int try_remove_config(void) { return unlink(config); }
static int try_remove_outside(void) { return unlink("/etc/hostname"); }
static int try_mkdir(void) { return mkdir("/tmp/sandbox_probe", 0700); }
static int try_chmod(void) { return chmod(state, 0777); }
static int try_link(void) { return symlink("/etc/shadow", outside); }

static int try_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int try_fork(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return pid < 0 ? -1 : 0;
}

static int socket_of(int domain, int type, int protocol)
{
	int fd = socket(domain, type, protocol);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int try_inet(void) { return socket_of(AF_INET, SOCK_STREAM, 0); }
static int try_raw(void) { return socket_of(AF_INET, SOCK_RAW, 255); }
static int try_packet(void) { return socket_of(AF_PACKET, SOCK_RAW, 0); }
static int try_unix(void) { return socket_of(AF_UNIX, SOCK_STREAM, 0); }

static int try_netlink(void)
{
	return socket_of(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
}

static int try_ptrace(void)
{
	return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int try_kill(void) { return kill(getppid(), 0); }
static int try_setuid(void) { return setuid(0); }
static int try_mount(void) { return mount("x", "/mnt", "tmpfs", 0, NULL); }
static int try_chroot(void) { return chroot("/"); }
static int try_bpf(void) { return (int)syscall(SYS_bpf, 0, NULL, 0); }

static int try_memory(void)
{
	return (int)syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0,
			    0);
}

static int try_module(void)
{
	return (int)syscall(SYS_init_module, NULL, 0, "");
}

static int do_config(void) { return open_for(config, O_RDONLY); }

/* The kernel takes it from who has CAP_NET_ADMIN, and does nothing. */
static int do_netlink(void)
{
	struct nlmsghdr noop = { .nlmsg_len = sizeof(noop),
				 .nlmsg_type = NLMSG_NOOP };

	return send(netlink, &noop, sizeof(noop), 0) < 0 ? -1 : 0;
}

static int do_control(void) { return unlink(control); }

static int do_state(void)
{
	int fd = open(state_new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	if (write(fd, "x", 1) != 1 || fsync(fd)) {
		close(fd);
		return -1;
	}
	close(fd);
	return rename(state_new, state);
}

static int do_memory(void)
{
	void *bytes = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return bytes == MAP_FAILED ? -1 : munmap(bytes, 1 << 20);
}

static const struct row {
	const char *name;
	int (*attempt)(void);
	bool allowed;
} rows[] = {
	{ "read /etc/shadow", try_shadow, false },
	{ "read /etc/passwd", try_passwd, false },
	{ "read /proc/1/status", try_proc, false },
	{ "open a device", try_device, false },
	{ "open a folder", try_folder, false },
	{ "make a file elsewhere", try_outside, false },
	{ "write the configuration", try_config_write, false },
	{ "make a file beside the configuration", try_config_new, false },
	{ "remove the configuration", try_remove_config, false },
	{ "remove a file elsewhere", try_remove_outside, false },
	{ "make a folder", try_mkdir, false },
	{ "change a mode", try_chmod, false },
	{ "make a link", try_link, false },
	{ "run a program", try_exec, false },
	{ "fork", try_fork, false },
	{ "a new TCP socket", try_inet, false },
	{ "a new raw socket", try_raw, false },
	{ "a new packet socket", try_packet, false },
	{ "a new unix socket", try_unix, false },
	{ "a new netlink socket", try_netlink, false },
	{ "ptrace another", try_ptrace, false },
	{ "signal another", try_kill, false },
	{ "become root again", try_setuid, false },
	{ "mount", try_mount, false },
	{ "chroot", try_chroot, false },
	{ "bpf", try_bpf, false },
	{ "another's memory", try_memory, false },
	{ "load a module", try_module, false },
	{ "read the configuration again", do_config, true },
	{ "write the state anew", do_state, true },
	{ "remove the control socket", do_control, true },
	{ "use a socket that was open", do_netlink, true },
	{ "take memory", do_memory, true },
};

static void run(const struct row *row)
{
	int status;
	bool good;

	errno = 0;
	status = row->attempt();
	good = row->allowed ? status == 0 :
			      status < 0 && (errno == EPERM || errno == EACCES);
	failures += !good;
	printf("%sok %d - sandbox: %s: %s\n", good ? "" : "not ", ++tests,
	       row->allowed ? "still works" : "is refused", row->name);
	if (!good)
		printf("# status %d, %s\n", status, strerror(errno));
}

int main(int argc, char **argv)
{
	static const char *const names[] = {
		"state/state", "state/state.new", "config/config",
		"control/control", "outside", "config/new",
	};
	struct sandbox sandbox = { .user = "nobody", .config = config,
				   .state = state, .control = control };
	char error[SANDBOX_ERROR_MAX];
	size_t i;

	if (argc != 2) {
		fprintf(stderr, "usage: sandbox_probe FOLDER\n");
		return 2;
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		snprintf(paths[i], sizeof(paths[i]), "%s/%s", argv[1],
			 names[i]);
	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			 NETLINK_NETFILTER);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!sandbox_enter(&sandbox, error)) {
		printf("Bail out! %s\n", error);
		return 1;
	}
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		run(&rows[i]);
	return failures != 0;
}
