/*
 * What happened to the data of a record other than TXT on its way into the DNS:
 * panels add the zone behind a target, refuse "_", or take it for a relative
 * name. Pure.
 */
#ifndef CHECK_TARGET_COMPARE_H
#define CHECK_TARGET_COMPARE_H

#include "wizard/check/damage.h"

/* Compares values as rrdata.h has them: "10 mx.example.jp.". */
struct difference target_compare(
    struct arena *arena, const char *wanted, struct slice found);

#endif
