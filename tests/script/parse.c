// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse.c - stream scripts: text into words, times, flags and places
 *
 * Owns nothing: all words of a line live in the line's own arena.
 * Knows nothing of connections or of the engine.  README.md beside this file
 * has the format.
 */
#include "script.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool arena_put(struct line *line, char c)
{
	if (line->arena_used >= sizeof(line->arena))
		return false;
	line->arena[line->arena_used++] = c;
	return true;
}

static const char *unescape(const char *p, char *c)
{
	static const char names[] = "rnt0\\\"", values[] = "\r\n\t\0\\\"";
	const char *at;
	char hex[3];

	if (*p != '\\') {
		*c = *p;
		return p + 1;
	}
	if (p[1] == 'x' && isxdigit((unsigned char)p[2]) &&
	    isxdigit((unsigned char)p[3])) {
		hex[0] = p[2];
		hex[1] = p[3];
		hex[2] = '\0';
		*c = (char)strtoul(hex, NULL, 16);
		return p + 4;
	}
	at = p[1] ? strchr(names, p[1]) : NULL;
	if (!at)
		return NULL;
	*c = values[at - names];
	return p + 2;
}

/* "text"*3: decoded, three times over */
static const char *read_string(struct line *line, const char *p,
			       struct word *word, const char **error)
{
	unsigned long times = 1, i;
	size_t once;
	char c, *end;

	word->text = line->arena + line->arena_used;
	word->string = true;
	for (p++; *p && *p != '"';) {
		p = unescape(p, &c);
		*error = p ? "line too long" : "unknown escape in string";
		if (!p || !arena_put(line, c))
			return NULL;
	}
	*error = "string has no end";
	if (*p++ != '"')
		return NULL;
	once = (size_t)(line->arena + line->arena_used - word->text);
	if (*p == '*') {
		times = strtoul(p + 1, &end, 10);
		p = end;
	}
	*error = "bad repetition";
	if (!times || once * times > PACKET_MAX ||
	    line->arena_used + once * times >= sizeof(line->arena))
		return NULL;
	for (i = 1; i < times; i++)
		memcpy(word->text + i * once, word->text, once);
	word->len_bytes = once * times;
	line->arena_used = (size_t)(word->text - line->arena) + word->len_bytes;
	arena_put(line, '\0');
	return p;
}

/* A word ends at a space; behind the '=' also at a comma.  <...> is one. */
static const char *read_word(struct line *line, const char *p,
			     struct word *word, const char **error)
{
	bool angle = *p == '<';

	word->text = line->arena + line->arena_used;
	word->string = false;
	while (*p && (angle || !isspace((unsigned char)*p))) {
		if (line->expects && *p == ',' && !angle)
			break;
		*error = "line too long";
		if (!arena_put(line, *p))
			return NULL;
		if (*p++ == '>' && angle)
			break;
	}
	word->len_bytes = (size_t)(line->arena + line->arena_used - word->text);
	arena_put(line, '\0');
	return p;
}

static const char *add_item_word(struct line *line, const struct word *word,
				 bool *fresh, unsigned int *used)
{
	if (*used >= WORDS_MAX)
		return "too many expectations";
	if (*fresh) {
		if (line->items >= ITEMS_MAX)
			return "too many expectations";
		line->item[line->items].word = &line->item_word[*used];
		line->item[line->items++].words = 0;
		*fresh = false;
	}
	line->item_word[(*used)++] = *word;
	line->item[line->items - 1].words++;
	return NULL;
}

const char *line_parse(struct line *line, const char *text)
{
	const char *p = text, *error = NULL;
	unsigned int used = 0;
	struct word word;
	bool fresh = true;

	line->words = line->items = 0;
	line->expects = false;
	line->arena_used = 0;
	for (;;) {
		while (isspace((unsigned char)*p))
			p++;
		if (!*p || *p == '#')
			return NULL;
		if (line->expects && *p == ',') {
			fresh = true;
			p++;
			continue;
		}
		p = *p == '"' ? read_string(line, p, &word, &error)
			      : read_word(line, p, &word, &error);
		if (!p)
			return error;
		if (!word.string && !line->expects && !strcmp(word.text, "=")) {
			line->expects = true;
			continue;
		}
		if (line->expects)
			error = add_item_word(line, &word, &fresh, &used);
		else if (line->words >= WORDS_MAX)
			error = "too many words";
		else
			line->word[line->words++] = word, error = NULL;
		if (error)
			return error;
	}
}

bool parse_time(const char *text, uint64_t *ns)
{
	uint64_t unit = NS_PER_S;

	*ns = 0;
	if (!isdigit((unsigned char)*text))
		return false;
	for (; isdigit((unsigned char)*text); text++)
		*ns = *ns * 10 + (uint64_t)(*text - '0') * NS_PER_S;
	if (*text == '.')
		for (text++; isdigit((unsigned char)*text); text++) {
			unit /= 10;
			*ns += (uint64_t)(*text - '0') * unit;
		}
	return !*text;
}

bool parse_number(const char *text, uint32_t *number)
{
	unsigned long long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	n = strtoull(text, &end, 10);
	*number = (uint32_t)n;
	return !*end && n <= UINT32_MAX;
}

bool parse_flags(const char *text, uint8_t *flags)
{
	static const char letters[] = "FSRP.U";
	const char *at;

	*flags = 0;
	for (; *text; text++) {
		at = strchr(letters, *text);
		if (!at)
			return false;
		*flags |= (uint8_t)(1u << (at - letters));
	}
	return true;
}

const char *parse_pos(const char *text, struct pos *pos)
{
	size_t n = 0;
	char *end;

	memset(pos, 0, sizeof(*pos));
	if (isdigit((unsigned char)*text)) {
		pos->offset = strtoll(text, &end, 10);
		text = end;
	} else {
		while (isalnum((unsigned char)*text) || *text == '_') {
			if (n + 1 >= sizeof(pos->label))
				return NULL;
			pos->label[n++] = *text++;
		}
		if (!n)
			return NULL;
		if (*text == '$') {
			pos->end = true;
			text++;
		}
	}
	if (*text == '+' || *text == '-') {
		if (!isdigit((unsigned char)text[1]))
			return NULL;
		pos->offset += strtoll(text, &end, 10);
		text = end;
	}
	return text;
}
