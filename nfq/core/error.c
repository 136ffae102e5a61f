// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * error.c - which replies are errors, and which of them cost nothing
 *
 * Owns the table of exemptions: one is a function and a row.  It asks the
 * configuration, the reply, and what its flow has seen; it changes nothing.
 */
#include "core.h"

#define CODE_EHLO_UNKNOWN	500	/* RFC 5321 4.2.4 */
#define CODE_LOGIN		530	/* and all of 53x: RFC 4954 6 */

/* Does a reply code, as far as it is known, belong to the charged ones? */
static bool code_is_held(const struct engine *e, const struct smtp_item *item)
{
	static const unsigned int spans[] = { 0, 100, 10, 1 };
	unsigned int span = spans[item->digits];
	unsigned int code = item->code * span;
	unsigned int end = code + span;

	for (; code < end; code++)
		if (e->conf.hold_codes[code / 8] & 1u << code % 8)
			return true;
	return false;
}

static bool enhanced_is_held(const struct engine *e,
			     const struct smtp_item *item)
{
	const struct enhanced *h = e->conf.hold_enhanced;
	uint32_t i;

	for (i = 0; i < e->conf.hold_enhanced_n; i++)
		if (h[i].class == item->enhanced.class &&
		    h[i].subject == item->enhanced.subject &&
		    h[i].detail == item->enhanced.detail)
			return true;
	return false;
}

/* What is not known yet counts as the worst that it may become. */
bool error_is_held(const struct engine *e, const struct smtp_item *item)
{
	if (code_is_held(e, item))
		return true;
	if (!e->conf.hold_enhanced_n)
		return false;
	return item->decided ? enhanced_is_held(e, item) : smtp_class(item) > 3;
}

/* Replies to a command that a server does not know or take as it is. */
static bool is_protocol_error(const struct smtp_item *item)
{
	return item->code >= CODE_EHLO_UNKNOWN && item->code <= 504;
}

static bool is_about_login(const struct smtp_item *item)
{
	return item->code / 10 == CODE_LOGIN / 10;
}

/*
 * EHLO or HELO refused (RFC 5321 4.1.1.1): a client falls back, or fails for
 * all recipients.  Where the kernel let the greeting pass unseen, only the
 * codes that refuse a command as such are taken for it.  A guess before EHLO
 * (VRFY) may get a 550 just there: of another code, one that says why counts,
 * unless it is about an address (RFC 3463 3.2), or answers AUTH (53x, RFC 4954 6).
 */
static bool is_helo_refused(const struct flow *f, const struct smtp_item *item)
{
	if (!f->from_start)
		return f->replies == 0 && is_protocol_error(item);
	return f->greeted && (is_protocol_error(item) ||
			      (item->enhanced.class && !is_about_login(item) &&
			       item->enhanced.subject != 1));
}

/* Too many recipients: clients send to the rest later, RFC 5321 4.5.3.1.10. */
static bool is_552(const struct flow *f, const struct smtp_item *item)
{
	(void)f;
	return item->code == 552;
}

/*
 * DATA after no valid recipient: 503, or 554 (RFC 5321 3.3); a consequence of
 * the refusals before it, which were charged.  A 554 must say 5.5.1, since
 * some servers refuse recipients with it.
 */
static bool is_no_recipient(const struct flow *f, const struct smtp_item *item)
{
	if (!f->last_refused)
		return false;
	return item->code == 503 ||
	       (item->code == 554 && item->enhanced.class == 5 &&
		item->enhanced.subject == 5 && item->enhanced.detail == 1);
}

static const struct exemption {
	enum exempt_reply bit;
	bool source_only;
	bool (*matches)(const struct flow *f, const struct smtp_item *item);
} exemptions[] = {
	{ EXEMPT_HELO, false, is_helo_refused },
	{ EXEMPT_552,  false, is_552 },
	{ EXEMPT_DATA, true,  is_no_recipient },
};

bool error_is_exempt(const struct engine *e, const struct flow *f,
		     const struct smtp_item *item)
{
	const struct exemption *x;
	size_t i;

	if (!item->decided)
		return false;
	for (i = 0; i < sizeof(exemptions) / sizeof(*exemptions); i++) {
		x = &exemptions[i];
		if (e->conf.exempt_replies & x->bit &&
		    (!x->source_only || e->conf.policy == POLICY_SOURCE) &&
		    x->matches(f, item))
			return true;
	}
	return false;
}
