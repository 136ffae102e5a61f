/* SPDX-License-Identifier: GPL-2.0-or-later */
/* records.h - the lengths of what is said inside TLS, from its record headers */
#ifndef NFQ_RECORDS_H
#define NFQ_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum records_side - Who sent it */
enum records_side { RECORDS_CLIENT, RECORDS_SERVER };

/**
 * enum records_why - Why lengths of a connection are not to be trusted any more
 * @RECORDS_SURE:	They are
 * @RECORDS_SUITE:	CBC, or a cipher suite that is not known: what is added to
 *			a text varies
 * @RECORDS_EARLY:	The client sent data before the handshake was over
 * @RECORDS_REKEY:	KeyUpdate (RFC 8446 4.6.3): who asks for it may say more
 * @RECORDS_RENEGOTIATED: A second handshake (TLS 1.2)
 * @RECORDS_LOST:	Bytes are missing
 * @RECORDS_NOT_TLS:	This is no TLS, or none that is known here
 */
enum records_why {
	RECORDS_SURE,
	RECORDS_SUITE,
	RECORDS_EARLY,
	RECORDS_REKEY,
	RECORDS_RENEGOTIATED,
	RECORDS_LOST,
	RECORDS_NOT_TLS
};

/**
 * struct records_half - What one side has sent
 * @header:	The record's header as far as it came
 * @header_bytes: So much of it
 * @body_bytes:	So much of the record's body is still to come
 * @changed:	TLS 1.2: it said ChangeCipherSpec; TLS 1.3: the client was asked
 *		for a certificate and said that it has none
 * @finished:	It said Finished
 */
struct records_half {
	uint8_t header[5];
	uint8_t header_bytes;
	uint16_t body_bytes;
	bool changed, finished;
};

/**
 * struct records_hello - A ServerHello while it is read, byte by byte
 * @at:		Offset of the next byte in it
 * @end:	Its length with its header
 * @suite_at, @extensions_at: Where these are, once that is known
 * @extension, @extension_bytes, @extension_at: The extension that is read
 * @version:	As its first field says, or supported_versions
 * @retry:	It is a HelloRetryRequest so far: another one will come
 * @done:	It was read
 */
struct records_hello {
	uint32_t at, end;
	uint16_t suite_at, extensions_at;
	uint16_t extension, extension_bytes, extension_at;
	uint16_t version, suite;
	bool retry, done;
};

/**
 * struct records - The records of one connection, both directions
 *
 * Plain data, zero-initialised by records_init(); no pointer in it.
 *
 * @overhead_bytes: What encryption adds to a text
 * @why:	Once it is not RECORDS_SURE, nothing is told any more
 */
struct records {
	struct records_half half[2];
	struct records_hello hello;
	uint8_t overhead_bytes, finished_bytes;
	bool is_13;
	enum records_why why;
};

/** records_init() - Before the first byte of a ClientHello */
void records_init(struct records *r);

/**
 * records_next() - Look for the next record that carries text
 * @data:	What @side sent next; NULL: @len_bytes that were not seen
 * @pos:	Where to begin in @data; moved on
 * @text_bytes:	Length of the text in the record
 *
 * A record is told with the last byte of its header, so that what holds it back
 * can do so from its first.  Bytes must come in the order of the connection,
 * and both sides' in the order in which they passed.  What was not seen does no
 * harm inside of a record that is encrypted; anywhere else all is lost.  In TLS
 * 1.3, session tickets of a server look like text (RFC 8446 4.6.1).
 *
 * Return: true if one was found; false when @data is read to its end
 */
bool records_next(struct records *r, enum records_side side,
		  const uint8_t *data, size_t len_bytes, size_t *pos,
		  uint32_t *text_bytes);

/** records_why_text() - "lost bytes" */
const char *records_why_text(enum records_why why);

#endif
