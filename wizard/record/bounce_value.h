/* Values inside a receiver's words, and whether they can be relied on. */
#ifndef RECORD_BOUNCE_VALUE_H
#define RECORD_BOUNCE_VALUE_H

#include "wizard/record/bounce_pattern.h"

/*
 * Reads a value from the places [at, end) of a stream, between the words on
 * both sides of it; guarded: something else may stand behind it. NULL when it
 * is not certain; *ret_masked is set when it was hidden.
 */
const char *value_between(struct arena *arena, const struct stream *stream,
    enum pattern_value kind, size_t at, size_t end, bool guarded,
    bool *ret_masked);

/*
 * The same for a value that begins at a place with no words behind it, or ends
 * there with none before it (backward).
 */
const char *value_at(struct arena *arena, const struct stream *stream,
    enum pattern_value kind, size_t at, bool backward, bool *ret_masked);

/* The result word for a verdict that begins at a place of dense, or NULL. */
const char *value_verdict(
    const struct stream *stream, size_t dense_at, size_t *ret_len);

#endif
