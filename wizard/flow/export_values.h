/* The values of one RRset, before and after a change. */
#ifndef FLOW_EXPORT_VALUES_H
#define FLOW_EXPORT_VALUES_H

#include "wizard/flow/export.h"

/* A value, and the record that has it: a TXT cut into its strings. */
struct export_value {
	struct slice text; /* see rrdata.h */
	const struct dns_rr *rr;
};

struct export_values {
	struct export_value *value;
	size_t count;
};

/* ERR_SYNTAX: the text is not a value of that type. */
enum err_code export_value_of(struct arena *arena, uint16_t type,
    const char *text, struct export_value *ret, struct err *err) MUST_CHECK;

/* All values that are published of the change's RRset; false: not known. */
bool export_published(struct arena *arena, const struct facts *facts,
    const struct change *change, struct export_values *ret);

/* What the change takes away, cut as it is published. */
enum err_code export_leaving(struct arena *arena, const struct change *change,
    const struct export_values *published, struct export_values *ret,
    struct err *err) MUST_CHECK;

/* What is there when the change is made: what it does not touch, and its own. */
enum err_code export_staying(struct arena *arena, const struct change *change,
    const struct export_values *published, struct export_values *ret,
    struct err *err) MUST_CHECK;

#endif
