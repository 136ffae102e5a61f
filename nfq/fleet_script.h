/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fleet_script.h - what the store computes, in Lua
 *
 * A source is one key, a hash.  Its field "d" is the time until which it owes,
 * in milliseconds of the store's own clock, times two, plus one for an offender.
 * A field for each router has what that router counted: errors, recipients
 * refused, recipients and messages taken.  The sums make an offender, so that
 * spreading errors over routers hides none.  The key expires with the debt.
 * What a script does is done at once, so charges of two routers at the same
 * moment cost two intervals.
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
 * ARGV: 1 what it owes more, 2 what it owes at least (both in milliseconds),
 *	3 1 for an offender, whatever the counts say, 4 the channel, 5 the
 *	source's name, 6 the router's, 7 errors, 8 refused, 9 taken (this
 *	router's counts), 10 errors and 11 percent refused of an offender
 * The answer, and the second word of the message: its debt times two, plus one
 * for an offender.
 */
static const char fleet_charge_script[] =
	FLEET_CLOCK
	"local v, e, r, a = 0, ARGV[7] + 0, ARGV[8] + 0, ARGV[9] + 0\n"
	"local h = redis.call('HGETALL', KEYS[1])\n"
	"for i = 1, #h, 2 do\n"
	"	if h[i] == 'd' then\n"
	"		v = tonumber(h[i + 1]) or 0\n"
	"	elseif h[i] ~= ARGV[6] then\n"
	"		local x, y, z = h[i + 1]:match('^(%d+) (%d+) (%d+)$')\n"
	"		if x then e, r, a = e + x, r + y, a + z end\n"
	"	end\n"
	"end\n"
	"local bad = v % 2\n"
	"if ARGV[3] == '1' or (e >= ARGV[10] + 0 and\n"
	"		r * 100 > ARGV[11] * (r + a)) then\n"
	"	bad = 1\n"
	"end\n"
	"local old = math.max(math.floor(v / 2), now)\n"
	"local tat = math.max(old + ARGV[1], now + ARGV[2])\n"
	"tat = math.min(tat, now + " FLEET_TEXT(FLEET_DEBT_MAX_MS) ")\n"
	"local debt = tat - now\n"
	"if debt < 1 then return 0 end\n"
	"local answer = string.format('%.0f', debt * 2 + bad)\n"
	"redis.call('HSET', KEYS[1], 'd', string.format('%.0f', tat * 2 + bad),\n"
	"	ARGV[6], ARGV[7] .. ' ' .. ARGV[8] .. ' ' .. ARGV[9])\n"
	"redis.call('PEXPIRE', KEYS[1], string.format('%.0f', debt))\n"
	"if tat > old or ARGV[1] ~= '0' then\n"
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
	"	local v = tonumber(redis.call('HGET', key, 'd') or 0) or 0\n"
	"	local debt = math.floor(v / 2) - now\n"
	"	if debt > 0 and #out < 2000 then\n"
	"		out[#out + 1] = key\n"
	"		out[#out + 1] = debt * 2 + v % 2\n"
	"	end\n"
	"end\n"
	"return out\n";

#endif
