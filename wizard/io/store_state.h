/*
 * The memory of a domain as a JSON text that a person can read: dotted keys
 * become nested objects, "sender.0.value" and "sender.1.value" a list. A key
 * that is also the beginning of others keeps its own value under "".
 */
#ifndef IO_STORE_STATE_H
#define IO_STORE_STATE_H

#include "wizard/base/buf.h"
#include "wizard/flow/services.h"

#define STATE_VERSION 1
#define STATE_MAX (1U << 20) /* octets of JSON */
#define STATE_ENTRIES_MAX 4096
#define STATE_KEY_MAX 255 /* octets */
#define STATE_DEPTH_MAX 16 /* parts of a key */

/*
 * ERR_SYNTAX: not such a text; ERR_LIMIT; ERR_VERSION: from a newer program.
 * The entries live in the arena, in the order of the text.
 */
enum err_code state_parse(struct arena *arena, struct slice json,
    struct entries *ret, struct err *err) MUST_CHECK;

/*
 * Appends the text. Keys that belong together are put together; of a key that
 * comes twice the later value counts; octets that are not UTF-8 become U+FFFD.
 * ERR_SYNTAX: an impossible key; ERR_LIMIT.
 */
enum err_code state_print(
    const struct entries *entries, struct buf *ret, struct err *err) MUST_CHECK;

#endif
