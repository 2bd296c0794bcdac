/* SPF, DKIM and DMARC by their meaning. */
#include <string.h>

#include "wizard/flow/snapshot_taking.h"

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
	struct sight *sight = sight_see(t, SIGHT_SPF, node->domain);
	bool over = false;

	for (size_t i = 0; i < node->record->terms; i++) {
		const struct spf_term *term = &node->record->term[i];
		struct slice text = slice_of(term_text(t->arena, term));

		if (over && term->kind < SPF_TERM_REDIRECT)
			continue;
		/* In macros upper case means something: section 7.3. */
		if (term->has_macro)
			sight_add(t, sight, text);
		else
			sight_add_lower(t, sight, text);
		over = over || term->kind == SPF_TERM_ALL;
	}
	sight_settle(sight);
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
			sight_see_whether(t, SIGHT_INCLUDED, child->domain,
			    child->records > 0);
		else
			(void)sight_see(t, SIGHT_INCLUDED, child->domain);
	}
}

void
taking_spf(struct taking *t, const struct spf_node *node)
{
	struct sight *sight;

	if (node == NULL)
		return;
	sight = sight_see(t, SIGHT_SPF_COUNT, node->domain);
	if (!dns_is_answered(node->answer->status)) {
		(void)sight_see(t, SIGHT_SPF, node->domain);
		return;
	}
	if (node->records > 0)
		sight_add(t, sight,
		    slice_of(arena_printf(t->arena, "%zu", node->records)));
	sight_settle(sight);
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
	if ((s->origin == ORIGIN_GUESSED || s->origin == ORIGIN_PLANNED) &&
	    key.len == 0)
		return;
	sight = sight_see(t, SIGHT_DKIM, name);
	if (!dns_is_answered(s->answer->status))
		return;
	if (key.len > 0)
		sight_add(t, sight, key);
	sight_settle(sight);
	sight_see_whether(t, SIGHT_REVOKED, name,
	    s->record != NULL &&
		(s->record->faults & DKIM_FAULT_REVOKED) != 0);
	if (key.len == 0)
		return;
	sight = sight_see(t, SIGHT_DKIM_FLAG, name);
	while (flags.len > 0 && slice_next(&flags, ':', &flag))
		sight_add_lower(t, sight, slice_trim(flag, " \t"));
	sight_settle(sight);
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
	sight_see_whether(t, SIGHT_NO_FILE, s->name, disk->public_base64 == NULL);
	if (disk->public_base64 == NULL)
		return;
	if (key.len > 0)
		sight_see_whether(t, SIGHT_OTHER_KEY, s->name,
		    !slice_is(key, disk->public_base64));
	else
		(void)sight_see(t, SIGHT_OTHER_KEY, s->name);
}

void
taking_keys(struct taking *t, const struct keys_on_disk *keys)
{
	for (size_t i = 0; i < t->facts->selectors; i++) {
		see_key(t, &t->facts->selector[i]);
		see_file(t, &t->facts->selector[i], keys);
	}
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

		sight_add_lower(t, sight,
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

/* Of several, none counts (RFC 9989 section 4.10): none is there to be seen. */
static bool
see_several(struct taking *t)
{
	const struct dmarc_step *own = t->facts->dmarc;
	bool several;

	if (t->facts->dmarcs == 0 || !dns_is_answered(own->answer->status))
		return false;
	several = own->records > 1;
	sight_see_whether(t, SIGHT_DMARCS, t->facts->domain, several);
	return several;
}

void
taking_dmarc(struct taking *t)
{
	const struct dmarc_step *found = t->facts->dmarc_found;
	struct sight *sight;

	if (see_several(t))
		return;
	sight = sight_see(t, SIGHT_DMARC, t->facts->domain);
	if (!walk_is_known(t->facts))
		return;
	if (found != NULL && found->record != NULL)
		for (size_t i = 0; i < found->record->tags.count; i++)
			add_tag(t, sight, &found->record->tags.tag[i]);
	sight_settle(sight);
}
