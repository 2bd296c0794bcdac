/*
 * What the steps DKIM and Verify show of a domain that nobody sends for: there
 * is no key to make and no message to send.
 */
#ifndef FLOW_SILENT_H
#define FLOW_SILENT_H

#include "wizard/flow/step.h"

void silent_dkim_enter(struct wizard *w);
void silent_dkim_view(
    const struct wizard *w, struct arena *a, struct view *v);
enum outcome silent_dkim_event(struct wizard *w, const struct event *e);

/* One wanted record, and whether those who were asked have it. */
struct silent_row {
	const char *topic;
	const char *name;
	bool right;
};

/* In the arena; how many. Right now, by what was looked up last. */
size_t silent_rows(const struct wizard *w, struct arena *a,
    const struct silent_row **ret);
bool silent_is_good(const struct wizard *w);

#endif
