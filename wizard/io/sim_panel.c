#include "wizard/io/sim_panel.h"

#include <string.h>

#define STRING_MAX 255 /* octets of one TXT string, RFC 1035 section 3.3 */

void
panel_init(struct panel *panel, struct arena *arena, const struct world *world)
{
	panel->arena = arena;
	panel->quirk = world->panel;
	panel->edition[0] =
	    (struct edition) {INT64_MIN, world->zone[world->home]};
	panel->count = 1;
}

const struct zone *
panel_at(const struct panel *panel, int64_t when)
{
	size_t i = panel->count - 1;

	while (i > 0 && panel->edition[i].since > when)
		i--;
	return &panel->edition[i].zone;
}

/* Reads a value as the panel's input field would; NULL: not such a value. */
static const struct dns_rr *
read_value(struct arena *arena, const char *zone,
    const struct panel_entry *entry, const char *value)
{
	struct err err = ERR_INIT;
	struct zone line;
	const char *text = value;

	if (entry->type == DNS_TXT)
		text = zonefile_quote_txt(arena, slice_of(value));
	text = arena_printf(arena, "%s. %lu IN %s %s\n", entry->name,
	    (unsigned long)entry->ttl, dns_type_word(entry->type), text);
	if (zonefile_parse(arena, slice_of(text), zone, &line, &err) !=
		ERR_OK ||
	    line.count != 1)
		return NULL;
	return &line.rr[0];
}

static bool
same_slice(struct slice a, struct slice b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool
same_target(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && dname_equal(a, b));
}

/* Same owner, type and data, whatever the TTL. */
static bool
same_record(const struct dns_rr *a, const struct dns_rr *b)
{
	return a->type == b->type && dname_equal(a->owner, b->owner) &&
	       ip_equal(&a->address, &b->address) &&
	       a->preference == b->preference &&
	       same_target(a->target, b->target) &&
	       same_slice(a->text, b->text) && same_slice(a->raw, b->raw);
}

static void
take_out(struct zone *zone, const struct dns_rr *gone)
{
	size_t kept = 0;

	for (size_t i = 0; i < zone->count; i++)
		if (!same_record(&zone->rr[i], gone))
			zone->rr[kept++] = zone->rr[i];
	zone->count = kept;
}

/* All records of an owner and type have one TTL: RFC 2181 section 5.2. */
static void
put_in(struct zone *zone, const struct dns_rr *new)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->rr[i].type == new->type &&
		    dname_equal(zone->rr[i].owner, new->owner))
			zone->rr[i].ttl = new->ttl;
	zone->rr[zone->count++] = *new;
}

static void
enter(struct panel *panel, struct zone *zone, const struct panel_entry *entry)
{
	struct arena *arena = panel->arena;
	const struct dns_rr *rr;

	for (size_t i = 0; i < entry->nreplaces; i++) {
		rr = read_value(arena, zone->apex, entry, entry->replaces[i]);
		if (rr != NULL)
			take_out(zone, rr);
	}
	if (entry->value[0] == '\0')
		return;
	rr = read_value(arena, zone->apex, entry, entry->value);
	if (rr == NULL)
		return;
	take_out(zone, rr);
	put_in(zone, rr);
}

/* What becomes of an entry in a panel with the usual traps. */
static struct panel_entry
quirked(const struct panel *panel, const char *apex,
    const struct panel_entry *entry)
{
	struct panel_entry e = *entry;

	if (panel->quirk.ttl != 0)
		e.ttl = panel->quirk.ttl;
	if (panel->quirk.doubles > 0)
		e.name = arena_printf(panel->arena, "%s.%s", e.name, apex);
	if (panel->quirk.cuts > 0 && strlen(e.value) > STRING_MAX)
		e.value = arena_copy_slice(
		    panel->arena, (struct slice) {e.value, STRING_MAX});
	return e;
}

static void
raise_serial(struct zone *zone)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->rr[i].type == DNS_SOA)
			zone->rr[i].soa_serial++;
}

/* A copy that has room for that many records more. */
static struct zone
draft_of(struct arena *arena, const struct zone *zone, size_t more)
{
	struct zone draft = *zone;

	draft.rr = arena_alloc(arena, (zone->count + more) * sizeof(*draft.rr));
	memcpy(draft.rr, zone->rr, zone->count * sizeof(*draft.rr));
	return draft;
}

void
panel_publish(struct panel *panel, const struct panel_entry *entry,
    size_t count, int64_t now)
{
	const struct edition *last = &panel->edition[panel->count - 1];
	int64_t since = now + (int64_t)panel->quirk.delay * 1000;
	struct zone draft;

	if (panel->count == EDITIONS_MAX || count > PANEL_RECORDS_MAX ||
	    last->zone.count > PANEL_RECORDS_MAX - count)
		return;
	draft = draft_of(panel->arena, &last->zone, count);
	for (size_t i = 0; i < count; i++) {
		struct panel_entry e = quirked(panel, draft.apex, &entry[i]);

		enter(panel, &draft, &e);
	}
	raise_serial(&draft);
	panel->edition[panel->count++] =
	    (struct edition) {since > last->since ? since : last->since, draft};
	panel->quirk.doubles -= panel->quirk.doubles > 0;
	panel->quirk.cuts -= panel->quirk.cuts > 0;
}
