/* Zone text cut into entries, RFC 1035 section 5.1. Used in this folder only.
 */
#ifndef RECORD_ZONE_SCAN_H
#define RECORD_ZONE_SCAN_H

#include "wizard/base/buf.h"
#include "wizard/base/err.h"

struct zone_scan {
	struct slice text;
	size_t at; /* the next octet to read */
	unsigned long line; /* its line, from 1 */
	size_t entry_at; /* where the last entry began */
	unsigned long entry_line;
};

/*
 * Reads the next entry onto one line: comments are gone, parentheses, tabs and
 * the line breaks between parentheses are blanks, quoted strings and escapes
 * are as they were. The entry is empty at the end of the text.
 */
enum err_code zone_scan_next(
    struct zone_scan *scan, struct buf *entry, struct err *err) MUST_CHECK;

/* Fails at the start of the last entry: "Line 7 of the zone: ...". */
enum err_code zone_scan_fail(
    const struct zone_scan *scan, struct err *err, const char *message);

#endif
