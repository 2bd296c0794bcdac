/* A report taken apart: its text, its fields, and the message it quotes. */
#ifndef RECORD_BOUNCE_PARTS_H
#define RECORD_BOUNCE_PARTS_H

#include "wizard/base/arena.h"

#define BOUNCE_PARTS_MAX 32
#define BOUNCE_PARTS_DEPTH 8 /* of MIME inside MIME */

enum bounce_part_kind {
	BOUNCE_PART_TEXT,
	BOUNCE_PART_HTML,
	BOUNCE_PART_STATUS, /* message/delivery-status, RFC 3464 */
	BOUNCE_PART_QUOTED, /* the message that was refused, or its header */
};

struct bounce_part {
	enum bounce_part_kind kind;
	struct slice
	    text; /* decoded; UTF-8 as far as its character set is known */
};

struct bounce_parts {
	struct bounce_part part[BOUNCE_PARTS_MAX];
	size_t count;
	struct slice date; /* of the report, as written; empty: not said */
};

/*
 * Text that is no mail message is one part. A report that was forwarded as an
 * attachment is opened; what a report itself encloses is its quoted message.
 */
struct bounce_parts bounce_parts_of(struct arena *arena, struct slice text);

#endif
