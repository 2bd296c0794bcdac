/* The wanted records in the form somebody needs them. */
#ifndef FLOW_EXPORT_H
#define FLOW_EXPORT_H

#include "wizard/flow/plan.h"

const struct format_template *export_format(
    const struct templates *templates, const char *id); /* NULL: no such */

/*
 * Renders changes (those that are CHANGE_KEEP only when all is true) into out.
 * zone: what owner names are made relative to.
 */
enum err_code export_changes(struct buf *out,
    const struct format_template *format, const struct change *changes,
    size_t count, const char *zone, bool all, const char *date,
    struct err *err) MUST_CHECK;

#endif
