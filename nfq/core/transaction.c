// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * transaction.c - where in the conversation a reply stands, and whether a message was taken
 *
 * As the server tells it (RFC 5321 3.3, 4.1.1).  Where bytes were not seen, or the client
 * was not, that is not known, and any 250 may be the answer to a message.
 */
#include "core.h"

#define CODE_DATA		354	/* RFC 5321 4.1.1.4 */
#define CODE_TAKEN		250	/* RFC 5321 4.3.2; RFC 3030 2 */
#define CODE_BYE		221	/* RFC 5321 4.1.1.10 */
#define CODE_CLOSING		421	/* RFC 5321 3.8 */

/* Not the greeting, EHLO's, and what is about an address (RFC 3463 3.2). */
static bool can_be_message(const struct flow *f, const struct smtp_item *item)
{
	bool opening = transaction_is_opening(f) ||
		       (f->from_start && f->greeted);

	return item->code == CODE_TAKEN && !opening &&
	       !(item->enhanced.class == 2 && item->enhanced.subject == 1);
}

/*
 * Is all seen that the server got of the client since it spoke last?  Of a flow
 * without a mark the kernel gives only what has no room for a reply: what was read of
 * that must be all.
 */
static bool sees_client(const struct flow *f)
{
	return f->client_seen ||
	       (f->client_synced && f->client_whole &&
		seq_le(f->server_ack, f->client_read));
}

bool transaction_may_end(const struct flow *f, const struct smtp_item *item)
{
	if (f->after_354 && smtp_class(item) == 2)
		return true;	/* whatever its enhanced code says */
	return can_be_message(f, item) &&
	       (f->unplaced || f->bdat_at[0] == 1 ||
		(f->in_mail && !sees_client(f)));
}

/*
 * Return: a recipient was accepted.  2.1.5 says so; a server that says no enhanced
 * codes at all says it with any 2xx behind the one to MAIL.
 */
static bool learn_recipient(struct flow *f, const struct smtp_item *item)
{
	bool recipient = f->in_mail;

	f->enhanced |= item->enhanced.class == 2;
	if (f->enhanced)
		recipient = item->enhanced.class == 2 &&
			    item->enhanced.subject == 1 &&
			    item->enhanced.detail == 5;
	f->in_mail = true;
	return recipient;
}

static void learn_accepted(struct flow *f, const struct smtp_item *item)
{
	if (f->greeted || item->chunking)
		f->no_chunks = !item->chunking;
	if (f->greeted || transaction_is_opening(f)) {
		f->in_mail = false;
		return;
	}
	if (f->bdat_at[0] == 1) {
		f->taken = f->last_at & 1 && f->recipient;
	} else if (learn_recipient(f, item)) {
		f->last_refused = false;
		f->recipient = true;
	}
}

/* The greeting, then EHLO's or HELO's answer: RFC 5321 3.1, 3.2. */
static void learn_position(struct flow *f, unsigned int class, bool opening)
{
	f->unplaced = false;
	if (opening)
		f->greeted = class == 2;
	else if (class == 2 || f->replies >= 2)
		f->greeted = false;
	if (f->replies < UINT8_MAX)
		f->replies++;
}

void transaction_gap(struct flow *f)
{
	f->unplaced = true;
	f->client_synced = false;
	if (!f->from_start)
		return;
	f->greeted = false;
	if (!f->replies)
		f->replies = 1;
}

/* From what the server says of itself; a client can make up what is not clean. */
static void learn(struct flow *f, const struct smtp_item *item)
{
	unsigned int class = item->code / 100;
	bool after_data = f->after_354;

	if (after_data && class == 2)
		f->taken = true;
	else if (class == 2)
		learn_accepted(f, item);
	f->after_354 = item->code == CODE_DATA;
	f->closing = item->code == CODE_BYE || item->code == CODE_CLOSING;
	if (after_data || f->taken)
		f->in_mail = f->recipient = false;
	if (class >= 4)
		f->last_refused = f->in_mail = true;
	if (after_data || item->code == CODE_DATA)
		f->last_refused = false;
}

bool transaction_reply_end(struct engine *e, struct flow *f,
			   const struct smtp_item *item)
{
	unsigned int class = item->code / 100;
	bool opening = transaction_is_opening(f);

	f->not_smtp = 0;
	e->stats.replies_total++;
	e->stats.replies_5xx_total += class == 5;
	if (item->clean)
		learn(f, item);
	learn_position(f, class, opening);
	return !opening;
}
