/* Points in time as mail and logs write them. */
#ifndef RECORD_MAILDATE_H
#define RECORD_MAILDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "wizard/base/buf.h"

/*
 * "Sun, 23 Jun 2024 12:14:30 +0900 (JST)" (RFC 5322 section 3.3) and
 * "2024-06-23T12:14:30.5+09:00" (RFC 3339), to ms since 1970. Without a zone it
 * is no point in time: false. What stands behind it is not looked at.
 */
bool maildate_parse(struct slice text, int64_t *ret);

#endif
