/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - every setting, once: command line, file, help and man page
 *
 * One table of rows is behind all of them.  Adding an option is adding a field
 * to struct settings and a row to the table in options.c.
 */
#ifndef NFQ_OPTIONS_H
#define NFQ_OPTIONS_H

#include <stdio.h>

#include "core/engine.h"

#define OPTIONS_ERROR_MAX	512
#define OPTIONS_TEXT_MAX	16384	/* holds any value's text */
#define OPTIONS_PATH_MAX	108	/* as sun_path */
#define OPTIONS_NAME_MAX	32
#define OPTIONS_STORE_MAX	256
#define OPTIONS_SERVERS_MAX	64
#define OPTIONS_PORTS_MAX	15	/* as iptables' multiport has room for; a range takes two */

/** enum options_who - Who takes an option (a set) */
enum options_who {
	OPTIONS_RUN = 1,	/* smtp-tarpit run */
	OPTIONS_RULES = 2,	/* smtp-tarpit-rules */
	OPTIONS_REPLAY = 4,	/* smtp-tarpit-replay */
	OPTIONS_CTL = 8,	/* smtp-tarpit status and the like */
	OPTIONS_SHARE = 16,	/* smtp-tarpit-share */
	OPTIONS_METRICS = 32,	/* smtp-tarpit-metrics */
	OPTIONS_ALL = 63
};

enum log_target { LOG_TO_STDERR, LOG_TO_SYSLOG };
enum rules_mode { MODE_ROUTER, MODE_HOST };
enum rules_backend { BACKEND_AUTO, BACKEND_IPTABLES, BACKEND_NFT };
enum rules_position { POSITION_LAST, POSITION_FIRST };

/** struct port_range - Ports, both ends included */
struct port_range {
	uint16_t first, last;
};

/**
 * struct settings - What the whole program may be told
 * @engine:		The engine's part; its key is left zero
 * @ports:		The servers' ports; none is in two of them
 * @tls_profile:	File of engine.tls_profile, which options do not read; "" = none
 * @queue_num:		First queue
 * @hold_queues:	How many queues held packets are spread over
 * @mark_mask:		Two bits of the packet's and connection's mark
 * @control:		Path of the control socket
 * @control_group:	Group that may use it; "" = none: root and the daemon's user
 * @state:		Where sources are remembered; "" = nowhere
 * @user:		User that it becomes
 * @sandbox:		Give up what is not needed
 * @log_target:		enum log_target
 * @log_level:		As of syslog(3): 3 errors .. 7 debug
 * @log_rate:		Lines a second; 0 = no limit
 * @metrics_port:	HTTP port of smtp-tarpit-metrics; 0 = off
 * @shared_state:	Where routers share what sources owe; "" = nowhere
 * @shared_prefix, @shared_site: What keys begin with there
 * @shared_user, @shared_password_file, @shared_ca: How to log in there
 * @mode, @servers, @in_interface, @any_server, @backend, @iptables, @position,
 * @prefilter, @known_s: The firewall's part (smtp-tarpit-rules)
 * @max_connections: Of one source at once, past it SYNs are dropped; 0 = no bound
 */
struct settings {
	struct engine_conf engine;
	struct port_range ports[OPTIONS_PORTS_MAX];
	uint32_t ports_n;
	char tls_profile[OPTIONS_PATH_MAX];
	uint32_t queue_num;
	uint32_t hold_queues;
	uint32_t mark_mask;
	char control[OPTIONS_PATH_MAX];
	char control_group[OPTIONS_NAME_MAX];
	char state[OPTIONS_PATH_MAX];
	char user[OPTIONS_NAME_MAX];
	bool sandbox;
	uint32_t log_target;
	uint32_t log_level;
	uint32_t log_rate;
	uint32_t metrics_port;
	char shared_state[OPTIONS_STORE_MAX];
	char shared_prefix[OPTIONS_NAME_MAX];
	char shared_site[OPTIONS_NAME_MAX];
	char shared_user[OPTIONS_NAME_MAX];
	char shared_password_file[OPTIONS_PATH_MAX];
	char shared_ca[OPTIONS_PATH_MAX];
	uint32_t mode;
	struct net servers[OPTIONS_SERVERS_MAX];
	uint32_t servers_n;
	char in_interface[OPTIONS_PATH_MAX];
	bool any_server;
	uint32_t backend;
	uint32_t iptables;
	uint32_t position;
	bool prefilter;
	uint32_t known_s;
	uint32_t max_connections;
};

/**
 * struct option_row - One option, for listing them
 * @key:	Name: `--key` and `key = ` in the file
 * @unit:	What its value is, for people: "SECONDS"; "" for a flag
 * @standard:	Its default, as text
 * @range:	Its range, as text: "0..600", "router|host"; "" for none
 * @help:	One line
 * @section:	Heading that it stands under
 * @who:	Set of enum options_who
 * @fixed:	It is read at the start only, not by a reload
 * @list:	Its value is a list, separated by commas
 */
struct option_row {
	const char *key;
	const char *unit;
	const char *standard;
	char range[80];
	const char *help;
	const char *section;
	unsigned int who;
	bool fixed;
	bool list;
};

/**
 * options_each() - The rows of the table, one after the other
 * @index:	From 0
 * @row:	Filled
 * Return: false behind the last
 */
bool options_each(size_t index, struct option_row *row);

/** settings_has_port() - Is this a port of the servers? */
bool settings_has_port(const struct settings *s, uint16_t port);

/** settings_hold_4xx() - Is a reply of 4xx among those that are charged? */
bool settings_hold_4xx(const struct settings *s);

/** options_defaults() - Set every option to its default */
void options_defaults(struct settings *s);

/**
 * options_set() - Set one option from text
 * @s:		Settings; unchanged on error
 * @who:	Options of these only
 * @key:	Name
 * @text:	Value
 * @error:	At least OPTIONS_ERROR_MAX bytes: says what is wrong and, for
 *		an unknown @key, which one was perhaps meant
 * Return: false on error
 */
bool options_set(struct settings *s, unsigned int who, const char *key,
		 const char *text, char *error);

/**
 * options_get() - Write an option's value as options_set() would read it
 * @text:	At least OPTIONS_TEXT_MAX bytes
 * Return: false if there is no such @key
 */
bool options_get(const struct settings *s, const char *key, char *text);

/** enum options_result - What options_parse_one() found */
enum options_result {
	OPTIONS_TAKEN,	/* an option of the table; it was set */
	OPTIONS_OTHER,	/* something else: the caller's, or unknown */
	OPTIONS_WRONG	/* an option of the table with a bad value */
};

/**
 * options_parse_one() - Take one option from a command line
 * @s:		Settings
 * @who:	Options of these only
 * @argv:	Ends with NULL
 * @index:	Where to look; moved behind what was taken
 * @error:	At least OPTIONS_ERROR_MAX bytes, for OPTIONS_WRONG
 *
 * `--key value`, `--key=value`; a flag may also be `--key` or `--no-key` alone.  Callers with
 * options of their own look for them where this returns OPTIONS_OTHER, and end
 * with options_unknown().
 */
enum options_result options_parse_one(struct settings *s, unsigned int who,
				      char *const *argv, int *index,
				      char *error);

/**
 * options_unknown() - Say that @arg is no option, and which was perhaps meant
 * @error:	At least OPTIONS_ERROR_MAX bytes
 */
void options_unknown(unsigned int who, const char *arg, char *error);

/** options_help() - Print the options of @who, with ranges and defaults */
void options_help(FILE *out, unsigned int who);

/**
 * options_item() - Print @head, and beside it @text in lines of 80 columns
 * @column:	Where each line of @text begins, or one behind @head
 */
void options_item(FILE *out, unsigned int column, const char *head,
		  const char *text);

/**
 * options_changed_fixed() - Do options differ that only a restart changes?
 * @keys:	At least OPTIONS_ERROR_MAX bytes: "key, key"
 */
bool options_changed_fixed(const struct settings *old,
			   const struct settings *fresh, char *keys);

/** options_changed_rules() - Do some that the firewall's rules have too? */
bool options_changed_rules(const struct settings *old,
			   const struct settings *fresh, char *keys);

#endif
