// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_wire.c - packets into segments and back; sequence numbers
 *
 * Packets stand as hex with what tcpdump says of them above.
 */
#include "core/addr.h"
#include "core/wire.h"
#include "unit.h"

#include <string.h>

/*
 * 198.51.100.25.25 > 192.0.2.1.4711: Flags [P.], seq 1000:1008, ack 2000,
 * win 500, length 8: SMTP: 550 no
 */
#define V4_DATA \
	"45000030 12344000 40063c46 c6336419 c0000201 00191267 000003e8 000007d0 " \
	"501801f4 c27b0000 35353020 6e6f0d0a"
/*
 * 198.51.100.25.25 > 192.0.2.1.4711: Flags [FP.], seq 4294967294:6, ack 2000,
 * win 500, options [nop,nop,TS val 7 ecr 8], length 8: SMTP: 550 no
 */
#define V4_TS_FIN \
	"4500003c 12344000 40063c3a c6336419 c0000201 00191267 fffffffe 000007d0 " \
	"801901f4 8d3d0000 0101080a 00000007 00000008 35353020 6e6f0d0a"
/*
 * IP options (RA) 198.51.100.25.25 > 192.0.2.1.4711: Flags [.], seq 1000,
 * ack 2000, win 500, options [nop,nop,sack 1 {1990:2000}], length 0
 */
#define V4_OPTIONS \
	"46000038 12344000 4006a739 c6336419 c0000201 94040000 00191267 000003e8 " \
	"000007d0 801001f4 5dad0000 0101050a 000007c6 000007d0"
/*
 * 198.51.100.25.25 > 192.0.2.1.4711: Flags [S.], seq 999, ack 2000,
 * win 64240, options [mss 1460,sackOK,TS val 7 ecr 8,nop,wscale 7], length 0
 */
#define V4_SYN_ACK \
	"4500003c 12344000 40063c3a c6336419 c0000201 00191267 000003e7 000007d0 " \
	"a012faf0 426b0000 020405b4 0402080a 00000007 00000008 01030307"
/*
 * (flags [+], offset 0) 198.51.100.25.25 > 192.0.2.1.4711: Flags [P.], seq
 * 1000:1008, ack 2000, win 500, length 8: SMTP: 550 no
 */
#define V4_FRAGMENT \
	"45000030 12342000 40065c46 c6336419 c0000201 00191267 000003e8 000007d0 " \
	"501801f4 c27b0000 35353020 6e6f0d0a"
/*
 * 2001:db8::25.25 > 2001:db8:1::1.4711: Flags [P.], seq 1000:1008, ack 2000,
 * win 500, length 8: SMTP: 550 no
 */
#define V6_DATA \
	"60000000 001c0640 20010db8 00000000 00000000 00000025 20010db8 00010000 " \
	"00000000 00000001 00191267 000003e8 000007d0 501801f4 53310000 35353020 " \
	"6e6f0d0a"
/*
 * 2001:db8::25.25 > 2001:db8:1::1.4711: Flags [R.], seq 1000, ack 2000,
 * win 0, options [nop,nop,TS val 7 ecr 8], length 0
 */
#define V6_TS_RST \
	"60000000 00200640 20010db8 00000000 00000000 00000025 20010db8 00010000 " \
	"00000000 00000001 00191267 000003e8 000007d0 80140000 fcd90000 0101080a " \
	"00000007 00000008"
/*
 * HBH (padn) DSTOPT (padn) 2001:db8::25.25 > 2001:db8:1::1.4711: Flags [P.],
 * seq 1000:1008, ack 2000, win 500, length 8: SMTP: 550 no
 */
#define V6_EXTENSIONS \
	"60000000 002c0040 20010db8 00000000 00000000 00000025 20010db8 00010000 " \
	"00000000 00000001 3c000104 00000000 06000104 00000000 00191267 000003e8 " \
	"000007d0 501801f4 53310000 35353020 6e6f0d0a"
/*
 * A routing header of 16 bytes, 2001:db8::25.25 > 2001:db8:1::1.4711: Flags [P.],
 * seq 1000:1008, ack 2000, win 500, length 8: SMTP: 550 no
 */
#define V6_ROUTING \
	"60000000 002c2b40 20010db8 00000000 00000000 00000025 20010db8 00010000 " \
	"00000000 00000001 06010400 00000000 20010db8 00000007 00191267 000003e8 " \
	"000007d0 501801f4 53310000 35353020 6e6f0d0a"
/*
 * frag (0x00000007:0|28) 2001:db8::25.25 > 2001:db8:1::1.4711: Flags [P.],
 * seq 1000:1008, ack 2000, win 500, length 8: SMTP: 550 no
 */
#define V6_FRAGMENT \
	"60000000 00242c40 20010db8 00000000 00000000 00000025 20010db8 00010000 " \
	"00000000 00000001 06000001 00000007 00191267 000003e8 000007d0 501801f4 " \
	"53310000 35353020 6e6f0d0a"

static const struct parse_row {
	const char *name, *hex;
	bool want;
	uint32_t seq, end, ack;
	uint8_t flags;
	uint16_t window;
	uint32_t payload_bytes;
	size_t tcp_offset_bytes;
	bool has_ts;
} parse_rows[] = {
	{ "IPv4 data", V4_DATA, true,
	  1000, 1008, 2000, 0x18, 500, 8, 20, false },
	{ "IPv4 with timestamps, FIN, wrapping", V4_TS_FIN, true,
	  4294967294u, 7, 2000, 0x19, 500, 8, 20, true },
	{ "IPv4 with IP options and SACK", V4_OPTIONS, true,
	  1000, 1000, 2000, 0x10, 500, 0, 24, false },
	{ "IPv4 SYN-ACK takes one number", V4_SYN_ACK, true,
	  999, 1000, 2000, 0x12, 64240, 0, 20, true },
	{ "IPv4 fragment", V4_FRAGMENT, false,
	  0, 0, 0, 0, 0, 0, 0, false },
	{ "IPv6 data", V6_DATA, true,
	  1000, 1008, 2000, 0x18, 500, 8, 40, false },
	{ "IPv6 RST with timestamps", V6_TS_RST, true,
	  1000, 1000, 2000, 0x14, 0, 0, 40, true },
	{ "IPv6 with extension headers", V6_EXTENSIONS, true,
	  1000, 1008, 2000, 0x18, 500, 8, 56, false },
	{ "IPv6 with a routing header of 16 bytes", V6_ROUTING, true,
	  1000, 1008, 2000, 0x18, 500, 8, 56, false },
	{ "IPv6 fragment", V6_FRAGMENT, false,
	  0, 0, 0, 0, 0, 0, 0, false },
};

static void test_parse(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg;
	char text[ADDR_TEXT_MAX];

	assert_int_equal(wire_parse(bytes, n, &seg), row->want);
	if (!row->want)
		return;
	assert_string_equal(addr_text(&seg.src, text),
			    bytes[0] >> 4 == 4 ? "198.51.100.25" :
						 "2001:db8::25");
	assert_string_equal(addr_text(&seg.dst, text),
			    bytes[0] >> 4 == 4 ? "192.0.2.1" :
						 "2001:db8:1::1");
	assert_int_equal(seg.src_port, 25);
	assert_int_equal(seg.dst_port, 4711);
	assert_int_equal(seg.seq, row->seq);
	assert_int_equal(seg.end, row->end);
	assert_int_equal(seg.ack, row->ack);
	assert_int_equal(seg.flags, row->flags);
	assert_int_equal(seg.window, row->window);
	assert_int_equal(seg.tcp_offset_bytes, row->tcp_offset_bytes);
	assert_int_equal(seg.payload_bytes, row->payload_bytes);
	assert_int_equal(seg.captured_bytes, row->payload_bytes);
	assert_int_equal(seg.packet_bytes, n);
	assert_int_equal(seg.has_ts, row->has_ts);
	if (row->has_ts)
		assert_true(seg.ts_val == 7 && seg.ts_ecr == 8);
	if (row->payload_bytes)
		assert_memory_equal(seg.payload, "550 no\r\n", 8);
}

/*
 * No prefix of a packet is read beyond its end, and one with all headers is
 * enough.
 */
static void test_truncated(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256], *copy;
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes)), i;
	size_t headers = n - row->payload_bytes;
	struct segment seg;

	for (i = 0; i < n; i++) {
		copy = unit_at_edge(bytes, i);
		assert_int_equal(wire_parse(copy, i, &seg),
				 row->want && i >= headers);
		if (row->want && i >= headers) {
			assert_int_equal(seg.header_bytes, headers);
			assert_int_equal(seg.packet_bytes, i);
			assert_int_equal(seg.end, row->end);
			assert_int_equal(seg.captured_bytes,
					 i - seg.header_bytes);
		}
	}
}

/* Bytes behind the IP packet (Ethernet's padding) are none of it. */
static void test_padded(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[300] = { 0 };
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg;

	assert_int_equal(wire_parse(bytes, n + 6, &seg), row->want);
	if (!row->want)
		return;
	assert_int_equal(seg.payload_bytes, row->payload_bytes);
	assert_int_equal(seg.packet_bytes, n);
}

/* Written from RFC 1071, not with wire.c's own sums. */
static uint32_t ones_sum(const uint8_t *p, size_t n, uint32_t sum)
{
	for (; n > 1; n -= 2, p += 2)
		sum += (uint32_t)(p[0] << 8 | p[1]);
	if (n)
		sum += (uint32_t)(*p << 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void assert_sums(const uint8_t *p, size_t n)
{
	size_t ip = 40, len = (size_t)(p[4] << 8 | p[5]) + 40;
	uint32_t sum;

	if (p[0] >> 4 == 4) {
		ip = (size_t)(p[0] & 15) * 4;
		len = (size_t)(p[2] << 8 | p[3]);
		assert_int_equal(ones_sum(p, ip, 0), 0xffff);
		sum = ones_sum(p + 12, 8, 6 + (uint32_t)(n - ip));
	} else {
		if (p[6] != 6)
			ip += 16;	/* V6_EXTENSIONS, V6_ROUTING */
		sum = ones_sum(p + 8, 32, 6 + (uint32_t)(n - ip));
	}
	assert_int_equal(len, n);
	assert_int_equal(ones_sum(p + ip, n - ip, sum), 0xffff);
}

static void test_cut(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256], out[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg, cut;
	struct says says;
	uint32_t keep;

	if (!wire_parse(bytes, n, &seg))
		return;
	says = wire_says(&seg);
	for (keep = 0; keep < seg.payload_bytes; keep++) {
		n = wire_kept(&seg, keep, &says, out);
		assert_sums(out, n);
		assert_true(wire_parse(out, n, &cut));
		assert_int_equal(cut.seq, seg.seq);
		assert_int_equal(cut.ack, seg.ack);
		assert_int_equal(cut.payload_bytes, keep);
		assert_int_equal(cut.end, seg.seq + keep);
		assert_int_equal(cut.flags, seg.flags & ~TCP_FIN);
		assert_int_equal(cut.has_ts, seg.has_ts);
		assert_memory_equal(cut.payload, seg.payload, keep);
	}
}

/* It tells what it is given, and a checksum that was wrong is so still. */
static void test_kept(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256], out[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg, kept;
	struct says says;
	bool was_right;

	if (!wire_parse(bytes, n, &seg))
		return;
	bytes[6] |= bytes[0] >> 4 == 4 ? 0x40 : 0;
	says = (struct says){ seg.ack - 7, seg.ts_val - 9, 3 };
	was_right = wire_checksum_is_right(&seg);
	assert_int_equal(wire_kept(&seg, seg.payload_bytes, &says, out), n);
	assert_true(wire_parse(out, n, &kept));
	assert_int_equal(wire_checksum_is_right(&kept), was_right);
	assert_int_equal(kept.ack, says.ack);
	assert_int_equal(kept.window, 3);
	assert_int_equal(kept.flags, seg.flags);
	assert_int_equal(kept.ts_val, seg.has_ts ? says.ts_val : 0);
	if (out[0] >> 4 == 4)
		assert_int_equal(out[4] << 8 | out[5], 0);
	out[n - 1] ^= 1;
	assert_true(wire_parse(out, n, &seg));
	says.window = 4;
	n = wire_kept(&seg, seg.payload_bytes, &says, bytes);
	assert_true(wire_parse(bytes, n, &kept));
	assert_int_equal(wire_checksum_is_right(&kept), !was_right);
	seg.checksum_unready = true;
	n = wire_kept(&seg, seg.payload_bytes, &says, bytes);
	assert_sums(bytes, n);
}

static void test_with_seq(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256], out[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg, changed;

	if (!wire_parse(bytes, n, &seg))
		return;
	assert_int_equal(wire_with_seq(&seg, 0xfffffff0, out), n);
	assert_sums(out, n);
	assert_true(wire_parse(out, n, &changed));
	assert_int_equal(changed.seq, 0xfffffff0);
	assert_int_equal(changed.ack, seg.ack);
	assert_int_equal(changed.flags, seg.flags);
	assert_int_equal(changed.window, seg.window);
}

static size_t edited(const struct segment *seg, uint32_t payload_bytes,
		     uint32_t ack, uint16_t window, uint8_t *out)
{
	struct edit edit = wire_unchanged(seg);

	edit.payload_bytes = payload_bytes;
	edit.ack = ack;
	edit.window = window;
	return wire_edit(seg, &edit, out);
}

static void test_edit(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256], out[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg, is;
	uint32_t keep;

	if (!wire_parse(bytes, n, &seg))
		return;
	assert_int_equal(edited(&seg, seg.payload_bytes, 4242, 77, out),
			 seg.packet_bytes);
	assert_sums(out, seg.packet_bytes);
	assert_true(wire_parse(out, seg.packet_bytes, &is));
	assert_true(is.seq == seg.seq && is.ack == 4242 &&
		    is.end == seg.end && is.flags == seg.flags &&
		    is.window == 77 && is.ts_val == seg.ts_val);
	assert_memory_equal(is.payload, seg.payload, seg.payload_bytes);
	if (!seg.payload_bytes)
		return;
	keep = seg.payload_bytes / 2;
	assert_int_equal(edited(&seg, keep, seg.ack, seg.window, out),
			 seg.header_bytes + keep);
	assert_sums(out, seg.header_bytes + keep);
	assert_true(wire_parse(out, seg.header_bytes + keep, &is));
	assert_true(is.ack == seg.ack && is.window == seg.window &&
		    is.payload_bytes == keep && !(is.flags & TCP_FIN));
	if (!wire_parse(bytes, n - 1, &seg))
		return;
	/* not at hand as a whole */
	assert_int_equal(edited(&seg, seg.payload_bytes, 4242, 77, out),
			 seg.header_bytes);
	assert_sums(out, seg.header_bytes);
	assert_true(wire_parse(out, seg.header_bytes, &is));
	assert_true(is.seq == seg.seq && is.ack == 4242 &&
		    is.end == seg.seq && is.flags == TCP_ACK);
}

/* What answers a segment in its receiver's name. */
static void test_bare(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256], out[WIRE_BARE_BYTES];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg, got;
	struct bare bare;

	if (!wire_parse(bytes, n, &seg))
		return;
	bare = (struct bare){ .src = seg.dst, .dst = seg.src,
			      .src_port = seg.dst_port,
			      .dst_port = seg.src_port, .seq = seg.ack,
			      .ack = 4242, .flags = TCP_ACK,
			      .has_ts = seg.has_ts, .ts_val = seg.ts_ecr,
			      .ts_ecr = seg.ts_val };
	n = wire_bare(&bare, out);
	assert_true(n <= sizeof(out));
	assert_sums(out, n);
	assert_true(wire_parse(out, n, &got));
	assert_true(wire_checksum_is_right(&got));
	assert_true(addr_equal(&got.src, &seg.dst) &&
		    addr_equal(&got.dst, &seg.src));
	assert_int_equal(got.src_port, 4711);
	assert_int_equal(got.dst_port, 25);
	assert_int_equal(got.seq, seg.ack);
	assert_int_equal(got.ack, 4242);
	assert_int_equal(got.window, 0);
	assert_int_equal(got.flags, TCP_ACK);
	assert_int_equal(got.payload_bytes, 0);
	assert_int_equal(got.has_ts, seg.has_ts);
	if (seg.has_ts)
		assert_true(got.ts_val == 8 && got.ts_ecr == 7);
	bare.flags = TCP_RST;
	bare.has_ts = false;
	n = wire_bare(&bare, out);
	assert_sums(out, n);
	assert_true(wire_parse(out, n, &got));
	assert_int_equal(got.flags, TCP_RST);
	assert_false(got.has_ts);
}

/* Each bit of what the sum covers, and no bit of what it does not. */
static void test_checksum(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes)), bit;
	struct segment seg, got;

	if (!wire_parse(bytes, n, &seg))
		return;
	assert_true(wire_checksum_is_right(&seg));
	for (bit = seg.tcp_offset_bytes * 8; bit < n * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (wire_parse(bytes, n, &got) &&
		    got.packet_bytes == seg.packet_bytes)
			assert_false(wire_checksum_is_right(&got));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (bit = 12 * 8; bit < 20 * 8; bit++) {	/* within addresses */
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_true(wire_parse(bytes, n, &got));
		assert_false(wire_checksum_is_right(&got));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	bytes[row->hex[0] == '4' ? 8 : 7]--;		/* a hop further */
	assert_true(wire_parse(bytes, n, &got));
	assert_true(wire_checksum_is_right(&got));
}

/*
 * 203.0.113.9 > 198.51.100.25: ICMP 192.0.2.1 unreachable - need to frag (mtu
 * 600): of 198.51.100.25.25 > 192.0.2.1.4711 seq 1000, eight bytes of TCP
 */
#define ICMP4(type) \
	"45000038 00010000 40010000 cb007109 c6336419 " type "040000 00000258 " \
	"45000030 12344000 3f060000 c6336419 c0000201 00191267 000003e8"
/* 2001:db8:9::9 > 2001:db8::25: ICMP6, of 2001:db8::25.25 > 2001:db8:1::1.4711 */
#define ICMP6(type) \
	"60000000 00383a40 20010db8 00090000 00000000 00000009 20010db8 00000000 " \
	"00000000 00000025 " type "000000 00000500 " \
	"60000000 001c0640 20010db8 00000000 00000000 00000025 20010db8 00010000 " \
	"00000000 00000001 00191267 000003e8"

static const struct quoted_row {
	const char *name, *hex;
	bool want;
} quoted_rows[] = {
	{ "IPv4, unreachable", ICMP4("03"), true },
	{ "IPv4, source quench", ICMP4("04"), true },
	{ "IPv4, time exceeded", ICMP4("0b"), true },
	{ "IPv4, parameter problem", ICMP4("0c"), true },
	{ "IPv4, a redirect is no error", ICMP4("05"), false },
	{ "IPv4, an echo quotes nothing", ICMP4("08"), false },
	{ "IPv6, unreachable", ICMP6("01"), true },
	{ "IPv6, packet too big", ICMP6("02"), true },
	{ "IPv6, parameter problem", ICMP6("04"), true },
	{ "IPv6, an echo quotes nothing", ICMP6("80"), false },
	{ "IPv6, no error of type 0", ICMP6("00"), false },
	{ "IPv6, no error of type 5", ICMP6("05"), false },
	{ "a TCP segment is none", V4_DATA, false },
};

static void test_quoted(void **state)
{
	const struct quoted_row *row = *state;
	uint8_t bytes[256], *copy;
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes)), i;
	struct segment seg;
	char text[ADDR_TEXT_MAX];

	for (i = 0; i < n; i++) {
		copy = unit_at_edge(bytes, i);
		assert_false(wire_parse_quoted(copy, i, &seg));
	}
	assert_int_equal(wire_parse_quoted(bytes, n, &seg), row->want);
	if (!row->want)
		return;
	assert_false(wire_parse(bytes, n, &seg));
	assert_true(wire_parse_quoted(bytes, n, &seg));
	assert_string_equal(addr_text(&seg.src, text),
			    seg.src.family == 4 ? "198.51.100.25" :
						  "2001:db8::25");
	assert_string_equal(addr_text(&seg.dst, text),
			    seg.src.family == 4 ? "192.0.2.1" :
						  "2001:db8:1::1");
	assert_true(seg.src_port == 25 && seg.dst_port == 4711 &&
		    seg.seq == 1000);
}

/* What is made in the name of the client of a segment, to the last bit. */
static const struct made_row {
	const char *name, *from, *want;
	bool reset;
} made_rows[] = {
	/*
	 * ttl 64, id 0, flags [DF], 192.0.2.1.4711 > 198.51.100.25.25:
	 * Flags [.], cksum 0x5f7e (correct), seq 2000, ack 4242, win 0,
	 * options [nop,nop,TS val 8 ecr 7], length 0
	 */
	{ "IPv4, zero window, timestamps", V4_TS_FIN,
	  "45000034 00004000 40064e76 c0000201 c6336419 12670019 000007d0 "
	  "00001092 80100000 5f7e0000 0101080a 00000008 00000007", false },
	/*
	 * hlim 64, 2001:db8:1::1.4711 > 2001:db8::25.25: Flags [.],
	 * cksum 0x295a (correct), seq 2000, ack 4242, win 0, length 0
	 */
	{ "IPv6, zero window", V6_DATA,
	  "60000000 00140640 20010db8 00010000 00000000 00000001 20010db8 "
	  "00000000 00000000 00000025 12670019 000007d0 00001092 50100000 "
	  "295a0000", false },
	/*
	 * ttl 64, id 0, flags [DF], 192.0.2.1.4711 > 198.51.100.25.25:
	 * Flags [R], cksum 0xae09 (correct), seq 777, win 0, length 0
	 */
	{ "IPv4, reset, no timestamps", V4_TS_FIN,
	  "45000028 00004000 40064e82 c0000201 c6336419 12670019 00000309 "
	  "00000000 50040000 ae090000", true },
	/*
	 * hlim 64, 2001:db8:1::1.4711 > 2001:db8::25.25: Flags [R],
	 * cksum 0x3ebf (correct), seq 777, win 0, length 0
	 */
	{ "IPv6, reset", V6_DATA,
	  "60000000 00140640 20010db8 00010000 00000000 00000001 20010db8 "
	  "00000000 00000000 00000025 12670019 00000309 00000000 50040000 "
	  "3ebf0000", true },
};

static void test_made(void **state)
{
	const struct made_row *row = *state;
	uint8_t bytes[256], want[WIRE_BARE_BYTES], out[WIRE_BARE_BYTES];
	size_t n = unit_hex(row->from, bytes, sizeof(bytes));
	size_t len = unit_hex(row->want, want, sizeof(want));
	struct bare bare = { .seq = 777, .flags = TCP_RST };
	struct segment seg;

	memset(out, 0xff, sizeof(out));
	assert_true(wire_parse(bytes, n, &seg));
	if (!row->reset)
		bare = (struct bare){ .seq = seg.ack, .ack = 4242,
				      .flags = TCP_ACK, .has_ts = seg.has_ts,
				      .ts_val = seg.ts_ecr,
				      .ts_ecr = seg.ts_val };
	bare.src = seg.dst;
	bare.dst = seg.src;
	bare.src_port = seg.dst_port;
	bare.dst_port = seg.src_port;
	assert_int_equal(wire_bare(&bare, out), len);
	assert_memory_equal(out, want, len);
}

/* The length is 0 where 16 bits can't say it (BIG TCP, jumbograms). */
static void test_no_length(void **state)
{
	const struct parse_row *row = *state;
	uint8_t bytes[256];
	size_t n = unit_hex(row->hex, bytes, sizeof(bytes));
	struct segment seg;

	memset(bytes + (bytes[0] >> 4 == 4 ? 2 : 4), 0, 2);
	assert_int_equal(wire_parse(bytes, n, &seg), row->want);
	if (!row->want)
		return;
	assert_int_equal(seg.packet_bytes, n);
	assert_int_equal(seg.payload_bytes, row->payload_bytes);
	assert_int_equal(seg.captured_bytes, row->payload_bytes);
}

/* Of options, those that tell of bytes behind the ACK go, and no other. */
static const struct sack_row {
	const char *name, *options, *want;
} sack_rows[] = {
	{ "SACK alone", "0101050a 000007c6 000007d0",
	  "01010101 01010101 01010101" },
	{ "SACK first", "050a0000 07c60000 07d00101",
	  "01010101 01010101 01010101" },
	{ "timestamps stay", "0101080a 00000007 00000008",
	  "0101080a 00000007 00000008" },
	{ "SACK permitted and MSS stay", "04020204 05b40101 05040101",
	  "04020204 05b40101 01010101" },
	{ "behind the end of options", "00010505 05050505 05050505",
	  "00010505 05050505 05050505" },
	{ "behind an end that is followed by 2", "0002050a 00000007 00000008",
	  "0002050a 00000007 00000008" },
	{ "of two bytes at the end", "01010101 01010101 01010502",
	  "01010101 01010101 01010101" },
	{ "damaged", "0101050b 00000007 00000008",
	  "0101050b 00000007 00000008" },
};

static void test_sack(void **state)
{
	const struct sack_row *row = *state;
	uint8_t bytes[256], out[256], want[12];
	size_t n = unit_hex(V4_TS_FIN, bytes, sizeof(bytes));
	struct segment seg;
	struct edit edit;

	unit_hex(row->options, bytes + 40, 12);
	unit_hex(row->want, want, sizeof(want));
	assert_true(wire_parse(bytes, n, &seg));
	edit = wire_unchanged(&seg);
	assert_int_equal(wire_edit(&seg, &edit, out), n);
	assert_memory_equal(out + 40, bytes + 40, sizeof(want));
	edit.ack = 4242;
	assert_int_equal(wire_edit(&seg, &edit, out), n);
	assert_memory_equal(out + 40, want, sizeof(want));
	assert_memory_equal(out + 52, bytes + 52, n - 52);
	assert_sums(out, n);
}

/* One byte of a good packet changed: refused, or read as this. */
static const struct damage_row {
	const char *name;
	size_t offset;
	uint8_t value;
	bool want;
} damage_rows[] = {
	{ "version 5", 0, 0x55, false },
	{ "IP header of 16 bytes", 0, 0x44, false },
	{ "IP header longer than the packet", 0, 0x4f, false },
	{ "UDP", 9, 17, false },
	{ "later fragment", 7, 1, false },
	{ "TCP header of 16 bytes", 32, 0x40, false },
	{ "TCP header longer than the packet", 32, 0xf0, false },
	{ "total length shorter than the headers", 3, 39, false },
	{ "total length of the headers alone", 3, 40, true },
	{ "wrong TCP checksum", 36, 0, true },
	{ "other type of service", 1, 0xff, true },
	{ "IP header of 24 bytes", 0, 0x46, false },
	{ "more fragments", 6, 0x20, false },
	{ "far fragment", 6, 0x10, false },
	{ "may be cut", 6, 0, true },
	{ "TCP header of 24 bytes", 32, 0x60, true },
	{ "TCP header as long as the packet", 32, 0x70, true },
	{ "TCP header a word longer", 32, 0x80, false },
};

static void test_damage(void **state)
{
	const struct damage_row *row = *state;
	uint8_t bytes[256];
	size_t n = unit_hex(V4_DATA, bytes, sizeof(bytes));
	struct segment seg;

	bytes[row->offset] = row->value;
	assert_int_equal(wire_parse(bytes, n, &seg), row->want);
}

static const struct option_row {
	const char *name, *options;	/* 12 bytes of options */
	bool has_ts;
} option_rows[] = {
	{ "timestamps", "0101080a 00000007 00000008", true },
	{ "timestamps first", "080a0000 00070000 00080101", true },
	{ "behind the end of options", "00010101 080a0000 00070000",
	  false },
	{ "behind the end of options, padded with 2", "0002080a 00000007 00000008",
	  false },
	{ "length 0", "0800080a 00000007 00000008", false },
	{ "length 1", "0801080a 00000007 00000008", false },
	{ "beyond the header", "01010101 01010101 0101080a", false },
	{ "length byte missing", "01010101 01010101 01010108", false },
	{ "timestamps of 9 bytes", "08090000 00070000 00010101",
	  false },
};

static void test_options(void **state)
{
	const struct option_row *row = *state;
	uint8_t bytes[256];
	size_t n = unit_hex(V4_TS_FIN, bytes, sizeof(bytes));
	struct segment seg;

	unit_hex(row->options, bytes + 40, 12);
	assert_true(wire_parse(bytes, n, &seg));
	assert_int_equal(seg.has_ts, row->has_ts);
	assert_int_equal(seg.payload_bytes, 8);
}

static const struct seq_row {
	const char *name;
	uint32_t a, b;
	int32_t diff;
} seq_rows[] = {
	{ "equal", 5, 5, 0 },
	{ "ahead", 7, 5, 2 },
	{ "behind", 5, 7, -2 },
	{ "ahead over the wrap", 1, 0xffffffff, 2 },
	{ "behind over the wrap", 0xffffffff, 1, -2 },
	{ "as far ahead as can be", 0x7fffffff, 0, INT32_MAX },
};

static void test_seq(void **state)
{
	const struct seq_row *row = *state;

	assert_int_equal(seq_diff(row->a, row->b), row->diff);
	assert_int_equal(seq_lt(row->a, row->b), row->diff < 0);
	assert_int_equal(seq_le(row->a, row->b), row->diff <= 0);
}

int main(void)
{
	static struct unit u;

	UNIT_ADD_ROWS(&u, "parse", parse_rows, test_parse);
	UNIT_ADD_ROWS(&u, "truncated", parse_rows, test_truncated);
	UNIT_ADD_ROWS(&u, "padded", parse_rows, test_padded);
	UNIT_ADD_ROWS(&u, "cut", parse_rows, test_cut);
	UNIT_ADD_ROWS(&u, "kept", parse_rows, test_kept);
	UNIT_ADD_ROWS(&u, "with_seq", parse_rows, test_with_seq);
	UNIT_ADD_ROWS(&u, "edit", parse_rows, test_edit);
	UNIT_ADD_ROWS(&u, "bare", parse_rows, test_bare);
	UNIT_ADD_ROWS(&u, "checksum", parse_rows, test_checksum);
	UNIT_ADD_ROWS(&u, "quoted", quoted_rows, test_quoted);
	UNIT_ADD_ROWS(&u, "made", made_rows, test_made);
	UNIT_ADD_ROWS(&u, "no length", parse_rows, test_no_length);
	UNIT_ADD_ROWS(&u, "sack", sack_rows, test_sack);
	UNIT_ADD_ROWS(&u, "damage", damage_rows, test_damage);
	UNIT_ADD_ROWS(&u, "options", option_rows, test_options);
	UNIT_ADD_ROWS(&u, "seq", seq_rows, test_seq);
	return unit_run(&u, "wire");
}
