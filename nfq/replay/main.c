// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit-replay: what would the tarpit have done?
 *
 * Owns the command line, the progress bar and exit statuses:
 *	0	all was read and replayed
 *	1	a capture is damaged or cannot be read, or output not written;
 *		what could be read is reported
 *	2	the command line is wrong; nothing was done
 */
#include "conf/profile.h"
#include "core/trace.h"
#include "feed.h"
#include "plot.h"
#include "report.h"
#include "tls.h"
#include "write.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

#define BACKLOG_MIB		64
#define BACKLOG_MIB_MAX		65536
#define CELLS_PER_MIB		(1048576 / BACKLOG_CELL_BYTES)
#define TOP			20
#define BAR_WIDTH		40

enum { EXIT_PARTLY = 1, EXIT_USAGE = 2 };

/**
 * struct replay - What the command line asks for
 * @trace_to:	Where --trace prints; NULL without it
 * @start_ns:	Set at the first event or packet: trace times count from it
 * @bar:	Draw a progress bar
 * @profile, @tls: What inside TLS is told by, with --tls-profile
 */
struct replay {
	struct feed_conf conf;
	const struct feed *feed;
	bool json, trace, sources;
	const char *write_path, *plot_path;
	struct write *write;
	FILE *trace_to;
	bool bar, bar_shown;
	const char *profile_path;
	struct sizes_profile profile;
	struct tls *tls;
	struct feed_file *files;
	uint32_t files_n;
};

/* --- options of this program alone; the tarpit's are in options.c */

static bool set_json(struct replay *r, const char *value)
{
	(void)value;
	return r->json = true;
}

static bool set_trace(struct replay *r, const char *value)
{
	(void)value;
	return r->trace = true;
}

static bool set_sources(struct replay *r, const char *value)
{
	(void)value;
	return r->sources = true;
}

static bool set_open_loop(struct replay *r, const char *value)
{
	(void)value;
	return r->conf.open_loop = true;
}

static bool read_number(const char *text, uint32_t most, uint32_t *n)
{
	char *end;
	unsigned long v;

	errno = 0;
	v = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || v > most)
		return false;
	*n = (uint32_t)v;
	return true;
}

static bool set_top(struct replay *r, const char *value)
{
	return read_number(value, FEED_TOP_MAX, &r->conf.top);
}

static bool set_backlog(struct replay *r, const char *value)
{
	uint32_t mib;

	if (!read_number(value, BACKLOG_MIB_MAX, &mib))
		return false;
	r->conf.cells_max = mib * CELLS_PER_MIB;
	return true;
}

static bool set_write(struct replay *r, const char *value)
{
	r->write_path = value;
	return true;
}

static bool set_plot(struct replay *r, const char *value)
{
	r->plot_path = value;
	return true;
}

static bool set_tls_profile(struct replay *r, const char *value)
{
	r->profile_path = value;
	return true;
}

static bool print_help(struct replay *r, const char *value);
static bool print_version(struct replay *r, const char *value);

/* An option with a @unit takes a value. */
static const struct own {
	const char *name, *unit, *range, *help;
	bool (*set)(struct replay *r, const char *value);
} own[] = {
	{ "json", NULL, NULL, "print one JSON object", set_json },
	{ "trace", NULL, NULL, "print a line for each event, as the daemon "
	  "logs it", set_trace },
	{ "sources", NULL, NULL, "print a line for each source, as smtp-tarpit "
	  "status --sources does", set_sources },
	{ "open-loop", NULL, NULL, "leave the clock as captured: clients do not wait",
	  set_open_loop },
	{ "write", "FILE.pcap", NULL, "write what the wire would have carried, as pcap",
	  set_write },
	{ "plot", "FILE.svg|FILE.png", NULL, "draw answers over time, without "
	  "and with the tarpit (gnuplot)", set_plot },
	{ "tls-profile", "FILE", NULL, "say which answers inside TLS refuse, "
	  "by their lengths", set_tls_profile },
	{ "top", "N", "0..1000", "rows of each table (default 20)", set_top },
	{ "backlog", "MIB", "0..65536", "memory for packets that wait for "
	  "their time, before a file is used (default 64)", set_backlog },
	{ "version", NULL, NULL, "print the version", print_version },
	{ "help", NULL, NULL, "print this", print_help },
};

#define OWN_N	(sizeof(own) / sizeof(own[0]))

static bool print_version(struct replay *r, const char *value)
{
	(void)r;
	(void)value;
	puts("smtp-tarpit-replay " VERSION);
	exit(0);
}

static bool print_help(struct replay *r, const char *value)
{
	char name[64];
	size_t i;

	(void)r;
	(void)value;
	puts("Usage: smtp-tarpit-replay [OPTION...] CAPTURE...\n\n"
	     "What would the tarpit have done?  Replays captures (pcap, pcapng;"
	     " \"-\" is\nstandard input) in virtual time.  Several --interval"
	     " are compared.\n");
	for (i = 0; i < OWN_N; i++) {
		snprintf(name, sizeof(name), "  --%s%s%s", own[i].name,
			 own[i].unit ? " " : "", own[i].unit ? own[i].unit : "");
		options_item(stdout, 29, name, own[i].help);
	}
	putchar('\n');
	options_help(stdout, OPTIONS_REPLAY);
	exit(0);
}

static void complain(const char *what)
{
	fprintf(stderr, "smtp-tarpit-replay: %s\n", what);
}

/* Is @arg "--name" or "--name=value"?  The value's place, or its end. */
static const char *match(const char *arg, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(arg, "--", 2) || strncmp(arg + 2, name, n))
		return NULL;
	arg += 2 + n;
	return *arg == '=' || !*arg ? arg : NULL;
}

/* Return: 1 taken, 0 not ours, -1 wrong. */
static int take_own(struct replay *r, char *const *argv, int *i)
{
	const char *value;
	size_t k;

	for (k = 0; k < OWN_N; k++) {
		value = match(argv[*i], own[k].name);
		if (value)
			break;
	}
	if (k == OWN_N)
		return 0;
	if (own[k].unit && !*value)
		value = argv[++*i];
	else if (own[k].unit)
		value++;
	if (!value || (!own[k].unit && *value)) {
		fprintf(stderr, "smtp-tarpit-replay: --%s %s\n", own[k].name,
			value ? "takes no value" : "needs a value");
		return -1;
	}
	if (!own[k].set(r, value)) {
		fprintf(stderr, "smtp-tarpit-replay: --%s: `%s' is not in the range %s\n",
			own[k].name, value, own[k].range);
		return -1;
	}
	(*i)++;
	return 1;
}

/* Each --interval is a run. */
static bool add_interval(struct replay *r)
{
	if (r->conf.runs_n == FEED_RUNS_MAX) {
		complain("more than 16 --interval were given");
		return false;
	}
	r->conf.interval_ns[r->conf.runs_n++] =
		r->conf.settings.engine.interval_ns;
	return true;
}

static bool take_option(struct replay *r, char *const *argv, int *i)
{
	const char *arg = argv[*i];
	char error[OPTIONS_ERROR_MAX];
	int taken = take_own(r, argv, i);

	if (taken)
		return taken > 0;
	switch (options_parse_one(&r->conf.settings, OPTIONS_REPLAY, argv, i,
				  error)) {
	case OPTIONS_TAKEN:
		return !match(arg, "interval") || add_interval(r);
	case OPTIONS_OTHER:
		options_unknown(OPTIONS_REPLAY, arg, error);
		break;
	case OPTIONS_WRONG:
		break;
	}
	complain(error);
	return false;
}

static bool check_together(struct replay *r)
{
	char error[CAPTURE_ERROR_MAX], profile_error[PROFILE_ERROR_MAX];

	if (!r->files_n) {
		complain("no capture was named: see --help");
		return false;
	}
	if (r->conf.runs_n > 1 && (r->write_path || r->trace)) {
		complain("--write and --trace need a single --interval");
		return false;
	}
	if (r->profile_path && r->json) {
		complain("--tls-profile and --json cannot be used together");
		return false;
	}
	if (r->conf.settings.engine.tls_sizes && !r->profile_path) {
		complain("--tls-sizes needs --tls-profile");
		return false;
	}
	if (r->profile_path &&
	    !profile_read(r->profile_path, &r->profile, profile_error)) {
		fprintf(stderr, "smtp-tarpit-replay: %s: %s\n",
			r->profile_path, profile_error);
		return false;
	}
	if (r->plot_path && !plot_check(r->plot_path, error)) {
		fprintf(stderr, "smtp-tarpit-replay: %s: %s\n", r->plot_path,
			error);
		return false;
	}
	return true;
}

static bool parse(struct replay *r, char *const *argv)
{
	bool options = true;
	int i = 1;

	options_defaults(&r->conf.settings);
	r->conf.cells_max = BACKLOG_MIB * CELLS_PER_MIB;
	r->conf.top = TOP;
	while (argv[i]) {
		if (options && !strcmp(argv[i], "--")) {
			options = false;
			i++;
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			if (!take_option(r, argv, &i))
				return false;
		} else {
			r->files[r->files_n++].path = argv[i++];
		}
	}
	if (!r->conf.runs_n && !add_interval(r))
		return false;
	r->conf.settings.engine.interval_ns = r->conf.interval_ns[0];
	return check_together(r);
}

/* --- what happens meanwhile */

static void on_packet(void *ctx, uint64_t now_ns, const uint8_t *bytes,
		      size_t len_bytes)
{
	struct replay *r = ctx;

	write_packet(r->write, now_ns, bytes, len_bytes);
}

static void on_event(void *ctx, uint64_t now_ns, const struct event *event)
{
	struct replay *r = ctx;
	char line[TRACE_LINE_MAX];

	if (!trace_is_logged(event))
		return;
	trace_line(line, now_ns - r->feed->start_ns, event);
	fprintf(r->trace_to, "%s\n", line);
}

static void on_segment(void *ctx, const struct segment *seg, bool from_client)
{
	struct replay *r = ctx;

	tls_take(r->tls, seg, from_client);
}

static void on_progress(void *ctx, const struct capture *c)
{
	struct replay *r = ctx;
	double done = capture_done(c);
	int filled = (int)(done * BAR_WIDTH);

	r->bar_shown = true;
	if (done < 0) {
		fprintf(stderr, "\r%" PRIu64 " packets", capture_frames(c));
		return;
	}
	if (filled > BAR_WIDTH)
		filled = BAR_WIDTH;
	fprintf(stderr, "\r[%.*s%*s] %3.0f %%", filled,
		"========================================",
		BAR_WIDTH - filled, "", done * 100);
}

static void clear_bar(struct replay *r)
{
	if (r->bar_shown)
		fprintf(stderr, "\r%*s\r", BAR_WIDTH + 10, "");
	r->bar_shown = false;
}

/* --- the replay */

static void on_interrupt(int signal_number)
{
	(void)signal_number;
}

/*
 * "tcpdump -w - | smtp-tarpit-replay -": ^C ends tcpdump, and the report comes
 * at the end of its output.  A second one ends this program too.
 */
static void survive_interrupt(const struct replay *r)
{
	struct sigaction action = { .sa_handler = on_interrupt,
				    .sa_flags = SA_RESTART | SA_RESETHAND };
	uint32_t i;

	for (i = 0; i < r->files_n; i++)
		if (!strcmp(r->files[i].path, "-"))
			sigaction(SIGINT, &action, NULL);
}

static bool read_files(struct replay *r, struct feed *f)
{
	bool good = true;
	uint32_t i;

	survive_interrupt(r);
	for (i = 0; i < r->files_n; i++) {
		if (feed_file(f, &r->files[i]))
			continue;
		clear_bar(r);
		if (r->files[i].error[0])
			fprintf(stderr, "smtp-tarpit-replay: %s: %s\n",
				r->files[i].path, r->files[i].error);
		good = false;
	}
	clear_bar(r);
	feed_finish(f);
	if (f->error)
		complain(f->error);
	return good && !f->error;
}

static bool open_write(struct replay *r)
{
	char error[CAPTURE_ERROR_MAX];

	if (!r->write_path)
		return true;
	r->write = write_open(r->write_path, error);
	if (r->write) {
		r->conf.on_packet = on_packet;
		r->conf.whole_packets = true;
		return true;
	}
	fprintf(stderr, "smtp-tarpit-replay: %s: %s\n", r->write_path, error);
	return false;
}

static bool print_source(void *ctx, const struct source_info *info)
{
	const struct feed *f = ctx;
	char line[TRACE_LINE_MAX];

	trace_source(line, model_total(f->models[0])->outcome.last_ns, info);
	puts(line);
	return true;
}

/* Where no capture could be read, nothing is said of what is in it. */
static bool finish_output(struct replay *r, const struct feed *f, bool all_read)
{
	char error[CAPTURE_ERROR_MAX];
	bool good = true;

	if (r->write && !write_close(r->write)) {
		fprintf(stderr, "smtp-tarpit-replay: %s: not all of it could "
			"be written\n", r->write_path);
		good = false;
	}
	if (r->plot_path && !plot_draw(r->plot_path, f, error)) {
		fprintf(stderr, "smtp-tarpit-replay: %s: %s\n", r->plot_path,
			error);
		good = false;
	}
	if (r->sources && f->models[0])
		engine_source_each(model_engine(f->models[0]), print_source,
				   (void *)(uintptr_t)f);
	if (r->json)
		report_json(stdout, f, r->files, r->files_n);
	else if (all_read || f->segments)
		report_table(stdout, f);
	if (r->tls)
		tls_report(r->tls, stdout);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write standard output");
		good = false;
	}
	return good;
}

static bool open_tls(struct replay *r)
{
	const struct engine_conf *e = &r->conf.settings.engine;

	if (!r->profile_path)
		return true;
	r->conf.on_segment = on_segment;
	r->conf.settings.engine.tls_profile = r->profile;
	r->tls = tls_new(&r->profile, e->key, e->max_flows,
			 r->trace ? r->trace_to : NULL);
	return r->tls;
}

static bool replay(struct replay *r)
{
	struct feed *f;
	bool good;

	if (!open_write(r))
		return false;
	if (r->trace) {
		r->trace_to = r->json ? stderr : stdout;
		setvbuf(r->trace_to, NULL, _IOLBF, 0);	/* it may be live */
		r->conf.on_event = on_event;
	}
	if (isatty(STDERR_FILENO) && !(r->trace && isatty(STDOUT_FILENO)))
		r->conf.on_progress = on_progress;
	r->conf.ctx = r;
	f = open_tls(r) ? feed_new(&r->conf) : NULL;
	if (!f) {
		complain("out of memory");
		return false;
	}
	r->feed = f;
	good = read_files(r, f);
	good = finish_output(r, f, good) && good;
	feed_free(f);
	tls_free(r->tls);
	return good;
}

int main(int argc, char **argv)
{
	struct replay *r = calloc(1, sizeof(*r));
	int status = EXIT_USAGE;

	if (r)
		r->files = calloc((size_t)argc, sizeof(*r->files));
	if (!r || !r->files) {
		complain("out of memory");
		free(r);
		return EXIT_PARTLY;
	}
	if (parse(r, argv))
		status = replay(r) ? 0 : EXIT_PARTLY;
	free(r->files);
	free(r);
	return status;
}
