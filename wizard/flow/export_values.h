/* The TXT values of one name, before and after a change. */
#ifndef FLOW_EXPORT_VALUES_H
#define FLOW_EXPORT_VALUES_H

#include "wizard/flow/export.h"
#include "wizard/record/zonefile.h"

/* A value, and how it is cut into strings. */
struct export_value {
	struct slice text;
	struct text_parts parts;
};

struct export_values {
	struct export_value *value;
	size_t count;
};

/* All TXT values that are published at the name; false: nobody could say. */
bool export_published(struct arena *arena, const struct facts *facts,
    const char *name, struct export_values *ret);

/* What the change takes away, cut as it is published. */
struct export_values export_leaving(struct arena *arena,
    const struct change *change, const struct export_values *published);

/* What is there when the change is made: what it does not touch, and its own. */
struct export_values export_staying(struct arena *arena,
    const struct change *change, const struct export_values *published);

#endif
