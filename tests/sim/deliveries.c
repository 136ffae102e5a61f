// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deliveries.c - simulation: whoever sends mail pays for its errors alone
 */
#include "sim.h"

#include <stdlib.h>

static void sender_alone(const struct payer *payer, bool enhanced,
			 unsigned int refuse_ehlo, unsigned int errors)
{
	const struct mail *mail = &payer->mail;
	struct world *w = world_new(NULL);
	struct server server = server_like(1, enhanced);
	struct sender *s;
	uint32_t want = mail->recipients - mail->dead;
	double waited, most = errors * 2.0 + 0.5;

	server.refuse_ehlo = refuse_ehlo;
	s = sender_start(mail, &server, NULL, 0);
	world_run(3600);
	waited = took_s(s) - untarred_s(mail, server);
	want *= mail->connections * mail->messages;
	ok(waited <= most && s->accepted == want && !s->broken &&
	   !s->source->offender && s->data_ns <= RTT_NS + NS_PER_MS &&
	   is_sound(&server, 1),
	   "%s, %s%s: waits %.1f s for %u errors", mail->name,
	   kind_of(&server), refuse_ehlo ? ", EHLO refused" : "", waited,
	   errors);
	note("%u accepted, %u bounced, %u delivered, %u broken, offender %lu, "
	     "early %lu, data %.3f", s->accepted, s->bounced, s->delivered, s->broken,
	     s->source->offender, s->source->early, (double)s->data_ns / NS_PER_S);
	free(s);
	world_free(w);
}


/* --- a list that owes more than the longest hold */

static void list_beyond_longest_hold(bool enhanced, unsigned int kind)
{
	static const char *const options[] = { "interval", "20", NULL };
	struct world *w = world_new(options);
	struct server server = server_like(1, enhanced);
	struct sender *s = sender_start(&payers[kind].mail, &server, NULL, 0);
	double waited;

	world_run(4000);
	waited = took_s(s) - untarred_s(&payers[kind].mail, server);
	ok(waited <= 20.0 * payers[kind].errors && s->accepted == 900 &&
	   !s->broken && !s->source->offender && !s->source->detached &&
	   is_sound(&server, 1), "%s, %s, interval 20 s: waits %.0f s for %u "
	   "errors, and arrives whole", payers[kind].mail.name,
	   kind_of(&server), waited, payers[kind].errors);
	note("owed at most %.0f s", (double)s->source->debt_max_ns / NS_PER_S);
	free(s);
	world_free(w);
}

/* --- an offender whose mail is taken all the same */

static const struct mail spam = { "spammer", .recipients = 31, .dead = 30,
				  .messages = 3, .connections = 1 };

static void spammer(void)
{
	struct world *w = world_new(NULL);
	struct server server = server_like(1, true);
	struct sender *s = sender_start(&spam, &server, NULL, 0);

	world_run(3600);
	ok(s->source->offender && s->delivered == 3 &&
	   s->data_ns <= RTT_NS + NS_PER_MS && is_sound(&server, 1),
	   "an offender's mail is taken: the 2xx behind it came after %lu ms",
	   (unsigned long)(s->data_ns / NS_PER_MS));
	free(s);
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
	unsigned int i, offenders = 0, slow = 0, broken = 0;
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
		offenders += s[i]->source->offender > 0;
		broken += s[i]->broken || s[i]->accepted != 45;
		free(s[i]);
	}
	ok(!offenders && !slow && !broken && is_sound(server, 400),
	   "400 lists, 5 dead of 50 anywhere: at most %.1f s, %u offenders",
	   most, offenders);
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
	ok(good < 0.01 && !source->offender && !broken && is_sound(&server, 1),
	   "a provider, %u messages in %u s, interval %s s: good mail waits "
	   "%.1f s", messages, seconds, interval, good);
	note("%u errors, the slowest waited %.1f s; owed at most %.0f s, "
	     "early %lu", errors, bad,
	     (double)source->debt_max_ns / NS_PER_S, source->early);
	world_free(w);
}

void deliveries_run(void)
{
	size_t i;

	for (i = 0; i < PAYERS; i++) {
		sender_alone(&payers[i], true, 0, payers[i].errors);
		sender_alone(&payers[i], false, 0, payers[i].errors);
	}
	sender_alone(&payers[NO_ERROR], true, 502, 0);
	/* The greeting passed unseen: this one could be a RCPT's. */
	sender_alone(&payers[NO_ERROR], true, 550, 1);
	list_beyond_longest_hold(true, LIST_TEN);
	list_beyond_longest_hold(false, LIST_TEN);
	list_beyond_longest_hold(true, LIST_TEN_TURN);
	list_beyond_longest_hold(false, LIST_TEN_TURN);
	spammer();
	lists_at_random();
	provider("2", 600, 200);
	provider("20", 600, 1000);
}
