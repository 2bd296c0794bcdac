/* A view as lines of text, for the wizard without a screen. */
#ifndef CLI_PLAIN_TEXT_H
#define CLI_PLAIN_TEXT_H

#include "wizard/flow/view.h"

/* Can it be chosen by its number? They are counted from 1 down the view. */
bool plain_has_number(const struct item *item);

void plain_items(struct buf *out, const struct view *view);

#endif
