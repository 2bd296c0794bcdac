/* A record as text to be selected with the mouse: nothing around it. */
#ifndef TUI_PLAIN_H
#define TUI_PLAIN_H

#include "wizard/base/buf.h"
#include "wizard/flow/view.h"

/* Name and value stand on one line each, however long they are. */
void plain_record(const struct plain_record *record, size_t index, size_t count,
    struct buf *out);

#endif
