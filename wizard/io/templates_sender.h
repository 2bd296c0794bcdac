/* The values of senders.ini. Used by io/templates.c only. */
#ifndef IO_TEMPLATES_SENDER_H
#define IO_TEMPLATES_SENDER_H

#include "wizard/base/arena.h"

/* What is wrong with a value; NULL: nothing. */
const char *templates_judge_sender(
    struct arena *arena, const char *key, const char *value);

#endif
