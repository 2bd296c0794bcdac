/* The part of the step Move that is typed: who moves where. */
#ifndef FLOW_MOVE_FIELDS_H
#define FLOW_MOVE_FIELDS_H

#include "wizard/flow/move.h"
#include "wizard/flow/step.h"

/* Ids of the items of the step, beside those of stages. */
enum {
	MOVE_NEW_FIELD = ITEM_FIRST_ID + 100,
	MOVE_OLD_FIELD,
	MOVE_TTL_FIELD,
	MOVE_GONE_ID,
	MOVE_STALE_ID = MOVE_GONE_ID + 100,
};

/* While nobody knows who moves, and when the user wants to say it anew. */
bool move_fields_shown(const struct wizard *w);

/* Opens them with what is known, or closes them. */
void move_fields_open(struct wizard *w);
void move_fields_close(struct wizard *w);

void move_fields_view(const struct wizard *w, struct arena *a, struct view *v);

/* Is there anything in them that is not known yet? */
bool move_fields_changed(const struct wizard *w);

/* Text of a field; false: it is none of these fields. */
bool move_fields_type(struct wizard *w, int item, const char *text);

/* The plan for what was typed; false: what is wrong with it was said. */
bool move_fields_take(struct wizard *w);

#endif
