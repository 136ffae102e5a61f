// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watch.c - smtp-tarpit status --watch: the live screen
 *
 * Owns the terminal while it runs, and gives it back as it was.  Asks the
 * daemon for key=value lines and draws them in place, for 80x24 and more.
 */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "conf/text.h"
#include "core/addr.h"
#include "process/loop.h"
#include "process/status.h"
#include "request.h"

#define PERIOD_MS	500
#define ANSWER_BYTES	(512u * 1024)
#define HELD_ROWS	1000
#define SOURCE_ROWS	50
#define KNOWN_MAX	64
#define BAR_CHARS	20
#define SAMPLES		20	/* rates are of the last 10 s */
#define REST_OF_ROW	54	/* columns of a row besides its first */
#define HEAD_LINES	6
#define FOOT_LINES	4

#define SCREEN_ON	"\033[?1049h\033[?25l"
#define SCREEN_OFF	"\033[?25h\033[?1049l"
#define HOME		"\033[H"
#define REST_OF_LINE	"\033[K"
#define REST_OF_SCREEN	"\033[J"
#define BOLD		"\033[1m"
#define REVERSE		"\033[7m"
#define PLAIN		"\033[0m"

/*
 * struct known - A source as it was when first drawn, to tell how much it has
 * learnt since
 */
struct known {
	char source[64];
	uint64_t since_ns;
	double learnt;
};

/* struct sample - Totals at some moment, to tell rates by */
struct sample {
	uint64_t at_ns;
	double replies_5xx, released;
};

struct watch {
	const char *path;
	struct text status, held, sources, screen;
	int rows, columns, row;
	uint64_t now_ns;
	struct sample samples[SAMPLES];
	unsigned int samples_n;
	struct known known[KNOWN_MAX];
	unsigned int known_n;
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/* ----------------------------------------------------------- the answers */

/* Return: the value of `key=` in @text up to a space or newline; "" if none */
static const char *value(const char *text, const char *key, char *out,
			 size_t size)
{
	size_t n = strlen(key);
	const char *at = text;

	out[0] = '\0';
	while (at && (at = strstr(at, key))) {
		if ((at == text || at[-1] == ' ' || at[-1] == '\n') &&
		    at[n] == '=')
			break;
		at += n;
	}
	if (at)
		snprintf(out, size, "%.*s", (int)strcspn(at + n + 1, " \n"),
			 at + n + 1);
	return out;
}

static double number(const char *text, const char *key)
{
	char out[64];

	return strtod(value(text, key, out, sizeof(out)), NULL);
}

static int fetch(const char *path, const char *request, struct text *t)
{
	char bytes[16384];
	FILE *answer;
	size_t n;
	int status = request_open(path, request, &answer);

	t->used = 0;
	t->full = false;
	if (status)
		return status;
	while ((n = fread(bytes, 1, sizeof(bytes), answer)) > 0)
		text_add_bytes(t, bytes, n);
	fclose(answer);
	text_add_bytes(t, "", 0);
	return STATUS_OK;
}

/* Cut the next line off.  Return: NULL at the end */
static char *next_line(char **rest)
{
	char *line;

	if (!*rest || !**rest)
		return NULL;
	line = strsep(rest, "\n");
	return *line ? line : NULL;
}

/* ------------------------------------------------------------- the screen */

static void put_line(struct watch *w, const char *style, const char *line)
{
	if (w->row >= w->rows)
		return;
	text_add(&w->screen, "%s%s%.*s%s" REST_OF_LINE, w->row ? "\r\n" : "",
		 style, w->columns, line, PLAIN);
	w->row++;
}

static void duration(char *out, size_t size, double seconds)
{
	struct text t = { .max = 64 };

	text_add_duration(&t, (uint64_t)(seconds * 1e9));
	snprintf(out, size, "%s", t.bytes ? t.bytes : "?");
	text_free(&t);
}

/* Remember this moment's totals.  Return: those of SAMPLES ago, or the first */
static struct sample sample(struct watch *w, double replies_5xx,
			    double released)
{
	struct sample now = { w->now_ns, replies_5xx, released };
	struct sample then = w->samples_n < SAMPLES ? w->samples[0] :
			     w->samples[w->samples_n % SAMPLES];

	w->samples[w->samples_n % SAMPLES] = now;
	return w->samples_n++ ? then : now;
}

static double rate(double now, double then, uint64_t time_ns)
{
	return time_ns ? (now - then) / ((double)time_ns / 1e9) : 0;
}

static void draw_title(struct watch *w)
{
	const char *s = w->status.bytes;
	char line[512], up[64], version[64], mode[32], policy[32];

	duration(up, sizeof(up), number(s, "uptime_s"));
	snprintf(line, sizeof(line), "smtp-tarpit %s  %s, policy %s, interval %g s, up %s",
		 value(s, "version", version, sizeof(version)),
		 value(s, "mode", mode, sizeof(mode)),
		 value(s, "policy", policy, sizeof(policy)),
		 number(s, "interval_s"), up);
	put_line(w, REVERSE, line);
}

static void draw_head(struct watch *w)
{
	const char *s = w->status.bytes;
	double total_5xx = number(s, "replies_5xx_total");
	double released = number(s, "released_total");
	struct sample then = sample(w, total_5xx, released);
	uint64_t time_ns = w->now_ns - then.at_ns;
	char line[512], text[64];

	draw_title(w);
	duration(text, sizeof(text), number(s, "longest_s"));
	snprintf(line, sizeof(line), "held      %.0f connection%s, %.0f segment%s, the longest for %s",
		 number(s, "gated_now"), number(s, "gated_now") == 1 ? "" : "s",
		 number(s, "held_now"), number(s, "held_now") == 1 ? "" : "s",
		 text);
	put_line(w, BOLD, line);
	snprintf(line, sizeof(line), "replies   %.0f, of them %.0f 5xx, %.1f a second",
		 number(s, "replies_total"), total_5xx,
		 rate(total_5xx, then.replies_5xx, time_ns));
	put_line(w, "", line);
	duration(text, sizeof(text), number(s, "waited_ms_total") / 1e3);
	snprintf(line, sizeof(line), "released  %.0f, %.1f a second; early %.0f, abandoned %.0f; waited %s",
		 released, rate(released, then.released, time_ns),
		 number(s, "early_total"), number(s, "abandoned_total"), text);
	put_line(w, "", line);
	put_line(w, "", "");
}

static void draw_bar(char *bar, double part)
{
	int i, filled = (int)(part * BAR_CHARS + 0.5);

	for (i = 0; i < BAR_CHARS; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[i] = '\0';
}

static int lines_in(const struct text *t)
{
	const char *at = t->bytes;
	int n = 0;

	while (at && (at = strchr(at, '\n'))) {
		at++;
		n++;
	}
	return n;
}

/* The heading of held replies, which may be more than there is room for. */
static void held_heading(struct watch *w, char *out, size_t size, int most)
{
	double held = number(w->status.bytes, "gated_now");

	if (held > most)
		snprintf(out, size, "FIRST %d OF %.0f HELD", most, held);
	else
		snprintf(out, size, "HELD CLIENT");
}

static void draw_held(struct watch *w, int most)
{
	char client[64], code[16], enhanced[16], bar[BAR_CHARS + 1];
	char line[512], *rest, *copy = strdup(w->held.bytes), *one;
	int first = w->columns - REST_OF_ROW;

	held_heading(w, client, sizeof(client), most);
	snprintf(line, sizeof(line), "%-*s %-10s %4s %7s %7s", first, client,
		 "CODE", "N", "HELD", "LEFT");
	put_line(w, BOLD, line);
	for (rest = copy; most-- > 0 && (one = next_line(&rest)); ) {
		double left = number(one, "left_s");
		double held = number(one, "held_s");

		draw_bar(bar, left + held > 0 ? left / (left + held) : 0);
		snprintf(line, sizeof(line), "%-*.*s %-3s %-6s %4.0f %6.1fs %6.1fs %s%s",
			 first, first,
			 value(one, "client", client, sizeof(client)),
			 strcmp(value(one, "code", code, sizeof(code)), "0") ?
			 code : "-",
			 value(one, "enhanced", enhanced, sizeof(enhanced)),
			 number(one, "replies"), held, left, bar,
			 number(one, "abandoned") > 0 ? " left" :
			 number(one, "detached") > 0 ? " freed" : "");
		put_line(w, "", line);
	}
	free(copy);
}

/* Charged replies that have not reached this source yet. */
static double still_held(struct watch *w, const char *source)
{
	char *copy = strdup(w->held.bytes), *rest = copy, *one;
	char client[64];
	double replies = 0;
	struct addr addr;
	struct net net;

	if (copy && net_parse(source, &net))
		while ((one = next_line(&rest)))
			if (addr_parse(value(one, "client", client,
					     sizeof(client)), &addr) &&
			    net_contains(&net, &addr))
				replies += number(one, "replies");
	free(copy);
	return replies;
}

/* Addresses that a source has learnt in an interval, since it was first seen
 * here; -1 while that is less than an interval ago. */
static double learnt_per_interval(struct watch *w, const char *source,
				  double learnt)
{
	double intervals, interval_s = number(w->status.bytes, "interval_s");
	struct known *k = NULL;
	unsigned int i;

	for (i = 0; i < w->known_n && !k; i++)
		if (!strcmp(w->known[i].source, source))
			k = &w->known[i];
	if (!k && w->known_n < KNOWN_MAX) {
		k = &w->known[w->known_n++];
		snprintf(k->source, sizeof(k->source), "%s", source);
		k->since_ns = w->now_ns;
		k->learnt = learnt;
	}
	if (!k || interval_s <= 0)
		return -1;
	intervals = (double)(w->now_ns - k->since_ns) / 1e9 / interval_s;
	return intervals < 1 ? -1 : (learnt - k->learnt) / intervals;
}

static void draw_sources(struct watch *w, int most)
{
	char source[64], code[16], owes[64], learns[32], line[512];
	char *copy = strdup(w->sources.bytes), *rest, *one;

	int first = w->columns - REST_OF_ROW;

	snprintf(line, sizeof(line), "%-*s %-12s %4s %6s %4s  %s", first,
		 "SOURCE", "OWES", "HELD", "ERRORS", "LAST", "LEARNT/INTERVAL");
	put_line(w, BOLD, line);
	for (rest = copy; most-- > 0 && (one = next_line(&rest)); ) {
		double learnt, per;

		value(one, "source", source, sizeof(source));
		learnt = number(one, "errors") - still_held(w, source);
		per = learnt_per_interval(w, source, learnt);
		snprintf(learns, sizeof(learns), per < 0 ? "-" : "%.2f", per);
		duration(owes, sizeof(owes), number(one, "owes_s"));
		snprintf(line, sizeof(line), "%-*.*s %-12s %4.0f %6.0f %4s  %s%s",
			 first, first, source, owes, number(one, "held"),
			 number(one, "errors"),
			 value(one, "code", code, sizeof(code)), learns,
			 number(one, "network") > 0 ? "  network" : "");
		put_line(w, "", line);
	}
	free(copy);
}

static void draw_foot(struct watch *w)
{
	const char *s = strstr(w->status.bytes, "\nwarning.0=");
	char line[512];

	while (w->row < w->rows - 1)
		put_line(w, "", "");
	if (s)
		snprintf(line, sizeof(line), "warning: %.*s",
			 (int)strcspn(s + 11, "\n"), s + 11);
	else
		snprintf(line, sizeof(line), "q quits");
	put_line(w, REVERSE, line);
}

static void measure(struct watch *w)
{
	struct winsize size;

	w->rows = 24;
	w->columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row >= 10 &&
	    size.ws_col >= REST_OF_ROW + 16) {
		w->rows = size.ws_row;
		w->columns = size.ws_col;
	}
}

static int draw(struct watch *w)
{
	char request[64];
	int status, rows, sources;

	status = fetch(w->path, "status lines", &w->status);
	snprintf(request, sizeof(request), "held %d", HELD_ROWS);
	if (!status)
		status = fetch(w->path, request, &w->held);
	snprintf(request, sizeof(request), "sources %d", SOURCE_ROWS);
	if (!status)
		status = fetch(w->path, request, &w->sources);
	if (status)
		return status;
	w->now_ns = loop_now_ns();
	measure(w);
	w->row = 0;
	w->screen.used = 0;
	text_add(&w->screen, HOME);
	draw_head(w);
	rows = w->rows - HEAD_LINES - FOOT_LINES;
	sources = lines_in(&w->sources);
	if (sources > rows / 3)
		sources = rows / 3;
	draw_held(w, rows - sources);
	put_line(w, "", "");
	draw_sources(w, w->rows - w->row - 2);
	draw_foot(w);
	text_add(&w->screen, REST_OF_SCREEN);
	fwrite(w->screen.bytes, 1, w->screen.used, stdout);
	return fflush(stdout) ? STATUS_FAILED : STATUS_OK;
}

/* Return: true if the user wants to go */
static bool wait_for_key(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	char key;

	if (poll(&p, 1, PERIOD_MS) <= 0)
		return false;
	if (read(STDIN_FILENO, &key, 1) == 1)
		return key == 'q' || key == 'Q' || key == 3;
	usleep(PERIOD_MS * 1000);	/* no keyboard there */
	return false;
}

int watch_screen(const char *path)
{
	static struct watch w = {
		.status = { .max = ANSWER_BYTES },
		.held = { .max = ANSWER_BYTES },
		.sources = { .max = ANSWER_BYTES },
		.screen = { .max = ANSWER_BYTES },
	};
	struct sigaction act = { .sa_handler = on_signal };
	struct termios before, raw;
	bool keys;
	int status;

	if (!isatty(STDOUT_FILENO)) {
		fprintf(stderr, "smtp-tarpit: error: --watch needs a terminal\n");
		return STATUS_USAGE;
	}
	w.path = path;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	keys = tcgetattr(STDIN_FILENO, &before) == 0;
	if (keys) {
		raw = before;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	}
	fputs(SCREEN_ON, stdout);
	do
		status = draw(&w);
	while (!status && !wait_for_key() && !interrupted);
	fputs(SCREEN_OFF, stdout);
	fflush(stdout);
	if (keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return status;
}
