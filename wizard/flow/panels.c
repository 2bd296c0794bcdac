#include "wizard/flow/panels.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/dns_host.h"
#include "wizard/record/rrdata.h"
#include "wizard/record/zonefile.h"

const struct panel_template *
panel_find(const struct templates *templates, const char *id)
{
	for (size_t i = 0; i < templates->panels; i++)
		if (strcmp(templates->panel[i].id, id) == 0)
			return &templates->panel[i];
	return NULL;
}

const struct dns_host *
panel_dns_host(const struct templates *templates, const char *id)
{
	const struct panel_template *panel = panel_find(templates, id);

	return panel == NULL ? NULL
			     : &templates->dns_host[panel - templates->panel];
}

/* --- Whose name servers ------------------------------------------------------ */

const struct panel_template *
panel_of_zone(const struct templates *templates, const struct zone_facts *zone)
{
	for (size_t i = 0; zone != NULL && i < templates->panels; i++)
		if (dns_host_serves(templates->panel[i].servers, zone))
			return &templates->panel[i];
	return NULL;
}

static const char *
server_list(struct arena *arena, const struct zone_facts *zone)
{
	const char *list = "";

	for (size_t i = 0; i < zone->servers && i < 3; i++)
		list = arena_printf(arena, "%s%s%s", list, i > 0 ? ", " : "",
		    zone->server[i].name);
	return list;
}

const char *
panel_wrong_host(struct arena *arena, const struct templates *templates,
    const struct decisions *d, const struct zone_facts *zone)
{
	const struct panel_template *chosen = panel_find(templates, d->panel);
	const struct panel_template *real = panel_of_zone(templates, zone);

	if (chosen == NULL || zone == NULL || zone->servers == 0 ||
	    chosen->servers[0] == '\0' ||
	    (chosen->unsure & PANEL_UNSURE_SERVERS) != 0 ||
	    dns_host_serves(chosen->servers, zone))
		return NULL;
	if (real != NULL)
		return arena_printf(arena,
		    _("You are editing at the wrong DNS host: %s is served by "
		      "%s (%s). What you enter at %s is never seen."),
		    d->domain, real->name, server_list(arena, zone),
		    chosen->name);
	return arena_printf(arena,
	    _("You are editing at the wrong DNS host: %s is served by %s, "
	      "which is not %s. What you enter there is never seen."),
	    d->domain, server_list(arena, zone), chosen->name);
}

/* --- The panel in use -------------------------------------------------------- */

const struct panel_template *
panel_in_use(struct arena *arena, const struct templates *templates,
    const struct decisions *d, const struct zone_facts *zone)
{
	static const struct panel_template any = {
	    .id = PANEL_OTHER,
	    .name = "",
	    .servers = "",
	    .takes_txt = true,
	    .takes_underscore = true,
	    .takes_null_mx = true,
	    .target = "",
	    .bulk = "",
	    .format = "",
	    .where = "",
	    .quirk = "",
	};
	const struct panel_template *base = panel_find(templates, d->panel);
	struct panel_template *panel = arena_alloc(arena, sizeof(*panel));

	if (base == NULL && strcmp(d->panel, PANEL_OTHER) != 0)
		base = panel_of_zone(templates, zone);
	*panel = base != NULL ? *base : any;
	if (panel->apex == PANEL_NAME_UNKNOWN)
		panel->apex = d->panel_apex != 0
		    ? (enum panel_name)d->panel_apex
		    : PANEL_NAME_AT;
	if (panel->host == PANEL_NAME_UNKNOWN)
		panel->host = d->panel_host != 0
		    ? (enum panel_name)d->panel_host
		    : PANEL_NAME_RELATIVE;
	if (panel->value == PANEL_VALUE_UNKNOWN)
		panel->value = d->panel_value != 0
		    ? (enum panel_value)d->panel_value
		    : PANEL_VALUE_PLAIN;
	return panel;
}

/* --- How it wants things ----------------------------------------------------- */

const char *
panel_host(struct arena *arena, const struct panel_template *panel,
    const char *owner, const char *zone)
{
	char relative[DNAME_MAX + 2];

	switch (dname_equal(owner, zone) ? panel->apex : panel->host) {
	case PANEL_NAME_EMPTY:
		return "";
	case PANEL_NAME_POINT:
		return ".";
	case PANEL_NAME_FULL:
		return arena_copy(arena, owner);
	case PANEL_NAME_FINAL:
		return arena_printf(arena, "%s.", owner);
	case PANEL_NAME_UNKNOWN:
	case PANEL_NAME_AT:
	case PANEL_NAME_RELATIVE:
		break;
	}
	dname_relative(owner, zone, relative, sizeof(relative));
	return arena_copy(arena, relative);
}

char *
panel_value(struct arena *arena, const struct panel_template *panel,
    struct slice value)
{
	switch (panel->value) {
	case PANEL_VALUE_QUOTED:
		return zonefile_quote_one(arena, value);
	case PANEL_VALUE_SPLIT:
		return zonefile_quote_txt(arena, value);
	case PANEL_VALUE_UNKNOWN:
	case PANEL_VALUE_PLAIN:
		break;
	}
	return arena_copy_slice(arena, value);
}

/* The root has no other form than ".". */
static const char *
target_value(struct arena *arena, const struct panel_template *panel,
    const char *target)
{
	bool bare = panel->bare_target && target[0] != '\0';

	return arena_printf(arena, bare ? "%s" : "%s.", target);
}

const char *
panel_entry(struct arena *arena, const struct panel_template *panel,
    const struct dns_rr *rr)
{
	if (rr->type == DNS_TXT)
		return panel_value(arena, panel, rr->text);
	if (rr->target != NULL)
		return target_value(arena, panel, rr->target);
	return rrdata_presentation(arena, rr);
}

const char *
panel_where(struct arena *arena, const struct panel_template *panel)
{
	return panel->takes_txt
	    ? arena_printf(arena, _("Usually under: %s"), panel->where)
	    : panel->where;
}

const char *
panel_doubt(struct arena *arena, const struct panel_template *panel)
{
	unsigned doubtful = PANEL_UNSURE_NAMES | PANEL_UNSURE_VALUE;

	return (panel->unsure & doubtful) == 0
	    ? NULL
	    : arena_printf(arena,
		  _("How %s writes names and values is not confirmed: look at "
		    "a record that is there already, and write yours alike."),
		  panel->name);
}

int64_t
panel_ttl(const struct panel_template *panel, int64_t wanted)
{
	return wanted > panel->min_ttl ? wanted : panel->min_ttl;
}
