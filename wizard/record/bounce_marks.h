/*
 * What others put in front of lines: quotation marks of mail, who said it in a
 * chat, arrows of transcripts.
 */
#ifndef RECORD_BOUNCE_MARKS_H
#define RECORD_BOUNCE_MARKS_H

#include "wizard/base/buf.h"

/* Without "> > " or "| ". One blank belongs to the mark, further ones do not. */
struct slice bounce_unquoted(struct slice line);

/* Without any of them. What sendmail writes, "<<< " and ">>> ", stays. */
struct slice bounce_unmarked(struct slice line);

#endif
