// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lines.c - stream scripts: the lines that open connections and send packets
 *
 * Owns what a line leaves out: numbers, acknowledgements, timestamps and
 * bytes that were sent before.
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW_BYTES	16384

void run_defaults(struct run *r)
{
	options_defaults(&r->settings);
	r->settings.engine.max_held = 1000;
	r->settings.engine.max_flows = 1000;
	r->settings.engine.max_sources = 1000;
	r->w->conf = r->settings.engine;
}

static bool open_number(struct conn *conn, const char *key, uint32_t n)
{
	if (!strcmp(key, "cport"))
		conn->client_port = (uint16_t)n;
	else if (!strcmp(key, "port"))
		conn->server_port = (uint16_t)n;
	else if (!strcmp(key, "isn"))
		conn->dir[FROM_SERVER].isn = n;
	else if (!strcmp(key, "cisn"))
		conn->dir[FROM_CLIENT].isn = n;
	else if (!strcmp(key, "mss"))
		conn->mss = n;
	else if (!strcmp(key, "scale"))
		conn->scale = (int)n;
	else
		return false;
	return true;
}

static bool open_word(struct run *r, struct conn *conn, char *text, bool *mid)
{
	char *key, *value;
	uint32_t n;

	if (!strcmp(text, "mid"))
		return *mid = true;
	if (!strcmp(text, "ts"))
		return conn->ts = true;
	if (!split_word(text, &key, &value)) {
		if (conn->name[0] || strlen(text) >= sizeof(conn->name))
			return false;
		strcpy(conn->name, text);
		return true;
	}
	if (!strcmp(key, "client"))
		return world_client(r->w, value, &conn->client);
	if (!strcmp(key, "server"))
		return world_server(r->w, value, &conn->server);
	if (!strcmp(key, "acks"))
		return conn->explicit_acks = !strcmp(value, "explicit");
	return parse_number(value, &n) && open_number(conn, key, n);
}

static void base_segment(struct run *r, struct conn *conn, enum engine_dir dir,
			 struct tcp_segment *seg)
{
	bool server = dir == FROM_SERVER;
	struct stream *peer = &conn->dir[!dir];

	memset(seg, 0, sizeof(*seg));
	seg->src = server ? conn->server : conn->client;
	seg->dst = server ? conn->client : conn->server;
	seg->sport = server ? conn->server_port : conn->client_port;
	seg->dport = server ? conn->client_port : conn->server_port;
	seg->win = WINDOW_BYTES;
	if (conn->ts) {
		seg->opt.nops = 2;
		seg->opt.ts = true;
		seg->opt.tsval = (uint32_t)((r->clock_ns - START_NS) /
					    NS_PER_MS) + (server ? 70000 : 3000);
		seg->opt.tsecr = peer->tsval;
	}
}

/* The SYN-ACK; the prefilter lets it pass, the other rules don't. */
static void handshake(struct run *r, struct conn *conn)
{
	struct tcp_segment seg;
	bool asked;
	size_t n;

	base_segment(r, conn, FROM_SERVER, &seg);
	seg.flags = F_SYN | F_ACK;
	seg.seq = conn->dir[FROM_SERVER].isn;
	seg.ack = conn->dir[FROM_CLIENT].isn + 1;
	seg.opt.mss = conn->mss;
	seg.opt.has_scale = conn->scale >= 0;
	seg.opt.scale = conn->scale >= 0 ? (uint32_t)conn->scale : 0;
	n = segment_build(&seg, false, r->bytes);
	world_advance(r->w, r->clock_ns);
	asked = world_packet(r->w, conn, FROM_SERVER, r->bytes, n, false);
	expect_check(r->w, &r->line, r->clock_ns, r->clock_ns,
		     asked ? EXPECT_VERDICT : EXPECT_UNSEEN);
}

static struct conn *new_conn(struct run *r)
{
	struct conn *conn = calloc(1, sizeof(*conn));
	uint32_t index = r->w->conns_n++;
	unsigned int i;

	if (!conn)
		abort();
	conn->next = r->w->conns;
	r->w->conns = conn;
	conn->client_port = (uint16_t)(40001 + index);
	conn->server_port = 25;
	conn->mss = 1460;
	conn->scale = -1;
	world_client(r->w, "1", &conn->client);
	world_server(r->w, "1", &conn->server);
	for (i = 0; i < 2; i++) {
		conn->dir[i].isn = 1000000 * (i + 1) + index * 7;
		conn->dir[i].nxt = conn->dir[i].acked = 1;
		stream_sent(&conn->dir[i], 0, (const uint8_t *)"", 1);
	}
	return conn;
}

void do_open(struct run *r)
{
	struct conn *conn, *old;
	bool mid = false;
	unsigned int i;

	world_start(r->w);
	conn = new_conn(r);
	for (i = 1; i < r->line.words; i++)
		if (!open_word(r, conn, r->line.word[i].text, &mid)) {
			world_fail(r->w, "open: cannot read '%s'",
				   r->line.word[i].text);
			return;
		}
	for (old = conn->next; old; old = old->next)
		if (!strcmp(old->name, conn->name)) {
			old->name[0] = '\x7f';	/* the new one has its name */
			break;
		}
	if (!mid)
		handshake(r, conn);
}

/* <nop,mss N,scale N,ts VAL ECR,sackOK,sack A:B>; places are the peer's */
static bool read_options(struct run *r, const struct conn *conn,
			 enum engine_dir dir, char *text,
			 struct tcp_options *o)
{
	char *save = NULL, *one;
	long long a, b;

	text[strlen(text) - 1] = '\0';
	for (one = strtok_r(text + 1, ",", &save); one;
	     one = strtok_r(NULL, ",", &save)) {
		one += strspn(one, " ");
		if (!strcmp(one, "nop")) {
			o->nops++;
		} else if (!strcmp(one, "sackOK")) {
			o->sack_ok = true;
		} else if (sscanf(one, "mss %u", &o->mss) == 1) {
			continue;
		} else if (sscanf(one, "scale %u", &o->scale) == 1) {
			o->has_scale = true;
		} else if (sscanf(one, "ts %u %u", &o->tsval, &o->tsecr) == 2) {
			o->ts = true;
		} else if (sscanf(one, "sack %lld:%lld", &a, &b) == 2 &&
			   o->sacks < 3) {
			o->sack[o->sacks][0] = conn->dir[!dir].isn + (uint32_t)a;
			o->sack[o->sacks++][1] = conn->dir[!dir].isn + (uint32_t)b;
		} else {
			world_fail(r->w, "unknown TCP option '%s'", one);
			return false;
		}
	}
	return true;
}

/**
 * struct sending - A packet's line as it is read
 */
struct sending {
	struct conn *conn;
	enum engine_dir dir;
	struct tcp_segment seg;
	int64_t from, to;
	bool has_from, has_to, has_ack, gso, partial, damaged;
	const char *as;
	size_t payload_bytes, snap_bytes;
	bool has_payload;
};

/* A:B, A:B(N), A, or LABEL for all of it */
static bool read_range(struct run *r, struct sending *s, char *text)
{
	char *length = strchr(text, '(');
	int64_t from, to;

	if (length)
		*length = '\0';
	if (text_range(r->w, text, &from, &to)) {
		s->has_to = true;
		s->to = to;
	} else if (!text_pos(r->w, text, &from)) {
		return false;
	}
	if (length && strtoll(length + 1, NULL, 10) != to - from)
		world_fail(r->w, "(%s is not the range's length", length + 1);
	s->from = from;
	s->has_from = true;
	return true;
}

/* Words that take the next word.  Return: how many words; 0 = not one */
static unsigned int read_pair(struct run *r, struct sending *s, unsigned int i)
{
	const char *name = r->line.word[i].text;
	const char *value = i + 1 < r->line.words ? r->line.word[i + 1].text : "";
	uint32_t n;
	int64_t at;

	if (!strcmp(name, "as")) {
		s->as = value;
		return 2;
	}
	if (!strcmp(name, "snap") && parse_number(value, &n)) {
		s->snap_bytes = n;
		return 2;
	}
	if (!strcmp(name, "ext") && parse_number(value, &n) && n % 8 == 0 &&
	    n <= EXT_MAX_BYTES && s->conn->client.family == 6) {
		s->seg.ext_bytes = n;
		return 2;
	}
	if (!strcmp(name, "win") && parse_number(value, &n)) {
		s->seg.win = (uint16_t)n;
		return 2;
	}
	if (!strcmp(name, "ack") && text_pos(r->w, value, &at)) {
		s->seg.ack = s->conn->dir[!s->dir].isn + (uint32_t)at;
		s->has_ack = true;
		return 2;
	}
	return 0;
}

static unsigned int read_argument(struct run *r, struct sending *s,
				  unsigned int i)
{
	struct word *word = &r->line.word[i];
	unsigned int used;

	if (word->string) {
		if (s->payload_bytes + word->len_bytes > PACKET_MAX)
			return 0;
		memcpy(r->payload + s->payload_bytes, word->text,
		       word->len_bytes);
		s->payload_bytes += word->len_bytes;
		s->has_payload = true;
		return 1;
	}
	if (!strcmp(word->text, "gso"))
		return s->gso = s->partial = true;
	if (!strcmp(word->text, "partial"))
		return s->partial = true;
	if (!strcmp(word->text, "damaged"))
		return s->damaged = true;
	if (word->text[0] == '<') {
		memset(&s->seg.opt, 0, sizeof(s->seg.opt));
		return read_options(r, s->conn, s->dir, word->text,
				    &s->seg.opt);
	}
	used = read_pair(r, s, i);
	if (used)
		return used;
	return !s->has_from && read_range(r, s, word->text);
}

/* Bytes that the line leaves out are those that were there before. */
static bool fill_payload(struct run *r, struct sending *s)
{
	struct stream *stream = &s->conn->dir[s->dir];
	int64_t n, i;

	if (!s->has_from)
		s->from = stream->nxt;
	if (s->has_payload && !s->has_to)
		s->to = s->from + (int64_t)s->payload_bytes;
	else if (!s->has_to)
		s->to = s->from;
	n = s->to - s->from;
	if (s->has_payload && n != (int64_t)s->payload_bytes) {
		world_fail(r->w, "%lld bytes in the range, %zu in the payload",
			   (long long)n, s->payload_bytes);
		return false;
	}
	if (n < 0 || n > PACKET_MAX - 100)
		return false;
	for (i = 0; i < n && !s->has_payload; i++) {
		if (s->from + i < 0 ||
		    (size_t)(s->from + i) >= stream->size ||
		    !stream->known[s->from + i]) {
			world_fail(r->w, "byte %lld was never sent",
				   (long long)(s->from + i));
			return false;
		}
		r->payload[i] = stream->sent[s->from + i];
	}
	s->seg.payload = r->payload;
	s->seg.len_bytes = (size_t)n;
	return true;
}

static void note_sent(struct run *r, struct sending *s)
{
	struct stream *stream = &s->conn->dir[s->dir];
	struct stream *peer = &s->conn->dir[!s->dir];
	int64_t end = s->to + (s->seg.flags & F_FIN ? 1 : 0), ack;
	struct label *label;

	stream_sent(stream, s->from, s->seg.payload, s->seg.len_bytes);
	if (end > stream->nxt && !(s->seg.flags & F_RST))
		stream->nxt = end;
	stream->tsval = s->seg.opt.tsval;
	ack = (int32_t)(s->seg.ack - peer->isn);
	if (s->seg.flags & F_ACK && ack > peer->acked && !s->damaged)
		peer->acked = ack;
	if (!s->as)
		return;
	label = &r->w->label[r->w->labels];
	if (r->w->labels + 1 >= sizeof(r->w->label) / sizeof(*label) ||
	    strlen(s->as) >= sizeof(label->name)) {
		world_fail(r->w, "too many labels, or too long a one");
		return;
	}
	r->w->labels++;
	strcpy(label->name, s->as);
	label->from = s->from;
	label->to = s->to;
}

static void send_it(struct run *r, struct sending *s, uint64_t low_ns,
		    uint64_t high_ns)
{
	struct stream *peer = &s->conn->dir[!s->dir];
	char at[32];
	size_t n;
	bool asked;

	s->seg.seq = s->conn->dir[s->dir].isn + (uint32_t)s->from;
	if (!s->has_ack)
		s->seg.ack = peer->isn + (uint32_t)stream_rcv_nxt(peer);
	if (!(s->seg.flags & F_ACK))
		s->seg.ack = 0;
	note_sent(r, s);
	n = segment_build(&s->seg, s->partial, r->bytes);
	world_trace(r->w, "%s %s%s%s> %lld:%lld",
		    seconds(r->clock_ns - START_NS, at), s->conn->name,
		    s->conn->name[0] ? " " : "",
		    s->dir == FROM_SERVER ? "S" : "C", (long long)s->from,
		    (long long)s->to);
	if (s->snap_bytes)
		r->w->snap_bytes = n - s->seg.len_bytes + s->snap_bytes;
	if (s->damaged)
		r->bytes[n - 1] ^= 1;
	r->w->partial = s->partial;
	r->w->damaged = s->damaged;
	asked = world_packet(r->w, s->conn, s->dir, r->bytes, n, s->gso);
	r->w->partial = r->w->damaged = false;
	r->w->snap_bytes = 0;
	expect_check(r->w, &r->line, low_ns, high_ns,
		     asked ? EXPECT_VERDICT : EXPECT_UNSEEN);
}

/* icmp [NAME] POS [unreachable] */
void icmp_line(struct run *r, unsigned int i, uint64_t low_ns, uint64_t high_ns)
{
	struct line *line = &r->line;
	bool too_big = strcmp(line->word[line->words - 1].text, "unreachable");
	unsigned int words = line->words - !too_big;
	struct conn *conn = world_conn(r->w, words == i + 3 ?
				       line->word[i + 1].text : "");
	int64_t at;

	if (!conn || words < i + 2 || words > i + 3 ||
	    !text_pos(r->w, line->word[words - 1].text, &at)) {
		world_fail(r->w, "icmp: want a connection, and a place");
		return;
	}
	world_icmp(r->w, conn, at, too_big);
	expect_check(r->w, line, low_ns, high_ns, EXPECT_VERDICT);
}

/* [NAME] S>|C> FLAGS ... */
void packet_line(struct run *r, unsigned int i, uint64_t low_ns,
		 uint64_t high_ns)
{
	struct sending s = { .dir = FROM_SERVER };
	const char *name = "", *arrow;
	unsigned int used;

	arrow = r->line.word[i].text;
	if (strcmp(arrow, "S>") && strcmp(arrow, "C>")) {
		name = arrow;
		arrow = ++i < r->line.words ? r->line.word[i].text : "";
	}
	s.conn = world_conn(r->w, name);
	s.dir = !strcmp(arrow, "C>") ? FROM_CLIENT : FROM_SERVER;
	if (!s.conn || (strcmp(arrow, "S>") && strcmp(arrow, "C>"))) {
		world_fail(r->w, "want tick, or [NAME] S> or C>");
		return;
	}
	base_segment(r, s.conn, s.dir, &s.seg);
	if (++i >= r->line.words ||
	    !parse_flags(r->line.word[i].text, &s.seg.flags)) {
		world_fail(r->w, "want flags of FSRP.U");
		return;
	}
	for (i++; i < r->line.words && !r->w->error[0]; i += used) {
		used = read_argument(r, &s, i);
		if (!used)
			world_fail(r->w, "cannot read '%s'",
				   r->line.word[i].text);
	}
	if (!r->w->error[0] && fill_payload(r, &s))
		send_it(r, &s, low_ns, high_ns);
}
