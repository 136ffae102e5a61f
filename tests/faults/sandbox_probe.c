// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sandbox_probe.c - enter the daemon's sandbox, then try what it must refuse
 *
 *	sandbox_probe FOLDER [share]
 *
 * FOLDER holds state/, control/ and config/, each with a file of that name; beside
 * the configuration are others, as in /etc: passwd and sub/file that all may read
 * and write, shadow that is root's.  With "share" it is the sandbox of
 * smtp-tarpit-share, with a store over IPv4.
 * Prints TAP: one test for each try.  What the daemon needs must still work,
 * or a sandbox that refuses everything would do.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
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

#include "process/sandbox.h"
#include "share/share.h"

static char paths[10][256];
static const char *const state = paths[0], *const state_new = paths[1],
			 *const config = paths[2], *const control = paths[3],
			 *const outside = paths[4], *const config_new = paths[5],
			 *const beside = paths[6], *const beneath = paths[7],
			 *const secret = paths[8], *const etc = paths[9];
static int netlink, tcp, tests, failures;

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

static int try_beside_write(void) { return open_for(beside, O_WRONLY); }
static int try_beside_secret(void) { return open_for(secret, O_RDONLY); }
static int try_list(void) { return open_for(etc, O_RDONLY | O_DIRECTORY); }
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
static int try_inet6(void) { return socket_of(AF_INET6, SOCK_STREAM, 0); }
static int try_udp(void) { return socket_of(AF_INET, SOCK_DGRAM, 0); }
static int try_raw(void) { return socket_of(AF_INET, SOCK_RAW, 255); }
static int try_packet(void) { return socket_of(AF_PACKET, SOCK_RAW, 0); }
static int try_unix(void) { return socket_of(AF_UNIX, SOCK_STREAM, 0); }

static int try_netlink(void)
{
	return socket_of(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
}

/* Nobody is there: that the kernel looked is what counts. */
static int try_connect(void)
{
	const struct sockaddr_in nobody = {
		.sin_family = AF_INET, .sin_port = htons(9),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	int status, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	status = connect(fd, (const struct sockaddr *)&nobody, sizeof(nobody));
	if (status < 0 && errno == ECONNREFUSED)
		status = 0;
	close(fd);
	return status;
}

static int try_listen(void)
{
	const struct sockaddr_in any = { .sin_family = AF_INET };

	if (bind(tcp, (const struct sockaddr *)&any, sizeof(any)))
		return -1;
	return listen(tcp, 1);
}

static int try_sockopt(void)
{
	int on = 1;

	return setsockopt(tcp, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
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
static int do_beside(void) { return open_for(beside, O_RDONLY); }
static int do_beneath(void) { return open_for(beneath, O_RDONLY); }

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

enum when { NEVER, DAEMON, SHARE, ALWAYS };

static const struct row {
	const char *name;
	int (*attempt)(void);
	enum when when;
} rows[] = {
	{ "read /etc/shadow", try_shadow, NEVER },
	{ "read /etc/passwd", try_passwd, NEVER },
	{ "read /proc/1/status", try_proc, NEVER },
	{ "open a device", try_device, NEVER },
	{ "open a folder", try_folder, NEVER },
	{ "make a file elsewhere", try_outside, NEVER },
	{ "write the configuration", try_config_write, NEVER },
	{ "make a file beside the configuration", try_config_new, NEVER },
	{ "write a file beside the configuration", try_beside_write, NEVER },
	{ "read what is root's beside it", try_beside_secret, NEVER },
	{ "list the configuration's folder", try_list, NEVER },
	{ "remove the configuration", try_remove_config, NEVER },
	{ "remove a file elsewhere", try_remove_outside, NEVER },
	{ "make a folder", try_mkdir, NEVER },
	{ "change a mode", try_chmod, NEVER },
	{ "make a link", try_link, NEVER },
	{ "run a program", try_exec, NEVER },
	{ "fork", try_fork, NEVER },
	{ "a new TCP socket", try_inet, SHARE },
	{ "connect over TCP", try_connect, SHARE },
	{ "options of a socket", try_sockopt, SHARE },
	{ "listen", try_listen, NEVER },
	{ "a new TCP socket of the other family", try_inet6, NEVER },
	{ "a new UDP socket", try_udp, NEVER },
	{ "a new raw socket", try_raw, NEVER },
	{ "a new packet socket", try_packet, NEVER },
	{ "a new unix socket", try_unix, SHARE },
	{ "a new netlink socket", try_netlink, NEVER },
	{ "ptrace another", try_ptrace, NEVER },
	{ "signal another", try_kill, NEVER },
	{ "become root again", try_setuid, NEVER },
	{ "mount", try_mount, NEVER },
	{ "chroot", try_chroot, NEVER },
	{ "bpf", try_bpf, NEVER },
	{ "another's memory", try_memory, NEVER },
	{ "load a module", try_module, NEVER },
	{ "read the configuration again", do_config, DAEMON },
	{ "read what all may read beside it", do_beside, DAEMON },
	{ "and beneath", do_beneath, DAEMON },
	{ "write the state anew", do_state, DAEMON },
	{ "remove the control socket", do_control, DAEMON },
	{ "use a socket that was open", do_netlink, ALWAYS },
	{ "take memory", do_memory, ALWAYS },
};

static void run(const struct row *row, bool share)
{
	bool good, allowed = row->when == ALWAYS ||
			     row->when == (share ? SHARE : DAEMON);
	int status;

	errno = 0;
	status = row->attempt();
	good = allowed ? status == 0 :
			      status < 0 && (errno == EPERM || errno == EACCES);
	failures += !good;
	printf("%sok %d - sandbox%s: %s: %s\n", good ? "" : "not ", ++tests,
	       share ? " of smtp-tarpit-share" : "",
	       allowed ? "still works" : "is refused", row->name);
	if (!good)
		printf("# status %d, %s\n", status, strerror(errno));
}

int main(int argc, char **argv)
{
	static const char *const names[] = {
		"state/state", "state/state.new", "config/config",
		"control/control", "outside", "config/new",
		"config/passwd", "config/sub/file", "config/shadow", "config",
	};
	struct sandbox daemon = { .user = "nobody", .admin = true,
				  .calls = &daemon_calls, .config = config,
				  .state = state, .control = control };
	struct sandbox sharer = { .user = "nobody", .calls = &share_calls,
				  .config = "", .state = "", .control = "",
				  .connects = { AF_UNIX, AF_INET } };
	char error[SANDBOX_ERROR_MAX];
	bool share = argc == 3 && !strcmp(argv[2], "share");
	size_t i;

	if (argc != 2 + share) {
		fprintf(stderr, "usage: sandbox_probe FOLDER [share]\n");
		return 2;
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		snprintf(paths[i], sizeof(paths[i]), "%s/%s", argv[1],
			 names[i]);
	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			 NETLINK_NETFILTER);
	tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!sandbox_enter(share ? &sharer : &daemon, error)) {
		printf("Bail out! %s\n", error);
		return 1;
	}
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		run(&rows[i], share);
	return failures != 0;
}
