/*
 * The template engine: text with {{name}} in it, or {{name|notation}} for the
 * value as that notation of record/escape.h writes it. There is no logic in
 * templates; a placeholder that nobody knows is an error, so that a typing
 * mistake cannot reach somebody's DNS.
 */
#ifndef FLOW_RENDER_H
#define FLOW_RENDER_H

#include "wizard/base/arena.h"
#include "wizard/base/err.h"

struct variable {
	const char *name;
	const char *value;
};

enum err_code render(struct buf *out, const char *template,
    const struct variable *variables, size_t count, struct err *err) MUST_CHECK;

#endif
