// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conf.c - the configuration file
 *
 * Owns the file's form (libconfuse's); what keys there are and what they may
 * be is the table in options.c.  Promises that a bad file changes nothing, and
 * that its first error is told with file and line.
 *
 * Text is given to libconfuse from memory: its scanner ends the program when
 * it cannot read.  Before, a scanner of ours finds what is wrong with its form,
 * for it can tell where a brace was opened, and blanks comments: libconfuse counts
 * two lines for each, so that errors behind them would be told with wrong ones.
 */
#include "conf.h"

#include <confuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* What the scanner below has let pass, and libconfuse does not take. */
static void on_error(cfg_t *cfg, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[OPTIONS_ERROR_MAX];

	vsnprintf(text, sizeof(text), format, args);
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

/* ---------------------------------------------------------------- the scanner */

/*
 * struct scan - How far the file was read
 * @name:	What the file is called
 * @error:	Filled by the first fault
 * @line:	Where @text is
 * @expect:	What comes next
 * @key, @key_line, @is_list: The setting at hand
 * @open_line:	Where its brace was opened
 * @seen:	Where each key was given, by its place in the table; 0: not yet
 * @notes:	What is right, and perhaps not meant; may be NULL
 */
struct scan {
	const char *name;
	char *text, *error;
	int line, key_line, open_line;
	enum { A_KEY, EQUALS, A_VALUE, AN_ITEM, A_COMMA } expect;
	char key[64];
	bool is_list;
	int seen[ROWS_MAX];
	struct text *notes;
};

static bool fault(struct scan *s, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool fault(struct scan *s, int line, const char *format, ...)
{
	char text[OPTIONS_ERROR_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(s->error, OPTIONS_ERROR_MAX, "%s:%d: %.400s", s->name, line,
		 text);
	return false;
}

/* A word where a key must be. */
static bool scan_key(struct scan *s)
{
	static struct settings defaults;
	char error[OPTIONS_ERROR_MAX];
	struct option_row row;
	size_t i;

	for (i = 0; options_each(i, &row); i++)
		if (!strcmp(row.key, s->key))
			break;
	if (!options_each(i, &row)) {
		options_defaults(&defaults);
		options_set(&defaults, OPTIONS_ALL, s->key, "", error);
		return fault(s, s->line, "%s", error);
	}
	if (s->seen[i] && s->notes)
		text_add(s->notes, "%s:%d: %s is set again: its value in line %d has no effect\n",
			 s->name, s->line, s->key, s->seen[i]);
	s->seen[i] = s->key_line = s->line;
	s->is_list = row.list;
	s->expect = EQUALS;
	return true;
}

/* A word or a string of @n bytes. */
static bool scan_word(struct scan *s, size_t n)
{
	switch (s->expect) {
	case A_KEY:
		snprintf(s->key, sizeof(s->key), "%.*s", (int)n, s->text);
		return scan_key(s);
	case EQUALS:
		return fault(s, s->line, "= was expected after '%s', not '%.*s'",
			     s->key, (int)n, s->text);
	case A_VALUE:
		s->expect = A_KEY;
		return true;
	case AN_ITEM:
		s->expect = A_COMMA;
		return true;
	case A_COMMA:
		break;
	}
	return fault(s, s->line, "%s: a comma is missing before '%.*s'", s->key,
		     (int)n, s->text);
}

/* One of = { } , */
static bool scan_sign(struct scan *s)
{
	static const char *const wanted[] = {
		"a key", "=", "a value", "an item or }", "a comma or }",
	};

	if (s->expect == EQUALS && *s->text == '=') {
		s->expect = A_VALUE;
	} else if (s->expect == A_VALUE && *s->text == '{') {
		s->expect = AN_ITEM;
		s->open_line = s->line;
	} else if (s->expect >= AN_ITEM && *s->text == '}') {
		s->expect = A_KEY;
	} else if (s->expect == A_COMMA && *s->text == ',') {
		s->expect = AN_ITEM;
	} else if (s->expect == A_KEY && *s->text == ',' && s->key_line) {
		return fault(s, s->line, s->is_list ?
			     "%s: write a list in braces: %s = {..., ...}" :
			     "%s: takes one value; write a fraction with a point: %s = 0.5",
			     s->key, s->key);
	} else {
		return fault(s, s->line, "%s was expected%s%s%s, not '%c'",
			     wanted[s->expect],
			     s->expect == A_KEY ? "" : " after '",
			     s->expect == A_KEY ? "" : s->key,
			     s->expect == A_KEY ? "" : "'", *s->text);
	}
	return true;
}

/* A byte that is neither of a word nor a sign. */
static bool bad_byte(struct scan *s)
{
	const unsigned char *at = (const unsigned char *)s->text;

	if (at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf)
		return fault(s, s->line, "a byte-order mark (0xef 0xbb 0xbf) stands here: save the file without it");
	if (at[0] == 0xc2 && at[1] == 0xa0)
		return fault(s, s->line, "a no-break space (0xc2 0xa0) stands here: write a space");
	if (*at > ' ' && *at < 0x7f)
		return fault(s, s->line, "'%c' must stand in quotes", *at);
	return fault(s, s->line, "byte 0x%02x stands here: write it in quotes, or leave it out",
		     *at);
}

/* A string, which ends in its line.  Return: its bytes with quotes, 0: a fault */
static size_t scan_string(struct scan *s)
{
	const char *c;

	for (c = s->text + 1; *c && *c != '\n' && *c != *s->text; c++)
		if (*c == '\\' && c[1] && c[1] != '\n')
			c++;
	if (*c != *s->text) {
		fault(s, s->line, "the quote that is opened here is not closed in its line");
		return 0;
	}
	return scan_word(s, (size_t)(c + 1 - s->text)) ?
	       (size_t)(c + 1 - s->text) : 0;
}

/* Blank a comment.  Return: its bytes, 0: it does not end */
static size_t scan_comment(struct scan *s)
{
	bool one_line = s->text[1] != '*';
	char *end = strstr(s->text + 2, "*/");
	size_t i, n;

	if (*s->text == '#' || one_line) {
		n = strcspn(s->text, "\n");
	} else if (end) {
		n = (size_t)(end + 2 - s->text);
	} else {
		fault(s, s->line, "the comment that is opened here is not closed: end it with */");
		return 0;
	}
	for (i = 0; i < n; i++)
		if (s->text[i] == '\n')
			s->line++;
		else
			s->text[i] = ' ';
	return n;
}

/* The next token or blank.  Return: its bytes, 0: a fault */
static size_t scan_one(struct scan *s)
{
	/* What ends a word, see libconfuse's lexer.l. */
	static const char no_word[] = " #\"'\t\n\r={}()+,*";
	size_t n, i;

	if (strchr(" \t\r\n", *s->text)) {
		s->line += *s->text == '\n';
		return 1;
	}
	if (*s->text == '#' || !strncmp(s->text, "//", 2) ||
	    !strncmp(s->text, "/*", 2))
		return scan_comment(s);
	if (*s->text == '"' || *s->text == '\'')
		return scan_string(s);
	if (strchr("={},", *s->text))
		return scan_sign(s);
	n = strcspn(s->text, no_word);
	for (i = 0; i < n; i++) {
		if ((unsigned char)s->text[i] > ' ' &&
		    (unsigned char)s->text[i] < 0x7f)
			continue;
		s->text += i;
		n = 0;
	}
	if (!n) {
		bad_byte(s);
		return 0;
	}
	return scan_word(s, n) ? n : 0;
}

/* Blank comments and find the first fault in the form. */
static bool scan(struct scan *s)
{
	size_t n;

	for (s->line = 1; *s->text; s->text += n) {
		n = scan_one(s);
		if (!n)
			return false;
	}
	if (s->expect >= AN_ITEM)
		return fault(s, s->open_line, "%s: the brace that is opened here is not closed",
			     s->key);
	if (s->expect != A_KEY)
		return fault(s, s->key_line, "the value of '%s' is missing",
			     s->key);
	return true;
}

/* Settings that are right, and have no effect beside the others. */
static void note_useless(const struct settings *s, const struct scan *file)
{
	static const char *const of_sources[] = {
		"burst", "max-rate", "max-debt", "network4", "network6",
		"network-rate", "server-interval",
	};
	const struct engine_conf *e = &s->engine;
	struct option_row row;
	uint32_t i, j;

	for (i = 0; i < e->port_interval_n; i++)
		if (!settings_has_port(s, e->port_interval[i].port))
			text_add(file->notes, "%s: port-interval has no effect for port %u: port does not name it\n",
				 file->name, e->port_interval[i].port);
	for (i = 0; options_each(i, &row); i++)
		for (j = 0; j < sizeof(of_sources) / sizeof(*of_sources); j++)
			if (file->seen[i] && e->policy == POLICY_REPLY &&
			    !strcmp(row.key, of_sources[j]))
				text_add(file->notes, "%s:%d: %s has no effect with policy = reply\n",
					 file->name, file->seen[i], row.key);
}

/* As conf_parse(), of a text that ends with a NUL and may be changed. */
static bool parse_text(struct settings *s, char *text, const char *name,
		       char *error, struct text *notes)
{
	struct scan file = { .name = name, .text = text, .error = error,
			     .notes = notes };
	cfg_opt_t opts[ROWS_MAX];
	FILE *f;
	cfg_t *cfg;

	if (!scan(&file))
		return false;
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
			describe(cfg, "this is not key = value");
	}
	if (cfg)
		cfg_free(cfg);
	if (f)
		fclose(f);
	parse.error = NULL;
	if (parse.failed)
		return false;
	*s = parse.settings;
	if (notes)
		note_useless(s, &file);
	return true;
}

bool conf_parse(struct settings *s, const char *text, size_t length_bytes,
		const char *name, char *error, struct text *notes)
{
	char *copy;
	bool ok;

	if (length_bytes == 0)
		return true;
	if (memchr(text, '\0', length_bytes)) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: the file has a NUL byte: it must be text",
			 name);
		return false;
	}
	copy = strndup(text, length_bytes);
	if (!copy) {
		snprintf(error, OPTIONS_ERROR_MAX, "%s: out of memory", name);
		return false;
	}
	ok = parse_text(s, copy, name, error, notes);
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
			 "%s: it must be a regular file of at most %d bytes", path,
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

bool conf_read(struct settings *s, const char *path, char *error,
	       struct text *notes)
{
	size_t length = 0;
	char *text = read_file(path, &length, error);
	bool ok = text && conf_parse(s, text, length, path, error, notes);

	free(text);
	return ok;
}
