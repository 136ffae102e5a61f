// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_main.c - smtp-tarpit rules-text: what smtp-tarpit-rules installs
 *
 * Owns that script's command line: what it means is said here, with the
 * table of options and the file's one parser, so that the script parses nothing.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/rules_internal.h"
#include "conf/settings.h"
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
		"  install              install the rules; a second time it changes nothing\n"
		"  remove               remove the rules, whichever backend holds them\n"
		"  show                 print the rules as they are in the kernel\n"
		"  status               print key=value lines; exit 1 if not installed,\n"
		"                       3 if installed but not whole\n"
		"  known [list]         print the known sources and their seconds left\n"
		"  known add ADDR | del ADDR | flush\n\n"
		"  --config FILE        \"key = value\" with the options' names\n"
		"                       (" CONF_DEFAULT ", where it exists)\n"
		"  --dry-run            print what would be given to the kernel, change nothing\n\n");
	options_help(out, OPTIONS_RULES);
}

static void usage_text(FILE *out)
{
	fprintf(out, "usage: smtp-tarpit rules-text [--family 4|6] [--config FILE] [OPTION...]\n\n"
		"Print what " SCRIPT " install would give to ipset, iptables-restore,\n"
		"ip6tables-restore and nft. With --backend, only for that one.\n\n");
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
	       wrong(c, "known %s: '%.100s' is not an address", c->known_command,
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
		return wrong(c, "family: '%.100s' is not one of 4|6", text);
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
	if (install && settings_refused(&c->settings))
		return wrong(c, "%s", settings_refused(&c->settings));
	return true;
}

/* ------------------------------------------------------------------- texts */

static void give_up(const char *what) __attribute__((noreturn));

static void give_up(const char *what)
{
	fprintf(stderr, SCRIPT ": %s: cannot be read, or out of memory\n",
		what);
	exit(STATUS_FAILED);
}

/* Half an answer is none.  Return: an exit status */
static int end_output(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return STATUS_OK;
	fprintf(stderr, SCRIPT ": the output cannot be written: %m\n");
	return STATUS_FAILED;
}

static void print_text(const char *head, struct text *t)
{
	if (t->full)
		give_up(head);
	printf("# %s\n%s", head, t->bytes ? t->bytes : "");
	text_free(t);
}

static void print_family(const struct cli *c, unsigned int family)
{
	struct text t = { .max = RULES_TEXT_MAX };
	char head[64];

	if (!rules_wanted(&c->settings, family) ||
	    (c->family && c->family != family))
		return;
	rules_ipset(&c->settings, family, &t);
	snprintf(head, sizeof(head), c->script ? "set%u" : "ipset restore",
		 family);
	print_text(head, &t);
	rules_iptables(&c->settings, family, &t);
	snprintf(head, sizeof(head), c->script ? "tables%u" :
		 family == 4 ? "iptables-restore --noflush" :
			       "ip6tables-restore --noflush", family);
	print_text(head, &t);
	if (!c->script)
		return;
	rules_features(&c->settings, family, &t);
	snprintf(head, sizeof(head), "features%u", family);
	print_text(head, &t);
}

static void print_texts(const struct cli *c)
{
	struct text t = { .max = RULES_TEXT_MAX };

	if (c->settings.backend != BACKEND_NFT) {
		print_family(c, 4);
		print_family(c, 6);
	}
	if (c->settings.backend != BACKEND_IPTABLES &&
	    c->settings.position != POSITION_FIRST) {
		rules_nft(&c->settings, &t);
		print_text(c->script ? "nft" : "nft -f -", &t);
	}
}

/* What the script shall do, as variables of a shell. */
static void print_plan(const struct cli *c)
{
	const struct settings *s = &c->settings;
	char text[OPTIONS_TEXT_MAX];
	struct addr addr = c->known;

	printf("# plan\ncommand=%s\ndry_run=%s\nuid=%u\n", c->command,
	       c->dry_run ? "yes" : "no", geteuid());
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
	addr = net_of_source(&s->engine, &addr).addr;
	printf("known_family=%u\nknown_address=%s\n", addr.family,
	       addr_text(&c->known, text));
	printf("known_first=%s\n", addr_text(&addr, text));
}

/* ------------------------------------------------- what the script's tools say */

/* Return: what is in the file of this name, "" if there is none; for free() */
static char *read_named(const char *dir, const char *head, const char *name)
{
	struct text t = { .max = SAVED_MAX };
	char path[PATH_MAX], bytes[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s%s", dir, head, name);
	f = fopen(path, "re");
	if (!f && errno != ENOENT)
		give_up(path);
	while (f && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		text_add_bytes(&t, bytes, n);
	if (f)
		fclose(f);
	text_add_bytes(&t, "", 0);
	if (t.full)
		give_up(path);
	return t.bytes;
}

/* The texts that make these rules the wanted ones, or take them out. */
static void print_changes(const struct rules_saved *s, const char *const *tools)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		struct text t = { .max = 2 * SAVED_MAX };
		char head[64];

		rules_merge(s->saved[i], s->wanted[i], &t);
		snprintf(head, sizeof(head), "change-%s", tools[i]);
		print_text(head, &t);
	}
}

/*
 * struct seen - What there is of ours
 * @installed, @right: Backends of which rules are in the kernel; and are whole
 *		and the wanted ones
 * @in_use:	Somebody uses iptables for anything
 */
struct seen {
	struct text installed, right;
	bool in_use;
};

static void look_at_iptables(const char *dir, struct rules_saved *s,
			     const char *const *tools, bool sets_right,
			     struct seen *seen)
{
	struct text t = { .max = RULES_TEXT_MAX };
	char *saved[2], head[64];
	bool right;
	size_t i;

	for (i = 0; i < 2; i++) {
		s->saved[i] = saved[i] = read_named(dir, "save-", tools[i]);
		seen->in_use |= strstr(saved[i], "] -A ") != NULL;
	}
	if (rules_saved(s, &right, &t))
		text_add(&seen->installed, " %s", tools[0]);
	if (right && sets_right)
		text_add(&seen->right, " %s", tools[0]);
	snprintf(head, sizeof(head), "status-%s", tools[0]);
	print_text(head, &t);
	rules_show(saved[0], &t);
	rules_show(saved[1], &t);
	snprintf(head, sizeof(head), "show-%s", tools[0]);
	print_text(head, &t);
	print_changes(s, tools);
	free(saved[0]);
	free(saved[1]);
}

static void look_at_nft(const char *dir, struct seen *seen)
{
	struct text t = { .max = 2 * SAVED_MAX };
	char *listed = read_named(dir, "", "table");
	char *wanted = read_named(dir, "", "nft");

	if (*listed) {
		text_add(&seen->installed, " nft");
		if (rules_listed(listed, wanted, &t))
			text_add(&seen->right, " nft");
		print_text("status-nft", &t);
		text_add_bytes(&t, listed, strlen(listed));
		print_text("show-nft", &t);
		rules_members(listed, &t);
		print_text("members", &t);
	}
	free(listed);
	free(wanted);
}

/*
 * "--look DIR": what the tools have printed, into files there, beside the texts
 * that are wanted.  Return: an exit status
 */
static int look(const char *dir)
{
	static const char *const tools[][2] = {
		{ "iptables-nft", "ip6tables-nft" },
		{ "iptables-legacy", "ip6tables-legacy" },
		{ "iptables", "ip6tables" },
	};
	struct seen seen = { { .max = 256 }, { .max = 256 }, false };
	char *wanted[] = { read_named(dir, "", "tables4"),
			   read_named(dir, "", "tables6") };
	char *sets[] = { read_named(dir, "", "set4"),
			 read_named(dir, "", "set6") };
	char *listed = read_named(dir, "", "sets");
	struct rules_saved s = { .wanted = { wanted[0], wanted[1] },
				 .sets = listed };
	struct text make = { .max = RULES_TEXT_MAX };
	bool sets_right;
	size_t i;

	for (i = 0; i < 2; i++)
		rules_make_sets(listed, sets[i], &make);
	sets_right = !make.used;
	print_text("make", &make);
	for (i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		look_at_iptables(dir, &s, tools[i], sets_right, &seen);
	look_at_nft(dir, &seen);
	printf("# seen\ninstalled='%s'\nright='%s '\nin_use=%s\n",
	       seen.installed.used ? seen.installed.bytes + 1 : "",
	       seen.right.used ? seen.right.bytes : "",
	       seen.in_use ? "yes" : "no");
	for (i = 0; i < 2; i++) {
		free(wanted[i]);
		free(sets[i]);
	}
	free(listed);
	text_free(&seen.installed);
	text_free(&seen.right);
	return end_output();
}

int rules_main(int argc, char **argv)
{
	static struct cli c;
	int i;

	c.script = argc > 1 && !strcmp(argv[1], "--script");
	c.program = c.script ? SCRIPT : "smtp-tarpit: error";
	argv += c.script ? 2 : 1;
	if (c.script && argv[0] && !strcmp(argv[0], "--look") && argv[1])
		return look(argv[1]);
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
	if (!c.script || !strcmp(c.command, "install"))
		print_texts(&c);
	return end_output();
}
