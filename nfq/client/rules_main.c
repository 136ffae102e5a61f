// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_main.c - smtp-tarpit rules-text: what smtp-tarpit-rules installs
 *
 * Owns that script's command line: what it means is said here, with the
 * table of options and the file's one parser, so that the script parses nothing.
 */
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/rules_internal.h"
#include "core/addr.h"
#include "process/status.h"

#define SCRIPT	"smtp-tarpit-rules"
#define SAVED_MAX	(32u * 1024 * 1024)

/*
 * struct cli - What was asked for
 * @program:	Whose errors they are
 * @script:	For the script, which reads what it shall do first
 * @family:	Only of this one; 0: both
 * @joined:	Which lists were given by a flag before: these are added to
 */
struct cli {
	const char *program;
	bool script, dry_run;
	unsigned int family;
	const char *command, *known_command;
	struct addr known;
	bool joined[3];
	struct settings settings;
	char error[OPTIONS_ERROR_MAX];
};

static const char *const commands[] = {
	"install", "remove", "show", "status", "known", NULL
};
static const char *const known_commands[] = {
	"list", "add", "del", "flush", NULL
};

static bool wrong(struct cli *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool wrong(struct cli *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->error, sizeof(c->error), format, args);
	va_end(args);
	return false;
}

static void usage_script(FILE *out)
{
	fprintf(out, "usage: " SCRIPT " COMMAND [OPTION...]\n\n"
		"  install              put the rules in; twice changes nothing\n"
		"  remove               take them out, whichever backend they are in\n"
		"  show                 print them as they are in the kernel\n"
		"  status               print key=value lines; exit 1 if not installed,\n"
		"                       3 if installed but not whole\n"
		"  known [list]         print the known sources and their seconds left\n"
		"  known add ADDR | del ADDR | flush\n\n"
		"  --config FILE        \"key = value\" with the options' names\n"
		"                       (" CONF_DEFAULT ", where it exists)\n"
		"  --dry-run            print what would be given to the kernel\n\n");
	options_help(out, OPTIONS_RULES);
}

static void usage_text(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit rules-text [--family 4|6] [--config FILE] [OPTION...]\n\n"
		"Print what " SCRIPT " install would give to ipset, iptables-restore,\n"
		"ip6tables-restore and nft. With --backend only that of one.\n\n");
	options_help(out, OPTIONS_RULES);
}

/* ------------------------------------------------------------------- words */

static const char *word_in(const char *const *words, const char *word)
{
	while (*words && strcmp(*words, word))
		words++;
	return *words;
}

static bool take_word(struct cli *c, const char *word)
{
	if (!c->command) {
		c->command = word_in(commands, word);
		return c->command || wrong(c, "the first word must be one of: install remove show status known; not '%.100s'",
					   word);
	}
	if (!strcmp(c->command, "known") && !c->known_command) {
		c->known_command = word_in(known_commands, word);
		return c->known_command || wrong(c, "the word after known must be one of: list add del flush; not '%.100s'",
						 word);
	}
	if (!c->known_command || c->known.family ||
	    (strcmp(c->known_command, "add") && strcmp(c->known_command, "del")))
		return wrong(c, "'%.100s' is one word too many (see --help)",
			     word);
	return addr_parse(word, &c->known) ||
	       wrong(c, "known %s: '%.100s' is no address", c->known_command,
		     word);
}

/* Is it this flag, with a value?  Moves @index behind it. */
static const char *flag_value(char *const *argv, int *index, const char *flag)
{
	const char *arg = argv[*index];
	size_t n = strlen(flag);

	if (!strncmp(arg, flag, n) && arg[n] == '=') {
		(*index)++;
		return arg + n + 1;
	}
	if (strcmp(arg, flag) || !argv[*index + 1])
		return NULL;
	*index += 2;
	return argv[*index - 1];
}

/* A list that is given twice by flags is one list. */
static bool join_lists(struct cli *c, const struct settings *before,
		       const char *arg)
{
	static const char *const keys[] = { "server", "in-interface", "trusted" };
	static char old[OPTIONS_TEXT_MAX], text[2 * OPTIONS_TEXT_MAX + 2];
	static char fresh[OPTIONS_TEXT_MAX];
	size_t i, n = strcspn(arg, "=");

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (n != strlen(keys[i]) + 2 ||
		    strncmp(arg + 2, keys[i], n - 2))
			continue;
		options_get(before, keys[i], old);
		options_get(&c->settings, keys[i], fresh);
		if (!c->joined[i] || !strcmp(old, "none") ||
		    !strcmp(fresh, "none")) {
			c->joined[i] = true;
			return true;
		}
		snprintf(text, sizeof(text), "%s,%s", old, fresh);
		return options_set(&c->settings, OPTIONS_RULES, keys[i], text,
				   c->error);
	}
	return true;
}

static bool take_option(struct cli *c, char *const *argv, int *i)
{
	static struct settings before;
	const char *arg = argv[*i];

	before = c->settings;
	switch (options_parse_one(&c->settings, OPTIONS_RULES, argv, i,
				  c->error)) {
	case OPTIONS_TAKEN:
		return join_lists(c, &before, arg);
	case OPTIONS_WRONG:
		return false;
	case OPTIONS_OTHER:
		break;
	}
	options_unknown(OPTIONS_RULES, arg, c->error);
	return false;
}

static bool take_family(struct cli *c, const char *text)
{
	if (strcmp(text, "4") && strcmp(text, "6"))
		return wrong(c, "family: '%.100s' is none of 4|6", text);
	c->family = *text == '4' ? 4 : 6;
	return true;
}

static bool take_argument(struct cli *c, char *const *argv, int *i)
{
	const char *value;

	if (flag_value(argv, i, "--config"))
		return true;	/* it was read before */
	if (!strcmp(argv[*i], "--config"))
		return wrong(c, "--config needs a value: FILE");
	if (!c->script && (value = flag_value(argv, i, "--family")))
		return take_family(c, value);
	if (c->script && !strcmp(argv[*i], "--dry-run")) {
		c->dry_run = true;
		(*i)++;
		return true;
	}
	if (c->script && argv[*i][0] != '-')
		return take_word(c, argv[(*i)++]);
	return take_option(c, argv, i);
}

static bool read_config(struct cli *c, char *const *argv)
{
	const char *path = NULL, *value;
	int i = 0;

	options_defaults(&c->settings);
	while (argv[i]) {
		value = flag_value(argv, &i, "--config");
		if (value)
			path = value;
		else
			i++;
	}
	if (!path && access(CONF_DEFAULT, F_OK) < 0)
		return true;
	return conf_read(&c->settings, path ? path : CONF_DEFAULT, c->error,
			 NULL);
}

/*
 * A file with an error keeps nobody from taking the rules out, or from looking at
 * them: then it is a warning.
 */
static bool parse(struct cli *c, char *const *argv)
{
	char why[OPTIONS_ERROR_MAX] = "";
	bool install;
	int i = 0;

	if (!read_config(c, argv))
		strcpy(why, c->error);
	while (argv[i])
		if (!take_argument(c, argv, &i))
			return false;
	if (c->known_command && !c->known.family &&
	    word_in(&known_commands[1], c->known_command) &&
	    strcmp(c->known_command, "flush"))
		return wrong(c, "known %s: an address is missing",
			     c->known_command);
	install = !c->script || (c->command && !strcmp(c->command, "install"));
	if (*why && install)
		return wrong(c, "%s", why);
	if (*why)
		fprintf(stderr, "%s: warning: %s\n", c->program, why);
	if (install && rules_refused(&c->settings))
		return wrong(c, "%s", rules_refused(&c->settings));
	return true;
}

/* ------------------------------------------------------------------- texts */

static void print_text(const char *head, struct text *t)
{
	printf("# %s\n%s", head, t->bytes ? t->bytes : "");
	text_free(t);
}

/* Return: false if a text is not whole */
static bool print_family(const struct cli *c, unsigned int family)
{
	struct text set = { .max = RULES_TEXT_MAX };
	struct text tables = { .max = RULES_TEXT_MAX };
	char head[64];
	bool whole;

	if (!rules_wanted(&c->settings, family) ||
	    (c->family && c->family != family))
		return true;
	rules_ipset(&c->settings, family, &set);
	rules_iptables(&c->settings, family, &tables);
	whole = !set.full && !tables.full;
	snprintf(head, sizeof(head), c->script ? "set%u" : "ipset restore",
		 family);
	print_text(head, &set);
	snprintf(head, sizeof(head), c->script ? "tables%u" :
		 family == 4 ? "iptables-restore --noflush" :
			       "ip6tables-restore --noflush", family);
	print_text(head, &tables);
	if (!c->script)
		return whole;
	rules_features(&c->settings, family, &tables);
	snprintf(head, sizeof(head), "features%u", family);
	print_text(head, &tables);
	return whole;
}

static bool print_texts(const struct cli *c)
{
	struct text t = { .max = RULES_TEXT_MAX };
	bool whole = true;

	if (c->settings.backend != BACKEND_NFT)
		whole = print_family(c, 4) && print_family(c, 6);
	if (c->settings.backend != BACKEND_IPTABLES &&
	    c->settings.position != POSITION_FIRST) {
		rules_nft(&c->settings, &t);
		whole &= !t.full;
		print_text(c->script ? "nft" : "nft -f -", &t);
	}
	return whole;
}

/* What the script shall do, as variables of a shell. */
static void print_plan(const struct cli *c)
{
	const struct settings *s = &c->settings;
	char text[OPTIONS_TEXT_MAX];
	struct addr addr = c->known;

	printf("# plan\ncommand=%s\ndry_run=%s\n", c->command,
	       c->dry_run ? "yes" : "no");
	options_get(s, "mode", text);
	printf("mode=%s\nqueue_num=%u\n", text, s->queue_num);
	options_get(s, "backend", text);
	printf("backend=%s\n", text);
	options_get(s, "iptables", text);
	printf("iptables=%s\n", text);
	options_get(s, "position", text);
	printf("position=%s\n", text);
	printf("families='%s%s'\n", rules_wanted(s, 4) ? "4 " : "",
	       rules_wanted(s, 6) ? "6" : "");
	printf("servers6=%s\n",
	       rules_has_family(s->servers, s->servers_n, 6) ? "yes" : "no");
	printf("known_command=%s\n",
	       c->known_command ? c->known_command : "list");
	if (!addr.family)
		return;
	addr_mask(&addr, addr.family == 4 ? s->engine.prefix4_bits :
					    s->engine.prefix6_bits);
	printf("known_family=%u\nknown_address=%s\n", addr.family,
	       addr_text(&c->known, text));
	printf("known_first=%s\n", addr_text(&addr, text));
}

/* ------------------------------------------------- what the script's tools say */

static bool read_file(const char *path, struct text *t)
{
	FILE *f = fopen(path, "re");
	char bytes[4096];
	size_t n;

	t->max = SAVED_MAX;
	if (!f)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		text_add_bytes(t, bytes, n);
	fclose(f);
	if (!t->bytes)
		text_add_bytes(t, "", 0);
	return t->bytes && !t->full;
}

/*
 * "--merge SAVED WANTED", "--saved4 SAVED", "--saved6 SAVED", "--listed TABLE",
 * "--members TABLE".  Return: -1 if it is none of these, else an exit status
 */
static int look_at_texts(char *const *argv)
{
	struct text out = { .max = 2 * SAVED_MAX }, a = { 0 }, b = { 0 };
	const char *what = argv[0] && argv[1] ? argv[0] : "";
	bool merge = !strcmp(what, "--merge") && argv[2];

	if (!merge && strcmp(what, "--saved4") && strcmp(what, "--saved6") &&
	    strcmp(what, "--listed") && strcmp(what, "--members"))
		return -1;
	if (!read_file(argv[1], &a) || (merge && !read_file(argv[2], &b)))
		out.full = true;
	else if (merge)
		rules_merge(a.bytes, b.bytes, &out);
	else if (what[2] == 's')
		rules_saved(a.bytes, what[7] == '4' ? 4 : 6, &out);
	else if (what[2] == 'l')
		rules_listed(a.bytes, &out);
	else
		rules_members(a.bytes, &out);
	if (out.full)
		fprintf(stderr, SCRIPT ": %s: cannot be read\n", argv[1]);
	else if (out.used)
		fputs(out.bytes, stdout);
	merge = !out.full && fflush(stdout) == 0;
	text_free(&a);
	text_free(&b);
	text_free(&out);
	return merge ? STATUS_OK : STATUS_FAILED;
}

int rules_main(int argc, char **argv)
{
	static struct cli c;
	int i, status;

	c.script = argc > 1 && !strcmp(argv[1], "--script");
	c.program = c.script ? SCRIPT : "smtp-tarpit: error";
	argv += c.script ? 2 : 1;
	status = c.script ? look_at_texts(argv) : -1;
	if (status >= 0)
		return status;
	for (i = 0; argv[i]; i++) {
		if (strcmp(argv[i], "--help") && strcmp(argv[i], "-h"))
			continue;
		c.script ? usage_script(stdout) : usage_text(stdout);
		return STATUS_OK;
	}
	if (!parse(&c, argv)) {
		fprintf(stderr, "%s: %s\n", c.program, c.error);
		return c.script ? STATUS_FAILED : STATUS_USAGE;
	}
	if (c.script && !c.command) {
		usage_script(stderr);
		return STATUS_USAGE;
	}
	if (c.script)
		print_plan(&c);
	if (c.script && strcmp(c.command, "install"))
		return STATUS_OK;
	if (print_texts(&c) && fflush(stdout) == 0)
		return STATUS_OK;
	fprintf(stderr, "%s: out of memory\n", c.program);
	return STATUS_FAILED;
}
