/* The wanted records in the form somebody needs them. */
#ifndef FLOW_EXPORT_H
#define FLOW_EXPORT_H

#include "wizard/flow/plan.h"

const struct format_template *export_format(
    const struct templates *templates, const char *id); /* NULL: no such */

struct export_job {
	const struct format_template *format;
	const struct panel_template *panel;
	const struct change *change;
	size_t changes;
	bool all; /* what is right already as well */
	const char *zone; /* what owner names are made relative to */
	const char *date;
	const struct facts *facts; /* what is published; NULL: not known */
};

/*
 * Does the format set all values of a name at once, or check them? Then it can
 * be rendered only when the facts say what is published there.
 */
bool export_needs_facts(const struct format_template *format);

/*
 * Does it write names as they are within their zone, or as a panel wants them?
 * Where that zone begins, and whose panel it is, only the facts say.
 */
bool export_is_relative(const struct format_template *format);

/* Is the change about another zone, while the format speaks of one? */
bool export_leaves_out(
    const struct export_job *job, const struct change *change);

/*
 * Renders the changes into out, but for those that are left out. ERR_MISSING:
 * export_needs_facts(), and nobody could say what is published; ERR_RANGE: a
 * value cannot be carried over.
 */
enum err_code export_changes(struct buf *out, const struct export_job *job,
    struct err *err) MUST_CHECK;

#endif
