// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conf.c - the configuration file
 *
 * Owns the file's form (libconfuse's); what keys there are and what they may
 * be is the table in options.c.  Promises that a bad file changes nothing, and
 * that its first error is told with file and line.
 *
 * Text is given to libconfuse from memory: its scanner ends the program when
 * it cannot read.  Comments are blanked before: it counts two lines for each, so
 * that errors behind them would be told with wrong ones.
 */
#include "conf.h"

#include <confuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

#define FILE_MAX_BYTES	(1024 * 1024)
#define ROWS_MAX	128
#define VALUE_MAX	16384

/* libconfuse's callbacks have no argument for the caller. */
static struct {
	struct settings settings;
	char *error;
	bool failed;
} parse;

static void describe(cfg_t *cfg, const char *text)
{
	if (!parse.failed)
		snprintf(parse.error, OPTIONS_ERROR_MAX, "%s:%d: %.400s",
			 cfg->filename ? cfg->filename : "?", cfg->line, text);
	parse.failed = true;
}

/* libconfuse found an error; of an unknown key we can say more than it does. */
static void on_error(cfg_t *cfg, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[OPTIONS_ERROR_MAX], key[64];

	if (!strcmp(format, "no such option '%s'")) {
		snprintf(key, sizeof(key), "%.60s", va_arg(args, const char *));
		options_set(&parse.settings, OPTIONS_ALL, key, "", text);
	} else {
		vsnprintf(text, sizeof(text), format, args);
	}
	describe(cfg, text);
}

/* Called when a value was read, of a list each time that one was. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt)
{
	char value[VALUE_MAX] = "", error[OPTIONS_ERROR_MAX];
	unsigned int i, n = cfg_opt_size(opt);
	size_t used = 0;

	for (i = 0; i < n && used < sizeof(value); i++)
		used += (size_t)snprintf(value + used, sizeof(value) - used,
					 "%s%s", i ? "," : "",
					 cfg_opt_getnstr(opt, i));
	if (used >= sizeof(value)) {
		describe(cfg, "value is too long");
		return -1;
	}
	if (options_set(&parse.settings, OPTIONS_ALL, opt->name, value, error))
		return 0;
	describe(cfg, error);
	return -1;
}

static void make_options(cfg_opt_t *opts)
{
	static const cfg_opt_t end = CFG_END();
	struct option_row row;
	size_t i;

	for (i = 0; i + 1 < ROWS_MAX && options_each(i, &row); i++) {
		const cfg_opt_t one = CFG_STR(row.key, NULL, CFGF_NODEFAULT);
		const cfg_opt_t list = CFG_STR_LIST(row.key, NULL,
						    CFGF_NODEFAULT);

		opts[i] = row.list ? list : one;
		opts[i].validcb = on_value;
	}
	opts[i] = end;
}

/* Return: how many bytes a quoted string or a comment at @text has; 0: none */
static size_t span(const char *text, bool in_word)
{
	const char *c = text, *end;

	if (*c == '"' || *c == '\'') {
		for (c++; *c && *c != *text; c++)
			if (*c == '\\' && c[1])
				c++;
		return (size_t)(c - text) + (*c != '\0');
	}
	if (*c == '#' || (!in_word && c[0] == '/' && c[1] == '/'))
		return strcspn(c, "\n");
	if (in_word || c[0] != '/' || c[1] != '*')
		return 0;
	end = strstr(c + 2, "*/");
	return end ? (size_t)(end + 2 - c) : strlen(c);
}

/* Where the scanner begins words and comments, see libconfuse's lexer.l. */
static void blank_comments(char *text)
{
	static const char no_word[] = " #\"'\t\n\r={}()+,*";
	bool in_word = false, quoted;
	size_t i, n;

	for (; *text; text += n) {
		n = span(text, in_word);
		quoted = *text == '"' || *text == '\'';
		for (i = 0; i < n && !quoted; i++)
			if (text[i] != '\n')
				text[i] = ' ';
		in_word = !n && !strchr(no_word, *text);
		n += !n;
	}
}

/* As conf_parse(), of a text that ends with a NUL and may be changed. */
static bool parse_text(struct settings *s, char *text, const char *name,
		       char *error)
{
	cfg_opt_t opts[ROWS_MAX];
	FILE *f;
	cfg_t *cfg;

	blank_comments(text);
	parse.settings = *s;
	parse.error = error;
	parse.failed = false;
	make_options(opts);
	cfg = cfg_init(opts, CFGF_NONE);
	f = fmemopen(text, strlen(text), "r");
	if (!cfg || !f) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: out of memory", name);
		parse.failed = true;
	} else {
		cfg->filename = strdup(name);
		cfg_set_error_function(cfg, on_error);
		if (cfg_parse_fp(cfg, f) != CFG_SUCCESS && !parse.failed)
			describe(cfg, "cannot be parsed");
	}
	if (cfg)
		cfg_free(cfg);
	if (f)
		fclose(f);
	parse.error = NULL;
	if (!parse.failed)
		*s = parse.settings;
	return !parse.failed;
}

bool conf_parse(struct settings *s, const char *text, size_t length_bytes,
		const char *name, char *error)
{
	char *copy;
	bool ok;

	if (length_bytes == 0)
		return true;
	if (memchr(text, '\0', length_bytes)) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: has a NUL byte in it",
			 name);
		return false;
	}
	copy = strndup(text, length_bytes);
	if (!copy) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: out of memory", name);
		return false;
	}
	ok = parse_text(s, copy, name, error);
	free(copy);
	return ok;
}

/* Return: the file's text, for free(); NULL with @error filled */
static char *read_file(const char *path, size_t *length, char *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: %s", path,
			 strerror(errno));
	} else if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX_BYTES) {
		snprintf(error, OPTIONS_ERROR_MAX,
			 "%s: is no regular file of at most %d bytes", path,
			 FILE_MAX_BYTES);
	} else if (!(text = malloc((size_t)st.st_size + 1))) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: out of memory", path);
	} else if ((n = read(fd, text, (size_t)st.st_size)) < 0) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: %s", path,
			 strerror(errno));
		free(text);
		text = NULL;
	} else {
		*length = (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

bool conf_read(struct settings *s, const char *path, char *error)
{
	size_t length = 0;
	char *text = read_file(path, &length, error);
	bool ok = text && conf_parse(s, text, length, path, error);

	free(text);
	return ok;
}

/* `key = value` of all settings, such that it can be read again. */
static void print_settings(const struct settings *s)
{
	static char text[OPTIONS_TEXT_MAX];
	struct option_row row;
	size_t i;

	for (i = 0; options_each(i, &row); i++) {
		options_get(s, row.key, text);
		printf("%s = \"%s\"\n", row.key, text);
	}
}

/*
 * What is right for the daemon, and smtp-tarpit-rules refuses to install; see
 * check_together() there.  Return: why, NULL if nothing is
 */
static const char *rules_refuse(const struct settings *s)
{
	bool some = s->servers_n || *s->in_interface;

	if (s->backend == BACKEND_NFT && s->iptables)
		return "iptables has no meaning with backend = nft";
	if (s->backend == BACKEND_NFT && s->position == POSITION_FIRST)
		return "position = first has no meaning with backend = nft";
	if (s->mode == MODE_HOST && (*s->in_interface || s->any_server))
		return "in-interface and any-server have no meaning with mode = host";
	if (s->any_server && some)
		return "any-server contradicts server and in-interface";
	if (s->mode == MODE_ROUTER && !s->any_server && !some)
		return "a router needs server, in-interface or any-server";
	return NULL;
}

int conf_main(int argc, char **argv)
{
	const char *path = CONF_DEFAULT, *refused;
	char error[OPTIONS_ERROR_MAX];
	static struct settings s;
	bool print = false;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			printf("usage: smtp-tarpit check-config [--print] [FILE]\n\nFILE is %s by default.\n",
			       CONF_DEFAULT);
			return STATUS_OK;
		}
		if (!strcmp(argv[i], "--print"))
			print = true;
		else
			path = argv[i];
	}
	options_defaults(&s);
	if (!conf_read(&s, path, error)) {
		fprintf(stderr, "smtp-tarpit: error: %s\n", error);
		return STATUS_USAGE;
	}
	refused = rules_refuse(&s);
	if (refused)
		fprintf(stderr, "smtp-tarpit: warning: %s: smtp-tarpit-rules refuses it: %s\n",
			path, refused);
	if (print)
		print_settings(&s);
	else
		printf("%s: ok\n", path);
	return STATUS_OK;
}
