#include "wizard/flow/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/text.h"
#include "wizard/flow/dkim_own.h"

#define VALUES_MAX 256 /* more are not kept, and so never compared */

/* --- Sights -------------------------------------------------------------- */

struct taking {
	struct arena *arena;
	const struct facts *facts;
	struct snapshot snapshot;
};

/* A sight that is not known before something answers; valid until the next. */
static struct sight *
see(struct taking *t, enum sight_kind kind, const char *name)
{
	struct snapshot *s = &t->snapshot;
	char *lower = text_safe(t->arena, slice_of(name));

	for (char *c = lower; *c != '\0'; c++)
		*c = char_lower(*c);
	s->sight =
	    arena_push(t->arena, s->sight, &s->count, sizeof(*s->sight));
	s->sight[s->count - 1] = (struct sight) {.kind = kind, .name = lower};
	return &s->sight[s->count - 1];
}

static void
add(struct taking *t, struct sight *sight, struct slice value)
{
	sight->value = arena_push(
	    t->arena, sight->value, &sight->values, sizeof(*sight->value));
	sight->value[sight->values - 1] = text_safe(t->arena, value);
}

static void
add_lower(struct taking *t, struct sight *sight, struct slice value)
{
	char *lower = arena_copy_slice(t->arena, value);

	for (char *c = lower; *c != '\0'; c++)
		*c = char_lower(*c);
	add(t, sight, slice_of(lower));
}

static int
by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Nothing more will be added: the order of records means nothing. */
static void
settle(struct sight *sight)
{
	size_t kept = 0;

	if (sight->values > 1)
		qsort(sight->value, sight->values, sizeof(*sight->value),
		    by_text);
	for (size_t i = 0; i < sight->values; i++)
		if (kept == 0 ||
		    strcmp(sight->value[kept - 1], sight->value[i]) != 0)
			sight->value[kept++] = sight->value[i];
	sight->values = kept;
	sight->known = kept <= VALUES_MAX;
}

/* "yes" or nothing. */
static void
see_whether(struct taking *t, enum sight_kind kind, const char *name, bool yes)
{
	struct sight *sight = see(t, kind, name);

	if (yes)
		add(t, sight, slice_of("yes"));
	settle(sight);
}

/* --- SPF ----------------------------------------------------------------- */

/* One way to write an address; a "+" says nothing. */
static const char *
term_text(struct arena *arena, const struct spf_term *term)
{
	struct slice text = term->text;
	char ip[IP_TEXT_MAX];

	if (text.len > 0 && text.ptr[0] == '+') {
		text.ptr++;
		text.len--;
	}
	if (term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6) {
		unsigned prefix = term->kind == SPF_TERM_IP4 ? term->prefix4
							     : term->prefix6;
		bool whole = prefix == (term->kind == SPF_TERM_IP4 ? 32 : 128);

		ip_format(&term->network, ip);
		return arena_printf(arena, whole ? "%s%s:%s" : "%s%s:%s/%u",
		    term->qualifier == '+'
			? ""
			: arena_printf(arena, "%c", term->qualifier),
		    spf_kind_word(term->kind), ip, prefix);
	}
	return arena_copy_slice(arena, text);
}

/* Behind "all" no mechanism is ever reached: RFC 7208 section 5.1. */
static void
see_terms(struct taking *t, const struct spf_node *node)
{
	struct sight *sight = see(t, SIGHT_SPF, node->domain);
	bool over = false;

	for (size_t i = 0; i < node->record->terms; i++) {
		const struct spf_term *term = &node->record->term[i];
		struct slice text = slice_of(term_text(t->arena, term));

		if (over && term->kind < SPF_TERM_REDIRECT)
			continue;
		/* In macros upper case means something: section 7.3. */
		if (term->has_macro)
			add(t, sight, text);
		else
			add_lower(t, sight, text);
		over = over || term->kind == SPF_TERM_ALL;
	}
	settle(sight);
}

static void
see_included(struct taking *t, const struct spf_node *node)
{
	for (size_t i = 0; i < node->record->terms; i++) {
		const struct spf_node *child = node->child[i];

		if (node->record->term[i].kind != SPF_TERM_INCLUDE ||
		    child == NULL || child->loop)
			continue;
		if (dns_is_answered(child->answer->status))
			see_whether(t, SIGHT_INCLUDED, child->domain,
			    child->records > 0);
		else
			(void)see(t, SIGHT_INCLUDED, child->domain);
	}
}

static void
see_spf(struct taking *t, const struct spf_node *node)
{
	struct sight *sight;

	if (node == NULL)
		return;
	sight = see(t, SIGHT_SPF_COUNT, node->domain);
	if (!dns_is_answered(node->answer->status)) {
		(void)see(t, SIGHT_SPF, node->domain);
		return;
	}
	if (node->records > 0)
		add(t, sight,
		    slice_of(arena_printf(t->arena, "%zu", node->records)));
	settle(sight);
	if (node->records != 1 || node->record == NULL)
		return;
	see_terms(t, node);
	if (node == t->facts->spf)
		see_included(t, node);
}

/* --- DKIM ---------------------------------------------------------------- */

static struct slice
without_blanks(struct arena *arena, struct slice text)
{
	char *copy = arena_copy_slice(arena, text);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		if (strchr(" \t\r\n", text.ptr[i]) == NULL)
			copy[n++] = text.ptr[i];
	return (struct slice) {copy, n};
}

static struct slice
tag_value(const struct dkim_record *record, const char *name)
{
	const struct tag *tag =
	    record == NULL ? NULL : taglist_find(&record->tags, name);

	return tag == NULL ? slice_of("") : tag->value;
}

static void
see_key(struct taking *t, const struct selector_facts *s)
{
	const char *name = arena_printf(
	    t->arena, "%s._domainkey.%s", s->name, t->facts->domain);
	struct slice key =
	    without_blanks(t->arena, tag_value(s->record, "p"));
	struct slice flags = tag_value(s->record, "t"), flag;
	struct sight *sight;

	/* Hundreds of names are tried: one without a key says nothing. */
	if (s->origin == ORIGIN_GUESSED && key.len == 0)
		return;
	sight = see(t, SIGHT_DKIM, name);
	if (!dns_is_answered(s->answer->status))
		return;
	if (key.len > 0)
		add(t, sight, key);
	settle(sight);
	if (key.len == 0)
		return;
	sight = see(t, SIGHT_DKIM_FLAG, name);
	while (flags.len > 0 && slice_next(&flags, ':', &flag))
		add_lower(t, sight, slice_trim(flag, " \t"));
	settle(sight);
}

static const struct key_on_disk *
find_disk(const struct keys_on_disk *keys, const char *selector)
{
	for (size_t i = 0; i < keys->count; i++)
		if (dname_equal(keys->key[i].selector, selector))
			return &keys->key[i];
	return NULL;
}

/* Without a key in the DNS there is nothing that the file could differ from. */
static void
see_file(struct taking *t, const struct selector_facts *s,
    const struct keys_on_disk *keys)
{
	const struct key_on_disk *disk = find_disk(keys, s->name);
	struct slice key = without_blanks(t->arena, tag_value(s->record, "p"));

	if (disk == NULL)
		return;
	see_whether(t, SIGHT_NO_FILE, s->name, disk->public_base64 == NULL);
	if (disk->public_base64 == NULL)
		return;
	if (key.len > 0)
		see_whether(t, SIGHT_OTHER_KEY, s->name,
		    !slice_is(key, disk->public_base64));
	else
		(void)see(t, SIGHT_OTHER_KEY, s->name);
}

/* --- DMARC --------------------------------------------------------------- */

/* Every address of rua= and ruf= by itself: their order means nothing. */
static void
add_tag(struct taking *t, struct sight *sight, const struct tag *tag)
{
	struct slice rest = tag->value, part;
	bool list = slice_is(tag->name, "rua") || slice_is(tag->name, "ruf");

	if (slice_is(tag->name, "v"))
		return;
	while (slice_next(&rest, list ? ',' : ';', &part)) {
		struct slice value = slice_trim(part, " \t");

		add_lower(t, sight,
		    slice_of(arena_printf(t->arena, "%.*s=%.*s",
			(int)tag->name.len, tag->name.ptr, (int)value.len,
			value.ptr)));
	}
}

/* As far as the walk went before a record was found, somebody answered. */
static bool
walk_is_known(const struct facts *f)
{
	for (size_t i = 0; i < f->dmarcs; i++) {
		if (!dns_is_answered(f->dmarc[i].answer->status))
			return false;
		if (&f->dmarc[i] == f->dmarc_found)
			return true;
	}
	return f->dmarcs > 0;
}

static void
see_dmarc(struct taking *t)
{
	const struct dmarc_step *found = t->facts->dmarc_found;
	struct sight *sight = see(t, SIGHT_DMARC, t->facts->domain);

	if (!walk_is_known(t->facts))
		return;
	if (found != NULL && found->record != NULL)
		for (size_t i = 0; i < found->record->tags.count; i++)
			add_tag(t, sight, &found->record->tags.tag[i]);
	settle(sight);
}

/* --- Servers and addresses ----------------------------------------------- */

static void
see_addresses(struct taking *t, enum sight_kind kind, const char *name,
    const struct dns_answer *answer)
{
	struct sight *sight;
	char ip[IP_TEXT_MAX];

	if (answer == NULL)
		return;
	sight = see(t, kind, name);
	if (!dns_is_answered(answer->status))
		return;
	for (size_t i = 0; i < answer->count; i++) {
		ip_format(&answer->rr[i].address, ip);
		add(t, sight, slice_of(ip));
	}
	settle(sight);
}

static void
see_mx(struct taking *t)
{
	const struct facts *f = t->facts;
	struct sight *sight = see(t, SIGHT_MX, f->domain);

	if (!dns_is_answered(f->mx_answer->status))
		return;
	for (size_t i = 0; i < f->mxs; i++)
		add_lower(t, sight,
		    slice_of(arena_printf(t->arena, "%u %s",
			f->mx[i].preference,
			f->mx[i].is_null ? "." : f->mx[i].host)));
	settle(sight);
	for (size_t i = 0; i < f->mxs; i++) {
		if (f->mx[i].is_null)
			continue;
		see_addresses(t, SIGHT_A, f->mx[i].host, f->mx[i].a);
		see_addresses(t, SIGHT_AAAA, f->mx[i].host, f->mx[i].aaaa);
	}
}

/* The EHLO name is often a mail server as well: once is enough. */
static void
see_helo(struct taking *t)
{
	const struct facts *f = t->facts;

	if (f->helo == NULL || f->helo[0] == '\0')
		return;
	if (!dname_equal(f->helo, f->domain))
		see_spf(t, f->helo_spf);
	if (snapshot_find(&t->snapshot, SIGHT_A, f->helo) != NULL)
		return;
	see_addresses(t, SIGHT_A, f->helo, f->helo_a);
	see_addresses(t, SIGHT_AAAA, f->helo, f->helo_aaaa);
}

static void
see_verdict(struct taking *t, const char *name, const char *verdict)
{
	struct sight *sight;

	if (verdict == NULL)
		return;
	sight = see(t, SIGHT_VERDICT, name);
	if (strcmp(verdict, spf_result_word(SPF_TEMPERROR)) == 0)
		return;
	add(t, sight, slice_of(verdict));
	settle(sight);
}

static void
see_sender(struct taking *t, const struct address_facts *a)
{
	struct sight *sight;
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	see_verdict(t, ip, a->spf);
	sight = see(t, SIGHT_PTR, ip);
	if (a->ptr == NULL || !dns_is_answered(a->ptr->status))
		return;
	for (size_t i = 0; i < a->names; i++)
		add_lower(t, sight, slice_of(a->name[i]));
	settle(sight);
	/* A lost PTR is said once. */
	if (a->names > 0 && a->confirmed != CONFIRM_UNKNOWN)
		see_whether(
		    t, SIGHT_CONFIRMED, ip, a->confirmed == CONFIRM_YES);
}

/* --- The zone ------------------------------------------------------------ */

static bool
has_soa(const struct server_facts *server)
{
	return server->soa->status == DNS_OK && server->soa->count > 0 &&
	    server->soa->authoritative;
}

/* RFC 1982 section 3.2. */
static bool
is_before(uint32_t a, uint32_t b)
{
	return a != b && b - a < 0x80000000U;
}

static bool
is_older(const struct health_facts *health, const struct server_facts *server)
{
	for (size_t i = 0; i < health->servers; i++)
		if (has_soa(&health->server[i]) &&
		    is_before(server->soa->rr[0].soa_serial,
			health->server[i].soa->rr[0].soa_serial))
			return true;
	return false;
}

static void
see_servers(struct taking *t)
{
	const struct health_facts *health = &t->facts->health;

	for (size_t i = 0; i < health->servers; i++) {
		const struct server_facts *server = &health->server[i];
		char ip[IP_TEXT_MAX];
		const char *name;

		ip_format(&server->ip, ip);
		name = arena_printf(t->arena, "%s (%s)", server->name, ip);
		if (has_soa(server))
			see_whether(t, SIGHT_OLDER, name,
			    is_older(health, server));
		else
			(void)see(t, SIGHT_OLDER, name);
	}
}

static void
see_zone(struct taking *t)
{
	static const char *const words[] = {
	    [DNSSEC_UNKNOWN] = NULL,
	    [DNSSEC_SECURE] = "secure",
	    [DNSSEC_INSECURE] = "insecure",
	    [DNSSEC_BOGUS] = "bogus",
	};
	const struct zone_facts *zone = t->facts->zone;
	const char *word = words[t->facts->health.dnssec];
	struct sight *sight;

	if (zone == NULL || zone->apex == NULL || zone->failed)
		return;
	sight = see(t, SIGHT_NS, zone->apex);
	for (size_t i = 0; i < zone->servers; i++)
		add_lower(t, sight, slice_of(zone->server[i].name));
	/* A zone has servers: none means that they were not told. */
	if (zone->servers > 0)
		settle(sight);
	see_servers(t);
	sight = see(t, SIGHT_DNSSEC, zone->apex);
	if (word != NULL) {
		add(t, sight, slice_of(word));
		settle(sight);
	}
}

/* --- All of it ----------------------------------------------------------- */

struct snapshot
snapshot_take(struct arena *arena, const struct facts *facts,
    const struct keys_on_disk *keys, int64_t now)
{
	struct taking t = {.arena = arena, .facts = facts};

	see_spf(&t, facts->spf);
	for (size_t i = 0; i < facts->selectors; i++) {
		see_key(&t, &facts->selector[i]);
		see_file(&t, &facts->selector[i], keys);
	}
	see_dmarc(&t);
	see_mx(&t);
	see_helo(&t);
	for (size_t i = 0; i < facts->addresses; i++)
		if ((facts->address[i].roles & ADDRESS_SENDS) != 0)
			see_sender(&t, &facts->address[i]);
	see_zone(&t);
	t.snapshot.taken = now;
	return t.snapshot;
}

const struct sight *
snapshot_find(const struct snapshot *snapshot, enum sight_kind kind,
    const char *name)
{
	for (size_t i = 0; i < snapshot->count; i++)
		if (snapshot->sight[i].kind == kind &&
		    dname_equal(snapshot->sight[i].name, name))
			return &snapshot->sight[i];
	return NULL;
}

void
snapshot_fill(struct snapshot *snapshot, const struct snapshot *before)
{
	for (size_t i = 0; i < snapshot->count; i++) {
		struct sight *sight = &snapshot->sight[i];
		const struct sight *old =
		    snapshot_find(before, sight->kind, sight->name);

		if (!sight->known && old != NULL)
			*sight = *old;
	}
}

struct keys_on_disk
snapshot_keys(struct arena *arena, const struct services *services,
    const struct decisions *decisions)
{
	const struct key_service *service = &services->key;
	struct keys_on_disk keys = {.key = NULL};
	struct own_view own[OWN_MAX];
	size_t count = own_keys(decisions, own);

	for (size_t i = 0; i < count && service->load != NULL; i++) {
		struct key_info info;
		struct err err = ERR_INIT;
		enum err_code code =
		    service->load(service->self, own[i].path, &info, &err);

		/* A file that may not be read says nothing. */
		if (code != ERR_OK && code != ERR_MISSING)
			continue;
		keys.key = arena_push(
		    arena, keys.key, &keys.count, sizeof(*keys.key));
		keys.key[keys.count - 1] = (struct key_on_disk) {
		    .selector = arena_copy(arena, own[i].selector),
		    .public_base64 = code == ERR_OK
			? arena_copy(arena, info.public_base64)
			: NULL,
		};
	}
	return keys;
}
