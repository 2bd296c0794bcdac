/*
 * The parts of a message, RFC 2045 and 2046: what somebody attached, decoded.
 * Names and types that senders give are not believed by anybody here, so only
 * the content is handed on.
 */
#ifndef RECORD_MIME_H
#define RECORD_MIME_H

#include "wizard/record/message.h"

#define MIME_PARTS_MAX 64
#define MIME_DEPTH_MAX 8 /* multiparts and messages inside one another */

struct mime_parts {
	struct slice part[MIME_PARTS_MAX]; /* decoded; in the arena or the text */
	size_t count;
	bool cut; /* there is more, or it goes deeper */
};

/*
 * The leaves of a message, in their order; a message attached to it is looked
 * into as well. ERR_LIMIT as for message_parse().
 */
enum err_code mime_parts(struct arena *arena, struct slice message,
    struct mime_parts *ret, struct err *err) MUST_CHECK;

#endif
