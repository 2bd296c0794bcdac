/* When a message was refused, and what the report has of the message. */
#ifndef RECORD_BOUNCE_REPORT_H
#define RECORD_BOUNCE_REPORT_H

#include "wizard/record/bounce.h"
#include "wizard/record/bounce_parts.h"

/* date: of the report, when it is a message; fills in when it was. */
void bounce_report_date(struct arena *arena, struct slice lines,
    struct slice date, struct bounce *bounce);

/*
 * Fills in what only the refused message says: its From, and its Return-Path
 * where the report names no sender. quoted: what was cut off from text.
 */
void bounce_report_returned(struct arena *arena,
    const struct bounce_parts *parts, struct slice quoted,
    struct bounce *bounce);

#endif
