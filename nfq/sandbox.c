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

static const int allowed[] = {
	/* packets and verdicts */
	SCMP_SYS(recvmmsg), SCMP_SYS(recvmsg), SCMP_SYS(recvfrom),
	SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(sendmmsg),
	/* how often the queues' sockets were full */
	SCMP_SYS(getsockopt),
	/* the loop and its timer */
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl),
	SCMP_SYS(timerfd_settime), SCMP_SYS(clock_gettime),
	SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigreturn),
	/* signals, clients of the control socket, log lines */
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(accept4), SCMP_SYS(close), SCMP_SYS(shutdown),
	SCMP_SYS(fcntl), SCMP_SYS(poll), SCMP_SYS(ppoll),
	/* lengths of the queues in /proc, opened before */
	SCMP_SYS(pread64), SCMP_SYS(lseek),
	/* the configuration again; the state file, whole or not at all */
	SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat),
	SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
	SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(fsync),
	/* state and queues handed over at a restart */
	SCMP_SYS(memfd_create), SCMP_SYS(ftruncate), SCMP_SYS(pipe2),
	/* malloc(3) for what clients ask and for new settings */
	SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(getrandom),
	/* the kernel's release, for warnings in the status */
	SCMP_SYS(uname),
	/* the end, by exit(3) or by abort(3) */
	SCMP_SYS(exit_group), SCMP_SYS(exit), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigaction), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(tgkill),
};

/* For a store that is shared: it may be gone for a while. */
static int allow_streams(scmp_filter_ctx filter, int family)
{
	const struct scmp_arg_cmp is_family = {
		.arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)family,
	};
	int status = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
					    SCMP_SYS(socket), 1, &is_family);

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
