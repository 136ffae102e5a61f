// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit-feed: the mail server's log charges its sources
 *
 * Follows files, the journal or standard input, and tells smtp-tarpit of each
 * client that something was refused to.  It needs no privilege but to read the
 * log and to write to the control socket.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "core/addr.h"
#include "follow.h"
#include "journal.h"
#include "lines.h"
#include "link.h"
#include "reader.h"
#include "say.h"

#define CONTROL_DEFAULT	"/run/smtp-tarpit/control"
#define UNITS_MAX	16
#define LAST_MS		5000	/* to send what is left at the end */
#define RETRY_MS	1000

enum status { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

/*
 * struct feed - The running program
 * @now_ns:	Time of this turn
 * @input:	Standard input; -1 if it is not read, or has ended
 * @print:	Charges are printed and nobody is told: --dry-run
 */
struct feed {
	struct reader *reader;
	struct follow *follow;
	struct journal *journal;
	struct link link;
	struct lines lines;
	uint64_t now_ns;
	int input;
	bool print;
};

/* What is asked for on the command line. */
struct wish {
	const char *control, *folder;
	enum feed_format format;
	char *units[UNITS_MAX];
	size_t units_n;
	char **files;
	size_t files_n;
	bool input, print;
};

static uint64_t time_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* ------------------------------------------------------------------- a turn */

static void charge(struct feed *f, const struct feed_charge *c)
{
	char client[ADDR_TEXT_MAX];

	if (!f->print) {
		link_charge(&f->link, c);
		return;
	}
	printf("%s %d%s\n", addr_text(&c->client, client), c->errors,
	       c->tls ? " tls" : "");
	fflush(stdout);
}

static void on_line(void *ctx, const char *line, size_t bytes)
{
	struct feed *f = ctx;
	struct feed_charge c;

	if (reader_line(f->reader, f->now_ns, line, bytes, &c))
		charge(f, &c);
}

static void on_entry(void *ctx, const struct log_line *l)
{
	struct feed *f = ctx;
	struct feed_charge c;

	if (reader_entry(f->reader, f->now_ns, l, &c))
		charge(f, &c);
}

static void read_input(struct feed *f)
{
	static char piece[65536];
	ssize_t n = read(f->input, piece, sizeof(piece));

	if (n > 0)
		lines_add(&f->lines, piece, (size_t)n, on_line, f);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		f->input = -1;
}

/*
 * Return: true if there is more to be read at once.  While the daemon does not
 * take what it is given, nothing more is read.
 */
static bool turn(struct feed *f, bool more)
{
	struct pollfd p[4];
	nfds_t n = 0, input = 4;
	short events = POLLIN;
	int timeout_ms = -1;

	if (!f->print)
		link_connect(&f->link, f->now_ns);
	if (f->link.fd >= 0)
		p[n++] = (struct pollfd){ f->link.fd,
			POLLIN | (link_waits(&f->link) ? POLLOUT : 0), 0 };
	else if (!f->print)
		timeout_ms = RETRY_MS;
	if (!link_is_full(&f->link)) {
		if (f->follow)
			p[n++] = (struct pollfd){ follow_fd(f->follow), POLLIN, 0 };
		if (f->journal) {
			int fd = journal_fd(f->journal, &events);
			int least_ms = journal_timeout_ms(f->journal);

			p[n++] = (struct pollfd){ fd, events, 0 };
			if (least_ms >= 0 &&
			    (timeout_ms < 0 || least_ms < timeout_ms))
				timeout_ms = least_ms;
		}
		input = n;
		if (f->input >= 0)
			p[n++] = (struct pollfd){ f->input, POLLIN, 0 };
	} else {
		more = false;
	}
	poll(p, n, more ? 0 : timeout_ms);
	f->now_ns = time_ns();
	more = false;
	if (!link_is_full(&f->link)) {
		if (f->follow)
			more |= follow_read(f->follow, on_line, f);
		if (f->journal)
			more |= journal_read(f->journal, on_entry, f);
		if (input < n && p[input].revents)
			read_input(f);
	}
	link_read(&f->link, f->now_ns);
	link_flush(&f->link, f->now_ns);
	return more;
}

/* The daemon gets what is left. */
static void finish(struct feed *f)
{
	uint64_t end_ns = time_ns() + LAST_MS * NS_PER_MS;
	struct pollfd p = { f->link.fd, POLLOUT, 0 };

	while (link_waits(&f->link) && f->now_ns < end_ns) {
		poll(&p, 1, RETRY_MS);
		f->now_ns = time_ns();
		link_read(&f->link, f->now_ns);
		link_flush(&f->link, f->now_ns);
	}
	if (f->link.lost_total)
		feed_say("warning: charges that the daemon did not take: %llu",
			 (unsigned long long)f->link.lost_total);
}

static int serve(struct feed *f)
{
	bool more = true;

	f->now_ns = time_ns();
	if (!f->print)
		link_connect(&f->link, f->now_ns);
	feed_say("READY");
	while (f->follow || f->journal || f->input >= 0)
		more = turn(f, more);
	finish(f);
	return f->link.lost_total ? STATUS_FAILED : STATUS_OK;
}

/* ------------------------------------------------------------- command line */

static void usage(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit-feed [OPTION...] --journal UNIT | FILE... | -\n\n"
		"Read a mail server's log, and let smtp-tarpit charge the clients that were\n"
		"refused a recipient, VRFY or AUTH.  - is standard input.\n\n"
		"  --control PATH   smtp-tarpit's control socket\n"
		"                   (default " CONTROL_DEFAULT ")\n"
		"  --format NAME    whose log it is: auto, postfix, exim, opensmtpd, sendmail,\n"
		"                   dovecot (default auto)\n"
		"  --journal UNIT   read the entries of this unit in systemd's journal; may be\n"
		"                   given more than once\n"
		"  --journal-folder PATH\n"
		"                   the journal's, instead of this machine's\n"
		"  --dry-run        print what would be charged, charge nothing\n"
		"  --version, --help\n");
}

static int wrong(const char *what, const char *value)
{
	feed_say("error: %s%s (see --help)", what, value);
	return STATUS_USAGE;
}

static bool read_format(struct wish *w, const char *name)
{
	for (w->format = 0; w->format < FORMATS; w->format++)
		if (!strcmp(name, feed_format_names[w->format]))
			return true;
	return false;
}

/* What is not an option: files, or "-".  Return: -1 to go on */
static int read_rest(struct wish *w, char **argv, int n)
{
	struct sockaddr_un addr;

	w->input = n == 1 && !strcmp(argv[0], "-");
	w->files = argv;
	w->files_n = w->input ? 0 : (size_t)n;
	if (!w->units_n && !n)
		return wrong("nothing to read: --journal UNIT, FILE... or -", "");
	if (w->files_n > FOLLOW_FILES_MAX)
		return wrong("too many files: at most 16", "");
	if (strlen(w->control) >= sizeof(addr.sun_path))
		return wrong("--control: too long: ", w->control);
	return -1;
}

/* Return: -1 to go on, else an exit status */
static int parse(struct wish *w, int argc, char **argv)
{
	static const struct option options[] = {
		{ "control", required_argument, NULL, 'c' },
		{ "format", required_argument, NULL, 'f' },
		{ "journal", required_argument, NULL, 'j' },
		{ "journal-folder", required_argument, NULL, 'J' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 'c':
			w->control = optarg;
			break;
		case 'f':
			if (!read_format(w, optarg))
				return wrong("--format: no such format: ",
					     optarg);
			break;
		case 'j':
			if (w->units_n == UNITS_MAX)
				return wrong("too many --journal", "");
			w->units[w->units_n++] = optarg;
			break;
		case 'J':
			w->folder = optarg;
			break;
		case 'n':
			w->print = true;
			break;
		case 'v':
			printf("smtp-tarpit-feed %s\n", VERSION);
			return STATUS_OK;
		case 'h':
			usage(stdout);
			return STATUS_OK;
		default:
			return STATUS_USAGE;
		}
	}
	return read_rest(w, argv + optind, argc - optind);
}

static bool open_all(struct feed *f, const struct wish *w)
{
	char error[FOLLOW_ERROR_MAX] = "out of memory";
	uint64_t key[2];

	if (getrandom(key, sizeof(key), 0) != sizeof(key)) {
		feed_say("error: no random bytes: %s", strerror(errno));
		return false;
	}
	f->reader = reader_new(w->format, key);
	if (f->reader && w->files_n)
		f->follow = follow_open(w->files, w->files_n, error);
	if (f->reader && w->units_n && (f->follow || !w->files_n))
		f->journal = journal_open(w->folder, w->units, w->units_n,
					  error);
	if (f->reader && !f->follow == !w->files_n &&
	    !f->journal == !w->units_n)
		return true;
	feed_say("error: %s", error);
	return false;
}

int main(int argc, char **argv)
{
	static struct feed f = { .input = -1 };
	struct wish w = { .control = CONTROL_DEFAULT };
	int status = parse(&w, argc, argv);

	if (status >= 0)
		return status;
	signal(SIGPIPE, SIG_IGN);
	link_init(&f.link, w.control);
	f.input = w.input ? STDIN_FILENO : -1;
	f.print = w.print;
	status = open_all(&f, &w) ? serve(&f) : STATUS_FAILED;
	follow_close(f.follow);
	journal_close(f.journal);
	link_fini(&f.link);
	reader_free(f.reader);
	return status;
}
