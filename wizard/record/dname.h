/*
 * Domain names. Inside the program a name is a NUL-terminated string of
 * A-labels in lower case without the final dot; the root is "". Names with
 * octets outside printable ASCII, or with a dot or backslash inside a label,
 * keep RFC 1035 section 5.1 escapes.
 */
#ifndef RECORD_DNAME_H
#define RECORD_DNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wizard/base/err.h"
#include "wizard/base/buf.h"

#define DNAME_MAX 253 /* RFC 1035 section 2.3.4, presentation form */

struct dname {
	char text[DNAME_MAX + 1];
};

/*
 * Reads a name in presentation form: lower-cased, one final dot dropped. Labels
 * may hold any printable ASCII ('_' included) but not be empty or longer than
 * 63. ERR_SYNTAX with the offset, or ERR_LIMIT.
 */
enum err_code dname_parse(struct slice text, struct dname *ret,
    struct err *err) MUST_CHECK;

bool dname_equal(const char *a, const char *b);            /* RFC 4343 */
uint32_t dname_hash(const char *name);     /* the same of names that are equal */
bool dname_is_within(const char *name, const char *zone);  /* equal or below */
size_t dname_labels(const char *name);
const char *dname_parent(const char *name); /* borrowed; "" above a TLD */

/* left + "." + right; false when longer than a name may be. */
bool dname_join(const char *left, const char *right, struct dname *ret) MUST_CHECK;

/* "@" for the zone itself, "_dmarc" for _dmarc.zone, "name." outside it. */
void dname_relative(const char *name, const char *zone, char *ret, size_t size);

/* Host name by RFC 952, 1123: letters, digits, hyphens; at least two labels. */
bool dname_is_hostname(const char *name);

/* The U-label form for showing beside the A-label; "" when there is no other. */
void dname_unicode(const char *name, char *ret, size_t size);

/*
 * What people type when asked for their domain, made a domain name: blanks,
 * full-width characters, upper case, "user@", "https://", a path, a final dot,
 * 日本語.jp. *ret_notes says what was changed, for telling them.
 */
enum dname_note {
	DNAME_NOTE_LOCAL_PART = 1 << 0, /* "info@" was removed */
	DNAME_NOTE_URL = 1 << 1,        /* "https://", a path or a port */
	DNAME_NOTE_DOT = 1 << 2,        /* a final dot */
	DNAME_NOTE_CASE = 1 << 3,       /* upper case */
	DNAME_NOTE_WIDTH = 1 << 4,      /* full-width characters */
	DNAME_NOTE_IDN = 1 << 5,        /* turned into A-labels, RFC 5891 */
};
enum err_code dname_from_user(struct slice typed, struct dname *ret,
    unsigned *ret_notes, struct err *err) MUST_CHECK;

#endif
