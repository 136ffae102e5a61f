// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - the daemon's unix socket
 *
 * Owns the listening socket, who may connect, and when clients go.  A client sends
 * one line and gets "ok" or "error TEXT" on a line, then the answer until end of file;
 * `trace` goes on until the client hangs up, and so does `share`, which is talk both
 * ways (shared.c).  So does `feed`, of smtp-tarpit-feed(8): behind it each line is a
 * `charge`, and is answered with one.
 *
 * Whoever is in the socket's own group may be a feed, and nothing else; but in
 * root's group nobody is that for being in it.  The users of smtp-tarpit-share(8)
 * and smtp-tarpit-metrics(8) may ask for one thing each.
 *
 * Promises that no client delays a packet: nothing blocks, requests, answers
 * and clients are bounded, and who is too slow is hung up on.
 */
#include "control.h"

#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control_internal.h"
#include "process/log.h"
#include "process/sandbox.h"
#include "shared.h"

#define GUESTS_MOST	8	/* of the clients */
#define GROUPS_MAX	64
#define ANSWER_BYTES	(32u * 1024 * 1024)
#define TRACE_BYTES	(256u * 1024)
#define SHARE_BYTES	(1024u * 1024)
#define NOBODY		((uid_t)-1)

/* ---------------------------------------------------------------- clients */

/* If it was smtp-tarpit-share, who talks with it is told. */
static void hang_up(struct client *c)
{
	struct control *control = c->control;
	bool shares = c == control->share;

	control_hang_up(c);
	if (shares)
		shared_left(control->app->shared);
}

/* Take the lines that are complete; but for a feed, there is one. */
static void take_lines(struct client *c)
{
	char *line = c->request, *end;
	size_t left = c->request_bytes;

	while (left && (!c->answered || c->feeds)) {
		end = memchr(line, '\n', left);
		if (!end && left < CONTROL_REQUEST_MAX)
			break;
		c->answered = true;
		if (!end || memchr(line, '\0', (size_t)(end - line))) {
			text_add(&c->out, "error bad request\n");
			left = 0;
			break;
		}
		*end = '\0';
		control_answer(c, line);
		left -= (size_t)(end + 1 - line);
		line = end + 1;
	}
	if (c->answered && !c->feeds)
		left = 0;
	memmove(c->request, line, left);
	c->request_bytes = left;
}

/* Return: false if it was hung up on */
static bool take_request(struct client *c)
{
	ssize_t n = recv(c->source.fd, c->request + c->request_bytes,
			 CONTROL_REQUEST_MAX - c->request_bytes, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return true;
	if (n <= 0 || (c->answered && !c->feeds)) {
		hang_up(c);	/* it has nothing more to say */
		return false;
	}
	c->request_bytes += (size_t)n;
	take_lines(c);
	c->out.max = c->shares ? SHARE_BYTES :
		     control_stays(c) ? TRACE_BYTES : c->out.max;
	return true;
}

static void on_client(void *ctx, uint32_t events)
{
	struct client *c = ctx;

	c->control->app->now_ns = loop_now_ns();
	if (events & EPOLLIN && c->shares) {
		if (!shared_receive(c->control->app->shared, c->source.fd)) {
			hang_up(c);
			return;
		}
	} else if (events & EPOLLIN && !take_request(c)) {
		return;
	}
	if (events & (EPOLLERR | EPOLLHUP)) {
		hang_up(c);
		return;
	}
	if (control_send(c))
		control_watch(c);
	else
		hang_up(c);
}

static bool in_group(int fd, gid_t group, gid_t first)
{
	gid_t groups[GROUPS_MAX];
	socklen_t size = sizeof(groups);
	size_t i;

	if (first == group)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) < 0)
		return false;
	for (i = 0; i < size / sizeof(groups[0]); i++)
		if (groups[i] == group)
			return true;
	return false;
}

enum right { RIGHT_NONE, RIGHT_GUEST, RIGHT_FEED, RIGHT_ALL };

/*
 * The file's mode says the same; but a file can be changed.  Its owner is who
 * started us: geteuid(2) is out of reach in the sandbox.
 */
static enum right right_of(const struct control *c, int fd, uint32_t *may_only)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	size_t i;

	*may_only = 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return RIGHT_NONE;
	if (peer.uid == 0 || peer.uid == c->file.st_uid)
		return RIGHT_ALL;
	for (i = 0; i < CONTROL_GUESTS; i++)
		if (peer.uid == c->guests[i])
			*may_only |= 1u << i;
	if (*may_only)
		return RIGHT_GUEST;
	if (c->has_group && in_group(fd, c->group, peer.gid))
		return RIGHT_ALL;
	return c->file.st_gid && in_group(fd, c->file.st_gid, peer.gid) ?
		       RIGHT_FEED : RIGHT_NONE;
}

/* Guests leave room for others. */
static struct client *free_client(struct control *c, bool guest)
{
	struct client *found = NULL;
	unsigned int guests_n = 0;
	size_t i;

	for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (!c->clients[i].used)
			found = &c->clients[i];
		else
			guests_n += c->clients[i].may_only != 0;
	}
	return guest && guests_n >= GUESTS_MOST ? NULL : found;
}

static void turn_away(int fd, enum right right)
{
	static const char none[] = "error not allowed: only root and members of control-group may use this socket\n";
	static const char full[] = "error too many clients are connected: try again later\n";
	const char *why = right == RIGHT_NONE ? none : full;

	send(fd, why, strlen(why), MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

static void on_listener(void *ctx, uint32_t events)
{
	struct control *control = ctx;
	enum right right;
	struct client *c;
	uint32_t may_only;
	int fd, n;

	(void)events;
	for (n = 0; n < CONTROL_CLIENTS_MAX; n++) {
		fd = accept4(control->listener.fd, NULL, NULL,
			     SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			return;
		right = right_of(control, fd, &may_only);
		c = free_client(control, right == RIGHT_GUEST);
		if (!c || right == RIGHT_NONE) {
			turn_away(fd, right);
			continue;
		}
		*c = (struct client){
			.source = { fd, on_client, c }, .control = control,
			.out = { .max = ANSWER_BYTES }, .used = true,
			.watched = EPOLLIN, .may_only = may_only,
			.deadline_ns = loop_now_ns() + CONTROL_PATIENCE_NS,
			.feeds_only = right == RIGHT_FEED,
		};
		if (loop_add(&control->app->loop, &c->source, EPOLLIN)) {
			close(fd);
			c->used = false;
			continue;
		}
		control->connected++;
	}
}

/* Who stays may wait as long as nothing waits for it. */
static bool is_waited_for(const struct client *c)
{
	return c->used && (!control_stays(c) || c->sent_bytes < c->out.used);
}

uint64_t control_next_ns(const struct control *c)
{
	uint64_t next_ns = ENGINE_NEVER;
	size_t i;

	for (i = 0; c->connected && i < CONTROL_CLIENTS_MAX; i++)
		if (is_waited_for(&c->clients[i]) &&
		    c->clients[i].deadline_ns < next_ns)
			next_ns = c->clients[i].deadline_ns;
	return next_ns;
}

void control_expire(struct control *c, uint64_t now_ns)
{
	size_t i;

	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (is_waited_for(&c->clients[i]) &&
		    c->clients[i].deadline_ns <= now_ns)
			hang_up(&c->clients[i]);
}

/* ----------------------------------------------------------- open, close */

static bool fail(char *error, const char *path, const char *why, int number)
{
	snprintf(error, CONTROL_ERROR_MAX, "control socket %s: %s", path, why);
	errno = number;
	return false;
}

/* Make way for ours, unless somebody is there. */
static bool clear_way(const struct sockaddr_un *addr, char *error)
{
	struct stat st;
	int fd, connected;

	if (lstat(addr->sun_path, &st) < 0)
		return errno == ENOENT ||
		       fail(error, addr->sun_path, strerror(errno), errno);
	if (!S_ISSOCK(st.st_mode))
		return fail(error, addr->sun_path,
			    "a file stands there that is not a socket: remove it, or choose another --control", EADDRINUSE);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail(error, addr->sun_path, strerror(errno), errno);
	connected = connect(fd, (const struct sockaddr *)addr, sizeof(*addr));
	close(fd);
	if (connected == 0 || errno != ECONNREFUSED)
		return fail(error, addr->sun_path,
			    "another smtp-tarpit listens there: stop it, or choose another --control",
			    EADDRINUSE);
	if (unlink(addr->sun_path) < 0)
		return fail(error, addr->sun_path, strerror(errno), errno);
	return true;
}

static void make_folder(const char *path)
{
	char copy[OPTIONS_PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	mkdir(dirname(copy), 0755);	/* if it fails, bind says why */
}

static bool find_group(struct control *c, const char *name, char *error)
{
	struct group *group;

	if (!*name)
		return true;
	group = getgrnam(name);
	if (!group) {
		snprintf(error, CONTROL_ERROR_MAX,
			 "control-group: there is no group %s", name);
		errno = EINVAL;
		return false;
	}
	c->has_group = true;
	c->group = group->gr_gid;
	return true;
}

static const struct passwd *user_of(const char *name)
{
	const struct passwd *user = getpwnam(name);

	return user ? user : getpwnam(SANDBOX_OTHER_USER);
}

/* Those that the settings want.  They are in the daemon's group, or in c->group. */
static void let_guests_in(struct control *c, const char *path)
{
	const struct settings *s = &c->app->settings;
	bool wanted[CONTROL_GUESTS] = { *s->shared_state, s->metrics_port };
	const struct passwd *user;
	bool some = false;
	size_t i;

	for (i = 0; i < CONTROL_GUESTS; i++) {
		user = wanted[i] ? user_of(control_guests[i].user) : NULL;
		c->guests[i] = user ? user->pw_uid : NOBODY;
		some |= user != NULL;
	}
	user = some && !c->has_group && geteuid() == 0 ? user_of(s->user) : NULL;
	if (user && chown(path, (uid_t)-1, user->pw_gid) < 0)
		log_warning("control socket %s: the group cannot be set: %s", path,
			    strerror(errno));
}

static bool listen_on(struct control *c, const char *path, char *error)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, bound;
	mode_t mask;

	if (!*path)
		return fail(error, "none", "a path is needed", EINVAL);
	strcpy(addr.sun_path, path);
	make_folder(path);
	if (!clear_way(&addr, error))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail(error, path, strerror(errno), errno);
	c->listener = (struct loop_source){ fd, on_listener, c };
	mask = umask(0117);
	bound = bind(fd, (struct sockaddr *)&addr, sizeof(addr));
	umask(mask);
	if (bound < 0 || lstat(path, &c->file) < 0 ||
	    (c->has_group && chown(path, (uid_t)-1, c->group) < 0) ||
	    listen(fd, CONTROL_CLIENTS_MAX) < 0)
		return fail(error, path, strerror(errno), errno);
	let_guests_in(c, path);
	return true;
}

struct control *control_open(struct app *app, char *error)
{
	struct control *c = calloc(1, sizeof(*c));
	int number;

	if (!c) {
		snprintf(error, CONTROL_ERROR_MAX, "out of memory");
		return NULL;
	}
	c->app = app;
	c->listener.fd = -1;
	if (find_group(c, app->settings.control_group, error) &&
	    listen_on(c, app->settings.control, error) &&
	    !loop_add(&app->loop, &c->listener, EPOLLIN))
		return c;
	number = errno;
	control_close(c);
	errno = number;
	return NULL;
}

void control_close(struct control *c)
{
	const char *path;
	struct stat st;
	size_t i;

	if (!c)
		return;
	path = c->app->settings.control;
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (c->clients[i].used)
			hang_up(&c->clients[i]);
	if (c->listener.fd >= 0)
		close(c->listener.fd);
	if (c->file.st_ino && !lstat(path, &st) &&
	    st.st_ino == c->file.st_ino && st.st_dev == c->file.st_dev)
		unlink(path);
	free(c);
}
