// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * harvester.c - simulation: those who ask, and what they have learnt
 *
 * The strategies of tests/lab/harvest.py, scored as there, and cheats that a
 * harvester may think of who has read how this tarpit decides.
 */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE_NS	(300 * NS_PER_MS)
#define KEPT_MAX	150
#define EXPECT_MAX	1024
#define EARLY_INTERVALS	10
#define AUTH_EVERY_NS	(2 * NS_PER_S)
#define FORGED		"foo\n250 2.1.5 Ok\n250 2.1.5 Ok\n250 2.1.5 Ok\n" \
			"250 2.1.5 Ok\n250 2.1.5 Ok\n250 2.1.5 Ok\n250 2.1.5 Ok"
#define DELIVER		"RSET\r\nMAIL FROM:<me@example.net>\r\n" \
			"RCPT TO:<user1@example.com>\r\n" \
			"RCPT TO:<user1@example.com>\r\n" \
			"RCPT TO:<user1@example.com>\r\nDATA\r\n.\r\n" \
			"MAIL FROM:<me@example.net>"

/*
 * One of five guesses is valid, and costs nothing: 1 / (1 - 0.2) for each error.
 * Who delivers pays for more of them, up to max-rate.
 */
#define MIXES		.most_early = 1.3 / 0.8, .most_late = 1.3 / 0.8
/* What was not bought in ten intervals may be, later on. */
#define BUYS		.most_early = 5 / 0.8, .most_late = 4 / 0.8

#define S(...)	{ __VA_ARGS__ }
const struct strategy strategies[] = {
	S("in turn", .connections = 1, .burst = 1),
	S("pipelined x100", .connections = 1, .burst = 100),
	S("50 parallel", .connections = 50, .burst = 1),
	S("hang up", .connections = 1, .burst = 1, .patience_ns = PATIENCE_NS),
	S("50 x hang up", .connections = 50, .burst = 1,
	  .patience_ns = PATIENCE_NS),
	S("50 x hang up, blind", .connections = 50, .burst = 1,
	  .patience_ns = PATIENCE_NS, .blind = true),
	S("tiny window", .connections = 1, .burst = 1, .mss = 88, .win = 352),
	S("tiny, pipelined", .connections = 1, .burst = 100, .mss = 88,
	  .win = 352),
	S("window of one byte", .connections = 1, .burst = 1, .mss = 88,
	  .win = 1),
	S("VRFY", .connections = 1, .burst = 1, .verb = 'V'),
	S("VRFY, 50 x hang up", .connections = 50, .burst = 1, .verb = 'V',
	  .patience_ns = PATIENCE_NS),
	S("AUTH", .connections = 1, .burst = 1, .verb = 'A'),
	S("hang up on guesses only", .connections = 1, .burst = 1,
	  .patience_ns = PATIENCE_NS, .calm = true),
	S("50 x hang up on guesses", .connections = 50, .burst = 1,
	  .patience_ns = PATIENCE_NS, .calm = true),
	S("one for each connection", .connections = 1, .burst = 1,
	  .once = true),
	S("50 x one each", .connections = 50, .burst = 1, .once = true),
	S("keep the late", .connections = 1, .burst = 1, .calm = true,
	  .patience_ns = PATIENCE_NS, .keeps = true),
	S("half-close, wait", .connections = 1, .burst = 1, .once = true,
	  .half_close = true),
	S("50 x half-close, wait", .connections = 50, .burst = 1, .once = true,
	  .half_close = true),
	S("50 x half-close, hang up", .connections = 50, .burst = 1,
	  .once = true, .half_close = true, .calm = true,
	  .patience_ns = PATIENCE_NS),
	S("optimistic ACK", .connections = 1, .burst = 1, .optimistic = true),
	S("/64 hopping", .connections = 1, .burst = 1, .once = true,
	  .hops = true),
	S("/64 hopping, 50 x hang up", .connections = 50, .burst = 1,
	  .patience_ns = PATIENCE_NS, .hops = true),
	S("STARTTLS between", .connections = 1, .burst = 1, .noises = 1,
	  .noise = "STARTTLS"),
	S("NOOP between", .connections = 1, .burst = 1, .noises = 3,
	  .noise = "NOOP", .calm = true, .patience_ns = PATIENCE_NS,
	  MIXES),
	S("50 x NOOP between", .connections = 50, .burst = 1, .noises = 20,
	  .noise = "NOOP", .calm = true, .patience_ns = PATIENCE_NS,
	  MIXES),
	S("RSET between", .connections = 5, .burst = 1, .noises = 3,
	  .noise = "RSET\r\nMAIL FROM:<a@example.net>", .calm = true,
	  .patience_ns = PATIENCE_NS,
	  MIXES),
	S("EHLO between", .connections = 5, .burst = 1, .noises = 3,
	  .noise = "EHLO a\r\nMAIL FROM:<a@example.net>", .calm = true,
	  .patience_ns = PATIENCE_NS,
	  MIXES),
	S("valid mixed in", .connections = 1, .burst = 1, .decoys = 2,
	  .calm = true, .patience_ns = PATIENCE_NS,
	  MIXES),
	S("50 x valid mixed in", .connections = 50, .burst = 1, .decoys = 2,
	  .calm = true, .patience_ns = PATIENCE_NS,
	  MIXES),
	S("valid mixed in, keep", .connections = 1, .burst = 1, .decoys = 2,
	  .calm = true, .patience_ns = PATIENCE_NS, .keeps = true,
	  MIXES),
	S("mail mixed in", .connections = 1, .burst = 1, .noises = 1,
	  .noise = DELIVER, .calm = true, .patience_ns = PATIENCE_NS,
	  MIXES),
	S("eight messages a guess", .connections = 1, .burst = 1, .noises = 8,
	  .noise = DELIVER, .calm = true, .patience_ns = PATIENCE_NS,
	  BUYS),
	S("ten x eight messages a guess", .connections = 10, .burst = 1,
	  .noises = 8, .noise = DELIVER, BUYS),
	S("5xx behind a bare LF", .connections = 1, .burst = 1, .noises = 1,
	  .noise = "foo\n550 5.1.1 x\n550 x", .echoes = true),
	S("forged 250 in an echo", .connections = 5, .burst = 1, .noises = 1,
	  .noise = FORGED, .calm = true, .echoes = true,
	  .patience_ns = PATIENCE_NS),
	S("forged 354 in an echo", .connections = 1, .burst = 1, .noises = 1,
	  .noise = "foo\n354 x", .calm = true, .echoes = true,
	  .patience_ns = PATIENCE_NS),
	S("has a password", .connections = 5, .burst = 1, .calm = true,
	  .patience_ns = PATIENCE_NS, .authenticates = true),
};
const size_t strategies_n = sizeof(strategies) / sizeof(*strategies);

enum expect { GREETING, OPENING, NOISE, INVALID, VALID };

/**
 * struct worker - Holds one connection after the other
 * @expect:	What the next replies will answer
 * @opened:	EHLO and MAIL were said
 * @asked:	A question was
 */
struct worker {
	struct harvester *h;
	struct conn *conn;
	uint8_t expect[EXPECT_MAX];
	unsigned int head, n;
	bool opened, asked;
};

static void connect_again(void *with);

/* --- what is said */

static void will_answer(struct worker *w, enum expect what, unsigned int n)
{
	for (; n && w->n < EXPECT_MAX; n--)
		w->expect[w->n++] = (uint8_t)what;
}

static unsigned int lines_of(const char *text)
{
	unsigned int n = 1;

	for (; (text = strstr(text, "\r\n")); text += 2)
		n++;
	return n;
}

static void say_guess(struct worker *w)
{
	struct harvester *h = w->h;
	unsigned int every = h->how->valid_every ? h->how->valid_every : 5;
	unsigned int n = (unsigned int)++h->guesses;
	bool valid = n % every == 0;
	const char *name = valid ? "user" : "nobody";

	if (h->how->verb == 'V')
		say(w->conn, "VRFY %s%u", name, n);
	else if (h->how->verb == 'A')
		say(w->conn, "AUTH PLAIN %s%u", "wrong", n);
	else
		say(w->conn, "RCPT TO:<%s%u@example.com>", name, n);
	will_answer(w, valid && h->how->verb != 'A' ? VALID : INVALID, 1);
	h->tally.asked[valid && h->how->verb != 'A']++;
}

static void say_questions(struct worker *w)
{
	const struct strategy *how = w->h->how;
	unsigned int i, j;

	w->asked = true;
	for (i = 0; i < how->burst; i++) {
		for (j = 0; j < how->noises; j++) {
			say(w->conn, "%s", how->noise);
			will_answer(w, NOISE, lines_of(how->noise));
		}
		for (j = 0; j < how->decoys; j++)
			say(w->conn, "RCPT TO:<user1@example.com>");
		will_answer(w, NOISE, how->decoys);
		say_guess(w);
	}
}

static void say_opening(struct worker *w)
{
	say(w->conn, "EHLO client.example.net");
	if (!w->h->how->verb)
		say(w->conn, "MAIL FROM:<sender@example.net>");
	will_answer(w, OPENING, w->h->how->verb ? 1 : 2);
	w->opened = true;
}

/* --- what is heard */

static bool is_over(const struct harvester *h)
{
	return world->now_ns >= h->end_ns;
}

static void wait_for_answer(struct worker *w)
{
	const struct strategy *how = w->h->how;

	if (how->patience_ns && (!how->calm || w->expect[w->head] >= INVALID))
		conn_timer(w->conn, how->patience_ns);
	else
		conn_timer(w->conn, w->h->end_ns + NS_PER_S - world->now_ns);
}

/* The socket is closed; what still comes for it is answered by a reset. */
static void hang_up(struct worker *w)
{
	struct conn *c = w->conn;

	w->conn = NULL;
	c->work = NULL;
	c->deaf = true;
	tcp_close(c, CLIENT);
}

static void move_on(struct worker *w)
{
	if (w->asked && w->h->how->once) {
		hang_up(w);
		connect_again(w);
		return;
	}
	w->head = w->n = 0;
	if (!w->opened) {
		say_opening(w);
	} else {
		say_questions(w);
		if (w->h->how->half_close)
			tcp_close(w->conn, CLIENT);
	}
	tcp_push(w->conn, CLIENT);
}

static void heard(struct conn *c, unsigned int code)
{
	struct worker *w = c->work;
	enum expect what;

	(void)code;
	if (!w || w->head == w->n)
		return;
	what = w->expect[w->head++];
	if (is_over(w->h)) {
		hang_up(w);
		return;
	}
	w->h->tally.answered += what >= INVALID;
	if (w->head == w->n && (what != OPENING || w->n > 1 || w->h->how->verb))
		move_on(w);
	if (w->conn)
		wait_for_answer(w);
}

/* The reply is late.  What was it for? */
static void late(struct conn *c)
{
	struct worker *w = c->work;

	if (!w)
		return;
	if (w->head < w->n && !is_over(w->h) && w->expect[w->head] >= INVALID)
		w->h->tally.late[w->expect[w->head] == VALID]++;
	if (w->h->how->keeps && w->h->kept < KEPT_MAX && !is_over(w->h)) {
		w->h->kept++;
		w->conn = c->work = NULL;
	} else {
		hang_up(w);
	}
	connect_again(w);
}

static void closed(struct conn *c)
{
	struct worker *w = c->work;

	if (!w)
		return;
	w->conn = NULL;
	world_after(NS_PER_S / 5, connect_again, w);
}

static const struct client asks = { heard, late, closed };

static void connect_again(void *with)
{
	struct worker *w = with;
	const struct strategy *how = w->h->how;

	if (is_over(w->h) || w->conn)
		return;
	w->h->connections++;
	w->conn = conn_open(w->h->source, w->h->server, &asks, w, how->mss,
			    how->win);
	w->conn->optimistic = how->optimistic;
	w->head = w->n = 0;
	w->opened = w->asked = false;
	will_answer(w, GREETING, 1);
	if (how->blind) {
		say_opening(w);
		say_questions(w);
	}
	wait_for_answer(w);
}

/* --- a password, proved now and then */

static void password_heard(struct conn *c, unsigned int code)
{
	if (code == 220)
		say(c, "EHLO a");
	else if (code == 250)
		say(c, "AUTH PLAIN user1");
	else
		tcp_close(c, CLIENT);
	tcp_push(c, CLIENT);
}

static void nothing(struct conn *c)
{
	(void)c;
}

static const struct client proves = { password_heard, nothing, nothing };

static void prove(void *with)
{
	struct harvester *h = with;

	if (is_over(h))
		return;
	conn_open(h->source, h->server, &proves, NULL, 0, 0);
	world_after(AUTH_EVERY_NS, prove, h);
}

/* --- begin and end */

static void note_early(void *with)
{
	struct harvester *h = with;

	h->early = h->tally;
}

static void begin(void *with)
{
	struct harvester *h = with;
	unsigned int i;

	for (i = 0; i < h->how->connections; i++)
		connect_again(&h->workers[i]);
	if (h->how->authenticates)
		prove(h);
	world_after(EARLY_INTERVALS * world->interval_ns, note_early, h);
}

struct harvester *harvester_start(const struct strategy *how,
				  struct server *server, uint64_t delay_ns,
				  uint64_t seconds)
{
	struct harvester *h = calloc(1, sizeof(*h));
	unsigned int i;

	if (!h)
		abort();
	h->workers = calloc(how->connections, sizeof(*h->workers));
	if (!h->workers)
		abort();
	h->how = how;
	h->server = server;
	h->source = source_new(how->hops ? 6 : server->address.family);
	h->source->hops = how->hops;
	h->started_ns = world->now_ns + delay_ns;
	h->end_ns = h->started_ns + seconds * NS_PER_S;
	for (i = 0; i < how->connections; i++)
		h->workers[i].h = h;
	world_after(delay_ns, begin, h);
	return h;
}

void harvesters_free(struct harvester *h)
{
	struct harvester *next;

	for (; h; h = next) {
		next = h->next;
		free(h->workers);
		free(h);
	}
}

double tally_learnt(const struct tally *from, const struct tally *to)
{
	double asked[2], late_share[2], tells, n_late = 0;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		asked[i] = (double)(to->asked[i] - from->asked[i]);
		late_share[i] = (double)(to->late[i] - from->late[i]);
		n_late += late_share[i];
		late_share[i] = asked[i] > 0 ? late_share[i] / asked[i] : 0;
	}
	tells = late_share[0] - late_share[1];
	if (asked[0] <= 0 || asked[1] <= 0 || tells < 0)
		tells = 0;
	return (double)(to->answered - from->answered) + tells * n_late;
}
