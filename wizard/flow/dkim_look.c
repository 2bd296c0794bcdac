#include "wizard/flow/dkim_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/check/inspection.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/when.h"

struct dkim_look {
	struct inspect_params params;
	void (*changed)(void *arg);
	void *arg;
	struct inquiry *inquiry;
	struct lookup *lookup;
	struct arena arena; /* of what was found */
	struct facts *facts;
	struct dkim_stray *stray;
	size_t strays;
};

/* Where a key of ours might have been put instead. */
static void
look_elsewhere(struct dkim_look *look, struct inspection *in,
    const struct selector_facts *selector)
{
	struct dkim_wrong_name wrong[WRONG_NAMES_MAX];
	size_t count =
	    dkim_wrong_names(selector->name, look->params.domain, wrong);

	for (size_t i = 0; i < count; i++) {
		const struct dns_answer *answer =
		    inspection_ask(in, wrong[i].name.text, DNS_TXT);
		struct dkim_stray *stray;

		if (answer->count == 0 ||
		    !dkim_is_record(answer->rr[0].text))
			continue;
		look->stray = arena_push(&look->arena, look->stray,
		    &look->strays, sizeof(*stray));
		stray = &look->stray[look->strays - 1];
		stray->selector = selector->name;
		stray->text = answer->rr[0].text;
		stray->message = arena_printf(
		    &look->arena, wrong[i].message, wrong[i].name.text);
	}
}

static void
derive(struct dkim_look *look)
{
	struct inspection in = {.inquiry = look->inquiry};

	arena_reset(&look->arena);
	look->stray = NULL;
	look->strays = 0;
	look->facts = arena_alloc(&look->arena, sizeof(*look->facts));
	look->facts->domain = look->params.domain;
	look->facts->by_authority = true;
	look->facts->zone = inspect_zone(
	    &look->arena, look->inquiry, look->params.domain);
	in.arena = &look->arena;
	in.params = &look->params;
	in.facts = look->facts;
	inspection_selectors(&in);
	for (size_t i = 0; i < look->facts->selectors; i++) {
		const struct selector_facts *s = &look->facts->selector[i];

		if (s->origin == ORIGIN_OURS && s->record == NULL &&
		    dns_is_answered(s->answer->status))
			look_elsewhere(look, &in, s);
	}
	look->facts->complete = inquiry_pending(look->inquiry) == 0;
}

static void
progress(void *arg)
{
	struct dkim_look *look = arg;

	derive(look);
	lookup_send(look->lookup);
	look->changed(look->arg);
}

struct dkim_look *
dkim_look_new(const struct services *services,
    const struct inspect_params *params, void (*changed)(void *arg), void *arg)
{
	struct dkim_look *look = mem_alloc(sizeof(*look));

	look->params = *params;
	look->params.authority = true;
	look->changed = changed;
	look->arg = arg;
	look->inquiry = inquiry_new();
	look->lookup = lookup_new(services, look->inquiry, progress, look);
	derive(look);
	lookup_send(look->lookup);
	return look;
}

void
dkim_look_free(struct dkim_look *look)
{
	if (look == NULL)
		return;
	lookup_free(look->lookup);
	inquiry_free(look->inquiry);
	arena_release(&look->arena);
	free(look);
}

bool
dkim_look_done(const struct dkim_look *look)
{
	return look->facts->complete;
}

const struct facts *
dkim_look_facts(const struct dkim_look *look)
{
	return look->facts;
}

const struct selector_facts *
dkim_look_at(const struct facts *facts, const char *selector)
{
	for (size_t i = 0; facts != NULL && i < facts->selectors; i++)
		if (dname_equal(facts->selector[i].name, selector))
			return &facts->selector[i];
	return NULL;
}

bool
dkim_look_is(const struct facts *facts, const char *selector,
    enum dkim_key_type type, const char *public_base64)
{
	const struct selector_facts *s = dkim_look_at(facts, selector);
	struct arena arena = ARENA_INIT;
	bool same = s != NULL && s->record != NULL &&
	    dkim_same_key(s->record,
		dkim_parse(&arena,
		    slice_of(arena_printf(&arena, "v=DKIM1; k=%s; p=%s",
			own_type_word(type), public_base64))));

	arena_release(&arena);
	return same;
}

bool
dkim_is_there(const struct facts *facts, const struct selector_facts *selector)
{
	const struct dns_answer *wild = facts->wildcard;
	struct slice text, everywhere;

	if (selector->answer->count == 0)
		return selector->cname != NULL;
	if (wild == NULL || wild->count == 0)
		return true;
	text = selector->answer->rr[0].text;
	everywhere = wild->rr[0].text;
	return text.len != everywhere.len ||
	    memcmp(text.ptr, everywhere.ptr, text.len) != 0;
}

const struct dkim_stray *
dkim_look_stray(const struct dkim_look *look, const char *selector)
{
	for (size_t i = 0; i < look->strays; i++)
		if (dname_equal(look->stray[i].selector, selector))
			return &look->stray[i];
	return NULL;
}

/* --- Names for new keys ------------------------------------------------------ */

enum selector_state
dkim_selector_state(const struct decisions *d, const struct facts *facts,
    const char *selector)
{
	const struct selector_facts *s = dkim_look_at(facts, selector);
	struct own_view own;

	if (!dkim_is_selector(slice_of(selector)) ||
	    strlen(selector) >= sizeof(d->selector))
		return SELECTOR_BAD;
	if (own_find(d, selector, &own))
		return SELECTOR_OURS;
	if (s == NULL || s->answer->status == DNS_PENDING)
		return SELECTOR_PENDING;
	if (dkim_is_there(facts, s))
		return SELECTOR_TAKEN;
	return dns_is_answered(s->answer->status) ? SELECTOR_FREE
						  : SELECTOR_UNKNOWN;
}

void
dkim_selector_suggest(
    int64_t now, unsigned attempt, const char *suffix, char ret[64])
{
	char month[16];

	when_selector(now, month, sizeof(month));
	if (attempt == 0)
		(void)snprintf(ret, 64, "%s%s", month, suffix);
	else
		(void)snprintf(ret, 64, "%s%c%s", month,
		    'a' + (int)(attempt % DKIM_ATTEMPTS), suffix);
}

void
dkim_selector_second(const char *first, char ret[64])
{
	size_t len = strlen(first);

	if (len > 0 && first[len - 1] == 'r')
		len--;
	/* Room for the letter, whatever the first one is. */
	if (len > 62)
		len = 62;
	memcpy(ret, first, len);
	memcpy(ret + len, "e", sizeof("e"));
}
