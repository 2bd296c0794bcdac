/*
 * The record that was meant, out of what panels, word processors and zone files
 * make of one. For advice, never for a verdict. Pure.
 */
#ifndef RECORD_MEND_H
#define RECORD_MEND_H

#include "wizard/base/arena.h"

/*
 * The whole value as it should be published, which is a record without faults;
 * NULL: it is right as it is, or what was meant cannot be told. Nothing is
 * guessed that would allow more, or a weaker policy, than the text says; what it
 * says behind "all" of SPF, where nobody reads it, was meant as well.
 */
typedef char *mend_record(struct arena *arena, struct slice text);

mend_record mend_spf, mend_dkim, mend_dmarc;

#endif
