// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * options.c - every setting, once
 *
 * Owns the table of options: name, type, place, range, default, help.  The
 * command line, the configuration file, --help and the man page all come from
 * it, so that they cannot differ.
 *
 * Promises that a value which is refused changes nothing, and that the error
 * says which option, what was wrong and what is right.
 *
 * Must not know the daemon: the replay tool links it too.
 */
#include "options.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"

struct row;

/* How the text of a value is read and written. */
struct type {
	bool (*parse)(const struct row *row, struct settings *s,
		      const char *text, char *error);
	void (*format)(const struct row *row, const struct settings *s,
		       char *text);
	bool list;
};

struct row {
	const char *key;
	const struct type *type;
	size_t at, count_at;
	uint64_t min, max;
	const char *const *names;
	const char *standard, *unit, *section, *help;
	const char *missing;	/* what this program was built without */
	unsigned int who;
	bool fixed;
};

/* Parts that a build may leave out, see nfq.mk: their options are errors. */
#ifdef WITHOUT_HTTP
#define NEEDS_HTTP	.missing = "HTTP (make WITH_HTTP=yes, with libmicrohttpd)"
#else
#define NEEDS_HTTP	.missing = NULL
#endif
#ifdef WITHOUT_SHARE
#define NEEDS_SHARE	.missing = "shared state (make WITH_SHARE=yes, with hiredis)"
#else
#define NEEDS_SHARE	.missing = NULL
#endif
#ifdef WITHOUT_TLS
#define HAS_TLS	false
#else
#define HAS_TLS	true
#endif

static bool fail(char *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool fail(char *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, OPTIONS_ERROR_MAX, format, args);
	va_end(args);
	return false;
}

static void *place(struct settings *s, size_t at)
{
	return (char *)s + at;
}

static const void *place_const(const struct settings *s, size_t at)
{
	return (const char *)s + at;
}

/* Append to a value's text. */
static void append(char *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void append(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, OPTIONS_TEXT_MAX - used, format, args);
	va_end(args);
}

/* Numbers */

/* Decimal digits only, at most 10 of them: no sign, no space, no overflow. */
static bool read_number(const char *text, uint64_t *value)
{
	size_t n = strspn(text, "0123456789");

	if (n == 0 || n > 10 || text[n])
		return false;
	*value = strtoull(text, NULL, 10);
	return true;
}

static bool read_seconds(const char *text, uint64_t *value_ns)
{
	uint64_t unit = NS_PER_S;
	size_t n = strspn(text, "0123456789");
	const char *c;

	if (n > 9 || (n == 0 && text[0] != '.'))
		return false;
	*value_ns = strtoull(text, NULL, 10) * NS_PER_S;
	if (!text[n])
		return true;
	if (text[n] != '.' || !text[n + 1] || strlen(text + n + 1) > 9)
		return false;
	for (c = text + n + 1; *c; c++) {
		if (*c < '0' || *c > '9')
			return false;
		unit /= 10;
		*value_ns += unit * (uint64_t)(*c - '0');
	}
	return true;
}

static void write_seconds(char *text, uint64_t value_ns)
{
	char digits[16];
	size_t n;

	append(text, "%llu", (unsigned long long)(value_ns / NS_PER_S));
	if (value_ns % NS_PER_S == 0)
		return;
	snprintf(digits, sizeof(digits), "%09llu",
		 (unsigned long long)(value_ns % NS_PER_S));
	for (n = strlen(digits); digits[n - 1] == '0'; n--)
		digits[n - 1] = '\0';
	append(text, ".%s", digits);
}

static void range_text(const struct row *row, char *text, size_t size);

static bool not_in_range(const struct row *row, const char *text,
			 const char *what, char *error)
{
	char range[80];

	range_text(row, range, sizeof(range));
	return fail(error, "%s: '%s' is %s (%s)", row->key, text, what, range);
}

static bool parse_duration(const struct row *row, struct settings *s,
			   const char *text, char *error)
{
	uint64_t value_ns;

	if (!read_seconds(text, &value_ns))
		return not_in_range(row, text, strchr(text, ',') ?
				    "not a number of seconds; a fraction has a point" :
				    "not a number of seconds", error);
	if (value_ns < row->min || value_ns > row->max)
		return not_in_range(row, text, "out of range", error);
	*(uint64_t *)place(s, row->at) = value_ns;
	return true;
}

static void format_duration(const struct row *row, const struct settings *s,
			    char *text)
{
	write_seconds(text, *(const uint64_t *)place_const(s, row->at));
}

static bool parse_ranged(const struct row *row, const char *text,
			 uint64_t *value, char *error)
{
	if (!read_number(text, value))
		return not_in_range(row, text, "not a number", error);
	if (*value < row->min || *value > row->max)
		return not_in_range(row, text, "out of range", error);
	return true;
}

static bool parse_u32(const struct row *row, struct settings *s,
		      const char *text, char *error)
{
	uint64_t value = 0;

	if (!parse_ranged(row, text, &value, error))
		return false;
	*(uint32_t *)place(s, row->at) = (uint32_t)value;
	return true;
}

static void format_u32(const struct row *row, const struct settings *s,
		       char *text)
{
	append(text, "%u", *(const uint32_t *)place_const(s, row->at));
}

static bool parse_u8(const struct row *row, struct settings *s,
		     const char *text, char *error)
{
	uint64_t value = 0;

	if (!parse_ranged(row, text, &value, error))
		return false;
	*(uint8_t *)place(s, row->at) = (uint8_t)value;
	return true;
}

static void format_u8(const struct row *row, const struct settings *s,
		      char *text)
{
	append(text, "%u", *(const uint8_t *)place_const(s, row->at));
}

static bool parse_mask(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (*text < '0' || *text > '9' || *end || value > UINT32_MAX ||
	    __builtin_popcountl(value) != 2)
		return fail(error, "%s: '%s' is not a mask of two bits, as 0x30000000",
			    row->key, text);
	*(uint32_t *)place(s, row->at) = (uint32_t)value;
	return true;
}

static void format_mask(const struct row *row, const struct settings *s,
			char *text)
{
	append(text, "0x%x", *(const uint32_t *)place_const(s, row->at));
}

/* Words */

/* Return: 1 for yes, 0 for no, -1 if it is no such word */
static int read_flag(const char *text)
{
	static const char *const flag_words[] = {
		"no", "yes", "false", "true", "off", "on"
	};
	int i;

	for (i = 0; i < (int)(sizeof(flag_words) / sizeof(*flag_words)); i++)
		if (!strcmp(text, flag_words[i]))
			return i % 2;
	return -1;
}

static bool parse_flag(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	int value = read_flag(text);

	if (value < 0)
		return fail(error, "%s: '%s' is neither yes nor no", row->key,
			    text);
	*(bool *)place(s, row->at) = value;
	return true;
}

static void format_flag(const struct row *row, const struct settings *s,
			char *text)
{
	append(text, "%s",
	       *(const bool *)place_const(s, row->at) ? "yes" : "no");
}

/* Return: the word's index, -1 if it is none of @names */
static int find_word(const char *const *names, const char *word)
{
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], word))
			return i;
	return -1;
}

static bool not_a_word(const struct row *row, const char *text, char *error)
{
	char range[80];

	range_text(row, range, sizeof(range));
	return fail(error, "%s: '%s' is not one of %s", row->key, text, range);
}

static bool parse_word(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	int i = find_word(row->names, text);

	if (i < 0)
		return not_a_word(row, text, error);
	*(uint32_t *)place(s, row->at) = (uint32_t)i + (uint32_t)row->min;
	return true;
}

static void format_word(const struct row *row, const struct settings *s,
			char *text)
{
	uint32_t value = *(const uint32_t *)place_const(s, row->at);

	append(text, "%s", row->names[value - row->min]);
}

/* Text of bounded length: @row->max bytes with the NUL, "none" is "". */
static bool parse_text(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	const char *c;

	if (!*text)
		return fail(error, "%s: the value is empty: write none",
			    row->key);
	if (!strcmp(text, "none"))
		text = "";
	if (strlen(text) >= row->max)
		return fail(error, "%s: the value is longer than %u bytes", row->key,
			    (unsigned int)row->max - 1);
	for (c = text; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return fail(error, "%s: the value has a space or a control byte",
				    row->key);
	strcpy(place(s, row->at), text);
	return true;
}

static bool parse_path(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	if (*text != '/' && strcmp(text, "none"))
		return fail(error, "%s: '%s' is not an absolute path",
			    row->key, text);
	return parse_text(row, s, text, error);
}

/* Only its kind: the rest is looked at when it is used. */
static bool parse_store(const struct row *row, struct settings *s,
			const char *text, char *error)
{
	static const char *const kinds[] = {
		"unix:/", "redis://", "rediss://"
	};
	bool known = !strcmp(text, "none");
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		known |= !strncmp(text, kinds[i], strlen(kinds[i]));
	if (!known)
		return fail(error, "%s: '%.200s' is not one of none, unix:/PATH, redis://HOST, rediss://HOST",
			    row->key, text);
	if (!HAS_TLS && !strncmp(text, "rediss:", 7))
		return fail(error, "%s: this program was built without TLS (make WITH_TLS=yes, with libssl)",
			    row->key);
	return parse_text(row, s, text, error);
}

/* A word that is needed: there is no none. */
static bool parse_needed(const struct row *row, struct settings *s,
			 const char *text, char *error)
{
	if (!strcmp(text, "none"))
		return fail(error, "%s: a name is needed, none is not allowed", row->key);
	return parse_text(row, s, text, error);
}

static void format_text(const struct row *row, const struct settings *s,
			char *text)
{
	const char *value = place_const(s, row->at);

	append(text, "%s", *value ? value : "none");
}

/* Lists: items separated by commas, spaces around them allowed */

/*
 * Copy the next item of @list to @item (64 bytes).  Return: 1, 0 at the end,
 * -1 if it is empty, then so is @item, or too long.
 */
static int next_item(const char **list, char *item)
{
	const char *start = *list + strspn(*list, " \t");
	size_t n = strcspn(start, ",");

	if (!*start && start == *list)
		return 0;
	*list = start + n;
	if (start[n] == ',') {
		*list = start + n + 1;
		item[0] = '\0';
		if (!**list)
			return -1;
	}
	while (n && (start[n - 1] == ' ' || start[n - 1] == '\t'))
		n--;
	item[0] = n ? '?' : '\0';
	if (n == 0 || n >= 64)
		return -1;
	memcpy(item, start, n);
	item[n] = '\0';
	return 1;
}

/*
 * Read all items of a list with @take into a copy of the settings, so that a
 * bad item changes nothing.  "none" is the empty list: @bytes zeros at @at.
 */
static bool parse_items(const struct row *row, struct settings *s,
			const char *text, char *error, size_t at, size_t bytes,
			bool (*take)(const struct row *row, struct settings *s,
				     const char *item, char *error))
{
	bool none = !strcmp(text, "none"), ok = true;
	const char *rest = text;
	struct settings *copy;
	char item[64];
	int more;

	if (!*text)
		return fail(error, "%s: the value is empty: write none",
			    row->key);
	copy = malloc(sizeof(*copy));
	if (!copy)
		return fail(error, "%s: out of memory", row->key);
	*copy = *s;
	memset(place(copy, at), 0, bytes);
	while (ok && !none && (more = next_item(&rest, item))) {
		if (more < 0)
			ok = fail(error, "%s: '%.200s' has an %s item",
				  row->key, text,
				  *item ? "overlong" : "empty");
		else if (strcspn(item, " \t") < strlen(item))
			ok = fail(error, "%s: a comma is missing in '%s'",
				  row->key, item);
		else
			ok = take(row, copy, item, error);
	}
	if (ok)
		*s = *copy;
	free(copy);
	return ok;
}

static bool parse_list(const struct row *row, struct settings *s,
		       const char *text, char *error,
		       bool (*take)(const struct row *row, struct settings *s,
				    const char *item, char *error))
{
	return parse_items(row, s, text, error, row->count_at,
			   sizeof(uint32_t), take);
}

static bool has_capacity(const struct row *row, uint32_t count, char *error)
{
	if (count < row->max)
		return true;
	return fail(error, "%s: has more than %u items", row->key,
		    (unsigned int)row->max);
}

/* Say what is wrong with it. */
static bool not_a_net(const struct row *row, const char *item, char *error)
{
	char text[NET_TEXT_MAX], *slash;
	struct net net = { 0 };
	unsigned int most;
	uint64_t bits;

	snprintf(text, sizeof(text), "%s", item);
	slash = strchr(text, '/');
	if (slash)
		*slash = '\0';
	if (!addr_parse(text, &net.addr))
		return fail(error, "%s: '%s' is not an address or network%s",
			    row->key, item,
			    strspn(text, "0123456789.") == strlen(text) ||
			    strchr(text, ':') ? "" :
			    " (names are not resolved: write the address)");
	most = net.addr.family == 4 ? 32 : 128;
	if (!slash || !read_number(slash + 1, &bits) || bits > most)
		return fail(error, "%s: '%s' is not a network: the prefix has 0 to %u bits",
			    row->key, item, most);
	net.prefix_bits = (uint8_t)bits;
	addr_mask(&net.addr, net.prefix_bits);
	return fail(error, "%s: '%s' has bits beyond the prefix: did you mean %s?",
		    row->key, item, net_text(&net, text));
}

static bool take_net(const struct row *row, struct settings *s,
		     const char *item, char *error)
{
	uint32_t *count = place(s, row->count_at);
	struct net *nets = place(s, row->at);

	if (!has_capacity(row, *count, error))
		return false;
	if (!net_parse(item, &nets[*count]))
		return not_a_net(row, item, error);
	(*count)++;
	return true;
}

static bool parse_nets(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	return parse_list(row, s, text, error, take_net);
}

static void format_nets(const struct row *row, const struct settings *s,
			char *text)
{
	uint32_t i, count = *(const uint32_t *)place_const(s, row->count_at);
	const struct net *nets = place_const(s, row->at);
	char net[NET_TEXT_MAX];

	for (i = 0; i < count; i++)
		append(text, "%s%s", i ? "," : "", net_text(&nets[i], net));
	if (!count)
		append(text, "none");
}

static bool read_port(const struct row *row, const char *text, uint16_t *port,
		      char *error)
{
	uint64_t value;

	*port = 0;
	if (!read_number(text, &value) || value < 1 || value > 65535)
		return fail(error, "%s: '%s' is not a port (1..65535)",
			    row->key, text);
	*port = (uint16_t)value;
	return true;
}

/* "25", or a range "2525-2530" or "2525:2530" */
static bool read_range(const struct row *row, const char *item,
		       struct port_range *range, char *error)
{
	size_t n = strcspn(item, "-:");
	char first[64];

	memcpy(first, item, n);
	first[n] = '\0';
	if (!read_port(row, first, &range->first, error))
		return false;
	range->last = range->first;
	if (item[n] && !read_port(row, item + n + 1, &range->last, error))
		return false;
	if (range->last < range->first)
		return fail(error, "%s: '%s' ends before it begins: write the lower port first", row->key, item);
	return true;
}

static bool take_port(const struct row *row, struct settings *s,
		      const char *item, char *error)
{
	uint32_t i, slots, *count = place(s, row->count_at);
	struct port_range range, *ports = place(s, row->at);

	if (!read_range(row, item, &range, error))
		return false;
	slots = 1 + (range.last != range.first);
	for (i = 0; i < *count; i++) {
		if (range.first <= ports[i].last && range.last >= ports[i].first)
			return fail(error, "%s: '%s' is named twice", row->key,
				    item);
		slots += 1 + (ports[i].last != ports[i].first);
	}
	if (slots > row->max)
		return fail(error, "%s: has more than %u ports (a range counts as two)",
			    row->key, (unsigned int)row->max);
	ports[(*count)++] = range;
	return true;
}

static bool parse_ports(const struct row *row, struct settings *s,
			const char *text, char *error)
{
	if (!strcmp(text, "none"))
		return fail(error, "%s: at least one port is needed", row->key);
	return parse_list(row, s, text, error, take_port);
}

static void format_ports(const struct row *row, const struct settings *s,
			 char *text)
{
	uint32_t i, count = *(const uint32_t *)place_const(s, row->count_at);
	const struct port_range *ports = place_const(s, row->at);

	for (i = 0; i < count; i++) {
		append(text, "%s%u", i ? "," : "", ports[i].first);
		if (ports[i].last != ports[i].first)
			append(text, "-%u", ports[i].last);
	}
}

bool settings_has_port(const struct settings *s, uint16_t port)
{
	uint32_t i;

	for (i = 0; i < s->ports_n; i++)
		if (port >= s->ports[i].first && port <= s->ports[i].last)
			return true;
	return false;
}

/* PORT:SECONDS or PORT=SECONDS */
static bool take_port_interval(const struct row *row, struct settings *s,
			       const char *item, char *error)
{
	struct engine_conf *e = &s->engine;
	size_t n = strcspn(item, ":=");
	uint64_t interval_ns;
	char number[64];
	uint16_t port;
	uint32_t i;

	memcpy(number, item, n);
	number[n] = '\0';
	if (!has_capacity(row, e->port_interval_n, error) ||
	    !read_port(row, number, &port, error))
		return false;
	if (!item[n] || !read_seconds(item + n + 1, &interval_ns) ||
	    interval_ns > 600 * NS_PER_S)
		return fail(error, "%s: '%s' is not PORT:SECONDS (0..600)",
			    row->key, item);
	for (i = 0; i < e->port_interval_n; i++)
		if (e->port_interval[i].port == port)
			return fail(error, "%s: port %u is named twice",
				    row->key, port);
	e->port_interval[i].port = port;
	e->port_interval[i].interval_ns = interval_ns;
	e->port_interval_n++;
	return true;
}

static bool parse_port_intervals(const struct row *row, struct settings *s,
				 const char *text, char *error)
{
	return parse_list(row, s, text, error, take_port_interval);
}

static void format_port_intervals(const struct row *row,
				  const struct settings *s, char *text)
{
	const struct engine_conf *e = &s->engine;
	uint32_t i;

	(void)row;
	for (i = 0; i < e->port_interval_n; i++) {
		append(text, "%s%u:", i ? "," : "", e->port_interval[i].port);
		write_seconds(text, e->port_interval[i].interval_ns);
	}
	if (!e->port_interval_n)
		append(text, "none");
}

/* Reply codes: 550, 5xx, 4xx, and enhanced ones as 5.1.1 */

static void add_code(struct engine_conf *e, unsigned int code)
{
	e->hold_codes[code / 8] |= (uint8_t)(1u << code % 8);
}

static bool has_code(const struct engine_conf *e, unsigned int code)
{
	return e->hold_codes[code / 8] & 1u << code % 8;
}

/* RFC 3463: class "." subject "." detail */
static bool read_enhanced(const char *item, struct enhanced *enhanced)
{
	unsigned int class, subject, detail;
	int n = 0;

	if (strspn(item, "0123456789.") != strlen(item) ||
	    sscanf(item, "%1u.%3u.%3u%n", &class, &subject, &detail, &n) != 3 ||
	    item[n] || (class != 4 && class != 5))
		return false;
	*enhanced = (struct enhanced){ (uint8_t)class, (uint16_t)subject,
				       (uint16_t)detail };
	return true;
}

static bool take_code(const struct row *row, struct settings *s,
		      const char *item, char *error)
{
	struct engine_conf *e = &s->engine;
	struct enhanced enhanced;
	unsigned int code;

	if (!strcmp(item, "5xx") || !strcmp(item, "4xx")) {
		code = (unsigned int)(item[0] - '0') * 100;
		for (unsigned int i = 0; i < 100; i++)
			add_code(e, code + i);
		return true;
	}
	if (strlen(item) == 3 && strspn(item, "0123456789") == 3 &&
	    (item[0] == '4' || item[0] == '5')) {
		add_code(e, (unsigned int)strtoul(item, NULL, 10));
		return true;
	}
	if (!read_enhanced(item, &enhanced))
		return fail(error, "%s: '%s' is not a reply code (5xx, 550, 4xx, 450, 5.1.1)",
			    row->key, item);
	if (!has_capacity(row, e->hold_enhanced_n, error))
		return false;
	e->hold_enhanced[e->hold_enhanced_n++] = enhanced;
	return true;
}

/* A code is charged if it was listed, or if its enhanced code was. */
static bool parse_codes(const struct row *row, struct settings *s,
			const char *text, char *error)
{
	struct engine_conf old = s->engine;

	if (!strcmp(text, "none"))
		return fail(error, "%s: at least one code is needed", row->key);
	memset(s->engine.hold_codes, 0, sizeof(s->engine.hold_codes));
	if (parse_list(row, s, text, error, take_code))
		return true;
	s->engine = old;
	return false;
}

bool settings_hold_4xx(const struct settings *s)
{
	const struct engine_conf *e = &s->engine;
	unsigned int code;
	uint32_t i;

	for (code = 400; code < 500; code++)
		if (has_code(e, code))
			return true;
	for (i = 0; i < e->hold_enhanced_n; i++)
		if (e->hold_enhanced[i].class == 4)
			return true;
	return false;
}

static void format_codes(const struct row *row, const struct settings *s,
			 char *text)
{
	const struct engine_conf *e = &s->engine;
	const char *comma = "";
	unsigned int class, code, n;
	uint32_t i;

	(void)row;
	for (class = 400; class <= 500; class += 100) {
		for (n = 0, code = class; code < class + 100; code++)
			n += has_code(e, code);
		if (n == 100) {
			append(text, "%s%uxx", comma, class / 100);
			comma = ",";
			continue;
		}
		for (code = class; code < class + 100; code++) {
			if (!has_code(e, code))
				continue;
			append(text, "%s%u", comma, code);
			comma = ",";
		}
	}
	for (i = 0; i < e->hold_enhanced_n; i++) {
		append(text, "%s%u.%u.%u", comma, e->hold_enhanced[i].class,
		       e->hold_enhanced[i].subject, e->hold_enhanced[i].detail);
		comma = ",";
	}
}

/* A set of words, each a bit */

static bool take_word(const struct row *row, struct settings *s,
		      const char *item, char *error)
{
	int i = find_word(row->names, item);

	if (i < 0)
		return not_a_word(row, item, error);
	*(uint32_t *)place(s, row->at) |= 1u << i;
	return true;
}

static bool parse_words(const struct row *row, struct settings *s,
			const char *text, char *error)
{
	return parse_items(row, s, text, error, row->at, sizeof(uint32_t),
			   take_word);
}

static void format_words(const struct row *row, const struct settings *s,
			 char *text)
{
	uint32_t set = *(const uint32_t *)place_const(s, row->at);
	const char *comma = "";
	int i;

	for (i = 0; row->names[i]; i++) {
		if (!(set & 1u << i))
			continue;
		append(text, "%s%s", comma, row->names[i]);
		comma = ",";
	}
	if (!set)
		append(text, "none");
}

#define INTERFACE_MAX	15	/* bytes, as IFNAMSIZ has it */

/* Names of interfaces, kept as text with commas between them. */

static bool take_interface(const struct row *row, struct settings *s,
			   const char *item, char *error)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._@:+-";
	char *list = place(s, row->at);
	size_t used = strlen(list), n = strlen(item);

	if (n > INTERFACE_MAX || item[strspn(item, letters)])
		return fail(error, "%s: '%s' is not an interface's name", row->key,
			    item);
	if (used + 1 + n >= row->max)
		return fail(error, "%s: the value is longer than %u bytes", row->key,
			    (unsigned int)row->max - 1);
	snprintf(list + used, row->max - used, "%s%s", used ? "," : "", item);
	return true;
}

static bool parse_interfaces(const struct row *row, struct settings *s,
			     const char *text, char *error)
{
	return parse_items(row, s, text, error, row->at, 1, take_interface);
}

static const struct type duration = { parse_duration, format_duration, false };
static const struct type u32 = { parse_u32, format_u32, false };
static const struct type u8 = { parse_u8, format_u8, false };
static const struct type mask = { parse_mask, format_mask, false };
static const struct type flag = { parse_flag, format_flag, false };
static const struct type word = { parse_word, format_word, false };
static const struct type words = { parse_words, format_words, true };
static const struct type name = { parse_text, format_text, false };
static const struct type path = { parse_path, format_text, false };
static const struct type store = { parse_store, format_text, false };
static const struct type needed = { parse_needed, format_text, false };
static const struct type interfaces = {
	parse_interfaces, format_text, true
};
static const struct type nets = { parse_nets, format_nets, true };
static const struct type port_list = { parse_ports, format_ports, true };
static const struct type port_intervals = {
	parse_port_intervals, format_port_intervals, true
};
static const struct type codes = { parse_codes, format_codes, true };

static const char *const policy_names[] = { "reply", "source", NULL };
static const char *const exempt_names[] = { "helo", "552", "data", NULL };
static const char *const mode_names[] = { "router", "host", NULL };
static const char *const target_names[] = { "stderr", "syslog", NULL };
static const char *const level_names[] = {
	"error", "warning", "notice", "info", "debug", NULL
};
static const char *const backend_names[] = {
	"auto", "iptables", "nft", NULL
};
static const char *const iptables_names[] = {
	"auto", "iptables", "iptables-nft", "iptables-legacy", NULL
};
static const char *const position_names[] = { "last", "first", NULL };
static const char *const sizes_names[] = { "off", "log", "charge", NULL };

_Static_assert(POLICY_REPLY == 0 && POLICY_SOURCE == 1, "policy_names");
_Static_assert(sizeof(enum policy) == sizeof(uint32_t), "word");
_Static_assert(EXEMPT_HELO == 1 && EXEMPT_552 == 2 && EXEMPT_DATA == 4,
	       "exempt_names");
_Static_assert(MODE_ROUTER == 0 && MODE_HOST == 1, "mode_names");
_Static_assert(BACKEND_AUTO == 0 && BACKEND_NFT == 2, "backend_names");
_Static_assert(TLS_SIZES_OFF == 0 && TLS_SIZES_CHARGE == 2, "sizes_names");
_Static_assert(sizeof(enum tls_sizes) == sizeof(uint32_t), "word");
_Static_assert(POSITION_LAST == 0 && POSITION_FIRST == 1, "position_names");

#define S(seconds)	((seconds) * NS_PER_S)
#define AT(field)	.at = offsetof(struct settings, field)
#define ENGINE(field)	AT(engine.field)
#define LIST(f, n)	AT(f), .count_at = offsetof(struct settings, f##_n), \
			.max = (n)
#define RANGE(lo, hi)	.min = (lo), .max = (hi)
#define SECTION(name)	.section = name
#define RUN		OPTIONS_RUN
#define RULES		OPTIONS_RULES
#define REPLAY		OPTIONS_REPLAY
#define CTL		OPTIONS_CTL
#define SHARE		OPTIONS_SHARE
#define METRICS		OPTIONS_METRICS

static const struct row rows[] = {
	{ "interval", &duration, ENGINE(interval_ns), RANGE(0, S(600)),
	  .standard = "20", .unit = "SECONDS", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "interval that an error costs; fractions are allowed; 0 holds nothing" },
	{ "policy", &word, ENGINE(policy), .names = policy_names,
	  .standard = "source", .unit = "POLICY", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "with reply each error waits one interval; with source its source owes the time, across its connections" },
	{ "port", &port_list, LIST(ports, OPTIONS_PORTS_MAX),
	  .standard = "25", .unit = "PORT[,...]", SECTION("Tarpit"),
	  .who = RUN | RULES | REPLAY, .fixed = true,
	  .help = "ports of the servers; a range is written as 2525-2530" },
	{ "port-interval", &port_intervals,
	  LIST(engine.port_interval, ENGINE_PORTS_MAX),
	  .standard = "none", .unit = "PORT:SECONDS", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "ports with an interval of their own, as 587:5" },
	{ "auth-interval", &duration, ENGINE(auth_interval_ns),
	  RANGE(0, S(600)),
	  .standard = "0", .unit = "SECONDS", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "interval of failed logins (535) in clear; 0 = that of other errors" },
	{ "max-hold", &duration, ENGINE(max_hold_ns), RANGE(S(1), S(280)),
	  .standard = "240", .unit = "SECONDS", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "no reply is held for longer than this" },
	{ "hold-codes", &codes, LIST(engine.hold_enhanced, ENGINE_ENHANCED_MAX),
	  .standard = "5xx", .unit = "CODE[,...]", SECTION("Tarpit"),
	  .who = RUN | RULES | REPLAY,
	  .help = "replies that are charged, written as 5xx, 4xx, 550 or 5.1.1" },
	{ "exempt-replies", &words, ENGINE(exempt_replies),
	  .names = exempt_names,
	  .standard = "helo,552,data", .unit = "REPLY[,...]", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "replies that are never charged: 5xx to EHLO and HELO (helo), too many recipients (552), 503 or 554 to a DATA without recipients (data)" },
	{ "jitter", &u32, ENGINE(jitter_percent), RANGE(0, 50),
	  .standard = "0", .unit = "PERCENT", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "each interval is longer or shorter by up to so many percent" },
	{ "trusted", &nets, LIST(engine.trusted, ENGINE_TRUSTED_MAX),
	  .standard = "none", .unit = "NET[,...]", SECTION("Tarpit"),
	  .who = RUN | RULES | REPLAY,
	  .help = "clients whose replies are never held" },
	{ "proxy-protocol", &nets, LIST(engine.proxies, ENGINE_PROXIES_MAX),
	  .standard = "none", .unit = "NET[,...]", SECTION("Tarpit"),
	  .who = RUN | RULES | REPLAY,
	  .help = "balancers in front of the servers that name their clients by the PROXY protocol" },
	{ "dry-run", &flag, ENGINE(dry_run),
	  .standard = "no", .unit = "", SECTION("Tarpit"),
	  .who = RUN,
	  .help = "decide and log, hold nothing" },
	{ "tls-sizes", &word, ENGINE(tls_sizes), .names = sizes_names,
	  .standard = "off", .unit = "WHAT", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "what becomes of refusals inside TLS that are recognised by their size: log reports them, charge charges them; off looks at none, and another value behind off needs a restart" },
	{ "tls-profile", &path, AT(tls_profile), .max = OPTIONS_PATH_MAX,
	  .standard = "none", .unit = "FILE", SECTION("Tarpit"),
	  .who = RUN, .fixed = true,
	  .help = "file with the sizes of the servers' answers, as smtp-tarpit-probe writes it; a reload reads it again" },
	{ "tls-servers", &nets, LIST(engine.tls_servers, ENGINE_TLS_SERVERS_MAX),
	  .standard = "none", .unit = "NET[,...]", SECTION("Tarpit"),
	  .who = RUN | REPLAY,
	  .help = "servers whose answers tls-profile has, as the firewall sees their addresses; none = all servers" },

	{ "prefix4", &u8, ENGINE(prefix4_bits), RANGE(8, 32),
	  .standard = "32", .unit = "BITS", SECTION("Sources"),
	  .who = RUN | RULES | REPLAY,
	  .help = "IPv4 addresses with the same first BITS bits are one source" },
	{ "prefix6", &u8, ENGINE(prefix6_bits), RANGE(16, 128),
	  .standard = "64", .unit = "BITS", SECTION("Sources"),
	  .who = RUN | RULES | REPLAY,
	  .help = "IPv6 addresses with the same first BITS bits are one source" },
	{ "burst", &u32, ENGINE(burst), RANGE(1, 1000),
	  .standard = "4", .unit = "N", SECTION("Sources"),
	  .who = RUN | REPLAY,
	  .help = "tokens of a source: errors that it may make in a row before every reply to it waits" },
	{ "max-rate", &u32, ENGINE(max_rate), RANGE(1, 1000),
	  .standard = "4", .unit = "N", SECTION("Sources"),
	  .who = RUN | REPLAY,
	  .help = "errors per interval that time and deliveries pay for: time pays for one, each delivered message for an eighth; 1 = deliveries pay for nothing" },
	{ "max-debt", &duration, ENGINE(max_debt_ns), RANGE(S(1), S(86400)),
	  .standard = "3600", .unit = "SECONDS", SECTION("Sources"),
	  .who = RUN | REPLAY,
	  .help = "no source owes more time than this" },
	{ "network4", &u8, ENGINE(network4_bits), RANGE(8, 32),
	  .standard = "24", .unit = "BITS", SECTION("Sources"),
	  .who = RUN | RULES | REPLAY,
	  .help = "IPv4 sources with the same first BITS bits are one network" },
	{ "network6", &u8, ENGINE(network6_bits), RANGE(16, 128),
	  .standard = "48", .unit = "BITS", SECTION("Sources"),
	  .who = RUN | RULES | REPLAY,
	  .help = "IPv6 sources with the same first BITS bits are one network" },
	{ "network-rate", &u32, ENGINE(network_rate), RANGE(0, 1000),
	  .standard = "4", .unit = "N", SECTION("Sources"),
	  .who = RUN | REPLAY,
	  .help = "errors per interval that those sources of a network may make together that delivered nothing; 0 = networks have no bucket" },
	{ "server-budget", &u32, ENGINE(server_budget), RANGE(0, 1000000),
	  .standard = "20", .unit = "N", SECTION("Sources"),
	  .who = RUN | REPLAY,
	  .help = "connections held for one server; beyond it the tarpit resets the server's side, and the client keeps waiting; 0 = no bound" },
	{ "server-interval", &duration, ENGINE(server_interval_ns),
	  RANGE(0, S(600)),
	  .standard = "0", .unit = "SECONDS", SECTION("Sources"),
	  .who = RUN | REPLAY,
	  .help = "interval of a bucket for each server, which all sources share that delivered nothing; 0 = servers have no bucket" },
	{ "max-connections", &u32, AT(max_connections), RANGE(0, 10000),
	  .standard = "20", .unit = "N", SECTION("Sources"),
	  .who = RULES,
	  .help = "connections of one source at once; the firewall drops further SYNs; 0 = no bound" },
	{ "state", &path, AT(state), .max = OPTIONS_PATH_MAX,
	  .standard = "none", .unit = "FILE", SECTION("Sources"),
	  .who = RUN, .fixed = true,
	  .help = "file that keeps what sources owe over a restart; written every 600 s and at the end; user must have the right to write to its folder" },

	{ "max-held", &u32, ENGINE(max_held), RANGE(1, 400000),
	  .standard = "100000", .unit = "N", SECTION("Bounds"),
	  .who = RUN | REPLAY, .fixed = true,
	  .help = "replies held at once; beyond this limit the longest-held reply is released" },
	{ "max-flows", &u32, ENGINE(max_flows), RANGE(16, 4000000),
	  .standard = "65536", .unit = "N", SECTION("Bounds"),
	  .who = RUN | REPLAY, .fixed = true,
	  .help = "connections tracked at once, besides the held ones" },
	{ "max-sources", &u32, ENGINE(max_sources), RANGE(16, 16000000),
	  .standard = "1000000", .unit = "N", SECTION("Bounds"),
	  .who = RUN | REPLAY, .fixed = true,
	  .help = "sources remembered at once" },

	{ "queue-num", &u32, AT(queue_num), RANGE(0, 65000),
	  .standard = "2500", .unit = "N", SECTION("Queues and marks"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "number of the first queue; the daemon uses 3 queues, and hold-queues more" },
	{ "hold-queues", &u32, AT(hold_queues), RANGE(1, 64),
	  .standard = "8", .unit = "N", SECTION("Queues and marks"),
	  .who = RUN, .fixed = true,
	  .help = "number of queues over which held packets are spread" },
	{ "mark-mask", &mask, AT(mark_mask),
	  .standard = "0x30000000", .unit = "MASK", SECTION("Queues and marks"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "two bits of packet and connection marks that nothing else uses" },

	{ "mode", &word, AT(mode), .names = mode_names,
	  .standard = "router", .unit = "MODE", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "router: this machine forwards to the servers; host: the servers run on it" },
	{ "server", &nets, LIST(servers, OPTIONS_SERVERS_MAX),
	  .standard = "none", .unit = "NET[,...]", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "addresses of the servers to protect" },
	{ "in-interface", &interfaces, AT(in_interface), .max = OPTIONS_PATH_MAX,
	  .standard = "none", .unit = "NAME[,...]", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "interfaces behind which the servers are" },
	{ "any-server", &flag, AT(any_server),
	  .standard = "no", .unit = "", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "hold the replies of every server, also of those outside" },
	{ "backend", &word, AT(backend), .names = backend_names,
	  .standard = "auto", .unit = "NAME", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "which firewall gets the rules; auto takes nftables where the kernel has it and no rule of iptables is in use" },
	{ "iptables", &word, AT(iptables), .names = iptables_names,
	  .standard = "auto", .unit = "NAME", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "which iptables command installs the rules, where iptables is the backend" },
	{ "position", &word, AT(position), .names = position_names,
	  .standard = "last", .unit = "PLACE", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "place of the rules: after the rules of others, or before them; with nft they are always before them, and first is an error" },
	{ "prefilter", &flag, AT(prefilter),
	  .standard = "yes", .unit = "", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "let the kernel pass packets that cannot hold an error; with no every packet of the servers is queued" },
	{ "known-timeout", &u32, AT(known_s), RANGE(60, 604800),
	  .standard = "3600", .unit = "SECONDS", SECTION("Firewall"),
	  .who = RUN | RULES, .fixed = true,
	  .help = "how long after a source's last hold every reply in clear to it is queued" },

	{ "control", &path, AT(control), .max = OPTIONS_PATH_MAX,
	  .standard = "/run/smtp-tarpit/control", .unit = "PATH",
	  SECTION("Service"), .who = RUN | CTL | SHARE | METRICS, .fixed = true,
	  .help = "path of the control socket" },
	{ "control-group", &name, AT(control_group), .max = OPTIONS_NAME_MAX,
	  .standard = "none", .unit = "GROUP", SECTION("Service"),
	  .who = RUN, .fixed = true,
	  .help = "group whose members may use the control socket" },
	{ "user", &name, AT(user), .max = OPTIONS_NAME_MAX,
	  .standard = "smtp-tarpit", .unit = "NAME", SECTION("Service"),
	  .who = RUN, .fixed = true,
	  .help = "user that the daemon becomes where it was started as root" },
	{ "sandbox", &flag, AT(sandbox),
	  .standard = "yes", .unit = "", SECTION("Service"),
	  .who = RUN | SHARE | METRICS, .fixed = true,
	  .help = "give up root, files and system calls that are not needed" },
	{ "log", &word, AT(log_target), .names = target_names,
	  .standard = "stderr", .unit = "TARGET", SECTION("Service"),
	  .who = RUN | SHARE | METRICS, .fixed = true,
	  .help = "where log lines are written" },
	{ "log-level", &word, AT(log_level), .names = level_names,
	  .min = 3, .standard = "info", .unit = "LEVEL", SECTION("Service"),
	  .who = RUN | SHARE | METRICS,
	  .help = "least important level that is logged" },
	{ "log-rate", &u32, AT(log_rate), RANGE(0, 1000000),
	  .standard = "1000", .unit = "N", SECTION("Service"),
	  .who = RUN | SHARE | METRICS,
	  .help = "log lines per second; further lines are counted; 0 = no limit" },
	{ "metrics-port", &u32, AT(metrics_port), RANGE(0, 65535),
	  .standard = "0", .unit = "PORT", SECTION("Service"),
	  .who = RUN | METRICS, .fixed = true, NEEDS_HTTP,
	  .help = "HTTP port of smtp-tarpit-metrics on 127.0.0.1 and [::1]; 0 = off" },

	{ "shared-state", &store, AT(shared_state), .max = OPTIONS_STORE_MAX,
	  .standard = "none", .unit = "ADDRESS", SECTION("Shared state"),
	  .who = RUN | SHARE, .fixed = true, NEEDS_SHARE,
	  .help = "store (Redis or Valkey) in which routers share what sources owe: redis://HOST[:PORT][/DB], rediss:// with TLS, unix:/PATH[?db=DB]" },
	{ "shared-prefix", &needed, AT(shared_prefix), .max = OPTIONS_NAME_MAX,
	  .standard = "smtp-tarpit", .unit = "NAME", SECTION("Shared state"),
	  .who = RUN | SHARE, .fixed = true, NEEDS_SHARE,
	  .help = "first part of each key in the store" },
	{ "shared-site", &needed, AT(shared_site), .max = OPTIONS_NAME_MAX,
	  .standard = "default", .unit = "NAME", SECTION("Shared state"),
	  .who = RUN | SHARE, .fixed = true, NEEDS_SHARE,
	  .help = "routers with the same site share what sources owe" },
	{ "shared-user", &name, AT(shared_user), .max = OPTIONS_NAME_MAX,
	  .standard = "none", .unit = "NAME", SECTION("Shared state"),
	  .who = RUN | SHARE, .fixed = true, NEEDS_SHARE,
	  .help = "user name for the store" },
	{ "shared-password-file", &path, AT(shared_password_file),
	  .max = OPTIONS_PATH_MAX,
	  .standard = "none", .unit = "FILE", SECTION("Shared state"),
	  .who = RUN | SHARE, .fixed = true, NEEDS_SHARE,
	  .help = "file whose first line is the password for the store" },
	{ "shared-ca", &path, AT(shared_ca), .max = OPTIONS_PATH_MAX,
	  .standard = "none", .unit = "FILE", SECTION("Shared state"),
	  .who = RUN | SHARE, .fixed = true, NEEDS_SHARE,
	  .help = "file of the authorities that certify the store, with TLS; none = the system's" },
};

#define ROWS	(sizeof(rows) / sizeof(rows[0]))

static void range_words(const struct row *row, char *text, size_t size)
{
	size_t used = 0;
	int i;

	for (i = 0; row->names[i] && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 i ? "|" : "", row->names[i]);
}

static void range_text(const struct row *row, char *text, size_t size)
{
	uint64_t unit = row->type == &duration ? NS_PER_S : 1;

	text[0] = '\0';
	if (row->names)
		range_words(row, text, size);
	else if (row->type == &duration || row->type == &u32 ||
		 row->type == &u8)
		snprintf(text, size, "%llu..%llu",
			 (unsigned long long)(row->min / unit),
			 (unsigned long long)(row->max / unit));
}

static const struct row *find_row(unsigned int who, const char *key)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].who & who && !strcmp(rows[i].key, key))
			return &rows[i];
	return NULL;
}

bool options_each(size_t index, struct option_row *row)
{
	const struct row *r;

	if (index >= ROWS)
		return false;
	r = &rows[index];
	*row = (struct option_row){
		.key = r->key, .unit = r->unit, .standard = r->standard,
		.help = r->help, .section = r->section, .who = r->who,
		.fixed = r->fixed, .list = r->type->list,
	};
	range_text(r, row->range, sizeof(row->range));
	return true;
}

void options_defaults(struct settings *s)
{
	char error[OPTIONS_ERROR_MAX];
	size_t i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < ROWS; i++)
		if (!rows[i].type->parse(&rows[i], s, rows[i].standard, error))
			abort();
}

#define NAME_MAX_LEN	31

/* Levenshtein's distance, of names cut to NAME_MAX_LEN bytes. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[NAME_MAX_LEN + 1], diagonal, above, best;
	size_t i, j;
	size_t na = strnlen(a, NAME_MAX_LEN), nb = strnlen(b, NAME_MAX_LEN);

	for (j = 0; j <= nb; j++)
		row[j] = (unsigned int)j;
	for (i = 1; i <= na; i++) {
		diagonal = row[0];
		row[0] = (unsigned int)i;
		for (j = 1; j <= nb; j++) {
			above = row[j];
			best = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = above;
		}
	}
	return row[nb];
}

/* Return: the key most like @key, NULL if none is */
static const char *nearest(unsigned int who, const char *key)
{
	unsigned int least = (unsigned int)strlen(key) / 2 + 1, n;
	const char *best = NULL;
	size_t i;

	if (least > 4)
		least = 4;
	for (i = 0; i < ROWS; i++) {
		if (!(rows[i].who & who))
			continue;
		n = distance(key, rows[i].key);
		if (n < least) {
			least = n;
			best = rows[i].key;
		}
	}
	return best;
}

/* What an option of earlier versions is called now, or does instead. */
static const struct {
	const char *key, *now;
} gone[] = {
	{ "offender-errors", "see 'burst': errors that a source may make in a row" },
	{ "offender-percent", "see 'burst': a source that overdraws it waits" },
	{ "offender-window", "see 'max-debt': what a source owes ends with time" },
	{ "server-rate", "see 'server-interval': it alone is the server's rate" },
};

static bool unknown_key(unsigned int who, const char *prefix, const char *key,
			char *error)
{
	const char *meant = nearest(who, key);
	size_t i;

	for (i = 0; i < sizeof(gone) / sizeof(*gone); i++)
		if (!strcmp(key, gone[i].key))
			return fail(error, "option '%s%s' was removed; %s",
				    prefix, key, gone[i].now);
	if (meant)
		return fail(error, "unknown option '%s%.100s'; did you mean '%s%s'?",
			    prefix, key, prefix, meant);
	return fail(error, "unknown option '%s%.100s'", prefix, key);
}

/* An option of a part that is not there takes its default alone. */
static bool take_value(const struct row *row, struct settings *s,
		       const char *text, char *error)
{
	if (row->missing && strcmp(text, row->standard))
		return fail(error, "%s: this program was built without %s",
			    row->key, row->missing);
	return row->type->parse(row, s, text, error);
}

bool options_set(struct settings *s, unsigned int who, const char *key,
		 const char *text, char *error)
{
	const struct row *row = find_row(who, key);

	if (!row)
		return unknown_key(who, "", key, error);
	return take_value(row, s, text, error);
}

bool options_get(const struct settings *s, const char *key, char *text)
{
	const struct row *row = find_row(OPTIONS_ALL, key);

	if (!row)
		return false;
	text[0] = '\0';
	row->type->format(row, s, text);
	return true;
}

/* `--key` and `--no-key` of flags.  Return: the row, NULL if it is none */
static const struct row *find_flag(unsigned int who, const char *key,
				   const char **value)
{
	const struct row *row = find_row(who, key);

	*value = "yes";
	if (!row && !strncmp(key, "no-", 3)) {
		row = find_row(who, key + 3);
		*value = "no";
	}
	return row && row->type == &flag ? row : NULL;
}

enum options_result options_parse_one(struct settings *s, unsigned int who,
				      char *const *argv, int *index,
				      char *error)
{
	const char *arg = argv[*index], *value;
	const struct row *row;
	char key[NAME_MAX_LEN + 1];
	size_t n;
	int used = 1;

	if (!arg || strncmp(arg, "--", 2) || !arg[2])
		return OPTIONS_OTHER;
	n = strcspn(arg + 2, "=");
	if (n > NAME_MAX_LEN)
		return OPTIONS_OTHER;
	memcpy(key, arg + 2, n);
	key[n] = '\0';
	if (arg[2 + n]) {
		value = arg + 2 + n + 1;
		row = find_row(who, key);
	} else if ((row = find_flag(who, key, &value))) {
		if (argv[*index + 1] && read_flag(argv[*index + 1]) >= 0 &&
		    !strcmp(row->key, key)) {
			value = argv[*index + 1];
			used = 2;
		}
	} else if ((row = find_row(who, key))) {
		value = argv[*index + 1];
		used = 2;
		if (!value) {
			fail(error, "--%s needs a value: %s", key, row->unit);
			return OPTIONS_WRONG;
		}
	}
	if (!row)
		return OPTIONS_OTHER;
	if (!take_value(row, s, value, error))
		return OPTIONS_WRONG;
	*index += used;
	return OPTIONS_TAKEN;
}

void options_unknown(unsigned int who, const char *arg, char *error)
{
	char key[NAME_MAX_LEN + 1];

	if (strncmp(arg, "--", 2)) {
		fail(error, "'%.100s' is not expected here", arg);
		return;
	}
	snprintf(key, sizeof(key), "%.*s", (int)strcspn(arg + 2, "="), arg + 2);
	unknown_key(who, "--", key, error);
}

#define HELP_WIDTH	80u
#define HELP_COLUMN	31u	/* where the options' help begins */

void options_item(FILE *out, unsigned int column, const char *head,
		  const char *text)
{
	unsigned int at = (unsigned int)strlen(head), len;

	fputs(head, out);
	for (; *text; text += len + (text[len] == ' ')) {
		len = (unsigned int)strcspn(text, " ");
		if (at > column && at + 1 + len > HELP_WIDTH) {
			fputc('\n', out);
			at = 0;
		}
		if (at < column)
			fprintf(out, "%*s", (int)(column - at), "");
		else
			fputc(' ', out);
		at = (at < column ? column : at + 1) + len;
		fprintf(out, "%.*s", (int)len, text);
	}
	fputc('\n', out);
}

void options_help(FILE *out, unsigned int who)
{
	struct option_row row;
	const char *section = "";
	char head[64], values[256];
	size_t i;

	for (i = 0; options_each(i, &row); i++) {
		if (!(row.who & who))
			continue;
		if (strcmp(section, row.section))
			fprintf(out, "%s%s:\n", *section ? "\n" : "",
				row.section);
		section = row.section;
		snprintf(head, sizeof(head), "  --%s%s%s", row.key,
			 *row.unit ? " " : "", row.unit);
		options_item(out, HELP_COLUMN, head, row.help);
		snprintf(values, sizeof(values), "(%s%sdefault %s)", row.range,
			 *row.range ? ", " : "", row.standard);
		options_item(out, HELP_COLUMN, "", values);
	}
}

static bool is_fixed(const struct row *row)
{
	return row->fixed;
}

static bool is_of_rules(const struct row *row)
{
	return row->who & OPTIONS_RULES;
}

/* Write "key, key" of the rows that differ among those that count. */
static bool changed(const struct settings *old, const struct settings *fresh,
		    bool (*counts)(const struct row *row), char *keys)
{
	char *a = malloc(OPTIONS_TEXT_MAX), *b = malloc(OPTIONS_TEXT_MAX);
	size_t i, used = 0;

	keys[0] = '\0';
	for (i = 0; a && b && i < ROWS && used < OPTIONS_ERROR_MAX; i++) {
		if (!counts(&rows[i]))
			continue;
		a[0] = b[0] = '\0';
		rows[i].type->format(&rows[i], old, a);
		rows[i].type->format(&rows[i], fresh, b);
		if (strcmp(a, b))
			used += (size_t)snprintf(keys + used,
						 OPTIONS_ERROR_MAX - used,
						 "%s%s", used ? ", " : "",
						 rows[i].key);
	}
	free(a);
	free(b);
	return used > 0;
}

bool options_changed_fixed(const struct settings *old,
			   const struct settings *fresh, char *keys)
{
	return changed(old, fresh, is_fixed, keys);
}

bool options_changed_rules(const struct settings *old,
			   const struct settings *fresh, char *keys)
{
	return changed(old, fresh, is_of_rules, keys);
}
