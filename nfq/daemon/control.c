// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - the daemon's unix socket
 *
 * Owns the listening socket and its clients.  A client sends one line and gets
 * "ok" or "error TEXT" on a line, then the answer until end of file; `trace`
 * goes on until the client hangs up, and so does `share`, which is talk both ways
 * (shared.c).  So does `feed`, of smtp-tarpit-feed(8): behind it each line is a
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

#include "app.h"
#include "conf/text.h"
#include "core/addr.h"
#include "process/log.h"
#include "process/sandbox.h"
#include "process/side.h"
#include "report.h"
#include "state.h"

#define CLIENTS		32
#define GUESTS_MOST	8	/* of them */
#define FEEDS_MAX	8	/* the others' places stay free */
#define REQUEST_MAX	2048
#define WORDS_MAX	4
#define ERRORS_MAX	10000
#define GROUPS_MAX	64
#define ANSWER_BYTES	(32u * 1024 * 1024)
#define TRACE_BYTES	(256u * 1024)
#define SHARE_BYTES	(1024u * 1024)
#define ROWS_DEFAULT	1000
#define ROWS_MOST	100000
#define PATIENCE_NS	(10 * NS_PER_S)

/* Processes that serve the network: each may ask for one thing. */
static const struct guest {
	const char *user, *request;
} guests[] = {
	{ SIDE_SHARE_USER, "share" },
	{ SIDE_METRICS_USER, "status" },
};

#define GUESTS		(sizeof(guests) / sizeof(guests[0]))
#define NOBODY		((uid_t)-1)

/*
 * struct client - Somebody who is connected
 * @deadline_ns: It must have done something by then
 * @answered:	Its request was taken
 * @follows:	It wants the trace, of @follow or, if that is none, of all
 * @feeds:	It reads a mail server's log
 * @feeds_only:	It may do nothing else
 * @lost:	Trace lines that it was too slow for
 * @shares:	It is smtp-tarpit-share, and goes on as long as both live
 * @may_only:	A bit for each of guests[] that it is; 0: it may ask for all
 * @watched:	The EPOLL* events that it waits for
 */
struct client {
	struct loop_source source;
	struct control *control;
	char request[REQUEST_MAX];
	size_t request_bytes;
	struct text out;
	size_t sent_bytes;
	uint64_t deadline_ns;
	struct addr follow;
	uint64_t lost;
	uint32_t watched, may_only;
	bool used, answered, follows, shares, feeds, feeds_only;
};

struct control {
	struct app *app;
	struct loop_source listener;
	struct client clients[CLIENTS];
	unsigned int connected, followers, feeds;
	struct client *share;
	bool has_group;
	gid_t group;
	uid_t guests[GUESTS];
	struct stat file;
};

/* Does it stay when it was answered? */
static bool stays(const struct client *c)
{
	return c->follows || c->shares || c->feeds;
}

static void hang_up(struct client *c)
{
	loop_remove(&c->control->app->loop, &c->source);
	close(c->source.fd);
	text_free(&c->out);
	c->control->followers -= c->follows;
	c->control->feeds -= c->feeds;
	c->control->connected--;
	c->used = false;
	if (c != c->control->share)
		return;
	c->control->share = NULL;
	shared_left(c->control->app->shared);
}

/* --------------------------------------------------------------- requests */

struct request {
	struct app *app;
	struct client *client;
	struct text *out;
	char *word[WORDS_MAX];
	int words;
};

static void refuse(struct request *r, const char *why, const char *what)
{
	text_add(r->out, "error %s%s\n", why, what);
}

static bool read_addr(struct request *r, struct addr *addr)
{
	if (addr_parse(r->word[1], addr))
		return true;
	refuse(r, "not an address: ", r->word[1]);
	return false;
}

static void do_status(struct request *r)
{
	static const struct {
		const char *name;
		void (*report)(struct app *app, struct text *t);
	} forms[] = {
		{ "text", report_text }, { "json", report_json },
		{ "prometheus", report_prometheus }, { "lines", report_lines },
	};
	const char *form = r->words > 1 ? r->word[1] : "text";
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (strcmp(forms[i].name, form))
			continue;
		text_add(r->out, "ok\n");
		forms[i].report(r->app, r->out);
		return;
	}
	refuse(r, "status is one of text, json, prometheus, lines, not ", form);
}

static bool read_rows(struct request *r, uint32_t *rows)
{
	char *end;
	unsigned long n;

	*rows = ROWS_DEFAULT;
	if (r->words < 2)
		return true;
	n = strtoul(r->word[1], &end, 10);
	*rows = (uint32_t)n;
	if (!*end && n >= 1 && n <= ROWS_MOST && r->word[1][0] != '-')
		return true;
	refuse(r, "not a number of lines (1..100000): ", r->word[1]);
	return false;
}

static void do_held(struct request *r)
{
	uint32_t rows;

	if (!read_rows(r, &rows))
		return;
	text_add(r->out, "ok\n");
	report_held(r->app, r->out, rows);
}

static void do_sources(struct request *r)
{
	uint32_t rows;

	if (!read_rows(r, &rows))
		return;
	text_add(r->out, "ok\n");
	report_sources(r->app, r->out, rows);
}

static void do_release(struct request *r)
{
	struct addr addr;
	bool all = !strcmp(r->word[1], "--all");

	if (!all && !read_addr(r, &addr))
		return;
	text_add(r->out, "ok\nreleased=%u\n",
		 app_release(r->app, all ? NULL : &addr));
}

static void do_forget(struct request *r)
{
	struct addr addr;
	bool all = !strcmp(r->word[1], "--all");

	if (!all && !read_addr(r, &addr))
		return;
	text_add(r->out, "ok\nforgotten=%u\n",
		 engine_forget(r->app->engine, all ? NULL : &addr));
}

/* What a source owes now. */
static uint64_t owed_ns(const struct request *r, const struct addr *addr)
{
	struct source_info info = { .zero_ns = 0 };
	uint64_t now_ns = r->app->now_ns;

	engine_source_get(r->app->engine, addr, &info);
	return info.zero_ns > now_ns ? info.zero_ns - now_ns : 0;
}

static void do_owe(struct request *r)
{
	struct addr addr;
	char *end;
	unsigned long s = strtoul(r->word[2], &end, 10);

	if (!read_addr(r, &addr))
		return;
	if (*end || s > ENGINE_OWE_MAX_S || r->word[2][0] == '-') {
		refuse(r, "not a number of seconds (0..2592000): ",
		       r->word[2]);
		return;
	}
	engine_owe(r->app->engine, r->app->now_ns, &addr,
		   r->app->now_ns + s * NS_PER_S);
	known_add(r->app->known, engine_conf(r->app->engine), r->app->now_ns,
		  &addr);
	text_add(r->out, "ok\nowes_s=");
	text_add_seconds(r->out, owed_ns(r, &addr));
	text_add(r->out, "\n");
}

/* charge ADDR [N] [tls] */
static void do_charge(struct request *r)
{
	bool tls = r->words > 2 && !strcmp(r->word[r->words - 1], "tls");
	struct addr addr;
	char *end = "";
	long n = 1;

	if (!read_addr(r, &addr))
		return;
	if (r->words - tls > 2)
		n = strtol(r->word[2], &end, 10);
	if (*end || n < -ERRORS_MAX || n > ERRORS_MAX || r->words - tls > 3) {
		refuse(r, "not a number of errors (-10000..10000), and tls: ",
		       r->word[2]);
		return;
	}
	n = app_charge(r->app, &addr, (int32_t)n, tls);
	text_add(r->out, "%scharged=%ld debt=", r->client->feeds ? "" : "ok\n",
		 n);
	text_add_seconds(r->out, owed_ns(r, &addr));
	text_add(r->out, "\n");
}

static void do_feed(struct request *r)
{
	if (r->client->control->feeds == FEEDS_MAX) {
		refuse(r, "too many programs feed charges already: stop one of them", "");
		return;
	}
	r->client->feeds = true;
	r->client->control->feeds++;
	text_add(r->out, "ok\n");
}

static void do_trace(struct request *r)
{
	if (r->words > 1 && !read_addr(r, &r->client->follow))
		return;
	r->client->follows = true;
	r->client->control->followers++;
	text_add(r->out, "ok\n");
}

static void do_share(struct request *r)
{
	struct control *control = r->client->control;

	if (!r->app->shared || control->share) {
		refuse(r, r->app->shared ? "another smtp-tarpit-share is connected already" :
					   "the daemon's shared-state is none: set it, and restart the daemon", "");
		return;
	}
	r->client->shares = true;
	control->share = r->client;
	text_add(r->out, "ok\n");
	shared_joined(r->app->shared);
}

static void do_reload(struct request *r)
{
	char answer[OPTIONS_ERROR_MAX];

	if (app_reload(r->app, answer))
		text_add(r->out, "ok\n%s\n", answer);
	else
		refuse(r, "nothing was changed: ", answer);
}

static void do_loglevel(struct request *r)
{
	struct settings *s = &r->app->settings;
	char error[OPTIONS_ERROR_MAX];

	if (!options_set(s, OPTIONS_RUN, "log-level", r->word[1], error)) {
		refuse(r, error, "");
		return;
	}
	log_set((int)s->log_level, s->log_rate);
	text_add(r->out, "ok\n");
}

static void do_save(struct request *r)
{
	const char *path = r->app->settings.state;

	if (!*path)
		refuse(r, "the daemon has no state file: set state, and restart the daemon", "");
	else if (state_write(r->app->engine, path, r->app->now_ns, false))
		text_add(r->out, "ok\n");
	else
		refuse(r, "the state could not be written, see the log", "");
}

static const struct {
	const char *name;
	int min_words, max_words;
	void (*fn)(struct request *r);
} requests[] = {
	{ "status", 1, 2, do_status },
	{ "held", 1, 2, do_held },
	{ "sources", 1, 2, do_sources },
	{ "release", 2, 2, do_release },
	{ "forget", 2, 2, do_forget },
	{ "owe", 3, 3, do_owe },
	{ "charge", 2, 4, do_charge },
	{ "feed", 1, 1, do_feed },
	{ "trace", 1, 2, do_trace },
	{ "share", 1, 1, do_share },
	{ "reload", 1, 1, do_reload },
	{ "loglevel", 2, 2, do_loglevel },
	{ "save", 1, 1, do_save },
};

static bool may_ask(const struct client *c, const char *request)
{
	size_t i;

	for (i = 0; i < GUESTS; i++)
		if (c->may_only & 1u << i && !strcmp(guests[i].request, request))
			return true;
	return !c->may_only;
}

static bool is_feed_request(const struct request *r)
{
	return !strcmp(r->word[0], "charge") || !strcmp(r->word[0], "feed");
}

static void answer(struct client *c, char *line)
{
	struct request r = { .app = c->control->app, .client = c,
			     .out = &c->out };
	char *rest = line, *word;
	size_t i;

	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		if (r.words == WORDS_MAX) {
			refuse(&r, "too many words", "");
			return;
		}
		r.word[r.words++] = word;
	}
	for (i = 0; r.words && i < sizeof(requests) / sizeof(requests[0]);
	     i++) {
		if (strcmp(requests[i].name, r.word[0]))
			continue;
		if (!may_ask(c, r.word[0]) ||
		    (c->feeds_only && !is_feed_request(&r)))
			refuse(&r, "this user must not ask for ", r.word[0]);
		else if (c->feeds && strcmp(r.word[0], "charge"))
			refuse(&r, "a feed may only charge, and not ask for ",
			       r.word[0]);
		else if (r.words < requests[i].min_words ||
		    r.words > requests[i].max_words)
			refuse(&r, "wrong number of words for ", r.word[0]);
		else
			requests[i].fn(&r);
		return;
	}
	refuse(&r, "unknown request", "");
}

/* ---------------------------------------------------------------- clients */

static void watch(struct client *c)
{
	uint32_t events = c->sent_bytes < c->out.used ? EPOLLOUT : 0;

	if (!c->answered || stays(c))
		events |= EPOLLIN;
	if (events == c->watched)
		return;
	c->watched = events;
	loop_change(&c->control->app->loop, &c->source, events);
}

/* Return: false if it was hung up on */
static bool send_out(struct client *c)
{
	ssize_t n;

	while (c->sent_bytes < c->out.used) {
		n = send(c->source.fd, c->out.bytes + c->sent_bytes,
			 c->out.used - c->sent_bytes,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			hang_up(c);
			return false;
		}
		c->sent_bytes += (size_t)n;
		c->deadline_ns = c->control->app->now_ns + PATIENCE_NS;
	}
	if (c->sent_bytes < c->out.used)
		return true;
	if (c->answered && !stays(c)) {
		hang_up(c);
		return false;
	}
	c->out.used = c->sent_bytes = 0;
	c->out.full = false;
	return true;
}

/* Take the lines that are complete; but for a feed, there is one. */
static void take_lines(struct client *c)
{
	char *line = c->request, *end;
	size_t left = c->request_bytes;

	while (left && (!c->answered || c->feeds)) {
		end = memchr(line, '\n', left);
		if (!end && left < REQUEST_MAX)
			break;
		c->answered = true;
		if (!end || memchr(line, '\0', (size_t)(end - line))) {
			text_add(&c->out, "error bad request\n");
			left = 0;
			break;
		}
		*end = '\0';
		answer(c, line);
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
			 REQUEST_MAX - c->request_bytes, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return true;
	if (n <= 0 || (c->answered && !c->feeds)) {
		hang_up(c);	/* it has nothing more to say */
		return false;
	}
	c->request_bytes += (size_t)n;
	take_lines(c);
	c->out.max = c->shares ? SHARE_BYTES :
		     stays(c) ? TRACE_BYTES : c->out.max;
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
	if (send_out(c))
		watch(c);
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
static enum right right_of(struct control *c, int fd, uint32_t *may_only)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	size_t i;

	*may_only = 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return RIGHT_NONE;
	if (peer.uid == 0 || peer.uid == c->file.st_uid)
		return RIGHT_ALL;
	for (i = 0; i < GUESTS; i++)
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

	for (i = 0; i < CLIENTS; i++) {
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
	for (n = 0; n < CLIENTS; n++) {
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
			.deadline_ns = loop_now_ns() + PATIENCE_NS,
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
	return c->used && (!stays(c) || c->sent_bytes < c->out.used);
}

uint64_t control_next_ns(const struct control *c)
{
	uint64_t next_ns = ENGINE_NEVER;
	size_t i;

	for (i = 0; c->connected && i < CLIENTS; i++)
		if (is_waited_for(&c->clients[i]) &&
		    c->clients[i].deadline_ns < next_ns)
			next_ns = c->clients[i].deadline_ns;
	return next_ns;
}

void control_expire(struct control *c, uint64_t now_ns)
{
	size_t i;

	for (i = 0; i < CLIENTS; i++)
		if (is_waited_for(&c->clients[i]) &&
		    c->clients[i].deadline_ns <= now_ns)
			hang_up(&c->clients[i]);
}

unsigned int control_feeds(const struct control *c)
{
	return c->feeds;
}

/* ------------------------------------------------------------------ trace */

static bool follows(const struct client *c, const struct addr *client)
{
	return c->used && c->follows &&
	       (!c->follow.family || addr_equal(&c->follow, client));
}

bool control_wants(const struct control *c, const struct addr *client)
{
	size_t i;

	if (!c->followers)
		return false;
	for (i = 0; i < CLIENTS; i++)
		if (follows(&c->clients[i], client))
			return true;
	return false;
}

void control_trace(struct control *control, const struct addr *client,
		   const char *line, size_t length_bytes)
{
	size_t i;

	for (i = 0; i < CLIENTS; i++) {
		struct client *c = &control->clients[i];
		bool idle = c->sent_bytes == c->out.used;

		if (!follows(c, client))
			continue;
		if (c->out.used + length_bytes + 64 > c->out.max) {
			c->lost++;
			continue;
		}
		if (c->lost)
			text_add(&c->out, "lost=%llu\n",
				 (unsigned long long)c->lost);
		c->lost = 0;
		text_add_bytes(&c->out, line, length_bytes);
		text_add_bytes(&c->out, "\n", 1);
		if (!idle)
			continue;
		c->deadline_ns = control->app->now_ns + PATIENCE_NS;
		watch(c);
	}
}

/* ------------------------------------------------------------------ share */

size_t control_share_waiting(const struct control *control)
{
	const struct client *c = control->share;

	return c ? c->out.used - c->sent_bytes : 0;
}

bool control_share_ready(const struct control *control)
{
	return control_share_waiting(control) &&
	       !(control->share->watched & EPOLLOUT);
}

bool control_share_add(struct control *control, const char *line,
		       size_t length_bytes)
{
	struct client *c = control->share;

	if (!c)
		return false;
	if (c->sent_bytes == c->out.used)
		c->deadline_ns = control->app->now_ns + PATIENCE_NS;
	if (c->sent_bytes && c->out.used + length_bytes > c->out.max) {
		c->out.used -= c->sent_bytes;
		memmove(c->out.bytes, c->out.bytes + c->sent_bytes,
			c->out.used);
		c->sent_bytes = 0;
	}
	c->out.full = false;
	text_add_bytes(&c->out, line, length_bytes);
	return !c->out.full;
}

void control_share_flush(struct control *control)
{
	struct client *c = control->share;

	if (c && control_share_ready(control) && send_out(c))
		watch(c);
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
	bool wanted[GUESTS] = { *s->shared_state, s->metrics_port };
	const struct passwd *user;
	bool some = false;
	size_t i;

	for (i = 0; i < GUESTS; i++) {
		user = wanted[i] ? user_of(guests[i].user) : NULL;
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
	    listen(fd, CLIENTS) < 0)
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
	for (i = 0; i < CLIENTS; i++)
		if (c->clients[i].used)
			hang_up(&c->clients[i]);
	if (c->listener.fd >= 0)
		close(c->listener.fd);
	if (c->file.st_ino && !lstat(path, &st) &&
	    st.st_ino == c->file.st_ino && st.st_dev == c->file.st_dev)
		unlink(path);
	free(c);
}
