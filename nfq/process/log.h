/* SPDX-License-Identifier: GPL-2.0-or-later */
/* log.h - lines for the admin, never at the cost of a packet */
#ifndef NFQ_LOG_H
#define NFQ_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <syslog.h>

#include "conf/options.h"

/**
 * log_open() - Say where lines go
 * @target:	LOG_TO_STDERR, or LOG_TO_SYSLOG (/dev/log, datagrams)
 * @level:	The least important that is written: LOG_ERR .. LOG_DEBUG
 * @rate:	Event lines a second; 0 = no limit
 *
 * Before it is called, messages go to standard error at level LOG_INFO.
 * Return: false with errno set if the target cannot be had
 */
bool log_open(enum log_target target, int level, uint32_t rate);

/** log_name() - Which program's lines they are; borrowed for good */
void log_name(const char *name);

/** log_set() - Change level and rate */
void log_set(int level, uint32_t rate);

/** log_message() - Write "NAME: [error: |warning: ]text" */
void log_message(int level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define log_error(...)		log_message(LOG_ERR, __VA_ARGS__)
#define log_warning(...)	log_message(LOG_WARNING, __VA_ARGS__)
#define log_notice(...)		log_message(LOG_NOTICE, __VA_ARGS__)
#define log_info(...)		log_message(LOG_INFO, __VA_ARGS__)
#define log_debug(...)		log_message(LOG_DEBUG, __VA_ARGS__)

/**
 * log_wants_event() - Is a line for an event to be written?
 * @now_ns:	Monotonic time, for the rate
 *
 * Ask before the line is made: past the rate, lines are counted instead.
 */
bool log_wants_event(uint64_t now_ns);

/** log_event() - Write a line of trace_line() as it is */
void log_event(const char *line, size_t length_bytes);

/**
 * log_flush() - Hand buffered lines on, as far as that does not block
 * @now_ns:	Monotonic time
 * Return: false if some are left: call again when convenient
 */
bool log_flush(uint64_t now_ns);

/** log_next_ns() - When log_flush() has work; ENGINE_NEVER for none */
uint64_t log_next_ns(void);

/** log_lost_total() - Lines that were counted instead of written */
uint64_t log_lost_total(void);

#endif
