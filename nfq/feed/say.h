/* SPDX-License-Identifier: GPL-2.0-or-later */
/* say.h - what smtp-tarpit-feed says of itself */
#ifndef FEED_SAY_H
#define FEED_SAY_H

/** feed_say() - Write "smtp-tarpit-feed: text" to standard error */
void feed_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
