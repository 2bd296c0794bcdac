/*
 * A mail message as it was saved or pasted: RFC 5322 with whatever has happened
 * to its line ends. The header is read as a whole, the body only handed on.
 */
#ifndef RECORD_MESSAGE_H
#define RECORD_MESSAGE_H

#include <stdint.h>

#include "wizard/base/arena.h"
#include "wizard/base/err.h"

#define MESSAGE_MAX (50U << 20) /* octets */
#define MESSAGE_HEADER_MAX (1U << 20) /* octets, line ends as CRLF */
#define MESSAGE_FIELDS_MAX 2000

/* What had to be repaired, one bit each. */
enum message_repair {
	MESSAGE_LINE_ENDS = 1 << 0, /* LF or CR alone at the end of lines */
	MESSAGE_LAST_LINE = 1 << 1, /* the last line had no end */
	MESSAGE_ENVELOPE = 1 << 2, /* a "From " line of a mailbox in front */
	MESSAGE_FRONT = 1 << 3, /* blank lines or a byte order mark there */
};

struct message_field {
	struct slice
	    text; /* all of it with its folds, without the final CRLF */
	struct slice name; /* "From" */
	struct slice value; /* behind the colon, with its folds */
};

struct message {
	struct message_field *field; /* from the top */
	size_t fields;
	struct slice body; /* of the input, with the line ends it has there */
	unsigned repairs; /* enum message_repair */
	size_t broken_line; /* from 1: ended the header, being no field; or 0 */
};

/*
 * Reads the header; line ends become CRLF: LF, CR and CRLF all are one (RFC
 * 6376 section 5.3). The header ends at an empty line, or at one that is no
 * field, which then begins the body, as mail servers have it. ERR_LIMIT is all
 * that can go wrong. The body borrows from text.
 */
enum err_code message_parse(struct arena *arena, struct slice text,
    struct message *ret, struct err *err) MUST_CHECK;

/* The first field of that name (any case) behind the given one; NULL: none. */
const struct message_field *message_find(const struct message *message,
    const char *name, const struct message_field *after);

size_t message_count(const struct message *message, const char *name);

/* The body with CRLF at the end of every line, the last one included. */
struct message_reader {
	struct slice rest;
	bool open; /* the last line has no end yet */
};
struct message_reader message_reader(const struct message *message);

/* Fills out with the next octets; returns how many, 0 at the end. size > 1. */
size_t message_read(struct message_reader *reader, char *out, size_t size);

/*
 * Octets of the body in the canonical form of RFC 6376 section 3.4, which l=
 * counts.
 */
uint64_t message_canonical_length(const struct message *message, bool relaxed);

#endif
