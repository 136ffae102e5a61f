// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - a picture of what a harvester learnt, without and with the tarpit
 *
 * Owns the gnuplot script and its data.  gnuplot is run, never linked; it gets
 * the script on its standard input, the picture's name as data, not as code.
 */
#include "plot.h"
#include "report.h"

#include <errno.h>
#include <spawn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEAST_S		0.001	/* where a logarithmic axis begins at the earliest */
#define INK		"#7d7d7d"	/* is read on white and on black */

extern char **environ;

static bool ends_in(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);

	return n > m && !strcmp(path + n - m, suffix);
}

bool plot_check(const char *path, char *error)
{
	if (ends_in(path, ".svg") || ends_in(path, ".png"))
		return true;
	snprintf(error, CAPTURE_ERROR_MAX, "name must end in .svg or .png");
	return false;
}

static double seconds_of(const struct feed *f, uint64_t at_ns)
{
	double s = (double)(at_ns - f->start_ns) / (double)NS_PER_S;

	return s < LEAST_S ? LEAST_S : s;
}

static void print_points(FILE *out, const struct feed *f, const char *name,
			 const struct curve *c)
{
	uint32_t i;

	fprintf(out, "$%s << end\n", name);
	if (c->n)
		fprintf(out, "%g 0\n", seconds_of(f, c->time_ns[0]));
	for (i = 0; i < c->n; i++)
		fprintf(out, "%.3f %llu\n", seconds_of(f, c->time_ns[i]),
			(unsigned long long)c->count[i]);
	fprintf(out, "%.3f %llu\nend\n", seconds_of(f, c->last_ns),
		(unsigned long long)c->total);
}

/*
 * The power of ten at which the axis of time begins: well before the first
 * answer, so that no curve lies on the other axis.
 */
static double axis_start(const struct feed *f)
{
	double first = f->learnt.n ? seconds_of(f, f->learnt.time_ns[0]) : 1;
	double start = LEAST_S;

	while (start < 1 && start * 20 < first)
		start *= 10;
	return start;
}

/* Both axes' ends, with some room above the curves. */
static void print_axes(FILE *out, const struct feed *f)
{
	static const struct {
		double s;
		const char *name;
	} tics[] = {
		{ 0.001, "1 ms" }, { 0.01, "10 ms" }, { 0.1, "0.1 s" }, 
		{ 1, "1 s" }, { 10, "10 s" }, { 60, "1 min" }, { 600, "10 min" }, { 3600, "1 h" }, { 36000, "10 h" },
		{ 86400, "1 d" }, { 864000, "10 d" }, { 8640000, "100 d" },
	};
	double last = seconds_of(f, f->learnt.last_ns), end;
	uint64_t most = f->learnt.total;
	uint32_t i;

	for (i = 0; i < f->conf.runs_n; i++) {
		end = seconds_of(f, model_total(f->models[i])->learnt.last_ns);
		if (end > last)
			last = end;
	}
	fprintf(out, "set logscale x\nset xrange [%g:%g]\n",
		axis_start(f), last * 2);
	fprintf(out, "set yrange [0:%g]\nset xtics (", (double)most * 1.1 + 1);
	for (i = 0; i < sizeof(tics) / sizeof(tics[0]); i++)
		fprintf(out, "%s\"%s\" %g", i ? ", " : "", tics[i].name,
			tics[i].s);
	fprintf(out, ")\n");
}

/* What the key says of a curve: how many, and when the last. */
static void print_curve(FILE *out, const struct feed *f, const struct curve *c,
			const char *name, const char *colour, const char *how)
{
	char n[REPORT_TEXT_MAX], took[REPORT_TEXT_MAX];

	fprintf(out, "$%s with steps lw 3 lc rgb '%s' title '%s: %s in %s', "
		"'+' using (%.3f):(%llu) every ::::0 with points pt 7 ps 1.2 "
		"lc rgb '%s' notitle", name, colour, how,
		count_text(c->total, n),
		duration_text(c->last_ns - f->start_ns, took),
		seconds_of(f, c->last_ns), (unsigned long long)c->total, colour);
}

/* An SVG has no background: it stands on a page that is light or dark. */
static void print_look(FILE *out, bool svg)
{
	fprintf(out, svg ?
		"set terminal svg size 960,480 font 'sans,14'\n" :
		"set terminal pngcairo size 1200,675 font 'sans,13'\n");
	fprintf(out, "set output system('printf %%s \"$SMTP_TARPIT_PLOT\"')\n"
		"set title \"What a harvester learns, without and with the "
		"tarpit\" font ',16' tc rgb '" INK "'\n"
		"set xlabel \"time since the first packet "
		"(logarithmic)\" tc rgb '" INK "'\n"
		"set ylabel \"addresses asked and answered\" "
		"tc rgb '" INK "'\n"
		"set grid xtics ytics lt 1 lw 0.3 lc rgb '" INK "'\n"
		"set border 3 lc rgb '" INK "'\n"
		"set tics nomirror tc rgb '" INK "'\n"
		"set key tmargin left vertical maxrows 17 reverse Left "
		"tc rgb '" INK "'\nset samples 2\n");
}

static void print_script(FILE *out, const struct feed *f, bool svg)
{
	static const char *const colours[] = {
		"#3f87d6", "#3a9d64", "#a368cf", "#b8860b"
	};
	char name[16], how[48];
	uint32_t i;

	print_look(out, svg);
	print_axes(out, f);
	print_points(out, f, "captured", &f->learnt);
	for (i = 0; i < f->conf.runs_n; i++) {
		snprintf(name, sizeof(name), "run%u", i);
		print_points(out, f, name, &model_total(f->models[i])->learnt);
	}
	fprintf(out, "plot ");
	print_curve(out, f, &f->learnt, "captured", "#d9534f", "as captured");
	for (i = 0; i < f->conf.runs_n; i++) {
		snprintf(name, sizeof(name), "run%u", i);
		snprintf(how, sizeof(how), "with --interval %g",
			 (double)f->conf.interval_ns[i] / (double)NS_PER_S);
		fprintf(out, ", ");
		print_curve(out, f, &model_total(f->models[i])->learnt, name,
			    colours[i % 4], how);
	}
	fprintf(out, "\n");
}

/* Run gnuplot with its standard input from @in. */
static bool run_gnuplot(int in, char *error)
{
	char *argv[] = { (char[]){ "gnuplot" }, NULL };
	posix_spawn_file_actions_t actions;
	int failed, status = 0;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	failed = posix_spawnp(&pid, "gnuplot", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed == ENOENT) {
		snprintf(error, CAPTURE_ERROR_MAX,
			 "gnuplot is needed for --plot and was not found "
			 "(Debian: gnuplot-nox)");
		return false;
	}
	if (failed) {
		snprintf(error, CAPTURE_ERROR_MAX, "cannot run gnuplot: %s",
			 strerror(failed));
		return false;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	snprintf(error, CAPTURE_ERROR_MAX, "gnuplot failed");
	return false;
}

bool plot_draw(const char *path, const struct feed *f, char *error)
{
	FILE *script;
	bool drawn = false;

	if (!f->learnt.total) {
		snprintf(error, CAPTURE_ERROR_MAX,
			 "nothing to draw: no probe was answered");
		return false;
	}
	script = tmpfile();
	if (!script || setenv("SMTP_TARPIT_PLOT", path, 1)) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
		goto out;
	}
	print_script(script, f, ends_in(path, ".svg"));
	if (fflush(script) || lseek(fileno(script), 0, SEEK_SET)) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
		goto out;
	}
	drawn = run_gnuplot(fileno(script), error);
	if (drawn && access(path, R_OK)) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
		drawn = false;
	}
out:
	if (script)
		fclose(script);
	return drawn;
}
