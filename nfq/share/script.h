/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script.h - what the store computes, in Lua
 *
 * A source is one key; its value is one number, the time at which its bucket is
 * at zero, in milliseconds of the store's own clock.  That may lie in the past: so
 * many tokens are left.  The key expires when the bucket is full.  What a script
 * does is done at once, so charges of two routers at the same moment cost two
 * intervals.
 */
#ifndef SHARE_SCRIPT_H
#define SHARE_SCRIPT_H

/* No number is larger: a day, in milliseconds. */
#define SCRIPT_MAX_MS	86400000

#define SCRIPT_STRING(x)	#x
#define SCRIPT_TEXT(x)		SCRIPT_STRING(x)

#define SCRIPT_CLOCK							\
	"local t = redis.call('TIME')\n"				\
	"local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"

/*
 * KEYS: the source's
 * ARGV, all in milliseconds: 1 the amount, less than zero for what was bought;
 *	2 how far back its zero may lie; 3 how far ahead a charge moves it; 4 when
 *	it is at least, from now on, or nothing; and 5 the channel, 6 the source's
 *	name, 7 the router's
 * The answer, and the second word of the message: its zero, from now on.
 */
static const char script_charge[] =
	SCRIPT_CLOCK
	"local full, most = now - ARGV[2], now + ARGV[3]\n"
	"local old = math.max(tonumber(redis.call('GET', KEYS[1]) or full)\n"
	"	or full, full)\n"
	"local zero = math.max(old + ARGV[1], full)\n"
	"if zero > most then zero = math.max(math.min(zero, old), most) end\n"
	"if ARGV[4] ~= '' then zero = math.max(zero, now + ARGV[4]) end\n"
	"zero = math.min(zero, now + " SCRIPT_TEXT(SCRIPT_MAX_MS) ")\n"
	"if zero <= full then\n"
	"	redis.call('DEL', KEYS[1])\n"
	"	return zero - now\n"
	"end\n"
	"redis.call('SET', KEYS[1], string.format('%.0f', zero),\n"
	"	'PX', string.format('%.0f', zero - full))\n"
	"if zero > old then\n"
	"	redis.call('PUBLISH', ARGV[5], ARGV[6] ..\n"
	"		string.format(' %.0f ', zero - now) .. ARGV[7])\n"
	"end\n"
	"return zero - now\n";

/*
 * ARGV: a cursor, a pattern, how many to look at
 * The answer: the next cursor, then keys and, as above, their zeros
 */
static const char script_list[] =
	SCRIPT_CLOCK
	"local s = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2],\n"
	"	'COUNT', ARGV[3])\n"
	"local out = { s[1] }\n"
	"for _, key in ipairs(s[2]) do\n"
	"	local v = redis.pcall('GET', key)\n"
	"	v = type(v) == 'string' and tonumber(v)\n"
	"	if v and #out < 2000 then\n"
	"		out[#out + 1] = key\n"
	"		out[#out + 1] = v - now\n"
	"	end\n"
	"end\n"
	"return out\n";

#endif
