// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * records.c - the lengths of what is said inside TLS, from its record headers
 *
 * Reads record headers of both sides and the ServerHello, which is in plain text
 * and tells the version and the cipher suite (RFC 5246, RFC 8446).  AEAD suites
 * add the same to every text: the nonce's explicit part and the tag (RFC 5288,
 * RFC 6655, RFC 7905), in TLS 1.3 the tag and the content type.  Whatever makes
 * a length doubtful ends it: a wrong length would charge the innocent.
 */
#include "records.h"

#include <string.h>

/* Content types, RFC 8446 5.1. */
enum { CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION = 23 };

#define BODY_BYTES_MAX	(16384 + 2048)	/* RFC 5246 6.2.3 */
#define SERVER_HELLO	2
#define SUPPORTED_VERSIONS 43
#define TLS_12		0x0303
#define TLS_13		0x0304
#define RANDOM_AT	6
#define SESSION_AT	38
#define HANDSHAKE_HEADER_BYTES 4
#define KEY_UPDATE_BYTES 5
#define ALERT_BYTES	2
#define NO_CERTIFICATE_BYTES 8	/* a Certificate with none in it */

/* SHA-256 of "HelloRetryRequest", RFC 8446 4.1.3. */
static const uint8_t retry_random[32] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
	0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
	0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c
};

/* AEAD suites and what they add to a text; @hash_bytes: of Finished in 1.3. */
static const struct suite {
	uint16_t first, last;
	uint8_t overhead_bytes, hash_bytes;
} suites[] = {
	{ 0x009c, 0x00ad, 24, 0 },	/* GCM */
	{ 0x1301, 0x1301, 17, 32 },
	{ 0x1302, 0x1302, 17, 48 },
	{ 0x1303, 0x1304, 17, 32 },
	{ 0x1305, 0x1305, 9, 32 },	/* CCM_8 */
	{ 0xc02b, 0xc032, 24, 0 },	/* GCM with elliptic curves */
	{ 0xc09c, 0xc09f, 24, 0 },	/* CCM */
	{ 0xc0a0, 0xc0a3, 16, 0 },	/* CCM_8 */
	{ 0xc0a4, 0xc0a7, 24, 0 },
	{ 0xc0a8, 0xc0ab, 16, 0 },
	{ 0xc0ac, 0xc0ad, 24, 0 },
	{ 0xc0ae, 0xc0af, 16, 0 },
	{ 0xcca8, 0xccae, 16, 0 },	/* ChaCha20-Poly1305 */
};

void records_init(struct records *r)
{
	memset(r, 0, sizeof(*r));
}

static void doubt(struct records *r, enum records_why why)
{
	if (r->why == RECORDS_SURE)
		r->why = why;
}

static void choose_suite(struct records *r)
{
	const struct records_hello *h = &r->hello;
	size_t i;

	r->is_13 = h->version == TLS_13;
	for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		const struct suite *s = &suites[i];

		if (h->suite < s->first || h->suite > s->last)
			continue;
		/* A suite belongs to one version. */
		if ((s->hash_bytes != 0) != r->is_13 ||
		    (!r->is_13 && h->version != TLS_12))
			break;
		r->overhead_bytes = s->overhead_bytes;
		r->finished_bytes = s->overhead_bytes + s->hash_bytes +
				    HANDSHAKE_HEADER_BYTES;
		return;
	}
	doubt(r, RECORDS_SUITE);
}

static void read_extension(struct records_hello *h, uint8_t byte)
{
	uint16_t at = h->extension_at++;

	if (at < 2)
		h->extension = (uint16_t)(h->extension << 8 | byte);
	else if (at < 4)
		h->extension_bytes = (uint16_t)(h->extension_bytes << 8 | byte);
	else if (h->extension == SUPPORTED_VERSIONS && at < 6)
		h->version = (uint16_t)((at == 4 ? 0 : h->version << 8) | byte);
	if (at >= 3 && at == 3 + h->extension_bytes)
		h->extension = h->extension_bytes = h->extension_at = 0;
}

/* What stands where depends on the length of the session's name. */
static void read_behind_random(struct records_hello *h, uint8_t byte)
{
	uint32_t at = h->at;

	if (at == SESSION_AT) {
		h->suite_at = (uint16_t)(SESSION_AT + 1 + byte);
		/* Behind suite, compression and the extensions' length. */
		h->extensions_at = h->suite_at + 5;
	} else if (at == h->suite_at || at == h->suite_at + 1u) {
		h->suite = (uint16_t)(h->suite << 8 | byte);
	} else if (at >= h->extensions_at) {
		read_extension(h, byte);
	}
}

/* Return: false if it is no ServerHello */
static bool read_hello_byte(struct records_hello *h, uint8_t byte)
{
	uint32_t at = h->at;

	if (at == 0) {
		h->retry = true;
		if (byte != SERVER_HELLO)
			return false;
	} else if (at < HANDSHAKE_HEADER_BYTES) {
		h->end = h->end << 8 | byte;
		if (at == HANDSHAKE_HEADER_BYTES - 1)
			h->end += HANDSHAKE_HEADER_BYTES;
	} else if (at < RANDOM_AT) {
		h->version = (uint16_t)(h->version << 8 | byte);
	} else if (at < SESSION_AT) {
		h->retry &= byte == retry_random[at - RANDOM_AT];
	} else {
		read_behind_random(h, byte);
	}
	h->at++;
	return true;
}

static bool hello_is_read(const struct records_hello *h)
{
	return h->at >= HANDSHAKE_HEADER_BYTES && h->at >= h->end;
}

static void read_hello(struct records *r, const uint8_t *data, size_t len_bytes)
{
	struct records_hello *h = &r->hello;
	size_t i;

	for (i = 0; i < len_bytes && !h->done; i++) {
		if (!read_hello_byte(h, data[i])) {
			doubt(r, RECORDS_NOT_TLS);
			return;
		}
		if (!hello_is_read(h))
			continue;
		if (h->at <= SESSION_AT || h->at < h->suite_at + 2u) {
			doubt(r, RECORDS_NOT_TLS);
			return;
		}
		if (h->retry) {
			memset(h, 0, sizeof(*h));
			continue;
		}
		h->done = true;
		choose_suite(r);
	}
}

/* A header of TLS 1.2.  Return: is the record text? */
static bool take_12(struct records *r, struct records_half *half, uint8_t type)
{
	switch (type) {
	case CHANGE_CIPHER_SPEC:
		half->changed = true;
		return false;
	case HANDSHAKE:
		if (half->finished)
			doubt(r, RECORDS_RENEGOTIATED);
		half->finished = half->changed;
		return false;
	case APPLICATION:
		if (!half->finished)
			doubt(r, RECORDS_EARLY);
		return half->finished;
	default:
		return false;
	}
}

/* A header of TLS 1.3 behind the ServerHello.  Return: is the record text? */
static bool take_13(struct records *r, enum records_side side, uint8_t type,
		    uint16_t body_bytes)
{
	struct records_half *half = &r->half[side];
	uint32_t text_bytes = (uint32_t)body_bytes - r->overhead_bytes;

	if (type != APPLICATION) {
		if (type == HANDSHAKE)
			doubt(r, RECORDS_NOT_TLS);
		return false;
	}
	/* The server's handshake ends when the client's does. */
	if (side == RECORDS_SERVER && !r->half[RECORDS_CLIENT].finished)
		return false;
	if (side == RECORDS_CLIENT && !half->finished) {
		if (text_bytes == NO_CERTIFICATE_BYTES && !half->changed) {
			half->changed = true;
			return false;
		}
		/* A certificate of the client's, or early data. */
		if (body_bytes != r->finished_bytes)
			doubt(r, RECORDS_EARLY);
		half->finished = true;
		return false;
	}
	if (text_bytes == KEY_UPDATE_BYTES)
		doubt(r, RECORDS_REKEY);
	return text_bytes != ALERT_BYTES;
}

/* Return: is the record text, of @text_bytes? */
static bool take_header(struct records *r, enum records_side side,
			uint32_t *text_bytes)
{
	struct records_half *half = &r->half[side];
	uint8_t type = half->header[0];
	uint16_t body_bytes = (uint16_t)(half->header[3] << 8 | half->header[4]);
	bool is_text;

	half->header_bytes = 0;
	half->body_bytes = body_bytes;
	if (type < CHANGE_CIPHER_SPEC || type > APPLICATION ||
	    half->header[1] != 3 || !body_bytes || body_bytes > BODY_BYTES_MAX) {
		doubt(r, RECORDS_NOT_TLS);
		return false;
	}
	if (!r->hello.done) {
		if (type == APPLICATION)
			doubt(r, RECORDS_EARLY);
		return false;
	}
	if (type == APPLICATION && body_bytes < r->overhead_bytes) {
		doubt(r, RECORDS_NOT_TLS);
		return false;
	}
	is_text = r->is_13 ? take_13(r, side, type, body_bytes) :
			     take_12(r, half, type);
	*text_bytes = (uint32_t)body_bytes - r->overhead_bytes;
	return is_text && r->why == RECORDS_SURE;
}

/* Is what follows in this record's body read? */
static bool is_read(const struct records *r, enum records_side side)
{
	return side == RECORDS_SERVER && !r->hello.done &&
	       r->half[side].header[0] == HANDSHAKE;
}

static size_t take_body(struct records *r, enum records_side side,
			const uint8_t *data, size_t len_bytes)
{
	struct records_half *half = &r->half[side];
	size_t n = len_bytes < half->body_bytes ? len_bytes : half->body_bytes;

	if (is_read(r, side)) {
		if (data)
			read_hello(r, data, n);
		else
			doubt(r, RECORDS_LOST);
	}
	half->body_bytes -= (uint16_t)n;
	return n;
}

bool records_next(struct records *r, enum records_side side,
		  const uint8_t *data, size_t len_bytes, size_t *pos,
		  uint32_t *text_bytes)
{
	struct records_half *half = &r->half[side];

	while (*pos < len_bytes && r->why == RECORDS_SURE) {
		if (half->body_bytes) {
			*pos += take_body(r, side, data ? data + *pos : NULL,
					  len_bytes - *pos);
			continue;
		}
		if (!data) {
			doubt(r, RECORDS_LOST);
			break;
		}
		half->header[half->header_bytes++] = data[(*pos)++];
		if (half->header_bytes == sizeof(half->header) &&
		    take_header(r, side, text_bytes))
			return true;
	}
	*pos = len_bytes;
	return false;
}

const char *records_why_text(enum records_why why)
{
	static const char *const text[] = {
		[RECORDS_SURE] = "sure",
		[RECORDS_SUITE] = "a cipher suite whose lengths vary",
		[RECORDS_EARLY] = "early data",
		[RECORDS_REKEY] = "a key update",
		[RECORDS_RENEGOTIATED] = "a second handshake",
		[RECORDS_LOST] = "lost bytes",
		[RECORDS_NOT_TLS] = "an unknown kind of TLS",
	};

	return text[why];
}
