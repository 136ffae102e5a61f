// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attacker.c - a search for the strategy that learns most
 *
 * A strategy is a handful of genes: how many connections and sources, how deep
 * it pipelines, how blind it is, when it hangs up, how long it pauses, what it
 * buys with mail, and what else it asks to see whether something waits.  Each is
 * played against the engine in the simulation (tests/sim), one guess in five
 * being right, and what it could know is measured as information: all that it
 * saw of a guess (the reply's class, how late it was, how late its other
 * question was answered) is a key; what a key means is learnt in the first half
 * of a run, and scored in the second.  So 1.0 is what one plain answer tells, and
 * chance is 0, whatever the strategy thinks that it sees.
 *
 *	attacker			a short search, for tests: TAP
 *	attacker SECONDS [SEED]		a long one; prints its best as a table row
 *	attacker -e GENE,GENE...	plays one strategy, and tells of its keys
 */
#include "tests/sim/sim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INTERVAL_NS	(2 * NS_PER_S)
#define BURST_INTERVALS	12	/* the first is free: B at once */
#define HALF_INTERVALS	200
#define VALID_EVERY	5
#define GUESSES_MAX	60000
#define KEYS		4096
#define DEPTH_MAX	16
#define EXPECTED_MAX	512
#define SOURCES_MAX	24
#define CONNS_MAX	32
/* One guess in five is right and costs nothing: 1.25, and some noise. */
#define MOST_LEARNT	1.3
#define MOST_BOUGHT	(4 * 1.3)	/* max-rate = 4 */
#define MOST_OF_NETWORK	(4 * 1.3)	/* network-rate = 4 */

/* --- genes */

enum gene { CONNECTIONS, SOURCES, NEIGHBOURS, DEPTH, KNOWN_FIRST, BLIND,
	    PATIENCE, PAUSE, DELIVERIES, VERB, ONCE, LEAVES_BY, PROBE,
	    PROBE_FROM, PROBE_DELAY, REST_EVERY, REST, STAGGER, RIDES, GENES };

/* Times are hundredths of an interval. */
static const struct gene_values {
	const char *name;
	unsigned int n;
	unsigned int value[10];
} genes[GENES] = {
	[CONNECTIONS] = { "connections", 8, { 1, 2, 3, 5, 8, 12, 20, 32 } },
	[SOURCES] = { "sources", 5, { 1, 2, 4, 8, 24 } },
	[NEIGHBOURS] = { "neighbours", 2, { 0, 1 } },
	[DEPTH] = { "depth", 6, { 1, 2, 3, 5, 8, 16 } },
	[KNOWN_FIRST] = { "known-first", 4, { 0, 1, 3, 8 } },
	[BLIND] = { "blind", 2, { 0, 1 } },
	[PATIENCE] = { "patience", 10, { 0, 4, 8, 15, 30, 60, 95, 110, 210,
					 450 } },
	[PAUSE] = { "pause", 9, { 0, 1, 5, 20, 50, 100, 200, 500, 1000 } },
	[DELIVERIES] = { "deliveries", 7, { 0, 0, 1, 2, 4, 8, 32 } },
	[VERB] = { "verb", 2, { 'R', 'V' } },
	[ONCE] = { "once", 2, { 0, 1 } },
	[LEAVES_BY] = { "leaves-by-rst", 2, { 0, 1 } },
	[PROBE] = { "probe", 4, { 0, 'N', 'B', 'G' } },
	[PROBE_FROM] = { "probe-from-another", 2, { 0, 1 } },
	[PROBE_DELAY] = { "probe-delay", 5, { 1, 3, 10, 40, 100 } },
	[REST_EVERY] = { "rest-every", 5, { 0, 1, 4, 16, 64 } },
	[REST] = { "rest", 5, { 100, 300, 500, 900, 2000 } },
	[STAGGER] = { "stagger", 4, { 0, 2, 10, 50 } },
	[RIDES] = { "rides-on-a-message", 3, { 0, 'D', 'B' } },
};

struct genome {
	uint8_t gene[GENES];
};

static unsigned int value(const struct genome *g, enum gene gene)
{
	return genes[gene].value[g->gene[gene] % genes[gene].n];
}

static uint64_t time_of(const struct genome *g, enum gene gene)
{
	return value(g, gene) * (INTERVAL_NS / 100);
}

/* --- what was seen */

/**
 * struct tally_key - How often a key came with right and wrong guesses
 */
struct tally_key {
	uint32_t key;
	bool used;
	double count[2][2];	/* half, valid */
};

/**
 * struct knowledge - Of one run
 */
struct knowledge {
	struct tally_key key[KEYS];
	unsigned long guesses, deliveries, answered;
};

static struct knowledge *knowledge;
static uint64_t begin_ns;

static struct tally_key *key_at(uint32_t key)
{
	uint32_t i = key * 2654435761u % KEYS, n;

	for (n = 0; n < KEYS; n++, i = (i + 1) % KEYS) {
		if (!knowledge->key[i].used) {
			knowledge->key[i].used = true;
			knowledge->key[i].key = key;
		}
		if (knowledge->key[i].key == key)
			return &knowledge->key[i];
	}
	return &knowledge->key[0];
}

static void note_key(uint32_t key, bool valid)
{
	uint64_t at = (world->now_ns - begin_ns) / INTERVAL_NS;

	if (at < BURST_INTERVALS)
		return;
	key_at(key)->count[at >= BURST_INTERVALS + HALF_INTERVALS][valid]++;
}

/* What the second half's guesses told, by what the first half taught. */
static double learnt(void)
{
	double prior[2] = { 1 - 1.0 / VALID_EVERY, 1.0 / VALID_EVERY };
	double entropy = 0, told = 0, n, p, weight = 4;
	const struct tally_key *k;
	unsigned int i, v;

	for (v = 0; v < 2; v++)
		entropy -= prior[v] * log2(prior[v]);
	for (i = 0; i < KEYS; i++) {
		k = &knowledge->key[i];
		n = k->count[0][0] + k->count[0][1];
		for (v = 0; v < 2; v++) {
			p = (k->count[0][v] + weight * prior[v]) / (n + weight);
			told += k->count[1][v] * (log2(p) - log2(prior[v]));
		}
	}
	return told > 0 ? told / entropy : 0;
}

/* How late, in steps that grow. */
static uint32_t bucket_of(uint64_t ns)
{
	uint64_t eighths = ns / (INTERVAL_NS / 8);

	return (uint32_t)(eighths < 24 ? eighths :
			  24 + (eighths / 24 < 8 ? eighths / 24 : 8));
}

/* --- an attack */

enum expected { E_GREETING, E_OTHER, E_GUESS, E_DELIVERED };

struct attack_source {
	struct source *source;
	struct attack_conn *prober;
	unsigned int batches;
	/* of the newest probe */
	uint64_t asked_ns, took_ns;
	bool waiting;
};

/**
 * struct attack_conn - A connection, and what it waits for
 */
struct attack_conn {
	struct attack *attack;
	struct attack_source *from;
	struct conn *conn;
	uint64_t said_ns;
	struct {
		enum expected what;
		bool valid;
	} expected[EXPECTED_MAX];
	unsigned int first, n;
	bool prober, speaking, resting, greeted;
};

struct attack {
	const struct genome *how;
	struct server server;
	struct attack_source source[SOURCES_MAX];
	unsigned int sources;
	struct attack_conn conn[CONNS_MAX + SOURCES_MAX];
	unsigned long guesses;
};

static void expect(struct attack_conn *a, enum expected what, bool valid)
{
	if (a->n == EXPECTED_MAX)
		return;
	a->expected[(a->first + a->n) % EXPECTED_MAX].what = what;
	a->expected[(a->first + a->n) % EXPECTED_MAX].valid = valid;
	a->n++;
}

/* What was seen of a guess; @class 0: nothing. */
static void decide(struct attack_conn *a, unsigned int class, bool valid)
{
	struct attack_source *s = a->from;
	uint32_t key = class << 24 | bucket_of(world->now_ns - a->said_ns) << 16;

	if (value(a->attack->how, PROBE)) {
		key |= s->waiting ? 1u << 15 |
		       bucket_of(world->now_ns - s->asked_ns) << 8 :
		       bucket_of(s->took_ns) << 8;
	}
	knowledge->answered += class != 0;
	note_key(key, valid);
}

static void ask_guess(struct attack_conn *a, char verb)
{
	struct attack *k = a->attack;
	bool valid = chance(VALID_EVERY) == 0;

	if (++k->guesses > GUESSES_MAX)
		return;
	knowledge->guesses++;
	if (verb == 'V')
		say(a->conn, "VRFY %s%lu", valid ? "user" : "nobody", k->guesses);
	else
		say(a->conn, "RCPT TO:<%s%lu@example.com>",
		    valid ? "user" : "nobody", k->guesses);
	expect(a, E_GUESS, valid);
}

static void deliver(struct attack_conn *a)
{
	say(a->conn, "MAIL FROM:<me@example.org>");
	say(a->conn, "RCPT TO:<user1@example.com>");
	say(a->conn, "DATA");
	say(a->conn, "Subject: x\r\n\r\nx\r\n.");
	expect(a, E_OTHER, false);
	expect(a, E_OTHER, false);
	expect(a, E_OTHER, false);
	expect(a, E_DELIVERED, false);
}

/* The guesses' answers stand in one segment with that of a message. */
static void ride(struct attack_conn *a, unsigned int how)
{
	if (how == 'D') {
		say(a->conn, "DATA");
		say(a->conn, "Subject: x\r\n\r\nx\r\n.");
		expect(a, E_OTHER, false);
	} else {
		say(a->conn, "BDAT 3 LAST\r\nx");
	}
	expect(a, E_DELIVERED, false);
}

static void say_batch(struct attack_conn *a)
{
	const struct genome *g = a->attack->how;
	char verb = (char)value(g, VERB);
	unsigned int rides = verb == 'R' ? value(g, RIDES) : 0, i;

	a->speaking = true;
	a->resting = false;
	a->said_ns = world->now_ns;
	a->from->batches++;
	for (i = 0; i < value(g, DELIVERIES); i++)
		deliver(a);
	if (verb == 'R') {
		say(a->conn, "MAIL FROM:<me@example.org>");
		expect(a, E_OTHER, false);
	}
	for (i = 0; i < value(g, KNOWN_FIRST); i++) {
		say(a->conn, verb == 'R' ? "RCPT TO:<user1@example.com>" :
					   "VRFY user1");
		expect(a, E_OTHER, false);
	}
	if (rides) {
		say(a->conn, "RCPT TO:<user1@example.com>");
		expect(a, E_OTHER, false);
	}
	for (i = 0; i < value(g, DEPTH); i++)
		ask_guess(a, verb);
	if (rides)
		ride(a, rides);
	tcp_push(a->conn, CLIENT);
	if (value(g, PATIENCE))
		conn_timer(a->conn, time_of(g, PATIENCE));
}

static void heard(struct conn *c, unsigned int code);
static void timer(struct conn *c);
static void closed(struct conn *c);

static const struct client attacks = { heard, timer, closed };

static void open_conn(void *with)
{
	struct attack_conn *a = with;
	bool blind = value(a->attack->how, BLIND) && !a->prober;

	if (a->conn || a->attack->guesses > GUESSES_MAX)
		return;
	a->first = a->n = 0;
	a->greeted = a->speaking = false;
	a->conn = conn_open(a->from->source, &a->attack->server, &attacks, a,
			    0, 0);
	a->said_ns = world->now_ns;
	expect(a, E_GREETING, false);
	if (!blind)
		return;
	say(a->conn, "EHLO me.example.org");
	expect(a, E_OTHER, false);
	say_batch(a);
}

static void ask_probe(void *with)
{
	struct attack_source *s = with;
	struct attack_conn *a = s->prober;
	unsigned int kind;

	if (!a || s->waiting)
		return;
	kind = value(a->attack->how, PROBE);
	if (kind == 'G' && a->conn)
		tcp_reset(a->conn, CLIENT);
	if (!a->conn)
		open_conn(a);
	if (!a->conn)
		return;
	s->waiting = true;
	s->asked_ns = world->now_ns;
	if (kind == 'G')
		return;
	if (kind == 'B')
		say(a->conn, "VRFY nobody0");
	else
		say(a->conn, "NOOP");
	expect(a, E_OTHER, false);
	tcp_push(a->conn, CLIENT);
}

static void after_batch_is_said(struct attack_conn *a)
{
	const struct genome *g = a->attack->how;

	if (value(g, PROBE) && !a->prober)
		world_after(time_of(g, PROBE_DELAY), ask_probe, a->from);
}

static uint64_t pause_ns(struct attack_conn *a)
{
	const struct genome *g = a->attack->how;
	unsigned int every = value(g, REST_EVERY);

	if (every && a->from->batches % every == 0)
		return time_of(g, REST);
	return time_of(g, PAUSE) + NS_PER_MS;
}

/* All that it asked is answered: the next batch, or another connection. */
static void batch_is_over(struct attack_conn *a)
{
	a->speaking = false;
	if (value(a->attack->how, ONCE)) {
		tcp_reset(a->conn, CLIENT);
		return;
	}
	a->resting = true;
	conn_timer(a->conn, pause_ns(a));
}

static void heard_probe(struct attack_conn *a, enum expected what)
{
	struct attack_source *s = a->from;
	unsigned int i;

	if (what == E_GREETING && value(a->attack->how, PROBE) != 'G')
		return;
	/* Probes are answered for the source that is watched. */
	for (i = 0; i < a->attack->sources; i++) {
		s = &a->attack->source[i];
		if (s->prober != a || !s->waiting)
			continue;
		s->waiting = false;
		s->took_ns = world->now_ns - s->asked_ns;
	}
}

static void heard(struct conn *c, unsigned int code)
{
	struct attack_conn *a = c->work;
	enum expected what;
	bool valid;

	if (!a || !a->n)
		return;
	what = a->expected[a->first].what;
	valid = a->expected[a->first].valid;
	a->first = (a->first + 1) % EXPECTED_MAX;
	a->n--;
	knowledge->deliveries += what == E_DELIVERED && code == 250;
	if (what == E_GUESS)
		decide(a, code / 100, valid);
	if (a->prober) {
		heard_probe(a, what);
		return;
	}
	if (what == E_GREETING && !value(a->attack->how, BLIND)) {
		say(c, "EHLO me.example.org");
		expect(a, E_OTHER, false);
		tcp_push(c, CLIENT);
		return;
	}
	if (a->n)
		return;
	if (!a->speaking) {
		say_batch(a);
		after_batch_is_said(a);
	} else {
		batch_is_over(a);
	}
}

static void timer(struct conn *c)
{
	struct attack_conn *a = c->work;

	if (a->resting) {
		say_batch(a);
		after_batch_is_said(a);
	} else if (value(a->attack->how, LEAVES_BY)) {
		tcp_reset(c, CLIENT);
	} else {
		/* A process that ends: its socket is closed. */
		c->deaf = true;
		tcp_close(c, CLIENT);
		closed(c);
	}
}

static void closed(struct conn *c)
{
	struct attack_conn *a = c->work;

	if (!a)
		return;
	c->work = NULL;
	a->conn = NULL;
	while (a->n) {
		if (a->expected[a->first].what == E_GUESS)
			decide(a, 0, a->expected[a->first].valid);
		a->first = (a->first + 1) % EXPECTED_MAX;
		a->n--;
	}
	if (!a->prober)
		world_after(pause_ns(a), open_conn, a);
}

/* --- playing one strategy */

static void make_sources(struct attack *k, const struct genome *g)
{
	unsigned int i;

	k->sources = value(g, SOURCES);
	for (i = 0; i < k->sources; i++)
		k->source[i].source = i && value(g, NEIGHBOURS) ?
			source_beside(k->source[0].source) :
			source_new(k->server.address.family);
}

static void make_conns(struct attack *k, const struct genome *g)
{
	unsigned int conns = value(g, CONNECTIONS), i, from;
	struct attack_conn *a;

	for (i = 0; i < conns; i++) {
		a = &k->conn[i];
		a->attack = k;
		a->from = &k->source[i % k->sources];
		world_after(i * time_of(g, STAGGER) + i * NS_PER_MS, open_conn,
			    a);
	}
	for (i = 0; value(g, PROBE) && i < k->sources; i++) {
		a = &k->conn[CONNS_MAX + i];
		a->attack = k;
		a->prober = true;
		from = value(g, PROBE_FROM) ? (i + 1) % k->sources : i;
		a->from = &k->source[from];
		k->source[i].prober = a;
		if (value(g, PROBE) != 'G')
			world_after(0, open_conn, a);
	}
}

/**
 * struct score - What a strategy got
 * @learnt, @bought: addresses, messages an interval and source
 * @network:	addresses an interval of a network's sources together, or 0
 */
struct score {
	double learnt, bought, network;
	unsigned long guesses;
};

static struct score play(const struct genome *g, uint64_t seed, bool tell)
{
	static const char *const options[] = { "interval", "2", NULL };
	struct world *w = world_new(options);
	struct attack *k = calloc(1, sizeof(*k));
	struct score score = { 0 };
	double intervals;

	knowledge = calloc(1, sizeof(*knowledge));
	if (!k || !knowledge)
		abort();
	w->random += seed * 0x2545f4914f6cdd1dull;
	k->how = g;
	k->server.enhanced = true;
	k->server.address = (struct addr){ .b = { 192, 0, 0, 1 }, .family = 4 };
	make_sources(k, g);
	make_conns(k, g);
	begin_ns = w->now_ns;
	world_run((BURST_INTERVALS + 2 * HALF_INTERVALS) *
		  (INTERVAL_NS / NS_PER_S));
	intervals = HALF_INTERVALS * (double)k->sources;
	/* Who asked too much was stopped early. */
	score.learnt = learnt() / intervals;
	score.bought = (double)knowledge->deliveries / k->sources /
		       (2 * HALF_INTERVALS + BURST_INTERVALS);
	score.guesses = knowledge->guesses;
	if (value(g, NEIGHBOURS))
		score.network = score.learnt * (double)k->sources;
	if (tell) {
		unsigned int i;
		const struct tally_key *t;

		for (i = 0; i < KEYS; i++) {
			t = &knowledge->key[i];
			if (t->count[0][0] + t->count[0][1] > 4)
				printf("# class %u, after %u/8, probe %s%u/8: "
				       "%.0f wrong, %.0f right\n",
				       t->key >> 24, t->key >> 16 & 255,
				       t->key & 1u << 15 ? ">" : "",
				       t->key >> 8 & 127, t->count[0][0],
				       t->count[0][1]);
		}
	}
	world_free(w);
	free(knowledge);
	free(k);
	return score;
}

/*
 * Against what is promised: of who buys nothing, to a network as a whole, too, but for
 * an error for each message, which its host doesn't make for the network.
 */
static double fitness(const struct score *s)
{
	double most = s->bought > 0.1 ? MOST_BOUGHT : MOST_LEARNT;
	double alone = s->learnt / most;
	double sources = s->learnt > 0 ? s->network / s->learnt : 0;
	double together = s->bought > 0.1 ? 0 :
			  s->network / (MOST_OF_NETWORK + s->bought * sources);

	return alone > together ? alone : together;
}

/* --- the search */

#define POPULATION	16
#define SHORT_PLAYS	48
#define AFRESH		8

static uint64_t dice_state;

static uint32_t dice(uint32_t bound)
{
	dice_state ^= dice_state >> 12;
	dice_state ^= dice_state << 25;
	dice_state ^= dice_state >> 27;
	return (uint32_t)((dice_state * 0x2545f4914f6cdd1dull >> 33) % bound);
}

struct candidate {
	struct genome genome;
	struct score score;
};

static int fitter(const void *a, const void *b)
{
	double x = fitness(&((const struct candidate *)a)->score);
	double y = fitness(&((const struct candidate *)b)->score);

	return x < y ? 1 : x > y ? -1 : 0;
}

/* What is known to have worked somewhere, in genes; the rest is random. */
static const struct genome ancestors[] = {
	{ { [CONNECTIONS] = 0 } },			/* in turn */
	{ { [DEPTH] = 5 } },				/* pipelined */
	{ { [CONNECTIONS] = 7, [STAGGER] = 1 } },	/* parallel */
	{ { [PATIENCE] = 2, [BLIND] = 1 } },		/* hangs up, blind */
	{ { [CONNECTIONS] = 6, [PATIENCE] = 3, [BLIND] = 1, [ONCE] = 1 } },
	{ { [DELIVERIES] = 5 } },
	{ { [CONNECTIONS] = 3, [DELIVERIES] = 6, [PATIENCE] = 3 } },
	{ { [SOURCES] = 4, [NEIGHBOURS] = 1, [CONNECTIONS] = 7 } },
	{ { [SOURCES] = 4, [NEIGHBOURS] = 1, [CONNECTIONS] = 7, [DEPTH] = 5 } },
	{ { [SOURCES] = 4, [NEIGHBOURS] = 1, [CONNECTIONS] = 7, [DEPTH] = 5,
	    [BLIND] = 1 } },
	{ { [RIDES] = 1, [DEPTH] = 4, [CONNECTIONS] = 5 } },
	{ { [RIDES] = 2, [DEPTH] = 3, [CONNECTIONS] = 6, [SOURCES] = 2,
	    [DELIVERIES] = 4, [REST_EVERY] = 1, [STAGGER] = 3 } },
	{ { [PROBE] = 1, [DEPTH] = 3, [PATIENCE] = 4 } },
	{ { [PROBE] = 2, [SOURCES] = 1, [NEIGHBOURS] = 1, [PROBE_FROM] = 1,
	    [PATIENCE] = 4 } },
	{ { [REST_EVERY] = 1, [REST] = 2, [DEPTH] = 4 } },
	{ { [CONNECTIONS] = 6, [REST_EVERY] = 2, [REST] = 3, [PATIENCE] = 4 } },
};

/* Some buy with mail, the others must not. */
static struct genome that_buys(struct genome g, bool buys)
{
	if (!buys)
		g.gene[DELIVERIES] = g.gene[RIDES] = 0;
	else if (!value(&g, DELIVERIES) && !value(&g, RIDES))
		g.gene[DELIVERIES] = (uint8_t)(2 + dice(5));
	return g;
}

static struct genome random_genome(void)
{
	struct genome g;
	unsigned int i;

	for (i = 0; i < GENES; i++)
		g.gene[i] = (uint8_t)dice(genes[i].n);
	return g;
}

static struct genome child_of(const struct candidate *parents, unsigned int n)
{
	const struct genome *a = &parents[dice(n)].genome;
	const struct genome *b = &parents[dice(n)].genome;
	struct genome g;
	unsigned int i;

	for (i = 0; i < GENES; i++)
		g.gene[i] = dice(2) ? a->gene[i] : b->gene[i];
	for (i = 0; i < 1 + dice(3); i++) {
		unsigned int gene = dice(GENES);

		g.gene[gene] = (uint8_t)dice(genes[gene].n);
	}
	return g;
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_genome(const struct genome *g)
{
	unsigned int i;

	for (i = 0; i < GENES; i++)
		if (value(g, i))
			printf("%s %u%s", genes[i].name, value(g, i),
			       i + 1 < GENES ? ", " : "");
	printf(" (-e ");
	for (i = 0; i < GENES; i++)
		printf("%u%s", g->gene[i] % genes[i].n,
		       i + 1 < GENES ? "," : ")");
}

/* Of the best: what chance made good is played again. */
static void settle(struct candidate *c, uint64_t seed)
{
	struct score again = play(&c->genome, seed, false);

	c->score.learnt = (c->score.learnt + again.learnt) / 2;
	c->score.bought = (c->score.bought + again.bought) / 2;
}

static struct score play_afresh(const struct genome *g)
{
	struct score sum = { 0 }, one;
	unsigned int i;

	for (i = 0; i < AFRESH; i++) {
		one = play(g, 1000000 + i, false);
		sum.learnt += one.learnt / AFRESH;
		sum.bought += one.bought / AFRESH;
		sum.network += one.network / AFRESH;
		sum.guesses += one.guesses;
	}
	return sum;
}

static void tell_best(const struct candidate *c, unsigned long played)
{
	printf("# after %lu: %.2f ", played, c->score.learnt);
	print_genome(&c->genome);
	printf("\n");
	fflush(stdout);
}

/**
 * struct search - For how long, and what for
 */
struct search {
	unsigned long plays;
	double seconds;
	bool buys, loud;
	unsigned long played;
};

static void breed(struct search *s, struct candidate pool[2 * POPULATION])
{
	struct genome g;
	unsigned int i;

	for (i = POPULATION; i < 2 * POPULATION; i++) {
		g = dice(8) ? child_of(pool, POPULATION) : random_genome();
		pool[i].genome = that_buys(g, s->buys);
		pool[i].score = play(&pool[i].genome, ++s->played, false);
	}
	qsort(pool, (size_t)2 * POPULATION, sizeof(*pool), fitter);
	for (i = 0; i < 2; i++)
		settle(&pool[i], ++s->played);
	qsort(pool, POPULATION, sizeof(*pool), fitter);
}

/* Evolve.  Return: the best, played afresh */
static struct candidate search(struct search *s)
{
	static struct candidate pool[2 * POPULATION];
	const unsigned int have = sizeof(ancestors) / sizeof(*ancestors);
	double end = now_s() + s->seconds, best = 0;
	unsigned int i;

	s->played = 0;
	for (i = 0; i < POPULATION; i++) {
		pool[i].genome = that_buys(i < have ? ancestors[i] :
						      random_genome(), s->buys);
		pool[i].score = play(&pool[i].genome, ++s->played, false);
	}
	qsort(pool, POPULATION, sizeof(*pool), fitter);
	while (s->seconds > 0 ? now_s() < end : s->played < s->plays) {
		breed(s, pool);
		if (s->loud && fitness(&pool[0].score) > best)
			tell_best(&pool[0], s->played);
		if (fitness(&pool[0].score) > best)
			best = fitness(&pool[0].score);
	}
	pool[0].score = play_afresh(&pool[0].genome);
	return pool[0];
}

static void table_row(const struct candidate *c, unsigned long played)
{
	printf("| best of %lu strategies: ", played);
	print_genome(&c->genome);
	printf(" | %.2f", c->score.learnt);
	if (c->score.network > 0)
		printf(" (network %.2f)", c->score.network);
	printf(" | %.1f |\n", c->score.bought);
}

static int short_search(void)
{
	struct score in_turn = play(&ancestors[0], 1, false);
	struct search s = { .plays = SHORT_PLAYS };
	struct candidate c;
	int bad = 0, buys;

	printf("1..3\n");
	for (buys = 0; buys < 2; buys++) {
		s.buys = buys;
		c = search(&s);
		bad |= fitness(&c.score) > 1;
		printf("%sok %d - attacker: the best that %s learns %.2f "
		       "an interval and source\n# ",
		       fitness(&c.score) > 1 ? "not " : "", buys + 1,
		       buys ? "buys" : "buys nothing", c.score.learnt);
		table_row(&c, s.played);
	}
	bad |= in_turn.learnt < 0.8;
	printf("%sok 3 - attacker: who asks in turn and waits learns %.2f\n",
	       in_turn.learnt < 0.8 ? "not " : "", in_turn.learnt);
	return bad;
}

static int play_one(char *text)
{
	struct genome g = { { 0 } };
	struct score score;
	unsigned int i;
	char *part = strtok(text, ",");

	for (i = 0; i < GENES && part; i++, part = strtok(NULL, ","))
		g.gene[i] = (uint8_t)atoi(part);
	play(&g, 1, true);
	score = play_afresh(&g);
	print_genome(&g);
	printf("\n%.2f learnt (network %.2f), %.1f delivered an interval and source, %lu "
	       "guesses\n", score.learnt, score.network, score.bought, score.guesses);
	return 0;
}

int main(int argc, char **argv)
{
	struct search s = { .loud = true };
	struct candidate c;
	int buys;

	dice_state = 0x9e3779b97f4a7c15ull;
	if (argc == 1)
		return short_search();
	if (argc == 3 && !strcmp(argv[1], "-e"))
		return play_one(argv[2]);
	dice_state += argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	s.seconds = atof(argv[1]) / 2;
	for (buys = 0; buys < 2; buys++) {
		s.buys = buys;
		c = search(&s);
		table_row(&c, s.played);
	}
	return 0;
}
