// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - smtp-tarpit-probe: how long are a server's answers inside TLS?
 *
 * Owns the command line, the report and exit statuses:
 *	0	a profile was written, and a refusal can be told by its length
 *	1	the server could not be asked, or no refusal can be told
 *	2	the command line is wrong; nothing was done
 */
#include "ask.h"
#include "conf/profile.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

#define TIMEOUT_S	60

enum { EXIT_PARTLY = 1, EXIT_USAGE = 2 };

/**
 * struct probe - What the command line asks for
 */
struct probe {
	struct ask_conf ask;
	const char *out;
	char host[256], port[16];
};

static int complain(const char *what, const char *about)
{
	fprintf(stderr, "smtp-tarpit-probe: %s%s%s\n", about, *about ? ": " : "",
		what);
	return EXIT_USAGE;
}

static void print_help(void)
{
	puts("Usage: smtp-tarpit-probe SERVER[:PORT] --valid ADDR [OPTION...]\n\n"
	     "Ask a mail server inside TLS how long its answers are, and write a"
	     " profile\nby which refusals can be told without reading them.\n\n"
	     "  --valid ADDR     a recipient that the server knows; two or more of\n"
	     "                   different lengths tell more\n"
	     "  --deferred ADDR  a recipient that the server defers (4xx)\n"
	     "  --user NAME      a user whose password is guessed wrongly, too\n"
	     "  --ehlo NAME      how to greet (default probe.invalid)\n"
	     "  --out FILE       write the profile there (default: standard output)\n"
	     "  --version        print the version\n"
	     "  --help           print this");
}

/* "HOST", "HOST:PORT", "ADDR6", "[ADDR6]:PORT" */
static bool read_server(struct probe *p, const char *text)
{
	const char *host = text, *port = NULL, *end = text + strlen(text);

	if (*text == '[') {
		host++;
		end = strchr(host, ']');
		if (!end || (end[1] && end[1] != ':'))
			return false;
		port = end[1] ? end + 2 : NULL;
	} else if (strchr(text, ':') == strrchr(text, ':') &&
		   strchr(text, ':')) {
		end = strchr(text, ':');
		port = end + 1;
	}
	if (end == host || (port && !*port))
		return false;
	return snprintf(p->host, sizeof(p->host), "%.*s", (int)(end - host),
			host) < (int)sizeof(p->host) &&
	       snprintf(p->port, sizeof(p->port), "%s", port ? port : "25") <
			(int)sizeof(p->port);
}

/* What goes into a command must not end it. */
static bool is_word(const char *text)
{
	return *text && strlen(text) <= 200 &&
	       text[strspn(text, "!#$%&'*+-./0123456789=?@"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`"
			   "abcdefghijklmnopqrstuvwxyz{|}~:[]")] == '\0';
}

/* Return: 0, or an exit status */
static int take_address(const char **list, size_t *n, const char *address)
{
	const char *at = strrchr(address, '@');

	if (!at || at == address || !at[1])
		return complain("not an address", address);
	if (*n == VALID_MAX)
		return complain("more addresses than can be asked for", address);
	list[(*n)++] = address;
	return 0;
}

/* Return: 0, or an exit status */
static int take_value(struct probe *p, const char *name, const char *value)
{
	struct ask_conf *ask = &p->ask;

	if (!strcmp(name, "--out")) {
		p->out = value;
		return 0;
	}
	if (!is_word(value))
		return complain("this cannot be written in SMTP", value);
	if (!strcmp(name, "--valid"))
		return take_address(ask->valid, &ask->valid_n, value);
	if (!strcmp(name, "--deferred"))
		return take_address(ask->deferred, &ask->deferred_n, value);
	if (!strcmp(name, "--ehlo")) {
		ask->session.ehlo = value;
		return 0;
	}
	if (strlen(value) > LOCAL_PART_MAX)
		return complain("too long", value);
	ask->user = value;
	return 0;
}

static bool has_value(const char *name)
{
	return !strcmp(name, "--out") || !strcmp(name, "--valid") ||
	       !strcmp(name, "--deferred") || !strcmp(name, "--user") ||
	       !strcmp(name, "--ehlo");
}

/* Return: 0, or an exit status */
static int parse(struct probe *p, char **argv)
{
	int status;

	for (argv++; *argv; argv++) {
		if (!strcmp(*argv, "--help")) {
			print_help();
			exit(0);
		}
		if (!strcmp(*argv, "--version")) {
			puts("smtp-tarpit-probe " VERSION);
			exit(0);
		}
		if (has_value(*argv)) {
			if (!argv[1])
				return complain("a value is needed", *argv);
			status = take_value(p, argv[0], argv[1]);
			if (status)
				return status;
			argv++;
		} else if (**argv == '-' || p->host[0]) {
			return complain("unknown option: see --help",
					*argv);
		} else if (!read_server(p, *argv)) {
			return complain("not SERVER[:PORT]", *argv);
		}
	}
	if (!p->host[0])
		return complain("no server was named: see --help", "");
	if (!p->ask.valid_n)
		return complain("name a recipient that the server knows: "
				"--valid ADDR", "");
	return 0;
}

/* --- what came of it */

static void report_rule(const struct sizes_class *c)
{
	char text[32];

	fprintf(stderr, "%-9s ", profile_class_text(c, text, sizeof(text)));
	if (c->rule == SIZES_CONSTANT)
		fprintf(stderr, "%d bytes", (int)c->n);
	else if (c->rule == SIZES_COMMAND)
		fprintf(stderr, "the command and %d bytes", (int)c->n);
	else
		fprintf(stderr, "%d to %d bytes", (int)c->n, (int)c->most);
}

/* Return: how many refused classes can be told */
static uint32_t report(const struct sizes_profile *p)
{
	const struct sizes_class *c;
	uint32_t told = 0;
	char text[32];

	for (c = p->class; c < p->class + p->class_n; c++) {
		if (c->kind != SIZES_REFUSED || c->verb == SIZES_DATA)
			continue;
		report_rule(c);
		told += sizes_can_be_told(c);
		if (sizes_can_be_told(c))
			fprintf(stderr, ": can be told (seen %u times)\n",
				(unsigned int)c->seen);
		else if (c->clash)
			fprintf(stderr, ": cannot be told from %s\n",
				profile_class_text(&p->class[c->clash - 1],
						   text, sizeof(text)));
		else
			fputs(": cannot be told\n", stderr);
	}
	if (!told)
		fputs("no refusal of this server can be told by its length\n",
		      stderr);
	return told;
}

static void write_head(FILE *to, const struct probe *p)
{
	char when[32];
	time_t now = time(NULL);
	struct tm tm;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	fprintf(to, "# %s port %s, asked %s by smtp-tarpit-probe %s\n", p->host,
		p->port, when, VERSION);
}

/* Whoever reads it meanwhile has the old one, or the new one as a whole. */
static bool write_file(const struct probe *p, const struct sizes_profile *profile)
{
	char next[4096];
	FILE *file;
	bool good;

	if (!p->out) {
		write_head(stdout, p);
		profile_write(stdout, profile);
		return !fflush(stdout) && !ferror(stdout);
	}
	if (snprintf(next, sizeof(next), "%s.new", p->out) >= (int)sizeof(next))
		return false;
	file = fopen(next, "we");
	if (!file)
		return false;
	write_head(file, p);
	profile_write(file, profile);
	good = !fflush(file) && !ferror(file);
	good = !fclose(file) && good && !rename(next, p->out);
	if (!good)
		unlink(next);
	return good;
}

static int run(struct probe *p)
{
	static struct samples samples;
	static struct sizes_profile profile;
	char error[SESSION_ERROR_MAX] = "";
	uint32_t told;

	p->ask.session.host = p->host;
	p->ask.session.port = p->port;
	if (!ask_all(&p->ask, &samples, error)) {
		complain(error, p->host);
		return EXIT_PARTLY;
	}
	if (*error)
		fprintf(stderr, "the server did not answer everything: %s\n", error);
	learn_profile(&samples, &profile);
	told = report(&profile);
	if (!write_file(p, &profile)) {
		complain("cannot be written", p->out ? p->out :
			 "standard output");
		return EXIT_PARTLY;
	}
	return told ? 0 : EXIT_PARTLY;
}

int main(int argc, char **argv)
{
	struct probe p = {
		.ask = {
			.session = { .ehlo = "probe.invalid",
				     .timeout_s = TIMEOUT_S },
			.seed = (uint32_t)time(NULL) ^ (uint32_t)getpid() << 16
		}
	};
	int status;

	(void)argc;
	status = parse(&p, argv);
	return status ? status : run(&p);
}
