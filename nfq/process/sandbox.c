// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sandbox.c - give up all that is not needed once everything is open
 *
 * The daemon parses what attackers shape, with power over a firewall; and
 * smtp-tarpit-share what a store says.  So when all is open each becomes a user
 * of its own, with one capability or none, may reach only the files that it
 * reads or writes again (landlock(7)), and may make only the system calls of its
 * table (seccomp(2)); all others fail with EPERM.  Built without WITH_SECCOMP it
 * says at the start that it may make all.
 *
 * Must not be entered before the last socket is open: there are no new ones,
 * but streams of the families that are named.
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
	log_notice("there is no user %s: the process becomes %s, which does no harm in a trial (a package makes the user, and so does systemd-sysusers)",
		   name, SANDBOX_OTHER_USER);
	return getpwnam(SANDBOX_OTHER_USER);
}

/* CAP_NET_ADMIN alone, or nothing; libcap-ng(3). */
static bool become(const char *name, bool admin, char *error)
{
	const struct passwd *user;
	int status;

	capng_clear(CAPNG_SELECT_ALL);
	if (admin)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
			     CAP_NET_ADMIN);
	if (geteuid() == 0) {
		user = find_user(name);
		if (!user)
			return fail(error, name);
		status = capng_change_id((int)user->pw_uid, (int)user->pw_gid,
					 (admin ? CAPNG_DROP_SUPP_GRP :
						  CAPNG_INIT_SUPP_GRP) |
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

	if (!path || !*path)
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
	     allow_folder(ruleset, sandbox->profile, FILES_READ) &&
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

/* It may be gone for a while, whoever is there.  No datagrams. */
static int allow_streams(scmp_filter_ctx filter, int family)
{
	const struct scmp_arg_cmp is_stream[] = {
		{ .arg = 0, .op = SCMP_CMP_EQ,
		  .datum_a = (scmp_datum_t)family },
		{ .arg = 1, .op = SCMP_CMP_MASKED_EQ, .datum_a = TYPE_MASK,
		  .datum_b = SOCK_STREAM },
	};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
				      SCMP_SYS(socket), 2, is_stream);
}

static int allow_calls(scmp_filter_ctx filter,
		       const struct sandbox_calls *calls)
{
	int status = 0;
	size_t i;

	for (i = 0; i < calls->n && !status; i++)
		status = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  calls->numbers[i], 0);
	return status;
}

static bool restrict_calls(const struct sandbox *sandbox, char *error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int status = filter ? 0 : -ENOMEM;
	size_t i;

	if (!status)
		status = allow_calls(filter, &sandbox_common_calls);
	if (!status)
		status = allow_calls(filter, sandbox->calls);
	for (i = 0; i < SANDBOX_FAMILIES && !status; i++)
		if (sandbox->connects[i] != AF_UNSPEC)
			status = allow_streams(filter, sandbox->connects[i]);
	if (!status)
		status = seccomp_load(filter);
	seccomp_release(filter);
	errno = -status;
	return status ? fail(error, "seccomp") : true;
}

#else

static bool restrict_calls(const struct sandbox *sandbox, char *error)
{
	(void)sandbox;
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
		 "state %.100s: user %.40s may not write to its folder (%s): give the folder to that user, or choose another --user",
		 sandbox->state, sandbox->user, strerror(errno));
	return false;
}

bool sandbox_enter(const struct sandbox *sandbox, char *error)
{
	tzset();	/* reads a file that will be out of reach */
	if (!become(sandbox->user, sandbox->admin, error) || !may_write_state(sandbox, error) ||
	    !restrict_files(sandbox, error))
		return false;
	return restrict_calls(sandbox, error);
}
