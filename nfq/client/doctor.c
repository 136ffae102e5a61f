// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor.c - smtp-tarpit doctor: one table of checks
 *
 * Owns the order of the checks and the form in which they speak: a line each,
 * and below each finding its remedy.  Promises that it changes nothing on the
 * machine: whatever it tries out, it tries in a network namespace of its own.
 */
#include "doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/settings.h"
#include "process/loop.h"
#include "process/status.h"

#define RULES_PROGRAM	"smtp-tarpit-rules"
#define HEAD_COLUMNS	19	/* what was looked at, and how it is */
#define PATIENCE_MS	20000
#define OUTPUT_BYTES	(16u * 1024 * 1024)

static const struct check {
	const char *name;
	void (*look)(struct doctor *d);
	bool needs_root;
} checks[] = {
	{ "config", doctor_config, false },
	{ "kernel", doctor_kernel, false },
	{ "queue", doctor_queue, false },
	{ "parts", doctor_parts, true },
	{ "rules", doctor_rules, true },
	{ "listener", doctor_listener, true },
	{ "daemon", doctor_daemon, true },
	{ "conntrack", doctor_conntrack, false },
	{ "marks", doctor_marks, true },
	{ "untracked", doctor_untracked, true },
	{ "offload", doctor_offload, true },
	{ "masquerade", doctor_masquerade, true },
	{ "bridge", doctor_bridge, false },
	{ "feed", doctor_feed, true },
	{ "hold", doctor_hold, true },
};

/* ------------------------------------------------------------- what is said */

/* Columns of the terminal; 0 where it is none, and lines stay whole. */
static unsigned int columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ||
	    size.ws_col < 2 * HEAD_COLUMNS)
		return 0;
	return size.ws_col;
}

/* A line behind its head, which goes on below where the terminal ends. */
static void say(const char *head, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void say(const char *head, const char *format, va_list args)
{
	unsigned int begin = (unsigned int)strlen(head), at = begin;
	unsigned int width = columns();
	char line[DOCTOR_LINE_MAX], *word, *rest = line;

	vsnprintf(line, sizeof(line), format, args);
	fputs(head, stdout);
	if (!width) {
		printf("%s\n", line);
		return;
	}
	while ((word = strsep(&rest, " "))) {
		if (at > begin && at + 1 + strlen(word) > width) {
			printf("\n%*s", (int)begin, "");
			at = begin;
		}
		at += (unsigned int)printf("%s%s", at > begin ? " " : "",
					   word);
	}
	putchar('\n');
}

static void say_of(const struct doctor *d, const char *kind,
		   const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void say_of(const struct doctor *d, const char *kind,
		   const char *format, va_list args)
{
	char head[64];

	snprintf(head, sizeof(head), "%-8s%-11s", kind, d->check);
	say(head, format, args);
}

void doctor_good(const struct doctor *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_of(d, "ok", format, args);
	va_end(args);
}

void doctor_note(const struct doctor *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_of(d, "note", format, args);
	va_end(args);
}

void doctor_finding(struct doctor *d, const char *format, ...)
{
	va_list args;

	d->findings++;
	va_start(args, format);
	say_of(d, "FINDING", format, args);
	va_end(args);
}

void doctor_remedy(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("                   -> ", format, args);
	va_end(args);
}

/* ------------------------------------------------------------ what is asked */

/* Read until the child closes its end.  Return: false if that took too long */
static bool collect(int fd, struct text *out)
{
	uint64_t end_ns = loop_now_ns() + PATIENCE_MS * NS_PER_MS, now_ns;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	for (;;) {
		now_ns = loop_now_ns();
		if (now_ns >= end_ns ||
		    poll(&p, 1, (int)((end_ns - now_ns) / NS_PER_MS) + 1) <= 0)
			return false;
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0)
			return true;
		text_add_bytes(out, bytes, (size_t)n);
	}
}

int doctor_child(int (*child)(void *ctx), void *ctx, struct text *out)
{
	int pipe_fd[2], status;
	pid_t pid;

	if (!out->max)
		out->max = OUTPUT_BYTES;
	if (pipe2(pipe_fd, O_CLOEXEC) < 0)
		return -1;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		dup2(pipe_fd[1], STDOUT_FILENO);
		dup2(pipe_fd[1], STDERR_FILENO);
		status = child(ctx);
		fflush(stdout);
		_exit(status);
	}
	close(pipe_fd[1]);
	if (pid < 0 || !collect(pipe_fd[0], out))
		status = -1;
	else
		status = 0;
	close(pipe_fd[0]);
	if (pid < 0)
		return -1;
	setpgid(pid, pid);	/* whoever comes first */
	if (status < 0)
		kill(-pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int run_program(void *ctx)
{
	const char *const *argv = ctx;
	int none = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (none >= 0)
		dup2(none, STDIN_FILENO);
	/* execvp(3) changes neither the strings nor the list. */
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	return errno == ENOENT ? 127 : 126;
}

int doctor_run(const char *const *argv, struct text *out)
{
	return doctor_child(run_program, (void *)(uintptr_t)argv, out);
}

bool doctor_read(const char *path, struct text *out)
{
	FILE *f = fopen(path, "re");
	char bytes[4096];
	size_t n;

	if (!out->max)
		out->max = OUTPUT_BYTES;
	if (!f)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		text_add_bytes(out, bytes, n);
	fclose(f);
	return true;
}

bool doctor_number(const char *path, unsigned long *number)
{
	struct text t = { .max = 64 };
	char *end = NULL;

	if (doctor_read(path, &t) && t.bytes)
		*number = strtoul(t.bytes, &end, 10);
	text_free(&t);
	return end != NULL;
}

bool doctor_line(const char **at, char *line)
{
	size_t n;

	if (!*at || !**at)
		return false;
	n = strcspn(*at, "\n");
	snprintf(line, DOCTOR_LINE_MAX, "%.*s", (int)n, *at);
	*at += n + ((*at)[n] == '\n');
	return true;
}

const char *doctor_value(const struct text *t, const char *key, char *value)
{
	const char *at = t->bytes;
	size_t n = strlen(key);
	char line[DOCTOR_LINE_MAX];

	*value = '\0';
	while (doctor_line(&at, line))
		if (!strncmp(line, key, n) && line[n] == '=')
			strcpy(value, line + n + 1);
	return value;
}

/* ---------------------------------------------------------------- beginning */

/* Beside this program, where it was built, or in PATH. */
static void find_programs(struct doctor *d)
{
	static const char *const folders[] = { "", "../rules/" };
	char copy[PATH_MAX], *folder;
	struct text none = { .max = 1024 };
	ssize_t n;
	size_t i;

	n = readlink("/proc/self/exe", d->self, sizeof(d->self) - 1);
	d->self[n < 0 ? 0 : n] = '\0';
	strcpy(copy, d->self);
	folder = dirname(copy);
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		if (snprintf(d->rules, sizeof(d->rules), "%s/%s" RULES_PROGRAM,
			     folder, folders[i]) < (int)sizeof(d->rules) &&
		    access(d->rules, X_OK) == 0)
			return;
	}
	strcpy(d->rules, RULES_PROGRAM);
	if (doctor_run((const char *[]){ RULES_PROGRAM, "--help", NULL },
		       &none) == 127)
		*d->rules = '\0';
	text_free(&none);
}

/* The same text that an admin would look at. */
static void look_at_firewall(struct doctor *d)
{
	static const char *const savers[] = {
		"iptables-save", "ip6tables-save",
		"iptables-legacy-save", "ip6tables-legacy-save",
	};
	const char *status[] = { d->rules, "status", NULL };
	const char *nft[] = { "nft", "list", "ruleset", NULL };
	size_t i;

	if (*d->rules)
		doctor_run(status, &d->status);
	for (i = 0; i < sizeof(savers) / sizeof(*savers); i++)
		if (doctor_run((const char *[]){ savers[i], NULL },
			       &d->saved) == 127 && i == 0)
			break;
	if (doctor_run(nft, &d->ruleset) != 0)
		text_free(&d->ruleset);
}

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit doctor [--config FILE]\n\n"
		"Check whether this machine is fit for the tarpit, and hold a reply in a network\n"
		"namespace of its own. The remedy stands below each finding. Nothing is changed.\n"
		"Exit status: 0 nothing was found, 1 something was.\n");
}

/* Return: -1 to go on, else an exit status */
static int parse(struct doctor *d, int argc, char **argv)
{
	const char *config = access(CONF_DEFAULT, F_OK) ? "none" : CONF_DEFAULT;

	options_defaults(&d->settings);
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return STATUS_OK;
	}
	if (argc == 3 && !strcmp(argv[1], "--config")) {
		config = argv[2];
	} else if (argc != 1) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(config, "none"))
		return -1;
	if (!realpath(config, d->config))
		snprintf(d->config, sizeof(d->config), "%s", config);
	if (conf_read(&d->settings, d->config, d->error, &d->notes))
		settings_check(&d->settings, d->config, &d->notes);
	return -1;
}

/* The daemon may run all the same, with what the file said before. */
void doctor_config(struct doctor *d)
{
	const char *at = d->notes.bytes;
	char line[DOCTOR_LINE_MAX];

	if (*d->error) {
		doctor_finding(d, "%s", d->error);
		doctor_remedy("mend the file until smtp-tarpit check-config accepts it; the checks below use the defaults");
		return;
	}
	while (doctor_line(&at, line))
		doctor_note(d, "%s", line);
	if (!*d->config || !settings_refused(&d->settings))
		doctor_good(d, "%s", *d->config ? d->config : "there is no file: the defaults are used");
}

/* What only root may look at: one finding for all of it. */
static void look_without_root(struct doctor *d)
{
	struct text names = { .max = 1024 };
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		if (checks[i].needs_root)
			text_add(&names, "%s%s", n++ ? ", " : "",
				 checks[i].name);
	d->check = "root";
	doctor_finding(d, "%u checks were skipped, since they need root: %s", n,
		       names.bytes);
	doctor_remedy("run smtp-tarpit doctor as root");
	text_free(&names);
}

int doctor_main(int argc, char **argv)
{
	static struct doctor d = { .notes.max = 65536 };
	int status = parse(&d, argc, argv);
	size_t i;

	if (status >= 0)
		return status;
	signal(SIGPIPE, SIG_IGN);
	d.root = geteuid() == 0;
	find_programs(&d);
	if (d.root)
		look_at_firewall(&d);
	for (i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		d.check = checks[i].name;
		if (!checks[i].needs_root || d.root)
			checks[i].look(&d);
	}
	if (!d.root)
		look_without_root(&d);
	printf("%u finding%s\n", d.findings, d.findings == 1 ? "" : "s");
	return d.findings ? STATUS_FAILED : STATUS_OK;
}
