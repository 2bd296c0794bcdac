/* SPF results as RFC 8601 section 2.7.2 spells them. */
#ifndef FLOW_VERDICT_H
#define FLOW_VERDICT_H

#include "wizard/flow/services.h"

const char *verdict_word(enum spf_result result);

#endif
