/* Does a server have what was to be published? Compared by meaning. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/dkim_compare.h"
#include "wizard/check/target_compare.h"
#include "wizard/flow/plan.h"
#include "wizard/record/rrdata.h"

/* Its index; the count when there is none. */
static size_t
find_all(const struct spf_record *record)
{
	size_t i = 0;

	while (i < record->terms && record->term[i].kind != SPF_TERM_ALL)
		i++;
	return i;
}

/* Where the mechanisms end: nothing behind "all" is ever reached. */
static size_t
reached(const struct spf_record *record)
{
	size_t all = find_all(record);

	return all < record->terms ? all + 1 : all;
}

static bool
is_mechanism(const struct spf_term *term)
{
	return term->kind < SPF_TERM_REDIRECT;
}

/* Of two addresses that are told the same, it does not matter which is first. */
static bool
is_out_of_order(const struct spf_term *a, const struct spf_term *b)
{
	bool swaps = (a->kind == SPF_TERM_IP4 || a->kind == SPF_TERM_IP6) &&
	    (b->kind == SPF_TERM_IP4 || b->kind == SPF_TERM_IP6) &&
	    a->qualifier == b->qualifier;
	int order = memcmp(
	    a->network.octets, b->network.octets, sizeof(a->network.octets));

	if (a->kind != b->kind)
		return swaps && a->kind > b->kind;
	return swaps &&
	    (order > 0 || (order == 0 && a->prefix4 > b->prefix4) ||
		(order == 0 && a->prefix6 > b->prefix6));
}

/* The mechanisms up to the first "all", addresses beside each other sorted. */
static struct spf_term *
mechanisms(
    struct arena *arena, const struct spf_record *record, size_t *ret_count)
{
	struct spf_term *list = arena_alloc(
	    arena, (record->terms + 1) * sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < reached(record); i++) {
		if (!is_mechanism(&record->term[i]))
			continue;
		list[n++] = record->term[i];
		for (size_t k = n - 1;
		     k > 0 && is_out_of_order(&list[k - 1], &list[k]); k--) {
			struct spf_term first = list[k];

			list[k] = list[k - 1];
			list[k - 1] = first;
		}
	}
	*ret_count = n;
	return list;
}

static bool
same_mechanisms(struct arena *arena, const struct spf_record *x,
    const struct spf_record *y)
{
	size_t xs, ys;
	const struct spf_term *a = mechanisms(arena, x, &xs);
	const struct spf_term *b = mechanisms(arena, y, &ys);

	for (size_t i = 0; i < xs && i < ys; i++)
		if (!spf_same_term(&a[i], &b[i]))
			return false;
	return xs == ys;
}

/* Is it a modifier that says something? "all" switches a redirect off. */
static bool
counts(const struct spf_record *record, const struct spf_term *term)
{
	return !is_mechanism(term) &&
	    (term->kind != SPF_TERM_REDIRECT ||
		find_all(record) == record->terms);
}

/* Every modifier of the one is in the other, wherever it stands. */
static bool
has_modifiers(const struct spf_record *x, const struct spf_record *y)
{
	for (size_t i = 0; i < y->terms; i++) {
		bool found = !counts(y, &y->term[i]);

		for (size_t j = 0; j < x->terms && !found; j++)
			found = spf_same_term(&x->term[j], &y->term[i]);
		if (!found)
			return false;
	}
	return true;
}

static bool
same_spf(struct arena *arena, struct slice a, struct slice b)
{
	const struct spf_record *x = spf_parse(arena, a);
	const struct spf_record *y = spf_parse(arena, b);

	return x->faults == 0 && y->faults == 0 && same_mechanisms(arena, x, y) &&
	    has_modifiers(x, y) && has_modifiers(y, x);
}

/* Not with blanks inside the key: not every receiver skips them. */
static bool
same_dkim(struct arena *arena, struct slice a, struct slice b)
{
	return dkim_compare(arena, arena_copy_slice(arena, b), a).damage ==
	    DAMAGE_NONE;
}

/* Two that say that there is no key, in whatever words. */
static bool
same_silence(struct arena *arena, struct slice a, struct slice b)
{
	const struct dkim_record *x = dkim_parse(arena, a);
	const struct dkim_record *y = dkim_parse(arena, b);

	return x->faults == DKIM_FAULT_REVOKED &&
	    y->faults == DKIM_FAULT_REVOKED;
}

/* The order of tags behind "v" means nothing, nor do blanks. */
static bool
same_tags(struct arena *arena, struct slice a, struct slice b)
{
	struct taglist x = taglist_parse(arena, a);
	struct taglist y = taglist_parse(arena, b);

	if (x.count != y.count || x.faults > 0)
		return false;
	for (size_t i = 0; i < x.count; i++) {
		char *name = arena_copy_slice(arena, x.tag[i].name);
		char *value = arena_copy_slice(arena, x.tag[i].value);
		const struct tag *other = taglist_find(&y, name);

		if (other == NULL || !slice_is_nocase(other->value, value))
			return false;
	}
	return true;
}

static bool
same_dmarc(struct arena *arena, struct slice a, struct slice b)
{
	const struct dmarc_record *x = dmarc_parse(arena, a);

	/* Older receivers want p= right behind v=, RFC 7489 section 6.4. */
	return dmarc_is_record(a) && (x->faults & DMARC_FAULT_ORDER) == 0 &&
	    same_tags(arena, a, b);
}

static bool
is_dmarc_kind(struct slice text)
{
	return dmarc_is_record(text) || dmarc_is_attempt(text);
}

static bool
is_tlsrpt_kind(struct slice text)
{
	return tlsrpt_is_record(text) || tlsrpt_is_attempt(text);
}

/* Every address of the one is in the other, in whatever order. */
static bool
has_addresses(const struct tlsrpt_record *x, const struct tlsrpt_record *y)
{
	for (size_t i = 0; i < y->ruas; i++) {
		size_t j = 0;

		while (j < x->ruas &&
		    !damage_same(x->rua[j].text, y->rua[i].text))
			j++;
		if (j == x->ruas)
			return false;
	}
	return true;
}

static bool
same_tlsrpt(struct arena *arena, struct slice a, struct slice b)
{
	const struct tlsrpt_record *x = tlsrpt_parse(arena, a);
	const struct tlsrpt_record *y = tlsrpt_parse(arena, b);

	return tlsrpt_is_record(a) && x->faults == 0 && has_addresses(x, y) &&
	    has_addresses(y, x);
}

static bool
is_mtasts_kind(struct slice text)
{
	return mtasts_is_record(text) || mtasts_is_attempt(text);
}

static bool
same_mtasts(struct arena *arena, struct slice a, struct slice b)
{
	const struct mtasts_record *x = mtasts_parse(arena, a);
	const struct mtasts_record *y = mtasts_parse(arena, b);

	return mtasts_is_record(a) && x->faults == 0 &&
	    damage_same(x->id, y->id);
}

/* What is understood by its characters: one name, one address. */
static bool
same_data(struct arena *arena, struct slice a, struct slice b)
{
	return slice_is_nocase(a, arena_copy_slice(arena, b));
}

static bool
is_any(struct slice text)
{
	(void)text;
	return true;
}

/*
 * Per topic: what belongs to it, when two mean the same, what two of it are,
 * what happened to one that is not the wanted one.
 */
static const struct kind {
	bool (*is_kind)(struct slice text);
	bool (*same)(struct arena *arena, struct slice a, struct slice b);
	const char *several;
	struct difference (*compare)(
	    struct arena *arena, const char *wanted, struct slice found);
} kinds[TOPICS] = {
    [TOPIC_DKIM] = {dkim_is_record, same_dkim,
	N_("another key is at the same name; delete the old one"),
	dkim_compare},
    [TOPIC_DMARC] = {is_dmarc_kind, same_dmarc,
	N_("an old DMARC record remains; delete it"), damage_compare},
    [TOPIC_HELO] = {spf_is_record, same_spf,
	N_("an old SPF record remains; delete it"), damage_compare},
    [TOPIC_SPF] = {spf_is_record, same_spf,
	N_("the new SPF is there, but an old one remains; delete it"),
	damage_compare},
    [TOPIC_SERVICE] = {is_any, same_data,
	N_("another record is at the same name; delete the old one"),
	damage_compare},
    [TOPIC_TLSRPT] = {is_tlsrpt_kind, same_tlsrpt,
	N_("another record for TLS reports remains; delete it"),
	damage_compare},
    [TOPIC_MTASTS] = {is_mtasts_kind, same_mtasts,
	N_("another MTA-STS record remains; delete it"), damage_compare},
    /* Never TXT; but a state on disk may say so. */
    [TOPIC_MX] = {is_any, same_data, N_("another record remains; delete it"),
	damage_compare},
    [TOPIC_DANE] = {is_any, same_data, N_("another record remains; delete it"),
	damage_compare},
    [TOPIC_UNSIGNED] = {dkim_is_record, same_silence,
	N_("a key is still there; delete it"), damage_compare},
};

/* Of types other than TXT, whatever the topic: the whole RRset is the change. */
static const struct kind data_kind = {is_any, same_data,
    N_("another record is at the same name; delete the old one"),
    target_compare};

static const struct kind *
kind_of(const struct change *change)
{
	return plan_type(change->type) == DNS_TXT ? &kinds[change->topic]
						  : &data_kind;
}

bool
plan_is_kind(const struct change *change, struct slice value)
{
	return kind_of(change)->is_kind(value);
}

bool
plan_is_old(const struct change *change, struct slice value)
{
	for (int64_t i = 0; i < change->olds; i++)
		if (slice_is(value, change->old[i]))
			return true;
	return false;
}

bool
plan_same(struct arena *arena, const struct change *change, struct slice found)
{
	const struct kind *kind = kind_of(change);

	return kind->is_kind(found) &&
	    kind->same(arena, found, slice_of(change->value));
}

struct difference
plan_difference(
    struct arena *arena, const struct change *change, struct slice found)
{
	return kind_of(change)->compare(arena, change->value, found);
}

bool
plan_is_recognised(enum damage damage)
{
	return damage != DAMAGE_OTHER && damage != DAMAGE_OTHER_KEY &&
	    damage != DAMAGE_NO_KEY;
}

/* What happened to one value; the comparison leaves out the ends. */
static const char *
words_for(struct arena *arena, const struct change *change, struct slice there)
{
	struct difference d = plan_difference(arena, change, there);

	if (d.damage == DAMAGE_NONE && !slice_is(there, change->value))
		return _("a blank before or behind the value; enter it "
			 "without");
	if (d.damage == DAMAGE_OTHER && plan_type(change->type) == DNS_TXT)
		return _("a different value was entered");
	return d.damage == DAMAGE_NONE ? _("a different value was entered")
				       : d.message;
}

/* Of what is there of the kind, the last one is looked at. */
static const char *
mistake_of(struct arena *arena, const struct change *change,
    const struct dns_answer *answer)
{
	const char *words = NULL;

	for (size_t i = 0; i < answer->count; i++) {
		struct slice value = rrdata_value(arena, &answer->rr[i]);

		if (plan_is_kind(change, value))
			words = words_for(arena, change, value);
	}
	return words;
}

/* Nothing of the kind is there, but what may be left of the wanted value. */
static const char *
remains_of(struct arena *arena, const struct change *change,
    const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		struct slice value = rrdata_value(arena, &answer->rr[i]);
		struct difference d = plan_difference(arena, change, value);

		if (plan_is_recognised(d.damage))
			return words_for(arena, change, value);
	}
	return NULL;
}

enum match
plan_match(struct arena *arena, const struct change *change,
    const struct dns_answer *answer, const char **ret_mistake)
{
	size_t of_kind = 0, wanted = 0, old = 0;

	*ret_mistake = NULL;
	for (size_t i = 0; i < answer->count; i++) {
		struct slice value = rrdata_value(arena, &answer->rr[i]);

		if (!plan_is_kind(change, value))
			continue;
		of_kind++;
		wanted += plan_same(arena, change, value);
		old += plan_is_old(change, value);
	}
	if (of_kind == 0) {
		*ret_mistake = remains_of(arena, change, answer);
		return *ret_mistake != NULL ? MATCH_DIFFERS : MATCH_NONE;
	}
	if (of_kind == 1 && wanted == 1)
		return MATCH_NEW;
	if (wanted == 0 && old == of_kind)
		return MATCH_OLD;
	*ret_mistake = wanted > 0 ? _(kind_of(change)->several)
				  : mistake_of(arena, change, answer);
	return MATCH_DIFFERS;
}
