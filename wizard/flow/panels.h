/*
 * DNS panels: which one serves a zone, how it wants names and values, and what
 * it cannot take.
 */
#ifndef FLOW_PANELS_H
#define FLOW_PANELS_H

#include "wizard/flow/decisions.h"

#define PANEL_OTHER "other" /* id: the user answered the three questions */

/* NULL: no such panel. */
const struct panel_template *panel_find(
    const struct templates *templates, const char *id);

/* The same, as the checks want it. */
const struct dns_host *panel_dns_host(
    const struct templates *templates, const char *id);

/*
 * The panel by its name servers, see dns_host.h. NULL: none, or nobody could say
 * who serves the zone.
 */
const struct panel_template *panel_of_zone(
    const struct templates *templates, const struct zone_facts *zone);

/*
 * The panel that records are written for: the one the user chose, made from the
 * three answers when it was PANEL_OTHER, else that of the zone, else one that
 * wants names without the domain and values as they are. zone may be NULL. What
 * the panel does not say of itself is filled in from the answers. In the arena.
 */
const struct panel_template *panel_in_use(struct arena *arena,
    const struct templates *templates, const struct decisions *decisions,
    const struct zone_facts *zone);

/*
 * A sentence when the user chose a panel of which no name server of the zone is:
 * what is entered there never appears. NULL: all is well, or it is not known
 * whose name servers are the panel's.
 */
const char *panel_wrong_host(struct arena *arena,
    const struct templates *templates, const struct decisions *decisions,
    const struct zone_facts *zone);

/* What to type as name, host, label; "" where the field is left empty. */
const char *panel_host(struct arena *arena, const struct panel_template *panel,
    const char *owner, const char *zone);

/* What to type as value of a TXT record. */
char *panel_value(struct arena *arena, const struct panel_template *panel,
    struct slice value);

/*
 * What to type as value of any record; of MX the name alone, for its number has
 * a field of its own.
 */
const char *panel_entry(struct arena *arena,
    const struct panel_template *panel, const struct dns_rr *rr);

/* What to click; with "usually" before it, for menus change. */
const char *panel_where(
    struct arena *arena, const struct panel_template *panel);

/* To look and compare, where nothing confirms the form; NULL: it is known. */
const char *panel_doubt(
    struct arena *arena, const struct panel_template *panel);

int64_t panel_ttl(const struct panel_template *panel, int64_t wanted);

/* Sentences about what the panel cannot take, each with the way out. */
#define PANEL_OBSTACLES_MAX 3
size_t panel_obstacles(struct arena *arena, const struct panel_template *panel,
    const struct change *change, const char *ret[PANEL_OBSTACLES_MAX]);

/*
 * The same for the record of a DKIM key that is not made yet; what is too long
 * names a smaller key when there is one that fits.
 */
size_t panel_key_obstacles(struct arena *arena,
    const struct templates *templates, const struct panel_template *panel,
    const char *domain, enum dkim_key_type type, unsigned bits,
    const char *ret[PANEL_OBSTACLES_MAX]);

#endif
