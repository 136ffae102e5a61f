// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_hold.c - smtp-tarpit doctor tries it out
 *
 * Owns the two checks that do something: the machine's own rules are put into
 * a network namespace without a name, and in another one a reply is held, by
 * the installed programs and this kernel.  Both namespaces end with the process
 * that made them; nothing outside of them is touched.
 *
 * What a child prints is what is said of it; its exit status is the verdict.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doctor.h"
#include "process/loop.h"

#define INTERVAL_S	1
#define EARLIEST_MS	(INTERVAL_S * 1000)
#define LATEST_MS	(INTERVAL_S * 1000 + 500)
#define QUICK_MS	500
#define PATIENCE_MS	8000
#define PORT		25

/* Return: false, with the reason printed */
static bool own_network(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd;
	bool ok;

	if (unshare(CLONE_NEWNET) < 0) {
		printf("a network namespace cannot be made: %s", strerror(errno));
		return false;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	request.ifr_flags = IFF_UP;
	ok = fd >= 0 && !ioctl(fd, SIOCSIFFLAGS, &request);
	if (!ok)
		printf("the loopback interface cannot be set up: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Install rules in this namespace.  Return: false, with the reason printed */
static bool install(const char *const *argv)
{
	struct text t = { .max = 65536 };
	int status = doctor_run(argv, &t);

	if (status)
		printf("%.*s", t.bytes ? (int)strcspn(t.bytes, "\n") : INT_MAX,
		       t.bytes ? t.bytes : "smtp-tarpit-rules gave no answer");
	text_free(&t);
	return status == 0;
}

/* --------------------------------------------------------- the rules' parts */

/* By the backend of those that are installed; what they are is printed. */
static int try_rules(void *ctx)
{
	struct doctor *d = ctx;
	char backend[DOCTOR_LINE_MAX];
	const char *argv[] = { d->rules, "install", "--config", d->config,
			       NULL, backend, NULL };
	struct text shown = { .max = 1u << 20 };

	doctor_value(&d->status, "backend", backend);
	if (*backend)
		argv[4] = strcmp(backend, "nft") ? "--iptables" : "--backend";
	if (!own_network() || !install(argv))
		return 1;
	doctor_run((const char *[]){ d->rules, "show", NULL }, &shown);
	if (shown.bytes)
		fputs(shown.bytes, stdout);
	return 0;
}

void doctor_parts(struct doctor *d)
{
	struct text t = { .max = 1u << 20 };

	if (!*d->rules || !*d->config) {
		doctor_note(d, "not checked: there is no %s",
			    *d->rules ? "configuration file" :
			    "smtp-tarpit-rules");
	} else if (doctor_child(try_rules, d, &t) == 0) {
		doctor_good(d, "kernel and tools have all that the rules of %s need",
			    d->config);
		d->wanted = t;
		return;
	} else {
		doctor_finding(d, "the rules of %s cannot be installed: %s",
			       d->config, t.bytes ? t.bytes : "smtp-tarpit-rules gave no answer");
		doctor_remedy("smtp-tarpit-rules(8) says what the rules need");
	}
	text_free(&t);
}

/* ------------------------------------------------------------- a daemon */

struct trial {
	const char *self;
	char folder[32], control[64], config[64];
	pid_t daemon;
	int said;	/* what it prints */
	int listener, server, client;
};

static void exec_daemon(const struct trial *t, int out)
{
	const char *argv[] = { t->self, "run", "--config", t->config, NULL };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	unsetenv("NOTIFY_SOCKET");
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execv(t->self, (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* Return: false, with its last words printed */
static bool wait_until_ready(const struct trial *t)
{
	uint64_t end_ns = loop_now_ns() + PATIENCE_MS * NS_PER_MS;
	struct pollfd p = { .fd = t->said, .events = POLLIN };
	char words[4096] = "";
	size_t used = 0;
	ssize_t n = 1;

	while (n > 0 && used + 1 < sizeof(words) && loop_now_ns() < end_ns) {
		if (poll(&p, 1, PATIENCE_MS) <= 0)
			break;
		n = read(t->said, words + used, sizeof(words) - 1 - used);
		used += n > 0 ? (size_t)n : 0;
		words[used] = '\0';
		if (strstr(words, "READY"))
			return true;
	}
	printf("smtp-tarpit did not get ready: %.*s",
	       (int)strcspn(words, "\n"), words);
	return false;
}

/* A file for rules and daemon alike.  Return: false, with the reason printed */
static bool write_config(struct trial *t)
{
	FILE *f = NULL;

	strcpy(t->folder, "/run/smtp-tarpit.XXXXXX");
	if (mkdtemp(t->folder)) {
		snprintf(t->control, sizeof(t->control), "%s/control",
			 t->folder);
		snprintf(t->config, sizeof(t->config), "%s/conf", t->folder);
		f = fopen(t->config, "we");
	}
	if (f) {
		fprintf(f, "mode = host\nserver = 127.0.0.1\ncontrol = \"%s\"\n"
			"interval = %d\npolicy = reply\n",
			t->control, INTERVAL_S);
		if (!fclose(f))
			return true;
	}
	printf("%s: %s", t->folder, strerror(errno));
	return false;
}

static bool start_daemon(struct trial *t)
{
	int out[2];

	if (pipe2(out, O_CLOEXEC) < 0) {
		printf("pipe: %s", strerror(errno));
		return false;
	}
	t->daemon = fork();
	if (t->daemon == 0)
		exec_daemon(t, out[1]);
	close(out[1]);
	t->said = out[0];
	return t->daemon > 0 && wait_until_ready(t);
}

static void stop_daemon(struct trial *t)
{
	if (t->daemon > 0) {
		kill(t->daemon, SIGTERM);
		waitpid(t->daemon, NULL, 0);
	}
	unlink(t->control);
	unlink(t->config);
	rmdir(t->folder);
}

/* ------------------------------------------------------------ a session */

/* Server and client are this process: loopback, a port of its own network. */
static bool connect_both(struct trial *t)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET, .sin_port = htons(PORT),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	const struct sockaddr *to = (const struct sockaddr *)&addr;

	t->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	t->client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (t->listener < 0 || t->client < 0 ||
	    bind(t->listener, to, sizeof(addr)) < 0 ||
	    listen(t->listener, 1) < 0 ||
	    connect(t->client, to, sizeof(addr)) < 0 ||
	    (t->server = accept4(t->listener, NULL, NULL, SOCK_CLOEXEC)) < 0) {
		printf("loopback: %s", strerror(errno));
		return false;
	}
	return true;
}

/* Send and wait for it at the other end.  Return: how long it took; -1: never */
static int carry(int from, int to, const char *text)
{
	size_t n = strlen(text), got = 0;
	uint64_t start_ns = loop_now_ns();
	struct pollfd p = { .fd = to, .events = POLLIN };
	char bytes[512];
	ssize_t r;

	if (send(from, text, n, MSG_NOSIGNAL) != (ssize_t)n)
		return -1;
	while (got < n) {
		if (poll(&p, 1, PATIENCE_MS) <= 0)
			return -1;
		r = recv(to, bytes, sizeof(bytes), 0);
		if (r <= 0)
			return -1;
		got += (size_t)r;
	}
	return (int)((loop_now_ns() - start_ns) / NS_PER_MS);
}

static const struct line {
	bool by_server, held;
	const char *text;
} session[] = {
	{ true, false, "220 localhost ESMTP\r\n" },
	{ false, false, "EHLO localhost\r\n" },
	{ true, false, "250 localhost\r\n" },
	{ false, false, "MAIL FROM:<>\r\n" },
	{ true, false, "250 2.1.0 Ok\r\n" },
	{ false, false, "RCPT TO:<nobody@localhost>\r\n" },
	{ true, true, "550 5.1.1 No such user\r\n" },
	{ false, false, "RCPT TO:<root@localhost>\r\n" },
	{ true, false, "250 2.1.5 Ok\r\n" },
};

/* Return: false, with what went wrong printed */
static bool hold_one(const struct trial *t)
{
	size_t i;
	int took_ms;

	for (i = 0; i < sizeof(session) / sizeof(*session); i++) {
		const struct line *l = &session[i];
		int words = (int)strcspn(l->text, "\r");

		took_ms = l->by_server ? carry(t->server, t->client, l->text) :
					 carry(t->client, t->server, l->text);
		if (took_ms < 0) {
			printf("the trial's line \"%.*s\" did not arrive", words, l->text);
			return false;
		}
		if (l->held ? took_ms < EARLIEST_MS || took_ms > LATEST_MS :
			      took_ms > QUICK_MS) {
			printf("the trial's line \"%.*s\" took %d ms instead of %s", words,
			       l->text, took_ms, l->held ? "1000 to 1500 ms" :
			       "less than 500 ms");
			return false;
		}
		if (l->held)
			printf("a 550 was held for %d ms, as it should be", took_ms);
	}
	return true;
}

static int try_hold(void *ctx)
{
	struct doctor *d = ctx;
	struct trial t = { .self = d->self, .listener = -1, .server = -1,
			   .client = -1 };
	const char *rules[] = { d->rules, "install", "--config", t.config,
				NULL };
	bool ok;

	ok = own_network() && write_config(&t) && install(rules) &&
	     start_daemon(&t) && connect_both(&t) && hold_one(&t);
	fflush(stdout);
	if (*t.folder)
		stop_daemon(&t);
	return ok ? 0 : 1;
}

void doctor_hold(struct doctor *d)
{
	struct text t = { .max = 65536 };

	if (!*d->rules) {
		doctor_finding(d, "not checked: there is no smtp-tarpit-rules");
		doctor_remedy("install it beside smtp-tarpit");
	} else if (doctor_child(try_hold, d, &t) == 0) {
		doctor_good(d, "%s", t.bytes ? t.bytes : "");
	} else {
		doctor_finding(d, "the trial failed: %s",
			       t.bytes ? t.bytes : "the process that tried gave no answer");
		doctor_remedy("see journalctl -k and the findings above; smtp-tarpit-rules(8) says what the kernel must have");
	}
	text_free(&t);
}
