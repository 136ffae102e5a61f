// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sandbox.c - give up all that is not needed once everything is open
 *
 * The daemon parses what attackers shape, with power over a firewall.  So when
 * its sockets are open it becomes a user of its own with one capability, may
 * reach only the files that it reads or writes again (landlock(7)), and may
 * make only the system calls of the table below (seccomp(2)); all others fail
 * with EPERM.  Each row says what it is for.  Built without WITH_SECCOMP it says
 * at the start that it may make all.
 *
 * Must not be entered before the last socket is open: there are no new ones,
 * but streams to a store that is shared with other routers, where there is one.
 */
#include "sandbox.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

#ifdef WITH_SECCOMP
#include <seccomp.h>
#endif

#define FALLBACK_USER	"nobody"

static bool fail(char *error, const char *what)
{
	snprintf(error, SANDBOX_ERROR_MAX, "sandbox: %s: %s", what,
		 strerror(errno));
	return false;
}

/* --- user and capabilities */

static const struct passwd *find_user(const char *name)
{
	const struct passwd *user = getpwnam(name);

	if (user)
		return user;
	log_notice("there is no user %s: it becomes %s", name, FALLBACK_USER);
	return getpwnam(FALLBACK_USER);
}

/* CAP_NET_ADMIN alone; libcap-ng(3). */
static bool become(const char *name, char *error)
{
	const struct passwd *user;
	int status;

	capng_clear(CAPNG_SELECT_ALL);
	capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
		     CAP_NET_ADMIN);
	if (geteuid() == 0) {
		user = find_user(name);
		if (!user)
			return fail(error, name);
		status = capng_change_id((int)user->pw_uid, (int)user->pw_gid,
					 CAPNG_DROP_SUPP_GRP |
					 CAPNG_CLEAR_BOUNDING |
					 CAPNG_CLEAR_AMBIENT);
	} else {
		/* The service manager chose the user and bounds already. */
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
		status = capng_apply(CAPNG_SELECT_CAPS);
	}
	if (status)
		return fail(error, "capabilities");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(error, "no_new_privs");
	return true;
}

/* --- files */

#define FILES_READ	LANDLOCK_ACCESS_FS_READ_FILE
#define FILES_REMOVE	LANDLOCK_ACCESS_FS_REMOVE_FILE
#define FILES_WRITE	(FILES_READ | FILES_REMOVE |			\
			 LANDLOCK_ACCESS_FS_WRITE_FILE |		\
			 LANDLOCK_ACCESS_FS_MAKE_REG)
/* All rights of the first version: later ones are about other things. */
#define FILES_ALL	((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

/* Allow @rights on the folder that @path is in. */
static bool allow_folder(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights };
	char copy[PATH_MAX];
	long status;

	if (!*path)
		return true;
	snprintf(copy, sizeof(copy), "%s", path);
	rule.parent_fd = open(dirname(copy), O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return false;
	status = syscall(SYS_landlock_add_rule, ruleset,
			 LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return status == 0;
}

static bool restrict_files(const struct sandbox *sandbox, char *error)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = FILES_ALL };
	int ruleset;
	bool ok;

	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
			       sizeof(attr), 0);
	if (ruleset < 0 && (errno == ENOSYS || errno == EOPNOTSUPP)) {
		log_notice("this kernel has no Landlock: files stay reachable as user and mode allow");
		return true;
	}
	if (ruleset < 0)
		return fail(error, "landlock");
	ok = allow_folder(ruleset, sandbox->config, FILES_READ) &&
	     allow_folder(ruleset, sandbox->control, FILES_REMOVE) &&
	     allow_folder(ruleset, sandbox->state, FILES_WRITE) &&
	     !syscall(SYS_landlock_restrict_self, ruleset, 0);
	if (!ok)
		fail(error, "landlock");
	close(ruleset);
	return ok;
}

/* --- system calls */

#ifdef WITH_SECCOMP

#define TYPE_MASK	0xf	/* of a socket, without flags: the kernel's own */

static const int allowed[] = {
	/* packets and verdicts */
	SCMP_SYS(recvmmsg),		/* packets, many at a time */
	SCMP_SYS(recvfrom),		/* recv(3): other answers, requests, HTTP */
	SCMP_SYS(sendto),		/* verdicts, answers, syslog, whole packets */
	/* the loop */
	SCMP_SYS(epoll_wait),		/* for packets and all else */
	SCMP_SYS(epoll_pwait),		/* the same (arm64) */
	SCMP_SYS(epoll_ctl),		/* clients come and go */
	SCMP_SYS(timerfd_settime),	/* when the next reply is due */
	SCMP_SYS(clock_gettime),	/* where the vDSO cannot tell the time */
	SCMP_SYS(read),			/* the timer, signals, files, the store */
	SCMP_SYS(close),		/* whatever was opened, or accepted */
	/* log lines */
	SCMP_SYS(poll),			/* is there room? has the manager answered? */
	SCMP_SYS(ppoll),		/* the same (arm64) */
	SCMP_SYS(restart_syscall),	/* poll(2) goes on after a stop */
	SCMP_SYS(write),		/* lines; the state file; the store */
	SCMP_SYS(getpid),		/* who writes, for syslog; abort(3) */
	/* who asks, and what is told */
	SCMP_SYS(accept4),		/* clients of the control socket, and of HTTP */
	SCMP_SYS(getsockopt),		/* who it is; how full the queues' sockets are */
	SCMP_SYS(shutdown),		/* the end of an answer over HTTP */
	SCMP_SYS(pread64),		/* how long the queues are, of /proc */
	SCMP_SYS(uname),		/* the kernel's release, for a warning */
	/* the configuration again; the state, whole or not at all */
	SCMP_SYS(openat),		/* both */
	SCMP_SYS(open),			/* the same (musl) */
	SCMP_SYS(newfstatat),		/* a file, how long? the socket, still ours? */
	SCMP_SYS(fstat),		/* the former (musl, old glibc) */
	SCMP_SYS(lstat),		/* the latter (musl, old glibc) */
	SCMP_SYS(stat),			/* strftime(3) looks for the zone (old glibc) */
	SCMP_SYS(fsync),		/* the last state, before the name */
	SCMP_SYS(rename),		/* the new state takes the old one's name */
	SCMP_SYS(renameat),		/* the same (arm64) */
	SCMP_SYS(renameat2),		/* the same (riscv64) */
	SCMP_SYS(unlink),		/* what failed half-way; the control socket */
	SCMP_SYS(unlinkat),		/* the same (arm64) */
	/* queues and what is held, handed over at a restart */
	SCMP_SYS(memfd_create),		/* memory that outlives us */
	SCMP_SYS(ftruncate),		/* of this size */
	SCMP_SYS(sendmsg),		/* descriptors to the manager; answers over HTTP */
	SCMP_SYS(pipe2),		/* the manager closes its end when it has them */
	/* malloc(3), for answers, new settings, the store */
	SCMP_SYS(brk),			/* more, less */
	SCMP_SYS(mmap),			/* much at once; what is handed over */
	SCMP_SYS(munmap),		/* much is given back */
	SCMP_SYS(mremap),		/* realloc(3) of much */
	SCMP_SYS(madvise),		/* free(3) of some musl, and sanitizers */
	/* TLS to the store */
	SCMP_SYS(getrandom),		/* keys */
	SCMP_SYS(futex),		/* pthread_once(3) aborts where it fails */
	/* the end, by exit(3) or by abort(3) */
	SCMP_SYS(exit_group),		/* exit(3) */
	SCMP_SYS(writev),		/* why libc aborts */
	SCMP_SYS(rt_sigprocmask),	/* abort(3): signals wait */
	SCMP_SYS(rt_sigaction),		/* abort(3): no handler */
	SCMP_SYS(gettid),		/* abort(3): who is to end */
	SCMP_SYS(tgkill),		/* abort(3): the signal */
#if LONG_MAX == INT32_MAX
	/* some of these by other names, where a long has 32 bits */
	SCMP_SYS(recvmmsg_time64),	/* recvmmsg(2) */
	SCMP_SYS(recv),			/* recv(3) (arm) */
	SCMP_SYS(send),			/* send(3) (arm) */
	SCMP_SYS(timerfd_settime64),	/* timerfd_settime(2) */
	SCMP_SYS(clock_gettime64),	/* clock_gettime(2) */
	SCMP_SYS(ppoll_time64),		/* poll(2), where there is no such call */
	SCMP_SYS(futex_time64),		/* pthread_once(3) */
	SCMP_SYS(mmap2),		/* mmap(2) */
	SCMP_SYS(ftruncate64),		/* ftruncate(2) */
	SCMP_SYS(statx),		/* fstat(2), lstat(2) (glibc) */
	SCMP_SYS(fstatat64),		/* the same (musl) */
	SCMP_SYS(fstat64),		/* fstat(2) (old libc) */
	SCMP_SYS(lstat64),		/* lstat(2) (old libc) */
	SCMP_SYS(stat64),		/* stat(2) (old libc) */
#endif
};

/* For a store that is shared: it may be gone for a while.  No datagrams. */
static int allow_streams(scmp_filter_ctx filter, int family)
{
	const struct scmp_arg_cmp is_stream[] = {
		{ .arg = 0, .op = SCMP_CMP_EQ,
		  .datum_a = (scmp_datum_t)family },
		{ .arg = 1, .op = SCMP_CMP_MASKED_EQ, .datum_a = TYPE_MASK,
		  .datum_b = SOCK_STREAM },
	};
	int status = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
					    SCMP_SYS(socket), 2, is_stream);

	if (!status)
		status = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  SCMP_SYS(connect), 0);
	if (!status)
		status = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  SCMP_SYS(setsockopt), 0);
	return status;
}

static bool restrict_calls(int connects, char *error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int status = filter ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; i < sizeof(allowed) / sizeof(*allowed) && !status; i++)
		status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!status && connects != AF_UNSPEC)
		status = allow_streams(filter, connects);
	if (!status)
		status = seccomp_load(filter);
	seccomp_release(filter);
	errno = -status;
	return status ? fail(error, "seccomp") : true;
}

#else

static bool restrict_calls(int connects, char *error)
{
	(void)connects;
	(void)error;
	log_notice("built without seccomp: system calls are not restricted");
	return true;
}

#endif

/* The state file is replaced by a new one, so its folder must be ours. */
static bool may_write_state(const struct sandbox *sandbox, char *error)
{
	char copy[PATH_MAX];

	if (!*sandbox->state)
		return true;
	snprintf(copy, sizeof(copy), "%s", sandbox->state);
	if (!faccessat(AT_FDCWD, dirname(copy), W_OK | X_OK, AT_EACCESS))
		return true;
	snprintf(error, SANDBOX_ERROR_MAX,
		 "state %.100s: user %.40s may not write to its folder (%s): give the folder to it, or choose another --user",
		 sandbox->state, sandbox->user, strerror(errno));
	return false;
}

bool sandbox_enter(const struct sandbox *sandbox, char *error)
{
	tzset();	/* reads a file that will be out of reach */
	if (!become(sandbox->user, error) || !may_write_state(sandbox, error) ||
	    !restrict_files(sandbox, error))
		return false;
	return restrict_calls(sandbox->connects, error);
}
