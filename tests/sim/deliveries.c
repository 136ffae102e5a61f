// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deliveries.c - simulation: whoever sends mail pays for its errors alone
 */
#include "sim.h"

#include <stdlib.h>

/* What a TCP that pipelines into a held connection sends again comes later. */
static double late_s(const struct mail *mail, double wait_s)
{
	return (mail->pipelining ? 2 * wait_s : wait_s) + 0.5;
}

static uint32_t good_recipients(const struct mail *mail)
{
	return (mail->recipients - mail->dead) * mail->connections *
	       mail->messages;
}

/*
 * An error waits for an interval, and whatever is behind more errors than the
 * bucket holds for one each of them: no reply for longer.
 */
static void sender_alone(const struct payer *payer, bool enhanced,
			 unsigned int refuse_ehlo, unsigned int errors)
{
	const struct mail *mail = &payer->mail;
	struct world *w = world_new(NULL);
	struct server server = server_like(1, enhanced);
	unsigned int beyond = errors > BURST ? errors - BURST : 0;
	double waited, most = late_s(mail, errors * 2.0);
	struct sender *s;
	double one = errors ? late_s(mail, beyond > 1 ? beyond * 2.0 : 2) : 0.5;

	server.refuse_ehlo = refuse_ehlo;
	s = sender_start(mail, &server, NULL, 0);
	world_run(3600);
	waited = took_s(s) - untarred_s(mail, server);
	tap_ok(waited <= most && (double)s->reply_ns / NS_PER_S <= one &&
	       s->accepted == good_recipients(mail) && !s->broken &&
	       (beyond || !s->source->overdrawn) &&
	       s->data_ns <= RTT_NS + NS_PER_MS && is_sound(&server, 1),
	       "%s, %s%s: waits %.1f s for %u errors, %.1f s for one reply",
	       mail->name, kind_of(&server),
	       refuse_ehlo ? ", EHLO refused" : "", waited, errors,
	       (double)s->reply_ns / NS_PER_S);
	tap_note("%u accepted, %u bounced, %u delivered, %u broken, overdrawn %lu, "
		 "early %lu, data %.3f", s->accepted, s->bounced, s->delivered,
		 s->broken, s->source->overdrawn, s->source->early,
		 (double)s->data_ns / NS_PER_S);
	free(s);
	world_free(w);
}

/* --- more connections than an overdrawn source may hold of a server */

static void list_of_many(const char *interval, bool enhanced, unsigned int kind,
			 unsigned int seconds)
{
	const char *const options[] = { "interval", interval, NULL };
	struct world *w = world_new(options);
	struct server server = server_like(1, enhanced);
	const struct mail *mail = &payers[kind].mail;
	struct sender *s = sender_start(mail, &server, NULL, 0);

	world_run(seconds);
	tap_ok(s->done_ns && s->accepted == good_recipients(mail) &&
	       server.recipients == good_recipients(mail) && is_sound(&server, 1),
	       "%s, %s, interval %s s: all arrives, once, in %.0f s for %u errors",
	       mail->name, kind_of(&server), interval, took_s(s),
	       payers[kind].errors);
	tap_note("%u accepted, %u of the server; %u broken connections tried again; "
		 "detached %lu, charged %lu, owed at most %.0f s", s->accepted,
		 (unsigned int)server.recipients, s->broken, s->source->detached,
		 s->source->charged, (double)s->source->debt_max_ns / NS_PER_S);
	free(s);
	world_free(w);
}

/* --- an overdrawn source whose mail is taken all the same */

static const struct mail spam = { "spammer", .recipients = 31, .dead = 30,
				  .messages = 3, .connections = 1 };

static void spammer(void)
{
	struct world *w = world_new(NULL);
	struct server server = server_like(1, true);
	struct mail burst = spam;
	struct sender *s, *again;

	burst.pipelining = true;
	s = sender_start(&burst, &server, NULL, 0);
	again = sender_start(&spam, &server, s->source, NS_PER_S);
	world_run(3600);
	tap_ok(s->source->overdrawn && s->delivered == 3 && again->delivered == 3 &&
	       s->data_ns <= RTT_NS + NS_PER_MS &&
	       again->data_ns <= RTT_NS + NS_PER_MS && is_sound(&server, 1),
	       "an overdrawn source's mail is taken: the 2xx behind it came after "
	       "%lu ms", (unsigned long)(s->data_ns / NS_PER_MS));
	free(s);
	free(again);
	world_free(w);
}

/* --- 20 good messages, a list with 8 dead of 68, a message every 10 s */

enum { BEFORE = 20, AFTER = 150 };

static void list_amid_mail(bool enhanced, bool pipelining)
{
	static const char *const options[] = { "interval", "20", NULL };
	struct mail list = { "list", .recipients = 68, .dead = 8,
			     .messages = 1, .connections = 1,
			     .pipelining = pipelining };
	const struct mail *good = &payers[NO_ERROR].mail;
	struct server server = server_like(1, enhanced);
	double base = untarred_s(good, server), waited, most = 0;
	struct world *w = world_new(options);
	struct source *source = source_new(4);
	struct sender *s[BEFORE + 1 + AFTER], *one;
	unsigned int i, broken = 0, undone = 0, slow = 0;

	/* Of those who wait at once, more than a share are freed: they try again. */

	for (i = 0; i < BEFORE + 1 + AFTER; i++)
		s[i] = sender_start(i == BEFORE ? &list : good, &server, source,
				    i * 10 * NS_PER_S);
	world_run(3600);
	for (i = 0; i < BEFORE + 1 + AFTER; i++) {
		one = s[i];
		broken += one->broken;
		undone += !one->done_ns || one->delivered != 1;
		waited = took_s(one) - base;
		slow += i != BEFORE && waited > 1;
		if (i != BEFORE && !one->broken && waited > most)
			most = waited;
	}
	tap_ok(!undone && broken <= 2 && most <= (8 - BURST) * 20.0 + 0.5 &&
	       s[BEFORE]->accepted == 60 && is_sound(&server, 1),
	       "20 good messages, a list with 8 dead of 68%s, %s, then one good "
	       "one every 10 s, interval 20 s: all arrive, %u of %u wait, %.0f s "
	       "at most, %u try again", pipelining ? ", pipelined" : "",
	       kind_of(&server), slow, BEFORE + AFTER, most, broken);
	tap_note("%u not delivered, detached %lu; the list took %.0f s", undone,
		 source->detached, took_s(s[BEFORE]));
	for (i = 0; i < BEFORE + 1 + AFTER; i++)
		free(s[i]);
	world_free(w);
}

/* --- lists, dealt at random */

static void lists_at_random(void)
{
	const struct mail *const kinds[] = { &payers[LIST].mail,
					     &payers[LIST_BURST].mail };
	const double base[] = { untarred_s(kinds[0], server_like(1, true)),
				untarred_s(kinds[1], server_like(1, true)) };
	struct world *w = world_new(NULL);
	struct server server[400];
	struct sender *s[400];
	unsigned int i, slow = 0, broken = 0;
	double waited, most = 0;

	for (i = 0; i < 400; i++) {
		server[i] = server_like((uint16_t)i, i % 4 < 2);
		s[i] = sender_start(kinds[i % 2], &server[i], NULL, 0);
	}
	world_run(600);
	for (i = 0; i < 400; i++) {
		waited = took_s(s[i]) - base[i % 2];
		most = waited > most ? waited : most;
		slow += waited > 10.5;
		broken += s[i]->broken || s[i]->accepted != 45;
		free(s[i]);
	}
	tap_ok(!slow && !broken && is_sound(server, 400),
	       "400 lists, 5 dead of 50 anywhere: at most %.1f s", most);
	world_free(w);
}

/* --- a provider: many senders behind one address */

static void provider(const char *interval, unsigned int messages,
		     unsigned int seconds)
{
	const char *const options[] = { "interval", interval, NULL };
	struct server server = server_like(1, true);
	double base = untarred_s(&payers[NO_ERROR].mail, server), waited;
	struct world *w = world_new(options);
	struct source *source = source_new(4);
	struct sender **s = calloc(messages, sizeof(*s));
	double good = 0, bad = 0;
	unsigned int i, kind, errors = 0, broken = 0;

	for (i = 0; s && i < messages; i++) {
		kind = chance(20) ? NO_ERROR : ONLY_TYPO;
		s[i] = sender_start(&payers[kind].mail, &server, source,
				    (uint64_t)chance(seconds * 1000) *
				    NS_PER_MS);
	}
	world_run(seconds + 3600);
	for (i = 0; s && i < messages; i++) {
		waited = took_s(s[i]) - base;
		broken += s[i]->broken;
		errors += s[i]->mail == &payers[ONLY_TYPO].mail;
		if (s[i]->mail == &payers[ONLY_TYPO].mail)
			bad = waited > bad ? waited : bad;
		else
			good = waited > good ? waited : good;
		free(s[i]);
	}
	free(s);
	tap_ok(good < 0.01 && !broken && is_sound(&server, 1),
	       "a provider, %u messages in %u s, interval %s s: good mail waits "
	       "%.1f s", messages, seconds, interval, good);
	tap_note("%u errors, the slowest waited %.1f s; owed at most %.0f s, "
		 "early %lu", errors, bad,
		 (double)source->debt_max_ns / NS_PER_S, source->early);
	world_free(w);
}

void deliveries_run(void)
{
	size_t i;

	for (i = 0; i < PAYERS; i++) {
		if (i == LIST_TEN || i == LIST_TEN_TURN)
			continue;
		sender_alone(&payers[i], true, 0, payers[i].errors);
		sender_alone(&payers[i], false, 0, payers[i].errors);
	}
	sender_alone(&payers[NO_ERROR], true, 502, 0);
	/* The greeting passed unseen: this one could be a RCPT's. */
	sender_alone(&payers[NO_ERROR], true, 550, 1);
	for (i = 0; i < 2; i++) {
		list_of_many("2", i, LIST_TEN, 40000);
		list_of_many("2", i, LIST_TEN_TURN, 40000);
		list_of_many("20", i, LIST_TEN, 40000);
		list_of_many("20", i, LIST_TEN_TURN, 40000);
		list_amid_mail(i, false);
		list_amid_mail(i, true);
	}
	spammer();
	lists_at_random();
	provider("2", 600, 200);
	provider("20", 600, 1000);
}
