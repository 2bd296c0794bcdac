/* What a receiver said, to be shown to somebody. */
#ifndef RECORD_BOUNCE_SAID_H
#define RECORD_BOUNCE_SAID_H

#include "wizard/record/bounce_stream.h"

/*
 * The words from a place to where something else begins, on one line, without
 * what the sending server put around them.
 */
struct slice bounce_said(
    struct arena *arena, const struct stream *stream, size_t at);

#endif
