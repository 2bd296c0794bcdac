/* DKIM keys at the selectors that are worth trying. */
#include <string.h>

#include "wizard/check/dkim_compare.h"
#include "wizard/check/inspection.h"

/* --- At a selector ------------------------------------------------------- */

static void
read_key(struct inspection *in, struct selector_facts *selector)
{
	const struct dns_answer *answer = selector->answer;

	selector->records = answer->count;
	if (answer->cnames > 0)
		selector->cname = answer->cname[answer->cnames - 1].target;
	for (size_t i = 0; i < answer->count; i++) {
		if (!dkim_is_record(answer->rr[i].text))
			continue;
		selector->record = dkim_parse(in->arena, answer->rr[i].text);
		return;
	}
}

static bool
is_among(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->selectors; i++)
		if (dname_equal(f->selector[i].name, name))
			return true;
	return false;
}

/* There are about a hundred: they are compared only when a hash was there. */
static bool
is_known(struct inspection *in, const char *name)
{
	uint32_t hash = dname_hash(name) % INSPECT_TRIED_BITS;
	uint64_t *word = &in->tried[hash / 64];
	uint64_t bit = UINT64_C(1) << (hash % 64);
	bool known = (*word & bit) != 0 && is_among(in->facts, name);

	*word |= bit;
	return known;
}

/* The first to name a selector says what it is. NULL: no such name, or known. */
static struct selector_facts *
add(struct inspection *in, const char *name, enum selector_origin origin)
{
	struct facts *f = in->facts;
	struct selector_facts *selector;
	const struct dns_answer *answer;
	struct dname below;

	if (is_known(in, name) || !dname_join(name, "_domainkey", &below))
		return NULL;
	answer = inspection_ask_below(in, below.text, f->domain, DNS_TXT);
	if (answer == NULL)
		return NULL;
	f->selector =
	    arena_push(in->arena, f->selector, &f->selectors, sizeof(*selector));
	selector = &f->selector[f->selectors - 1];
	selector->name = name;
	selector->origin = origin;
	selector->answer = answer;
	read_key(in, selector);
	return selector;
}

static void
add_own(struct inspection *in)
{
	const struct inspect_params *params = in->params;

	for (size_t i = 0; i < params->own_selectors; i++) {
		struct selector_facts *selector =
		    add(in, params->own_selector[i], ORIGIN_OURS);

		if (selector != NULL && params->own_record != NULL)
			selector->wanted = params->own_record[i];
	}
}

static void
add_all(struct inspection *in, const char *const *name, size_t count,
    enum selector_origin origin)
{
	for (size_t i = 0; i < count; i++)
		(void)add(in, name[i], origin);
}

/* --- Services that send --------------------------------------------------- */

static bool
is_in_spf(const struct facts *f, const char *service)
{
	const struct spf_record *record =
	    f->spf == NULL ? NULL : f->spf->record;

	for (size_t i = 0; record != NULL && i < record->terms; i++)
		if (slice_is_nocase(record->term[i].domain, service))
			return true;
	return false;
}

static bool
is_in_mx(const struct facts *f, const char *service)
{
	for (size_t i = 0; i < f->mxs; i++)
		if (dname_is_within(f->mx[i].host, service))
			return true;
	return false;
}

static void
add_words(struct inspection *in, const char *selectors)
{
	struct slice rest = slice_of(selectors), name;

	while (slice_next(&rest, ' ', &name))
		if (name.len > 0)
			(void)add(in, arena_copy_slice(in->arena, name),
			    ORIGIN_GUESSED);
}

/*
 * What the SPF record and the MX name is known one round after the first, and
 * that round goes out in any case: to the includes and the mail servers.
 */
static void
add_hinted(struct inspection *in, const struct selector_hint *hint)
{
	if (is_in_spf(in->facts, hint->service) ||
	    is_in_mx(in->facts, hint->service))
		add_words(in, hint->selectors);
}

/* --- Elsewhere ------------------------------------------------------------ */

static void
look_at(struct inspection *in, const char *name, struct place_facts *ret)
{
	ret->name = arena_copy(in->arena, name);
	ret->answer = inspection_ask(in, name, DNS_TXT);
}

/* A host of the domain may send in its own name, and needs a key of its own. */
static void
look_at_parent(struct inspection *in, struct selector_facts *selector)
{
	const char *parent = inspect_registrable(in->facts->domain);
	struct dname below, name;

	if (parent != NULL && !dname_equal(parent, in->facts->domain) &&
	    dname_join(selector->name, "_domainkey", &below) &&
	    dname_join(below.text, parent, &name))
		look_at(in, name.text, &selector->elsewhere[KEY_AT_PARENT]);
}

static void
look_elsewhere(struct inspection *in, struct selector_facts *selector)
{
	struct dkim_wrong_name wrong[WRONG_NAMES_MAX];
	struct dname below;
	size_t count =
	    dkim_wrong_names(selector->name, in->facts->domain, wrong);

	selector->elsewhere = arena_alloc(
	    in->arena, KEY_MISPLACEMENTS * sizeof(*selector->elsewhere));
	if (dname_join(selector->name, "_domainkey", &below))
		selector->a = inspection_ask_below(
		    in, below.text, in->facts->domain, DNS_A);
	for (size_t i = 0; i < count; i++)
		look_at(in, wrong[i].name.text,
		    &selector->elsewhere[wrong[i].how]);
	look_at_parent(in, selector);
}

static bool
is_missed(const struct selector_facts *selector)
{
	return (selector->origin == ORIGIN_OURS ||
		   selector->origin == ORIGIN_GIVEN) &&
	       selector->record == NULL &&
	       dns_is_answered(selector->answer->status);
}

void
inspection_selectors(struct inspection *in)
{
	const struct inspect_params *params = in->params;
	struct facts *f = in->facts;

	add_own(in);
	add_all(in, params->old_selector, params->old_selectors, ORIGIN_OLD);
	add_all(in, params->given_selector, params->given_selectors,
	    ORIGIN_GIVEN);
	if (params->earlier != NULL)
		add_all(in, params->earlier->selector,
		    params->earlier->selectors, ORIGIN_EARLIER);
	add_all(in, params->planned_selector, params->planned_selectors,
	    ORIGIN_PLANNED);
	add_all(in, params->selector, params->selectors, ORIGIN_GUESSED);
	for (size_t i = 0; i < params->service_selectors; i++)
		add_words(in, params->service_selector[i]);
	for (size_t i = 0; i < params->hints; i++)
		add_hinted(in, &params->hint[i]);
	f->domainkey =
	    inspection_ask_below(in, "_domainkey", f->domain, DNS_TXT);
	f->wildcard = inspection_ask_below(
	    in, INSPECT_PROBE_LABEL "._domainkey", f->domain, DNS_TXT);
}

void
inspection_keys_elsewhere(struct inspection *in)
{
	struct facts *f = in->facts;
	struct dname name;

	f->domainkey_ns =
	    inspection_ask_below(in, "_domainkey", f->domain, DNS_NS);
	f->adsp =
	    inspection_ask_below(in, "_adsp._domainkey", f->domain, DNS_TXT);
	if (dname_join("dkim", f->domain, &name))
		look_at(in, name.text, &f->dkim);
	for (size_t i = 0; i < f->selectors; i++)
		if (is_missed(&f->selector[i]))
			look_elsewhere(in, &f->selector[i]);
}
