/* Rows of panels.ini, and what they mean. Used by io/templates.c only. */
#ifndef IO_TEMPLATES_PANEL_H
#define IO_TEMPLATES_PANEL_H

#include "wizard/flow/services.h"

struct panel_row {
	const char *id;
	const char *name, *region, *servers;
	const char *apex, *host, *value;
	const char *max, *ttl, *refuses, *unsure, *target, *final_dot;
	const char *bulk, *format, *where, *quirk;
};

/* What is wrong with a value; NULL: nothing. */
const char *templates_judge_panel(
    struct arena *arena, const char *key, const char *value);

/* Rows whose values have been judged. In the arena. */
const struct panel_template *templates_panels(
    struct arena *arena, const struct panel_row *row, size_t count);

/* What the checks need to know of each. In the arena. */
const struct dns_host *templates_dns_hosts(
    struct arena *arena, const struct panel_template *panel, size_t count);

#endif
