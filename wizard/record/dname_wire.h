/*
 * Names between the form of RFC 1035 section 3.1 (length octets, as in a
 * message) and text. Used inside this folder only.
 */
#ifndef RECORD_DNAME_WIRE_H
#define RECORD_DNAME_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "wizard/base/buf.h"
#include "wizard/base/err.h"

#define DNAME_WIRE_MAX 255
#define DNAME_LABEL_MAX 63
#define DNAME_TEXT_MAX 1024 /* 255 octets, most of them written \DDD, and NUL \
			     */

/*
 * Text to wire form; case is kept, a final dot makes no difference. ERR_SYNTAX
 * or ERR_LIMIT, both with the offset.
 */
enum err_code dname_to_wire(struct slice text, uint8_t ret[DNAME_WIRE_MAX],
    size_t *ret_len, struct err *err) MUST_CHECK;

/*
 * An uncompressed name to the one text it has inside this program: lower case,
 * no final dot, escapes only where they are needed. Returns its length.
 */
size_t dname_from_wire(
    const uint8_t *wire, size_t len, char ret[DNAME_TEXT_MAX]);

/* The one text of a name, however it was written; false: it is not a name. */
bool dname_canonical(const char *name, char ret[DNAME_TEXT_MAX]) MUST_CHECK;

#endif
