/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fleet_script.h - what the store computes, in Lua
 *
 * A source is one key; its value is the time until which it owes, in
 * milliseconds of the store's own clock, times two, plus one for an offender:
 * a whole number, which the store keeps in a few bytes.  The key expires with
 * the debt.  What a script does is done at once, so charges of two routers at
 * the same moment cost two intervals.
 */
#ifndef NFQ_FLEET_SCRIPT_H
#define NFQ_FLEET_SCRIPT_H

/* No debt is longer: a day, in milliseconds. */
#define FLEET_DEBT_MAX_MS	86400000

#define FLEET_STRING(x)		#x
#define FLEET_TEXT(x)		FLEET_STRING(x)

#define FLEET_CLOCK							\
	"local t = redis.call('TIME')\n"				\
	"local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"

/*
 * KEYS: the source's
 * ARGV: what it owes more, what it owes at least (both in milliseconds), 1 for
 *	an offender, the channel, the source's name, the router's name
 * The answer, and the second word of the message: its debt times two, plus one
 * for an offender.
 */
static const char fleet_charge_script[] =
	FLEET_CLOCK
	"local v = tonumber(redis.call('GET', KEYS[1]) or 0) or 0\n"
	"local bad = v % 2\n"
	"if ARGV[3] == '1' then bad = 1 end\n"
	"local old = math.max(math.floor(v / 2), now)\n"
	"local tat = math.max(old + ARGV[1], now + ARGV[2])\n"
	"tat = math.min(tat, now + " FLEET_TEXT(FLEET_DEBT_MAX_MS) ")\n"
	"local debt = tat - now\n"
	"if debt < 1 then return 0 end\n"
	"local answer = string.format('%.0f', debt * 2 + bad)\n"
	"redis.call('SET', KEYS[1], string.format('%.0f', tat * 2 + bad),\n"
	"	'PX', string.format('%.0f', debt))\n"
	"if tat > old or tonumber(ARGV[1]) > 0 then\n"
	"	redis.call('PUBLISH', ARGV[4],\n"
	"		ARGV[5] .. ' ' .. answer .. ' ' .. ARGV[6])\n"
	"end\n"
	"return tonumber(answer)\n";

/*
 * ARGV: a cursor, a pattern, how many to look at
 * The answer: the next cursor, then keys and, as above, what they owe
 */
static const char fleet_list_script[] =
	FLEET_CLOCK
	"local s = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2],\n"
	"	'COUNT', ARGV[3])\n"
	"local out = { s[1] }\n"
	"for _, key in ipairs(s[2]) do\n"
	"	local v = tonumber(redis.call('GET', key) or 0) or 0\n"
	"	local debt = math.floor(v / 2) - now\n"
	"	if debt > 0 and #out < 2000 then\n"
	"		out[#out + 1] = key\n"
	"		out[#out + 1] = debt * 2 + v % 2\n"
	"	end\n"
	"end\n"
	"return out\n";

#endif
