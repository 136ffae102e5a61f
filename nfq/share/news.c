// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * news.c - what other routers tell by the store
 *
 * Owns the connection on which their charges come.  Promises that a store which
 * floods it costs no more than so many messages a second; then nothing is read.
 */
#include "share.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <string.h>

#include "script.h"

#define SECOND_NS	NS_PER_S
#define MESSAGES_MOST	50000u	/* a second; then nothing is read */
#define MESSAGE_MAX	128

void news_second(struct share *s, uint64_t now_ns)
{
	if (now_ns - s->second_ns < SECOND_NS)
		return;
	s->second_ns = now_ns;
	s->messages = 0;
	if (s->news.link.paused)
		link_pause(&s->news.link, false);
}

void news_source(struct share *s, const char *source, long long zero_ms)
{
	struct net net;

	if (zero_ms > SCRIPT_MAX_MS || zero_ms < -SCRIPT_MAX_MS ||
	    strlen(source) >= NET_TEXT_MAX || !strchr(source, '/') ||
	    !net_parse(source, &net)) {
		s->stats.bad++;
		return;
	}
	router_raise(s, source, zero_ms, "");
}

/* "SOURCE NUMBER ROUTER" */
static void message_came(struct share *s, const char *text, size_t n)
{
	char copy[MESSAGE_MAX], *rest = copy, *source, *value, *router;
	long long zero_ms;

	if (n >= sizeof(copy)) {
		s->stats.bad++;
		return;
	}
	memcpy(copy, text, n);
	copy[n] = '\0';
	source = strsep(&rest, " ");
	value = strsep(&rest, " ");
	router = strsep(&rest, " ");
	if (!value || !router || rest || !share_read(value, &zero_ms)) {
		s->stats.bad++;
		return;
	}
	if (strcmp(router, s->id))
		news_source(s, source, zero_ms);
}

static bool is_text(const redisReply *reply, const char *text)
{
	return reply->type == REDIS_REPLY_STRING && !strcmp(reply->str, text);
}

static void news_came(void *ctx, const redisReply *reply)
{
	struct share *s = ctx;

	if (reply->type == REDIS_REPLY_STATUS)
		return;
	if (reply->type == REDIS_REPLY_ERROR) {
		s->stats.bad++;
		link_fail(&s->news.link, reply->str);
		return;
	}
	news_second(s, loop_now_ns());
	if (++s->messages > MESSAGES_MOST)
		link_pause(&s->news.link, true);
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 3)
		s->stats.bad++;
	else if (is_text(reply->element[0], "subscribe"))
		line_ready(&s->news);
	else if (is_text(reply->element[0], "message") &&
		 reply->element[2]->type == REDIS_REPLY_STRING)
		message_came(s, reply->element[2]->str,
			     (size_t)reply->element[2]->len);
	else
		s->stats.bad++;
}

static void news_up(void *ctx)
{
	struct share *s = ctx;
	const char *argv[] = { "SUBSCRIBE", s->channel };

	if (!line_login(s, &s->news) || !link_command(&s->news.link, 2, argv))
		link_fail(&s->news.link, strerror(ENOMEM));
}

static void news_down(void *ctx, const char *why)
{
	struct share *s = ctx;

	(void)why;	/* the other connection tells it */
	line_broke(s, &s->news);
}

void news_open(struct share *s)
{
	static const struct link_hooks hooks = {
		news_up, news_came, news_down
	};

	s->news.link = (struct link){
		.loop = &s->side.loop, .store = &s->address, .hooks = &hooks,
		.ctx = s,
	};
}
